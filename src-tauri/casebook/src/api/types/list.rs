//! Requests and answers about lists and the grid of stories.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::consent::ConsentLevel;
use crate::story::{Filing, Status};
use crate::submission::Channel;

wire! {
    /// Which stories to list, and which page of them.
    #[derive(Default)]
    #[serde(default)]
    pub struct StoryFilter {
        /// Words to search for in letters, subjects and names.
        pub search: String,
        /// Only this status.
        pub status: Option<Status>,
        /// Any of these themes; empty means all. With the empty string: stories without a theme.
        pub themes: Vec<String>,
        /// Any of these authorities; empty means all. With the empty string: without an authority.
        pub authorities: Vec<String>,
        /// Consent of at least this step.
        pub consent: Option<ConsentLevel>,
        /// Received on or after this day.
        pub from: Option<NaiveDate>,
        /// Received on or before this day.
        pub to: Option<NaiveDate>,
        /// Only urgent ones.
        pub urgent: bool,
        /// Only stories that are nothing but this campaign: whoever wrote most of their own first.
        pub campaign: Option<Uuid>,
        /// Shows each campaign as one line.
        pub fold: bool,
        /// Leaves out stories that are nothing but a campaign's text.
        pub without_campaigns: bool,
        /// How many to pass over.
        pub offset: u32,
        /// How many to return; 0 means 200.
        pub limit: u32,
    }

    /// A page of stories.
    pub struct StoryPage {
        /// The lines: urgent first, then newest first.
        pub rows: Vec<StoryRow>,
        /// How many there are in all.
        pub total: u32,
        /// And more, which were not counted: only so many are listed.
        pub more: bool,
    }

    /// One line of a list of stories.
    pub struct StoryRow {
        /// The story.
        pub id: Uuid,
        /// When its newest letter was received.
        pub received: DateTime<Utc>,
        /// Who wrote.
        pub from: String,
        /// The first letter's subject.
        pub subject: String,
        /// The first words of the newest letter, or the words around what was searched for.
        pub snippet: String,
        /// Where it is filed.
        pub filing: Filing,
        /// Themes the app would offer, while it is new.
        pub offered_themes: Vec<String>,
        /// The authority the app would offer, while it is new.
        pub offered_authority: Option<String>,
        /// Words in it suggest a risk to somebody.
        pub offered_urgent: bool,
        /// What is said where words in it are in another language, and so were not read: "Polish, not read".
        pub not_read: Option<String>,
        /// The consent in force.
        pub consent: ConsentLevel,
        /// How many submissions it has.
        pub letters: u32,
        /// How it reached the office.
        pub channel: Channel,
        /// How many words of the sender's own a campaign's letter holds.
        pub own_words: u32,
        /// The day the family was told that their letter has arrived.
        pub acknowledged: Option<NaiveDate>,
        /// The campaign this line stands for, where it stands for one.
        pub campaign: Option<FoldedCampaign>,
    }

    /// A campaign as one line of a list.
    pub struct FoldedCampaign {
        /// The campaign.
        pub id: Uuid,
        /// Its name.
        pub name: String,
        /// The stories of this list that the line stands for.
        pub stories: u32,
        /// How many of them may be urgent.
        pub urgent: u32,
    }

    /// Which filed stories the grid counts.
    #[derive(Default)]
    #[serde(default)]
    pub struct GridFilter {
        /// Received on or after this day.
        pub from: Option<NaiveDate>,
        /// Received on or before this day.
        pub to: Option<NaiveDate>,
        /// Consent of at least this step.
        pub consent: Option<ConsentLevel>,
        /// Leaves out stories that are nothing but a campaign's text.
        pub without_campaigns: bool,
    }

    /// Filed stories counted by theme and authority.
    pub struct Grid {
        /// Themes with at least one story, most first. The empty id stands for "no theme".
        pub themes: Vec<GridTotal>,
        /// Authorities with at least one story, most first. The empty id stands for "not known".
        pub authorities: Vec<GridTotal>,
        /// The cells that hold stories. A story with two themes is in two rows.
        pub cells: Vec<GridCell>,
        /// All stories counted, each once.
        pub stories: u32,
        /// Stories that are nothing but a campaign's text: counted among these, or left out, as asked.
        pub campaign_stories: u32,
    }

    /// A row's or column's total, each story once.
    pub struct GridTotal {
        /// Theme id or GSS code.
        pub id: String,
        /// Its name.
        pub label: String,
        /// Stories.
        pub stories: u32,
    }

    /// One cell of the grid.
    pub struct GridCell {
        /// Theme id.
        pub theme: String,
        /// GSS code.
        pub authority: String,
        /// Stories.
        pub stories: u32,
    }
}
