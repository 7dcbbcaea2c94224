//! The dates of a plan: offered with their words, confirmed, changed or dropped; and the clock.

use uuid::Uuid;

use super::text::{Utf16, one_line, slice};
use super::{
    AnswerMilestone, ClockLine, Context, Desk, Mark, MarkKind, MilestoneId, MilestoneView, Nothing,
    OfferedMilestone, Problem, Result, WriteMilestone,
};
use crate::clock::{self, Dated, Step};
use crate::reading::{self, Span};
use crate::store::{Casebook, Change, MilestoneRow, Rests, Stored};
use crate::submission::Channel;

/// More dates than this are not one child's plan.
const MOST: usize = 200;

/// An offer: a step, when it was, and the words it rests on.
pub(super) struct Offer {
    pub(super) step: Step,
    pub(super) when: Dated,
    pub(super) span: Span,
}

/// What a letter offers. What the office wrote offers nothing about the family.
fn offers(text: &str, channel: Channel, received: chrono::NaiveDate) -> Vec<Offer> {
    if channel == Channel::Reply {
        return Vec::new();
    }
    let found = reading::milestones(text, Some(received)).into_iter();
    found.filter_map(|one| Some(Offer { step: one.step, when: one.when?, span: one.span })).collect()
}

/// What a story's letters offer that nobody has answered yet.
pub(super) fn offered(submissions: &[Stored], answered: &[MilestoneRow]) -> Vec<OfferedMilestone> {
    let mut offered: Vec<OfferedMilestone> = Vec::new();
    for stored in submissions {
        let units = Utf16::of(&stored.text);
        for offer in offers(&stored.text, stored.channel, stored.received.date_naive()) {
            let same = |row: &MilestoneRow| {
                row.rests.is_some_and(|at| (at.submission, at.start) == (stored.id, offer.span.start))
                    || (row.step, row.when, row.dropped) == (offer.step, offer.when, false)
            };
            let again = offered.iter().any(|other| {
                (other.step, other.from, other.to) == (offer.step, offer.when.from, offer.when.to)
            });
            if again || answered.iter().any(same) {
                continue;
            }
            offered.push(OfferedMilestone {
                step: offer.step,
                when: offer.when.label(),
                from: offer.when.from,
                to: offer.when.to,
                exact: offer.when.exact,
                submission: stored.id,
                start: units.at(offer.span.start),
                end: units.at(offer.span.end),
                words: one_line(slice(&stored.text, offer.span.start, offer.span.end)),
            });
        }
    }
    offered.sort_by_key(|one| (one.from, one.to, one.step));
    offered
}

/// The words in a letter that offers and confirmed dates rest on.
pub(super) fn marks(letter: &Stored, offered: &[OfferedMilestone], kept: &[MilestoneRow]) -> Vec<Mark> {
    let mark = |step: Step, start, end| {
        let of = serde_json::to_value(step).ok().and_then(|step| step.as_str().map(str::to_owned));
        Mark { kind: MarkKind::Milestone, start, end, of: of.unwrap_or_default() }
    };
    let units = Utf16::of(&letter.text);
    let offered = offered.iter().filter(|one| one.submission == letter.id);
    let offered = offered.map(|one| mark(one.step, one.start, one.end));
    let kept = kept.iter().filter(|row| !row.dropped).filter_map(|row| {
        let rests = row.rests.filter(|rests| rests.submission == letter.id)?;
        Some(mark(row.step, units.at(rests.start), units.at(rests.end)))
    });
    offered.chain(kept).collect()
}

/// The dates somebody confirmed, and what the clock says of them.
pub(super) fn confirmed(
    casebook: &Casebook,
    rows: &[MilestoneRow],
    submissions: &[Stored],
    today: chrono::NaiveDate,
) -> Result<(Vec<MilestoneView>, Vec<ClockLine>)> {
    let rows: Vec<_> = rows.iter().filter(|row| !row.dropped).collect();
    let dates: Vec<_> = rows.iter().map(|row| (row.step, row.when)).collect();
    let lines = clock::standing(&dates, today).into_iter();
    let lines = lines.map(|line| ClockLine { standing: line.standing, text: line.text, law: line.law });
    let view = |row: &&MilestoneRow| -> Result<MilestoneView> {
        let rests = row.rests.and_then(|rests| {
            let stored = submissions.iter().find(|stored| stored.id == rests.submission)?;
            Some(one_line(slice(&stored.text, rests.start, rests.end)))
        });
        Ok(MilestoneView {
            id: row.id,
            step: row.step,
            when: row.when.label(),
            from: row.when.from,
            to: row.when.to,
            exact: row.when.exact,
            submission: row.rests.map(|rests| rests.submission),
            words: rests.unwrap_or_default(),
            by: casebook.name_of_staff(row.staff)?,
        })
    };
    Ok((rows.iter().map(view).collect::<Result<_>>()?, lines.collect()))
}

/// The offer whose words start at a place in a letter, and the letter's story.
fn offer_at(casebook: &Casebook, submission: Uuid, start: u32, step: Option<Step>) -> Result<(Uuid, Offer)> {
    let (story, text, channel) = casebook.words_of(submission)?;
    let stored = casebook.submissions_of(story)?;
    let stored = stored.iter().find(|stored| stored.id == submission);
    let received = stored.map(|stored| stored.received.date_naive()).unwrap_or_default();
    let start = Utf16::of(&text).byte(start);
    let mut found = offers(&text, channel, received).into_iter();
    let offer = found.find(|offer| offer.span.start == start && step.is_none_or(|step| offer.step == step));
    let offer = offer.ok_or_else(|| {
        Problem::failed(
            "That date is no longer offered.",
            "Look at the letter again, and type it if it is right.",
        )
    })?;
    Ok((story, offer))
}

pub(super) fn answer(desk: &Desk, context: &Context<'_>, request: AnswerMilestone) -> Result<Nothing> {
    let AnswerMilestone { submission, step, start, right } = request;
    desk.with(|open| {
        let (story, offer) = offer_at(&open.casebook, submission, start, Some(step))?;
        let rests = Rests { submission, start: offer.span.start, end: offer.span.end };
        let known = open.casebook.milestones_of(story)?;
        // Said twice is said once.
        if known.iter().any(|row| (row.rests, row.step) == (Some(rests), step)) {
            return Ok(Nothing {});
        }
        few_enough(&known)?;
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| {
            let to = writing.new_milestone(step, offer.when, !right, Some(rests))?;
            writing.make(&Change::Milestone { story, from: None, to: Some(to) })
        })?;
        Ok(Nothing {})
    })
}

pub(super) fn write(desk: &Desk, context: &Context<'_>, request: WriteMilestone) -> Result<Nothing> {
    let typed = one_line(&request.when);
    let read = |known: Option<Dated>| {
        // Left as it was: also where it says more than could be typed.
        let kept = known.filter(|known| known.label() == typed);
        kept.or_else(|| reading::typed_date(&typed, context.today())).ok_or_else(|| {
            Problem::invalid(
                "when",
                "That is not a date that can be read here, or it is yet to come.",
                "Type it like 6 January 2024, March 2024 or 2022.",
            )
        })
    };
    desk.with(|open| {
        let casebook = &open.casebook;
        let (story, from, when, rests) = match (request.milestone, request.submission) {
            (Some(id), _) => {
                let (story, row) = casebook.milestone(id)?;
                let (when, rests) = (read(Some(row.when))?, row.rests);
                (story, Some(row), when, rests)
            }
            (None, Some(submission)) => {
                let (story, offer) = offer_at(casebook, submission, request.start, None)?;
                let rests = Rests { submission, start: offer.span.start, end: offer.span.end };
                (story, None, read(Some(offer.when))?, Some(rests))
            }
            (None, None) => {
                casebook.story(request.story)?;
                (request.story, None, read(None)?, None)
            }
        };
        if from
            .as_ref()
            .is_some_and(|from| (from.step, from.when, from.dropped) == (request.step, when, false))
        {
            return Ok(Nothing {});
        }
        few_enough(&casebook.milestones_of(story)?)?;
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| {
            let to = writing.new_milestone(request.step, when, false, rests)?;
            writing.make(&Change::Milestone { story, from, to: Some(to) })
        })?;
        Ok(Nothing {})
    })
}

fn few_enough(known: &[MilestoneRow]) -> Result<()> {
    if known.len() < MOST {
        return Ok(());
    }
    Err(Problem::failed("This story has as many dates as it can have.", "Take some out first."))
}

pub(super) fn remove(desk: &Desk, context: &Context<'_>, request: MilestoneId) -> Result<Nothing> {
    desk.with(|open| {
        let (story, from) = open.casebook.milestone(request.milestone)?;
        let stamp = open.stamp(context);
        let change = Change::Milestone { story, from: Some(from), to: None };
        open.casebook.write(stamp, |writing| writing.make(&change))?;
        Ok(Nothing {})
    })
}
