//! Requests and answers about a letter's original and what came with it.

use uuid::Uuid;

wire! {
    /// Names one letter.
    pub struct SubmissionId {
        /// The letter.
        pub submission: Uuid,
    }

    /// A letter as it was sent, made safe to show.
    pub struct LetterHtml {
        /// A fragment of HTML without script, style or outside addresses; empty where there is
        /// nothing to show. A link is `<a href="#link-N">`, where N counts in `links` from 0.
        pub html: String,
        /// Where the links lead, in order.
        pub links: Vec<LinkRow>,
        /// What was left out, or why there is nothing to show: a sentence each.
        pub notes: Vec<String>,
    }

    /// Where a link leads.
    pub struct LinkRow {
        /// The whole address, in plain letters.
        pub address: String,
        /// Whose it is: a web site's name, or a mailbox.
        pub host: String,
        /// Its words name another address.
        pub pretends: bool,
    }

    /// Names one attachment.
    pub struct AttachmentId {
        /// The letter.
        pub submission: Uuid,
        /// Which of its attachments, from 0.
        pub index: u32,
    }

    /// What is known of an attachment before it is saved.
    pub struct AttachmentLook {
        /// A name that is safe on every system.
        pub name: String,
        /// Its size in bytes.
        pub bytes: u32,
        /// What could happen to whoever opens it, and what to do; nothing where nothing is known.
        pub warning: Option<String>,
    }

    /// Saves one attachment.
    pub struct SaveAttachment {
        /// The letter.
        pub submission: Uuid,
        /// Which of its attachments, from 0.
        pub index: u32,
        /// Where to write it.
        pub path: String,
    }

    /// Saves a letter's original.
    pub struct SaveOriginal {
        /// The letter.
        pub submission: Uuid,
        /// Where to write it.
        pub path: String,
    }

    /// A file that was saved.
    pub struct FileSaved {
        /// Where.
        pub path: String,
        /// Its size in bytes.
        pub bytes: u32,
    }
}
