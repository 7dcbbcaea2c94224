//! Names by what a letter says of them: a title, "my son", a greeting, a form, a signature.

use super::{
    DetailKind, Known,
    lists::{CHILDREN, NOT_NAMES, OTHERS, TITLES, TITLES_TOO, is_role},
    names::{back, before},
    tokens::Tokens,
};
use crate::reading::{PartKind, parts};

fn name_after(tokens: &Tokens<'_>, place: usize, small_words: bool) -> bool {
    let Some(token) = tokens.at(place) else { return false };
    let fits = if token.loud || !token.capital {
        !token.word || (small_words && !NOT_NAMES.has(token.folded))
    } else {
        !token.acronym || token.strange()
    };
    fits && !token.digits
        && !NOT_NAMES.has(token.folded)
        && (!token.nobody || token.first_name)
        && !is_role(token.folded)
}

/// "Mrs Oakenfull", "Mr & Mrs D. Thorneycroft".
pub(super) fn titled(tokens: &mut Tokens<'_>, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    let sure = TITLES.has(token.folded);
    if !sure && !TITLES_TOO.has(token.folded) {
        return;
    }
    let mut at = place + 1;
    while matches!(tokens.folded(at), "and" | "mrs" | "ms" | "dr" | "mr")
        && (TITLES.has(tokens.folded(at)) || TITLES.has(tokens.folded(at + 1)))
    {
        at += 1;
    }
    let Some(next) = tokens.at(at).copied() else { return };
    let close = !tokens.between(at).contains('\n') && tokens.between(at).trim().len() <= 1;
    let named = close
        && if sure {
            !NOT_NAMES.has(next.folded) && !next.digits
        } else {
            (next.capital && !next.acronym
                || next.loud && next.strange()
                || next.strange() && !next.loud
                || next.only_a_name())
                && !next.nobody
                && !is_role(next.folded)
                && !NOT_NAMES.has(next.folded)
        };
    if named {
        let from = if sure { place } else { at };
        (from..=at).for_each(|at| tokens.mark(at, DetailKind::Name));
    }
}

/// "My son Kasper", "our daughter, Imogen", "a son called Otto".
pub(super) fn related(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    let folded = tokens.folded(place);
    let child = CHILDREN.has(folded);
    if !child && !OTHERS.has(folded) || tokens.at(place).is_some_and(|token| token.possessive) {
        return;
    }
    let mut at = place + 1;
    let mut called = false;
    let mut is = false;
    while at <= place + 4
        && matches!(
            tokens.folded(at),
            "is" | "was" | "called" | "named" | "who" | "are" | "were" | "a" | "name" | "he" | "she"
        )
    {
        called |= matches!(tokens.folded(at), "called" | "named" | "name");
        is |= matches!(tokens.folded(at), "is" | "was" | "are" | "were");
        at += 1;
    }
    let sentence = tokens.at(place).map(|token| token.sentence);
    let mut first = true;
    while tokens.at(at).map(|token| token.sentence) == sentence && name_after(tokens, at, called) {
        let token = tokens.at(at).copied();
        // "My son is dyslexic": only a capital or a name on the list after "is".
        let plain = token.is_some_and(|token| {
            (is && !called && !token.capital && !token.first_name)
                || (token.word && !token.capital && !called && !token.only_a_name())
        });
        if plain
            || (first
                && tokens.between(at).contains(['.', '!', '?', '\n', '–', '('])
                && !token.is_some_and(|token| token.only_a_name()))
        {
            break;
        }
        tokens.mark(at, DetailKind::Name);
        let own = (1..=3).find_map(|by| back(place, by)).filter(|_| {
            (1..=3).any(|by| back(place, by).is_some_and(|at| matches!(tokens.folded(at), "my" | "our")))
        });
        let singular =
            !folded.ends_with('s') && !matches!(folded, "twin" | "youngest" | "eldest" | "child" | "ward");
        if first && child && own.is_some() {
            let said = if singular { format!("my {folded}") } else { "my child".to_owned() };
            known.relations.entry(tokens.folded(at).to_owned()).or_insert(said);
        }
        first = false;
        // "twins Macsen and Efa"
        at += if tokens.folded(at + 1) == "and" && folded.ends_with('s') { 2 } else { 1 };
        if !tokens.at(at).is_some_and(|token| token.joined || token.capital) {
            break;
        }
    }
}

/// "My name is", "I am", "he is called", "this is"; greetings; who wrote.
pub(super) fn told(tokens: &mut Tokens<'_>, place: usize) {
    let (folded, next) = (tokens.folded(place), tokens.folded(place + 1));
    let named = matches!(folded, "called" | "named" | "surname" | "forename")
        || (folded == "name" && matches!(next, "is" | "was"));
    let is_who = matches!((folded, next), ("i", "am") | ("this", "is") | ("i", "undersigned") | ("name", _))
        || folded == "i" && tokens.between(place + 1).trim() == ","
        || folded == "i" && tokens.at(place).is_some_and(|token| token.span.end - token.span.start > 1)
        || matches!(
            folded,
            "undersigned"
                | "hi"
                | "hello"
                | "dear"
                | "hiya"
                | "hey"
                | "morning"
                | "from"
                | "its"
                | "it"
                | "signed"
                | "cc"
                | "love"
                | "thanks"
                | "wishes"
                | "regards"
        );
    let greets = matches!(folded, "dear" | "hi" | "hello" | "hiya" | "hey");
    if !named && !is_who {
        return;
    }
    let mut at = place + 1;
    if (named || matches!((folded, next), ("i", "am") | ("this", "is") | ("name", "is" | "was")))
        && matches!(next, "is" | "was" | "am" | "mr")
    {
        at += usize::from(next != "mr");
    }
    let end = at + 4;
    let mut first = true;
    while at < end && tokens.at(at).is_some() {
        let Some(token) = tokens.at(at).copied() else { break };
        if matches!(token.folded, "and") && (greets || matches!(folded, "wishes" | "regards" | "love")) {
            at += 1;
            continue;
        }
        let fits = if named {
            name_after(tokens, at, folded != "named") && (token.capital || !token.word || first)
        } else {
            name_after(tokens, at, false)
                && (token.capital && (!token.word || token.first_name || !first || greets)
                    || token.only_a_name()
                    || (greets && token.strange()))
        };
        let close = first || token.joined || greets || matches!(folded, "wishes" | "regards" | "love");
        if !(fits && close) {
            break;
        }
        tokens.mark(at, DetailKind::Name);
        first = false;
        at += 1;
    }
}

/// "Parent: Leonie Fennimore", "Your name" with the answer under it, "Town: Coldharbour".
pub(super) fn labelled(tokens: &mut Tokens<'_>, place: usize) {
    let kind = match tokens.folded(place) {
        "name" | "surname" | "parent" | "carer" | "child" | "pupil" | "mother" | "father" | "from"
        | "signed" | "worker" | "gp" | "subject" | "teacher" | "senco" | "student" => DetailKind::Name,
        "town" | "village" | "city" => DetailKind::Town,
        _ => return,
    };
    let between = tokens.between(place + 1).to_owned();
    let form = between.trim_start().starts_with(':')
        || between.contains('\n') && tokens.folded(place) == "name" && before(tokens, place) == "your";
    if !form {
        return;
    }
    let mut at = place + 1;
    while let Some(token) = tokens.at(at).copied()
        && at < place + 6
        && (at == place + 1 || !token.begins_line)
        && !tokens.between(at).contains([',', '<', '|'])
        && !token.digits
        && (!token.loud || !is_role(token.folded))
        && !matches!(token.folded, "dob" | "upn" | "none" | "no" | "yes" | "date" | "school" | "is" | "has")
    {
        tokens.mark(at, kind);
        at += 1;
    }
}

/// Names under a letter, and the lines of an address under them.
pub(super) fn signed(tokens: &mut Tokens<'_>) {
    let lines = lines(tokens);
    let last = lines.len().saturating_sub(1);
    let mut named = false;
    let mut signing = false;
    for (number, line) in lines.iter().enumerate() {
        let (Some(first), count) = (tokens.at(line.start).copied(), line.len()) else { continue };
        let end = tokens.at(line.end.saturating_sub(1)).map_or(first.span.end, |token| token.span.end);
        let raw = tokens.text.get(first.span.start as usize..end as usize).unwrap_or_default();
        let after = tokens.text.get(end as usize..).unwrap_or_default();
        let in_signature = first.part == PartKind::Signature;
        if parts::is_sign_off(raw)
            || matches!(raw.to_lowercase().as_str(), "love and thanks" | "love" | "in hope")
        {
            (signing, named) = (true, false);
            continue;
        }
        if !(in_signature || signing || number == last && lines.len() > 1)
            || raw.to_lowercase().starts_with("sent from")
        {
            continue;
        }
        let closed = after.trim_start_matches(['"', ')']).starts_with(['.', '!', '?']);
        let short = count <= 6 && !closed && (number == last || in_signature || signing);
        let could = |at: usize| {
            let token = &tokens.all[at];
            token.could_be_a_name()
                || TITLES.has(token.folded)
                || matches!(token.folded, "and" | "mum" | "x" | "xx" | "xxx")
        };
        let all = line.clone().all(could);
        if !named
            && short
            && (all
                || ((signing || in_signature)
                    && count <= 3
                    && !first.digits
                    && line.clone().all(|at| !NOT_NAMES.has(tokens.folded(at)))))
        {
            for at in line.clone() {
                let token = tokens.all[at];
                let role = is_role(token.folded) && (!token.capital || all && count > 2);
                let joins = matches!(token.folded, "and" | "mum" | "mrs" | "x" | "xx" | "xxx");
                if !(joins || role || token.nobody) {
                    tokens.mark(at, DetailKind::Name);
                }
            }
            named = true;
        } else if in_signature
            && named
            && short
            && count <= 4
            && line.clone().all(|at| tokens.all[at].capital && !tokens.all[at].acronym)
            && !line.clone().any(|at| is_role(tokens.folded(at)) || tokens.all[at].nobody)
        {
            line.clone().for_each(|at| tokens.mark(at, DetailKind::Town));
        }
        if number != last && !in_signature {
            signing = false;
        }
    }
}

/// The words of each line.
fn lines(tokens: &Tokens<'_>) -> Vec<std::ops::Range<usize>> {
    let mut lines: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, token) in tokens.all.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if !token.begins_line => line.end = place + 1,
            _ => lines.push(place..place + 1),
        }
    }
    lines
}
