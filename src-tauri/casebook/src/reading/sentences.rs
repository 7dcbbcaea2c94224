//! Where sentences begin and end, in letters that are hard-wrapped, run together or listed.

use super::Span;

const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "rev", "st", "e.g", "eg", "i.e", "ie", "etc", "approx", "no", "vs",
    "hon", "rt", "cllr", "yr", "yrs", "hrs", "a.m", "p.m", "jan", "feb", "sept", "oct", "nov", "dec", "inc",
    "incl",
];

/// A line shorter than this that is followed by a capital is a line of its own: a greeting, a
/// heading, a name.
const SHORT_LINE: usize = 45;

/// The same in a text without a small letter.
const SHORT_SHOUTED: usize = 20;

/// The sentences of one part of a letter, in order, without the white space around them. Everything
/// that is not white space is in one of them.
pub(super) fn sentences(text: &str, part: Span) -> Vec<Span> {
    let Some(slice) = part.of(text) else { return Vec::new() };
    let base = part.start as usize;
    let mut found = Vec::new();
    let mut begin = 0;
    let mut line = 0;
    let mut close = |begin: usize, end: usize| {
        let Some(sentence) = slice.get(begin..end) else { return };
        let start = begin + (sentence.len() - sentence.trim_start().len());
        let trimmed = sentence.trim();
        if !trimmed.is_empty() {
            found.push(Span::new(base + start, base + start + trimmed.len()));
        }
    };
    let mut chars = slice.char_indices().peekable();
    while let Some((at, raw)) = chars.next() {
        let after = at + raw.len_utf8();
        let rest = slice.get(after..).unwrap_or_default();
        if raw == '\n' {
            if ends_at_line(slice.get(line..at).unwrap_or_default(), rest) {
                close(begin, at);
                begin = after;
            }
            line = after;
        } else if matches!(raw, '。' | '！' | '？' | '।') {
            close(begin, after);
            begin = after;
        } else if matches!(raw, '.' | '!' | '?' | '…' | '؟' | '۔') {
            let mut end = after;
            while let Some((next, closer)) = chars.peek().copied()
                && matches!(closer, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | ')' | ']')
            {
                end = next + closer.len_utf8();
                chars.next();
            }
            let rest = slice.get(end..).unwrap_or_default();
            if rest.starts_with(char::is_whitespace) && !(raw == '.' && goes_on(slice.get(begin..at), rest)) {
                close(begin, end);
                begin = end;
            }
        }
    }
    close(begin, slice.len());
    found
}

/// Whether a full stop does not end the sentence: "Dr. Shah", "e.g. a taxi".
fn goes_on(before: Option<&str>, rest: &str) -> bool {
    let word =
        before.unwrap_or_default().rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let lower = word.chars().take(8).collect::<String>().to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    initial
        || ABBREVIATIONS.contains(&lower.as_str())
        || rest.chars().find(|c| !c.is_whitespace()).is_some_and(char::is_lowercase)
}

/// Whether a sentence ends at the end of this line.
fn ends_at_line(line: &str, rest: &str) -> bool {
    let next = rest.lines().next().unwrap_or_default().trim();
    let line = line.trim();
    if next.is_empty() || line.is_empty() || is_listed(next) {
        return true;
    }
    // Shouted, every line begins with a capital: then only a very short one stands alone.
    let shouted = !line.contains(char::is_lowercase) && !next.contains(char::is_lowercase);
    let shortest = if shouted { SHORT_SHOUTED } else { SHORT_LINE };
    let short = line.chars().take(shortest).count() < shortest;
    short && next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !line.ends_with(" I")
}

/// Whether a line is one of a list.
fn is_listed(line: &str) -> bool {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['•', '·', '*', '–', '—'])
        || line.starts_with("- ")
        || (after_number.len() < line.len() && after_number.starts_with([')', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, Span::new(0, text.len())).iter().filter_map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_wrapped_line_is_not_the_end_of_a_sentence() {
        let text =
            "We have been waiting for a decision about our son since the\nsummer and nobody answers. Why?";
        assert_eq!(split(text).len(), 2);
    }

    #[test]
    fn titles_and_decimals_do_not_end_sentences() {
        assert_eq!(
            split("Dr. Shah waited 2.5 years, e.g. for a taxi. Then she left."),
            ["Dr. Shah waited 2.5 years, e.g. for a taxi.", "Then she left."]
        );
    }

    #[test]
    fn greetings_and_list_items_stand_alone() {
        assert_eq!(
            split("Dear Sir\nMy son is at home.\n- no tutor\n- no taxi"),
            ["Dear Sir", "My son is at home.", "- no tutor", "- no taxi"]
        );
    }
}
