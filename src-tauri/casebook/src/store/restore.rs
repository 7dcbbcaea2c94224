//! Going back to a backup: looking into it without changing a byte, and putting a copy of it in
//! the casebook's place without losing what is there.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use uuid::Uuid;

use super::audit::{self, Finding, Stamp};
use super::backup::{About, about, clear, free, name_of, stands, sync_files};
use super::change::Change;
use super::check::check_pages;
use super::create::make_private_folder;
use super::file::{DATABASE, KEYS, SEAL, connect, io};
use super::history::record;
use super::holder::Held;
use super::keys::{DataKey, KeyFile};
use super::peek::{has_log, peek};
use super::seal::{self, FileHash, Mark, sync_folder};
use super::{loss, migrate, small, time};
use crate::backup::moment;
use crate::error::{Problem, Result};

/// What a backup holds.
pub(crate) struct Preview {
    pub(crate) about: Option<About>,
    pub(crate) mp: String,
    pub(crate) constituency: String,
    pub(crate) stories: u32,
    pub(crate) letters: u32,
    pub(crate) newest_letter: Option<DateTime<Utc>>,
    /// When the last change was made, and by whom.
    pub(crate) last_change: Option<(DateTime<Utc>, String)>,
    pub(crate) findings: Vec<Finding>,
}

/// What is to be put where.
pub(crate) struct Order<'a> {
    pub(crate) backup: &'a Path,
    pub(crate) passphrase: &'a str,
    pub(crate) folder: &'a Path,
    pub(crate) now: DateTime<Utc>,
    /// Hears how far it is, in megabytes; an error stops it, and leaves everything as it was.
    pub(crate) step: &'a dyn Fn(u32, u32) -> Result<()>,
}

fn key_of(backup: &Path, passphrase: &str) -> Result<DataKey> {
    let keys = fs::read(backup.join(KEYS)).map_err(|_| {
        Problem::invalid(
            "backup",
            "There is no backup in that folder.",
            "Choose a folder whose name ends in .casebook.",
        )
    })?;
    Ok(KeyFile::from_json(&keys)?.open(passphrase)?.key)
}

/// Whether a passphrase opens a backup.
///
/// # Errors
/// When it does not, or there is none.
pub(crate) fn can_open(backup: &Path, passphrase: &str) -> Result<()> {
    key_of(backup, passphrase).map(drop)
}

/// Looks into a backup, and checks it. Not a byte of it is changed.
///
/// # Errors
/// When it cannot be opened at all.
pub(crate) fn preview(backup: &Path, passphrase: &str) -> Result<Preview> {
    let key = key_of(backup, passphrase)?;
    let (db, findings, _) = look(backup, &key)?;
    let count = |sql| db.query_row(sql, [], |row| row.get(0).map(small));
    let (mp, constituency) =
        db.query_row("SELECT mp, constituency FROM office", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let newest: Option<i64> = db.query_row("SELECT max(received) FROM submission", [], |row| row.get(0))?;
    let last_change = db
        .query_row(
            "SELECT at, coalesce(name, 'somebody') FROM audit LEFT JOIN staff ON staff.id = audit.staff
             ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((time(row.get(0)?), row.get(1)?)),
        )
        .optional()?;
    Ok(Preview {
        about: about(backup),
        mp,
        constituency,
        stories: count("SELECT count(*) FROM story")?,
        letters: count("SELECT count(*) FROM submission")?,
        newest_letter: newest.map(time),
        last_change,
        findings,
    })
}

/// Opens a backup for reading only, and says what is wrong with it and how far its trail has come.
fn look(backup: &Path, key: &DataKey) -> Result<(Connection, Vec<Finding>, Mark)> {
    let db = peek(&backup.join(DATABASE), key)?;
    migrate::refuse_newer(&db)?;
    let mut findings = check_pages(&db)?;
    if !migrate::is_older(&db)? {
        findings.extend(audit::verify(&db)?);
    }
    findings.extend(loss::find(backup, &db, key)?.map(|loss| loss.finding()));
    let mark = audit::mark(&db)?;
    Ok((db, findings, mark))
}

fn unrestored(error: &std::io::Error) -> Problem {
    io(error, "The backup could not be restored; the casebook and the backup are as they were.")
}

/// Puts a copy of a backup in a casebook's place, and answers where the casebook that was there is
/// now, if there was one.
///
/// # Errors
/// When the backup cannot be opened or is not whole, or the copy could not be made: then everything
/// is as it was.
pub(crate) fn restore(order: &Order<'_>) -> Result<Option<PathBuf>> {
    let key = key_of(order.backup, order.passphrase)?;
    let there = is_there(order)?;
    // Nobody may have the casebook open that is about to step aside.
    let lock = if there { Held::take_there(order.folder)? } else { None };
    let (db, findings, mark) = look(order.backup, &key)?;
    drop(db);
    if let Some(Finding(finding)) = findings.into_iter().next() {
        return Err(Problem::failed(
            format!("This backup is not whole, so it was not restored. {finding}"),
            "Choose another backup; the casebook is as it was.",
        ));
    }
    let name = order.folder.file_name().unwrap_or_default().to_string_lossy();
    let parent = order.folder.parent().unwrap_or_else(|| Path::new("."));
    make_private_folder(parent).map_err(|error| unrestored(&error))?;
    let beside = order.folder.with_file_name(format!(".{name}.restoring.new"));
    // What an earlier run left when it was stopped.
    clear(&beside).map_err(|error| unrestored(&error))?;
    let built = build(&beside, order, &key, &mark);
    // Windows renames no folder in which a file is open.
    drop(lock);
    let done = built.and_then(|()| swap(&beside, order, there).map_err(|error| unrestored(&error)));
    if done.is_err() {
        let _ = clear(&beside);
    }
    done
}

/// Whether there is a casebook where the backup is to go; anything else there is not ours to move.
fn is_there(order: &Order<'_>) -> Result<bool> {
    let folder = order.folder;
    let same =
        fs::canonicalize(folder).ok().is_some_and(|there| fs::canonicalize(order.backup).ok() == Some(there));
    if same {
        return Err(Problem::invalid(
            "folder",
            "The backup and the casebook are the same folder.",
            "Choose another folder for the casebook.",
        ));
    }
    if fs::symlink_metadata(folder).is_err() {
        return Ok(false);
    }
    let casebook = [KEYS, DATABASE, SEAL].iter().any(|name| folder.join(name).is_file());
    let empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if casebook || empty {
        return Ok(true);
    }
    Err(Problem::invalid(
        "folder",
        "There is something other than a casebook in that folder.",
        "Choose a new name, or the folder the casebook was in.",
    ))
}

/// Makes the casebook as it will be, in a hidden folder beside its place.
fn build(beside: &Path, order: &Order<'_>, key: &DataKey, mark: &Mark) -> Result<()> {
    make_private_folder(beside).map_err(|error| unrestored(&error))?;
    let from = order.backup.join(DATABASE);
    let mut names = vec![KEYS, DATABASE];
    if has_log(&from) {
        // A casebook that was moved aside may have one, and its last changes are in it.
        names.push("casebook.db-wal");
    }
    let megabytes = |bytes: u64| u32::try_from(bytes >> 20).unwrap_or(u32::MAX);
    let total: u64 =
        names.iter().filter_map(|name| fs::metadata(order.backup.join(name)).ok()).map(|m| m.len()).sum();
    let mut done = 0;
    for name in &names {
        copy(&order.backup.join(name), &beside.join(name), &mut |read| {
            done += read;
            (order.step)(megabytes(done), megabytes(total).max(1))
        })?;
    }
    stands(beside, key, mark)?;

    let database = beside.join(DATABASE);
    let mut db = connect(&database, key, OpenFlags::empty())?;
    // The backup itself is the copy from before the update.
    migrate::migrate(&mut db)?;
    let staff: Uuid =
        db.query_row("SELECT id FROM staff ORDER BY at_desk DESC, name LIMIT 1", [], |row| row.get(0))?;
    let made = about(order.backup).map(|about| about.made);
    let tx = db.transaction()?;
    record(&tx, Stamp { now: order.now, staff }, &Change::Restored { made })?;
    tx.commit()?;
    let mark = audit::mark(&db)?;
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop(db);
    FileHash::of(&database)
        .and_then(|file| seal::write_at_rest(&beside.join(SEAL), &mark, file, &key.seal()))
        .and_then(|()| sync_files(beside, &[KEYS, DATABASE, SEAL]))
        .map_err(|error| unrestored(&error))
}

fn copy(from: &Path, to: &Path, read_so_far: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let mut from = File::open(from).map_err(|error| unrestored(&error))?;
    let mut to = File::create_new(to).map_err(|error| unrestored(&error))?;
    let mut part = vec![0; 1 << 20];
    loop {
        let read = from.read(&mut part).map_err(|error| unrestored(&error))?;
        let Some(bytes) = part.get(..read).filter(|bytes| !bytes.is_empty()) else { return Ok(()) };
        to.write_all(bytes).map_err(|error| unrestored(&error))?;
        read_so_far(u64::try_from(read).unwrap_or(0))?;
    }
}

/// Moves what is there aside and the copy into its place. Stopped between the two, both lie side by
/// side, each whole.
fn swap(beside: &Path, order: &Order<'_>, there: bool) -> std::io::Result<Option<PathBuf>> {
    let parent = order.folder.parent().unwrap_or_else(|| Path::new("."));
    let empty = there && fs::read_dir(order.folder)?.next().is_none();
    if empty {
        fs::remove_dir(order.folder)?;
    }
    let aside = (there && !empty)
        .then(|| free(parent, &format!("{} as it was {}", name_of(order.folder), moment(order.now))));
    if let Some(aside) = &aside {
        fs::rename(order.folder, aside)?;
        sync_folder(parent)?;
    }
    if let Err(error) = fs::rename(beside, order.folder) {
        if let Some(aside) = &aside {
            // Back to where it was; if even that fails, it is whole where it is.
            let _ = fs::rename(aside, order.folder);
        }
        return Err(error);
    }
    sync_folder(parent)?;
    Ok(aside)
}
