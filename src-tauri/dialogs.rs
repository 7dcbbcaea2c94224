//! Picking files and folders: the page asks, the dialogs are the system's own, opened from here.
//!
//! A picker answers with the path as text, or with nothing when somebody thought better of it.

use std::path::PathBuf;

use casebook::api::{Problem, Result};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

use crate::desk::Desk;

/// What a casebook's folder is called after its name.
pub(crate) const CASEBOOK: &str = "casebook";
/// Where the sample casebook lives.
#[tauri::command]
pub(crate) fn sample_folder(app: AppHandle) -> Result<String> {
    let data = app.path().app_local_data_dir().map_err(|_| no_home())?;
    text(data.join("Sample").with_extension(CASEBOOK))
}

/// Where a new casebook would be made if nobody says otherwise.
#[tauri::command]
pub(crate) fn default_folder(app: AppHandle) -> Result<String> {
    let home = app.path().document_dir().or_else(|_| app.path().home_dir());
    text(home.map_err(|_| no_home())?)
}

/// Picks letters to import.
#[tauri::command]
pub(crate) async fn pick_letters(app: AppHandle) -> Result<Option<Vec<String>>> {
    let picked = asking(&app, "pick_letters", |ask| {
        ask.set_title("Import letters")
            .add_filter(
                "Letters and mail",
                &[
                    "eml", "mbox", "mbx", "msg", "pst", "ost", "dat", "txt", "docx", "odt", "rtf", "pdf",
                    "zip", "csv", "xlsx", "ods",
                ],
            )
            .add_filter("All files", &["*"])
            .blocking_pick_files()
    })
    .await?;
    may_read(&app, picked)
}

/// Picks a folder of letters to import.
#[tauri::command]
pub(crate) async fn pick_letter_folder(app: AppHandle) -> Result<Option<String>> {
    let picked = asking(&app, "pick_letter_folder", |ask| {
        ask.set_title("Import a folder of letters").blocking_pick_folder().map(|folder| vec![folder])
    })
    .await?;
    Ok(may_read(&app, picked)?.and_then(|mut one| one.pop()))
}

/// Picks the statisticians' file of postcodes.
#[tauri::command]
pub(crate) async fn pick_postcodes(app: AppHandle) -> Result<Option<String>> {
    let picked = asking(&app, "pick_postcodes", |ask| {
        ask.set_title("Choose the NSPL or ONSPD file")
            .add_filter("Files of postcodes", &["zip", "csv"])
            .blocking_pick_file()
            .map(|file| vec![file])
    })
    .await?;
    Ok(may_read(&app, picked)?.and_then(|mut one| one.pop()))
}

/// Picks a casebook to open.
#[tauri::command]
pub(crate) async fn pick_casebook(app: AppHandle) -> Result<Option<String>> {
    let start = app.path().document_dir();
    let picked = asking(&app, "pick_casebook", move |ask| {
        let ask = ask.set_title("Open a casebook: choose its folder");
        let ask = if let Ok(start) = start { ask.set_directory(start) } else { ask };
        ask.blocking_pick_folder().map(|folder| vec![folder])
    })
    .await?;
    picked.and_then(|mut one| one.pop()).map(text).transpose()
}

/// Picks a backup to go back to.
#[tauri::command]
pub(crate) async fn pick_backup(app: AppHandle) -> Result<Option<String>> {
    let picked = asking(&app, "pick_backup", |ask| {
        ask.set_title("Restore a backup: choose its folder").blocking_pick_folder().map(|folder| vec![folder])
    })
    .await?;
    picked.and_then(|mut one| one.pop()).map(text).transpose()
}

/// Picks a folder to make backups in.
#[tauri::command]
pub(crate) async fn pick_backup_folder(app: AppHandle) -> Result<Option<String>> {
    let picked = asking(&app, "pick_backup_folder", |ask| {
        ask.set_title("Choose a folder for backups").blocking_pick_folder().map(|folder| vec![folder])
    })
    .await?;
    let Some(folder) = picked.and_then(|mut one| one.pop()) else { return Ok(None) };
    app.state::<Desk>().paths.may_write(&folder);
    text(folder).map(Some)
}

/// Picks where a new casebook is made.
#[tauri::command]
pub(crate) async fn pick_new_casebook(app: AppHandle, name: String) -> Result<Option<String>> {
    let start = app.path().document_dir();
    let picked = asking(&app, "pick_new_casebook", move |ask| {
        let ask = ask.set_title("Where should the new casebook be kept?");
        let ask = if let Ok(start) = start { ask.set_directory(start) } else { ask };
        ask.set_file_name(format!("{}.{CASEBOOK}", file_name(&name, "Casebook")))
            .blocking_save_file()
            .map(|folder| vec![folder])
    })
    .await?;
    picked.and_then(|mut one| one.pop()).map(|path| text(ending_in(path, CASEBOOK)?)).transpose()
}

/// Picks where a pack is saved.
#[tauri::command]
pub(crate) async fn pick_pack(app: AppHandle, name: String) -> Result<Option<String>> {
    let picked = asking(&app, "pick_pack", move |ask| {
        ask.set_title("Save the briefing pack")
            .set_file_name(format!("{}.pdf", file_name(&name, "Briefing pack")))
            .add_filter("PDF", &["pdf"])
            .blocking_save_file()
            .map(|path| vec![path])
    })
    .await?;
    let Some(path) = picked.and_then(|mut one| one.pop()) else { return Ok(None) };
    let path = ending_in(path, "pdf")?;
    app.state::<Desk>().paths.may_write(&path);
    text(path).map(Some)
}

/// What leaves the casebook in readable form.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Leaving {
    Everything,
    Person,
    Certificate,
    Receipt,
}

/// Picks where something readable is written: a new folder, a certificate or a receipt.
#[tauri::command]
pub(crate) async fn pick_leaving(app: AppHandle, what: Leaving, name: String) -> Result<Option<String>> {
    let picked = asking(&app, "pick_leaving", move |ask| {
        let name = file_name(&name, "Casebook");
        let ask = match what {
            Leaving::Everything => {
                ask.set_title("Where should the copy of everything go?").set_file_name(name)
            }
            Leaving::Person => {
                ask.set_title("Where should the copy about this person go?").set_file_name(name)
            }
            Leaving::Certificate => ask
                .set_title("Save the certificate of deletion")
                .set_file_name(format!("{name}.pdf"))
                .add_filter("PDF", &["pdf"]),
            Leaving::Receipt => ask
                .set_title("Save the receipt")
                .set_file_name(format!("{name}.pdf"))
                .add_filter("PDF", &["pdf"]),
        };
        ask.blocking_save_file().map(|path| vec![path])
    })
    .await?;
    let Some(path) = picked.and_then(|mut one| one.pop()) else { return Ok(None) };
    let path =
        if matches!(what, Leaving::Certificate | Leaving::Receipt) { ending_in(path, "pdf")? } else { path };
    app.state::<Desk>().paths.may_write(&path);
    text(path).map(Some)
}

/// Picks where an attachment or an original is saved. The core has made its name safe.
#[tauri::command]
pub(crate) async fn pick_attachment(app: AppHandle, name: String) -> Result<Option<String>> {
    let picked = asking(&app, "pick_attachment", move |ask| {
        ask.set_title("Save this file")
            .set_file_name(file_name(&name, "Attachment"))
            .blocking_save_file()
            .map(|path| vec![path])
    })
    .await?;
    let Some(path) = picked.and_then(|mut one| one.pop()) else { return Ok(None) };
    app.state::<Desk>().paths.may_write(&path);
    text(path).map(Some)
}

type Ask = FileDialogBuilder<tauri::Wry>;
type Picked = Option<Vec<FilePath>>;

/// Opens one of the system's dialogs over the window, and waits for it without holding the window up.
async fn asking(
    app: &AppHandle,
    name: &'static str,
    ask: impl FnOnce(Ask) -> Picked + Send + 'static,
) -> Result<Option<Vec<PathBuf>>> {
    let lockings = app.state::<Desk>().lockings();
    let asked = app.clone();
    let picked = tauri::async_runtime::spawn_blocking(move || {
        if cfg!(feature = "scripted-dialogs")
            && let Some(answer) = scripted(name)
        {
            return Ok(answer);
        }
        let mut dialog = asked.dialog().file();
        if let Some(window) = asked.get_webview_window("main") {
            dialog = dialog.set_parent(&window);
        }
        let path = |path: FilePath| path.into_path().map_err(|_| no_such());
        ask(dialog).map(|paths| paths.into_iter().map(path).collect()).transpose()
    });
    let picked = picked
        .await
        .unwrap_or_else(|_| Err(Problem::failed("The file dialog could not be opened.", "Try again.")))?;
    // Locked while the dialog was open: whoever answers it now need not be who asked.
    let locked = app.state::<Desk>().lockings() != lockings;
    Ok(picked.filter(|_| !locked))
}

/// The next answer a test has prepared for this dialog, in the file that `SEND_CASEBOOK_DIALOGS`
/// names: `[{"dialog": "pick_letters", "paths": ["…"], "after": 0}]`, each used once, after so many
/// seconds. Paths of null: cancelled.
fn scripted(name: &str) -> Option<Option<Vec<PathBuf>>> {
    #[derive(Serialize, Deserialize)]
    struct Prepared {
        dialog: String,
        paths: Option<Vec<PathBuf>>,
        #[serde(default)]
        after: u64,
    }
    let file = std::env::var_os("SEND_CASEBOOK_DIALOGS")?;
    let mut queue: Vec<Prepared> = serde_json::from_slice(&std::fs::read(&file).ok()?).ok()?;
    let next = queue.iter().position(|prepared| prepared.dialog == name)?;
    let Prepared { paths, after, .. } = queue.remove(next);
    std::fs::write(file, serde_json::to_vec(&queue).ok()?).ok()?;
    std::thread::sleep(std::time::Duration::from_secs(after));
    Some(paths)
}

fn may_read(app: &AppHandle, picked: Option<Vec<PathBuf>>) -> Result<Option<Vec<String>>> {
    let Some(paths) = picked else { return Ok(None) };
    app.state::<Desk>().paths.may_read(&paths);
    paths.into_iter().map(text).collect::<Result<_>>().map(Some)
}

/// A title as a file name that every system takes.
fn file_name(title: &str, otherwise: &str) -> String {
    let safe: String = title
        .chars()
        .map(|letter| if letter.is_control() || r#"<>:"/\|?*"#.contains(letter) { ' ' } else { letter })
        .take(80)
        .collect();
    let words: Vec<&str> = safe.split_whitespace().collect();
    let name = words.join(" ").trim_matches(['.', ' ']).to_owned();
    if name.is_empty() { otherwise.into() } else { name }
}

/// Adds the ending a save dialog leaves off on some systems, but never so that another file, which
/// the dialog has not asked about, would be written over.
fn ending_in(path: PathBuf, ending: &str) -> Result<PathBuf> {
    if path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case(ending)) {
        return Ok(path);
    }
    let mut whole = path.into_os_string();
    whole.push(".");
    whole.push(ending);
    let whole = PathBuf::from(whole);
    if whole.exists() {
        return Err(Problem::failed(
            format!("There is already something of that name ending in .{ending}."),
            "Choose another name, or write the ending too to replace it.",
        ));
    }
    Ok(whole)
}

fn text(path: PathBuf) -> Result<String> {
    path.into_os_string().into_string().map_err(|_| no_such())
}

fn no_such() -> Problem {
    Problem::failed(
        "That name has letters in it which SEND Casebook cannot read.",
        "Rename the file or folder, or choose another.",
    )
}

fn no_home() -> Problem {
    Problem::failed(
        "This computer does not say where your files are kept.",
        "Choose a folder yourself, or ask IT.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_file_name() {
        assert_eq!(file_name("SEND transport: who pays?", "x"), "SEND transport who pays");
        assert_eq!(file_name("../../etc/passwd", "x"), "etc passwd");
        assert_eq!(file_name(" … ", "x"), "…");
        assert_eq!(file_name("...", "Briefing pack"), "Briefing pack");
    }

    #[test]
    fn an_added_ending_writes_over_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bare = folder.path().join("pack");
        let whole = folder.path().join("pack.pdf");
        assert_eq!(ending_in(bare.clone(), "pdf"), Ok(whole.clone()));
        std::fs::write(&whole, "yesterday's").expect("the folder can be written");
        assert!(ending_in(bare, "pdf").is_err(), "the dialog asked about another name");
        assert_eq!(ending_in(whole.clone(), "pdf"), Ok(whole), "here it did ask");
    }
}
