//! Everything a caseworker can change, as a value that knows its way back.
//!
//! A change carries what was and what is now. Applying it, taking it back, telling it in a
//! sentence and keeping it in the audit trail all work from the same value.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::consents::{self, ConsentRow};
use super::notes::{self, NoteRow};
use super::passages::{self, PassageRow};
use super::{debates, desk, settings, stories};
use crate::debate::Debate;
use crate::error::Result;
use crate::office::Office;
use crate::settings::Settings;
use crate::story::{Filing, Status};
use crate::{authority, theme};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub(crate) enum Change {
    /// A story was filed, or its filing changed.
    Filing {
        story: Uuid,
        from: Filing,
        to: Filing,
        /// The offered suggestions were accepted as a whole, by somebody who said so.
        accepted: bool,
    },
    /// An entry of a story's consent was added, or (by undo) taken out.
    Consent { story: Uuid, from: Option<ConsentRow>, to: Option<ConsentRow> },
    /// A passage was marked, edited or unmarked.
    Passage { story: Uuid, from: Option<PassageRow>, to: Option<PassageRow> },
    /// A note was added, or (by undo) taken out.
    Note { story: Uuid, from: Option<NoteRow>, to: Option<NoteRow> },
    /// A debate was made, changed or removed.
    Debate { from: Option<Debate>, to: Option<Debate> },
    /// What the casebook knows of its office changed.
    Office { from: Office, to: Office },
    /// What the office decides about its casebook changed.
    Settings { from: Settings, to: Settings },
    /// The casebook was made.
    Created,
    /// Somebody sat down at the desk.
    SatDown { staff: Uuid },
    /// A letter, call or note came in.
    Logged { story: Uuid, submission: Uuid },
    /// An import ended.
    Imported { receipt: Uuid, stored: u32, duplicates: u32, skipped: u32 },
    /// A pack was made and saved, quoting these stories.
    PackMade { title: String, stories: Vec<Uuid> },
}

impl Change {
    /// The story it is about, if it is about one.
    pub(crate) const fn story(&self) -> Option<Uuid> {
        match self {
            Self::Filing { story, .. }
            | Self::Consent { story, .. }
            | Self::Passage { story, .. }
            | Self::Note { story, .. }
            | Self::Logged { story, .. } => Some(*story),
            _ => None,
        }
    }

    /// The change that takes this one back, if anything can.
    pub(crate) fn inverse(&self) -> Option<Self> {
        Some(match self.clone() {
            Self::Filing { story, from, to, .. } => {
                Self::Filing { story, from: to, to: from, accepted: false }
            }
            Self::Consent { story, from, to } => Self::Consent { story, from: to, to: from },
            Self::Passage { story, from, to } => Self::Passage { story, from: to, to: from },
            Self::Note { story, from, to } => Self::Note { story, from: to, to: from },
            Self::Debate { from, to } => Self::Debate { from: to, to: from },
            Self::Office { from, to } => Self::Office { from: to, to: from },
            Self::Settings { from, to } => Self::Settings { from: to, to: from },
            Self::Created
            | Self::SatDown { .. }
            | Self::Logged { .. }
            | Self::Imported { .. }
            | Self::PackMade { .. } => return None,
        })
    }

    /// Does it. What has already been done by its own means is only recorded.
    pub(super) fn apply(&self, db: &Connection) -> Result<()> {
        match self {
            Self::Filing { story, to, .. } => stories::set_filing(db, *story, to),
            Self::Consent { story, from, to } => consents::replace(db, *story, from.as_ref(), to.as_ref()),
            Self::Passage { from, to, .. } => passages::replace(db, from.as_ref(), to.as_ref()),
            Self::Note { story, from, to } => notes::replace(db, *story, from.as_ref(), to.as_ref()),
            Self::Debate { from, to } => debates::replace(db, from.as_ref(), to.as_ref()),
            Self::Office { to, .. } => desk::set_office(db, to),
            Self::Settings { to, .. } => settings::set(db, to),
            Self::Created
            | Self::SatDown { .. }
            | Self::Logged { .. }
            | Self::Imported { .. }
            | Self::PackMade { .. } => Ok(()),
        }
    }

    /// A few words for "Undo …", with none of a letter's.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Filing { to, .. } if to.status == Status::SetAside => "setting a story aside",
            Self::Filing { from, to, .. } if from.status != to.status => "filing a story",
            Self::Filing { .. } => "changing how a story is filed",
            Self::Consent { to: Some(entry), .. } if entry.withdrawal => "recording a withdrawal",
            Self::Consent { .. } => "recording consent",
            Self::Passage { from: None, .. } => "marking a passage",
            Self::Passage { to: None, .. } => "unmarking a passage",
            Self::Passage { .. } => "editing a passage",
            Self::Note { .. } => "adding a note",
            Self::Debate { from: None, .. } => "making a debate",
            Self::Debate { to: None, .. } => "removing a debate",
            Self::Debate { .. } => "changing a debate",
            Self::Office { .. } => "changing the office's details",
            Self::Settings { .. } => "changing the settings",
            Self::Created | Self::SatDown { .. } => "sitting down",
            Self::Logged { .. } => "logging a letter",
            Self::Imported { .. } => "importing letters",
            Self::PackMade { .. } => "making a pack",
        }
    }

    /// What was done, as one sentence of a story's history.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Filing { to, accepted, .. } => filing_sentence(to, *accepted),
            Self::Consent { to: Some(entry), .. } if entry.withdrawal => {
                format!("Consent withdrawn: now “{}” ({}).", entry.level.label(), entry.how)
            }
            Self::Consent { to: Some(entry), .. } => {
                format!("Consent recorded: “{}” ({}).", entry.level.label(), entry.how)
            }
            Self::Consent { to: None, .. } => "Consent entry taken out.".into(),
            Self::Passage { from: None, .. } => "Passage marked for quoting.".into(),
            Self::Passage { to: None, .. } => "Passage no longer marked.".into(),
            Self::Passage { .. } => "Passage edited.".into(),
            Self::Note { to: Some(_), .. } => "Note added.".into(),
            Self::Note { to: None, .. } => "Note taken out.".into(),
            Self::Logged { .. } => "Letter logged.".into(),
            Self::Debate { .. }
            | Self::Office { .. }
            | Self::Settings { .. }
            | Self::Created
            | Self::SatDown { .. }
            | Self::Imported { .. }
            | Self::PackMade { .. } => format!("Done: {}.", self.label()),
        }
    }
}

fn filing_sentence(filing: &Filing, accepted: bool) -> String {
    let verb = match filing.status {
        Status::New => return "Moved back to the Inbox.".into(),
        Status::SetAside => return "Set aside.".into(),
        Status::Filed if accepted => "Filed as offered",
        Status::Filed => "Filed",
    };
    let themes: Vec<_> =
        filing.themes.iter().filter_map(|id| theme::by_id(id)).map(|theme| theme.label.to_owned()).collect();
    let under = if themes.is_empty() { String::new() } else { format!(" under {}", themes.join(", ")) };
    let place = filing.authority.as_deref().and_then(authority::by_gss);
    let place = place.map_or(String::new(), |place| format!(" in {}", place.name));
    let urgent = if filing.urgent { ", marked urgent" } else { "" };
    format!("{verb}{under}{place}{urgent}.")
}
