//! Making changes, telling them, and taking them back.
//!
//! What can be taken back are the entries marked as undoable that no later entry undoes. Taking
//! one back adds an entry that undoes it; doing it again adds one that undoes that, and can be
//! taken back in its turn. So the trail alone says what undo and redo would do next.

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::audit::{self, Said, Stamp};
use super::change::Change;
use super::file::{Casebook, Writing};
use super::{from_json, json, taken_out, time};
use crate::api::{HistoryLine, Undone};
use crate::error::Result;

/// Typing in one field of a debate is one step, as long as nobody pauses for longer than this …
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// … and it all happened within this.
const SPELL: TimeDelta = TimeDelta::minutes(10);

/// How a change came about.
#[derive(Clone, Copy)]
enum How {
    /// Somebody did it.
    Done,
    /// By taking an entry back.
    Undoing(i64),
    /// By doing again what an entry took back.
    Redoing(i64),
}

fn write(db: &Connection, stamp: Stamp, change: &Change, how: How, step: Option<i64>) -> Result<i64> {
    let (undoes, undoable) = match how {
        How::Done => (None, change.inverse().is_some()),
        How::Undoing(seq) => (Some(seq), false),
        How::Redoing(seq) => (Some(seq), true),
    };
    if matches!(how, How::Done) && (undoable || matches!(change, Change::AccessMade { .. })) {
        // From here on nothing that was taken back can be done again. Nor is anything held back from
        // somebody who was given all that is held about them.
        taken_out::forget(db)?;
    }
    audit::append(db, stamp, Said { change: json(change), story: change.story(), undoes, undoable, step })
}

/// Writes a change into the audit trail.
pub(super) fn record(db: &Connection, stamp: Stamp, change: &Change) -> Result<()> {
    let step = typed_on(db, stamp, change)?;
    write(db, stamp, change, How::Done, step)?;
    Ok(())
}

/// An entry that may be taken back, or done again.
struct Entry {
    seq: i64,
    step: Option<i64>,
    change: Change,
}

impl Entry {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let change = from_json(&row.get::<_, String>("change")?)?;
        Ok(Self { seq: row.get("seq")?, step: row.get("step")?, change })
    }
}

const STANDS: &str = "NOT EXISTS (SELECT 1 FROM audit AS later WHERE later.undoes = done.seq)";

/// What undo would take back next.
const TO_UNDO: &str = "undoable = 1";

/// What redo would do again next: the latest undo, as long as nothing else has been done since.
const TO_REDO: &str = "undoes IS NOT NULL AND undoable = 0 AND erased = 0
    AND seq > coalesce((SELECT max(seq) FROM audit WHERE undoable = 1 AND undoes IS NULL), 0)";

/// The latest entry of a kind that stands.
fn latest(db: &Connection, kind: &str) -> Result<Option<Entry>> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT seq, step, change FROM audit AS done WHERE {kind} AND {STANDS} ORDER BY seq DESC LIMIT 1"
        ))?
        .query_row([], Entry::from_row)
        .optional()?)
}

/// The entries that go together with the latest, latest first.
fn latest_step(db: &Connection, kind: &str) -> Result<Vec<Entry>> {
    let Some(top) = latest(db, kind)? else { return Ok(Vec::new()) };
    let together = top.step.unwrap_or(top.seq);
    let mut entries = db.prepare_cached(&format!(
        "SELECT seq, step, change FROM audit AS done WHERE (seq = ?1 OR step = ?1) AND {kind} AND {STANDS}
         ORDER BY seq DESC"
    ))?;
    Ok(entries.query_map([together], Entry::from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// Whether all of a step that was taken back can be done again.
fn can_redo(db: &Connection, step: &[Entry]) -> Result<bool> {
    for entry in step {
        if !entry.change.can_be_reversed(db)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A few words for the whole of a step.
fn label(step: &[Entry]) -> Option<String> {
    let first = &step.last()?.change;
    Some(match (first, step.len()) {
        (Change::Filing { accepted: true, .. }, many) if many > 1 => {
            format!("filing {many} stories as offered")
        }
        (Change::Filing { .. }, many) if many > 1 => format!("filing {many} stories"),
        (Change::LeftAsFiled { .. }, many) if many > 1 => format!("leaving {many} stories as they are filed"),
        (Change::Acknowledged { .. }, many) if many > 1 => format!("acknowledging {many} letters"),
        _ => first.label().to_owned(),
    })
}

/// The step this change goes on with: typing in the same field of the same debate, a moment ago.
fn typed_on(db: &Connection, stamp: Stamp, change: &Change) -> Result<Option<i64>> {
    let Some(typed) = change.typed() else { return Ok(None) };
    let Some(last) = latest(db, TO_UNDO)?.filter(|last| last.change.typed() == Some(typed)) else {
        return Ok(None);
    };
    let begun = last.step.unwrap_or(last.seq);
    let by_whom = "SELECT at, staff FROM audit WHERE seq = ?1";
    let of = |seq: i64| db.query_row(by_whom, [seq], |row| Ok((time(row.get(0)?), row.get::<_, Uuid>(1)?)));
    let ((last_at, last_by), (begun_at, _)) = (of(last.seq)?, of(begun)?);
    let goes_on = last_by == stamp.staff && stamp.now - last_at <= PAUSE && stamp.now - begun_at <= SPELL;
    Ok(goes_on.then_some(begun))
}

impl Writing<'_> {
    /// Makes a change and writes it into the audit trail.
    pub(crate) fn make(&self, change: &Change) -> Result<()> {
        let (done, _) = change.apply(&self.tx)?;
        self.record(&done)
    }

    /// Makes changes that are taken back together.
    pub(crate) fn make_together(&self, changes: &[Change]) -> Result<()> {
        let mut step = None;
        for change in changes {
            let (done, _) = change.apply(&self.tx)?;
            let seq = write(&self.tx, self.stamp(), &done, How::Done, step)?;
            step = step.or(Some(seq));
        }
        Ok(())
    }

    /// Writes a change that has been made into the audit trail.
    pub(crate) fn record(&self, change: &Change) -> Result<()> {
        record(&self.tx, self.stamp(), change)
    }

    /// Writes a change into the audit trail under somebody else's name.
    pub(crate) fn record_as(&self, stamp: Stamp, change: &Change) -> Result<()> {
        record(&self.tx, stamp, change)
    }

    /// Takes back the latest step that has not been taken back yet.
    pub(crate) fn undo(&self) -> Result<Undone> {
        self.reverse(TO_UNDO, How::Undoing)
    }

    /// Does the latest step again that was taken back, unless something else was done since.
    pub(crate) fn redo(&self) -> Result<Undone> {
        if !can_redo(&self.tx, &latest_step(&self.tx, TO_REDO)?)? {
            return Ok(Undone { what: None, story: None });
        }
        self.reverse(TO_REDO, How::Redoing)
    }

    fn reverse(&self, kind: &str, how: impl Fn(i64) -> How) -> Result<Undone> {
        let step = latest_step(&self.tx, kind)?;
        let mut what = label(&step);
        let mut together = None;
        for entry in &step {
            let Some(inverse) = entry.change.inverse() else { continue };
            let (done, behind) = inverse.apply(&self.tx)?;
            let seq = write(&self.tx, self.stamp(), &done, how(entry.seq), together)?;
            together = together.or(Some(seq));
            for left in behind {
                self.record(&left)?;
            }
            let kept = match done {
                Change::ImportTakenOut { kept, .. } => kept,
                Change::TakenOut { kept, .. } => u32::from(kept),
                _ => 0,
            };
            if kept > 0 {
                what = what.map(|what| format!("{what}; {kept} stayed, having been worked on since"));
            }
        }
        Ok(Undone { what, story: step.last().and_then(|entry| entry.change.story()) })
    }
}

impl Casebook {
    /// What undo would take back, in a few words.
    pub(super) fn undo_label(&self) -> Result<Option<String>> {
        Ok(label(&latest_step(&self.db, TO_UNDO)?))
    }

    /// What redo would do again, in a few words.
    pub(super) fn redo_label(&self) -> Result<Option<String>> {
        let step = latest_step(&self.db, TO_REDO)?;
        let can = can_redo(&self.db, &step)?;
        Ok(label(&step).filter(|_| can))
    }

    /// A story's changes, newest first.
    pub(crate) fn history_of(&self, story: Uuid) -> Result<Vec<HistoryLine>> {
        let mut lines = self.db.prepare_cached(
            "SELECT at, coalesce(name, 'Somebody'), change, undoes, undoable,
                    EXISTS (SELECT 1 FROM audit AS later WHERE later.undoes = audit.seq)
             FROM audit LEFT JOIN staff ON staff.id = audit.staff
             WHERE story = ?1 AND erased = 0 ORDER BY seq DESC",
        )?;
        let lines = lines.query_map(params![story], |row| {
            let change: Change = from_json(&row.get::<_, String>(2)?)?;
            let what = told(&change, row.get::<_, Option<i64>>(3)?.is_some(), row.get(4)?);
            Ok(HistoryLine { at: time(row.get(0)?), by: row.get(1)?, what, undone: row.get(5)? })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

/// A change in a sentence, which says so where it took something back or did it again.
pub(super) fn told(change: &Change, reverses: bool, undoable: bool) -> String {
    match (reverses, undoable) {
        (false, _) => change.sentence(),
        (true, false) => format!("Undone. {}", change.sentence()),
        (true, true) => format!("Done again. {}", change.sentence()),
    }
}
