//! The file itself: nobody else can read it, and damage is told plainly.

use std::collections::BTreeMap;
use std::path::Path;

use aho_corasick::AhoCorasick;
use casebook::api::{Checked, Code, Command, DeskStatus, NewCasebook, Nothing, StoryFilter, StoryPage};
use casebook::consent::ConsentLevel;
use casebook::intake;
use casebook::office::Office;
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused, sample_letters};

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    entries
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).expect("a file can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn no_word_of_any_letter_lies_in_the_folder_in_plaintext() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let letters: Vec<_> = sample_letters()
        .iter()
        .map(|path| std::fs::read(path).expect("a sample"))
        .filter_map(|bytes| intake::read_letter(&bytes).ok())
        .collect();
    assert!(letters.len() > 60, "the samples are there");
    let words = letters.iter().flat_map(|letter| {
        let email = letter.from.as_ref().and_then(|from| from.email.as_deref());
        letter.text.split_whitespace().chain(email).filter(|word| word.len() > 6)
    });
    let telltale = AhoCorasick::new(words.chain(["SQLite format"])).expect("a list of words");
    assert!(telltale.patterns_len() > 1_000, "there is much to look for: {}", telltale.patterns_len());
    // While it is open, and again when it is closed: the log and the database.
    for state in ["open", "locked"] {
        // Who has the casebook open is told in words of the program's own.
        for (name, bytes) in contents(&office.folder).into_iter().filter(|(name, _)| name != "holder") {
            let found = telltale.find(&bytes).map(|found| found.pattern().as_usize());
            assert_eq!(found, None, "{state}: a word of a letter is readable in {name}");
        }
        office.desk.lock();
    }
}

#[test]
fn a_wrong_passphrase_never_opens_and_changes_nothing() {
    let office = AnOffice::with_samples();
    office.desk.lock();
    let before = contents(&office.folder);
    for wrong in ["", "four invented words her", "Four invented words here", "four invented words here "] {
        let problem = assert_refused(office.open_with(wrong), Code::WrongPassphrase);
        assert_eq!(problem.field.as_deref(), Some("passphrase"), "the field is marked");
    }
    assert_eq!(before, contents(&office.folder), "no byte in the folder has changed");
    office.open_with(PASSPHRASE).expect("the right one still opens it");
}

#[test]
fn opening_what_is_not_there_never_makes_a_casebook() {
    let office = AnOffice::new();
    office.desk.lock();
    let nowhere = AnOffice { folder: office.place.path().join("Nowhere.casebook"), ..AnOffice::new() };
    assert_refused(nowhere.open_with(PASSPHRASE), Code::Invalid);
    assert!(!nowhere.folder.exists(), "opening made a folder");
    // Keys without a database: still nothing is made.
    std::fs::remove_file(office.folder.join("casebook.db")).expect("removed");
    assert_refused(office.open_with(PASSPHRASE), Code::Failed);
    assert!(!office.folder.join("casebook.db").exists(), "opening made an empty database");
}

#[test]
fn making_a_casebook_never_touches_what_is_there() {
    let office = AnOffice::with_samples();
    office.desk.lock();
    let before = contents(&office.folder);
    let again = NewCasebook {
        folder: office.folder.display().to_string(),
        passphrase: PASSPHRASE.into(),
        office: Office::default(),
        staff: "Somebody Else".into(),
        recovery: false,
    };
    assert_refused(office.ask::<DeskStatus>(Command::CreateCasebook(again)), Code::Invalid);
    assert_eq!(before, contents(&office.folder), "the old casebook is as it was");
}

#[test]
fn a_short_passphrase_is_refused_and_leaves_nothing_behind() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Short.casebook");
    let new = NewCasebook {
        folder: folder.display().to_string(),
        passphrase: "short".into(),
        office: Office::default(),
        staff: "Jo Tester".into(),
        recovery: false,
    };
    assert_refused(office.ask::<DeskStatus>(Command::CreateCasebook(new)), Code::Invalid);
    let left = std::fs::read_dir(office.place.path()).expect("the folder is there").count();
    assert_eq!(left, 1, "only the first casebook is there, and nothing half made");
}

#[test]
fn a_second_desk_is_told_that_the_casebook_is_open() {
    let first = AnOffice::new();
    let second = AnOffice { folder: first.folder.clone(), ..AnOffice::new() };
    let problem = assert_refused(second.open_with(PASSPHRASE), Code::Failed);
    assert!(problem.what.contains("open"), "{problem}");
    first.desk.lock();
    second.open_with(PASSPHRASE).expect("once it is closed, anybody with the passphrase can open it");
}

#[test]
fn everything_said_to_be_saved_is_there_after_a_restart() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let before = office.stories(StoryFilter::default());
    office.reopen().expect("it opens again");
    assert_eq!(before, office.stories(StoryFilter::default()), "every story, as it was filed");
    let checked: Checked = office.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new(), "and every check passes");
}

#[test]
fn an_old_copy_put_in_place_of_the_casebook_is_reported() {
    let office = AnOffice::new();
    office.desk.lock();
    let old = std::fs::read(office.folder.join("casebook.db")).expect("the database");
    office.open_with(PASSPHRASE).expect("opens");
    office.a_letter("Robin Invented", "We have waited for a plan since the spring.");
    office.desk.lock();
    for log in ["casebook.db-wal", "casebook.db-shm"] {
        let _ = std::fs::remove_file(office.folder.join(log));
    }
    std::fs::write(office.folder.join("casebook.db"), old).expect("written");
    let opened = office.open_with(PASSPHRASE).expect("a whole database opens");
    assert!(
        opened.notices.iter().any(|notice| notice.contains("no longer in this casebook")),
        "the loss is told: {:?}",
        opened.notices
    );
}

#[test]
fn a_flipped_bit_anywhere_is_noticed() {
    let office = AnOffice::with_samples();
    office.desk.lock();
    let path = office.folder.join("casebook.db");
    let whole = std::fs::read(&path).expect("the database");
    // A spread of places over every part of the file; the full count is for `make torture`.
    for at in (0..whole.len()).step_by(whole.len() / 24) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&path, &bytes).expect("written");
        let noticed = office.open_with(PASSPHRASE).is_err()
            || office
                .ask::<Checked>(Command::Check(Nothing {}))
                .map_or(true, |checked| !checked.findings.is_empty());
        assert!(noticed, "the bit at byte {at} was not noticed");
        office.desk.lock();
    }
    std::fs::write(&path, &whole).expect("written");
    office.open_with(PASSPHRASE).expect("the honest file opens");
    let page: StoryPage = office.stories(StoryFilter::default());
    assert!(page.total > 60, "with everything in it");
}

#[test]
fn a_casebook_of_every_past_shape_opens_with_everything_in_it() {
    for shape in ["shape-1", "shape-2", "shape-7", "shape-11", "shape-13"] {
        let office = AnOffice::new();
        office.desk.lock();
        let kept =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shape).with_extension("casebook");
        for (name, bytes) in contents(&kept) {
            std::fs::write(office.folder.join(name), bytes).expect("written");
        }
        let opened = office.open_with(PASSPHRASE).expect("it opens");
        assert_eq!(opened.notices, Vec::<String>::new(), "{shape}: nothing is missing");
        let page = office.stories(StoryFilter::default());
        assert_eq!(page.total, 6, "{shape}: every story is there");
        assert!(
            page.rows.iter().any(|row| row.consent == ConsentLevel::Anonymous),
            "{shape}: and its consent"
        );
        let checked: Checked = office.must(Command::Check(Nothing {}));
        assert_eq!(checked.findings, Vec::<String>::new(), "{shape}: and every check passes");
    }
}
