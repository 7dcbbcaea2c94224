//! What a date or a duration comes to, seen from the letter's own date.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use super::{Roughly, Says, Side, Time, Unit};
use crate::clock::{Dated, school_year_of};

/// What the letter tells of its own time.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::reading) struct Told {
    /// The day it was written.
    pub(in crate::reading) on: Option<NaiveDate>,
    /// The child's year at school on that day: the earliest and the latest it may be.
    pub(in crate::reading) year_group: Option<(i32, i32)>,
}

/// Seen so shortly after it, "last September" may be this one or the one before.
const RECENT_MONTHS: i32 = 4;

/// The same of "last summer".
const RECENT_SEASON: u32 = 4;

/// In a term or a season that began so few days ago, people still speak of the one a year before.
const JUST_BEGUN: i64 = 28;

/// A day without a year that would be so long ago was more likely meant to come.
const RECENT_DAYS: i64 = 320;

/// The days it may have been. `None` where that hangs on something the letter does not tell, or where it
/// is yet to come.
pub(in crate::reading) fn resolve(says: Says, told: Told) -> Option<Dated> {
    let absolute = match says {
        Says::Day { year: Some(year), month, day } => {
            Some(Dated::day(NaiveDate::from_ymd_opt(year, month, day)?))
        }
        Says::Month { year: Some(year), month } => Dated::month(year, month),
        Says::Time { year: Some(year), time, side } => of_year(year, time).map(|dated| beside(dated, side)),
        Says::Year(year) => {
            Some(Dated::between(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
        }
        _ => None,
    };
    let Some(on) = told.on else { return absolute };
    let dated = match absolute {
        Some(dated) => dated,
        None => relative(says, on, told.year_group)?,
    };
    (dated.from <= on).then(|| dated.until(on))
}

fn relative(says: Says, on: NaiveDate, year_group: Option<(i32, i32)>) -> Option<Dated> {
    match says {
        Says::Day { month, day, .. } => {
            let of = |year| NaiveDate::from_ymd_opt(year, month, day);
            let past = of(on.year()).filter(|day| *day <= on).or_else(|| of(on.year() - 1))?;
            ((on - past).num_days() <= RECENT_DAYS).then(|| Dated::day(past))
        }
        Says::Month { month, .. } => Dated::month(newest(on, month), month),
        Says::DayOf { back, month, day } => {
            NaiveDate::from_ymd_opt(on.year() - back, month, day).map(Dated::day)
        }
        Says::MonthOf { back, month } | Says::MonthThis { back, month } => {
            Dated::month(on.year() - back, month)
        }
        Says::MonthCome { back, month } => {
            Dated::month(on.year() + i32::from(month < on.month()) - back, month)
        }
        Says::MonthLast { back, month } => {
            let year = if month == on.month() { on.year() - 1 } else { newest(on, month) };
            let newest = Dated::month(year - back, month)?;
            let ago = (on.year() - year) * 12 + month_of(on) - month_of(newest.from);
            if ago >= RECENT_MONTHS || year < on.year() {
                return Some(newest);
            }
            Some(Dated::between(Dated::month(year - back - 1, month)?.from, newest.to))
        }
        Says::Time { time, side, .. } => begun(on, time).map(|dated| beside(dated, side)),
        Says::TimeOf { back, time } => of_year(on.year() - back, time),
        Says::LastTime(time) => {
            let ended = |year| of_year(year, time).filter(|dated| dated.to < on);
            let (newest, before) =
                years(on).find_map(|year| Some((ended(year)?, of_year(year - 1, time)?)))?;
            let recent = newest.to.checked_add_months(Months::new(RECENT_SEASON))? > on;
            Some(if recent { Dated::between(before.from, newest.to) } else { newest })
        }
        Says::Back { count, unit, roughly } => back(on, count, unit, roughly),
        Says::Yesterday => Some(Dated::day(on.pred_opt()?)),
        Says::LastWeekday(weekday) => {
            // Of this week or of the one before: people mean either.
            let ago = (on.weekday().num_days_from_monday() + 6 - weekday) % 7 + 1;
            let newest = on.checked_sub_days(Days::new(ago.into()))?;
            Some(Dated::between(newest.checked_sub_days(Days::new(7))?, newest))
        }
        Says::WeekBefore => {
            let since_monday = u64::from(on.weekday().num_days_from_monday());
            let monday = on.checked_sub_days(Days::new(since_monday + 7))?;
            Some(Dated::between(monday, monday.checked_add_days(Days::new(6))?))
        }
        Says::MonthBefore => {
            let before = on.checked_sub_months(Months::new(1))?;
            Dated::month(before.year(), before.month())
        }
        Says::YearBefore => resolve(Says::Year(on.year() - 1), Told { on: Some(on), year_group: None }),
        Says::ThisYear => Some(Dated::between(on.with_ordinal(1)?, on)),
        Says::SchoolYear(year) => {
            let (least, most) = year_group?;
            let begins = |now: i32| Some(school_year_of(on) - (now - year)).filter(|_| now >= year);
            let (first, last) = (Dated::school_year(begins(most)?)?, Dated::school_year(begins(least)?)?);
            if first == last { Some(first) } else { Some(Dated::between(first.from, last.to)) }
        }
        Says::Year(_) => None,
    }
}

/// The year in which a month was last, seen from a day: the month it is in counts.
fn newest(on: NaiveDate, month: u32) -> i32 {
    if month <= on.month() { on.year() } else { on.year() - 1 }
}

fn month_of(day: NaiveDate) -> i32 {
    i32::try_from(day.month()).unwrap_or_default()
}

/// The years in which something of the year may have been last, the newest first.
fn years(on: NaiveDate) -> impl Iterator<Item = i32> {
    (0..3).map(move |back| on.year() - back)
}

/// The last such time that had begun.
fn begun(on: NaiveDate, time: Time) -> Option<Dated> {
    if let Time::HalfTerm(None) = time {
        let each = [2, 5, 10].into_iter().filter_map(|month| begun(on, Time::HalfTerm(Some(month))));
        return each.max_by_key(|dated| dated.from);
    }
    let year = years(on).find(|year| of_year(*year, time).is_some_and(|dated| dated.from <= on))?;
    let newest = of_year(year, time)?;
    // What has only just begun is seldom what is told of.
    let fresh = newest.to > on && (on - newest.from).num_days() < JUST_BEGUN;
    Some(if fresh { Dated::between(of_year(year - 1, time)?.from, newest.to) } else { newest })
}

/// Such a time of one year. Terms and holidays are each council's own: these hold them all.
fn of_year(year: i32, time: Time) -> Option<Dated> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let between =
        |from: (u32, u32), to: (u32, u32)| Some(Dated::between(day(from.0, from.1)?, day(to.0, to.1)?));
    match time {
        Time::Season(begins) => {
            let first = day(begins, 1)?;
            Some(Dated::between(first, first.checked_add_months(Months::new(3))?.pred_opt()?))
        }
        Time::Term(1) => between((1, 1), (4, 30)),
        Time::Term(4) => between((4, 1), (7, 31)),
        Time::Term(_) => between((9, 1), (12, 31)),
        Time::HalfTerm(Some(2)) => between((2, 6), (2, 28)),
        Time::HalfTerm(Some(5)) => between((5, 20), (6, 8)),
        Time::HalfTerm(_) => between((10, 12), (11, 4)),
        Time::Christmas => {
            Some(Dated::between(day(12, 15)?, NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 7)?))
        }
        Time::NewYear => between((1, 1), (2, 14)),
        Time::Easter => {
            let sunday = easter(year)?;
            Some(Dated::between(
                sunday.checked_sub_days(Days::new(16))?,
                sunday.checked_add_days(Days::new(16))?,
            ))
        }
        Time::SummerHolidays => between((7, 8), (9, 7)),
    }
}

/// Shortly before or after: within a fortnight, and as far into it as people may mean.
fn beside(dated: Dated, side: Side) -> Dated {
    const FORTNIGHT: Days = Days::new(14);
    match side {
        Side::During => dated,
        Side::JustBefore => {
            Dated::between(dated.from.checked_sub_days(FORTNIGHT).unwrap_or(dated.from), dated.to)
        }
        Side::JustAfter => {
            Dated::between(dated.from, dated.to.checked_add_days(FORTNIGHT).unwrap_or(dated.to))
        }
    }
}

/// Easter Sunday, as Meeus reckons it.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let leaps = century.div_euclid(4);
    let moved = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - leaps - moved + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * century.rem_euclid(4) + 2 * rest.div_euclid(4) - epact - rest.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let day = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(day.div_euclid(31)).ok()?,
        u32::try_from(day.rem_euclid(31)).ok()? + 1,
    )
}

/// People round: "43 weeks" is 42 to 44, "two years" eighteen months to thirty.
fn back(on: NaiveDate, count: u32, unit: Unit, roughly: Roughly) -> Option<Dated> {
    let (count, slack, unit) = match unit {
        Unit::Days => (count, 2, unit),
        Unit::Weeks | Unit::Months => (count, 1, unit),
        Unit::Years => (count * 12, 6, Unit::Months),
    };
    let ago = |count: u32| match unit {
        Unit::Days => on.checked_sub_days(Days::new(count.into())),
        Unit::Weeks => on.checked_sub_days(Days::new(u64::from(count) * 7)),
        Unit::Months | Unit::Years => on.checked_sub_months(Months::new(count)),
    };
    let less = count.saturating_sub(slack);
    let (first, last) = match roughly {
        Roughly::About => (count + slack, less),
        // However long it has been, it has hardly been twice what was said.
        Roughly::AtLeast => (count * 2 + slack, count),
        Roughly::JustOver => (count + 2 * slack, count),
        Roughly::Nearly => (count, less),
    };
    Some(Dated::between(ago(first)?, ago(last)?))
}
