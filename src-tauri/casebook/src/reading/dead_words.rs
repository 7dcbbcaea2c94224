//! The lists hold nothing that can never be found: every alternative is one word, as words are taken apart, and says
//! something that those beside it do not.

use std::collections::HashSet;

use super::{Span, case_words::case_words, lexicon::lexicon, pattern::Symbols, words::Vocabulary};

/// Every pattern, with the list it stands in. A class is one element.
fn patterns(list: &str, value: &serde_json::Value, into: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::String(pattern) => into.push((list.to_owned(), pattern.clone())),
        serde_json::Value::Array(all) => all.iter().for_each(|one| patterns(list, one, into)),
        serde_json::Value::Object(all) => {
            all.iter().for_each(|(name, one)| patterns(&format!("{list}/{name}"), one, into));
        }
        _ => {}
    }
}

/// Whether a word can stand in a letter as one word that is spelt so.
fn can_be_met(word: &str, symbols: &Symbols) -> bool {
    let mut vocabulary = Vocabulary::default();
    let words = vocabulary.take_apart(word, &[Span::new(0, word.len())], symbols);
    let [only] = words.as_slice() else { return false };
    let met = vocabulary.distinct.get(only.is as usize).map_or("", |distinct| &distinct.folded);
    met == word.strip_suffix("'s").unwrap_or(word)
}

/// What is wrong with an element.
fn wrong(element: &str, symbols: &Symbols) -> Option<String> {
    let all: Vec<&str> = element.strip_suffix('?').unwrap_or(element).split('|').collect();
    let mut seen = HashSet::new();
    for one in &all {
        if !seen.insert(*one) {
            return Some(format!("“{one}” stands there twice"));
        }
        if one.starts_with(['@', '#']) {
            continue;
        }
        let begins = |prefix: &str| one.starts_with(prefix) && one.strip_suffix('*') != Some(prefix);
        if let Some(wider) = all.iter().find(|other| other.strip_suffix('*').is_some_and(begins)) {
            return Some(format!("“{wider}” has “{one}” already"));
        }
        let met = match one.strip_suffix('*') {
            Some(prefix) => {
                !prefix.is_empty()
                    && prefix.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '£')
            }
            None => can_be_met(one, symbols),
        };
        if !met {
            return Some(format!("no word of a letter is “{one}”"));
        }
    }
    None
}

/// Two words among the alternatives are not two words but the end of one element and the beginning of the next:
/// "late|no longer|unable" asks for two words. So says a small word last among others that are not small.
fn is_torn(element: &str, next: &str) -> bool {
    const BEGIN: [&str; 12] =
        ["no", "not", "a", "off", "said", "in", "per", "case", "co", "part", "each", "social"];
    let all: Vec<&str> = element.split('|').collect();
    let torn = all.last().is_some_and(|last| BEGIN.contains(last)) && !next.starts_with("..");
    torn && all.iter().any(|one| one.len() > 5 && !BEGIN.contains(one))
}

#[test]
fn every_word_of_the_lists_can_be_found_in_a_letter() {
    let mut complaints = Vec::new();
    for (file, symbols) in [
        (include_str!("../../data/lexicon.json"), &lexicon().symbols),
        (include_str!("../../data/case_words.json"), &case_words().symbols),
    ] {
        let mut all = Vec::new();
        patterns("", &serde_json::from_str(file).expect("a list"), &mut all);
        assert!(all.len() > 200, "{} patterns are not all", all.len());
        let mut seen = HashSet::new();
        for (list, pattern) in &all {
            if !seen.insert((list, pattern)) {
                complaints.push(format!("{list}: “{pattern}” stands there twice"));
            }
            let elements: Vec<&str> = pattern.split_whitespace().collect();
            let words = || elements.iter().filter(|one| !matches!(**one, ".." | "..."));
            for what in words().filter_map(|element| wrong(element, symbols)) {
                complaints.push(format!("{list}: {what}, in “{pattern}”"));
            }
            if let Some(two) =
                elements.windows(2).find(|two| matches!(two, [one, next] if is_torn(one, next)))
            {
                complaints.push(format!("{list}: two words are no alternative: “{}”", two.join(" ")));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn what_can_never_be_found_is_noticed() {
    let symbols = &lexicon().symbols;
    for element in
        ["cannot|not", "isnt", "self-harm", "School", "a||b", "far|far", "month*|months", "percent|%", "ti?e"]
    {
        assert!(wrong(element, symbols).is_some(), "{element}");
    }
    for element in ["not|never", "child's", "@them", "#21", "month*|term", "twenty", "£*", "time?"] {
        assert_eq!(wrong(element, symbols), None, "{element}");
    }
    assert!(is_torn("refused|unable|no", "longer|never") && !is_torn("no|not|never", "come|came"));
}
