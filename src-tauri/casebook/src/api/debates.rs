//! Debates being prepared.

use std::collections::HashSet;

use uuid::Uuid;

use super::{Context, DebateId, Debates, Desk, Nothing, Problem, Result, SaveDebate, one_line};
use crate::briefing::Length;
use crate::debate::Debate;
use crate::store::Change;
use crate::{authority, theme};

pub(super) fn list(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Debates> {
    desk.with(|open| Ok(Debates { debates: open.casebook.debates()? }))
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, request: SaveDebate) -> Result<Debate> {
    let mut to = valid(request.debate)?;
    desk.with(|open| {
        let from = if to.id.is_nil() { None } else { Some(open.casebook.debate(to.id)?) };
        let stamp = open.stamp(context);
        if from.as_ref() == Some(&to) {
            return Ok(to);
        }
        open.casebook.write(stamp, |writing| {
            if to.id.is_nil() {
                to.id = writing.new_id();
            }
            writing.make(&Change::Debate { from, to: Some(to.clone()) })
        })?;
        Ok(to)
    })
}

/// A debate as it is kept: trimmed, and only with what exists.
pub(super) fn valid(debate: Debate) -> Result<Debate> {
    let lines = |lines: Vec<String>| {
        lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    // A passage is quoted once, however often it was picked.
    let once = |ids: Vec<Uuid>| {
        let mut seen = HashSet::new();
        ids.into_iter().filter(|id| seen.insert(*id)).collect()
    };
    let debate = Debate {
        title: one_line(&debate.title),
        opening: debate.opening.trim().to_owned(),
        asks: lines(debate.asks),
        do_not_say: lines(debate.do_not_say),
        quotes: once(debate.quotes),
        ..debate
    };
    if debate.title.is_empty() {
        return Err(Problem::invalid(
            "title",
            "The debate has no title.",
            "Type its subject, as it follows “That this House has considered”.",
        ));
    }
    if Length::from_minutes(debate.minutes).is_none() {
        return Err(Problem::invalid(
            "minutes",
            "A Westminster Hall debate lasts 30, 60 or 90 minutes.",
            "Choose one of them.",
        ));
    }
    if debate.authorities.iter().any(|gss| authority::by_gss(gss).is_none()) {
        return Err(Problem::invalid(
            "authorities",
            "That is not a local authority.",
            "Choose it from the list.",
        ));
    }
    if debate.themes.iter().any(|id| theme::by_id(id).is_none()) {
        return Err(Problem::invalid("themes", "That is not a theme.", "Choose it from the list."));
    }
    Ok(debate)
}

pub(super) fn remove(desk: &Desk, context: &Context<'_>, request: DebateId) -> Result<Nothing> {
    desk.with(|open| {
        let from = open.casebook.debate(request.debate)?;
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.make(&Change::Debate { from: Some(from), to: None }))?;
        Ok(Nothing {})
    })
}
