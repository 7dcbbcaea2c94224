//! Requests and answers about letters coming in.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::submission::Channel;

wire! {
    /// Imports letters from files and folders.
    pub struct Import {
        /// Files and folders.
        pub paths: Vec<String>,
    }

    /// What an import did, file by file.
    pub struct Receipt {
        /// Stable id.
        pub id: Uuid,
        /// When it began.
        pub at: DateTime<Utc>,
        /// Who asked for it.
        pub by: String,
        /// Letters and files looked at: a mailbox file counts once for each letter in it.
        pub read: u32,
        /// Letters stored.
        pub stored: u32,
        /// Letters the casebook already had.
        pub duplicates: u32,
        /// Files that gave no letter.
        pub skipped: u32,
        /// True when somebody stopped it before the end; what was stored stays.
        pub cancelled: bool,
        /// One line for each file, or for each letter of a file that holds many.
        pub lines: Vec<ReceiptLine>,
    }

    /// What became of one file, or of one letter of a file that holds many.
    pub struct ReceiptLine {
        /// The file; of many letters in one also the number: `box.mbox, letter 3`.
        pub path: String,
        /// What became of it.
        pub outcome: Outcome,
        /// In plain English: why it was skipped, or which letter it repeats.
        pub note: String,
        /// The story it is part of now, if any.
        pub story: Option<Uuid>,
    }

    /// What became of a file.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Outcome {
        /// Stored as a new submission.
        Stored,
        /// Already in the casebook.
        Duplicate,
        /// Not a letter that can be read.
        Skipped,
    }

    /// A letter, call or note typed or pasted in.
    pub struct NewSubmission {
        /// How it reached the office.
        pub channel: Channel,
        /// The day it did.
        pub received: NaiveDate,
        /// Who wrote or spoke.
        pub name: String,
        /// Their email address, or empty.
        pub email: String,
        /// Their postcode, or empty.
        pub postcode: String,
        /// A line that says what it is about.
        pub subject: String,
        /// The words.
        pub text: String,
    }

    /// The latest receipts.
    pub struct Receipts {
        /// Newest first.
        pub receipts: Vec<Receipt>,
    }
}
