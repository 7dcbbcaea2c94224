//! Which files and links the page may name. A page that shows strangers' letters does not get to choose:
//! reading needs a file that was picked or dropped, writing one that was picked, showing one that was
//! written, and opening outside a link of a letter that was shown.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use casebook::api::{
    BackUp, Command, Import, ImportFolders, Problem, QuickPack, ReadPostcodes, RecoverySheet, Result,
    SaveAttachment, SaveOriginal, SavePack, SaveReceipt, WatchFolder,
};
use serde_json::Value;

use crate::desk::held;

/// What was picked, written and shown since the casebook was opened.
#[derive(Default)]
pub(crate) struct Paths {
    read: Mutex<HashSet<PathBuf>>,
    write: Mutex<HashSet<PathBuf>>,
    show: Mutex<HashSet<PathBuf>>,
    links: Mutex<HashSet<String>>,
}

impl Paths {
    /// The casebook is put away, and what was picked for it.
    pub(crate) fn forget(&self) {
        for paths in [&self.read, &self.write, &self.show] {
            held(paths).clear();
        }
        held(&self.links).clear();
    }

    /// These were picked or dropped.
    pub(crate) fn may_read(&self, paths: &[PathBuf]) {
        held(&self.read).extend(paths.iter().cloned());
    }

    /// This is where the save dialog said.
    pub(crate) fn may_write(&self, path: &Path) {
        held(&self.write).insert(path.into());
    }

    /// This pack was saved.
    pub(crate) fn may_show(&self, path: &str) {
        held(&self.show).insert(path.into());
    }

    /// Whether this pack was saved while the window was open.
    pub(crate) fn can_show(&self, path: &Path) -> bool {
        held(&self.show).contains(path)
    }

    /// These are the links of a letter that is shown.
    pub(crate) fn may_open(&self, shown: &Value) {
        let links = shown.get("links").and_then(Value::as_array).into_iter().flatten();
        let addresses = links.filter_map(|link| link.get("address")?.as_str().map(str::to_owned));
        held(&self.links).extend(addresses);
    }

    /// Whether a letter that was shown since the casebook was opened has this link.
    pub(crate) fn can_open(&self, address: &str) -> bool {
        held(&self.links).contains(address)
    }

    /// Whether the page may ask this.
    pub(crate) fn allow(&self, command: &Command) -> Result<()> {
        let chosen = match command {
            Command::Import(Import { paths })
            | Command::ImportFolders(ImportFolders { paths, .. })
            | Command::PreviewFolders(Import { paths })
            | Command::PreviewForms(Import { paths }) => {
                let read = held(&self.read);
                paths.iter().all(|path| read.contains(Path::new(path)))
            }
            Command::SavePack(SavePack { path, .. })
            | Command::QuickPack(QuickPack { path, .. })
            | Command::SaveAttachment(SaveAttachment { path, .. })
            | Command::SaveOriginal(SaveOriginal { path, .. })
            | Command::SaveReceipt(SaveReceipt { path, .. })
            | Command::RecoverySheet(RecoverySheet { path, .. }) => {
                held(&self.write).contains(Path::new(path))
            }
            Command::ReadPostcodes(ReadPostcodes { path }) => held(&self.read).contains(Path::new(path)),
            Command::WatchFolder(WatchFolder { folder }) => {
                folder.is_empty() || held(&self.read).contains(Path::new(folder))
            }
            Command::ExportEverything(request) => held(&self.write).contains(Path::new(&request.folder)),
            Command::SubjectAccess(request) => held(&self.write).contains(Path::new(&request.folder)),
            Command::CloseCasebook(request) => held(&self.write).contains(Path::new(&request.certificate)),
            Command::BackUp(BackUp { to: Some(folder) }) => held(&self.write).contains(Path::new(folder)),
            _ => true,
        };
        if chosen {
            return Ok(());
        }
        Err(Problem::failed(
            "That file was not chosen in this window.",
            "Choose it again, or drop it on the window.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_no_file_of_its_own() {
        let paths = Paths::default();
        let import = |path: &str| Command::Import(Import { paths: vec![path.into()] });
        assert!(paths.allow(&import("/etc/passwd")).is_err(), "nobody picked it");
        paths.may_read(&["/letters".into()]);
        assert!(paths.allow(&import("/letters")).is_ok(), "somebody picked it");
        assert!(paths.allow(&import("/letters/../etc")).is_err(), "picking a folder picks no way out of it");
        let watch = |folder: &str| Command::WatchFolder(WatchFolder { folder: folder.into() });
        assert!(paths.allow(&watch("/home")).is_err(), "nobody picked this one");
        assert!(paths.allow(&watch("/letters")).is_ok() && paths.allow(&watch("")).is_ok());

        let save = |path: &str| {
            let args = serde_json::json!({ "debate": "0".repeat(32), "path": path });
            serde_json::from_value(serde_json::json!({ "command": "save_pack", "args": args }))
                .expect("a command")
        };
        assert!(paths.allow(&save("/letters")).is_err(), "to read is not to write");
        paths.may_write(Path::new("/pack.pdf"));
        assert!(paths.allow(&save("/pack.pdf")).is_ok());
        assert!(!paths.can_show(Path::new("/pack.pdf")), "it is not saved yet");
        let take = |path: &str| {
            let args = serde_json::json!({ "submission": "0".repeat(32), "index": 0, "path": path });
            serde_json::from_value(serde_json::json!({ "command": "save_attachment", "args": args }))
                .expect("a command")
        };
        assert!(paths.allow(&take("/pack.pdf")).is_ok(), "somebody picked it");
        assert!(paths.allow(&take("/home/.bashrc")).is_err(), "nobody picked it");

        assert!(!paths.can_open("https://elsewhere.example/"), "no letter has it");
        paths.may_open(&serde_json::json!({ "links": [{ "address": "https://elsewhere.example/" }] }));
        assert!(paths.can_open("https://elsewhere.example/"), "a letter has it");
        assert!(!paths.can_open("https://elsewhere.example/?words"), "and nothing is added to it");
        paths.may_show("/pack.pdf");
        assert!(paths.can_show(Path::new("/pack.pdf")));

        paths.forget();
        assert!(paths.allow(&import("/letters")).is_err(), "locking forgets what was picked");
        assert!(!paths.can_open("https://elsewhere.example/"), "and what letters said");
    }
}
