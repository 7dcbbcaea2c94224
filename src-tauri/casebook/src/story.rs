//! One family's account: the submissions behind it, and where the office has filed it.

use serde::{Deserialize, Serialize};

/// Where a story is in the office's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In the Inbox, waiting to be filed.
    #[default]
    New,
    /// Filed by somebody who looked at it.
    Filed,
    /// Kept, but no part of the evidence: not about SEND, mis-sent, a newsletter.
    SetAside,
}

/// Everything filing decides about a story. A change of filing replaces the whole of it, so that
/// undo can put the whole of it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Filing {
    /// Where the story is in the office's work.
    pub status: Status,
    /// GSS code of the child's home authority, where known.
    pub authority: Option<String>,
    /// Theme ids, most central first.
    pub themes: Vec<String>,
    /// Somebody may be at risk: the top of every list.
    pub urgent: bool,
    /// The family writes to thank or praise.
    pub positive: bool,
}

/// What reading a story again can notice that its filing does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Noticed {
    /// Words that suggest a risk to somebody.
    Risk,
    /// Another home authority.
    Authority,
    /// Another theme.
    Theme,
}

impl Filing {
    /// The filing with what was noticed: `which` is the authority or the theme.
    #[must_use]
    pub fn with(mut self, what: Noticed, which: &str) -> Self {
        match what {
            Noticed::Risk => self.urgent = true,
            Noticed::Authority => self.authority = Some(which.to_owned()),
            Noticed::Theme if self.themes.iter().any(|theme| theme == which) => {}
            Noticed::Theme => self.themes.push(which.to_owned()),
        }
        self
    }
}
