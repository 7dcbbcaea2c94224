//! What letters come in: each kind of file, letter by letter.

use std::path::Path;

use casebook::api::{
    Code, Column, Command, FormPreviews, Import, Nothing, Outcome, Receipt, ReceiptId, RememberForm,
    StoryFilter,
};
use casebook::consent::ConsentLevel;
use casebook::submission::{Channel, Format};
use casebook_tests::{AnOffice, assert_refused};

use super::importing::LETTER;

#[test]
fn the_shared_mail_of_mature_parsers_imports_with_a_receipt() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/mail");
    if !folder.is_dir() {
        println!("There is no mail folder beside the project: nothing to try.");
        return;
    }
    let office = AnOffice::new();
    let receipt = office.import(std::slice::from_ref(&folder));
    assert!(receipt.stored > 150, "most of it is mail: {} stored", receipt.stored);
    assert_eq!(receipt.read, receipt.stored + receipt.duplicates + receipt.skipped);
    let again = office.import(&[folder]);
    assert_eq!(again.stored, 0, "and none of it is stored twice");
}

#[test]
fn a_mailbox_file_is_read_letter_by_letter() {
    let office = AnOffice::new();
    let letter = |name: &str, words: &str| {
        format!(
            "From {name}@example.org Mon Sep  2 10:00:00 2024\nFrom: {name} Invented <{name}@example.org>\n\
             Subject: From {name}\nDate: Mon, 2 Sep 2024 10:00:00 +0100\n\n{words}\n\n"
        )
    };
    let many: String =
        (0..150).map(|n| letter(&format!("ann{n}"), "We have waited a year for a plan.")).collect();
    let mailbox =
        format!("{}{}{many}", letter("bob", "The taxi stopped."), letter("bob", "The taxi stopped."));
    let receipt = office.import_bytes("letters.mbox", mailbox.as_bytes());
    assert_eq!((receipt.read, receipt.stored, receipt.duplicates, receipt.skipped), (152, 151, 1, 0));
    let path = |at: usize| receipt.lines[at].path.as_str();
    assert!(path(0).ends_with("letters.mbox, letter 1"), "{}", path(0));
    assert!(path(151).ends_with("letters.mbox, letter 152"), "{}", path(151));
    let row = &office.stories(StoryFilter { search: "ann42".into(), ..StoryFilter::default() }).rows[0];
    assert_eq!(row.from, "ann42 Invented");
    let again = office.import_bytes("letters.mbox", mailbox.as_bytes());
    assert_eq!((again.stored, again.duplicates), (0, 152), "nothing is stored twice");
}

#[test]
fn a_maildir_is_a_folder_of_letters() {
    let office = AnOffice::new();
    let maildir = office.place.path().join("Maildir");
    for (folder, name) in
        [("cur", "1725267600.M1P1.host,S=300,W=310:2,S"), ("new", "1725267601.M2P1.host"), ("tmp", "")]
    {
        std::fs::create_dir_all(maildir.join(folder)).expect("a folder");
        if !name.is_empty() {
            let letter =
                LETTER.replace("one@example.org", &format!("{folder}@example.org")).replace("March", folder);
            std::fs::write(maildir.join(folder).join(name), letter).expect("a letter");
        }
    }
    assert_eq!(office.import(&[maildir]).stored, 2, "the flags in the names do not matter");
}

const SURVEY: &str = "Timestamp,Your name,Postcode,Tell us your story,May we quote your words anonymously?\n\
    2024-09-02 10:00:00,Ann Invented,SG4 9TP,We have waited a year for a plan.,Yes\n\
    2024-09-02 10:05:00,Bob Invented,,The taxi stopped in July.,No\n\
    2024-09-02 10:10:00,Cat Invented,,,Yes\n";

#[test]
fn each_answer_to_a_form_is_a_submission_and_a_tick_is_an_offer_never_consent() {
    let office = AnOffice::new();
    let receipt = office.import_bytes("survey.csv", SURVEY.as_bytes());
    assert_eq!((receipt.read, receipt.stored, receipt.skipped), (3, 2, 1), "{:?}", receipt.lines);
    assert!(receipt.lines[0].path.ends_with("survey.csv, row 2"), "{}", receipt.lines[0].path);
    assert_eq!(receipt.lines[0].format, Some(Format::Csv));
    let ann = office.story(receipt.lines[0].story.expect("stored"));
    assert_eq!(ann.consent, ConsentLevel::NotAsked, "nobody has recorded anything");
    let offered = ann.offered.consent.expect("what was ticked is offered");
    assert_eq!(offered.level, ConsentLevel::Anonymous);
    assert!(offered.words.ends_with("— Yes"), "with the answer it rests on: {}", offered.words);
    let place = ann.offered.authority.expect("the postcode says where they live");
    assert_eq!(place.name, "Hertfordshire");
    assert_eq!(ann.letters[0].channel, Channel::Survey);
    let bob = office.story(receipt.lines[1].story.expect("stored"));
    assert!(bob.offered.consent.is_none(), "a no offers nothing");
    assert_eq!(office.import_bytes("survey.csv", SURVEY.as_bytes()).duplicates, 2, "nothing is stored twice");
}

#[test]
fn what_a_column_holds_is_remembered_for_the_form() {
    let office = AnOffice::new();
    let path = office.place.path().join("survey.csv");
    std::fs::write(&path, SURVEY).expect("written");
    let paths = vec![path.display().to_string()];
    let preview =
        || office.must::<FormPreviews>(Command::PreviewForms(Import { paths: paths.clone() })).forms;
    let form = preview().remove(0);
    assert!(!form.known && form.count == 3, "{form:?}");
    let mut columns = form.columns.clone();
    columns[1] = Column::Leave;
    let remember =
        |columns: Vec<Column>| Command::RememberForm(RememberForm { mark: form.mark.clone(), columns });
    assert_refused(office.ask::<Nothing>(remember(vec![Column::Name; 5])), Code::Invalid);
    office.must::<Nothing>(remember(columns.clone()));
    let again = preview().remove(0);
    assert_eq!((again.known, again.columns), (true, columns));
    let receipt = office.import(&[path]);
    let story = office.story(receipt.lines[0].story.expect("stored"));
    assert_eq!(story.constituent.name, "", "the column was left out");
}

#[test]
fn a_form_in_a_folder_or_an_archive_is_looked_at_before_it_is_imported() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Post");
    std::fs::create_dir_all(folder.join("2026")).expect("a folder");
    std::fs::write(folder.join("2026/survey.csv"), SURVEY).expect("written");
    std::fs::write(folder.join("one.eml"), LETTER).expect("written");
    let other = "Your name,Which school,What happened?\nAnn,Oak,We have waited a year for a plan and a taxi.\n\
                 Bob,Elm,Nobody has answered a letter of ours since the spring of last year.\n";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("a letter.eml", LETTER), ("forms/again.csv", SURVEY), ("forms/other.csv", other)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
    }
    let bytes = archive.finish().expect("an archive").into_inner();
    std::fs::write(folder.join("forms.zip"), bytes).expect("written");
    let paths = vec![folder.display().to_string()];
    let preview =
        || office.must::<FormPreviews>(Command::PreviewForms(Import { paths: paths.clone() })).forms;
    let forms = preview();
    let shown: Vec<_> = forms.iter().map(|form| (form.path.as_str(), form.count, form.known)).collect();
    let ends = |which: usize, end: &str| assert!(shown[which].0.ends_with(end), "{shown:?}");
    assert_eq!(shown.len(), 2, "each form once: {shown:?}");
    ends(0, "survey.csv and another file");
    ends(1, "forms.zip, forms/other.csv");
    assert_eq!((shown[0].1, shown[1].1), (6, 2), "with the answers of all files");
    let mut columns = forms[1].columns.clone();
    columns[0] = Column::Leave;
    office.must::<Nothing>(Command::RememberForm(RememberForm { mark: forms[1].mark.clone(), columns }));
    assert!(preview()[1].known);
    let receipt = office.import(&[folder]);
    let line =
        receipt.lines.iter().find(|line| line.path.ends_with("forms/other.csv, row 2")).expect("a line");
    assert_eq!(office.story(line.story.expect("stored")).constituent.name, "", "read as was said");
}

#[test]
fn a_receipt_says_what_each_file_was_and_what_came_with_it() {
    let office = AnOffice::new();
    let sealed = "From: Ann Invented <ann@example.org>\nSubject: Sealed\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIB\n";
    let receipt = office.import_bytes("sealed.eml", sealed.as_bytes());
    let line = &receipt.lines[0];
    assert_eq!((line.outcome, line.format, line.attachments), (Outcome::Stored, Some(Format::Eml), 1));
    assert!(line.note.contains("encrypted"), "kept, and says why it can't be read: {}", line.note);
    let typed = office.import_bytes("A letter.txt", b"Dear Alex,\n\nWe have waited a year for a plan.\n");
    let story = office.story(typed.lines[0].story.expect("stored"));
    assert_eq!((story.subject.as_str(), story.letters[0].channel), ("A letter", Channel::Letter));
    let gone = office.import(&[office.place.path().join("gone.eml")]);
    assert!(gone.lines[0].again.is_some(), "what is not there now may be there later");
    std::fs::write(office.place.path().join("gone.eml"), LETTER).expect("written");
    assert_eq!(gone.again, 1);
    let again = office.with_lines(office.must(Command::TryAgain(ReceiptId { receipt: gone.id })));
    assert_eq!((again.read, again.stored), (1, 1), "{:?}", again.lines);
    assert_refused(office.ask::<Receipt>(Command::TryAgain(ReceiptId { receipt: again.id })), Code::Invalid);
    let picture = office.import_bytes("x.png", b"\x89PNG\r\n\x1a\n");
    assert!(picture.lines[0].again.is_none(), "a picture stays a picture");
}
