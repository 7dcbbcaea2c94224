//! An office that files the corpus as it is labelled: what that teaches, and whether it does harm.

use std::{collections::BTreeSet, time::Instant};

use casebook::{
    learning::{Learnt, Lessons, Voice},
    reading::{self, ThemeSuggestion},
};

use super::{Passage, report::Offered};

/// A passage, and what reading alone offers for it.
type Read<'p> = (&'p Passage, Vec<ThemeSuggestion>);

fn read(passages: &[Passage]) -> Vec<Read<'_>> {
    passages.iter().map(|passage| (passage, reading::read_closely(&passage.text).themes)).collect()
}

/// What an office learns that files these passages as they are labelled, each from a family of its own.
fn taught(filed: &[Read<'_>]) -> Learnt {
    let from = Instant::now();
    let mut lessons = Lessons::default();
    for ((passage, offered), family) in filed.iter().zip(0..) {
        let offered: Vec<_> = offered.iter().map(|one| (one.theme.to_owned(), one.score)).collect();
        let words = [reading::plain_words_of_nobody(&passage.text)];
        lessons.add(Voice::Family(family), &passage.themes, &offered, &words);
    }
    let learnt = lessons.learnt();
    let words = learnt.taught().iter().filter(|one| !one.words.is_empty()).count();
    println!(
        "  {} filed: {words} words or pairs of words, {} themes put back, learnt in {:.2} s",
        filed.len(),
        learnt.taught().len() - words,
        from.elapsed().as_secs_f64()
    );
    learnt
}

fn offered(learnt: &Learnt, read: &[Read<'_>]) -> Vec<Offered> {
    let of = |(passage, themes): &Read<'_>| {
        let moved = learnt.offer(&passage.text, themes.clone(), false).into_iter();
        moved.map(|one| (one.offered.theme.to_owned(), one.offered.score)).collect()
    };
    read.iter().map(of).collect()
}

/// Precision, recall and F1 of everything offered, and how often the first is right.
fn figures(read: &[Read<'_>], offered: &[Offered]) -> [f32; 4] {
    let (mut right, mut wrong, mut missed, mut first, mut themed) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for ((passage, _), offered) in read.iter().zip(offered) {
        let wanted: BTreeSet<&str> = passage.themes.iter().map(String::as_str).collect();
        let found = offered.iter().filter(|(theme, _)| wanted.contains(theme.as_str())).count() as f32;
        right += found;
        wrong += offered.len() as f32 - found;
        missed += wanted.len() as f32 - found;
        if !wanted.is_empty() {
            themed += 1.0;
            let is_right = offered.first().is_some_and(|(theme, _)| wanted.contains(theme.as_str()));
            first += f32::from(u8::from(is_right));
        }
    }
    let f1 = 2.0 * right / (2.0 * right + wrong + missed);
    [right / (right + wrong), right / (right + missed), f1, first / themed]
}

fn compare(what: &str, learnt: &Learnt, read: &[Read<'_>]) {
    for (how, learnt) in [("without", &Learnt::default()), ("with", learnt)] {
        let [precision, recall, f1, first] = figures(read, &offered(learnt, read));
        println!(
            "  {what}, {how:<7} learning: precision {precision:.3} recall {recall:.3} F1 {f1:.3}, first right {first:.3}"
        );
    }
}

/// Ordinary filing should leave what is offered as good as it was; an office with a way of its own should find it.
pub(crate) fn report(trained: &[Passage], held_out: &[Passage], apart: &[Passage]) {
    let (trained, held_out, apart) = (read(trained), read(held_out), read(apart));
    println!("An office that files as labelled the voices the encoder was taught on:");
    let learnt = taught(&trained);
    compare("voices held out", &learnt, &held_out);
    compare("statements kept apart", &learnt, &apart);

    println!("An office that files as labelled every other voice held out:");
    let voices: BTreeSet<&str> = held_out.iter().map(|(passage, _)| passage.voice.as_str()).collect();
    for (side, name) in [(0, "the other half"), (1, "the first half")] {
        let teaches =
            |voice: &str| voices.iter().position(|one| *one == voice).is_some_and(|at| at % 2 == side);
        let (filed, rest): (Vec<_>, Vec<_>) =
            held_out.iter().cloned().partition(|(passage, _)| teaches(&passage.voice));
        compare(name, &taught(&filed), &rest);
    }

    println!(
        "An office that never keeps “family_impact”, and files whatever says “taxi” under “social_care”:"
    );
    let own_way = |(passage, _): &Read<'_>| {
        let mut themes: Vec<String> =
            passage.themes.iter().filter(|theme| *theme != "family_impact").cloned().collect();
        if passage.text.to_lowercase().contains("taxi") && !themes.iter().any(|theme| theme == "social_care")
        {
            themes.push("social_care".into());
        }
        Passage { themes, text: passage.text.clone(), voice: passage.voice.clone() }
    };
    let (all, tried): (Vec<Passage>, Vec<Passage>) =
        (trained.iter().map(own_way).collect(), held_out.iter().map(own_way).collect());
    let filed: Vec<Read<'_>> =
        all.iter().zip(&trained).map(|(passage, (_, themes))| (passage, themes.clone())).collect();
    let read: Vec<Read<'_>> =
        tried.iter().zip(&held_out).map(|(passage, (_, themes))| (passage, themes.clone())).collect();
    for many in [100, 400, filed.len()] {
        let spread = filed.len() / many.max(1);
        let some: Vec<Read<'_>> = filed.iter().step_by(spread.max(1)).take(many).cloned().collect();
        compare("voices held out", &taught(&some), &read);
    }
    println!();
}
