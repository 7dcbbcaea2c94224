//! What a letter says: offered to the caseworker with the words it rests on, never applied unseen.
//!
//! [`read`] is a pure function of the letter's text. It cannot fail, takes time in proportion to
//! the text, and every suggestion points at its evidence. The words it knows are data:
//! `data/lexicon.json`.
//!
//! What does not belong here: dates and the law's clocks, the sender's headers, and anything that
//! is stored.

mod consent_words;
mod gazetteer;
mod identity;
mod lexicon;
mod own_postcode;
mod parts;
mod passages;
mod pattern;
mod place;
mod sentences;
mod themes;
mod urgent;
mod words;

pub use consent_words::ConsentSuggestion;
pub use parts::{Part, PartKind, parts};
pub use place::{AuthoritySuggestion, Because};
pub use themes::{OFFER, ThemeSuggestion};

/// A stretch of the letter's text, in bytes, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it ends: the first byte behind it.
    pub end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let narrow = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The words the span covers. `None` where the span is not one of this text.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Everything a letter suggests.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Themes worth offering, best first.
    pub themes: Vec<ThemeSuggestion>,
    /// The authority of the child's home, where the letter gives it away.
    pub authority: Option<AuthoritySuggestion>,
    /// Words that suggest risk to a child, in the order of the letter.
    pub urgent: Vec<Span>,
    /// What the family says about using their words.
    pub consent: Option<ConsentSuggestion>,
    /// Up to three passages worth reading aloud, best first: one or two whole sentences each.
    pub passages: Vec<Span>,
}

/// A text longer than this is read up to here (at a character boundary): no letter is.
const LONGEST: usize = 16 * 1024 * 1024;

/// Reads a letter.
#[must_use]
pub fn read(text: &str) -> Reading {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let parts = parts(text);
    let symbols = &lexicon::lexicon().symbols;
    let of = |kinds: &[PartKind]| -> Vec<Span> {
        let chosen = parts.iter().filter(|part| kinds.contains(&part.kind));
        chosen.flat_map(|part| sentences::sentences(text, part.span)).collect()
    };
    let own = of(&[PartKind::Words]);
    let words = words::Words::of(text, &own, symbols);
    let signed = words::Words::of(text, &of(&[PartKind::Words, PartKind::Signature]), symbols);
    let quoted = words::Words::of(text, &of(&[PartKind::Quoted]), symbols);
    let hits = themes::hits(&words);
    let risk = urgent::urgent(&words);
    let passages = passages::passages(text, &own, &words, &hits, &risk);
    let mut urgent: Vec<Span> = risk.into_iter().chain(urgent::urgent(&quoted)).take(urgent::MOST).collect();
    urgent.sort_unstable();
    Reading {
        themes: themes::suggest(&hits),
        authority: place::home(text, &parts, &signed),
        urgent,
        consent: consent_words::consent(&words),
        passages,
    }
}

#[cfg(test)]
mod tests;
