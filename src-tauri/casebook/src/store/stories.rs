//! Stories: their filing, their notes, and undo.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::change::NoteRow;
use super::file::{Casebook, Writing, new_id};
use super::{audit, consents, from_json, from_word, gone, json, millis, small, time, word};
use crate::api::{Constituent, Counts, HistoryLine, Note, Undone};
use crate::consent::Consent;
use crate::error::Result;
use crate::story::{Filing, Status};

/// Reads a story's filing from a row that has its columns.
pub(super) fn filing(row: &Row<'_>) -> rusqlite::Result<Filing> {
    Ok(Filing {
        status: from_word(row.get("status")?)?,
        authority: row.get("authority")?,
        themes: from_json(&row.get::<_, String>("themes")?)?,
        urgent: row.get("urgent")?,
        positive: row.get("positive")?,
    })
}

/// Files a story and keeps the covering table true.
pub(super) fn set_filing(db: &Connection, story: Uuid, to: &Filing) -> Result<()> {
    let waiting = to.status == Status::New;
    let changed = db
        .prepare_cached(
            "UPDATE story SET status = ?2, waiting = ?3, authority = ?4, themes = ?5, urgent = ?6, positive = ?7,
             alarm = ?3 AND coalesce(offered ->> 'urgent', 0) WHERE id = ?1",
        )?
        .execute(params![
            story,
            word(&to.status),
            waiting,
            to.authority,
            json(&to.themes),
            to.urgent,
            to.positive
        ])?;
    if changed == 0 {
        return Err(gone("story"));
    }
    let row: i64 =
        db.prepare_cached("SELECT row FROM story WHERE id = ?1")?.query_row([story], |row| row.get(0))?;
    db.prepare_cached("DELETE FROM story_theme WHERE story = ?1")?.execute([row])?;
    if to.status == Status::Filed {
        let mut insert = db.prepare_cached(
            "INSERT OR IGNORE INTO story_theme (theme, authority, story, received, consent)
             SELECT ?2, coalesce(authority, ''), row, received, consent FROM story WHERE row = ?1",
        )?;
        let none = [String::new()];
        for theme in if to.themes.is_empty() { none.as_slice() } else { to.themes.as_slice() } {
            insert.execute(params![row, theme])?;
        }
    }
    Ok(())
}

/// Puts a note in, or takes one out.
pub(super) fn replace_note(
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

/// A story's own row.
pub(crate) struct StoryHead {
    pub(crate) subject: String,
    pub(crate) filing: Filing,
    pub(crate) constituent: Constituent,
    pub(crate) consent: Consent,
}

impl Writing<'_> {
    /// How a story is filed now.
    pub(crate) fn filing(&self, story: Uuid) -> Result<Filing> {
        let found = self
            .tx
            .prepare_cached("SELECT * FROM story WHERE id = ?1")?
            .query_row([story], filing)
            .optional()?;
        found.ok_or_else(|| gone("story"))
    }

    /// A new note by whoever is at the desk.
    pub(crate) fn new_note(&self, text: String) -> Result<NoteRow> {
        Ok(NoteRow { id: new_id(self.now())?, at: self.now(), staff: self.staff(), text })
    }

    /// Takes back the latest change that has not been taken back yet.
    pub(crate) fn undo(&self) -> Result<Undone> {
        let Some((seq, change)) = audit::undoable(&self.tx)? else {
            return Ok(Undone { what: None, story: None });
        };
        if let Some(inverse) = change.inverse() {
            inverse.apply(self)?;
            self.record(&inverse, Some(seq))?;
        }
        Ok(Undone { what: Some(change.label().into()), story: change.story() })
    }
}

impl Casebook {
    /// A story's own row.
    pub(crate) fn story(&self, id: Uuid) -> Result<StoryHead> {
        let found = self
            .db
            .prepare_cached(
                "SELECT story.*, name, email, postcode FROM story JOIN constituent ON constituent.row = constituent
                 WHERE id = ?1",
            )?
            .query_row([id], |row| {
                Ok((
                    row.get::<_, i64>("row")?,
                    StoryHead {
                        subject: row.get("subject")?,
                        filing: filing(row)?,
                        constituent: Constituent {
                            name: row.get("name")?,
                            email: row.get("email")?,
                            postcode: row.get("postcode")?,
                        },
                        consent: Consent::default(),
                    },
                ))
            })
            .optional()?;
        let (row, mut story) = found.ok_or_else(|| gone("story"))?;
        story.consent = consents::of_story(&self.db, row)?;
        Ok(story)
    }

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

    /// A story's changes, newest first.
    pub(crate) fn history_of(&self, story: Uuid) -> Result<Vec<HistoryLine>> {
        audit::history(&self.db, story)
    }

    /// How full each room is.
    pub(crate) fn counts(&self) -> Result<Counts> {
        let count = |sql: &str| -> Result<u32> {
            Ok(small(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?))
        };
        Ok(Counts {
            inbox: count("SELECT count(*) FROM story WHERE waiting = 1")?,
            stories: count("SELECT count(*) FROM story WHERE status = 'filed'")?,
            set_aside: count("SELECT count(*) FROM story WHERE status = 'set_aside'")?,
            debates: count("SELECT count(*) FROM debate")?,
            undo: audit::undoable(&self.db)?.map(|(_, change)| change.label().to_owned()),
        })
    }
}
