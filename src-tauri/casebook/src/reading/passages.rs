//! Sentences worth reading aloud that give nobody away.

use super::{Span, identity, list::List, parts, people, themes::Hit, words::Words};

/// How many passages are offered at most.
const MOST: usize = 3;
/// How many words a passage has, at least and at most.
const SHORTEST: usize = 8;
const LONGEST: usize = 60;
/// A letter whose whole prose is no longer than this may be offered whole.
const WHOLE: usize = 45;

/// Beginnings that lean on the sentence before.
static LEANING: List = List::new(
    "this that these those it however also but and so therefore because which or then instead again \
     as such there here yes no",
);
/// Words of the letter itself, not of the story.
static ABOUT_THE_LETTER: List = List::new(
    "you your please hope grateful writing write thank thanks sincerely constituent attached attach \
     enclosed below above regards email postcode address permission anonymous mp debate dear sorry",
);

/// What its themes can add to a sentence at most.
const MOST_ABOUT: f32 = 1.6;

/// Why a passage is worth reading aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It speaks of what the letter is about.
    OnTheme,
    /// It has a number in it: weeks, hours, times.
    Concrete,
    /// It can be understood without the sentence before.
    SelfContained,
    /// It is as long as is good to listen to.
    GoodLength,
    /// Nothing in it identifies anybody, as far as rules can tell.
    NamesNobody,
}

impl Worth {
    /// What it is called in `casebook suggest`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::OnTheme => "on_theme",
            Self::Concrete => "concrete",
            Self::SelfContained => "self_contained",
            Self::GoodLength => "good_length",
            Self::NamesNobody => "names_nobody",
        }
    }

    /// What is said of it on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTheme => "speaks of the letter’s themes",
            Self::Concrete => "has a number in it",
            Self::SelfContained => "stands by itself",
            Self::GoodLength => "is a good length to read aloud",
            Self::NamesNobody => "nothing identifying was found in it",
        }
    }
}

/// What speaks for a passage that is offered.
pub(super) fn worth(text: &str, span: Span, words: &Words, hits: &[Hit]) -> Vec<Worth> {
    let first = words.words.partition_point(|word| word.span.start < span.start);
    let within = words.words.iter().skip(first).take_while(|word| word.span.end <= span.end).count();
    let number = |at: usize| words.at(at).is_some_and(|word| word.number.is_some());
    let count = span.of(text).map_or(0, |passage| passage.split_whitespace().count());
    let reasons = [
        (Worth::OnTheme, hits.iter().any(|hit| hit.span.overlaps(span))),
        (Worth::Concrete, (first..first + within).any(number)),
        (Worth::SelfContained, !LEANING.has(words.folded(first))),
        (Worth::GoodLength, (10..42).contains(&count)),
        // What names anybody is never offered at all.
        (Worth::NamesNobody, true),
    ];
    reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect()
}

struct Sentence {
    span: Span,
    words: usize,
    score: f32,
    /// Whether it may stand in a passage at all.
    fit: bool,
}

/// Up to three passages, best first. They do not overlap.
pub(super) fn passages(
    text: &str,
    sentences: &[Span],
    words: &Words,
    hits: &[Hit],
    risk: &[Span],
) -> Vec<Span> {
    if hits.is_empty() {
        return Vec::new();
    }
    choose(text, &judge(text, sentences, words, hits, risk))
}

/// The best plain prose that gives nobody away, whatever it speaks of: a sentence or two; or else
/// all the prose of a very short letter; or else the best of what is left.
pub(super) fn plain(text: &str, sentences: &[Span], words: &Words, risk: &[Span]) -> Option<Span> {
    let judged = judge(text, sentences, words, &[], risk);
    let prose: Vec<Sentence> = judged.into_iter().filter(|one| is_prose(text, one)).collect();
    if let Some((_, best)) = candidates(text, &prose).first() {
        return Some(*best);
    }
    let total: usize = prose.iter().map(|one| one.words).sum();
    if let (Some(first), Some(last)) = (prose.first(), prose.last())
        && total <= LONGEST
        && prose.iter().all(|one| one.fit)
        && prose.len() == sentences.iter().filter(|span| **span >= first.span && **span <= last.span).count()
    {
        return Some(Span { start: first.span.start, end: last.span.end });
    }
    let fit = prose.iter().filter(|one| one.fit && one.words > 2);
    // The shorter of two that are as good: what is left is too short or too long.
    fit.min_by(|a, b| b.score.total_cmp(&a.score).then(a.words.cmp(&b.words))).map(|one| one.span)
}

/// Whether it is a sentence and not a greeting, a heading, a list's label or a name.
fn is_prose(text: &str, one: &Sentence) -> bool {
    const GREETINGS: [&str; 8] =
        ["dear ", "hi ", "hello", "good morning", "good afternoon", "to whom", "re:", "fao"];
    let sentence = one.span.of(text).unwrap_or_default();
    let begins = sentence.chars().take(20).collect::<String>().to_lowercase();
    let greets = one.words < SHORTEST && GREETINGS.iter().any(|greeting| begins.starts_with(greeting));
    let ends = sentence.ends_with(['.', '!', '?', '…', '"', '”', '’', ')', '\'']);
    one.words > 1 && !greets && (ends || one.words >= SHORTEST) && !parts::is_sign_off(sentence)
}

fn judge(text: &str, sentences: &[Span], words: &Words, hits: &[Hit], risk: &[Span]) -> Vec<Sentence> {
    let known = identity::Known::of(text, words);
    let mut people = people::people(text).into_iter().map(|detail| detail.span).peekable();
    let mut hits: Vec<&Hit> = hits.iter().collect();
    hits.sort_by_key(|hit| hit.span.start);
    let (mut hit, mut danger, mut word) = (0, 0, 0);
    let mut judged = Vec::with_capacity(sentences.len());
    for span in sentences {
        let within = |place: Span| place.start < span.end;
        let from = hit;
        hit += hits.iter().skip(hit).take_while(|hit| within(hit.span)).count();
        let first = word;
        word += words.words.iter().skip(word).take_while(|word| within(word.span)).count();
        let before = danger;
        danger += risk.iter().skip(danger).take_while(|place| within(**place)).count();
        let own = hits.get(from..hit).unwrap_or_default();
        while people.peek().is_some_and(|named| named.end <= span.start) {
            people.next();
        }
        let named = people.peek().is_some_and(|named| named.overlaps(*span));
        // Words about risk to a child are never offered for reading aloud.
        let fit = danger == before
            && !named
            && identity::gives_nobody_away(text, *span, words, first..word, &known);
        let score = score(text, *span, words, first..word, own);
        let count = span.of(text).map_or(0, |sentence| sentence.split_whitespace().count());
        judged.push(Sentence { span: *span, words: count, score, fit });
    }
    judged
}

/// Every sentence and every two sentences fit to stand as a passage, best first.
fn candidates(text: &str, judged: &[Sentence]) -> Vec<(f32, Span)> {
    let mut candidates: Vec<(f32, Span)> = Vec::new();
    for (at, one) in judged.iter().enumerate() {
        if !one.fit {
            continue;
        }
        if (SHORTEST..=LONGEST).contains(&one.words) {
            candidates.push((one.score + length_bonus(one.words), one.span));
        }
        if let Some(next) = judged.get(at + 1).filter(|next| next.fit && follows(text, one.span, next.span)) {
            let count = one.words + next.words;
            if (SHORTEST..=LONGEST).contains(&count) {
                let (high, low) = (one.score.max(next.score), one.score.min(next.score));
                let score = high + 0.35 * low - 0.2 + length_bonus(count);
                candidates.push((score, Span { start: one.span.start, end: next.span.end }));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    candidates
}

fn choose(text: &str, judged: &[Sentence]) -> Vec<Span> {
    let candidates = candidates(text, judged);
    let mut chosen: Vec<Span> = Vec::new();
    for (score, span) in &candidates {
        if *score > 0.5 && chosen.len() < MOST && !chosen.iter().any(|other| other.overlaps(*span)) {
            chosen.push(*span);
        }
    }
    let total: usize = judged.iter().map(|one| one.words).sum();
    if chosen.is_empty() {
        // The best plain sentence, or the few words there are.
        let short = judged.iter().filter(|one| one.fit && total <= WHOLE && one.words > 2);
        let best = short.max_by(|a, b| a.score.total_cmp(&b.score)).map(|one| one.span);
        chosen.extend(candidates.first().filter(|(score, _)| *score > 0.0).map(|(_, span)| *span).or(best));
    }
    chosen
}

/// Whether two sentences stand in one paragraph.
fn follows(text: &str, one: Span, next: Span) -> bool {
    let between = Span { start: one.end, end: next.start }.of(text).unwrap_or_default();
    between.matches('\n').count() < 2
}

/// About 15 to 40 words are good to listen to.
fn length_bonus(words: usize) -> f32 {
    match words {
        0..10 => -0.2,
        10..14 => 0.1,
        14..42 => 0.3,
        _ => 0.0,
    }
}

fn score(text: &str, span: Span, words: &Words, range: std::ops::Range<usize>, hits: &[&Hit]) -> f32 {
    let mut counted: Vec<(usize, u32)> = Vec::new();
    let mut about = 0.0_f32;
    for hit in hits {
        // One stretch of words counts once for each theme.
        if about < MOST_ABOUT && !counted.contains(&(hit.theme, hit.span.start)) {
            counted.push((hit.theme, hit.span.start));
            about += hit.weight * 0.6;
        }
    }
    let mut score = about.min(MOST_ABOUT);
    let mut numbers = 0;
    for place in range.clone() {
        let Some(word) = words.at(place) else { continue };
        numbers += u8::from(numbers < 2 && word.number.is_some());
        score -= if ABOUT_THE_LETTER.has(&word.folded) { 0.45 } else { 0.0 };
    }
    score += 0.3 * f32::from(numbers);
    let first = words.folded(range.start);
    score -= if LEANING.has(first) { 0.3 } else { 0.0 };
    let sentence = span.of(text).unwrap_or_default();
    score -= if sentence.ends_with('?') { 0.3 } else { 0.0 };
    score - if sentence.ends_with(['.', '!', '?', '"', '”', '’', '…', '\'']) { 0.0 } else { 0.5 }
}
