//! Opening, changing and checking the encrypted file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::audit::{self, Finding, Stamp};
use super::holder::Held;
use super::keys::{DataKey, KeyFile, random};
use super::{migrate, seal};
use crate::error::{Problem, Result};

pub(super) const DATABASE: &str = "casebook.db";
pub(super) const KEYS: &str = "keys.json";
pub(super) const SEAL: &str = "seal";

/// An open casebook.
pub(crate) struct Casebook {
    pub(super) folder: PathBuf,
    pub(super) db: Connection,
    pub(super) key: Arc<DataKey>,
    /// Held for as long as any connection of this program is open.
    pub(super) lock: Arc<Held>,
}

/// One change being made: a transaction, and whose it is.
pub(crate) struct Writing<'a> {
    pub(super) tx: Transaction<'a>,
    stamp: Stamp,
}

pub(super) fn io(error: &std::io::Error, what: &str) -> Problem {
    let remedy = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "The disk is full: free some space and try again."
        }
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "This folder does not allow it: choose another, or ask whoever looks after this computer."
        }
        _ => "Check that the drive is there and try again.",
    };
    Problem::failed(what, remedy)
}

/// Hands SQLCipher its key, and leaves no copy of it behind.
fn unlock(db: &Connection, key: &DataKey) -> Result<()> {
    let raw = key.database();
    let mut hex = Zeroizing::new([0_u8; 64]);
    hex::encode_to_slice(raw.as_slice(), hex.as_mut_slice()).map_err(|_| rusqlite::Error::InvalidQuery)?;
    let mut pragma = String::with_capacity(96);
    pragma.push_str("PRAGMA key = \"x'");
    pragma.push_str(std::str::from_utf8(hex.as_slice()).unwrap_or_default());
    pragma.push_str("'\"");
    let keyed = db.execute_batch(&pragma);
    pragma.zeroize();
    Ok(keyed?)
}

pub(super) fn connect(path: &Path, key: &DataKey, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    // Before anything else: SQLCipher would otherwise write its complaints to stderr.
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    if cfg!(not(feature = "plain-peer")) {
        unlock(&db, key)?;
    }
    db.execute_batch(
        "PRAGMA cipher_memory_security = OFF;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -65536;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA secure_delete = ON;",
    )?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

impl Casebook {
    /// Opens a casebook; never makes one.
    ///
    /// # Errors
    /// When there is none, the passphrase is wrong, another program has it, or it is damaged.
    pub(crate) fn open(folder: &Path, passphrase: &str) -> Result<Self> {
        let keys = fs::read(folder.join(KEYS)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Problem::invalid(
                "folder",
                "There is no casebook in that folder.",
                "Choose the folder whose name ends in .casebook, or make a new one.",
            ),
            _ => io(&error, "The casebook's folder could not be read."),
        })?;
        Self::open_with(folder, KeyFile::from_json(&keys)?.open(passphrase)?)
    }

    pub(super) fn open_with(folder: &Path, key: DataKey) -> Result<Self> {
        let lock = Arc::new(Held::take(folder)?);
        let mut db = connect(&folder.join(DATABASE), &key, OpenFlags::empty())?;
        migrate::migrate(&mut db)?;
        Ok(Self { folder: folder.to_owned(), db, key: Arc::new(key), lock })
    }

    /// A second connection to the same casebook, for long work beside the window's.
    pub(crate) fn companion(&self) -> Result<Self> {
        let db = connect(&self.folder.join(DATABASE), &self.key, OpenFlags::empty())?;
        Ok(Self { folder: self.folder.clone(), db, key: Arc::clone(&self.key), lock: Arc::clone(&self.lock) })
    }

    /// Makes one change: everything `work` does, or nothing.
    ///
    /// When this returns, the change is on the disk.
    pub(crate) fn write<T>(
        &mut self,
        stamp: Stamp,
        work: impl FnOnce(&Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        let writing =
            Writing { tx: self.db.transaction_with_behavior(TransactionBehavior::Immediate)?, stamp };
        let done = work(&writing)?;
        let mark = audit::mark(&writing.tx)?;
        writing.tx.commit()?;
        // A seal that lags behind is allowed, so a failure here does not undo a saved change.
        let _ = seal::write(&self.folder.join(SEAL), &mark, &self.key.seal());
        Ok(done)
    }

    /// Compares the audit trail with the seal: cheap enough for every opening.
    pub(crate) fn check_seal(&self) -> Result<Vec<Finding>> {
        audit::compare(&self.db, &seal::read(&self.folder.join(SEAL), &self.key.seal()))
    }

    /// Checks everything that can be checked: pages, index, foreign keys, the trail and the seal.
    pub(crate) fn check(&self) -> Result<Vec<Finding>> {
        let mut found = check_pages(&self.db)?;
        found.extend(audit::verify(&self.db)?);
        found.extend(self.check_seal()?);
        Ok(found)
    }

    /// Empties the write-ahead log into the database.
    pub(crate) fn checkpoint(&self) {
        // Best effort: a reader may be in the way, and the log is just as safe.
        let _ = self.db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}

impl Writing<'_> {
    /// When the change is made.
    pub(crate) const fn now(&self) -> DateTime<Utc> {
        self.stamp.now
    }

    /// Who makes it.
    pub(crate) const fn staff(&self) -> Uuid {
        self.stamp.staff
    }

    /// Whose change it is, and when.
    pub(super) const fn stamp(&self) -> Stamp {
        self.stamp
    }
}

/// A new id, in order of time.
pub(crate) fn new_id(now: DateTime<Utc>) -> Result<Uuid> {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}

/// Checks the file's pages, its index and its references.
fn check_pages(db: &Connection) -> Result<Vec<Finding>> {
    let damaged = || {
        vec![Finding(
            "The casebook's file is damaged. Stop working in it, keep the folder as it is, and go back to a backup."
                .into(),
        )]
    };
    let pages = db.prepare("PRAGMA cipher_integrity_check")?.exists([])?;
    let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let loose = db.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if pages || whole != "ok" || loose {
        return Ok(damaged());
    }
    match db
        .execute_batch("INSERT INTO submission_words (submission_words, rank) VALUES ('integrity-check', 1)")
    {
        Ok(()) => Ok(Vec::new()),
        Err(_) => Ok(damaged()),
    }
}
