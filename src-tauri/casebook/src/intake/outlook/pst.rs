//! Outlook's file of a whole mailbox (.pst): its folders, and the letters in them, one after another.
//!
//! Outlook's own scrambling of such a file ("compressible" and "high encryption") hides nothing and is
//! undone in reading. A password only asks Outlook not to open the file; what is in it is not encrypted.

mod heap;
mod nodes;
mod store;

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

#[cfg(any(test, feature = "fuzzing"))]
pub(in crate::intake) use self::heap::loose;
use self::store::Store;
use super::MOST_BYTES;
use crate::intake::archive::Bomb;
use crate::intake::opening::{Read as Found, Reads, with_its_bytes};
use crate::intake::source::{Source, problem};
use crate::intake::{NotALetter, NotRead};
use crate::submission::Format;

/// How many bytes may be read for one letter: the file may say that it goes on for ever.
const FOR_ONE: u64 = 2 * MOST_BYTES as u64;

/// Whether a file begins like one of these.
pub(in crate::intake) fn is_data_file(start: &[u8]) -> bool {
    start.starts_with(b"!BDN")
}

/// A folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFolder {
    /// Its name, after those of the folders it is in: `Inbox/Constituents`.
    pub path: String,
    /// How many things it holds.
    pub letters: u32,
    /// Whether it is read unless somebody says otherwise.
    pub usual: bool,
}

/// What is in a mailbox, to choose from before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its folders, in the order in which they are read.
    pub folders: Vec<MailFolder>,
    /// Whether Outlook asks for a password.
    pub locked: bool,
}

/// The folders of a mailbox that have mail in them.
pub(in crate::intake) fn folders(source: &Source) -> Result<Mailbox, NotRead> {
    let mut reader = Guarded::open(source)?;
    let (folders, locked) = reader.ask(|store| Ok((store.folders()?, store.locked())))?;
    Ok(Mailbox { folders: folders.into_iter().map(|(folder, _)| folder).collect(), locked })
}

/// The letters in these folders, or in the usual ones.
pub(in crate::intake) fn letters(
    source: &Source,
    inside: &str,
    chosen: Option<&[String]>,
) -> Result<Reads, NotRead> {
    let mut reader = Guarded::open(source)?;
    let (folders, locked) = reader.ask(|store| Ok((store.folders()?, store.locked())))?;
    let is_chosen = |folder: &MailFolder| match chosen {
        Some(chosen) => chosen.iter().any(|one| is_called(folder, one)),
        None => folder.usual,
    };
    let folders: Vec<_> = folders.into_iter().filter(|(folder, _)| is_chosen(folder)).collect();
    let left = folders.iter().map(|(folder, _)| folder.letters).fold(0, u32::saturating_add);
    let told = match (locked, folders.is_empty()) {
        (true, _) => Some(NotALetter::PstPassword),
        (false, true) => Some(NotALetter::EmptyPst),
        (false, false) => None,
    };
    let before = if inside.is_empty() { String::new() } else { format!("{inside}, ") };
    let told = told.map(|why| Found {
        inside: before.trim_end_matches(", ").to_owned(),
        letter: Err(why.into()),
        left,
    });
    let ids = Vec::new().into_iter();
    let letters =
        Letters { reader, before, folders: folders.into_iter(), folder: String::new(), ids, number: 0, left };
    Ok(Box::new(told.into_iter().chain(letters)))
}

/// A folder's whole path, or its last name, however it is written.
fn is_called(folder: &MailFolder, name: &str) -> bool {
    let (path, name) = (folder.path.to_lowercase(), name.trim().to_lowercase());
    path == name || path.rsplit('/').next() == Some(name.as_str())
}

struct Letters {
    reader: Guarded,
    before: String,
    folders: std::vec::IntoIter<(MailFolder, u32)>,
    folder: String,
    ids: std::vec::IntoIter<u32>,
    number: u32,
    left: u32,
}

impl Iterator for Letters {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(id) = self.ids.next() {
                self.number += 1;
                self.left = self.left.saturating_sub(1);
                let mail = self.reader.ask(|store| store.mail(id));
                let letter = mail.and_then(|mail| with_its_bytes(mail, "", Some(Format::Pst)));
                if letter.as_ref().is_err_and(NotRead::may_pass) {
                    // The disk or the network is gone: asking for every other letter would say so as often.
                    (self.ids, self.folders, self.left) = (Vec::new().into_iter(), Vec::new().into_iter(), 0);
                }
                let inside = format!("{}{}, letter {}", self.before, self.folder, self.number);
                return Some(Found { inside, letter, left: self.left });
            }
            let (folder, node) = self.folders.next()?;
            self.number = 0;
            match self.reader.ask(|store| store.letters_in(node)) {
                Ok(ids) => self.ids = ids.into_iter(),
                Err(why) => {
                    self.left = self.left.saturating_sub(folder.letters);
                    let inside = format!("{}{}", self.before, folder.path);
                    return Some(Found { inside, letter: Err(why), left: self.left });
                }
            }
            self.folder = folder.path;
        }
    }
}

/// The library expects what Outlook writes. Where a damaged file confounds it, that is caught here and
/// told as damage; it is opened anew for what comes after.
struct Guarded {
    source: Source,
    store: Option<Store>,
    budget: Rc<Cell<u64>>,
}

impl Guarded {
    fn open(source: &Source) -> Result<Self, NotRead> {
        let mut opened =
            Self { source: source.again().map_err(problem)?, store: None, budget: Rc::default() };
        opened.ask(|_| Ok(()))?;
        Ok(opened)
    }

    fn ask<T>(&mut self, job: impl FnOnce(&Store) -> Result<T, NotRead>) -> Result<T, NotRead> {
        self.budget.set(FOR_ONE);
        let Self { source, store, budget } = self;
        let done = catch_unwind(AssertUnwindSafe(|| {
            if store.is_none() {
                *store = Some(Store::open(source, budget)?);
            }
            store.as_ref().map_or(Err(NotALetter::Damaged.into()), job)
        }));
        done.unwrap_or_else(|_| {
            self.store = None;
            Err(NotALetter::Damaged.into())
        })
    }
}

/// The file's bytes, counted.
struct Counted {
    source: Source,
    left: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        let left = self.left.get().checked_sub(read as u64).ok_or_else(|| io::Error::other(Bomb))?;
        self.left.set(left);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}
