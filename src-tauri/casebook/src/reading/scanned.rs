//! Words as a scanner reads them: "c0uncil", "rnother", "tbe", "asses-" and "sment" on two lines. Only what is
//! no word at all is mended, and only into what is one, so that nobody's name or own spelling is lost.

use super::{gazetteer::gazetteer, ordinary, pattern::Symbols};

/// What one stroke of ink is taken for, and what it was.
const TAKEN_FOR: [(&str, &str); 6] =
    [("rn", "m"), ("b", "h"), ("c", "e"), ("vv", "w"), ("cl", "d"), ("ii", "u")];

/// Longer words are no words, and are left alone; a shorter one with a number may be half a postcode: "1AD" is no lad.
const LONGEST: usize = 24;
const SHORTEST: usize = 4;

fn is_known(word: &str, symbols: &Symbols) -> bool {
    ordinary::is_word(word) || symbols.knows(word)
}

/// The word that was probably printed.
pub(super) fn mended(folded: &str, symbols: &Symbols) -> Option<String> {
    if folded == "tbe" {
        return Some("the".to_owned());
    }
    let letters = folded.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = folded.len() - letters;
    let known = |word: &str| is_known(word, symbols);
    let plain = folded.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // "10am" and "100m" are what they are.
    let counts = folded.bytes().take(2).all(|byte| byte.is_ascii_digit());
    if !plain || counts || !(SHORTEST..=LONGEST).contains(&folded.len()) || letters < 2 || known(folded) {
        return None;
    }
    // "Lincs" is a county and no misread line.
    if gazetteer().has_word(folded) {
        return None;
    }
    let readings = if digits > 0 {
        let as_letters = folded.replace('0', "o");
        vec![as_letters.replace('1', "l"), as_letters.replace('1', "i")]
    } else {
        vec![folded.to_owned()]
    };
    if let Some(word) = readings.iter().find(|word| digits > 0 && known(word)) {
        return Some(word.clone());
    }
    let long = readings.into_iter().filter(|word| word.len() >= 4 && !ordinary::is_first_name(word));
    long.flat_map(|word| TAKEN_FOR.map(|(from, to)| instead(&word, from, to, &known))).flatten().next()
}

/// The word with `to` in all places of `from`, or in one of them, where that makes it known.
fn instead(word: &str, from: &str, to: &str, known: &impl Fn(&str) -> bool) -> Option<String> {
    if !word.contains(from) {
        return None;
    }
    let everywhere = word.replace(from, to);
    if known(&everywhere) {
        return Some(everywhere);
    }
    let once = word.match_indices(from).map(|(at, _)| {
        let (before, rest) = word.split_at(at);
        format!("{before}{to}{}", rest.strip_prefix(from).unwrap_or_default())
    });
    once.into_iter().find(|word| known(word))
}

/// The rest of a word that was broken at the end of a line, with how many bytes lie between: `rest` begins
/// behind the hyphen. Only where both halves make a word: "part-" and "time" stay two.
pub(super) fn broken_off<'t>(half: &str, rest: &'t str, symbols: &Symbols) -> Option<(usize, &'t str)> {
    let line = rest.trim_start_matches([' ', '\r']);
    let next = line.strip_prefix('\n')?.trim_start_matches(' ');
    let length = next.bytes().take(LONGEST + 1).take_while(u8::is_ascii_lowercase).count();
    let end = next.get(..length).filter(|end| (2..=LONGEST).contains(&end.len()))?;
    let whole = format!("{half}{end}");
    is_known(&whole, symbols).then_some((rest.len() - next.len(), end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::lexicon::lexicon;

    #[test]
    fn what_a_scanner_misread_is_read_as_it_was_printed() {
        for (misread, printed) in [
            ("c0uncil", "council"),
            ("schoo1", "school"),
            ("wa1ting", "waiting"),
            ("rnother", "mother"),
            ("tirne", "time"),
            ("tbere", "there"),
            ("scbool", "school"),
            ("scboo1", "school"),
            ("wc11", "well"),
            ("tbe", "the"),
        ] {
            assert_eq!(mended(misread, &lexicon().symbols).as_deref(), Some(printed));
        }
    }

    #[test]
    fn what_is_a_word_a_name_or_a_number_is_left_alone() {
        for word in [
            "modern", "burn", "return", "bear", "sg4", "2015", "10am", "y5", "alfie", "bernard", "ehcp",
            "zbigniew", "lincs", "cambs", "1ad", "1on", "1", "",
        ] {
            assert_eq!(mended(word, &lexicon().symbols), None, "{word}");
        }
    }
}
