//! What is told by its shape: addresses, numbers, references.

use std::sync::LazyLock;

use regex::Regex;

use super::DetailKind;
use crate::{authority::Postcode, reading::Span};

const DAY: &str = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?\p{L}{3,9},?\s+\d{2,4}|\p{L}{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{4}-\d{2}-\d{2})";
const STREET: &str = r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|crescent|cres|court|gardens|gdns|grove|place|terrace|hill|square|row|mews|green|walk|gate|parade|rise|view|park|croft|end|bank|fold|yard|wharf|quay)";

/// What there must be in a text for a shape to be looked for at all: most texts have none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Digit,
    At,
    Dot,
    /// A colon, or the equals sign of a form.
    Colon,
    Letter,
}

impl Needs {
    fn are_met(self, text: &str) -> bool {
        let byte = |wanted: fn(u8) -> bool| text.bytes().any(wanted);
        match self {
            // A digit of any script is one to a pattern.
            Self::Digit => {
                byte(|one| one.is_ascii_digit()) || text.chars().any(|c| !c.is_ascii() && c.is_numeric())
            }
            Self::At => byte(|one| one == b'@'),
            Self::Dot => byte(|one| one == b'.'),
            Self::Colon => byte(|one| matches!(one, b':' | b'=')),
            Self::Letter => text.chars().any(char::is_alphabetic),
        }
    }
}

/// Each shape, what it is, what it needs, and which of its groups is what gives somebody away.
static SHAPES: LazyLock<Vec<(DetailKind, Needs, Regex)>> = LazyLock::new(|| {
    use DetailKind::{
        Address, BirthDate, Email, NationalInsurance, NhsNumber, Online, Phone, Postcode, PupilNumber,
        Reference,
    };
    use Needs::{At, Colon, Digit, Dot, Letter};
    let shapes = [
        (Email, At, r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+".to_owned()),
        (Online, Colon, r"\bhttps?://[^\s<>)\]]*[^\s<>)\].,;:!?]".to_owned()),
        (Online, Dot, r"(?i)\b(?:[\w-]+\.)+(?:com|org|net|example|co\.uk|org\.uk|gov\.uk|info|blog|me|tv)\b(?:/[^\s<>)\],;]*[^\s<>)\].,;:!?])?".to_owned()),
        (Online, At, r"(?:^|[\s(\[/:,])(@[\p{L}\d_.]*[\p{L}\d_])".to_owned()),
        (Online, Colon, r"(?i)\b(?:insta|instagram|twitter|tiktok|snapchat|facebook|username|handle)(?:\s+(?:is|name))?\s*[:=]\s*([\w.@/-]+)".to_owned()),
        (Phone, Digit, r"(?:\+44[\s(]*0?[)\s]*|\(0|\b0)\d[\d\s()-]{6,12}\d\b".to_owned()),
        (Postcode, Digit, r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,2}\d[A-Za-z]{2}\b".to_owned()),
        (NhsNumber, Digit, r"(?i)\bnhs(?:\s+(?:no|number|num))?\.?\s*(?:is|[:#(])?\s*(\d{3}[\s-]?\d{3}[\s-]?\d{4})\b".to_owned()),
        (NhsNumber, Digit, r"\b\d{3}[ -]\d{3}[ -]\d{4}\b".to_owned()),
        (PupilNumber, Digit, r"\b[A-HJ-NP-RT-Za-hj-np-rt-z]\d{11}[\dA-Za-z]\b".to_owned()),
        (NationalInsurance, Digit, r"(?i)\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b".to_owned()),
        (BirthDate, Digit, format!(r"(?i)\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth ?date|birthday|born)\s*(?:is|was|on|in|the|[:=(-])*\s*(?:the\s+|on\s+)?({DAY})")),
        (BirthDate, Digit, format!(r"(?i)\b({DAY})[^.\n]{{0,24}}\bborn\b")),
        (Reference, Digit, r"(?i)\b(?:ref(?:erence)?|case|complaint|enquiry|appeal|claim|account|hospital|file|badge|dla|pip|plan|lgsco|ombudsman|tribunal(?:'s)?|quote)\.?\s*(?:no|number|ref(?:erence)?|id)?\.?\s*(?:is|[:#])*\s*([a-z]{0,6}[/-]?[a-z]{0,4}[/-]?\d[\w/-]{2,}(?:\s\d{3}\s\d{3})?|\d{2}\s\d{3}\s\d{3})\b".to_owned()),
        (Reference, Digit, r"\b[A-Z]{1,6}(?:[/-][A-Z\d]{1,6})*[/-]?\d{2,}(?:[/-][\dA-Z]+)+\b".to_owned()),
        (Reference, Digit, r"\b[A-Z]{2,6}[/-](?:[A-Z]{1,4}[/-])?\d{3,}\b".to_owned()),
        (Reference, Digit, r"\b[A-Z]{2,5}\d{5,}\b|\b\d{2}\s0\d{2}\s\d{3}\b|\b\d[A-Z]\d{2}[A-Z]{2}\b".to_owned()),
        (Address, Digit, format!(r"(?i)\b(?:flat|apartment|apt|unit|room)\s+\d{{1,4}}[a-z]?\b(?:,?\s+\d{{1,4}}[a-z]?,?\s+(?:[\p{{L}}'’-]+\s+){{1,3}}{STREET}\b)?")),
        (Address, Digit, format!(r"\b\d{{1,4}}[A-Za-z]?,?\s+(?:\p{{Lu}}[\p{{L}}'’-]*\s+){{1,3}}(?i:{STREET})\b")),
        (Address, Digit, r"\b\d{1,4}[a-z]?,?\s+(?:[\p{L}'’-]+\s+){1,2}(?:street|road|rd|avenue|ave|lane|close|drive|crescent|gardens|grove|terrace|mews|parade)\b".to_owned()),
        (Address, Letter, r"\b(?:\p{Lu}[\p{L}'’-]*\s+){1,3}(?:Street|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Gardens|Grove|Terrace|Mews|Walk|Row|Cottage|Cottages|Farm|Bungalow|Forge|Mill|Rectory|Vicarage|Barn)\b".to_owned()),
        (Address, Letter, r"(?i)\b(?:live|lives|living|home|house)\s+(?:is\s+)?(?:on|at|off|down)\s+((?:[\p{L}'’-]+\s+){1,3}(?:street|road|avenue|lane|close|drive|crescent|gardens|grove|terrace|mews))\b".to_owned()),
        // What a form asks for is what is written behind it.
        (Address, Colon, r"(?im)^[ \t]*(?:home |my |our )?address[ \t]*:[ \t]*(\S[^\n]*)$".to_owned()),
    ];
    let read = |(kind, needs, shape): (_, _, String)| Some((kind, needs, Regex::new(&shape).ok()?));
    shapes.into_iter().filter_map(read).collect()
});

/// Everything with a shape, in no order.
pub(super) fn shapes(text: &str) -> Vec<(DetailKind, Span)> {
    let mut found = Vec::new();
    const ALL: [Needs; 5] = [Needs::Digit, Needs::At, Needs::Dot, Needs::Colon, Needs::Letter];
    let met: Vec<Needs> = ALL.into_iter().filter(|needs| needs.are_met(text)).collect();
    for (kind, _, shape) in SHAPES.iter().filter(|(_, needs, _)| met.contains(needs)) {
        for caught in shape.captures_iter(text) {
            let Some(place) = caught.get(1).or_else(|| caught.get(0)) else { continue };
            if fits(*kind, place.as_str()) {
                found.push((*kind, Span::new(place.start(), place.end())));
            }
        }
    }
    found
}

fn fits(kind: DetailKind, words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    match kind {
        DetailKind::Phone => (10..=13).contains(&digits),
        DetailKind::Postcode => Postcode::parse(words).is_some(),
        // "the High Street" is everybody's; a number and "years of waiting in a row" is nobody's.
        DetailKind::Address => {
            const PLAIN: [&str; 8] = [
                "high street",
                "downing street",
                "high road",
                "the road",
                "main road",
                "one row",
                "main street",
                "the street",
            ];
            let lower = words.to_lowercase();
            !PLAIN.contains(&lower.trim_start_matches("the ").trim_start_matches("10 "))
                && !["years", "weeks", "months", "days", "hours", "miles", "in a ", "year "]
                    .iter()
                    .any(|word| lower.contains(word))
        }
        _ => true,
    }
}

/// How many shapes can be read: a test sees that it is every one.
#[cfg(test)]
pub(super) fn readable() -> usize {
    SHAPES.len()
}
