//! How well the reading names themes, on voices it never learnt from and on statements kept apart:
//! `cargo run --release --example accuracy` (or `make accuracy`).

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use casebook::{
    reading::{self, Reading},
    theme,
};

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "corpus/leaks.rs"]
mod leaks;
use corpus::Passage;

/// What was offered for a passage, best first.
type Offered = Vec<(String, f32)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (_, held_out) = corpus::passages()?;
    let apart = corpus::apart()?;
    for (what, passages) in [("voices nothing was learnt from", &held_out), ("statements kept apart", &apart)]
    {
        report(&format!("Read closely, {what}"), passages, &offer(passages, reading::read_closely));
        report(&format!("By phrases alone, {what}"), passages, &offer(passages, reading::read));
    }
    people()?;
    risk()?;
    speed("by phrases alone", &held_out, reading::read);
    speed("closely", &held_out, reading::read_closely);
    Ok(())
}

fn offer(passages: &[Passage], read: fn(&str) -> Reading) -> Vec<Offered> {
    let of = |passage: &Passage| read(&passage.text).themes;
    let plain = |found: Vec<reading::ThemeSuggestion>| {
        found.into_iter().map(|one| (one.theme.to_owned(), one.score)).collect()
    };
    passages.iter().map(of).map(plain).collect()
}

/// How much that suggests risk to a child is found, and how often it is suggested of anything else.
fn risk() -> Result<(), Box<dyn std::error::Error>> {
    let found = |text: &str| !reading::read(text).urgent.is_empty();
    let (urgent, calm): (Vec<_>, Vec<_>) = corpus::risk()?.into_iter().partition(|one| one.urgent);
    let right = urgent.iter().filter(|one| found(&one.text)).count();
    let wrong = calm.iter().filter(|one| found(&one.text)).count();
    println!("Urgent, labelled passages: recall {:.3} of {}", share(right, urgent.len()), urgent.len());
    println!("  false alarms {:.3} of {} that sound like it", share(wrong, calm.len()), calm.len());
    let (learnt, held_out) = corpus::passages()?;
    let all = learnt.iter().chain(&held_out);
    let others: Vec<_> =
        all.filter(|one| !one.themes.iter().any(|theme| theme == "child_wellbeing")).collect();
    let wrong = others.iter().filter(|one| found(&one.text)).count();
    println!("  found in {:.3} of {} passages about anything else", share(wrong, others.len()), others.len());
    println!();
    Ok(())
}

/// How many of the words that identify somebody are found, and how many others are taken for such.
fn people() -> Result<(), Box<dyn std::error::Error>> {
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

/// Right, offered wrongly, missed.
#[derive(Default, Clone, Copy)]
struct Count {
    right: f32,
    wrong: f32,
    missed: f32,
}

impl Count {
    fn precision(self) -> f32 {
        self.right / (self.right + self.wrong).max(1.0)
    }

    fn recall(self) -> f32 {
        self.right / (self.right + self.missed).max(1.0)
    }

    fn f1(self) -> f32 {
        2.0 * self.right / (2.0 * self.right + self.wrong + self.missed).max(1.0)
    }
}

fn report(what: &str, passages: &[Passage], offered: &[Offered]) {
    println!("{what}: {} passages", passages.len());
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut confused: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut bins = [(0.0_f32, 0_u32, 0_u32); 10];
    let (mut themed, mut first, mut labels, mut in_three, mut silent) = (0, 0, 0, 0, 0);
    let (mut other, mut noise) = (0, 0);
    for (passage, offered) in passages.iter().zip(offered) {
        let wanted: BTreeSet<&str> = passage.themes.iter().map(String::as_str).collect();
        let names: Vec<&str> = offered.iter().map(|(theme, _)| theme.as_str()).collect();
        for (theme, score) in offered {
            let right = wanted.contains(theme.as_str());
            let count = counts.entry(theme).or_default();
            if right {
                count.right += 1.0;
            } else {
                count.wrong += 1.0;
                if let Some(most) = passage.themes.first() {
                    *confused.entry((most, theme)).or_default() += 1;
                }
            }
            let bin = ((score * 10.0) as usize).min(9);
            bins[bin] = (bins[bin].0 + score, bins[bin].1 + 1, bins[bin].2 + u32::from(right));
        }
        for missed in wanted.iter().filter(|theme| !names.contains(theme)) {
            counts.entry(missed).or_default().missed += 1.0;
        }
        if wanted.is_empty() {
            other += 1;
            noise += usize::from(!names.is_empty());
            continue;
        }
        themed += 1;
        silent += usize::from(names.is_empty());
        first += usize::from(names.first().is_some_and(|theme| wanted.contains(theme)));
        labels += wanted.len();
        in_three += names.iter().take(3).filter(|theme| wanted.contains(**theme)).count();
    }
    println!("{:<28} precision  recall      F1  labels", "theme");
    let mut all = Count::default();
    let mut f1s = 0.0;
    for theme in theme::all() {
        let count = counts.get(theme.id.as_str()).copied().unwrap_or_default();
        let of = count.right + count.missed;
        println!(
            "{:<28} {:>9.2} {:>7.2} {:>7.2} {of:>7}",
            theme.label,
            count.precision(),
            count.recall(),
            count.f1()
        );
        all.right += count.right;
        all.wrong += count.wrong;
        all.missed += count.missed;
        f1s += count.f1();
    }
    println!("{:<28} {:>9.3} {:>7.3} {:>7.3}", "all (micro)", all.precision(), all.recall(), all.f1());
    println!("{:<28} {:>25.3}", "all (macro)", f1s / theme::all().len() as f32);
    println!("first suggestion right       {:.3} of {themed} (silent on {silent})", share(first, themed));
    println!("recall in the first three    {:.3} of {labels} labels", share(in_three, labels));
    println!("noise on other letters       {:.3} of {other}", share(noise, other));
    let mut confused: Vec<_> = confused.into_iter().collect();
    confused.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    println!("offered in place of another, most often:");
    for ((wanted, offered), times) in confused.iter().take(15) {
        println!("  {times:>4}  {wanted} read as {offered}");
    }
    println!("calibration: score, offered, share right");
    for (sum, offered, right) in bins.iter().filter(|(_, offered, _)| *offered > 0) {
        println!(
            "  {:.2} {offered:>6}   {:.2}",
            sum / *offered as f32,
            share(*right as usize, *offered as usize)
        );
    }
    println!();
}

fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
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
