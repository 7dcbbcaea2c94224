//! One letter, call or note as it reached the office.

use serde::{Deserialize, Serialize};

/// How a submission reached the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// An email, imported with its original bytes.
    Email,
    /// A letter on paper, typed or pasted in.
    Letter,
    /// A telephone call, noted.
    Phone,
    /// A surgery appointment, noted.
    Surgery,
    /// A parents' event, noted.
    Event,
}

impl Channel {
    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Letter => "Letter",
            Self::Phone => "Phone call",
            Self::Surgery => "Surgery",
            Self::Event => "Event",
        }
    }
}
