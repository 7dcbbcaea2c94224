//! What the office's filing teaches is held against the stories it has filed already: listed with its reason, and
//! changed only by whoever says so.

use casebook::api::{
    Command, Counts, DecideReread, Erase, Erased, Learning, Nothing, RereadDecided, RereadFilter, RereadPage,
    RereadRow, Undone,
};
use casebook::erasure::ErasureReason;
use casebook::settings::Settings;
use casebook::story::Noticed;
use casebook_tests::AnOffice;
use uuid::Uuid;

use crate::learning::{ABOUT, a_letter, file, transport, wait};

/// More of the same kind: enough to be sure that this office files such letters under transport.
const MORE: [&str; 6] = [
    "Must I beg every month for the fuel card?",
    "The form for the fuel card has nineteen pages.",
    "My mother lends us money until the fuel card is topped up.",
    "They lost the receipts I sent in with the fuel card.",
    "Somebody promised a second fuel card in spring.",
    "He cries when the fuel card does not work.",
];

/// Letters that were filed as offered, unseen, before that.
const BEFORE: [&str; 3] = [
    "The tribunal hearing was put off again. The fuel card never came either.",
    "We lodged our appeal with the tribunal in May, and nobody mentions the fuel card.",
    "Our tribunal is next week. By the way, the fuel card ended at Easter.",
];

/// An office that has filed some letters as they were offered.
fn an_office() -> (AnOffice, Vec<Uuid>) {
    let office = AnOffice::new();
    let before = BEFORE.iter().enumerate().map(|(at, text)| a_letter(&office, 200 + at, text)).collect();
    wait(&office);
    assert_eq!(office.accept_everything().filed, 3);
    (office, before)
}

fn teach(office: &AnOffice, first: usize, letters: &[&str]) {
    let stories: Vec<_> =
        letters.iter().enumerate().map(|(at, text)| a_letter(office, first + at, text)).collect();
    wait(office);
    for story in stories {
        file(office, story, &["transport"]);
    }
    wait(office);
}

/// An office that files letters about fuel cards under transport by now.
fn taught() -> (AnOffice, Vec<Uuid>) {
    let (office, before) = an_office();
    teach(&office, 0, &[ABOUT.as_slice(), MORE.as_slice()].concat());
    (office, before)
}

fn list(office: &AnOffice) -> Vec<RereadRow> {
    office.must::<RereadPage>(Command::Rereads(RereadFilter::default())).rows
}

/// The stories that would be filed under transport, in the order of their families.
fn listed(office: &AnOffice) -> Vec<Uuid> {
    let mut rows: Vec<_> = list(office).into_iter().filter(|row| row.which == "transport").collect();
    rows.sort_by(|a, b| a.from.cmp(&b.from));
    rows.into_iter().map(|row| row.story).collect()
}

fn decide(office: &AnOffice, stories: &[Uuid], add: bool) -> u32 {
    let (what, which) = (Noticed::Theme, "transport".to_owned());
    let decide = DecideReread { stories: stories.to_vec(), campaign: None, what, which, add };
    office.must::<RereadDecided>(Command::DecideReread(decide)).stories
}

fn learn(office: &AnOffice, on: bool) {
    let now: Settings = office.must(Command::Settings(Nothing {}));
    let _: Settings = office.must(Command::SaveSettings(Settings { learning: on, ..now }));
    wait(office);
}

fn undo(office: &AnOffice) {
    let _: Undone = office.must(Command::Undo(Nothing {}));
    wait(office);
}

#[test]
fn a_filed_story_is_listed_once_the_office_surely_files_such_letters_elsewhere() {
    let (office, before) = an_office();
    teach(&office, 0, &ABOUT);
    let next = a_letter(&office, 100, "Please help us. The fuel card has run out.");
    wait(&office);
    assert!(transport(&office, next).is_some(), "with a letter before one, less is enough");
    assert_eq!(list(&office), [], "than to send somebody back to what they filed");

    teach(&office, 50, &MORE);
    assert_eq!(listed(&office), before);
    let row = list(&office).remove(0);
    assert_eq!(row.because.as_deref(), Some("This office filed 14 letters with “fuel card” here."));
    assert_eq!(row.words.first().map(|words| words.words.as_str()), Some("fuel card"));
    assert_eq!(office.must::<Counts>(Command::Counts(Nothing {})).reread, 3);
    for story in &before {
        let themes = office.story(*story).filing.themes;
        assert!(!themes.contains(&"transport".to_owned()), "learning files nothing: {themes:?}");
    }
    let rows = list(&office);
    office.reopen().expect("it opens again");
    wait(&office);
    assert_eq!(list(&office), rows, "and the list is kept as it was");
}

#[test]
fn ordinary_filing_has_nothing_looked_at_again() {
    let (office, _) = an_office();
    for (family, text) in ABOUT.iter().chain(&MORE).enumerate() {
        a_letter(&office, family, text);
    }
    wait(&office);
    let stories: Vec<Uuid> = office.stories(Default::default()).rows.into_iter().map(|row| row.id).collect();
    for story in stories {
        let offered: Vec<String> =
            office.story(story).offered.themes.into_iter().map(|offer| offer.theme).collect();
        file(&office, story, &offered.iter().map(String::as_str).collect::<Vec<_>>());
    }
    wait(&office);
    assert_eq!(list(&office), []);
}

#[test]
fn what_somebody_left_stays_left_whatever_is_learnt_or_forgotten() {
    let (office, before) = taught();
    assert_eq!(decide(&office, &before[..1], false), 1);
    assert_eq!(listed(&office), before[1..]);
    // More of the same is filed, and learnt again.
    teach(
        &office,
        300,
        &["No card, no fuel: the fuel card again.", "A fuel card at last.", "Fuel card, please."],
    );
    assert_eq!(listed(&office), before[1..]);

    learn(&office, false);
    assert_eq!(list(&office), [], "off, what only learning had brought is withdrawn");
    learn(&office, true);
    assert_eq!(listed(&office), before[1..], "on again, only what nobody has decided about");
    undo(&office);
    undo(&office);
    assert_eq!(listed(&office), before[1..]);
    undo_filings_and_decision(&office);
    assert_eq!(listed(&office), before, "taken back, it is asked about again");
}

/// Three letters that were filed and came in, and the decision before them.
fn undo_filings_and_decision(office: &AnOffice) {
    for _ in 0..7 {
        let _: Undone = office.must(Command::Undo(Nothing {}));
    }
    wait(office);
}

#[test]
fn what_is_forgotten_is_withdrawn_but_not_what_was_added() {
    let (office, before) = taught();
    assert_eq!(decide(&office, &before[..1], true), 1);
    let _: Learning = office.must(Command::ForgetLearning(Nothing {}));
    wait(&office);
    assert_eq!(list(&office), []);
    assert_eq!(office.story(before[0]).filing.themes.last().map(String::as_str), Some("transport"));
    assert_eq!(decide(&office, &before[1..], true), 0, "a list that has grown old files nothing");
    undo(&office);
    assert_eq!(listed(&office), before[1..], "learnt again");
    undo(&office);
    assert_eq!(listed(&office), before, "and the first is asked about again");
    assert_eq!(decide(&office, &[], true), 3, "all at once");
    undo(&office);
    assert_eq!(listed(&office), before, "and back at once");
}

#[test]
fn a_listed_story_that_is_erased_is_off_the_list_and_the_others_stay() {
    let (office, before) = taught();
    let (stories, reason) = (vec![before[1]], ErasureReason::FamilyAsked);
    let erase = Erase { stories, reason, confirm: "Family Invented 201".into() };
    assert_eq!(office.must::<Erased>(Command::Erase(erase)).stories, 1);
    wait(&office);
    assert_eq!(listed(&office), [before[0], before[2]]);
}

#[test]
fn a_campaign_is_one_line_and_decided_about_in_one_step() {
    let (office, before) = an_office();
    let text = "The tribunal hearing was put off again, and the fuel card never came either.\n\nEverybody who signs \
                this would like to hear when the letters of last spring are answered, which of them were opened at \
                all, and who has kept the list that was handed over in the hall that evening.";
    let campaign: Vec<Uuid> = (0..4).map(|family| a_letter(&office, 400 + family, text)).collect();
    wait(&office);
    assert_eq!(office.accept_everything().filed, 4);
    teach(&office, 0, &[ABOUT.as_slice(), MORE.as_slice()].concat());
    let page = || office.must::<RereadPage>(Command::Rereads(RereadFilter::default()));
    let first = page();
    assert_eq!((first.rows.len(), first.total, first.stories), (4, 4, 7), "lines and stories: {first:?}");
    let line = first.rows.iter().find_map(|row| row.campaign.clone()).expect("a campaign");
    assert_eq!(line.stories, 4);
    let alone = || listed(&office).into_iter().filter(|story| before.contains(story)).count();
    assert_eq!(alone(), 3);

    let (what, which) = (Noticed::Theme, "transport".to_owned());
    let all = DecideReread { stories: Vec::new(), campaign: Some(line.id), what, which, add: true };
    assert_eq!(office.must::<RereadDecided>(Command::DecideReread(all.clone())).stories, 4);
    for story in &campaign {
        assert!(office.story(*story).filing.themes.contains(&"transport".to_owned()));
    }
    assert_eq!((page().total, alone()), (3, 3), "who wrote by themselves is not in it");
    undo(&office);
    assert_eq!(page(), first, "taken back in one step as well");
    let left = DecideReread { add: false, ..all };
    assert_eq!(office.must::<RereadDecided>(Command::DecideReread(left)).stories, 4);
    assert_eq!((page().total, alone()), (3, 3));
}
