//! A folder that is whole or not there: built beside the one wanted, then renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Problem, Result};

/// A folder being made. Dropped before it is finished, nothing of it stays.
pub(crate) struct NewFolder {
    wanted: PathBuf,
    building: TempDir,
}

/// Why something could not be written, and what to do.
pub(crate) fn unwritten(error: &io::Error) -> Problem {
    let remedy = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "The disk is full: free some space, or choose another place."
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "That place does not allow it: choose another."
        }
        io::ErrorKind::NotFound => "That place is not there: choose another.",
        _ => "Check that the drive is there and try again, or choose another place.",
    };
    Problem::invalid("folder", "It could not be written there; nothing was left behind.", remedy)
}

fn taken() -> Problem {
    Problem::invalid(
        "folder",
        "There is already something of that name.",
        "Choose a new name: nothing is ever written over.",
    )
}

impl NewFolder {
    /// Begins a folder that does not exist yet, outside the casebook.
    ///
    /// # Errors
    /// When it exists, lies in the casebook, or its place cannot be written.
    pub(crate) fn begin(wanted: &str, casebook: &Path) -> Result<Self> {
        let wanted = PathBuf::from(wanted.trim());
        let Some(name) = wanted.file_name() else {
            return Err(Problem::invalid("folder", "No folder was named.", "Choose where it is to go."));
        };
        if wanted.symlink_metadata().is_ok() {
            return Err(taken());
        }
        let parent =
            wanted.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = parent.canonicalize().map_err(|error| unwritten(&error))?;
        if casebook.canonicalize().is_ok_and(|casebook| parent.starts_with(casebook)) {
            return Err(Problem::invalid(
                "folder",
                "That is inside the casebook’s own folder.",
                "Choose a place outside it.",
            ));
        }
        let wanted = parent.join(name);
        let building = tempfile::Builder::new()
            .prefix(".unfinished-")
            .tempdir_in(parent)
            .map_err(|error| unwritten(&error))?;
        Ok(Self { wanted, building })
    }

    /// A new file in it.
    pub(crate) fn file(&self, name: &str) -> Result<BufWriter<File>> {
        let path = self.building.path().join(name);
        let file = File::options().write(true).create_new(true).open(path);
        Ok(BufWriter::new(file.map_err(|error| unwritten(&error))?))
    }

    /// A new file in it with these bytes.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = self.file(name)?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(|error| unwritten(&error))
    }

    /// A folder in it.
    pub(crate) fn folder(&self, name: &str) -> Result<()> {
        fs::create_dir(self.building.path().join(name)).map_err(|error| unwritten(&error))
    }

    /// Gives it its name, and has it recorded that it left. Answers with where it is.
    ///
    /// # Errors
    /// When something of that name has come meanwhile; or when it could not be recorded: then it is gone again.
    pub(crate) fn finish(self, record: impl FnOnce() -> Result<()>) -> Result<PathBuf> {
        let finished = self.named()?;
        record().inspect_err(|_| drop(fs::remove_dir_all(&finished)))?;
        Ok(finished)
    }

    fn named(self) -> Result<PathBuf> {
        if self.wanted.symlink_metadata().is_ok() {
            return Err(taken());
        }
        fs::rename(self.building.path(), &self.wanted).map_err(|error| unwritten(&error))?;
        // It has another name now, so there is nothing for the temporary folder's end to remove.
        let _ = self.building.keep();
        Ok(self.wanted)
    }
}

/// Writes a file beside the one wanted and renames it into place.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}
