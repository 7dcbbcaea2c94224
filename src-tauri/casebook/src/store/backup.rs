//! Backups: whole casebooks of their own, made while the work goes on, and tried before they count.
//!
//! ```text
//! <place>/NAME 2026-11-22 at 09.30 (daily).casebook/
//!   casebook.db keys.json seal   as in any casebook: it opens with the same passphrases
//!   about.json                   why and when it was made; nothing secret
//! ```
//!
//! One is written into a hidden folder beside, forced to the disk, opened and checked, and only
//! then given its name. What stops on the way leaves the hidden folder, which the next run removes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::audit;
use super::check::check_pages;
use super::create::make_private_folder;
use super::file::{Casebook, DATABASE, KEYS, SEAL, connect, io, unlock};
use super::keys::{DataKey, KeyFile};
use super::migrate;
use super::peek::has_log;
use super::seal::{self, FileHash, Mark, sync_folder};
use crate::backup::{self as rules, BackupKind, ENDING};
use crate::error::{Problem, Result};

pub(super) const ABOUT: &str = "about.json";
/// Copied between two looks at whether to stop: a quarter of a megabyte.
const PAGES: i32 = 64;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) casebook: Uuid,
    pub(crate) kind: BackupKind,
    pub(crate) made: DateTime<Utc>,
    /// The version of the program that made it.
    pub(crate) program: String,
}

/// A backup that is there.
#[derive(Debug, Clone)]
pub(crate) struct Backup {
    pub(crate) folder: PathBuf,
    pub(crate) about: About,
    pub(crate) bytes: u64,
}

/// What to make, and where.
pub(crate) struct Order<'a> {
    pub(crate) place: &'a Path,
    pub(crate) kind: BackupKind,
    pub(crate) now: DateTime<Utc>,
    /// Hears how far it is; an error stops it, and leaves everything as it was.
    pub(crate) step: &'a dyn Fn(u32, u32) -> Result<()>,
}

/// A casebook's name: its folder's, without the ending.
pub(crate) fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(ENDING).unwrap_or(&name).to_owned()
}

/// Where a casebook's backups are kept if nobody says otherwise: in a folder beside it.
pub(crate) fn usual_place(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{} backups", name_of(folder)))
}

fn unmade(error: &std::io::Error) -> Problem {
    io(error, "The backup could not be made; the casebook and earlier backups are as they were.")
}

/// What went wrong in SQLite, said of the backup and not of the casebook.
pub(super) fn unmade_sql(error: &rusqlite::Error) -> Problem {
    use rusqlite::ErrorCode as Sql;
    let kind = match error.sqlite_error_code() {
        Some(Sql::DiskFull) => std::io::ErrorKind::StorageFull,
        Some(Sql::ReadOnly | Sql::PermissionDenied) => std::io::ErrorKind::PermissionDenied,
        _ => std::io::ErrorKind::Other,
    };
    unmade(&kind.into())
}

/// Removes a folder of ours, and nothing that somebody else put into it.
pub(super) fn clear(folder: &Path) -> std::io::Result<()> {
    if !fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    for name in [
        DATABASE,
        KEYS,
        SEAL,
        ABOUT,
        "lock",
        "holder",
        "seal.new",
        "casebook.db-wal",
        "casebook.db-shm",
        "casebook.db-journal",
    ] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir(folder)
}

/// A name that is free: nothing is ever written over.
pub(super) fn free(place: &Path, title: &str) -> PathBuf {
    let first = place.join(format!("{title}{ENDING}"));
    let others = (2..).map(|number| place.join(format!("{title} {number}{ENDING}")));
    let taken = |path: &PathBuf| fs::symlink_metadata(path).is_ok();
    std::iter::once(first.clone()).chain(others).find(|path| !taken(path)).unwrap_or(first)
}

pub(super) fn sync_files(folder: &Path, names: &[&str]) -> std::io::Result<()> {
    for name in names {
        // For writing: Windows forces nothing through a handle that only reads.
        File::options().read(true).write(true).open(folder.join(name))?.sync_all()?;
    }
    sync_folder(folder)
}

impl Casebook {
    /// This casebook's own id.
    pub(crate) fn id(&self) -> Result<Uuid> {
        Ok(self.db.query_row("SELECT casebook FROM office", [], |row| row.get(0))?)
    }

    /// Makes a backup. Others may go on reading and writing meanwhile.
    ///
    /// # Errors
    /// When it could not be made or did not stand its test: nothing has been changed then.
    pub(crate) fn back_up(&self, order: &Order<'_>) -> Result<Backup> {
        let about = About {
            casebook: self.id()?,
            kind: order.kind,
            made: order.now,
            program: env!("CARGO_PKG_VERSION").into(),
        };
        let beside = order.place.join(format!(".backup-{}.new", about.casebook.simple()));
        // What an earlier run left when it was stopped.
        clear(&beside).map_err(|error| unmade(&error))?;
        let built = self.build(&beside, &about, order).and_then(|()| {
            let folder = free(order.place, &rules::title(&name_of(&self.folder), order.kind, order.now));
            fs::rename(&beside, &folder)
                .and_then(|()| sync_folder(order.place))
                .map_err(|error| unmade(&error))?;
            Ok(folder)
        });
        match built {
            Ok(folder) => Ok(Backup { bytes: size(&folder), folder, about }),
            Err(problem) => {
                // Best effort: a hidden folder that stays is removed by the next run.
                let _ = clear(&beside);
                Err(problem)
            }
        }
    }

    fn build(&self, beside: &Path, about: &About, order: &Order<'_>) -> Result<()> {
        let put =
            |name: &str, bytes: &[u8]| fs::write(beside.join(name), bytes).map_err(|error| unmade(&error));
        make_private_folder(beside).map_err(|error| unmade(&error))?;
        let keys = fs::read(self.folder.join(KEYS)).map_err(|error| unmade(&error))?;
        // The list to come goes with a copy that no backup has.
        put(KEYS, &KeyFile::from_json(&keys)?.present(&self.key)?.unwrap_or(keys))?;
        let mark = self.copy_pages(&beside.join(DATABASE), order.step)?;
        stands(beside, &self.key, &mark)?;
        if self.loss.is_some() {
            // A casebook that something is missing from is not made whole by copying it.
            if let Ok(seal) = fs::read(self.folder.join(SEAL)) {
                put(SEAL, &seal)?;
            }
        } else {
            let file = FileHash::of(&beside.join(DATABASE)).map_err(|error| unmade(&error))?;
            seal::write_at_rest(&beside.join(SEAL), &mark, file, &self.key.seal())
                .map_err(|error| unmade(&error))?;
        }
        put(ABOUT, &serde_json::to_vec_pretty(about).unwrap_or_default())?;
        sync_files(beside, &[KEYS, DATABASE, ABOUT]).map_err(|error| unmade(&error))
    }

    /// Copies the database as it is at one moment, and says how far the trail had come then.
    fn copy_pages(&self, to: &Path, step: &dyn Fn(u32, u32) -> Result<()>) -> Result<Mark> {
        // Held to the end: whatever others write meanwhile, this copy does not see it.
        let moment = self.db.unchecked_transaction()?;
        let mark = audit::mark(&moment)?;
        let mut copy = fresh(to, &self.key).map_err(|problem| unmade_if_sql(&problem))?;
        let copying = Copying::new(&moment, &mut copy).map_err(|error| unmade_sql(&error))?;
        loop {
            let progress = copying.progress();
            let count = |pages: i32| u32::try_from(pages).unwrap_or(0);
            let total = count(progress.pagecount);
            step(total.saturating_sub(count(progress.remaining)), total.max(1))?;
            match copying.step(PAGES).map_err(|error| unmade_sql(&error))? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(std::time::Duration::from_millis(20)),
            }
        }
        Ok(mark)
    }

    /// Makes the folder that backups are kept in if nobody says otherwise.
    pub(crate) fn make_usual_place(&self) -> Result<PathBuf> {
        let place = usual_place(&self.folder);
        make_private_folder(&place).map_err(|error| unmade(&error))?;
        Ok(place)
    }

    /// Copies of this very casebook in a place, whoever made them: folders with its key slots.
    pub(crate) fn copies_in(&self, place: &Path) -> Result<Vec<PathBuf>> {
        let (id, own) = (self.id()?, self.folder.canonicalize().ok());
        let folders = fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
        let copies = folders
            .filter(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()))
            .filter(|path| path.canonicalize().ok() != own && keys_of(path) == Some(id));
        Ok(copies.collect())
    }

    /// The backups of this casebook in a place, newest first.
    pub(crate) fn backups(&self, place: &Path) -> Result<Vec<Backup>> {
        let id = self.id()?;
        let mut found: Vec<_> =
            self.copies_in(place)?.into_iter().filter_map(|copy| look_at(copy, id)).collect();
        found.sort_by(|a, b| (b.about.made, &b.folder).cmp(&(a.about.made, &a.folder)));
        Ok(found)
    }

    /// Removes every backup of this casebook in a place but one, and says how many those were.
    ///
    /// # Errors
    /// When one cannot be removed: it still holds what somebody wanted gone.
    pub(crate) fn remove_backups(&self, place: &Path, but: Option<&Path>) -> Result<u32> {
        let mut removed = 0;
        for old in self.backups(place)?.into_iter().filter(|backup| Some(backup.folder.as_path()) != but) {
            clear(&old.folder).map_err(|error| {
                io(&error, "A fresh backup was made, but an older one could not be removed.")
            })?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Removes the automatic backups that need not be kept, and says how many those were.
    pub(crate) fn thin_backups(&self, place: &Path) -> Result<u32> {
        let there = self.backups(place)?;
        let made: Vec<_> = there.iter().map(|backup| (backup.about.kind, backup.about.made)).collect();
        let mut removed = 0;
        for old in rules::thin(&made).into_iter().filter_map(|place| there.get(place)) {
            // Best effort: one that cannot be removed today is tried again tomorrow.
            removed += u32::from(clear(&old.folder).is_ok());
        }
        Ok(removed)
    }
}

/// Only what went wrong with the disk is about the backup.
fn unmade_if_sql(problem: &Problem) -> Problem {
    Problem::failed(
        "The backup could not be made; the casebook and earlier backups are as they were.",
        problem.remedy.clone(),
    )
}

/// A new database to copy into. It is forced to the disk as a whole, at the end.
fn fresh(path: &Path, key: &DataKey) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    if cfg!(not(feature = "plain-peer")) {
        unlock(&db, key)?;
    }
    db.execute_batch(
        "PRAGMA cipher_memory_security = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
    )?;
    Ok(db)
}

/// Opens a copy and checks everything in it.
pub(super) fn stands(folder: &Path, key: &DataKey, mark: &Mark) -> Result<()> {
    let broken = || {
        Problem::failed(
            "The copy was made, but is not whole, so it was thrown away. Earlier backups are as they were.",
            "Check the drive it was to be on, choose another place if need be, and try again.",
        )
    };
    let database = folder.join(DATABASE);
    let whole = (|| {
        let db = connect(&database, key, OpenFlags::empty())?;
        let mut found = check_pages(&db)?;
        if !migrate::is_older(&db)? {
            found.extend(audit::verify(&db)?);
        }
        let whole = found.is_empty() && audit::mark(&db)? == *mark;
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok::<_, Problem>(whole)
    })();
    if whole.map_err(|_| broken())? && !has_log(&database) { Ok(()) } else { Err(broken()) }
}

/// The casebook that a folder's key slots belong to.
fn keys_of(folder: &Path) -> Option<Uuid> {
    Some(KeyFile::from_json(&fs::read(folder.join(KEYS)).ok()?).ok()?.casebook())
}

/// When a copy was made: as it says itself, or as its file does.
pub(crate) fn made(folder: &Path) -> Option<DateTime<Utc>> {
    let file = || fs::metadata(folder.join(DATABASE)).and_then(|file| file.modified()).ok();
    about(folder).map(|about| about.made).or_else(|| file().map(DateTime::from))
}

/// A copy of this casebook, if it is a backup and all of it is there.
fn look_at(folder: PathBuf, casebook: Uuid) -> Option<Backup> {
    let hidden = folder.file_name()?.to_string_lossy().starts_with('.');
    let about = about(&folder)?;
    let whole = [DATABASE, SEAL].iter().all(|name| folder.join(name).is_file());
    (!hidden && whole && about.casebook == casebook).then(|| Backup { bytes: size(&folder), folder, about })
}

/// What a backup says of itself.
pub(super) fn about(folder: &Path) -> Option<About> {
    serde_json::from_slice(&fs::read(folder.join(ABOUT)).ok()?).ok()
}

pub(super) fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).sum()
}

/// Makes a backup before a newer program changes the file's shape.
pub(super) fn before_update(casebook: &Casebook, now: DateTime<Utc>) -> Result<()> {
    // The first shape has no settings; and a drive that is not there today must not keep the office
    // from its casebook, as long as there is a backup somewhere.
    let chosen = casebook.settings().map(|settings| settings.backup_folder).unwrap_or_default();
    let place = match Path::new(&chosen) {
        chosen if chosen.is_dir() => Ok(chosen.to_owned()),
        _ => casebook.make_usual_place(),
    };
    let made = place.and_then(|place| {
        let (kind, step) = (BackupKind::BeforeUpdate, &|_, _| Ok(()));
        casebook.back_up(&Order { place: &place, kind, now, step })
    });
    made.map(drop).map_err(|problem| {
        Problem::failed(
            "This casebook comes from an earlier version, and no backup could be made before bringing it up \
             to date; nothing has been changed.",
            problem.remedy,
        )
    })
}
