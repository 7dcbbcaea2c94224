//! Unlocking on this computer without the passphrase, where an office wants that: the system's
//! keychain keeps a random secret that opens one slot of the casebook. Off until somebody turns it on.
//!
//! The keychain is asked only when somebody turns it on or off or unlocks with it, because a keychain
//! that is locked asks for its password. Which slots are this computer's stands in a file of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use casebook::api::{AddDeviceSlot, Code, Command, OpenCasebook, Problem, Result, Secret, SlotId};
use keyring::v1::{Entry, Error};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager as _};

use crate::desk::{self, Desk};

/// What the entries are called in the keychain.
const SERVICE: &str = "SEND Casebook";

/// The slot by which this computer opens the casebook in this folder, if it is to.
#[tauri::command]
pub(crate) fn device_slot(app: AppHandle, folder: String) -> Option<String> {
    slot_here(&app, Path::new(&folder))
}

/// Opens a casebook with the secret in the keychain.
#[tauri::command]
pub(crate) async fn device_unlock(app: AppHandle, folder: String) -> Result<Value> {
    desk::apart(move || {
        let slot = slot_here(&app, Path::new(&folder)).ok_or_else(not_on)?;
        let passphrase =
            entry(&slot).and_then(|entry| entry.get_password()).map_err(|error| refused(&error))?;
        let open = OpenCasebook { folder, passphrase: passphrase.into() };
        let opened = app.state::<Desk>().run(&app, Command::OpenCasebook(open));
        opened.map_err(|problem| if problem.code == Code::WrongPassphrase { stale() } else { problem })
    })
    .await
}

/// Lets this computer open the casebook that is open.
#[tauri::command]
pub(crate) async fn device_on(app: AppHandle) -> Result<Value> {
    desk::apart(move || {
        let desk = app.state::<Desk>();
        // A keychain that refuses is found out before anything is changed.
        let probe = entry("a keychain that answers").and_then(|entry| entry.get_password());
        if let Err(error) = probe
            && !matches!(error, Error::NoEntry)
        {
            return Err(refused(&error));
        }
        let secret = secret()?;
        let label = format!("Computer {}", casebook::api::this_computer());
        let add = AddDeviceSlot { label, secret: secret.clone() };
        let added = desk.run(&app, Command::AddDeviceSlot(add))?;
        let slot = added.get("slot").and_then(Value::as_str).unwrap_or_default();
        let kept = entry(slot)
            .and_then(|entry| entry.set_password(secret.reveal()))
            .map_err(|error| refused(&error));
        let kept = kept.and_then(|()| change_ours(&app, |ours| ours.insert(slot.to_owned())));
        if let Err(problem) = kept {
            off(&app, slot)?;
            return Err(problem);
        }
        desk.run(&app, Command::Slots(casebook::api::Nothing {}))
    })
    .await
}

/// Takes this computer's way of opening the casebook away.
#[tauri::command]
pub(crate) async fn device_off(app: AppHandle, slot: String) -> Result<Value> {
    desk::apart(move || off(&app, &slot)).await
}

/// The slot first: what the keychain may keep then opens nothing.
fn off(app: &AppHandle, slot: &str) -> Result<Value> {
    let id = serde_json::from_value(json!(slot)).map_err(|_| not_on())?;
    let slots = app.state::<Desk>().run(app, Command::RevokeSlot(SlotId { slot: id }))?;
    let _ = entry(slot).and_then(|entry| entry.delete_credential());
    change_ours(app, |ours| ours.remove(slot))?;
    Ok(slots)
}

/// The slots by which this computer opens the casebook in this folder.
pub(crate) fn unlocks(app: &AppHandle, folder: &Path) -> Vec<String> {
    let ours = ours(app);
    let slots = casebook::api::device_slots(folder).into_iter().map(|slot| slot.to_string());
    slots.filter(|slot| ours.contains(slot)).collect()
}

/// A casebook is gone for good: what the keychain keeps of it goes as well. Best effort: it opens nothing.
pub(crate) fn forget(app: &AppHandle, slots: &[String]) {
    for slot in slots {
        let _ = entry(slot).and_then(|entry| entry.delete_credential());
        let _ = change_ours(app, |ours| ours.remove(slot));
    }
}

fn entry(slot: &str) -> keyring::v1::Result<Entry> {
    Entry::new(SERVICE, slot)
}

/// 256 random bits, in letters and digits.
fn secret() -> Result<Secret> {
    let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| {
        Problem::failed("This computer gave no random numbers for a key.", "Restart it and try again.")
    })?;
    Ok(hex::encode(bytes.as_slice()).into())
}

/// The slot of this casebook that is ours.
fn slot_here(app: &AppHandle, folder: &Path) -> Option<String> {
    unlocks(app, folder).into_iter().next()
}

fn file(app: &AppHandle) -> Option<PathBuf> {
    app.path().app_config_dir().ok().map(|folder| folder.join("unlocks.json"))
}

/// The slots that this computer opens casebooks by: ids, which say nothing and open nothing.
fn ours(app: &AppHandle) -> BTreeSet<String> {
    let bytes = file(app).and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn change_ours(app: &AppHandle, change: impl FnOnce(&mut BTreeSet<String>) -> bool) -> Result<()> {
    let mut ours = ours(app);
    if !change(&mut ours) {
        return Ok(());
    }
    let written = file(app).and_then(|file| crate::recent::replace(&file, &ours));
    written.ok_or_else(|| {
        Problem::failed(
            "What this computer opens by itself could not be written down.",
            "Check that the disk is not full, and try again.",
        )
    })
}

fn not_on() -> Problem {
    Problem::failed("This computer does not open this casebook by itself.", "Unlock it with the passphrase.")
}

/// The keychain has a secret, but not of this casebook as it is now.
fn stale() -> Problem {
    Problem::failed(
        "What this computer’s keychain keeps no longer opens this casebook.",
        "Unlock it with the passphrase, then turn unlocking on this computer off and on again in the settings.",
    )
}

/// What a keychain's refusal means for the person in front of it. What the keychain itself says is not
/// shown: it is in nobody's words.
fn refused(error: &Error) -> Problem {
    match error {
        Error::NoEntry => stale(),
        Error::NoStorageAccess(_) => Problem::failed(
            "This computer’s keychain stayed locked.",
            "Unlock the keychain and try again, or use the passphrase.",
        ),
        _ => Problem::failed(
            "This computer’s keychain did not answer.",
            "Use the passphrase. If this computer should have a keychain, ask IT, then restart SEND Casebook.",
        ),
    }
}
