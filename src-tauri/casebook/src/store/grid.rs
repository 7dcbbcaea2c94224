//! Counting filed stories by theme and authority, from the covering table alone.

use rusqlite::types::Value;

use super::file::Casebook;
use super::list::Scope;
use super::{consents, millis, small, time};
use crate::api::{GridCell, GridFilter};
use crate::consent::ConsentLevel;
use crate::error::Result;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// What the covering table says: cells, and each theme's, each authority's and all stories, once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) cells: Vec<(String, String, u32)>,
    pub(crate) themes: Vec<(String, u32)>,
    pub(crate) authorities: Vec<(String, u32)>,
    pub(crate) stories: u32,
    /// Stories that are nothing but a campaign's text: among these, or left out of them.
    pub(crate) campaign_stories: u32,
}

impl Counted {
    /// The cells as they travel.
    pub(crate) fn cells(&self) -> Vec<GridCell> {
        let cell = |(theme, authority, stories): &(String, String, u32)| GridCell {
            theme: theme.clone(),
            authority: authority.clone(),
            stories: *stories,
        };
        self.cells.iter().map(cell).collect()
    }
}

/// How much has come in, in a scope.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Filed stories.
    pub(crate) stories: u32,
    /// Their submissions.
    pub(crate) letters: u32,
    /// The first and the last submission.
    pub(crate) received: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

pub(super) fn day_start(day: NaiveDate) -> i64 {
    millis(day.and_time(NaiveTime::MIN).and_utc())
}

/// A period as further conditions on `received`, both days included.
pub(super) fn received_between(from: Option<NaiveDate>, to: Option<NaiveDate>) -> (String, Vec<i64>) {
    let mut condition = String::new();
    let mut days = Vec::new();
    if let Some(from) = from {
        condition.push_str(" AND received >= ?");
        days.push(day_start(from));
    }
    if let Some(to) = to {
        condition.push_str(" AND received < ?");
        days.push(day_start(to) + TimeDelta::days(1).num_milliseconds());
    }
    (condition, days)
}

fn condition(scope: &Scope, filter: &GridFilter) -> (String, Vec<Value>) {
    let mut conditions = vec!["1".to_owned()];
    let mut values = Vec::new();
    for (column, wanted) in [("theme", &scope.themes), ("authority", &scope.authorities)] {
        if !wanted.is_empty() {
            conditions.push(format!("{column} IN ({})", vec!["?"; wanted.len()].join(", ")));
            values.extend(wanted.iter().cloned().map(Value::from));
        }
    }
    if let Some(level) = filter.consent.filter(|level| *level > ConsentLevel::NotAsked) {
        conditions.push("consent >= ?".into());
        values.push(consents::rank(level).into());
    }
    if filter.without_campaigns {
        conditions.push("campaign = 0".into());
    }
    let (period, days) = received_between(filter.from, filter.to);
    values.extend(days.into_iter().map(Value::from));
    (conditions.join(" AND ") + &period, values)
}

impl Casebook {
    /// Counts filed stories.
    pub(crate) fn count(&self, scope: &Scope, filter: &GridFilter) -> Result<Counted> {
        let (condition, values) = condition(scope, filter);
        let mut counted = Counted::default();
        let params = || rusqlite::params_from_iter(values.iter());
        let mut cells = self.db.prepare_cached(&format!(
            "SELECT theme, authority, count(*) FROM story_theme WHERE {condition} GROUP BY theme, authority"
        ))?;
        for cell in cells.query_map(params(), |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?)))? {
            let (theme, authority, stories): (String, String, _) = cell?;
            counted.cells.push((theme, authority, small(stories)));
        }
        for (column, into) in [("theme", &mut counted.themes), ("authority", &mut counted.authorities)] {
            let mut totals = self.db.prepare_cached(&format!(
                "SELECT {column}, count(DISTINCT story) AS stories FROM story_theme WHERE {condition}
                 GROUP BY {column} ORDER BY stories DESC, {column}"
            ))?;
            for total in totals.query_map(params(), |row| Ok((row.get(0)?, small(row.get(1)?))))? {
                into.push(total?);
            }
        }
        counted.stories = self
            .db
            .prepare_cached(&format!("SELECT count(DISTINCT story) FROM story_theme WHERE {condition}"))?
            .query_row(params(), |row| Ok(small(row.get(0)?)))?;
        let all = GridFilter { without_campaigns: false, ..filter.clone() };
        let (condition, values) = self::condition(scope, &all);
        counted.campaign_stories = self
            .db
            .prepare_cached(&format!(
                "SELECT count(DISTINCT story) FROM story_theme WHERE {condition} AND campaign = 1"
            ))?
            .query_row(rusqlite::params_from_iter(values), |row| Ok(small(row.get(0)?)))?;
        Ok(counted)
    }

    /// How much has come in, in a scope, with the stories that are nothing but a campaign's text or
    /// without them.
    pub(crate) fn extent(&self, scope: &Scope, without_campaigns: bool) -> Result<Extent> {
        let (mut condition, values) = scope.condition();
        if without_campaigns {
            condition.push_str(" AND campaign IS NULL");
        }
        Ok(self.db.query_row(
            &format!(
                "SELECT count(DISTINCT story.row), count(*), min(submission.received), max(submission.received)
                 FROM story JOIN submission ON submission.story = story.row
                 WHERE status = 'filed' AND {condition}"
            ),
            rusqlite::params_from_iter(values),
            |row| {
                let (first, last): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
                Ok(Extent {
                    stories: small(row.get(0)?),
                    letters: small(row.get(1)?),
                    received: first.zip(last).map(|(first, last)| (time(first), time(last))),
                })
            },
        )?)
    }
}
