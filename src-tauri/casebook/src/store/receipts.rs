//! Receipts of imports.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::audit::Stamp;
use super::change::Change;
use super::file::{Casebook, Writing};
use super::{from_json, gone, json, millis};
use crate::api::{Outcome, Receipt, ReceiptLine};
use crate::error::Result;

/// An import was taken back: its receipt goes, or says what of it is still here.
pub(super) fn take_back(db: &Connection, id: Uuid, kept: bool) -> Result<()> {
    if !kept {
        db.execute("DELETE FROM receipt WHERE id = ?1", [id])?;
        return Ok(());
    }
    let body: Option<String> =
        db.query_row("SELECT body FROM receipt WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    let Some(body) = body else { return Ok(()) };
    let mut receipt: Receipt = from_json(&body)?;
    let mut here = db.prepare_cached("SELECT 1 FROM story WHERE id = ?1")?;
    for line in receipt.lines.iter_mut().filter(|line| line.outcome == Outcome::Stored) {
        if !here.exists([line.story])? {
            line.outcome = Outcome::Skipped;
            line.note = "Taken out again.".into();
            line.story = None;
            line.campaign = None;
            receipt.stored = receipt.stored.saturating_sub(1);
            receipt.skipped += 1;
        }
    }
    db.execute("UPDATE receipt SET body = ?2 WHERE id = ?1", params![id, json(&receipt)])?;
    Ok(())
}

/// Keeps a receipt, in the place of an earlier state of it.
pub(super) fn keep(db: &Connection, receipt: &Receipt) -> Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO receipt (id, at, body) VALUES (?1, ?2, ?3)",
        params![receipt.id, millis(receipt.at), json(receipt)],
    )?;
    Ok(())
}

impl Writing<'_> {
    /// Keeps a receipt.
    pub(crate) fn keep_receipt(&self, receipt: &Receipt) -> Result<()> {
        keep(&self.tx, receipt)
    }
}

impl Casebook {
    /// Writes down the import in which the program was stopped: its letters are here, and now they can
    /// be taken back together.
    pub(crate) fn catch_up_with_import(&mut self, now: DateTime<Utc>) -> Result<()> {
        let newest = "SELECT import FROM submission WHERE import IS NOT NULL ORDER BY row DESC LIMIT 1";
        let Some(import) = self.db.query_row(newest, [], |row| row.get::<_, Uuid>(0)).optional()? else {
            return Ok(());
        };
        if self.db.prepare("SELECT 1 FROM receipt WHERE id = ?1")?.exists([import])? {
            return Ok(());
        }
        // A casebook that stories were handed over to has letters of imports that were never its own.
        let whose = self
            .db
            .query_row(
                "SELECT audit.staff, name FROM submission JOIN story ON story.row = submission.story
                 JOIN audit ON audit.story = story.id JOIN staff ON staff.id = audit.staff
                 WHERE import = ?1 AND instr(change, ?2) > 0 LIMIT 1",
                params![import, import.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((staff, by)) = whose else { return Ok(()) };
        let lines = {
            let mut letters = self.db.prepare(
                "SELECT story.id, submission.subject FROM submission JOIN story ON story.row = submission.story
                 WHERE import = ?1 ORDER BY submission.row",
            )?;
            let line = |row: &Row<'_>| {
                Ok(ReceiptLine {
                    path: row.get(1)?,
                    outcome: Outcome::Stored,
                    note: "Stored before the import was broken off.".into(),
                    story: row.get(0)?,
                    format: None,
                    attachments: 0,
                    campaign: None,
                    again: None,
                })
            };
            letters.query_map([import], line)?.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let begun = import
            .get_timestamp()
            .map(|at| at.to_unix())
            .and_then(|(seconds, nanos)| DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos));
        let stored = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let receipt = Receipt {
            id: import,
            at: begun.unwrap_or(now),
            by,
            read: stored,
            stored,
            duplicates: 0,
            skipped: 0,
            cancelled: true,
            lines,
        };
        self.write(Stamp { now, staff }, |writing| {
            writing.keep_receipt(&receipt)?;
            writing.record(&Change::Imported { receipt: import, stored, duplicates: 0, skipped: 0 })
        })
    }

    /// One receipt.
    pub(crate) fn receipt(&self, id: Uuid) -> Result<Receipt> {
        let body: Option<String> = self
            .db
            .prepare_cached("SELECT body FROM receipt WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(from_json(&body.ok_or_else(|| gone("receipt"))?)?)
    }

    /// The latest receipts, newest first.
    pub(crate) fn receipts(&self, most: u32) -> Result<Vec<Receipt>> {
        let mut receipts =
            self.db.prepare_cached("SELECT body FROM receipt ORDER BY at DESC, id DESC LIMIT ?1")?;
        let receipts = receipts.query_map([most], |row| from_json(&row.get::<_, String>(0)?))?;
        Ok(receipts.collect::<rusqlite::Result<_>>()?)
    }
}
