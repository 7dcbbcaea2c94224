//! The record of changes, reviews and erasing.

use casebook::api::{
    AuditFilter, AuditPage, AuditRow, Command, Desk, DuePage, DueReviews, Erase, Erased, Problem,
};
use casebook::erasure::ErasureReason;
use clap::ValueEnum;
use serde_json::json;
use uuid::Uuid;

use crate::{ask, many, say};

/// Entries read at once; they are written as they come.
const PAGE: u32 = 1_000;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Reason {
    NotNeeded,
    FamilyAsked,
    Mistake,
    Other,
}

impl From<Reason> for ErasureReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotNeeded => Self::NotNeeded,
            Reason::FamilyAsked => Self::FamilyAsked,
            Reason::Mistake => Self::Mistake,
            Reason::Other => Self::Other,
        }
    }
}

/// One entry a line, oldest first.
pub(crate) fn audit(desk: &Desk, story: Option<Uuid>, in_json: bool) -> Result<(), Problem> {
    let mut offset = 0;
    loop {
        let filter = AuditFilter { story, oldest_first: true, offset, limit: PAGE, ..AuditFilter::default() };
        let page: AuditPage = ask(desk, Command::Audit(filter))?;
        for row in &page.rows {
            if in_json { say(&document(row))? } else { say(&line(row))? }
        }
        offset += PAGE;
        if page.rows.is_empty() || offset >= page.total {
            return Ok(());
        }
    }
}

fn document(row: &AuditRow) -> serde_json::Value {
    json!({
        "seq": row.seq, "at": row.at, "who": row.by, "what": row.what, "story": row.story,
        "undoes": row.undoes, "undone": row.undone, "erased": row.erased, "hash": row.hash,
    })
}

fn line(row: &AuditRow) -> String {
    let at = row.at.format("%-d %B %Y at %H:%M:%S UTC");
    let story = row.story.map_or_else(String::new, |story| format!("  story {story}"));
    let undoes = row.undoes.map_or_else(String::new, |seq| format!("  reverses {seq}"));
    format!("{}  {at}  {}  {}{story}{undoes}  {}", row.seq, row.by, row.what, row.hash)
}

/// Stories due for review.
pub(crate) fn review(desk: &Desk, in_json: bool) -> Result<(), Problem> {
    let page: DuePage =
        ask(desk, Command::DueReviews(DueReviews { limit: u32::MAX, ..DueReviews::default() }))?;
    if in_json {
        return say(&json!({ "total": page.total, "due": page.rows }));
    }
    for row in &page.rows {
        let due = row.review.due.format("%-d %B %Y");
        say(&format!("{}  due {due}  {}  {}", row.story, row.from, row.subject))?;
    }
    say(&format!("{} due for review.", many(page.total, "story is", "stories are")))
}

pub(crate) fn erase(
    desk: &Desk,
    stories: Vec<Uuid>,
    reason: Reason,
    confirm: String,
    in_json: bool,
) -> Result<(), Problem> {
    let erased: Erased = ask(desk, Command::Erase(Erase { stories, reason: reason.into(), confirm }))?;
    if in_json {
        return say(&json!(erased));
    }
    say(&format!(
        "Erased {} with {}.",
        many(erased.stories, "story", "stories"),
        many(erased.letters, "letter", "letters")
    ))?;
    if !erased.overwritten {
        say(&"Another job held the file: what was erased is overwritten when the casebook is next opened.")?;
    }
    for held in &erased.backups {
        say(&format!("This backup still holds it: {}", held.folder))?;
    }
    Ok(())
}
