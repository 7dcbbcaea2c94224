//! Is the casebook whole? Everything that can be checked, in steps that can be watched and stopped.

use std::fs;

use rusqlite::Connection;

use super::audit::{self, Finding};
use super::file::{Casebook, DATABASE, io};
use super::loss::{self, Loss};
use super::seal;
use crate::error::Result;

/// The steps of a whole check: those of [`check_pages`], the trail and the seal.
const STEPS: u32 = 6;

/// Says how many of how many steps are done; an error stops the check before the next.
type Step<'a> = &'a dyn Fn(u32, u32) -> Result<()>;

impl Casebook {
    /// Checks everything that can be checked: pages, index, foreign keys, the trail and the seal.
    pub(crate) fn check(&self, step: Step<'_>) -> Result<Vec<Finding>> {
        let mut found = pages(&self.db, step)?;
        step(4, STEPS)?;
        found.extend(audit::verify(&self.db)?);
        step(5, STEPS)?;
        found.extend(self.check_seal()?);
        step(6, STEPS)?;
        Ok(found)
    }

    /// Compares the audit trail with the seal, and tells what was found at opening.
    fn check_seal(&self) -> Result<Vec<Finding>> {
        if self.loss().is_some() {
            return Ok(self.notices());
        }
        let lost = loss::find(&self.folder, &self.db, &self.key)?;
        Ok(lost.iter().map(Loss::finding).chain(self.access.found.iter().cloned()).collect())
    }

    /// What no check can tell of this casebook.
    pub(crate) fn untold(&self) -> Result<Vec<String>> {
        let file = fs::metadata(self.folder.join(DATABASE));
        let file = file.map_err(|error| io(&error, "The casebook's file could not be read."))?;
        let large = file.len() > seal::HASHED;
        Ok(large
            .then(|| {
                "The casebook is larger than 2 GB, so its file is not compared at opening with what it was when it \
                 was closed. Damage and lost changes are told all the same; a part of an older copy put in behind \
                 your back may not be."
                    .to_owned()
            })
            .into_iter()
            .collect())
    }
}

/// Checks the file's pages, its index and its references.
pub(super) fn check_pages(db: &Connection) -> Result<Vec<Finding>> {
    pages(db, &|_, _| Ok(()))
}

fn pages(db: &Connection, step: Step<'_>) -> Result<Vec<Finding>> {
    let damaged = || {
        vec![Finding(
            "The casebook's file is damaged. Stop working in it, keep the folder as it is, and go back to a backup."
                .into(),
        )]
    };
    step(0, STEPS)?;
    let broken = db.prepare("PRAGMA cipher_integrity_check")?.exists([])?;
    step(1, STEPS)?;
    let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    step(2, STEPS)?;
    let loose = db.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken || whole != "ok" || loose {
        return Ok(damaged());
    }
    step(3, STEPS)?;
    if db.query_row("PRAGMA query_only", [], |row| row.get(0))? {
        // The index's own check is written as a change, though it makes none.
        return Ok(Vec::new());
    }
    match db
        .execute_batch("INSERT INTO submission_words (submission_words, rank) VALUES ('integrity-check', 1)")
    {
        Ok(()) => Ok(Vec::new()),
        Err(_) => Ok(damaged()),
    }
}
