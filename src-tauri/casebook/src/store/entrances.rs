//! The files that lie beside the database, which anybody with the folder can change.

use super::keys::{DataKey, KeyFile};
use super::seal::{self, Said};
use crate::api::SlotKind;

/// The key file, read as far as it goes without a passphrase.
pub(crate) fn keys(bytes: &[u8]) -> bool {
    let Ok(file) = KeyFile::from_json(bytes) else { return false };
    let Ok(key) = DataKey::new() else { return false };
    let _ = file.of_kind(SlotKind::Passphrase);
    assert!(!matches!(file.list(&key), Ok(Some(_))), "nobody writes our list without our key");
    true
}

/// The seal.
pub(crate) fn seal(bytes: &[u8]) -> bool {
    let said = seal::said(bytes, &[7; 32]);
    assert!(said == Said::Nothing, "nobody writes our seal without our key");
    bytes.first() == Some(&b'{')
}
