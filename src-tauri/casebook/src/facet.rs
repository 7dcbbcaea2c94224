//! What a caseworker would jot in the margin of a letter: the child's phase and year, needs, setting, how
//! far the plan is, what the family asks for, and whether it is praise. Offered, and kept where somebody
//! says so.

use serde::{Deserialize, Serialize};

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FacetKind {
    /// Early years, primary, secondary, post-16.
    Phase,
    /// The year at school.
    YearGroup,
    /// The child's age.
    Age,
    /// A type of need, as the Department for Education counts them.
    Need,
    /// Where the child is taught.
    Setting,
    /// How far the plan is.
    Stage,
    /// What the family asks for.
    Ask,
    /// They write to thank or praise.
    Praise,
}

impl FacetKind {
    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Phase => "Phase",
            Self::YearGroup => "Year",
            Self::Age => "Age",
            Self::Need => "Need",
            Self::Setting => "Setting",
            Self::Stage => "Plan",
            Self::Ask => "Asks",
            Self::Praise => "Praise",
        }
    }

    /// Whether only one of its kind is so at a time: a child is in one year, a plan at one stage.
    #[must_use]
    pub const fn is_one(self) -> bool {
        matches!(self, Self::Phase | Self::YearGroup | Self::Age | Self::Setting | Self::Stage)
    }
}

/// Something a letter can say of a child or a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet {
    /// What kind of thing.
    pub kind: FacetKind,
    /// How it is named in tables.
    pub id: &'static str,
    /// The words on screen.
    pub label: &'static str,
}

const fn facet(kind: FacetKind, id: &'static str, label: &'static str) -> Facet {
    Facet { kind, id, label }
}

/// All but years and ages, which are numbers. Stages stand from the last to the first: of several, the
/// first here is where the case is now.
pub const FACETS: [Facet; 37] = [
    facet(FacetKind::Phase, "early_years", "Early years"),
    facet(FacetKind::Phase, "primary", "Primary"),
    facet(FacetKind::Phase, "secondary", "Secondary"),
    facet(FacetKind::Phase, "post_16", "Post-16"),
    facet(FacetKind::Need, "asd", "Autistic spectrum disorder"),
    facet(FacetKind::Need, "semh", "Social, emotional and mental health"),
    facet(FacetKind::Need, "slcn", "Speech, language and communication needs"),
    facet(FacetKind::Need, "spld", "Specific learning difficulty"),
    facet(FacetKind::Need, "mld", "Moderate learning difficulty"),
    facet(FacetKind::Need, "sld", "Severe learning difficulty"),
    facet(FacetKind::Need, "pmld", "Profound and multiple learning difficulty"),
    facet(FacetKind::Need, "hi", "Hearing impairment"),
    facet(FacetKind::Need, "vi", "Vision impairment"),
    facet(FacetKind::Need, "msi", "Multi-sensory impairment"),
    facet(FacetKind::Need, "pd", "Physical disability"),
    facet(FacetKind::Need, "ds", "Down syndrome"),
    facet(FacetKind::Setting, "mainstream", "Mainstream school"),
    facet(FacetKind::Setting, "special", "Special school"),
    facet(FacetKind::Setting, "unit", "Unit or resourced provision"),
    facet(FacetKind::Setting, "eotas", "Educated otherwise than at school"),
    facet(FacetKind::Setting, "none", "Not in any school"),
    facet(FacetKind::Stage, "appeal", "Appeal"),
    facet(FacetKind::Stage, "review", "Plan under review"),
    facet(FacetKind::Stage, "plan", "Has a plan"),
    facet(FacetKind::Stage, "draft", "Draft plan"),
    facet(FacetKind::Stage, "assessing", "Being assessed"),
    facet(FacetKind::Stage, "refused", "Refused"),
    facet(FacetKind::Stage, "requested", "Assessment requested"),
    facet(FacetKind::Stage, "none", "No plan"),
    facet(FacetKind::Ask, "contact_council", "Asks to contact the council"),
    facet(FacetKind::Ask, "meet", "Asks to meet or talk"),
    facet(FacetKind::Ask, "parliament", "Asks to raise it in Parliament"),
    facet(FacetKind::Ask, "school_place", "Asks for a school place"),
    facet(FacetKind::Ask, "finish_plan", "Asks for the plan to be finished"),
    facet(FacetKind::Ask, "provision", "Asks for provision to be delivered"),
    facet(FacetKind::Ask, "transport", "Asks for transport"),
    facet(FacetKind::Praise, "praise", "Thanks or praise"),
];

/// Years at school; 0 is Reception.
const YEARS: std::ops::RangeInclusive<u8> = 0..=13;

/// Ages up to which the law knows children and young people with special educational needs.
const AGES: std::ops::RangeInclusive<u8> = 0..=25;

/// Everything that can be said, kind by kind: each with its kind and its id.
#[must_use]
pub fn all() -> Vec<(FacetKind, String)> {
    let years = YEARS.map(|year| (FacetKind::YearGroup, year.to_string()));
    let ages = AGES.map(|age| (FacetKind::Age, age.to_string()));
    let named = FACETS.iter().map(|facet| (facet.kind, facet.id.to_owned()));
    let mut all: Vec<_> = named.chain(years).chain(ages).collect();
    all.sort_by_key(|(kind, _)| *kind);
    all
}

/// Whether there is such a facet.
#[must_use]
pub fn is_known(kind: FacetKind, id: &str) -> bool {
    let number = |range: &std::ops::RangeInclusive<u8>| range.clone().any(|number| number.to_string() == id);
    match kind {
        FacetKind::YearGroup => number(&YEARS),
        FacetKind::Age => number(&AGES),
        _ => FACETS.iter().any(|facet| facet.kind == kind && facet.id == id),
    }
}

/// A facet within a sentence: with its kind, where its own words do not say it.
#[must_use]
pub fn told(kind: FacetKind, id: &str) -> String {
    let label = label(kind, id);
    match kind {
        FacetKind::Phase | FacetKind::Need | FacetKind::Setting | FacetKind::Stage => {
            format!("{} “{label}”", kind.label().to_lowercase())
        }
        FacetKind::YearGroup | FacetKind::Age | FacetKind::Ask | FacetKind::Praise => format!("“{label}”"),
    }
}

/// The words on screen for a facet with this id: also for a year and an age.
#[must_use]
pub fn label(kind: FacetKind, id: &str) -> String {
    match (kind, id) {
        (FacetKind::YearGroup, "0") => "Reception".into(),
        (FacetKind::YearGroup, year) => format!("Year {year}"),
        (FacetKind::Age, age) => format!("Aged {age}"),
        _ => {
            let found = FACETS.iter().find(|facet| facet.kind == kind && facet.id == id);
            found.map_or_else(String::new, |facet| facet.label.into())
        }
    }
}
