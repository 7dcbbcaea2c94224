//! Debates being prepared, and packs that were made.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::{from_json, gone, json, millis};
use crate::debate::Debate;
use crate::error::Result;

/// Puts a debate in, changes it, or takes it out.
pub(super) fn replace(db: &Connection, from: Option<&Debate>, to: Option<&Debate>) -> Result<()> {
    match (from, to) {
        (_, Some(to)) => db.execute(
            "INSERT INTO debate (id, date, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET date = excluded.date, body = excluded.body",
            params![to.id, to.date, json(to)],
        )?,
        (Some(from), None) => db.execute("DELETE FROM debate WHERE id = ?1", [from.id])?,
        (None, None) => 0,
    };
    Ok(())
}

impl Casebook {
    /// Every debate, soonest first.
    pub(crate) fn debates(&self) -> Result<Vec<Debate>> {
        let mut debates = self.db.prepare_cached("SELECT body FROM debate ORDER BY date, id")?;
        let debates = debates.query_map([], |row| from_json(&row.get::<_, String>(0)?))?;
        Ok(debates.collect::<rusqlite::Result<_>>()?)
    }

    /// One debate.
    pub(crate) fn debate(&self, id: Uuid) -> Result<Debate> {
        let found = self
            .db
            .query_row("SELECT body FROM debate WHERE id = ?1", [id], |row| {
                from_json(&row.get::<_, String>(0)?)
            })
            .optional()?;
        found.ok_or_else(|| gone("debate"))
    }
}

impl Writing<'_> {
    /// An id for a new debate.
    pub(crate) fn new_id(&self) -> Uuid {
        new_id(self.now())
    }

    /// Remembers a pack that left the app, and the stories whose words are in it.
    pub(crate) fn keep_pack(&self, debate: &Debate, stories: &[Uuid]) -> Result<()> {
        self.tx.execute(
            "INSERT INTO pack (title, date, made, staff) VALUES (?1, ?2, ?3, ?4)",
            params![debate.title, debate.date, millis(self.now()), self.staff()],
        )?;
        let pack = self.tx.last_insert_rowid();
        for story in stories {
            self.tx.execute(
                "INSERT INTO pack_story (story, pack) VALUES ((SELECT row FROM story WHERE id = ?1), ?2)
                 ON CONFLICT DO NOTHING",
                params![story, pack],
            )?;
        }
        Ok(())
    }
}
