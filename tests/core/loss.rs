//! Loss is told and stays told: until somebody decides, a casebook that something is missing from
//! can be read and not changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casebook::api::{
    BackUp, BackedUp, Checked, Code, Command, Desk, NewNote, Nothing, Opened, Restore, Restored, StoryFilter,
};
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused};

const DATABASE: &str = "casebook.db";
const LOG: &str = "casebook.db-wal";

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    entries
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).expect("a file can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

/// The folder as a kill at this moment would leave it, opened on another desk.
fn as_if_killed(office: &AnOffice) -> AnOffice {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("Killed.casebook");
    std::fs::create_dir(&folder).expect("made");
    for (name, bytes) in contents(&office.folder) {
        if name != "casebook.db-shm" {
            std::fs::write(folder.join(name), bytes).expect("written");
        }
    }
    AnOffice { desk: Desk::new(), folder, place }
}

fn flip(path: PathBuf, at: usize) {
    let mut bytes = std::fs::read(&path).expect("a file");
    bytes[at] ^= 0x04;
    std::fs::write(path, bytes).expect("written");
}

/// An office that has just logged a few letters, its log not yet emptied.
fn at_work() -> AnOffice {
    let office = AnOffice::new();
    for number in 0..6 {
        office.a_letter(&format!("Writer {number}"), "We have waited for a plan since the spring.");
    }
    assert!(office.folder.join(LOG).metadata().expect("a log").len() > 50_000, "the log is in use");
    office
}

#[test]
fn a_kill_loses_nothing_and_is_no_loss() {
    let office = as_if_killed(&at_work());
    let opened = office.open_with(PASSPHRASE).expect("it opens");
    assert_eq!(opened.loss, None);
    assert_eq!(office.stories(StoryFilter::default()).total, 6);
}

#[test]
fn a_damaged_cut_or_missing_log_is_told() {
    let busy = at_work();
    let length = std::fs::read(busy.folder.join(LOG)).expect("a log").len();
    let log = |office: &AnOffice| office.folder.join(LOG);
    let mut told = 0;
    for at in (0..length).step_by(length / 40) {
        let office = as_if_killed(&busy);
        flip(log(&office), at);
        let kept = match office.open_with(PASSPHRASE) {
            Err(_) => continue,
            Ok(opened) if opened.loss.is_some() => {
                told += 1;
                continue;
            }
            Ok(_) => office.stories(StoryFilter::default()).total,
        };
        // Nothing said: then nothing may be missing. Old frames lie behind the newest ones.
        assert_eq!(kept, 6, "the bit at {at} of {length} cost letters, and nothing was said");
        assert_eq!(office.must::<Checked>(Command::Check(Nothing {})).findings, Vec::<String>::new());
    }
    assert!(told > 10, "flips in the log cost changes, and that was told: {told}");
    for cut in [0, length / 3, length / 2] {
        let office = as_if_killed(&busy);
        let bytes = std::fs::read(log(&office)).expect("a log");
        std::fs::write(log(&office), &bytes[..cut]).expect("written");
        assert!(office.open_with(PASSPHRASE).expect("opens").loss.is_some(), "cut at {cut}");
    }
    let office = as_if_killed(&busy);
    std::fs::remove_file(log(&office)).expect("removed");
    assert!(office.open_with(PASSPHRASE).expect("opens").loss.is_some(), "lost altogether");
}

#[test]
fn a_single_old_page_put_back_is_told() {
    let office = AnOffice::with_samples();
    office.desk.lock();
    let old = std::fs::read(office.folder.join(DATABASE)).expect("the database");
    office.open_with(PASSPHRASE).expect("opens");
    office.accept_everything();
    office.desk.lock();
    let new = std::fs::read(office.folder.join(DATABASE)).expect("the database");
    let changed: Vec<_> = (0..old.len().min(new.len()) / 4096)
        .filter(|page| old[page * 4096..][..4096] != new[page * 4096..][..4096])
        .collect();
    assert!(changed.len() >= 12, "filing changed many pages: {}", changed.len());
    for page in changed.iter().step_by(changed.len() / 12) {
        let mut mixed = new.clone();
        mixed[page * 4096..][..4096].copy_from_slice(&old[page * 4096..][..4096]);
        std::fs::write(office.folder.join(DATABASE), mixed).expect("written");
        let told = office.open_with(PASSPHRASE).map_or(true, |opened| opened.loss.is_some());
        assert!(told, "page {page} is an old one, and nothing was said");
        office.desk.lock();
    }
    std::fs::write(office.folder.join(DATABASE), new).expect("written");
    assert_eq!(office.open_with(PASSPHRASE).expect("opens").loss, None, "the honest file is believed");
}

#[test]
fn after_a_loss_everything_can_be_read_nothing_changed_and_the_report_stays() {
    let busy = at_work();
    let office = as_if_killed(&busy);
    std::fs::remove_file(office.folder.join(LOG)).expect("lost");
    for time in ["first", "second", "third"] {
        let opened = office.reopen().expect("opens");
        let loss = opened.loss.expect("told");
        assert!(loss.contains("no longer in this casebook"), "the {time} time: {loss}");
        assert!(opened.notices.contains(&loss), "and to whoever only reads notices");
        office.stories(StoryFilter::default());
        let refused =
            office.ask::<Nothing>(Command::AddNote(NewNote { story: uuid::Uuid::nil(), text: "x".into() }));
        assert!(refused.is_err());
        let problem = assert_refused(
            office.ask::<Opened>(Command::SitDown(casebook::api::SitDown { name: "Somebody Else".into() })),
            Code::Failed,
        );
        assert!(problem.what.contains("only be read"), "{problem}");
        let checked: Checked = office.must(Command::Check(Nothing {}));
        assert!(!checked.findings.is_empty(), "a check says it too");
        assert_eq!(
            office.must::<BackedUp>(Command::BackUpIfDue(Nothing {})).made,
            None,
            "no good backup is pushed out"
        );
    }
    // A copy made now says what the casebook says.
    let made: BackedUp = office.must(Command::BackUp(BackUp { to: None }));
    let copy = AnOffice {
        desk: Desk::new(),
        folder: made.made.expect("a backup").folder.into(),
        place: tempfile::tempdir().expect("a folder"),
    };
    assert!(copy.open_with(PASSPHRASE).expect("opens").loss.is_some(), "copying makes nothing whole");
}

#[test]
fn going_on_with_what_is_there_is_recorded_and_seals_it_again() {
    let office = as_if_killed(&at_work());
    std::fs::remove_file(office.folder.join(LOG)).expect("lost");
    office.open_with(PASSPHRASE).expect("opens");
    let opened: Opened = office.must(Command::AcceptLoss(Nothing {}));
    assert_eq!(opened.loss, None, "decided");
    office.a_letter("Robin Invented", "We have waited for a plan since the spring.");
    let opened = office.reopen().expect("opens");
    assert_eq!(opened.loss, None, "and it stays decided");
    assert_eq!(office.must::<Checked>(Command::Check(Nothing {})).findings, Vec::<String>::new());
    office.must::<Opened>(Command::AcceptLoss(Nothing {}));
}

#[test]
fn a_missing_or_damaged_seal_is_told_until_somebody_decides() {
    for damage in ["missing", "damaged", "empty"] {
        let office = AnOffice::new();
        office.desk.lock();
        let seal = office.folder.join("seal");
        match damage {
            "missing" => std::fs::remove_file(&seal).expect("removed"),
            "damaged" => flip(seal, 20),
            _ => std::fs::write(&seal, "").expect("written"),
        }
        for _ in 0..2 {
            let loss = office.reopen().expect("opens").loss.expect("told");
            assert!(loss.contains("seal is missing or damaged"), "{damage}: {loss}");
        }
        office.must::<Opened>(Command::AcceptLoss(Nothing {}));
        assert_eq!(office.reopen().expect("opens").loss, None, "{damage}");
    }
}

#[test]
fn a_backup_is_the_other_way_out() {
    let office = at_work();
    let made: BackedUp = office.must(Command::BackUp(BackUp { to: None }));
    let lossy = as_if_killed(&office);
    std::fs::remove_file(lossy.folder.join(LOG)).expect("lost");
    assert!(lossy.open_with(PASSPHRASE).expect("opens").loss.is_some());
    let request = Restore {
        backup: made.made.expect("a backup").folder,
        passphrase: PASSPHRASE.into(),
        folder: lossy.folder.display().to_string(),
    };
    let restored: Restored = lossy.must(Command::Restore(request));
    assert_eq!(lossy.reopen().expect("opens").loss, None);
    assert_eq!(lossy.stories(StoryFilter::default()).total, 6, "with every letter");
    assert!(restored.kept.is_some(), "and what was left of the other is kept");
}
