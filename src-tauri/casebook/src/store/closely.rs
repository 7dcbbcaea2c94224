//! What reading letters closely found, and which letters wait for it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{Casebook, Writing};
use super::list::Offer;
use super::rereading::{self, Found};
use super::{from_json, json, small};
use crate::error::Result;

/// A theme that a letter speaks of, how sure that is, and where in it: bytes into its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CloseTheme {
    pub(crate) theme: String,
    pub(crate) score: f32,
    #[serde(rename = "at")]
    pub(crate) spans: Vec<(u32, u32)>,
}

/// What a letter offers of which reading closely found some themes, as the office's own filing has it.
pub(crate) type Offers<'a> = &'a dyn Fn(&str, Vec<CloseTheme>, Of) -> Vec<CloseTheme>;

/// Which story a letter is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of {
    /// Its words may be of risk.
    pub(crate) urgent: bool,
    /// It is filed or set aside: only what was surely learnt is told of it.
    pub(crate) filed: bool,
}

/// A letter to be read closely.
pub(crate) struct Skimmed {
    row: i64,
    pub(crate) text: String,
}

/// Lets a letter wait to be read closely, in its turn.
pub(super) fn mark(db: &Connection, letter: i64) -> Result<()> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO skimmed (letter, turn)
         SELECT submission.row, (waiting << 51) + ((urgent OR alarm) << 50) + submission.received
         FROM submission JOIN story ON story.row = story WHERE submission.row = ?1 AND channel <> 'reply'",
    )?
    .execute([letter])?;
    Ok(())
}

/// Lets all letters of a story wait.
pub(super) fn mark_story(db: &Connection, story: i64) -> Result<()> {
    let letters: Vec<i64> = db
        .prepare_cached("SELECT row FROM submission WHERE story = ?1")?
        .query_map([story], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    letters.into_iter().try_for_each(|letter| mark(db, letter))
}

/// Only so many places are kept of what a theme rests on.
const PLACES: usize = 3;

/// The themes of several letters together, the surest first.
fn together(letters: Vec<(i64, Vec<CloseTheme>)>) -> Vec<Found> {
    let mut surest: HashMap<String, Found> = HashMap::new();
    for (letter, found) in letters {
        for CloseTheme { theme, score, spans } in found {
            let at = spans.iter().take(PLACES).map(|(start, end)| (letter, *start, *end)).collect();
            let now = Found { theme: theme.clone(), score, at };
            let known = surest.get(&theme).is_some_and(|known| known.score >= score);
            if !known {
                surest.insert(theme, now);
            }
        }
    }
    let mut themes: Vec<Found> = surest.into_values().collect();
    themes.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.theme.cmp(&b.theme)));
    themes
}

/// Lets a story's line offer what reading its letters closely found. While one of them still waits for that,
/// what its words offered stays, behind the rest. Of a story that is filed, what its filing lacks is noted.
pub(super) fn settle(db: &Connection, story: i64, offers: Offers<'_>) -> Result<()> {
    let letters: Vec<(i64, String, Option<String>)> = db
        .prepare_cached(
            "SELECT row, text, found FROM submission LEFT JOIN close_reading ON letter = submission.row
             WHERE story = ?1 AND channel <> 'reply'",
        )?
        .query_map([story], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let all = letters.iter().all(|(.., found)| found.is_some());
    let offered: String = db
        .prepare_cached("SELECT offered FROM story WHERE row = ?1")?
        .query_row([story], |row| row.get(0))?;
    let before: Offer = from_json(&offered)?;
    let filing = rereading::filed(db, story)?;
    let of = Of { urgent: before.urgent, filed: filing.is_some() };
    let mut read = Vec::new();
    for (letter, text, found) in &letters {
        let Some(found) = found else { continue };
        read.push((*letter, offers(text, from_json(found)?, of)));
    }
    let found = together(read);
    let themes = match filing {
        Some(_) if !all => return Ok(()),
        Some(filing) => rereading::note_themes(db, story, &filing, &before.themes, &found)?,
        None => found.into_iter().map(|found| found.theme).collect(),
    };
    let mut now = Offer { themes, ..before.clone() };
    if !all {
        now = now.with(&before);
    }
    if now != before {
        db.prepare_cached("UPDATE story SET offered = ?2 WHERE row = ?1")?
            .execute(params![story, json(&now)])?;
    }
    Ok(())
}

impl Casebook {
    /// How many letters wait to be read closely.
    pub(crate) fn count_skimmed(&self) -> Result<u32> {
        let mut count = self.db.prepare_cached("SELECT count(*) FROM skimmed")?;
        Ok(small(count.query_row([], |row| row.get(0))?))
    }

    /// The letters whose turn it is to be read closely; or only those of them that are in the Inbox.
    pub(crate) fn skimmed(&self, most: u32, inbox: bool) -> Result<Vec<Skimmed>> {
        let mut letters = self.db.prepare_cached(
            "SELECT letter, text FROM skimmed JOIN submission ON submission.row = letter
             WHERE turn >= ?2 ORDER BY turn DESC LIMIT ?1",
        )?;
        let from = if inbox { 1_i64 << 51 } else { i64::MIN };
        let letters = letters
            .query_map(params![most, from], |row| Ok(Skimmed { row: row.get(0)?, text: row.get(1)? }))?;
        Ok(letters.collect::<rusqlite::Result<_>>()?)
    }

    /// What reading a story's letters closely found, for those that were read so.
    pub(crate) fn close_readings(&self, story: Uuid) -> Result<HashMap<Uuid, Vec<CloseTheme>>> {
        let mut found = self.db.prepare_cached(
            "SELECT submission.id, found FROM story JOIN submission ON submission.story = story.row
             JOIN close_reading ON letter = submission.row WHERE story.id = ?1",
        )?;
        let found =
            found.query_map([story], |row| Ok((row.get(0)?, from_json(&row.get::<_, String>(1)?)?)))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

impl Writing<'_> {
    /// Writes down what reading letters closely found, and what that rests on. One that was taken out meanwhile is
    /// left out.
    pub(crate) fn keep_close_readings(
        &self,
        read: &[(Skimmed, Vec<CloseTheme>, i64)],
        offers: Offers<'_>,
    ) -> Result<()> {
        let mut keep = self.tx.prepare_cached(
            "INSERT OR REPLACE INTO close_reading (letter, found, rests) VALUES (?1, ?2, ?3)",
        )?;
        let mut done = self.tx.prepare_cached("DELETE FROM skimmed WHERE letter = ?1")?;
        let mut story = self.tx.prepare_cached("SELECT story FROM submission WHERE row = ?1")?;
        for (letter, found, rests) in read {
            let Some(story) = story.query_row([letter.row], |row| row.get(0)).optional()? else { continue };
            keep.execute(params![letter.row, json(found), rests])?;
            done.execute([letter.row])?;
            settle(&self.tx, story, offers)?;
        }
        Ok(())
    }
}
