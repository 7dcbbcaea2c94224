//! What leaves the casebook in readable form, and its end.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use casebook::api::{
    AccessMade, AccessPreview, CasebookClosed, CloseCasebook, Closing, Code, Command, Context,
    ExportEverything, Exported, HandOver, HandedOver, NewNote, NewSubmission, Nothing, OpenCasebook, Opened,
    OtherKind, Progress, RecordHandOver, StoryFilter, StoryId, StoryPage, StoryView, SubjectAccess, Undone,
};
use casebook::consent::ConsentLevel;
use casebook::settings::Settings;
use casebook::submission::Channel;
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused, now, samples, today};
use serde_json::Value;
use uuid::Uuid;

fn export(office: &AnOffice, name: &str) -> Result<Exported, casebook::api::Problem> {
    let folder = office.place.path().join(name).display().to_string();
    office.ask(Command::ExportEverything(ExportEverything { folder }))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("it is JSON")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn unfinished(office: &AnOffice) -> bool {
    names(office.place.path()).iter().any(|name| name.starts_with(".unfinished"))
}

#[test]
fn everything_leaves_in_readable_form() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let stories = office.stories(StoryFilter::default());
    let first = stories.rows[0].id;
    office.consent(first, ConsentLevel::Named).expect("recorded");
    office.must::<Nothing>(Command::AddNote(NewNote { story: first, text: "Rang them back.".into() }));
    let exported = export(&office, "Everything").expect("exported");

    let folder = Path::new(&exported.folder);
    let all = json(&folder.join("casebook.json"));
    assert_eq!(all["format"], "send-casebook-export");
    assert_eq!(all["version"], 1);
    assert_eq!(all["stories"].as_array().expect("a list").len() as u32, exported.stories);
    assert_eq!(exported.stories, stories.total, "every story");
    assert!(
        !all["audit"].as_array().expect("a list").is_empty()
            && !all["receipts"].as_array().expect("a list").is_empty()
    );
    let mut originals = 0;
    let sample_bytes: BTreeSet<Vec<u8>> = fs::read_dir(samples())
        .expect("samples")
        .flatten()
        .filter_map(|entry| fs::read(entry.path()).ok())
        .collect();
    for story in all["stories"].as_array().expect("a list") {
        let view = office.story(story["id"].as_str().expect("an id").parse().expect("an id"));
        assert_eq!(story["letters"].as_array().expect("a list").len(), view.letters.len());
        for (letter, shown) in story["letters"].as_array().expect("a list").iter().zip(&view.letters) {
            assert_eq!(letter["text"].as_str(), Some(shown.text.as_str()), "word for word");
            let original = folder.join(letter["original"].as_str().expect("an original"));
            assert!(sample_bytes.contains(&fs::read(original).expect("kept")), "byte for byte");
            originals += 1;
        }
        assert_eq!(story["history"].as_array().expect("a list").len(), view.history.len());
    }
    assert_eq!(originals, exported.originals);
    assert!(fs::read_to_string(folder.join("READ ME.txt")).expect("there").contains("NOT ENCRYPTED"));
    let sheet = fs::read_to_string(folder.join("stories.csv")).expect("a sheet");
    assert_eq!(
        sheet.matches("\r\n").count() as u32,
        exported.stories + 1,
        "a row for each story, and a heading"
    );
    assert!(fs::read_to_string(folder.join("consents.csv")).expect("a sheet").contains("by email"));

    let problem = assert_refused(export(&office, "Everything"), Code::Invalid);
    assert_eq!(problem.field.as_deref(), Some("folder"), "nothing is written over");
    assert_refused(export(&office, "Test.casebook/inside"), Code::Invalid);
    assert_refused(export(&office, "nowhere/at all"), Code::Invalid);
    assert!(!unfinished(&office), "what was refused left nothing");
}

#[test]
fn a_letter_cannot_put_a_formula_into_a_spreadsheet() {
    let office = AnOffice::new();
    let lines = ["=HYPERLINK(\"http://x.example\",\"y\")", "@SUM(1)", "+44", "-1", " =1", "＝1"];
    for (n, subject) in lines.iter().enumerate() {
        office.must::<StoryId>(Command::LogSubmission(NewSubmission {
            channel: Channel::Letter,
            received: today(),
            name: format!("=Person {n}"),
            email: String::new(),
            postcode: String::new(),
            subject: (*subject).into(),
            text: format!("Letter {n}"),
        }));
    }
    let exported = export(&office, "Everything").expect("exported");
    let sheet = fs::read_to_string(Path::new(&exported.folder).join("stories.csv")).expect("a sheet");
    for cell in sheet.trim_start_matches('\u{feff}').split(['\r', '\n']).flat_map(|line| line.split("\",\""))
    {
        let cell = cell.trim_start_matches('"').trim_start();
        assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "a formula: {cell}");
    }
}

struct StopAt(u32, AtomicU32);

impl Progress for StopAt {
    fn step(&self, done: u32, _total: u32) {
        self.1.store(done, Ordering::SeqCst);
    }
    fn cancelled(&self) -> bool {
        self.1.load(Ordering::SeqCst) >= self.0
    }
}

#[test]
fn a_cancelled_export_leaves_nothing_and_records_nothing() {
    let office = AnOffice::with_samples();
    let folder = office.place.path().join("Everything").display().to_string();
    let progress = StopAt(10, AtomicU32::new(0));
    let command = Command::ExportEverything(ExportEverything { folder: folder.clone() });
    assert!(office.desk.run(command, &Context { now: now(), progress: &progress }).is_err());
    assert!(!Path::new(&folder).exists() && !unfinished(&office), "no half of an export");
    let again = export(&office, "Everything").expect("exported");
    let all = json(&Path::new(&again.folder).join("casebook.json"));
    assert!(!all["audit"].to_string().contains("readable copy"), "the stopped one is not in the record");
}

fn letter(office: &AnOffice, name: &str, email: &str, text: &str) -> Uuid {
    let new = NewSubmission {
        channel: Channel::Letter,
        received: today(),
        name: name.into(),
        email: email.into(),
        postcode: String::new(),
        subject: format!("From {name}"),
        text: text.into(),
    };
    office.must::<StoryId>(Command::LogSubmission(new)).story
}

fn an_office_with_gwen() -> (AnOffice, Uuid) {
    let office = AnOffice::new();
    let gwen = letter(
        &office,
        "Gwen Farrow",
        "gwen@farrow.example",
        "Dear Mr Hale,\n\nMrs Okonkwo rang from the school about my son Tobias. Her number is 01632 960123.\n\nGwen Farrow",
    );
    letter(&office, "Gwen Farrow", "gwen@farrow.example", "A second letter, about transport this time.");
    letter(
        &office,
        "Ines Moravec",
        "ines@moravec.example",
        "My neighbour Gwen Farrow told me to write. It is private.",
    );
    let text = "Mrs Okonkwo says she will ring Gwen again.".into();
    office.must::<Nothing>(Command::AddNote(NewNote { story: gwen, text }));
    let mail = b"From: Gwen Farrow <gwen@farrow.example>\r\nTo: alex.hale.mp@parliament.uk\r\nSubject: Third\r\nMessage-ID: <3@farrow.example>\r\nDate: Mon, 2 Sep 2024 10:00:00 +0000\r\n\r\nOnly my own words here.\r\n";
    office.import_bytes("third.eml", mail);
    let mail = b"From: Gwen Farrow <gwen@farrow.example>\r\nTo: alex.hale.mp@parliament.uk\r\nSubject: Fourth\r\nMessage-ID: <4@farrow.example>\r\nDate: Mon, 2 Sep 2024 11:00:00 +0000\r\n\r\nMrs Okonkwo again.\r\n";
    office.import_bytes("fourth.eml", mail);
    (office, gwen)
}

fn everything_written(folder: &Path) -> String {
    fs::read_to_string(folder.join("data.json")).expect("data")
}

#[test]
fn subject_access_finds_all_of_one_person_and_who_else_is_in_it() {
    let (office, gwen) = an_office_with_gwen();
    let preview: AccessPreview = office.must(Command::SubjectAccessPreview(StoryId { story: gwen }));
    assert_eq!((preview.name.as_str(), preview.stories.len(), preview.letters), ("Gwen Farrow", 4, 4));
    assert_eq!(preview.mentions.len(), 1, "their name in somebody else's letter");
    let others: Vec<_> = preview.others.iter().map(|other| other.words.as_str()).collect();
    for other in ["Mrs Okonkwo", "Tobias", "Jo Tester", "01632 960123"] {
        assert!(others.contains(&other), "{other} is somebody else: {others:?}");
    }
    let okonkwo = preview.others.iter().find(|other| other.words == "Mrs Okonkwo").expect("found");
    assert!(okonkwo.redact && okonkwo.places.len() >= 3, "in a letter, a note and an email: {okonkwo:?}");
    let member = preview.others.iter().find(|other| other.kind == OtherKind::Member).expect("found");
    assert!(!member.redact, "the Member answers for the casebook");
}

#[test]
fn the_copy_to_send_holds_nobody_elses_words_and_sets_originals_aside() {
    let (office, gwen) = an_office_with_gwen();
    let preview: AccessPreview = office.must(Command::SubjectAccessPreview(StoryId { story: gwen }));
    let copy = |name: &str, to_send: bool, more: &[&str]| {
        let redact = preview.others.iter().filter(|other| other.redact).map(|other| other.words.clone());
        let redact = redact.chain(more.iter().map(|words| (*words).to_owned())).collect();
        let folder = office.place.path().join(name).display().to_string();
        office.must::<AccessMade>(Command::SubjectAccess(SubjectAccess {
            story: gwen,
            folder,
            redact,
            to_send,
        }))
    };
    let sent = copy("To send", true, &["transport"]);
    let folder = Path::new(&sent.folder);
    let text = everything_written(folder);
    for gone in ["Okonkwo", "Tobias", "Jo Tester", "960123", "transport", "Moravec", "private"] {
        assert!(!text.contains(gone), "{gone} would be sent");
    }
    assert!(text.contains("[removed: another person]") && text.contains("Only my own words here."));
    assert!(sent.pages > 3 && fs::read(&sent.document).expect("a document").starts_with(b"%PDF-1.7"));
    assert_eq!((sent.originals, sent.to_check), (1, 1));
    let check = folder.join("originals to check before sending");
    assert!(names(&check).contains("WHICH AND WHY.txt"));
    let safe = folder.join("originals");
    let safe = fs::read_to_string(safe.join(names(&safe).first().expect("one"))).expect("a mail");
    assert!(safe.contains("Only my own words") && !safe.contains("Okonkwo"));

    let working = copy("Working copy", false, &[]);
    let text = everything_written(Path::new(&working.folder));
    assert!(text.contains("Okonkwo") && !text.contains("[removed"), "the working copy shows who is in it");
    let history = office.story(gwen).history;
    assert!(history.iter().any(|line| line.what.contains("copied, to send")), "the record says that it left");
}

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
        (&story.letters, &story.filing, &story.notes),
        (&before.letters, &before.filing, &before.notes)
    );
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
