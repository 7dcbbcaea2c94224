//! Finding stories by the index: whatever is asked of it, without looking at what does not fit, and the
//! newest first without sorting all that does.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::facets::{self, Span};
use super::file::Casebook;
use super::grid::day_start;
use super::search::Words;
use super::small;
use crate::api::{FoldedCampaign, StoryFilter};
use crate::error::Result;

/// The most stories that are counted, unless somebody asks for more of them.
const COUNTED: usize = 5_000;
/// So many are looked up and sorted at once; of more, the newest days are looked at first.
const SORTED: usize = 3_000;
/// A year, a month or a day is taken whole up to so many.
const WHOLE: usize = 1_000;
/// The most that are looked through for campaigns: of more, the newest.
const FOLDED: usize = 500;

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
    /// In a campaign's own list, whoever wrote most comes first.
    own_words: i64,
    received: i64,
    story: i64,
    campaign: Option<i64>,
}

/// Letters that fit, and the story of each.
pub(super) const LETTERS: &str =
    "SELECT story FROM submission_words CROSS JOIN letter_story ON letter = submission_words.rowid
     WHERE submission_words MATCH ?1 LIMIT ?2";

/// The newest story before a moment, among those that may be urgent or the others.
pub(super) const NEWEST: &str = "SELECT received FROM story WHERE (urgent OR alarm) = ?1 AND received < ?2
     ORDER BY received DESC LIMIT 1";
const OLDEST: &str = "SELECT received FROM story WHERE (urgent OR alarm) = ?1 AND received > ?2
     ORDER BY received LIMIT 1";

impl Casebook {
    /// Finds what a filter asks for, words or not.
    pub(super) fn find(&self, filter: &StoryFilter, words: Option<&Words>) -> Result<Found> {
        let campaign = match filter.campaign.map(|id| self.campaign_row(id)).transpose()? {
            Some(None) => return Ok(Found::default()),
            Some(row) => row,
            None => None,
        };
        let days = if filter.from.or(filter.to).is_some() { self.days()? } else { Default::default() };
        let mut asked = facets::asked(filter, campaign, days);
        if let Some(words) = words {
            match words.query(&self.db)? {
                Some(words) => asked.push(words),
                None => return Ok(Found::default()),
            }
        }
        let asked = asked.join(" AND ");
        let (offset, limit) = page_of(filter);
        let wanted = offset.saturating_add(limit);
        let (mut all, more) = self.stories_with(&asked, COUNTED.max(wanted))?;
        if filter.fold && campaign.is_none() {
            let some = more || all.len() > FOLDED;
            let hits = if some { self.newest(&asked, FOLDED)? } else { self.sorted(all)? };
            return self.fold(&hits, (offset, limit), some);
        }
        let total = all.len();
        let mut hits = if campaign.is_some() {
            let mut hits = self.hits(std::mem::take(&mut all))?;
            hits.sort_unstable_by(|a, b| b.cmp(a));
            hits
        } else if !more && (total <= SORTED || wanted >= total) {
            self.sorted(all)?
        } else {
            self.newest(&asked, wanted)?
        };
        let page = hits.drain(offset.min(hits.len())..).take(limit).map(|hit| hit.story).collect();
        Ok(Found { page, total, more, folded: BTreeMap::new() })
    }

    fn campaign_row(&self, id: Uuid) -> Result<Option<i64>> {
        let mut found = self.db.prepare_cached("SELECT row FROM campaign WHERE id = ?1")?;
        Ok(found.query_row([id], |row| row.get(0)).optional()?)
    }

    /// The first and the last day there is.
    pub(super) fn days(&self) -> Result<(NaiveDate, NaiveDate)> {
        let ends = |sql, beyond: i64| -> Result<Vec<i64>> {
            let mut end = self.db.prepare_cached(sql)?;
            let ends = [false, true]
                .map(|urgent| end.query_row(params![urgent, beyond], |row| row.get(0)).optional());
            Ok(ends.into_iter().collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        let (first, last) = (ends(OLDEST, i64::MIN)?, ends(NEWEST, i64::MAX)?);
        let day = |end: Option<i64>| facets::day(end.unwrap_or_default());
        Ok((day(first.into_iter().min()), day(last.into_iter().max())))
    }

    /// Stories that fit, in no order; whether there are more letters that do.
    fn stories_with(&self, asked: &str, most: usize) -> Result<(Vec<i64>, bool)> {
        let mut letters = self.db.prepare_cached(LETTERS)?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut letters = letters.query(params![asked, limit])?;
        let (mut stories, mut seen) = (Vec::new(), HashSet::new());
        let mut read = 0;
        while let Some(letter) = letters.next()? {
            read += 1;
            if read > most {
                return Ok((stories, true));
            }
            let story = letter.get(0)?;
            if seen.insert(story) {
                stories.push(story);
            }
        }
        Ok((stories, false))
    }

    fn hits(&self, stories: Vec<i64>) -> Result<Vec<Hit>> {
        let mut found = self.db.prepare_cached(
            "SELECT urgent OR alarm, own_words, received, campaign FROM story WHERE row = ?1",
        )?;
        let hit = |story: i64| {
            found.query_row([story], |row| {
                let (urgent, own_words, received) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Hit { urgent, own_words, received, story, campaign: row.get(3)? })
            })
        };
        Ok(stories.into_iter().map(hit).collect::<rusqlite::Result<_>>()?)
    }

    /// Those that may be urgent first, then the newest first.
    fn sorted(&self, stories: Vec<i64>) -> Result<Vec<Hit>> {
        let mut hits = self.hits(stories)?;
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse((hit.urgent, hit.received, hit.story)));
        Ok(hits)
    }

    /// The first of the stories that fit, in order: from the newest year, month or day that has any
    /// backwards, each as wide as can be sorted at once.
    fn newest(&self, asked: &str, wanted: usize) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        let mut newest_before = self.db.prepare_cached(NEWEST)?;
        for urgent in [true, false] {
            let with = if urgent { "AND" } else { "NOT" };
            let asked = format!("({asked}) {with} {}", facets::urgent());
            let (mut before, mut too_wide) = (i64::MAX, Vec::new());
            while hits.len() < wanted {
                let newest = newest_before.query_row(params![urgent, before], |row| row.get(0)).optional()?;
                let Some(day) = newest.map(facets::day) else { break };
                for span in Span::ALL {
                    let first = span.first(day);
                    if too_wide.contains(&(span, first)) {
                        continue;
                    }
                    let most = if span == Span::Day { usize::MAX } else { WHOLE };
                    let asked = format!("({asked}) AND {}", span.facet(day));
                    let (stories, more) = self.stories_with(&asked, most)?;
                    if !more {
                        hits.extend(self.sorted(stories)?);
                        before = day_start(first);
                        break;
                    }
                    too_wide.push((span, first));
                }
                if before <= 0 {
                    break;
                }
            }
        }
        hits.truncate(wanted);
        Ok(hits)
    }

    /// Shows of each campaign the first story, with how many it stands for.
    fn fold(&self, hits: &[Hit], (offset, limit): (usize, usize), more: bool) -> Result<Found> {
        let mut lines = Vec::new();
        let mut campaigns: BTreeMap<i64, (i64, usize, usize)> = BTreeMap::new();
        for hit in hits {
            if let Some(campaign) = hit.campaign {
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
        for sql in [LETTERS, NEWEST, OLDEST, NEXT_WORD] {
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
