//! What this office's filing has taught.

use chrono::{DateTime, Utc};

wire! {
    /// What was learnt, and what of.
    pub struct Learning {
        /// Whether anything is learnt.
        pub on: bool,
        /// How many filed stories it rests on.
        pub stories: u32,
        /// When the first of them was filed.
        pub since: Option<DateTime<Utc>>,
        /// When it was last made from them.
        pub made: Option<DateTime<Utc>>,
        /// By theme, in their usual order: those of which something was learnt.
        pub themes: Vec<LearntTheme>,
        /// A mark that is another one whenever something else is offered because of it.
        pub version: String,
        /// True while something has still to be learnt, or offered as it was learnt.
        pub waits: bool,
    }

    /// What was learnt of a theme.
    pub struct LearntTheme {
        /// Theme id.
        pub theme: String,
        /// Words that offer it, the surest first.
        pub words: Vec<LearntWords>,
        /// Where the office often takes it off.
        pub struck_out: Option<StruckOut>,
    }

    /// One word or two with which letters are filed under a theme.
    pub struct LearntWords {
        /// The words, as they are compared.
        pub words: String,
        /// Letters with them that were filed there.
        pub filed: u32,
        /// All letters with them.
        pub of: u32,
    }

    /// A theme that is offered and taken off again.
    pub struct StruckOut {
        /// How often it was kept.
        pub taken: u32,
        /// How often it was offered.
        pub of: u32,
    }
}
