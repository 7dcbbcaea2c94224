//! Which sentences are in English, and what the others are in: those are not read. A program that guessed
//! at them would offer what nobody wrote, and, worse, seem to have looked for risk where it cannot.
//!
//! English is told by its own words, as their spelling may be anybody's: a tired parent's, a scanner's, a
//! friend's who has been here for a year. Only what has next to none of them is held against other
//! languages, and only what is one of those is left unread: some words that English cannot explain, or two that
//! have a letter it has not, or are small words of another language, where nothing in the letter is English.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;
use whatlang::{Detector, Lang};

use super::{
    PartKind, Span, lexicon, ordinary,
    words::{Vocabulary, Word},
};

/// What of a letter is not in English, and so was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// The language, where it is fairly sure.
    pub language: Option<&'static str>,
    /// Whether next to nothing else is in the letter.
    pub whole: bool,
    /// The sentences, in the order of the letter.
    pub spans: Vec<Span>,
}

impl NotRead {
    /// What a line of a list says: "Polish, not read".
    #[must_use]
    pub fn badge(language: Option<&str>, whole: bool) -> String {
        match (language, whole) {
            (Some(name), true) => format!("{name}, not read"),
            (Some(name), false) => format!("Partly {name}, not read"),
            (None, true) => "Not English, not read".to_owned(),
            (None, false) => "Partly not English, not read".to_owned(),
        }
    }

    /// What a caseworker is told.
    #[must_use]
    pub fn say(&self) -> String {
        let (this, it) = if self.whole {
            ("This letter", "It was not read")
        } else {
            ("Part of this letter", "That part was not read")
        };
        let (seems, who) = self.language.map_or_else(
            || ("does not seem to be in English".to_owned(), "the language".to_owned()),
            |name| (format!("seems to be in {name}"), name.to_owned()),
        );
        format!(
            "{this} {seems}. {it}: nothing is offered from its words, and risk to a child cannot be seen by the program. \
             Please ask somebody who reads {who} to look at it today."
        )
    }
}

/// What a word says about the language it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sounds {
    /// Nothing: a number, a first name, two or three letters that many languages have.
    Neutral,
    /// A word that English sentences are made with.
    English,
    /// A word that English has, among others.
    Known,
    /// No word of English.
    Strange,
    /// No word of English, and it has a letter that English borrows for nothing but names.
    Lettered,
    /// No word of English, and a small word of another language.
    Foreign,
    /// In other letters than Latin ones, and about how many words: some write without spaces.
    Script(u8),
}

/// Fewer words than these are a greeting or a name in an English letter; one that is sure counts twice.
const FEWEST: u32 = 5;

/// So many words that are no English are told of, also where no language is known by them.
const MANY: u32 = 20;

/// So few words are told by one of them, where no other language has it.
const FEW_WORDS: u32 = 10;

/// Other languages are told by so much of what was left unread, or so many of its words; some write without spaces.
const ENOUGH: usize = 4_000;
const ENOUGH_WORDS: usize = 1_000;
const LONGEST_WORD: usize = 100;

#[derive(Default, Deserialize)]
struct File {
    english: String,
    as_written: String,
    greetings: String,
    letters: HashMap<String, String>,
    others: HashMap<String, String>,
}

#[derive(Default)]
struct Lists {
    english: HashSet<&'static str>,
    as_written: HashSet<&'static str>,
    /// What English letters are greeted with in another language.
    greetings: HashSet<&'static str>,
    others: Vec<Other>,
    /// The small words of all of them.
    foreign: HashSet<&'static str>,
}

/// What a language is told by.
struct Other {
    name: &'static str,
    words: HashSet<&'static str>,
    /// Letters that next to no other has.
    letters: &'static str,
}

impl Other {
    fn has(&self, folded: &str) -> bool {
        self.words.contains(folded)
            || !folded.is_ascii()
                && folded.chars().take(LONGEST_WORD).any(|c| !c.is_ascii() && self.letters.contains(c))
    }
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    static FILE: OnceLock<File> = OnceLock::new();
    LISTS.get_or_init(|| {
        let parse = || serde_json::from_str(include_str!("../../data/language_words.json"));
        let file = FILE.get_or_init(|| parse().unwrap_or_default());
        let of = |line: &'static str| line.split_whitespace().collect();
        let letters = |name: &String| file.letters.get(name).map_or("", String::as_str);
        let mut names: Vec<&'static String> = file.others.keys().chain(file.letters.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let words = |name: &String| file.others.get(name).map_or("", String::as_str);
        let other = |name: &'static String| Other { name, words: of(words(name)), letters: letters(name) };
        let others: Vec<Other> = names.into_iter().map(other).collect();
        let foreign = others.iter().flat_map(|other| &other.words).copied().collect();
        Lists {
            english: of(&file.english),
            as_written: of(&file.as_written),
            greetings: of(&file.greetings),
            others,
            foreign,
        }
    })
}

/// What a folded word says.
pub(super) fn sounds(folded: &str) -> Sounds {
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    if folded.chars().any(is_of_another_script) {
        return Sounds::Script(u8::try_from(letters / 4).unwrap_or(u8::MAX).max(1));
    }
    if lists().english.contains(folded) {
        return Sounds::English;
    }
    if lists().as_written.contains(folded) {
        return Sounds::Known;
    }
    if lists().greetings.contains(folded) || folded.contains(|c: char| c.is_ascii_digit()) {
        return Sounds::Neutral;
    }
    if ordinary::is_word(folded) || lexicon::lexicon().symbols.knows(folded) {
        return if letters <= 3 { Sounds::Neutral } else { Sounds::Known };
    }
    if ordinary::is_first_name(folded) {
        Sounds::Neutral
    } else if letters > 1 && lists().foreign.contains(folded) {
        Sounds::Foreign
    } else if letters > 1 && folded.chars().any(is_never_english) {
        Sounds::Lettered
    } else if letters <= 3 {
        Sounds::Neutral
    } else {
        Sounds::Strange
    }
}

/// A letter like "ł", "ę" and "ŵ": English has "café" and "naïve", and these in names alone.
fn is_never_english(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{17e}' | '\u{180}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
        && !"×÷àâäçèéêëîïñôöùûüœæ".contains(c)
}

/// A letter of Greek, Arabic, Bengali, Chinese: of no Latin alphabet, nor a letter used as a sign.
fn is_of_another_script(c: char) -> bool {
    !c.is_ascii()
        && c.is_alphabetic()
        && !matches!(c, '\u{80}'..='\u{36f}' | '\u{1d00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}' | '\u{2c60}'..='\u{2c7f}'
            | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}' | '\u{ff00}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f1ff}')
}

/// What a sentence's words say together.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    english: u32,
    known: u32,
    strange: u32,
    /// Of the strange ones, those that are sure to be of another language.
    foreign: u32,
    script: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    English,
    Foreign,
    Unclear,
}

impl Heard {
    /// Hears one more word; `begins` says that the sentence begins with it.
    fn add(&mut self, sounds: Sounds, word: &str, begins: bool) {
        match sounds {
            Sounds::Neutral => {}
            Sounds::English => self.english += 1,
            Sounds::Known => self.known += 1,
            // "Wójcik" and "Llewelyn" are names; shouted, a name is a word like any other.
            Sounds::Strange | Sounds::Lettered if is_capitalised(word) => {}
            // "Siobhán Ní Dhomhnaill"; but "Nie" and "Mae" begin sentences.
            Sounds::Foreign if !begins && is_capitalised(word) => {}
            Sounds::Lettered if is_shouted(word) => self.strange += 1,
            Sounds::Strange => self.strange += 1,
            Sounds::Lettered | Sounds::Foreign => {
                self.strange += 1;
                self.foreign += 1;
            }
            Sounds::Script(words) => self.script += u32::from(words),
        }
    }

    fn words(self) -> u32 {
        self.english + self.known + self.strange + self.script
    }

    /// Words that are sure to be of another language.
    fn sure(self) -> u32 {
        self.foreign + self.script
    }

    /// Two words that are sure, or one beside others that are no English either.
    fn is_sure(self) -> bool {
        let sure = self.sure();
        sure > self.known
            && (sure >= 2 || self.script == self.words() || self.known == 0 && self.strange >= 2)
    }

    fn verdict(self) -> Verdict {
        let (words, english) = (self.words(), self.english);
        if words == 0 {
            Verdict::Unclear
        } else if english == 0 && self.is_sure() {
            Verdict::Foreign
        } else if english * 6 >= words || (english + self.known) * 3 >= words * 2 {
            Verdict::English
        } else if words >= 3 && english * 12 < words && (english + self.known) * 2 < words {
            Verdict::Foreign
        } else {
            Verdict::Unclear
        }
    }
}

fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

fn is_shouted(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

/// Which sentences are left unread, if any are, and what is said of them.
pub(super) fn not_read(
    text: &str,
    sentences: &[Span],
    kinds: &[PartKind],
    words: &[Word],
    vocabulary: &Vocabulary,
) -> Option<(NotRead, Vec<bool>)> {
    let mut heard = vec![Heard::default(); sentences.len()];
    for word in words {
        let at = word.sentence as usize;
        let own = kinds.get(at) == Some(&PartKind::Words);
        if let (Some(heard), Some(distinct)) =
            (heard.get_mut(at).filter(|_| own), vocabulary.distinct.get(word.is as usize))
        {
            let begins = sentences.get(at).is_some_and(|sentence| sentence.start == word.span.start);
            heard.add(distinct.sounds, word.span.of(text).unwrap_or_default(), begins);
        }
    }
    let verdicts: Vec<Verdict> = heard.iter().map(|heard| heard.verdict()).collect();
    let sum = |wanted: Verdict, of: fn(Heard) -> u32| {
        let those = heard.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == wanted);
        those.map(|(heard, _)| of(*heard)).sum::<u32>()
    };
    let (foreign, english) = (sum(Verdict::Foreign, Heard::words), sum(Verdict::English, Heard::words));
    let sure = sum(Verdict::Foreign, Heard::sure);
    // Where nothing is English, two words are no greeting.
    let known = heard.iter().map(|heard| heard.known).sum::<u32>();
    let alone = english == 0 && sure > known && foreign >= 2;
    if foreign + sure < FEWEST && !alone {
        return None;
    }
    let unclear = foreign > english;
    let unread: Vec<bool> = (verdicts.iter().zip(kinds))
        .map(|(verdict, kind)| match verdict {
            Verdict::Foreign => true,
            Verdict::Unclear => unclear && *kind == PartKind::Words,
            Verdict::English => false,
        })
        .collect();
    let is_unread = |word: &&Word| unread.get(word.sentence as usize) == Some(&true);
    let spans: Vec<Span> =
        sentences.iter().zip(&unread).filter(|(_, unread)| **unread).map(|(span, _)| *span).collect();
    let language = name(text, &spans, words.iter().filter(is_unread), vocabulary);
    if language.is_none() && foreign < MANY && !alone {
        return None;
    }
    let whole = foreign >= english * 4;
    Some((NotRead { language, whole, spans }, unread))
}

/// What the words that were left unread are in, where that is fairly sure.
fn name<'w>(
    text: &str,
    spans: &[Span],
    words: impl Iterator<Item = &'w Word>,
    vocabulary: &Vocabulary,
) -> Option<&'static str> {
    // A short letter is told by its small words, and so are languages the detector has never heard of.
    let mut hits = vec![0_u32; lists().others.len()];
    let mut all = 0_u32;
    for word in words.take(ENOUGH_WORDS) {
        let Some(distinct) = vocabulary.distinct.get(word.is as usize) else { continue };
        all += u32::from(!distinct.digits);
        for (hits, other) in hits.iter_mut().zip(&lists().others) {
            *hits += u32::from(other.has(&distinct.folded));
        }
    }
    let mut ranked: Vec<(u32, &'static str)> =
        hits.iter().zip(&lists().others).map(|(hits, other)| (*hits, other.name)).collect();
    ranked.sort_unstable_by_key(|(hits, name)| (std::cmp::Reverse(*hits), *name));
    if let [(best, name), (second, _), ..] = ranked.as_slice() {
        let long = *best >= 3 && best * 5 >= all && best * 2 >= second * 3;
        let short = all <= FEW_WORDS && *best >= 1 && best * 4 >= all && *best >= second * 2;
        if long || short {
            return Some(*name);
        }
    }
    let mut some = String::new();
    for span in spans {
        some.push_str(span.of(text).unwrap_or_default());
        some.push('\n');
        if some.len() >= ENOUGH {
            break;
        }
    }
    some.truncate(some.floor_char_boundary(ENOUGH));
    detected(&some)
}

/// What the detector says, where it is sure.
fn detected(text: &str) -> Option<&'static str> {
    // Nobody writes to their MP in these, and they are near to others.
    const NEVER: [Lang; 6] = [Lang::Epo, Lang::Lat, Lang::Jav, Lang::Tuk, Lang::Cat, Lang::Afr];
    static DETECTOR: OnceLock<Detector> = OnceLock::new();
    let detector = DETECTOR.get_or_init(|| Detector::with_denylist(NEVER.to_vec()));
    let found = detector.detect(text).filter(|found| found.is_reliable())?;
    match found.lang() {
        Lang::Eng => None,
        Lang::Cmn => Some("Chinese"),
        Lang::Nob => Some("Norwegian"),
        Lang::Pes => Some("Farsi"),
        Lang::Aka => Some("Twi"),
        Lang::Amh => Some("Amharic or Tigrinya"),
        Lang::Hrv | Lang::Srp => Some("Bosnian, Croatian or Serbian"),
        other => Some(other.eng_name()),
    }
}

#[cfg(test)]
mod tests;
