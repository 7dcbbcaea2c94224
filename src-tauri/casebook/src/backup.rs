//! Which backups there should be: when one is due, what it is called, and which may go.
//!
//! Pure rules over days; the making is in `store/backup.rs`.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What a backup's folder ends in: it is a casebook.
pub(crate) const ENDING: &str = ".casebook";

/// How many of each are kept of the automatic ones.
const DAYS: usize = 7;
const WEEKS: usize = 4;
const MONTHS: usize = 12;

/// After so many days without an automatic backup, somebody should look.
const OVERDUE: i64 = 2;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// By itself, once a day.
    Daily,
    /// Before a newer program changed the file's shape.
    BeforeUpdate,
    /// Because somebody asked for it.
    Manual,
}

impl BackupKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::BeforeUpdate => "before an update",
            Self::Manual => "by hand",
        }
    }
}

/// The clock on an office's wall: British summer time runs from the last Sunday in March to the
/// last in October, changing at one in the morning UTC.
fn on_the_wall(at: DateTime<Utc>) -> NaiveDateTime {
    let last_sunday = |month| {
        let last = NaiveDate::from_ymd_opt(at.year(), month, 31)?;
        let sunday = last.checked_sub_days(Days::new(last.weekday().num_days_from_sunday().into()))?;
        sunday.and_hms_opt(1, 0, 0)
    };
    let (from, to) = (last_sunday(3), last_sunday(10));
    let naive = at.naive_utc();
    let summer = from.is_some_and(|from| naive >= from) && to.is_some_and(|to| naive < to);
    if summer { naive + TimeDelta::hours(1) } else { naive }
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    on_the_wall(at).date()
}

/// "2026-11-22 at 09.30": sorts by time, and every system takes it in a name.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    on_the_wall(at).format("%Y-%m-%d at %H.%M").to_string()
}

/// "22 November 2026", for a sentence.
pub(crate) fn spoken_day(at: DateTime<Utc>) -> String {
    day(at).format("%-d %B %Y").to_string()
}

/// What a backup's folder is called, without its ending.
pub(crate) fn title(casebook: &str, kind: BackupKind, at: DateTime<Utc>) -> String {
    format!("{casebook} {} ({})", moment(at), kind.word())
}

/// Whether today's automatic backup has yet to be made.
pub(crate) fn is_due(newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // A clock that was wrong once must not stop backups until it is overtaken.
    newest.is_none_or(|newest| day(newest) != day(now))
}

/// Whether the newest automatic backup is so old that somebody should look.
pub(crate) fn is_overdue(newest: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (day(now) - day(newest)).num_days() > OVERDUE
}

/// Which of these backups may go, as places in the list.
///
/// Of the daily ones stay the newest of each of the last 7 days, 4 weeks and 12 months that have
/// any: an office that closes for the summer does not come back to nothing. The newest always
/// stays, and so does everything that was not made daily.
pub(crate) fn thin(made: &[(BackupKind, DateTime<Utc>)]) -> Vec<usize> {
    let mut daily: Vec<_> =
        made.iter().enumerate().filter(|(_, (kind, _))| *kind == BackupKind::Daily).collect();
    daily.sort_by_key(|(place, (_, at))| std::cmp::Reverse((*at, *place)));
    let mut days = BTreeSet::new();
    let mut weeks = BTreeSet::new();
    let mut months = BTreeSet::new();
    let mut gone = Vec::new();
    for (place, (_, at)) in daily {
        let day = day(*at);
        let fresh = [
            days.len() < DAYS && days.insert(day),
            weeks.len() < WEEKS && weeks.insert((day.iso_week().year(), day.iso_week().week())),
            months.len() < MONTHS && months.insert((day.year(), day.month())),
        ];
        if !fresh.contains(&true) {
            gone.push(place);
        }
    }
    gone.sort_unstable();
    gone
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).single().expect("a moment")
    }

    #[test]
    fn a_backup_is_called_by_the_clock_on_the_wall() {
        let title = |at| title("North Dale", BackupKind::Daily, at);
        assert_eq!(title(at(2026, 11, 22, 9, 30)), "North Dale 2026-11-22 at 09.30 (daily)");
        assert_eq!(title(at(2026, 7, 1, 23, 30)), "North Dale 2026-07-02 at 00.30 (daily)", "summer time");
        assert_eq!(moment(at(2026, 3, 29, 0, 59)), "2026-03-29 at 00.59", "the minute before it begins");
        assert_eq!(moment(at(2026, 3, 29, 1, 0)), "2026-03-29 at 02.00");
        assert_eq!(moment(at(2026, 10, 25, 0, 59)), "2026-10-25 at 01.59", "the minute before it ends");
        assert_eq!(moment(at(2026, 10, 25, 1, 0)), "2026-10-25 at 01.00");
    }

    #[test]
    fn one_backup_a_day_is_due_even_after_the_clock_was_wrong() {
        let now = at(2026, 11, 22, 9, 30);
        assert!(is_due(None, now), "there is none");
        assert!(!is_due(Some(at(2026, 11, 22, 0, 10)), now), "today's is there");
        assert!(is_due(Some(at(2026, 11, 21, 23, 50)), now), "yesterday's is not today's");
        assert!(is_due(Some(at(2031, 1, 1, 9, 0)), now), "one from the future is not today's");
        assert!(!is_overdue(at(2026, 11, 20, 9, 0), now), "two days: a weekend");
        assert!(is_overdue(at(2026, 11, 19, 23, 0), now), "three days");
    }

    #[test]
    fn after_two_years_of_days_seven_days_four_weeks_and_twelve_months_are_left() {
        let first = at(2024, 11, 22, 9, 30);
        let mut kept: Vec<(BackupKind, DateTime<Utc>)> = Vec::new();
        for day in 0..730 {
            kept.push((BackupKind::Daily, first + TimeDelta::days(day)));
            for gone in thin(&kept).into_iter().rev() {
                kept.remove(gone);
            }
        }
        let left: Vec<_> = kept.iter().map(|(_, at)| day(*at).to_string()).collect();
        let days = [
            "2026-11-21",
            "2026-11-20",
            "2026-11-19",
            "2026-11-18",
            "2026-11-17",
            "2026-11-16",
            "2026-11-15",
        ];
        let weeks = ["2026-11-08", "2026-11-01"];
        let months = ["2026-10-31", "2026-09-30", "2025-12-31"];
        for expected in days.iter().chain(&weeks).chain(&months) {
            assert!(left.iter().any(|day| day == expected), "{expected} should be among {left:?}");
        }
        assert!(left.len() <= DAYS + WEEKS + MONTHS, "and no more than the rule says: {left:?}");
        assert!(!left.iter().any(|day| day.starts_with("2025-11")), "a year and a month ago is gone");
    }

    fn a_kind() -> impl Strategy<Value = BackupKind> {
        prop_oneof![
            4 => Just(BackupKind::Daily), 1 => Just(BackupKind::Manual), 1 => Just(BackupKind::BeforeUpdate)
        ]
    }

    proptest! {
        #[test]
        fn thinning_takes_only_what_the_rule_lets_go(
            made in proptest::collection::vec((a_kind(), 0_i64..60_000), 0..80)
        ) {
            let first = at(2020, 2, 27, 22, 0);
            let made: Vec<_> = made.into_iter().map(|(kind, hours)| (kind, first + TimeDelta::hours(hours))).collect();
            let gone = thin(&made);
            let stays: Vec<_> = (0..made.len()).filter(|place| !gone.contains(place)).map(|place| made[place]).collect();
            let of = |list: &[(BackupKind, DateTime<Utc>)]| -> Vec<DateTime<Utc>> {
                list.iter().filter(|(kind, _)| *kind == BackupKind::Daily).map(|(_, at)| *at).collect()
            };
            for place in &gone {
                prop_assert_eq!(made[*place].0, BackupKind::Daily, "only daily ones go");
            }
            let (all, left) = (of(&made), of(&stays));
            prop_assert_eq!(all.iter().max(), left.iter().max(), "the newest stays");
            prop_assert!(left.len() <= DAYS + WEEKS + MONTHS);
            let wanted: BTreeSet<_> = all.iter().map(|at| day(*at)).collect();
            for wanted in wanted.iter().rev().take(DAYS) {
                prop_assert!(left.iter().any(|at| day(*at) == *wanted), "one of {} stays", wanted);
            }
            let months: BTreeSet<_> = all.iter().map(|at| (day(*at).year(), day(*at).month())).collect();
            for month in months.iter().rev().take(MONTHS) {
                prop_assert!(left.iter().any(|at| (day(*at).year(), day(*at).month()) == *month));
            }
            prop_assert!(thin(&stays).is_empty(), "thinning what is thin takes nothing");
        }
    }
}
