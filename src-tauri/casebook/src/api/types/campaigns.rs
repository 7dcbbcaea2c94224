//! Requests and answers about campaigns: one text sent by many.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::story::Filing;

wire! {
    /// Names a campaign, for people and for requests.
    pub struct CampaignName {
        /// Stable id.
        pub id: Uuid,
        /// The subject most of its letters have.
        pub name: String,
    }

    /// Names one campaign.
    pub struct CampaignId {
        /// The campaign.
        pub campaign: Uuid,
    }

    /// A campaign, and where its letters stand.
    pub struct CampaignView {
        /// Stable id.
        pub id: Uuid,
        /// The subject most of its letters have.
        pub name: String,
        /// Stories that are nothing but this campaign.
        pub stories: u32,
        /// Of these, how many wait in the Inbox.
        pub waiting: u32,
        /// Of those that wait, how many have words that suggest a risk to somebody: they are filed one
        /// by one.
        pub urgent: u32,
        /// Of those that wait, how many hold words of the sender's own.
        pub own: u32,
        /// Of those that wait, how many are neither.
        pub plain: u32,
        /// How many have not been acknowledged.
        pub to_acknowledge: u32,
    }

    /// Files every waiting story of a campaign in the same way.
    pub struct FileCampaign {
        /// The campaign.
        pub campaign: Uuid,
        /// How: its status, themes and marks. Its authority, where there is one, goes for all.
        pub filing: Filing,
        /// Where that names no authority: each under the one that its own letter offers.
        pub offered_authorities: bool,
        /// Leaves those waiting that hold more than so many words of the sender's own; nothing: files
        /// all but the urgent ones.
        pub own_words: Option<u32>,
    }

    /// What filing a campaign did.
    pub struct CampaignFiled {
        /// Stories filed.
        pub filed: u32,
        /// Stories that still wait.
        pub left: u32,
    }

    /// Records that everybody who sent a campaign's text was told that it has arrived.
    pub struct AcknowledgeCampaign {
        /// The campaign.
        pub campaign: Uuid,
        /// The day they were told; not in the future.
        pub on: NaiveDate,
    }

    /// What recording it did.
    pub struct CampaignAcknowledged {
        /// Stories that had not been acknowledged before.
        pub stories: u32,
    }

    /// Where to write to, for those of a campaign who have not been told that their letter arrived.
    pub struct CampaignAddresses {
        /// Each address once.
        pub addresses: Vec<String>,
        /// How many gave no address.
        pub without: u32,
    }
}
