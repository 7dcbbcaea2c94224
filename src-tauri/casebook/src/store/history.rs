//! Making changes, telling them, and taking them back.

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use super::audit::{self, Said, Stamp};
use super::change::Change;
use super::file::{Casebook, Writing};
use super::{from_json, json, time};
use crate::api::{HistoryLine, Undone};
use crate::error::Result;

/// Writes a change into the audit trail.
pub(super) fn record(db: &Connection, stamp: Stamp, change: &Change, undoes: Option<i64>) -> Result<()> {
    let undoable = undoes.is_none() && change.inverse().is_some();
    audit::append(db, stamp, Said { change: json(change), story: change.story(), undoes, undoable })
}

/// The latest change that can be undone and has not been.
pub(super) fn undoable(db: &Connection) -> Result<Option<(i64, Change)>> {
    Ok(db
        .prepare_cached(
            "SELECT seq, change FROM audit AS done WHERE undoable = 1
             AND NOT EXISTS (SELECT 1 FROM audit WHERE undoes = done.seq)
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, from_json(&row.get::<_, String>(1)?)?)))
        .optional()?)
}

impl Writing<'_> {
    /// Makes a change and writes it into the audit trail.
    pub(crate) fn make(&self, change: &Change) -> Result<()> {
        change.apply(&self.tx)?;
        self.record(change)
    }

    /// Writes a change that has been made into the audit trail.
    pub(crate) fn record(&self, change: &Change) -> Result<()> {
        record(&self.tx, self.stamp(), change, None)
    }

    /// Writes a change into the audit trail under somebody else's name.
    pub(crate) fn record_as(&self, stamp: Stamp, change: &Change) -> Result<()> {
        record(&self.tx, stamp, change, None)
    }

    /// Takes back the latest change that has not been taken back yet.
    pub(crate) fn undo(&self) -> Result<Undone> {
        let Some((seq, change)) = undoable(&self.tx)? else {
            return Ok(Undone { what: None, story: None });
        };
        if let Some(inverse) = change.inverse() {
            inverse.apply(&self.tx)?;
            record(&self.tx, self.stamp(), &inverse, Some(seq))?;
        }
        Ok(Undone { what: Some(change.label().into()), story: change.story() })
    }
}

impl Casebook {
    /// What undo would take back, in a few words.
    pub(super) fn undo_label(&self) -> Result<Option<String>> {
        Ok(undoable(&self.db)?.map(|(_, change)| change.label().to_owned()))
    }

    /// A story's changes, newest first.
    pub(crate) fn history_of(&self, story: Uuid) -> Result<Vec<HistoryLine>> {
        let mut lines = self.db.prepare_cached(
            "SELECT at, coalesce(name, 'Somebody'), change, undoes FROM audit LEFT JOIN staff ON staff.id = audit.staff
             WHERE story = ?1 ORDER BY seq DESC",
        )?;
        let lines = lines.query_map([story], |row| {
            let change: Change = from_json(&row.get::<_, String>(2)?)?;
            let undone = row.get::<_, Option<i64>>(3)?.is_some();
            let what = if undone { format!("Undone. {}", change.sentence()) } else { change.sentence() };
            Ok(HistoryLine { at: time(row.get(0)?), by: row.get(1)?, what })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}
