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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::reading::read;

    #[derive(Deserialize)]
    struct Passage {
        id: String,
        text: String,
        urgent: bool,
    }

    #[test]
    fn next_to_no_word_of_risk_is_missed_in_what_parents_say_indirectly() {
        let lines = include_str!("../../corpus/urgent.jsonl").lines();
        let passages: Vec<Passage> =
            lines.map(|line| serde_json::from_str(line).expect("a passage")).collect();
        assert!(passages.len() >= 200, "{} passages say little", passages.len());
        let (urgent, calm): (Vec<_>, Vec<_>) = passages.iter().partition(|one| one.urgent);
        let found = |one: &&&Passage| !read(&one.text).urgent.is_empty();
        let missed: Vec<_> = urgent.iter().filter(|one| !found(one)).map(|one| &one.id).collect();
        let alarms: Vec<_> = calm.iter().filter(found).map(|one| &one.id).collect();
        assert!(missed.len() * 50 <= urgent.len(), "missed of {}: {missed:?}", urgent.len());
        assert!(alarms.len() * 10 <= calm.len(), "false alarms of {}: {alarms:?}", calm.len());
    }
}
