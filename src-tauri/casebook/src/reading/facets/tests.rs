//! What a letter says of the child and the case, on passages made up and labelled for the purpose.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Passage {
    id: String,
    text: String,
    facets: BTreeSet<String>,
}

fn passages() -> Vec<Passage> {
    let lines = include_str!("../../../corpus/facets.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a labelled passage")).collect()
}

fn found(text: &str) -> BTreeSet<String> {
    let kind = |kind: FacetKind| serde_json::to_value(kind).expect("a word").as_str().map(str::to_owned);
    facets(text)
        .into_iter()
        .map(|one| format!("{}:{}", kind(one.kind).unwrap_or_default(), one.value))
        .collect()
}

#[test]
fn on_labelled_passages_next_to_nothing_is_wrong_and_most_is_found() {
    let passages = passages();
    assert!(passages.len() >= 60, "{} passages say little", passages.len());
    let (mut right, mut wrong, mut missed, mut report) = (0_u32, 0_u32, 0_u32, Vec::new());
    for passage in &passages {
        let found = found(&passage.text);
        right += u32::try_from(found.intersection(&passage.facets).count()).expect("few");
        let extra: Vec<_> = found.difference(&passage.facets).cloned().collect();
        let absent: Vec<_> = passage.facets.difference(&found).cloned().collect();
        wrong += u32::try_from(extra.len()).expect("few");
        missed += u32::try_from(absent.len()).expect("few");
        if !(extra.is_empty() && absent.is_empty()) {
            report.push(format!("{}: wrong {extra:?}, missed {absent:?}: “{}”", passage.id, passage.text));
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    let report = report.join("\n");
    assert!(precision >= 0.97 && recall >= 0.9, "precision {precision:.3}, recall {recall:.3}\n{report}");
}

#[test]
fn every_facet_has_words_and_a_label() {
    for facet in FACETS {
        assert!(
            !facet.label.is_empty() && crate::facet::label(facet.kind, facet.id) == facet.label,
            "{}",
            facet.id
        );
    }
}

#[test]
fn each_facet_shows_its_words() {
    let text = "She’s – my daughter – in Year 4. She is autistic and has no EHCP.";
    let words: Vec<_> = facets(text).iter().filter_map(|one| one.span.of(text)).collect();
    assert!(words.contains(&"autistic") && words.contains(&"no EHCP"), "{words:?}");
}

#[test]
fn quoted_letters_say_nothing_of_the_child() {
    assert_eq!(
        found("Thank you.\n\nOn 3 May 2025 the office wrote:\n> He is autistic and has an EHCP.\n"),
        BTreeSet::new()
    );
}

proptest! {
    #[test]
    fn nothing_panics_and_every_span_is_in_the_text(
        text in "\\PC{0,60}( autistic| no EHCP| in Year 4| aged 9| special school| please raise|, | not |\\. |\u{202e}|é){0,12}\\PC{0,20}",
    ) {
        for one in facets(&text) {
            prop_assert!(one.span.of(&text).is_some());
        }
    }
}
