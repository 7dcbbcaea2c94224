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

/// The same among words that are in another language: short ones there are no English ("od", Polish for "from").
pub(super) fn among_foreign(words: &Words) -> Vec<Span> {
    const SHORT: u32 = 6;
    urgent(words).into_iter().filter(|span| span.end - span.start >= SHORT).collect()
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
        let all = lines.map(|line| serde_json::from_str::<Passage>(line).expect("a passage"));
        let (urgent, calm): (Vec<_>, Vec<_>) = all.partition(|one| one.urgent);
        let those = |passages: &[Passage], found: bool| -> Vec<String> {
            let of = passages.iter().filter(|one| read(&one.text).urgent.is_empty() != found);
            of.map(|one| one.id.clone()).collect()
        };
        let (missed, alarms) = (those(&urgent, false), those(&calm, true));
        assert!(urgent.len() + calm.len() >= 300, "{} passages say little", urgent.len() + calm.len());
        assert!(missed.len() * 50 <= urgent.len(), "missed: {missed:?}");
        assert!(alarms.len() * 10 <= calm.len(), "false alarms: {alarms:?}");
    }
}
