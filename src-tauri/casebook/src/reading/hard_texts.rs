//! Texts that nobody took care over: shouted, scanned, broken off, endless, or no words at all.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

const LETTER: &str = "We live in Hertfordshire. My son has been out of school since March and we are waiting for his plan. The \
                      council refused to assess him in January 2024. He said he wants to kill himself. Nobody answers our emails.";

fn themes(text: &str) -> Vec<&'static str> {
    read(text).themes.iter().map(|one| one.theme).collect()
}

fn assert_read_as_printed(text: &str) {
    let (found, meant) = (read(text), read(LETTER));
    assert_eq!(themes(text), themes(LETTER), "{text}");
    assert_eq!(found.authority.map(|one| one.name), Some("Hertfordshire"), "{text}");
    assert_eq!(found.urgent.is_empty(), meant.urgent.is_empty(), "{text}");
    assert_eq!(found.not_read, None, "{text}");
    let steps =
        |text: &str| milestones(text, None).iter().map(|one| (one.step, one.when)).collect::<Vec<_>>();
    assert!(!steps(LETTER).is_empty());
    assert_eq!(steps(text), steps(LETTER), "{text}");
}

#[test]
fn a_shouted_letter_says_what_it_would_say_quietly() {
    assert_read_as_printed(&LETTER.to_uppercase());
}

#[test]
fn a_scanned_letter_says_what_was_printed() {
    let scanned = LETTER
        .replace("school", "schoo1")
        .replace("council", "c0uncil")
        .replace("emails", "ernails")
        .replace("waiting", "wait1ng")
        .replace("The", "Tbe")
        .replace("answers", "an-\nswers")
        .replace("assess ", "as-\r\nsess ");
    assert_read_as_printed(&scanned);
}

#[test]
fn a_letter_broken_into_short_lines_is_read_across_them() {
    let (mut broken, mut length) = (String::new(), 0);
    for word in LETTER.split(' ') {
        length += word.len() + 1;
        broken.push_str(word);
        broken.push(if length > 38 { '\n' } else { ' ' });
        length = if length > 38 { 0 } else { length };
    }
    assert_read_as_printed(&broken);
    assert_read_as_printed(&broken.to_uppercase());
}

#[test]
fn a_hyphen_at_the_end_of_a_line_joins_only_what_is_one_word() {
    assert!(!read("She has been self-\nharming.").urgent.is_empty());
    let part_time = "My autistic son has been on a part-\ntime timetable since September.";
    assert!(themes(part_time).contains(&"exclusion_reduced"), "{:?}", themes(part_time));
}

/// Everything that reads a letter's words, once.
fn read_in_every_way(text: &str) -> usize {
    let reading = read(text);
    let spans =
        reading.urgent.len() + reading.passages.len() + reading.not_read.map_or(0, |one| one.spans.len());
    let dated = milestones(text, NaiveDate::from_ymd_opt(2024, 9, 2));
    let quoted = usize::from(passage_to_quote(text).is_some());
    spans + quoted + facets(text).len() + dated.len() + people(text).len()
}

#[test]
fn nothing_and_next_to_nothing_say_nothing() {
    for text in
        ["", " ", "\n\n\n", "\0", "\u{feff}", "\u{200b}\u{200d}", "-", "-\n", "a-\n", "。", "।।।", "🙂"]
    {
        assert_eq!(read_in_every_way(text), 0, "{text:?}");
        assert_eq!(read(text), Reading::default(), "{text:?}");
    }
}

/// What letters that nobody wrote are made of.
const SHAPES: [&str; 30] = [
    "My son has no school place and we wait for the council. ",
    "my son has no school place and ",
    "My son waits\n",
    "My autistic son is doing well, thank you. ",
    "x",
    "7",
    "a-\n",
    "asses-\nsment ",
    "Oliver Brzezińska, ",
    "my son Oliver and Mrs Patel of St Mary's School ",
    "we applied in March 2024 and ",
    "04/09/2024 ",
    "SG4 9AA ",
    "4 Larch Close, Hitchin\n",
    "(",
    "\"",
    "> ",
    "> my son\n>> hers\n",
    "From: a@b.example\nSent: x\nTo: y\nSubject: z\n",
    "Kind regards,\nAnn\n\n",
    "\n",
    "\r\n ",
    "a@b.example.",
    "1,1.",
    "e\u{301}\u{302}",
    "👩‍👧 ",
    "\u{202e}ابني لا ينام. ",
    "szkoła nie ma dla niego miejsca. ",
    "我的儿子每天晚上都哭。",
    "THE PLAN\n",
];

/// A text of so many bytes, or a few more.
fn made_of(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes.div_ceil(unit.len()))
}

#[test]
fn five_megabytes_and_a_line_of_one_are_read_to_their_end() {
    // Risk is looked for behind any of it. The others take as long a byte: the benchmark `speed hard` has them all.
    let risk = "\nHe wants to kill himself.";
    for (unit, megabytes) in
        [("x", 5), ("\n", 1), ("7", 1), ("(", 1), ("我的儿子", 1), ("my son has no school place and ", 1)]
    {
        let text = made_of(unit, megabytes << 20) + risk;
        let found = Reader::default().filing(&text);
        assert!(found.urgent, "{unit:?}");
    }
}

#[test]
fn everything_that_reads_a_letter_reads_any_shape_of_it() {
    for unit in SHAPES {
        let text = made_of(unit, 2 << 10);
        read_in_every_way(&text);
        assert!(redacted(&text, &people(&text)).len() <= text.len() * 3 + 100, "{unit:?}");
    }
}

/// How much there is to do in a text of so many of these: words and sentences, how often a word is held against an
/// element of a pattern, and what was found.
fn work(unit: &str, times: usize) -> u64 {
    let text = unit.repeat(times);
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::of(&text, &mut vocabulary);
    let apart = letter.all.len() + letter.sentences.len() + letter.parts.len();
    let unread = letter.foreign.map_or(0, |(one, _)| one.spans.len());
    let (reading, compared) = read_and_count(&text);
    compared + (apart + unread + reading.urgent.len() + facets(&text).len() + people(&text).len()) as u64
}

#[test]
fn five_times_the_text_is_five_times_the_work_in_any_shape() {
    for unit in SHAPES {
        let (short, long) = (work(unit, 30), work(unit, 150));
        assert!(long <= short * 5 + 20, "{unit:?}: {short}, then {long}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_everything_reads_it(text in "(?s).*") {
        read_in_every_way(&text);
    }

    #[test]
    fn languages_and_scanning_errors_in_any_order_keep_their_places(pieces in proptest::collection::vec(
        proptest::sample::select(vec![
            "my son ", "schoo1 ", "rnother ", "asses-\nsment ", "-\r\n", "nie chodzi do szkoły ", "od września ", "mae'r ysgol ", "میرا بیٹا ",
            "我的儿子。", "আমার ছেলে। ", "। ", "？", "ﬁ", "İ", "ẞ", "1", "0", "l", ". ", "\n", "\n\n", "> ", "SG4 9AA ", "Luton Borough Council ",
            "self-harm ", "January 2024 ", "applied ", "e\u{301}", "\u{200f}", "\u{202e}", "👩‍👧 ",
        ]), 0..60)) {
        let text = pieces.concat();
        read_in_every_way(&text);
        for span in read(&text).not_read.iter().flat_map(|one| &one.spans) {
            prop_assert!(span.of(&text).is_some_and(|words| !words.is_empty()), "{:?} is no stretch of {:?}", span, text);
        }
    }
}
