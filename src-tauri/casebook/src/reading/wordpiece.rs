//! A text as the pieces of words the encoder was taught with: small letters without accents, signs
//! by themselves, and the longest known pieces from the left of each word.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

#[derive(Debug)]
pub(super) struct WordPieces {
    known: HashMap<&'static str, usize>,
    begin: usize,
    end: usize,
    unknown: usize,
}

/// A longer word than this is not a word.
const LONGEST_WORD: usize = 100;

impl WordPieces {
    /// `None` where the marks of beginning and end are missing.
    pub(super) fn new(vocabulary: impl Iterator<Item = &'static str>) -> Option<Self> {
        let known: HashMap<_, _> = vocabulary.zip(0..).collect();
        let mark = |name| known.get(name).copied();
        let (begin, end, unknown) = (mark("[CLS]")?, mark("[SEP]")?, mark("[UNK]")?);
        Some(Self { known, begin, end, unknown })
    }

    /// The pieces of a text, at most so many.
    pub(super) fn of(&self, text: &str, most: usize) -> Vec<usize> {
        let mut pieces = vec![self.begin];
        let mut word = String::new();
        // No piece is made of more characters than this for long; the rest of a huge text is not read.
        for c in text.chars().take(most * LONGEST_WORD) {
            if pieces.len() >= most {
                break;
            }
            if c.is_whitespace() || c.is_control() {
                self.take_apart(&mut word, &mut pieces);
            } else if is_sign(c) {
                self.take_apart(&mut word, &mut pieces);
                word.push(c);
                self.take_apart(&mut word, &mut pieces);
            } else {
                word.extend(c.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)));
            }
        }
        self.take_apart(&mut word, &mut pieces);
        pieces.truncate(most.saturating_sub(1));
        pieces.push(self.end);
        pieces
    }

    fn take_apart(&self, word: &mut String, pieces: &mut Vec<usize>) {
        let before = pieces.len();
        let mut rest: &str = word;
        let mut key = String::new();
        if word.chars().count() > LONGEST_WORD {
            pieces.push(self.unknown);
            rest = "";
        }
        while !rest.is_empty() {
            let inside = rest.len() < word.len();
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let longest = ends.filter_map(|end| Some((end, rest.get(..end)?))).find_map(|(end, piece)| {
                key.clear();
                key.push_str(if inside { "##" } else { "" });
                key.push_str(piece);
                Some((end, *self.known.get(key.as_str())?))
            });
            let Some((end, piece)) = longest else {
                pieces.truncate(before);
                pieces.push(self.unknown);
                break;
            };
            pieces.push(piece);
            rest = rest.get(end..).unwrap_or_default();
        }
        word.clear();
    }
}

/// Punctuation, and every sign of ASCII that is neither a letter nor a figure.
fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
}
