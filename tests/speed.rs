//! How fast: letters imported a second, and pages printed a second. Run by `make bench`, which
//! puts the encrypted file and a plain one side by side.
//!
//! `speed import LETTERS`, `speed pages FAMILIES` and `speed campaigns LETTERS` each print one line:
//! how many, and seconds; the last also how right it was. `speed reading LETTERS [closely]` reads letters as
//! they are read on coming in, or with the encoder. `speed hard KILOBYTES` reads texts that no letter is, and a quarter
//! of each beside it. `speed mails FOLDER HOW-MANY` writes a post
//! bag, `speed folder FOLDER` imports one, and `speed folder FOLDER read` also reads it and finds its campaigns.
//! `speed learning FILED STORIES` learns from stories that were filed one by one, and looks through all of them.

#[path = "speed/hard.rs"]
mod hard;
#[path = "speed/learning.rs"]
mod learning;
#[path = "speed/mails.rs"]
mod mails;
#[path = "torture/office.rs"]
#[expect(dead_code, reason = "of the torture's own offices only the one that is quick to open is needed")]
mod office;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

use casebook::api::{
    AcceptOffers, Accepted, Command, Constituencies, Import, LettersRead, Nothing, PackSaved, QuickPack,
    ReadPostcodes, Receipt, RecordConsent, StoryFilter,
};
use casebook::consent::ConsentLevel;
use casebook_tests::{AnOffice, post, sample_letters, today};

/// Letters that differ: the samples, each from another invented sender with words of its own.
fn letters(folder: &std::path::Path, wanted: usize) {
    let samples: Vec<_> = sample_letters().iter().filter_map(|path| std::fs::read(path).ok()).collect();
    for (number, sample) in (0..wanted).zip(samples.iter().cycle()) {
        let round = number / samples.len();
        let text = String::from_utf8_lossy(sample)
            .replace("@example.", &format!(".{round}@example."))
            .replace("Message-ID: <", &format!("Message-ID: <r{round}."));
        std::fs::write(folder.join(format!("{number:06}.eml")), text).expect("a letter can be written");
    }
}

fn import(wanted: usize) -> String {
    let office = AnOffice::new();
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    letters(&folder, wanted);
    let began = Instant::now();
    let receipt = office.import(&[folder]);
    let took = began.elapsed().as_secs_f64();
    let size = std::fs::metadata(office.folder.join("casebook.db")).map_or(0, |file| file.len());
    format!("{} letters {took:.3} seconds {size} bytes", receipt.stored)
}

fn pages(families: usize) -> String {
    let office = AnOffice::new();
    for family in 0..families {
        let mut words = format!("Dear MP, we live in Hertfordshire. Letter {family}. ");
        let _ = write!(words, "We asked for a plan {} weeks ago and it is late. ", 20 + family % 60);
        words.push_str("The council does not answer the phone and he has been at home since the spring.");
        office.a_letter(&format!("Family {family}"), &words);
    }
    office.must::<Accepted>(Command::AcceptOffers(AcceptOffers { stories: Vec::new() }));
    for row in office.stories(StoryFilter::default()).rows {
        let (level, on, how, withdrawal) = (ConsentLevel::Anonymous, today(), "by email".to_owned(), false);
        let request = RecordConsent { story: row.id, level, on, how, withdrawal };
        office.must::<serde_json::Value>(Command::RecordConsent(request));
    }
    let pack = QuickPack {
        title: "SEND provision".into(),
        date: today(),
        minutes: 90,
        authorities: Vec::new(),
        themes: Vec::new(),
        without_campaigns: false,
        path: office.place.path().join("pack.pdf").display().to_string(),
    };
    let began = Instant::now();
    let saved: PackSaved = office.must(Command::QuickPack(pack));
    format!("{} pages {:.3} seconds", saved.pages, began.elapsed().as_secs_f64())
}

fn campaigns(letters: usize) -> String {
    let bag = post::bag(letters, 20_240_903);
    let numbers: HashMap<_, _> =
        (1..).zip(&bag).map(|(number, letter)| (letter.sender.as_str(), number)).collect();
    let sender = |letter: &post::Posted| numbers.get(letter.sender.as_str()).copied().unwrap_or(0);
    let began = Instant::now();
    let found = casebook::campaign::group(bag.iter().map(|letter| (sender(letter), letter.text.as_str())));
    let took = began.elapsed().as_secs_f64();
    let (recall, precision) = post::recall_and_precision(&bag, &found);
    format!("{letters} letters {took:.2} seconds recall {recall:.4} precision {precision:.4}")
}

/// Reads letters of a post bag, which differ: as they are read on coming in, or closely.
fn reading(wanted: usize, closely: bool) -> String {
    let letters = mails::words(wanted);
    let mut reader = casebook::reading::Reader::default();
    // What is unpacked once, at the first letter, is not a letter's own work.
    reader.filing("");
    let _ = casebook::reading::read_closely("My son is autistic.");
    let began = Instant::now();
    let is_offered = |text: &String| match closely {
        true => !casebook::reading::read_closely(text).themes.is_empty(),
        false => !reader.filing(text).themes.is_empty(),
    };
    let offered = letters.iter().map(is_offered).filter(|is| *is).count();
    format!("{wanted} letters {:.3} seconds {offered} offered a theme", began.elapsed().as_secs_f64())
}

/// Imports a folder, for whoever measures this process from outside; and reads what came in, if that is asked for.
fn folder(folder: &str, read: bool) -> String {
    let office = AnOffice::new();
    let paths = vec![folder.to_owned()];
    let receipt: Receipt = office.must(Command::Import(Import { paths }));
    while read && office.must::<LettersRead>(Command::ReadLetters(Nothing {})).left > 0 {}
    let size = std::fs::metadata(office.folder.join("casebook.db")).map_or(0, |file| file.len());
    format!("{} letters {size} bytes", receipt.stored)
}

/// Reads the statisticians' file of postcodes.
fn postcodes(table: &str) -> String {
    let office = AnOffice::new();
    let began = Instant::now();
    let path = table.to_owned();
    let read: Constituencies = office.must(Command::ReadPostcodes(ReadPostcodes { path }));
    let postcodes = read.file.map_or(0, |file| file.postcodes);
    format!("{postcodes} postcodes {:.2} seconds", began.elapsed().as_secs_f64())
}

fn main() {
    let words: Vec<_> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse().expect("a number");
    let line = match words.as_slice() {
        ["import", many] => import(number(many)),
        ["pages", many] => pages(number(many)),
        ["campaigns", many] => campaigns(number(many)),
        ["folder", post] => folder(post, false),
        ["folder", post, "read"] => folder(post, true),
        ["reading", many] => reading(number(many), false),
        ["reading", many, "closely"] => reading(number(many), true),
        ["hard", kilobytes] => hard::hard(number(kilobytes)),
        ["postcodes", table] => postcodes(table),
        ["learning", filed, stories] => learning::learning(number(filed), number(stories)),
        ["mails", post, many] => {
            mails::write(post.as_ref(), number(many));
            format!("{many} mails")
        }
        _ => "speed import LETTERS | pages FAMILIES | campaigns LETTERS | mails FOLDER HOW-MANY | folder FOLDER [read] | reading LETTERS [closely] | hard KILOBYTES | postcodes FILE | learning FILED STORIES".into(),
    };
    println!("{line}");
}
