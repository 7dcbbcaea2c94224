//! A disk that is full after so many more bytes, in the middle of everything that writes. What was
//! acknowledged is there, the refusal is plain, and once there is space again everything goes on.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command as Program, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use casebook::api::{
    Command, Context, ExportEverything, Exported, Import, NewSubmission, PackSaved, Problem, Progress,
    QuickPack, StoryFilter, StoryId,
};
use casebook::submission::Channel;
use casebook_tests::{AnOffice, PASSPHRASE, now, today};

use crate::backups;
use crate::kill::letters_present;
use crate::office::{self, Files, Found, examine, plain};
use crate::tally::{Plan, Tally, Trial};

const LOST: &str = "acknowledged changes lost";
const HALF: &str = "half-written files left";
const UNPLAIN: &str = "not told plainly";
const STUCK: &str = "not working once space was freed";
const WRONGS: [&str; 4] = [LOST, HALF, UNPLAIN, STUCK];

/// Said to a copy of this program that may mount a disk of its own.
pub(crate) const OWN_MOUNTS: &str = "TORTURE_OWN_MOUNTS";

/// Larger than anything a trial needs.
const DISK: u64 = 48 * 1024 * 1024;
const BALLAST: &str = "ballast";

fn quiet(program: &str, words: &[&str]) -> bool {
    let status = Program::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether this machine lets a program mount a disk that only it sees.
pub(crate) fn can_own_mounts() -> bool {
    let try_it = "d=$(mktemp -d) && mount -t tmpfs -o size=64k none \"$d\" && umount \"$d\"; rmdir \"$d\"";
    quiet("unshare", &["--user", "--map-root-user", "--mount", "sh", "-c", try_it])
}

/// A small disk in memory, gone with its process at the latest.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new() -> Self {
        let place = tempfile::tempdir().expect("a temporary folder").keep();
        let size = format!("size={DISK}");
        let mounted = quiet("mount", &["-t", "tmpfs", "-o", &size, "torture", &place.display().to_string()]);
        assert!(mounted, "a small disk can be mounted");
        Self(place)
    }

    /// Fills it, but for so many bytes.
    fn leave(&self, free: u64) {
        let mut ballast = File::create(self.0.join(BALLAST)).expect("a file");
        let block = vec![7; 256 * 1024];
        while ballast.write_all(&block).is_ok() {}
        while ballast.write_all(&block[..4096]).is_ok() {}
        let long = ballast.metadata().expect("its length").len();
        ballast.set_len(long.saturating_sub(free)).expect("cut");
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join(BALLAST)).expect("removed");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        quiet("umount", &["--lazy", &self.0.display().to_string()]);
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// One thing that writes, and how it is looked at afterwards.
struct Job<'a> {
    what: &'static str,
    files: &'a Files,
    /// More free bytes than it needs.
    need: u64,
    /// Does it; says what was acknowledged, and what stopped it.
    does: &'a dyn Fn(&AnOffice) -> (u32, Option<Problem>),
    /// Looks whether all that was acknowledged is there, with space again.
    kept: &'a dyn Fn(&mut Trial<'_>, &AnOffice, u32),
}

fn run(plan: &Plan, job: &Job<'_>) -> Tally {
    if std::env::var_os(OWN_MOUNTS).is_none() {
        return Tally::skipped(job.what, "this machine does not let a program mount a small disk");
    }
    let mut tally = plan.tried(job.what, (50, 5), &WRONGS, |trial| {
        let disk = SmallDisk::new();
        let office = office::office_in(&disk.0, job.files);
        if let Err(problem) = office.open_with(PASSPHRASE) {
            return trial.wrong(STUCK, problem);
        }
        let steps = if plan.short { 5 } else { 50 };
        disk.leave(job.need * u64::from(trial.number % steps) / u64::from(steps));
        let (acknowledged, problem) = (job.does)(&office);
        match problem {
            None => trial.fact("went through"),
            Some(problem) => {
                trial.fact(if problem.what.contains("full") || problem.remedy.contains("full") {
                    "refused: the disk is full"
                } else {
                    "refused for what it led to"
                });
                if !plain(&problem.to_string()) {
                    trial.wrong(UNPLAIN, problem);
                }
            }
        }
        // As somebody would who has not noticed: close it, and try to open it again.
        office.desk.lock();
        if let Err(problem) = office.open_with(PASSPHRASE)
            && !plain(&problem.to_string())
        {
            trial.wrong(UNPLAIN, problem);
        }
        office.desk.lock();
        disk.free();
        match examine(&office) {
            Found::Sound => (job.kept)(trial, &office, acknowledged),
            Found::Refused(problem) => trial.wrong(STUCK, problem),
            Found::Told(notices) => trial.wrong(LOST, notices.join(" ")),
            Found::ByCheck(finding) => trial.wrong(LOST, finding),
        }
        if let (_, Some(problem)) = (job.does)(&office) {
            trial.wrong(STUCK, problem);
        }
    });
    tally.measure(format!("between 0 and {} KB free", job.need / 1024));
    tally
}

struct Heard(AtomicU32);

impl Progress for Heard {
    fn step(&self, done: u32, _total: u32) {
        self.0.store(done, Ordering::Relaxed);
    }
}

fn answered<T: serde::de::DeserializeOwned>(office: &AnOffice, command: Command) -> Option<Problem> {
    office.ask::<T>(command).err()
}

/// Fills the disk during an import, and while its log is emptied into the file.
pub(crate) fn import(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let place = tempfile::tempdir().expect("a temporary folder");
    let post = place.path().join("post");
    office::post(&post, 192);
    let does = |office: &AnOffice| {
        let heard = Heard(AtomicU32::new(0));
        let paths = vec![post.display().to_string()];
        let answer =
            office.desk.run(Command::Import(Import { paths }), &Context { now: now(), progress: &heard });
        (heard.0.load(Ordering::Relaxed), answer.err())
    };
    let kept = |trial: &mut Trial<'_>, office: &AnOffice, acknowledged: u32| {
        if letters_present(trial, office) < acknowledged {
            trial.wrong(LOST, "letters");
        }
    };
    run(
        plan,
        &Job {
            what: "disk full during import",
            files: &files,
            need: 5 * 1024 * 1024,
            does: &does,
            kept: &kept,
        },
    )
}

/// Fills the disk while letters are typed, one acknowledged change each.
pub(crate) fn typing(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let does = |office: &AnOffice| {
        let known = office.stories(StoryFilter::default()).total;
        for number in 0..40 {
            let new = NewSubmission {
                channel: Channel::Phone,
                received: today(),
                name: format!("Caller {known} {number}"),
                email: String::new(),
                postcode: String::new(),
                subject: format!("Typed {number:05}"),
                text: format!("Call {known} {number}, Kittiwake Road. {}", "The plan is late. ".repeat(200)),
            };
            if let Some(problem) = answered::<StoryId>(office, Command::LogSubmission(new)) {
                return (number, Some(problem));
            }
        }
        (40, None)
    };
    let kept = |trial: &mut Trial<'_>, office: &AnOffice, acknowledged: u32| {
        let typed = StoryFilter { search: "kittiwake".into(), ..StoryFilter::default() };
        let there = office.stories(typed).total;
        if there != acknowledged {
            trial.wrong(LOST, format!("{there} are there, {acknowledged} were acknowledged"));
        }
    };
    run(
        plan,
        &Job { what: "disk full while typing", files: &files, need: 1_400 * 1024, does: &does, kept: &kept },
    )
}

/// Fills the disk before a killed casebook is opened and its log emptied into the file.
pub(crate) fn checkpoint(plan: &Plan) -> Tally {
    let files = crate::log::with_a_log(&office::quick_casebook(false), plan.seed);
    let honest = office::office_with(&files);
    honest.open_with(PASSPHRASE).expect("opens");
    let expected = office::everything_seen(&honest).expect("everything can be seen");
    let what = "disk full while the log is emptied";
    if std::env::var_os(OWN_MOUNTS).is_none() {
        return Tally::skipped(what, "this machine does not let a program mount a small disk");
    }
    plan.tried(what, (50, 5), &WRONGS, |trial| {
        let disk = SmallDisk::new();
        let office = office::office_in(&disk.0, &files);
        disk.leave(u64::from(trial.number) * 8 * 1024);
        match office.open_with(PASSPHRASE) {
            Ok(opened) if opened.notices.is_empty() => trial.fact("opened"),
            Ok(opened) => trial.wrong(LOST, opened.notices.join(" ")),
            Err(problem) if plain(&problem.to_string()) => trial.fact("refused"),
            Err(problem) => trial.wrong(UNPLAIN, problem),
        }
        office.desk.lock();
        disk.free();
        match examine(&office) {
            Found::Sound if office::everything_seen(&office).is_ok_and(|seen| seen == expected) => {}
            Found::Sound => trial.wrong(LOST, "the stories differ"),
            Found::Refused(problem) => trial.wrong(STUCK, problem),
            Found::Told(notices) => trial.wrong(LOST, notices.join(" ")),
            Found::ByCheck(finding) => trial.wrong(LOST, finding),
        }
    })
}

/// Fills the disk while a pack is saved over an older one of the same name.
pub(crate) fn pack(plan: &Plan) -> Tally {
    let files = office::quick_casebook(true);
    let path = |office: &AnOffice| office.place.path().join("pack.pdf");
    let older: &[u8] = b"the pack of last week";
    let does = |office: &AnOffice| {
        let pack = QuickPack {
            title: "SEND provision".into(),
            date: today(),
            minutes: 30,
            authorities: Vec::new(),
            themes: Vec::new(),
            without_campaigns: false,
            path: path(office).display().to_string(),
        };
        if !path(office).exists() {
            let _ = std::fs::write(path(office), older);
        }
        let problem = answered::<PackSaved>(office, Command::QuickPack(pack));
        (u32::from(problem.is_none()), problem)
    };
    let kept = |trial: &mut Trial<'_>, office: &AnOffice, acknowledged: u32| {
        let there = std::fs::read(path(office)).unwrap_or_default();
        let whole = there.starts_with(b"%PDF") && there.trim_ascii_end().ends_with(b"%%EOF");
        if acknowledged == 1 && !whole {
            trial.wrong(LOST, "the pack is not there");
        }
        // Where nothing at all is free, the trial itself cannot write the older one.
        if acknowledged == 0 && there != older && !there.is_empty() {
            trial.wrong(HALF, "another pack in the old one's place");
        }
        let beside = std::fs::read_dir(office.place.path()).map_or(0, Iterator::count);
        if beside > 2 {
            trial.wrong(HALF, "something beside the pack");
        }
    };
    run(
        plan,
        &Job {
            what: "disk full while a pack is saved",
            files: &files,
            need: 300 * 1024,
            does: &does,
            kept: &kept,
        },
    )
}

/// Fills the disk while a backup is made; an older one is there already.
pub(crate) fn backup(plan: &Plan) -> Tally {
    let files = office::quick_casebook(true);
    let place = |office: &AnOffice| office.place.path().join("kept");
    let does = |office: &AnOffice| {
        let problem = backups::back_up(office, &place(office)).err();
        (u32::from(problem.is_none()), problem)
    };
    let kept = |trial: &mut Trial<'_>, office: &AnOffice, acknowledged: u32| {
        let stories = office.stories(StoryFilter::default()).total;
        if backups::all_whole(trial, office, &place(office), stories) != acknowledged {
            trial.wrong(LOST, "a backup that was acknowledged, or one is there that was not");
        }
    };
    run(
        plan,
        &Job {
            what: "disk full during a backup",
            files: &files,
            need: 1_600 * 1024,
            does: &does,
            kept: &kept,
        },
    )
}

/// Fills the disk while a readable copy of everything is written.
pub(crate) fn export(plan: &Plan) -> Tally {
    let files = office::quick_casebook(true);
    let names = |office: &AnOffice| -> Vec<String> {
        let entries = std::fs::read_dir(office.place.path()).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name != "Test.casebook" && name != "Test backups").collect()
    };
    let does = |office: &AnOffice| {
        let folder = office.place.path().join(format!("copy {}", names(office).len())).display().to_string();
        let problem = answered::<Exported>(office, Command::ExportEverything(ExportEverything { folder }));
        (u32::from(problem.is_none()), problem)
    };
    let kept = |trial: &mut Trial<'_>, office: &AnOffice, acknowledged: u32| {
        let left = names(office);
        if acknowledged == 1 && left != ["copy 0"] {
            trial.wrong(LOST, "the copy is not there");
        }
        if acknowledged == 0 && !left.is_empty() {
            trial.wrong(HALF, left.join(", "));
        }
    };
    run(
        plan,
        &Job {
            what: "disk full while everything is copied out",
            files: &files,
            need: 1_200 * 1024,
            does: &does,
            kept: &kept,
        },
    )
}
