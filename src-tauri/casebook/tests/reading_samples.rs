//! How well the reading does on the sample letters beside their labels.
//!
//! The floors are what was measured, less a little: the lexicon is made of general words and not
//! of these letters' sentences, and a change to it should not cost more than it gains. Half of the
//! letters were never looked at while the words were chosen.

use std::{collections::BTreeSet, fs, path::Path};

use casebook::{consent::ConsentLevel, intake::read_letter, reading::read};
use serde_json::Value;

#[derive(Debug, Default)]
struct Measured {
    themes: [f32; 3],
    places: [u32; 3],
    consent: [u32; 2],
    missed_risk: Vec<String>,
    too_much_consent: Vec<String>,
}

fn measure() -> Measured {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let labels = fs::read_to_string(folder.join("labels.json")).expect("the samples have labels");
    let labels: Vec<Value> = serde_json::from_str(&labels).expect("the labels are JSON");
    let mut measured = Measured::default();
    for label in &labels {
        let file = label["file"].as_str().expect("every label names its file");
        let Ok(letter) = fs::read(folder.join(file)).map(|bytes| read_letter(&bytes)) else { continue };
        let Ok(letter) = letter else { continue };
        let reading = read(&letter.text);
        let wanted: BTreeSet<&str> =
            label["themes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let offered: BTreeSet<&str> = reading.themes.iter().map(|suggestion| suggestion.theme).collect();
        measured.themes[0] += wanted.intersection(&offered).count() as f32;
        measured.themes[1] += offered.difference(&wanted).count() as f32;
        measured.themes[2] += wanted.difference(&offered).count() as f32;
        let place = reading.authority.map(|authority| authority.gss);
        match (label["authority"].as_str(), place) {
            (Some(wanted), Some(offered)) if wanted == offered => measured.places[0] += 1,
            (_, Some(_)) => measured.places[1] += 1,
            (Some(_), None) => measured.places[2] += 1,
            (None, None) => {}
        }
        if label["urgent"] == true && reading.urgent.is_empty() {
            measured.missed_risk.push(file.to_owned());
        }
        let wanted: ConsentLevel = serde_json::from_value(label["consent"].clone()).unwrap_or_default();
        let offered = reading.consent.map_or(ConsentLevel::NotAsked, |consent| consent.level);
        measured.consent[usize::from(wanted != offered)] += 1;
        if offered > wanted {
            measured.too_much_consent.push(file.to_owned());
        }
    }
    measured
}

#[test]
fn the_reading_does_no_worse_on_the_samples_than_it_did() {
    let measured = measure();
    let [right, wrong, missed] = measured.themes;
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    assert!(precision >= 0.80, "themes offered wrongly cost the caseworker's trust: {measured:?}");
    assert!(recall >= 0.61, "themes missed cost the caseworker's time: {measured:?}");
    assert_eq!(measured.places[1], 0, "a wrong authority is worse than none: {measured:?}");
    assert!(measured.places[0] >= 60, "most letters give the home away: {measured:?}");
    assert!(measured.missed_risk.is_empty(), "words of risk are never missed: {measured:?}");
    assert!(measured.consent[1] <= 8, "what families say about consent is noticed: {measured:?}");
    assert!(measured.too_much_consent.is_empty(), "and never taken for more than was said: {measured:?}");
}

/// Short statements in many voices, each with the themes a caseworker would file it under.
#[test]
fn statements_are_read_as_a_caseworker_would_file_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statements.json");
    let statements = fs::read_to_string(path).expect("the statements are beside this test");
    let statements: Vec<Value> = serde_json::from_str(&statements).expect("the statements are JSON");
    let (mut right, mut wrong, mut missed, mut covered) = (0_f32, 0_f32, 0_f32, BTreeSet::new());
    for statement in &statements {
        let text = statement["text"].as_str().expect("every statement has a text");
        let wanted: BTreeSet<&str> =
            statement["themes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let offered: BTreeSet<&str> = read(text).themes.iter().map(|suggestion| suggestion.theme).collect();
        if wanted.is_empty() {
            assert!(offered.is_empty(), "“{text}” is no matter of ours, and was offered {offered:?}");
        }
        right += wanted.intersection(&offered).count() as f32;
        wrong += offered.difference(&wanted).count() as f32;
        missed += wanted.difference(&offered).count() as f32;
        covered.extend(wanted);
    }
    assert_eq!(covered.len(), casebook::theme::all().len(), "every theme is spoken of");
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    assert!(precision >= 0.92, "{right} right, {wrong} wrong, {missed} missed");
    assert!(recall >= 0.88, "{right} right, {wrong} wrong, {missed} missed");
}

/// What the weights are learnt from and measured on is worth what its labels are worth.
#[test]
fn the_corpus_is_whole_balanced_and_says_nothing_twice() {
    let lines = |name: &str| -> Vec<Value> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let text = fs::read_to_string(path).expect("the corpus is in its folder");
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    };
    let voices: BTreeSet<String> =
        lines("voices.jsonl").iter().filter_map(|voice| voice["voice"].as_str().map(str::to_owned)).collect();
    assert!(voices.len() >= 40, "{} voices", voices.len());
    let passages = lines("passages.jsonl");
    let (mut texts, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let (mut labels, mut other) = (std::collections::BTreeMap::<&str, u32>::new(), 0);
    for passage in &passages {
        let id = passage["id"].as_str().expect("every passage has an id");
        assert!(ids.insert(id) && texts.insert(passage["text"].as_str()), "{id} is there twice");
        assert!(passage["voice"].as_str().is_some_and(|voice| voices.contains(voice)), "{id}: whose voice?");
        let themes: Vec<&str> =
            passage["themes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        other += u32::from(themes.is_empty());
        for theme in themes {
            assert!(casebook::theme::by_id(theme).is_some(), "{id}: there is no {theme}");
            *labels.entry(theme).or_default() += 1;
        }
    }
    assert!(passages.len() >= 1_500, "{} passages", passages.len());
    assert!(labels.len() == 20 && labels.values().all(|count| *count >= 80), "{labels:?}");
    assert!((200..400).contains(&other), "{other} letters about something else");
}
