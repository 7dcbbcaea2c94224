//! Filed stories that read otherwise now: listed, and changed only by whoever says so.
//!
//! What reads otherwise here is the second reading, of what is meant: these stories were filed before it. What a
//! newer program's lists change is tested where its casebook can be made older (`store/rereading/tests.rs`).

use casebook::api::{
    Code, Command, Counts, DecideReread, FileStory, LettersRead, NewSubmission, Nothing, RereadDecided,
    RereadFilter, RereadPage, StoryId, Undone,
};
use casebook::story::{Filing, Noticed, Status};
use casebook::submission::Channel;
use casebook_tests::{AnOffice, assert_refused, today};
use uuid::Uuid;

const AT_HOME: &str = "They’ve left him to rot at home since March.";

fn file(office: &AnOffice, story: Uuid, themes: &[&str]) {
    let themes = themes.iter().map(|theme| (*theme).to_owned()).collect();
    let filing = Filing { status: Status::Filed, themes, ..Filing::default() };
    let _: Nothing = office.must(Command::FileStory(FileStory { story, filing }));
}

fn read_everything(office: &AnOffice) {
    loop {
        let read: LettersRead = office.must(Command::ReadLetters(Nothing {}));
        if read.left + read.skimmed + read.again == 0 {
            return;
        }
    }
}

fn list(office: &AnOffice) -> RereadPage {
    office.must(Command::Rereads(RereadFilter::default()))
}

fn decide(stories: Vec<Uuid>, which: &str, add: bool) -> Command {
    Command::DecideReread(DecideReread {
        stories,
        campaign: None,
        what: Noticed::Theme,
        which: which.into(),
        add,
    })
}

/// A story that was filed for its taxi before anybody knew that the boy is at home.
fn filed_too_soon(office: &AnOffice, name: &str) -> Uuid {
    let story = office.a_letter(name, AT_HOME);
    file(office, story, &["transport"]);
    story
}

#[test]
fn a_filed_story_that_reads_otherwise_is_listed_with_its_words_and_left_alone() {
    let office = AnOffice::new();
    let story = filed_too_soon(&office, "Ann Invented");
    assert_eq!(list(&office).total, 0);
    read_everything(&office);
    let page = list(&office);
    let row = page.rows.iter().find(|row| row.which == "out_of_school").expect("it is listed");
    assert_eq!((row.story, row.what, row.from.as_str()), (story, Noticed::Theme, "Ann Invented"));
    let words = row.words.first().expect("words");
    assert!(format!("{}{}{}", words.before, words.words, words.after).contains(AT_HOME), "{words:?}");
    assert_eq!(office.story(story).filing.themes, ["transport"], "reading files nothing");
    assert_eq!(office.must::<Counts>(Command::Counts(Nothing {})).reread, 1);

    office.reopen().expect("it opens again");
    assert_eq!(list(&office), page, "and the list is kept");
}

#[test]
fn what_is_added_is_an_ordinary_change_and_what_is_left_is_not_asked_about_again() {
    let office = AnOffice::new();
    let (add, leave) = (filed_too_soon(&office, "Ann Invented"), filed_too_soon(&office, "Ben Invented"));
    read_everything(&office);
    let listed = |office: &AnOffice| {
        let rows = list(office).rows.into_iter().filter(|row| row.which == "out_of_school");
        rows.map(|row| row.story).collect::<Vec<_>>()
    };
    assert_eq!(listed(&office).len(), 2);
    let decided: RereadDecided = office.must(decide(vec![add], "out_of_school", true));
    assert_eq!(decided.stories, 1);
    let view = office.story(add);
    assert_eq!(view.filing.themes, ["transport", "out_of_school"], "what was filed stays first");
    assert!(view.history[0].what.starts_with("Filed as offered"), "{}", view.history[0].what);
    assert_eq!(listed(&office), [leave]);
    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.story, Some(add));
    assert_eq!(listed(&office).len(), 2);

    let _: RereadDecided = office.must(decide(vec![leave], "out_of_school", false));
    assert_eq!(listed(&office), [add]);
    read_everything(&office);
    office.reopen().expect("it opens again");
    assert_eq!(listed(&office), [add], "left is left");
    let again: RereadDecided = office.must(decide(vec![leave], "out_of_school", true));
    assert_eq!(again.stories, 0, "what was decided is not decided by a list that has grown old");
    assert_eq!(office.story(leave).filing.themes, ["transport"]);
}

#[test]
fn a_story_in_the_inbox_is_not_listed_nor_one_whose_offer_was_not_taken() {
    let office = AnOffice::new();
    let waiting = office.a_letter("Ann Invented", AT_HOME);
    let declined = office.a_letter("Ben Invented", AT_HOME);
    read_everything(&office);
    assert!(office.story(declined).offered.themes.iter().any(|offer| offer.theme == "out_of_school"));
    file(&office, declined, &["transport"]);
    read_everything(&office);
    let stories: Vec<_> = list(&office).rows.into_iter().map(|row| row.story).collect();
    assert!(!stories.contains(&declined) && !stories.contains(&waiting), "{stories:?}");
}

#[test]
fn a_story_that_goes_back_to_the_inbox_is_seen_there_and_not_here() {
    let office = AnOffice::new();
    let story = filed_too_soon(&office, "Ann Invented");
    read_everything(&office);
    let moved = Filing { status: Status::New, ..office.story(story).filing };
    let _: Nothing = office.must(Command::FileStory(FileStory { story, filing: moved }));
    assert_eq!(list(&office).total, 0);
    let _: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(list(&office).rows[0].story, story, "and taken back, it is listed again");
}

#[test]
fn deciding_leaves_a_story_waiting_whose_family_has_written_again() {
    let office = AnOffice::new();
    let letter = |subject: &str, text: &str| {
        Command::LogSubmission(NewSubmission {
            channel: Channel::Email,
            received: today(),
            name: "Ann Invented".into(),
            email: "ann@example.org".into(),
            postcode: String::new(),
            subject: subject.into(),
            text: text.into(),
        })
    };
    let StoryId { story } = office.must(letter("Our son", AT_HOME));
    file(&office, story, &["transport"]);
    read_everything(&office);
    let _: StoryId = office.must(letter("Re: Our son", "Thank you for calling."));
    let inbox = || office.must::<Counts>(Command::Counts(Nothing {})).inbox;
    assert_eq!(inbox(), 1);
    let decided: RereadDecided = office.must(decide(vec![story], "out_of_school", true));
    assert_eq!((decided.stories, inbox()), (1, 1), "the answer has still to be looked at");
}

#[test]
fn words_of_risk_are_never_decided_about_in_bulk() {
    let office = AnOffice::new();
    for stories in [Vec::new(), vec![Uuid::nil(), Uuid::max()]] {
        let bulk =
            DecideReread { stories, campaign: None, what: Noticed::Risk, which: String::new(), add: false };
        let refused = assert_refused(office.ask::<RereadDecided>(Command::DecideReread(bulk)), Code::Invalid);
        assert!(refused.remedy.contains("safeguarding"));
    }
}
