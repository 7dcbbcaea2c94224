//! `data/case_words.json`, read once: words for the steps of a plan, and for what a
//! letter says of a child and a case. Apart from the words that are looked
//! for while letters come in, so that those cost no more.

use std::sync::OnceLock;

use foldhash::HashMap;
use serde::Deserialize;

use super::pattern::{Patterns, Symbols};
use crate::clock::Step;
use crate::facet::{FACETS, FacetKind};

/// What a phrase about a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// A step was taken.
    Step(Step),
    /// An application, by words that alone may be for anything.
    Applied,
    /// They have been waiting for a plan: since the request.
    Waiting,
    /// There is a plan: since it was issued.
    HasPlan,
}

/// The groups in the file. Where words tell of two things at once, the first of these it is.
const GROUPS: [(&str, Tells); 12] = [
    ("refusal_to_issue", Tells::Step(Step::RefusalToIssue)),
    ("refusal_to_assess", Tells::Step(Step::RefusalToAssess)),
    ("decision_to_assess", Tells::Step(Step::DecisionToAssess)),
    ("review_decision", Tells::Step(Step::ReviewDecision)),
    ("draft", Tells::Step(Step::Draft)),
    ("appeal", Tells::Step(Step::Appeal)),
    ("review_meeting", Tells::Step(Step::ReviewMeeting)),
    ("request", Tells::Step(Step::Request)),
    ("request_bare", Tells::Applied),
    ("waiting", Tells::Waiting),
    ("final_plan", Tells::Step(Step::FinalPlan)),
    ("has_plan", Tells::HasPlan),
];

/// Every pattern, ready to be found.
#[derive(Debug)]
pub(super) struct CaseWords {
    pub(super) symbols: Symbols,
    /// Each with its group's place: the lower decides.
    pub(super) steps: Patterns<(usize, Tells)>,
    /// Each with its place among the facets.
    pub(super) facets: Patterns<usize>,
}

#[derive(Default, Deserialize)]
struct File {
    classes: HashMap<String, String>,
    steps: HashMap<String, Vec<String>>,
    facets: HashMap<FacetKind, HashMap<String, Vec<String>>>,
}

fn parse() -> serde_json::Result<File> {
    serde_json::from_str(include_str!("../../data/case_words.json"))
}

/// The words.
pub(super) fn case_words() -> &'static CaseWords {
    static WORDS: OnceLock<CaseWords> = OnceLock::new();
    WORDS.get_or_init(|| compile(&parse().unwrap_or_default()))
}

fn compile(file: &File) -> CaseWords {
    let mut symbols = Symbols::default();
    let mut steps = Patterns::new();
    for (order, (name, tells)) in GROUPS.iter().enumerate() {
        for pattern in file.steps.get(*name).into_iter().flatten() {
            steps.add(pattern, (order, *tells), &mut symbols, &file.classes);
        }
    }
    let mut facets = Patterns::new();
    for (place, facet) in FACETS.iter().enumerate() {
        for pattern in file.facets.get(&facet.kind).and_then(|kind| kind.get(facet.id)).into_iter().flatten()
        {
            facets.add(pattern, place, &mut symbols, &file.classes);
        }
    }
    CaseWords { symbols, steps, facets }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_words_and_every_class_exists() {
        let file = parse().expect("case_words.json parses");
        for (name, _) in GROUPS {
            assert!(file.steps.get(name).is_some_and(|words| !words.is_empty()), "{name}");
        }
        assert_eq!(file.steps.len(), GROUPS.len(), "words for something that does not exist");
        for facet in FACETS {
            let words = file.facets.get(&facet.kind).and_then(|kind| kind.get(facet.id));
            assert!(words.is_some_and(|words| !words.is_empty()), "{}", facet.id);
        }
        let known: usize = file.facets.values().map(HashMap::len).sum();
        assert_eq!(known, FACETS.len(), "words for a facet that does not exist");
        let facets = file.facets.values().flat_map(HashMap::values);
        for pattern in file.steps.values().chain(facets).flatten() {
            for one in pattern.split([' ', '|']).filter_map(|one| one.strip_prefix('@')) {
                assert!(file.classes.contains_key(one.trim_end_matches('?')), "@{one} in “{pattern}”");
            }
        }
    }
}
