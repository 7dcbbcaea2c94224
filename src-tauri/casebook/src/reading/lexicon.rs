//! `data/lexicon.json`, read once: the words behind every suggestion.

use std::sync::OnceLock;

use foldhash::HashMap;
use serde::Deserialize;

use super::pattern::{Patterns, Symbols};
use crate::consent::ConsentLevel;

/// How much one pattern says about its theme, between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighs {
    /// Which theme, counted through [`crate::theme::all`].
    pub(super) theme: usize,
    /// The weight of the pattern.
    pub(super) weight: f32,
}

/// Every pattern, ready to be found.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) symbols: Symbols,
    pub(super) themes: Patterns<Weighs>,
    /// Words without which a letter is not about a child's needs at all.
    pub(super) setting: Patterns<Setting>,
    pub(super) urgent: Patterns<()>,
    /// Each with its group's place in the file: the first group found decides.
    pub(super) consent: Patterns<(usize, ConsentLevel)>,
    /// Words on which leave hangs, or which take it back: from this step up.
    pub(super) doubt: Patterns<ConsentLevel>,
}

/// What a word says about whether a letter is about a child's needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Certainly: "EHCP", "special school".
    Enough,
    /// It speaks of a child.
    Child,
    /// It speaks of school or care.
    Schooling,
}

#[derive(Default, Deserialize)]
struct File {
    classes: HashMap<String, String>,
    setting: HashMap<String, Vec<String>>,
    urgent: Vec<String>,
    consent: HashMap<String, Vec<String>>,
    themes: HashMap<String, ByStrength>,
}

#[derive(Deserialize)]
struct ByStrength {
    strong: Vec<String>,
    fair: Vec<String>,
    weak: Vec<String>,
}

/// The groups of words about consent, in the order in which they decide. What asks for more care
/// comes first; plain permission, without a word about names, means no name.
const CONSENT: [(&str, ConsentLevel); 7] = [
    ("counted", ConsentLevel::Counted),
    ("casework", ConsentLevel::Casework),
    ("anonymous", ConsentLevel::Anonymous),
    ("changed_name", ConsentLevel::ReadOut),
    ("named", ConsentLevel::Named),
    ("read_out", ConsentLevel::ReadOut),
    ("permission", ConsentLevel::Anonymous),
];

pub(super) const STRONG: f32 = 0.62;
const FAIR: f32 = 0.4;
const WEAK: f32 = 0.2;

/// The lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| compile(&parse().unwrap_or_default()))
}

fn parse() -> serde_json::Result<File> {
    serde_json::from_str(include_str!("../../data/lexicon.json"))
}

fn compile(file: &File) -> Lexicon {
    let mut symbols = Symbols::default();
    let mut themes = Patterns::new();
    for (theme, about) in crate::theme::all().iter().enumerate() {
        let Some(lists) = file.themes.get(&about.id) else { continue };
        for (list, weight) in [(&lists.strong, STRONG), (&lists.fair, FAIR), (&lists.weak, WEAK)] {
            for pattern in list {
                themes.add(pattern, Weighs { theme, weight }, &mut symbols, &file.classes);
            }
        }
    }
    let mut urgent = Patterns::new();
    file.urgent.iter().for_each(|pattern| urgent.add(pattern, (), &mut symbols, &file.classes));
    let mut setting = Patterns::new();
    for (name, means) in
        [("enough", Setting::Enough), ("child", Setting::Child), ("schooling", Setting::Schooling)]
    {
        for pattern in file.setting.get(name).into_iter().flatten() {
            setting.add(pattern, means, &mut symbols, &file.classes);
        }
    }
    let mut consent = Patterns::new();
    for (order, (name, level)) in CONSENT.iter().enumerate() {
        for pattern in file.consent.get(*name).into_iter().flatten() {
            consent.add(pattern, (order, *level), &mut symbols, &file.classes);
        }
    }
    let mut doubt = Patterns::new();
    for (name, from) in [("doubt", ConsentLevel::Anonymous), ("doubt_names", ConsentLevel::ReadOut)] {
        for pattern in file.consent.get(name).into_iter().flatten() {
            doubt.add(pattern, from, &mut symbols, &file.classes);
        }
    }
    Lexicon { symbols, themes, setting, urgent, consent, doubt }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_has_at_least_forty_entries() {
        let file = parse().expect("lexicon.json parses");
        for theme in crate::theme::all() {
            let lists = file.themes.get(&theme.id).unwrap_or_else(|| panic!("{} has no words", theme.id));
            let count = lists.strong.len() + lists.fair.len() + lists.weak.len();
            assert!(count >= 40, "{} has {count}", theme.id);
        }
        assert_eq!(file.themes.len(), crate::theme::all().len(), "words for a theme that does not exist");
    }

    #[test]
    fn every_class_a_pattern_names_exists() {
        let file = parse().expect("lexicon.json parses");
        let all =
            file.themes.values().flat_map(|lists| lists.strong.iter().chain(&lists.fair).chain(&lists.weak));
        let all = all
            .chain(file.setting.values().flatten())
            .chain(&file.urgent)
            .chain(file.consent.values().flatten());
        for pattern in all {
            for one in pattern.split([' ', '|']).filter_map(|one| one.strip_prefix('@')) {
                let class = one.trim_end_matches('?');
                assert!(file.classes.contains_key(class), "@{class} in “{pattern}”");
            }
        }
    }
}
