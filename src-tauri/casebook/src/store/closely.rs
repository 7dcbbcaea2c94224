//! What reading letters closely found, and which letters wait for it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::audit::Stamp;
use super::file::{Casebook, Writing};
use super::list::Offer;
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

/// What a letter offers of which reading closely found some themes, where its story may be urgent or not: as the
/// office's own filing has it.
pub(crate) type Offers<'a> = &'a dyn Fn(&str, Vec<CloseTheme>, bool) -> Vec<CloseTheme>;

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

/// The themes of several letters together, the surest first.
fn together(letters: impl Iterator<Item = CloseTheme>) -> Vec<String> {
    let mut surest: HashMap<String, f32> = HashMap::new();
    for found in letters {
        let score = surest.entry(found.theme).or_default();
        *score = score.max(found.score);
    }
    let mut themes: Vec<(String, f32)> = surest.into_iter().collect();
    themes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    themes.into_iter().map(|(theme, _)| theme).collect()
}

/// Lets a story's line offer what reading its letters closely found. While one of them still waits for that,
/// what its words offered stays, behind the rest.
pub(super) fn settle(db: &Connection, story: i64, offers: Offers<'_>) -> Result<()> {
    let letters: Vec<(String, Option<String>)> = db
        .prepare_cached(
            "SELECT text, found FROM submission LEFT JOIN close_reading ON letter = submission.row
             WHERE story = ?1 AND channel <> 'reply'",
        )?
        .query_map([story], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let all = letters.iter().all(|(_, found)| found.is_some());
    let offered: String = db
        .prepare_cached("SELECT offered FROM story WHERE row = ?1")?
        .query_row([story], |row| row.get(0))?;
    let before: Offer = from_json(&offered)?;
    let mut themes = Vec::new();
    for (text, found) in &letters {
        let Some(found) = found else { continue };
        themes.extend(offers(text, from_json(found)?, before.urgent));
    }
    let mut now = Offer { themes: together(themes.into_iter()), ..before.clone() };
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

    /// The letters whose turn it is to be read closely.
    pub(crate) fn skimmed(&self, most: u32) -> Result<Vec<Skimmed>> {
        let mut letters = self.db.prepare_cached(
            "SELECT letter, text FROM skimmed JOIN submission ON submission.row = letter ORDER BY turn DESC LIMIT ?1",
        )?;
        let letters = letters.query_map([most], |row| Ok(Skimmed { row: row.get(0)?, text: row.get(1)? }))?;
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

impl Casebook {
    /// Lets the letters of the Inbox wait again where the last ones were read closely with something else than
    /// `version` says. What is filed stays as it was read.
    pub(crate) fn read_closely_with(&mut self, stamp: Stamp, version: i64) -> Result<()> {
        let before: Option<i64> =
            self.db.query_row("SELECT version FROM read_with", [], |row| row.get(0)).optional()?;
        if before == Some(version) {
            return Ok(());
        }
        self.write(stamp, |writing| {
            if before.is_some() {
                // What has not been read at all is marked when it is.
                writing.tx.execute_batch(
                    "INSERT OR IGNORE INTO skimmed (letter, turn)
                     SELECT submission.row, (1 << 51) + ((urgent OR alarm) << 50) + submission.received
                     FROM story JOIN submission ON submission.story = story.row
                     WHERE waiting = 1 AND channel <> 'reply'
                     AND submission.row NOT IN (SELECT letter FROM unread)",
                )?;
            }
            writing
                .tx
                .execute("INSERT OR REPLACE INTO read_with (one, version) VALUES (1, ?1)", [version])?;
            Ok(())
        })
    }
}

impl Writing<'_> {
    /// Writes down what reading letters closely found. One that was taken out meanwhile is left out.
    pub(crate) fn keep_close_readings(
        &self,
        read: &[(Skimmed, Vec<CloseTheme>)],
        offers: Offers<'_>,
    ) -> Result<()> {
        let mut keep =
            self.tx.prepare_cached("INSERT OR REPLACE INTO close_reading (letter, found) VALUES (?1, ?2)")?;
        let mut done = self.tx.prepare_cached("DELETE FROM skimmed WHERE letter = ?1")?;
        let mut story = self.tx.prepare_cached("SELECT story FROM submission WHERE row = ?1")?;
        for (letter, found) in read {
            let Some(story) = story.query_row([letter.row], |row| row.get(0)).optional()? else { continue };
            keep.execute(params![letter.row, json(found)])?;
            done.execute([letter.row])?;
            settle(&self.tx, story, offers)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use serde_json::{Value, json};

    use super::*;
    use crate::api::{Command, Context, Desk, NoProgress};

    const PASSPHRASE: &str = "four invented words here";

    fn must(desk: &Desk, command: &str, args: Value) -> Value {
        let command: Command =
            serde_json::from_value(json!({ "command": command, "args": args })).expect("a command");
        desk.run(command, &Context { now: DateTime::<Utc>::UNIX_EPOCH, progress: &NoProgress }).expect("done")
    }

    #[test]
    fn with_a_new_program_what_waits_is_read_again_and_what_is_filed_is_not() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("Test.casebook");
        let desk = Desk::new();
        let office = json!({ "mp": "Alex Hale MP", "constituency": "", "authorities": [] });
        let new =
            json!({ "folder": folder, "passphrase": PASSPHRASE, "staff": "Jo Tester", "office": office });
        must(&desk, "create_casebook", new);
        let log = |name: &str| {
            let letter = json!({ "channel": "letter", "received": "1970-01-01", "name": name, "email": "",
                                 "postcode": "", "subject": name, "text": format!("{name}: no taxi again.") });
            must(&desk, "log_submission", letter)["story"].clone()
        };
        let (filed, _) = (log("Ann"), log("Ben"));
        while must(&desk, "read_letters", json!({}))["skimmed"] != 0 {}
        let filing = json!({ "status": "filed", "authority": null, "themes": ["transport"], "urgent": false,
                             "positive": false });
        must(&desk, "file_story", json!({ "story": filed, "filing": filing }));
        desk.lock();

        let mut casebook =
            Casebook::open(&folder, PASSPHRASE, DateTime::<Utc>::UNIX_EPOCH).expect("it opens");
        let stamp = Stamp { now: DateTime::<Utc>::UNIX_EPOCH, staff: casebook.at_desk().expect("somebody") };
        let read_with: i64 =
            casebook.db.query_row("SELECT version FROM read_with", [], |row| row.get(0)).expect("written");
        casebook.read_closely_with(stamp, read_with).expect("nothing to do");
        assert_eq!(casebook.count_skimmed().expect("a count"), 0);
        casebook.read_closely_with(stamp, read_with ^ 1).expect("another program");
        let waits = casebook.skimmed(10).expect("letters");
        assert_eq!(waits.len(), 1);
        assert!(waits.iter().all(|letter| letter.text.starts_with("Ben")));
    }
}
