//! Counting filed stories by theme and authority: all of them from the counts kept beside the covering
//! table, a choice of them from that table alone.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::facets::{Span, moments, spans};
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

/// The theme under which each story counts once.
const ONCE: &str = "*";

/// By theme and authority: stories of no campaign, and a campaign's.
type Tallied = BTreeMap<String, BTreeMap<String, (i64, i64)>>;

/// A column's text where it is: most of these are read a hundred thousand times.
fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(column)?.as_str()?)
}

fn tally(tallied: &mut Tallied, theme: &str, authority: &str, plain: i64, in_campaign: i64) {
    if let Some(sums) = tallied.get_mut(theme).and_then(|here| here.get_mut(authority)) {
        *sums = (sums.0 + plain, sums.1 + in_campaign);
    } else {
        let here = tallied.entry(theme.to_owned()).or_default();
        here.insert(authority.to_owned(), (plain, in_campaign));
    }
}

/// A period in as little as can be read: years and months whose counts are kept, and days that are counted
/// one by one, each with 1 where it is to be added and -1 where it is to be taken away.
#[derive(Default)]
struct Cover {
    kept: Vec<(i64, Span, NaiveDate)>,
    days: Vec<(i64, Vec<NaiveDate>)>,
}

impl Cover {
    fn of(from: NaiveDate, to: NaiveDate) -> Self {
        let all = spans(from, to);
        let those = |wide| all.iter().filter(move |(span, _)| *span == wide).map(|(_, first)| *first);
        let (mut years, mut months): (Vec<_>, Vec<_>) =
            (those(Span::Year).collect(), those(Span::Month).collect());
        let days = shorter(those(Span::Day).collect(), Span::Day, Span::Month, &mut months);
        months.sort_unstable();
        let months = shorter(months, Span::Month, Span::Year, &mut years);
        let mut kept: Vec<_> = years.into_iter().map(|first| (1, Span::Year, first)).collect();
        for (sign, firsts) in months {
            kept.extend(firsts.into_iter().map(|first| (sign, Span::Month, first)));
        }
        Self { kept, days: days.into() }
    }
}

/// Days of months, or months of years: those to add, and those to take away from a whole. Where most of a
/// whole is wanted, the rest of it is fewer.
fn shorter(
    wanted: Vec<NaiveDate>,
    narrow: Span,
    wide: Span,
    wholes: &mut Vec<NaiveDate>,
) -> [(i64, Vec<NaiveDate>); 2] {
    let (mut add, mut take) = (Vec::new(), Vec::new());
    for wanted in wanted.chunk_by(|one, next| wide.first(*one) == wide.first(*next)) {
        let Some(first) = wanted.first().map(|one| wide.first(*one)) else { continue };
        let within = |one: &NaiveDate| wide.first(*one) == first;
        let whole: Vec<_> =
            std::iter::successors(Some(first), |one| narrow.next(*one)).take_while(within).collect();
        if wanted.len() * 2 > whole.len() {
            wholes.push(first);
            take.extend(whole.into_iter().filter(|one| !wanted.contains(one)));
        } else {
            add.extend(wanted);
        }
    }
    [(1, add), (-1, take)]
}

/// Days one after the other, as moments: from and until.
fn runs(days: &[NaiveDate]) -> Vec<(i64, i64)> {
    let follows = |one: &NaiveDate, next: &NaiveDate| one.succ_opt() == Some(*next);
    let ends = |run: &[NaiveDate]| Some(moments(*run.first()?, *run.last()?));
    days.chunk_by(follows).filter_map(ends).collect()
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
        let (mut kept, mut days) = (vec![(1, String::new())], Vec::new());
        if filter.from.is_some() || filter.to.is_some() {
            let (first, last) = self.years()?;
            let from = filter.from.map_or(first, |from| from.max(first));
            let cover = Cover::of(from, filter.to.map_or(last, |to| to.min(last)));
            let name = |span: Span, first: NaiveDate| match span {
                Span::Year => first.format("y%Y").to_string(),
                _ => first.format("m%Y%m").to_string(),
            };
            kept = cover.kept.into_iter().map(|(sign, span, first)| (sign, name(span, first))).collect();
            days = cover.days;
        }
        let sum = |kind| (rank..6).map(|step| format!("{kind}{step}")).collect::<Vec<_>>().join(" + ");
        let mut kept_counts = self.db.prepare_cached(&format!(
            "SELECT theme, authority, {}, {} FROM evidence WHERE span = ?1",
            sum('n'),
            sum('c')
        ))?;
        for (sign, span) in kept {
            let mut counts = kept_counts.query([span])?;
            while let Some(row) = counts.next()? {
                let (plain, in_campaign) = (row.get::<_, i64>(2)?, row.get::<_, i64>(3)?);
                tally(&mut tallied, text(row, 0)?, text(row, 1)?, sign * plain, sign * in_campaign);
            }
        }
        // Added up here: the database would sort them first.
        let mut on_days = self.db.prepare_cached(
            "SELECT theme, authority, campaign, first FROM story_theme
             WHERE received >= ?1 AND received < ?2 AND consent >= ?3",
        )?;
        for (sign, days) in days {
            for on in runs(&days) {
                let mut rows = on_days.query(params![on.0, on.1, rank])?;
                while let Some(row) = rows.next()? {
                    let (theme, authority) = (text(row, 0)?, text(row, 1)?);
                    let (plain, in_campaign) = if row.get(2)? { (0, sign) } else { (sign, 0) };
                    tally(&mut tallied, theme, authority, plain, in_campaign);
                    if row.get(3)? {
                        tally(&mut tallied, ONCE, authority, plain, in_campaign);
                    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_added_up_of_each_of_its_days_once() {
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let periods = [
            (on(2022, 3, 9), on(2024, 11, 20)),
            (on(2022, 3, 30), on(2022, 4, 2)),
            (on(2024, 2, 3), on(2024, 2, 28)),
            (on(2023, 5, 1), on(2024, 9, 17)),
            (on(2023, 11, 16), on(2025, 2, 15)),
            (on(2024, 2, 29), on(2024, 2, 29)),
            (on(2020, 1, 1), on(2024, 12, 30)),
            (on(2024, 3, 2), on(2024, 3, 1)),
        ];
        for (from, to) in periods {
            let cover = Cover::of(from, to);
            let mut times: BTreeMap<NaiveDate, i64> = BTreeMap::new();
            for (sign, span, first) in &cover.kept {
                for day in first.iter_days().take_while(|day| span.first(*day) == *first) {
                    *times.entry(day).or_default() += sign;
                }
            }
            for (sign, days) in &cover.days {
                days.iter().for_each(|day| *times.entry(*day).or_default() += sign);
            }
            times.retain(|_, times| *times != 0);
            let wanted: BTreeMap<_, _> =
                from.iter_days().take_while(|day| *day <= to).map(|day| (day, 1)).collect();
            assert_eq!(times, wanted, "{from} to {to}");
            let read: usize = cover.days.iter().map(|(_, days)| days.len()).sum();
            assert!(cover.kept.len() <= 15 && read <= 31, "{from} to {to}: {} and {read}", cover.kept.len());
        }
    }
}
