//! Letters that come in many at once are stored first and read after, in parts.

use std::path::PathBuf;

use casebook::api::{
    Accepted, Command, Counts, LettersRead, MarkKind, NewSubmission, Nothing, StoryFilter, StoryId,
    StoryPage, Undone,
};
use casebook::story::Status;
use casebook::submission::Channel;
use casebook_tests::{AnOffice, today};

/// More than are read at once.
const MANY: usize = 620;

/// A post bag of invented letters; the first speaks of a risk to a child.
fn a_post_bag(office: &AnOffice) -> PathBuf {
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    for number in 0..MANY {
        let words = match number {
            0 => "My daughter says she wants to kill herself and nobody at the council answers.".to_owned(),
            _ => format!("We live in Hertfordshire. The plan of number {number} is 43 weeks late."),
        };
        let letter = format!(
            "From: Family {number} <family.{number}@example.org>\nSubject: Letter {number}\n\
             Date: Mon, 2 Sep 2024 10:00:00 +0100\nMessage-ID: <{number}@example.org>\n\n{words}\n"
        );
        std::fs::write(folder.join(format!("{number:04}.eml")), letter).expect("a letter can be written");
    }
    folder
}

fn unread(office: &AnOffice) -> u32 {
    office.must::<Counts>(Command::Counts(Nothing {})).unread
}

fn read_some(office: &AnOffice) -> u32 {
    office.must::<LettersRead>(Command::ReadLetters(Nothing {})).left
}

fn inbox(office: &AnOffice) -> StoryPage {
    office.stories(StoryFilter { status: Some(Status::New), ..StoryFilter::default() })
}

#[test]
fn many_letters_are_stored_at_once_and_read_in_parts() {
    let office = AnOffice::new();
    let receipt = office.import(&[a_post_bag(&office)]);
    assert_eq!(receipt.stored as usize, MANY);
    assert_eq!(unread(&office) as usize, MANY, "none is read before all are safe");
    let found =
        office.stories(StoryFilter { search: "nobody at the council".into(), ..StoryFilter::default() });
    assert_eq!(found.total, 1, "and each can be found at once");
    assert!(!found.rows[0].offered_urgent);

    let mut left = vec![read_some(&office)];
    while *left.last().expect("one") > 0 {
        left.push(read_some(&office));
    }
    assert!(left.len() > 1 && left.is_sorted_by(|a, b| a > b), "in parts: {left:?}");
    assert_eq!(unread(&office), 0);
    let first = &inbox(&office).rows[0];
    assert!(first.offered_urgent && first.subject == "Letter 0", "a risk to a child stands first");
    let others = inbox(&office).rows;
    assert!(others.iter().skip(1).all(|row| row.offered_authority.as_deref() == Some("E10000015")));
    assert_eq!(read_some(&office), 0, "nothing is left to do");
}

#[test]
fn what_is_broken_off_goes_on_after_the_next_unlocking() {
    let office = AnOffice::new();
    office.import(&[a_post_bag(&office)]);
    let left = read_some(&office);
    assert!(left > 0);
    office.reopen().expect("it opens again");
    assert_eq!(unread(&office), left);
    while read_some(&office) > 0 {}
    assert!(inbox(&office).rows.iter().all(|row| row.offered_urgent || row.offered_authority.is_some()));
}

#[test]
fn whoever_accepts_what_is_offered_waits_for_it_to_be_read() {
    let office = AnOffice::new();
    office.import(&[a_post_bag(&office)]);
    let accepted: Accepted = office.accept_everything();
    assert_eq!(unread(&office), 0);
    assert!(accepted.filed as usize >= MANY - 1, "{accepted:?}");
}

#[test]
fn taking_a_letter_back_that_joined_before_the_first_was_read_costs_the_first_nothing() {
    let office = AnOffice::new();
    office.import(&[a_post_bag(&office)]);
    let answer = NewSubmission {
        channel: Channel::Email,
        received: today(),
        name: "Family 0".into(),
        email: "family.0@example.org".into(),
        postcode: String::new(),
        subject: "Re: Letter 0".into(),
        text: "Thank you for calling us back.".into(),
    };
    let joined: StoryId = office.must(Command::LogSubmission(answer));
    assert_eq!(unread(&office) as usize, MANY + 1, "they wait for their turn together");
    while read_some(&office) > 0 {}
    assert_eq!(inbox(&office).rows[0].id, joined.story);
    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.story, Some(joined.story));
    while read_some(&office) > 0 {}
    let first = &inbox(&office).rows[0];
    assert!(first.id == joined.story && first.offered_urgent && first.letters == 1);
}

#[test]
fn an_import_that_is_taken_back_leaves_nothing_to_read() {
    let office = AnOffice::new();
    office.import(&[a_post_bag(&office)]);
    let _: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(unread(&office), 0);
    let _: Undone = office.must(Command::Redo(Nothing {}));
    assert_eq!(unread(&office) as usize, MANY, "and one that is put back is read");
    while read_some(&office) > 0 {}
    assert!(inbox(&office).rows[0].offered_urgent);
}

/// Letters that wait to be read closely.
fn skimmed(office: &AnOffice) -> u32 {
    office.must::<Counts>(Command::Counts(Nothing {})).skimmed
}

/// What is offered for the newest story: in the list, and with its words in the story itself.
fn offered(office: &AnOffice) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let row = inbox(office).rows.into_iter().next().expect("a story");
    let view = office.story(row.id);
    let themes = view.offered.themes.into_iter().map(|offer| (offer.theme, offer.words)).collect();
    (row.offered_themes, themes)
}

#[test]
fn a_letter_is_read_by_its_phrases_at_once_and_closely_after() {
    let office = AnOffice::new();
    // No phrase of the list says so; it is meant all the same.
    office.a_letter("Sam Invented", "They’ve left him to rot at home since March.");
    assert_eq!(skimmed(&office), 1);
    let (before, _) = offered(&office);
    assert!(!before.contains(&"out_of_school".to_owned()), "{before:?}");

    let read: LettersRead = office.must(Command::ReadLetters(Nothing {}));
    assert_eq!((read.left, read.skimmed, skimmed(&office)), (0, 0, 0));
    let (line, story) = offered(&office);
    assert_eq!(line.first().map(String::as_str), Some("out_of_school"));
    let (first, words) = story.first().expect("a theme");
    assert_eq!(first, "out_of_school", "the story offers what its line does");
    assert!(words.iter().any(|words| words.contains("rot at home")), "with its words: {words:?}");

    office.reopen().expect("it opens again");
    assert_eq!(offered(&office), (line, story), "and it is kept");
    assert_eq!(skimmed(&office), 0);
}

#[test]
fn an_answer_that_joins_a_story_is_read_closely_in_its_turn_and_both_count() {
    let office = AnOffice::new();
    let of = |subject: &str, text: &str| NewSubmission {
        channel: Channel::Email,
        received: today(),
        name: "Sam Invented".into(),
        email: "sam@example.org".into(),
        postcode: String::new(),
        subject: subject.into(),
        text: text.into(),
    };
    let first = of("Our son", "They’ve left him to rot at home since March.");
    let _: StoryId = office.must(Command::LogSubmission(first));
    while office.must::<LettersRead>(Command::ReadLetters(Nothing {})).skimmed > 0 {}
    let next = of("Re: Our son", "No taxi again. He stood at the gate for an hour.");
    let _: StoryId = office.must(Command::LogSubmission(next));
    assert_eq!(skimmed(&office), 1, "the first need not be read again");
    assert!(offered(&office).0.contains(&"out_of_school".to_owned()));
    while office.must::<LettersRead>(Command::ReadLetters(Nothing {})).skimmed > 0 {}
    let (line, story) = offered(&office);
    for theme in ["out_of_school", "transport"] {
        assert!(line.contains(&theme.to_owned()), "{theme} in {line:?}");
    }
    assert_eq!(line, story.into_iter().map(|(theme, _)| theme).collect::<Vec<_>>(), "in the same order");
    // Taken back, the answer takes what it offered along.
    let _: Undone = office.must(Command::Undo(Nothing {}));
    while office.must::<LettersRead>(Command::ReadLetters(Nothing {})).skimmed > 0 {}
    assert!(!offered(&office).0.contains(&"transport".to_owned()));
}

#[test]
fn whoever_may_be_at_risk_is_read_closely_first() {
    let office = AnOffice::new();
    let days = (1..20).map(|day| format!("On day {day} the school sent him home early again. "));
    let long = days.collect::<String>();
    let urgent = office.a_letter("Ann Invented", &format!("She says she wants to kill herself. {long}"));
    for other in 0..3 {
        office.a_letter(&format!("Family {other}"), &format!("We are family {other}. The taxi never came."));
    }
    let before = office.story(urgent).offered.themes;
    let read: LettersRead = office.must(Command::ReadLetters(Nothing {}));
    assert_eq!(read.skimmed, 3, "one long letter is enough for one go");
    assert_ne!(office.story(urgent).offered.themes, before, "the urgent one, though it came first");
}

#[test]
fn a_letter_in_another_language_says_that_nobody_has_looked_for_risk_in_it() {
    let office = AnOffice::new();
    let polish = "Mój syn nie chodzi do szkoły od września, bo szkoła mówi, że nie ma dla niego pomocy.";
    let whole = office.story(office.a_letter("Marta Wielgosz", polish));
    let said = whole.letters[0].language.as_ref().expect("it was not read");
    assert_eq!((said.name.as_deref(), said.whole), (Some("Polish"), true));
    assert!(said.say.contains("risk to a child cannot be seen by the program"), "{}", said.say);
    assert!(whole.offered.themes.is_empty() && whole.letters[0].marks.is_empty());
    let mixed = format!("My son has been out of school since March, 🙂 and the plan is late. {polish}");
    let mixed = office.story(office.a_letter("Marta Wielgosz", &mixed));
    assert!(!mixed.offered.themes.is_empty(), "the English is read");
    let letter = &mixed.letters[0];
    assert!(!letter.language.as_ref().expect("a part was not").whole);
    let unread = letter.marks.iter().find(|mark| mark.kind == MarkKind::NotRead).expect("and it is marked");
    let from = letter.text.encode_utf16().skip(unread.start as usize).take(8).collect::<Vec<_>>();
    assert_eq!(String::from_utf16_lossy(&from), "Mój syn ", "counted as the page counts");
}
