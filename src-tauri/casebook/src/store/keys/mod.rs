//! Key slots: one random data key, and several ways of getting at it.
//!
//! From the data key come, by HKDF-SHA256, one key for the database, one for the seal, and one
//! that authenticates the list of slots: a list that anything else has changed is noticed, and no
//! new data key is ever sealed to it.
//!
//! While the data key is being changed the file carries two lists, the present one and the one to
//! come; which of them holds is decided by which key the database has.

mod first;
mod kdf;
mod slot;

use chrono::NaiveDate;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use self::first::FirstFile;
pub(crate) use self::kdf::Costs;
pub(super) use self::slot::{Slot, Title};
use crate::api::SlotKind;
use crate::error::{Code, Problem, Result};
use crate::recovery;
use crate::secret::Secret;

/// The key everything else is derived from.
pub(super) struct DataKey(Zeroizing<[u8; 32]>);

/// The slots, and what they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotList {
    /// The casebook these slots belong to.
    pub(super) casebook: Uuid,
    /// Which data key this is: the first, the second, …
    pub(super) generation: u32,
    /// How often the list was changed; the database remembers it, so that an old list put back is
    /// noticed.
    pub(super) revision: u64,
    pub(super) slots: Vec<Slot>,
}

/// A list, and the mark of the data key it was made with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marked {
    list: SlotList,
    #[serde(with = "hex::serde")]
    mark: [u8; 32],
}

/// The key file, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecondFile {
    format: u32,
    now: Marked,
    /// The list to come, while the data key is being changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Marked>,
}

/// The key file, in either format.
pub(super) enum KeyFile {
    First(FirstFile),
    Second { now: Box<(SlotList, [u8; 32])>, next: Option<Box<(SlotList, [u8; 32])>> },
}

/// What a passphrase gave.
pub(super) struct Unlocked {
    pub(super) key: DataKey,
    /// The list, as it is or as it would be written now.
    pub(super) list: SlotList,
    /// Whether the list is as this program wrote it. A file of the first format has no mark.
    pub(super) whole: bool,
    /// The slot that opened.
    pub(super) slot: Uuid,
    /// While the data key is being changed: the key to come and its list, if it is whole.
    pub(super) next: Option<(DataKey, SlotList)>,
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

    fn mac(&self, list: &SlotList) -> Result<Hmac<Sha256>> {
        let key = self.derive("send-casebook slots v2");
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(|_| damaged_slots())?;
        mac.update(&serde_json::to_vec(list).map_err(|_| damaged_slots())?);
        Ok(mac)
    }

    /// Whether this program, knowing this key, wrote the list.
    fn wrote(&self, list: &SlotList, mark: &[u8; 32]) -> Result<bool> {
        Ok(self.mac(list)?.verify(&(*mark).into()).is_ok())
    }

    fn marked(&self, list: &SlotList) -> Result<Marked> {
        Ok(Marked { list: list.clone(), mark: self.mac(list)?.finalize().into_bytes().into() })
    }
}

impl SlotList {
    /// The list of a new casebook.
    pub(super) const fn new(casebook: Uuid) -> Self {
        Self { casebook, generation: 1, revision: 1, slots: Vec::new() }
    }

    /// Adds a slot.
    pub(super) fn add(&mut self, title: Title, words: &str, costs: Costs, key: &DataKey) -> Result<Uuid> {
        let id = Uuid::from_bytes(random()?);
        self.slots.push(Slot::new(self.casebook, id, title, words, costs, key)?);
        Ok(id)
    }

    /// Lets a slot open with other words, and no longer with the old ones.
    pub(super) fn change(
        &mut self,
        slot: Uuid,
        words: &str,
        day: NaiveDate,
        costs: Costs,
        key: &DataKey,
    ) -> Result<()> {
        let casebook = self.casebook;
        let Some(old) = self.slots.iter_mut().find(|old| old.id == slot) else { return Ok(()) };
        let title = Title { kind: old.kind, label: old.label.clone(), added: Some(day) };
        *old = Slot::new(casebook, slot, title, words, costs, key)?;
        Ok(())
    }

    /// The same slots, for another data key.
    pub(super) fn sealed_anew(&self, key: &DataKey) -> Result<Self> {
        let mut next = self.clone();
        next.generation += 1;
        next.revision += 1;
        for slot in &mut next.slots {
            slot.seal(self.casebook, key)?;
        }
        Ok(next)
    }

    /// Whether these words open this slot.
    pub(super) fn opens(&self, slot: Uuid, words: &str) -> Result<bool> {
        match self.slots.iter().find(|found| found.id == slot) {
            Some(slot) => Ok(slot.unlock(self.casebook, words)?.is_some()),
            None => Ok(false),
        }
    }

    /// The list as a file, with the list to come while the data key is being changed.
    pub(super) fn to_json(&self, key: &DataKey, next: Option<(&Self, &DataKey)>) -> Result<Vec<u8>> {
        let next = next.map(|(list, key)| key.marked(list)).transpose()?;
        let file = SecondFile { format: 2, now: key.marked(self)?, next };
        serde_json::to_vec_pretty(&file).map_err(|_| damaged_slots())
    }

    /// The slots that may open with these words. Each try takes a while, so what can only be a
    /// recovery key or a computer's secret is tried on those slots first, and nothing else is.
    fn tries(&self, words: &str) -> Vec<(&Slot, Secret)> {
        let mut tries = Vec::new();
        if let recovery::Read::Key(key) = recovery::read(words) {
            let of = |slot: &&Slot| slot.kind == SlotKind::Recovery;
            tries.extend(self.slots.iter().filter(of).map(|slot| (slot, key.clone())));
        }
        if is_device_secret(words) {
            let of = |slot: &&Slot| slot.kind == SlotKind::Device;
            tries.extend(self.slots.iter().filter(of).map(|slot| (slot, words.into())));
        }
        let of = |slot: &&Slot| slot.kind == SlotKind::Passphrase;
        tries.extend(self.slots.iter().filter(of).map(|slot| (slot, words.into())));
        tries
    }
}

impl KeyFile {
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let damaged = |_| damaged_slots();
        let Format { format } = serde_json::from_slice(bytes).map_err(damaged)?;
        match format {
            1 => {
                let file: FirstFile = serde_json::from_slice(bytes).map_err(damaged)?;
                if file.slots.is_empty() { Err(damaged_slots()) } else { Ok(Self::First(file)) }
            }
            2 => {
                let SecondFile { now, next, .. } = serde_json::from_slice(bytes).map_err(damaged)?;
                if now.list.slots.is_empty() {
                    return Err(damaged_slots());
                }
                let pair = |marked: Marked| Box::new((marked.list, marked.mark));
                Ok(Self::Second { now: pair(now), next: next.map(pair) })
            }
            _ => Err(Problem::failed(
                "This casebook's keys were last changed with a newer version of the program.",
                "Install the newest version and open it again; nothing has been changed.",
            )),
        }
    }

    /// The slots of one kind, by id. The first format has passphrases only.
    pub(super) fn of_kind(&self, kind: SlotKind) -> Vec<Uuid> {
        match self {
            Self::First(_) => Vec::new(),
            Self::Second { now, .. } => {
                now.0.slots.iter().filter(|slot| slot.kind == kind).map(|slot| slot.id).collect()
            }
        }
    }

    /// Opens the data key, trying every slot that these words can belong to.
    pub(super) fn open(&self, words: &str) -> Result<Unlocked> {
        match self {
            Self::First(file) => {
                for slot in &file.slots {
                    if let Some((key, slot)) = slot.unlock(file.casebook, words)? {
                        let id = slot.id;
                        let list =
                            SlotList { revision: 0, slots: vec![slot], ..SlotList::new(file.casebook) };
                        return Ok(Unlocked { key, list, whole: true, slot: id, next: None });
                    }
                }
            }
            Self::Second { now, next } => {
                let (list, mark) = &**now;
                for (slot, words) in list.tries(words) {
                    let Some(private) = slot.unlock(list.casebook, words.reveal())? else { continue };
                    let key = slot.unseal(list.casebook, &private)?;
                    let whole = key.wrote(list, mark)?;
                    let next = next.as_deref().and_then(|(list, mark)| {
                        let slot = list.slots.iter().find(|next| next.id == slot.id)?;
                        let key = slot.unseal(list.casebook, &private).ok()?;
                        key.wrote(list, mark).is_ok_and(|wrote| wrote).then(|| (key, list.clone()))
                    });
                    return Ok(Unlocked { key, list: list.clone(), whole, slot: slot.id, next });
                }
            }
        }
        Err(wrong(words))
    }

    /// The list of a file that is open already, if it is as this program wrote it.
    pub(super) fn list(&self, key: &DataKey) -> Result<Option<SlotList>> {
        match self {
            Self::First(_) => Ok(None),
            Self::Second { now, .. } => {
                let (list, mark) = &**now;
                Ok(key.wrote(list, mark)?.then(|| list.clone()))
            }
        }
    }

    /// The file without the list to come, if it has one and the present one is whole.
    pub(super) fn present(&self, key: &DataKey) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Second { next: Some(_), .. } => {
                self.list(key)?.map(|list| list.to_json(key, None)).transpose()
            }
            _ => Ok(None),
        }
    }

    /// The casebook the slots belong to, as the file says.
    pub(super) fn casebook(&self) -> Uuid {
        match self {
            Self::First(file) => file.casebook,
            Self::Second { now, .. } => now.0.casebook,
        }
    }

    pub(super) const fn is_first(&self) -> bool {
        matches!(self, Self::First(_))
    }
}

/// Whether words can be a computer's secret: long and without gaps, as nobody types.
pub(super) fn is_device_secret(words: &str) -> bool {
    words.len() >= 32 && words.bytes().all(|byte| byte.is_ascii_graphic())
}

fn wrong(words: &str) -> Problem {
    let (what, remedy) = match recovery::read(words) {
        recovery::Read::Mistyped(group) => (
            format!("That looks like a recovery key, but there is a typing error in group {group}."),
            "Compare that group with the sheet, and try again; nothing has been changed.",
        ),
        recovery::Read::Key(_) => (
            "That recovery key does not open this casebook.".into(),
            "Look on the sheet which casebook it is for, and whether a newer sheet was made; nothing has been changed.",
        ),
        recovery::Read::Other => (
            "That passphrase does not open this casebook.".into(),
            "Check capital letters and spaces, and try again; nothing has been changed.",
        ),
    };
    Problem { code: Code::WrongPassphrase, what, remedy: remedy.into(), field: Some("passphrase".into()) }
}

#[cfg(test)]
mod tests;
