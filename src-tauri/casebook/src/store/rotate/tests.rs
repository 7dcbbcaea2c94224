use std::cell::{Cell, RefCell};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::*;
use crate::api::{SlotKind, StoryFilter};
use crate::office::Office;
use crate::store::{BackupOrder, Costs, New};

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

/// An office with enough in it for copying to be stopped in many places: in a table with rows and in
/// one without, between indexes, and in the comparing.
fn heavy_office() -> (tempfile::TempDir, Casebook, Stamp) {
    let (place, casebook, stamp) = office();
    casebook
        .db
        .execute_batch(
            "CREATE TABLE weight (w); CREATE TABLE key_weight (a, b, w, PRIMARY KEY (b, a)) WITHOUT ROWID;
             CREATE INDEX weight_first ON weight (substr(w, 1, 4));
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
             INSERT INTO weight SELECT randomblob(60000) FROM n;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
             INSERT INTO key_weight SELECT i % 7, 'k' || (i / 7), randomblob(50000) FROM n;
             DELETE FROM weight WHERE rowid % 9 = 2;",
        )
        .expect("heavy");
    (place, casebook, stamp)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

fn raw(folder: &Path) -> Vec<u8> {
    fs::read(folder.join(DATABASE)).expect("a database")
}

fn open(folder: &Path, words: &str) -> Casebook {
    Casebook::open(folder, words, DateTime::<Utc>::default()).expect("it opens")
}

/// Every value of the weights, to compare.
fn weights(db: &Connection) -> Vec<(i64, Vec<u8>)> {
    let mut rows = db
        .prepare("SELECT rowid, w FROM weight UNION ALL SELECT a * 1000 + length(b), w FROM key_weight ORDER BY 1, 2")
        .expect("sql");
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<rusqlite::Result<_>>().expect("every row")
}

/// Rotates to the end, and says how many looks at whether to go on that took.
fn to_the_end(casebook: &mut Casebook, stamp: Stamp) -> (Beginning, u32) {
    let steps = Cell::new(0);
    let step = |_, _| {
        steps.set(steps.get() + 1);
        true
    };
    let rotation = casebook.rotate(stamp, &Watch { step: &step, reached: &|_| {} }).expect("rotated");
    assert!(rotation.done, "nobody stopped it");
    (rotation.beginning, steps.get())
}

/// Rotates until it has been asked so many times whether to go on.
fn stopped_after(casebook: &mut Casebook, stamp: Stamp, most: u32) -> Rotation {
    let steps = Cell::new(0);
    let step = |_, _| {
        steps.set(steps.get() + 1);
        steps.get() < most
    };
    casebook.rotate(stamp, &Watch { step: &step, reached: &|_| {} }).expect("stopped")
}

#[test]
fn killed_anywhere_it_opens_and_goes_on_from_there() {
    let (place, mut casebook, stamp) = heavy_office();
    let folder = casebook.folder.clone();
    let before = audit::mark(&casebook.db).expect("a mark");
    let heavy = weights(&casebook.db);
    let steps = Cell::new(0);
    // What the disk holds at a moment is what a program killed then leaves.
    let left: RefCell<Vec<(String, u32, bool, PathBuf)>> = RefCell::default();
    let keep = |name: String, swapped: bool| {
        let copy = place.path().join(format!("{name}.casebook"));
        copy_folder(&folder, &copy);
        left.borrow_mut().push((name, steps.get(), swapped, copy));
    };
    let step = |_, _| {
        steps.set(steps.get() + 1);
        if steps.get() % 3 == 1 {
            keep(format!("step {}", steps.get()), false);
        }
        true
    };
    let reached = |reached: Reached| {
        keep(format!("{reached:?}"), matches!(reached, Reached::Renamed | Reached::Done));
    };
    let rotation = casebook.rotate(stamp, &Watch { step: &step, reached: &reached }).expect("rotated");
    assert_eq!(rotation, Rotation { done: true, beginning: Beginning::Fresh }, "nobody stopped it");
    drop(casebook);
    let all = steps.get();
    let left = left.into_inner();
    assert!(left.len() > 12 && all > 20, "it was killed in many places: {all}, {}", left.len());
    for (name, steps, swapped, left) in left {
        let mut open = open(&left, DEPUTY);
        let mark = audit::mark(&open.db).expect("a mark");
        assert_eq!(mark.count, before.count + i64::from(swapped), "{name}: nothing is lost");
        assert_eq!(open.slot_list().expect("the list").generation, if swapped { 2 } else { 1 }, "{name}");
        let told = open.check(&|_, _| Ok(())).expect("checked");
        let worse = told.iter().any(|Finding(text)| !text.contains("being given a new key"));
        assert!(!worse, "{name}: {told:?}");
        assert_eq!(told.is_empty(), swapped, "{name}: it is told: {told:?}");
        let (beginning, rest) = to_the_end(&mut open, stamp);
        if !swapped && name != "BothLists" {
            assert_eq!(beginning, Beginning::WentOn, "{name}");
            assert!(
                rest + steps <= all + 1,
                "{name}: {steps} and then {rest} of {all}: nothing is done twice"
            );
        } else {
            assert_eq!(beginning, Beginning::Fresh, "{name}");
        }
        assert!(weights(&open.db) == heavy, "{name}: every row is there");
        assert!(open.check(&|_, _| Ok(())).is_ok_and(|found| found.len() == told.len()), "{name}: and whole");
        assert!(!left.join(NEXT).exists(), "{name}: nothing is left over");
        let keys = fs::read_to_string(left.join(KEYS)).expect("keys");
        assert!(!keys.contains("\"next\""), "{name}: one list remains");
        let extra: i64 = open
            .db
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'rotating'", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(extra, 0, "{name}: nor is what said how far it had come");
    }
}

#[test]
fn the_old_key_opens_nothing_any_more() {
    let (place, mut casebook, stamp) = office();
    let folder = casebook.folder.clone();
    let old_keys = fs::read(folder.join(KEYS)).expect("keys");
    let before = raw(&folder);
    to_the_end(&mut casebook, stamp);
    assert!(casebook.stories(&StoryFilter::default()).is_ok(), "work goes on at once");
    drop(casebook);
    let after = raw(&folder);
    let old: std::collections::HashSet<_> = before.chunks(4096).collect();
    assert!(!after.chunks(4096).any(|page| old.contains(page)), "every page is encrypted anew");
    let mixed = place.path().join("Mixed.casebook");
    copy_folder(&folder, &mixed);
    fs::write(mixed.join(KEYS), old_keys).expect("written");
    assert!(
        Casebook::open(&mixed, WORDS, DateTime::<Utc>::default()).is_err(),
        "the old key file does not open the new database"
    );
    for words in [WORDS, DEPUTY] {
        assert!(
            open(&folder, words).check(&|_, _| Ok(())).expect("checked").is_empty(),
            "every slot has the new key"
        );
    }
}

#[test]
fn stopped_again_and_again_it_comes_to_its_end() {
    let (_place, mut casebook, stamp) = heavy_office();
    let (folder, before) = (casebook.folder.clone(), audit::mark(&casebook.db).expect("a mark"));
    let heavy = weights(&casebook.db);
    let mut times = 0;
    loop {
        // Through a restart every other time.
        if times % 2 == 1 {
            drop(casebook);
            casebook = open(&folder, WORDS);
        }
        let rotation = stopped_after(&mut casebook, stamp, 1);
        let expected = if times == 0 { Beginning::Fresh } else { Beginning::WentOn };
        assert_eq!(rotation.beginning, expected, "after {times} stops");
        if rotation.done {
            break;
        }
        times += 1;
        assert_eq!(audit::mark(&casebook.db).expect("a mark"), before, "the casebook is as it was");
        // Each table and each index is a step or two.
        assert!(times < 120, "it comes to an end");
    }
    assert!(times > 8, "it was stopped {times} times");
    assert!(weights(&casebook.db) == heavy, "every row is there");
    assert_eq!(audit::mark(&casebook.db).expect("a mark").count, before.count + 1, "and written down once");
}

#[test]
fn a_change_empties_the_copy_and_the_next_time_says_that_it_began_again() {
    let (_place, mut casebook, stamp) = heavy_office();
    let next = casebook.folder.join(NEXT);
    let size = || fs::metadata(&next).expect("it is there").len();
    stopped_after(&mut casebook, stamp, 2);
    assert!(size() > 0, "a copy is kept");
    let to = Office { mp: "Bo Vale MP".into(), ..casebook.office().expect("an office") };
    let change = Change::Office { from: casebook.office().expect("an office"), to };
    casebook.write(stamp, |writing| writing.make(&change)).expect("changed");
    assert_eq!(size(), 0, "what was copied may be what is erased now");
    assert_eq!(stopped_after(&mut casebook, stamp, 2).beginning, Beginning::Again);
    casebook
        .add_slot(stamp, SlotKind::Passphrase, "Third", "a third one's words", Costs::LEAST)
        .expect("a slot");
    let folder = casebook.folder.clone();
    drop(casebook);
    let mut casebook = open(&folder, "a third one's words");
    assert_eq!(to_the_end(&mut casebook, stamp).0, Beginning::Again, "also through a restart");
    drop(casebook);
    assert!(
        open(&folder, "a third one's words").check(&|_, _| Ok(())).expect("checked").is_empty(),
        "the new slot has the new key"
    );
}

#[test]
fn a_backup_made_between_has_one_list_of_slots() {
    let (place, mut casebook, stamp) = heavy_office();
    stopped_after(&mut casebook, stamp, 2);
    let order = BackupOrder {
        place: place.path(),
        kind: crate::backup::BackupKind::Manual,
        now: stamp.now,
        step: &|_, _| Ok(()),
    };
    let backup = casebook.back_up(&order).expect("made");
    let keys = fs::read_to_string(backup.folder.join(KEYS)).expect("keys");
    assert!(!keys.contains("\"next\""), "it has no copy to go on with");
    let opened = open(&backup.folder, WORDS);
    assert!(opened.notices().is_empty(), "so there is nothing to tell");
    assert_eq!(to_the_end(&mut casebook, stamp).0, Beginning::WentOn, "and the casebook still goes on");
}

#[test]
fn a_copy_that_is_not_the_same_is_never_used() {
    let (_place, mut casebook, stamp) = heavy_office();
    let (mark, folder) = (audit::mark(&casebook.db).expect("a mark"), casebook.folder.clone());
    // Stopped when everything is copied and nothing is compared.
    let step = |done, total| u64::from(done) * 2 < u64::from(total);
    casebook.rotate(stamp, &Watch { step: &step, reached: &|_| {} }).expect("stopped");
    let coming = casebook.access.coming.clone().expect("a key to come");
    let copy = keyed(&folder.join(NEXT), &coming.key, OpenFlags::empty()).expect("it opens");
    copy.execute("UPDATE weight SET w = zeroblob(60000) WHERE rowid = 17", []).expect("changed");
    drop(copy);
    let refused = casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} });
    assert!(refused.is_err_and(|problem| problem.what.contains("not whole")), "one row is another");
    assert_eq!(audit::mark(&casebook.db).expect("a mark"), mark, "the casebook is as it was");
    assert!(!folder.join(NEXT).exists(), "the copy is gone");
    assert_eq!(to_the_end(&mut casebook, stamp).0, Beginning::Fresh, "and it works the next time");
}

#[test]
fn nothing_else_may_be_working_in_it() {
    let (_place, mut casebook, stamp) = office();
    let companion = casebook.companion().expect("a second connection");
    let refused = casebook.rotate(stamp, &Watch { step: &|_, _| true, reached: &|_| {} });
    assert!(refused.is_err(), "an import would go on writing into the old file");
    drop(companion);
    to_the_end(&mut casebook, stamp);
}
