//! What is missing or changed behind our backs, as the seal tells it when a casebook is opened.
//!
//! A loss is not forgotten: until somebody restores a backup or says to go on with what is there,
//! the casebook can be read and not changed, and the seal stays as it was found.

use std::path::Path;

use rusqlite::Connection;

use super::audit::{self, Finding, Stamp};
use super::change::Change;
use super::file::{Casebook, DATABASE, SEAL};
use super::keys::DataKey;
use super::seal;
use crate::error::{Problem, Result};

/// What the seal says that the casebook does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loss {
    what: What,
    /// Entries the seal knows of, where there is one.
    sealed: Option<i64>,
    /// Entries that are there.
    found: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// The seal is missing or damaged: nothing can be said.
    Seal,
    /// Entries the seal knows of are not there, or are others.
    Changes,
    /// Every entry is there, and yet the file is not the one that was closed.
    Pages,
}

/// Compares a casebook with its seal, before anything is changed.
pub(super) fn find(folder: &Path, db: &Connection, key: &DataKey) -> Result<Option<Loss>> {
    let found = audit::mark(db)?;
    let loss = |what, sealed| Some(Loss { what, sealed, found: found.count });
    let (sealed, file) = match seal::read(&folder.join(SEAL), &key.seal()) {
        seal::Said::Mark(sealed, file) => (sealed, file),
        seal::Said::Nothing => return Ok(loss(What::Seal, None)),
    };
    if sealed.count > 0 && audit::hash_of(db, sealed.count)? != Some(sealed.head) {
        return Ok(loss(What::Changes, Some(sealed.count)));
    }
    // A file that has gone on since was not closed properly: its hash was to be taken away first, and
    // a power cut may have brought it back. That is no loss.
    if let Some(file) = file.filter(|_| sealed == found) {
        let same = file.is_of(&folder.join(DATABASE));
        if !same.map_err(|error| super::file::io(&error, UNREADABLE))? {
            return Ok(loss(What::Pages, Some(sealed.count)));
        }
    }
    Ok(None)
}

const UNREADABLE: &str = "The casebook's file could not be read.";
const TWO_WAYS: &str = "Until you decide, it can be read but not changed. Restore a newer backup, or go on with \
                        this copy if there is none.";

impl Loss {
    /// What is told at opening, with what to do.
    pub(crate) fn finding(&self) -> Finding {
        let told = match (&self.what, self.sealed) {
            (What::Seal, _) => {
                "The casebook's seal is missing or damaged, so lost changes could not be noticed. \
                                Look whether the newest letters are here."
                    .to_owned()
            }
            (What::Changes, Some(sealed)) if sealed > self.found => format!(
                "Changes that were saved are no longer in this casebook: {sealed} had been recorded and {} are \
                 here. Its file is damaged, or an older copy was put in its place.",
                self.found
            ),
            (What::Changes, _) => {
                "Changes that were saved are no longer in this casebook: its file is damaged, or \
                                   another copy was put in its place."
                    .to_owned()
            }
            (What::Pages, _) => {
                "The casebook's file was changed while it was closed: it is damaged, or part of an \
                                 older copy was put in its place."
                    .to_owned()
            }
        };
        Finding(format!("{told} {TWO_WAYS}"))
    }

    /// Why nothing can be changed now.
    pub(super) fn refusal(&self) -> Problem {
        Problem::failed(
            "This casebook can only be read: something was found wrong when it was opened.",
            "Restore a backup, or go on with this copy if there is none; both are offered at the top of the \
             window and in Settings.",
        )
    }
}

impl Casebook {
    /// What was found missing when it was opened, until somebody has decided about it.
    pub(crate) const fn loss(&self) -> Option<&Loss> {
        self.loss.as_ref()
    }

    /// Goes on with what is there: recorded in the trail, and sealed again.
    pub(crate) fn accept_loss(&mut self, stamp: Stamp) -> Result<()> {
        let Some(loss) = self.loss.take() else { return Ok(()) };
        let change = Change::LossAccepted { sealed: loss.sealed, found: loss.found };
        let accepted = self.write(stamp, |writing| writing.record(&change));
        if accepted.is_err() {
            self.loss = Some(loss);
        }
        accepted
    }
}
