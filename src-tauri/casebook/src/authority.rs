//! The local authorities with SEND duties, and where a postcode lies.
//!
//! The authority that answers for a child is the county or unitary of the child's home: not the
//! district, not the constituency, not the school's. The tables are in `data/`.

mod postcode;

use std::sync::OnceLock;

pub(crate) use postcode::{POSTCODES, inward_number, locate_outward};
pub use postcode::{Postcode, locate};

/// The part of the United Kingdom an authority lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nation {
    /// England, whose law this program knows.
    England,
    /// Wales: individual development plans, another Act.
    Wales,
    /// Scotland: co-ordinated support plans, another Act.
    Scotland,
    /// Northern Ireland: the Education Authority answers there, not the council.
    NorthernIreland,
}

/// When an authority's name alone is enough to recognise it in a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BareName {
    /// Wherever it stands: "Hertfordshire".
    Enough,
    /// After words of place: "in Kent", for Kent is a surname too.
    AfterIn,
    /// Only beside a council word or words of living there: "Reading Borough Council".
    BesideCouncil,
}

/// A council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The nine-character code of the Office for National Statistics: `E10000015`.
    pub gss: String,
    /// The plain name: "Hertfordshire", "Bristol", "Central Bedfordshire".
    pub name: String,
    /// The council's full name: "Hertfordshire County Council".
    pub official_name: String,
    /// The name in the Department for Education's tables ("Bristol, City of"); England only.
    pub dfe_name: Option<String>,
    /// The Department for Education's number (919), stable when GSS codes change; England only.
    pub dfe_code: Option<u16>,
    /// Other names that stand for it anywhere: "Herts".
    pub aliases: Vec<String>,
    /// Towns that lie wholly within it.
    pub towns: Vec<String>,
    /// When `name` alone is enough in a letter.
    pub bare_name: BareName,
    /// The English region: "East of England". `None` outside England.
    pub region: Option<String>,
    /// The nation it lies in.
    pub nation: Nation,
}

impl Authority {
    /// Whether the Children and Families Act 2014 puts SEND duties on it: the 153 in England.
    #[must_use]
    pub fn has_send_duties(&self) -> bool {
        self.nation == Nation::England
    }
}

/// A district, past or present, and the authority with SEND duties above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct District {
    pub(crate) name: String,
    pub(crate) upper: &'static Authority,
}

/// Every council, in order of GSS code: the 153 of England, then Northern Ireland, Scotland, Wales.
#[must_use]
pub fn all() -> &'static [Authority] {
    static ALL: OnceLock<Vec<Authority>> = OnceLock::new();
    ALL.get_or_init(|| {
        let england = rows(include_str!("../data/local_authorities.csv")).filter_map(|row| english(&row));
        let devolved = rows(include_str!("../data/local_authorities_devolved.csv"));
        let mut all: Vec<_> = england.chain(devolved.filter_map(|row| elsewhere(&row))).collect();
        all.sort_by(|a, b| a.gss.cmp(&b.gss));
        all
    })
}

/// The council with this GSS code.
#[must_use]
pub fn by_gss(gss: &str) -> Option<&'static Authority> {
    let at = all().binary_search_by(|authority| authority.gss.as_str().cmp(gss)).ok()?;
    all().get(at)
}

/// Every district, with the authority that answers for its children.
pub(crate) fn districts() -> &'static [District] {
    static DISTRICTS: OnceLock<Vec<District>> = OnceLock::new();
    DISTRICTS.get_or_init(|| {
        rows(include_str!("../data/districts_to_upper_tier.csv"))
            .filter_map(|row| Some(District { name: row.get(1)?.to_owned(), upper: by_gss(row.get(2)?)? }))
            .collect()
    })
}

/// Initials that decide nothing alone ("HCC"), and those they may stand for.
pub(crate) fn ambiguous_aliases() -> &'static [(String, Vec<&'static Authority>)] {
    static ALIASES: OnceLock<Vec<(String, Vec<&'static Authority>)>> = OnceLock::new();
    ALIASES.get_or_init(|| {
        rows(include_str!("../data/ambiguous_aliases.csv"))
            .filter_map(|row| {
                Some((row.get(0)?.to_owned(), row.get(1)?.split('|').filter_map(by_gss).collect()))
            })
            .collect()
    })
}

fn rows(table: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(table.as_bytes()).into_records().filter_map(Result::ok)
}

fn english(row: &csv::StringRecord) -> Option<Authority> {
    let list = |cell: &str| cell.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Some(Authority {
        gss: row.get(0)?.to_owned(),
        name: row.get(2)?.to_owned(),
        official_name: row.get(4)?.to_owned(),
        dfe_name: Some(row.get(3)?.to_owned()),
        dfe_code: Some(row.get(1)?.parse().ok()?),
        aliases: list(row.get(5)?),
        towns: list(row.get(6)?),
        bare_name: match row.get(7)? {
            "council" => BareName::BesideCouncil,
            "in" => BareName::AfterIn,
            _ => BareName::Enough,
        },
        region: Some(row.get(8)?.to_owned()),
        nation: Nation::England,
    })
}

fn elsewhere(row: &csv::StringRecord) -> Option<Authority> {
    Some(Authority {
        gss: row.get(0)?.to_owned(),
        name: row.get(1)?.to_owned(),
        official_name: row.get(2)?.to_owned(),
        dfe_name: None,
        dfe_code: None,
        aliases: Vec::new(),
        towns: Vec::new(),
        bare_name: BareName::BesideCouncil,
        region: None,
        nation: match row.get(3)? {
            "Wales" => Nation::Wales,
            "Scotland" => Nation::Scotland,
            "Northern Ireland" => Nation::NorthernIreland,
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn england_has_153_authorities_with_send_duties() {
        assert_eq!(all().iter().filter(|authority| authority.has_send_duties()).count(), 153);
        assert_eq!(all().len(), 153 + 65, "and Wales, Scotland and Northern Ireland have 65 councils");
    }

    #[test]
    fn every_district_and_every_set_of_initials_leads_to_an_authority_with_duties() {
        assert_eq!(districts().len(), 198);
        assert!(districts().iter().all(|district| district.upper.has_send_duties()));
        assert!(ambiguous_aliases().iter().all(|(_, may_be)| !may_be.is_empty()));
    }

    #[test]
    fn no_alias_or_town_belongs_to_two_authorities() {
        let mut seen = std::collections::BTreeMap::new();
        for authority in all() {
            for name in authority.aliases.iter().chain(&authority.towns) {
                let other = seen.insert(name.to_lowercase(), &authority.gss);
                assert!(other.is_none_or(|gss| gss == &authority.gss), "{name}");
            }
        }
    }

    #[test]
    fn an_authority_is_found_by_its_code() {
        assert_eq!(by_gss("E10000015").map(|authority| authority.name.as_str()), Some("Hertfordshire"));
        assert_eq!(by_gss("E06000023").map(|authority| authority.name.as_str()), Some("Bristol"));
        assert_eq!(by_gss("E99999999"), None);
    }
}
