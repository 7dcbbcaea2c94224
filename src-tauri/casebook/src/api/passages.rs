//! Passages: marked, edited, and what in them may identify a family.

use super::text::{Utf16, one_line, slice};
use super::{
    Context, Desk, EditPassage, Identifying, MarkPassage, Nothing, OfferedPassage, PassageId, PassageView,
    Problem, QuoteDetail, Result,
};
use crate::authority;
use crate::reading::{Names, Reading};
use crate::store::{Change, PassageRow, Stored};
use crate::submission::Channel;

/// The longest passage, in bytes: more than a minute of speech.
const LONGEST_PASSAGE: u32 = 1_500;

/// The passages of a story's letters. What each letter tells of its names is read once.
pub(super) fn views(passages: &[PassageRow], letters: &[Stored]) -> Vec<PassageView> {
    let mut read: Vec<(&Stored, Names)> = Vec::new();
    let mut views = Vec::with_capacity(passages.len());
    for passage in passages {
        let Some(letter) = letters.iter().find(|letter| letter.id == passage.submission) else { continue };
        let at = read.iter().position(|(known, _)| known.id == letter.id).unwrap_or_else(|| {
            read.push((letter, Names::of(&letter.text)));
            read.len() - 1
        });
        views.extend(read.get(at).map(|(letter, names)| view(passage, &letter.text, names)));
    }
    views
}

fn view(passage: &PassageRow, text: &str, names: &Names) -> PassageView {
    let units = Utf16::of(text);
    let original = slice(text, passage.start, passage.end);
    let (told, printed) = (Utf16::of(original), Utf16::of(&passage.words));
    let identifying = names.within(original).into_iter().map(|found| Identifying {
        kind: found.kind.label().into(),
        start: told.at(found.span.start),
        end: told.at(found.span.end),
    });
    let details = names.in_quote(&one_line(original), &passage.words).into_iter().map(|place| QuoteDetail {
        kind: place.kind.label().into(),
        start: printed.at(place.span.start),
        end: printed.at(place.span.end),
        taken_out: place.taken_out,
        instead: place.instead,
    });
    PassageView {
        id: passage.id,
        submission: passage.submission,
        start: units.at(passage.start),
        end: units.at(passage.end),
        original: original.to_owned(),
        words: passage.words.clone(),
        attribution: passage.attribution.clone(),
        identifying: identifying.collect(),
        details: details.collect(),
    }
}

/// Words worth quoting, of letters in which none are marked; the newest letter's first.
pub(super) fn offered(
    letters: &[Stored],
    readings: &[Reading],
    marked: &[PassageRow],
) -> Vec<OfferedPassage> {
    let mut offered = Vec::new();
    for (letter, reading) in letters.iter().zip(readings).rev() {
        if marked.iter().any(|passage| passage.submission == letter.id) {
            continue;
        }
        let units = Utf16::of(&letter.text);
        offered.extend(reading.passages.iter().zip(&reading.worth).map(|(span, worth)| OfferedPassage {
            submission: letter.id,
            start: units.at(span.start),
            end: units.at(span.end),
            words: one_line(slice(&letter.text, span.start, span.end)),
            because: worth.iter().map(|reason| reason.label().into()).collect(),
        }));
    }
    offered
}

pub(super) fn mark_passage(desk: &Desk, context: &Context<'_>, request: MarkPassage) -> Result<PassageView> {
    desk.with(|open| {
        let (story, text, channel) = open.casebook.words_of(request.submission)?;
        if channel == Channel::Reply {
            return Err(Problem::invalid(
                "submission",
                "These are this office’s own words.",
                "Quote from the family’s letters.",
            ));
        }
        let units = Utf16::of(&text);
        let (start, end) = trimmed(&text, units.byte(request.start), units.byte(request.end));
        if start >= end {
            return Err(Problem::invalid("start", "No words are selected.", "Select the words to quote."));
        }
        if end - start > LONGEST_PASSAGE {
            return Err(Problem::invalid(
                "end",
                "That is too long to read aloud.",
                "Select a few sentences.",
            ));
        }
        // Marking the same words twice is one mark.
        let marked = open.casebook.passages_of(story)?;
        if let Some(passage) = marked.iter().find(|passage| {
            (passage.submission, passage.start, passage.end) == (request.submission, start, end)
        }) {
            return Ok(view(passage, &text, &Names::of(&text)));
        }
        let head = open.casebook.story(story)?;
        let words = one_line(slice(&text, start, end));
        let speak = attribution(head.filing.authority.as_deref());
        let stamp = open.stamp(context);
        let passage = open.casebook.write(stamp, |writing| {
            let to = writing.new_passage(request.submission, (start, end), words, speak)?;
            writing.make(&Change::Passage { story, from: None, to: Some(to.clone()) })?;
            Ok(to)
        })?;
        Ok(view(&passage, &text, &Names::of(&text)))
    })
}

/// How to speak of somebody nobody may recognise.
pub(super) fn attribution(gss: Option<&str>) -> String {
    match gss.and_then(authority::by_gss) {
        Some(place) => format!("a family in {}", place.name),
        None => "a family".into(),
    }
}

/// The span without the white space at its ends.
fn trimmed(text: &str, start: u32, end: u32) -> (u32, u32) {
    let words = slice(text, start, end);
    let before = words.len() - words.trim_start().len();
    let start = start + u32::try_from(before).unwrap_or(0);
    (start, start + u32::try_from(words.trim().len()).unwrap_or(0))
}

pub(super) fn edit_passage(desk: &Desk, context: &Context<'_>, request: EditPassage) -> Result<PassageView> {
    let (words, attribution) = (one_line(&request.words), one_line(&request.attribution));
    if words.is_empty() {
        return Err(Problem::invalid(
            "words",
            "There are no words to print.",
            "Type them, or unmark the passage.",
        ));
    }
    desk.with(|open| {
        let (story, from) = open.casebook.passage(request.passage)?;
        let (_, text, _) = open.casebook.words_of(from.submission)?;
        let to = PassageRow { words, attribution, ..from.clone() };
        if to != from {
            let stamp = open.stamp(context);
            let change = Change::Passage { story, from: Some(from), to: Some(to.clone()) };
            open.casebook.write(stamp, |writing| writing.make(&change))?;
        }
        Ok(view(&to, &text, &Names::of(&text)))
    })
}

pub(super) fn unmark_passage(desk: &Desk, context: &Context<'_>, request: PassageId) -> Result<Nothing> {
    desk.with(|open| {
        let (story, from) = open.casebook.passage(request.passage)?;
        let stamp = open.stamp(context);
        let change = Change::Passage { story, from: Some(from), to: None };
        open.casebook.write(stamp, |writing| writing.make(&change))?;
        Ok(Nothing {})
    })
}
