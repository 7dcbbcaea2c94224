//! Giving the casebook a new data key.
//!
//! The database is copied under the new key, checked, and put in the place of the old one:
//!
//! 1. `keys.json` gets a second list: every slot, with the new key sealed to it.
//! 2. The database is copied into `casebook.db.next`, checked page by page, and told of the change.
//! 3. The old one is closed, its log emptied, and the copy renamed over it.
//! 4. The seal and `keys.json` are written under the new key alone.
//!
//! A program that is stopped anywhere leaves a casebook that opens: both lists are there for as
//! long as either database can be, and opening finds out which it is. A copy that was not finished
//! is thrown away; it begins again next time.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::audit::{self, Finding, Stamp};
use super::change::Change;
use super::file::{Casebook, DATABASE, KEYS, SEAL, check_pages, connect, io, keyed, replace, sync_folder};
use super::history::record;
use super::keychange::KeyChange;
use super::keys::{DataKey, SlotList, Unlocked};
use super::{seal, slots};
use crate::error::{Problem, Result};

const NEXT: &str = "casebook.db.next";
/// How many pages are copied between two looks at whether to go on: 4 MB.
const PAGES: i32 = 1_000;

/// How far changing the data key has come: where a test stops the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    BothLists,
    HalfCopied,
    Copied,
    Checked,
    Closed,
    Renamed,
    Done,
}

/// Who hears how far it has come, and whether to stop.
pub(crate) struct Watch<'a> {
    /// Told the pages done and their total; false means stop.
    pub(crate) step: &'a dyn Fn(u32, u32) -> bool,
    /// Told each step.
    pub(crate) reached: &'a dyn Fn(Reached),
}

fn remove(folder: &Path) {
    for name in [NEXT, "casebook.db.next-wal", "casebook.db.next-shm", "casebook.db.next-journal"] {
        // Best effort: it is encrypted, and the next attempt begins by removing it.
        let _ = fs::remove_file(folder.join(name));
    }
}

fn unfinished(error: &std::io::Error) -> Problem {
    io(error, "The casebook could not be given a new key; the present one still holds.")
}

fn is_other_key(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

/// A database that was opened with the key it has.
pub(super) struct Settled {
    pub(super) db: Connection,
    pub(super) key: DataKey,
    /// The revision of the list that goes with the key, and whether this program wrote it.
    pub(super) revision: u64,
    pub(super) whole: bool,
    pub(super) found: Vec<Finding>,
}

/// Opens the database with the key it has, and tidies up after a change of keys that was stopped.
pub(super) fn settle(folder: &Path, unlocked: Unlocked) -> Result<Settled> {
    let database = folder.join(DATABASE);
    let Unlocked { key, list, whole, next, .. } = unlocked;
    let opened = connect(&database, &key, OpenFlags::empty());
    let Some((coming, coming_list)) = next else {
        let db = opened?;
        if folder.join(NEXT).exists() {
            remove(folder);
        }
        return Ok(Settled { db, key, revision: list.revision, whole, found: Vec::new() });
    };
    match opened {
        Ok(db) => {
            remove(folder);
            if whole {
                replace(folder, KEYS, &list.to_json(&key, None)?)?;
            }
            let told = Finding(
                "The casebook was being given a new key when the program stopped. The key it had still holds and \
                 nothing is lost; you can begin again in Settings."
                    .into(),
            );
            Ok(Settled { db, key, revision: list.revision, whole, found: vec![told] })
        }
        Err(error) if is_other_key(&error) => {
            let db = connect(&database, &coming, OpenFlags::empty())?;
            finish(folder, (&key, &coming), &coming_list)?;
            let revision = coming_list.revision;
            Ok(Settled { db, key: coming, revision, whole: true, found: Vec::new() })
        }
        Err(error) => Err(error.into()),
    }
}

/// The last step: what the old key had sealed is sealed with the new one, and the old list goes.
fn finish(folder: &Path, (old, new): (&DataKey, &DataKey), list: &SlotList) -> Result<()> {
    if let seal::Said::Mark(mark, _) = seal::read(&folder.join(SEAL), &old.seal()) {
        seal::write_at_rest(&folder.join(SEAL), &mark, None, &new.seal())
            .map_err(|error| unfinished(&error))?;
    }
    replace(folder, KEYS, &list.to_json(new, None)?)
}

impl Casebook {
    /// Gives the casebook a new data key. `Ok(false)`: it was stopped, and is as it was.
    ///
    /// Nobody else may be working in it: the caller holds the desk.
    pub(crate) fn rotate(&mut self, stamp: Stamp, watch: &Watch<'_>) -> Result<bool> {
        if Arc::strong_count(&self.lock) > 1 {
            return Err(Problem::failed(
                "Something else is still working in this casebook.",
                "Wait until it is done, or stop it, then try again.",
            ));
        }
        self.awake()?;
        let folder = self.folder.clone();
        let list = self.slot_list()?;
        let new = DataKey::new()?;
        let next = list.sealed_anew(&new)?;
        replace(&folder, KEYS, &list.to_json(&self.key, Some((&next, &new)))?)?;
        (watch.reached)(Reached::BothLists);
        let copied = self.copy(&new, stamp, &next, watch);
        if !matches!(copied, Ok(true)) {
            remove(&folder);
            // Should this fail, both lists stay, which the next opening puts right.
            replace(&folder, KEYS, &list.to_json(&self.key, None)?)?;
            return copied;
        }
        let swapped = self.swap(watch);
        // Whichever database is there now, the casebook stays open.
        let database = folder.join(DATABASE);
        match connect(&database, &new, OpenFlags::empty()) {
            Ok(db) => {
                self.db = db;
                let old = std::mem::replace(&mut self.key, Arc::new(new));
                finish(&folder, (&old, &self.key), &next)?;
                let mark = audit::mark(&self.db)?;
                // As after every change: a seal may lag behind.
                let _ = seal::write(&folder.join(SEAL), &mark, &self.key.seal());
                (watch.reached)(Reached::Done);
                self.access.upgraded = None;
                swapped.map(|()| true)
            }
            Err(error) if is_other_key(&error) => {
                self.db = connect(&database, &self.key, OpenFlags::empty())?;
                remove(&folder);
                replace(&folder, KEYS, &list.to_json(&self.key, None)?)?;
                swapped.map(|()| false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Copies the database under a new key, checks the copy and tells it of the change.
    fn copy(&self, new: &DataKey, stamp: Stamp, next: &SlotList, watch: &Watch<'_>) -> Result<bool> {
        let path = self.folder.join(NEXT);
        remove(&self.folder);
        {
            let mut to = keyed(&path, new, OpenFlags::SQLITE_OPEN_CREATE)?;
            let backup = Backup::new(&self.db, &mut to)?;
            let mut half = false;
            loop {
                match backup.step(PAGES)? {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => {
                        return Err(Problem::failed("The casebook is busy.", "Wait a moment and try again."));
                    }
                }
                let progress = backup.progress();
                let total = u32::try_from(progress.pagecount).unwrap_or(0);
                let left = u32::try_from(progress.remaining).unwrap_or(0);
                // The check afterwards reads it all once more.
                if !(watch.step)(total.saturating_sub(left), total.saturating_mul(2)) {
                    return Ok(false);
                }
                if !std::mem::replace(&mut half, true) {
                    (watch.reached)(Reached::HalfCopied);
                }
            }
        }
        (watch.reached)(Reached::Copied);
        let mut to = connect(&path, new, OpenFlags::empty())?;
        if !check_pages(&to)?.is_empty() || audit::mark(&to)? != audit::mark(&self.db)? {
            return Err(Problem::failed(
                "The copy under the new key was not whole, so the present key stays.",
                "Check the casebook, then try again.",
            ));
        }
        if !(watch.step)(1, 1) {
            return Ok(false);
        }
        let tx = to.transaction()?;
        record(&tx, stamp, &Change::Keys { what: KeyChange::Rotated { generation: next.generation } })?;
        slots::set_revision(&tx, next.revision)?;
        tx.commit()?;
        to.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        to.close().map_err(|(_, error)| error)?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(|error| unfinished(&error))?;
        (watch.reached)(Reached::Checked);
        Ok(true)
    }

    /// Closes the old database and puts the copy in its place.
    fn swap(&mut self, watch: &Watch<'_>) -> Result<()> {
        let folder = &self.folder;
        self.db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        let old = std::mem::replace(&mut self.db, Connection::open_in_memory()?);
        old.close().map_err(|(_, error)| error)?;
        // A log of the old database beside the new one would be taken for its own.
        let log = |name: &str| fs::metadata(folder.join(name)).is_ok_and(|log| log.len() > 0);
        if log("casebook.db-wal") || log("casebook.db.next-wal") {
            return Err(Problem::failed(
                "Another program is reading this casebook's files.",
                "Close it, then try again; the present key still holds.",
            ));
        }
        sync_folder(folder).map_err(|error| unfinished(&error))?;
        (watch.reached)(Reached::Closed);
        fs::rename(folder.join(NEXT), folder.join(DATABASE)).map_err(|error| unfinished(&error))?;
        sync_folder(folder).map_err(|error| unfinished(&error))?;
        (watch.reached)(Reached::Renamed);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
