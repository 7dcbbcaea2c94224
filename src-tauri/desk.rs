//! Who has the casebook open: carries the page's commands to the core off the window's thread, with
//! progress and Cancel, and puts the casebook away.
//!
//! What a command does is not here but in the core; when it locks by itself is in [`crate::watch`];
//! what may be read and written is in [`Paths`].

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use casebook::api::{Code, Command, Context, Problem, Progress, Result};
use serde_json::Value;
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::paths::Paths;
use crate::watch::Why;
use crate::{device, page, recent};

/// Minutes without a key or a click after which the casebook locks, until its settings are read.
const IDLE: u32 = 15;
/// How long locking waits for a long job to come to its next edge.
const TO_AN_EDGE: Duration = Duration::from_secs(10);
/// Progress is told ten times a second, however fast it is made.
const BETWEEN_STEPS: Duration = Duration::from_millis(100);

/// The desk, as long as the window is open.
pub(crate) struct Desk {
    core: casebook::api::Desk,
    /// What the page may name.
    pub(crate) paths: Paths,
    open: AtomicBool,
    busy: AtomicBool,
    /// Held while letters are read in the background: beside the window's work, and never beside a long job.
    reading: Mutex<()>,
    asked: Mutex<Asked>,
    /// Wakes a job that rests when something else is asked of it.
    heard: Condvar,
    /// Counts lockings, so that nothing asked before one is answered after it.
    lockings: AtomicU64,
    /// The casebook that was open last, for the page that begins anew when it is put away.
    last: Mutex<Option<Last>>,
    last_active: Mutex<Instant>,
    /// Minutes without anybody there after which the casebook locks.
    lock_after: AtomicU32,
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new() -> Self {
        Self {
            core: casebook::api::Desk::with_stopwatch(stopwatch),
            paths: Paths::default(),
            open: AtomicBool::new(false),
            busy: AtomicBool::new(false),
            reading: Mutex::default(),
            asked: Mutex::new(Asked::GoOn),
            heard: Condvar::new(),
            lockings: AtomicU64::new(0),
            last: Mutex::default(),
            last_active: Mutex::new(Instant::now()),
            lock_after: AtomicU32::new(IDLE),
        }
    }

    /// Puts the casebook away: a long job stops at its next edge, then the key is gone.
    pub(crate) fn close(&self) {
        self.lockings.fetch_add(1, SeqCst);
        self.ask(Asked::Stop);
        self.open.store(false, SeqCst);
        self.core.lock();
        self.paths.forget();
        // What a long job holds is closed when it stops; whoever waits longer would wait for a broken disk.
        let began = Instant::now();
        let working = || self.busy.load(SeqCst) || self.reading.try_lock().is_err();
        while working() && began.elapsed() < TO_AN_EDGE {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Locks the casebook, if one is open: because the page asks, or for a reason of our own.
    pub(crate) fn lock(&self, app: &AppHandle, why: Option<Why>) {
        let was_open = self.open.swap(false, SeqCst);
        if !was_open && why == Some(Why::Idle) {
            // Nothing to put away, and nobody is there for as long as it stays so: a casebook that is
            // just being opened must not be taken from whoever has come back.
            return;
        }
        if was_open {
            // The page first: what it shows need not wait for a job to end.
            let _ = app.emit("locked", serde_json::json!({ "why": why }));
            if let Some(last) = held(&self.last).as_mut() {
                last.why = why;
            }
        }
        self.close();
        if was_open {
            // Only now: the new page asks at once whether anything is open.
            page::begin_anew(app);
        }
    }

    /// How often the casebook was put away: what began before is over when this changes.
    pub(crate) fn lockings(&self) -> u64 {
        self.lockings.load(SeqCst)
    }

    /// For how long nobody has been there, and how many minutes that may be.
    pub(crate) fn idle(&self) -> (Duration, u32) {
        (held(&self.last_active).elapsed(), self.lock_after.load(SeqCst))
    }

    /// Does what the page asks.
    pub(crate) fn run(&self, app: &AppHandle, command: Command) -> Result<Value> {
        if matches!(command, Command::Lock(_)) {
            self.lock(app, None);
            return Ok(serde_json::json!({}));
        }
        self.paths.allow(&command)?;

        let what = match &command {
            Command::Import(_)
            | Command::ImportFolders(_)
            | Command::ImportWatched(_)
            | Command::TryAgain(_) => Some("Reading and storing letters"),
            Command::ReadPostcodes(_) => Some("Reading postcodes"),
            Command::BackUp(_) | Command::RenewBackups(_) => Some("Making a backup"),
            Command::Restore(_) => Some("Restoring a backup"),
            Command::OpenSample(_) => Some("Making the sample casebook"),
            Command::ExportEverything(_) => Some("Copying everything"),
            Command::SubjectAccess(_) => Some("Copying everything about a person"),
            Command::HandOver(_) => Some("Handing over"),
            Command::RotateKey(_) => Some("Encrypting the casebook anew"),
            Command::Check(_) => Some("Checking the casebook"),
            Command::CloseCasebook(_) => Some("Deleting the casebook"),
            _ => None,
        };
        let _long = what.map(|_| self.begin()).transpose()?;
        let _reading =
            matches!(command, Command::ReadLetters(_)).then(|| self.begin_reading()).transpose()?;
        let steps = Steps { app, desk: self, what: what.unwrap_or_default(), last: Mutex::default() };
        let saves = matches!(
            command,
            Command::SavePack(_)
                | Command::QuickPack(_)
                | Command::SubjectAccess(_)
                | Command::RecoverySheet(_)
                | Command::SaveReceipt(_)
        );
        let letter = matches!(command, Command::LetterHtml(_));
        let closes = matches!(command, Command::CloseCasebook(_));
        // A setting may come with its casebook, be saved, or be taken back.
        let settles = matches!(command, Command::SaveSettings(_) | Command::Undo(_) | Command::Redo(_));

        // Read before, because the list of slots goes with the casebook.
        let closing = held(&self.last).as_ref().filter(|_| closes).map(|last| last.folder.clone());
        let unlocks = closing.map(|folder| device::unlocks(app, Path::new(&folder)));

        let lockings = self.lockings();
        let answer = self.core.run(command, &Context { now: now(), progress: &steps });
        if self.lockings() != lockings {
            return Err(self.too_late());
        }

        match &answer {
            Ok(opened) if opens(opened) => {
                self.touch();
                self.open.store(true, SeqCst);
                self.read_settings();
                *held(&self.last) = Last::of(opened);
                recent::remember(app, opened);
            }
            // It is gone, and the page locks when its certificate was seen.
            Ok(_) if closes => {
                *held(&self.last) = None;
                device::forget(app, &unlocks.unwrap_or_default());
            }
            Ok(_) if settles => self.read_settings(),
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

    /// Locked while a job ran: its answer is dropped, and a casebook that was just being opened is
    /// put away.
    fn too_late(&self) -> Problem {
        if !self.open.load(SeqCst) {
            self.core.lock();
        }
        Problem::failed("The casebook was locked meanwhile.", "Unlock it and do that again.")
            .with_code(Code::Locked)
    }

    /// What the office has decided about locking holds from now on.
    fn read_settings(&self) {
        let context = Context { now: now(), progress: &casebook::api::NoProgress };
        let settings = self.core.run(Command::Settings(casebook::api::Nothing {}), &context).ok();
        let minutes = settings.and_then(|settings| settings.get("lock_after")?.as_u64());
        let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok()).filter(|minutes| *minutes > 0);
        self.lock_after.store(minutes.unwrap_or(IDLE), SeqCst);
    }

    /// One long job at a time.
    fn begin(&self) -> Result<Busy<'_>> {
        if self.busy.swap(true, SeqCst) {
            return Err(Problem::failed(
                "Something that takes longer is already under way.",
                "Wait until that is done, or cancel it first.",
            ));
        }
        *held(&self.asked) = Asked::GoOn;
        // Nothing more is read from now on; what is being read is done in a moment.
        drop(held(&self.reading));
        Ok(Busy(self))
    }

    /// Reading in the background waits for long jobs.
    fn begin_reading(&self) -> Result<MutexGuard<'_, ()>> {
        let reading = held(&self.reading);
        if self.busy.load(SeqCst) {
            return Err(Problem::failed(
                "Something that takes longer is under way.",
                "Letters are read after it.",
            ));
        }
        Ok(reading)
    }

    /// Asks something of the long job. One that was asked to stop does.
    fn ask(&self, what: Asked) {
        let mut asked = held(&self.asked);
        if *asked != Asked::Stop {
            *asked = what;
        }
        self.heard.notify_all();
    }

    fn touch(&self) {
        *held(&self.last_active) = Instant::now();
    }
}

/// What was asked of a long job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    GoOn,
    Pause,
    Stop,
}

/// The casebook that was open last, and why it was locked if nobody asked for that.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Last {
    name: String,
    folder: String,
    why: Option<Why>,
}

impl Last {
    fn of(opened: &Value) -> Option<Self> {
        let fact = |name| opened.get(name)?.as_str().map(str::to_owned);
        Some(Self { name: fact("name")?, folder: fact("folder")?, why: None })
    }
}

/// Whether an answer is that of a casebook now open.
fn opens(answer: &Value) -> bool {
    ["folder", "staff", "me"].iter().all(|fact| answer.get(fact).is_some())
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
    apart(move || app.state::<Desk>().run(&app, command)).await
}

/// Does a job off the window's thread.
pub(crate) async fn apart<T: Send + 'static>(job: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tauri::async_runtime::spawn_blocking(job).await.unwrap_or_else(|_| {
        Err(Problem::failed(
            "That job stopped unexpectedly.",
            "What was saved before is safe. Restart SEND Casebook and try again.",
        ))
    })
}

/// What the page that begins anew stands in front of: the casebook that was open last.
#[tauri::command]
pub(crate) fn last_open(app: AppHandle) -> Option<Last> {
    held(&app.state::<Desk>().last).clone()
}

/// Stops the long job after the letter it is at; what it has stored stays.
#[tauri::command]
pub(crate) fn cancel(app: AppHandle) {
    app.state::<Desk>().ask(Asked::Stop);
}

/// Lets the long job rest, or go on.
#[tauri::command]
pub(crate) fn pause(app: AppHandle, paused: bool) {
    app.state::<Desk>().ask(if paused { Asked::Pause } else { Asked::GoOn });
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
        !self.what.is_empty() && *held(&self.desk.asked) == Asked::Stop
    }

    fn rest(&self) {
        if !self.what.is_empty() {
            let asked = held(&self.desk.asked);
            // Locking asks it to stop: a job that rests keeps nobody waiting.
            drop(self.desk.heard.wait_while(asked, |asked| *asked == Asked::Pause));
        }
    }
}

/// Says how much of the processor's time this thread has had, for measuring what a passphrase should cost.
fn stopwatch() -> Duration {
    cpu_time::ThreadTime::now().as_duration()
}

/// The wall clock, read here and handed to the core, which has none.
#[expect(clippy::disallowed_methods, reason = "this is where the core's clock comes from")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// A lock that stays usable when the job that held it stopped unexpectedly: what these guard is
/// whole after every line.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
