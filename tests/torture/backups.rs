//! Backups and restoring under every fault: killed, full, in the way, gone. The last good copy is
//! never harmed, and the casebook that was there is never lost.

use std::path::{Path, PathBuf};
use std::time::Duration;

use casebook::api::{
    BackUp, BackedUp, BackupPreview, Command, Desk, PreviewBackup, Problem, Restore, Restored, StoryFilter,
};
use casebook_tests::{AnOffice, PASSPHRASE};

use crate::child::{Moment, killed, some_time_in};
use crate::office::{self, Files, Found, examine, plain};
use crate::tally::{Plan, Tally, Trial};

const HARMED: &str = "good copies harmed";
const HALF: &str = "half copies that look whole";
const LOST: &str = "casebooks lost";
const STUCK: &str = "not working afterwards";
const UNPLAIN: &str = "not told plainly";

/// Makes a backup in a place.
pub(crate) fn back_up(office: &AnOffice, place: &Path) -> Result<BackedUp, Problem> {
    std::fs::create_dir_all(place).expect("a folder");
    office.ask(Command::BackUp(BackUp { to: Some(place.display().to_string()) }))
}

/// Puts a backup in a casebook's place.
pub(crate) fn restore(desk: &Desk, backup: &Path, folder: &Path) -> Result<Restored, Problem> {
    let (backup, folder) = (backup.display().to_string(), folder.display().to_string());
    let request = Restore { backup, passphrase: PASSPHRASE.into(), folder };
    let context = casebook::api::Context { now: casebook_tests::now(), progress: &casebook::api::NoProgress };
    let answer = desk.run(Command::Restore(request), &context)?;
    Ok(serde_json::from_value(answer).expect("the promised type"))
}

/// The copies in a place that look like whole ones.
pub(crate) fn copies(place: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".casebook") && !name.starts_with('.')
    };
    entries.filter(named).collect()
}

/// Every copy that looks whole must be whole, and hold so many stories.
pub(crate) fn all_whole(trial: &mut Trial<'_>, office: &AnOffice, place: &Path, stories: u32) -> u32 {
    let copies = copies(place);
    for copy in &copies {
        let before = office::contents(copy);
        let folder = copy.display().to_string();
        let request = PreviewBackup { folder, passphrase: PASSPHRASE.into() };
        match office.ask::<BackupPreview>(Command::PreviewBackup(request)) {
            Ok(held) if held.findings.is_empty() && held.stories == stories => {}
            Ok(held) => trial.wrong(HALF, format!("{} stories {}", held.stories, held.findings.join(" "))),
            Err(problem) => trial.wrong(HALF, problem),
        }
        if office::contents(copy) != before {
            trial.wrong(HARMED, "looking into a backup changed it");
        }
    }
    u32::try_from(copies.len()).unwrap_or(u32::MAX)
}

/// A casebook with a good backup beside it.
struct Kept {
    files: Files,
    good: Files,
    stories: u32,
}

impl Kept {
    fn new() -> Self {
        let files = office::quick_casebook(true);
        let office = office::office_with(&files);
        office.open_with(PASSPHRASE).expect("opens");
        let stories = office.stories(StoryFilter::default()).total;
        let made = back_up(&office, &office.place.path().join("kept")).expect("a backup");
        let good = office::contents(Path::new(&made.made.expect("a backup").folder));
        Self { files, good, stories }
    }

    /// The casebook, and its good backup in a place of its own.
    fn office(&self) -> (AnOffice, PathBuf, PathBuf) {
        let office = office::office_with(&self.files);
        let place = office.place.path().join("kept");
        let good = place.join("Good.casebook");
        office::put(&good, &self.good);
        (office, place, good)
    }
}

/// Kills backups.
pub(crate) fn killed_backup(plan: &Plan) -> Tally {
    let kept = Kept::new();
    let (office, place, _) = kept.office();
    let words = [place.display().to_string()];
    let whole = killed("backup", &office.folder, &words, Moment::AtTheEnd);
    assert!(whole.finished, "a backup that nobody stops is made: {:?}", whole.lines);
    let wrongs = [HARMED, HALF, LOST, STUCK];
    plan.tried("kill -9 during a backup", (500, 6), &wrongs, |trial| {
        let (office, place, good) = kept.office();
        let words = [place.display().to_string()];
        let moment = Moment::AfterOpening(some_time_in(&mut trial.rng, whole.worked));
        let last = killed("backup", &office.folder, &words, moment);
        let hidden = std::fs::read_dir(&place).map_or(0, Iterator::count) > copies(&place).len();
        trial.fact(match (last.acknowledged, hidden) {
            (1, _) => "after the end",
            (_, true) => "in the middle",
            _ => "before or just after",
        });
        if office::contents(&good) != kept.good {
            trial.wrong(HARMED, "a byte of the last good one has changed");
        }
        if !matches!(examine(&office), Found::Sound) {
            trial.wrong(LOST, "the casebook is not as it was");
        }
        let there = all_whole(trial, &office, &place, kept.stories);
        if there < 1 + last.acknowledged {
            trial.wrong(LOST, "a backup that was said to be made is not there");
        }
        match back_up(&office, &place) {
            Err(problem) => trial.wrong(STUCK, problem),
            Ok(_) if std::fs::read_dir(&place).map_or(0, Iterator::count) > copies(&place).len() => {
                trial.wrong(STUCK, "what was left over is still there after the next backup");
            }
            Ok(_) => {}
        }
    })
}

/// Kills restoring.
pub(crate) fn killed_restore(plan: &Plan) -> Tally {
    let kept = Kept::new();
    // The casebook has gone on since its backup, so the two can be told apart.
    let later = {
        let (office, ..) = kept.office();
        office.open_with(PASSPHRASE).expect("opens");
        office.a_letter("Robin Invented", "We have waited for a plan since the spring.");
        office.desk.lock();
        office::contents(&office.folder)
    };
    let kept = Kept { files: later, ..kept };
    let (office, _, good) = kept.office();
    let words = [good.display().to_string()];
    let whole = killed("restore", &office.folder, &words, Moment::AtTheEnd);
    assert!(whole.finished, "a restoring that nobody stops is done: {:?}", whole.lines);
    let wrongs = [HARMED, LOST, STUCK];
    plan.tried("kill -9 during restoring", (500, 6), &wrongs, |trial| {
        let (office, _, good) = kept.office();
        let words = [good.display().to_string()];
        let moment = Moment::AfterOpening(some_time_in(&mut trial.rng, whole.worked));
        let last = killed("restore", &office.folder, &words, moment);
        if office::contents(&good) != kept.good {
            trial.wrong(HARMED, "a byte of the backup has changed");
        }
        // The casebook that was there: in its place, or aside.
        let mut found = Vec::new();
        for folder in copies(office.place.path()) {
            let one = office::office_with(&office::contents(&folder));
            match examine(&one) {
                Found::Sound => found.push((folder, one.stories(StoryFilter::default()).total)),
                _ => trial.wrong(LOST, "a casebook is there that is not sound"),
            }
        }
        let holds = |stories: u32| found.iter().any(|(_, total)| *total == stories);
        if !holds(kept.stories + 1) {
            trial.wrong(LOST, "the casebook that was there is nowhere");
        }
        if last.acknowledged == 1 && !holds(kept.stories) {
            trial.wrong(LOST, "what was said to be restored is not there");
        }
        let in_place = found.iter().find(|(folder, _)| *folder == office.folder).map(|(_, total)| *total);
        trial.fact(match in_place {
            None => "between the two renames",
            Some(total) if total == kept.stories => "restored",
            Some(_) => "as it was",
        });
        if let Err(problem) = restore(&office.desk, &good, &office.folder) {
            trial.wrong(STUCK, problem);
        }
        if office.open_with(PASSPHRASE).is_err() {
            trial.wrong(STUCK, "what was restored does not open");
        }
    })
}

/// Backs up to places that are in the way, read-only, or gone in the middle.
pub(crate) fn faults(plan: &Plan) -> Tally {
    let kept = Kept::new();
    plan.tried("backups to bad places", (60, 8), &[HARMED, HALF, LOST, STUCK, UNPLAIN], |trial| {
        let (office, place, good) = kept.office();
        office.open_with(PASSPHRASE).expect("opens");
        let (what, problem) = match trial.number % 4 {
            0 => {
                let file = office.place.path().join("a file");
                std::fs::write(&file, "in the way").expect("written");
                let to = Some(file.display().to_string());
                ("a file in the way", office.ask::<BackedUp>(Command::BackUp(BackUp { to })).err())
            }
            1 => {
                let to = Some("/proc/no such place".to_owned());
                (
                    "a place where nothing can be made",
                    office.ask::<BackedUp>(Command::BackUp(BackUp { to })).err(),
                )
            }
            2 => {
                let to = Some(office.folder.display().to_string());
                ("the casebook itself", office.ask::<BackedUp>(Command::BackUp(BackUp { to })).err())
            }
            _ => {
                let gone = office.place.path().join("gone");
                std::fs::create_dir(&gone).expect("a folder");
                let pause = Duration::from_micros(trial.rng.u64(..30_000));
                let stick = gone.clone();
                let pulled = std::thread::spawn(move || {
                    std::thread::sleep(pause);
                    // Pulled out, like a stick.
                    let _ = std::fs::remove_dir_all(stick);
                });
                let made = back_up_where_it_is(&office, &gone);
                let _ = pulled.join();
                ("a place that goes away", made)
            }
        };
        match problem {
            None => trial.fact(format!("made: {what}")),
            Some(problem) => {
                trial.fact(format!("refused: {what}"));
                if !plain(&problem.to_string()) {
                    trial.wrong(UNPLAIN, problem);
                }
            }
        }
        if office::contents(&good) != kept.good {
            trial.wrong(HARMED, "a byte of the last good one has changed");
        }
        all_whole(trial, &office, &office.place.path().join("gone"), kept.stories);
        if let Err(problem) = back_up(&office, &place) {
            trial.wrong(STUCK, problem);
        }
        office.desk.lock();
        if !matches!(examine(&office), Found::Sound) {
            trial.wrong(LOST, "the casebook is not as it was");
        }
    })
}

fn back_up_where_it_is(office: &AnOffice, place: &Path) -> Option<Problem> {
    let to = Some(place.display().to_string());
    office.ask::<BackedUp>(Command::BackUp(BackUp { to })).err()
}
