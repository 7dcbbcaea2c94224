//! Receipts of imports.

use rusqlite::params;

use super::file::{Casebook, Writing};
use super::{from_json, json, millis};
use crate::api::Receipt;
use crate::error::Result;

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
