//! A story in full, with its letters and everything marked in them.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::campaigns::CampaignName;
use super::facets::{FacetView, OfferedFacet};
use super::keeping::ReviewView;
use super::milestones::{ClockLine, MilestoneView, OfferedMilestone};
use crate::consent::ConsentLevel;
use crate::story::Filing;
use crate::submission::Channel;

wire! {
    /// Names one story.
    pub struct StoryId {
        /// The story.
        pub story: Uuid,
    }

    /// A postcode in another constituency than the office's.
    pub struct Elsewhere {
        /// The postcode.
        pub postcode: String,
        /// The constituency it lies in, or its code where names are not known.
        pub constituency: String,
        /// The office's own.
        pub ours: String,
    }

    /// A story in full.
    pub struct StoryView {
        /// The story.
        pub id: Uuid,
        /// The first letter's subject.
        pub subject: String,
        /// Who wrote.
        pub constituent: Constituent,
        /// Where their postcode lies, if that is another constituency: a hint, never a refusal.
        pub elsewhere: Option<Elsewhere>,
        /// Where it is filed.
        pub filing: Filing,
        /// What the app offers, with the words it rests on.
        pub offered: Offered,
        /// The consent in force today.
        pub consent: ConsentLevel,
        /// How it came to be, oldest first.
        pub consent_history: Vec<ConsentEntry>,
        /// The campaign it is part of, if it is nothing else.
        pub campaign: Option<CampaignName>,
        /// How many words of their own its sender added to the campaign's.
        pub own_words: u32,
        /// The day the family was told that their letter has arrived.
        pub acknowledged: Option<NaiveDate>,
        /// The day the family agreed that whoever follows may be handed their case.
        pub hand_over: Option<NaiveDate>,
        /// The submissions, oldest first.
        pub letters: Vec<LetterView>,
        /// The marked passages.
        pub passages: Vec<PassageView>,
        /// What somebody said is so of the child and the case, kind by kind.
        pub facets: Vec<FacetView>,
        /// The dates of the plan that somebody confirmed, the earliest first.
        pub milestones: Vec<MilestoneView>,
        /// Where they stand against the law's time limits.
        pub clock: Vec<ClockLine>,
        /// Notes the office made, oldest first.
        pub notes: Vec<Note>,
        /// Packs that have quoted it, newest first.
        pub used_in: Vec<PackUse>,
        /// When somebody decides whether it is still needed.
        pub review: ReviewView,
        /// Every change, newest first.
        pub history: Vec<HistoryLine>,
    }

    /// Who wrote.
    pub struct Constituent {
        /// Name, or the address where no name was given.
        pub name: String,
        /// Email address, or empty.
        pub email: String,
        /// Postcode, or empty.
        pub postcode: String,
    }

    /// Everything the app offers for a story. Nothing of it is applied until a caseworker says so.
    pub struct Offered {
        /// The home authority.
        pub authority: Option<OfferedAuthority>,
        /// Themes, best first.
        pub themes: Vec<OfferedTheme>,
        /// The words that suggest a risk to somebody; empty where there are none.
        pub urgent: Vec<String>,
        /// What the letter itself seems to agree to.
        pub consent: Option<OfferedConsent>,
        /// Dates of the plan that nobody has answered yet, the earliest first.
        pub milestones: Vec<OfferedMilestone>,
        /// What the letters say of the child and the case that nobody has answered yet.
        pub facets: Vec<OfferedFacet>,
        /// Words worth quoting, of letters in which nobody has marked any: the newest letter first, and
        /// in each the best first. Nothing in them identifies anybody, as far as the app can tell.
        pub passages: Vec<OfferedPassage>,
    }

    /// Words worth quoting.
    pub struct OfferedPassage {
        /// The letter.
        pub submission: Uuid,
        /// Where they start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The words.
        pub words: String,
        /// What speaks for them, in a few words each.
        pub because: Vec<String>,
    }

    /// An authority on offer.
    pub struct OfferedAuthority {
        /// GSS code.
        pub gss: String,
        /// Usual name.
        pub name: String,
        /// The words it rests on.
        pub words: String,
    }

    /// A theme on offer.
    pub struct OfferedTheme {
        /// Theme id.
        pub theme: String,
        /// Between 0 and 1; only for ordering.
        pub score: f32,
        /// The passages it rests on, strongest first.
        pub words: Vec<String>,
        /// Why, where this office's own filing has a part in it: a sentence.
        pub because: Option<String>,
    }

    /// A step of consent the letter's own words suggest.
    pub struct OfferedConsent {
        /// The step.
        pub level: ConsentLevel,
        /// The words it rests on.
        pub words: String,
    }

    /// One submission, word for word.
    pub struct LetterView {
        /// The submission.
        pub id: Uuid,
        /// How it reached the office.
        pub channel: Channel,
        /// When it was received.
        pub received: DateTime<Utc>,
        /// Who wrote, as the letter says.
        pub from: String,
        /// Its subject.
        pub subject: String,
        /// Its words.
        pub text: String,
        /// What each stretch of the text is, covering all of it in order.
        pub parts: Vec<LetterPart>,
        /// The words suggestions rest on, and the passages marked, by where they start.
        pub marks: Vec<Mark>,
        /// Attachments: named here, kept inside the original.
        pub attachments: Vec<AttachmentRow>,
        /// True where the original file's bytes are kept.
        pub original: bool,
        /// True where the words were made from an HTML mail.
        pub from_html: bool,
        /// What of it was not read, as it is not in English.
        pub language: Option<OtherLanguage>,
        /// What is said where it is too long to be read closely throughout.
        pub long: Option<String>,
    }

    /// Words in another language than English. Nothing is offered from them.
    pub struct OtherLanguage {
        /// The language, where it is fairly sure.
        pub name: Option<String>,
        /// True where next to nothing in the letter is in English.
        pub whole: bool,
        /// What a caseworker is told.
        pub say: String,
    }

    /// A stretch of a letter.
    pub struct LetterPart {
        /// What it is.
        pub kind: LetterPartKind,
        /// Where it starts.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
    }

    /// What a stretch of a letter is.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum LetterPartKind {
        /// The writer's own words.
        Words,
        /// Quoted from an earlier message.
        Quoted,
        /// A signature or disclaimer.
        Signature,
    }

    /// Marked words in a letter.
    pub struct Mark {
        /// Why they are marked.
        pub kind: MarkKind,
        /// Where they start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The theme id, for a theme's words; the passage id, for a passage; the step, for a date; which facet, for one; else
        /// empty.
        pub of: String,
    }

    /// Why words are marked.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum MarkKind {
        /// A home authority rests on them.
        Authority,
        /// A theme rests on them.
        Theme,
        /// They suggest a risk to somebody.
        Urgent,
        /// They suggest a step of consent.
        Consent,
        /// A date of the plan rests on them.
        Milestone,
        /// They say something of the child or the case.
        Facet,
        /// They were not read, as they are not in English.
        NotRead,
        /// The sender added them to a campaign's text.
        Own,
        /// A passage marked for quoting.
        Passage,
        /// A passage the app would suggest for quoting.
        SuggestedPassage,
    }

    /// An attachment's label.
    pub struct AttachmentRow {
        /// Its file name, made safe; empty where it had none.
        pub name: String,
        /// Its media type.
        pub media_type: String,
        /// Its size in bytes.
        pub bytes: u32,
    }

    /// A passage marked for quoting.
    pub struct PassageView {
        /// The passage.
        pub id: Uuid,
        /// The letter it stands in.
        pub submission: Uuid,
        /// Where it starts.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
        /// The letter's words.
        pub original: String,
        /// The words as they would be printed.
        pub words: String,
        /// How to speak of the person.
        pub attribution: String,
        /// What in the letter's words may identify the family.
        pub identifying: Vec<Identifying>,
        /// What in the words as they would be printed may identify the family, and what was taken out.
        pub details: Vec<QuoteDetail>,
        /// How many details, here and in how the person is spoken of, say more than the family agreed to.
        pub beyond: u32,
        /// True where some of the words are in another language, so that nobody has looked whom they name.
        pub unread: bool,
        /// True where somebody decided that all this stays.
        pub kept: bool,
    }

    /// Words that may identify the family.
    pub struct Identifying {
        /// What they are, as on screen: "name", "school or service".
        pub kind: String,
        /// Where they start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
    }

    /// Words of a quote that may identify the family, or what stands in their place.
    pub struct QuoteDetail {
        /// What they are, as on screen: "name", "school or service".
        pub kind: String,
        /// Where it stands in the words to print.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
        /// True where it was taken out: then a placeholder stands there.
        pub taken_out: bool,
        /// What would stand there instead: a placeholder, or the letter's own words.
        pub instead: String,
    }

    /// One entry of a story's consent.
    pub struct ConsentEntry {
        /// The entry.
        pub id: Uuid,
        /// The step agreed to.
        pub level: ConsentLevel,
        /// The day the family said so.
        pub on: NaiveDate,
        /// How they said so.
        pub how: String,
        /// True where it takes an earlier step back.
        pub withdrawal: bool,
        /// Who recorded it.
        pub by: String,
        /// When it was recorded.
        pub recorded: DateTime<Utc>,
    }

    /// A note the office made.
    pub struct Note {
        /// When.
        pub at: DateTime<Utc>,
        /// Who.
        pub by: String,
        /// The note.
        pub text: String,
    }

    /// A pack that quoted a story.
    pub struct PackUse {
        /// The debate's title.
        pub title: String,
        /// The debate's date.
        pub date: NaiveDate,
        /// When the pack was made.
        pub made: DateTime<Utc>,
    }

    /// One change to a story.
    pub struct HistoryLine {
        /// When.
        pub at: DateTime<Utc>,
        /// Who.
        pub by: String,
        /// What, in a sentence.
        pub what: String,
        /// True where it was taken back since.
        pub undone: bool,
    }
}
