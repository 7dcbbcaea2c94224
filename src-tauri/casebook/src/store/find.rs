//! Finding stories by the index: whatever is asked of it, without looking at what does not fit, and the
//! newest first without sorting all that does.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::facets::{self, Asked, Span};
use super::file::Casebook;
use super::search::Words;
use super::small;
use crate::api::{FoldedCampaign, StoryFilter};
use crate::error::Result;

/// The most stories that are counted, unless somebody asks for more of them.
const COUNTED: usize = 5_000;
/// The most that are looked through for campaigns: of more, the newest.
const FOLDED: usize = 500;
/// Looking a story up takes as long as reading so many of the list one after the other.
const LOOKUP: usize = 20;
/// More of the list is looked through than should be needed: so many times as many stories,
const MARGIN: f64 = 1.3;
/// and so many more; of those that may be urgent usually all, for they are few.
const SPARE: usize = 200;
const FEW: usize = 20_000;
/// Where that was too little, how far it grows.
const GROWTH: f64 = 8.0;

/// What fits.
#[derive(Default)]
pub(super) struct Found {
    /// The page that was asked for.
    pub(super) page: Vec<i64>,
    /// How many fit.
    pub(super) total: usize,
    /// And more than that, which were not counted.
    pub(super) more: bool,
    /// Of the stories on the page, those that stand for a campaign.
    pub(super) folded: BTreeMap<i64, FoldedCampaign>,
}

/// A story that fits, and where it stands in the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    urgent: bool,
    received: i64,
    story: i64,
}

/// What the index knows of a question.
struct Looked {
    /// Stories that fit, in no order.
    stories: Vec<i64>,
    /// Whether more letters do.
    more: bool,
    /// The letter it came to.
    last: i64,
}

/// Letters that fit, and the story of each.
pub(super) const LETTERS: &str =
    "SELECT letter, story FROM submission_words CROSS JOIN letter_story ON letter = submission_words.rowid
     WHERE submission_words MATCH ?1 LIMIT ?2";

/// The newest story before a moment, among those that may be urgent or the others, but for so many.
pub(super) const NEWEST: &str = "SELECT received FROM story WHERE (urgent OR alarm) = ?1 AND received < ?2
     ORDER BY received DESC LIMIT 1 OFFSET ?3";
const OLDEST: &str = "SELECT received FROM story WHERE (urgent OR alarm) = ?1 AND received > ?2
     ORDER BY received LIMIT 1 OFFSET ?3";
/// What came between two moments.
const BETWEEN: &str =
    "SELECT row, received FROM story WHERE (urgent OR alarm) = ?1 AND received >= ?2 AND received < ?3
     ORDER BY received DESC";

impl Casebook {
    /// Finds what a filter asks for, words or not.
    pub(super) fn find(&self, filter: &StoryFilter, words: Option<&Words>) -> Result<Found> {
        let campaign = match filter.campaign.map(|id| self.campaign_row(id)).transpose()? {
            Some(None) => return Ok(Found::default()),
            Some(row) => row,
            None => None,
        };
        let days = if filter.from.or(filter.to).is_some() { self.years()? } else { Default::default() };
        let mut asked = Asked::new(filter, campaign, days);
        if let Some(words) = words {
            match words.query(&self.db)? {
                Some(words) => asked = asked.with(words),
                None => return Ok(Found::default()),
            }
        }
        let (offset, limit) = page_of(filter);
        let wanted = offset.saturating_add(limit);
        let all = self.stories_with(&asked.query(asked.days, None), COUNTED.max(wanted))?;
        let (total, more) = (all.stories.len(), all.more);
        if filter.fold && campaign.is_none() {
            let hits = self.first(&asked, all, FOLDED)?;
            return self.fold(&hits, (offset, limit), more || total > FOLDED);
        }
        let stories = if campaign.is_some() {
            self.by_own_words(all.stories)?
        } else {
            self.first(&asked, all, wanted)?.into_iter().map(|hit| hit.story).collect()
        };
        let page = stories.into_iter().skip(offset).take(limit).collect();
        Ok(Found { page, total, more, folded: BTreeMap::new() })
    }

    fn campaign_row(&self, id: Uuid) -> Result<Option<i64>> {
        let mut found = self.db.prepare_cached("SELECT row FROM campaign WHERE id = ?1")?;
        Ok(found.query_row([id], |row| row.get(0)).optional()?)
    }

    /// The years in which there is anything: their first and their last day.
    pub(super) fn years(&self) -> Result<(NaiveDate, NaiveDate)> {
        let ends = |sql, beyond: i64| -> Result<Vec<i64>> {
            let mut end = self.db.prepare_cached(sql)?;
            let ends = [false, true]
                .map(|urgent| end.query_row(params![urgent, beyond, 0], |row| row.get(0)).optional());
            Ok(ends.into_iter().collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        let (first, last) = (ends(OLDEST, i64::MIN)?, ends(NEWEST, i64::MAX)?);
        let first = Span::Year.first(facets::day(first.into_iter().min().unwrap_or_default()));
        let last = Span::Year.last(facets::day(last.into_iter().max().unwrap_or_default()));
        Ok((first, last))
    }

    fn stories_with(&self, asked: &str, most: usize) -> Result<Looked> {
        let mut letters = self.db.prepare_cached(LETTERS)?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut letters = letters.query(params![asked, limit])?;
        let mut looked = Looked { stories: Vec::new(), more: false, last: 0 };
        let (mut seen, mut read) = (HashSet::new(), 0);
        while let Some(letter) = letters.next()? {
            read += 1;
            if read > most {
                looked.more = true;
                break;
            }
            looked.last = letter.get(0)?;
            let story = letter.get(1)?;
            if seen.insert(story) {
                looked.stories.push(story);
            }
        }
        Ok(looked)
    }

    /// The first of what fits, in order, when so much of it is known.
    fn first(&self, asked: &Asked, all: Looked, wanted: usize) -> Result<Vec<Hit>> {
        let mut hits = if all.more { self.newest(asked, wanted, &all)? } else { self.sorted(all.stories)? };
        hits.truncate(wanted);
        Ok(hits)
    }

    /// In a campaign's own list, whoever wrote most comes first.
    fn by_own_words(&self, stories: Vec<i64>) -> Result<Vec<i64>> {
        let mut found = self
            .db
            .prepare_cached("SELECT urgent OR alarm, own_words, received, row FROM story WHERE row = ?1")?;
        let mut place = |story| {
            found.query_row([story], |row| {
                Ok((
                    row.get::<_, bool>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            })
        };
        let mut places = stories.into_iter().map(&mut place).collect::<rusqlite::Result<Vec<_>>>()?;
        places.sort_unstable_by(|a, b| b.cmp(a));
        Ok(places.into_iter().map(|(.., story)| story).collect())
    }

    /// Those that may be urgent first, then the newest first: each looked up.
    fn sorted(&self, stories: Vec<i64>) -> Result<Vec<Hit>> {
        let mut found =
            self.db.prepare_cached("SELECT urgent OR alarm, received FROM story WHERE row = ?1")?;
        let hit = |story: i64| {
            found.query_row([story], |row| Ok(Hit { urgent: row.get(0)?, received: row.get(1)?, story }))
        };
        let mut hits: Vec<_> = stories.into_iter().map(hit).collect::<rusqlite::Result<_>>()?;
        hits.sort_unstable_by(|a, b| b.cmp(a));
        Ok(hits)
    }

    /// The same of what came between two moments: read as the list has it.
    fn read_off(&self, stories: Vec<i64>, urgent: bool, between: (i64, i64)) -> Result<Vec<Hit>> {
        let stories: HashSet<i64> = stories.into_iter().collect();
        let mut list = self.db.prepare_cached(BETWEEN)?;
        let mut list = list.query(params![urgent, between.0, between.1])?;
        let mut hits = Vec::with_capacity(stories.len());
        while let Some(row) = list.next()? {
            let story = row.get(0)?;
            if stories.contains(&story) {
                hits.push(Hit { urgent, received: row.get(1)?, story });
            }
        }
        hits.sort_unstable_by(|a, b| b.cmp(a));
        Ok(hits)
    }

    /// The first of the stories that fit, in order, where there are many of them: as many of the newest days
    /// as should hold enough, and the days before those where they do not. The index reads a frequent word
    /// from end to end each time it is asked, so it is asked as seldom as can be.
    fn newest(&self, asked: &Asked, wanted: usize, all: &Looked) -> Result<Vec<Hit>> {
        let known = self.years()?;
        let (first, last) = asked.days.unwrap_or(known);
        let share = share(all, known, (first, last));
        let mut newest = self.db.prepare_cached(NEWEST)?;
        let mut hits = Vec::new();
        for urgent in [true, false] {
            if asked.urgent && !urgent {
                break;
            }
            let (mut share, mut until, mut most) = (share, Some(last), f64::MAX);
            while let Some(to) = until.filter(|_| hits.len() < wanted) {
                let needed = (wanted - hits.len()) as f64 / share * MARGIN;
                let look = needed.min(most) as usize + if urgent { FEW } else { SPARE };
                let but_for = i64::try_from(look).unwrap_or(i64::MAX);
                let before = facets::moments(to, to).1;
                let from = newest.query_row(params![urgent, before, but_for], |row| row.get(0)).optional()?;
                let from = from.map(|from| whole(facets::day(from), to)).filter(|from| *from > first);
                let days = (from.unwrap_or(first), to);
                let asked_days = if days == known { None } else { Some(days) };
                let found = self.stories_with(&asked.query(asked_days, Some(urgent)), usize::MAX)?.stories;
                let count = found.len();
                hits.extend(if count * LOOKUP < look {
                    self.sorted(found)?
                } else {
                    self.read_off(found, urgent, facets::moments(days.0, days.1))?
                });
                share = (count as f64 + 1.0) / look as f64;
                most = look as f64 * GROWTH;
                until = from.and_then(|from| from.pred_opt());
            }
        }
        Ok(hits)
    }

    /// Shows of each campaign the first story, with how many it stands for.
    fn fold(&self, hits: &[Hit], (offset, limit): (usize, usize), more: bool) -> Result<Found> {
        let mut lines = Vec::new();
        let mut campaigns: BTreeMap<i64, (i64, usize, usize)> = BTreeMap::new();
        let mut campaign_of = self.db.prepare_cached("SELECT campaign FROM story WHERE row = ?1")?;
        for hit in hits {
            if let Some(campaign) = campaign_of.query_row([hit.story], |row| row.get(0))? {
                let seen = campaigns.entry(campaign).or_insert((hit.story, 0, 0));
                seen.1 += 1;
                seen.2 += usize::from(hit.urgent);
                if seen.1 > 1 {
                    continue;
                }
            }
            lines.push(hit.story);
        }
        let mut named = self.db.prepare_cached("SELECT id, name FROM campaign WHERE row = ?1")?;
        let mut folded = BTreeMap::new();
        for (campaign, (stands, stories, urgent)) in campaigns {
            let count = |count: usize| small(i64::try_from(count).unwrap_or(i64::MAX));
            let line = named.query_row([campaign], |row| {
                Ok(FoldedCampaign {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    stories: count(stories),
                    urgent: count(urgent),
                })
            })?;
            folded.insert(stands, line);
        }
        let total = lines.len();
        let page = lines.into_iter().skip(offset).take(limit).collect();
        Ok(Found { page, total, more, folded })
    }
}

/// What part of the stories of a period should fit, by the letters that do: were they spread evenly over all
/// letters and days.
fn share(looked: &Looked, known: (NaiveDate, NaiveDate), period: (NaiveDate, NaiveDate)) -> f64 {
    let days = |(from, to): (NaiveDate, NaiveDate)| ((to - from).num_days() + 1) as f64;
    let share = looked.stories.len() as f64 / looked.last.max(1) as f64 * days(known) / days(period);
    share.clamp(1e-6, 1.0)
}

/// A day before another, or the first of its month or year where it is far before: the index reads a few
/// wide spans sooner than many narrow ones.
fn whole(from: NaiveDate, to: NaiveDate) -> NaiveDate {
    match (to - from).num_days() {
        ..15 => from,
        15..180 => Span::Month.first(from),
        _ => Span::Year.first(from),
    }
}

/// Where a page begins, and how long it is.
pub(super) fn page_of(filter: &StoryFilter) -> (usize, usize) {
    let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    (whole(filter.offset), whole(if filter.limit == 0 { 200 } else { filter.limit }))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::office::Office;
    use crate::store::search::NEXT_WORD;
    use crate::store::{Costs, New};

    #[test]
    fn no_question_looks_at_every_story_or_sorts_them() {
        let place = tempfile::tempdir().expect("a folder");
        let new = New {
            passphrase: "four invented words here",
            office: &Office { mp: "Alex Hale MP".into(), ..Office::default() },
            staff: "Jo Tester",
            now: DateTime::<Utc>::default(),
            costs: Costs::LEAST,
            sample: false,
            recovery: false,
        };
        let (casebook, _) = Casebook::create(&place.path().join("Test.casebook"), &new).expect("made");
        for sql in [LETTERS, NEWEST, OLDEST, BETWEEN, NEXT_WORD] {
            let mut plan = casebook.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a question");
            let marks = vec!["1"; plan.parameter_count()];
            let plan = plan.query_map(rusqlite::params_from_iter(marks), |row| row.get::<_, String>(3));
            let plan: Vec<_> =
                plan.expect("a plan").collect::<rusqlite::Result<_>>().expect("every step of it");
            // A table that an index makes up is always said to be scanned: by what follows it.
            let is_bad = |step: &String| {
                step.contains("TEMP B-TREE")
                    || step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE INDEX")
            };
            assert!(!plan.iter().any(is_bad), "{sql}: {plan:?}");
        }
    }
}
