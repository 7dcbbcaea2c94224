//! The invented corpus, with the voices that nothing is learnt from told apart.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::{Deserialize, de::DeserializeOwned};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A passage and what a caseworker would file it under, most central first.
#[derive(Deserialize)]
pub(crate) struct Passage {
    #[serde(default)]
    pub(crate) voice: String,
    pub(crate) text: String,
    pub(crate) themes: Vec<String>,
}

impl Passage {
    /// One of which only the labels are known.
    pub(crate) fn labelled(themes: Vec<String>) -> Self {
        Self { voice: String::new(), text: String::new(), themes }
    }
}

#[derive(Deserialize)]
struct Voice {
    voice: String,
    #[serde(default)]
    held_out: bool,
}

/// The text of one file of the corpus.
pub(crate) fn file(name: &str) -> Result<String> {
    Ok(std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name))?)
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    std::fs::read_to_string(path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The passages to learn from, and those of the voices held out.
pub(crate) fn passages() -> Result<(Vec<Passage>, Vec<Passage>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let voices: Vec<Voice> = lines(&folder.join("voices.jsonl"))?;
    let held: BTreeSet<String> = voices.into_iter().filter(|one| one.held_out).map(|one| one.voice).collect();
    let all: Vec<Passage> = lines(&folder.join("passages.jsonl"))?;
    Ok(all.into_iter().partition(|passage| !held.contains(&passage.voice)))
}

/// The passages of every so many-th voice, in the order of the list of voices: a fold that `teach.py` leaves out.
pub(crate) fn fold(nth: usize, of: usize) -> Result<Vec<Passage>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let voices: Vec<Voice> = lines(&folder.join("voices.jsonl"))?;
    let places: BTreeMap<String, usize> =
        voices.into_iter().enumerate().map(|(place, one)| (one.voice, place)).collect();
    let mut all: Vec<Passage> = lines(&folder.join("passages.jsonl"))?;
    all.retain(|passage| places.get(&passage.voice).is_some_and(|place| place % of == nth));
    Ok(all)
}

/// The statements kept apart.
pub(crate) fn apart() -> Result<Vec<Passage>> {
    lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/apart.jsonl"))
}

/// A passage, and whether a caseworker would look into it at once.
#[derive(Deserialize)]
pub(crate) struct Risk {
    pub(crate) text: String,
    pub(crate) urgent: bool,
    #[serde(default)]
    pub(crate) held_out: bool,
}

/// The passages labelled for risk.
pub(crate) fn risk() -> Result<Vec<Risk>> {
    lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/urgent.jsonl"))
}

/// A passage, and what it is in where that is not English.
#[derive(Deserialize)]
pub(crate) struct Spoken {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
}

/// The passages in other languages, and hard ones in English.
pub(crate) fn languages() -> Result<Vec<Spoken>> {
    lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/languages.jsonl"))
}

/// A letter's words, and which authority answers for the child, where they say so.
#[derive(Deserialize)]
pub(crate) struct Home {
    pub(crate) text: String,
    pub(crate) home: Option<String>,
    #[serde(default)]
    pub(crate) held_out: bool,
}

/// The letters labelled for where the child's home is.
pub(crate) fn homes() -> Result<Vec<Home>> {
    lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/places.jsonl"))
}
