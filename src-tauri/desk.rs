//! Who has the casebook open: carries the page's commands to the core off the window's thread, with
//! progress and Cancel, and locks the casebook when nobody has been there for a while.
//!
//! What a command does is not here but in the core; what may be read and written is in [`Paths`].

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use casebook::api::{
    BackUp, Code, Command, Context, Problem, Progress, QuickPack, RecoverySheet, Result, SaveAttachment,
    SaveOriginal, SavePack,
};
use serde_json::Value;
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::dialogs;

/// Without a key or a click for this long, the casebook locks.
const IDLE: Duration = Duration::from_mins(15);
/// How often the desk looks whether anybody is there.
const LOOK: Duration = Duration::from_secs(5);
/// Progress is told ten times a second, however fast it is made.
const BETWEEN_STEPS: Duration = Duration::from_millis(100);

/// The desk, as long as the window is open.
pub(crate) struct Desk {
    core: casebook::api::Desk,
    /// What the page may name.
    pub(crate) paths: Paths,
    open: AtomicBool,
    busy: AtomicBool,
    cancelled: AtomicBool,
    last_active: Mutex<Instant>,
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new() -> Self {
        Self {
            core: casebook::api::Desk::with_stopwatch(stopwatch()),
            paths: Paths::default(),
            open: AtomicBool::new(false),
            busy: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
            last_active: Mutex::new(Instant::now()),
        }
    }

    /// Puts the casebook away for good.
    pub(crate) fn close(&self) {
        self.cancelled.store(true, SeqCst);
        self.core.lock();
        self.open.store(false, SeqCst);
    }

    fn run(&self, app: &AppHandle, command: Command) -> Result<Value> {
        // The page asks these of its own accord; they do not mean that somebody is there.
        if !matches!(
            command,
            Command::Status(_) | Command::Counts(_) | Command::BackUpIfDue(_) | Command::Backups(_)
        ) {
            self.touch();
        }
        self.paths.allow(&command)?;

        let what = match &command {
            Command::Import(_) => Some("Reading and storing letters"),
            Command::BackUp(_) => Some("Making a backup"),
            Command::Restore(_) => Some("Restoring a backup"),
            Command::OpenSample(_) => Some("Making the sample casebook"),
            Command::ExportEverything(_) => Some("Copying everything"),
            Command::SubjectAccess(_) => Some("Copying everything about a person"),
            Command::HandOver(_) => Some("Handing over"),
            Command::RotateKey(_) => Some("Encrypting the casebook anew"),
            _ => None,
        };
        let _long = what.map(|_| self.begin()).transpose()?;
        let steps = Steps { app, desk: self, what: what.unwrap_or_default(), last: Mutex::default() };
        let (locks, opens, saves) = (
            matches!(command, Command::Lock(_) | Command::CloseCasebook(_)),
            matches!(command, Command::CreateCasebook(_) | Command::OpenCasebook(_) | Command::OpenSample(_)),
            matches!(
                command,
                Command::SavePack(_)
                    | Command::QuickPack(_)
                    | Command::SubjectAccess(_)
                    | Command::RecoverySheet(_)
            ),
        );
        let letter = matches!(command, Command::LetterHtml(_));

        let answer = self.core.run(command, &Context { now: now(), progress: &steps });

        match &answer {
            Ok(_) if locks => self.open.store(false, SeqCst),
            Ok(opened) if opens => {
                self.open.store(true, SeqCst);
                dialogs::remember(app, opened);
            }
            Ok(saved) if saves => {
                let path = saved.get("path").or_else(|| saved.get("document"));
                if let Some(path) = path.and_then(Value::as_str) {
                    self.paths.may_show(path);
                }
            }
            Ok(shown) if letter => self.paths.may_open(shown),
            Err(problem) if problem.code == Code::Locked => self.open.store(false, SeqCst),
            _ => {}
        }
        answer
    }

    /// One long job at a time.
    fn begin(&self) -> Result<Busy<'_>> {
        if self.busy.swap(true, SeqCst) {
            return Err(Problem::failed(
                "Something that takes longer is already under way.",
                "Wait until that is done, or cancel it first.",
            ));
        }
        self.cancelled.store(false, SeqCst);
        Ok(Busy(self))
    }

    fn touch(&self) {
        *held(&self.last_active) = Instant::now();
    }

    /// Locks the casebook if nobody is there. `slept` is how much longer the clock on the wall went
    /// than the computer ran.
    fn look(&self, app: &AppHandle, slept: Duration) {
        // A long import is work, even if nobody touches a key.
        if self.busy.load(SeqCst) {
            self.touch();
        }
        let idle = held(&self.last_active).elapsed();
        let Some(why) = reason_to_lock(idle, slept, idle_limit()) else { return };
        if self.open.swap(false, SeqCst) {
            self.core.lock();
            let _ = app.emit("locked", serde_json::json!({ "why": why }));
        }
    }
}

/// Why the casebook should be locked now, if it should.
fn reason_to_lock(idle: Duration, slept: Duration, limit: Duration) -> Option<&'static str> {
    if slept > Duration::from_secs(30) {
        Some("sleep")
    } else if idle >= limit {
        Some("idle")
    } else {
        None
    }
}

/// How long the desk waits for a key or a click; the tests of the window do not have that long.
fn idle_limit() -> Duration {
    if cfg!(feature = "automation")
        && let Ok(seconds) = std::env::var("SEND_CASEBOOK_IDLE_SECONDS")
        && let Ok(seconds) = seconds.parse()
    {
        return Duration::from_secs(seconds);
    }
    IDLE
}

/// Watches over the desk until the window closes.
pub(crate) fn watch(app: AppHandle) {
    std::thread::spawn(move || {
        let look = LOOK.min(idle_limit() / 2);
        loop {
            let (ran, wall) = (Instant::now(), SystemTime::now());
            std::thread::sleep(look);
            let slept = wall.elapsed().unwrap_or_default().saturating_sub(ran.elapsed());
            app.state::<Desk>().look(&app, slept);
        }
    });
}

/// Any command of the core, as `{"command": …, "args": …}`.
#[tauri::command]
pub(crate) async fn call(app: AppHandle, command: Value) -> Result<Value> {
    let command: Command = serde_json::from_value(command).map_err(|_| {
        Problem::failed(
            "The window asked for something this version does not know.",
            "Restart SEND Casebook.",
        )
    })?;
    tauri::async_runtime::spawn_blocking(move || app.state::<Desk>().run(&app, command)).await.unwrap_or_else(
        |_| {
            Err(Problem::failed(
                "That job stopped unexpectedly.",
                "What was saved before is safe. Restart SEND Casebook and try again.",
            ))
        },
    )
}

/// Stops the long job after the letter it is at; what it has stored stays.
#[tauri::command]
pub(crate) fn cancel(app: AppHandle) {
    app.state::<Desk>().cancelled.store(true, SeqCst);
}

/// Somebody is there, though they ask for nothing: reading a long letter, say.
#[tauri::command]
pub(crate) fn active(app: AppHandle) {
    app.state::<Desk>().touch();
}

/// Ends a long job, however it ended.
struct Busy<'a>(&'a Desk);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.busy.store(false, SeqCst);
    }
}

/// Tells the page how far a long job is.
struct Steps<'a> {
    app: &'a AppHandle,
    desk: &'a Desk,
    what: &'static str,
    last: Mutex<Option<Instant>>,
}

impl Progress for Steps<'_> {
    fn step(&self, done: u32, total: u32) {
        let mut last = held(&self.last);
        if self.what.is_empty() || (done < total && last.is_some_and(|at| at.elapsed() < BETWEEN_STEPS)) {
            return;
        }
        *last = Some(Instant::now());
        let step = serde_json::json!({ "done": done, "total": total, "what": self.what });
        let _ = self.app.emit("progress", step);
    }

    fn cancelled(&self) -> bool {
        !self.what.is_empty() && self.desk.cancelled.load(SeqCst)
    }
}

/// Which files the page may name. A page that shows strangers' letters does not get to choose:
/// reading needs a file that was picked or dropped, writing one that was picked, showing one that
/// was written.
#[derive(Default)]
pub(crate) struct Paths {
    read: Mutex<HashSet<PathBuf>>,
    write: Mutex<HashSet<PathBuf>>,
    show: Mutex<HashSet<PathBuf>>,
    links: Mutex<HashSet<String>>,
}

impl Paths {
    /// These were picked or dropped.
    pub(crate) fn may_read(&self, paths: &[PathBuf]) {
        held(&self.read).extend(paths.iter().cloned());
    }

    /// This is where the save dialog said.
    pub(crate) fn may_write(&self, path: &Path) {
        held(&self.write).insert(path.into());
    }

    /// This pack was saved.
    fn may_show(&self, path: &str) {
        held(&self.show).insert(path.into());
    }

    /// Whether this pack was saved while the window was open.
    pub(crate) fn can_show(&self, path: &Path) -> bool {
        held(&self.show).contains(path)
    }

    /// These are the links of a letter that is shown.
    fn may_open(&self, shown: &Value) {
        let links = shown.get("links").and_then(Value::as_array).into_iter().flatten();
        let addresses = links.filter_map(|link| link.get("address")?.as_str().map(str::to_owned));
        held(&self.links).extend(addresses);
    }

    /// Whether a letter that was shown since the casebook was opened has this link.
    pub(crate) fn can_open(&self, address: &str) -> bool {
        held(&self.links).contains(address)
    }

    fn allow(&self, command: &Command) -> Result<()> {
        let chosen = match command {
            Command::Import(import) => {
                let read = held(&self.read);
                import.paths.iter().all(|path| read.contains(Path::new(path)))
            }
            Command::SavePack(SavePack { path, .. })
            | Command::QuickPack(QuickPack { path, .. })
            | Command::SaveAttachment(SaveAttachment { path, .. })
            | Command::SaveOriginal(SaveOriginal { path, .. })
            | Command::RecoverySheet(RecoverySheet { path, .. }) => {
                held(&self.write).contains(Path::new(path))
            }
            Command::ExportEverything(request) => held(&self.write).contains(Path::new(&request.folder)),
            Command::SubjectAccess(request) => held(&self.write).contains(Path::new(&request.folder)),
            Command::CloseCasebook(request) => held(&self.write).contains(Path::new(&request.certificate)),
            Command::BackUp(BackUp { to: Some(folder) }) => held(&self.write).contains(Path::new(folder)),
            _ => true,
        };
        if chosen {
            return Ok(());
        }
        Err(Problem::failed(
            "That file was not chosen in this window.",
            "Choose it again, or drop it on the window.",
        ))
    }
}

/// Says how long the program has been running, for measuring what a passphrase should cost.
fn stopwatch() -> impl Fn() -> Duration + Send + Sync {
    let began = Instant::now();
    move || began.elapsed()
}

/// The wall clock, read here and handed to the core, which has none.
#[expect(clippy::disallowed_methods, reason = "this is where the core's clock comes from")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// A lock that stays usable when the job that held it stopped unexpectedly: what these guard is
/// whole after every line.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use casebook::api::Import;

    use super::*;

    #[test]
    fn nobody_there_or_asleep_locks() {
        let minutes = Duration::from_mins;
        assert_eq!(reason_to_lock(minutes(14), Duration::ZERO, IDLE), None, "somebody was just here");
        assert_eq!(reason_to_lock(minutes(15), Duration::ZERO, IDLE), Some("idle"));
        assert_eq!(reason_to_lock(minutes(0), minutes(1), IDLE), Some("sleep"), "the lid was closed");
        assert_eq!(reason_to_lock(minutes(0), Duration::from_secs(2), IDLE), None, "only a busy computer");
    }

    #[test]
    fn the_page_names_no_file_of_its_own() {
        let paths = Paths::default();
        let import = |path: &str| Command::Import(Import { paths: vec![path.into()] });
        assert!(paths.allow(&import("/etc/passwd")).is_err(), "nobody picked it");
        paths.may_read(&["/letters".into()]);
        assert!(paths.allow(&import("/letters")).is_ok(), "somebody picked it");
        assert!(paths.allow(&import("/letters/../etc")).is_err(), "picking a folder picks no way out of it");

        let save = |path: &str| {
            let args = serde_json::json!({ "debate": "0".repeat(32), "path": path });
            serde_json::from_value(serde_json::json!({ "command": "save_pack", "args": args }))
                .expect("a command")
        };
        assert!(paths.allow(&save("/letters")).is_err(), "to read is not to write");
        paths.may_write(Path::new("/pack.pdf"));
        assert!(paths.allow(&save("/pack.pdf")).is_ok());
        assert!(!paths.can_show(Path::new("/pack.pdf")), "it is not saved yet");
        let take = |path: &str| {
            let args = serde_json::json!({ "submission": "0".repeat(32), "index": 0, "path": path });
            serde_json::from_value(serde_json::json!({ "command": "save_attachment", "args": args }))
                .expect("a command")
        };
        assert!(paths.allow(&take("/pack.pdf")).is_ok(), "somebody picked it");
        assert!(paths.allow(&take("/home/.bashrc")).is_err(), "nobody picked it");

        assert!(!paths.can_open("https://elsewhere.example/"), "no letter has it");
        paths.may_open(&serde_json::json!({ "links": [{ "address": "https://elsewhere.example/" }] }));
        assert!(paths.can_open("https://elsewhere.example/"), "a letter has it");
        assert!(!paths.can_open("https://elsewhere.example/?words"), "and nothing is added to it");
        paths.may_show("/pack.pdf");
        assert!(paths.can_show(Path::new("/pack.pdf")));
    }
}
