//! Which casebooks were opened before: where they are, and nothing else.

use std::path::Path;

use casebook::api::{Problem, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::{AppHandle, Manager as _};

use crate::dialogs::CASEBOOK;

/// How many casebooks are remembered.
const REMEMBERED: usize = 10;

/// A casebook opened before.
#[derive(Serialize)]
pub(crate) struct Recent {
    name: String,
    folder: String,
}

/// The casebooks opened before that are still there, latest first.
#[tauri::command]
pub(crate) fn recent(app: AppHandle) -> Vec<Recent> {
    let there = remembered(&app).folders.into_iter().filter(|folder| Path::new(folder).is_dir());
    there.map(|folder| Recent { name: name_of(&folder), folder }).collect()
}

/// Takes a casebook off the list; the casebook itself stays.
#[tauri::command]
pub(crate) fn forget_recent(app: AppHandle, folder: String) -> Result<()> {
    let mut list = remembered(&app);
    list.folders.retain(|known| *known != folder);
    keep(&app, &list)
}

/// Puts a casebook that was opened at the top of the list. The sample has its own button. A list
/// that cannot be written is no reason not to work.
pub(crate) fn remember(app: &AppHandle, opened: &Value) {
    if opened.get("sample").and_then(Value::as_bool) == Some(true) {
        return;
    }
    if let Some(folder) = opened.get("folder").and_then(Value::as_str) {
        let mut list = remembered(app);
        list.folders.retain(|known| known != folder);
        list.folders.insert(0, folder.into());
        list.folders.truncate(REMEMBERED);
        let _ = keep(app, &list);
    }
}

/// What is kept of the casebooks opened before: where they are, and nothing else.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Remembered {
    folders: Vec<String>,
}

fn remembered(app: &AppHandle) -> Remembered {
    let file = app.path().app_config_dir().map(|folder| folder.join("recent.json"));
    let bytes = file.ok().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn keep(app: &AppHandle, list: &Remembered) -> Result<()> {
    let file = app.path().app_config_dir().ok().map(|folder| folder.join("recent.json"));
    file.and_then(|file| replace(&file, list)).ok_or_else(|| {
        Problem::failed(
            "The list of recent casebooks could not be written.",
            "The casebooks themselves are as they were. Check that the disk is not full.",
        )
    })
}

/// Writes a small file of the program's own, whole or not at all.
pub(crate) fn replace(file: &Path, what: &impl Serialize) -> Option<()> {
    std::fs::create_dir_all(file.parent()?).ok()?;
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, serde_json::to_vec_pretty(what).ok()?).ok()?;
    std::fs::rename(fresh, file).ok()
}

/// A casebook's name is its folder's, without `.casebook`.
fn name_of(folder: &str) -> String {
    let folder = Path::new(folder);
    let stem = if folder.extension().is_some_and(|kind| kind == CASEBOOK) {
        folder.file_stem()
    } else {
        folder.file_name()
    };
    stem.unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_casebook_is_called_what_its_folder_is_called() {
        assert_eq!(name_of("/home/sam/North Dale.casebook"), "North Dale");
        assert_eq!(name_of("/home/sam/letters.2026"), "letters.2026");
    }
}
