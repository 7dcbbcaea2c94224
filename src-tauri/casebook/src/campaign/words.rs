//! A letter's own words, folded so that case, punctuation and wrapping no longer matter.

use std::collections::HashSet;
use std::hash::Hasher as _;
use std::sync::LazyLock;

use siphasher::sip::SipHasher13;

use super::IN_A_ROW;
use crate::reading::{PartKind, Span, parts};

/// No letter is longer than this many words; what comes after is not compared.
const MOST: usize = 6_000;

/// Quoted speech of at least so many words is somebody else's text: a council's standard paragraph.
const LONG_QUOTATION: usize = 12;

/// A greeting stands on a line of its own and is at most this long.
const GREETING: usize = 8;

/// What many people write to their MP, each for themselves: says nothing of a common text.
const STOCK: [&str; 24] = [
    "i am writing to you as my local member of parliament",
    "i am writing to you as your constituent",
    "i am a constituent of yours and i am writing to you about",
    "i am writing to ask for your help with",
    "i am writing to you to ask for your support",
    "i am writing with regard to my concerns about",
    "i am writing on behalf of my son daughter",
    "i am emailing you as my mp to ask for help",
    "i hope you are well and i hope this email finds you well",
    "special educational needs and disabilities",
    "special educational needs and or disabilities",
    "children and young people with send",
    "children with special educational needs",
    "my child has special educational needs",
    "an education health and care plan",
    "an ehc needs assessment",
    "i look forward to hearing from you soon",
    "i look forward to your reply and thank you for your time",
    "thank you for taking the time to read this email letter",
    "thank you in advance for your help and support",
    "please do not hesitate to contact me if you need any further information",
    "please could you let me know what you can do to help",
    "i would be very grateful for any help you can give",
    "i would be grateful if you could",
];

/// One word, and where it stands.
#[derive(Clone, Copy)]
struct Word {
    hash: u64,
    span: Span,
    /// Something stands before it that is not compared.
    begins: bool,
}

/// A letter's own words.
pub struct Words(Vec<Word>);

static STOCK_RUNS: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let mut runs = HashSet::new();
    for phrase in STOCK {
        let mut words = Words(Vec::new());
        words.take(phrase, 0, phrase.len());
        runs.extend(words.runs().map(|(_, run)| run));
    }
    runs
});

impl Words {
    /// The words of a letter that are its writer's, without greetings and long quotations.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = Self(Vec::new());
        for part in parts(text).into_iter().filter(|part| part.kind == PartKind::Words) {
            let (start, end) = (part.span.start as usize, part.span.end as usize);
            for (from, to) in without_greetings(text, start, end) {
                words.take_unquoted(text, from, to);
            }
            if words.0.len() > MOST {
                break;
            }
        }
        words.0.truncate(MOST);
        words
    }

    /// Runs of words as numbers, in order and each once: what is compared. Stock phrases are left out.
    #[must_use]
    pub fn shingles(&self) -> Vec<u32> {
        let mut runs: Vec<u32> =
            self.runs().map(|(_, run)| run).filter(|run| !STOCK_RUNS.contains(run)).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// Stretches of the letter that hold words of none of these runs, and how many words.
    pub(super) fn outside(&self, known: impl Fn(u32) -> bool) -> Vec<(Span, usize)> {
        let mut covered = vec![false; self.0.len()];
        for (at, run) in self.runs() {
            if known(run) || STOCK_RUNS.contains(&run) {
                covered.iter_mut().skip(at).take(IN_A_ROW).for_each(|word| *word = true);
            }
        }
        let mut found: Vec<(Span, usize)> = Vec::new();
        let mut goes_on = false;
        for (word, covered) in self.0.iter().zip(covered) {
            match found.last_mut().filter(|_| goes_on && !word.begins) {
                Some((span, count)) if !covered => {
                    span.end = word.span.end;
                    *count += 1;
                }
                _ if !covered => found.push((word.span, 1)),
                _ => {}
            }
            goes_on = !covered;
        }
        found
    }

    /// Every run of words, with the place of its first word.
    fn runs(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.0.windows(IN_A_ROW).enumerate().filter_map(|(at, run)| {
            if run.iter().skip(1).any(|word| word.begins) {
                return None;
            }
            let mut hash = SipHasher13::new();
            run.iter().for_each(|word| hash.write_u64(word.hash));
            // The lower half is as good as the whole for telling some hundred runs apart.
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
            Some((at, hash.finish() as u32))
        })
    }

    /// Takes the words of a stretch in, but not its long quotations.
    fn take_unquoted(&mut self, text: &str, start: usize, end: usize) {
        let mut from = start;
        for (open, close) in quotations(text, start, end) {
            self.take(text, from, open);
            from = close;
        }
        self.take(text, from, end);
    }

    fn take(&mut self, text: &str, start: usize, end: usize) {
        let stretch = text.get(start..end).unwrap_or_default();
        let mut begins = true;
        let mut folded = String::new();
        let mut open: Option<usize> = None;
        let close = |from: usize, to: usize, folded: &mut String, begins: &mut bool| {
            let mut hash = SipHasher13::new();
            hash.write(folded.as_bytes());
            let word =
                Word { hash: hash.finish(), span: Span::new(start + from, start + to), begins: *begins };
            *begins = false;
            folded.clear();
            word
        };
        for (at, letter) in stretch.char_indices() {
            if letter.is_alphanumeric() {
                open.get_or_insert(at);
                if letter.is_ascii() {
                    folded.push(letter.to_ascii_lowercase());
                } else {
                    folded.extend(letter.to_lowercase());
                }
            } else if let Some(from) = open
                && !matches!(letter, '\'' | '’' | '\u{ad}' | '\u{200b}')
            {
                self.0.push(close(from, at, &mut folded, &mut begins));
                open = None;
            }
        }
        if let Some(from) = open {
            self.0.push(close(from, stretch.len(), &mut folded, &mut begins));
        }
    }
}

/// A stretch in pieces, without the lines that only greet.
fn without_greetings(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let stretch = text.get(start..end).unwrap_or_default();
    let mut pieces = Vec::new();
    let (mut from, mut at) = (start, start);
    for line in stretch.split_inclusive('\n') {
        let next = at + line.len();
        if greets(line) {
            pieces.push((from, at));
            from = next;
        }
        at = next;
    }
    pieces.push((from, end));
    pieces
}

fn greets(line: &str) -> bool {
    const GREETINGS: [&str; 8] =
        ["dear", "hello", "hi", "good morning", "good afternoon", "good evening", "to", "fao"];
    let line = line.trim();
    // Most lines are told by their first letter.
    if !line.starts_with(['d', 'D', 'h', 'H', 'g', 'G', 't', 'T', 'f', 'F']) {
        return false;
    }
    let begins = |greeting: &str| {
        line.get(..greeting.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(greeting))
            && !line.get(greeting.len()..).unwrap_or_default().starts_with(char::is_alphanumeric)
    };
    line.split_whitespace().nth(GREETING).is_none()
        && !line.ends_with(['.', '?'])
        && GREETINGS.iter().any(|greeting| begins(greeting))
}

/// Where long quotations stand, each within its paragraph.
fn quotations(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let stretch = text.get(start..end).unwrap_or_default();
    let mut found = Vec::new();
    if !stretch.contains(['“', '"']) {
        return found;
    }
    let mut open: Option<(usize, char)> = None;
    let mut blank = false;
    for (at, letter) in stretch.char_indices() {
        match (letter, open) {
            // A paragraph that ends without its closing mark had none, or only one too many.
            ('\n', _) if blank => open = None,
            ('\n', _) => blank = true,
            ('“' | '"', None) => open = Some((at, if letter == '“' { '”' } else { '"' })),
            (_, Some((from, mark))) if letter == mark => {
                let words = stretch.get(from..at).unwrap_or_default().split_whitespace();
                if words.take(LONG_QUOTATION).count() == LONG_QUOTATION {
                    found.push((start + from, start + at + letter.len_utf8()));
                }
                open = None;
            }
            _ => {}
        }
        blank = letter == '\n' || (blank && letter.is_whitespace());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        Words::of(one).shingles() == Words::of(other).shingles()
    }

    #[test]
    fn wrapping_case_greeting_and_signature_do_not_matter() {
        assert!(same(
            "Dear Mr Hale,\n\nThe bus no longer comes to our\nvillage, and nobody can say why.\n\nKind regards,\nA Parent",
            "Hello Alex\nThe Bus no longer comes to our village and nobody can say why\n\nYours sincerely\nAnother Parent\n1 High Street",
        ));
        assert!(!Words::of("The bus no longer comes").shingles().is_empty());
    }

    #[test]
    fn a_long_quotation_is_somebody_elses_and_a_short_one_is_not() {
        let council =
            "“The council has considered your request with care and it has decided that it will not assess.”";
        assert!(same(
            &format!("He was refused again.\n\n{council}\n\nWe appealed the next day."),
            "He was refused again.\n\n> x\n\nWe appealed the next day."
        ));
        assert!(!same("She said “never ever again” to us.", "She said to us."));
        assert!(!Words::of("\"One mark too many.\n\nThe bus no longer comes to us.").shingles().is_empty());
    }

    #[test]
    fn stock_phrases_are_not_compared() {
        assert!(
            Words::of("I hope you are well. I look forward to hearing from you soon.").shingles().len() <= 2
        );
    }

    #[test]
    fn what_is_outside_is_told_with_its_place() {
        let shared = Words::of("the bus no longer comes to our village").shingles();
        let text = "The bus no longer comes to our village. My own son walks nine miles. É voilà!";
        let own = Words::of(text).outside(|run| shared.contains(&run));
        let words: Vec<_> = own.iter().filter_map(|(span, count)| Some((span.of(text)?, *count))).collect();
        assert_eq!(words, [("My own son walks nine miles. É voilà", 8)]);
    }
}
