//! Passages: marked, edited, and what in them may identify a family.

use uuid::Uuid;

use super::quotes::Left;
use super::text::{Utf16, one_line, slice};
use super::{
    Context, Desk, EditPassage, Identifying, KeepDetails, MarkPassage, Nothing, OfferedPassage, PassageId,
    PassageView, Problem, QuoteDetail, Result, session::Open,
};
use crate::authority;
use crate::consent::ConsentLevel;
use crate::reading::{Names, Reading};
use crate::store::{Change, PassageRow, Stored};
use crate::submission::Channel;

/// The longest passage, in bytes: more than a minute of speech.
const LONGEST_PASSAGE: u32 = 1_500;

/// The passages of a story's letters. What each letter tells of its names is read once.
pub(super) fn views(passages: &[PassageRow], letters: &[Stored], agreed: ConsentLevel) -> Vec<PassageView> {
    let mut read: Vec<(&Stored, Names)> = Vec::new();
    let mut views = Vec::with_capacity(passages.len());
    for passage in passages {
        let Some(letter) = letters.iter().find(|letter| letter.id == passage.submission) else { continue };
        let at = read.iter().position(|(known, _)| known.id == letter.id).unwrap_or_else(|| {
            read.push((letter, Names::of(&letter.text)));
            read.len() - 1
        });
        views.extend(read.get(at).map(|(letter, names)| view(passage, &letter.text, names, agreed)));
    }
    views
}

fn view(passage: &PassageRow, text: &str, names: &Names, agreed: ConsentLevel) -> PassageView {
    let left = Left::of((&passage.words, &passage.attribution), names, agreed);
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
        beyond: left.details,
        unread: left.unread,
        kept: left.stays(passage.kept),
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
            let agreed = agreed(open, context, story)?;
            return Ok(view(passage, &text, &Names::of(&text), agreed));
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
        Ok(view(&passage, &text, &Names::of(&text), head.consent.level_on(context.today())))
    })
}

/// What the family has agreed to by today.
fn agreed(open: &Open, context: &Context<'_>, story: Uuid) -> Result<ConsentLevel> {
    Ok(open.casebook.story(story)?.consent.level_on(context.today()))
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
        let mut to = PassageRow { words, attribution, ..from.clone() };
        if to != from {
            // What was decided about other words was not decided about these.
            to.kept = 0;
            let stamp = open.stamp(context);
            let change = Change::Passage { story, from: Some(from), to: Some(to.clone()) };
            open.casebook.write(stamp, |writing| writing.make(&change))?;
        }
        Ok(view(&to, &text, &Names::of(&text), agreed(open, context, story)?))
    })
}

/// Decides that what may identify the family stays in a quote, or that it is asked about again.
pub(super) fn keep_details(desk: &Desk, context: &Context<'_>, request: KeepDetails) -> Result<PassageView> {
    desk.with(|open| {
        let (story, from) = open.casebook.passage(request.passage)?;
        let (_, text, _) = open.casebook.words_of(from.submission)?;
        let (names, agreed) = (Names::of(&text), agreed(open, context, story)?);
        let left = Left::of((&from.words, &from.attribution), &names, agreed);
        let to = PassageRow { kept: if request.keep { left.all() } else { 0 }, ..from.clone() };
        if to != from {
            let stamp = open.stamp(context);
            let change = Change::Passage { story, from: Some(from), to: Some(to.clone()) };
            open.casebook.write(stamp, |writing| writing.make(&change))?;
        }
        Ok(view(&to, &text, &names, agreed))
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
