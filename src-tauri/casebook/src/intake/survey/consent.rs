//! What a family ticked about using their words. Never consent by itself: the caseworker asks.

use crate::consent::ConsentLevel;

/// What stands before such an answer in the letter that is made of it.
pub(super) const MARK: &str = "Asked for consent: ";

/// What the answers in a survey's letter offer, and where in its text: the one that asks for the
/// most care, where there are several.
#[must_use]
pub fn answered(text: &str) -> Option<(ConsentLevel, std::ops::Range<usize>)> {
    let mut at = 0;
    let mut found: Option<(ConsentLevel, std::ops::Range<usize>)> = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if let Some((question, answer)) = words.strip_prefix(MARK).and_then(|asked| asked.rsplit_once(" — "))
            && let Some(level) = level(question, answer)
            && found.as_ref().is_none_or(|(least, _)| level < *least)
        {
            found = Some((level, at..at + words.len()));
        }
        at += line.len();
    }
    found
}

/// The step of the ladder that an answer speaks of. "Yes" says what its question asked; an answer
/// that names something says that and no more; a no offers nothing.
fn level(question: &str, answer: &str) -> Option<ConsentLevel> {
    let (question, answer) = (question.to_lowercase(), answer.trim().to_lowercase());
    let first = answer.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    if answer.is_empty()
        || matches!(
            first,
            "no" | "not" | "none" | "never" | "false" | "n" | "0" | "maybe" | "unsure" | "disagree"
        )
        || ["don't", "do not", "ask me first", "contact me first", "not sure"]
            .iter()
            .any(|no| answer.contains(no))
    {
        return None;
    }
    named(&answer).or_else(|| named(&question)).or(Some(ConsentLevel::Casework))
}

fn named(words: &str) -> Option<ConsentLevel> {
    let has = |any: &[&str]| any.iter().any(|phrase| words.contains(phrase));
    if has(&["anonym", "without my name", "without your name", "without using", "no name", "not name"]) {
        Some(ConsentLevel::Anonymous)
    } else if has(&["my name", "your name", "by name", "named", "with name"]) {
        Some(ConsentLevel::Named)
    } else if has(&["read out", "quote", "in parliament", "in the chamber", "debate", "speech"]) {
        // Whether with a name nobody said: the careful reading.
        Some(ConsentLevel::Anonymous)
    } else if has(&["statistic", "counted", "count my", "count us", "figures", "numbers only"]) {
        Some(ConsentLevel::Counted)
    } else if has(&["casework", "contact", "store", "hold my", "privacy", "data"]) {
        Some(ConsentLevel::Casework)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_offers_what_it_says_and_a_no_offers_nothing() {
        use ConsentLevel as L;
        for (question, answer, expected) in [
            ("May we share your story?", "Yes, anonymously", Some(L::Anonymous)),
            ("May we use your name?", "Yes", Some(L::Named)),
            ("May we quote you in Parliament?", "Yes", Some(L::Anonymous)),
            ("May we quote you in Parliament?", "Yes, with my name", Some(L::Named)),
            ("May we store your data?", "I agree", Some(L::Casework)),
            ("May we quote you with your name?", "No", None),
            ("May we quote you with your name?", "Please don't", None),
            ("May we quote you with your name?", "", None),
            ("Consent", "Only be counted in statistics", Some(L::Counted)),
            ("Consent", "Yes", Some(L::Casework)),
        ] {
            assert_eq!(level(question, answer), expected, "{question} {answer}");
        }
    }

    #[test]
    fn of_several_answers_the_careful_one_counts() {
        let text = format!(
            "Words.\n\n{MARK}May we use your name? — Yes\n{MARK}And be counted in statistics? — Yes\n"
        );
        let (level, span) = answered(&text).expect("an offer");
        assert_eq!(level, ConsentLevel::Counted);
        assert_eq!(text.get(span), Some(format!("{MARK}And be counted in statistics? — Yes").as_str()));
        assert_eq!(answered("We agree — Yes"), None, "only what was asked");
    }
}
