//! The dates of a plan that somebody confirmed, and what was offered and is not so.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{Casebook, Writing, new_id};
use super::{from_word, gone, millis, time, word};
use crate::clock::{Dated, Step};
use crate::error::Result;

/// The words a milestone rests on: bytes into a submission's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rests {
    pub(crate) submission: Uuid,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A milestone, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MilestoneRow {
    pub(crate) id: Uuid,
    pub(crate) step: Step,
    pub(crate) when: Dated,
    /// Somebody looked, and it is not so.
    pub(crate) dropped: bool,
    pub(crate) rests: Option<Rests>,
    pub(crate) staff: Uuid,
    pub(crate) recorded: DateTime<Utc>,
}

fn milestone(row: &Row<'_>) -> rusqlite::Result<MilestoneRow> {
    let rests = |submission| {
        Ok::<_, rusqlite::Error>(Rests { submission, start: row.get("start")?, end: row.get("end")? })
    };
    Ok(MilestoneRow {
        id: row.get("id")?,
        step: from_word(row.get("step")?)?,
        when: Dated {
            from: row.get("earliest")?,
            to: row.get("latest")?,
            exact: from_word(row.get("exact")?)?,
        },
        dropped: row.get("dropped")?,
        rests: row.get::<_, Option<Uuid>>("submission_id")?.map(rests).transpose()?,
        staff: row.get("staff")?,
        recorded: time(row.get("recorded")?),
    })
}

const MILESTONE: &str = "SELECT milestone.*, submission.id AS submission_id FROM milestone
     LEFT JOIN submission ON submission.row = milestone.submission";

/// Puts a milestone in, changes it, or takes it out.
pub(super) fn replace(
    db: &Connection,
    story: Uuid,
    from: Option<&MilestoneRow>,
    to: Option<&MilestoneRow>,
) -> Result<()> {
    if let Some(from) = from {
        db.execute("DELETE FROM milestone WHERE id = ?1", [from.id])?;
    }
    if let Some(to) = to {
        let rests = to.rests.map(|rests| (rests.submission, rests.start, rests.end));
        let (submission, start, end) = rests.map_or((None, 0, 0), |(id, start, end)| (Some(id), start, end));
        db.execute(
            "INSERT INTO milestone (id, story, step, earliest, latest, exact, dropped, submission, start, \"end\", staff, recorded)
             VALUES (?1, (SELECT row FROM story WHERE id = ?2), ?3, ?4, ?5, ?6, ?7,
                     (SELECT row FROM submission WHERE id = ?8), ?9, ?10, ?11, ?12)",
            params![
                to.id,
                story,
                word(&to.step),
                to.when.from,
                to.when.to,
                word(&to.when.exact),
                to.dropped,
                submission,
                start,
                end,
                to.staff,
                millis(to.recorded)
            ],
        )?;
    }
    Ok(())
}

impl Writing<'_> {
    /// A new milestone, by whoever is at the desk.
    pub(crate) fn new_milestone(
        &self,
        step: Step,
        when: Dated,
        dropped: bool,
        rests: Option<Rests>,
    ) -> Result<MilestoneRow> {
        let (id, staff, recorded) = (new_id(self.now()), self.staff(), self.now());
        Ok(MilestoneRow { id, step, when, dropped, rests, staff, recorded })
    }
}

impl Casebook {
    /// A story's milestones, the earliest first; those that are not so among them.
    pub(crate) fn milestones_of(&self, story: Uuid) -> Result<Vec<MilestoneRow>> {
        let mut milestones = self.db.prepare_cached(&format!(
            "{MILESTONE} WHERE milestone.story = (SELECT row FROM story WHERE id = ?1)
             ORDER BY latest, earliest, milestone.id"
        ))?;
        Ok(milestones.query_map([story], milestone)?.collect::<rusqlite::Result<_>>()?)
    }

    /// One milestone, and the story it belongs to.
    pub(crate) fn milestone(&self, id: Uuid) -> Result<(Uuid, MilestoneRow)> {
        let found = self
            .db
            .prepare_cached(&format!(
                "SELECT found.*, story.id AS story_id FROM ({MILESTONE}) AS found
                 JOIN story ON story.row = found.story WHERE found.id = ?1"
            ))?
            .query_row([id], |row| Ok((row.get("story_id")?, milestone(row)?)))
            .optional()?;
        found.ok_or_else(|| gone("date"))
    }

    /// Who recorded something.
    pub(crate) fn name_of_staff(&self, id: Uuid) -> Result<String> {
        let mut name = self.db.prepare_cached("SELECT name FROM staff WHERE id = ?1")?;
        Ok(name.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default())
    }
}
