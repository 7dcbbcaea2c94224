//! What the family says about using their words. Only a suggestion: the caseworker asks.

use super::{Span, lexicon::lexicon, words::Words};
use crate::consent::ConsentLevel;

/// A step of the ladder the letter seems to speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentSuggestion {
    /// The step.
    pub level: ConsentLevel,
    /// The words it rests on.
    pub span: Span,
}

/// Where a letter says several things, what asks for more care decides: see
/// [`super::lexicon`]. "Count us, but do not quote us" is consent to be counted.
pub(super) fn consent(words: &Words) -> Option<ConsentSuggestion> {
    let found = lexicon().consent.find(words, true);
    let first = found.iter().min_by_key(|found| (found.means.0, found.span.start))?;
    Some(ConsentSuggestion { level: first.means.1, span: first.span })
}
