//! The notation of `data/lexicon.json`, and how its patterns are found in a letter's words.
//!
//! A pattern is a row of elements with spaces between them:
//!
//! | element | stands for |
//! | --- | --- |
//! | `plan` | that word |
//! | `assess*` | a word that begins so |
//! | `late\|overdue` | either |
//! | `@child` | any word of a class; classes are listed in the same file |
//! | `#` | any number, in digits or words; `#21`: any from 21 up |
//! | `..` `...` | up to four, or eight, words between; none of them a "not", all in one sentence |
//! | `plan?` | may be missing (not at the beginning) |
//!
//! Small words ("has been", "really", "the") may stand between elements without being written. A
//! "not" just before the first word means that the pattern is not found.

use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::HashMap;

use super::{
    Span,
    words::{self, Words},
};

/// The elements of every pattern, numbered, so that a word is compared with all of them once.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    numbers: HashMap<String, u16>,
    exact: HashMap<String, Vec<u16>>,
    prefixes: HashMap<String, Vec<u16>>,
    /// How long the prefixes are, in bytes, ascending.
    lengths: BTreeSet<usize>,
    at_least: Vec<(u32, u16)>,
}

impl Symbols {
    /// The elements a folded word satisfies, in ascending order.
    pub(super) fn satisfied_by(&self, folded: &str) -> Vec<u16> {
        let mut found: Vec<u16> = self.exact.get(folded).into_iter().flatten().copied().collect();
        for length in &self.lengths {
            if let Some(prefix) = folded.get(..*length) {
                found.extend(self.prefixes.get(prefix).into_iter().flatten());
            }
        }
        if let Some(value) = words::number(folded) {
            found.extend(self.at_least.iter().filter(|(least, _)| value >= *least).map(|(_, symbol)| symbol));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether any pattern spells this word out: then it is an ordinary word and not a name.
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.exact.contains_key(folded)
    }

    fn symbol(&mut self, element: &str, classes: &HashMap<String, String>) -> u16 {
        if let Some(known) = self.numbers.get(element) {
            return *known;
        }
        let symbol = u16::try_from(self.numbers.len()).unwrap_or(u16::MAX);
        self.numbers.insert(element.to_owned(), symbol);
        self.define(element, symbol, classes, 0);
        symbol
    }

    fn define(&mut self, element: &str, symbol: u16, classes: &HashMap<String, String>, depth: u8) {
        for one in element.split('|').filter(|one| !one.is_empty()) {
            if let Some(class) = one.strip_prefix('@') {
                if let Some(members) = classes.get(class).filter(|_| depth < 3) {
                    self.define(members, symbol, classes, depth + 1);
                }
            } else if let Some(least) = one.strip_prefix('#') {
                self.at_least.push((least.parse().unwrap_or(0), symbol));
            } else if let Some(prefix) = one.strip_suffix('*') {
                self.lengths.insert(prefix.len());
                self.prefixes.entry(prefix.to_owned()).or_default().push(symbol);
            } else {
                let word = one.strip_suffix("'s").unwrap_or(one);
                self.exact.entry(word.to_owned()).or_default().push(symbol);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Element {
    symbol: u16,
    optional: bool,
    /// How many words may stand before it.
    gap: u8,
}

#[derive(Debug)]
struct Pattern<T> {
    elements: Vec<Element>,
    means: T,
}

/// Patterns, each with what it means.
#[derive(Debug)]
pub(super) struct Patterns<T> {
    patterns: Vec<Pattern<T>>,
    /// For each element, the patterns that begin with it.
    beginning: Vec<Vec<u32>>,
}

/// A pattern found in a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<T> {
    /// Which pattern, counted through the set.
    pub(super) pattern: usize,
    /// What it means.
    pub(super) means: T,
    /// The words it was found in.
    pub(super) span: Span,
}

impl<T: Copy> Patterns<T> {
    pub(super) fn new() -> Self {
        Self { patterns: Vec::new(), beginning: Vec::new() }
    }

    pub(super) fn add(
        &mut self,
        text: &str,
        means: T,
        symbols: &mut Symbols,
        classes: &HashMap<String, String>,
    ) {
        let mut elements: Vec<Element> = Vec::new();
        let mut gap = 0;
        for element in text.split_whitespace() {
            match element {
                ".." => gap = 4,
                "..." => gap = 8,
                _ => {
                    let (element, optional) =
                        element.strip_suffix('?').map_or((element, false), |cut| (cut, true));
                    if !(optional && elements.is_empty()) {
                        elements.push(Element { symbol: symbols.symbol(element, classes), optional, gap });
                    }
                    gap = 0;
                }
            }
        }
        if let Some(first) = elements.first() {
            let symbol = usize::from(first.symbol);
            self.beginning.resize_with(self.beginning.len().max(symbol + 1), Vec::new);
            if let Some(slot) = self.beginning.get_mut(symbol) {
                slot.push(u32::try_from(self.patterns.len()).unwrap_or(u32::MAX));
            }
            self.patterns.push(Pattern { elements, means });
        }
    }

    /// Every place where a pattern is found, in the order of the letter.
    pub(super) fn find(&self, words: &Words, heed_negation: bool) -> Vec<Found<T>> {
        let mut found = Vec::new();
        let candidates = self.candidates(words);
        let mut compared = 0;
        for (place, word) in words.words.iter().enumerate() {
            let candidates = words.at(place).map_or(&[][..], |distinct| candidates.of(distinct.sort));
            if candidates.is_empty() || (heed_negation && words.negated(place)) {
                continue;
            }
            for index in candidates {
                let Some(pattern) = self.patterns.get(*index as usize) else { continue };
                let mut steps = MOST_STEPS;
                let rest = pattern.elements.get(1..).unwrap_or_default();
                let last = follow(rest, 0, words, place, &mut steps);
                compared += u64::from(MOST_STEPS - steps) + 1;
                if let Some(end) = last.and_then(|last| words.words.get(last)) {
                    let span = Span { start: word.span.start, end: end.span.end };
                    found.push(Found { pattern: *index as usize, means: pattern.means, span });
                }
            }
        }
        words.compared.set(words.compared.get() + compared);
        found
    }

    /// The patterns each sort of word can begin, without those that want a word the letter has not.
    fn candidates(&self, words: &Words) -> Candidates {
        let mut patterns = Vec::new();
        let mut of = vec![0..0; words.vocabulary.sorts.len()];
        let has = |element: &Element| element.optional || words.satisfy(element.symbol);
        for sort in words.sorts() {
            let symbols = words.vocabulary.sorts.get(*sort as usize).map_or(&[][..], |sort| &sort.symbols);
            let begin = patterns.len();
            for symbol in symbols {
                let begun = self.beginning.get(usize::from(*symbol)).map_or(&[][..], Vec::as_slice);
                patterns.extend(begun.iter().copied().filter(|index| {
                    self.patterns.get(*index as usize).is_some_and(|pattern| pattern.elements.iter().all(has))
                }));
            }
            if let Some(slot) = of.get_mut(*sort as usize) {
                *slot = begin..patterns.len();
            }
        }
        Candidates { patterns, of }
    }
}

/// The patterns that may begin with a word.
struct Candidates {
    patterns: Vec<u32>,
    /// For each sort of word, which of the patterns.
    of: Vec<Range<usize>>,
}

impl Candidates {
    fn of(&self, sort: u32) -> &[u32] {
        self.of.get(sort as usize).and_then(|range| self.patterns.get(range.clone())).unwrap_or_default()
    }
}

/// One pattern is given up at one place after so many comparisons.
const MOST_STEPS: u32 = 400;

/// The place of the last word when the remaining elements follow the word at `place`. `gap` is what
/// an element that was left out allowed.
fn follow(elements: &[Element], gap: u8, words: &Words, place: usize, steps: &mut u32) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(place) };
    let sentence = words.words.get(place)?.sentence;
    let gap = element.gap.max(gap);
    let (mut spare, mut fillers) = (gap, 3_u8);
    for next in place + 1.. {
        *steps = steps.checked_sub(1)?;
        let Some(word) = words.words.get(next).filter(|word| word.sentence == sentence) else { break };
        let distinct = words.vocabulary.distinct.get(word.is as usize)?;
        let sort = words.vocabulary.sorts.get(distinct.sort as usize)?;
        if sort.satisfies(element.symbol)
            && let Some(last) = follow(rest, 0, words, next, steps)
        {
            return Some(last);
        }
        if distinct.filler && fillers > 0 {
            fillers -= 1;
        } else if spare > 0 && !distinct.negates {
            spare -= 1;
        } else {
            break;
        }
    }
    if element.optional { follow(rest, gap, words, place, steps) } else { None }
}
