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
//! stays, and the next time goes on with it; but the first change to the casebook empties it, as it
//! is a copy of something else then, and what was changed may have been an erasure. The empty file
//! stays, so that the next time can say why it begins again.

mod copy;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use self::copy::{Copying, Progress, State};
use super::audit::{self, Finding, Stamp};
use super::change::Change;
use super::check::check_pages;
use super::file::{Casebook, DATABASE, KEYS, SEAL, connect, io, keyed, replace, sync_folder};
use super::history::record;
use super::keychange::KeyChange;
use super::keys::{DataKey, SlotList, Unlocked};
use super::peek::peek;
use super::{seal, slots};
use crate::api::Beginning;
use crate::error::{Problem, Result};

const NEXT: &str = "casebook.db.next";
const JOURNALS: [&str; 3] = ["casebook.db.next-wal", "casebook.db.next-shm", "casebook.db.next-journal"];

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
    /// Told the kilobytes done and their likely total; false means stop.
    pub(crate) step: &'a dyn Fn(u32, u32) -> bool,
    /// Told each step.
    pub(crate) reached: &'a dyn Fn(Reached),
}

/// The data key to come, and every slot with it sealed to them.
#[derive(Clone)]
pub(super) struct Coming {
    key: Arc<DataKey>,
    list: SlotList,
}

fn remove(folder: &Path) {
    for name in std::iter::once(NEXT).chain(JOURNALS) {
        // Best effort: it is encrypted, and the next attempt begins by removing it.
        let _ = fs::remove_file(folder.join(name));
    }
}

/// Whether there is a copy that could be gone on with.
pub(super) fn has_copy(folder: &Path) -> bool {
    fs::metadata(folder.join(NEXT)).is_ok_and(|copy| copy.len() > 0)
}

/// Empties a copy that is about to be one of something else. Best effort, but for erasing, which
/// looks afterwards: a copy that stays is not gone on with, because the trail has.
pub(super) fn empty_copy(folder: &Path) {
    if has_copy(folder) {
        let _ = File::options().write(true).open(folder.join(NEXT)).and_then(|copy| {
            copy.set_len(0)?;
            copy.sync_all()
        });
        for name in JOURNALS {
            let _ = fs::remove_file(folder.join(name));
        }
    }
}

fn unfinished(error: &std::io::Error) -> Problem {
    io(error, "The casebook could not be given a new key; the present one still holds.")
}

fn not_whole() -> Problem {
    Problem::failed(
        "The copy under the new key was not whole, so it was thrown away; the present key stays.",
        "Check the casebook, then try again.",
    )
}

fn is_other_key(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

/// Whether a database has this key, found out without changing a byte.
pub(super) fn has_key(database: &Path, key: &DataKey) -> Result<bool> {
    match peek(database, key)?.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Err(error) if is_other_key(&error) => Ok(false),
        read => Ok(read.map(|()| true)?),
    }
}

/// A database that was opened with the key it has.
pub(super) struct Settled {
    pub(super) db: Connection,
    pub(super) key: DataKey,
    /// The revision of the list that goes with the key, and whether this program wrote it.
    pub(super) revision: u64,
    pub(super) whole: bool,
    pub(super) found: Vec<Finding>,
    /// The key to come, where changing to it can go on.
    pub(super) coming: Option<Coming>,
}

/// Opens the database with the key it has, and tidies up after a change of keys that was stopped.
pub(super) fn settle(folder: &Path, unlocked: Unlocked) -> Result<Settled> {
    let database = folder.join(DATABASE);
    let Unlocked { key, list, whole, next, .. } = unlocked;
    let revision = list.revision;
    let opened = connect(&database, &key, OpenFlags::empty());
    let Some((coming, coming_list)) = next else {
        let db = opened?;
        if has_copy(folder) {
            remove(folder);
        }
        return Ok(Settled { db, key, revision, whole, found: Vec::new(), coming: None });
    };
    match opened {
        Ok(db) => {
            let goes_on = whole && has_copy(folder);
            let coming = goes_on.then(|| Coming { key: Arc::new(coming), list: coming_list });
            if whole && !goes_on {
                replace(folder, KEYS, &list.to_json(&key, None)?)?;
            }
            let next_time = if goes_on {
                "you can go on with it in Settings, as long as nothing else is changed first."
            } else {
                "you can begin again in Settings."
            };
            let told = format!(
                "The casebook was being given a new key when that was stopped. The key it had still holds and nothing \
                 is lost; {next_time}"
            );
            Ok(Settled { db, key, revision, whole, found: vec![Finding(told)], coming })
        }
        Err(error) if is_other_key(&error) => {
            let db = connect(&database, &coming, OpenFlags::empty())?;
            copy::forget_progress(&db)?;
            finish(folder, (&key, &coming), &coming_list)?;
            let revision = coming_list.revision;
            Ok(Settled { db, key: coming, revision, whole: true, found: Vec::new(), coming: None })
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

/// What came of changing the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rotation {
    /// False: it was stopped, and the casebook has the key it had.
    pub(crate) done: bool,
    pub(crate) beginning: Beginning,
}

impl Casebook {
    /// Gives the casebook a new data key, going on where it was stopped if nothing has changed since.
    ///
    /// Nobody else may be working in it: the caller holds the desk.
    pub(crate) fn rotate(&mut self, stamp: Stamp, watch: &Watch<'_>) -> Result<Rotation> {
        if Arc::strong_count(&self.lock) > 1 {
            return Err(Problem::failed(
                "Something else is still working in this casebook.",
                "Wait until it is done, or stop it, then try again.",
            ));
        }
        self.awake()?;
        let folder = self.folder.clone();
        let list = self.slot_list()?;
        let beginning = self.beginning(&list)?;
        let coming = match self.access.coming.take() {
            Some(coming) if beginning == Beginning::WentOn => coming,
            _ => {
                remove(&folder);
                let key = DataKey::new()?;
                Coming { list: list.sealed_anew(&key)?, key: Arc::new(key) }
            }
        };
        let Coming { key: new, list: next } = &coming;
        replace(&folder, KEYS, &list.to_json(&self.key, Some((next, new)))?)?;
        (watch.reached)(Reached::BothLists);
        match self.copy(new, stamp, next, watch) {
            Ok(true) => {}
            Ok(false) => {
                self.access.coming = Some(coming);
                return Ok(Rotation { done: false, beginning });
            }
            Err(problem) => {
                // No copy that something is wrong with is gone on with, nor takes up a full disk.
                remove(&folder);
                // Should this fail, both lists stay, which the next opening puts right.
                replace(&folder, KEYS, &list.to_json(&self.key, None)?)?;
                return Err(problem);
            }
        }
        let swapped = self.swap(watch);
        // Whichever database is there now, the casebook stays open.
        let database = folder.join(DATABASE);
        match connect(&database, new, OpenFlags::empty()) {
            Ok(db) => {
                self.db = db;
                copy::forget_progress(&self.db)?;
                let old = std::mem::replace(&mut self.key, Arc::clone(new));
                finish(&folder, (&old, &self.key), next)?;
                let mark = audit::mark(&self.db)?;
                // As after every change: a seal may lag behind.
                let _ = seal::write(&folder.join(SEAL), &mark, &self.key.seal());
                (watch.reached)(Reached::Done);
                self.access.upgraded = None;
                swapped.map(|()| Rotation { done: true, beginning })
            }
            Err(error) if is_other_key(&error) => {
                self.db = connect(&database, &self.key, OpenFlags::empty())?;
                self.access.coming = Some(coming);
                swapped.map(|()| Rotation { done: false, beginning })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether there is a copy to go on with: of this casebook as it is, under a key that goes with
    /// its slots as they are.
    fn beginning(&self, list: &SlotList) -> Result<Beginning> {
        let path = self.folder.join(NEXT);
        if !path.exists() {
            return Ok(Beginning::Fresh);
        }
        let follows = |coming: &&Coming| {
            coming.list.generation == list.generation + 1 && coming.list.revision == list.revision + 1
        };
        let Some(coming) = self.access.coming.as_ref().filter(follows).filter(|_| has_copy(&self.folder))
        else {
            return Ok(Beginning::Again);
        };
        let state = State::of(&self.db)?;
        let copy = keyed(&path, &coming.key, OpenFlags::empty());
        let same =
            copy.ok().and_then(|copy| Progress::read(&copy)).is_some_and(|progress| progress.of == state);
        Ok(if same { Beginning::WentOn } else { Beginning::Again })
    }

    /// Makes the file anew under the key it has, with nothing in it but its rows: an erasure's last
    /// step where the file is too large to be held in memory. `last` is done in the copy. False where
    /// something else is still working in the casebook.
    pub(super) fn make_anew(&mut self, last: &dyn Fn(&Connection) -> Result<()>) -> Result<bool> {
        if Arc::strong_count(&self.lock) > 1 {
            return Ok(false);
        }
        let (folder, key) = (self.folder.clone(), Arc::clone(&self.key));
        remove(&folder);
        let made = self.copy_every_row(&key, &|_, _| true).and_then(|copied| {
            if copied != Some(true) {
                return Err(not_whole());
            }
            self.take_over(&key, |copy| {
                copy::forget_progress(copy)?;
                last(copy)
            })
        });
        if made.is_err() {
            remove(&folder);
            return made.map(|()| false);
        }
        let swapped = self.swap(&Watch { step: &|_, _| true, reached: &|_| {} });
        self.db = connect(&folder.join(DATABASE), &key, OpenFlags::empty())?;
        swapped.map(|()| true)
    }

    /// Copies what is left of the rows. As [`Copying::run`] says.
    fn copy_every_row(&self, key: &DataKey, step: &dyn Fn(usize, usize) -> bool) -> Result<Option<bool>> {
        let to = keyed(&self.folder.join(NEXT), key, OpenFlags::SQLITE_OPEN_CREATE)?;
        // Every batch is forced to the disk: what is there after a power cut is gone on with too.
        to.execute_batch(
            "PRAGMA cipher_memory_security = OFF; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;
             PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;",
        )?;
        Copying { from: &self.db, to: &to, step }.run()
    }

    /// Checks the copy, does the last thing in it, and forces it to the disk as a whole.
    fn take_over(&self, key: &DataKey, last: impl FnOnce(&Connection) -> Result<()>) -> Result<()> {
        let path = self.folder.join(NEXT);
        let mut to = connect(&path, key, OpenFlags::empty())?;
        if !check_pages(&to)?.is_empty() || audit::mark(&to)? != audit::mark(&self.db)? {
            return Err(not_whole());
        }
        let tx = to.transaction()?;
        last(&tx)?;
        tx.commit()?;
        to.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        to.close().map_err(|(_, error)| error)?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(|error| unfinished(&error))
    }

    /// Copies what is left of the database under a new key, checks the copy and tells it of the change.
    fn copy(&self, new: &DataKey, stamp: Stamp, next: &SlotList, watch: &Watch<'_>) -> Result<bool> {
        let kilobytes = |bytes: usize| u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
        let half = std::cell::Cell::new(false);
        let step = |done, total| {
            if !half.replace(true) {
                (watch.reached)(Reached::HalfCopied);
            }
            (watch.step)(kilobytes(done), kilobytes(total))
        };
        match self.copy_every_row(new, &step)? {
            None => return Ok(false),
            Some(false) => return Err(not_whole()),
            Some(true) => {}
        }
        (watch.reached)(Reached::Copied);
        // One that was finished and not put into its place has been told already.
        let copy = keyed(&self.folder.join(NEXT), new, OpenFlags::empty())?;
        let finished = Progress::read(&copy).is_some_and(|progress| progress.finished);
        drop(copy);
        if !finished {
            self.take_over(new, |copy| {
                let what = KeyChange::Rotated { generation: next.generation };
                record(copy, stamp, &Change::Keys { what })?;
                slots::set_revision(copy, next.revision)?;
                copy::finish(copy)
            })?;
        }
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
