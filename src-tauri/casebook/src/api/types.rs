//! What travels through the door: requests, answers and lines of lists.
//!
//! Times are RFC 3339 in UTC, dates are `YYYY-MM-DD`. Positions in a letter's text count UTF-16
//! code units, because that is what the window counts in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::consent::ConsentLevel;
use crate::debate::Debate;
use crate::office::{Office, Staff};
use crate::story::{Filing, Status};
use crate::submission::Channel;

macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub $kind $name $body
    )*};
}

wire! {
    /// A command that needs nothing more, or an answer that says no more than "done".
    #[derive(Default)]
    pub struct Nothing {}

    /// Makes a new casebook.
    pub struct NewCasebook {
        /// The folder to make; it must not exist yet, or be empty.
        pub folder: String,
        /// The passphrase that will open it.
        pub passphrase: String,
        /// The office it belongs to.
        pub office: Office,
        /// Who is at the desk.
        pub staff: String,
    }

    /// Opens a casebook.
    pub struct OpenCasebook {
        /// Its folder.
        pub folder: String,
        /// Its passphrase.
        pub passphrase: String,
    }

    /// Makes (the first time) and opens the sample casebook of invented letters.
    pub struct OpenSample {
        /// The folder it lives in.
        pub folder: String,
    }

    /// The casebook that is open.
    pub struct Opened {
        /// Its name: the folder's, without `.casebook`.
        pub name: String,
        /// Its folder.
        pub folder: String,
        /// The office it belongs to.
        pub office: Office,
        /// Everybody who can sit at the desk.
        pub staff: Vec<Staff>,
        /// Who sits there now.
        pub me: Uuid,
        /// True for the sample casebook.
        pub sample: bool,
        /// Anything the caseworker should know before working on, in plain English.
        pub notices: Vec<String>,
    }

    /// Whether a casebook is open.
    pub struct DeskStatus {
        /// The open casebook, or nothing while locked.
        pub open: Option<Opened>,
    }

    /// How full each room is.
    pub struct Counts {
        /// Stories waiting to be filed.
        pub inbox: u32,
        /// Filed stories.
        pub stories: u32,
        /// Stories set aside.
        pub set_aside: u32,
        /// Debates being prepared.
        pub debates: u32,
        /// What undo would take back, in a few words without any of a letter's.
        pub undo: Option<String>,
    }

    /// The tables every screen needs.
    pub struct Reference {
        /// The themes, in their usual order.
        pub themes: Vec<ThemeRow>,
        /// The authorities: England's 153 first, then the other nations' councils.
        pub authorities: Vec<AuthorityRow>,
    }

    /// One theme.
    pub struct ThemeRow {
        /// Its id.
        pub id: String,
        /// A few words, for a chip.
        pub label: String,
        /// One sentence.
        pub definition: String,
    }

    /// One local authority.
    pub struct AuthorityRow {
        /// GSS code.
        pub gss: String,
        /// Usual name.
        pub name: String,
        /// Other names people search by.
        pub aliases: Vec<String>,
        /// Region of England, or the nation.
        pub region: String,
        /// True where it has SEND duties under English law.
        pub send_duties: bool,
    }

    /// Puts somebody else at the desk.
    pub struct SitDown {
        /// Their name; added to the staff if new.
        pub name: String,
    }

    /// Imports letters from files and folders.
    pub struct Import {
        /// Files and folders.
        pub paths: Vec<String>,
    }

    /// What an import did, file by file.
    pub struct Receipt {
        /// Stable id.
        pub id: Uuid,
        /// When it began.
        pub at: DateTime<Utc>,
        /// Who asked for it.
        pub by: String,
        /// Files looked at.
        pub read: u32,
        /// Letters stored.
        pub stored: u32,
        /// Letters the casebook already had.
        pub duplicates: u32,
        /// Files that gave no letter.
        pub skipped: u32,
        /// True when somebody stopped it before the end; what was stored stays.
        pub cancelled: bool,
        /// One line a file.
        pub lines: Vec<ReceiptLine>,
    }

    /// What became of one file.
    pub struct ReceiptLine {
        /// The file.
        pub path: String,
        /// What became of it.
        pub outcome: Outcome,
        /// In plain English: why it was skipped, or which letter it repeats.
        pub note: String,
        /// The story it is part of now, if any.
        pub story: Option<Uuid>,
    }

    /// What became of a file.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Outcome {
        /// Stored as a new submission.
        Stored,
        /// Already in the casebook.
        Duplicate,
        /// Not a letter that can be read.
        Skipped,
    }

    /// A letter, call or note typed or pasted in.
    pub struct NewSubmission {
        /// How it reached the office.
        pub channel: Channel,
        /// The day it did.
        pub received: NaiveDate,
        /// Who wrote or spoke.
        pub name: String,
        /// Their email address, or empty.
        pub email: String,
        /// Their postcode, or empty.
        pub postcode: String,
        /// A line that says what it is about.
        pub subject: String,
        /// The words.
        pub text: String,
    }

    /// Names one story.
    pub struct StoryId {
        /// The story.
        pub story: Uuid,
    }

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
        /// Only urgent ones.
        pub urgent: bool,
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
        /// The consent in force.
        pub consent: ConsentLevel,
        /// How many submissions it has.
        pub letters: u32,
        /// How it reached the office.
        pub channel: Channel,
    }

    /// A story in full.
    pub struct StoryView {
        /// The story.
        pub id: Uuid,
        /// The first letter's subject.
        pub subject: String,
        /// Who wrote.
        pub constituent: Constituent,
        /// Where it is filed.
        pub filing: Filing,
        /// What the app offers, with the words it rests on.
        pub offered: Offered,
        /// The consent in force today.
        pub consent: ConsentLevel,
        /// How it came to be, oldest first.
        pub consent_history: Vec<ConsentEntry>,
        /// The submissions, oldest first.
        pub letters: Vec<LetterView>,
        /// The marked passages.
        pub passages: Vec<PassageView>,
        /// Notes the office made, oldest first.
        pub notes: Vec<Note>,
        /// Packs that have quoted it, newest first.
        pub used_in: Vec<PackUse>,
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
        /// The theme id, for a theme's words; the passage id, for a passage; else empty.
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
    }

    /// Files a story, or changes how it is filed.
    pub struct FileStory {
        /// The story.
        pub story: Uuid,
        /// Where it should be filed: all of it.
        pub filing: Filing,
    }

    /// Records what a family agreed to, or withdrew.
    pub struct RecordConsent {
        /// The story.
        pub story: Uuid,
        /// The step agreed to; for a withdrawal, the step that is left.
        pub level: ConsentLevel,
        /// The day the family said so; not in the future.
        pub on: NaiveDate,
        /// How they said so; not empty.
        pub how: String,
        /// True to take an earlier step back.
        pub withdrawal: bool,
    }

    /// What a withdrawal touches.
    pub struct ConsentRecorded {
        /// Packs already made that used the story's words: tell their readers.
        pub used_in: Vec<PackUse>,
    }

    /// Marks words as worth quoting.
    pub struct MarkPassage {
        /// The letter.
        pub submission: Uuid,
        /// Where they start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
    }

    /// Changes how a passage would be printed; the letter's own words stay beside it.
    pub struct EditPassage {
        /// The passage.
        pub passage: Uuid,
        /// The words to print.
        pub words: String,
        /// How to speak of the person.
        pub attribution: String,
    }

    /// Names one passage.
    pub struct PassageId {
        /// The passage.
        pub passage: Uuid,
    }

    /// Adds a note to a story.
    pub struct NewNote {
        /// The story.
        pub story: Uuid,
        /// The note.
        pub text: String,
    }

    /// What undo took back.
    pub struct Undone {
        /// In a few words, or nothing when there was nothing left to undo.
        pub what: Option<String>,
        /// The story it was about, if any.
        pub story: Option<Uuid>,
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
    }

    /// Accepts what is offered for stories, as a whole.
    pub struct AcceptOffers {
        /// The stories; empty means every story that waits and has something to accept.
        pub stories: Vec<Uuid>,
    }

    /// What accepting did.
    pub struct Accepted {
        /// Stories filed.
        pub filed: u32,
        /// Stories left where they were, because nothing is offered for them.
        pub left: u32,
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
        /// Where to write the PDF.
        pub path: String,
    }

    /// What a check found.
    pub struct Checked {
        /// What is wrong, with what to do; empty when all is well.
        pub findings: Vec<String>,
        /// Stories in the casebook.
        pub stories: u32,
    }

    /// The latest receipts.
    pub struct Receipts {
        /// Newest first.
        pub receipts: Vec<Receipt>,
    }
}
