//! Looking at a database without changing a byte of its folder.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::file::unlock;
use super::keys::DataKey;
use crate::error::{Problem, Result};

/// The write-ahead log beside a database.
pub(super) fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Whether there is anything in the log beside a database.
pub(super) fn has_log(database: &Path) -> bool {
    std::fs::metadata(log_of(database)).is_ok_and(|log| log.len() > 0)
}

/// Opens a database to look at it, and at nothing else that could be made beside it.
pub(super) fn peek(database: &Path, key: &DataKey) -> Result<Connection> {
    if !database.is_file() {
        return Err(Problem::failed(
            "The casebook's database is missing from its folder.",
            "Keep the folder as it is, and restore a backup.",
        ));
    }
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let logged = has_log(database);
    let db = if logged {
        // SQLite reads a log only where it could write, so it is held back by the settings below.
        Connection::open_with_flags(database, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?
    } else {
        // Without a log the file is all there is, and SQLite need not make one to read it.
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(uri(database)?, flags)?
    };
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    if cfg!(not(feature = "plain-peer")) {
        unlock(&db, key)?;
    }
    if logged {
        // The log is read into this program's own memory, and left as it is.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    }
    db.execute_batch(
        "PRAGMA cipher_memory_security = OFF; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
         PRAGMA query_only = ON;",
    )?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(db)
}

/// The file as SQLite's URI, told that nobody changes it meanwhile.
fn uri(database: &Path) -> Result<String> {
    let unnamed = || {
        Problem::failed(
            "The casebook's folder has letters in its name which cannot be read.",
            "Rename the folder, or move it to another place.",
        )
    };
    let path = std::path::absolute(database).map_err(|_| unnamed())?;
    let mut uri = String::from("file://");
    let path = path.to_str().ok_or_else(unnamed)?.replace(std::path::MAIN_SEPARATOR, "/");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for letter in path.chars() {
        match letter {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            _ => uri.push(letter),
        }
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}
