//! Opening, changing and checking the encrypted file.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use uuid::{ContextV7, Timestamp, Uuid};
use zeroize::{Zeroize, Zeroizing};

use super::audit::{self, Finding, Stamp};
use super::holder::Held;
use super::keys::{DataKey, KeyFile, SlotList};
use super::loss::{self, Loss};
use super::peek::{has_log, peek};
use super::rotate::{self, Coming, Settled};
use super::seal::{self, FileHash};
use super::{backup, migrate};
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
    pub(super) access: Access,
    /// What was found missing at opening: until it is decided about, nothing is changed.
    pub(super) loss: Option<Loss>,
    /// Whether the seal still says what the file was when it was closed: it may not while we write.
    at_rest: bool,
}

/// How the casebook was opened.
#[derive(Clone, Default)]
pub(super) struct Access {
    /// The slot that opened it.
    pub(super) slot: Option<Uuid>,
    /// A key file of the first format as it would be written now.
    pub(super) upgraded: Option<SlotList>,
    /// What opening it found out.
    pub(super) found: Vec<Finding>,
    /// The key to come, while changing to it can go on.
    pub(super) coming: Option<Coming>,
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
pub(super) fn unlock(db: &Connection, key: &DataKey) -> rusqlite::Result<()> {
    let raw = key.database();
    let mut hex = Zeroizing::new([0_u8; 64]);
    hex::encode_to_slice(raw.as_slice(), hex.as_mut_slice()).map_err(|_| rusqlite::Error::InvalidQuery)?;
    let mut pragma = String::with_capacity(96);
    pragma.push_str("PRAGMA key = \"x'");
    pragma.push_str(std::str::from_utf8(hex.as_slice()).unwrap_or_default());
    pragma.push_str("'\"");
    let keyed = db.execute_batch(&pragma);
    pragma.zeroize();
    keyed
}

/// Opens a file with its key, and does no more than that.
pub(super) fn keyed(path: &Path, key: &DataKey, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    // Before anything else: SQLCipher would otherwise write its complaints to stderr.
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    if cfg!(not(feature = "plain-peer")) {
        unlock(&db, key)?;
    }
    Ok(db)
}

pub(super) fn connect(path: &Path, key: &DataKey, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let db = keyed(path, key, flags)?;
    db.execute_batch(
        "PRAGMA cipher_memory_security = OFF;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 16000;
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
    pub(crate) fn open(folder: &Path, passphrase: &str, now: DateTime<Utc>) -> Result<Self> {
        let keys = fs::read(folder.join(KEYS)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Problem::invalid(
                "folder",
                "There is no casebook in that folder.",
                "Choose the folder whose name ends in .casebook, or make a new one.",
            ),
            _ => io(&error, "The casebook's folder could not be read."),
        })?;
        let file = KeyFile::from_json(&keys)?;
        let unlocked = file.open(passphrase)?;
        let there = Held::take_there(folder)?;
        if fs::read(folder.join(KEYS)).ok().as_deref() != Some(keys.as_slice()) {
            return Err(Problem::failed(
                "The casebook's passphrases were being changed on another desk.",
                "Try again.",
            ));
        }
        let upgraded = file.is_first().then(|| unlocked.list.clone());
        let slot = Some(unlocked.slot);
        let database = folder.join(DATABASE);
        // First a look that leaves no trace: a newer casebook is not ours to touch. One that has its new
        // key already is put right first, and has no hash to compare.
        let looked = if unlocked.next.is_none() || rotate::has_key(&database, &unlocked.key)? {
            let look = peek(&database, &unlocked.key)?;
            migrate::refuse_newer(&look)?;
            Some(loss::find(folder, &look, &unlocked.key)?)
        } else {
            None
        };
        let lock = Arc::new(there.map_or_else(|| Held::take(folder), Ok)?);
        let Settled { db, key, revision, whole, found, coming } = rotate::settle(folder, unlocked)?;
        let loss = match looked {
            Some(loss) => loss,
            None => loss::find(folder, &db, &key)?,
        };
        let access = Access { slot, upgraded, found, coming };
        let mut casebook = Self::wake_up(folder, (db, key, lock), access, loss, now)?;
        casebook.judge_slots(revision, whole)?;
        Ok(casebook)
    }

    /// Opens a casebook that has just been made.
    pub(super) fn open_with(
        folder: &Path,
        key: DataKey,
        slot: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let lock = Arc::new(Held::take(folder)?);
        let db = connect(&folder.join(DATABASE), &key, OpenFlags::empty())?;
        let access = Access { slot, ..Access::default() };
        Self::wake_up(folder, (db, key, lock), access, None, now)
    }

    /// Brings what was opened to the newest shape, after a backup.
    fn wake_up(
        folder: &Path,
        (db, key, lock): (Connection, DataKey, Arc<Held>),
        access: Access,
        loss: Option<Loss>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let at_rest = loss.is_none();
        let folder = folder.to_owned();
        let mut casebook = Self { folder, db, key: Arc::new(key), lock, access, loss, at_rest };
        // Best effort here, as reading changes nothing; `write` insists.
        let _ = casebook.wake();
        if migrate::is_older(&casebook.db)? {
            backup::before_update(&casebook, now)?;
            casebook.wake()?;
            migrate::migrate(&mut casebook.db)?;
        }
        Ok(casebook)
    }

    /// Makes sure that the casebook may be changed, and that the seal knows of it.
    pub(super) fn awake(&mut self) -> Result<()> {
        match &self.loss {
            Some(loss) => Err(loss.refusal()),
            None => self.wake(),
        }
    }

    /// Takes from the seal what the file was when it was closed, before the file is changed.
    fn wake(&mut self) -> Result<()> {
        if self.at_rest {
            let mark = audit::mark(&self.db)?;
            seal::write_at_rest(&self.folder.join(SEAL), &mark, None, &self.key.seal())
                .map_err(|error| io(&error, "The casebook's folder does not allow changes."))?;
            self.at_rest = false;
        }
        Ok(())
    }

    /// Empties the log and seals the file as it is, for the next opening to compare.
    fn rest(&self) -> Result<()> {
        let database = self.folder.join(DATABASE);
        self.checkpoint();
        if has_log(&database) {
            return Ok(());
        }
        let unsealed = |error: &std::io::Error| io(error, "The casebook could not be sealed.");
        let file = FileHash::of(&database).map_err(|error| unsealed(&error))?;
        seal::write_at_rest(&self.folder.join(SEAL), &audit::mark(&self.db)?, file, &self.key.seal())
            .map_err(|error| unsealed(&error))
    }

    /// A second connection to the same casebook, for long work beside the window's.
    pub(crate) fn companion(&self) -> Result<Self> {
        let db = connect(&self.folder.join(DATABASE), &self.key, OpenFlags::empty())?;
        let (folder, key, lock) = (self.folder.clone(), Arc::clone(&self.key), Arc::clone(&self.lock));
        let (access, loss) = (self.access.clone(), self.loss.clone());
        Ok(Self { folder, db, key, lock, access, loss, at_rest: self.at_rest })
    }

    /// Makes one change: everything `work` does, or nothing.
    ///
    /// When this returns, the change is on the disk.
    pub(crate) fn write<T>(
        &mut self,
        stamp: Stamp,
        work: impl FnOnce(&Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        self.awake()?;
        rotate::empty_copy(&self.folder);
        let writing =
            Writing { tx: self.db.transaction_with_behavior(TransactionBehavior::Immediate)?, stamp };
        let done = work(&writing)?;
        let mark = audit::mark(&writing.tx)?;
        writing.tx.commit()?;
        // A seal that lags behind is allowed, so a failure here does not undo a saved change.
        let _ = seal::write(&self.folder.join(SEAL), &mark, &self.key.seal());
        Ok(done)
    }

    /// What was found missing at opening, and what else opening found out.
    pub(crate) fn notices(&self) -> Vec<Finding> {
        self.loss.iter().map(Loss::finding).chain(self.access.found.iter().cloned()).collect()
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

/// Puts a small file in the place of another: written beside it, forced to the disk, renamed.
pub(super) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let replaced = (|| {
        let beside = folder.join(name).with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(beside, folder.join(name))?;
        sync_folder(folder)
    })();
    replaced.map_err(|error| io(&error, "The casebook's key file could not be written."))
}

/// Forces a folder's names to the disk, where a system knows how to.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A new id, in order of time: also among those of one moment, as a whole import is one. So an index of ids
/// grows at its end, instead of being written anew all over.
pub(crate) fn new_id(now: DateTime<Utc>) -> Uuid {
    static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos()))
}

impl Drop for Casebook {
    /// The last of this program's connections leaves the casebook sealed. Best effort: a casebook
    /// that was not closed properly is a little less well watched, and otherwise as good.
    fn drop(&mut self) {
        if self.loss.is_none() && !self.at_rest && Arc::strong_count(&self.lock) == 1 {
            let _ = self.rest();
        }
    }
}
