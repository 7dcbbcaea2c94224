//! Receipts of imports.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::file::{Casebook, Writing};
use super::{from_json, json, millis};
use crate::api::{Outcome, Receipt};
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
            receipt.stored = receipt.stored.saturating_sub(1);
            receipt.skipped += 1;
        }
    }
    db.execute("UPDATE receipt SET body = ?2 WHERE id = ?1", params![id, json(&receipt)])?;
    Ok(())
}

impl Writing<'_> {
    /// Keeps a receipt.
    pub(crate) fn keep_receipt(&self, receipt: &Receipt) -> Result<()> {
        self.tx.execute(
            "INSERT INTO receipt (id, at, body) VALUES (?1, ?2, ?3)",
            params![receipt.id, millis(receipt.at), json(receipt)],
        )?;
        Ok(())
    }
}

impl Casebook {
    /// The latest receipts, newest first.
    pub(crate) fn receipts(&self, most: u32) -> Result<Vec<Receipt>> {
        let mut receipts =
            self.db.prepare_cached("SELECT body FROM receipt ORDER BY at DESC, id DESC LIMIT ?1")?;
        let receipts = receipts.query_map([most], |row| from_json(&row.get::<_, String>(0)?))?;
        Ok(receipts.collect::<rusqlite::Result<_>>()?)
    }
}
