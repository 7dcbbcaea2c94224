//! One casebook is opened by one program at a time; whoever comes second is told who has it.
//!
//! The lock on the file `lock` decides, and the system takes it away from a program that died. Beside
//! it stands `holder`, which only informs: the program, its process, its computer, and, as the
//! time it was written, since when. Not in the locked file itself, which Windows lets nobody else read.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Local};
use serde::{Deserialize, Serialize};

use super::file::io;
use crate::error::{Problem, Result};

const LOCK: &str = "lock";
const HOLDER: &str = "holder";
/// More than this was not written by us.
const LONGEST: u64 = 4096;

/// Which program this is, as another desk is told when it meets a casebook that is open here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The window.
    Window,
    /// The command line.
    CommandLine,
}

static THIS: OnceLock<Program> = OnceLock::new();

/// Says once, at the start, which program this is.
pub fn this_program_is(program: Program) {
    // Said twice, the first stands; it is only there to inform.
    let _ = THIS.set(program);
}

/// Who has a casebook open: nothing about people.
#[derive(Serialize, Deserialize)]
struct Holder {
    program: Option<Program>,
    process: u32,
    computer: String,
}

/// What this computer is called.
#[must_use]
pub fn this_computer() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

impl Holder {
    fn this() -> Self {
        Self { program: THIS.get().copied(), process: std::process::id(), computer: this_computer() }
    }
}

/// Held for as long as a casebook is open here.
pub(super) struct Held {
    holder: PathBuf,
    /// After the facts are gone: the file's lock ends when it is closed.
    _lock: File,
}

impl Held {
    /// Takes the casebook for this program.
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let unusable = |error: &std::io::Error| io(error, "The casebook's folder could not be used.");
        let lock =
            File::options().create(true).truncate(false).read(true).write(true).open(folder.join(LOCK));
        let lock = lock.map_err(|error| unusable(&error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(taken(folder)),
            Err(fs::TryLockError::Error(error)) => return Err(unusable(&error)),
        }
        let held = Self { holder: folder.join(HOLDER), _lock: lock };
        // What it says is a courtesy: where it cannot be written, nobody is told who.
        let _ = serde_json::to_vec(&Holder::this()).map(|facts| fs::write(&held.holder, facts));
        Ok(held)
    }
}

impl Held {
    /// Takes the casebook if it has ever been opened: a folder that nobody has opened yet has no lock,
    /// and looking at it should not leave one.
    pub(super) fn take_there(folder: &Path) -> Result<Option<Self>> {
        if folder.join(LOCK).exists() { Self::take(folder).map(Some) } else { Ok(None) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.holder);
    }
}

/// What somebody is told who finds the casebook open elsewhere.
fn taken(folder: &Path) -> Problem {
    let remedy = "Lock or close it there, then try again.";
    match who(folder) {
        Some(who) => Problem::failed(format!("This casebook has been open in {who}."), remedy),
        None => Problem::failed("This casebook is open in another program or on another desk.", remedy),
    }
}

/// "the SEND Casebook window on OFFICE-3 since 09.30 on 4 September 2024", if it can be read.
fn who(folder: &Path) -> Option<String> {
    let path = folder.join(HOLDER);
    let about = fs::metadata(&path).ok().filter(|about| about.len() <= LONGEST)?;
    let holder: Holder = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
    let program = match holder.program {
        Some(Program::Window) => "the SEND Casebook window",
        Some(Program::CommandLine) => "the command line",
        None => "another program",
    };
    let since = DateTime::<Local>::from(about.modified().ok()?).format("%H.%M on %-d %B %Y");
    Some(format!("{program} on {} since {since}", computer(&holder.computer)))
}

/// A computer's name as it may stand in a sentence: whoever can write to the folder chose it.
fn computer(name: &str) -> String {
    if this_computer() == name {
        return "this computer".into();
    }
    let allowed = |letter: &char| letter.is_ascii_alphanumeric() || "-._".contains(*letter);
    let name: String = name.chars().filter(allowed).take(63).collect();
    if name.is_empty() { "another computer".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn whoever_comes_second_is_told_who_has_it() {
        let folder = folder();
        let held = Held::take(folder.path()).expect("nobody has it");
        let told = Held::take(folder.path()).err().expect("it is taken");
        assert!(
            told.what.starts_with("This casebook has been open in another program on this computer since ")
        );
        fs::write(
            folder.path().join(HOLDER),
            r#"{"program":"window","process":7,"computer":"OFFICE-3<b>, says Sam"}"#,
        )
        .expect("written");
        let told = Held::take(folder.path()).err().expect("it is taken").what;
        assert!(told.contains("the SEND Casebook window on OFFICE-3bsaysSam since "), "no markup: {told}");
        drop(held);
        assert!(!folder.path().join(HOLDER).exists(), "nothing is left to mislead");
    }

    #[test]
    fn what_a_program_that_died_left_behind_stops_nobody() {
        let folder = folder();
        let facts = r#"{"program":"command_line","process":1,"computer":"GONE"}"#;
        fs::write(folder.path().join(HOLDER), facts).expect("written");
        let _held = Held::take(folder.path()).expect("the lock decides, not the facts");
        let told = Held::take(folder.path()).err().expect("it is taken").what;
        assert!(!told.contains("GONE"), "the facts are those of whoever has it now: {told}");
    }

    #[test]
    fn facts_that_cannot_be_read_are_left_out() {
        let folder = folder();
        let _held = Held::take(folder.path()).expect("nobody has it");
        for nonsense in ["", "{", "[]", &"x".repeat(10_000)] {
            fs::write(folder.path().join(HOLDER), nonsense).expect("written");
            let told = Held::take(folder.path()).err().expect("it is taken").what;
            assert_eq!(told, "This casebook is open in another program or on another desk.");
        }
    }
}
