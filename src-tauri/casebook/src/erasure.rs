//! Why a story is erased: a few kinds, so that no name needs to be written down.

use serde::{Deserialize, Serialize};

/// Why a story is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// It is not needed any more.
    NotNeeded,
    /// The family asked for it.
    FamilyAsked,
    /// It should not have been in the casebook.
    Mistake,
    /// Something else, which the office knows.
    Other,
}

impl ErasureReason {
    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotNeeded => "not needed any more",
            Self::FamilyAsked => "the family asked",
            Self::Mistake => "should not have been here",
            Self::Other => "another reason",
        }
    }
}
