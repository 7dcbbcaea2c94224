//! Requests and answers about what leaves the casebook in readable form, and about its end.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::secret::Secret;

wire! {
    /// Makes a readable copy of everything. Not encrypted.
    pub struct ExportEverything {
        /// The folder to make; it must not exist.
        pub folder: String,
    }

    /// What was exported.
    pub struct Exported {
        /// The folder.
        pub folder: String,
        /// Stories in it.
        pub stories: u32,
        /// Letters, calls and notes in it.
        pub letters: u32,
        /// Original emails in it.
        pub originals: u32,
    }

    /// Everything held about whoever a story belongs to, and who else is in it.
    pub struct AccessPreview {
        /// Their name.
        pub name: String,
        /// Their cases.
        pub stories: Vec<HeldStory>,
        /// Letters, calls and notes of meetings, with those in other people's cases.
        pub letters: u32,
        /// Notes the office made.
        pub notes: u32,
        /// Packs that used their words.
        pub packs: u32,
        /// Letters from their address in other people's cases.
        pub elsewhere: u32,
        /// Their name in other people's cases.
        pub mentions: Vec<MentionRow>,
        /// Other people found.
        pub others: Vec<OtherPerson>,
    }

    /// A case of theirs.
    pub struct HeldStory {
        /// The story.
        pub id: Uuid,
        /// Its subject.
        pub subject: String,
        /// Its letters.
        pub letters: u32,
    }

    /// A place where their name stands in somebody else's case.
    pub struct MentionRow {
        /// The other story.
        pub story: Uuid,
        /// "A letter" or "A note".
        pub what: String,
        /// Its day.
        pub on: NaiveDate,
    }

    /// Somebody else, or a way to reach them.
    pub struct OtherPerson {
        /// The words found.
        pub words: String,
        /// What they are.
        pub kind: OtherKind,
        /// Where they stand.
        pub places: Vec<OtherPlace>,
        /// True where they should be taken out unless somebody decides otherwise.
        pub redact: bool,
    }

    /// What was found.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum OtherKind {
        /// A name.
        Person,
        /// Somebody who works in the office.
        Staff,
        /// The Member, who answers for the casebook.
        Member,
        /// An email address.
        Email,
        /// A telephone number.
        Phone,
        /// A street and number.
        Address,
        /// A postcode.
        Postcode,
    }

    /// A place, and how often.
    pub struct OtherPlace {
        /// In words: "Email of 3 September 2024".
        pub place: String,
        /// How often.
        pub times: u32,
    }

    /// Copies everything held about whoever a story belongs to into a folder.
    pub struct SubjectAccess {
        /// A story of theirs.
        pub story: Uuid,
        /// The folder to make; it must not exist.
        pub folder: String,
        /// Other people's words: boxed in the working copy, gone from the copy to send.
        pub redact: Vec<String>,
        /// True for the copy to send; without it, the working copy.
        #[serde(default)]
        pub to_send: bool,
    }

    /// What was copied.
    pub struct AccessMade {
        /// The folder.
        pub folder: String,
        /// The document in it.
        pub document: String,
        /// Its pages.
        pub pages: u32,
        /// Original emails that hold nobody else's words as far as can be seen.
        pub originals: u32,
        /// Original emails to check before sending.
        pub to_check: u32,
    }

    /// Records whether a family agrees that whoever follows is handed their case.
    pub struct RecordHandOver {
        /// The story.
        pub story: Uuid,
        /// The day they agreed; nothing where they do not.
        pub on: Option<NaiveDate>,
    }

    /// What closing the casebook would end.
    pub struct Closing {
        /// The casebook's name, to be typed.
        pub name: String,
        /// Stories in it.
        pub stories: u32,
        /// Letters, calls and notes in it.
        pub letters: u32,
        /// Stories whose families agreed to be handed over.
        pub agreed: u32,
        /// Stories handed over at the last hand-over.
        pub handed_over: u32,
        /// When a copy of everything was last made.
        pub exported: Option<DateTime<Utc>>,
        /// Backups that would be deleted too.
        pub backups: Vec<String>,
    }

    /// Makes a new casebook of the stories whose families agreed to it.
    pub struct HandOver {
        /// The folder to make; it must not exist.
        pub folder: String,
        /// The passphrase that will open it.
        pub passphrase: Secret,
    }

    /// What was handed over.
    pub struct HandedOver {
        /// The new casebook.
        pub folder: String,
        /// Stories in it.
        pub stories: u32,
    }

    /// Deletes the casebook and its backups for good, leaving a certificate.
    pub struct CloseCasebook {
        /// The casebook's name, typed by whoever asks for it.
        pub name: String,
        /// Where the certificate is written, before anything is deleted.
        pub certificate: String,
        /// True to close though families who agreed to a hand-over have not been handed over.
        #[serde(default)]
        pub without_hand_over: bool,
    }

    /// What became of it.
    pub struct CasebookClosed {
        /// The certificate.
        pub certificate: String,
        /// What could not be deleted, in plain English; empty when everything is gone.
        pub left: Vec<String>,
    }
}
