//! The family's own postcode, told from the school's, the council's and Parliament's.

use super::{
    Part, PartKind, Span,
    place::{AuthoritySuggestion, Because},
    words::Words,
};
use crate::authority::{Authority, Postcode, locate, locate_outward};

/// The council of the family's own postcode. `None` where there is none, or several disagree.
pub(super) fn home(text: &str, parts: &[Part], words: &Words) -> Option<AuthoritySuggestion> {
    let mut found: Vec<(AuthoritySuggestion, u8)> = Vec::new();
    for (at, word) in words.words.iter().enumerate() {
        let folded = words.folded(at);
        let next = words.words.get(at + 1);
        let pair = next.filter(|next| {
            let between = Span { start: word.span.end, end: next.span.start }.of(text).unwrap_or("-");
            folded.len() <= 4 && between.len() <= 3 && between.chars().all(char::is_whitespace)
        });
        let inward = words.folded(at + 1);
        let span = match pair {
            Some(next)
                if inward.len() == 3
                    && words.at(at + 1).is_some_and(|inward| inward.digits)
                    && Postcode::parse(&format!("{folded}{inward}")).is_some()
                    && !matches!(inward, "1st" | "2nd" | "3rd") =>
            {
                Span { start: word.span.start, end: next.span.end }
            }
            _ if !words.at(at).is_some_and(|word| word.digits) => continue,
            _ if (5..=7).contains(&folded.len()) => word.span,
            _ if (2..=4).contains(&folded.len()) => {
                if let Some(authority) = half(text, words, at)
                    && !belongs_elsewhere(text, words, at, word.span)
                {
                    found.push((AuthoritySuggestion::new(authority, word.span, Because::Postcode), 0));
                }
                continue;
            }
            _ => continue,
        };
        let Some(authority) = span.of(text).and_then(locate) else { continue };
        if let Some(strength) = strength(text, parts, words, at, span) {
            found.push((AuthoritySuggestion::new(authority, span, Because::Postcode), strength));
        }
        if found.len() > 50 {
            break;
        }
    }
    let best = found.iter().map(|(_, strength)| *strength).max()?;
    let mut strongest = found.iter().filter(|(_, strength)| *strength == best).map(|(one, _)| *one);
    let first = strongest.next()?;
    strongest.all(|one| one.gss == first.gss).then_some(first)
}

/// How likely a postcode is the family's own: `None` for somebody else's.
fn strength(text: &str, parts: &[Part], words: &Words, at: usize, span: Span) -> Option<u8> {
    let postcode = span.of(text).and_then(Postcode::parse)?;
    if postcode.outward() == "SW1A" {
        return None; // Parliament and Whitehall
    }
    if belongs_elsewhere(text, words, at, span) {
        return None;
    }
    let near = near(words, at);
    if near.iter().any(|word| matches!(*word, "from" | "previously" | "formerly" | "old" | "used")) {
        return Some(1);
    }
    let part = parts.iter().find(|part| part.span.overlaps(span))?;
    let said = near
        .iter()
        .any(|word| matches!(*word, "live" | "lives" | "living" | "address" | "postcode" | "moved"));
    Some(if said || part.kind == PartKind::Signature { 3 } else { 2 })
}

/// The eight words before a place, nearest first.
fn near<'v>(words: &Words<'v>, at: usize) -> Vec<&'v str> {
    (1..=8).filter_map(|back| at.checked_sub(back)).map(|place| words.folded(place)).collect()
}

/// Whether the address before a postcode is an office's, a school's or a hospital's.
fn belongs_elsewhere(text: &str, words: &Words, at: usize, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let tail: Vec<char> = before.chars().rev().take(220).collect();
    let tail: String = tail.into_iter().rev().collect();
    let block = tail.rsplit("\n\n").next().unwrap_or_default();
    block.lines().any(|line| line.chars().count() < 60 && is_office(line))
        || near(words, at)
            .iter()
            .take(5)
            .any(|word| matches!(*word, "school" | "hospital" | "academy" | "clinic"))
}

/// The council of half a postcode ("wellingborough NN8") that lies wholly in one. Half a postcode
/// with a single letter could be a motorway or a section of an Act.
fn half(text: &str, words: &Words, at: usize) -> Option<&'static Authority> {
    let raw = words.words.get(at)?.span.of(text)?;
    let letters = raw.chars().take_while(char::is_ascii_alphabetic).count();
    let fits = letters == 2 && raw.starts_with(|c: char| c.is_ascii_uppercase());
    fits.then(|| locate_outward(raw)).flatten()
}

/// Whether a line of an address belongs to an office, a school or a hospital, not a family.
fn is_office(line: &str) -> bool {
    const OFFICES: &[&str] = &[
        "mp",
        "council",
        "school",
        "academy",
        "college",
        "hospital",
        "tribunal",
        "clinic",
        "surgery",
        "nursery",
        "department",
        "team",
        "parliament",
        "commons",
        "civic",
        "ofsted",
        "ombudsman",
        "trust",
        "nhs",
    ];
    const ROADS: &[&str] =
        &["lane", "road", "street", "close", "hill", "house", "drive", "avenue", "walk", "way", "row"];
    let lower = line.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let greeting = words.first().is_some_and(|first| matches!(*first, "dear" | "hi" | "hello" | "re"));
    let office = words.iter().enumerate().any(|(at, word)| {
        OFFICES.contains(word) && !words.get(at + 1).is_some_and(|next| ROADS.contains(next))
    });
    (office && !greeting) || lower.contains("county hall") || lower.contains("town hall")
}
