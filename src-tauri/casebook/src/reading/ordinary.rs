//! Which words are words, and which are names.
//!
//! Both lists are data with their sources in `data/SOURCES.md`. Some names are words as well ("Rose",
//! "Mark"): those are names only where something else says so.

use std::sync::OnceLock;

use foldhash::HashSet;

fn of(file: &'static str) -> HashSet<&'static str> {
    file.split_whitespace().collect()
}

/// Whether a folded word is one that letters are made of.
pub(super) fn is_word(folded: &str) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| of(include_str!("../../data/ordinary_words.txt")));
    words.contains(folded) || folded.split_once('\'').is_some_and(|(stem, _)| words.contains(stem))
}

/// Whether a folded word is a first name, or is one as well.
pub(super) fn is_first_name(folded: &str) -> bool {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| of(include_str!("../../data/first_names.txt"))).contains(folded)
}

/// A first name that is nothing else: noticed even without a capital.
pub(super) fn is_only_a_name(folded: &str) -> bool {
    is_first_name(folded) && !is_word(folded)
}
