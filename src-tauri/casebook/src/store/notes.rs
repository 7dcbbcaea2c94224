//! Notes the office makes about a story.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::{millis, time};
use crate::api::Note;
use crate::error::Result;

/// A note, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoteRow {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) staff: Uuid,
    pub(crate) text: String,
}

/// Puts a note in, or takes one out.
pub(super) fn replace(
    db: &Connection,
    story: Uuid,
    from: Option<&NoteRow>,
    to: Option<&NoteRow>,
) -> Result<()> {
    if let Some(note) = from {
        db.execute("DELETE FROM note WHERE id = ?1", [note.id])?;
    }
    if let Some(note) = to {
        db.execute(
            "INSERT INTO note (id, story, at, staff, text) VALUES (?1, (SELECT row FROM story WHERE id = ?2), ?3, ?4, ?5)",
            params![note.id, story, millis(note.at), note.staff, note.text],
        )?;
    }
    Ok(())
}

impl Writing<'_> {
    /// A new note by whoever is at the desk.
    pub(crate) fn new_note(&self, text: String) -> Result<NoteRow> {
        Ok(NoteRow { id: new_id(self.now()), at: self.now(), staff: self.staff(), text })
    }
}

impl Casebook {
    /// A story's notes, oldest first.
    pub(crate) fn notes_of(&self, story: Uuid) -> Result<Vec<Note>> {
        let mut notes = self.db.prepare_cached(
            "SELECT at, name, text FROM note JOIN staff ON staff.id = note.staff
             WHERE story = (SELECT row FROM story WHERE id = ?1) ORDER BY row",
        )?;
        let notes = notes.query_map([story], |row| {
            Ok(Note { at: time(row.get(0)?), by: row.get(1)?, text: row.get(2)? })
        })?;
        Ok(notes.collect::<rusqlite::Result<_>>()?)
    }
}
