//! The audit trail: an append-only chain of what was done, by whom and when.
//!
//! Each entry's hash covers the entry before it and the hash of its own change, so that a change's
//! text can one day be erased without breaking the chain.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::change::Change;
use super::file::Stamp;
use super::seal::{Mark, Said};
use super::{from_json, json, millis, time};
use crate::api::HistoryLine;
use crate::error::Result;

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
        })
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

/// Adds an entry.
pub(super) fn append(db: &Connection, stamp: Stamp, change: &Change, undoes: Option<i64>) -> Result<()> {
    let before = mark(db)?;
    let text = json(change);
    let mut entry = Entry {
        seq: before.count + 1,
        at: millis(stamp.now),
        staff: stamp.staff,
        story: change.story(),
        change_hash: Sha256::digest(&text).into(),
        change: text,
        undoes,
        hash: [0; 32],
    };
    entry.hash = entry.hash_after(&before.head);
    db.prepare_cached(
        "INSERT INTO audit (seq, at, staff, story, change, change_hash, undoes, undoable, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        entry.seq,
        entry.at,
        entry.staff,
        entry.story,
        entry.change,
        entry.change_hash,
        entry.undoes,
        change.inverse().is_some() && undoes.is_none(),
        entry.hash,
    ])?;
    Ok(())
}

/// The latest change that can be undone and has not been.
pub(super) fn undoable(db: &Connection) -> Result<Option<(i64, Change)>> {
    Ok(db
        .prepare_cached(
            "SELECT seq, change FROM audit AS done WHERE undoable = 1
             AND NOT EXISTS (SELECT 1 FROM audit WHERE undoes = done.seq)
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, from_json(&row.get::<_, String>(1)?)?)))
        .optional()?)
}

/// A story's changes, newest first.
pub(super) fn history(db: &Connection, story: Uuid) -> Result<Vec<HistoryLine>> {
    let mut lines = db.prepare_cached(
        "SELECT at, coalesce(name, 'Somebody'), change, undoes FROM audit LEFT JOIN staff ON staff.id = audit.staff
         WHERE story = ?1 ORDER BY seq DESC",
    )?;
    let lines = lines.query_map([story], |row| {
        let change: Change = from_json(&row.get::<_, String>(2)?)?;
        let undone = row.get::<_, Option<i64>>(3)?.is_some();
        let what = if undone { format!("Undone. {}", change.sentence()) } else { change.sentence() };
        Ok(HistoryLine { at: time(row.get(0)?), by: row.get(1)?, what })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// Compares the end of the trail with the seal.
pub(super) fn compare(db: &Connection, sealed: &Said) -> Result<Vec<Finding>> {
    let Said::Mark(sealed) = sealed else {
        return Ok(vec![Finding(
            "The casebook's seal is missing or damaged, so lost changes could not be noticed. \
             Check that the newest letters are here; the next change makes a new seal."
                .into(),
        )]);
    };
    if sealed.count == 0 {
        return Ok(Vec::new());
    }
    let found: Option<[u8; 32]> =
        db.query_row("SELECT hash FROM audit WHERE seq = ?1", [sealed.count], |row| row.get(0)).optional()?;
    Ok(match found {
        Some(hash) if hash == sealed.head => Vec::new(),
        _ => vec![Finding(
            "Changes that were saved are no longer in this casebook: its file is damaged, or an older copy was \
             put in its place. Keep this folder as it is, make a copy of it, and go back to a newer backup."
                .into(),
        )],
    })
}

/// Verifies the whole chain.
pub(super) fn verify(db: &Connection) -> Result<Vec<Finding>> {
    let mut entries = db.prepare("SELECT * FROM audit ORDER BY seq")?;
    let mut before = Mark { count: 0, head: [0; 32] };
    for entry in entries.query_map([], Entry::from_row)? {
        let entry = entry?;
        let whole = entry.seq == before.count + 1
            && entry.change_hash == <[u8; 32]>::from(Sha256::digest(&entry.change))
            && entry.hash == entry.hash_after(&before.head);
        if !whole {
            return Ok(vec![Finding(format!(
                "The record of changes is broken at entry {}. Keep this folder as it is and go back to a backup.",
                entry.seq
            ))]);
        }
        before = Mark { count: entry.seq, head: entry.hash };
    }
    Ok(Vec::new())
}

/// Checks the file's pages, its index and its references.
pub(super) fn check_file(db: &Connection) -> Result<Vec<Finding>> {
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
