//! Requests and answers about filed stories that read otherwise now.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::FoldedCampaign;
use crate::story::{Filing, Noticed};

wire! {
    /// Asks what reading filed stories again noticed.
    #[derive(Default)]
    #[serde(default)]
    pub struct RereadFilter {
        /// Only this.
        pub what: Option<Noticed>,
        /// Only this authority or theme; empty: all.
        pub which: String,
        /// How many to pass over.
        pub offset: u32,
        /// How many to return, 1000 at most; 0 means 200.
        pub limit: u32,
    }

    /// A page of what reading filed stories again noticed.
    pub struct RereadPage {
        /// Words of risk first, then other authorities, then theme by theme the surest first.
        pub rows: Vec<RereadRow>,
        /// How many lines fit, in all.
        pub total: u32,
        /// Everything there is, whatever was asked for: words of risk, other authorities, then each theme.
        pub kinds: Vec<RereadKind>,
        /// How many stories it is about.
        pub stories: u32,
        /// Stories that have still to be looked through again, or a few fewer.
        pub again: u32,
        /// Letters that wait to be read closely.
        pub skimmed: u32,
    }

    /// How many stories something was noticed of.
    pub struct RereadKind {
        /// What.
        pub what: Noticed,
        /// The theme; of authorities and words of risk nothing.
        pub which: String,
        /// How many stories.
        pub stories: u32,
    }

    /// Something noticed that a story's filing does not say.
    pub struct RereadRow {
        /// The story.
        pub story: Uuid,
        /// Who wrote.
        pub from: String,
        /// The first letter's subject.
        pub subject: String,
        /// When its newest letter was received.
        pub received: DateTime<Utc>,
        /// How it is filed.
        pub filing: Filing,
        /// What was noticed.
        pub what: Noticed,
        /// The authority or the theme.
        pub which: String,
        /// The words it rests on.
        pub words: Vec<RereadWords>,
        /// What this office's own filing has to do with it, in a sentence; nothing where it has no part in it.
        pub because: Option<String>,
        /// The campaign this line stands for, where the same was noticed of several of its stories.
        pub campaign: Option<FoldedCampaign>,
    }

    /// Words of a letter, with a few around them.
    pub struct RereadWords {
        /// What stands before them.
        pub before: String,
        /// The words.
        pub words: String,
        /// What stands behind them.
        pub after: String,
    }

    /// Adds what was noticed to how stories are filed, or leaves them as they are.
    pub struct DecideReread {
        /// The stories; none: all of which it was noticed, unless it is words of risk.
        pub stories: Vec<Uuid>,
        /// Only those of this campaign.
        pub campaign: Option<Uuid>,
        /// What was noticed.
        pub what: Noticed,
        /// The authority or the theme.
        pub which: String,
        /// True to add it.
        pub add: bool,
    }

    /// What was decided.
    pub struct RereadDecided {
        /// Of how many stories: of the others it had been decided before.
        pub stories: u32,
    }
}
