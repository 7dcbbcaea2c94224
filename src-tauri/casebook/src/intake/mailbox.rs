//! A mailbox file (mbox): many letters in one file, read one after another so that a file of any
//! size costs no more memory than its largest letter.
//!
//! Each letter starts with a line `From …` after a blank line; what a header does not follow is part
//! of the letter before it. Lines that mbox had to quote (`>From`) lose one `>` again. A length
//! given in the headers is not believed.

use std::cell::Cell;
use std::io::{self, BufRead, Read as _};
use std::rc::Rc;

use super::kind::{self, header_name};
use super::{LARGEST_FILE, NotALetter};

/// The letters of a mailbox file, as the bytes each had before it was put in.
pub(super) struct Mailbox<R> {
    reader: R,
    /// The first line of the next letter, once a boundary has been seen.
    first: Option<Vec<u8>>,
    ended: bool,
    /// How many bytes were read, for whoever wants to know how many are left.
    read: Rc<Cell<u64>>,
}

/// Whether a file that begins like this is a mailbox, of one letter or of many.
pub(super) fn is_mailbox(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    start.starts_with(b"From ") && is_first_line(kind::split_line(kind::split_line(start).1).0)
}

/// Whether a letter may start with this line: a header, or the From line of an older mailbox, quoted.
fn is_first_line(line: &[u8]) -> bool {
    header_name(line).is_some() || line.starts_with(b">From ")
}

impl<R: BufRead> Mailbox<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, first: None, ended: false, read: Rc::default() }
    }

    pub(super) fn bytes_read(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.read)
    }

    /// A line with its end. A line longer than any letter comes in pieces.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.reader.by_ref().take(LARGEST_FILE + 1).read_until(b'\n', &mut line)?;
        self.read.set(self.read.get() + line.len() as u64);
        Ok((!line.is_empty()).then_some(line))
    }

    /// Reads up to the next boundary, keeping no more than a letter may have.
    fn letter(&mut self) -> io::Result<Option<Result<Vec<u8>, NotALetter>>> {
        // Before the first From line there is nothing but blank lines.
        let mut letter = Kept::default();
        match self.first.take() {
            Some(first) => letter.add(&first),
            None => while self.line()?.is_some_and(|line| !line.starts_with(b"From ")) {},
        }
        let mut after_blank = false;
        while let Some(line) = self.line()? {
            if after_blank && line.starts_with(b"From ") {
                match self.line()? {
                    Some(next) if is_first_line(&next) => {
                        self.first = Some(next);
                        return Ok(Some(letter.whole()));
                    }
                    next => {
                        letter.add(&line);
                        letter.add(&next.unwrap_or_default());
                        after_blank = false;
                    }
                }
            } else {
                letter.add(if is_quoted(&line) { line.get(1..).unwrap_or_default() } else { &line });
                after_blank = kind::split_line(&line).0.is_empty();
            }
        }
        self.ended = true;
        Ok((letter.bytes > 0).then(|| letter.whole()))
    }
}

/// A line that would have started a letter, had it not been quoted.
fn is_quoted(line: &[u8]) -> bool {
    let rest = line.iter().position(|byte| *byte != b'>').and_then(|at| line.get(at..));
    line.starts_with(b">") && rest.is_some_and(|rest| rest.starts_with(b"From "))
}

/// What is kept of a letter while it is read: never more than a letter may have.
#[derive(Default)]
struct Kept {
    letter: Vec<u8>,
    bytes: u64,
}

impl Kept {
    fn add(&mut self, line: &[u8]) {
        self.bytes += line.len() as u64;
        if self.bytes <= LARGEST_FILE {
            self.letter.extend_from_slice(line);
        }
    }

    /// The letter, without the blank line that mbox adds after it.
    fn whole(mut self) -> Result<Vec<u8>, NotALetter> {
        if self.bytes > LARGEST_FILE {
            return Err(NotALetter::TooLarge { bytes: self.bytes });
        }
        for end in [&b"\n\r\n"[..], b"\n\n"] {
            if self.letter.ends_with(end) {
                self.letter.truncate(self.letter.len() - (end.len() - 1));
                break;
            }
        }
        Ok(self.letter)
    }
}

impl<R: BufRead> Iterator for Mailbox<R> {
    type Item = io::Result<Result<Vec<u8>, NotALetter>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let letter = self.letter().transpose();
        // A disk that failed once is not asked for ever.
        self.ended |= matches!(letter, Some(Err(_)) | None);
        letter
    }
}
