//! The law's clock: the dates of a child's plan, how exact each is, and where they stand against the
//! statutory time limits.
//!
//! A date a family remembers is a stretch of days: "in March" is any of 31. Whatever is said of two
//! such dates is said of every pair of days they may have been, so it is never more than they prove.

mod limits;
mod standing;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

pub use limits::{Limit, limits};
pub use standing::{Line, Standing, standing};

/// A step on the way to a plan, or around one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// An assessment was asked for: the clock starts.
    Request,
    /// The council agreed to assess.
    DecisionToAssess,
    /// The council refused to assess.
    RefusalToAssess,
    /// The council assessed, and refused to issue a plan.
    RefusalToIssue,
    /// A draft plan was sent.
    Draft,
    /// A plan was issued, or an amended one.
    FinalPlan,
    /// The meeting of a review was held.
    ReviewMeeting,
    /// The council said what follows from a review.
    ReviewDecision,
    /// The family appealed to the tribunal.
    Appeal,
}

impl Step {
    /// All of them, in the order in which they usually come.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::DecisionToAssess,
        Self::RefusalToAssess,
        Self::RefusalToIssue,
        Self::Draft,
        Self::FinalPlan,
        Self::ReviewMeeting,
        Self::ReviewDecision,
        Self::Appeal,
    ];

    /// The words used for it on screen and in print.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Request => "Assessment requested",
            Self::DecisionToAssess => "Agreed to assess",
            Self::RefusalToAssess => "Refused to assess",
            Self::RefusalToIssue => "Refused to issue a plan",
            Self::Draft => "Draft plan",
            Self::FinalPlan => "Final plan",
            Self::ReviewMeeting => "Review meeting",
            Self::ReviewDecision => "Decision after the review",
            Self::Appeal => "Appeal lodged",
        }
    }
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Exact {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The school year.
    SchoolYear,
    /// Somewhere between two days.
    About,
}

/// When something happened, as exactly as it is known: on one of the days from `from` to `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dated {
    /// The earliest day it may have been.
    pub from: NaiveDate,
    /// The latest.
    pub to: NaiveDate,
    /// How exactly it is known.
    pub exact: Exact,
}

impl Dated {
    /// A day.
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day, exact: Exact::Day }
    }

    /// A month of a year. `None` where there is no such month.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<Self> {
        let from = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self { from, to: month_end(from), exact: Exact::Month })
    }

    /// The school year that begins in a year: from September to August.
    #[must_use]
    pub fn school_year(begins: i32) -> Option<Self> {
        let from = NaiveDate::from_ymd_opt(begins, 9, 1)?;
        let to = NaiveDate::from_ymd_opt(begins.checked_add(1)?, 8, 31)?;
        Some(Self { from, to, exact: Exact::SchoolYear })
    }

    /// Somewhere between two days, whichever comes first.
    #[must_use]
    pub fn between(one: NaiveDate, other: NaiveDate) -> Self {
        Self { from: one.min(other), to: one.max(other), exact: Exact::About }
    }

    /// The same, but not after a day: what a letter tells of had happened when it was written.
    #[must_use]
    pub fn until(self, day: NaiveDate) -> Self {
        Self { to: self.to.min(day).max(self.from), ..self }
    }

    /// As the office writes it: "6 January 2024", "March 2024", "the school year 2021/22", "between 30
    /// October and 13 November 2023".
    #[must_use]
    pub fn label(self) -> String {
        let Self { from, to, exact } = self;
        match exact {
            Exact::Day => from.format("%-d %B %Y").to_string(),
            Exact::Month => from.format("%B %Y").to_string(),
            Exact::SchoolYear => format!("the school year {}", school_year_name(from)),
            Exact::About if from == to => format!("about {}", from.format("%-d %B %Y")),
            Exact::About if (from.month(), from.day()) == (1, 1) && to == year_end(from) => {
                from.format("%Y").to_string()
            }
            Exact::About => {
                let whole = from.day() == 1 && to == month_end(to);
                let (with_year, without) = if whole { ("%B %Y", "%B") } else { ("%-d %B %Y", "%-d %B") };
                let first = if from.year() == to.year() { without } else { with_year };
                format!("between {} and {}", from.format(first), to.format(with_year))
            }
        }
    }
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1)));
    next.unwrap_or(day)
}

fn year_end(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}

/// In which year the school year of a day began.
#[must_use]
pub fn school_year_of(day: NaiveDate) -> i32 {
    if day.month() >= 9 { day.year() } else { day.year() - 1 }
}

fn school_year_name(day: NaiveDate) -> String {
    let begins = school_year_of(day);
    format!("{begins}/{:02}", (begins + 1).rem_euclid(100))
}

#[cfg(test)]
mod tests;
