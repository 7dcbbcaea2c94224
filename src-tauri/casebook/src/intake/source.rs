//! Bytes on their way in, from a disk or from inside another file: looked at before they are read,
//! and never more in memory than a letter may have.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{NotRead, ReadProblem};
use super::{LARGEST_FILE, NotALetter};

/// How much of a file tells what it is.
const PEEK: usize = 64 * 1024;

/// Bytes that can be read in any order, and again.
pub(super) enum Source {
    Disk(File),
    Memory(Cursor<Arc<[u8]>>),
}

impl Source {
    /// The same bytes from their beginning. A file's place is shared: one reads at a time.
    pub(super) fn again(&self) -> io::Result<Self> {
        let mut again = match self {
            Self::Disk(file) => Self::Disk(file.try_clone()?),
            Self::Memory(bytes) => Self::Memory(bytes.clone()),
        };
        again.rewind()?;
        Ok(again)
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Disk(file) => file.read(into),
            Self::Memory(bytes) => bytes.read(into),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Disk(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}

/// A file that has been opened and looked at.
pub(super) struct Opened {
    /// What it begins with.
    pub(super) start: Vec<u8>,
    rest: Rest,
    /// Its size where that is known.
    pub(super) bytes: Option<u64>,
    /// Where it is, if it is a file of its own.
    pub(super) path: Option<PathBuf>,
}

enum Rest {
    Source(Source),
    Stream(Box<dyn Read>),
}

impl Opened {
    /// Opens a file on the disk.
    pub(super) fn file(path: &Path) -> Result<Self, NotRead> {
        // Asked before opening: to open a pipe is to wait for somebody to write to it.
        let metadata = fs::metadata(path).map_err(problem)?;
        if !metadata.is_file() {
            return Err(ReadProblem::NotAFile.into());
        }
        let mut opened = Self::looked(Rest::Source(Source::Disk(File::open(path).map_err(problem)?)))?;
        opened.bytes = Some(metadata.len());
        opened.path = Some(path.to_owned());
        Ok(opened)
    }

    /// Opens what another file holds.
    pub(super) fn stream(stream: Box<dyn Read>) -> Result<Self, NotRead> {
        Self::looked(Rest::Stream(stream))
    }

    fn looked(mut rest: Rest) -> Result<Self, NotRead> {
        let mut start = Vec::new();
        let most = PEEK as u64;
        match &mut rest {
            Rest::Source(source) => source.by_ref().take(most).read_to_end(&mut start),
            Rest::Stream(stream) => stream.by_ref().take(most).read_to_end(&mut start),
        }
        .map_err(problem)?;
        Ok(Self { start, rest, bytes: None, path: None })
    }

    /// All of it, from the beginning, one piece after another.
    pub(super) fn reader(self) -> Result<Box<dyn Read>, NotRead> {
        Ok(match self.rest {
            Rest::Source(source) => Box::new(source.again().map_err(problem)?),
            Rest::Stream(stream) => Box::new(Cursor::new(self.start).chain(stream)),
        })
    }

    /// All of it, unless it is larger than a letter may be.
    pub(super) fn whole(self) -> Result<Vec<u8>, NotRead> {
        if let Some(bytes) = self.bytes.filter(|bytes| *bytes > LARGEST_FILE) {
            return Err(NotALetter::TooLarge { bytes }.into());
        }
        let mut bytes = Vec::new();
        // It may grow while it is read, or say less than it is.
        self.reader()?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(problem)?;
        match bytes.len() as u64 {
            bytes if bytes > LARGEST_FILE => Err(NotALetter::TooLarge { bytes }.into()),
            _ => Ok(bytes),
        }
    }

    /// All of it in any order: where it lies inside another file, that means in memory.
    pub(super) fn source(&mut self) -> Result<Source, NotRead> {
        if let Rest::Stream(stream) = &mut self.rest {
            let start = std::mem::take(&mut self.start);
            let stream = std::mem::replace(stream, Box::new(io::empty()));
            let held = Self { start, rest: Rest::Stream(stream), bytes: self.bytes, path: None };
            let whole: Arc<[u8]> = held.whole()?.into();
            self.start = whole.get(..PEEK).unwrap_or(&whole).to_vec();
            self.rest = Rest::Source(Source::Memory(Cursor::new(whole)));
        }
        match &self.rest {
            Rest::Source(source) => source.again().map_err(problem),
            Rest::Stream(_) => Err(ReadProblem::Unreadable.into()),
        }
    }
}

pub(super) fn problem(error: io::Error) -> NotRead {
    NotRead::from(&error)
}
