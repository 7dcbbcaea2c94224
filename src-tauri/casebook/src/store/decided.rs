//! What somebody decided of a child and a case: what is so, and what was offered and is not.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::Casebook;
use super::milestones::Rests;
use super::{from_word, millis, time, word};
use crate::error::Result;
use crate::facet::FacetKind;

/// A facet somebody decided about, as stored. A story has each at most once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FacetRow {
    pub(crate) kind: FacetKind,
    pub(crate) value: String,
    /// Somebody looked, and it is not so.
    pub(crate) dropped: bool,
    pub(crate) rests: Option<Rests>,
    pub(crate) staff: Uuid,
    pub(crate) recorded: DateTime<Utc>,
}

impl FacetRow {
    /// Whether it is about this one.
    pub(crate) fn is(&self, kind: FacetKind, value: &str) -> bool {
        (self.kind, self.value.as_str()) == (kind, value)
    }
}

fn facet(row: &Row<'_>) -> rusqlite::Result<FacetRow> {
    let rests = |submission| {
        Ok::<_, rusqlite::Error>(Rests { submission, start: row.get("start")?, end: row.get("end")? })
    };
    Ok(FacetRow {
        kind: from_word(row.get("kind")?)?,
        value: row.get("value")?,
        dropped: row.get("dropped")?,
        rests: row.get::<_, Option<Uuid>>("submission_id")?.map(rests).transpose()?,
        staff: row.get("staff")?,
        recorded: time(row.get("recorded")?),
    })
}

/// Takes some of a story's facets out, and puts others in.
pub(super) fn replace(db: &Connection, story: Uuid, from: &[FacetRow], to: &[FacetRow]) -> Result<()> {
    for one in from {
        db.prepare_cached(
            "DELETE FROM facet WHERE story = (SELECT row FROM story WHERE id = ?1) AND kind = ?2 AND value = ?3",
        )?
        .execute(params![story, word(&one.kind), one.value])?;
    }
    for one in to {
        let rests = one.rests.map(|rests| (rests.submission, rests.start, rests.end));
        let (submission, start, end) = rests.map_or((None, 0, 0), |(id, start, end)| (Some(id), start, end));
        db.prepare_cached(
            "INSERT INTO facet (story, kind, value, dropped, submission, start, \"end\", staff, recorded)
             VALUES ((SELECT row FROM story WHERE id = ?1), ?2, ?3, ?4,
                     (SELECT row FROM submission WHERE id = ?5), ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            story,
            word(&one.kind),
            one.value,
            one.dropped,
            submission,
            start,
            end,
            one.staff,
            millis(one.recorded)
        ])?;
    }
    Ok(())
}

impl Casebook {
    /// What somebody decided of a story, kind by kind; what is not so among it.
    pub(crate) fn facets_of(&self, story: Uuid) -> Result<Vec<FacetRow>> {
        let mut facets = self.db.prepare_cached(
            "SELECT facet.*, submission.id AS submission_id FROM facet
             LEFT JOIN submission ON submission.row = facet.submission
             WHERE facet.story = (SELECT row FROM story WHERE id = ?1) ORDER BY facet.recorded, facet.value",
        )?;
        let mut facets = facets.query_map([story], facet)?.collect::<rusqlite::Result<Vec<_>>>()?;
        facets.sort_by_key(|one| one.kind);
        Ok(facets)
    }
}
