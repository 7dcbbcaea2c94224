//! Requests and answers about how long a case is kept, and about erasing it.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::erasure::ErasureReason;
use crate::story::Status;

wire! {
    /// When somebody decides whether a story is still needed.
    pub struct ReviewView {
        /// The day.
        pub due: NaiveDate,
        /// True where somebody chose that day; otherwise it follows from the newest letter.
        pub chosen: bool,
        /// Why it was kept at the last review; empty where there was none.
        pub reason: String,
    }

    /// Asks which stories are due for review.
    #[derive(Default)]
    #[serde(default)]
    pub struct DueReviews {
        /// Also those that fall due within so many days.
        pub ahead: u32,
        /// How many to pass over.
        pub offset: u32,
        /// How many to return; 0 means 200.
        pub limit: u32,
    }

    /// Stories due for review.
    pub struct DuePage {
        /// Longest overdue first.
        pub rows: Vec<DueRow>,
        /// How many there are in all.
        pub total: u32,
        /// Reasons given before, the usual ones first.
        pub reasons: Vec<String>,
    }

    /// One story due for review.
    pub struct DueRow {
        /// The story.
        pub story: Uuid,
        /// Who wrote.
        pub from: String,
        /// The first letter's subject.
        pub subject: String,
        /// When its newest letter was received.
        pub received: DateTime<Utc>,
        /// How many letters it has.
        pub letters: u32,
        /// Where it is in the office's work.
        pub status: Status,
        /// When it is due, and why it was kept last time.
        pub review: ReviewView,
        /// Days since it fell due; below nought: days until then.
        pub days_over: i32,
    }

    /// Keeps a story, with a reason, until it is looked at again.
    pub struct Keep {
        /// The story.
        pub story: Uuid,
        /// The next review: after today, and within ten years.
        pub until: NaiveDate,
        /// Why it is still needed.
        pub reason: String,
    }

    /// Sets a story's review.
    pub struct SetReview {
        /// The story.
        pub story: Uuid,
        /// The day; nothing: as the office's settings say.
        pub on: Option<NaiveDate>,
    }

    /// Erases stories for good.
    pub struct Erase {
        /// The stories.
        pub stories: Vec<Uuid>,
        /// Why.
        pub reason: ErasureReason,
        /// Typed by whoever erases them: for one story the name of who wrote, for several their number.
        pub confirm: String,
    }

    /// What was erased, and what still holds it.
    pub struct Erased {
        /// Stories.
        pub stories: u32,
        /// Their letters.
        pub letters: u32,
        /// Entries of the record of changes whose words went.
        pub entries: u32,
        /// Other stories whose letters or notes name somebody who wrote the erased letters.
        pub named_in: u32,
        /// Titles of debates whose texts do.
        pub debates: Vec<String>,
        /// False where another job held the file: what was erased is overwritten when the casebook is
        /// next opened.
        pub overwritten: bool,
        /// Backups of this casebook that still hold what was erased, newest first.
        pub backups: Vec<HeldBackup>,
    }

    /// A backup that still holds what was erased.
    pub struct HeldBackup {
        /// Its folder.
        pub folder: String,
        /// When it was made.
        pub made: DateTime<Utc>,
    }
}
