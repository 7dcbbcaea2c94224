use std::cell::RefCell;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::*;
use crate::api::{SlotKind, StoryFilter};
use crate::office::Office;
use crate::store::{Costs, New};

const WORDS: &str = "four invented words here";
const DEPUTY: &str = "the deputy's own words";

fn office() -> (tempfile::TempDir, Casebook, Stamp) {
    let place = tempfile::tempdir().expect("a folder");
    let now = DateTime::<Utc>::default();
    let new = New {
        passphrase: WORDS,
        office: &Office { mp: "Alex Hale MP".into(), ..Office::default() },
        staff: "Jo Tester",
        now,
        costs: Costs::LEAST,
        sample: false,
        recovery: true,
    };
    let (mut casebook, _) = Casebook::create(&place.path().join("Test.casebook"), &new).expect("made");
    let stamp = Stamp { now, staff: casebook.at_desk().expect("somebody") };
    casebook.add_slot(stamp, SlotKind::Passphrase, "Deputy", DEPUTY, Costs::LEAST).expect("a deputy");
    (place, casebook, stamp)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

fn raw(folder: &Path) -> Vec<u8> {
    fs::read(folder.join(DATABASE)).expect("a database")
}

#[test]
fn a_program_stopped_at_any_step_leaves_a_casebook_that_opens() {
    let (place, mut casebook, stamp) = office();
    // Enough pages for the copying to be stopped half way.
    casebook
        .db
        .execute_batch("CREATE TABLE weight (w); INSERT INTO weight SELECT zeroblob(9000000);")
        .expect("heavy");
    let folder = casebook.folder.clone();
    let before = audit::mark(&casebook.db).expect("a mark");
    let stopped: RefCell<Vec<(Reached, PathBuf)>> = RefCell::default();
    let reached = |step: Reached| {
        // What the disk holds now is what a killed program leaves.
        let left = place.path().join(format!("{step:?}.casebook"));
        copy(&folder, &left);
        stopped.borrow_mut().push((step, left));
    };
    let done = casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &reached }).expect("rotated");
    assert!(done, "nobody stopped it");
    drop(casebook);
    let stopped = stopped.into_inner();
    assert_eq!(stopped.len(), 7, "every step was reached: {stopped:?}");
    for (step, left) in stopped {
        let swapped = matches!(step, Reached::Renamed | Reached::Done);
        {
            let open = Casebook::open(&left, DEPUTY, DateTime::<Utc>::default())
                .unwrap_or_else(|problem| panic!("{step:?}: {problem}"));
            let mark = audit::mark(&open.db).expect("a mark");
            assert_eq!(mark.count, before.count + i64::from(swapped), "{step:?}: nothing is lost");
            let findings = open.check().expect("checked");
            let told =
                findings.iter().filter(|Finding(text)| !text.contains("being given a new key")).count();
            assert_eq!(told, 0, "{step:?}: {findings:?}");
            assert!(
                open.slot_list().expect("the list").generation == if swapped { 2 } else { 1 },
                "{step:?}"
            );
        }
        assert!(!left.join(NEXT).exists(), "{step:?}: what was left over is tidied away");
        let keys = fs::read_to_string(left.join(KEYS)).expect("keys");
        assert!(!keys.contains("\"next\""), "{step:?}: one list remains");
        // And it can be done again from there.
        let mut open = Casebook::open(&left, WORDS, DateTime::<Utc>::default()).expect("opens");
        let again = open.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} });
        assert!(again.expect("rotated"), "{step:?}: it can be done again");
    }
}

#[test]
fn the_old_key_opens_nothing_any_more() {
    let (place, mut casebook, stamp) = office();
    let folder = casebook.folder.clone();
    let old_keys = fs::read(folder.join(KEYS)).expect("keys");
    let before = raw(&folder);
    casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} }).expect("rotated");
    assert!(casebook.stories(&StoryFilter::default()).is_ok(), "work goes on at once");
    drop(casebook);
    let after = raw(&folder);
    assert_eq!(before.len(), after.len(), "the same pages");
    let same = before.chunks(4096).zip(after.chunks(4096)).filter(|(a, b)| a == b).count();
    assert_eq!(same, 0, "every page is encrypted anew");
    let mixed = place.path().join("Mixed.casebook");
    copy(&folder, &mixed);
    fs::write(mixed.join(KEYS), old_keys).expect("written");
    assert!(
        Casebook::open(&mixed, WORDS, DateTime::<Utc>::default()).is_err(),
        "the old key file does not open the new database"
    );
    for words in [WORDS, DEPUTY] {
        let open =
            Casebook::open(&folder, words, DateTime::<Utc>::default()).expect("every slot has the new key");
        assert!(open.check().expect("checked").is_empty());
    }
}

#[test]
fn stopping_leaves_the_casebook_as_it_was() {
    let (_place, mut casebook, stamp) = office();
    casebook
        .db
        .execute_batch("CREATE TABLE weight (w); INSERT INTO weight SELECT zeroblob(9000000);")
        .expect("heavy");
    let before = audit::mark(&casebook.db).expect("a mark");
    let done = casebook.rotate(stamp, &Watch { step: &|_, _| false, reached: &|_| {} }).expect("stopped");
    assert!(!done, "it says that it was stopped");
    assert_eq!(audit::mark(&casebook.db).expect("a mark"), before, "nothing has changed");
    assert!(!casebook.folder.join(NEXT).exists(), "nothing is left over");
    assert!(casebook.check().expect("checked").is_empty(), "and it is whole");
}

#[test]
fn nothing_else_may_be_working_in_it() {
    let (_place, mut casebook, stamp) = office();
    let companion = casebook.companion().expect("a second connection");
    let refused = casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} });
    assert!(refused.is_err(), "an import would go on writing into the old file");
    drop(companion);
    assert!(casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} }).expect("rotated"));
}
