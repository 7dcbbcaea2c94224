//! What a family has agreed to: a ladder of six steps, each given on a date, in some manner.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How far a family lets the office go with their story. Each step includes the ones below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ConsentLevel {
    /// Nobody has asked yet. The office may do its casework and nothing else.
    #[default]
    NotAsked,
    /// The family said: casework only.
    Casework,
    /// The story may be counted in anonymous figures.
    Counted,
    /// Words may be quoted without a name.
    Anonymous,
    /// Words may be read out in the House under a changed or first name.
    ReadOut,
    /// Words may be used with the family's name.
    Named,
}

impl ConsentLevel {
    /// Every step, lowest first.
    pub const ALL: [Self; 6] =
        [Self::NotAsked, Self::Casework, Self::Counted, Self::Anonymous, Self::ReadOut, Self::Named];

    /// The words used for this step on screen and in print.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked",
            Self::Casework => "Casework only",
            Self::Counted => "Counted in figures",
            Self::Anonymous => "Quote without a name",
            Self::ReadOut => "Read out, name changed",
            Self::Named => "Named",
        }
    }
}

/// One use somebody wants to make of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Counting the story in a figure that names nobody.
    Count,
    /// Printing words without a name.
    QuoteAnonymously,
    /// Reading words out in the House under a changed or first name.
    ReadOut,
    /// Printing or saying the words with the family's name.
    Name,
}

impl Use {
    /// The lowest step of the ladder that allows this use.
    #[must_use]
    pub const fn needs(self) -> ConsentLevel {
        match self {
            Self::Count => ConsentLevel::Counted,
            Self::QuoteAnonymously => ConsentLevel::Anonymous,
            Self::ReadOut => ConsentLevel::ReadOut,
            Self::Name => ConsentLevel::Named,
        }
    }
}

/// A step of the ladder as it was given: what, when and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Given {
    /// The step agreed to.
    pub level: ConsentLevel,
    /// The day the family said so.
    pub on: NaiveDate,
    /// How they said so: "email", "phone call with their mother", "survey form".
    pub how: String,
    /// True when this entry takes an earlier, higher step back.
    pub withdrawal: bool,
}

/// A story's consent over time, oldest first. The last entry given on or before a day is what
/// counts on that day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consent {
    history: Vec<Given>,
}

impl Consent {
    /// A consent with this history, in the order in which it was recorded.
    #[must_use]
    pub fn from_history(history: Vec<Given>) -> Self {
        Self { history }
    }

    /// Every entry, in the order in which it was recorded.
    #[must_use]
    pub fn history(&self) -> &[Given] {
        &self.history
    }

    /// The step in force on a day.
    ///
    /// Entries dated later do not count yet. A withdrawal counts from the moment it is recorded,
    /// whatever its date: a family that says no is believed at once.
    #[must_use]
    pub fn level_on(&self, day: NaiveDate) -> ConsentLevel {
        let last = self.history.iter().rfind(|given| given.withdrawal || given.on <= day);
        last.map_or(ConsentLevel::NotAsked, |given| given.level)
    }

    /// Whether a use is allowed on a day.
    #[must_use]
    pub fn allows(&self, wanted: Use, day: NaiveDate) -> bool {
        self.level_on(day) >= wanted.needs()
    }
}
