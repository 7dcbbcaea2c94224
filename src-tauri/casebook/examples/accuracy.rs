//! How well the reading names themes, on voices it never learnt from and on statements kept apart:
//! `cargo run --release --example accuracy` (or `make accuracy`).
//!
//! `corpus/cross_validate.sh` asks for one thing more: `--fold 2/5 ENCODER FILE` adds what another encoder offers
//! for the voices of a fold to a file. `--learning` tells only what an
//! office's own filing changes.

use std::{path::Path, time::Instant};

use casebook::reading::{self, CloseReader, Reading};

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "corpus/leaks.rs"]
mod leaks;
#[path = "corpus/office.rs"]
mod office;
#[path = "corpus/report.rs"]
mod report;
use corpus::Passage;
use report::{Offered, report, share};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => everything(),
        ["--fold", fold, encoder, file] => add_fold(fold, Path::new(encoder), Path::new(file)),
        ["--learning"] => learning(),
        _ => Err("say nothing, --fold 2/5 ENCODER FILE, or --learning".into()),
    }
}

/// Adds what an encoder offers for each passage of a fold, and what should be offered, to a file.
fn add_fold(fold: &str, encoder: &Path, file: &Path) -> Result<()> {
    let (nth, of) = fold.split_once('/').ok_or("a fold is 2/5, say")?;
    let encoder = std::fs::read(encoder)?.leak();
    let mut reader = CloseReader::taught(encoder).ok_or("that is not an encoder")?;
    let mut lines = String::new();
    for passage in corpus::fold(nth.parse()?, of.parse()?)? {
        let (offered, _) = reader.themes(&passage.text, &|| false).ok_or("nobody stopped it")?;
        let offered: Offered = offered.into_iter().map(|one| (one.theme.to_owned(), one.score)).collect();
        lines += &serde_json::to_string(&(&passage.themes, offered))?;
        lines.push('\n');
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    Ok(std::io::Write::write_all(&mut file, lines.as_bytes())?)
}

/// Reports on what was offered for each passage by an encoder that had not learnt from its voice.
fn cross_validated() -> Result<()> {
    let (mut passages, mut offered) = (Vec::new(), Vec::new());
    for line in corpus::file("cross_validated.jsonl")?.lines() {
        let (themes, offers): (Vec<String>, Offered) = serde_json::from_str(line)?;
        passages.push(Passage::labelled(themes));
        offered.push(offers);
    }
    report("Cross-validated: each voice read by an encoder that had not learnt from it", &passages, &offered);
    Ok(())
}

fn everything() -> Result<()> {
    let (_, held_out) = corpus::passages()?;
    let apart = corpus::apart()?;
    for (what, passages) in [("voices nothing was learnt from", &held_out), ("statements kept apart", &apart)]
    {
        report(&format!("Read closely, {what}"), passages, &offer(passages, reading::read_closely));
        report(&format!("By phrases alone, {what}"), passages, &offer(passages, reading::read));
    }
    cross_validated()?;
    learning()?;
    homes()?;
    people()?;
    risk()?;
    languages()?;
    speed("by phrases alone", &held_out, reading::read);
    speed("closely", &held_out, reading::read_closely);
    Ok(())
}

/// What an office's own filing changes.
fn learning() -> Result<()> {
    let (learnt, held_out) = corpus::passages()?;
    office::report(&learnt, &held_out, &corpus::apart()?);
    Ok(())
}

fn offer(passages: &[Passage], read: fn(&str) -> Reading) -> Vec<Offered> {
    let of = |passage: &Passage| read(&passage.text).themes;
    let plain = |found: Vec<reading::ThemeSuggestion>| {
        found.into_iter().map(|one| (one.theme.to_owned(), one.score)).collect()
    };
    passages.iter().map(of).map(plain).collect()
}

/// How often the authority that is offered is the right one, and how often the right one is offered.
fn homes() -> Result<()> {
    for (what, held_out) in [("the rules were written with", false), ("kept apart", true)] {
        let all: Vec<_> = corpus::homes()?.into_iter().filter(|one| one.held_out == held_out).collect();
        let offer =
            |one: &corpus::Home| reading::read(&one.text).authority.map(|found| found.name.to_owned());
        let found: Vec<_> = all.iter().map(offer).collect();
        let right =
            all.iter().zip(&found).filter(|(one, found)| found.is_some() && **found == one.home).count();
        let offered = found.iter().flatten().count();
        let there = all.iter().filter(|one| one.home.is_some()).count();
        println!(
            "Authority, letters {what}: precision {:.3} of {offered} offered, recall {:.3} of {there}",
            share(right, offered),
            share(right, there)
        );
    }
    println!();
    Ok(())
}

/// How much that suggests risk to a child is found, and how often it is suggested of anything else.
fn risk() -> Result<()> {
    let found = |text: &str| !reading::read(text).urgent.is_empty();
    for (what, held_out) in [("the words were chosen with", false), ("of other voices, seen since", true)] {
        let all = corpus::risk()?.into_iter().filter(|one| one.held_out == held_out);
        let (urgent, calm): (Vec<_>, Vec<_>) = all.partition(|one| one.urgent);
        let right = urgent.iter().filter(|one| found(&one.text)).count();
        let wrong = calm.iter().filter(|one| found(&one.text)).count();
        println!("Urgent, passages {what}: recall {:.3} of {}", share(right, urgent.len()), urgent.len());
        println!("  false alarms {:.3} of {} that sound like it", share(wrong, calm.len()), calm.len());
    }
    let (learnt, held_out) = corpus::passages()?;
    let all = learnt.iter().chain(&held_out);
    let others: Vec<_> =
        all.filter(|one| !one.themes.iter().any(|theme| theme == "child_wellbeing")).collect();
    let wrong = others.iter().filter(|one| found(&one.text)).count();
    println!("  found in {:.3} of {} passages about anything else", share(wrong, others.len()), others.len());
    println!();
    Ok(())
}

/// How many letters in other languages are left unread and called by their language, and how many in English are read.
fn languages() -> Result<()> {
    let (others, english): (Vec<_>, Vec<_>) =
        corpus::languages()?.into_iter().partition(|one| one.language.is_some());
    let not_read = |text: &str| reading::read(text).not_read;
    let left = others.iter().filter(|one| not_read(&one.text).is_some()).count();
    let named = others.iter().filter(|one| {
        not_read(&one.text).is_some_and(|found| found.language.map(str::to_owned) == one.language)
    });
    let hard = english.iter().filter(|one| not_read(&one.text).is_none()).count();
    let (named, count) = (named.count(), others.len());
    println!(
        "Languages: {:.3} of {count} not read, {:.3} called by their name",
        share(left, count),
        share(named, count)
    );
    println!("  {:.3} of {} in hard English are read", share(hard, english.len()), english.len());
    let (learnt, held_out) = corpus::passages()?;
    let all = learnt.len() + held_out.len();
    let read = learnt.iter().chain(&held_out).filter(|one| not_read(&one.text).is_none()).count();
    println!("  {:.4} of the {all} passages about themes are read", share(read, all));
    let texts: Vec<_> = learnt.iter().chain(&held_out).map(|one| one.text.as_str()).collect();
    let (asked, whole) =
        (language_cost(&texts), microseconds(&texts, |text| reading::read(text).themes.len()));
    println!(
        "  asking what a passage is in: {asked:.2} microseconds, of {whole:.0} for reading it by phrases"
    );
    println!();
    Ok(())
}

/// What asking for the language costs, in microseconds a text: what asking once more adds.
fn language_cost(texts: &[&str]) -> f64 {
    const TIMES: u32 = 50;
    let of = |times| microseconds(texts, |text| reading::sentences_unread(text, times));
    (of(TIMES) - of(0)) / f64::from(TIMES)
}

fn microseconds(texts: &[&str], read: impl Fn(&str) -> usize) -> f64 {
    let from = Instant::now();
    texts.iter().for_each(|text| {
        std::hint::black_box(read(text));
    });
    from.elapsed().as_secs_f64() * 1e6 / texts.len() as f64
}

/// How many of the words that identify somebody are found, and how many others are taken for such.
fn people() -> Result<()> {
    let passages = leaks::passages(&corpus::file("people.jsonl")?)?;
    if let Some(torn) = passages.iter().find(|passage| !leaks::is_whole(passage)) {
        return Err(format!("{}: a label is not in its passage", torn.id).into());
    }
    let find = |text: &str| {
        let found = reading::people(text).into_iter();
        found.map(|one| one.span.start as usize..one.span.end as usize).collect()
    };
    for (what, held_out) in [("the rules were written with", false), ("kept apart", true)] {
        let leaks = leaks::measure(passages.iter().filter(|one| one.held_out == held_out), find);
        println!(
            "People, passages {what}: {} passages, {} identifying words: recall {:.3}, false alarms {:.3} of other words",
            leaks.passages,
            leaks.identifying,
            leaks.recall(),
            leaks.false_alarms()
        );
    }
    println!();
    Ok(())
}

/// Letters of some three hundred words, made of the corpus, read one after another.
fn speed(how: &str, passages: &[Passage], read: fn(&str) -> Reading) {
    let letters: Vec<String> = passages
        .chunks(15)
        .map(|some| some.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>().join("\n\n"))
        .collect();
    let from = Instant::now();
    let themes: usize = letters.iter().map(|letter| read(letter).themes.len()).sum();
    let seconds = from.elapsed().as_secs_f64();
    let words: usize = letters.iter().map(|letter| letter.split_whitespace().count()).sum();
    println!(
        "speed {how}: {:.1} letters of {} words a second ({themes} themes offered)",
        letters.len() as f64 / seconds,
        words / letters.len().max(1)
    );
}
