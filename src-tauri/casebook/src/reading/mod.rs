//! What a letter says: offered to the caseworker with the words it rests on, never applied unseen.
//!
//! [`read`] is a pure function of the letter's text. It cannot fail, takes time in proportion to
//! the text, and every suggestion points at its evidence. The words it knows are data:
//! `data/lexicon.json`.
//!
//! What does not belong here: what the law says of dates, the sender's headers, and anything that is
//! stored.

mod case_words;
mod closely;
mod consent_words;
mod encoder;
mod facets;
mod gazetteer;
mod identity;
mod language;
mod lexicon;
mod list;
mod milestones;
mod ordinary;
mod own_postcode;
mod parts;
mod passages;
mod pattern;
mod people;
mod place;
mod plain_words;
mod scanned;
mod school_age;
mod sentences;
mod themes;
mod urgent;
mod version;
mod when;
mod wordpiece;
mod words;

pub(crate) use closely::{FIRST, NEXT};
pub use consent_words::ConsentSuggestion;
pub use facets::{FacetSuggestion, facets};
pub use language::NotRead;
pub use milestones::{MilestoneSuggestion, milestones, typed_date};
pub use parts::{Part, PartKind, parts};
pub use passages::Worth;
pub use people::{Detail, DetailKind, Names, Place, people, redacted};
pub use place::{AuthoritySuggestion, Because};
pub use plain_words::{PlainWord, plain_words, plain_words_of_nobody};
pub(crate) use themes::MOST;
pub use themes::{OFFER, ThemeSuggestion};

use pattern::Symbols;
use words::{Vocabulary, Words};

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
    /// Why each of the passages, in their order.
    pub worth: Vec<Vec<Worth>>,
    /// What is not in English. Nothing above rests on it, but for a postcode, a council's name and words of risk.
    pub not_read: Option<NotRead>,
    /// Where close reading ends, in a letter that is too long to be read closely throughout.
    pub closely_to: Option<u32>,
}

/// A text longer than this is read up to here (at a character boundary): no letter is.
const LONGEST: usize = 16 * 1024 * 1024;

/// Reads a letter.
#[must_use]
pub fn read(text: &str) -> Reading {
    read_and_count(text).0
}

/// The passage a pack may use of a family that agreed to be quoted, where nobody has marked one: the
/// best of [`Reading::passages`], or else the best plain prose, whatever it speaks of, that gives
/// nobody away and has no word of risk. `None` only where nothing in the letter is fit.
#[must_use]
pub fn passage_to_quote(text: &str) -> Option<Span> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::of(text, &mut vocabulary);
    let own = letter.words(&[PartKind::Words]);
    let (sentences, risk) = (letter.own_sentences(), urgent::urgent(&own));
    let passages = passages::passages(letter.text, &sentences, &own, &themes::hits(&own), &risk);
    passages.first().copied().or_else(|| passages::plain(letter.text, &sentences, &own, &risk))
}

/// Reads a letter closely: as [`read`] does, but for its themes, which are found by what is meant as
/// well as by what is said outright. Some hundredths of a second for every few sentences, so not
/// while letters come in.
#[must_use]
pub fn read_closely(text: &str) -> Reading {
    let quickly = read(text);
    let closely = CloseReader::default().themes(text, &|| false);
    Reading { themes: closely.map_or_else(|| quickly.themes.clone(), |(themes, _)| themes), ..quickly }
}

/// A number that changes with what letters are read with: the encoder, and the words and names it is told by.
#[must_use]
pub fn version() -> i64 {
    version::version()
}

/// Reads many letters closely, one after another. What words mean it keeps from one letter to the next,
/// and none of the words.
#[derive(Debug, Default)]
pub struct CloseReader {
    known: closely::Known,
}

impl CloseReader {
    /// One that reads with another encoder than the program carries, from the bytes of its file, for as long as the
    /// program runs: `corpus/cross_validate.sh` compares them. `None` where the file is not whole.
    #[must_use]
    pub fn taught(encoder: &'static [u8]) -> Option<Self> {
        let encoder = Box::leak(Box::new(encoder::Encoder::read(encoder)?));
        Some(Self { known: closely::Known::of(encoder) })
    }

    /// The themes of a letter, as [`read_closely`] finds them, and a number of what they rest on, as
    /// [`Reader::again`] makes it. `None` where it was stopped.
    pub fn themes(&mut self, text: &str, stopped: &dyn Fn() -> bool) -> Option<(Vec<ThemeSuggestion>, i64)> {
        let mut vocabulary = Vocabulary::default();
        let letter = Letter::of(text, &mut vocabulary);
        let own = letter.words(&[PartKind::Words]);
        let (sentences, hits) = (letter.own_sentences(), themes::hits(&own));
        let found = closely::suggest(letter.text, &sentences, &own, &hits, &mut self.known, stopped)?;
        Some((found, version::rests_on(&own, &hits)))
    }

    /// How many stretches of words it has read so far that it did not know: what reading costs.
    #[must_use]
    pub fn stretches(&self) -> u32 {
        self.known.asked
    }
}

/// A reading, and how often a word was held against an element of a pattern for it.
fn read_and_count(text: &str) -> (Reading, u64) {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::of(text, &mut vocabulary);
    let own = letter.words(&[PartKind::Words]);
    let (own_risk, other_risk) = letter.risk(&own);
    let hits = themes::hits(&own);
    let passages = passages::passages(letter.text, &letter.own_sentences(), &own, &hits, &own_risk);
    let consent = consent_words::consent(&own);
    let compared = own.compared.get();
    let mut urgent: Vec<Span> = own_risk.into_iter().chain(other_risk).take(urgent::MOST).collect();
    urgent.sort_unstable();
    let worth = passages.iter().map(|span| passages::worth(letter.text, *span, &own, &hits)).collect();
    let (themes, authority) = (themes::suggest(&hits), letter.home());
    let closely_to = closely::end(letter.text, &letter.own_sentences());
    let not_read = letter.foreign.map(|(not_read, _)| not_read);
    let reading = Reading { themes, authority, urgent, consent, passages, worth, not_read, closely_to };
    (reading, compared)
}

/// What is offered for filing a letter: a line of a list has room for no more.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filing {
    /// Themes worth offering, best first.
    pub themes: Vec<&'static str>,
    /// The GSS code of the authority of the child's home, where the letter gives it away.
    pub authority: Option<&'static str>,
    /// Whether its words suggest risk to a child.
    pub urgent: bool,
    /// What of it was not read, as it is not in English.
    pub not_read: Option<NotRead>,
}

/// Reads many letters one after another, as they come in. What it learns of a word it keeps from one
/// letter to the next, for as long as it lives: a post bag says the same few thousand words.
#[derive(Debug, Default)]
pub struct Reader {
    vocabulary: Vocabulary,
}

impl Reader {
    /// What [`read`] offers for filing a letter, at a fraction of the work.
    pub fn filing(&mut self, text: &str) -> Filing {
        let letter = self.letter(text);
        let own = letter.words(&[PartKind::Words]);
        letter.filing(&own, &themes::hits(&own))
    }

    /// The same of a letter that was read before, and a number of what reading it closely rests on: while that is
    /// the same as it was, reading it closely again finds the same.
    pub fn again(&mut self, text: &str) -> (Filing, i64) {
        let letter = self.letter(text);
        let own = letter.words(&[PartKind::Words]);
        let hits = themes::hits(&own);
        (letter.filing(&own, &hits), version::rests_on(&own, &hits))
    }

    fn letter<'t, 'v>(&'v mut self, text: &'t str) -> Letter<'t, 'v> {
        if self.vocabulary.is_full() {
            self.vocabulary = Vocabulary::default();
        }
        Letter::of(text, &mut self.vocabulary)
    }
}

/// How many sentences of a letter are left unread: asked so many times of a letter that is taken apart once, to
/// measure what asking costs.
#[must_use]
pub fn sentences_unread(text: &str, times: u32) -> usize {
    let mut vocabulary = Vocabulary::default();
    let Letter { text, sentences, kinds, all, vocabulary, .. } = Letter::of(text, &mut vocabulary);
    let ask = || language::not_read(text, &sentences, &kinds, &all, vocabulary);
    (0..times).fold(0, |_, _| std::hint::black_box(ask()).map_or(0, |(told, _)| told.spans.len()))
}

/// A letter taken apart, once.
struct Letter<'t, 'v> {
    text: &'t str,
    parts: Vec<Part>,
    sentences: Vec<Span>,
    /// The kind of part each sentence stands in.
    kinds: Vec<PartKind>,
    all: Vec<words::Word>,
    vocabulary: &'v Vocabulary,
    /// What is not in English, and which sentences that are.
    foreign: Option<(NotRead, Vec<bool>)>,
}

impl<'t, 'v> Letter<'t, 'v> {
    fn of(text: &'t str, vocabulary: &'v mut Vocabulary) -> Self {
        Self::with(text, vocabulary, &lexicon::lexicon().symbols)
    }

    /// A letter whose words are held against these elements of patterns.
    fn with(text: &'t str, vocabulary: &'v mut Vocabulary, symbols: &Symbols) -> Self {
        let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
        let parts = parts(text);
        let (mut sentences, mut kinds) = (Vec::new(), Vec::new());
        for part in &parts {
            sentences.extend(sentences::sentences(text, part.span));
            kinds.resize(sentences.len(), part.kind);
        }
        let all = vocabulary.take_apart(text, &sentences, symbols);
        let foreign = language::not_read(text, &sentences, &kinds, &all, vocabulary);
        Self { text, parts, sentences, kinds, all, vocabulary, foreign }
    }

    /// Whether a sentence is left unread.
    fn is_foreign(&self, sentence: usize) -> bool {
        self.foreign.as_ref().is_some_and(|(_, those)| those.get(sentence) == Some(&true))
    }

    /// The words of some sentences.
    fn words_of(&self, wanted: impl Fn(usize, PartKind) -> bool) -> Words<'v> {
        let of = |word: &&words::Word| {
            let at = word.sentence as usize;
            self.kinds.get(at).is_some_and(|kind| wanted(at, *kind))
        };
        Words::new(self.all.iter().filter(of).copied().collect(), self.vocabulary)
    }

    /// The English words of the parts of these kinds.
    fn words(&self, kinds: &[PartKind]) -> Words<'v> {
        self.words_of(|at, kind| kinds.contains(&kind) && !self.is_foreign(at))
    }

    fn filing(&self, own: &Words, hits: &[themes::Hit]) -> Filing {
        let (own_risk, other_risk) = self.risk(own);
        Filing {
            themes: themes::suggest(hits).iter().map(|offered| offered.theme).collect(),
            authority: self.home().map(|offered| offered.gss),
            urgent: !(own_risk.is_empty() && other_risk.is_empty()),
            not_read: self.foreign.as_ref().map(|(not_read, _)| not_read.clone()),
        }
    }

    /// Words that suggest risk to a child: among the writer's own, and in what they quote or do not write in
    /// English.
    fn risk(&self, own: &Words) -> (Vec<Span>, Vec<Span>) {
        let quotes = self.kinds.contains(&PartKind::Quoted);
        let mut others = if quotes { urgent::urgent(&self.words(&[PartKind::Quoted])) } else { Vec::new() };
        if self.foreign.is_some() {
            others.extend(urgent::among_foreign(&self.words_of(|at, _| self.is_foreign(at))));
        }
        (urgent::urgent(own), others)
    }

    /// The authority of the child's home. In another language only a postcode and a council are sure.
    fn home(&self) -> Option<AuthoritySuggestion> {
        let kinds = [PartKind::Words, PartKind::Signature];
        let home = place::home(self.text, &self.parts, &self.words_of(|_, kind| kinds.contains(&kind)))?;
        let mut unread = self.foreign.iter().flat_map(|(not_read, _)| &not_read.spans);
        let sure = || home.because == Because::Postcode || place::beside_council(self.text, home.span);
        (!unread.any(|span| span.overlaps(home.span)) || sure()).then_some(home)
    }

    /// The sentences of the writer's own words, those in English.
    fn own_sentences(&self) -> Vec<Span> {
        let all = self.sentences.iter().zip(&self.kinds).enumerate();
        let own = all.filter(|(at, (_, kind))| **kind == PartKind::Words && !self.is_foreign(*at));
        own.map(|(_, (span, _))| *span).collect()
    }
}

#[cfg(test)]
mod dead_words;
#[cfg(test)]
mod hard_texts;
#[cfg(test)]
mod tests;
