//! Requests and answers about debates, quotations and packs.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::consent::ConsentLevel;
use crate::debate::Debate;

wire! {
    /// Every debate being prepared.
    pub struct Debates {
        /// Soonest first.
        pub debates: Vec<Debate>,
    }

    /// Makes or changes a debate.
    pub struct SaveDebate {
        /// The debate; a nil id makes a new one.
        pub debate: Debate,
    }

    /// Names one debate.
    pub struct DebateId {
        /// The debate.
        pub debate: Uuid,
    }

    /// What could be quoted in a debate.
    pub struct QuotableScope {
        /// GSS codes; empty means all.
        pub authorities: Vec<String>,
        /// Theme ids; empty means all.
        pub themes: Vec<String>,
    }

    /// Passages in scope: marked ones first, then suggestions from stories that may be quoted.
    pub struct Quotables {
        /// The passages.
        pub rows: Vec<QuotableRow>,
    }

    /// A passage that could be quoted, or could not yet.
    pub struct QuotableRow {
        /// The marked passage, or nothing for a suggestion: mark it to use it.
        pub passage: Option<Uuid>,
        /// The story.
        pub story: Uuid,
        /// The letter.
        pub submission: Uuid,
        /// Where the words start in the letter.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The words as they would be printed.
        pub words: String,
        /// How to speak of the person.
        pub attribution: String,
        /// The consent in force.
        pub consent: ConsentLevel,
        /// True where the consent allows quoting today.
        pub allowed: bool,
        /// The home authority's name, or empty.
        pub place: String,
        /// The first theme's label, or empty.
        pub about: String,
        /// Seconds to read aloud.
        pub seconds: u32,
        /// How many details in the words may identify the family beyond what it agreed to.
        pub identifying: u32,
        /// True where some of the words are in another language, so that nobody has looked whom they name.
        pub unread: bool,
        /// True where somebody decided that all this stays.
        pub kept: bool,
    }

    /// A pack, made but not saved.
    pub struct PackPreview {
        /// The PDF, in base64.
        pub pdf: String,
        /// Its pages.
        pub pages: u32,
        /// Checks before printing.
        pub checks: Vec<Check>,
    }

    /// One check of a pack.
    pub struct Check {
        /// How serious it is.
        pub level: CheckLevel,
        /// What was found, and what to do.
        pub text: String,
    }

    /// How serious a check is.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum CheckLevel {
        /// As it should be.
        Fine,
        /// Worth a look.
        Look,
        /// Left out of the pack, or must be mended.
        Stop,
    }

    /// Makes a pack and saves it.
    pub struct SavePack {
        /// The debate.
        pub debate: Uuid,
        /// Where to write the PDF.
        pub path: String,
    }

    /// A pack that was saved.
    pub struct PackSaved {
        /// Where.
        pub path: String,
        /// Its pages.
        pub pages: u32,
        /// Quotations in it.
        pub quotations: u32,
        /// What was found in them that may identify their families.
        pub checks: Vec<Check>,
    }

    /// A pack made at once. Where no passage is marked, a story whose family agreed to be quoted
    /// gives the passage the app would suggest.
    pub struct QuickPack {
        /// The subject, as it follows "That this House has considered".
        pub title: String,
        /// The day of the debate.
        pub date: NaiveDate,
        /// Its length in minutes: 30, 60 or 90.
        pub minutes: u32,
        /// GSS codes; empty means all.
        pub authorities: Vec<String>,
        /// Theme ids; empty means all.
        pub themes: Vec<String>,
        /// Its figures leave out stories that are nothing but a campaign's text.
        #[serde(default)]
        pub without_campaigns: bool,
        /// Where to write the PDF.
        pub path: String,
    }
}
