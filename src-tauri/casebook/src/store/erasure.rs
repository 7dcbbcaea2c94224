//! Erasing stories so that nothing of them is left: not in the tables, not in the index, not in
//! what undo keeps, not in the audit trail's words, not in the free pages of the file.
//!
//! The trail keeps that something was erased, when, by whom and for what kind of reason. Blanked
//! entries keep their hashes, so the chain still holds; how many were blanked is written down, so
//! nobody can blank another unnoticed.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::change::Change;
use super::file::{Casebook, Writing};
use super::receipts::WholeReceipt;
use super::search::naming;
use super::{campaigns, from_json, gone, json, passages, rotate, small, taken_out};
use crate::api::Outcome;
use crate::debate::Debate;
use crate::erasure::ErasureReason;
use crate::error::Result;

#[cfg(test)]
mod tests;

/// Left in the file until it has been rewritten without what was erased.
const UNFINISHED: &str = "erasing";

/// The largest file that is made anew in memory. A larger one is made anew beside itself, which takes
/// several times as long, and as much space again on the disk.
const LARGEST_IN_MEMORY: i64 = 256 << 20;

/// What was erased.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    pub(crate) stories: u32,
    pub(crate) letters: u32,
    pub(crate) entries: u32,
    pub(crate) named_in: u32,
    pub(crate) debates: Vec<String>,
}

/// What can be looked for elsewhere.
#[derive(Default)]
struct Traces {
    /// Full names and addresses, lower case; nothing so short that it would be found everywhere.
    names: Vec<String>,
    /// Ids of stories and passages, as JSON writes them.
    ids: Vec<String>,
    passages: Vec<Uuid>,
}

impl Traces {
    fn add_name(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        let tells = name.contains('@') || name.split_whitespace().count() > 1;
        if tells && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.names.iter().any(|name| text.contains(name))
    }

    /// Whether somebody of whom a story was left behind is one of these.
    fn are_of(&self, name: &str, email: &str) -> bool {
        [name, email].iter().any(|who| self.names.contains(&who.trim().to_lowercase()))
    }

    fn are_in(&self, text: &str) -> bool {
        self.ids.iter().any(|id| text.contains(id)) || self.named_in(text)
    }
}

fn strings(db: &Connection, sql: &str, row: i64) -> Result<Vec<String>> {
    let mut found = db.prepare_cached(sql)?;
    Ok(found.query_map([row], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn ids(db: &Connection, sql: &str, row: i64) -> Result<Vec<Uuid>> {
    let mut found = db.prepare_cached(sql)?;
    Ok(found.query_map([row], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn traces_of(db: &Connection, story: Uuid, row: i64, traces: &mut Traces) -> Result<()> {
    for sql in [
        "SELECT name FROM constituent JOIN story ON constituent = constituent.row WHERE story.row = ?1",
        "SELECT email FROM constituent JOIN story ON constituent = constituent.row WHERE story.row = ?1",
        "SELECT sender FROM submission WHERE story = ?1",
        "SELECT email FROM submission WHERE story = ?1",
    ] {
        for name in strings(db, sql, row)? {
            traces.add_name(&name);
        }
    }
    traces.ids.push(story.to_string());
    let passages = ids(
        db,
        "SELECT passage.id FROM passage JOIN submission ON submission.row = passage.submission
         WHERE submission.story = ?1",
        row,
    )?;
    traces.ids.extend(passages.iter().map(Uuid::to_string));
    traces.passages.extend(passages);
    Ok(())
}

/// Blanks what the trail says of a story, and says how many entries that were.
fn blank(db: &Connection, condition: &str, value: impl rusqlite::ToSql) -> Result<u32> {
    let blanked = db.execute(
        &format!("UPDATE audit SET change = '', undoable = 0, erased = 1 WHERE erased = 0 AND {condition}"),
        params![value],
    )?;
    Ok(u32::try_from(blanked).unwrap_or(u32::MAX))
}

/// Blanks entries about no story that carry its traces: a debate that quoted it or named the family.
fn blank_elsewhere(db: &Connection, traces: &Traces) -> Result<u32> {
    let mut entries =
        db.prepare("SELECT seq, change FROM audit WHERE erased = 0 AND story IS NULL AND change LIKE '{\"did\":\"debate\"%'")?;
    let found = entries
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut blanked = 0;
    for (seq, change) in found {
        if traces.are_in(&change) {
            blanked += blank(db, "seq = ?1", seq)?;
        }
    }
    Ok(blanked)
}

/// A story that went when its letter was taken out again and is not back: the trail still has words of it.
pub(super) struct LeftBehind {
    pub(super) story: Uuid,
    name: String,
    email: String,
}

impl LeftBehind {
    /// Whose it was.
    pub(super) fn who(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// The stories of which only the trail has words.
pub(super) fn left_behind(db: &Connection) -> Result<Vec<LeftBehind>> {
    let mut entries =
        db.prepare("SELECT change FROM audit WHERE erased = 0 AND change LIKE '{\"did\":\"left_behind\"%'")?;
    let mut here = db.prepare("SELECT 1 FROM story WHERE id = ?1")?;
    let mut left = Vec::new();
    for change in entries.query_map([], |row| row.get::<_, String>(0))? {
        if let Change::LeftBehind { story, name, email } = from_json(&change?)?
            && !here.exists([story])?
        {
            left.push(LeftBehind { story, name, email });
        }
    }
    Ok(left)
}

/// Takes the erased passages out of every debate, and says which debates' own texts name the family.
fn leave_debates(db: &Connection, traces: &Traces) -> Result<Vec<String>> {
    let mut bodies = db.prepare("SELECT body FROM debate")?;
    let bodies =
        bodies.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut naming = Vec::new();
    for body in bodies {
        let mut debate: Debate = from_json(&body)?;
        let before = debate.quotes.len();
        debate.quotes.retain(|quote| !traces.passages.contains(quote));
        if debate.quotes.len() < before {
            db.execute("UPDATE debate SET body = ?2 WHERE id = ?1", params![debate.id, json(&debate)])?;
        }
        if traces.named_in(&body) {
            naming.push(debate.title);
        }
    }
    Ok(naming)
}

/// Takes the names of files and of senders out of receipts.
fn leave_receipts(db: &Connection, stories: &[Uuid], traces: &Traces) -> Result<()> {
    let mut bodies = db.prepare("SELECT body FROM receipt")?;
    let bodies =
        bodies.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for body in bodies.into_iter().filter(|body| traces.are_in(body)) {
        let mut receipt: WholeReceipt = from_json(&body)?;
        for line in &mut receipt.lines {
            let of_it = line.story.is_some_and(|story| stories.contains(&story));
            if of_it || traces.named_in(&line.path) {
                line.path = String::new();
                line.note = "Erased.".into();
                line.story = None;
                if line.outcome != Outcome::Skipped {
                    line.outcome = Outcome::Skipped;
                }
            }
        }
        db.execute("UPDATE receipt SET body = ?2 WHERE id = ?1", params![receipt.id, json(&receipt)])?;
    }
    Ok(())
}

/// Other stories whose letters or notes name somebody.
fn naming_stories(db: &Connection, traces: &Traces) -> Result<u32> {
    let mut stories = std::collections::BTreeSet::<i64>::new();
    let mut story_of = db.prepare_cached("SELECT story FROM letter_story WHERE letter = ?1")?;
    let mut notes = db.prepare_cached("SELECT story FROM note WHERE instr(lower(text), ?1) > 0")?;
    for name in &traces.names {
        for letter in naming(db, name)? {
            stories.insert(story_of.query_row([letter], |row| row.get(0))?);
        }
        for story in notes.query_map([name], |row| row.get(0))? {
            stories.insert(story?);
        }
    }
    Ok(u32::try_from(stories.len()).unwrap_or(u32::MAX))
}

impl Writing<'_> {
    /// Erases stories, and writes into the trail that it happened.
    pub(crate) fn erase(&self, stories: &[Uuid], reason: ErasureReason) -> Result<Gone> {
        let db = &self.tx;
        let mut gone_now = Gone::default();
        let mut traces = Traces::default();
        let mut rows = Vec::new();
        let mut touched = Vec::new();
        // What undo took out holds letters too.
        taken_out::forget(db)?;
        let left = left_behind(db)?;
        for story in stories {
            if let Some(LeftBehind { name, email, .. }) = left.iter().find(|left| left.story == *story) {
                traces.add_name(name);
                traces.add_name(email);
                traces.ids.push(story.to_string());
                gone_now.stories += 1;
                gone_now.entries += blank(db, "story = ?1", story)?;
                continue;
            }
            let mut found = db.prepare_cached("SELECT row, constituent FROM story WHERE id = ?1")?;
            let (row, constituent): (i64, i64) =
                found.query_row([story], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|_| gone("story"))?;
            traces_of(db, *story, row, &mut traces)?;
            touched.extend(campaigns::of_story(db, row)?);
            rows.push((*story, row, constituent));
        }
        gone_now.debates = leave_debates(db, &traces)?;
        leave_receipts(db, stories, &traces)?;
        gone_now.entries += blank_elsewhere(db, &traces)?;
        traces.passages.iter().try_for_each(|passage| passages::forget_kept(db, *passage))?;
        for (story, row, constituent) in rows {
            gone_now.letters +=
                small(db.query_row("SELECT count(*) FROM submission WHERE story = ?1", [row], |row| {
                    row.get(0)
                })?);
            gone_now.stories += 1;
            gone_now.entries += blank(db, "story = ?1", story)?;
            db.execute("DELETE FROM story WHERE row = ?1", [row])?;
            db.execute(
                "DELETE FROM constituent WHERE row = ?1
                 AND NOT EXISTS (SELECT 1 FROM story WHERE constituent = ?1)",
                [constituent],
            )?;
        }
        campaigns::prune(db)?;
        campaigns::rename(db, &touched)?;
        // Of the same people, what the trail says of letters that were taken out again.
        for LeftBehind { story, name, email } in left {
            if traces.are_of(&name, &email) {
                gone_now.entries += blank(db, "story = ?1", story)?;
            }
        }
        gone_now.named_in = naming_stories(db, &traces)?;
        let Gone { stories, letters, entries, .. } = gone_now;
        self.record(&Change::Erased { stories, letters, entries, reason })?;
        db.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, '1')", [UNFINISHED])?;
        Ok(gone_now)
    }
}

impl Casebook {
    /// Who wrote a story: also where it went with its letter, and only the trail has words of it.
    pub(crate) fn who_wrote(&self, story: Uuid) -> Result<String> {
        let left = left_behind(&self.db)?.into_iter().find(|left| left.story == story);
        match left {
            Some(left) => Ok(left.who().to_owned()),
            None => Ok(self.story(story)?.constituent.name),
        }
    }

    /// Rewrites the file without what was erased, if that is still to be done; says whether it is done.
    ///
    /// Deleting overwrites what it deletes, and so does the index. But SQLite does not promise that
    /// a page that was once split holds no copy in a corner that belongs to nobody, so the file is
    /// made anew.
    pub(crate) fn finish_erasing(&mut self) -> Result<bool> {
        self.finish_erasing_with(LARGEST_IN_MEMORY)
    }

    fn finish_erasing_with(&mut self, in_memory: i64) -> Result<bool> {
        let unfinished = self.db.prepare("SELECT 1 FROM setting WHERE name = ?1")?.exists([UNFINISHED])?;
        if !unfinished {
            return Ok(true);
        }
        // A copy under a key to come still has it, where it could not be emptied.
        if rotate::has_copy(&self.folder) {
            return Ok(false);
        }
        let bytes: i64 = self.db.query_row(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )?;
        // Busy with an import, or no space for the second copy: it is tried again at the next opening.
        let words = "INSERT INTO submission_words (submission_words) VALUES ('rebuild')";
        if self.db.execute_batch(words).is_err() || !self.log_is_empty()? {
            return Ok(false);
        }
        if bytes > in_memory {
            let done = |copy: &Connection| -> Result<()> {
                copy.execute("DELETE FROM setting WHERE name = ?1", [UNFINISHED])?;
                Ok(())
            };
            return self.make_anew(&done).or(Ok(false));
        }
        if self.db.execute_batch("VACUUM").is_ok() && self.log_is_empty()? {
            self.db.execute("DELETE FROM setting WHERE name = ?1", [UNFINISHED])?;
            return self.log_is_empty();
        }
        Ok(false)
    }

    fn log_is_empty(&self) -> Result<bool> {
        let busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    }
}
