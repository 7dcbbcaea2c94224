//! Backups, and going back to one.

use std::path::Path;

use casebook::api::{
    BackUp, BackedUp, BackupPreview, Command, Desk, PreviewBackup, Problem, Restore, Restored,
};
use serde_json::json;

use crate::jobs::{open, passphrase, print};
use crate::{ask, failed, many};

/// A path as the core takes it: from the root, so that "." means what it says.
fn whole(path: &str) -> Result<String, Problem> {
    let path = std::path::absolute(path)
        .map_err(|_| failed("That folder's name cannot be read.", "Check it and try again."))?;
    Ok(path.to_string_lossy().into_owned())
}

pub(crate) fn backup(
    folder: String,
    to: Option<&str>,
    file: Option<&Path>,
    json: bool,
) -> Result<(), Problem> {
    let to = to.map(whole).transpose()?;
    let desk = open(whole(&folder)?, file)?;
    let made: BackedUp = ask(&desk, Command::BackUp(BackUp { to }))?;
    let Some(row) = made.made else {
        return Err(failed("No backup was made.", "Try again."));
    };
    let words = format!("Backed up to {}: opened, checked and whole.", row.folder);
    print(
        json,
        &json!({ "backup": row.folder, "kind": row.kind, "made": row.made, "kilobytes": row.kilobytes }),
        &words,
    )
}

pub(crate) fn restore(backup: &str, folder: &str, file: Option<&Path>, json: bool) -> Result<(), Problem> {
    let (backup, folder) = (whole(backup)?, whole(folder)?);
    let passphrase = passphrase(file, "The backup's passphrase: ")?;
    let desk = Desk::new();
    let preview = PreviewBackup { folder: backup.clone(), passphrase: passphrase.clone() };
    let held: BackupPreview = ask(&desk, Command::PreviewBackup(preview))?;
    let request = Restore { backup, passphrase, folder };
    let restored: Restored = ask(&desk, Command::Restore(request))?;
    let mut words = format!(
        "Restored {}: {}, {}.",
        restored.folder,
        many(held.stories, "story", "stories"),
        many(held.letters, "letter", "letters")
    );
    if let Some(kept) = &restored.kept {
        words.push_str(&format!("\nWhat was there is kept at {kept}."));
    }
    let document = json!({
        "folder": restored.folder, "kept": restored.kept,
        "stories": held.stories, "letters": held.letters, "newest_letter": held.newest_letter,
    });
    print(json, &document, &words)
}
