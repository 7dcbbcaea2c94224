//! Where the child's home is: the postcode the family gives, or else the places they name.
//!
//! A school, a hospital or a road named after a place is not home, and neither is where the family
//! moved from. Where two places are equally likely, nothing is offered.

use std::collections::HashMap;

use super::{
    Part, Span,
    gazetteer::{Kind, gazetteer},
    own_postcode,
    words::Words,
};
use crate::authority::Authority;

mod mention;
use mention::Mention;

/// What the suggestion rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The family's own postcode.
    Postcode,
    /// The authority's name.
    Name,
    /// Another name for it: "Herts".
    Alias,
    /// A district within it.
    District,
    /// A town within it.
    Town,
}

/// The authority that probably answers for the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthoritySuggestion {
    /// Its GSS code. It may be a council outside England, which has no duties under English law.
    pub gss: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The words the suggestion rests on.
    pub span: Span,
    /// What kind of words they are.
    pub because: Because,
}

impl AuthoritySuggestion {
    pub(super) fn new(authority: &'static Authority, span: Span, because: Because) -> Self {
        Self { gss: &authority.gss, name: &authority.name, span, because }
    }
}

/// What it takes to be offered, and by how much the best must lead.
const ENOUGH: f32 = 3.0;
const LEAD: f32 = 1.0;

/// The home authority, where the letter gives it away.
pub(super) fn home(text: &str, parts: &[Part], words: &Words) -> Option<AuthoritySuggestion> {
    own_postcode::home(text, parts, words).or_else(|| by_name(text, words))
}

fn by_name(text: &str, words: &Words) -> Option<AuthoritySuggestion> {
    let gazetteer = gazetteer();
    let mut mentions: Vec<(AuthoritySuggestion, f32)> = Vec::new();
    let mut initials: HashMap<&str, f32> = HashMap::new();
    let mut at = 0;
    while at < words.words.len() {
        let Some((entries, length)) = gazetteer.longest(words, at) else {
            at += 1;
            continue;
        };
        let mention = Mention::new(text, words, at, length);
        for entry in entries {
            let Some(weight) = mention.weigh(entry) else { continue };
            let span = Span {
                start: words.words.get(at).map_or(0, |word| word.span.start),
                end: words.words.get(at + length - 1).map_or(0, |word| word.span.end),
            };
            if entry.kind == Kind::Initials {
                initials.insert(&entry.authority.gss, weight);
                continue;
            }
            let because = match entry.kind {
                Kind::District => Because::District,
                Kind::Town => Because::Town,
                Kind::Alias => Because::Alias,
                _ => Because::Name,
            };
            if mentions.len() < 500 {
                mentions.push((AuthoritySuggestion::new(entry.authority, span, because), weight));
            }
        }
        at += length;
    }
    let mut totals: HashMap<&str, (f32, f32, AuthoritySuggestion)> = HashMap::new();
    for (mention, weight) in mentions {
        let slot = totals.entry(mention.gss).or_insert((0.0, -0.5, mention));
        if weight > slot.0 {
            (slot.0, slot.2) = (weight, mention);
        }
        slot.1 = (slot.1 + 0.5).min(2.0);
    }
    let mut ranked: Vec<(f32, AuthoritySuggestion)> = totals
        .values()
        .map(|(best, more, mention)| (best + more + initials.get(mention.gss).unwrap_or(&0.0), *mention))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.gss.cmp(b.1.gss)));
    let (best, mention) = ranked.first()?;
    let second = ranked.get(1).map_or(0.0, |(second, _)| *second);
    (*best >= ENOUGH && best - second >= LEAD).then_some(*mention)
}

/// Whether a place stands in a council's name, as it also does in letters that are in no English.
pub(super) fn beside_council(text: &str, span: Span) -> bool {
    let from = text.floor_char_boundary((span.start as usize).saturating_sub(30));
    let to = text.floor_char_boundary((span.end as usize).saturating_add(30));
    text.get(from..to).is_some_and(|near| near.to_lowercase().contains("council"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::reading::read;

    #[derive(Deserialize)]
    struct Letter {
        id: String,
        text: String,
        home: Option<String>,
    }

    #[test]
    fn where_home_is_offered_it_is_right_and_left_open_where_the_letter_does_not_say() {
        let lines = include_str!("../../corpus/places.jsonl").lines();
        let letters: Vec<Letter> =
            lines.map(|line| serde_json::from_str(line).expect("a labelled letter")).collect();
        let (mut offered, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
        for letter in &letters {
            let found = read(&letter.text).authority.map(|one| one.name);
            offered += usize::from(found.is_some());
            if found.is_some() && found != letter.home.as_deref() {
                wrong.push(&letter.id);
            } else if found.is_none() && letter.home.is_some() {
                missed.push(&letter.id);
            }
        }
        assert!(letters.len() >= 200, "{} letters say little", letters.len());
        assert!(wrong.len() * 100 <= offered * 3, "wrong: {wrong:?}");
        assert!(missed.len() * 10 <= letters.len(), "missed: {missed:?}");
    }
}
