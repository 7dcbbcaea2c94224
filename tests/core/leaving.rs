//! What leaves the casebook in readable form.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use casebook::api::{
    AccessMade, AccessPreview, Code, Command, Context, DecideFacets, ExportEverything, Exported,
    FacetDecision, FacetName, NewNote, NewSubmission, Nothing, OtherKind, Progress, StoryFilter, StoryId,
    SubjectAccess,
};
use casebook::consent::ConsentLevel;
use casebook::facet::FacetKind;
use casebook::submission::Channel;
use casebook_tests::{AnOffice, assert_refused, now, samples, today};
use serde_json::Value;
use uuid::Uuid;

pub(crate) fn export(office: &AnOffice, name: &str) -> Result<Exported, casebook::api::Problem> {
    let folder = office.place.path().join(name).display().to_string();
    office.ask(Command::ExportEverything(ExportEverything { folder }))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("it is JSON")
}

pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

pub(crate) fn unfinished(office: &AnOffice) -> bool {
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

pub(crate) struct StopAt(pub(crate) u32, pub(crate) AtomicU32);

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

pub(crate) fn noted(office: &AnOffice, story: Uuid) {
    let facets = vec![FacetName { kind: FacetKind::Need, value: "vi".into() }];
    let decided = DecideFacets { story, facets, decision: FacetDecision::So };
    office.must::<Nothing>(Command::DecideFacets(decided));
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
    noted(&office, gwen);
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
    assert!(text.contains("\"what\":\"Vision impairment\""), "what was noted of the child is theirs");
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
