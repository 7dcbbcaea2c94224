//! Adding, changing and taking away ways of opening the casebook. The database is not rewritten.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use super::audit::{Finding, Stamp};
use super::change::Change;
use super::file::{Casebook, KEYS, io, replace};
use super::keychange::KeyChange;
use super::keys::{Costs, DataKey, KeyFile, SlotList, Title, is_device_secret, random};
use super::time;
use crate::api::{SlotKind, SlotRow};
use crate::error::{Code, Problem, Result};
use crate::recovery;
use crate::secret::Secret;

/// What the first passphrase is called.
pub(super) const OFFICE: &str = "Office passphrase";
const RECOVERY: &str = "Recovery key";

/// Makes a recovery key and its slot; whoever gets the key must tell it, for nothing keeps it.
///
/// A guesser has no hope against 160 random bits, so its slot costs the least.
pub(super) fn add_recovery(list: &mut SlotList, day: NaiveDate, key: &DataKey) -> Result<Secret> {
    let seed = zeroize::Zeroizing::new(random()?);
    let written = recovery::write(&seed);
    let recovery::Read::Key(words) = recovery::read(written.reveal()) else {
        return Err(Problem::failed("The recovery key could not be made.", "Try again."));
    };
    let title = Title { kind: SlotKind::Recovery, label: RECOVERY.into(), added: Some(day) };
    list.add(title, words.reveal(), Costs::LEAST, key)?;
    Ok(written)
}

/// The computers that open the casebook in a folder, as far as its key file says. Nothing is opened.
#[must_use]
pub fn device_slots(folder: &Path) -> Vec<Uuid> {
    let file = std::fs::read(folder.join(KEYS)).ok().and_then(|json| KeyFile::from_json(&json).ok());
    file.map_or_else(Vec::new, |file| file.of_kind(SlotKind::Device))
}

/// Remembers how often the list of slots was changed.
pub(super) fn set_revision(db: &Connection, revision: u64) -> Result<()> {
    db.execute(
        "INSERT INTO setting (name, value) VALUES ('slots', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [revision.to_string()],
    )?;
    Ok(())
}

fn revision(db: &Connection) -> Result<u64> {
    let kept: Option<String> =
        db.query_row("SELECT value FROM setting WHERE name = 'slots'", [], |row| row.get(0)).optional()?;
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn meddled() -> Finding {
    Finding(
        "The list of passphrases was changed by something other than this program, or an old one was put back. \
         Do not change passphrases now: put back `keys.json` from a newer backup, and ask who could write to this folder."
            .into(),
    )
}

fn no_such_slot() -> Problem {
    Problem::failed("That passphrase is no longer in the list.", "Look at the list again and choose another.")
}

impl Casebook {
    /// Compares the list of slots with what the database remembers of it.
    pub(super) fn judge_slots(&mut self, listed: u64, whole: bool) -> Result<()> {
        if !whole || listed < revision(&self.db)? {
            self.access.found.push(meddled());
        }
        Ok(())
    }

    /// Writes down a change of the slots that was made just before the program stopped.
    pub(crate) fn catch_up_with_slots(&mut self, stamp: Stamp) -> Result<()> {
        let Ok(list) = self.slot_list() else { return Ok(()) };
        if list.revision <= revision(&self.db)? {
            return Ok(());
        }
        self.write(stamp, |writing| {
            set_revision(&writing.tx, list.revision)?;
            writing.record(&Change::Keys { what: KeyChange::Interrupted })
        })
    }

    /// The list of slots, if it is as this program wrote it.
    pub(super) fn slot_list(&self) -> Result<SlotList> {
        let json = std::fs::read(self.folder.join(KEYS))
            .map_err(|error| io(&error, "The casebook's key file could not be read."))?;
        let file = KeyFile::from_json(&json)?;
        let list = if file.is_first() { self.access.upgraded.clone() } else { file.list(&self.key)? };
        match list {
            Some(list) if list.revision >= revision(&self.db)? => Ok(list),
            _ => {
                let Finding(what) = meddled();
                let (what, remedy) = what.split_once(". ").unwrap_or((&what, "Go back to a backup."));
                Err(Problem::failed(format!("{what}."), remedy))
            }
        }
    }

    /// Every way of opening the casebook, oldest first.
    pub(crate) fn slots(&self) -> Result<Vec<SlotRow>> {
        let made = self.db.query_row("SELECT at FROM audit ORDER BY seq LIMIT 1", [], |row| row.get(0));
        let made = time(made.optional()?.unwrap_or(0)).date_naive();
        let row = |slot: super::keys::Slot| SlotRow {
            used: self.access.slot == Some(slot.id),
            id: slot.id,
            kind: slot.kind,
            label: slot.label,
            added: slot.added.unwrap_or(made),
        };
        Ok(self.slot_list()?.slots.into_iter().map(row).collect())
    }

    /// Changes the list: the new one is on the disk, and the change in the audit trail, or neither.
    fn change_slots<T>(
        &mut self,
        stamp: Stamp,
        work: impl FnOnce(&mut SlotList, &DataKey) -> Result<(T, KeyChange)>,
    ) -> Result<T> {
        let mut list = self.slot_list()?;
        let (done, what) = work(&mut list, &self.key)?;
        list.revision = list.revision.max(revision(&self.db)?) + 1;
        let json = list.to_json(&self.key, None)?;
        let folder = self.folder.clone();
        self.write(stamp, |writing| {
            writing.record(&Change::Keys { what })?;
            set_revision(&writing.tx, list.revision)?;
            // Last: should the commit fail, the list is ahead of the database, which is noticed and
            // written down at the next opening. The other way round a revoked slot would still open.
            replace(&folder, KEYS, &json)
        })?;
        self.access.upgraded = None;
        self.access.coming = None;
        Ok(done)
    }

    /// Lets the casebook open with one more passphrase, or a computer's secret.
    pub(crate) fn add_slot(
        &mut self,
        stamp: Stamp,
        kind: SlotKind,
        label: &str,
        words: &str,
        costs: Costs,
    ) -> Result<Uuid> {
        if kind == SlotKind::Device && !is_device_secret(words) {
            return Err(Problem::invalid(
                "secret",
                "A computer's secret has at least 32 letters and digits, without spaces.",
                "Make a random one.",
            ));
        }
        let label = label.to_owned();
        self.change_slots(stamp, |list, key| {
            let title = Title { kind, label: label.clone(), added: Some(stamp.now.date_naive()) };
            Ok((list.add(title, words, costs, key)?, KeyChange::Added { kind, label }))
        })
    }

    /// Puts another passphrase in the place of one; whoever asks must know the present one.
    pub(crate) fn change_passphrase(
        &mut self,
        stamp: Stamp,
        slot: Uuid,
        (present, words): (&str, &str),
        costs: Costs,
    ) -> Result<()> {
        self.change_slots(stamp, |list, key| {
            let found =
                list.slots.iter().find(|found| found.id == slot && found.kind == SlotKind::Passphrase);
            let label = found.ok_or_else(no_such_slot)?.label.clone();
            if !list.opens(slot, present)? {
                return Err(Problem::invalid(
                    "present",
                    "That is not the present passphrase.",
                    "Check capital letters and spaces, and try again; nothing has been changed.",
                )
                .with_code(Code::WrongPassphrase));
            }
            list.change(slot, words, stamp.now.date_naive(), costs, key)?;
            Ok(((), KeyChange::Changed { label }))
        })
    }

    /// Takes a way of opening the casebook away; never the last passphrase.
    pub(crate) fn revoke_slot(&mut self, stamp: Stamp, slot: Uuid) -> Result<()> {
        self.change_slots(stamp, |list, _| {
            let at = list.slots.iter().position(|found| found.id == slot).ok_or_else(no_such_slot)?;
            let passphrases = list.slots.iter().filter(|slot| slot.kind == SlotKind::Passphrase).count();
            let gone = list.slots.remove(at);
            if gone.kind == SlotKind::Passphrase && passphrases == 1 {
                return Err(Problem::failed(
                    "This is the only passphrase the casebook has.",
                    "Change it instead, or add another one first.",
                ));
            }
            Ok(((), KeyChange::Revoked { kind: gone.kind, label: gone.label }))
        })
    }

    /// Makes a new recovery key; the one before stops working.
    pub(crate) fn remake_recovery(&mut self, stamp: Stamp) -> Result<Secret> {
        self.change_slots(stamp, |list, key| {
            list.slots.retain(|slot| slot.kind != SlotKind::Recovery);
            Ok((add_recovery(list, stamp.now.date_naive(), key)?, KeyChange::Recovery))
        })
    }

    /// Whether this is the casebook's recovery key, as it stands on its sheet.
    pub(crate) fn is_recovery(&self, words: &str) -> Result<bool> {
        let recovery::Read::Key(words) = recovery::read(words) else { return Ok(false) };
        let list = self.slot_list()?;
        for slot in list.slots.iter().filter(|slot| slot.kind == SlotKind::Recovery) {
            if list.opens(slot.id, words.reveal())? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
