//! Passages marked for quoting, and the stories that suggestions may be drawn from.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::list::Scope;
use super::{consents, from_json, gone};
use crate::consent::Consent;
use crate::error::Result;

/// A passage, as stored. Positions are bytes into the submission's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PassageRow {
    pub(crate) id: Uuid,
    /// Its place among the passages, so that undo puts it back there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<i64>,
    pub(crate) submission: Uuid,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) words: String,
    pub(crate) attribution: String,
    /// How many details somebody decided to leave in these words; a change of the words asks again.
    #[serde(default, skip_serializing_if = "is_none_kept")]
    pub(crate) kept: u32,
}

impl PassageRow {
    /// Whether both would be printed alike.
    pub(crate) fn is_printed_as(&self, other: &Self) -> bool {
        (&self.words, &self.attribution) == (&other.words, &other.attribution)
    }
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_none_kept(kept: &u32) -> bool {
    *kept == 0
}

fn passage(row: &Row<'_>) -> rusqlite::Result<PassageRow> {
    Ok(PassageRow {
        id: row.get("id")?,
        row: row.get("row")?,
        submission: row.get("submission_id")?,
        start: row.get("start")?,
        end: row.get("end")?,
        words: row.get("words")?,
        attribution: row.get("attribution")?,
        kept: row.get::<_, Option<String>>("kept")?.and_then(|kept| kept.parse().ok()).unwrap_or(0),
    })
}

/// Where what somebody decided about a passage is kept: beside the settings, under its id.
const KEPT: &str = "kept:";

const PASSAGE: &str =
    "SELECT passage.*, submission.id AS submission_id, submission.story AS story_row, setting.value AS kept FROM passage
     JOIN submission ON submission.row = passage.submission
     LEFT JOIN setting ON setting.name = 'kept:' || lower(hex(passage.id))";

/// Puts a passage in, changes it, or takes it out.
pub(super) fn replace(db: &Connection, from: Option<&PassageRow>, to: Option<&PassageRow>) -> Result<()> {
    match (from, to) {
        (_, Some(to)) => db.execute(
            "INSERT INTO passage (row, id, submission, start, \"end\", words, attribution)
             VALUES ((SELECT ?7 WHERE NOT EXISTS (SELECT 1 FROM passage WHERE row = ?7)),
                     ?1, (SELECT row FROM submission WHERE id = ?2), ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET words = excluded.words, attribution = excluded.attribution",
            params![to.id, to.submission, to.start, to.end, to.words, to.attribution, to.row],
        )?,
        (Some(from), None) => db.execute("DELETE FROM passage WHERE id = ?1", [from.id])?,
        (None, None) => 0,
    };
    match to {
        Some(to) if to.kept > 0 => {
            db.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![kept_under(to.id), to.kept.to_string()],
            )?;
            Ok(())
        }
        _ => from.or(to).map_or(Ok(()), |passage| forget_kept(db, passage.id)),
    }
}

fn kept_under(passage: Uuid) -> String {
    format!("{KEPT}{}", passage.simple())
}

/// Forgets what was decided about a passage.
pub(super) fn forget_kept(db: &Connection, passage: Uuid) -> Result<()> {
    db.execute("DELETE FROM setting WHERE name = ?1", [kept_under(passage)])?;
    Ok(())
}

/// A story in a debate's scope, with what is needed to quote from it.
pub(crate) struct CandidateStory {
    /// The story.
    pub(crate) id: Uuid,
    /// Its consent.
    pub(crate) consent: Consent,
    /// Home authority's GSS code, where filed.
    pub(crate) authority: Option<String>,
    /// Theme ids, most central first.
    pub(crate) themes: Vec<String>,
    /// Who wrote, for a family that agreed to be named.
    pub(crate) name: String,
    /// Marked passages.
    pub(crate) passages: Vec<PassageRow>,
    /// Its submissions' ids and words, newest first.
    pub(crate) letters: Vec<(Uuid, String)>,
}

impl Writing<'_> {
    /// A new passage.
    pub(crate) fn new_passage(
        &self,
        submission: Uuid,
        at: (u32, u32),
        words: String,
        attribution: String,
    ) -> Result<PassageRow> {
        Ok(PassageRow {
            id: new_id(self.now()),
            row: None,
            submission,
            start: at.0,
            end: at.1,
            words,
            attribution,
            kept: 0,
        })
    }
}

impl Casebook {
    /// One passage, and the story it belongs to.
    pub(crate) fn passage(&self, id: Uuid) -> Result<(Uuid, PassageRow)> {
        let found = self
            .db
            .prepare_cached(&format!(
                "SELECT found.*, story.id AS story_id FROM ({PASSAGE}) AS found
                 JOIN story ON story.row = found.story_row WHERE found.id = ?1"
            ))?
            .query_row([id], |row| Ok((row.get("story_id")?, passage(row)?)))
            .optional()?;
        found.ok_or_else(|| gone("passage"))
    }

    /// A story's passages, in the order in which they were marked.
    pub(crate) fn passages_of(&self, story: Uuid) -> Result<Vec<PassageRow>> {
        let mut passages = self.db.prepare_cached(&format!(
            "{PASSAGE} WHERE submission.story = (SELECT row FROM story WHERE id = ?1) ORDER BY passage.row"
        ))?;
        Ok(passages.query_map([story], passage)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Filed stories in scope that have a marked passage, or whose last recorded consent reaches
    /// `at_least`; newest first.
    pub(crate) fn candidates(&self, scope: &Scope) -> Result<Vec<CandidateStory>> {
        let (condition, mut values) = scope.condition();
        let quotable = consents::rank(crate::consent::Use::QuoteAnonymously.needs());
        values.push(quotable.into());
        let mut stories = self.db.prepare(&format!(
            "SELECT story.row, story.id, authority, themes, name FROM story JOIN constituent ON constituent.row = constituent
             WHERE status = 'filed' AND {condition} AND (consent >= ? OR EXISTS (
                 SELECT 1 FROM submission JOIN passage ON passage.submission = submission.row
                 WHERE submission.story = story.row))
             ORDER BY received DESC, story.row DESC"
        ))?;
        let stories = stories.query_map(rusqlite::params_from_iter(values), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                CandidateStory {
                    id: row.get(1)?,
                    consent: Consent::default(),
                    authority: row.get(2)?,
                    themes: from_json(&row.get::<_, String>(3)?)?,
                    name: row.get(4)?,
                    passages: Vec::new(),
                    letters: Vec::new(),
                },
            ))
        })?;
        let mut candidates = Vec::new();
        for story in stories {
            let (row, mut story) = story?;
            story.consent = consents::of_story(&self.db, row)?;
            story.passages = self.passages_of(story.id)?;
            let mut letters = self.db.prepare_cached(
                "SELECT id, text FROM submission WHERE story = ?1 ORDER BY received DESC, row DESC",
            )?;
            story.letters = letters
                .query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            candidates.push(story);
        }
        Ok(candidates)
    }
}
