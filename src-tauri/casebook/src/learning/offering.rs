//! What is offered for a letter once something was learnt.

use super::{Learnt, Taught};
use crate::reading::{self, FIRST, MOST, NEXT, Span, ThemeSuggestion};
use crate::theme;

/// So many stretches of a letter are shown for a theme that was learnt.
const SHOWN: usize = 3;

/// Why a theme is offered, or offered later, because of what the office did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// Letters with these words were filed there, so many of so many.
    Words {
        /// The words, as the letter has them.
        words: String,
        /// How many letters.
        filed: u32,
        /// Of how many.
        of: u32,
    },
    /// It was often struck out.
    StruckOut {
        /// How often it was taken.
        taken: u32,
        /// Of how many times that it was offered.
        of: u32,
    },
}

/// A theme to offer, and why if the office's own filing has a part in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// What is offered.
    pub offered: ThemeSuggestion,
    /// What the office's filing has to do with it.
    pub because: Option<Because>,
}

/// Words of the letter that speak for a theme.
struct Spoken<'l> {
    taught: &'l Taught,
    spans: Vec<Span>,
}

impl Learnt {
    /// What to offer for a letter of which reading alone offers `themes`. Where it may be `urgent`, nothing is
    /// put back.
    #[must_use]
    pub fn offer(&self, text: &str, themes: Vec<ThemeSuggestion>, urgent: bool) -> Vec<Moved> {
        let plain = |offered| Moved { offered, because: None };
        if self.is_empty() {
            return themes.into_iter().map(plain).collect();
        }
        let mut moved: Vec<Moved> =
            themes.into_iter().map(|offered| self.put_back(offered, urgent)).collect();
        for spoken in self.spoken(text) {
            let Some(theme) = theme::by_id(&spoken.taught.theme) else { continue };
            let because = spoken.because(text);
            match moved.iter_mut().find(|moved| moved.offered.theme == theme.id) {
                Some(known) if known.offered.score >= spoken.taught.weight => {}
                Some(known) => {
                    known.offered.score = spoken.taught.weight;
                    let new = |span: &Span| !spoken.spans.iter().any(|spoken| spoken.overlaps(*span));
                    let before: Vec<Span> = known.offered.spans.iter().copied().filter(new).collect();
                    known.offered.spans = spoken.spans.iter().copied().chain(before).collect();
                    known.because = because;
                }
                None => moved.push(Moved {
                    offered: ThemeSuggestion {
                        theme: &theme.id,
                        score: spoken.taught.weight,
                        spans: spoken.spans,
                    },
                    because,
                }),
            }
        }
        moved.sort_by(|a, b| b.offered.score.total_cmp(&a.offered.score));
        let worth =
            |(place, moved): &(usize, Moved)| moved.offered.score >= if *place == 0 { FIRST } else { NEXT };
        moved.into_iter().take(MOST).enumerate().take_while(worth).map(|(_, moved)| moved).collect()
    }

    fn put_back(&self, offered: ThemeSuggestion, urgent: bool) -> Moved {
        let of_themes = self.by_words.get("").into_iter().flatten();
        let mut back = of_themes.filter_map(|at| self.taught.get(*at));
        let Some(back) = back.find(|back| back.theme == offered.theme).filter(|_| !urgent) else {
            return Moved { offered, because: None };
        };
        let odds = (offered.score / (1.0 - offered.score).max(f32::EPSILON)).ln() + back.weight;
        let score = 1.0 / (1.0 + (-odds).exp());
        let because = Because::StruckOut { taken: back.filed, of: back.of };
        Moved { offered: ThemeSuggestion { score, ..offered }, because: Some(because) }
    }

    /// For each theme that the letter's words speak for, the surest of those.
    fn spoken(&self, text: &str) -> Vec<Spoken<'_>> {
        let words = reading::plain_words(text);
        let mut all: Vec<Spoken<'_>> = Vec::new();
        let mut before: Option<&reading::PlainWord> = None;
        for word in &words {
            let beside = before.filter(|first| first.place.checked_add(1) == Some(word.place));
            let pair = beside.map(|first| {
                (
                    format!("{} {}", first.word, word.word),
                    Span { start: first.span.start, end: word.span.end },
                )
            });
            for (words, span) in pair.into_iter().chain([(word.word.clone(), word.span)]) {
                let known = self.by_words.get(&words).into_iter().flatten();
                for taught in known.filter_map(|at| self.taught.get(*at)) {
                    heard(&mut all, taught, span);
                }
            }
            before = Some(word);
        }
        all
    }
}

/// Of what speaks for a theme the surest stays; of the equally sure the longer, which says more.
fn heard<'l>(all: &mut Vec<Spoken<'l>>, taught: &'l Taught, span: Span) {
    let Some(known) = all.iter_mut().find(|known| known.taught.theme == taught.theme) else {
        all.push(Spoken { taught, spans: vec![span] });
        return;
    };
    if known.taught.words == taught.words {
        if known.spans.len() < SHOWN {
            known.spans.push(span);
        }
        return;
    }
    let surer = taught.weight.total_cmp(&known.taught.weight);
    if surer.then_with(|| taught.words.len().cmp(&known.taught.words.len())).is_gt() {
        *known = Spoken { taught, spans: vec![span] };
    }
}

impl Spoken<'_> {
    fn because(&self, text: &str) -> Option<Because> {
        let words = self.spans.first()?.of(text)?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Because::Words { words: words.to_lowercase(), filed: self.taught.filed, of: self.taught.of })
    }
}
