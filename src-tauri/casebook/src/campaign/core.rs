//! What the letters of a campaign share.

use super::sketch::numbers;
use super::{ALIKE, CONTAINED, LEAST_OWN, LEAST_SHARED, Words};
use crate::reading::Span;

/// The runs of words that most letters of a campaign hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Core {
    /// In ascending order.
    runs: Vec<u32>,
}

/// How many runs two letters have in common.
pub(super) fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut there, mut both) = (0, 0, 0);
    // Without a branch to guess wrong: this is the inner loop of comparing.
    while let (Some(a), Some(b)) = (one.get(at), other.get(there)) {
        both += usize::from(a == b);
        at += usize::from(a <= b);
        there += usize::from(b <= a);
    }
    both
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2⁵²")]
pub(super) fn part(of: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { of as f64 / whole as f64 }
}

/// Whether two letters are alike: they share much of both, or most of the shorter.
pub(super) fn alike(one: &[u32], other: &[u32]) -> bool {
    let both = shared(one, other);
    both >= LEAST_SHARED
        && (part(both, one.len() + other.len() - both) >= ALIKE
            || part(both, one.len().min(other.len())) >= CONTAINED)
}

impl Core {
    /// What at least half of these letters hold.
    pub(super) fn of_most<'a>(letters: impl ExactSizeIterator<Item = &'a [u32]>) -> Self {
        let half = letters.len().div_ceil(2);
        let mut all: Vec<u32> = letters.flatten().copied().collect();
        all.sort_unstable();
        let runs = all.chunk_by(|a, b| a == b).filter(|held| held.len() >= half);
        Self { runs: runs.filter_map(|held| held.first().copied()).collect() }
    }

    /// Its runs, in ascending order.
    #[must_use]
    pub fn runs(&self) -> &[u32] {
        &self.runs
    }

    /// How well a letter fits: the larger of how much of the core it holds and how much of it is the
    /// core's. Nothing where it does not belong.
    pub(super) fn fit(&self, letter: &[u32]) -> Option<f64> {
        let both = shared(&self.runs, letter);
        let (held, made_of) = (part(both, self.runs.len()), part(both, letter.len()));
        let alike = part(both, self.runs.len() + letter.len() - both) >= ALIKE;
        (both >= LEAST_SHARED && (alike || held >= CONTAINED || made_of >= CONTAINED))
            .then(|| held.max(made_of))
    }

    /// Whether a letter is little but the core.
    pub(super) fn is_most_of(&self, letter: &[u32]) -> bool {
        part(shared(&self.runs, letter), letter.len()) >= CONTAINED
    }

    /// Whether it is text enough to be one.
    pub(super) const fn is_text(&self) -> bool {
        self.runs.len() >= LEAST_SHARED
    }

    /// The campaign that a letter fits best, by its place among these.
    #[must_use]
    pub fn best<'a>(cores: impl IntoIterator<Item = &'a Self>, letter: &[u32]) -> Option<usize> {
        let fits = cores.into_iter().enumerate().filter_map(|(at, core)| Some((at, core.fit(letter)?)));
        fits.max_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a))).map(|(at, _)| at)
    }

    /// What a sender added of their own: where it stands, and how many words it is. Blanks that were
    /// filled in are not counted.
    #[must_use]
    pub fn own(&self, letter: &Words) -> (Vec<Span>, usize) {
        let outside = letter.outside(|run| self.runs.binary_search(&run).is_ok());
        let own: Vec<_> = outside.into_iter().filter(|(_, words)| *words >= LEAST_OWN).collect();
        let count = own.iter().map(|(_, words)| words).sum();
        (own.into_iter().map(|(span, _)| span).collect(), count)
    }

    /// As bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.runs.iter().flat_map(|run| run.to_le_bytes()).collect()
    }

    /// From the bytes that were kept; nothing where they are no core.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        numbers(bytes).map(|runs| Self { runs })
    }
}
