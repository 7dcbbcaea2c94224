//! How a story is filed, as words of the index: what migration 6 writes, asked for again.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate};
use rusqlite::Connection;

use super::grid::day_start;
use super::{consents, word};
use crate::api::StoryFilter;
use crate::consent::ConsentLevel;
use crate::error::Result;
use crate::story::Status;

/// What every facet begins with: a letter that no script has, so that nobody types one.
pub(super) const MARK: char = '\u{E000}';

/// The last moment that has a facet of its own, the end of the year 9999: what says it is later is found
/// with what came then, as what says it is older than 1970 is found there.
const LAST: i64 = 253_402_300_799_000;

fn facet(kind: char, id: &str) -> String {
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{MARK}{kind}{id}")
}

fn any(facets: &[String]) -> String {
    format!("({})", facets.join(" OR "))
}

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Year,
    Month,
    Day,
}

impl Span {
    /// From the widest to the narrowest.
    pub(super) const ALL: [Self; 3] = [Self::Year, Self::Month, Self::Day];

    /// The facet of the span that holds this day.
    pub(super) fn facet(self, day: NaiveDate) -> String {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Year => facet('y', &format!("{year:04}")),
            Self::Month => facet('m', &format!("{year:04}{month:02}")),
            Self::Day => facet('d', &format!("{year:04}{month:02}{:02}", day.day())),
        }
    }

    /// The first day of the span that holds this day.
    pub(super) fn first(self, day: NaiveDate) -> NaiveDate {
        let first = match self {
            Self::Year => day.with_ordinal(1),
            Self::Month => day.with_day(1),
            Self::Day => Some(day),
        };
        first.unwrap_or(day)
    }

    /// The last day of the span that holds this day.
    pub(super) fn last(self, day: NaiveDate) -> NaiveDate {
        self.next(self.first(day)).and_then(|next| next.pred_opt()).unwrap_or(day)
    }

    /// The first day after the span that begins on this day.
    pub(super) fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Year => first.checked_add_months(Months::new(12)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Day => first.checked_add_days(Days::new(1)),
        }
    }
}

/// How a story is filed.
pub(super) fn of_story(db: &Connection, story: i64) -> Result<String> {
    let mut facets = db.prepare_cached("SELECT facets FROM story_facets WHERE story = ?1")?;
    Ok(facets.query_row([story], |row| row.get(0))?)
}

/// The same of a story that has just begun with a letter: thousands do in an import, and all alike but for
/// the day.
pub(super) fn of_new_story(received: i64) -> String {
    let day = day(received);
    let alike = [('s', "new"), ('w', ""), ('a', "none"), ('t', "none"), ('o', "")];
    let alike = alike.into_iter().map(|(kind, id)| facet(kind, id));
    alike.chain(Span::ALL.map(|span| span.facet(day))).collect::<Vec<_>>().join(" ")
}

/// The day under which the index has what was received at a moment.
pub(super) fn day(received: i64) -> NaiveDate {
    let moment = DateTime::from_timestamp_millis(received.clamp(0, LAST)).unwrap_or_default();
    moment.date_naive()
}

/// Every day from one to another, in as few spans as there are: each with its first day.
pub(super) fn spans(from: NaiveDate, to: NaiveDate) -> Vec<(Span, NaiveDate)> {
    let mut spans = Vec::new();
    let mut at = from;
    while at <= to {
        let widest = Span::ALL.into_iter().find_map(|span| {
            let next = span.next(at)?;
            (span.first(at) == at && next.pred_opt()? <= to).then_some((span, next))
        });
        let Some((span, next)) = widest else { break };
        spans.push((span, at));
        at = next;
    }
    spans
}

/// From one day to another, both included: as moments, from and until. What the index has under the first or
/// the last day there is was received then or beyond it.
pub(super) fn moments(from: NaiveDate, to: NaiveDate) -> (i64, i64) {
    let until = to.succ_opt().filter(|_| to < day(LAST));
    (if from <= day(0) { i64::MIN } else { day_start(from) }, until.map_or(i64::MAX, day_start))
}

/// What a list asks of the index.
#[derive(Debug, Default)]
pub(super) struct Asked {
    status: Option<Status>,
    /// Each of these must hold.
    all: Vec<String>,
    /// Only what may be urgent.
    pub(super) urgent: bool,
    /// Only what came from one day to another.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
}

impl Asked {
    /// What a filter asks beside words. `known` is the first and the last day of all years there are,
    /// `campaign` the row of the campaign asked for.
    pub(super) fn new(filter: &StoryFilter, campaign: Option<i64>, known: (NaiveDate, NaiveDate)) -> Self {
        let mut all = Vec::new();
        for (kind, ids) in [('a', &filter.authorities), ('t', &filter.themes)] {
            if !ids.is_empty() {
                let facets: Vec<_> =
                    ids.iter().map(|id| facet(kind, if id.is_empty() { "none" } else { id })).collect();
                all.push(any(&facets));
            }
        }
        if let Some(level) = filter.consent.filter(|level| *level > ConsentLevel::NotAsked) {
            all.push(facet('c', &consents::rank(level).to_string()));
        }
        if let Some(campaign) = campaign {
            all.push(facet('k', &campaign.to_string()));
        }
        if filter.without_campaigns {
            all.push(facet('o', ""));
        }
        let mut days = None;
        if filter.from.is_some() || filter.to.is_some() {
            let from = filter.from.map_or(known.0, |from| from.max(known.0));
            let to = filter.to.map_or(known.1, |to| to.min(known.1));
            days = (from <= to).then_some((from, to));
            // A period in which nothing came: a facet that nothing has.
            all.extend(days.is_none().then(|| facet('x', "")));
        }
        Self { status: filter.status, all, urgent: filter.urgent, days }
    }

    /// Asks for words as well.
    pub(super) fn with(mut self, words: String) -> Self {
        self.all.push(words);
        self
    }

    /// As a question to the index: of these days, and of what may be urgent or of the rest.
    pub(super) fn query(&self, days: Option<(NaiveDate, NaiveDate)>, urgency: Option<bool>) -> String {
        let (mut all, mut none) = (Vec::new(), Vec::new());
        if let Some((from, to)) = days {
            let days: Vec<_> = spans(from, to).into_iter().map(|(span, first)| span.facet(first)).collect();
            all.push(any(&days));
        }
        match urgency {
            Some(false) => none.push(facet('u', "")),
            Some(true) => all.push(facet('u', "")),
            None => all.extend(self.urgent.then(|| facet('u', ""))),
        }
        all.extend(self.all.iter().cloned());
        let status = |status| facet('s', &word(&status));
        match self.status {
            // A filed story with a new letter waits in the Inbox too.
            Some(Status::New) => all.push(facet('w', "")),
            // Nearly all are filed: the index is through the others sooner.
            Some(Status::Filed) if !all.is_empty() => {
                none.extend([status(Status::New), status(Status::SetAside)]);
            }
            Some(one) => all.push(status(one)),
            None => {}
        }
        let all = all.join(" AND ");
        if none.is_empty() { all } else { format!("({all}) NOT {}", any(&none)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::Office;
    use crate::store::{Casebook, Costs, Incoming, New, Stamp};
    use crate::submission::Channel;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    fn told(from: NaiveDate, to: NaiveDate) -> String {
        let facets: Vec<_> = spans(from, to).into_iter().map(|(span, first)| span.facet(first)).collect();
        facets.join(" ").replace(MARK, "")
    }

    #[test]
    fn a_period_is_asked_for_by_years_months_and_days() {
        assert_eq!(told(on(2024, 1, 1), on(2025, 12, 31)), "y2024 y2025");
        assert_eq!(
            told(on(2023, 11, 29), on(2025, 2, 2)),
            "d20231129 d20231130 m202312 y2024 m202501 d20250201 d20250202"
        );
        assert_eq!(told(on(2024, 2, 29), on(2024, 2, 29)), "d20240229", "one day");
        assert_eq!(told(on(2024, 3, 2), on(2024, 3, 1)), "", "none");
    }

    #[test]
    fn every_theme_and_authority_is_a_word_of_its_own() {
        let themes = crate::theme::all().iter().map(|theme| facet('t', &theme.id));
        let authorities = crate::authority::all().iter().map(|authority| facet('a', &authority.gss));
        let all: Vec<_> = themes.chain(authorities).collect();
        let different: std::collections::HashSet<_> = all.iter().map(|facet| facet.to_lowercase()).collect();
        assert_eq!(all.len(), different.len(), "none is taken for another");
        for theme in crate::theme::all() {
            assert!(
                theme.id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_'),
                "{}: the index has it without its lines",
                theme.id
            );
        }
    }

    #[test]
    fn a_moment_beyond_the_calendar_has_a_day() {
        assert_eq!((day(-5), day(i64::MIN)), (on(1970, 1, 1), on(1970, 1, 1)));
        assert_eq!((day(i64::MAX), day(LAST)), (on(9999, 12, 31), on(9999, 12, 31)));
    }

    #[test]
    fn a_new_story_is_in_the_index_as_the_view_has_it() {
        let place = tempfile::tempdir().expect("a folder");
        let new = New {
            passphrase: "four invented words here",
            office: &Office { mp: "Alex Hale MP".into(), ..Office::default() },
            staff: "Jo Tester",
            now: DateTime::default(),
            costs: Costs::LEAST,
            sample: false,
            recovery: false,
        };
        let (casebook, _) = Casebook::create(&place.path().join("Test.casebook"), &new).expect("made");
        let mut casebook = casebook;
        let staff = casebook.staff().expect("the office").first().expect("one").id;
        let stamp = Stamp { now: DateTime::default(), staff };
        for (number, received) in
            [i64::MIN / 2_000_000, -1, 0, 1_725_360_245_678, LAST, LAST + 1].iter().enumerate()
        {
            let moment = DateTime::from_timestamp_millis(*received).expect("a moment");
            let letter = Incoming {
                channel: Channel::Email,
                received: moment,
                name: format!("Invented {number}"),
                email: format!("{number}@example.org"),
                postcode: String::new(),
                subject: "A plan".into(),
                text: "It is late.".into(),
                from_html: false,
                attachments: Vec::new(),
                to: Vec::new(),
                message_id: None,
                references: Vec::new(),
                fingerprint: [u8::try_from(number).expect("few"); 32],
                original: None,
                authority: None,
            };
            casebook.write(stamp, |writing| writing.log(&letter, None)).expect("logged");
            let row = i64::try_from(number).expect("few") + 1;
            let words = |facets: String| {
                facets.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
            };
            let view = of_story(&casebook.db, row).expect("its facets");
            assert_eq!(words(of_new_story(*received)), words(view), "{received}");
        }
    }
}
