//! A family's words, cleared for one use on one day.
//!
//! [`Story::quote`](crate::quotation::Quotable::quote) is the only maker of a [`Quotation`], and a
//! briefing holds no other kind of family's words: what has no consent cannot compile its way onto
//! a page.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::consent::{Consent, ConsentLevel, Use};

/// A passage somebody would like to quote: not yet checked, and never printed as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotable {
    /// The story it belongs to.
    pub story: Uuid,
    /// The letter it was marked in.
    pub submission: Uuid,
    /// Where it stands in that letter's text, in bytes.
    pub start: u32,
    /// Where it ends, in bytes.
    pub end: u32,
    /// The words to print: the letter's own, or as the caseworker edited them
    /// (ellipsis and square brackets show the changes).
    pub words: String,
    /// How to speak of the person: "a mother in Hertfordshire".
    pub attribution: String,
    /// The home authority's name, where known.
    pub place: Option<String>,
    /// The first theme's label, where known.
    pub about: Option<String>,
}

/// Why a passage may not be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the family has agreed to “{}”, and this use needs “{}”", .has.label(), .needs.label())]
pub struct ConsentMissing {
    /// What the family agreed to.
    pub has: ConsentLevel,
    /// What the use needs.
    pub needs: ConsentLevel,
}

/// Words that a family has agreed may be used in this way on this day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    from: Quotable,
    level: ConsentLevel,
}

impl Quotable {
    /// Checks the consent and makes the quotation.
    ///
    /// # Errors
    /// [`ConsentMissing`] when the consent in force on that day does not reach the use.
    pub fn quote(self, consent: &Consent, wanted: Use, on: NaiveDate) -> Result<Quotation, ConsentMissing> {
        if consent.allows(wanted, on) {
            Ok(Quotation { level: consent.level_on(on), from: self })
        } else {
            Err(ConsentMissing { has: consent.level_on(on), needs: wanted.needs() })
        }
    }
}

impl Quotation {
    /// The words to print.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.from.words
    }

    /// How far the family's consent goes: printed beside the words.
    #[must_use]
    pub const fn level(&self) -> ConsentLevel {
        self.level
    }

    /// How to speak of the person.
    #[must_use]
    pub fn attribution(&self) -> &str {
        &self.from.attribution
    }

    /// The story the words come from.
    #[must_use]
    pub const fn story(&self) -> Uuid {
        self.from.story
    }

    /// The letter the words come from.
    #[must_use]
    pub const fn submission(&self) -> Uuid {
        self.from.submission
    }

    /// The home authority's name, where known.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.from.place.as_deref()
    }

    /// The first theme's label, where known.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        self.from.about.as_deref()
    }

    /// How long the words take to read aloud at 130 words a minute, in whole seconds.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        reading_seconds(self.words())
    }
}

/// How long words take to read aloud at 130 words a minute, in whole seconds, rounded up.
#[must_use]
pub fn reading_seconds(words: &str) -> u32 {
    let count = u32::try_from(words.split_whitespace().count()).unwrap_or(u32::MAX);
    count.saturating_mul(60).div_ceil(130)
}
