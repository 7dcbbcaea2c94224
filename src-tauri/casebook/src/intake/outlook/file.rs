//! The container of a message (.msg): folders and streams in one file, read within bounds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use cfb::{CompoundFile, Entry};

use super::{MOST_BYTES, MOST_PARTS};
use crate::intake::NotALetter;

/// A folder is a tree of names, which a hostile file makes a list: to find one, every other may have to
/// be passed. A message to a thousand people with three hundred attachments passes 13 million at the worst.
const MOST_STEPS: usize = 20_000_000;

/// A file of one message, and how much may still be done with it.
pub(super) struct File<'a> {
    inner: CompoundFile<Cursor<&'a [u8]>>,
    bytes: usize,
    steps: usize,
    /// How many names each folder has that was looked into.
    names: BTreeMap<PathBuf, usize>,
}

impl<'a> File<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, NotALetter> {
        let inner = CompoundFile::open(Cursor::new(bytes)).map_err(|_| NotALetter::Damaged)?;
        let names = BTreeMap::from([(PathBuf::from("/"), inner.read_root_storage().count())]);
        Ok(Self { inner, bytes: MOST_BYTES, steps: MOST_STEPS, names })
    }

    /// What is in a folder.
    pub(super) fn entries(&mut self, at: &Path) -> Result<Vec<Entry>, NotALetter> {
        self.look_up(at)?;
        let entries: Vec<_> = self.inner.read_storage(at).map_or_else(|_| Vec::new(), Iterator::collect);
        self.look(entries.len())?;
        self.names.insert(at.to_owned(), entries.len());
        Ok(entries)
    }

    /// The numbered folders of a message: its recipients, or its attachments, in order.
    pub(super) fn folders(&mut self, at: &Path, named: &str) -> Result<Vec<PathBuf>, NotALetter> {
        let mut folders: Vec<_> = self
            .entries(at)?
            .into_iter()
            .filter(|entry| entry.is_storage() && entry.name().starts_with(named))
            .map(|entry| entry.path().to_owned())
            .take(MOST_PARTS)
            .collect();
        folders.sort();
        Ok(folders)
    }

    /// What a stream holds, if it is there.
    pub(super) fn stream(&mut self, path: &Path) -> Result<Option<Vec<u8>>, NotALetter> {
        self.look_up(path)?;
        let mut bytes = Vec::new();
        let Ok(stream) = self.inner.open_stream(path) else { return Ok(None) };
        if stream.take(MOST_BYTES as u64).read_to_end(&mut bytes).is_err() {
            return Ok(None);
        }
        // Two streams may say that they stand in the same place.
        self.bytes = self.bytes.checked_sub(bytes.len()).ok_or(NotALetter::TooTangled)?;
        Ok(Some(bytes))
    }

    pub(super) fn is_storage(&mut self, path: &Path) -> Result<bool, NotALetter> {
        self.look_up(path)?;
        Ok(self.inner.is_storage(path))
    }

    pub(super) fn is_stream(&mut self, path: &Path) -> Result<bool, NotALetter> {
        self.look_up(path)?;
        Ok(self.inner.is_stream(path))
    }

    /// Counts what it may take to find something, whose folders were all looked into.
    fn look_up(&mut self, path: &Path) -> Result<(), NotALetter> {
        let most = path.ancestors().skip(1).filter_map(|folder| self.names.get(folder)).sum();
        self.look(most)
    }

    fn look(&mut self, names: usize) -> Result<(), NotALetter> {
        self.steps = self.steps.checked_sub(names).ok_or(NotALetter::TooTangled)?;
        Ok(())
    }
}
