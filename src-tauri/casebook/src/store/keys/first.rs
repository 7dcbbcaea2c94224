//! The first format of the key file: slots that wrap the data key itself. It is read, never written.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::kdf::Kdf;
use super::slot::{Slot, Title};
use super::{DataKey, damaged_slots};
use crate::api::SlotKind;
use crate::error::Result;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct FirstFile {
    #[serde(rename = "format")]
    _format: u32,
    pub(super) casebook: Uuid,
    pub(super) slots: Vec<FirstSlot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstSlot {
    id: Uuid,
    kind: SlotKind,
    kdf: Kdf,
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    #[serde(with = "hex::serde")]
    wrapped: Vec<u8>,
}

impl FirstSlot {
    /// The data key, if the words are the slot's; and the slot as it is written now, for the day
    /// on which slots are changed. The same words open it, so it is made while they are here.
    pub(super) fn unlock(&self, casebook: Uuid, words: &str) -> Result<Option<(DataKey, Slot)>> {
        let wrapping = self.kdf.derive(words)?;
        let bound = format!("{casebook}/{}/{}", self.id, self.kdf.bound());
        let opened = XChaCha20Poly1305::new((&*wrapping).into())
            .decrypt(&XNonce::from(self.nonce), Payload { msg: &self.wrapped, aad: bound.as_bytes() });
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        let key = opened.as_slice().try_into().map_err(|_| damaged_slots())?;
        let key = DataKey(Zeroizing::new(key));
        let title = Title { kind: self.kind, label: "Office passphrase".into(), added: None };
        let slot = Slot::wrap(casebook, self.id, title, self.kdf.clone(), &wrapping, &key)?;
        Ok(Some((key, slot)))
    }
}
