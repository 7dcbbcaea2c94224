//! One person's account on one computer.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A home folder of its own: what one person's account on one computer holds.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// An empty home.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for place in ["config", "data", "cache", "run", "tmp", "Documents"] {
            std::fs::create_dir(folder.path().join(place)).expect("a folder can be made");
        }
        std::fs::write(
            folder.path().join("config/user-dirs.dirs"),
            "XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\n",
        )
        .expect("the home can be written");
        Self { folder }
    }

    /// A path in this home.
    #[must_use]
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Every file in this home.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let (mut folders, mut files) = (vec![self.folder.path().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        files
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
