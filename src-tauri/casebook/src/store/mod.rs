//! One encrypted file, and the few ways of changing it.
//!
//! A casebook is a folder:
//!
//! ```text
//! NAME.casebook/
//!   casebook.db   SQLCipher; everything
//!   keys.json     the slots: each gives the data key to whoever knows its words
//!   seal          how far the audit trail had come, authenticated
//!   lock          held while a program has the casebook open
//!   holder        which program that is, for whoever comes second
//! ```
//!
//! Every change goes through [`Casebook::write`]: one transaction, one audit entry, then the seal.
//! SQL is written in this room and nowhere else; one file for each table or pair of tables.

mod again;
mod audit;
pub(crate) mod backup;
mod campaign;
mod campaigns;
mod change;
mod check;
mod closely;
mod closing;
mod consents;
mod constituencies;
mod create;
mod debates;
mod decided;
mod desk;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod entrances;
mod erasure;
mod everything;
mod facets;
mod file;
mod find;
mod grid;
mod history;
mod holder;
mod keychange;
mod keys;
mod learning;
mod letters;
mod list;
mod loss;
mod migrate;
mod milestones;
mod notes;
mod passages;
mod peek;
mod receipts;
mod rereading;
mod restore;
mod review;
mod rotate;
mod seal;
mod search;
mod settings;
mod slots;
mod stories;
mod taken_out;
mod telling;
mod trail;
mod unread;

pub(crate) use again::{Again, ReadAgain};
pub(crate) use audit::{Finding, Stamp};
pub(crate) use backup::{Backup, Order as BackupOrder};
pub(crate) use change::Change;
pub(crate) use closely::{CloseTheme, Of};
pub(crate) use closing::{Standing, still_in_use};
pub(crate) use create::New;
pub(crate) use decided::FacetRow;
pub(crate) use erasure::Gone;
pub(crate) use file::{Casebook, new_id};
pub use holder::{Program, this_computer, this_program_is};
pub(crate) use keys::Costs;
pub(crate) use learning::Made;
pub(crate) use letters::{Incoming, Logged, LoggedAs, Stored};
pub(crate) use list::{Offer, OtherWords, Scope};
pub(crate) use milestones::{MilestoneRow, Rests};
pub(crate) use passages::{CandidateStory, PassageRow};
pub(crate) use receipts::WholeReceipt;
pub(crate) use rereading::{GOOD, Home, LetterWords, Place, Reread};
pub(crate) use restore::{Order as RestoreOrder, can_open, preview, restore};
pub(crate) use review::Review;
pub(crate) use rotate::{Rotation, Watch};
pub use slots::device_slots;

use chrono::{DateTime, Utc};

use crate::error::{Code, Problem};

fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// Positions and counts are far below 2³²; a value that is not comes from a damaged row.
fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Only plain structs and enums are written here; none can fail to serialise.
    serde_json::to_string(value).unwrap_or_default()
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|_| rusqlite::Error::InvalidQuery)
}

/// An enum's one word, as the file writes it.
fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn from_word<T: serde::de::DeserializeOwned>(word: String) -> rusqlite::Result<T> {
    serde_json::from_value(word.into()).map_err(|_| rusqlite::Error::InvalidQuery)
}

fn gone(what: &str) -> Problem {
    Problem::failed(
        format!("That {what} is no longer in the casebook."),
        "Go back to the list and choose again.",
    )
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sql;
        let (what, remedy) = match error.sqlite_error_code() {
            Some(Sql::DiskFull) => (
                "The disk is full, so the change was not saved.",
                "Free some space and do it again; everything saved before is safe.",
            ),
            Some(Sql::ReadOnly | Sql::PermissionDenied | Sql::CannotOpen) => (
                "The casebook's folder does not allow changes.",
                "Ask whoever looks after this computer to allow writing to it, then try again.",
            ),
            Some(Sql::DatabaseCorrupt | Sql::NotADatabase) => (
                "The casebook's file is damaged.",
                "Stop working in it, keep the folder as it is, and go back to a backup.",
            ),
            Some(Sql::DatabaseBusy | Sql::DatabaseLocked) => {
                ("The casebook is busy with something else.", "Wait a moment and try again.")
            }
            Some(Sql::SystemIoFailure) => (
                "The disk did not answer, so the change was not saved.",
                "Check the drive or the network, then do it again; everything saved before is safe.",
            ),
            _ => (
                "The casebook could not do that; nothing was changed.",
                "Try again; if it happens again, lock the casebook and open it afresh.",
            ),
        };
        Self { code: Code::Failed, what: what.into(), remedy: remedy.into(), field: None }
    }
}
