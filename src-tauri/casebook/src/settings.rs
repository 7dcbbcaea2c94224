//! What an office decides about its casebook, once for every desk that opens it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::intake::Forms;

/// How the office keeps its casebook. What a file does not say is as in [`Settings::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Settings {
    /// Minutes without a key or a click after which the casebook locks, from 1 to 60.
    pub lock_after: u32,
    /// Months after its newest submission at which a case comes up for review, from 1 to 120.
    pub review_after: u32,
    /// The folder automatic backups are made in; empty: a folder beside the casebook.
    pub backup_folder: String,
    /// The recovery key whose sheet somebody said they keep, or want no reminder of; nil where that is
    /// said of having none. Until it is the present one, the window reminds.
    pub recovery_answered: Option<Uuid>,
    /// The office's own email addresses, lower-cased: what comes from one is its reply.
    pub addresses: Vec<String>,
    /// What the columns of the office's forms hold, by each form's mark.
    pub forms: Forms,
    /// The folder into which the mail program saves letters; empty: none is watched. Only `watch_folder`
    /// sets it, for which somebody has to pick it.
    pub watched_folder: String,
    /// Whether what this office files teaches what is offered.
    pub learning: bool,
    /// The number of the entry of the record up to which filings teach nothing, because somebody had what was
    /// learnt forgotten. Only `forget_learning` sets it.
    pub forgotten: u32,
}

impl Default for Settings {
    fn default() -> Self {
        // No law names a number of months; the office's own privacy notice does, and it sets its own here.
        Self {
            lock_after: 15,
            review_after: 24,
            backup_folder: String::new(),
            recovery_answered: None,
            addresses: Vec::new(),
            forms: Forms::new(),
            watched_folder: String::new(),
            learning: true,
            forgotten: 0,
        }
    }
}
