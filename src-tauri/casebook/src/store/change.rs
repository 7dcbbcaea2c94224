//! Everything a caseworker can change, as a value that knows its way back.
//!
//! A change carries what was and what is now. Applying it, taking it back, telling it in a
//! sentence and keeping it in the audit trail all work from the same value.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::consents::{self, ConsentRow};
use super::decided::{self, FacetRow};
use super::keychange::KeyChange;
use super::milestones::{self, MilestoneRow};
use super::notes::{self, NoteRow};
use super::passages::{self, PassageRow};
use super::review::{self, Review};
use super::stories::Waits;
use super::taken_out::{self, Left, Taken};
use super::{campaign, campaigns, debates, desk, rereading, settings, stories};
use crate::consent::Given;
use crate::debate::Debate;
use crate::erasure::ErasureReason;
use crate::error::Result;
use crate::office::Office;
use crate::settings::Settings;
use crate::story::{Filing, Noticed, Status};

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
        /// How it waited in the Inbox before, so that undo can put it back there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waited: Option<Waits>,
        /// How it is to wait now; nothing: as its status says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits: Option<Waits>,
    },
    /// An entry of a story's consent was added, or (by undo) taken out.
    Consent {
        story: Uuid,
        from: Option<ConsentRow>,
        to: Option<ConsentRow>,
        /// The entry that stood before, for telling.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Given>,
    },
    /// A passage was marked, edited or unmarked.
    Passage { story: Uuid, from: Option<PassageRow>, to: Option<PassageRow> },
    /// A note was added, or (by undo) taken out.
    Note { story: Uuid, from: Option<NoteRow>, to: Option<NoteRow> },
    /// A date of the plan was confirmed, changed, dropped or taken out.
    Milestone { story: Uuid, from: Option<MilestoneRow>, to: Option<MilestoneRow> },
    /// What letters say of the child and the case was confirmed or dropped, or what they do not say added.
    Facets { story: Uuid, from: Vec<FacetRow>, to: Vec<FacetRow> },
    /// A family agreed, or no longer agrees, that whoever follows may be handed their case.
    HandOver { story: Uuid, from: Option<NaiveDate>, to: Option<NaiveDate> },
    /// A family was told that their letter has arrived.
    Acknowledged { story: Uuid, from: Option<NaiveDate>, to: Option<NaiveDate> },
    /// Somebody said that a story's letters are no part of a campaign, or (by undo) that they are.
    Apart { story: Uuid, campaign: Uuid, apart: bool },
    /// A story's review was set, or it was kept for a reason.
    Review { story: Uuid, from: Review, to: Review },
    /// Reading a story again noticed something, and somebody left it as it is filed, or (by undo) did not.
    LeftAsFiled { story: Uuid, what: Noticed, which: String, left: bool },
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
    Logged {
        story: Uuid,
        submission: Uuid,
        /// The receipt of the import it came with: then it goes with that import.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<Uuid>,
    },
    /// A letter that had come in was taken out again; or kept, because a pack has used its story.
    TakenOut { story: Uuid, submission: Uuid, kept: bool },
    /// A letter that had been taken out was put back.
    PutBack { story: Uuid, submission: Uuid },
    /// A story went with the letter that was taken out; what the trail says of it is still somebody's,
    /// and goes when they are erased.
    LeftBehind { story: Uuid, name: String, email: String },
    /// An import ended.
    Imported { receipt: Uuid, stored: u32, duplicates: u32, skipped: u32 },
    /// The letters of an import that nobody had worked on since were taken out again.
    ImportTakenOut { receipt: Uuid, taken: u32, kept: u32 },
    /// The letters of an import that had been taken out were put back.
    ImportPutBack { receipt: Uuid, stored: u32 },
    /// Somebody went on with a casebook whose seal knew of more changes than were there.
    LossAccepted {
        /// Entries the seal knew of, where there was one.
        sealed: Option<i64>,
        /// Entries that were there.
        found: i64,
    },
    /// The casebook was put back from a backup.
    Restored {
        /// When the backup had been made, if it says.
        made: Option<DateTime<Utc>>,
    },
    /// A pack was made and saved, quoting these stories.
    PackMade { title: String, stories: Vec<Uuid> },
    /// A readable copy of everything left the casebook.
    Exported { stories: u32 },
    /// A copy of everything about one person left the casebook: to send, or to look through.
    AccessMade { story: Uuid, to_send: bool },
    /// The stories whose families agreed to it were handed over in a casebook of their own.
    HandedOver { stories: u32 },
    /// This casebook began with stories handed over from another.
    TakenOver { from: Uuid, stories: u32 },
    /// Stories were erased, and so many entries of the trail blanked.
    Erased { stories: u32, letters: u32, entries: u32, reason: ErasureReason },
    /// A way of opening the casebook was added, changed or taken away.
    Keys { what: KeyChange },
}

impl Change {
    /// The story it is about, if it is about one.
    pub(crate) const fn story(&self) -> Option<Uuid> {
        match self {
            Self::Filing { story, .. }
            | Self::Consent { story, .. }
            | Self::Passage { story, .. }
            | Self::Note { story, .. }
            | Self::Milestone { story, .. }
            | Self::Facets { story, .. }
            | Self::HandOver { story, .. }
            | Self::Acknowledged { story, .. }
            | Self::Apart { story, .. }
            | Self::AccessMade { story, .. }
            | Self::Review { story, .. }
            | Self::LeftAsFiled { story, .. }
            | Self::Logged { story, .. }
            | Self::PutBack { story, .. }
            | Self::LeftBehind { story, .. }
            | Self::TakenOut { story, .. } => Some(*story),
            _ => None,
        }
    }

    /// The change that takes this one back, if anything can.
    pub(crate) fn inverse(&self) -> Option<Self> {
        Some(match self.clone() {
            Self::Filing { story, from, to, waited, waits, .. } => {
                Self::Filing { story, from: to, to: from, accepted: false, waited: waits, waits: waited }
            }
            Self::Consent { story, from, to, before } => Self::Consent { story, from: to, to: from, before },
            Self::Passage { story, from, to } => Self::Passage { story, from: to, to: from },
            Self::Note { story, from, to } => Self::Note { story, from: to, to: from },
            Self::Milestone { story, from, to } => Self::Milestone { story, from: to, to: from },
            Self::Facets { story, from, to } => Self::Facets { story, from: to, to: from },
            Self::HandOver { story, from, to } => Self::HandOver { story, from: to, to: from },
            Self::Acknowledged { story, from, to } => Self::Acknowledged { story, from: to, to: from },
            Self::Apart { story, campaign, apart } => Self::Apart { story, campaign, apart: !apart },
            Self::Review { story, from, to } => Self::Review { story, from: to, to: from },
            Self::LeftAsFiled { story, what, which, left } => {
                Self::LeftAsFiled { story, what, which, left: !left }
            }
            Self::Debate { from, to } => Self::Debate { from: to, to: from },
            Self::Office { from, to } => Self::Office { from: to, to: from },
            Self::Settings { from, to } => Self::Settings { from: to, to: from },
            Self::Logged { story, submission, import: None } => {
                Self::TakenOut { story, submission, kept: false }
            }
            Self::PutBack { story, submission } => Self::TakenOut { story, submission, kept: false },
            Self::TakenOut { story, submission, kept: false } => Self::PutBack { story, submission },
            Self::Imported { receipt, stored, .. } | Self::ImportPutBack { receipt, stored }
                if stored > 0 =>
            {
                Self::ImportTakenOut { receipt, taken: stored, kept: 0 }
            }
            Self::ImportTakenOut { receipt, taken, .. } if taken > 0 => {
                Self::ImportPutBack { receipt, stored: taken }
            }
            Self::Created
            | Self::SatDown { .. }
            | Self::Logged { .. }
            | Self::TakenOut { .. }
            | Self::LeftBehind { .. }
            | Self::Imported { .. }
            | Self::ImportTakenOut { .. }
            | Self::ImportPutBack { .. }
            | Self::LossAccepted { .. }
            | Self::Restored { .. }
            | Self::PackMade { .. }
            | Self::Exported { .. }
            | Self::AccessMade { .. }
            | Self::HandedOver { .. }
            | Self::TakenOver { .. }
            | Self::Erased { .. }
            | Self::Keys { .. } => return None,
        })
    }

    /// Does it, and says what came of it: itself, unless not all of it could be done, and what it
    /// leaves behind. What has already been done by its own means is only recorded.
    pub(super) fn apply(&self, db: &Connection) -> Result<(Self, Vec<Self>)> {
        let behind = |left: Left| Self::LeftBehind { story: left.story, name: left.name, email: left.email };
        match self {
            Self::TakenOut { story, submission, .. } => {
                let (kept, left) = match taken_out::take_out(db, *submission)? {
                    Taken::Out(left) => (false, left.map(behind)),
                    Taken::Kept => (true, None),
                };
                let done = Self::TakenOut { story: *story, submission: *submission, kept };
                return Ok((done, left.into_iter().collect()));
            }
            Self::ImportTakenOut { receipt, .. } => {
                let (taken, kept, left) = taken_out::take_out_import(db, *receipt)?;
                let done = Self::ImportTakenOut { receipt: *receipt, taken, kept };
                return Ok((done, left.into_iter().map(behind).collect()));
            }
            Self::PutBack { submission, .. } => taken_out::put_back(db, *submission),
            Self::ImportPutBack { receipt, .. } => taken_out::put_import_back(db, *receipt),
            Self::Filing { story, to, waits, .. } => stories::set_filing(db, *story, to, *waits),
            Self::Consent { story, from, to, .. } => {
                consents::replace(db, *story, from.as_ref(), to.as_ref())
            }
            Self::Passage { from, to, .. } => passages::replace(db, from.as_ref(), to.as_ref()),
            Self::Note { story, from, to } => notes::replace(db, *story, from.as_ref(), to.as_ref()),
            Self::Milestone { story, from, to } => {
                milestones::replace(db, *story, from.as_ref(), to.as_ref())
            }
            Self::Facets { story, from, to } => decided::replace(db, *story, from, to),
            Self::HandOver { story, to, .. } => stories::set_hand_over(db, *story, *to),
            Self::Acknowledged { story, to, .. } => campaign::set_acknowledged(db, *story, *to),
            Self::Apart { story, apart, .. } => campaigns::set_apart(db, *story, *apart),
            Self::Review { story, to, .. } => review::set(db, *story, to),
            Self::LeftAsFiled { story, what, which, left } => {
                rereading::set_left(db, *story, *what, which, *left)
            }
            Self::Debate { from, to } => debates::replace(db, from.as_ref(), to.as_ref()),
            Self::Office { to, .. } => desk::set_office(db, to),
            Self::Settings { to, .. } => settings::set(db, to),
            Self::Created
            | Self::SatDown { .. }
            | Self::Logged { .. }
            | Self::LeftBehind { .. }
            | Self::Imported { .. }
            | Self::LossAccepted { .. }
            | Self::Restored { .. }
            | Self::PackMade { .. }
            | Self::Exported { .. }
            | Self::AccessMade { .. }
            | Self::HandedOver { .. }
            | Self::TakenOver { .. }
            | Self::Erased { .. }
            | Self::Keys { .. } => Ok(()),
        }?;
        Ok((self.clone(), Vec::new()))
    }

    /// Whether it can be taken back, or done again, as the casebook is now: a letter that was taken
    /// out is kept only until something else is done.
    pub(super) fn can_be_reversed(&self, db: &Connection) -> Result<bool> {
        match self {
            Self::TakenOut { submission, kept: false, .. } => taken_out::is_kept(db, *submission),
            Self::ImportTakenOut { receipt, taken: 1.., .. } => taken_out::is_kept(db, *receipt),
            other => Ok(other.inverse().is_some()),
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
            Self::Passage { from: Some(from), to: Some(to), .. } if from.is_printed_as(to) => {
                "deciding what stays in a passage"
            }
            Self::Passage { .. } => "editing a passage",
            Self::Note { .. } => "adding a note",
            Self::Milestone { to: Some(to), .. } if to.dropped => "dropping an offered date",
            Self::Milestone { from: None, .. } => "confirming a date",
            Self::Milestone { to: None, .. } => "taking a date out",
            Self::Milestone { .. } => "changing a date",
            Self::Facets { to, .. } if to.iter().any(|one| !one.dropped) => {
                "noting something of the child or the case"
            }
            Self::Facets { to, .. } if !to.is_empty() => "dropping something offered",
            Self::Facets { .. } => "taking out something noted",
            Self::HandOver { to: Some(_), .. } => "recording agreement to a hand-over",
            Self::HandOver { to: None, .. } => "taking back agreement to a hand-over",
            Self::Acknowledged { .. } => "acknowledging a letter",
            Self::Apart { .. } => "taking a letter out of its campaign",
            Self::Review { from, to, .. } if from.reason != to.reason => "keeping a story",
            Self::Review { .. } => "setting a review date",
            Self::LeftAsFiled { .. } => "leaving a story as it is filed",
            Self::Debate { from: None, .. } => "making a debate",
            Self::Debate { to: None, .. } => "removing a debate",
            Self::Debate { .. } => "changing a debate",
            Self::Office { .. } => "changing the office's details",
            Self::Settings { from, to } if from.forgotten != to.forgotten => "forgetting what was learnt",
            Self::Settings { .. } => "changing the settings",
            Self::Created | Self::SatDown { .. } => "sitting down",
            Self::Logged { .. } | Self::TakenOut { .. } | Self::PutBack { .. } | Self::LeftBehind { .. } => {
                "logging a letter"
            }
            Self::Imported { .. } | Self::ImportTakenOut { .. } | Self::ImportPutBack { .. } => {
                "importing letters"
            }
            Self::LossAccepted { .. } => "going on with a casebook that something was missing from",
            Self::Restored { .. } => "restoring a backup",
            Self::PackMade { .. } => "making a pack",
            Self::Exported { .. } => "exporting everything",
            Self::AccessMade { .. } => "copying everything about a person",
            Self::HandedOver { .. } => "handing stories over",
            Self::TakenOver { .. } => "taking stories over",
            Self::Erased { .. } => "erasing",
            Self::Keys { what } => what.label(),
        }
    }

    /// What was typed into, where a debate's text was: typing is one step, however often it is saved.
    pub(super) fn typed(&self) -> Option<(Uuid, Typed)> {
        let Self::Debate { from: Some(from), to: Some(to) } = self else { return None };
        let without = |debate: &Debate, typed: Typed| {
            let mut debate = debate.clone();
            match typed {
                Typed::Title => debate.title.clear(),
                Typed::Opening => debate.opening.clear(),
                Typed::Asks => debate.asks.clear(),
                Typed::DoNotSay => debate.do_not_say.clear(),
            }
            debate
        };
        let all = [Typed::Title, Typed::Opening, Typed::Asks, Typed::DoNotSay];
        let typed = all.into_iter().find(|typed| without(from, *typed) == without(to, *typed))?;
        Some((to.id, typed))
    }
}

/// A field of a debate that is typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    Title,
    Opening,
    Asks,
    DoNotSay,
}
