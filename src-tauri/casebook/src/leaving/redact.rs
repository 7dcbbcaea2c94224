//! Words found wherever they stand, so that they can be marked or taken out.
//!
//! Taken out means gone: what is printed and what is written is made from the text that is left.

use std::borrow::Cow;
use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::people::Kind;

/// What stands where somebody else's words stood.
pub(crate) const REMOVED: &str = "[removed: another person]";

/// Names that are words of every letter too: alone they prove nothing.
const ORDINARY: [&str; 52] = [
    "april",
    "august",
    "best",
    "bill",
    "black",
    "brown",
    "christian",
    "church",
    "cook",
    "dawn",
    "day",
    "english",
    "faith",
    "field",
    "frank",
    "good",
    "grace",
    "grant",
    "green",
    "gray",
    "grey",
    "hill",
    "holly",
    "hope",
    "ivy",
    "joy",
    "june",
    "king",
    "law",
    "little",
    "long",
    "major",
    "mark",
    "may",
    "miles",
    "page",
    "park",
    "parents",
    "rich",
    "rose",
    "school",
    "short",
    "small",
    "sue",
    "summer",
    "sunny",
    "white",
    "will",
    "win",
    "wood",
    "woods",
    "young",
];

/// A set of words to be found.
pub(crate) enum Words {
    /// None.
    None,
    /// These.
    These(Regex),
    /// Too many to look for one by one: every text counts as found, so that nothing is let through.
    Everything,
}

fn bounded(pattern: String, words: &str) -> String {
    let edge = |letter: Option<char>| if letter.is_some_and(char::is_alphanumeric) { r"\b" } else { "" };
    format!("{}{pattern}{}", edge(words.chars().next()), edge(words.chars().next_back()))
}

/// The words with any white space, line break or quoting mark between them.
fn spread(words: &str) -> String {
    let parts: Vec<String> = words
        .split_whitespace()
        .map(|part| regex::escape(&part.replace('’', "'")).replace('\'', "['’]"))
        .collect();
    bounded(parts.join(r"[\s>|]+"), words)
}

fn any_case(pattern: &str) -> String {
    format!("(?i:{pattern})")
}

/// A telephone number, however it is spaced and with or without the country's code.
fn phone(words: &str) -> Option<String> {
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("44").or(digits.strip_prefix('0')).unwrap_or(&digits);
    let national = national.strip_prefix('0').unwrap_or(national);
    if national.len() < 6 {
        return None;
    }
    let spaced: Vec<String> = national.chars().map(String::from).collect();
    Some(format!(r"(?:\+?44[\s().-]*0?|0)?[\s().-]*{}\b", spaced.join(r"[\s().-]*")))
}

/// One name of several: only as it is written, and only where it is no word of every letter.
fn alone(name: &str) -> Option<String> {
    let telling = name.chars().count() >= 3 && !ORDINARY.contains(&name.to_lowercase().as_str());
    telling.then(|| format!("(?:{}|{})", spread(name), spread(&name.to_uppercase())))
}

/// Every way in which this is written.
fn ways(words: &str, kind: Option<Kind>, own: &[String]) -> Vec<String> {
    let mut ways = Vec::new();
    match kind {
        Some(Kind::Phone) => ways.extend(phone(words)),
        Some(Kind::Postcode) => {
            let close: String = words.split_whitespace().collect();
            let parts: Vec<String> = close.chars().map(|letter| regex::escape(&letter.to_string())).collect();
            ways.push(any_case(&bounded(parts.join(r"\s*"), &close)));
        }
        Some(Kind::Person | Kind::Staff) => {
            let names = super::people::names(words);
            let whole = names.join(" ");
            let theirs = |name: &str| own.iter().any(|own| own.eq_ignore_ascii_case(name));
            if names.len() > 1 {
                ways.push(any_case(&spread(&whole)));
            }
            let ends = [names.last(), names.first().filter(|_| names.len() > 1)];
            for name in ends.into_iter().flatten().filter(|name| !theirs(name)) {
                ways.extend(alone(name));
            }
        }
        _ => {}
    }
    ways.push(any_case(&spread(words)));
    ways
}

impl Words {
    /// These words; with their kind known, in every way in which that kind is written. `own` are the
    /// names of the person it is all about: those alone are never taken for somebody else's.
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = (&'a str, Option<Kind>)>, own: &[String]) -> Self {
        let mut all: Vec<String> = words
            .into_iter()
            .filter(|(words, _)| !words.trim().is_empty())
            .flat_map(|(words, kind)| ways(words.trim(), kind, own))
            .collect();
        // The longest way of writing something wins where several begin at one place.
        all.sort_by_key(|way| std::cmp::Reverse(way.len()));
        all.dedup();
        if all.is_empty() {
            return Self::None;
        }
        // Everything in it is escaped: it can only fail by being far too large.
        let whole = RegexBuilder::new(&all.join("|")).size_limit(64 << 20).build();
        whole.map_or(Self::Everything, Self::These)
    }

    /// Where they stand in a text.
    pub(crate) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::None => Vec::new(),
            Self::These(regex) => regex.find_iter(text).map(|found| found.range()).collect(),
            Self::Everything => std::iter::once(0..text.len()).collect(),
        }
    }

    /// How often they stand in a text.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.spans(text).len()
    }

    /// The text without them.
    pub(crate) fn taken_out<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::None => Cow::Borrowed(text),
            Self::These(regex) => regex.replace_all(text, regex::NoExpand(REMOVED)),
            Self::Everything => Cow::Borrowed(REMOVED),
        }
    }
}
