//! Requests that change a story, and what they answer.

use chrono::NaiveDate;
use uuid::Uuid;

use super::story::PackUse;
use crate::consent::ConsentLevel;
use crate::story::Filing;

wire! {
    /// Files a story, or changes how it is filed.
    pub struct FileStory {
        /// The story.
        pub story: Uuid,
        /// Where it should be filed: all of it.
        pub filing: Filing,
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

    /// Decides that what may identify the family stays in a quote as it is, or asks about it again.
    pub struct KeepDetails {
        /// The passage.
        pub passage: Uuid,
        /// Whether it stays.
        pub keep: bool,
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
}
