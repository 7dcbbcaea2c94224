//! A folder into which the mail program saves letters: what is new there comes in, once, when it is whole.

use std::path::{Path, PathBuf};

use casebook::api::*;
use casebook::settings::Settings;
#[cfg(unix)]
use casebook_tests::nobody_may_read;
use casebook_tests::{AnOffice, assert_refused};

fn letter(subject: &str) -> String {
    format!("From: Ann Invented <ann@example.org>\nSubject: {subject}\n\nDear MP,\nwe wait: {subject}.\n")
}

/// An office, and a folder it watches.
fn watching() -> (AnOffice, PathBuf) {
    let office = AnOffice::new();
    let folder = office.place.path().join("From Outlook");
    std::fs::create_dir(&folder).expect("a folder");
    office.must::<Settings>(watch(&folder));
    (office, folder)
}

fn watch(folder: &Path) -> Command {
    Command::WatchFolder(WatchFolder { folder: folder.display().to_string() })
}

/// How many files are new and whole, and how many only new.
fn look(office: &AnOffice) -> (u32, u32) {
    let seen: WatchedFolder = office.must(Command::WatchedFolder(Nothing {}));
    (seen.ready, seen.waiting)
}

/// Stored, already here, skipped.
fn import(office: &AnOffice) -> (u32, u32, u32) {
    look(office);
    look(office);
    let receipt: Receipt = office.must(Command::ImportWatched(Nothing {}));
    (receipt.stored, receipt.duplicates, receipt.skipped)
}

fn nothing_to_import(office: &AnOffice) {
    assert_refused(office.ask::<Receipt>(Command::ImportWatched(Nothing {})), Code::Failed);
}

#[test]
fn a_file_comes_in_once_when_it_is_whole_and_stays_where_it_is() {
    let (office, folder) = watching();
    let file = folder.join("one.eml");
    let whole = letter("the taxi");
    std::fs::write(&file, whole.split_at(60).0).expect("written");
    assert_eq!(look(&office), (0, 1), "nobody knows yet whether it is whole");
    std::fs::write(&file, &whole).expect("written");
    assert_eq!(look(&office), (0, 1), "one that has changed is still being written");
    nothing_to_import(&office);
    assert_eq!(look(&office), (1, 0), "one that is as it was is whole");
    assert_eq!(import(&office), (1, 0, 0));
    assert_eq!(look(&office), (0, 0));
    nothing_to_import(&office);
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), whole, "it is not touched");

    office.reopen().expect("it opens");
    look(&office);
    assert_eq!(look(&office), (0, 0), "it is known after a restart");

    let below = folder.join("2026");
    std::fs::create_dir(&below).expect("a folder");
    std::fs::copy(&file, below.join("the same.eml")).expect("copied");
    std::fs::write(folder.join("two.eml"), letter("the school")).expect("written");
    assert_eq!(import(&office), (1, 1, 0), "the same letter under another name is no other");
    assert_eq!(office.stories(StoryFilter::default()).total, 2);
}

#[test]
fn what_is_no_letter_is_said_once_and_what_is_unfinished_is_left() {
    let (office, folder) = watching();
    for name in ["half.eml.part", "~$letter.docx", "x.TMP", "Thumbs.db"] {
        std::fs::write(folder.join(name), letter(name)).expect("written");
    }
    std::fs::create_dir_all(folder.join("Other.casebook")).expect("a casebook");
    std::fs::write(folder.join("Other.casebook/casebook.db"), letter("no letter")).expect("written");
    look(&office);
    assert_eq!(look(&office), (0, 0), "none of these is for us");
    std::fs::write(folder.join("scan.jpg"), b"\xff\xd8\xff invented").expect("written");
    assert_eq!(import(&office), (0, 0, 1));
    look(&office);
    assert_eq!(look(&office), (0, 0), "it has its line and is not tried again");
}

#[test]
fn a_drive_that_goes_is_told_and_looked_for_again() {
    let (office, folder) = watching();
    let away = office.place.path().join("unplugged");
    std::fs::write(folder.join("one.eml"), letter("one")).expect("written");
    look(&office);
    std::fs::rename(&folder, &away).expect("unplugged");
    let seen: WatchedFolder = office.must(Command::WatchedFolder(Nothing {}));
    assert!(seen.gone && seen.ready == 0 && seen.waiting == 0);
    nothing_to_import(&office);
    std::fs::rename(&away, &folder).expect("plugged in");
    look(&office);
    assert_eq!(look(&office), (1, 0));
    assert_eq!(import(&office), (1, 0, 0));
    std::fs::rename(&folder, &away).expect("unplugged");
    look(&office);
    std::fs::rename(&away, &folder).expect("plugged in");
    look(&office);
    assert_eq!(look(&office), (0, 0), "what came in before is known");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_said_once_and_tried_again_when_its_folder_was_away() {
    let (office, folder) = watching();
    std::fs::write(folder.join("one.eml"), letter("one")).expect("written");
    nobody_may_read(&folder.join("locked.eml"));
    assert_eq!(import(&office), (1, 0, 1), "the other is not held up");
    look(&office);
    assert_eq!(look(&office), (0, 0), "no receipt every half minute");
    let away = office.place.path().join("unplugged");
    std::fs::rename(&folder, &away).expect("unplugged");
    look(&office);
    std::fs::rename(&away, &folder).expect("plugged in");
    look(&office);
    assert_eq!(look(&office), (1, 0), "now it may be otherwise");
    assert_eq!(import(&office), (0, 0, 1));
    std::fs::remove_file(folder.join("locked.eml")).expect("removed");
    std::fs::write(folder.join("locked.eml"), letter("two")).expect("written");
    assert_eq!(import(&office), (1, 0, 0));
}

#[test]
fn a_folder_is_chosen_and_never_typed() {
    let (office, folder) = watching();
    assert_refused(office.ask::<Settings>(watch(&office.folder)), Code::Invalid);
    assert_refused(office.ask::<Settings>(watch(&folder.join("nowhere"))), Code::Invalid);
    assert_refused(office.ask::<Settings>(watch(Path::new("From Outlook"))), Code::Invalid);
    let other = Settings { watched_folder: "/elsewhere".into(), lock_after: 5, ..Settings::default() };
    let saved: Settings = office.must(Command::SaveSettings(other));
    assert_eq!((saved.lock_after, saved.watched_folder), (5, folder.display().to_string()));
    std::fs::write(folder.join("one.eml"), letter("one")).expect("written");
    look(&office);
    let off: Settings = office.must(Command::WatchFolder(WatchFolder { folder: String::new() }));
    assert_eq!(off.watched_folder, "");
    assert_eq!(look(&office), (0, 0));
    nothing_to_import(&office);
}
