//! How a story is filed, as words of the index: what migration 6 writes, asked for again.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate};

use super::consents;
use super::word;
use crate::api::StoryFilter;
use crate::consent::ConsentLevel;
use crate::story::Status;

/// What every facet begins with: a letter that no script has, so that nobody types one.
const MARK: char = '\u{E000}';

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

/// It may be urgent, or was found to be.
pub(super) fn urgent() -> String {
    facet('u', "")
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

    /// The first day after the span that begins on this day.
    fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Year => first.checked_add_months(Months::new(12)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Day => first.checked_add_days(Days::new(1)),
        }
    }
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

/// What a list asks of the index beside words: each must hold. `known` is the first and the last day
/// there is, `campaign` the row of the campaign asked for.
pub(super) fn asked(
    filter: &StoryFilter,
    campaign: Option<i64>,
    known: (NaiveDate, NaiveDate),
) -> Vec<String> {
    let mut all = Vec::new();
    match filter.status {
        // A filed story with a new letter waits in the Inbox too.
        Some(Status::New) => all.push(facet('w', "")),
        Some(status) => all.push(facet('s', &word(&status))),
        None => {}
    }
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
    if filter.urgent {
        all.push(urgent());
    }
    if let Some(campaign) = campaign {
        all.push(facet('k', &campaign.to_string()));
    }
    if filter.without_campaigns {
        all.push(facet('o', ""));
    }
    if filter.from.is_some() || filter.to.is_some() {
        let (first, last) = known;
        let from = filter.from.map_or(first, |from| from.max(first));
        let to = filter.to.map_or(last, |to| to.min(last));
        let days: Vec<_> = spans(from, to).into_iter().map(|(span, first)| span.facet(first)).collect();
        // A period in which nothing came: a facet that nothing has.
        all.push(if days.is_empty() { facet('x', "") } else { any(&days) });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
