//! The one door: every job the window, the command line or a test can ask for is one line here,
//! with its request and its answer typed at both ends.

mod types;

pub use crate::error::{Code, Problem, Result};
pub use types::*;

use serde::{Deserialize, Serialize};

/// The table of commands: name, request, answer.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        /// One job, as it travels: `{"command": "file_story", "args": {…}}`.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(tag = "command", content = "args", rename_all = "snake_case")]
        pub enum Command { $($(#[$doc])* $name($request)),* }

        /// The same table for the window, as TypeScript.
        #[cfg(test)]
        pub(crate) fn bindings(into: &std::path::Path) {
            use ts_rs::TS as _;
            let config = ts_rs::Config::new().with_out_dir(into);
            let mut table = String::from(
                "// Generated from the core's table of commands by `make bindings`. Do not edit.\n",
            );
            let mut names = std::collections::BTreeSet::new();
            let mut lines = String::new();
            $({
                <$request>::export_all(&config).expect("requests can be written");
                <$answer>::export_all(&config).expect("answers can be written");
                let (request, answer) = (<$request>::ident(&config), <$answer>::ident(&config));
                let command = snake_case(stringify!($name));
                lines.push_str(&format!("  {command}: {{ request: {request}; answer: {answer} }};\n"));
                names.extend([request, answer]);
            })*
            for name in names {
                table.push_str(&format!("import type {{ {name} }} from \"./{name}\";\n"));
            }
            table.push_str(&format!("\nexport interface Commands {{\n{lines}}}\n"));
            std::fs::write(into.join("commands.ts"), table).expect("the table can be written");
        }
    };
}

commands! {
    /// Says what is open.
    Status(Nothing) -> DeskStatus;
    /// Makes a new casebook and opens it.
    CreateCasebook(NewCasebook) -> Opened;
    /// Opens a casebook.
    OpenCasebook(OpenCasebook) -> Opened;
    /// Opens the sample casebook of invented letters, making it the first time.
    OpenSample(OpenSample) -> Opened;
    /// Closes the casebook and forgets its key.
    Lock(Nothing) -> Nothing;
    /// Puts somebody else at the desk.
    SitDown(SitDown) -> Opened;
    /// Changes what the casebook knows of its office.
    SaveOffice(crate::office::Office) -> Opened;
    /// How full each room is.
    Counts(Nothing) -> Counts;
    /// The tables of themes and authorities.
    Reference(Nothing) -> Reference;

    /// Imports letters from files and folders. Reports progress and can be cancelled.
    Import(Import) -> Receipt;
    /// Logs a letter, call or note that was typed or pasted in.
    LogSubmission(NewSubmission) -> StoryId;
    /// The latest receipts.
    Receipts(Nothing) -> Receipts;

    /// Lists stories; the Inbox is the list of new ones.
    Stories(StoryFilter) -> StoryPage;
    /// One story in full.
    Story(StoryId) -> StoryView;
    /// Files a story, or changes how it is filed.
    FileStory(FileStory) -> Nothing;
    /// Records what a family agreed to, or withdrew.
    RecordConsent(RecordConsent) -> ConsentRecorded;
    /// Marks words as worth quoting.
    MarkPassage(MarkPassage) -> PassageView;
    /// Changes how a passage would be printed.
    EditPassage(EditPassage) -> PassageView;
    /// Takes a passage's mark away.
    UnmarkPassage(PassageId) -> Nothing;
    /// Adds a note to a story.
    AddNote(NewNote) -> Nothing;
    /// Takes back the latest change that has not been taken back yet.
    Undo(Nothing) -> Undone;

    /// Counts filed stories by theme and authority.
    Grid(GridFilter) -> Grid;

    /// The debates being prepared.
    Debates(Nothing) -> Debates;
    /// Makes or changes a debate.
    SaveDebate(SaveDebate) -> crate::debate::Debate;
    /// Removes a debate.
    RemoveDebate(DebateId) -> Nothing;
    /// What could be quoted.
    Quotables(QuotableScope) -> Quotables;
    /// Makes a debate's pack, to look at.
    PreviewPack(DebateId) -> PackPreview;
    /// Makes a debate's pack and saves it.
    SavePack(SavePack) -> PackSaved;
}

#[cfg(test)]
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                found.extend(
                    files(&path)
                        .into_iter()
                        .map(|(name, text)| (Path::new(&entry.file_name()).join(name), text)),
                );
            } else {
                found.insert(entry.file_name().into(), std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
        found
    }

    /// `make bindings` sets `WRITE_BINDINGS`; without it this only compares.
    #[test]
    fn the_windows_bindings_are_fresh() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/generated");
        let fresh = tempfile::tempdir().expect("a temporary folder");
        super::bindings(fresh.path());
        <super::Problem as ts_rs::TS>::export_all(&ts_rs::Config::new().with_out_dir(fresh.path()))
            .expect("problems can be written");
        if std::env::var_os("WRITE_BINDINGS").is_some() {
            if kept.exists() {
                std::fs::remove_dir_all(&kept).expect("the old bindings can be removed");
            }
            std::fs::create_dir_all(&kept).expect("the folder can be made");
            for (name, text) in files(fresh.path()) {
                let path = kept.join(name);
                std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
                std::fs::write(path, text).expect("a binding can be written");
            }
        }
        assert!(files(&kept) == files(fresh.path()), "the bindings are stale: run `make bindings`");
    }
}
