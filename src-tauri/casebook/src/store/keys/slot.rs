//! One way of opening the casebook.
//!
//! A slot has a key pair. Its private key is encrypted (XChaCha20-Poly1305) under a key that
//! Argon2id derives from the passphrase; the data key is sealed to its public key (HPKE, RFC 9180).
//! So the data key can be changed for every slot while nobody's passphrase is known.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::NaiveDate;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::kdf::{Costs, Kdf};
use super::{DataKey, damaged_slots, random};
use crate::api::SlotKind;
use crate::error::Result;

const INFO: &[u8] = b"send-casebook data key v2";

type Kem = X25519HkdfSha256;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;

/// Who a new slot is for.
#[derive(Debug, Clone)]
pub(in crate::store) struct Title {
    pub(in crate::store) kind: SlotKind,
    pub(in crate::store) label: String,
    /// The day it was added; unknown for a slot of the first format.
    pub(in crate::store) added: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Slot {
    pub(in crate::store) id: Uuid,
    pub(in crate::store) kind: SlotKind,
    pub(in crate::store) label: String,
    pub(in crate::store) added: Option<NaiveDate>,
    kdf: Kdf,
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    /// The private key, encrypted.
    #[serde(with = "hex::serde")]
    wrapped: Vec<u8>,
    #[serde(with = "hex::serde")]
    public: [u8; 32],
    #[serde(with = "hex::serde")]
    encapsulated: [u8; 32],
    /// The data key, sealed to the public key.
    #[serde(with = "hex::serde")]
    sealed: Vec<u8>,
}

impl Slot {
    /// Makes a slot that opens with these words.
    pub(super) fn new(
        casebook: Uuid,
        id: Uuid,
        title: Title,
        words: &str,
        costs: Costs,
        key: &DataKey,
    ) -> Result<Self> {
        let kdf = Kdf::new(costs)?;
        let wrapping = kdf.derive(words)?;
        Self::wrap(casebook, id, title, kdf, &wrapping, key)
    }

    /// Makes a slot around a key that has been derived already.
    pub(super) fn wrap(
        casebook: Uuid,
        id: Uuid,
        title: Title,
        kdf: Kdf,
        wrapping: &[u8; 32],
        key: &DataKey,
    ) -> Result<Self> {
        // Always a new pair: whoever kept an old key file and an old passphrase has the old one.
        let seed = Zeroizing::new(random::<32>()?);
        let (private, public) = Kem::derive_keypair(seed.as_slice());
        let Title { kind, label, added } = title;
        let mut slot = Self {
            id,
            kind,
            label,
            added,
            kdf,
            nonce: random()?,
            wrapped: Vec::new(),
            public: public.to_bytes().into(),
            encapsulated: [0; 32],
            sealed: Vec::new(),
        };
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(private.to_bytes().into());
        slot.wrapped = XChaCha20Poly1305::new(wrapping.into())
            .encrypt(
                &XNonce::from(slot.nonce),
                Payload { msg: bytes.as_slice(), aad: slot.bound_to(casebook).as_bytes() },
            )
            .map_err(|_| damaged_slots())?;
        slot.seal(casebook, key)?;
        Ok(slot)
    }

    /// Seals a data key to this slot; its passphrase need not be known.
    pub(super) fn seal(&mut self, casebook: Uuid, key: &DataKey) -> Result<()> {
        let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&self.public).map_err(|_| damaged_slots())?;
        let aad = self.bound_to(casebook);
        let (encapsulated, sealed) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &public,
            INFO,
            key.0.as_slice(),
            aad.as_bytes(),
        )
        .map_err(|_| damaged_slots())?;
        self.encapsulated = encapsulated.to_bytes().into();
        self.sealed = sealed;
        Ok(())
    }

    /// The private key, if the words are the slot's.
    pub(super) fn unlock(&self, casebook: Uuid, words: &str) -> Result<Option<PrivateKey>> {
        let wrapping = self.kdf.derive(words)?;
        let opened = XChaCha20Poly1305::new((&*wrapping).into()).decrypt(
            &XNonce::from(self.nonce),
            Payload { msg: &self.wrapped, aad: self.bound_to(casebook).as_bytes() },
        );
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        PrivateKey::from_bytes(&opened).map(Some).map_err(|_| damaged_slots())
    }

    /// The data key that was sealed to this slot.
    pub(super) fn unseal(&self, casebook: Uuid, private: &PrivateKey) -> Result<DataKey> {
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(&self.encapsulated).map_err(|_| damaged_slots())?;
        let aad = self.bound_to(casebook);
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            private,
            &encapsulated,
            INFO,
            &self.sealed,
            aad.as_bytes(),
        );
        let opened = Zeroizing::new(opened.map_err(|_| damaged_slots())?);
        let key = opened.as_slice().try_into().map_err(|_| damaged_slots())?;
        Ok(DataKey(Zeroizing::new(key)))
    }

    /// What the slot is bound to: moved to another casebook, or with its cost turned down, it does
    /// not open.
    fn bound_to(&self, casebook: Uuid) -> String {
        format!("send-casebook slot v2/{casebook}/{}/{}", self.id, self.kdf.bound())
    }

    #[cfg(test)]
    pub(super) fn turn_down(&mut self) {
        let less = serde_json::to_string(&self.kdf).expect("json").replace("\"passes\":3", "\"passes\":1");
        self.kdf = serde_json::from_str(&less).expect("a kdf");
    }
}
