//! One file that leaves the casebook: written beside the place wanted and renamed into it, so that a
//! failed one never replaces a good one. Readable to nobody else and not executable.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Problem, Result};

/// A file that is whole and on the disk, beside its place. Dropped, it is gone.
pub(super) struct Beside {
    file: NamedTempFile,
    place: PathBuf,
}

/// Writes a file beside its place.
///
/// # Errors
/// When there is no such folder, no room, or something in its place that cannot be replaced.
pub(super) fn beside(path: &str, bytes: &[u8]) -> Result<Beside> {
    let place = Path::new(path);
    if place.is_dir() {
        return Err(Problem::invalid("path", "That is a folder.", "Choose a name for the file."));
    }
    let written = (|| {
        // Found out now and not when it is renamed: by then something may have been recorded of it.
        if place.exists() {
            OpenOptions::new().write(true).open(place)?;
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    })();
    let file = written.map_err(|error| unsaved(&error))?;
    Ok(Beside { file, place: place.to_owned() })
}

impl Beside {
    /// Puts it in its place.
    ///
    /// # Errors
    /// When what was there cannot be replaced after all.
    pub(super) fn into_place(self) -> Result<()> {
        self.file.persist(self.place).map_err(|error| unsaved(&error.error))?;
        Ok(())
    }
}

/// Writes a file of which nothing is recorded.
///
/// # Errors
/// As [`beside`] and [`Beside::into_place`].
pub(super) fn save(path: &str, bytes: &[u8]) -> Result<()> {
    beside(path, bytes)?.into_place()
}

fn unsaved(error: &io::Error) -> Problem {
    let remedy = match error.kind() {
        ErrorKind::StorageFull => "The disk is full: free some space, or save it somewhere else.",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "That folder is not there: choose another.",
        _ => "Close it if it is open in another program, or save it under another name.",
    };
    Problem::invalid("path", "The file could not be saved there.", remedy)
}
