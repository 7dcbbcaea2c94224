//! Letters that are stored and have not been read yet, and what reading them offers for their stories.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::file::{Casebook, Writing};
use super::list::Offer;
use super::{closely, from_json, json, rereading, small};
use crate::error::Result;

/// A letter to be read.
pub(crate) struct Unread {
    row: i64,
    pub(crate) text: String,
}

/// Lets a letter wait to be read.
pub(super) fn mark(db: &Connection, letter: i64) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO unread (letter) VALUES (?1)")?.execute([letter])?;
    Ok(())
}

/// Lets those of a story's letters wait that a family wrote.
pub(super) fn mark_story(db: &Connection, story: i64) -> Result<()> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO unread SELECT row FROM submission WHERE story = ?1 AND channel <> 'reply'",
    )?
    .execute([story])?;
    Ok(())
}

/// Whether a letter waits to be read.
pub(super) fn is_marked(db: &Connection, letter: i64) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM unread WHERE letter = ?1")?.exists([letter])?)
}

/// Whether any of a story's letters waits to be read.
pub(super) fn in_story(db: &Connection, story: i64) -> Result<bool> {
    let mut some = db.prepare_cached(
        "SELECT 1 FROM submission JOIN unread ON unread.letter = submission.row WHERE story = ?1 LIMIT 1",
    )?;
    Ok(some.exists([story])?)
}

impl Casebook {
    /// How many letters have not been read yet.
    pub(crate) fn count_unread(&self) -> Result<u32> {
        Ok(small(
            self.db
                .prepare_cached("SELECT count(*) FROM unread")?
                .query_row([], |row| row.get::<_, i64>(0))?,
        ))
    }

    /// The first letters that have not been read yet, in the order in which they came in.
    pub(crate) fn unread(&self, most: u32) -> Result<Vec<Unread>> {
        let mut letters = self.db.prepare_cached(
            "SELECT letter, text FROM unread JOIN submission ON submission.row = letter ORDER BY letter LIMIT ?1",
        )?;
        let letters = letters.query_map([most], |row| Ok(Unread { row: row.get(0)?, text: row.get(1)? }))?;
        Ok(letters.collect::<rusqlite::Result<_>>()?)
    }
}

impl Writing<'_> {
    /// Writes down what reading letters offers, and lets them wait to be read closely. One that was taken out
    /// meanwhile offers nothing, and what was offered for a story first stays first.
    pub(crate) fn keep_offers(&self, read: &[(Unread, Offer)]) -> Result<()> {
        let mut story = self.tx.prepare_cached(
            "SELECT story.row, offered, waiting AND NOT alarm FROM unread
             JOIN submission ON submission.row = letter JOIN story ON story.row = submission.story WHERE letter = ?1",
        )?;
        let mut offer = self.tx.prepare_cached("UPDATE story SET offered = ?2 WHERE row = ?1")?;
        // By itself: it changes where the story stands in lists, and most letters change nothing there.
        let mut alarm = self.tx.prepare_cached("UPDATE story SET alarm = 1 WHERE row = ?1")?;
        let mut done = self.tx.prepare_cached("DELETE FROM unread WHERE letter = ?1")?;
        for (letter, found) in read {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let known: Option<(i64, String, bool)> = story.query_row([letter.row], row).optional()?;
            let Some((story, offered, may_alarm)) = known else { continue };
            let together = json(&from_json::<Offer>(&offered)?.with(found));
            if together != offered {
                offer.execute(params![story, together])?;
            }
            if found.urgent && may_alarm {
                alarm.execute([story])?;
            }
            if found.urgent
                && let Some(filing) = rereading::filed(&self.tx, story)?
            {
                // It was filed before anything was read: nobody was shown these words.
                let before = from_json::<Offer>(&offered)?.urgent;
                rereading::note_risk(&self.tx, story, &filing, before, Some(&[]))?;
            }
            done.execute([letter.row])?;
            closely::mark(&self.tx, letter.row)?;
        }
        Ok(())
    }
}
