//! A letter as words: folded so that case, curly quotes, hyphens and hard-wrapped lines no longer
//! matter, each with its place in the original text and the sentence it belongs to.

use std::collections::HashMap;

use super::{Span, pattern::Symbols};

/// One word of the letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Where it stands in the text.
    pub(super) span: Span,
    /// Which sentence it belongs to, counted through the letter.
    pub(super) sentence: u32,
    /// Which distinct word it is.
    pub(super) is: u32,
}

/// A word as it is known to the patterns, however often it occurs.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    /// The folded word.
    pub(super) folded: String,
    /// The pattern elements it satisfies, in ascending order.
    pub(super) symbols: Vec<u16>,
    /// A small word ("has", "really", "the") that may stand between the words of a pattern.
    pub(super) filler: bool,
    /// A word that turns what follows into its opposite.
    pub(super) negates: bool,
}

/// Every word of some parts of a letter.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) words: Vec<Word>,
    pub(super) distinct: Vec<Distinct>,
    ids: HashMap<String, u32>,
}

const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "my",
    "his",
    "her",
    "their",
    "our",
    "your",
    "its",
    "any",
    "some",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "am",
    "has",
    "have",
    "had",
    "having",
    "do",
    "does",
    "did",
    "will",
    "would",
    "can",
    "could",
    "should",
    "may",
    "might",
    "must",
    "just",
    "still",
    "also",
    "really",
    "now",
    "even",
    "then",
    "only",
    "currently",
    "actually",
    "simply",
    "already",
    "completely",
    "totally",
    "so",
    "very",
    "quite",
    "again",
    "too",
    "absolutely",
    "literally",
    "basically",
    "effectively",
    "constantly",
    "continually",
    "repeatedly",
    "always",
    "finally",
    "recently",
    "suddenly",
    "yet",
    "all",
];

const NEGATORS: &[&str] = &["not", "no", "never", "without", "nor", "nobody", "none", "neither"];

/// Words that may stand between a negator and what it negates: "not yet on a waiting list".
const CARRIERS: &[&str] =
    &["longer", "to", "on", "at", "in", "under", "one", "need", "needed", "as", "got", "get"];

impl Words {
    /// The words of these sentences. Each sentence is a span of `text`.
    pub(super) fn of(text: &str, sentences: &[Span], symbols: &Symbols) -> Self {
        let mut words = Self::default();
        for (number, sentence) in sentences.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            words.add_sentence(text, *sentence, number, symbols);
        }
        words
    }

    /// The distinct word at a place, if there is one.
    pub(super) fn at(&self, place: usize) -> Option<&Distinct> {
        self.words.get(place).and_then(|word| self.distinct.get(word.is as usize))
    }

    /// The folded word at a place, or nothing at all beyond the ends.
    pub(super) fn folded(&self, place: usize) -> &str {
        self.at(place).map_or("", |word| word.folded.as_str())
    }

    /// Whether a word before this place turns it into its opposite: "not late", "no longer waiting".
    pub(super) fn negated(&self, place: usize) -> bool {
        let Some(sentence) = self.words.get(place).map(|word| word.sentence) else { return false };
        for back in 1..=5 {
            let Some(before) = place.checked_sub(back) else { return false };
            if self.words.get(before).is_none_or(|word| word.sentence != sentence) {
                return false;
            }
            let Some(word) = self.at(before) else { return false };
            if word.negates {
                // "Not only is he out of school" and "not just late" say it all the same.
                return !matches!(self.folded(before + 1), "only" | "just" | "merely");
            }
            if !word.filler && !CARRIERS.contains(&word.folded.as_str()) {
                return false;
            }
        }
        false
    }

    fn add_sentence(&mut self, text: &str, sentence: Span, number: u32, symbols: &Symbols) {
        let Some(slice) = sentence.of(text) else { return };
        let mut folded = String::new();
        let mut begin = None;
        let mut chars = slice.char_indices().peekable();
        let base = sentence.start as usize;
        while let Some((at, raw)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let inside = begin.is_some();
            let letter = raw.is_alphanumeric() || raw == '£';
            let joins = inside
                && next.is_some_and(char::is_alphanumeric)
                && (is_apostrophe(raw)
                    || (matches!(raw, ',' | '.')
                        && folded.ends_with(|c: char| c.is_ascii_digit())
                        && next.is_some_and(|c| c.is_ascii_digit())));
            if letter {
                begin.get_or_insert(at);
                folded.extend(raw.to_lowercase());
            } else if joins {
                folded.push(if is_apostrophe(raw) { '\'' } else { raw });
            }
            if begin.is_some() && (!(letter || joins) || next.is_none()) {
                let end = if letter || joins { at + raw.len_utf8() } else { at };
                let span = Span::new(base + begin.take().unwrap_or(at), base + end);
                self.add_word(&folded, span, number, symbols);
                folded.clear();
            }
        }
    }

    /// Adds a word, taken apart where it is a contraction ("they've" is "they have").
    fn add_word(&mut self, folded: &str, span: Span, sentence: u32, symbols: &Symbols) {
        let (first, second) = take_apart(folded);
        if let Some(tens) = self.words.last().copied()
            && let Some(units @ 1..=9) = number(first)
            && !first.starts_with(|c: char| c.is_ascii_digit())
            && tens.sentence == sentence
            && span.start.saturating_sub(tens.span.end) <= 1
            && let Some(20 | 30 | 40 | 50 | 60 | 70 | 80 | 90) = number(self.folded(self.words.len() - 1))
            && !self.folded(self.words.len() - 1).starts_with(|c: char| c.is_ascii_digit())
        {
            // "forty-seven" is one number.
            let value = number(self.folded(self.words.len() - 1)).unwrap_or(0) + units;
            let is = self.intern(&value.to_string(), symbols);
            if let Some(last) = self.words.last_mut() {
                *last = Word { span: Span { start: last.span.start, end: span.end }, sentence, is };
            }
            return;
        }
        for part in [first, second] {
            if !part.is_empty() {
                let is = self.intern(part, symbols);
                self.words.push(Word { span, sentence, is });
            }
        }
    }

    fn intern(&mut self, folded: &str, symbols: &Symbols) -> u32 {
        if let Some(is) = self.ids.get(folded) {
            return *is;
        }
        let is = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
        self.distinct.push(Distinct {
            folded: folded.to_owned(),
            symbols: symbols.satisfied_by(folded),
            filler: FILLERS.contains(&folded),
            negates: NEGATORS.contains(&folded),
        });
        self.ids.insert(folded.to_owned(), is);
        is
    }
}

fn is_apostrophe(raw: char) -> bool {
    matches!(raw, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '`' | '\u{FF07}')
}

/// A contraction as the two words it stands for; a possessive without its ending.
fn take_apart(folded: &str) -> (&str, &str) {
    match folded {
        "can't" | "cannot" | "cant" => return ("can", "not"),
        "won't" | "wont" => return ("will", "not"),
        "shan't" => return ("shall", "not"),
        "i'm" | "im" => return ("i", "am"),
        "dont" => return ("do", "not"),
        "doesnt" => return ("does", "not"),
        "didnt" => return ("did", "not"),
        "isnt" => return ("is", "not"),
        "wasnt" => return ("was", "not"),
        "hasnt" => return ("has", "not"),
        "havent" => return ("have", "not"),
        "hadnt" => return ("had", "not"),
        "wouldnt" => return ("would", "not"),
        "couldnt" => return ("could", "not"),
        "arent" => return ("are", "not"),
        _ => {}
    }
    let endings =
        [("n't", "not"), ("'ve", "have"), ("'re", "are"), ("'ll", "will"), ("'d", "would"), ("'s", "")];
    for (ending, means) in endings {
        if let Some(stem) = folded.strip_suffix(ending)
            && !stem.is_empty()
        {
            return (stem, means);
        }
    }
    (folded, "")
}

/// The number a word stands for: "47", "28,000", "forty".
pub(super) fn number(folded: &str) -> Option<u32> {
    if folded.starts_with(|c: char| c.is_ascii_digit()) {
        let digits: String =
            folded.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).take(9).collect();
        let ending = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
        return ending.is_empty().then(|| digits.parse().ok())?;
    }
    const SMALL: &[&str] = &[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place =
        |list: &[&str]| list.iter().position(|word| *word == folded).and_then(|at| u32::try_from(at).ok());
    place(SMALL).map(|at| at + 1).or_else(|| place(TENS).map(|at| (at + 2) * 10)).or(match folded {
        "hundred" => Some(100),
        "thousand" => Some(1000),
        _ => None,
    })
}
