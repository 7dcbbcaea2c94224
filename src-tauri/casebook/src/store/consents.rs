//! What each family has agreed to, entry by entry.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::{from_word, millis, time, word};
use crate::api::{ConsentEntry, PackUse};
use crate::consent::{Consent, ConsentLevel, Given};
use crate::error::Result;

/// One entry of a story's consent, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConsentRow {
    pub(crate) id: Uuid,
    pub(crate) level: ConsentLevel,
    pub(crate) on: NaiveDate,
    pub(crate) how: String,
    pub(crate) withdrawal: bool,
    pub(crate) staff: Uuid,
    pub(crate) recorded: DateTime<Utc>,
}

/// The step as a number, for filters: "at least".
pub(super) fn rank(level: ConsentLevel) -> i64 {
    (0..).zip(ConsentLevel::ALL).find_map(|(rank, step)| (step == level).then_some(rank)).unwrap_or(0)
}

/// The step with this number.
pub(super) fn level(rank: i64) -> ConsentLevel {
    usize::try_from(rank).ok().and_then(|rank| ConsentLevel::ALL.get(rank).copied()).unwrap_or_default()
}

fn given(row: &Row<'_>) -> rusqlite::Result<Given> {
    Ok(Given {
        level: from_word(row.get("level")?)?,
        on: row.get("given_on")?,
        how: row.get("how")?,
        withdrawal: row.get("withdrawal")?,
    })
}

/// A story's consent. The order of recording is the order that counts.
pub(super) fn of_story(db: &Connection, story_row: i64) -> Result<Consent> {
    let mut entries = db.prepare_cached("SELECT * FROM consent WHERE story = ?1 ORDER BY row")?;
    let entries = entries.query_map([story_row], given)?.collect::<rusqlite::Result<_>>()?;
    Ok(Consent::from_history(entries))
}

/// Puts an entry in, or takes one out.
pub(super) fn replace(
    db: &Connection,
    story: Uuid,
    from: Option<&ConsentRow>,
    to: Option<&ConsentRow>,
) -> Result<()> {
    if let Some(entry) = from {
        db.execute("DELETE FROM consent WHERE id = ?1", [entry.id])?;
    }
    if let Some(entry) = to {
        db.execute(
            "INSERT INTO consent (id, story, level, given_on, how, withdrawal, staff, recorded)
             VALUES (?1, (SELECT row FROM story WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                entry.id,
                story,
                word(&entry.level),
                entry.on,
                entry.how,
                entry.withdrawal,
                entry.staff,
                millis(entry.recorded),
            ],
        )?;
    }
    let row: i64 = db.query_row("SELECT row FROM story WHERE id = ?1", [story], |row| row.get(0))?;
    let now = of_story(db, row)?.history().last().map_or(ConsentLevel::NotAsked, |given| given.level);
    db.execute("UPDATE story SET consent = ?2 WHERE row = ?1", params![row, rank(now)])?;
    db.execute("UPDATE story_theme SET consent = ?2 WHERE story = ?1", params![row, rank(now)])?;
    Ok(())
}

impl Writing<'_> {
    /// A new entry, by whoever is at the desk.
    pub(crate) fn new_consent(&self, given: Given) -> Result<ConsentRow> {
        Ok(ConsentRow {
            id: new_id(self.now()),
            level: given.level,
            on: given.on,
            how: given.how,
            withdrawal: given.withdrawal,
            staff: self.staff(),
            recorded: self.now(),
        })
    }
}

impl Casebook {
    /// A story's consent, entry by entry, oldest first.
    pub(crate) fn consent_history(&self, story: Uuid) -> Result<Vec<ConsentEntry>> {
        let mut entries = self.db.prepare_cached(
            "SELECT consent.*, name FROM consent JOIN staff ON staff.id = consent.staff
             WHERE story = (SELECT row FROM story WHERE id = ?1) ORDER BY row",
        )?;
        let entries = entries.query_map([story], |row| {
            let Given { level, on, how, withdrawal } = given(row)?;
            Ok(ConsentEntry {
                id: row.get("id")?,
                level,
                on,
                how,
                withdrawal,
                by: row.get("name")?,
                recorded: time(row.get("recorded")?),
            })
        })?;
        Ok(entries.collect::<rusqlite::Result<_>>()?)
    }

    /// The packs that have used a story's words, newest first.
    pub(crate) fn packs_using(&self, story: Uuid) -> Result<Vec<PackUse>> {
        let mut packs = self.db.prepare_cached(
            "SELECT title, date, made FROM pack JOIN pack_story ON pack_story.pack = pack.row
             WHERE pack_story.story = (SELECT row FROM story WHERE id = ?1) ORDER BY made DESC",
        )?;
        let packs = packs.query_map([story], |row| {
            Ok(PackUse { title: row.get(0)?, date: row.get(1)?, made: time(row.get(2)?) })
        })?;
        Ok(packs.collect::<rusqlite::Result<_>>()?)
    }
}
