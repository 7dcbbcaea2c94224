//! What in a letter may identify the family, for redaction: offered, never applied unseen.
//!
//! Recall first. Names are found by how letters name people (a title, "my son", a greeting, a
//! signature), by a list of first names and by capitals that no ordinary word explains; a name once
//! found is found everywhere in the letter, with or without its capital. Numbers and addresses are
//! found by their shape. In another language no name is guessed at: those of the lists are found there, and
//! those the English of the letter tells of.

mod lists;
mod names;
mod quote;
mod said;
mod settings;
mod shapes;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;

pub use quote::Place;

use super::{Letter, Span, lexicon::lexicon, words::Vocabulary};

/// What kind of thing gives somebody away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DetailKind {
    /// A first name, a surname, or both.
    Name,
    /// A school, nursery, hospital or surgery, by its name.
    Setting,
    /// A house, a street.
    Address,
    /// A town or village.
    Town,
    /// A postcode.
    Postcode,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
    /// The day somebody was born.
    BirthDate,
    /// An NHS number.
    NhsNumber,
    /// A unique pupil number.
    PupilNumber,
    /// A National Insurance number.
    NationalInsurance,
    /// A case's, a complaint's or an appeal's reference.
    Reference,
    /// A web address, or a name used online.
    Online,
}

impl DetailKind {
    /// All of them.
    const ALL: [Self; 13] = [
        Self::Name,
        Self::Setting,
        Self::Address,
        Self::Town,
        Self::Postcode,
        Self::Phone,
        Self::Email,
        Self::BirthDate,
        Self::NhsNumber,
        Self::PupilNumber,
        Self::NationalInsurance,
        Self::Reference,
        Self::Online,
    ];

    /// What it is called in `casebook suggest`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Setting => "setting",
            Self::Address => "address",
            Self::Town => "town",
            Self::Postcode => "postcode",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::BirthDate => "birth_date",
            Self::NhsNumber => "nhs_number",
            Self::PupilNumber => "pupil_number",
            Self::NationalInsurance => "national_insurance",
            Self::Reference => "reference",
            Self::Online => "online",
        }
    }

    /// What it is called on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Setting => "school or service",
            Self::Reference => "case reference",
            other => other.stands_for(),
        }
    }

    const fn stands_for(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Setting => "school",
            Self::Address => "address",
            Self::Town => "town",
            Self::Postcode => "postcode",
            Self::Phone => "telephone number",
            Self::Email => "email address",
            Self::BirthDate => "date of birth",
            Self::NhsNumber => "NHS number",
            Self::PupilNumber => "pupil number",
            Self::NationalInsurance => "National Insurance number",
            Self::Reference => "reference",
            Self::Online => "web address",
        }
    }
}

/// Words that may identify somebody, and what could stand in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What kind of thing.
    pub kind: DetailKind,
    /// Where it stands.
    pub span: Span,
    /// What reads well in its place, in square brackets: "[my son]", "[school]".
    pub placeholder: String,
}

/// Everything in a letter that may identify somebody, in the order of the letter.
#[must_use]
pub fn people(text: &str) -> Vec<Detail> {
    let mut known = Known::default();
    details(text, &mut known)
}

/// What a letter tells of its names, to be found again in any words of it: in a passage, as it stands
/// there or as somebody edited it.
#[derive(Debug)]
pub struct Names {
    known: Known,
}

impl Names {
    /// What a letter tells.
    #[must_use]
    pub fn of(letter: &str) -> Self {
        let mut known = Known::default();
        details(letter, &mut known);
        Self { known }
    }

    /// Whether some words, or a part of them, are in another language: whom they name, nobody has looked.
    #[must_use]
    pub fn are_unread(words: &str) -> bool {
        Letter::of(words, &mut Vocabulary::default()).foreign.is_some()
    }

    /// What in some words of the letter may identify somebody, in their order.
    #[must_use]
    pub fn within(&self, words: &str) -> Vec<Detail> {
        details(words, &mut self.known.clone())
    }
}

/// The words with every detail replaced. "My son Oliver" becomes "[My son]": whom the family spoke of
/// is said in its own words or not at all, so nobody's sex is guessed, and no other word changes.
#[must_use]
pub fn redacted(words: &str, details: &[Detail]) -> String {
    let mut out = String::with_capacity(words.len());
    let mut from = 0;
    for (span, instead) in replacements(words, details) {
        out.push_str(words.get(from..span.start as usize).unwrap_or_default());
        out.push_str(&instead);
        from = span.end as usize;
    }
    out.push_str(words.get(from..).unwrap_or_default());
    out
}

/// What would stand in place of each detail, and of which words: "my son" before a name goes with it.
fn replacements(words: &str, details: &[Detail]) -> Vec<(Span, String)> {
    let (mut found, mut from) = (Vec::with_capacity(details.len()), 0);
    for detail in details {
        let (start, end) = (detail.span.start as usize, detail.span.end as usize);
        let Some(before) = words.get(from..start) else { continue };
        let inner = detail.placeholder.trim_matches(['[', ']']);
        // "my son Oliver": the words before say it already.
        let trimmed = before.trim_end().trim_end_matches(',');
        let said = trimmed.len().checked_sub(inner.len()).and_then(|at| trimmed.get(at..));
        let (keep, said) = match said.filter(|said| said.eq_ignore_ascii_case(inner)) {
            Some(said) => (trimmed.len() - said.len(), Some(said)),
            None => (before.len(), None),
        };
        let kept = before.get(..keep).unwrap_or_default().trim_end();
        let begins = if kept.is_empty() { from == 0 } else { kept.ends_with(['.', '!', '?', ':']) };
        let mut inner = said.unwrap_or(inner).to_owned();
        if begins && let Some(first) = inner.chars().next() {
            inner.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        found.push((Span::new(from + keep, end), format!("[{inner}]")));
        from = end;
    }
    found
}

/// What a letter tells of its names: to be found again in any of its words.
#[derive(Debug, Default, Clone)]
struct Known {
    /// A folded word of a name, and what kind of name it is part of.
    names: BTreeMap<String, DetailKind>,
    /// Whom the family means by a name: "my son".
    relations: BTreeMap<String, String>,
    /// What a setting is, by a word of its name: "nursery".
    settings: BTreeMap<String, &'static str>,
}

fn details(text: &str, known: &mut Known) -> Vec<Detail> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::of(text, &mut vocabulary);
    let mut tokens = tokens::Tokens::of(&letter, &lexicon().symbols, false);
    settings::mark(&mut tokens, known);
    names::mark(&mut tokens, known);
    let mut found = shapes::shapes(letter.text);
    found.extend(tokens.spans());
    if letter.foreign.is_some() {
        let mut unread = tokens::Tokens::of(&letter, &lexicon().symbols, true);
        names::mark_unread(&mut unread, known);
        found.extend(unread.spans());
    }
    merged(found).into_iter().map(|(kind, span)| detail(letter.text, kind, span, known)).collect()
}

/// In order, and none overlapping another.
fn merged(mut found: Vec<(DetailKind, Span)>) -> Vec<(DetailKind, Span)> {
    found.sort_by_key(|(kind, span)| (span.start, std::cmp::Reverse(span.end), *kind));
    let mut merged: Vec<(DetailKind, Span)> = Vec::new();
    for (kind, span) in found {
        match merged.last_mut() {
            Some((_, last)) if last.overlaps(span) => last.end = last.end.max(span.end),
            _ => merged.push((kind, span)),
        }
    }
    merged
}

fn detail(text: &str, kind: DetailKind, span: Span, known: &Known) -> Detail {
    let words = span.of(text).unwrap_or_default().to_lowercase();
    let parts = || words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let stands_for = match kind {
        DetailKind::Name => parts().find_map(|part| known.relations.get(part).map(String::as_str)),
        DetailKind::Setting => parts().find_map(|part| known.settings.get(part).copied()),
        DetailKind::Online if words.starts_with('@') => Some("name online"),
        _ => None,
    };
    Detail { kind, span, placeholder: format!("[{}]", stands_for.unwrap_or(kind.stands_for())) }
}
