//! Searching the letters for what somebody typed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::facets::{self, MARK};
use super::file::Casebook;
use crate::error::Result;

/// Words shown before the one that was found.
const BEFORE: usize = 8;
/// The most characters that are looked at after it, for a line.
const AFTER: usize = 600;

/// The shortest beginning that stands for longer words.
const SHORTEST: usize = 3;
/// The most words that a beginning stands for.
const MEANT: usize = 100;
/// Words that are taken for beginnings; whoever pastes a letter means each word as it is.
const BEGUN: usize = 6;
/// Letters that are asked which words a short beginning stands for.
const RECENT: i64 = 400;

/// The words somebody typed.
///
/// As they were typed: the index and a line of a list each see them in their own way.
pub(super) struct Words(Vec<String>);

/// A word as a line is looked through for it: small letters, without accents.
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
        let words: Vec<_> = words(typed).map(|(_, word)| word.to_owned()).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// As a question to the index: every word must be there, and each of three letters or more may be the
    /// beginning of a longer one. None where a word is in no letter. Asked by the words that the index
    /// knows: so nothing typed is taken for the query language, and a beginning costs no more than the
    /// words it stands for.
    pub(super) fn query(&self, db: &Connection) -> Result<Option<String>> {
        let mut all = Vec::new();
        for (place, word) in self.0.iter().enumerate() {
            let word = indexed(word);
            let known = if place < BEGUN { known(db, &word)? } else { exactly(db, &word)? };
            if known.is_empty() {
                return Ok(None);
            }
            let known: Vec<_> = known.iter().map(|word| format!("\"{word}\"")).collect();
            all.push(format!("({})", known.join(" OR ")));
        }
        Ok((!all.is_empty()).then(|| all.join(" AND ")))
    }

    /// The same, with every word as it is.
    fn exact_query(&self, db: &Connection) -> Result<Option<String>> {
        let mut all = Vec::new();
        for word in &self.0 {
            let known = exactly(db, &indexed(word))?;
            let Some(known) = known.first() else { return Ok(None) };
            all.push(format!("\"{known}\""));
        }
        Ok(Some(all.join(" AND ")))
    }

    /// Whether a text has the words one after the other.
    fn stand_together_in(&self, text: &str) -> bool {
        let wanted: Vec<_> = self.0.iter().map(|word| plain(word)).collect();
        let found: Vec<_> = words(text).map(|(_, word)| plain(word)).collect();
        found.windows(wanted.len().max(1)).any(|found| found == wanted)
    }

    /// The text around the first of the words in it.
    fn around(&self, text: &str) -> Option<String> {
        let wanted: Vec<_> = self.0.iter().map(|word| plain(word)).collect();
        let is_wanted = |found: &str| {
            let found = plain(found);
            wanted.iter().any(|word| found.starts_with(word.as_str()))
        };
        let (at, _) = words(text).find(|(_, word)| is_wanted(word))?;
        let (before, after) = text.split_at_checked(at)?;
        let from = before.rmatch_indices(char::is_whitespace).nth(BEFORE);
        let from = from.map_or(0, |(at, space)| at + space.len());
        let end = after.char_indices().nth(AFTER).map_or(text.len(), |(end, _)| at + end);
        Some(format!("{}{}", if from > 0 { "…" } else { "" }, text.get(from..end)?))
    }
}

/// A word as the index keeps it: the accents of our own letters do not matter, the signs of others do.
fn indexed(word: &str) -> String {
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    word.nfd().filter(|letter| !is_accent(letter)).nfc().flat_map(char::to_lowercase).collect()
}

/// The first word of the index that is not before this one.
pub(super) const NEXT_WORD: &str = "SELECT term FROM known_word WHERE term >= ?1 LIMIT 1";

fn exactly(db: &Connection, word: &str) -> Result<Vec<String>> {
    let found: Option<String> =
        db.prepare_cached(NEXT_WORD)?.query_row([word], |row| row.get(0)).optional()?;
    Ok(found.into_iter().filter(|found| found == word).collect())
}

/// The words of the index that begin like this one. Where those are very many, the word itself and what
/// the letters that came last have of them.
fn known(db: &Connection, word: &str) -> Result<Vec<String>> {
    if word.chars().count() < SHORTEST {
        return exactly(db, word);
    }
    let mut next = db.prepare_cached(NEXT_WORD)?;
    let (mut found, mut from) = (Vec::new(), word.to_owned());
    while found.len() <= MEANT {
        let term: Option<String> = next.query_row([&from], |row| row.get(0)).optional()?;
        let Some(term) = term.filter(|term| term.starts_with(word)) else { return Ok(found) };
        from = format!("{term}\u{1}");
        found.push(term);
    }
    let mut often: HashMap<String, usize> = HashMap::new();
    let mut letters = db.prepare_cached(
        "SELECT subject || ' ' || sender || ' ' || substr(text, 1, 4000) FROM submission ORDER BY row DESC LIMIT ?1",
    )?;
    for letter in letters.query_map([RECENT], |row| row.get::<_, String>(0))? {
        let letter = letter?;
        let meant: HashSet<_> =
            words(&letter).map(|(_, found)| indexed(found)).filter(|found| found.starts_with(word)).collect();
        for meant in meant {
            *often.entry(meant).or_default() += 1;
        }
    }
    let mut often: Vec<_> = often.into_iter().filter(|(found, _)| found != word).collect();
    often.sort_unstable_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    let mut found = exactly(db, word)?;
    for (meant, _) in often.into_iter().take(MEANT) {
        found.extend(exactly(db, &meant)?);
    }
    Ok(found)
}

/// A letter's words, as `letter_words` has them: what marks a facet stands in no letter.
fn unmarked(words: &str) -> Cow<'_, str> {
    if words.contains(MARK) { words.replace(MARK, " ").into() } else { words.into() }
}

/// Puts a letter into the index, by its sender, subject and text and how its story is filed. By statements that
/// write one row each, and no trigger: before one that may write several, the index writes down all that it has
/// in mind, letter by letter instead of once for hundreds.
pub(super) fn index(db: &Connection, letter: i64, story: i64, words: [&str; 3], facets: &str) -> Result<()> {
    let [sender, subject, text] = words.map(unmarked);
    db.prepare_cached(
        "INSERT INTO submission_words (rowid, sender, subject, text, facets) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![letter, sender, subject, text, facets])?;
    db.prepare_cached("INSERT INTO letter_story (letter, story) VALUES (?1, ?2)")?
        .execute(params![letter, story])?;
    Ok(())
}

/// The same for a letter that is put back.
pub(super) fn index_again(db: &Connection, letter: i64) -> Result<()> {
    let mut found =
        db.prepare_cached("SELECT story, sender, subject, text FROM submission WHERE row = ?1")?;
    let (story, words): (i64, [String; 3]) =
        found.query_row([letter], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))?;
    index(db, letter, story, [&words[0], &words[1], &words[2]], &facets::of_story(db, story)?)
}

/// Puts every letter into an index that has none yet.
pub(super) fn index_all(db: &Connection) -> Result<()> {
    db.execute_batch(
        "INSERT INTO letter_story (letter, story) SELECT row, story FROM submission;
         INSERT INTO submission_words (submission_words) VALUES ('rebuild')",
    )?;
    Ok(())
}

/// The letters that have a name in them, word after word. The index says which have the words.
pub(super) fn naming(db: &Connection, name: &str) -> Result<Vec<i64>> {
    let Some(name) = Words::typed(name) else { return Ok(Vec::new()) };
    let Some(asked) = name.exact_query(db)? else { return Ok(Vec::new()) };
    let mut letters = db.prepare_cached(
        "SELECT submission.row, submission.sender, submission.subject, submission.text
         FROM submission_words CROSS JOIN submission ON submission.row = submission_words.rowid
         WHERE submission_words MATCH ?1",
    )?;
    let mut letters = letters.query([asked])?;
    let mut found = Vec::new();
    while let Some(letter) = letters.next()? {
        for part in 1..4 {
            if name.stand_together_in(&letter.get::<_, String>(part)?) {
                found.push(letter.get(0)?);
                break;
            }
        }
    }
    Ok(found)
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
