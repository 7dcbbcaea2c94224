//! What was dropped on the window: every file of it, and why one could not be read.

use std::cmp::Ordering;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use thiserror::Error;
use walkdir::WalkDir;

use super::NotALetter;
use super::archive::Bomb;

/// A folder nested deeper is a mistake, or a trap.
const DEEPEST_FOLDER: usize = 64;

/// A file that may hold a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// How large it was when it was found.
    pub bytes: u64,
    /// When it was last written to, where the system says.
    pub modified: Option<SystemTime>,
}

/// A line for the receipt: something that was not even opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it is.
    pub path: PathBuf,
    /// Why.
    pub why: ReadProblem,
}

/// Why a file could not be opened or read. Each message is for a caseworker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadProblem {
    /// Nothing is there.
    #[error("There is nothing here any more. It may have been moved: add it again from where it is now.")]
    Missing,
    /// The system says no.
    #[error("This computer does not let you read it. Ask whoever shared it, or save a copy first.")]
    NoPermission,
    /// A pipe, a device, a socket.
    #[error("This is not a file that holds anything. Leave it out.")]
    NotAFile,
    /// Such as `.DS_Store` or `Thumbs.db`.
    #[error("This is a file the computer keeps for itself, not a letter. Nothing needs doing.")]
    Housekeeping,
    /// A folder inside itself, or folders nested without end.
    #[error("This folder leads back into itself, so it was not followed. Add the folder it points to.")]
    Loop,
    /// The disk or the network failed.
    #[error("This could not be read. Check the disk or the network, then add it again.")]
    Unreadable,
}

/// Why a file gave no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotRead {
    /// It could not be read.
    #[error(transparent)]
    File(#[from] ReadProblem),
    /// It was read, and is something else.
    #[error(transparent)]
    Content(#[from] NotALetter),
}

impl NotRead {
    /// Whether the same file may be read another time without being changed.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::File(ReadProblem::Missing | ReadProblem::NoPermission | ReadProblem::Unreadable))
    }
}

impl From<&io::Error> for NotRead {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            _ if error.get_ref().is_some_and(|inner| inner.is::<Bomb>()) => NotALetter::TooTangled.into(),
            // A packed file that does not unpack to what it was.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                NotALetter::Damaged.into()
            }
            _ => ReadProblem::from(error).into(),
        }
    }
}

impl From<&io::Error> for ReadProblem {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            _ => Self::Unreadable,
        }
    }
}

/// Every file under these paths: the paths in the order given, each folder's content by name, with
/// numbers in their natural order. Nothing is left out silently.
pub fn find_files(paths: &[PathBuf]) -> impl Iterator<Item = Result<Found, Skipped>> + use<> {
    let paths: Vec<PathBuf> = paths.into();
    paths.into_iter().flat_map(|path| {
        WalkDir::new(path.clone())
            .follow_links(true)
            .max_depth(DEEPEST_FOLDER)
            .sort_by(|a, b| natural(&a.file_name().to_string_lossy(), &b.file_name().to_string_lossy()))
            .into_iter()
            .filter_map(move |entry| found(entry, &path))
    })
}

fn found(entry: walkdir::Result<walkdir::DirEntry>, root: &Path) -> Option<Result<Found, Skipped>> {
    let skipped = |path: PathBuf, why| Some(Err(Skipped { path, why }));
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().unwrap_or(root).to_owned();
            let why = match error.io_error() {
                _ if error.loop_ancestor().is_some() => ReadProblem::Loop,
                Some(io) => io.into(),
                None => ReadProblem::Unreadable,
            };
            return skipped(path, why);
        }
    };
    let kind = entry.file_type();
    if kind.is_dir() {
        let too_deep = entry.depth() == DEEPEST_FOLDER;
        return if too_deep { skipped(entry.into_path(), ReadProblem::Loop) } else { None };
    }
    if !kind.is_file() {
        return skipped(entry.into_path(), ReadProblem::NotAFile);
    }
    if is_housekeeping(&entry.file_name().to_string_lossy()) {
        return skipped(entry.into_path(), ReadProblem::Housekeeping);
    }
    match entry.metadata() {
        Ok(metadata) => Some(Ok(Found {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            path: entry.into_path(),
        })),
        Err(error) => {
            let why = error.io_error().map_or(ReadProblem::Unreadable, ReadProblem::from);
            skipped(entry.into_path(), why)
        }
    }
}

/// Files that Windows and macOS leave in folders.
pub(super) fn is_housekeeping(name: &str) -> bool {
    let known = [".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", ".localized"];
    known.iter().any(|known| name.eq_ignore_ascii_case(known)) || name.starts_with("._")
}

/// `Letter 2` before `Letter 10`, and no difference between capitals unless nothing else tells.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let order = match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, y) = (digits(&mut left), digits(&mut right));
                x.len().cmp(&y.len()).then_with(|| x.cmp(&y))
            }
            (Some(x), Some(y)) => {
                left.next();
                right.next();
                x.to_lowercase().cmp(y.to_lowercase())
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number that stands here, without leading zeros.
fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut number = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if !(number.is_empty() && digit == '0') {
            number.push(digit);
        }
    }
    number
}
