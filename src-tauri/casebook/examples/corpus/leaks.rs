//! What of the words that identify somebody is found, on `people.jsonl`; shared by `make accuracy` and
//! the test that holds it.

use std::ops::Range;

use serde::Deserialize;

/// A passage, and every stretch of it that identifies somebody, in order: its kind and its words.
#[derive(Deserialize)]
pub(crate) struct Labelled {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) held_out: bool,
    pub(crate) text: String,
    people: Vec<(String, String)>,
}

/// Counted in words.
#[derive(Debug, Default)]
pub(crate) struct Leaks {
    pub(crate) passages: u32,
    pub(crate) identifying: u32,
    pub(crate) found: u32,
    pub(crate) others: u32,
    pub(crate) taken_wrongly: u32,
    /// What was missed and what was taken wrongly, by passage.
    pub(crate) told: Vec<String>,
}

impl Leaks {
    /// The share of identifying words that are found.
    pub(crate) fn recall(&self) -> f64 {
        f64::from(self.found) / f64::from(self.identifying.max(1))
    }

    /// The share of all other words that are offered for redaction.
    pub(crate) fn false_alarms(&self) -> f64 {
        f64::from(self.taken_wrongly) / f64::from(self.others.max(1))
    }
}

/// Words of a labelled stretch that tell nobody anything; they count neither way.
const NEITHER: [&str; 14] =
    ["mr", "mrs", "ms", "miss", "dr", "and", "the", "of", "prof", "councillor", "cllr", "judge", "on", "x"];

fn labelled(passage: &Labelled) -> Vec<Range<usize>> {
    let mut from = 0;
    let find = |(_, words): &(String, String)| {
        let start = from + passage.text.get(from..)?.find(words.as_str())?;
        from = start + words.len();
        Some(start..from)
    };
    passage.people.iter().map_while(find).collect()
}

/// Whether every labelled stretch stands in its passage, in order.
pub(crate) fn is_whole(passage: &Labelled) -> bool {
    labelled(passage).len() == passage.people.len()
}

/// Reads the passages of `people.jsonl`.
pub(crate) fn passages(lines: &str) -> serde_json::Result<Vec<Labelled>> {
    lines.lines().map(serde_json::from_str).collect()
}

/// Every word beside its label.
pub(crate) fn measure<'p>(
    passages: impl IntoIterator<Item = &'p Labelled>,
    find: impl Fn(&str) -> Vec<Range<usize>>,
) -> Leaks {
    let mut leaks = Leaks::default();
    for passage in passages {
        leaks.passages += 1;
        let (labelled, found) = (labelled(passage), find(&passage.text));
        let (mut missed, mut wrong) = (Vec::new(), Vec::new());
        for (start, word) in words(&passage.text) {
            if NEITHER.contains(&word.to_lowercase().as_str()) {
                continue;
            }
            let within = |spans: &[Range<usize>]| {
                spans.iter().any(|span| span.start < start + word.len() && start < span.end)
            };
            match (within(&labelled), within(&found)) {
                (true, got) => {
                    leaks.identifying += 1;
                    leaks.found += u32::from(got);
                    missed.extend((!got).then_some(word));
                }
                (false, got) => {
                    leaks.others += 1;
                    leaks.taken_wrongly += u32::from(got);
                    wrong.extend(got.then_some(word));
                }
            }
        }
        if !(missed.is_empty() && wrong.is_empty()) {
            leaks.told.push(format!("{}: missed {missed:?}, taken wrongly {wrong:?}", passage.id));
        }
    }
    leaks
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = letter.is_alphanumeric() || matches!(letter, '\'' | '’') && start.is_some();
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
    }
    words
}
