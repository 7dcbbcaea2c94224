//! Key slots: one random data key, wrapped once for each way of opening the casebook.
//!
//! The data key never changes with a passphrase: a slot holds it encrypted (XChaCha20-Poly1305)
//! under a key that Argon2id derives from the passphrase. From the data key come, by HKDF-SHA256,
//! one key for the database and one for the seal.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Code, Problem, Result};

/// The fewest characters a passphrase may have.
const PASSPHRASE_MIN: usize = 8;

/// Argon2id's cost for new slots: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// The most a slot may ask of this machine: a made-up slot must not exhaust its memory.
const MEMORY_KIB_MAX: u32 = 4 * 1024 * 1024;
const PASSES_MAX: u32 = 64;

/// The key everything else is derived from.
pub(super) struct DataKey(Zeroizing<[u8; 32]>);

/// The file of key slots, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    format: u32,
    /// The casebook these slots belong to.
    pub(super) casebook: Uuid,
    slots: Vec<Slot>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slot {
    id: Uuid,
    kind: SlotKind,
    kdf: Kdf,
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    #[serde(with = "hex::serde")]
    wrapped: Vec<u8>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SlotKind {
    Passphrase,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
}

pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| {
        Problem::failed("This computer gave no random numbers for a key.", "Restart it and try again.")
    })?;
    Ok(bytes)
}

fn damaged_slots() -> Problem {
    Problem::failed(
        "The casebook's key file is damaged.",
        "Put back `keys.json` from a backup of this casebook; nothing has been changed.",
    )
}

impl DataKey {
    pub(super) fn new() -> Result<Self> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // 32 bytes is far below HKDF's limit of 255 hash lengths, so expanding cannot fail.
        let _ = Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(purpose.as_bytes(), key.as_mut_slice());
        key
    }

    /// The raw key SQLCipher encrypts the database with.
    pub(super) fn database(&self) -> Zeroizing<[u8; 32]> {
        self.derive("send-casebook database v1")
    }

    /// The key that authenticates the seal.
    pub(super) fn seal(&self) -> Zeroizing<[u8; 32]> {
        self.derive("send-casebook seal v1")
    }
}

impl Kdf {
    fn new() -> Result<Self> {
        Ok(Self {
            name: "argon2id".into(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: random()?,
        })
    }

    fn derive(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
        if self.name != "argon2id" || self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX {
            return Err(damaged_slots());
        }
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| damaged_slots())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())
            .map_err(|_| damaged_slots())?;
        Ok(key)
    }
}

impl Slot {
    fn wrap(casebook: Uuid, passphrase: &str, key: &DataKey) -> Result<Self> {
        let mut slot = Self {
            id: Uuid::from_bytes(random()?),
            kind: SlotKind::Passphrase,
            kdf: Kdf::new()?,
            nonce: random()?,
            wrapped: Vec::new(),
        };
        let cipher = XChaCha20Poly1305::new(
            slot.kdf.derive(passphrase)?.as_slice().try_into().map_err(|_| damaged_slots())?,
        );
        let bound = slot.bound_to(casebook);
        slot.wrapped = cipher
            .encrypt(&XNonce::from(slot.nonce), Payload { msg: key.0.as_slice(), aad: &bound })
            .map_err(|_| damaged_slots())?;
        Ok(slot)
    }

    fn unwrap(&self, casebook: Uuid, passphrase: &str) -> Result<Option<DataKey>> {
        let cipher = XChaCha20Poly1305::new(
            self.kdf.derive(passphrase)?.as_slice().try_into().map_err(|_| damaged_slots())?,
        );
        let bound = self.bound_to(casebook);
        let opened = cipher.decrypt(&XNonce::from(self.nonce), Payload { msg: &self.wrapped, aad: &bound });
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        let key = opened.as_slice().try_into().map_err(|_| damaged_slots())?;
        Ok(Some(DataKey(Zeroizing::new(key))))
    }

    /// What the wrapping is bound to: a slot moved to another casebook, or with its cost turned
    /// down, does not open.
    fn bound_to(&self, casebook: Uuid) -> Vec<u8> {
        let Kdf { name, memory_kib, passes, lanes, salt } = &self.kdf;
        format!("{casebook}/{}/{name}/{memory_kib}/{passes}/{lanes}/{}", self.id, hex::encode(salt))
            .into_bytes()
    }
}

impl KeyFile {
    pub(super) fn new(casebook: Uuid, passphrase: &str, key: &DataKey) -> Result<Self> {
        if passphrase.chars().count() < PASSPHRASE_MIN {
            return Err(Problem::invalid(
                "passphrase",
                format!("The passphrase is shorter than {PASSPHRASE_MIN} characters."),
                "Use a longer one; four or five unrelated words are easy to remember and hard to guess.",
            ));
        }
        Ok(Self { format: 1, casebook, slots: vec![Slot::wrap(casebook, passphrase, key)?] })
    }

    pub(super) fn from_json(bytes: &[u8]) -> Result<Self> {
        let file: Self = serde_json::from_slice(bytes).map_err(|_| damaged_slots())?;
        if file.format == 1 && !file.slots.is_empty() { Ok(file) } else { Err(damaged_slots()) }
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>> {
        serde_json::to_vec_pretty(self).map_err(|_| damaged_slots())
    }

    /// Opens the data key with a passphrase, trying every slot.
    pub(super) fn open(&self, passphrase: &str) -> Result<DataKey> {
        for slot in &self.slots {
            if let Some(key) = slot.unwrap(self.casebook, passphrase)? {
                return Ok(key);
            }
        }
        Err(Problem {
            code: Code::WrongPassphrase,
            what: "That passphrase does not open this casebook.".into(),
            remedy: "Check capital letters and spaces, and try again; nothing has been changed.".into(),
            field: Some("passphrase".into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "four invented words here";

    #[test]
    fn a_slot_opens_with_its_passphrase_and_with_no_other() {
        let (casebook, key) = (Uuid::from_u128(7), DataKey::new().expect("random"));
        let file = KeyFile::new(casebook, WORDS, &key).expect("a slot");
        let again = KeyFile::from_json(&file.to_json().expect("json")).expect("the same file");
        assert_eq!(*again.open(WORDS).expect("opens").0, *key.0, "the passphrase gives the data key back");
        let refused = again.open("four invented words hers").err().expect("another passphrase");
        assert_eq!(refused.code, Code::WrongPassphrase, "one letter off is refused");
    }

    #[test]
    fn a_slot_whose_cost_was_turned_down_does_not_open() {
        let key = DataKey::new().expect("random");
        let mut file = KeyFile::new(Uuid::from_u128(7), WORDS, &key).expect("a slot");
        file.slots[0].kdf.passes = 1;
        assert!(file.open(WORDS).is_err(), "the cost is part of what is authenticated");
    }

    #[test]
    fn a_key_file_cut_anywhere_is_damaged_and_never_panics() {
        let key = DataKey::new().expect("random");
        let json =
            KeyFile::new(Uuid::from_u128(7), WORDS, &key).and_then(|file| file.to_json()).expect("json");
        for cut in (0..json.len()).step_by(7) {
            assert!(KeyFile::from_json(json.get(..cut).expect("in range")).is_err(), "cut at {cut}");
        }
    }
}
