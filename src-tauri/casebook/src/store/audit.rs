//! The audit trail: an append-only chain of what was done, by whom and when.
//!
//! Each entry's hash covers the entry before it and the hash of its own change, so that a change's
//! text can one day be erased without breaking the chain.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::change::Change;
use super::seal::Mark;
use super::{from_json, millis};
use crate::error::Result;

/// Who is doing something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    /// When.
    pub(crate) now: DateTime<Utc>,
    /// Who.
    pub(crate) staff: Uuid,
}

/// Something wrong that a check found: in plain English, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding(pub(crate) String);

struct Entry {
    seq: i64,
    at: i64,
    staff: Uuid,
    story: Option<Uuid>,
    change: String,
    change_hash: [u8; 32],
    undoes: Option<i64>,
    hash: [u8; 32],
    erased: bool,
}

impl Entry {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            staff: row.get("staff")?,
            story: row.get("story")?,
            change: row.get("change")?,
            change_hash: row.get("change_hash")?,
            undoes: row.get("undoes")?,
            hash: row.get("hash")?,
            erased: row.get("erased")?,
        })
    }

    /// The words are those that were written, or were erased whole.
    fn says_what_it_said(&self) -> bool {
        if self.erased {
            return self.change.is_empty();
        }
        self.change_hash == <[u8; 32]>::from(Sha256::digest(&self.change))
    }

    fn hash_after(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(previous);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        hash.update(self.staff.as_bytes());
        hash.update(self.story.unwrap_or_default().as_bytes());
        hash.update(self.undoes.unwrap_or(0).to_be_bytes());
        hash.update(self.change_hash);
        hash.finalize().into()
    }
}

/// How far the trail has come.
pub(super) fn mark(db: &Connection) -> Result<Mark> {
    let last = db
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok(Mark { count: row.get(0)?, head: row.get(1)? }))
        .optional()?;
    Ok(last.unwrap_or(Mark { count: 0, head: [0; 32] }))
}

/// What an entry says, apart from who and when.
pub(super) struct Said {
    /// The change, as JSON.
    pub(super) change: String,
    /// The story it is about, if it is about one.
    pub(super) story: Option<Uuid>,
    /// The entry it takes back, if it takes one back.
    pub(super) undoes: Option<i64>,
    /// Whether it can be taken back itself.
    pub(super) undoable: bool,
    /// The entry together with which it would be taken back, if not alone.
    pub(super) step: Option<i64>,
}

/// Adds an entry, and says its number.
pub(super) fn append(db: &Connection, stamp: Stamp, said: Said) -> Result<i64> {
    let before = mark(db)?;
    let Said { change, story, undoes, undoable, step } = said;
    let mut entry = Entry {
        seq: before.count + 1,
        at: millis(stamp.now),
        staff: stamp.staff,
        story,
        change_hash: Sha256::digest(&change).into(),
        change,
        undoes,
        hash: [0; 32],
        erased: false,
    };
    entry.hash = entry.hash_after(&before.head);
    db.prepare_cached(
        "INSERT INTO audit (seq, at, staff, story, change, change_hash, undoes, undoable, hash, step)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        entry.seq,
        entry.at,
        entry.staff,
        entry.story,
        entry.change,
        entry.change_hash,
        entry.undoes,
        undoable,
        entry.hash,
        step,
    ])?;
    Ok(entry.seq)
}

/// The hash of one entry, if there is such an entry.
pub(super) fn hash_of(db: &Connection, seq: i64) -> Result<Option<[u8; 32]>> {
    Ok(db.query_row("SELECT hash FROM audit WHERE seq = ?1", [seq], |row| row.get(0)).optional()?)
}

/// How an erasure's entry begins.
const ERASED: &str = "{\"did\":\"erased\"";

/// Verifies the whole chain, and that nothing was blanked but by erasing.
pub(super) fn verify(db: &Connection) -> Result<Vec<Finding>> {
    let mut entries = db.prepare("SELECT * FROM audit ORDER BY seq")?;
    let mut before = Mark { count: 0, head: [0; 32] };
    let (mut blanked, mut accounted) = (0_u64, 0_u64);
    for entry in entries.query_map([], Entry::from_row)? {
        let entry = entry?;
        let whole = entry.seq == before.count + 1
            && entry.says_what_it_said()
            && entry.hash == entry.hash_after(&before.head);
        if !whole {
            return Ok(vec![Finding(format!(
                "The record of changes is broken at entry {}. Keep this folder as it is and go back to a backup.",
                entry.seq
            ))]);
        }
        blanked += u64::from(entry.erased);
        if entry.change.starts_with(ERASED)
            && let Ok(Change::Erased { entries, .. }) = from_json(&entry.change)
        {
            accounted += u64::from(entries);
        }
        before = Mark { count: entry.seq, head: entry.hash };
    }
    if blanked != accounted {
        return Ok(vec![Finding(
            "The record of changes has blank entries that no erasure accounts for. Keep this folder as it is and go \
             back to a backup."
                .into(),
        )]);
    }
    Ok(Vec::new())
}
