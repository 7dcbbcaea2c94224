//! Where the child's home is: the postcode the family gives, or else the places they name.
//!
//! A school, a hospital or a road named after a place is not home, and neither is where the family
//! moved from. Where two places are equally likely, nothing is offered.

use std::collections::HashMap;

use super::{
    Part, Span,
    gazetteer::{Entry, Kind, gazetteer},
    own_postcode,
    words::Words,
};
use crate::authority::{Authority, BareName, Postcode};

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

const LIVING: &[&str] = &[
    "live",
    "lives",
    "living",
    "lived",
    "resident",
    "residents",
    "resides",
    "family",
    "families",
    "home",
    "based",
    "here",
    "children",
    "parents",
    "moved",
    "address",
    "constituent",
    "constituents",
];
const NOT_HOME_BEFORE: &[&str] = &[
    "from",
    "near",
    "nearby",
    "neighbouring",
    "neighboring",
    "previously",
    "formerly",
    "originally",
    "sister",
    "brother",
    "friend",
    "friends",
    "cousin",
    "work",
    "works",
    "working",
    "job",
    "born",
    "trip",
    "travel",
    "travels",
    "drive",
    "drives",
    "driving",
    "school",
    "college",
    "hospital",
    "clinic",
    "unit",
    "placement",
    "specialist",
    "leaving",
    "left",
    "used",
    "like",
    "than",
    "unlike",
    "outside",
    "towards",
    "old",
    "other",
];
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "sir", "lady", "lord", "judge"];
const INSTITUTIONS: &[&str] = &[
    "hospital",
    "school",
    "schools",
    "academy",
    "college",
    "university",
    "road",
    "rd",
    "street",
    "st",
    "lane",
    "avenue",
    "ave",
    "close",
    "drive",
    "way",
    "house",
    "station",
    "airport",
    "fc",
    "united",
    "rovers",
    "grammar",
    "primary",
    "secondary",
    "infant",
    "infants",
    "junior",
    "nursery",
    "row",
    "hill",
    "crescent",
    "gardens",
    "court",
    "terrace",
    "infirmary",
    "clinic",
    "general",
    "trust",
    "nhs",
    "police",
    "sixth",
    "centre",
    "market",
    "arms",
    "building",
    "abbey",
    "park",
    "hall",
];
const COUNCIL: &[&str] = &[
    "council",
    "councils",
    "lea",
    "la",
    "authority",
    "borough",
    "send",
    "sen",
    "ehcp",
    "unitary",
    "cc",
    "bc",
];

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
        for entry in entries {
            let Some(weight) = weigh(text, words, at, length, entry) else { continue };
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

/// How much one mention says, or `None` where it says nothing about home.
fn weigh(text: &str, words: &Words, at: usize, length: usize, entry: &Entry) -> Option<f32> {
    let sentence = words.words.get(at)?.sentence;
    let same = |place: &usize| words.words.get(*place).is_some_and(|word| word.sentence == sentence);
    let before: Vec<&str> = (1..=4)
        .filter_map(|back| at.checked_sub(back))
        .take_while(same)
        .map(|place| words.folded(place))
        .collect();
    let after: Vec<usize> = (at + length..at + length + 3).take_while(same).collect();
    let capital = |place: usize| {
        words
            .words
            .get(place)
            .and_then(|w| w.span.of(text))
            .is_some_and(|w| w.starts_with(char::is_uppercase))
    };
    let last_before = before.first().copied().unwrap_or_default();
    if TITLES.contains(&last_before) {
        return None;
    }
    let full = entry.kind == Kind::Official;
    let council = full
        || after.iter().any(|place| COUNCIL.contains(&words.folded(*place)))
        || (last_before == "of"
            && before.get(1).is_some_and(|word| matches!(*word, "borough" | "city" | "county" | "council")));
    let institution = after.iter().take_while(|place| capital(**place) || words.folded(**place) == "and");
    if !council && institution.clone().any(|place| INSTITUTIONS.contains(&words.folded(*place))) {
        return None;
    }
    if !council && after.first().is_some_and(|place| INSTITUTIONS.contains(&words.folded(*place))) {
        return None;
    }
    let moved_to = before.contains(&"moved") && before.contains(&"to");
    let in_place = matches!(last_before, "in" | "across" | "of" | "within" | "under" | "throughout");
    let living =
        moved_to || ((in_place || last_before == "to") && before.iter().any(|word| LIVING.contains(word)));
    if !living && !council && before.iter().any(|word| NOT_HOME_BEFORE.contains(word)) {
        return None;
    }
    if entry.kind == Kind::Initials {
        let upper = words
            .words
            .get(at)
            .and_then(|w| w.span.of(text))
            .is_some_and(|w| !w.contains(char::is_lowercase));
        return upper.then_some(2.0);
    }
    let in_address = is_address_line(text, words, at, length);
    let long = entry.letters >= 8;
    if !(capital(at) || long || council || living) {
        return None;
    }
    let bare = match entry.bare_name {
        BareName::Enough => true,
        BareName::AfterIn => in_place || council || living || in_address,
        BareName::BesideCouncil => council || living || in_address,
    };
    let weight = match entry.kind {
        _ if !bare => return None,
        Kind::Official => 6.0,
        Kind::Name | Kind::Alias if council => 6.0,
        Kind::Name | Kind::Alias if living => 6.0,
        Kind::Name | Kind::Alias if in_address => 5.0,
        Kind::Name | Kind::Alias => 4.0,
        Kind::District | Kind::Town if living || in_address => 5.0,
        Kind::District | Kind::Town => 3.0,
        Kind::Initials => return None,
    };
    Some(weight)
}

/// Whether the place stands alone on a line, or between the commas of an address.
fn is_address_line(text: &str, words: &Words, at: usize, length: usize) -> bool {
    let (Some(first), Some(last)) = (words.words.get(at), words.words.get(at + length - 1)) else {
        return false;
    };
    let from = text.floor_char_boundary((first.span.start as usize).saturating_sub(20));
    let before = text.get(from..first.span.start as usize).unwrap_or_default().trim_end_matches([' ', '\t']);
    if !(before.is_empty() || before.ends_with('\n') || before.ends_with(',')) {
        return false;
    }
    let to = text.floor_char_boundary((last.span.end as usize).saturating_add(30));
    let after = text.get(last.span.end as usize..to).unwrap_or_default();
    let after = after.trim_start_matches([' ', '\t', ',', '.', '\r']);
    let rest = after.lines().next().unwrap_or_default().trim();
    rest.is_empty()
        || after.starts_with('\n')
        || Postcode::parse(rest).is_some()
        || Postcode::parse(&format!("{rest}1AA")).is_some()
}
