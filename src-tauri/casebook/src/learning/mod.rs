//! What an office's own filing teaches of its letters: counts in, what to offer differently out.
//!
//! Only what the office does *otherwise* than the reading expected is learnt, in two ways. Letters with some
//! **words** that it files under a theme which the reading did not offer: then letters with those words are
//! offered it. And a **theme** that is offered and struck out again: then it needs a higher score. Taking what
//! is offered teaches nothing, as that is one key and may be done without looking: an office would only be told
//! louder what it was told before. So ordinary filing leaves the reading as it is (`make accuracy` shows it),
//! and what was learnt does not feed on itself, as it is always held against the reading alone.
//!
//! Careful throughout: words that several families' stories have, none that may be a name, one voice for a
//! campaign, and of each share the lower end of what it may be. A score is such a share, the chance that this
//! office files a letter with these words there, so one word counts, the surest, and never a sum of many.
//!
//! Pure: no database and no clock. The same stories in the same order teach the same.

mod offering;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest as _, Sha256};

pub use offering::{Because, Moved};

use crate::reading::PlainWord;
use crate::theme;

/// Nothing is learnt of a theme that has fewer filed stories than this.
pub const LEAST: u32 = 5;

/// Words of fewer families than this are not kept.
pub const FAMILIES: usize = 3;

/// Of one family so many stories count at most: who writes most does not decide.
const OF_ONE: u32 = 3;

/// A share is held to be usual until it was seen so many times to be another.
const USUAL: f64 = 3.0;
/// However often an office adds a theme, it is held to be no more usual than this: of an office that has filed
/// little else, everything would be certain.
const RARE: f64 = 0.1;
/// How far below its likeliest a share is taken to be, in standard deviations: one in ten is lower.
const CAREFUL: f64 = 1.28;

/// The lowest share of letters with some words that makes those worth keeping.
const WORTH: f64 = 0.3;
/// However often it was so: no more than this.
const SUREST: f64 = 0.9;
/// A theme that is always struck out is not put further back than this, as a logarithm of odds.
const FURTHEST_BACK: f64 = 2.0;

/// Of a theme, so many words are kept.
const KEPT: usize = 40;

/// What was learnt before stands while it is no further than this from what would be learnt now.
const STEADY: f32 = 0.1;

/// Whose story it is. A campaign's letters are one voice, whoever sent them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// A family's, by the number of its row.
    Family(i64),
    /// A campaign's.
    Campaign(i64),
}

/// One thing that was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    /// The theme's id.
    pub theme: String,
    /// One word or two side by side, as they are compared. Empty: of the theme as such, that it is struck out.
    pub words: String,
    /// With words: the score at which they offer the theme. Without: what is added to the logarithm of its odds.
    pub weight: f32,
    /// How many letters with these words were filed under the theme; or how many of its offers were taken.
    pub filed: u32,
    /// Of how many.
    pub of: u32,
}

/// Everything that was learnt, ready to be used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learnt {
    taught: Vec<Taught>,
    by_words: HashMap<String, Vec<usize>>,
}

impl Learnt {
    /// What was kept of what was learnt.
    #[must_use]
    pub fn new(mut taught: Vec<Taught>) -> Self {
        taught.sort_by(|a, b| {
            let order = |one: &Taught| theme::all().iter().position(|theme| theme.id == one.theme);
            let surest = || b.weight.total_cmp(&a.weight);
            order(a).cmp(&order(b)).then_with(surest).then_with(|| a.words.cmp(&b.words))
        });
        let mut by_words: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, one) in taught.iter().enumerate().filter(|(_, one)| theme::by_id(&one.theme).is_some()) {
            by_words.entry(one.words.clone()).or_default().push(at);
        }
        Self { taught, by_words }
    }

    /// Each thing that was learnt: by theme, the surest first.
    #[must_use]
    pub fn taught(&self) -> &[Taught] {
        &self.taught
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taught.is_empty()
    }

    /// A number that is another one whenever something else would be offered; 0 where nothing was learnt.
    #[must_use]
    pub fn version(&self) -> i64 {
        if self.is_empty() {
            return 0;
        }
        let mut all = Sha256::new();
        for one in &self.taught {
            for text in [&one.theme, &one.words] {
                all.update(text);
                all.update([0]);
            }
            all.update(one.weight.to_le_bytes());
        }
        let whole: [u8; 32] = all.finalize().into();
        whole.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
    }

    /// What is sure enough to send somebody back to what they filed: words from this score on, and what is struck out.
    #[must_use]
    pub fn surely(&self, least: f32) -> Self {
        let sure = |one: &&Taught| one.words.is_empty() || one.weight >= least;
        Self::new(self.taught.iter().filter(sure).cloned().collect())
    }

    /// This, but where it is nearly what was learnt before, as it was: offers do not change with every filing.
    #[must_use]
    pub fn steadied(mut self, before: &Self) -> Self {
        for one in &mut self.taught {
            let known =
                before.taught.iter().find(|known| known.theme == one.theme && known.words == one.words);
            if let Some(known) = known.filter(|known| (known.weight - one.weight).abs() < STEADY) {
                one.weight = known.weight;
            }
        }
        Self::new(self.taught)
    }
}

/// The stories somebody filed, as they are counted. The newest come first: of one family and of one campaign
/// the first count.
#[derive(Debug, Default)]
pub struct Lessons {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    lessons: Vec<Lesson>,
    heard: HashMap<Voice, u32>,
}

#[derive(Debug)]
struct Lesson {
    voice: Voice,
    filed: Themes,
    offered: Themes,
    scores: BTreeMap<usize, f64>,
    /// Each word or pair of words once.
    words: Vec<u64>,
}

impl Lesson {
    /// Whether it was filed under a theme that nobody offered.
    fn adds(&self, theme: usize) -> bool {
        self.filed.has(theme) && !self.offered.has(theme)
    }
}

/// Some themes, by their places in the table.
#[derive(Debug, Clone, Copy, Default)]
struct Themes(u64);

impl Themes {
    fn has(self, theme: usize) -> bool {
        self.0 >> theme & 1 == 1
    }
}

impl FromIterator<usize> for Themes {
    fn from_iter<I: IntoIterator<Item = usize>>(themes: I) -> Self {
        Self(themes.into_iter().filter(|theme| *theme < 64).fold(0, |all, theme| all | 1 << theme))
    }
}

fn place(id: &str) -> Option<usize> {
    theme::all().iter().position(|theme| theme.id == id)
}

/// The end of a share that is certain enough, on one side: `times` of `all`, where `usual` would be expected.
fn share(times: u32, all: u32, usual: f64, side: f64) -> f64 {
    let all = f64::from(all) + USUAL;
    let likeliest = (f64::from(times) + USUAL * usual) / all;
    likeliest + side * (likeliest * (1.0 - likeliest) / (all + 1.0)).sqrt()
}

fn odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

impl Lessons {
    /// Whether another story of this voice would count.
    #[must_use]
    pub fn hears(&self, voice: Voice) -> bool {
        let most = if matches!(voice, Voice::Campaign(_)) { 1 } else { OF_ONE };
        self.heard.get(&voice).is_none_or(|heard| *heard < most)
    }

    /// Adds a story: the themes it was filed under, those that reading alone offers with their scores, and its
    /// letters' plain words, of nobody.
    pub fn add(
        &mut self,
        voice: Voice,
        filed: &[String],
        offered: &[(String, f32)],
        letters: &[Vec<PlainWord>],
    ) {
        if !self.hears(voice) {
            return;
        }
        *self.heard.entry(voice).or_default() += 1;
        // What several letters of a story offer is offered once.
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for (id, score) in offered {
            let Some(theme) = place(id) else { continue };
            let surest = scores.entry(theme).or_default();
            *surest = surest.max(f64::from(*score));
        }
        let mut words: Vec<u64> = Vec::new();
        for letter in letters {
            let mut before: Option<(u32, u32)> = None;
            for word in letter {
                let number = self.number(&word.word);
                words.push(key(number, None));
                if let Some((first, at)) = before
                    && at.checked_add(1) == Some(word.place)
                {
                    words.push(key(first, Some(number)));
                }
                before = Some((number, word.place));
            }
        }
        words.sort_unstable();
        words.dedup();
        self.lessons.push(Lesson {
            voice,
            filed: filed.iter().filter_map(|id| place(id)).collect(),
            offered: scores.keys().copied().collect(),
            scores,
            words,
        });
    }

    /// How many stories count.
    #[must_use]
    pub fn stories(&self) -> u32 {
        u32::try_from(self.lessons.len()).unwrap_or(u32::MAX)
    }

    /// What they teach.
    #[must_use]
    pub fn learnt(&self) -> Learnt {
        let mut taught: Vec<Taught> =
            (0..theme::all().len()).filter_map(|theme| self.struck_out(theme)).collect();
        taught.extend(self.by_words());
        Learnt::new(taught)
    }

    fn count(&self, is: impl Fn(&Lesson) -> bool) -> u32 {
        u32::try_from(self.lessons.iter().filter(|lesson| is(lesson)).count()).unwrap_or(u32::MAX)
    }

    /// A theme that this office takes off more often than its scores say.
    fn struck_out(&self, theme: usize) -> Option<Taught> {
        let offered = self.count(|lesson| lesson.offered.has(theme));
        let taken = self.count(|lesson| lesson.offered.has(theme) && lesson.filed.has(theme));
        if offered < LEAST {
            return None;
        }
        let sum: f64 = self.lessons.iter().filter_map(|lesson| lesson.scores.get(&theme)).sum();
        let usual = (sum / f64::from(offered)).clamp(0.05, 0.95);
        if share(taken, offered, usual, CAREFUL) >= usual {
            return None;
        }
        let back = (odds(share(taken, offered, usual, 0.0)) - odds(usual)).max(-FURTHEST_BACK);
        Some(Taught {
            theme: theme::all().get(theme)?.id.clone(),
            words: String::new(),
            weight: narrow(back),
            filed: taken,
            of: offered,
        })
    }

    /// The words with which this office files letters where reading would not.
    fn by_words(&self) -> Vec<Taught> {
        // How often a theme is added where it is not offered, whatever the words.
        let usual: Vec<Option<f64>> = (0..theme::all().len())
            .map(|theme| {
                let (added, open) = (
                    self.count(|lesson| lesson.adds(theme)),
                    self.count(|lesson| !lesson.offered.has(theme)),
                );
                let filed = self.count(|lesson| lesson.filed.has(theme));
                (filed >= LEAST && added > 0).then(|| (f64::from(added) / f64::from(open.max(1))).min(RARE))
            })
            .collect();
        let mut all: Vec<(u64, usize)> = Vec::new();
        for (at, lesson) in self.lessons.iter().enumerate() {
            all.extend(lesson.words.iter().map(|word| (*word, at)));
        }
        all.sort_unstable();
        let mut best: BTreeMap<usize, Vec<Taught>> = BTreeMap::new();
        for alike in all.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() >= FAMILIES) {
            let with: Vec<&Lesson> = alike.iter().filter_map(|(_, at)| self.lessons.get(*at)).collect();
            for (theme, usual) in usual.iter().enumerate().filter_map(|(at, usual)| Some((at, (*usual)?))) {
                let found = alike.first().and_then(|(words, _)| self.weigh(*words, &with, theme, usual));
                best.entry(theme).or_default().extend(found);
            }
        }
        for words in best.values_mut() {
            words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.words.cmp(&b.words)));
            words.truncate(KEPT);
        }
        best.into_values().flatten().collect()
    }

    fn weigh(&self, words: u64, with: &[&Lesson], theme: usize, usual: f64) -> Option<Taught> {
        let count = |is: &dyn Fn(&&&Lesson) -> bool| {
            u32::try_from(with.iter().filter(|lesson| is(lesson)).count()).unwrap_or(u32::MAX)
        };
        let voices: HashSet<Voice> =
            with.iter().filter(|lesson| lesson.adds(theme)).map(|lesson| lesson.voice).collect();
        if voices.len() < FAMILIES {
            return None;
        }
        let (added, open) =
            (count(&|lesson| lesson.adds(theme)), count(&|lesson| !lesson.offered.has(theme)));
        let score = share(added, open, usual, -CAREFUL).min(SUREST);
        (score >= WORTH).then(|| Taught {
            theme: theme::all().get(theme).map(|theme| theme.id.clone()).unwrap_or_default(),
            words: self.spelt(words),
            weight: narrow(score),
            filed: count(&|lesson| lesson.filed.has(theme)),
            of: count(&|_| true),
        })
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.to_owned(), number);
        self.words.push(word.to_owned());
        number
    }

    fn spelt(&self, words: u64) -> String {
        let word = |number: u64| {
            let at = usize::try_from(number).ok()?.checked_sub(1)?;
            self.words.get(at).map(String::as_str)
        };
        let (first, second) = (word(words >> 32), word(words & u64::from(u32::MAX)));
        [first, second].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// One word or two as a number.
fn key(first: u32, second: Option<u32>) -> u64 {
    let half = |number: u32| u64::from(number) + 1;
    half(first) << 32 | second.map_or(0, half)
}

#[expect(clippy::cast_possible_truncation, reason = "a score needs no more digits")]
fn narrow(score: f64) -> f32 {
    score as f32
}
