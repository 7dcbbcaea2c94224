//! Words that suggest a child is at risk. Here it is better to show too much than too little:
//! "not" is not heeded, and quoted messages are read as well.

use super::{Span, lexicon::lexicon, words::Words};

/// More places than this are not shown.
pub(super) const MOST: usize = 12;

/// Every place, in the order of the letter; places that overlap are one.
pub(super) fn urgent(words: &Words) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for found in lexicon().urgent.find(words, false) {
        if let Some(last) = spans.last_mut().filter(|last| last.overlaps(found.span)) {
            last.end = last.end.max(found.span.end);
        } else {
            spans.push(found.span);
        }
    }
    spans
}
