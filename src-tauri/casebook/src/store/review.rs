//! When a case is looked at again: a day somebody chose, or so long after its newest letter.

use chrono::{Days, Months, NaiveDate, TimeDelta};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::Change;
use super::file::{Casebook, Writing};
use super::grid::day_start;
use super::{from_word, gone, small, time};
use crate::api::{DuePage, DueReviews, DueRow, ReviewView};
use crate::error::Result;

/// What was decided about a story's review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Review {
    /// The day, where somebody chose one.
    pub(crate) day: Option<NaiveDate>,
    /// Why the story is still kept.
    pub(crate) reason: String,
}

/// Sets a story's review.
pub(super) fn set(db: &Connection, story: Uuid, to: &Review) -> Result<()> {
    let changed = db.execute(
        "UPDATE story SET review = ?2, keep_reason = ?3 WHERE id = ?1",
        params![story, to.day, to.reason],
    )?;
    if changed == 0 { Err(gone("story")) } else { Ok(()) }
}

/// The review of a story whose newest letter came on a day.
fn follows(received: NaiveDate, months: u32) -> NaiveDate {
    received.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The last day on which a newest letter may have come for its story to be due on a day.
fn last_received(on: NaiveDate, months: u32) -> NaiveDate {
    let mut day = on.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    // The months differ in length: what came on the 31st may be due together with what came on the 28th.
    while let Some(next) = day.checked_add_days(Days::new(1)).filter(|next| follows(*next, months) <= on) {
        day = next;
    }
    day
}

fn review(row: &Row<'_>, months: u32) -> rusqlite::Result<ReviewView> {
    let chosen: Option<NaiveDate> = row.get("review")?;
    let received = time(row.get("received")?).date_naive();
    Ok(ReviewView {
        due: chosen.unwrap_or_else(|| follows(received, months)),
        chosen: chosen.is_some(),
        reason: row.get("keep_reason")?,
    })
}

const DUE: &str = "(review IS NOT NULL AND review <= ?1 OR review IS NULL AND received < ?2)";

impl Casebook {
    /// A story's review.
    pub(crate) fn review_of(&self, story: Uuid) -> Result<ReviewView> {
        let months = self.settings()?.review_after;
        let found = self
            .db
            .prepare_cached("SELECT review, keep_reason, received FROM story WHERE id = ?1")?
            .query_row([story], |row| review(row, months))
            .optional()?;
        found.ok_or_else(|| gone("story"))
    }

    /// How many stories are due on a day.
    pub(super) fn count_due(&self, on: NaiveDate) -> Result<u32> {
        let received = self.due_if_received_before(on)?;
        Ok(self
            .db
            .prepare_cached(
                "SELECT (SELECT count(*) FROM story WHERE review <= ?1)
                      + (SELECT count(*) FROM story WHERE review IS NULL AND received < ?2)",
            )?
            .query_row(params![on, received], |row| Ok(small(row.get(0)?)))?)
    }

    fn due_if_received_before(&self, on: NaiveDate) -> Result<i64> {
        let last = last_received(on, self.settings()?.review_after);
        Ok(day_start(last) + TimeDelta::days(1).num_milliseconds())
    }

    /// A page of the stories that are due, longest overdue first.
    pub(crate) fn due(&self, request: &DueReviews, today: NaiveDate) -> Result<DuePage> {
        let on = today.checked_add_days(Days::new(request.ahead.into())).unwrap_or(today);
        let received = self.due_if_received_before(on)?;
        let months = self.settings()?.review_after;
        let limit = if request.limit == 0 { 200 } else { request.limit };
        // The order is told from the days alone; the exact day, with its short months, is for the row.
        let mut rows = self.db.prepare_cached(&format!(
            "WITH page AS (
                 SELECT row, coalesce(review, date(received / 1000, 'unixepoch', ?3)) AS day FROM story
                 WHERE {DUE} ORDER BY day, row LIMIT ?4 OFFSET ?5)
             SELECT story.*, name, (SELECT count(*) FROM submission WHERE story = story.row) AS letters
             FROM page JOIN story ON story.row = page.row JOIN constituent ON constituent.row = constituent
             ORDER BY day, story.row"
        ))?;
        let rows = rows.query_map(
            params![on, received, format!("+{months} months"), limit, request.offset],
            |row| {
                let review = review(row, months)?;
                Ok(DueRow {
                    story: row.get("id")?,
                    from: row.get("name")?,
                    subject: row.get("subject")?,
                    received: time(row.get("received")?),
                    letters: small(row.get("letters")?),
                    status: from_word(row.get("status")?)?,
                    days_over: i32::try_from((today - review.due).num_days()).unwrap_or(i32::MAX),
                    review,
                })
            },
        )?;
        Ok(DuePage {
            rows: rows.collect::<rusqlite::Result<_>>()?,
            total: self.count_due(on)?,
            reasons: self.reasons()?,
        })
    }

    /// Reasons for keeping a story that were given before, the usual ones first.
    fn reasons(&self) -> Result<Vec<String>> {
        let mut reasons = self.db.prepare_cached(
            "SELECT keep_reason FROM story WHERE keep_reason <> '' GROUP BY keep_reason
             ORDER BY count(*) DESC, max(review) DESC LIMIT 6",
        )?;
        Ok(reasons.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }
}

impl Writing<'_> {
    /// Deciding something about a story's review, from what was decided before.
    pub(crate) fn review(&self, story: Uuid, to: impl FnOnce(&Review) -> Review) -> Result<Change> {
        let found = self
            .tx
            .prepare_cached("SELECT review, keep_reason FROM story WHERE id = ?1")?
            .query_row([story], |row| Ok(Review { day: row.get(0)?, reason: row.get(1)? }))
            .optional()?;
        let from = found.ok_or_else(|| gone("story"))?;
        Ok(Change::Review { story, to: to(&from), from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_due_exactly_when_its_day_has_come() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for months in [1, 6, 13, 24] {
            for on in [day("2024-02-29"), day("2025-02-28"), day("2026-03-31"), day("2026-11-30")] {
                let last = last_received(on, months);
                assert!(follows(last, months) <= on, "{last} is due on {on}");
                let next = last.succ_opt().expect("a day after");
                assert!(follows(next, months) > on, "{next} is not due on {on} yet");
            }
        }
    }
}
