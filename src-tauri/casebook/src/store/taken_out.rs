//! Letters that undo takes out, and redo puts back.
//!
//! What is taken out is kept beside the letters, row by row, until it cannot be put back any more:
//! the next thing that is done empties the table, and so does erasing.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::stories::Waits;
use super::{campaigns, closely, from_json, json, receipts, search, unread};
use crate::error::Result;

/// How a story stood before a letter joined it.
#[derive(Serialize, Deserialize)]
pub(super) struct Before {
    #[serde(flatten)]
    pub(super) waits: Waits,
    pub(super) received: i64,
    pub(super) offered: String,
    /// Whether any of its letters had still to be read.
    #[serde(default)]
    pub(super) unread: bool,
}

/// A row, column by column.
#[derive(Serialize, Deserialize)]
struct Kept(Vec<(String, Cell)>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cell {
    Nothing,
    Whole(i64),
    Real(f64),
    Text(String),
    Bytes(#[serde(with = "hex::serde")] Vec<u8>),
}

impl Kept {
    fn read(db: &Connection, table: &str, row: i64) -> Result<Self> {
        let mut rows = db.prepare_cached(&format!("SELECT * FROM {table} WHERE row = ?1"))?;
        let names: Vec<_> = rows.column_names().map(str::to_owned).collect();
        let cells = rows.query_row([row], |row| {
            let cell = |(place, name): (usize, String)| {
                let cell = match row.get::<_, Value>(place)? {
                    Value::Null => Cell::Nothing,
                    Value::Integer(whole) => Cell::Whole(whole),
                    Value::Real(real) => Cell::Real(real),
                    Value::Text(text) => Cell::Text(text),
                    Value::Blob(bytes) => Cell::Bytes(bytes),
                };
                Ok((name, cell))
            };
            names.into_iter().enumerate().map(cell).collect()
        })?;
        Ok(Self(cells))
    }

    /// Puts the row back as it was.
    fn put_back(self, db: &Connection, insert: &str, table: &str) -> Result<()> {
        let (names, values): (Vec<_>, Vec<_>) = self
            .0
            .into_iter()
            .map(|(name, cell)| {
                let value = match cell {
                    Cell::Nothing => Value::Null,
                    Cell::Whole(whole) => Value::Integer(whole),
                    Cell::Real(real) => Value::Real(real),
                    Cell::Text(text) => Value::Text(text),
                    Cell::Bytes(bytes) => Value::Blob(bytes),
                };
                (format!("\"{name}\""), value)
            })
            .unzip();
        let marks = vec!["?"; names.len()].join(", ");
        db.prepare_cached(&format!("{insert} INTO {table} ({}) VALUES ({marks})", names.join(", ")))?
            .execute(params_from_iter(values))?;
        Ok(())
    }
}

/// A letter with what went with it.
#[derive(Serialize, Deserialize)]
struct Letter {
    submission: Kept,
    story: Kept,
    constituent: Kept,
    /// What it was compared by, and its campaign; nothing where it had not been looked at.
    #[serde(default)]
    likeness: Option<Kept>,
    /// Whether it had still to be read.
    #[serde(default)]
    unread: bool,
    /// For a letter that had joined a story: the story as it stood with it.
    joined: Option<Before>,
}

/// Somebody whose story is gone, though the trail still has words that were written about it.
pub(super) struct Left {
    pub(super) story: Uuid,
    pub(super) name: String,
    pub(super) email: String,
}

/// What became of a letter that was to be taken out.
pub(super) enum Taken {
    Out(Option<Left>),
    /// Somebody has worked on it since.
    Kept,
}

/// Takes a letter out, and its story with it if that is all it had; or says no, because somebody has
/// worked on it since.
pub(super) fn take_out(db: &Connection, submission: Uuid) -> Result<Taken> {
    let found = db
        .prepare_cached(
            "SELECT submission.row, story, constituent, before FROM submission JOIN story ON story.row = story
             WHERE submission.id = ?1
             AND NOT EXISTS (SELECT 1 FROM submission AS later
                             WHERE later.story = story.row AND later.row > submission.row)
             AND NOT EXISTS (SELECT 1 FROM passage WHERE passage.submission = submission.row)
             AND NOT EXISTS (SELECT 1 FROM milestone WHERE milestone.submission = submission.row)
             AND NOT EXISTS (SELECT 1 FROM facet WHERE facet.submission = submission.row)
             AND (before IS NOT NULL OR NOT (
                 status <> 'new' OR themes <> '[]' OR authority IS NOT NULL OR urgent OR positive
                 OR review IS NOT NULL OR keep_reason <> '' OR hand_over IS NOT NULL
                 OR EXISTS (SELECT 1 FROM note WHERE note.story = story.row)
                 OR EXISTS (SELECT 1 FROM milestone WHERE milestone.story = story.row)
                 OR EXISTS (SELECT 1 FROM facet WHERE facet.story = story.row)
                 OR EXISTS (SELECT 1 FROM consent WHERE consent.story = story.row)
                 OR EXISTS (SELECT 1 FROM pack_story WHERE pack_story.story = story.row)))",
        )?
        .query_row([submission], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<String>>(3)?))
        })
        .optional()?;
    let Some((row, story, constituent, before)): Option<(i64, i64, i64, _)> = found else {
        return Ok(Taken::Kept);
    };
    keep(db, row, story, constituent, before.is_some())?;
    let Some(before) = before else {
        let left = left_of(db, story)?;
        // Everything about the story goes with it.
        db.prepare_cached("DELETE FROM story WHERE row = ?1")?.execute([story])?;
        db.prepare_cached(
            "DELETE FROM constituent WHERE row = ?1
             AND NOT EXISTS (SELECT 1 FROM story WHERE constituent = ?1)",
        )?
        .execute([constituent])?;
        return Ok(Taken::Out(left));
    };
    db.prepare_cached("DELETE FROM submission WHERE row = ?1")?.execute([row])?;
    stands(db, story, &from_json(&before)?)?;
    campaigns::settle_story(db, story)?;
    Ok(Taken::Out(None))
}

/// Lets a story stand as it did.
fn stands(db: &Connection, story: i64, as_it_did: &Before) -> Result<()> {
    let Before { waits, received, offered, unread } = as_it_did;
    db.prepare_cached(
        "UPDATE story SET waiting = ?2, alarm = ?3, received = ?4, offered = ?5 WHERE row = ?1",
    )?
    .execute(params![story, waits.waiting, waits.alarm, received, offered])?;
    db.prepare_cached("UPDATE story_theme SET received = ?2 WHERE story = ?1")?
        .execute(params![story, received])?;
    // They may have been read since, and what they offer goes with what is taken back.
    if *unread { unread::mark_story(db, story) } else { closely::mark_story(db, story) }
}

/// How a story stands.
pub(super) fn standing(db: &Connection, story: i64) -> Result<Before> {
    let unread = unread::in_story(db, story)?;
    Ok(db.prepare_cached("SELECT waiting, alarm, received, offered FROM story WHERE row = ?1")?.query_row(
        [story],
        |row| {
            let waits = Waits { waiting: row.get(0)?, alarm: row.get(1)? };
            Ok(Before { waits, received: row.get(2)?, offered: row.get(3)?, unread })
        },
    )?)
}

fn keep(db: &Connection, row: i64, story: i64, constituent: i64, joined: bool) -> Result<()> {
    let looked_at = db.prepare_cached("SELECT 1 FROM likeness WHERE row = ?1")?.exists([row])?;
    let letter = Letter {
        submission: Kept::read(db, "submission", row)?,
        story: Kept::read(db, "story", story)?,
        constituent: Kept::read(db, "constituent", constituent)?,
        likeness: looked_at.then(|| Kept::read(db, "likeness", row)).transpose()?,
        unread: unread::is_marked(db, row)?,
        joined: joined.then(|| standing(db, story)).transpose()?,
    };
    db.prepare_cached(
        "INSERT OR REPLACE INTO taken_out (id, row, import, kept, original)
         SELECT id, row, import, ?2, (SELECT bytes FROM original WHERE original.submission = submission.row)
         FROM submission WHERE row = ?1",
    )?
    .execute(params![row, json(&letter)])?;
    Ok(())
}

/// What the trail would still say of a story that goes: words that were noted, marked or recorded
/// and taken back.
fn left_of(db: &Connection, story: i64) -> Result<Option<Left>> {
    Ok(db
        .prepare_cached(
            "SELECT story.id, name, email FROM story JOIN constituent ON constituent.row = story.constituent
             WHERE story.row = ?1 AND EXISTS (
                 SELECT 1 FROM audit WHERE audit.story = story.id AND erased = 0
                 AND NOT change LIKE '{\"did\":\"logged\"%' AND NOT change LIKE '{\"did\":\"taken_out\"%'
                 AND NOT change LIKE '{\"did\":\"put_back\"%' AND NOT change LIKE '{\"did\":\"left_behind\"%')",
        )?
        .query_row([story], |row| Ok(Left { story: row.get(0)?, name: row.get(1)?, email: row.get(2)? }))
        .optional()?)
}

/// Takes the letters of an import out that nobody has worked on since: how many went, how many
/// stayed, and whose stories left words behind.
pub(super) fn take_out_import(db: &Connection, receipt: Uuid) -> Result<(u32, u32, Vec<Left>)> {
    let letters: Vec<Uuid> = db
        .prepare_cached("SELECT id FROM submission WHERE import = ?1 ORDER BY row DESC")?
        .query_map([receipt], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let (mut taken, mut kept, mut left) = (0, 0, Vec::new());
    for letter in letters {
        match take_out(db, letter)? {
            Taken::Out(behind) => {
                taken += 1;
                left.extend(behind);
            }
            Taken::Kept => kept += 1,
        }
    }
    db.execute(
        "INSERT OR REPLACE INTO taken_out (id, kept) SELECT id, body FROM receipt WHERE id = ?1",
        [receipt],
    )?;
    receipts::take_back(db, receipt, kept > 0)?;
    Ok((taken, kept, left))
}

/// Whether a letter or an import can still be put back.
pub(super) fn is_kept(db: &Connection, id: Uuid) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM taken_out WHERE id = ?1")?.exists([id])?)
}

/// Puts a letter back where it was.
pub(super) fn put_back(db: &Connection, submission: Uuid) -> Result<()> {
    let (row, kept): (i64, String) = db
        .prepare_cached("SELECT row, kept FROM taken_out WHERE id = ?1")?
        .query_row([submission], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Letter { submission: letter, story, constituent, likeness, unread, joined } = from_json(&kept)?;
    // Its story or its writer may be there with other letters.
    constituent.put_back(db, "INSERT OR IGNORE", "constituent")?;
    story.put_back(db, "INSERT OR IGNORE", "story")?;
    letter.put_back(db, "INSERT", "submission")?;
    search::index_again(db, row)?;
    if let Some(likeness) = likeness {
        likeness.put_back(db, "INSERT", "likeness")?;
    }
    if unread {
        unread::mark(db, row)?;
    } else {
        closely::mark(db, row)?;
    }
    if let Some(joined) = joined {
        let story = db.query_row("SELECT story FROM submission WHERE row = ?1", [row], |row| row.get(0))?;
        stands(db, story, &joined)?;
        campaigns::settle_story(db, story)?;
    }
    db.prepare_cached(
        "INSERT INTO original (submission, bytes)
         SELECT row, original FROM taken_out WHERE id = ?1 AND original IS NOT NULL",
    )?
    .execute([submission])?;
    db.prepare_cached("DELETE FROM taken_out WHERE id = ?1")?.execute([submission])?;
    Ok(())
}

/// Puts the letters of an import back, and its receipt.
pub(super) fn put_import_back(db: &Connection, receipt: Uuid) -> Result<()> {
    let letters: Vec<Uuid> = db
        .prepare_cached("SELECT id FROM taken_out WHERE import = ?1 ORDER BY row")?
        .query_map([receipt], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for letter in letters {
        put_back(db, letter)?;
    }
    let body: String =
        db.query_row("SELECT kept FROM taken_out WHERE id = ?1", [receipt], |row| row.get(0))?;
    receipts::keep(db, &from_json(&body)?)?;
    db.execute("DELETE FROM taken_out WHERE id = ?1", [receipt])?;
    Ok(())
}

/// Nothing can be put back any more.
pub(super) fn forget(db: &Connection) -> Result<()> {
    if db.prepare_cached("DELETE FROM taken_out")?.execute([])? > 0 {
        // They may have been all there was of a campaign.
        campaigns::prune(db)?;
    }
    Ok(())
}
