use super::*;
use crate::reading::{Span, ThemeSuggestion, plain_words_of_nobody};

const FUEL: &str = "They will only give us a fuel card and it has not come.";
const OTHER: &str = "The school has no teaching assistant for her this term.";

/// A story: whose, its letter, what was offered, what it was filed under.
fn add(lessons: &mut Lessons, voice: i64, text: &str, offered: &[(&str, f32)], filed: &[&str]) {
    let offered: Vec<_> = offered.iter().map(|(theme, score)| ((*theme).to_owned(), *score)).collect();
    let filed: Vec<_> = filed.iter().map(|theme| (*theme).to_owned()).collect();
    lessons.add(Voice::Family(voice), &filed, &offered, &[plain_words_of_nobody(text)]);
}

/// Ordinary filing: what is offered is taken.
fn ordinary(families: i64) -> Lessons {
    let mut lessons = Lessons::default();
    for family in 0..families {
        add(&mut lessons, 1_000 + family, OTHER, &[("mainstream_support", 0.8)], &["mainstream_support"]);
    }
    lessons
}

fn words_of(learnt: &Learnt, theme: &str) -> Vec<String> {
    let of = learnt.taught().iter().filter(|one| one.theme == theme && !one.words.is_empty());
    of.map(|one| one.words.clone()).collect()
}

fn offered(learnt: &Learnt, text: &str, themes: &[(&'static str, f32)], urgent: bool) -> Vec<&'static str> {
    let theme = |(theme, score): &(&'static str, f32)| ThemeSuggestion {
        theme,
        score: *score,
        spans: vec![Span { start: 0, end: 3 }],
    };
    let moved = learnt.offer(text, themes.iter().map(theme).collect(), urgent);
    moved.iter().map(|moved| moved.offered.theme).collect()
}

#[test]
fn taking_what_is_offered_teaches_nothing() {
    let lessons = ordinary(200);
    assert!(lessons.stories() == 200 && lessons.learnt().is_empty(), "{:?}", lessons.learnt());
    assert_eq!(lessons.learnt().version(), 0);
}

#[test]
fn words_an_office_files_under_a_theme_of_its_own_bring_that_theme() {
    let mut lessons = ordinary(40);
    for family in 0..8 {
        add(&mut lessons, family, FUEL, &[("communication", 0.4)], &["transport"]);
    }
    let learnt = lessons.learnt();
    assert!(words_of(&learnt, "transport").contains(&"fuel card".to_owned()), "{learnt:?}");
    let text = "We were promised Fuel cards in May. The fuel card never came.";
    let moved = learnt.offer(text, Vec::new(), false);
    let [transport] = &moved[..] else { panic!("one theme: {moved:?}") };
    assert_eq!(transport.offered.theme, "transport");
    let shown: Vec<_> = transport.offered.spans.iter().filter_map(|span| span.of(text)).collect();
    assert_eq!(shown, ["Fuel cards", "fuel card"], "with the words it rests on");
    let because = Because::Words { words: "fuel cards".into(), filed: 8, of: 8 };
    assert_eq!(transport.because, Some(because));
    assert!((0.5..0.75).contains(&transport.offered.score), "eight of eight is not certain");
    assert_eq!(offered(&learnt, OTHER, &[("mainstream_support", 0.8)], false), ["mainstream_support"]);
    assert_eq!(
        offered(&learnt, text, &[("transport", 0.95), ("tribunal", 0.5)], false),
        ["transport", "tribunal"],
        "what reading is surer of stands"
    );
}

#[test]
fn nothing_is_learnt_of_few_stories_or_of_few_families() {
    let mut few = ordinary(40);
    for family in 0..i64::from(LEAST) - 1 {
        add(&mut few, family, FUEL, &[], &["transport"]);
    }
    assert!(few.learnt().is_empty(), "{:?}", few.learnt());
    add(&mut few, 99, FUEL, &[], &["transport"]);
    assert!(!few.learnt().is_empty());

    let mut two = ordinary(40);
    for story in 0..20 {
        add(&mut two, story % 2, FUEL, &[], &["transport"]);
    }
    // Others make the theme known, in other words.
    for family in 10..20 {
        add(&mut two, family, OTHER, &[("transport", 0.7)], &["transport"]);
    }
    assert_eq!(words_of(&two.learnt(), "transport"), [""; 0], "two families who write often are two");
}

#[test]
fn a_campaign_is_one_voice() {
    let mut lessons = ordinary(40);
    for letter in 0..50 {
        assert_eq!(lessons.hears(Voice::Campaign(1)), letter == 0);
        lessons.add(Voice::Campaign(1), &["transport".into()], &[], &[plain_words_of_nobody(FUEL)]);
    }
    assert_eq!(lessons.stories(), 41);
    assert!(lessons.learnt().is_empty());
}

#[test]
fn a_theme_that_is_struck_out_again_and_again_needs_a_higher_score() {
    let mut lessons = ordinary(10);
    for family in 0..15 {
        let offers = [("transport", 0.8), ("family_impact", 0.35)];
        add(&mut lessons, family, "The taxi is late.", &offers, &["transport"]);
    }
    let learnt = lessons.learnt();
    assert_eq!(offered(&learnt, OTHER, &[("transport", 0.8), ("family_impact", 0.3)], false), ["transport"]);
    assert_eq!(
        offered(&learnt, OTHER, &[("family_impact", 0.8)], false),
        ["family_impact"],
        "a sure one is still offered"
    );
    assert_eq!(
        offered(&learnt, OTHER, &[("transport", 0.8), ("family_impact", 0.3)], true),
        ["transport", "family_impact"],
        "nothing is put back where a letter may be urgent"
    );
    let sure = learnt.offer(
        OTHER,
        vec![ThemeSuggestion { theme: "family_impact", score: 0.8, spans: vec![] }],
        false,
    );
    let because = sure.first().and_then(|moved| moved.because.clone());
    assert_eq!(because, Some(Because::StruckOut { taken: 0, of: 15 }));
}

#[test]
fn words_that_go_with_everything_are_not_kept() {
    let mut lessons = Lessons::default();
    for family in 0..60 {
        let filed: &[&str] = if family % 6 == 0 { &["transport"] } else { &["tribunal"] };
        add(&mut lessons, family, "The council wrote to the school again.", &[], filed);
    }
    assert_eq!(words_of(&lessons.learnt(), "transport"), [""; 0]);
}

#[test]
fn the_same_stories_teach_the_same_and_a_little_more_changes_nothing() {
    let lessons = |families| {
        let mut lessons = ordinary(40);
        for family in 0..families {
            add(&mut lessons, family, FUEL, &[], &["transport"]);
        }
        lessons.learnt()
    };
    let (before, again, more, many) = (lessons(12), lessons(12), lessons(13), lessons(60));
    assert_eq!((before.version(), &before), (again.version(), &again));
    assert_ne!(more.version(), before.version());
    let steadied = more.steadied(&before);
    assert_eq!(steadied.version(), before.version(), "no other offer is made");
    let counted = |learnt: &Learnt| learnt.taught().iter().map(|one| one.filed).max();
    assert_eq!(counted(&steadied), Some(13), "but it is counted");
    assert_ne!(many.steadied(&before).version(), before.version());
    assert_eq!(Learnt::new(before.taught().to_vec()), before, "and it can be kept and read again");
}

#[test]
fn themes_that_no_longer_exist_are_left_out() {
    let gone = Taught { theme: "gone".into(), words: "fuel".into(), weight: 0.9, filed: 9, of: 9 };
    assert_eq!(offered(&Learnt::new(vec![gone]), FUEL, &[], false), [""; 0]);
}
