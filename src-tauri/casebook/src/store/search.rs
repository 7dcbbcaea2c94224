//! Searching the letters for what somebody typed.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::file::Casebook;
use crate::error::Result;

/// Words shown before the one that was found.
const BEFORE: usize = 8;
/// The most characters that are looked at after it, for a line.
const AFTER: usize = 600;

/// The words somebody typed.
pub(super) struct Words(Vec<String>);

/// A word as the index knows it: small letters, without accents.
fn plain(word: &str) -> String {
    word.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// The words of a text, each with where it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter)).filter_map(
        move |part| {
            let begins = at;
            at += part.len();
            let word =
                part.trim_end_matches(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter));
            (!word.is_empty()).then_some((begins, word))
        },
    )
}

impl Words {
    /// The words in what was typed; nothing where there are none.
    pub(super) fn typed(typed: &str) -> Option<Self> {
        let words: Vec<_> = words(typed).map(|(_, word)| plain(word)).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// As an FTS5 query: every word must be there, and each may be the beginning of a longer one.
    /// Quoted, so that nothing typed is taken for the query language.
    pub(super) fn query(&self) -> String {
        self.0.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
    }

    /// The text around the first of the words in it.
    fn around(&self, text: &str) -> Option<String> {
        let is_wanted = |found: &str| {
            let found = plain(found);
            self.0.iter().any(|word| found.starts_with(word))
        };
        let (at, _) = words(text).find(|(_, word)| is_wanted(word))?;
        let (before, after) = text.split_at_checked(at)?;
        let from = before.rmatch_indices(char::is_whitespace).nth(BEFORE);
        let from = from.map_or(0, |(at, space)| at + space.len());
        let end = after.char_indices().nth(AFTER).map_or(text.len(), |(end, _)| at + end);
        Some(format!("{}{}", if from > 0 { "…" } else { "" }, text.get(from..end)?))
    }
}

impl Casebook {
    /// Where in a story's letters the words stand, in the newest that has them. Read from the letters:
    /// the index would look through every letter of the casebook that matches, for each story again.
    pub(super) fn snippet(&self, story: i64, words: &Words) -> Result<Option<String>> {
        let mut texts = self.db.prepare_cached(
            "SELECT text FROM submission WHERE story = ?1 ORDER BY received DESC, row DESC",
        )?;
        for text in texts.query_map([story], |row| row.get::<_, String>(0))? {
            if let Some(found) = words.around(&text?) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn around(typed: &str, text: &str) -> Option<String> {
        Words::typed(typed).expect("words").around(text)
    }

    #[test]
    fn a_line_shows_the_words_around_what_was_found() {
        let text =
            "Dear MP, one two three four five six seven eight nine ten the minibus never came. It is late.";
        assert_eq!(
            around("minibus", text).as_deref(),
            Some("…four five six seven eight nine ten the minibus never came. It is late."),
        );
        assert_eq!(
            around("MINI", "The Minibus, again").as_deref(),
            Some("The Minibus, again"),
            "a beginning, in any case"
        );
        assert_eq!(around("zoe", "We met Zoë.").as_deref(), Some("We met Zoë."), "accents do not matter");
        assert_eq!(
            around("zoë", "We met Zoe\u{308}.").as_deref(),
            Some("We met Zoe\u{308}."),
            "however they are written"
        );
        assert_eq!(around("bus", "The minibus"), None, "but only from a word's beginning");
        assert!(Words::typed("— … !").is_none(), "signs are no words");
    }

    #[test]
    fn any_text_can_be_looked_through() {
        for text in ["", "é", "\u{308}", "🚌 bus", "bus\u{0}bus", &"x ".repeat(100_000)] {
            let _ = around("bus", text);
        }
        let long = format!("{} bus {}", "é ".repeat(50_000), "ü".repeat(50_000));
        assert!(around("bus", &long).is_some_and(|found| found.chars().count() < 700), "and is cut");
    }
}
