//! Who has the casebook open, and what a job may know about the world.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::watched::Looked;
use crate::error::{Code, Problem, Result};
use crate::reading::{CloseReader, Reader};
use crate::store::{Casebook, Costs, Stamp};

/// Hears how far long work has come, and can stop it.
pub trait Progress: Sync {
    /// So many of so many are done.
    fn step(&self, done: u32, total: u32);

    /// Whether somebody asked to stop. What is done by then stays.
    fn cancelled(&self) -> bool {
        false
    }

    /// Called between two steps of work that may pause, while it holds nothing: whoever wants it to
    /// pause answers when it may go on, or shall stop.
    fn rest(&self) {}
}

/// For work nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn step(&self, _done: u32, _total: u32) {}
}

/// What a job may know about the world outside the casebook.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time: the core has no clock of its own.
    pub now: DateTime<Utc>,
    /// Hears how far long work has come.
    pub progress: &'a dyn Progress,
}

impl Context<'_> {
    /// Today.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }
}

/// A desk: at most one casebook is open on it.
#[derive(Default)]
pub struct Desk {
    open: Mutex<Option<Open>>,
    /// Counts lockings, so that work begun before one stops after it.
    lockings: AtomicU64,
    stopwatch: Option<Box<dyn Fn() -> Duration + Send + Sync>>,
    costs: OnceLock<Costs>,
    /// True while a backup is made or restored.
    pub(super) backing_up: AtomicBool,
    /// What was seen of the watched folder since the casebook was opened.
    looked: Mutex<Looked>,
    /// What is known of words from the letters read since then: the next letters have most of them.
    reader: Mutex<Reader>,
    /// The same of what words mean.
    close_reader: Mutex<CloseReader>,
}

/// The casebook on the desk.
pub(super) struct Open {
    pub(super) casebook: Casebook,
    pub(super) me: Uuid,
    pub(super) folder: PathBuf,
}

impl Open {
    /// Whose change it is, and when.
    pub(super) const fn stamp(&self, context: &Context<'_>) -> Stamp {
        Stamp { now: context.now, staff: self.me }
    }
}

/// Nothing is open.
pub(super) fn locked() -> Problem {
    Problem::failed("The casebook is locked.", "Unlock it and do that again.").with_code(Code::Locked)
}

impl Desk {
    /// A desk that knows how long something takes: new passphrases then cost as much to try as this
    /// machine can bear, not only the least. `stopwatch` says how much of the processor's time the
    /// thread has had: a busy computer must not make a passphrase cheap.
    #[must_use]
    pub fn with_stopwatch(stopwatch: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { stopwatch: Some(Box::new(stopwatch)), ..Self::default() }
    }

    /// What one try at a new passphrase costs; measured once.
    pub(super) fn costs(&self) -> Costs {
        let measure = || match &self.stopwatch {
            Some(stopwatch) => Costs::calibrated(stopwatch),
            None => Costs::LEAST,
        };
        *self.costs.get_or_init(measure)
    }

    /// An empty desk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes the casebook and forgets its key. Long work stops at its next step.
    pub fn lock(&self) {
        self.lockings.fetch_add(1, Ordering::SeqCst);
        *self.guard() = None;
        *self.looked() = Looked::default();
        *self.reader() = Reader::default();
        *self.close_reader() = CloseReader::default();
    }

    pub(super) fn reader(&self) -> MutexGuard<'_, Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Not held while reading: locking does not wait for it.
    pub(super) fn close_reader(&self) -> MutexGuard<'_, CloseReader> {
        self.close_reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn looked(&self) -> MutexGuard<'_, Looked> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn guard(&self) -> MutexGuard<'_, Option<Open>> {
        // A job that panicked changed nothing: its transaction was rolled back.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a casebook on the desk.
    pub(super) fn put(&self, open: Open) {
        *self.guard() = Some(open);
    }

    /// How often the desk was locked.
    pub(super) fn lockings(&self) -> u64 {
        self.lockings.load(Ordering::SeqCst)
    }

    /// Does something with the open casebook.
    pub(super) fn with<T>(&self, job: impl FnOnce(&mut Open) -> Result<T>) -> Result<T> {
        let mut guard = self.guard();
        let open = guard.as_mut().ok_or_else(locked)?;
        job(open)
    }
}
