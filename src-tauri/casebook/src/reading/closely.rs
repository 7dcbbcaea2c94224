//! Reading closely: what is meant, a few sentences at a time, as the encoder was taught.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use super::{
    Span, ThemeSuggestion,
    encoder::{Encoder, PerTheme},
    themes::{self, Hit},
    words::Words,
};

/// The lowest score at which a theme is offered first, and the lowest for any other. A parent who says
/// two things in one breath should find both among the first three.
pub(crate) const FIRST: f32 = 0.25;
/// The lowest where nothing speaks of a child's needs or schooling; and of buses and trains, which everybody
/// writes about.
const ELSEWHERE: f32 = 0.36;
const BUS_STOPS: f32 = 0.7;
pub(crate) const NEXT: f32 = 0.16;

/// What makes the encoder's odds into chances that come true, fitted on the voices held out.
const TIMES: f32 = 0.89;
const PLUS: f32 = -0.49;

/// How much what is said outright adds to the odds of what is meant, for each part of its score: fitted on voices
/// that the encoder had not learnt from.
const OUTRIGHT: f32 = 2.0;

/// So many sentences are read at once, if they have no more words than that.
const SENTENCES: usize = 3;
const WORDS: usize = 60;

/// A sentence of more words than this is read in stretches: the encoder hears no more of one at once, and a letter
/// without a full stop is one sentence.
const LONGEST_SENTENCE: usize = 90;

/// Of a longer letter only the beginning is read closely: no letter may take minutes.
const WINDOWS: usize = 40;

/// A few sentences, and the odds of each theme.
struct Window {
    sentences: Vec<Span>,
    odds: PerTheme,
}

/// So many readings are kept.
const KEPT: usize = 20_000;

/// What some words were read to mean, under a number that is made of them: a text that many send is read
/// once. No word is kept.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Where it is not the one the program carries.
    encoder: Option<&'static Encoder>,
    numbers: RandomState,
    odds: HashMap<u64, PerTheme>,
    /// How often the encoder was asked.
    pub(super) asked: u32,
}

impl Known {
    /// Nothing known yet, and to be read with another encoder than the program carries.
    pub(super) fn of(encoder: &'static Encoder) -> Self {
        Self { encoder: Some(encoder), ..Self::default() }
    }

    fn encoder(&self) -> Option<&'static Encoder> {
        self.encoder.or_else(Encoder::shipped)
    }

    fn odds(&mut self, encoder: &Encoder, words: &str) -> PerTheme {
        let number = self.numbers.hash_one(words);
        if let Some(known) = self.odds.get(&number) {
            return *known;
        }
        if self.odds.len() >= KEPT {
            self.odds.clear();
        }
        self.asked = self.asked.saturating_add(1);
        let odds = encoder.odds(words);
        self.odds.insert(number, odds);
        odds
    }
}

/// The themes to offer, best first; those that the words say outright where there is no encoder to read
/// with. `None` where it was stopped.
pub(super) fn suggest(
    text: &str,
    sentences: &[Span],
    words: &Words<'_>,
    hits: &[Hit],
    known: &mut Known,
    stopped: &dyn Fn() -> bool,
) -> Option<Vec<ThemeSuggestion>> {
    let Some(encoder) = known.encoder() else { return Some(themes::suggest(hits)) };
    if themes::is_circular(words) {
        return Some(Vec::new());
    }
    let about_a_child = themes::is_about_a_child(words, false);
    let first = |theme: usize| match crate::theme::all().get(theme).map_or("", |theme| theme.id.as_str()) {
        _ if about_a_child => FIRST,
        "transport" => BUS_STOPS,
        _ => ELSEWHERE,
    };
    let windows = windows(encoder, text, sentences, known, stopped)?;
    let outright = themes::suggest(hits);
    let said = |theme: &str| outright.iter().find(|said| said.theme == theme).map_or(0.0, |said| said.score);
    let mut best: Vec<(f32, usize, &Window)> = crate::theme::all()
        .iter()
        .enumerate()
        .filter_map(|(theme, known)| {
            let of = |window: &Window| window.odds.get(theme).copied().unwrap_or(f32::MIN);
            let window = windows.iter().max_by(|a, b| of(a).total_cmp(&of(b)))?;
            let odds = of(window) + OUTRIGHT * said(&known.id);
            Some((chance(TIMES * odds + PLUS), theme, window))
        })
        .collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worth =
        best.iter().enumerate().take(themes::MOST).take_while(|(place, (score, theme, _))| {
            *score >= if *place == 0 { first(*theme) } else { NEXT }
        });
    let offered = worth.filter_map(|(_, (score, theme, window))| {
        let spans = evidence(encoder, text, *theme, window, hits, known);
        Some(ThemeSuggestion { theme: &crate::theme::all().get(*theme)?.id, score: *score, spans })
    });
    Some(offered.collect())
}

fn windows(
    encoder: &Encoder,
    text: &str,
    sentences: &[Span],
    known: &mut Known,
    stopped: &dyn Fn() -> bool,
) -> Option<Vec<Window>> {
    let mut windows = Vec::new();
    for some in groups(text, sentences).take(WINDOWS) {
        if stopped() {
            return None;
        }
        let odds = known.odds(encoder, whole(&some).of(text).unwrap_or_default());
        windows.push(Window { sentences: some, odds });
    }
    Some(windows)
}

/// Where close reading ends in a letter that is longer than is read closely; nothing where it is all read.
pub(super) fn end(text: &str, sentences: &[Span]) -> Option<u32> {
    groups(text, sentences).nth(WINDOWS).map(|first| whole(&first).start)
}

/// What is read at once, one after another; what has no letter in it is not.
fn groups<'a>(text: &'a str, sentences: &'a [Span]) -> impl Iterator<Item = Vec<Span>> + 'a {
    let mut rest = sentences.iter().flat_map(move |span| stretches(text, *span)).peekable();
    std::iter::from_fn(move || {
        let (mut some, mut words) = (Vec::new(), 0);
        while let Some((span, count)) = rest.peek().copied()
            && some.len() < SENTENCES
            && (some.is_empty() || words + count <= WORDS)
        {
            (words, _) = (words + count, rest.next());
            some.push(span);
        }
        (!some.is_empty()).then_some(some)
    })
    .filter(move |some| whole(some).of(text).is_some_and(|words| words.contains(char::is_alphabetic)))
}

/// A sentence and how many words it has, or the stretches of one that is too long to be heard at once.
fn stretches(text: &str, sentence: Span) -> impl Iterator<Item = (Span, usize)> + '_ {
    let mut from = sentence.start as usize;
    let end = sentence.end as usize;
    let is_long =
        text.get(from..end).is_some_and(|words| words.split_whitespace().nth(LONGEST_SENTENCE).is_some());
    let most = if is_long { WORDS } else { usize::MAX };
    std::iter::from_fn(move || {
        let rest = text.get(from..end).filter(|rest| !rest.is_empty())?;
        let (mut count, mut length, mut inside) = (0, rest.len(), false);
        for (at, letter) in rest.char_indices() {
            if letter.is_whitespace() {
                inside = false;
            } else if !inside {
                if count == most {
                    length = at;
                    break;
                }
                (count, inside) = (count + 1, true);
            }
        }
        let span = Span::new(from, from + rest.get(..length).unwrap_or_default().trim_end().len());
        from += length;
        Some((span, count))
    })
}

fn whole(some: &[Span]) -> Span {
    let (first, last) = (some.first(), some.last());
    Span { start: first.map_or(0, |first| first.start), end: last.map_or(0, |last| last.end) }
}

/// The words a theme rests on: those that say it outright, or else the sentence that means it most.
fn evidence(
    encoder: &Encoder,
    text: &str,
    theme: usize,
    window: &Window,
    hits: &[Hit],
    known: &mut Known,
) -> Vec<Span> {
    let (Some(first), Some(last)) = (window.sentences.first(), window.sentences.last()) else {
        return Vec::new();
    };
    let outright = themes::strongest(hits, theme, Span { start: first.start, end: last.end });
    if !outright.is_empty() {
        return outright;
    }
    let mut means = |span: &Span| {
        let odds = known.odds(encoder, span.of(text).unwrap_or_default());
        odds.get(theme).copied().unwrap_or(f32::MIN)
    };
    let mut weighed: Vec<(f32, Span)> = if window.sentences.len() == 1 {
        vec![(0.0, *first)]
    } else {
        window.sentences.iter().map(|span| (means(span), *span)).collect()
    };
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    weighed.first().map(|(_, span)| *span).into_iter().collect()
}

/// The chance behind the logarithm of the odds.
fn chance(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::{Span, WINDOWS, WORDS};
    use crate::reading::{read, read_closely};

    #[test]
    fn what_is_meant_is_found_without_the_official_words() {
        for (text, theme) in [
            ("They've left him to rot at home since March.", "out_of_school"),
            ("No taxi again. He stood at the gate for an hour.", "transport"),
            ("Nineteen schools were consulted and every single one said no.", "placement_shortage"),
        ] {
            let reading = read_closely(text);
            let first = reading.themes.first().unwrap_or_else(|| panic!("nothing for “{text}”"));
            assert_eq!(first.theme, theme, "“{text}”: {:?}", reading.themes);
            assert!(
                first.spans.first().and_then(|span| span.of(text)).is_some_and(|words| !words.is_empty())
            );
        }
    }

    #[test]
    fn a_letter_about_something_else_is_offered_nothing() {
        for text in [
            "",
            "The bus stop on Mill Lane has lost its roof.",
            "1234567890",
            "Is the library open on Sundays?",
        ] {
            assert_eq!(read_closely(text).themes, [], "“{text}”");
        }
    }

    #[test]
    fn a_huge_letter_is_read_closely_only_so_far_and_says_so() {
        let one_line = "aé ".repeat(350_000);
        let reading = read_closely(&one_line);
        assert!(reading.themes.len() <= 5);
        let end = reading.closely_to.expect("where it ends") as usize;
        assert_eq!(one_line.get(..end).map(|read| read.split_whitespace().count()), Some(WINDOWS * WORDS));
        let long = "My son waits. He is nine. It is late. ".repeat(WINDOWS);
        assert_eq!(read(&long).closely_to, None, "this is read to its end");
        assert!(read(&format!("{long}And one more. ")).closely_to.is_some());
    }

    #[test]
    fn a_letter_without_a_full_stop_is_read_to_its_end() {
        let small = "and then it was the same again the next day as it had been on the day before that one ";
        let run_on = format!("{}he has had no school and no tutor for a year", small.repeat(10));
        let theme = read_closely(&run_on).themes.first().map(|first| first.theme);
        assert_eq!(theme, Some("out_of_school"), "what stands behind a hundred words is meant as well");
        let text = "one two  three\nfour";
        let all = |span| super::stretches(text, span).collect::<Vec<_>>();
        assert_eq!(all(Span::new(0, text.len())), [(Span::new(0, text.len()), 4)]);
        let spans: Vec<_> = super::stretches(&run_on, Span::new(0, run_on.len())).collect();
        assert!(spans.iter().all(|(span, count)| {
            *count <= WORDS
                && span.of(&run_on).is_some_and(|words| words.split_whitespace().count() == *count)
        }));
        assert_eq!(spans.iter().map(|(_, count)| count).sum::<usize>(), run_on.split_whitespace().count());
    }
}
