//! Requests and answers about backups, and about going back to one.

use chrono::{DateTime, Utc};

use crate::backup::BackupKind;
use crate::secret::Secret;

wire! {
    /// A backup that is there.
    pub struct BackupRow {
        /// Its folder: a casebook of its own.
        pub folder: String,
        /// The folder's name, without `.casebook`.
        pub name: String,
        /// Why it was made.
        pub kind: BackupKind,
        /// When it was made.
        pub made: DateTime<Utc>,
        /// How large it is, in thousands of bytes.
        pub kilobytes: u32,
    }

    /// The backups in the casebook's own place for them.
    pub struct Backups {
        /// The folder they are in.
        pub place: String,
        /// True where the office has chosen it; otherwise it is beside the casebook.
        pub chosen: bool,
        /// Newest first.
        pub rows: Vec<BackupRow>,
        /// Said when there is no automatic backup, or none of late: what, and what to do.
        pub warning: Option<String>,
    }

    /// Makes a backup now.
    pub struct BackUp {
        /// The folder to make it in; nothing for the usual place.
        pub to: Option<String>,
    }

    /// What was made.
    pub struct BackedUp {
        /// The new backup, or nothing where none was due.
        pub made: Option<BackupRow>,
        /// How many older ones were removed.
        pub removed: u32,
    }

    /// Looks into a backup.
    pub struct PreviewBackup {
        /// Its folder.
        pub folder: String,
        /// A passphrase of it.
        pub passphrase: Secret,
    }

    /// What a backup holds.
    pub struct BackupPreview {
        /// Why it was made, where it says.
        pub kind: Option<BackupKind>,
        /// When it was made, where it says.
        pub made: Option<DateTime<Utc>>,
        /// The MP it belongs to.
        pub mp: String,
        /// The constituency.
        pub constituency: String,
        /// Stories in it.
        pub stories: u32,
        /// Letters, calls and notes in it.
        pub letters: u32,
        /// When its newest letter came.
        pub newest_letter: Option<DateTime<Utc>>,
        /// When the last change in it was made.
        pub changed: Option<DateTime<Utc>>,
        /// Who made that change.
        pub changed_by: String,
        /// What is wrong with it; empty when it is whole.
        pub findings: Vec<String>,
    }

    /// Puts a copy of a backup in the casebook's place; what is there is kept beside.
    pub struct Restore {
        /// The backup's folder.
        pub backup: String,
        /// A passphrase of the backup.
        pub passphrase: Secret,
        /// The casebook's folder; it need not be there any more.
        pub folder: String,
    }

    /// A casebook that was put back; it is closed, and opens with the backup's passphrases.
    pub struct Restored {
        /// Its folder.
        pub folder: String,
        /// Its name.
        pub name: String,
        /// Where the casebook that was there is kept, if there was one.
        pub kept: Option<String>,
    }
}
