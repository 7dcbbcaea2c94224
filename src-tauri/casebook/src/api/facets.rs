//! What a story's letters say of the child and the case: offered with their words, confirmed, dropped, or
//! added where reading missed it.

use super::text::{Utf16, one_line, slice};
use super::{
    Context, DecideFacets, Desk, FacetDecision, FacetName, FacetView, Mark, MarkKind, Nothing, OfferedFacet,
    Problem, Result,
};
use crate::facet::{self, FacetKind};
use crate::reading;
use crate::store::{Casebook, Change, FacetRow, Rests, Stamp, Stored};
use crate::submission::Channel;

/// Something a story's letters say, and the words it rests on.
struct Said<'a> {
    kind: FacetKind,
    value: String,
    rests: Rests,
    letter: &'a Stored,
}

/// What all of a story's letters say together. The newest letter that tells of a phase, a setting, a
/// stage and the like is believed; needs add up. What the office wrote says nothing of the family.
fn said(submissions: &[Stored]) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = Vec::new();
    for letter in submissions.iter().rev().filter(|stored| stored.channel != Channel::Reply) {
        let told: Vec<FacetKind> = said.iter().map(|one| one.kind).collect();
        for found in reading::facets(&letter.text) {
            let known = said.iter().any(|one| (one.kind, &one.value) == (found.kind, &found.value));
            if known || found.kind != FacetKind::Need && told.contains(&found.kind) {
                continue;
            }
            let rests = Rests { submission: letter.id, start: found.span.start, end: found.span.end };
            said.push(Said { kind: found.kind, value: found.value, rests, letter });
        }
    }
    said.sort_by_key(|one| one.kind);
    said
}

/// What a story's letters say that nobody has decided about yet.
pub(super) fn offered(submissions: &[Stored], decided: &[FacetRow]) -> Vec<OfferedFacet> {
    let mut said = said(submissions);
    said.retain(|one| !decided.iter().any(|row| row.is(one.kind, &one.value)));
    let offer = |one: Said<'_>| {
        let (units, rests) = (Utf16::of(&one.letter.text), one.rests);
        OfferedFacet {
            kind: one.kind,
            label: facet::label(one.kind, &one.value),
            value: one.value,
            submission: rests.submission,
            start: units.at(rests.start),
            end: units.at(rests.end),
            words: one_line(slice(&one.letter.text, rests.start, rests.end)),
        }
    };
    said.into_iter().map(offer).collect()
}

/// What somebody said is so.
pub(super) fn kept(
    casebook: &Casebook,
    decided: &[FacetRow],
    submissions: &[Stored],
) -> Result<Vec<FacetView>> {
    let view = |row: &FacetRow| -> Result<FacetView> {
        let words = row.rests.and_then(|rests| {
            let text = &submissions.iter().find(|stored| stored.id == rests.submission)?.text;
            let units = Utf16::of(text);
            let words = one_line(slice(text, rests.start, rests.end));
            Some((units.at(rests.start), units.at(rests.end), words))
        });
        let (start, end, words) = words.unwrap_or_default();
        Ok(FacetView {
            kind: row.kind,
            value: row.value.clone(),
            label: facet::label(row.kind, &row.value),
            submission: row.rests.map(|rests| rests.submission),
            start,
            end,
            words,
            by: casebook.name_of_staff(row.staff)?,
        })
    };
    decided.iter().filter(|row| !row.dropped).map(view).collect()
}

/// The words in a letter that they rest on.
pub(super) fn marks(letter: &Stored, offered: &[OfferedFacet], kept: &[FacetView]) -> Vec<Mark> {
    let mark = |start, end, of: &str| Mark { kind: MarkKind::Facet, start, end, of: of.to_owned() };
    let offered = offered.iter().filter(|one| one.submission == letter.id);
    let kept = kept.iter().filter(|one| one.submission == Some(letter.id));
    let offered = offered.map(|one| mark(one.start, one.end, &one.value));
    offered.chain(kept.map(|one| mark(one.start, one.end, &one.value))).collect()
}

pub(super) fn decide(desk: &Desk, context: &Context<'_>, request: DecideFacets) -> Result<Nothing> {
    if request.facets.iter().any(|one| !facet::is_known(one.kind, &one.value)) {
        return Err(Problem::invalid(
            "facets",
            "That is nothing that can be noted of a child or a case.",
            "Choose it from the list.",
        ));
    }
    desk.with(|open| {
        let story = request.story;
        open.casebook.story(story)?;
        let submissions = open.casebook.submissions_of(story)?;
        let before = open.casebook.facets_of(story)?;
        let stamp = open.stamp(context);
        let mut after = before.clone();
        let said = said(&submissions);
        for one in request.facets {
            settle(&mut after, one, request.decision, &said, stamp)?;
        }
        let missing = |rows: &[FacetRow], from: &[FacetRow]| -> Vec<FacetRow> {
            rows.iter().filter(|row| !from.contains(row)).cloned().collect()
        };
        let (from, to) = (missing(&before, &after), missing(&after, &before));
        // Said twice is said once.
        if !from.is_empty() || !to.is_empty() {
            open.casebook.write(stamp, |writing| writing.make(&Change::Facets { story, from, to }))?;
        }
        Ok(Nothing {})
    })
}

/// Decides about one of them.
fn settle(
    rows: &mut Vec<FacetRow>,
    FacetName { kind, value }: FacetName,
    decision: FacetDecision,
    said: &[Said<'_>],
    stamp: Stamp,
) -> Result<()> {
    let dropped = match decision {
        FacetDecision::So => false,
        FacetDecision::NotSo => true,
        FacetDecision::Undecided => {
            rows.retain(|row| !row.is(kind, &value));
            return Ok(());
        }
    };
    let stood = rows.iter().find(|row| row.is(kind, &value)).cloned();
    if stood.as_ref().is_some_and(|row| row.dropped == dropped) {
        return Ok(());
    }
    let row = |value: String, dropped, rests| FacetRow {
        kind,
        value,
        dropped,
        rests,
        staff: stamp.staff,
        recorded: stamp.now,
    };
    let offer = said.iter().find(|one| one.kind == kind && one.value == value);
    if dropped && stood.is_none() && offer.is_none() {
        return Err(Problem::failed(
            "That is no longer offered.",
            "Look at the story again: there is nothing to drop.",
        ));
    }
    rows.retain(|row| !row.is(kind, &value));
    if !dropped && kind.is_one() {
        // One year is so: then another that was is not any more, nor what a letter seems to say instead.
        rows.retain(|row| row.kind != kind || row.dropped);
        let instead = said.iter().filter(|one| one.kind == kind && one.value != value);
        for one in instead {
            if !rows.iter().any(|row| row.is(kind, &one.value)) {
                rows.push(row(one.value.clone(), true, Some(one.rests)));
            }
        }
    }
    let rests = offer.map(|one| one.rests).or(stood.and_then(|row| row.rests));
    rows.push(row(value, dropped, rests));
    Ok(())
}
