//! Backups: made while the work goes on, tried before they count, and gone back to without losing
//! what is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use casebook::api::{
    BackUp, BackedUp, BackupPreview, Backups, Checked, Code, Command, Context, Desk, Nothing, OpenCasebook,
    Opened, PreviewBackup, Problem, Progress, Restore, Restored, StoryFilter,
};
use casebook::backup::BackupKind;
use casebook::settings::Settings;
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused, now};
use chrono::{TimeDelta, Utc};

type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// Everything below a folder, byte for byte.
fn contents(folder: &Path) -> Contents {
    let mut found = Contents::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.insert(path.clone(), Vec::new());
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
    found
}

fn usual(office: &AnOffice) -> PathBuf {
    office.place.path().join("Test backups")
}

fn a_backup(office: &AnOffice) -> PathBuf {
    let made: BackedUp = office.must(Command::BackUp(BackUp { to: None }));
    made.made.expect("a backup").folder.into()
}

fn restored(office: &AnOffice, backup: &Path) -> Result<Restored, Problem> {
    let text = |path: &Path| path.display().to_string();
    let (backup, folder, passphrase) = (text(backup), text(&office.folder), PASSPHRASE.into());
    office.ask(Command::Restore(Restore { backup, passphrase, folder }))
}

fn preview(folder: &Path, passphrase: &str) -> Result<BackupPreview, Problem> {
    let request = PreviewBackup { folder: folder.display().to_string(), passphrase: passphrase.into() };
    AnOffice { desk: Desk::new(), folder: PathBuf::new(), place: tempfile::tempdir().expect("a folder") }
        .ask(Command::PreviewBackup(request))
}

/// A backup opened as the casebook it is.
fn opened(backup: &Path) -> (AnOffice, Opened) {
    let place = tempfile::tempdir().expect("a folder");
    let office = AnOffice { desk: Desk::new(), folder: backup.to_owned(), place };
    let opened = office.open_with(PASSPHRASE).expect("a backup opens like any casebook");
    (office, opened)
}

#[test]
fn a_backup_is_a_whole_casebook_that_opens_with_the_same_passphrase() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let backup = a_backup(&office);
    assert_eq!(
        backup,
        usual(&office).join("Test 2024-09-03 at 10.30 (by hand).casebook"),
        "by the wall's clock"
    );
    let expected = office.stories(StoryFilter::default());
    let (copy, opened) = opened(&backup);
    assert_eq!((opened.loss, opened.notices.len()), (None, 0), "its seal fits it");
    assert_eq!(copy.stories(StoryFilter::default()), expected, "every story is in it");
    let checked: Checked = copy.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new());
    let names: Vec<_> = std::fs::read_dir(usual(&office)).expect("there").flatten().collect();
    assert_eq!(names.len(), 1, "nothing half made lies beside it: {names:?}");
}

#[test]
fn two_backups_in_one_minute_are_two_backups() {
    let office = AnOffice::new();
    let (first, second) = (a_backup(&office), a_backup(&office));
    assert_ne!(first, second, "the first is not written over");
    opened(&first);
    opened(&second);
}

/// Makes the backup wait for the writer, so that the two are at work at once.
struct WhileWriting<'a> {
    written: &'a AtomicU32,
}

impl Progress for WhileWriting<'_> {
    fn step(&self, _: u32, _: u32) {
        let before = self.written.load(Ordering::SeqCst);
        while self.written.load(Ordering::SeqCst) < (before + 2).min(40) {
            std::thread::yield_now();
        }
    }
}

#[test]
fn letters_are_logged_while_a_backup_is_made_and_it_holds_one_moment() {
    let office = AnOffice::with_samples();
    let before = office.stories(StoryFilter::default()).total;
    let written = AtomicU32::new(0);
    let made = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..40 {
                office.a_letter(&format!("Writer {number}"), "We have waited for a plan since the spring.");
                written.store(number + 1, Ordering::SeqCst);
            }
        });
        let context = Context { now: now(), progress: &WhileWriting { written: &written } };
        let made = office.desk.run(Command::BackUp(BackUp { to: None }), &context).expect("a backup");
        serde_json::from_value::<BackedUp>(made).expect("what was made")
    });
    assert_eq!(office.stories(StoryFilter::default()).total, before + 40, "no letter was refused");
    let (copy, opened) = opened(Path::new(&made.made.expect("a backup").folder));
    assert_eq!(opened.loss, None, "its seal is of its own moment");
    let held = copy.stories(StoryFilter::default()).total;
    assert!((before..before + 40).contains(&held), "it holds the moment it was begun: {held}");
    let checked: Checked = copy.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new());
}

#[test]
fn one_backup_is_made_a_day_and_old_ones_are_thinned() {
    let office = AnOffice::new();
    let due = |at| office.ask_at::<BackedUp>(Command::BackUpIfDue(Nothing {}), at).expect("asked");
    assert_eq!(due(now()).made.expect("the first").kind, BackupKind::Daily);
    assert_eq!(due(now() + TimeDelta::hours(3)).made, None, "today's is there");
    let by_hand = a_backup(&office);
    let stranger = usual(&office).join("Letters 2024.casebook");
    std::fs::create_dir(&stranger).expect("made");
    std::fs::write(stranger.join("about.json"), "{}").expect("written");
    for day in 1..40 {
        assert!(due(now() + TimeDelta::days(day)).made.is_some(), "day {day}");
    }
    let there: Backups = office.must(Command::Backups(Nothing {}));
    let daily = there.rows.iter().filter(|row| row.kind == BackupKind::Daily).count();
    assert!((9..=12).contains(&daily), "seven days, four weeks and the months: {daily}");
    assert!(there.rows.iter().any(|row| Path::new(&row.folder) == by_hand), "one made by hand stays");
    assert!(stranger.join("about.json").exists(), "and so does what is not a backup of ours");
    let late =
        office.ask_at::<Backups>(Command::Backups(Nothing {}), now() + TimeDelta::days(44)).expect("a list");
    assert!(late.warning.expect("said").contains("12 October 2024"), "it says when the last one was");
}

#[test]
fn a_backup_of_another_casebook_is_never_thinned() {
    let (office, other) = (AnOffice::new(), AnOffice::new());
    let place = tempfile::tempdir().expect("a folder");
    for office in [&office, &other] {
        let settings = Settings { backup_folder: place.path().display().to_string(), ..Settings::default() };
        office.must::<Settings>(Command::SaveSettings(settings));
    }
    other.must::<BackedUp>(Command::BackUpIfDue(Nothing {}));
    for day in 0..30 {
        office
            .ask_at::<BackedUp>(Command::BackUpIfDue(Nothing {}), now() + TimeDelta::days(day))
            .expect("made");
    }
    let there: Backups = other.must(Command::Backups(Nothing {}));
    assert_eq!(there.rows.len(), 1, "the other office's only backup is still there");
}

#[test]
fn a_backup_that_cannot_be_made_leaves_every_earlier_one_and_says_so() {
    let office = AnOffice::with_samples();
    let good = a_backup(&office);
    let before = contents(&usual(&office));
    // Stopped in the middle.
    struct Stop;
    impl Progress for Stop {
        fn step(&self, _: u32, _: u32) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let context = Context { now: now(), progress: &Stop };
    assert_refused(office.desk.run(Command::BackUp(BackUp { to: None }), &context), Code::Failed);
    assert_eq!(contents(&usual(&office)), before, "a stopped one leaves nothing");
    // A place that is gone: it is not made anew under a drive's name.
    let gone = office.place.path().join("drive");
    std::fs::create_dir(&gone).expect("made");
    let settings = Settings { backup_folder: gone.display().to_string(), ..Settings::default() };
    office.must::<Settings>(Command::SaveSettings(settings));
    std::fs::remove_dir(&gone).expect("pulled out");
    let refused = office.ask::<BackedUp>(Command::BackUpIfDue(Nothing {}));
    let problem = assert_refused(refused, Code::Invalid);
    assert!(problem.what.contains("not there"), "{problem}");
    assert!(!gone.exists(), "no folder was made where the drive was");
    assert_eq!(contents(&usual(&office)), before, "the good one is as it was");
    opened(&good);
}

#[cfg(unix)]
#[test]
fn a_place_that_goes_away_or_may_not_be_written_costs_no_earlier_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = AnOffice::with_samples();
    let good = a_backup(&office);
    struct PullOut(PathBuf);
    impl Progress for PullOut {
        fn step(&self, _: u32, _: u32) {
            let _ = std::fs::rename(&self.0, self.0.with_extension("gone"));
        }
    }
    let away = office.place.path().join("stick");
    std::fs::create_dir(&away).expect("made");
    let order = || Command::BackUp(BackUp { to: Some(away.display().to_string()) });
    let pulled = PullOut(away.clone());
    let context = Context { now: now(), progress: &pulled };
    let problem = assert_refused(office.desk.run(order(), &context), Code::Failed);
    assert!(problem.what.contains("backup") || problem.what.contains("copy"), "{problem}");
    std::fs::create_dir(&away).expect("made");
    std::fs::set_permissions(&away, std::fs::Permissions::from_mode(0o500)).expect("set");
    // Whoever runs the tests as root may write everywhere.
    if std::fs::write(away.join("may I"), "").is_err() {
        assert_refused(office.ask::<BackedUp>(order()), Code::Failed);
    }
    opened(&good);
}

#[test]
fn what_a_killed_backup_left_is_removed_by_the_next() {
    let office = AnOffice::new();
    let good = a_backup(&office);
    let keys = std::fs::read_to_string(good.join("keys.json")).expect("the slots");
    let keys: serde_json::Value = serde_json::from_str(&keys).expect("JSON");
    let id = keys["now"]["list"]["casebook"].as_str().expect("an id").replace('-', "");
    let left = usual(&office).join(format!(".backup-{id}.new"));
    std::fs::create_dir(&left).expect("made");
    std::fs::write(left.join("casebook.db"), "half a database").expect("written");
    let there: Backups = office.must(Command::Backups(Nothing {}));
    assert_eq!(there.rows.len(), 1, "half a backup is none");
    a_backup(&office);
    assert!(!left.exists(), "it went");
    assert_eq!(office.must::<Backups>(Command::Backups(Nothing {})).rows.len(), 2);
}

#[test]
fn looking_into_a_backup_tells_what_it_holds_and_changes_no_byte() {
    let office = AnOffice::with_samples();
    let total = office.stories(StoryFilter::default()).total;
    let backup = a_backup(&office);
    let before = contents(&backup);
    let held = preview(&backup, PASSPHRASE).expect("it can be looked into");
    assert_eq!((held.mp.as_str(), held.stories), ("Alex Hale MP", total));
    assert!(held.letters >= held.stories && held.newest_letter.is_some());
    assert_eq!((held.changed, held.changed_by.as_str()), (Some(now()), "Jo Tester"));
    assert_eq!(held.made, Some(now()));
    assert_eq!(held.findings, Vec::<String>::new(), "it is whole");
    let problem = assert_refused(preview(&backup, "not the passphrase"), Code::WrongPassphrase);
    assert_eq!(problem.field.as_deref(), Some("passphrase"));
    assert_eq!(contents(&backup), before, "not a byte of it has changed, and no file was added");
}

#[test]
fn going_back_to_a_backup_keeps_the_casebook_that_was_there() {
    let office = AnOffice::with_samples();
    let expected = office.stories(StoryFilter::default());
    let backup = a_backup(&office);
    office.a_letter("Robin Invented", "We have waited for a plan since the spring.");
    let before = contents(&backup);
    let done = restored(&office, &backup).expect("restored");
    assert_refused(office.ask::<Backups>(Command::Backups(Nothing {})), Code::Locked);
    let reopened = office.reopen().expect("it opens");
    assert_eq!(reopened.loss, None);
    assert_eq!(office.stories(StoryFilter::default()), expected, "as it was when the backup was made");
    let checked: Checked = office.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new());
    let kept = PathBuf::from(done.kept.expect("kept"));
    assert_eq!(
        kept.file_name().and_then(|name| name.to_str()),
        Some("Test as it was 2024-09-03 at 10.30.casebook")
    );
    let (old, opened) = opened(&kept);
    assert_eq!(opened.loss, None, "it was closed before it was moved");
    assert_eq!(old.stories(StoryFilter::default()).total, expected.total + 1, "with the newest letter in it");
    assert_eq!(contents(&backup), before, "and the backup is as it was");
    // Once more, in the same minute: the first that was kept stays.
    let again = restored(&office, &backup).expect("restored again");
    assert_ne!(again.kept.expect("kept"), kept.display().to_string(), "nothing is written over");
}

#[test]
fn a_casebook_that_is_gone_altogether_comes_back() {
    let office = AnOffice::with_samples();
    let expected = office.stories(StoryFilter::default());
    let backup = a_backup(&office);
    office.desk.lock();
    std::fs::remove_dir_all(&office.folder).expect("gone");
    let done = restored(&office, &backup).expect("restored");
    assert_eq!(done.kept, None, "there was nothing to keep");
    office.reopen().expect("it opens");
    assert_eq!(office.stories(StoryFilter::default()), expected);
}

#[test]
fn a_damaged_backup_and_a_folder_of_something_else_are_refused_and_nothing_moves() {
    let office = AnOffice::with_samples();
    let backup = a_backup(&office);
    let path = backup.join("casebook.db");
    let honest = std::fs::read(&path).expect("the database");
    for at in [5_000, honest.len() / 2, honest.len() - 100] {
        let mut bytes = honest.clone();
        bytes[at] ^= 0x20;
        std::fs::write(&path, &bytes).expect("written");
        let before = contents(office.place.path());
        let told = preview(&backup, PASSPHRASE).map_or(true, |held| !held.findings.is_empty());
        assert!(told, "the bit at {at} is told before anybody goes back to it");
        assert!(restored(&office, &backup).is_err(), "the bit at {at}");
        office.desk.lock();
        let after = contents(office.place.path());
        let lost: Vec<_> = before
            .keys()
            .filter(|path| {
                !after.contains_key(*path)
                    && !path.to_string_lossy().contains("-wal")
                    && !path.to_string_lossy().contains("-shm")
                    // Who has it open is only there while somebody has.
                    && !path.ends_with("holder")
            })
            .collect();
        assert!(lost.is_empty(), "nothing was moved or removed: {lost:?}");
        office.reopen().expect("the casebook still opens");
    }
    std::fs::write(&path, &honest).expect("written");
    let papers = office.place.path().join("Papers");
    std::fs::create_dir(&papers).expect("made");
    std::fs::write(papers.join("speech.txt"), "Madam Deputy Speaker").expect("written");
    let elsewhere = AnOffice { folder: papers.clone(), ..AnOffice::new() };
    assert_refused(restored(&elsewhere, &backup), Code::Invalid);
    assert!(papers.join("speech.txt").exists());
    let itself = AnOffice { folder: backup.clone(), ..AnOffice::new() };
    assert_refused(restored(&itself, &backup), Code::Invalid);
    assert_refused(
        office.ask::<Restored>(Command::Restore(Restore {
            backup: backup.display().to_string(),
            passphrase: "not the passphrase".into(),
            folder: office.folder.display().to_string(),
        })),
        Code::WrongPassphrase,
    );
    assert!(
        office.ask::<Backups>(Command::Backups(Nothing {})).is_ok(),
        "a slip of the finger locks nothing"
    );
}

#[test]
fn what_a_killed_restore_left_is_removed_by_the_next() {
    let office = AnOffice::with_samples();
    let expected = office.stories(StoryFilter::default());
    let backup = a_backup(&office);
    office.desk.lock();
    // Killed after the casebook stepped aside and before the copy took its place.
    let aside = office.place.path().join("Test as it was 2024-09-03 at 10.30.casebook");
    std::fs::rename(&office.folder, &aside).expect("moved");
    let left = office.place.path().join(".Test.casebook.restoring.new");
    std::fs::create_dir(&left).expect("made");
    std::fs::write(left.join("casebook.db"), "half a database").expect("written");
    restored(&office, &backup).expect("done again");
    assert!(!left.exists(), "what was left is gone");
    office.reopen().expect("it opens");
    assert_eq!(office.stories(StoryFilter::default()), expected);
    opened(&aside);
}

#[test]
fn a_casebook_of_an_earlier_shape_is_backed_up_before_it_is_changed() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("Old.casebook");
    std::fs::create_dir(&folder).expect("made");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shape-1.casebook");
    for name in ["casebook.db", "keys.json", "seal"] {
        std::fs::copy(kept.join(name), folder.join(name)).expect("copied");
    }
    let office = AnOffice { desk: Desk::new(), folder: folder.clone(), place };
    // Where no backup can be made, nothing is changed either.
    let in_the_way = office.place.path().join("Old backups");
    std::fs::write(&in_the_way, "a file of that name").expect("written");
    let problem = assert_refused(office.open_with(PASSPHRASE), Code::Failed);
    assert!(problem.what.contains("earlier version"), "{problem}");
    assert_eq!(
        std::fs::read(folder.join("casebook.db")).expect("there"),
        std::fs::read(kept.join("casebook.db")).expect("there"),
        "the casebook is as it was"
    );
    std::fs::remove_file(in_the_way).expect("removed");
    office.open_with(PASSPHRASE).expect("it opens");
    let there: Backups = office.must(Command::Backups(Nothing {}));
    assert_eq!(there.rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [BackupKind::BeforeUpdate]);
    let backup = PathBuf::from(&there.rows[0].folder);
    let before = contents(&backup);
    let held = preview(&backup, PASSPHRASE).expect("an earlier shape can be looked into");
    assert_eq!((held.stories, held.findings.len()), (6, 0));
    assert_eq!(contents(&backup), before, "and it keeps its shape");
    restored(&office, &backup).expect("and gone back to");
    office.reopen().expect("it opens");
    assert_eq!(office.stories(StoryFilter::default()).total, 6);
}

#[test]
fn a_sample_casebook_makes_no_backups_of_its_own_accord() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Sample.casebook").display().to_string();
    office.must::<Opened>(Command::OpenSample(casebook::api::OpenSample { folder }));
    assert_eq!(office.must::<BackedUp>(Command::BackUpIfDue(Nothing {})).made, None);
    assert!(!office.place.path().join("Sample backups").exists());
}

#[test]
fn every_kind_of_time_gives_a_name_that_every_system_takes() {
    let office = AnOffice::new();
    let made: BackedUp = office
        .ask_at(Command::BackUp(BackUp { to: None }), chrono::DateTime::<Utc>::UNIX_EPOCH)
        .expect("a backup");
    let name = made.made.expect("a backup").name;
    assert!(!name.contains(|letter: char| r#"<>:"/\|?*"#.contains(letter)), "{name}");
    let request = OpenCasebook { folder: String::new(), passphrase: String::new().into() };
    assert_refused(office.ask::<Opened>(Command::OpenCasebook(request)), Code::Invalid);
}

#[test]
fn renewing_leaves_one_fresh_backup_and_nothing_older() {
    let office = AnOffice::new();
    let old = [a_backup(&office), a_backup(&office)];
    office.a_letter("Ann Invented", "We have waited a year.");
    let renewed: BackedUp = office.must(Command::RenewBackups(Nothing {}));
    assert_eq!(renewed.removed, 2);
    assert!(old.iter().all(|folder| !folder.exists()), "what held the erased words is gone");
    let rows = office.must::<Backups>(Command::Backups(Nothing {})).rows;
    assert_eq!(rows.len(), 1, "and one is there");
    let (fresh, _) = opened(Path::new(&rows[0].folder));
    assert_eq!(fresh.stories(StoryFilter::default()).total, 1, "with what is in the casebook now");
}
