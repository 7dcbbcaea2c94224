//! The statutory time limits, as `data/time_limits.json` has them.

use std::sync::OnceLock;

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use super::Step;

/// One time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How it is named in the file.
    pub id: String,
    /// What has to have happened: "Final plan".
    pub name: String,
    /// The clock starts at the latest of these.
    pub from: Vec<Step>,
    /// And stops at any of these.
    pub until: Vec<Step>,
    /// The limit is not for a case that took this turn.
    pub unless: Vec<Step>,
    /// So many weeks, or months.
    pub amount: u32,
    /// Whether the law counts in months.
    pub months: bool,
    /// The law behind it: "reg 13(2)".
    pub law: String,
}

impl Limit {
    /// "20 weeks".
    #[must_use]
    pub fn length(&self) -> String {
        let unit = if self.months { "month" } else { "week" };
        format!("{} {unit}{}", self.amount, if self.amount == 1 { "" } else { "s" })
    }

    /// The last day within the limit, counted from a day.
    #[must_use]
    pub fn ends(&self, from: NaiveDate) -> NaiveDate {
        let end = if self.months {
            from.checked_add_months(Months::new(self.amount))
        } else {
            from.checked_add_days(Days::new(u64::from(self.amount) * 7))
        };
        end.unwrap_or(NaiveDate::MAX)
    }
}

/// A row of the table. `checked` says whether somebody has seen the limit at its source; of those that
/// nobody has, nothing is ever counted or printed.
#[derive(Deserialize)]
struct Row {
    id: String,
    law: String,
    checked: bool,
    #[serde(default)]
    counts: Option<Counts>,
}

#[derive(Deserialize)]
struct Counts {
    name: String,
    from: Vec<Step>,
    until: Vec<Step>,
    unless: Vec<Step>,
    amount: u32,
    unit: Unit,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Weeks,
    Months,
}

fn rows() -> serde_json::Result<Vec<Row>> {
    serde_json::from_str(include_str!("../../data/time_limits.json"))
}

fn limit(row: Row) -> Option<Limit> {
    let counts = row.counts.filter(|_| row.checked)?;
    Some(Limit {
        id: row.id,
        name: counts.name,
        from: counts.from,
        until: counts.until,
        unless: counts.unless,
        amount: counts.amount,
        months: counts.unit == Unit::Months,
        law: row.law,
    })
}

/// The limits that milestones can be counted against, each checked at its source.
#[must_use]
pub fn limits() -> &'static [Limit] {
    static LIMITS: OnceLock<Vec<Limit>> = OnceLock::new();
    LIMITS.get_or_init(|| rows().unwrap_or_default().into_iter().filter_map(limit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_that_is_counted_has_been_checked_at_its_source() {
        let rows: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../data/time_limits.json")).expect("the table parses");
        assert_eq!(super::rows().expect("and has the right shape").len(), rows.len());
        assert_eq!(limits().len(), 7, "an empty list would mean the table no longer parses");
        for limit in limits() {
            let row = rows.iter().find(|row| row["id"] == limit.id.as_str()).expect("a row");
            assert_eq!(row["checked"], true, "{}", limit.id);
            assert!(row["source"].as_str().is_some_and(|source| !source.is_empty()), "{}", limit.id);
            assert_eq!(row["limit"], limit.amount, "{}: counted as it is written", limit.id);
        }
        let unchecked: Vec<_> = rows.iter().filter(|row| row["checked"] == false).collect();
        assert!(!unchecked.is_empty(), "some of the table waits for somebody to look");
        for row in unchecked {
            assert!(row.get("counts").is_none(), "{} is not counted before somebody has", row["id"]);
        }
    }

    #[test]
    fn a_limit_nobody_has_checked_is_left_out_whatever_else_its_row_says() {
        let row = |checked| Row {
            id: "invented".into(),
            law: "reg 0".into(),
            checked,
            counts: Some(Counts {
                name: "Invented".into(),
                from: vec![Step::Request],
                until: vec![Step::Draft],
                unless: Vec::new(),
                amount: 1,
                unit: Unit::Weeks,
            }),
        };
        assert!(limit(row(true)).is_some());
        assert_eq!(limit(row(false)), None);
    }
}
