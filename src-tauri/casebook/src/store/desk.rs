//! The office, and who sits at its desk.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::{from_json, json};
use crate::error::Result;
use crate::office::{Office, Staff};

/// Writes the office of a casebook that has just been made.
pub(super) fn insert_office(db: &Connection, casebook: Uuid, office: &Office, sample: bool) -> Result<()> {
    db.execute(
        "INSERT INTO office (one, casebook, mp, constituency, authorities, sample) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![casebook, office.mp, office.constituency, json(&office.authorities), sample],
    )?;
    Ok(())
}

/// Changes what is known of the office.
pub(super) fn set_office(db: &Connection, office: &Office) -> Result<()> {
    db.execute(
        "UPDATE office SET mp = ?1, constituency = ?2, authorities = ?3",
        params![office.mp, office.constituency, json(&office.authorities)],
    )?;
    Ok(())
}

impl Casebook {
    /// The office.
    pub(crate) fn office(&self) -> Result<Office> {
        Ok(self.db.query_row("SELECT mp, constituency, authorities FROM office", [], |row| {
            Ok(Office {
                mp: row.get(0)?,
                constituency: row.get(1)?,
                authorities: from_json(&row.get::<_, String>(2)?)?,
            })
        })?)
    }

    /// Whether this is the sample casebook.
    pub(crate) fn is_sample(&self) -> Result<bool> {
        Ok(self.db.query_row("SELECT sample FROM office", [], |row| row.get(0))?)
    }

    /// Everybody who can sit at the desk, by name.
    pub(crate) fn staff(&self) -> Result<Vec<Staff>> {
        let mut staff = self.db.prepare_cached("SELECT id, name FROM staff ORDER BY name")?;
        let staff = staff.query_map([], |row| Ok(Staff { id: row.get(0)?, name: row.get(1)? }))?;
        Ok(staff.collect::<rusqlite::Result<_>>()?)
    }

    /// Who sat down last.
    pub(crate) fn at_desk(&self) -> Result<Uuid> {
        Ok(self
            .db
            .query_row("SELECT id FROM staff ORDER BY at_desk DESC, name LIMIT 1", [], |row| row.get(0))?)
    }
}

/// Seats somebody, adding them to the staff if they are new. Names are compared without case.
pub(super) fn seat(db: &Connection, id: Uuid, name: &str) -> Result<Uuid> {
    let known = db.query_row("SELECT id FROM staff WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    let id = known.unwrap_or(id);
    db.execute(
        "INSERT INTO staff (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
        params![id, name],
    )?;
    db.execute("UPDATE staff SET at_desk = (id = ?1)", [id])?;
    Ok(id)
}

impl Writing<'_> {
    /// Seats somebody, adding them to the staff if they are new.
    pub(crate) fn seat(&self, name: &str) -> Result<Uuid> {
        seat(&self.tx, new_id(self.now()), name)
    }
}
