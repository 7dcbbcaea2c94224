//! What went wrong, for a caseworker: what happened, then what to do now.
//!
//! A problem never carries a name, an address, a word of a letter or SQL.

use serde::{Deserialize, Serialize};

/// What the window does about a problem. A code exists only where something acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The passphrase does not open this casebook: the field is marked.
    WrongPassphrase,
    /// No casebook is open: the window shows Unlock.
    Locked,
    /// Something asked for is not valid: the field is marked.
    Invalid,
    /// The family's consent does not allow it.
    ConsentMissing,
    /// Anything else: shown where it happened.
    Failed,
}

/// What happened, and what to do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[error("{what} {remedy}")]
pub struct Problem {
    /// What the window does about it.
    pub code: Code,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do now, in one sentence.
    pub remedy: String,
    /// The field it belongs to, as named in the request.
    pub field: Option<String>,
}

/// The result of everything that can go wrong in front of a caseworker.
pub type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    /// Something failed.
    #[must_use]
    pub fn failed(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code: Code::Failed, what: what.into(), remedy: remedy.into(), field: None }
    }

    /// A field of a request is not valid.
    #[must_use]
    pub fn invalid(field: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code: Code::Invalid, what: what.into(), remedy: remedy.into(), field: Some(field.into()) }
    }

    /// The same problem with another code.
    #[must_use]
    pub const fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }
}
