//! The office's settings: one row of JSON, so that a setting that is added later needs no new column.
//! Beside them, what was already taken in from the folder they name.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _};

use super::file::{Casebook, Writing};
use super::{from_json, json};
use crate::error::Result;
use crate::settings::Settings;

/// Writes the settings.
pub(super) fn set(db: &Connection, settings: &Settings) -> Result<()> {
    db.execute(
        "INSERT INTO setting (name, value) VALUES ('settings', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [json(settings)],
    )?;
    Ok(())
}

impl Writing<'_> {
    /// Remembers which files of the watched folder were taken in, in place of what was remembered.
    pub(crate) fn keep_watched(&self, marks: &BTreeSet<u64>) -> Result<()> {
        self.tx.execute(
            "INSERT INTO setting (name, value) VALUES ('watched', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [json(marks)],
        )?;
        Ok(())
    }
}

impl Casebook {
    /// Which files of the watched folder were taken in: marks that name no file.
    pub(crate) fn watched(&self) -> Result<BTreeSet<u64>> {
        let kept: Option<String> = self
            .db
            .query_row("SELECT value FROM setting WHERE name = 'watched'", [], |row| row.get(0))
            .optional()?;
        Ok(kept.map(|text| from_json(&text)).transpose()?.unwrap_or_default())
    }

    /// The settings.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let kept: Option<String> = self
            .db
            .query_row("SELECT value FROM setting WHERE name = 'settings'", [], |row| row.get(0))
            .optional()?;
        Ok(kept.map(|text| from_json(&text)).transpose()?.unwrap_or_default())
    }
}
