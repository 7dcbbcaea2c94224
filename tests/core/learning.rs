//! The office's own filing teaches what is offered, stays in the casebook, and can be forgotten.

use casebook::api::{
    Command, Counts, Erase, Erased, FileStory, Learning, LettersRead, NewSubmission, Nothing, OfferedTheme,
    StoryFilter, StoryId, Undone,
};
use casebook::erasure::ErasureReason;
use casebook::settings::Settings;
use casebook::story::{Filing, Status};
use casebook::submission::Channel;
use casebook_tests::{AnOffice, today};
use uuid::Uuid;

/// Letters about a fuel card, in as many words as families have: nothing in them says transport.
pub(crate) const ABOUT: [&str; 8] = [
    "The council offers us a fuel card and nothing else.",
    "We were told to be grateful for the fuel card.",
    "The fuel card they promised was never sent.",
    "Nobody at the council will say who pays the fuel card.",
    "They stopped our fuel card without a letter.",
    "A fuel card is no answer for a mother on her own.",
    "I asked about the fuel card four times.",
    "Our fuel card was refused at the till again.",
];

pub(crate) fn a_letter(office: &AnOffice, family: usize, text: &str) -> Uuid {
    let new = NewSubmission {
        channel: Channel::Email,
        received: today(),
        name: format!("Family Invented {family}"),
        email: format!("family{family}@example.org"),
        postcode: String::new(),
        subject: format!("Letter {family}"),
        text: text.into(),
    };
    office.must::<StoryId>(Command::LogSubmission(new)).story
}

/// Goes on in the background, as the window does, until nothing is left to do.
pub(crate) fn wait(office: &AnOffice) {
    loop {
        let read: LettersRead = office.must(Command::ReadLetters(Nothing {}));
        if read.left + read.skimmed + read.again == 0 && !read.learning {
            return;
        }
    }
}

pub(crate) fn file(office: &AnOffice, story: Uuid, themes: &[&str]) {
    let themes = themes.iter().map(|theme| (*theme).to_owned()).collect();
    let filing = Filing { status: Status::Filed, authority: None, themes, urgent: false, positive: false };
    let _: Nothing = office.must(Command::FileStory(FileStory { story, filing }));
}

/// An office that files letters about fuel cards under transport.
fn taught() -> (AnOffice, Vec<Uuid>) {
    let office = AnOffice::new();
    let stories: Vec<Uuid> =
        ABOUT.iter().enumerate().map(|(family, text)| a_letter(&office, family, text)).collect();
    wait(&office);
    for story in &stories {
        file(&office, *story, &["transport"]);
    }
    wait(&office);
    (office, stories)
}

fn learning(office: &AnOffice) -> Learning {
    office.must(Command::Learning(Nothing {}))
}

fn words(learning: &Learning) -> Vec<&str> {
    learning.themes.iter().flat_map(|theme| &theme.words).map(|one| one.words.as_str()).collect()
}

pub(crate) fn transport(office: &AnOffice, story: Uuid) -> Option<OfferedTheme> {
    office.story(story).offered.themes.into_iter().find(|offer| offer.theme == "transport")
}

fn line(office: &AnOffice, story: Uuid) -> Vec<String> {
    let page = office.stories(StoryFilter { status: Some(Status::New), ..StoryFilter::default() });
    page.rows.into_iter().find(|row| row.id == story).expect("it waits").offered_themes
}

const NEXT: &str = "Please help us. The fuel card has run out.";

#[test]
fn a_theme_the_office_files_with_some_words_comes_in_with_the_words_and_the_reason() {
    let (office, _) = taught();
    let shown = learning(&office);
    assert!(shown.on && !shown.waits && shown.stories == 8 && shown.since.is_some(), "{shown:?}");
    assert!(words(&shown).contains(&"fuel card"), "{shown:?}");
    let next = a_letter(&office, 100, NEXT);
    wait(&office);
    let offer = transport(&office, next).expect("transport is offered");
    assert_eq!(offer.because.as_deref(), Some("This office filed 8 letters with “fuel card” here."));
    assert_eq!(offer.words.first().map(String::as_str), Some("fuel card"));
    assert!(line(&office, next).contains(&"transport".to_owned()), "the list offers what the story does");
    let other = a_letter(&office, 101, "The tribunal hearing was put off again.");
    wait(&office);
    assert_eq!(transport(&office, other), None);

    office.reopen().expect("it opens again");
    assert!(transport(&office, next).is_some(), "and it is kept");
}

#[test]
fn what_waits_already_is_offered_what_is_learnt_later_and_nothing_of_few_stories() {
    let office = AnOffice::new();
    let waiting = a_letter(&office, 100, NEXT);
    let stories: Vec<Uuid> =
        ABOUT.iter().enumerate().map(|(family, text)| a_letter(&office, family, text)).collect();
    wait(&office);
    for story in &stories[..4] {
        file(&office, *story, &["transport"]);
    }
    wait(&office);
    assert!(
        learning(&office).themes.is_empty()
            && line(&office, waiting).iter().all(|theme| theme != "transport")
    );
    for story in &stories[4..] {
        file(&office, *story, &["transport"]);
    }
    assert!(office.must::<Counts>(Command::Counts(Nothing {})).learning, "the window is told to go on");
    wait(&office);
    assert!(line(&office, waiting).contains(&"transport".to_owned()));

    // Taken back, it is unlearnt.
    for _ in 4..8 {
        let _: Undone = office.must(Command::Undo(Nothing {}));
    }
    wait(&office);
    assert!(learning(&office).themes.is_empty());
    assert!(line(&office, waiting).iter().all(|theme| theme != "transport"));
}

#[test]
fn learning_is_switched_off_and_forgotten_and_both_can_be_taken_back() {
    let (office, _) = taught();
    let next = a_letter(&office, 100, NEXT);
    wait(&office);
    let offered = |when: &str, wanted: bool| {
        wait(&office);
        assert_eq!(transport(&office, next).is_some(), wanted, "{when}");
        assert_eq!(line(&office, next).contains(&"transport".to_owned()), wanted, "{when}, in the list");
    };
    let now: Settings = office.must(Command::Settings(Nothing {}));
    let _: Settings = office.must(Command::SaveSettings(Settings { learning: false, ..now.clone() }));
    assert_eq!(transport(&office, next), None, "at once");
    offered("off", false);
    let shown = learning(&office);
    assert!(!shown.on && shown.themes.is_empty() && shown.stories == 0, "{shown:?}");
    let _: Undone = office.must(Command::Undo(Nothing {}));
    offered("on again", true);

    let forgotten: Learning = office.must(Command::ForgetLearning(Nothing {}));
    assert!(forgotten.on && forgotten.themes.is_empty(), "{forgotten:?}");
    offered("forgotten", false);
    assert_eq!(learning(&office).stories, 0, "what was filed before teaches no more");
    let now: Settings = office.must(Command::Settings(Nothing {}));
    assert_eq!(
        office.must::<Settings>(Command::SaveSettings(Settings {
            forgotten: 0,
            lock_after: 20,
            ..now.clone()
        })),
        Settings { lock_after: 20, ..now },
        "settings that are saved do not bring it back"
    );
    let _: Undone = office.must(Command::Undo(Nothing {}));
    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.what.as_deref(), Some("forgetting what was learnt"));
    offered("taken back", true);
}

#[test]
fn what_was_accepted_unseen_teaches_nothing() {
    let office = AnOffice::new();
    for (family, text) in ABOUT.iter().enumerate() {
        // The phrases offer one thing, reading closely another: nobody looked at either.
        a_letter(&office, family, &format!("{text} The taxi never came to take my son to school."));
    }
    office.accept_everything();
    wait(&office);
    let shown = learning(&office);
    assert_eq!((shown.stories, shown.themes.len()), (0, 0), "{shown:?}");
}

#[test]
fn what_may_be_urgent_is_told_whatever_was_learnt() {
    let (office, _) = taught();
    let urgent = a_letter(&office, 100, "The fuel card has run out. She says she wants to kill herself.");
    wait(&office);
    let view = office.story(urgent);
    assert!(!view.offered.urgent.is_empty());
    let page = office.stories(StoryFilter { status: Some(Status::New), ..StoryFilter::default() });
    assert_eq!(page.rows.first().map(|row| (row.id, row.offered_urgent)), Some((urgent, true)));
}

#[test]
fn nothing_stays_of_what_an_erased_family_taught() {
    let (office, stories) = taught();
    let before = learning(&office);
    let erase = Erase {
        stories: vec![stories[0]],
        reason: ErasureReason::FamilyAsked,
        confirm: "Family Invented 0".into(),
    };
    let erased: Erased = office.must(Command::Erase(erase));
    assert_eq!(erased.stories, 1);
    let shown = learning(&office);
    assert!(shown.themes.is_empty() && shown.waits, "it goes with the story, and is made again: {shown:?}");
    wait(&office);
    let after = learning(&office);
    assert_eq!((before.stories, after.stories), (8, 7));
    let fuel = after.themes.iter().flat_map(|theme| &theme.words).find(|one| one.words == "fuel card");
    assert_eq!(fuel.map(|one| (one.filed, one.of)), Some((7, 7)), "without it");
    assert_ne!(after.version, before.version);
}
