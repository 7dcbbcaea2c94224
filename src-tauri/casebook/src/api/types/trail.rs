//! Requests and answers about the record of changes.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

wire! {
    /// Which changes to list, and which page of them.
    #[derive(Default)]
    #[serde(default)]
    pub struct AuditFilter {
        /// Made on or after this day.
        pub from: Option<NaiveDate>,
        /// Made on or before this day.
        pub to: Option<NaiveDate>,
        /// Only by this person.
        pub staff: Option<Uuid>,
        /// Only about this story.
        pub story: Option<Uuid>,
        /// The oldest first, as a file of them would be kept; otherwise the newest first.
        pub oldest_first: bool,
        /// How many to pass over.
        pub offset: u32,
        /// How many to return, 1000 at most; 0 means 200.
        pub limit: u32,
    }

    /// A page of changes.
    pub struct AuditPage {
        /// The entries.
        pub rows: Vec<AuditRow>,
        /// How many there are in all.
        pub total: u32,
    }

    /// One entry of the record of changes.
    pub struct AuditRow {
        /// Its number; the first is 1.
        pub seq: u32,
        /// When.
        pub at: DateTime<Utc>,
        /// Who.
        pub by: String,
        /// What, in a sentence; where it was erased, that it was.
        pub what: String,
        /// The story it is about, if it is about one.
        pub story: Option<Uuid>,
        /// Who wrote that story's letters; empty where nobody can know any more.
        pub about: String,
        /// True where that story is in the casebook. Where it is not and `about` says whose it was, the
        /// record alone still has words of it, and they can be erased.
        pub here: bool,
        /// The entry it took back, or did again.
        pub undoes: Option<u32>,
        /// True where it was taken back since.
        pub undone: bool,
        /// True where its words were erased with the story they were about.
        pub erased: bool,
        /// Its hash, which covers the entry before it, in hexadecimal.
        pub hash: String,
    }
}
