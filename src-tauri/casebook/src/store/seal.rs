//! The seal: how far the audit trail had come, authenticated, outside the database.
//!
//! A damaged write-ahead log silently loses the last commits, and an old copy of the database put
//! in place of the new one is a perfectly good database. Neither can forge the seal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How far the audit trail has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Entries in the trail.
    pub(super) count: i64,
    /// The last entry's hash.
    #[serde(with = "hex::serde")]
    pub(super) head: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    mark: Mark,
    /// What the database's file was when the casebook was closed; left out while it is open.
    #[serde(flatten)]
    file: Option<FileHash>,
    #[serde(with = "hex::serde")]
    mac: [u8; 32],
}

/// The hash of a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum FileHash {
    #[serde(rename = "blake3")]
    Blake3(#[serde(with = "hex::serde")] [u8; 32]),
    /// As casebooks of the first versions were closed.
    #[serde(rename = "file")]
    Sha256(#[serde(with = "hex::serde")] [u8; 32]),
}

/// Larger files are not hashed when they are closed, as locking should not take longer than two
/// seconds: by the figures its authors give, BLAKE3 of so much takes about that on a processor without wide
/// instructions.
pub(super) const HASHED: u64 = 2 * 1024 * 1024 * 1024;

impl FileHash {
    /// Hashes a file, if it is small enough for that.
    pub(super) fn of(path: &Path) -> std::io::Result<Option<Self>> {
        let file = File::open(path)?;
        if file.metadata()?.len() > HASHED {
            return Ok(None);
        }
        let mut hash = blake3::Hasher::new();
        hash.update_reader(file)?;
        Ok(Some(Self::Blake3(hash.finalize().into())))
    }

    /// Whether a file is still what this was made of.
    pub(super) fn is_of(self, path: &Path) -> std::io::Result<bool> {
        let Self::Sha256(wanted) = self else { return Ok(Self::of(path)? == Some(self)) };
        let (mut file, mut hash) = (File::open(path)?, Sha256::new());
        let mut part = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut part)?;
            let Some(read) = part.get(..read).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
        }
        Ok(wanted == <[u8; 32]>::from(hash.finalize()))
    }
}

fn mac(mark: &Mark, file: Option<&FileHash>, key: &[u8; 32]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(&mark.count.to_be_bytes());
    mac.update(&mark.head);
    if let Some(FileHash::Blake3(file) | FileHash::Sha256(file)) = file {
        mac.update(file);
    }
    Some(mac)
}

/// Writes the seal of an open casebook, beside the old one, and renames it into place.
///
/// Its renaming is not forced to the disk: after a power cut it may lag behind the database, which
/// is allowed; it can never run ahead of it, because the commit was forced first.
pub(super) fn write(path: &Path, mark: &Mark, key: &[u8; 32]) -> std::io::Result<()> {
    replace(path, mark, None, key, false)
}

/// Writes the seal of a casebook that is opened (no hash) or closed (its file's hash), and forces
/// it to the disk: a hash must never outlive the file it is of.
pub(super) fn write_at_rest(
    path: &Path,
    mark: &Mark,
    file: Option<FileHash>,
    key: &[u8; 32],
) -> std::io::Result<()> {
    replace(path, mark, file, key, true)
}

fn replace(
    path: &Path,
    mark: &Mark,
    file: Option<FileHash>,
    key: &[u8; 32],
    force: bool,
) -> std::io::Result<()> {
    let mac = mac(mark, file.as_ref(), key).ok_or_else(|| std::io::Error::other("no key"))?;
    let sealed = Sealed { mark: mark.clone(), file, mac: mac.finalize().into_bytes().into() };
    let beside = path.with_extension("new");
    let mut fresh = File::create(&beside)?;
    fresh.write_all(&serde_json::to_vec(&sealed)?)?;
    // A power cut may bring the old seal back, but never half a new one.
    fresh.sync_all()?;
    drop(fresh);
    std::fs::rename(beside, path)?;
    match path.parent() {
        Some(folder) if force => sync_folder(folder),
        _ => Ok(()),
    }
}

/// Forces a folder's own entries to the disk: what was made, renamed or removed in it.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    // A bare name's parent is the folder we are in.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// Windows forces a rename by itself, and opens no folder as a file.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// What a seal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The trail had come this far; and what the file was, if the casebook was closed properly.
    Mark(Mark, Option<FileHash>),
    /// The file is missing, damaged, or made with another key.
    Nothing,
}

/// Reads the seal.
pub(super) fn read(path: &Path, key: &[u8; 32]) -> Said {
    std::fs::read(path).map_or(Said::Nothing, |json| said(&json, key))
}

/// What the bytes of a seal say.
pub(super) fn said(json: &[u8], key: &[u8; 32]) -> Said {
    let sealed = serde_json::from_slice::<Sealed>(json).ok();
    let good = sealed.filter(|sealed| {
        mac(&sealed.mark, sealed.file.as_ref(), key).is_some_and(|mac| mac.verify(&sealed.mac.into()).is_ok())
    });
    good.map_or(Said::Nothing, |sealed| Said::Mark(sealed.mark, sealed.file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_with_any_byte_changed_says_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal");
        let (key, mark) = ([3; 32], Mark { count: 12, head: [9; 32] });
        std::fs::write(folder.path().join("file"), "as it was closed").expect("written");
        let file = FileHash::of(&folder.path().join("file")).expect("a hash");
        write(&path, &mark, &key).expect("written");
        assert_eq!(read(&path, &key), Said::Mark(mark.clone(), None), "an honest seal is believed");
        write_at_rest(&path, &mark, file, &key).expect("written");
        assert_eq!(read(&path, &key), Said::Mark(mark, file), "and one of a closed casebook");
        assert_eq!(read(&path, &[4; 32]), Said::Nothing, "another key cannot have made it");
        let old = FileHash::Sha256(Sha256::digest("as it was closed").into());
        let place = folder.path().join("file");
        assert!(old.is_of(&place).expect("read"), "a seal of the first versions is understood");
        assert!(file.expect("small").is_of(&place).expect("read"));
        std::fs::write(&place, "as it was close").expect("written");
        assert!(!old.is_of(&place).expect("read") && !file.expect("small").is_of(&place).expect("read"));
        let honest = std::fs::read(&path).expect("a file");
        for at in 0..honest.len() {
            let mut forged = honest.clone();
            forged[at] ^= 0x01;
            std::fs::write(&path, &forged).expect("written");
            assert_eq!(read(&path, &key), Said::Nothing, "byte {at} was changed");
        }
    }
}
