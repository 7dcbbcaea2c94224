//! Reading again what was read with something else, and what that would change.

use std::collections::HashSet;

use super::text::one_line;
use super::{
    Context, DecideReread, Desk, Problem, RereadDecided, RereadFilter, RereadKind, RereadPage, RereadRow,
    RereadWords, Result, learning, unread,
};
use crate::authority;
use crate::learning::Learnt;
use crate::reading::{self, Because, Reader, Span};
use crate::store::{
    Again, Casebook, Change, GOOD, Home, LetterWords, OtherWords, Place, ReadAgain, Reread, Stamp,
};
use crate::story::Noticed;

/// So many characters are shown on either side of the words something rests on.
const AROUND: usize = 70;

/// So many places are shown.
const SHOWN: usize = 2;

/// Reads some stories again by their phrases; says whether any are left.
pub(super) fn some(
    casebook: &mut Casebook,
    stamp: Stamp,
    reader: &mut Reader,
    stopped: &dyn Fn() -> bool,
) -> Result<bool> {
    let Some(walk) = casebook.again()? else { return Ok(false) };
    let read: Vec<_> = walk.stories.iter().map(|story| read_again(story, reader)).collect();
    if stopped() {
        return Ok(true);
    }
    casebook.write(stamp, |writing| writing.keep_again(&walk, &read))?;
    Ok(casebook.count_again()? > 0)
}

fn read_again(story: &Again, reader: &mut Reader) -> ReadAgain {
    let (mut home, mut risk, mut unread, mut closely) = (None, None::<Vec<Place>>, None, Vec::new());
    for letter in &story.letters {
        let (filing, rests) = reader.again(&letter.text);
        if letter.rests != Some(rests) {
            closely.push(letter.row);
        }
        unread = unread.or_else(|| filing.not_read.as_ref().map(OtherWords::from));
        if !filing.urgent && (home.is_some() || filing.authority.is_none()) {
            continue;
        }
        // The words as well: few letters come this far.
        let whole = reading::read(&letter.text);
        let place = |span: &Span| (letter.row, span.start, span.end);
        if filing.urgent {
            risk.get_or_insert_default().extend(whole.urgent.iter().map(place));
        }
        home = home.or_else(|| {
            let found = whole.authority?;
            let certain = matches!(found.because, Because::Postcode | Because::Name | Because::Alias);
            Some(Home { gss: found.gss.to_owned(), certain, at: vec![place(&found.span)] })
        });
    }
    // Where the family has said where it lives, no other place in a letter is home.
    if let Some(known) = authority::locate(&story.postcode) {
        home = Some(Home { gss: known.gss.clone(), certain: false, at: Vec::new() });
    }
    ReadAgain { home, risk, unread, closely }
}

pub(super) fn list(desk: &Desk, _: &Context<'_>, request: RereadFilter) -> Result<RereadPage> {
    desk.with(|open| {
        let casebook = &open.casebook;
        let kinds = kinds(casebook.reread_kinds()?);
        let fits = |kind: &&RereadKind| {
            let is = request.which.is_empty() || request.which == kind.which;
            request.what.is_none_or(|what| what == kind.what) && is
        };
        let total: u32 = match request.what {
            Some(what @ Noticed::Authority) if !request.which.is_empty() => {
                u32::try_from(casebook.open_rereads(what, &request.which, None)?.len()).unwrap_or(u32::MAX)
            }
            _ => kinds.iter().filter(fits).map(|kind| kind.stories).sum(),
        };
        let ((rows, more), learnt) = (casebook.rereads(&request)?, casebook.learnt()?.surely(GOOD));
        Ok(RereadPage {
            rows: rows.into_iter().map(|found| row(casebook, &learnt, found)).collect::<Result<_>>()?,
            total: total.saturating_sub(more),
            kinds,
            stories: casebook.count_rereads()?.0,
            again: casebook.count_again()?,
            skimmed: casebook.count_skimmed()?,
        })
    })
}

/// Authorities are one kind, whichever each is.
fn kinds(found: Vec<RereadKind>) -> Vec<RereadKind> {
    let mut kinds: Vec<RereadKind> = Vec::new();
    for mut kind in found {
        if kind.what != Noticed::Theme {
            kind.which.clear();
        }
        match kinds.last_mut().filter(|last| (last.what, &last.which) == (kind.what, &kind.which)) {
            Some(last) => last.stories += kind.stories,
            None => kinds.push(kind),
        }
    }
    kinds
}

fn row(casebook: &Casebook, learnt: &Learnt, found: Reread) -> Result<RereadRow> {
    let (mut words, mut because) = (Vec::new(), None);
    let is_taught =
        found.what == Noticed::Theme && learnt.taught().iter().any(|one| one.theme == found.which);
    for LetterWords { text, places, found: close } in casebook.words_of_reread(&found)? {
        if is_taught && because.is_none() && !places.is_empty() {
            let (_, why) = learning::offer(learnt, &text, unread::themes(&close), found.urgent);
            because = why.into_iter().find(|(theme, _)| *theme == found.which).map(|(_, why)| why);
        }
        words.extend(places.iter().map(|(start, end)| around(&text, *start, *end)));
        if found.what == Noticed::Risk && found.is_without_words() {
            let risk = reading::read(&text).urgent;
            words.extend(risk.iter().map(|span| around(&text, span.start, span.end)));
        }
    }
    words.truncate(SHOWN);
    let Reread { story, from, subject, received, filing, what, which, campaign, .. } = found;
    Ok(RereadRow { story, from, subject, received, filing, what, which, words, because, campaign })
}

/// Words with what stands around them, on one line and cut between words: one after the other they are the letter's.
fn around(text: &str, start: u32, end: u32) -> RereadWords {
    let (start, end) = (text.floor_char_boundary(start as usize), text.floor_char_boundary(end as usize));
    // White space is folded to less: a few times as much is looked at.
    let from = text.floor_char_boundary(start.saturating_sub(AROUND * 8));
    let to = text.floor_char_boundary(end.saturating_add(AROUND * 8));
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(end..to).unwrap_or_default();
    let gap = |there: bool| if there { " " } else { "" };
    let (front, back) = (one_line(before), one_line(after));
    let cut = front.char_indices().rev().nth(AROUND).map(|(at, _)| front.split_at(at).1);
    let front = match cut {
        Some(cut) => format!("… {}", cut.split_once(' ').map_or(cut, |(_, rest)| rest)),
        None => front,
    };
    let cut = back.char_indices().nth(AROUND).map(|(at, _)| back.split_at(at).0);
    let back = match cut {
        Some(cut) => format!("{} …", cut.rsplit_once(' ').map_or(cut, |(rest, _)| rest)),
        None => back,
    };
    RereadWords {
        before: format!("{front}{}", gap(before.ends_with(char::is_whitespace) && !front.is_empty())),
        words: one_line(text.get(start..end).unwrap_or_default()),
        after: format!("{}{back}", gap(after.starts_with(char::is_whitespace) && !back.is_empty())),
    }
}

pub(super) fn decide(desk: &Desk, context: &Context<'_>, request: DecideReread) -> Result<RereadDecided> {
    let DecideReread { stories, campaign, what, which, add } = request;
    if what == Noticed::Risk && stories.len() != 1 {
        return Err(Problem::invalid(
            "stories",
            "Words of risk are decided about story by story.",
            "Read each letter, and follow your safeguarding procedure.",
        ));
    }
    desk.with(|open| {
        let mut wanted = open.casebook.open_rereads(what, &which, campaign)?;
        if !stories.is_empty() {
            let asked: HashSet<_> = stories.into_iter().collect();
            wanted.retain(|story| asked.contains(story));
        }
        let mut from = Vec::with_capacity(wanted.len());
        for story in &wanted {
            from.push(open.casebook.story(*story)?.filing);
        }
        if !wanted.is_empty() {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| {
                let change = |(story, from)| {
                    if add {
                        return writing.adding(story, from, what, &which);
                    }
                    Ok(Change::LeftAsFiled { story, what, which: which.clone(), left: true })
                };
                let changes = wanted.iter().copied().zip(from).map(change);
                writing.make_together(&changes.collect::<Result<Vec<_>>>()?)
            })?;
        }
        Ok(RereadDecided { stories: u32::try_from(wanted.len()).unwrap_or(u32::MAX) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &str) -> String {
        let start = u32::try_from(text.find(words).expect("they are there")).expect("a short text");
        let found = around(text, start, start + u32::try_from(words.len()).expect("few"));
        format!("{}[{}]{}", found.before, found.words, found.after)
    }

    #[test]
    fn words_are_shown_as_they_stand_in_the_letter() {
        assert_eq!(shown("No taxi\nagain. He waits.", "taxi\nagain"), "No [taxi again]. He waits.");
        assert_eq!(shown("Taxi", "Taxi"), "[Taxi]");
        let long = format!("{}the taxi never came{}", "é and so on ".repeat(40), ", not once".repeat(40));
        let shown = shown(&long, "the taxi never came");
        assert!(shown.starts_with("… ") && shown.ends_with(" …") && shown.chars().count() < 190, "{shown}");
        assert!(shown.contains("so on [the taxi never came], not once"), "{shown}");
    }

    #[test]
    fn places_that_are_not_in_the_text_show_nothing_and_stop_nothing() {
        for (start, end) in [(0, 0), (1, 2), (3, 900), (900, 3), (u32::MAX, u32::MAX)] {
            let found = around("é", start, end);
            assert!(found.words.chars().count() <= 1, "{found:?}");
        }
    }
}
