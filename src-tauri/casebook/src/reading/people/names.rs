//! Names of people: by what a letter says of them, by the list of first names, and by capitals that
//! nothing else explains.

use super::{
    DetailKind, Known,
    lists::{CHILDREN, DOES, LIVED_IN_FROM, NOT_NAMES, OTHERS, THE, TIMES, TITLES, TITLES_TOO, is_role},
    said,
    tokens::{Token, Tokens},
};
use crate::reading::{PartKind, identity};

/// Marks every word of a person's name.
pub(super) fn mark(tokens: &mut Tokens<'_>, known: &mut Known) {
    for place in 0..tokens.all.len() {
        listed(tokens, place);
        said::titled(tokens, place);
        said::related(tokens, known, place);
        said::told(tokens, place);
        said::labelled(tokens, place);
    }
    said::signed(tokens);
    for place in 0..tokens.all.len() {
        capital(tokens, place);
        loud(tokens, place);
        subject(tokens, place);
    }
    runs(tokens);
    extend(tokens);
    for place in 0..tokens.all.len() {
        if tokens.marked(place) == Some(DetailKind::Name)
            && let Some(token) = tokens.at(place)
            && token.folded.chars().count() > 1
            && !token.digits
            && (!token.word || token.first_name)
            && !TITLES.has(token.folded)
            && !TITLES_TOO.has(token.folded)
        {
            known.names.entry(token.folded.to_owned()).or_insert(DetailKind::Name);
        }
    }
    tokens.mark_known(known);
    extend(tokens);
    only_child(tokens, known);
}

/// Marks what is a name in any language: a first name that is nothing else, and names the letter has told of.
pub(super) fn mark_unread(tokens: &mut Tokens<'_>, known: &Known) {
    for place in 0..tokens.all.len() {
        if tokens.at(place).is_some_and(|token| (token.capital || token.loud) && token.only_a_name()) {
            tokens.mark(place, DetailKind::Name);
        }
    }
    tokens.mark_known(known);
}

pub(super) fn back(place: usize, by: usize) -> Option<usize> {
    place.checked_sub(by)
}

pub(super) fn before<'t>(tokens: &Tokens<'t>, place: usize) -> &'t str {
    back(place, 1).map_or("", |at| tokens.folded(at))
}

/// First names of the list.
fn listed(tokens: &mut Tokens<'_>, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    if !token.first_name || tokens.marked(place).is_some() {
        return;
    }
    let month = is_month(token.folded);
    let next = tokens.at(place + 1);
    let timed = month
        && (TIMES.has(before(tokens, place))
            || next.is_some_and(|next| next.digits)
            || back(place, 1)
                .and_then(|at| tokens.at(at))
                .is_some_and(|before| before.digits || before.folded == "half"));
    let alone = if token.word {
        let does = DOES.has(tokens.folded(place + 1))
            || token.possessive
            || next.is_some_and(|next| next.only_a_name());
        // "Will you", "May I", "Grant us" begin questions; "Will was" does not.
        token.capital
            && !token.acronym
            && !timed
            && if token.begins {
                does && !matches!(token.folded, "may" | "march" | "summer")
            } else {
                !identity::has_any_capital(token.folded) || does || month
            }
    } else {
        !token.loud || token.folded.chars().count() > 2
    };
    let thing = token.word && THE.has(before(tokens, place));
    if alone && !timed && !thing {
        tokens.mark(place, DetailKind::Name);
    }
}

fn is_month(folded: &str) -> bool {
    matches!(folded, "jan" | "april" | "may" | "june" | "august" | "march" | "summer" | "autumn")
}

/// A capital that no ordinary word explains.
fn capital(tokens: &mut Tokens<'_>, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    if !token.capital || tokens.marked(place).is_some() {
        return;
    }
    let initial = token.folded.chars().count() == 1;
    if initial {
        // "J. Ferreira-Lowe", "J is 7", "J's school".
        let person = !matches!(token.folded, "i" | "a" | "q" | "x")
            && !token.digits
            && (token.possessive
                || tokens.between(place + 1).trim() == "."
                    && tokens.at(place + 1).is_some_and(|next| next.capital && !next.word)
                || (token.begins
                    && matches!(tokens.folded(place + 1), "is" | "was" | "has")
                    && !tokens.at(place + 1).is_some_and(|next| next.capital)));
        if person && before(tokens, place) != "section" {
            tokens.mark(place, DetailKind::Name);
        }
        return;
    }
    let acronym = token.acronym && !token.only_a_name();
    if is_month(token.folded) {
        return;
    }
    if token.strange() && !acronym && !is_role(token.folded) {
        let of_place = LIVED_IN_FROM.has(before(tokens, place)) && !token.first_name && !token.possessive;
        tokens.mark(place, if of_place { DetailKind::Town } else { DetailKind::Name });
    }
}

/// In a sentence that is in capitals throughout, a word that is none.
fn loud(tokens: &mut Tokens<'_>, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    if token.loud
        && token.strange()
        && !is_month(token.folded)
        && token.folded.chars().count() > 2
        && !is_role(token.folded)
    {
        tokens.mark(place, DetailKind::Name);
    }
}

/// "zebedee is 9", "zebedees teacher", without any capital: no word, and it does what people do.
fn subject(tokens: &mut Tokens<'_>, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    let long = token.folded.chars().count() >= 4;
    let person = |at: usize| {
        matches!(tokens.folded(at), "is" | "was" | "has" | "had")
            && tokens.at(at).is_some_and(|next| next.joined)
    };
    if !token.capital && !token.loud && token.strange() && long && token.begins && person(place + 1) {
        tokens.mark(place, DetailKind::Name);
    }
}

/// Two words with capitals that no sentence needs: "Poplar Court", "Orchard View".
fn runs(tokens: &mut Tokens<'_>) {
    let mut place = 0;
    while place < tokens.all.len() {
        let mut end = place;
        while let Some(token) = tokens.at(end)
            && token.capital
            && !token.acronym
            && !token.nobody
            && (end == place || token.joined && !tokens.at(end - 1).is_some_and(|before| before.possessive))
            && tokens.marked(end).is_none()
        {
            end += 1;
        }
        let inside = tokens.at(place).is_some_and(|first| !first.begins || !first.word) || end - place > 2;
        let alone_on_its_line = tokens.at(place).is_some_and(|first| first.begins_line)
            && tokens.at(end).is_none_or(|next| next.begins_line);
        let plain = (place..end).any(|at| is_role(tokens.folded(at)));
        if end >= place + 2 && !plain && (inside || alone_on_its_line || orchard(tokens, place, end)) {
            (place..end).for_each(|at| tokens.mark(at, DetailKind::Name));
        }
        place = end.max(place + 1);
    }
}

/// "Orchard View." is all the sentence says.
fn orchard(tokens: &Tokens<'_>, place: usize, end: usize) -> bool {
    let sentence = |at: usize| tokens.at(at).map(|token| token.sentence);
    sentence(end) != sentence(place)
}

/// A name goes on with what stands close to it: a surname, a second first name, an initial.
fn extend(tokens: &mut Tokens<'_>) {
    let goes_on = |before: &Token<'_>, token: &Token<'_>, hyphened: bool| {
        let small = !token.capital
            && !token.loud
            && token.strange()
            && token.folded.chars().count() > 3
            && !before.capital;
        token.joined
            && !token.digits
            && !before.possessive
            && !NOT_NAMES.has(token.folded)
            && (hyphened
                || (!token.nobody
                    && (token.capital && (!token.acronym || token.folded.chars().count() < 2)
                        || token.loud && token.strange()
                        || small
                        || token.only_a_name())))
            && (hyphened || !is_role(token.folded))
    };
    for place in 1..tokens.all.len() {
        let (Some(before), Some(token)) = (tokens.at(place - 1).copied(), tokens.at(place).copied()) else {
            break;
        };
        let mark = tokens.marked(place - 1);
        let hyphened = token.hyphened && (token.capital || token.first_name || !token.word);
        if matches!(mark, Some(DetailKind::Name))
            && tokens.marked(place).is_none()
            && goes_on(&before, &token, hyphened)
            && (!token.begins || hyphened)
        {
            tokens.mark(place, DetailKind::Name);
        }
    }
    for place in (0..tokens.all.len().saturating_sub(1)).rev() {
        let (Some(token), Some(next)) = (tokens.at(place).copied(), tokens.at(place + 1).copied()) else {
            break;
        };
        if tokens.marked(place + 1) != Some(DetailKind::Name)
            || tokens.marked(place).is_some()
            || !next.joined
            || token.possessive
        {
            continue;
        }
        let title = TITLES.has(token.folded);
        let before_it = token.capital
            && !token.nobody
            && !token.digits
            && !NOT_NAMES.has(token.folded)
            && !is_role(token.folded)
            && next.capital
            && !OTHERS.has(token.folded)
            && !TITLES_TOO.has(token.folded)
            && (!token.begins || !token.word || (token.first_name && next.strange()))
            && (!token.acronym || token.folded.chars().count() == 1);
        if title || before_it || (next.hyphened && !token.word && !token.digits) {
            tokens.mark(place, DetailKind::Name);
        }
    }
}

/// A letter about "my son" that names one child alone means him by it.
fn only_child(tokens: &Tokens<'_>, known: &mut Known) {
    if !known.relations.is_empty() {
        return;
    }
    let mut said: Option<&str> = None;
    for place in 0..tokens.all.len() {
        let word = tokens.folded(place);
        if CHILDREN.has(word)
            && !matches!(word, "twin" | "ward" | "youngest" | "eldest")
            && matches!(before(tokens, place), "my" | "our")
        {
            if said.is_some_and(|said| said != word) {
                return;
            }
            said = Some(word);
        }
    }
    let Some(said) = said else { return };
    let mut name: Option<&str> = None;
    for (token, mark) in tokens.all.iter().zip(&tokens.marks) {
        if *mark == Some(DetailKind::Name) && token.part == PartKind::Words {
            // Any second name, a surname or a teacher's, and nobody can tell who is meant.
            if name.is_some_and(|name| name != token.folded) {
                return;
            }
            name = Some(token.folded);
        }
    }
    if let Some(name) = name.filter(|name| crate::reading::ordinary::is_first_name(name)) {
        known.relations.insert(name.to_owned(), format!("my {said}"));
    }
}
