//! The end of a casebook: whose families agreed is handed over, the rest is destroyed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use casebook::api::{
    CasebookClosed, CloseCasebook, Closing, Code, Command, Context, HandOver, HandedOver, NewNote, Nothing,
    OpenCasebook, Opened, RecordHandOver, StoryFilter, StoryId, StoryPage, StoryView, Undone,
};
use casebook::consent::ConsentLevel;
use casebook::settings::Settings;
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused, now, today};
use uuid::Uuid;

use super::leaving::{StopAt, export, names, noted, unfinished};

#[test]
fn agreement_to_a_hand_over_is_recorded_and_taken_back_like_any_change() {
    let office = AnOffice::new();
    let story = office.a_letter("Ines Moravec", "Please help.");
    let agree = |on| office.ask::<Nothing>(Command::RecordHandOver(RecordHandOver { story, on }));
    agree(Some(today())).expect("recorded");
    assert_eq!(office.story(story).hand_over, Some(today()));
    assert_refused(agree(today().succ_opt()), Code::Invalid);
    office.must::<Undone>(Command::Undo(Nothing {}));
    assert_eq!(office.story(story).hand_over, None, "undone");
}

fn an_office_that_ends() -> (AnOffice, Uuid, Uuid) {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let rows = office.stories(StoryFilter::default()).rows;
    let (agreed, not) = (rows[0].id, rows[1].id);
    office.consent(agreed, ConsentLevel::Anonymous).expect("recorded");
    office.must::<Nothing>(Command::AddNote(NewNote {
        story: agreed,
        text: "Told them about the election.".into(),
    }));
    noted(&office, agreed);
    office.must::<Nothing>(Command::RecordHandOver(RecordHandOver { story: agreed, on: Some(today()) }));
    (office, agreed, not)
}

const NEXT: &str = "five other invented words here";

fn hand_over(office: &AnOffice, name: &str, passphrase: &str) -> Result<HandedOver, casebook::api::Problem> {
    let folder = office.place.path().join(name).display().to_string();
    office.ask(Command::HandOver(HandOver { folder, passphrase: passphrase.into() }))
}

#[test]
fn a_stopped_hand_over_leaves_nothing_and_records_nothing() {
    let (office, ..) = an_office_that_ends();
    let folder = office.place.path().join("Next.casebook").display().to_string();
    let progress = StopAt(3, AtomicU32::new(0));
    let command = Command::HandOver(HandOver { folder: folder.clone(), passphrase: NEXT.into() });
    assert!(office.desk.run(command, &Context { now: now(), progress: &progress }).is_err());
    assert_eq!(progress.1.load(Ordering::SeqCst), 3, "it stopped where it was told to");
    assert!(!Path::new(&folder).exists() && !unfinished(&office), "no half of a hand-over");
    let closing: Closing = office.must(Command::ClosingPreview(Nothing {}));
    assert_eq!(closing.handed_over, 0, "and nothing says that there was one");
}

#[test]
fn the_handed_over_casebook_holds_exactly_those_who_agreed() {
    let (office, agreed, not) = an_office_that_ends();
    let before = office.story(agreed);
    let handed = hand_over(&office, "Next.casebook", NEXT).expect("handed over");
    assert_eq!(handed.stories, 1);

    let next = casebook::api::Desk::new();
    let run = |command| next.run(command, &Context { now: now(), progress: &casebook::api::NoProgress });
    let open = |passphrase: &str| {
        run(Command::OpenCasebook(OpenCasebook {
            folder: handed.folder.clone(),
            passphrase: passphrase.into(),
        }))
    };
    assert!(open(PASSPHRASE).is_err(), "the old passphrase opens nothing of it");
    let opened: Opened = serde_json::from_value(open(NEXT).expect("opens")).expect("opened");
    assert!(opened.notices.is_empty(), "{:?}", opened.notices);
    let list = run(Command::Stories(StoryFilter::default())).expect("listed");
    let list: StoryPage = serde_json::from_value(list).expect("a page");
    assert_eq!(list.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [agreed], "and nobody else");
    let story = run(Command::Story(StoryId { story: agreed })).expect("there");
    let story: StoryView = serde_json::from_value(story).expect("a story");
    assert_eq!(
        (&story.letters, &story.filing, &story.notes, &story.facets),
        (&before.letters, &before.filing, &before.notes, &before.facets)
    );
    assert_eq!(story.facets.len(), 1, "with what was noted of the child");
    assert_eq!((&story.consent_history, story.consent), (&before.consent_history, before.consent));
    assert!(run(Command::Story(StoryId { story: not })).is_err());
    let checked = run(Command::Check(Nothing {})).expect("checked");
    assert_eq!(checked["findings"].as_array().map(Vec::len), Some(0), "it is whole: {checked}");
}

#[test]
fn a_hand_over_that_fails_leaves_nothing_and_deletes_nothing() {
    let (office, agreed, _) = an_office_that_ends();
    assert_refused(hand_over(&office, "Next.casebook", "short"), Code::Invalid);
    assert_refused(hand_over(&office, "nowhere/Next.casebook", NEXT), Code::Invalid);
    assert_refused(hand_over(&office, "Test.casebook", NEXT), Code::Invalid);
    assert!(!office.place.path().join("Next.casebook").exists() && !unfinished(&office));
    assert_eq!(office.story(agreed).notes.len(), 1, "the casebook is as it was");
}

fn close(
    office: &AnOffice,
    name: &str,
    certificate: &Path,
) -> Result<CasebookClosed, casebook::api::Problem> {
    let certificate = certificate.display().to_string();
    let name = name.to_owned();
    office.ask(Command::CloseCasebook(CloseCasebook { name, certificate, without_hand_over: false }))
}

#[test]
fn a_casebook_is_closed_only_by_its_name_with_a_certificate_and_after_the_hand_over() {
    let (office, agreed, _) = an_office_that_ends();
    let certificate = office.place.path().join("certificate.pdf");
    let field = |problem: casebook::api::Problem| problem.field.unwrap_or_default();
    assert_eq!(field(assert_refused(close(&office, "test", &certificate), Code::Invalid)), "name");
    assert_eq!(
        field(assert_refused(close(&office, "Test", &certificate), Code::Invalid)),
        "without_hand_over"
    );
    assert!(!certificate.exists(), "nothing was certified that did not happen");
    hand_over(&office, "Next.casebook", NEXT).expect("handed over");
    for place in ["Test.casebook/c.pdf", "nowhere/c.pdf"] {
        let refused = close(&office, "Test", &office.place.path().join(place));
        assert_eq!(field(assert_refused(refused, Code::Invalid)), "certificate");
    }
    let folder = office.place.path().join("a folder");
    fs::create_dir(&folder).expect("made");
    assert_refused(close(&office, "Test", &folder), Code::Invalid);
    assert_eq!(office.story(agreed).notes.len(), 1, "the casebook is as it was");
    office.reopen().expect("it still opens");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("there").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn after_closing_nothing_opens() {
    let (office, _, _) = an_office_that_ends();
    let handed = hand_over(&office, "Next.casebook", NEXT).expect("handed over");
    let place = office.place.path();
    let chosen = place.join("Elsewhere");
    fs::create_dir(&chosen).expect("made");
    let backup_folder = chosen.display().to_string();
    office.must::<Settings>(Command::SaveSettings(Settings { backup_folder, ..Settings::default() }));
    let stolen = place.join("Stolen.casebook");
    copy_folder(&office.folder, &stolen);
    let backups = [place.join("Test backups/Test 1.casebook"), chosen.join("Test 2.casebook")];
    backups.iter().for_each(|backup| copy_folder(&office.folder, backup));
    copy_folder(Path::new(&handed.folder), &chosen.join("Somebody else.casebook"));
    let closing: Closing = office.must(Command::ClosingPreview(Nothing {}));
    assert_eq!(closing.exported, None, "no copy of everything was made yet");
    export(&office, "Everything").expect("exported");
    let closing: Closing = office.must(Command::ClosingPreview(Nothing {}));
    assert_eq!(closing.exported, Some(now()), "the last export is told before the end");
    assert_eq!(
        (closing.name.as_str(), closing.agreed, closing.handed_over, closing.backups.len()),
        ("Test", 1, 1, 2)
    );

    let certificate = place.join("certificate.pdf");
    let closed = close(&office, "Test", &certificate).expect("closed");
    assert_eq!(closed.left, Vec::<String>::new(), "everything is gone");
    assert!(fs::read(&certificate).expect("the certificate").starts_with(b"%PDF"));
    assert_refused(office.ask::<Nothing>(Command::Undo(Nothing {})), Code::Locked);
    assert!(office.open_with(PASSPHRASE).is_err() && !office.folder.exists(), "the casebook is gone");
    assert!(backups.iter().all(|backup| !backup.exists()), "and its backups");
    assert!(chosen.join("Somebody else.casebook/keys.json").exists(), "another casebook's backup stays");
    assert!(Path::new(&handed.folder).join("keys.json").exists(), "what was handed over stays");
    // The reason that it cannot be read, whatever a disk remembers: without its keys nothing opens.
    fs::remove_file(stolen.join("keys.json")).expect("removed");
    let folder = stolen.display().to_string();
    let opened =
        office.ask::<Opened>(Command::OpenCasebook(OpenCasebook { folder, passphrase: PASSPHRASE.into() }));
    assert!(opened.is_err(), "the database alone opens for nobody");
}

#[test]
fn closing_leaves_what_somebody_else_put_into_the_folder_and_says_so() {
    let office = AnOffice::with_samples();
    fs::write(office.folder.join("holiday.jpg"), b"x").expect("written");
    let closed = close(&office, "Test", &office.place.path().join("c.pdf")).expect("closed");
    assert_eq!(closed.left.len(), 1, "{:?}", closed.left);
    assert_eq!(
        names(&office.folder),
        BTreeSet::from(["holiday.jpg".to_owned()]),
        "theirs stays, ours is gone"
    );
}
