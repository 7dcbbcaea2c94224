//! `casebook slots`: who can open a casebook.

use std::path::{Path, PathBuf};

use casebook::api::{
    AddSlot, Beginning, ChangePassphrase, Command, Desk, NewRecovery, Nothing, Problem, RecoverySheet,
    Rotated, SheetSaved, SlotId, SlotKind, Slots,
};
use clap::Subcommand;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::jobs::{new_passphrase, open_on, passphrase, print};
use crate::{ask, failed, say};

/// What to do with a casebook's slots; without one, they are listed.
#[derive(Subcommand)]
pub(crate) enum SlotsJob {
    /// Let the casebook open with one more passphrase
    Add {
        /// Whose it is: "Deputy: Sam Example"
        #[arg(long, value_name = "TEXT")]
        label: String,
        /// A file whose first line is the new passphrase; without it, the terminal asks
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Put another passphrase in the place of the one given
    Change {
        /// The slot, as listed; without it, the one that opened the casebook
        #[arg(long, value_name = "ID")]
        slot: Option<Uuid>,
        /// A file whose first line is the new passphrase; without it, the terminal asks
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Take a way of opening the casebook away
    Revoke {
        /// The slot, as listed
        #[arg(long, value_name = "ID")]
        slot: Uuid,
    },
    /// Make a new recovery key and print its sheet; the one before stops working
    Recovery {
        /// The PDF to write
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Give the casebook a new data key: every page is encrypted anew
    Rotate,
}

pub(crate) fn run(
    folder: String,
    job: Option<SlotsJob>,
    json: bool,
    file: Option<&Path>,
) -> Result<(), Problem> {
    let desk = Desk::with_stopwatch(crate::stopwatch);
    let present = passphrase(file, "Passphrase: ")?;
    open_on(&desk, folder, present.clone())?;
    match job {
        None => list(&ask(&desk, Command::Slots(Nothing {}))?, json),
        Some(SlotsJob::Add { label, new_passphrase_file }) => {
            let passphrase = new_passphrase(new_passphrase_file.as_deref())?;
            list(&ask(&desk, Command::AddSlot(AddSlot { label, passphrase }))?, json)
        }
        Some(SlotsJob::Change { slot, new_passphrase_file }) => {
            let slots: Slots = ask(&desk, Command::Slots(Nothing {}))?;
            let used = slots.slots.iter().find(|slot| slot.used).map(|slot| slot.id);
            let Some(slot) = slot.or(used) else {
                return Err(failed("It is not known which slot to change.", "Name it with --slot."));
            };
            let passphrase = new_passphrase(new_passphrase_file.as_deref())?;
            let change = ChangePassphrase { slot, present, passphrase };
            list(&ask(&desk, Command::ChangePassphrase(change))?, json)
        }
        Some(SlotsJob::Revoke { slot }) => {
            list(&ask(&desk, Command::RevokeSlot(SlotId { slot }))?, json)?;
            note("Backups made before today still open with it.")
        }
        Some(SlotsJob::Recovery { out }) => {
            can_hold_a_sheet(&out)?;
            let path = write_sheet(&desk, out)?;
            let words = format!(
                "Wrote {path}. Print it, lock it away and delete the file. The recovery key before it no longer opens \
                 the casebook; backups made before today still open with it."
            );
            print(json, &json!({ "path": path }), &words)
        }
        Some(SlotsJob::Rotate) => {
            let Rotated { done, beginning } = ask(&desk, Command::RotateKey(Nothing {}))?;
            let began = match beginning {
                Beginning::Fresh => "",
                Beginning::WentOn => " It went on from where it had been stopped.",
                Beginning::Again => " It began again: the casebook had changed since it was stopped.",
            };
            let words = format!("The casebook has a new key. Every passphrase stays as it was.{began}");
            print(json, &json!({ "done": done, "beginning": beginning }), &words)
        }
    }
}

/// Refuses a place where no sheet can be written, before there is a key that nobody was told.
pub(crate) fn can_hold_a_sheet(out: &str) -> Result<(), Problem> {
    let parent = Path::new(out).parent().filter(|parent| !parent.as_os_str().is_empty());
    if parent.is_some_and(|parent| !parent.is_dir()) {
        return Err(failed(
            "There is no folder for the recovery sheet.",
            "Make it first, or name another file.",
        ));
    }
    Ok(())
}

/// Makes a recovery key and writes its sheet. A key whose sheet could not be written is taken away
/// again.
pub(crate) fn write_sheet(desk: &Desk, out: String) -> Result<String, Problem> {
    let NewRecovery { recovery } = ask(desk, Command::RemakeRecovery(Nothing {}))?;
    let sheet = RecoverySheet { recovery, path: out };
    let saved = ask::<SheetSaved>(desk, Command::RecoverySheet(sheet));
    if saved.is_err() {
        let slots: Slots = ask(desk, Command::Slots(Nothing {}))?;
        if let Some(untold) = slots.slots.iter().find(|slot| slot.kind == SlotKind::Recovery) {
            ask::<Slots>(desk, Command::RevokeSlot(SlotId { slot: untold.id }))?;
        }
    }
    Ok(saved?.path)
}

fn note(words: &str) -> Result<(), Problem> {
    eprintln!("{words}");
    Ok(())
}

fn list(slots: &Slots, json: bool) -> Result<(), Problem> {
    if let Some(notice) = &slots.notice {
        return Err(failed("The slots cannot be listed.", notice));
    }
    if json {
        let rows: Vec<Value> = slots
            .slots
            .iter()
            .map(|slot| {
                json!({ "id": slot.id, "kind": slot.kind, "label": slot.label, "added": slot.added, "used": slot.used })
            })
            .collect();
        return say(&Value::from(rows));
    }
    for slot in &slots.slots {
        let kind = match slot.kind {
            SlotKind::Passphrase => "passphrase",
            SlotKind::Recovery => "recovery key",
            SlotKind::Device => "computer",
        };
        let used = if slot.used { "  (opened with it now)" } else { "" };
        say(&format!("{}  {kind:<12}  {}  {}{used}", slot.id, slot.added.format("%-d %B %Y"), slot.label))?;
    }
    Ok(())
}
