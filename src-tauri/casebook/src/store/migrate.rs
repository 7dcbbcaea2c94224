//! The shapes a casebook's database has had. A step is never edited once a casebook has used it.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Problem, Result};

const STEPS: [&str; 2] =
    [include_str!("../../migrations/0001_first.sql"), include_str!("../../migrations/0002_safekeeping.sql")];

/// Brings the database to the newest shape, each step in a transaction of its own.
///
/// # Errors
/// When the casebook was last used by a newer program: it is left untouched.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let newest = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let now: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if now > newest {
        return Err(Problem::failed(
            "This casebook was last used with a newer version of the program.",
            "Install the newest version and open it again; nothing has been changed.",
        ));
    }
    for (version, step) in (1_i64..).zip(STEPS) {
        if version > now {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", version)?;
            tx.commit()?;
        }
    }
    Ok(())
}
