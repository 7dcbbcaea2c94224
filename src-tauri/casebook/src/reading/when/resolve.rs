//! What a date or a duration comes to, seen from the letter's own date.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use super::{Roughly, Says, Unit};
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
        Says::Season { year: Some(year), begins } => season(year, begins),
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
        Says::LastMonth(month) => {
            let year = if month == on.month() { on.year() - 1 } else { newest(on, month) };
            let newest = Dated::month(year, month)?;
            let ago = (on.year() - year) * 12 + month_of(on) - month_of(newest.from);
            if ago >= RECENT_MONTHS || year < on.year() {
                return Some(newest);
            }
            Some(Dated::between(Dated::month(year - 1, month)?.from, newest.to))
        }
        Says::Season { begins, .. } => {
            let this = season(on.year(), begins).filter(|season| season.from <= on);
            this.or_else(|| season(on.year() - 1, begins))
        }
        Says::LastSeason(begins) => {
            let ended = |year| season(year, begins).filter(|season| season.to < on);
            let newest =
                ended(on.year()).or_else(|| ended(on.year() - 1)).or_else(|| ended(on.year() - 2))?;
            let recent = newest.to.checked_add_months(Months::new(RECENT_SEASON))? > on;
            let before = newest.from.checked_sub_months(Months::new(12))?;
            Some(if recent { Dated::between(before, newest.to) } else { newest })
        }
        Says::Back { count, unit, roughly } => back(on, count, unit, roughly),
        Says::Yesterday => Some(Dated::day(on.pred_opt()?)),
        Says::MonthBefore => {
            let before = on.checked_sub_months(Months::new(1))?;
            Dated::month(before.year(), before.month())
        }
        Says::YearBefore => resolve(Says::Year(on.year() - 1), Told { on: Some(on), year_group: None }),
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

fn season(year: i32, begins: u32) -> Option<Dated> {
    let first = NaiveDate::from_ymd_opt(year, begins, 1)?;
    let last = first.checked_add_months(Months::new(3))?.pred_opt()?;
    Some(Dated::between(first, last))
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
        Roughly::Nearly => (count, less),
    };
    Some(Dated::between(ago(first)?, ago(last)?))
}
