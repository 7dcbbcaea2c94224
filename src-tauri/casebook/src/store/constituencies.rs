//! Which constituency a postcode lies in, as the office's file of postcodes says.
//!
//! A table of some megabyte, kept in the casebook: public data, but so it goes wherever the casebook and its
//! backups go, and is one row of a sector for one question. It has every live postcode, not only where a
//! constituency begins: a postcode that never was is told nothing about.

use rusqlite::{OptionalExtension as _, params};

use super::file::{Casebook, Writing};
use super::{millis, small, time};
use crate::api::PostcodeFile;
use crate::authority::{Postcode, inward_number};
use crate::constituency::{self, Constituency, Table, UNITS};
use crate::error::Result;

impl Casebook {
    /// The file the table was made from, if there is one. `ours` is the office's constituency.
    pub(crate) fn postcode_file(&self, ours: &str) -> Result<Option<PostcodeFile>> {
        let found = self
            .db
            .query_row(
                "SELECT file, as_of, made, postcodes, (SELECT count(*) FROM constituency) AS constituencies,
                        EXISTS (SELECT 1 FROM constituency WHERE name <> '') AS named FROM postcode_file",
                [],
                |row| {
                    Ok(PostcodeFile {
                        file: row.get("file")?,
                        as_of: row.get("as_of")?,
                        made: time(row.get("made")?),
                        postcodes: small(row.get("postcodes")?),
                        constituencies: small(row.get("constituencies")?),
                        named: row.get("named")?,
                        ours: false,
                    })
                },
            )
            .optional()?;
        let ours = self.constituency_called(ours)?.is_some();
        Ok(found.map(|found| PostcodeFile { ours, ..found }))
    }

    /// The number of a constituency, by its name or its code.
    pub(crate) fn constituency_called(&self, name: &str) -> Result<Option<u16>> {
        let plain = constituency::plain(name);
        let mut called = self.db.prepare_cached(
            "SELECT number FROM constituency WHERE (plain = ?1 AND plain <> '') OR code = ?2 LIMIT 1",
        )?;
        Ok(called.query_row([plain.as_str(), name.trim()], |row| row.get(0)).optional()?)
    }

    /// The constituency a postcode lies in, and its number. `None` where the table knows no such postcode.
    pub(crate) fn constituency_of(&self, postcode: &Postcode) -> Result<Option<(u16, Constituency)>> {
        let (Some(number), Some(digit)) =
            (inward_number(postcode.inward().as_bytes()), postcode.inward().chars().next())
        else {
            return Ok(None);
        };
        let units: Option<Vec<u8>> = self
            .db
            .prepare_cached("SELECT units FROM postcode_sector WHERE sector = ?1")?
            .query_row([format!("{} {digit}", postcode.outward())], |row| row.get(0))
            .optional()?;
        let unit = number % u16::try_from(UNITS).unwrap_or(u16::MAX);
        let Some(number) = units.and_then(|units| constituency::of_unit(&units, unit)) else {
            return Ok(None);
        };
        let mut found = self.db.prepare_cached("SELECT code, name FROM constituency WHERE number = ?1")?;
        let found = found
            .query_row([number], |row| Ok(Constituency { code: row.get(0)?, name: row.get(1)? }))
            .optional()?;
        Ok(found.map(|found| (number, found)))
    }
}

impl Writing<'_> {
    /// Puts a table in the place of the one before.
    pub(crate) fn keep_constituencies(&self, table: &Table) -> Result<()> {
        self.tx.execute_batch(
            "DELETE FROM postcode_file; DELETE FROM constituency; DELETE FROM postcode_sector;",
        )?;
        self.tx.execute(
            "INSERT INTO postcode_file (one, file, as_of, made, postcodes) VALUES (1, ?1, ?2, ?3, ?4)",
            params![table.file, table.as_of, millis(self.now()), table.postcodes],
        )?;
        let mut constituency = self
            .tx
            .prepare_cached("INSERT INTO constituency (number, code, name, plain) VALUES (?1, ?2, ?3, ?4)")?;
        for (number, Constituency { code, name }) in (0_u16..).zip(&table.constituencies) {
            constituency.execute(params![number, code, name, constituency::plain(name)])?;
        }
        let mut sector =
            self.tx.prepare_cached("INSERT INTO postcode_sector (sector, units) VALUES (?1, ?2)")?;
        for (name, units) in &table.sectors {
            sector.execute(params![name, units.to_bytes()])?;
        }
        Ok(())
    }
}
