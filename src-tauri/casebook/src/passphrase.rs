//! How soon a passphrase would be guessed.

use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::error::{Problem, Result};

/// The fewest characters a passphrase may have, and should have.
const LEAST: usize = 8;
const ADVISED: usize = 12;

/// How good a passphrase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// From 0 to 4.
    pub(crate) score: u8,
    /// What to tell whoever is typing it.
    pub(crate) sentence: String,
    /// Whether a slot can be made with it.
    pub(crate) enough: bool,
    /// Whether it is as good as it should be.
    pub(crate) advised: bool,
}

/// Judges a passphrase. A guesser tries these names first, and the words in them.
pub(crate) fn judge(passphrase: &str, names: &[String]) -> Judged {
    let words = names.iter().flat_map(|name| name.split_whitespace().chain([name.as_str()]));
    let inputs: Vec<&str> = words.filter(|word| word.chars().count() > 2).collect();
    let entropy = zxcvbn(passphrase, &inputs);
    let length = passphrase.chars().count();
    let score = if length < LEAST { Score::Zero } else { entropy.score() };
    let why = entropy.feedback().and_then(|feedback| feedback.warning()).map_or("", because);
    let score = score as u8;
    let judged = match score {
        _ if length < LEAST => {
            let more = LEAST - length;
            format!("Too short: {more} more {} at least.", if more == 1 { "character" } else { "characters" })
        }
        0 | 1 => format!("Too easy to guess.{why} Four or five unrelated words are better."),
        2 => format!("Weak: a patient guesser could find it.{why} Add a word."),
        _ if length < ADVISED => {
            format!("Hard to guess, but short: {ADVISED} characters or more are advised.")
        }
        3 => "Good: hard to guess.".into(),
        _ => "Strong: very hard to guess.".into(),
    };
    let advised = score >= 3 && length >= ADVISED;
    Judged { score, sentence: judged, enough: length >= LEAST && score >= 2, advised }
}

/// Refuses a passphrase that is too short or too easy to guess.
///
/// # Errors
/// When it is; the field is `passphrase`.
pub(crate) fn require(passphrase: &str, names: &[String]) -> Result<()> {
    if judge(passphrase, names).enough {
        return Ok(());
    }
    if passphrase.chars().count() < LEAST {
        return Err(Problem::invalid(
            "passphrase",
            format!("The passphrase is shorter than {LEAST} characters."),
            "Use a longer one; four or five unrelated words are easy to remember and hard to guess.",
        ));
    }
    Err(Problem::invalid(
        "passphrase",
        "The passphrase is too easy to guess.",
        "Use another; four or five unrelated words are easy to remember and hard to guess.",
    ))
}

fn because(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            " Neighbouring keys are tried early."
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            " It repeats itself."
        }
        Warning::SequencesLikeAbcAreEasyToGuess => " Sequences such as abc or 6543 are tried early.",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            " Years and dates are tried early."
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => " It is on every guesser's list.",
        Warning::AWordByItselfIsEasyToGuess => " One word by itself is tried early.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => " Names are tried early.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_at_once_is_refused() {
        for easy in ["", "short", "password", "password1234", "aaaaaaaaaaaaaaaa", "qwertyuiop", "01/02/2003"]
        {
            let judged = judge(easy, &[]);
            assert!(!judged.enough && !judged.advised, "{easy}: {judged:?}");
            assert!(require(easy, &[]).is_err(), "{easy}");
        }
    }

    #[test]
    fn the_offices_own_names_are_tried_first() {
        let names = ["Alexandra Halewood MP".to_owned(), "Mid Inventshire".to_owned()];
        let own = "HalewoodInventshire";
        assert!(judge(own, &names).score < judge(own, &[]).score, "its own names make it easier");
        assert!(require(own, &names).is_err());
    }

    #[test]
    fn unrelated_words_are_enough_and_advised() {
        for good in ["four invented words here", "correct horse battery staple", "Æblegrød til ni mand"] {
            let judged = judge(good, &[]);
            assert!(judged.enough && judged.advised, "{good}: {judged:?}");
        }
        let short = judge("x7!Kq2#vRw", &[]);
        assert!(short.enough && !short.advised, "short, but hard to guess: {short:?}");
    }

    #[test]
    fn a_very_long_passphrase_takes_no_longer_than_a_long_one() {
        assert!(judge(&"four invented words here ".repeat(10_000), &[]).enough);
    }
}
