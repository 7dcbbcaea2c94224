//! Letters that nobody wrote: megabytes of one thing, read in every way there is.

use std::fmt::Write as _;

use casebook::reading;
use cpu_time::ProcessTime;

const SHAPES: [(&str, &str); 32] = [
    ("sentences", "My son has no school place and we wait for the council. "),
    ("no full stop", "my son has no school place and "),
    ("short lines", "My son waits\n"),
    ("praise", "My autistic son is doing well, thank you. "),
    ("one letter", "x"),
    ("capitals", "X"),
    ("digits", "7"),
    ("words of a letter", "x "),
    ("hyphens", "a-\n"),
    ("broken words", "asses-\nsment "),
    ("names", "Oliver Brzezińska, "),
    ("names told", "my son Oliver and Mrs Patel of St Mary's School "),
    ("steps and dates", "we applied in March 2024 and "),
    ("dates", "04/09/2024 "),
    ("postcodes", "SG4 9AA "),
    ("addresses", "4 Larch Close, Hitchin\n"),
    ("brackets", "("),
    ("quotation marks", "\""),
    ("quoted", "> "),
    ("quoted lines", "> my son\n>> hers\n"),
    ("headers", "From: a@b.example\nSent: x\nTo: y\nSubject: z\n"),
    ("signatures", "Kind regards,\nAnn\n\n"),
    ("new lines", "\n"),
    ("spaces", " "),
    ("addresses online", "a@b.example."),
    ("numbers", "1,1."),
    ("risk", "He wants to kill himself. "),
    ("accents apart", "e\u{301}\u{302}"),
    ("pictures", "👩‍👧 "),
    ("right to left", "\u{202e}ابني لا ينام. "),
    ("Polish", "szkoła nie ma dla niego miejsca. "),
    ("Chinese", "我的儿子每天晚上都哭。"),
];

fn read(text: &str) {
    let _ = std::hint::black_box(reading::read_closely(text));
    let _ = std::hint::black_box(reading::passage_to_quote(text));
    let _ = std::hint::black_box(reading::facets(text));
    let _ = std::hint::black_box(reading::milestones(text, None));
    let _ = std::hint::black_box(reading::redacted(text, &reading::people(text)));
}

fn seconds(unit: &str, bytes: usize) -> f64 {
    let text = unit.repeat(bytes.div_ceil(unit.len()));
    let from = ProcessTime::now();
    read(&text);
    from.elapsed().as_secs_f64()
}

/// Each shape, a quarter of it and all of it: four times the text is to take about four times as long.
pub(crate) fn hard(kilobytes: usize) -> String {
    let bytes = kilobytes << 10;
    read("My son is autistic.");
    let (mut lines, mut worst, mut longest) = (String::new(), 0.0_f64, 0.0_f64);
    for (name, unit) in SHAPES {
        let (quarter, whole) = (seconds(unit, bytes / 4), seconds(unit, bytes));
        // What is done in no time says nothing of how it grows.
        let times = if whole < 0.2 { 0.0 } else { whole / quarter };
        (worst, longest) = (worst.max(times), longest.max(whole));
        let _ = writeln!(lines, "{name:18} {quarter:7.2} {whole:7.2} seconds {times:5.1} times");
    }
    let is = if worst <= 8.0 { "in proportion to the text" } else { "NOT in proportion to the text" };
    format!(
        "{lines}{kilobytes} KB of each: at most {longest:.2} seconds, {worst:.1} times a quarter of it: {is}"
    )
}
