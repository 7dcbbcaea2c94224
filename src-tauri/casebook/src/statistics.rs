//! Official figures that stand beside the stories: how many plans were issued within 20 weeks.
//!
//! The table is `data/ehcp_timeliness_2024.csv`. A figure that was not published is missing here,
//! and never nought.

use std::sync::OnceLock;

/// Who published the figures and where, as it is printed below them.
pub const SOURCE: &str = "Department for Education, Education, health and care plans, reporting year 2025 \
     (all EHC plans issued). Open Government Licence v3.0.";

/// The calendar year the figures are for.
pub const YEAR: u16 = 2024;

/// England's code in the table.
const ENGLAND: &str = "E92000001";

/// How many plans were issued in [`YEAR`], and how many of them in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeliness {
    /// The authority, or "England".
    pub name: String,
    /// Plans issued in the year, including those to which an exception applied.
    pub issued: u32,
    /// Of these, plans issued within 20 weeks of the request.
    pub within: u32,
    /// `within` as a share of `issued`, in percent, as published (one decimal).
    pub percent: f64,
}

/// The figures for one authority, by its GSS code. `None` where none were published.
#[must_use]
pub fn plans_within_20_weeks(gss: &str) -> Option<&'static Timeliness> {
    let table = table();
    let at = table.binary_search_by(|(code, _)| code.as_str().cmp(gss)).ok()?;
    table.get(at).map(|(_, row)| row)
}

/// The figures for England as a whole.
#[must_use]
pub fn england() -> Option<&'static Timeliness> {
    plans_within_20_weeks(ENGLAND)
}

fn table() -> &'static [(String, Timeliness)] {
    static TABLE: OnceLock<Vec<(String, Timeliness)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = include_str!("../data/ehcp_timeliness_2024.csv");
        let mut rows: Vec<_> =
            csv::Reader::from_reader(text.as_bytes()).records().filter_map(|row| parse(&row.ok()?)).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    })
}

fn parse(row: &csv::StringRecord) -> Option<(String, Timeliness)> {
    let figures = Timeliness {
        name: row.get(1)?.to_owned(),
        issued: row.get(2)?.parse().ok()?,
        within: row.get(3)?.parse().ok()?,
        percent: row.get(4)?.parse().ok()?,
    };
    Some((row.get(0)?.to_owned(), figures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority;

    #[test]
    fn the_figures_are_those_published() {
        let percent = |gss| plans_within_20_weeks(gss).map(|row| row.percent);
        assert_eq!(percent("E10000015"), Some(55.2), "Hertfordshire");
        assert_eq!(percent("E06000056"), Some(42.5), "Central Bedfordshire");
        assert_eq!(percent("E06000061"), Some(21.4), "North Northamptonshire");
        assert_eq!(percent("E06000062"), Some(10.8), "West Northamptonshire");
        assert_eq!(england().map(|row| (row.issued, row.within, row.percent)), Some((90_392, 41_448, 45.9)));
    }

    #[test]
    fn every_english_authority_has_a_row_under_its_own_name() {
        for authority in authority::all().iter().filter(|authority| authority.has_send_duties()) {
            let row = plans_within_20_weeks(&authority.gss);
            assert_eq!(row.map(|row| &row.name), Some(&authority.name), "{}", authority.gss);
        }
    }

    #[test]
    fn the_percentages_agree_with_the_counts() {
        for (_, row) in table() {
            let share = 100.0 * f64::from(row.within) / f64::from(row.issued);
            assert!((share - row.percent).abs() < 0.051, "{}: {share} against {}", row.name, row.percent);
        }
    }

    #[test]
    fn what_was_not_published_is_missing_and_not_nought() {
        let row = csv::StringRecord::from(vec!["E1", "Nowhere", "", "", ""]);
        assert_eq!(parse(&row), None);
        assert_eq!(plans_within_20_weeks("S12000036"), None, "Scotland has no EHC plans");
    }
}
