//! Requests and answers about letters coming in.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::campaigns::CampaignName;
use crate::intake::Column;
use crate::submission::{Channel, Format};

wire! {
    /// Imports letters from files and folders.
    pub struct Import {
        /// Files and folders.
        pub paths: Vec<String>,
    }

    /// How far reading has come.
    pub struct LettersRead {
        /// Letters that have still to be read.
        pub left: u32,
        /// Letters that were read by their phrases alone so far and wait to be read closely.
        pub skimmed: u32,
        /// True while something has still to be learnt from what was filed.
        pub learning: bool,
        /// Stories that have still to be looked through again, as they were read with something else; or a few fewer.
        pub again: u32,
    }

    /// What an import did, in sum. Its lines are asked for a page at a time: there may be 100,000.
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
        /// How many of its lines may be read by trying again.
        pub again: u32,
    }

    /// Asks for lines of a receipt: one for each file, or for each letter of a file that holds many.
    #[derive(Default)]
    #[serde(default)]
    pub struct ReceiptFilter {
        /// The receipt.
        pub receipt: Uuid,
        /// Only what became this.
        pub outcome: Option<Outcome>,
        /// Only lines with these words, in the file's name, its kind or what is said of it.
        pub search: String,
        /// How many to pass over.
        pub offset: u32,
        /// How many to return, 1000 at most; 0 means 200.
        pub limit: u32,
    }

    /// A page of a receipt's lines.
    pub struct ReceiptPage {
        /// The lines.
        pub rows: Vec<ReceiptLine>,
        /// How many there are in all.
        pub total: u32,
        /// Of those with these words, how many letters were stored.
        pub stored: u32,
        /// How many the casebook already had.
        pub duplicates: u32,
        /// How many gave no letter.
        pub skipped: u32,
    }

    /// Saves a receipt as a PDF: its lines as they were asked for.
    pub struct SaveReceipt {
        /// The receipt.
        pub receipt: Uuid,
        /// Only what became this.
        pub outcome: Option<Outcome>,
        /// Only lines with these words.
        pub search: String,
        /// Where to write it.
        pub path: String,
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
        /// What kind of file it was; nothing where that is not known.
        #[serde(default)]
        pub format: Option<Format>,
        /// How many things came with it.
        #[serde(default)]
        pub attachments: u32,
        /// The campaign its words are part of, if any.
        #[serde(default)]
        pub campaign: Option<CampaignName>,
        /// The file to read again where that may help: what kept it from being read can pass.
        #[serde(default)]
        pub again: Option<String>,
    }

    /// Names one receipt.
    pub struct ReceiptId {
        /// The receipt.
        pub receipt: Uuid,
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

    /// Makes the table of constituencies from a file of postcodes.
    pub struct ReadPostcodes {
        /// The statisticians' NSPL or ONSPD file: the archive as it is downloaded, or the table in it.
        pub path: String,
    }

    /// Which constituency each postcode lies in, as the office has had it read.
    pub struct Constituencies {
        /// The file it was read from, if one was.
        pub file: Option<PostcodeFile>,
        /// The office's own constituency.
        pub ours: String,
    }

    /// The file the table of constituencies was read from.
    pub struct PostcodeFile {
        /// Its name.
        pub file: String,
        /// Which month's it is, where its name says so: "November 2025".
        pub as_of: String,
        /// When it was read.
        pub made: DateTime<Utc>,
        /// Postcodes in use.
        pub postcodes: u32,
        /// Constituencies.
        pub constituencies: u32,
        /// Whether it has their names: without them, only codes are known.
        pub named: bool,
        /// Whether the office's own constituency is one of them.
        pub ours: bool,
    }

    /// Watches a folder.
    pub struct WatchFolder {
        /// The folder; empty: none.
        pub folder: String,
    }

    /// What is new in the watched folder.
    pub struct WatchedFolder {
        /// The folder; empty: none is watched.
        pub folder: String,
        /// It is not there at present.
        pub gone: bool,
        /// How many files are new and whole.
        pub ready: u32,
        /// How many were not like this at the last look: they may still be being written.
        pub waiting: u32,
    }

    /// The Outlook data files among some files.
    pub struct DataFiles {
        /// One for each.
        pub files: Vec<DataFile>,
    }

    /// An Outlook data file, to choose from before it is imported.
    pub struct DataFile {
        /// The file.
        pub path: String,
        /// Its folders that hold mail, in the order in which they are read.
        pub folders: Vec<DataFolder>,
        /// Whether Outlook asks for a password. It is read all the same: nothing in it is encrypted.
        pub locked: bool,
    }

    /// A folder of an Outlook data file.
    pub struct DataFolder {
        /// Its name, after those of the folders it is in: `Inbox/Constituents`.
        pub name: String,
        /// How many letters it holds.
        pub letters: u32,
        /// Whether it is read unless somebody says otherwise.
        pub usual: bool,
    }

    /// Imports letters, and of Outlook data files only the letters in some folders.
    pub struct ImportFolders {
        /// Files and folders.
        pub paths: Vec<String>,
        /// For each data file the folders to read; of one that is not named, the usual ones.
        pub files: Vec<ChosenFolders>,
    }

    /// Which folders of an Outlook data file are read.
    pub struct ChosenFolders {
        /// The file.
        pub path: String,
        /// The folders, each by its whole name or its last.
        pub folders: Vec<String>,
    }

    /// The forms whose answers are in some files.
    pub struct FormPreviews {
        /// Each once, however many files hold answers to it.
        pub forms: Vec<FormPreview>,
    }

    /// A form, to look at before its answers are imported.
    pub struct FormPreview {
        /// The file, the place in it where that is an archive, and how many others there are.
        pub path: String,
        /// The mark by which the form is known again.
        pub mark: String,
        /// Its headings.
        pub headings: Vec<String>,
        /// What each column holds: as somebody said, or as guessed.
        pub columns: Vec<Column>,
        /// Whether somebody has said so before.
        pub known: bool,
        /// The first answers, cell by cell.
        pub rows: Vec<Vec<String>>,
        /// How many answers there are.
        pub count: u32,
    }

    /// Says what the columns of a form hold, for this import and every later one.
    pub struct RememberForm {
        /// The form's mark.
        pub mark: String,
        /// What each column holds.
        pub columns: Vec<Column>,
    }

    /// Asks for receipts, newest first.
    #[derive(Default)]
    #[serde(default)]
    pub struct ReceiptsFilter {
        /// How many to pass over.
        pub offset: u32,
        /// How many to return, 200 at most; 0 means 20.
        pub limit: u32,
    }

    /// A page of receipts.
    pub struct Receipts {
        /// Newest first.
        pub receipts: Vec<Receipt>,
        /// How many there are in all.
        pub total: u32,
    }
}
