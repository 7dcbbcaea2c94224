//! Reading everything: story by story, so that a casebook of any size leaves in little memory.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::change::Change;
use super::file::Casebook;
use super::history::told;
use super::search::naming;
use super::{consents, from_json, from_word, gone, small, stories, time};
use crate::api::AttachmentRow;
use crate::error::Result;
use crate::facet;
use crate::leaving::{
    AttachmentRecord, AuditRecord, ConsentRecord, FacetRecord, HistoryRecord, LetterRecord, MilestoneRecord,
    NoteRecord, PackRecord, PassageRecord, PersonRecord, StoryRecord,
};

/// Does something with each row in turn.
type Each<'a, T> = &'a mut dyn FnMut(T) -> Result<()>;

fn person(row: &Row<'_>) -> rusqlite::Result<PersonRecord> {
    Ok(PersonRecord {
        number: row.get("row")?,
        name: row.get("name")?,
        email: row.get("email")?,
        postcode: row.get("postcode")?,
    })
}

fn letter(row: &Row<'_>) -> rusqlite::Result<LetterRecord> {
    let attachments: Vec<AttachmentRow> = from_json(&row.get::<_, String>("attachments")?)?;
    Ok(LetterRecord {
        id: row.get("id")?,
        channel: from_word(row.get("channel")?)?,
        received: time(row.get("received")?),
        sender: row.get("sender")?,
        email: row.get("email")?,
        subject: row.get("subject")?,
        text: row.get("text")?,
        from_html: row.get("from_html")?,
        attachments: attachments
            .into_iter()
            .map(|file| AttachmentRecord { name: file.name, media_type: file.media_type, bytes: file.bytes })
            .collect(),
        passages: Vec::new(),
        kept: row.get("kept")?,
        original: None,
    })
}

const LETTER: &str =
    "SELECT submission.*, EXISTS (SELECT 1 FROM original WHERE submission = submission.row) AS kept
     FROM submission";

/// What an entry of the trail says, or that its words were erased.
fn said(change: &str, reverses: bool, undoable: bool) -> String {
    match from_json::<Change>(change) {
        Ok(change) => told(&change, reverses, undoable),
        Err(_) => "The words of this entry were erased.".to_owned(),
    }
}

impl Casebook {
    /// Everything read until [`Self::end_reading`] is as it was at this moment.
    pub(crate) fn begin_reading(&self) -> Result<()> {
        Ok(self.db.execute_batch("BEGIN")?)
    }

    /// Ends such a reading.
    pub(crate) fn end_reading(&self) {
        // A reading has changed nothing, so there is nothing to keep or lose.
        let _ = self.db.execute_batch("ROLLBACK");
    }

    /// Stories and letters, all of them.
    pub(crate) fn totals(&self) -> Result<(u32, u32)> {
        let counts = self.db.query_row(
            "SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM submission)",
            [],
            |row| Ok((small(row.get(0)?), small(row.get(1)?))),
        );
        Ok(counts?)
    }

    /// A page of stories in the order in which they came, each with its place in that order.
    pub(crate) fn stories_after(&self, place: i64, most: u32) -> Result<Vec<(i64, Uuid)>> {
        let mut rows =
            self.db.prepare_cached("SELECT row, id FROM story WHERE row > ?1 ORDER BY row LIMIT ?2")?;
        let rows = rows.query_map(params![place, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One story with all that hangs on it.
    pub(crate) fn record_of(&self, story: Uuid) -> Result<StoryRecord> {
        let found = self
            .db
            .prepare_cached("SELECT * FROM story WHERE id = ?1")?
            .query_row([story], |row| {
                Ok(StoryRecord {
                    id: story,
                    constituent: row.get("constituent")?,
                    subject: row.get("subject")?,
                    received: time(row.get("received")?),
                    filing: stories::filing(row)?,
                    consent: consents::level(row.get("consent")?),
                    hand_over: row.get("hand_over")?,
                    acknowledged: row.get("acknowledged")?,
                    campaign: None,
                    review: row.get("review")?,
                    keep_reason: row.get("keep_reason")?,
                    letters: Vec::new(),
                    consents: Vec::new(),
                    notes: Vec::new(),
                    milestones: Vec::new(),
                    facets: Vec::new(),
                    packs: Vec::new(),
                    history: Vec::new(),
                })
            })
            .optional()?;
        let mut record = found.ok_or_else(|| gone("story"))?;
        record.campaign = self.campaign_of(story)?.map(|campaign| campaign.name);
        let mut letters = self.db.prepare_cached(&format!(
            "{LETTER} WHERE story = (SELECT row FROM story WHERE id = ?1) ORDER BY received, row"
        ))?;
        record.letters = letters.query_map([story], letter)?.collect::<rusqlite::Result<_>>()?;
        for passage in self.passages_of(story)? {
            if let Some(letter) = record.letters.iter_mut().find(|letter| letter.id == passage.submission) {
                let (words, attribution) = (passage.words, passage.attribution);
                letter.passages.push(PassageRecord { words, attribution });
            }
        }
        let consents = self.consent_history(story)?.into_iter().map(|entry| ConsentRecord {
            level: entry.level,
            on: entry.on,
            how: entry.how,
            withdrawal: entry.withdrawal,
            by: entry.by,
            recorded: entry.recorded,
        });
        record.consents = consents.collect();
        let notes = self.notes_of(story)?.into_iter();
        record.notes = notes.map(|note| NoteRecord { at: note.at, by: note.by, text: note.text }).collect();
        for row in self.milestones_of(story)? {
            record.milestones.push(MilestoneRecord {
                what: row.step.label(),
                when: row.when.label(),
                from: row.when.from,
                to: row.when.to,
                so: !row.dropped,
                by: self.name_of_staff(row.staff)?,
                recorded: row.recorded,
            });
        }
        for row in self.facets_of(story)? {
            record.facets.push(FacetRecord {
                kind: row.kind.label(),
                what: facet::label(row.kind, &row.value),
                so: !row.dropped,
                by: self.name_of_staff(row.staff)?,
                recorded: row.recorded,
            });
        }
        let packs = self.packs_using(story)?.into_iter().map(|pack| PackRecord {
            title: pack.title,
            date: pack.date,
            made: pack.made,
            stories: Vec::new(),
        });
        record.packs = packs.collect();
        let mut lines = self.db.prepare_cached(
            "SELECT at, coalesce(name, 'Somebody'), change, undoes IS NOT NULL, undoable FROM audit
             LEFT JOIN staff ON staff.id = audit.staff WHERE story = ?1 ORDER BY seq",
        )?;
        let lines = lines.query_map([story], |row| {
            let what = said(&row.get::<_, String>(2)?, row.get(3)?, row.get(4)?);
            Ok(HistoryRecord { at: time(row.get(0)?), by: row.get(1)?, what })
        })?;
        record.history = lines.collect::<rusqlite::Result<_>>()?;
        Ok(record)
    }

    /// A letter's bytes as they arrived; nothing where it was typed in here.
    pub(crate) fn original_of(&self, submission: Uuid) -> Result<Option<Vec<u8>>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT bytes FROM submission LEFT JOIN original ON original.submission = submission.row WHERE id = ?1",
            )?
            .query_row([submission], |row| row.get(0))
            .optional()?;
        found.ok_or_else(|| gone("letter"))
    }

    /// Everybody who wrote.
    pub(crate) fn each_person(&self, each: Each<'_, PersonRecord>) -> Result<()> {
        let mut people = self.db.prepare("SELECT * FROM constituent ORDER BY row")?;
        people.query_map([], person)?.try_for_each(|person| each(person?))
    }

    /// Every pack that was made, with the stories whose words are in it.
    pub(crate) fn each_pack(&self, each: Each<'_, PackRecord>) -> Result<()> {
        let mut packs = self.db.prepare("SELECT * FROM pack ORDER BY row")?;
        let mut stories = self.db.prepare(
            "SELECT story.id FROM pack_story JOIN story ON story.row = pack_story.story WHERE pack = ?1",
        )?;
        let packs = packs.query_map([], |row| {
            let stories = stories.query_map([row.get::<_, i64>("row")?], |row| row.get(0))?;
            Ok(PackRecord {
                title: row.get("title")?,
                date: row.get("date")?,
                made: time(row.get("made")?),
                stories: stories.collect::<rusqlite::Result<_>>()?,
            })
        })?;
        packs.into_iter().try_for_each(|pack| each(pack?))
    }

    /// Every receipt, as JSON.
    pub(crate) fn each_receipt(&self, each: Each<'_, String>) -> Result<()> {
        let mut receipts = self.db.prepare("SELECT body FROM receipt ORDER BY at, id")?;
        receipts.query_map([], |row| row.get(0))?.try_for_each(|body| each(body?))
    }

    /// The whole trail, oldest first.
    pub(crate) fn each_entry(&self, each: Each<'_, AuditRecord>) -> Result<()> {
        let mut entries = self.db.prepare(
            "SELECT seq, at, coalesce(name, 'Somebody') AS who, story, change, undoes, undoable FROM audit
             LEFT JOIN staff ON staff.id = audit.staff ORDER BY seq",
        )?;
        let entries = entries.query_map([], |row| {
            let undoes: Option<i64> = row.get("undoes")?;
            Ok(AuditRecord {
                entry: row.get("seq")?,
                at: time(row.get("at")?),
                by: row.get("who")?,
                story: row.get("story")?,
                what: said(&row.get::<_, String>("change")?, undoes.is_some(), row.get("undoable")?),
                undoes,
            })
        })?;
        entries.into_iter().try_for_each(|entry| each(entry?))
    }

    /// Whose story it is.
    pub(crate) fn person_of(&self, story: Uuid) -> Result<PersonRecord> {
        let found = self
            .db
            .query_row(
                "SELECT constituent.* FROM constituent JOIN story ON story.constituent = constituent.row
                 WHERE story.id = ?1",
                [story],
                person,
            )
            .optional()?;
        found.ok_or_else(|| gone("story"))
    }

    /// The stories of a person: theirs, and of everybody with the same address.
    pub(crate) fn stories_of(&self, person: &PersonRecord) -> Result<Vec<Uuid>> {
        let mut stories = self.db.prepare_cached(
            "SELECT story.id FROM story JOIN constituent ON constituent.row = constituent
             WHERE constituent.row = ?1 OR (?2 <> '' AND email = ?2) ORDER BY story.row",
        )?;
        let stories = stories.query_map(params![person.number, person.email], |row| row.get(0))?;
        Ok(stories.collect::<rusqlite::Result<_>>()?)
    }

    /// Letters from a person's address that were filed with somebody else's story.
    pub(crate) fn letters_elsewhere(&self, person: &PersonRecord) -> Result<Vec<LetterRecord>> {
        let mut letters = self.db.prepare_cached(&format!(
            "{LETTER} JOIN story ON story.row = submission.story
             JOIN constituent ON constituent.row = story.constituent
             WHERE ?2 <> '' AND submission.email = ?2 AND constituent.row <> ?1 AND constituent.email <> ?2
             ORDER BY submission.received, submission.row"
        ))?;
        let letters = letters.query_map(params![person.number, person.email], letter)?;
        Ok(letters.collect::<rusqlite::Result<_>>()?)
    }

    /// Where a name stands in other people's letters and notes: the story, the day, and whether it is
    /// a letter.
    pub(crate) fn mentions_of(&self, person: &PersonRecord) -> Result<Vec<(Uuid, NaiveDate, bool)>> {
        // One word alone is a first name, and half the casebook.
        if person.name.split_whitespace().count() < 2 || person.name.contains('@') {
            return Ok(Vec::new());
        }
        let day = |at: DateTime<Utc>| at.date_naive();
        let mut of_others = self.db.prepare_cached(
            "SELECT story.id, submission.received FROM submission JOIN story ON story.row = submission.story
             JOIN constituent ON constituent.row = story.constituent
             WHERE submission.row = ?3 AND constituent.row <> ?1
               AND (?2 = '' OR (constituent.email <> ?2 AND submission.email <> ?2))",
        )?;
        let mut found = Vec::new();
        for letter in naming(&self.db, &person.name)? {
            let of_another = of_others.query_row(params![person.number, person.email, letter], |row| {
                Ok((row.get(0)?, day(time(row.get(1)?)), true))
            });
            found.extend(of_another.optional()?);
        }
        found.sort_by_key(|(_, day, _)| *day);
        found.truncate(1000);
        let mut notes = self.db.prepare_cached(
            "SELECT story.id, note.at FROM note JOIN story ON story.row = note.story
             JOIN constituent ON constituent.row = story.constituent
             WHERE instr(lower(note.text), lower(?3)) > 0 AND constituent.row <> ?1
               AND (?2 = '' OR constituent.email <> ?2) ORDER BY note.at LIMIT 1000",
        )?;
        let notes = notes.query_map(params![person.number, person.email, person.name], |row| {
            Ok((row.get(0)?, day(time(row.get(1)?)), false))
        })?;
        for note in notes {
            found.push(note?);
        }
        Ok(found)
    }
}
