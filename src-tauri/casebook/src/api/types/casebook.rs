//! Requests and answers about the casebook itself, its office and its tables.

use uuid::Uuid;

use super::facets::FacetChoice;
use crate::office::{Office, Staff};
use crate::secret::Secret;

wire! {
    /// A command that needs nothing more, or an answer that says no more than "done".
    #[derive(Default)]
    pub struct Nothing {}

    /// Makes a new casebook.
    pub struct NewCasebook {
        /// The folder to make; it must not exist yet, or be empty.
        pub folder: String,
        /// The passphrase that will open it.
        pub passphrase: Secret,
        /// The office it belongs to.
        pub office: Office,
        /// Who is at the desk.
        pub staff: String,
        /// True to make a recovery key and be told it; for whoever can keep it.
        #[serde(default)]
        pub recovery: bool,
    }

    /// Opens a casebook.
    pub struct OpenCasebook {
        /// Its folder.
        pub folder: String,
        /// Its passphrase.
        pub passphrase: Secret,
    }

    /// Makes (the first time) and opens the sample casebook of invented letters.
    pub struct OpenSample {
        /// The folder it lives in.
        pub folder: String,
    }

    /// The casebook that is open.
    pub struct Opened {
        /// Its name: the folder's, without `.casebook`.
        pub name: String,
        /// Its folder.
        pub folder: String,
        /// The office it belongs to.
        pub office: Office,
        /// Everybody who can sit at the desk.
        pub staff: Vec<Staff>,
        /// Who sits there now.
        pub me: Uuid,
        /// True for the sample casebook.
        pub sample: bool,
        /// Anything the caseworker should know before working on, in plain English.
        pub notices: Vec<String>,
        /// The recovery key, when the casebook has just been made: told this once, kept nowhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub recovery: Option<Secret>,
        /// What is missing, where something is: until somebody restores a backup or goes on with
        /// this copy, the casebook can be read and not changed.
        pub loss: Option<String>,
    }

    /// Whether a casebook is open.
    pub struct DeskStatus {
        /// The open casebook, or nothing while locked.
        pub open: Option<Opened>,
    }

    /// How full each room is.
    pub struct Counts {
        /// Stories waiting to be filed.
        pub inbox: u32,
        /// Filed stories.
        pub stories: u32,
        /// Stories set aside.
        pub set_aside: u32,
        /// Debates being prepared.
        pub debates: u32,
        /// Stories due for review today.
        pub reviews: u32,
        /// Letters that have come in and have not been read yet.
        pub unread: u32,
        /// Letters that were read by their phrases alone so far and wait to be read closely.
        pub skimmed: u32,
        /// True while something has still to be learnt from what was filed.
        pub learning: bool,
        /// Filed stories that read otherwise now.
        pub reread: u32,
        /// How many of them have words of risk nobody was shown.
        pub reread_at_risk: u32,
        /// What undo would take back, in a few words without any of a letter's.
        pub undo: Option<String>,
        /// What redo would do again, likewise; nothing once something else was done.
        pub redo: Option<String>,
    }

    /// The tables every screen needs.
    pub struct Reference {
        /// The themes, in their usual order.
        pub themes: Vec<ThemeRow>,
        /// The authorities: England's 153 first, then the other nations' councils.
        pub authorities: Vec<AuthorityRow>,
        /// What can be said of a child and a case, kind by kind.
        pub facets: Vec<FacetChoice>,
    }

    /// One theme.
    pub struct ThemeRow {
        /// Its id.
        pub id: String,
        /// A few words, for a chip.
        pub label: String,
        /// One sentence.
        pub definition: String,
    }

    /// One local authority.
    pub struct AuthorityRow {
        /// GSS code.
        pub gss: String,
        /// Usual name.
        pub name: String,
        /// Other names people search by.
        pub aliases: Vec<String>,
        /// Region of England, or the nation.
        pub region: String,
        /// True where it has SEND duties under English law.
        pub send_duties: bool,
    }

    /// Puts somebody else at the desk.
    pub struct SitDown {
        /// Their name; added to the staff if new.
        pub name: String,
    }

    /// What a check found.
    pub struct Checked {
        /// What is wrong, with what to do; empty when all is well.
        pub findings: Vec<String>,
        /// What cannot be told of this casebook, in plain English; nothing is wrong with it.
        pub notes: Vec<String>,
        /// Stories in the casebook.
        pub stories: u32,
    }
}
