//! From a file to its letters, one at a time, whatever holds them.
//!
//! What a file is, its bytes say. A container (a mailbox, an archive, a table) is an iterator that
//! yields [`Read`]s; it may open what it holds in the same way, a few levels down and no further.

use std::cell::Cell;
use std::io::BufReader;
use std::path::Path;
use std::rc::Rc;

use super::files::NotRead;
use super::mailbox::{Mailbox, is_mailbox};
use super::outlook::pst;
use super::source::{Opened, problem};
use super::survey::{self, Forms, Table};
use super::{Letter, NotALetter, archive, kind, read_letter};
use crate::submission::Format;

/// A letter, and the bytes it was read from: the original is kept.
pub type ReadLetter = Result<(Vec<u8>, Letter), NotRead>;

/// One thing that was found in a file: it gets a line of its own on the receipt.
#[derive(Debug)]
pub struct Read {
    /// Where in the file it stands, such as `letter 3`; empty for the file as a whole.
    pub inside: String,
    /// The letter, or why there is none.
    pub letter: ReadLetter,
    /// How many more the file holds, as far as that can be told before they are read.
    pub left: u32,
}

/// The letters of a file, one after another.
pub type Reads = Box<dyn Iterator<Item = Read>>;

/// The letters in a file: one, or those of a mailbox or an archive. What cannot be read is a line
/// that says why.
#[must_use]
pub fn letters_in(path: &Path, forms: &Rc<Forms>) -> Reads {
    letters_in_folders(path, forms, None)
}

/// The letters in a file; of an Outlook data file those in these folders, or in the usual ones.
#[must_use]
pub fn letters_in_folders(path: &Path, forms: &Rc<Forms>, folders: Option<Rc<[String]>>) -> Reads {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let opened = Opened::file(path);
    let size = opened.as_ref().ok().and_then(|opened| opened.bytes).unwrap_or_default();
    letters_of(opened, String::new(), &name, &Within { folders, ..Within::file_of(size, forms) })
}

/// How far inside other files something lies, and how much may still be unpacked in all.
#[derive(Clone)]
pub(super) struct Within {
    pub(super) depth: u8,
    /// Shared by everything that comes out of one file.
    pub(super) budget: Rc<Cell<u64>>,
    /// What the columns of known forms hold.
    pub(super) forms: Rc<Forms>,
    /// The folders of an Outlook data file that were chosen.
    folders: Option<Rc<[String]>>,
}

impl Within {
    /// Letters pack to a tenth of their size, whole mailboxes of form letters to a fortieth; what
    /// unpacks to far more than that was made to.
    pub(super) fn file_of(bytes: u64, forms: &Rc<Forms>) -> Self {
        const FREE: u64 = 64 * 1024 * 1024;
        let budget = Rc::new(Cell::new(bytes.saturating_mul(120).saturating_add(FREE)));
        Self { depth: 0, budget, forms: Rc::clone(forms), folders: None }
    }

    pub(super) fn further(&self) -> Self {
        Self { depth: self.depth + 1, ..self.clone() }
    }
}

/// The letters in something that was opened. `inside` is its place in the file around it.
pub(super) fn letters_of(
    opened: Result<Opened, NotRead>,
    inside: String,
    name: &str,
    within: &Within,
) -> Reads {
    match opened.and_then(|opened| read(opened, &inside, name, within)) {
        Ok(reads) => reads,
        Err(why) => one(inside, Err(why)),
    }
}

fn read(mut opened: Opened, inside: &str, name: &str, within: &Within) -> Result<Reads, NotRead> {
    if is_mailbox(&opened.start) {
        let size = opened.bytes;
        let mailbox = Mailbox::new(BufReader::with_capacity(256 * 1024, opened.reader()?));
        return Ok(numbered(
            inside,
            size,
            mailbox.bytes_read(),
            mailbox.map(|letter| match letter {
                Ok(Ok(bytes)) => with_its_bytes(bytes, "", Some(Format::Mbox)),
                Ok(Err(why)) => Err(why.into()),
                Err(error) => Err(problem(error)),
            }),
        ));
    }
    if pst::is_data_file(&opened.start) {
        return pst::letters(&opened.source()?, inside, within.folders.as_deref());
    }
    let packed = archive::is_packed(&opened.start);
    let document = if packed { archive::document(opened.source()?, &opened.start) } else { None };
    if packed && document.is_none() {
        return archive::letters(opened.source()?, inside, within);
    }
    let bytes = opened.whole()?;
    Ok(match table(&bytes, document)? {
        Some(table) => table.letters(inside, name, within),
        None => one(inside.to_owned(), with_its_bytes(bytes, name, None)),
    })
}

/// The answers to a form in these bytes, if that is what they are.
pub(super) fn table(bytes: &[u8], document: Option<Format>) -> Result<Option<Table>, NotALetter> {
    match document {
        Some(format @ (Format::Xlsx | Format::Ods)) => survey::workbook(bytes, format).map(Some),
        Some(_) => Ok(None),
        None if kind::is_mail(bytes) => Ok(None),
        None => Ok(survey::csv(bytes)),
    }
}

/// The folders of an Outlook data file, to choose from before it is imported; nothing where the file is
/// something else.
#[must_use]
pub fn mail_folders_in(path: &Path) -> Option<Result<pst::Mailbox, NotRead>> {
    let mut opened = Opened::file(path).ok()?;
    pst::is_data_file(&opened.start).then(|| pst::folders(&opened.source()?))
}

fn one(inside: String, letter: ReadLetter) -> Reads {
    Box::new(std::iter::once(Read { inside, letter, left: 0 }))
}

/// The letters of a mailbox, which have no name but their number. How many are left, those before tell.
fn numbered(
    inside: &str,
    size: Option<u64>,
    read: Rc<Cell<u64>>,
    letters: impl Iterator<Item = ReadLetter> + 'static,
) -> Reads {
    let before = if inside.is_empty() { String::new() } else { format!("{inside}, ") };
    Box::new((1_u64..).zip(letters).map(move |(number, letter)| {
        let unread = size.unwrap_or_default().saturating_sub(read.get());
        let left = unread.saturating_mul(number).checked_div(read.get()).unwrap_or_default();
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        Read { inside: format!("{before}letter {number}"), letter, left }
    }))
}

/// Reads one letter. One that has no subject of its own goes by its file's name.
pub(super) fn with_its_bytes(bytes: Vec<u8>, name: &str, format: Option<Format>) -> ReadLetter {
    let mut letter = read_letter(&bytes)?;
    if let Some(format) = format {
        letter.format = format;
    }
    if letter.is_document() && letter.subject.is_empty() {
        letter.subject = title_of(name);
    }
    Ok((bytes, letter))
}

/// A file's name as a subject: without its folders and its ending.
pub(super) fn title_of(name: &str) -> String {
    let name = super::attached::shown(name);
    let last = name.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    stem.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A refusal as a file's only line, for what a container finds before it has opened anything.
pub(super) fn refused(inside: String, why: NotALetter) -> Reads {
    one(inside, Err(why.into()))
}
