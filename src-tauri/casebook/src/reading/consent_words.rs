//! What the family says about using their words. Only a suggestion: the caseworker asks.

use super::{
    Span,
    lexicon::lexicon,
    list::List,
    words::{Word, Words},
};
use crate::consent::ConsentLevel;

/// A step of the ladder the letter seems to speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentSuggestion {
    /// The step.
    pub level: ConsentLevel,
    /// The words it rests on.
    pub span: Span,
}

/// Words with which a family gives leave. Without one of them in the sentence, "they change his
/// name on every form" is no leave to read anything out.
static LEAVE: List = List::new(
    "you your please happy permission consent agree agreed welcome free fine ok okay willing glad \
     proud mind may",
);

/// Where a letter says several things, what asks for more care decides: see
/// [`super::lexicon`]. "Count us, but do not quote us" is consent to be counted. Leave that hangs
/// on something ("ask us first", "not yet") is no leave so far.
pub(super) fn consent(words: &Words) -> Option<ConsentSuggestion> {
    let doubts = lexicon().doubt.find(words, false);
    let doubts: Vec<_> = doubts.iter().map(|doubt| (sentence(words, doubt.span), doubt.means)).collect();
    let found = lexicon().consent.find(words, true);
    let sure = found.iter().filter(|found| {
        let (level, here) = (found.means.1, sentence(words, found.span));
        level < ConsentLevel::Anonymous
            || !(is_doubted(&doubts, level, here)
                || (level > ConsentLevel::Anonymous && !gives_leave(words, found.span)))
    });
    let first = sure.min_by_key(|found| (found.means.0, found.span.start))?;
    Some(ConsentSuggestion { level: first.means.1, span: first.span })
}

/// Whether the sentence or one beside it takes leave for this step away.
fn is_doubted(doubts: &[(u32, ConsentLevel)], level: ConsentLevel, here: u32) -> bool {
    let first = doubts.partition_point(|(sentence, _)| sentence.saturating_add(1) < here);
    let near = doubts.iter().skip(first).take_while(|(sentence, _)| *sentence <= here.saturating_add(1));
    near.take(100).any(|(_, from)| *from <= level)
}

/// The place of the first word of a span.
fn place(words: &Words, span: Span) -> usize {
    words.words.partition_point(|word| word.span.start < span.start)
}

fn sentence(words: &Words, span: Span) -> u32 {
    words.words.get(place(words, span)).map_or(0, |word| word.sentence)
}

/// Whether the sentence gives leave, or begins with the words themselves: "Use our names."
fn gives_leave(words: &Words, span: Span) -> bool {
    /// Leave further off than this belongs to something else.
    const NEAR: usize = 30;
    let at = place(words, span);
    let here = sentence(words, span);
    let same = |place: &usize| words.words.get(*place).is_some_and(|word: &Word| word.sentence == here);
    let mut before = (at.saturating_sub(NEAR)..at).rev().take_while(same).peekable();
    if before.peek().is_none() {
        return true;
    }
    before.chain((at..at + NEAR).take_while(same)).any(|place| LEAVE.has(words.folded(place)))
}
