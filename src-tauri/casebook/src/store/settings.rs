//! The office's settings: one row of JSON, so that a setting that is added later needs no new column.

use rusqlite::{Connection, OptionalExtension as _};

use super::file::Casebook;
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

impl Casebook {
    /// The settings.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let kept: Option<String> = self
            .db
            .query_row("SELECT value FROM setting WHERE name = 'settings'", [], |row| row.get(0))
            .optional()?;
        Ok(kept.map(|text| from_json(&text)).transpose()?.unwrap_or_default())
    }
}
