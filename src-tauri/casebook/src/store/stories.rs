//! Stories: their own row and their filing.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::Change;
use super::file::{Casebook, Writing};
use super::{consents, from_json, from_word, gone, json, rereading, small, word};
use crate::api::{Constituent, Counts};
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

/// How a story waits for somebody: a filed one with a new letter waits too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waits {
    /// It is in the Inbox.
    pub(crate) waiting: bool,
    /// And its words suggest a risk to somebody.
    pub(crate) alarm: bool,
}

/// Files a story and keeps the covering table true. It waits as its status says, unless told.
pub(super) fn set_filing(db: &Connection, story: Uuid, to: &Filing, waits: Option<Waits>) -> Result<()> {
    let found = db
        .prepare_cached("SELECT row, waiting FROM story WHERE id = ?1")?
        .query_row([story], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (row, waited): (i64, bool) = found.ok_or_else(|| gone("story"))?;
    let waiting = waits.map_or(to.status == Status::New, |waits| waits.waiting);
    db.prepare_cached(
        "UPDATE story SET status = ?2, waiting = ?3, authority = ?4, themes = ?5, urgent = ?6, positive = ?7,
         alarm = coalesce(?8, ?3 AND coalesce(offered ->> 'urgent', 0)) WHERE row = ?1",
    )?
    .execute(params![
        row,
        word(&to.status),
        waiting,
        to.authority,
        json(&to.themes),
        to.urgent,
        to.positive,
        waits.map(|waits| waits.alarm),
    ])?;
    rereading::filed_now(db, row, waited && !waiting && waits.is_none())?;
    db.prepare_cached("DELETE FROM story_theme WHERE story = ?1")?.execute([row])?;
    if to.status == Status::Filed {
        let mut insert = db.prepare_cached(
            "INSERT INTO story_theme (theme, authority, story, received, consent, campaign, first)
             SELECT ?2, coalesce(authority, ''), row, received, consent, campaign IS NOT NULL, ?3
             FROM story WHERE row = ?1 ON CONFLICT DO NOTHING",
        )?;
        let none = [String::new()];
        let themes = if to.themes.is_empty() { none.as_slice() } else { to.themes.as_slice() };
        for (place, theme) in themes.iter().enumerate() {
            insert.execute(params![row, theme, place == 0])?;
        }
    }
    Ok(())
}

/// Writes whether a family agreed to be handed over, and on which day.
pub(super) fn set_hand_over(db: &Connection, story: Uuid, to: Option<NaiveDate>) -> Result<()> {
    let changed = db.execute("UPDATE story SET hand_over = ?2 WHERE id = ?1", params![story, to])?;
    if changed == 0 { Err(gone("story")) } else { Ok(()) }
}

/// A story's own row.
pub(crate) struct StoryHead {
    pub(crate) subject: String,
    pub(crate) filing: Filing,
    pub(crate) constituent: Constituent,
    pub(crate) consent: Consent,
    /// The day the family agreed to be handed over.
    pub(crate) hand_over: Option<NaiveDate>,
    /// Words of their own in a campaign's letter.
    pub(crate) own_words: u32,
    /// The day the family was told that their letter has arrived.
    pub(crate) acknowledged: Option<NaiveDate>,
}

impl Writing<'_> {
    /// Filing a story in some way, from how it is filed and waits now.
    pub(crate) fn filing(&self, story: Uuid, to: Filing, accepted: bool) -> Result<Change> {
        let found = self
            .tx
            .prepare_cached("SELECT * FROM story WHERE id = ?1")?
            .query_row([story], |row| {
                let waited = Waits { waiting: row.get("waiting")?, alarm: row.get("alarm")? };
                Ok((filing(row)?, waited))
            })
            .optional()?;
        let (from, waited) = found.ok_or_else(|| gone("story"))?;
        Ok(Change::Filing { story, from, to, accepted, waited: Some(waited), waits: None })
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
                        hand_over: row.get("hand_over")?,
                        own_words: small(row.get("own_words")?),
                        acknowledged: row.get("acknowledged")?,
                    },
                ))
            })
            .optional()?;
        let (row, mut story) = found.ok_or_else(|| gone("story"))?;
        story.consent = consents::of_story(&self.db, row)?;
        Ok(story)
    }

    /// How full each room is.
    pub(crate) fn counts(&self, today: NaiveDate) -> Result<Counts> {
        let count = |sql: &str| -> Result<u32> {
            Ok(small(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?))
        };
        let (reread, reread_at_risk) = self.count_rereads()?;
        Ok(Counts {
            inbox: count("SELECT count(*) FROM story WHERE waiting = 1")?,
            stories: small(self.filed()?),
            set_aside: count("SELECT count(*) FROM story WHERE status = 'set_aside'")?,
            debates: count("SELECT count(*) FROM debate")?,
            reviews: self.count_due(today)?,
            unread: self.count_unread()?,
            skimmed: self.count_skimmed()?,
            learning: self.is_learning()?,
            reread,
            reread_at_risk,
            undo: self.undo_label()?,
            redo: self.redo_label()?,
        })
    }
}
