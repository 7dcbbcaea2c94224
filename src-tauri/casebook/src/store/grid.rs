//! Counting filed stories by theme and authority: all of them from the counts kept beside the covering
//! table, a choice of them from that table alone.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::facets::{Span, day, spans};
use super::file::Casebook;
use super::list::Scope;
use super::{consents, millis, small, time};
use crate::api::{GridCell, GridFilter};
use crate::consent::ConsentLevel;
use crate::error::Result;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc};

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

/// The theme under which each story counts once.
const ONCE: &str = "*";

/// By theme and authority: stories of no campaign, and a campaign's.
type Tallied = BTreeMap<String, BTreeMap<String, (i64, i64)>>;

/// A column's text where it is: most of these are read a hundred thousand times.
fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(column)?.as_str()?)
}

fn tally(tallied: &mut Tallied, theme: &str, authority: &str, plain: i64, in_campaign: i64) {
    if !tallied.contains_key(theme) {
        tallied.insert(theme.to_owned(), BTreeMap::new());
    }
    let Some(by_authority) = tallied.get_mut(theme) else { return };
    if !by_authority.contains_key(authority) {
        by_authority.insert(authority.to_owned(), (0, 0));
    }
    let Some(sums) = by_authority.get_mut(authority) else { return };
    *sums = (sums.0 + plain, sums.1 + in_campaign);
}

/// Days to count one by one, and those to take from a month that is counted whole: where most of a month is
/// wanted, the rest of it is fewer.
fn shorter(days: Vec<NaiveDate>, kept: &mut Vec<String>) -> (Vec<NaiveDate>, Vec<NaiveDate>) {
    let month = |day: &NaiveDate| (day.year(), day.month());
    let (mut add, mut take) = (Vec::new(), Vec::new());
    for wanted in days.chunk_by(|one, next| month(one) == month(next)) {
        let Some(first) = wanted.first().and_then(|day| day.with_day(1)) else { continue };
        let whole: Vec<_> = first.iter_days().take_while(|day| month(day) == month(&first)).collect();
        if wanted.len() * 2 > whole.len() {
            kept.push(first.format("m%Y%m").to_string());
            take.extend(whole.into_iter().filter(|day| !wanted.contains(day)));
        } else {
            add.extend(wanted);
        }
    }
    (add, take)
}

/// Days one after the other, as moments: from and until.
fn runs(days: &[NaiveDate]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for one in days {
        // What says it is older than 1970 was received on its first day.
        let from = if *one == day(0) { i64::MIN } else { day_start(*one) };
        let until = day_start(*one) + TimeDelta::days(1).num_milliseconds();
        match runs.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => runs.push((from, until)),
        }
    }
    runs
}

fn counted(tallied: &Tallied, without_campaigns: bool) -> Counted {
    let stories = |sums: &(i64, i64)| small(if without_campaigns { sums.0 } else { sums.0 + sums.1 });
    let mut counted = Counted::default();
    for (theme, by_authority) in tallied {
        let cells = by_authority.iter().map(|(authority, sums)| (authority.clone(), stories(sums)));
        let cells = cells.filter(|(_, stories)| *stories > 0);
        if theme == ONCE {
            counted.authorities = cells.collect();
            counted.stories = counted.authorities.iter().map(|(_, stories)| stories).sum();
            counted.campaign_stories = small(by_authority.values().map(|sums| sums.1).sum());
            continue;
        }
        let before = counted.cells.len();
        counted.cells.extend(cells.map(|(authority, stories)| (theme.clone(), authority, stories)));
        let here = counted.cells.iter().skip(before).map(|(.., stories)| stories).sum();
        if here > 0 {
            // A story has one authority: a theme's cells have no story in common.
            counted.themes.push((theme.clone(), here));
        }
    }
    for totals in [&mut counted.themes, &mut counted.authorities] {
        totals.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    }
    counted
}

impl Casebook {
    /// Counts filed stories.
    pub(crate) fn count(&self, scope: &Scope, filter: &GridFilter) -> Result<Counted> {
        if *scope == Scope::default() { self.count_all(filter) } else { self.count_some(scope, filter) }
    }

    /// Counts all filed stories from the counts that are kept of whole years and months, and from the
    /// covering table on the days before and after those.
    fn count_all(&self, filter: &GridFilter) -> Result<Counted> {
        let mut tallied = Tallied::new();
        let rank = filter.consent.map_or(0, consents::rank);
        let (mut kept, mut days, mut not) = (vec![String::new()], Vec::new(), Vec::new());
        if filter.from.is_some() || filter.to.is_some() {
            let (first, last) = self.days()?;
            let from = filter.from.map_or(first, |from| from.max(first));
            let to = filter.to.map_or(last, |to| to.min(last));
            kept.clear();
            for (span, first) in spans(from, to) {
                match span {
                    Span::Year => kept.push(first.format("y%Y").to_string()),
                    Span::Month => kept.push(first.format("m%Y%m").to_string()),
                    Span::Day => days.push(first),
                }
            }
            (days, not) = shorter(days, &mut kept);
        }
        let sum = |kind| (rank..6).map(|step| format!("{kind}{step}")).collect::<Vec<_>>().join(" + ");
        let mut kept_counts = self.db.prepare_cached(&format!(
            "SELECT theme, authority, sum({}), sum({}) FROM evidence WHERE span IN (SELECT value FROM json_each(?1))
             GROUP BY theme, authority",
            sum('n'),
            sum('c')
        ))?;
        let mut counts = kept_counts.query([super::json(&kept)])?;
        while let Some(row) = counts.next()? {
            tally(&mut tallied, text(row, 0)?, text(row, 1)?, row.get(2)?, row.get(3)?);
        }
        let mut on_days = self.db.prepare_cached(
            "SELECT theme, authority, sum(1 - campaign), sum(campaign), sum(first AND NOT campaign), sum(first AND campaign)
             FROM story_theme WHERE received >= ?1 AND received < ?2 AND consent >= ?3 GROUP BY theme, authority",
        )?;
        for (sign, days) in [(1, days), (-1, not)] {
            for on in runs(&days) {
                let mut rows = on_days.query(params![on.0, on.1, rank])?;
                while let Some(row) = rows.next()? {
                    let (theme, authority) = (text(row, 0)?, text(row, 1)?);
                    let sum = |column| row.get::<_, i64>(column).map(|stories| sign * stories);
                    tally(&mut tallied, theme, authority, sum(2)?, sum(3)?);
                    tally(&mut tallied, ONCE, authority, sum(4)?, sum(5)?);
                }
            }
        }
        Ok(counted(&tallied, filter.without_campaigns))
    }

    /// How many stories are filed.
    pub(super) fn filed(&self) -> Result<i64> {
        let mut filed = self.db.prepare_cached(
            "SELECT coalesce(sum(n0 + n1 + n2 + n3 + n4 + n5 + c0 + c1 + c2 + c3 + c4 + c5), 0) FROM evidence
             WHERE theme = ?1 AND span = ''",
        )?;
        Ok(filed.query_row([ONCE], |row| row.get(0))?)
    }

    /// Counts filed stories in a choice of themes or authorities.
    pub(super) fn count_some(&self, scope: &Scope, filter: &GridFilter) -> Result<Counted> {
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
