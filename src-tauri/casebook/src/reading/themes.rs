//! Which themes a letter's words speak of, and in which words.

use std::collections::HashSet;

use super::{
    Span,
    lexicon::{STRONG, Setting, lexicon},
    words::Words,
};

/// A theme worth offering.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeSuggestion {
    /// The theme's id.
    pub theme: &'static str,
    /// How sure the reading is, between 0 and 1; below [`OFFER`] nothing is offered.
    pub score: f32,
    /// The words it rests on, strongest first; at most six.
    pub spans: Vec<Span>,
}

/// The lowest score that is offered.
pub const OFFER: f32 = 0.55;

/// How many themes one letter is offered at most. Offices drown in tags.
pub(crate) const MOST: usize = 5;

/// A theme's score may be this much below the best one's.
const BEHIND_BEST: f32 = 0.3;

const SPANS: usize = 6;

/// A hit that speaks for a theme: where and how strongly. Kept for the choice of passages too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) theme: usize,
    pub(super) weight: f32,
    pub(super) span: Span,
    pattern: usize,
}

/// Every theme word in the letter.
pub(super) fn hits(words: &Words) -> Vec<Hit> {
    let lexicon = lexicon();
    if is_circular(words) {
        return Vec::new();
    }
    let found = lexicon.themes.find(words, true);
    let strongly = found.iter().any(|found| found.means.weight >= STRONG && !is_general(found.means.theme));
    if !is_about_a_child(words, strongly) {
        return Vec::new();
    }
    found
        .iter()
        .map(|found| Hit {
            theme: found.means.theme,
            weight: found.means.weight,
            span: found.span,
            pattern: found.pattern,
        })
        .collect()
}

/// The themes to offer by phrases alone, best first.
pub(super) fn suggest(hits: &[Hit]) -> Vec<ThemeSuggestion> {
    // A pattern counts once, where it is first found.
    let mut seen = HashSet::new();
    let hits: Vec<&Hit> = hits.iter().filter(|hit| seen.insert(hit.pattern)).collect();
    let mut suggestions: Vec<ThemeSuggestion> = crate::theme::all()
        .iter()
        .enumerate()
        .filter_map(|(index, theme)| {
            let (score, spans) = weigh(&own(hits.iter().copied(), index));
            (score >= OFFER).then_some(ThemeSuggestion { theme: &theme.id, score, spans })
        })
        .collect();
    suggestions.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = suggestions.first().map_or(0.0, |first| first.score);
    suggestions.retain(|one| one.score >= best - BEHIND_BEST);
    suggestions.truncate(MOST);
    suggestions
}

/// A theme's own hits, strongest first.
fn own<'h>(hits: impl Iterator<Item = &'h Hit>, theme: usize) -> Vec<&'h Hit> {
    let mut own: Vec<&Hit> = hits.filter(|hit| hit.theme == theme).collect();
    own.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.span.start.cmp(&b.span.start)));
    own
}

/// The words within a stretch that speak for a theme, strongest first.
pub(super) fn strongest(hits: &[Hit], theme: usize, within: Span) -> Vec<Span> {
    weigh(&own(hits.iter().filter(|hit| hit.span.overlaps(within)), theme)).1
}

/// The saturating sum over hits in falling order of weight. Words that already counted count little
/// again.
fn weigh(hits: &[&Hit]) -> (f32, Vec<Span>) {
    let mut unsure = 1.0_f32;
    let mut counted: Vec<&Hit> = Vec::new();
    for hit in hits {
        if counted.len() >= 40 {
            break;
        }
        let again = counted.iter().any(|other| other.span.overlaps(hit.span));
        unsure *= 1.0 - if again { hit.weight * 0.25 } else { hit.weight };
        counted.push(hit);
    }
    let mut spans: Vec<Span> = Vec::new();
    for hit in counted {
        if spans.len() < SPANS && !spans.iter().any(|span| span.overlaps(hit.span)) {
            spans.push(hit.span);
        }
    }
    (1.0 - unsure, spans)
}

/// Whether the letter is about a child's needs or schooling at all.
pub(super) fn is_about_a_child(words: &Words, strongly: bool) -> bool {
    let found = lexicon().setting.find(words, false);
    let has = |setting| found.iter().any(|found| found.means == setting);
    let (child, schooling) = (has(Setting::Child), has(Setting::Schooling));
    has(Setting::Enough) || (child && schooling) || (strongly && (child || schooling))
}

/// Whether people use a theme's words about any council matter, a parking fine for one.
fn is_general(theme: usize) -> bool {
    let id = crate::theme::all().get(theme).map_or("", |theme| theme.id.as_str());
    matches!(id, "communication" | "accountability_funding")
}

/// A newsletter, which speaks of many things and of no child.
pub(super) fn is_circular(words: &Words) -> bool {
    const MARKS: [&[&str]; 6] = [
        &["unsubscribe"],
        &["view", "in", "browser"],
        &["view", "this", "email", "in", "your", "browser"],
        &["you", "are", "receiving", "this", "email", "because"],
        &["manage", "your", "preferences"],
        &["update", "your", "preferences"],
    ];
    let is = |at: usize, mark: &[&str]| mark.iter().zip(at..).all(|(word, at)| words.folded(at) == *word);
    let begins = |at: &usize| words.at(*at).is_some_and(|word| word.marks);
    (0..words.words.len()).filter(begins).any(|at| MARKS.iter().any(|mark| is(at, mark)))
}
