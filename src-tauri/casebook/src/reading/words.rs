//! A letter as words: folded so that case, curly quotes, hyphens and hard-wrapped lines no longer
//! matter, each with its place in the original text and the sentence it belongs to.
//!
//! Every distinct word is looked at once, however often it occurs and in however many letters, and is
//! a number from then on.

use std::{
    cell::{Cell, OnceCell},
    sync::OnceLock,
};

use foldhash::HashMap;

use super::{
    Span,
    language::{self, Sounds},
    list::List,
    pattern::Symbols,
    scanned,
};

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
#[derive(Debug)]
pub(super) struct Distinct {
    /// The folded word.
    pub(super) folded: Box<str>,
    /// Which sort of word it is: words of a sort satisfy the same pattern elements.
    pub(super) sort: u32,
    /// The number it stands for.
    pub(super) number: Option<u32>,
    /// Whether it has digits in it.
    pub(super) digits: bool,
    /// A small word ("has", "really", "the") that may stand between the words of a pattern.
    pub(super) filler: bool,
    /// A word that turns what follows into its opposite.
    pub(super) negates: bool,
    /// A word with which a newsletter's marks begin.
    pub(super) marks: bool,
    /// What it says about the language it stands in.
    pub(super) sounds: Sounds,
    carries: bool,
}

/// The pattern elements that the words of a sort satisfy.
#[derive(Debug)]
pub(super) struct Sort {
    /// In ascending order.
    pub(super) symbols: Vec<u16>,
    bits: Vec<u64>,
}

impl Sort {
    /// Whether the words of this sort satisfy an element.
    pub(super) fn satisfies(&self, symbol: u16) -> bool {
        bit(&self.bits, symbol)
    }
}

fn bit(bits: &[u64], symbol: u16) -> bool {
    bits.get(usize::from(symbol / 64)).is_some_and(|bits| bits >> (symbol % 64) & 1 == 1)
}

/// The distinct words of letters that are read one after another.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) distinct: Vec<Distinct>,
    pub(super) sorts: Vec<Sort>,
    sort_ids: HashMap<Vec<u16>, u32>,
    /// A word as it is written to the one or two words it stands for.
    written: HashMap<String, (u32, Option<u32>)>,
    /// A folded word to its place among the distinct.
    ids: HashMap<Box<str>, u32>,
}

/// More words than this are not kept from one letter to the next: some megabytes.
const MOST_DISTINCT: usize = 50_000;

/// The words of some parts of a letter, in order.
#[derive(Debug)]
pub(super) struct Words<'v> {
    pub(super) words: Vec<Word>,
    pub(super) vocabulary: &'v Vocabulary,
    /// What is among them: worked out when it is first asked for.
    among: OnceCell<Among>,
    /// How often a word was held against an element of a pattern: the measure of the work done.
    pub(super) compared: Cell<u64>,
}

/// What there is among some words.
#[derive(Debug, Default)]
struct Among {
    sorts: Vec<u32>,
    /// A bit for each pattern element that one of them satisfies.
    present: Vec<u64>,
}

static FILLERS: List = List::new(
    "a an the this that these those my his her their our your its any some is are was were be been \
     being am has have had having do does did will would can could should may might must just still \
     also really now even then only currently actually simply already completely totally so very \
     quite again too absolutely literally basically effectively constantly continually repeatedly \
     always finally recently suddenly yet all",
);

/// How the marks of [`super::themes::is_circular`] begin.
static MARKS: List = List::new("unsubscribe view you manage update");

static NEGATORS: List = List::new("not no never without nor nobody none neither");

/// Words that may stand between a negator and what it negates: "not yet on a waiting list".
static CARRIERS: List = List::new("longer to on at in under one need needed as got get");

impl<'v> Words<'v> {
    pub(super) fn new(words: Vec<Word>, vocabulary: &'v Vocabulary) -> Self {
        Self { words, vocabulary, among: OnceCell::new(), compared: Cell::new(0) }
    }

    /// The sorts of word there are among them, each once.
    pub(super) fn sorts(&self) -> &[u32] {
        &self.among().sorts
    }

    /// Whether one of the words satisfies a pattern element.
    pub(super) fn satisfy(&self, symbol: u16) -> bool {
        bit(&self.among().present, symbol)
    }

    fn among(&self) -> &Among {
        self.among.get_or_init(|| {
            let mut seen = vec![false; self.vocabulary.sorts.len()];
            let mut among = Among::default();
            for word in &self.words {
                let sort = self.vocabulary.distinct.get(word.is as usize).map_or(0, |distinct| distinct.sort);
                let Some(seen) = seen.get_mut(sort as usize).filter(|seen| !**seen) else { continue };
                *seen = true;
                among.sorts.push(sort);
                let bits = self.vocabulary.sorts.get(sort as usize).map_or(&[][..], |sort| &sort.bits);
                among.present.resize(among.present.len().max(bits.len()), 0);
                among.present.iter_mut().zip(bits).for_each(|(all, bits)| *all |= bits);
            }
            among
        })
    }

    /// The distinct word at a place, if there is one.
    pub(super) fn at(&self, place: usize) -> Option<&'v Distinct> {
        self.words.get(place).and_then(|word| self.vocabulary.distinct.get(word.is as usize))
    }

    /// The folded word at a place, or nothing at all beyond the ends.
    pub(super) fn folded(&self, place: usize) -> &'v str {
        self.at(place).map_or("", |word| &word.folded)
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
            if !word.filler && !word.carries {
                return false;
            }
        }
        false
    }
}

impl Vocabulary {
    /// Takes sentences apart into words; each sentence is a span of `text`.
    pub(super) fn take_apart(&mut self, text: &str, sentences: &[Span], symbols: &Symbols) -> Vec<Word> {
        let mut words = Vec::with_capacity(text.len() / 6);
        let mut folded = String::new();
        for (number, sentence) in sentences.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            self.add_sentence(text, *sentence, number, symbols, &mut folded, &mut words);
        }
        words
    }

    /// Whether it knows so many words that it should be begun again.
    pub(super) fn is_full(&self) -> bool {
        self.distinct.len() >= MOST_DISTINCT || self.written.len() >= MOST_DISTINCT
    }

    fn add_sentence(
        &mut self,
        text: &str,
        sentence: Span,
        number: u32,
        symbols: &Symbols,
        folded: &mut String,
        words: &mut Vec<Word>,
    ) {
        let Some(slice) = sentence.of(text) else { return };
        let mut begin = None;
        let mut chars = slice.char_indices().peekable();
        let base = sentence.start as usize;
        while let Some((at, raw)) = chars.next() {
            if raw == '-'
                && let Some(half) = begin.map(|_| folded.as_str())
                && let Some((between, end)) =
                    slice.get(at + 1..).and_then(|rest| scanned::broken_off(half, rest, symbols))
            {
                folded.push_str(end);
                let behind = at + 1 + between + end.len();
                let span = Span::new(base + begin.take().unwrap_or(at), base + behind);
                self.add_word(folded, span, number, symbols, words);
                folded.clear();
                while chars.next_if(|(next, _)| *next < behind).is_some() {}
                continue;
            }
            let letter = raw.is_alphanumeric() || raw == '£';
            let next = chars.peek().map(|(_, next)| *next);
            let joins = !letter
                && begin.is_some()
                && next.is_some_and(char::is_alphanumeric)
                && (is_apostrophe(raw)
                    || (matches!(raw, ',' | '.')
                        && folded.ends_with(|c: char| c.is_ascii_digit())
                        && next.is_some_and(|c| c.is_ascii_digit())));
            if letter {
                begin.get_or_insert(at);
                if raw.is_ascii() {
                    folded.push(raw.to_ascii_lowercase());
                } else {
                    folded.extend(raw.to_lowercase());
                }
            } else if joins {
                folded.push(if is_apostrophe(raw) { '\'' } else { raw });
            }
            if begin.is_some() && (!(letter || joins) || next.is_none()) {
                let end = if letter || joins { at + raw.len_utf8() } else { at };
                let span = Span::new(base + begin.take().unwrap_or(at), base + end);
                self.add_word(folded, span, number, symbols, words);
                folded.clear();
            }
        }
    }

    /// Adds a word, taken apart where it is a contraction ("they've" is "they have").
    fn add_word(
        &mut self,
        folded: &str,
        span: Span,
        sentence: u32,
        symbols: &Symbols,
        words: &mut Vec<Word>,
    ) {
        let (first, second) = self.look_up(folded, symbols);
        if let Some(last) = words.last_mut()
            && last.sentence == sentence
            && span.start.saturating_sub(last.span.end) <= 1
            && let Some(units @ 1..=9) = self.spelt(first)
            && let Some(tens @ (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90)) = self.spelt(last.is)
        {
            // "forty-seven" is one number.
            last.span.end = span.end;
            last.is = self.intern(&(tens + units).to_string(), symbols);
            return;
        }
        words.push(Word { span, sentence, is: first });
        words.extend(second.map(|is| Word { span, sentence, is }));
    }

    /// The number a word spells out in letters.
    fn spelt(&self, is: u32) -> Option<u32> {
        self.distinct.get(is as usize).filter(|word| !word.digits)?.number
    }

    fn look_up(&mut self, folded: &str, symbols: &Symbols) -> (u32, Option<u32>) {
        if let Some(known) = self.written.get(folded) {
            return *known;
        }
        let (first, second) = take_apart(folded);
        let mended = scanned::mended(first, symbols);
        let first = self.intern(mended.as_deref().unwrap_or(first), symbols);
        let second = (!second.is_empty()).then(|| self.intern(second, symbols));
        self.written.insert(folded.to_owned(), (first, second));
        (first, second)
    }

    fn intern(&mut self, folded: &str, symbols: &Symbols) -> u32 {
        if let Some(is) = self.ids.get(folded) {
            return *is;
        }
        let is = narrow(self.distinct.len());
        let sort = self.sort(symbols.satisfied_by(folded));
        self.distinct.push(Distinct {
            folded: folded.into(),
            sort,
            number: number(folded),
            digits: folded.bytes().any(|byte| byte.is_ascii_digit()),
            filler: FILLERS.has(folded),
            negates: NEGATORS.has(folded),
            marks: MARKS.has(folded),
            sounds: language::sounds(folded),
            carries: CARRIERS.has(folded),
        });
        self.ids.insert(folded.into(), is);
        is
    }

    fn sort(&mut self, symbols: Vec<u16>) -> u32 {
        if let Some(sort) = self.sort_ids.get(&symbols) {
            return *sort;
        }
        let sort = narrow(self.sorts.len());
        let mut bits = vec![0; symbols.last().map_or(0, |last| usize::from(last / 64) + 1)];
        for symbol in &symbols {
            if let Some(bits) = bits.get_mut(usize::from(symbol / 64)) {
                *bits |= 1_u64 << (symbol % 64);
            }
        }
        self.sorts.push(Sort { symbols: symbols.clone(), bits });
        self.sort_ids.insert(symbols, sort);
        sort
    }
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
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
    static NUMBERS: OnceLock<HashMap<&str, u32>> = OnceLock::new();
    const SMALL: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
                         sixteen seventeen eighteen nineteen";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    let numbers = NUMBERS.get_or_init(|| {
        let small = SMALL.split(' ').zip(1..);
        let tens = TENS.split(' ').zip((20..).step_by(10));
        small.chain(tens).chain([("hundred", 100), ("thousand", 1000)]).collect()
    });
    numbers.get(folded).copied()
}
