//! The seal: how far the audit trail had come, authenticated, outside the database.
//!
//! A damaged write-ahead log silently loses the last commits, and an old copy of the database put
//! in place of the new one is a perfectly good database. Neither can forge the seal.

use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

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
    #[serde(with = "hex::serde")]
    mac: [u8; 32],
}

fn mac(mark: &Mark, key: &[u8; 32]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(&mark.count.to_be_bytes());
    mac.update(&mark.head);
    Some(mac)
}

/// Writes the seal beside the old one and renames it into place.
///
/// It is not forced to the disk: after a power cut it may lag behind the database, which is
/// allowed; it can never run ahead of it, because the commit was forced first.
pub(super) fn write(path: &Path, mark: &Mark, key: &[u8; 32]) -> std::io::Result<()> {
    let mac = mac(mark, key).ok_or_else(|| std::io::Error::other("no key"))?.finalize().into_bytes().into();
    let json = serde_json::to_vec(&Sealed { mark: mark.clone(), mac })?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, json)?;
    std::fs::rename(beside, path)
}

/// What a seal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The trail had come this far.
    Mark(Mark),
    /// The file is missing, damaged, or made with another key.
    Nothing,
}

/// Reads the seal.
pub(super) fn read(path: &Path, key: &[u8; 32]) -> Said {
    let sealed = std::fs::read(path).ok().and_then(|json| serde_json::from_slice::<Sealed>(&json).ok());
    let good = sealed
        .filter(|sealed| mac(&sealed.mark, key).is_some_and(|mac| mac.verify(&sealed.mac.into()).is_ok()));
    good.map_or(Said::Nothing, |sealed| Said::Mark(sealed.mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_with_any_byte_changed_says_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal");
        let (key, mark) = ([3; 32], Mark { count: 12, head: [9; 32] });
        write(&path, &mark, &key).expect("written");
        assert_eq!(read(&path, &key), Said::Mark(mark), "an honest seal is believed");
        assert_eq!(read(&path, &[4; 32]), Said::Nothing, "another key cannot have made it");
        let honest = std::fs::read(&path).expect("a file");
        for at in 0..honest.len() {
            let mut forged = honest.clone();
            forged[at] ^= 0x01;
            std::fs::write(&path, &forged).expect("written");
            assert_eq!(read(&path, &key), Said::Nothing, "byte {at} was changed");
        }
    }
}
