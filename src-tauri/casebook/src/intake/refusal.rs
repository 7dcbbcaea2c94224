//! What a file is when it is not a letter: what happened, then what to do now.

use thiserror::Error;

/// Why these bytes are not a letter. Each message is for a caseworker and holds no word of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotALetter {
    /// No bytes, or nothing but blank space.
    #[error("This file is empty. If it should hold a letter, save it again from the mail program.")]
    Empty,
    /// Over [`LARGEST_FILE`](super::LARGEST_FILE).
    #[error(
        "This file is {}, and the most a letter can be is 50 MB. Take out the large attachments, or paste the letter in.",
        megabytes(*.bytes)
    )]
    TooLarge {
        /// The size of the file.
        bytes: u64,
    },
    /// Outlook's own file of one message, inside something that holds no messages.
    #[error("This is an Outlook message file (.msg). Save it as a file of its own and import that.")]
    OutlookMsg,
    /// An Outlook contact, appointment, task or sticky note.
    #[error("This is an Outlook contact, appointment, task or note, not a letter. Leave it out.")]
    OutlookItem,
    /// A container whose own structure is broken.
    #[error(
        "This file is damaged: part of it is missing. Save it again from the mail program, or paste the words in."
    )]
    Damaged,
    /// Outlook's own file of a whole mailbox.
    #[error(
        "This is an Outlook data file (.pst or .ost), a whole mailbox, which can't be read yet. Open it in Outlook and save the letters as .eml."
    )]
    OutlookPst,
    /// An mbox of several messages.
    #[error("These are several letters in one (an mbox). Save them as a file of their own and import that.")]
    Mailbox,
    /// A zip or another packed file.
    #[error("This is a packed file (such as .zip). Unpack it, then add the folder.")]
    Archive,
    /// A PDF.
    #[error("This is a PDF, which can't be read as a letter. Open it, copy the words and paste them in.")]
    Pdf,
    /// A picture.
    #[error("This is a picture, which can't be read as a letter. Type in the words, or paste them in.")]
    Image,
    /// A spreadsheet.
    #[error("This is a spreadsheet, not a letter. If letters are listed in it, paste them in one at a time.")]
    Spreadsheet,
    /// A word-processor document.
    #[error("This is a word-processor document. Open it, copy the words and paste them in.")]
    Word,
    /// A page saved from a web site, with no mail headers.
    #[error("This is a web page, not an e-mail. Open it, copy the words and paste them in.")]
    WebPage,
    /// Some other program's file.
    #[error("This is another program's file, not a letter. Leave it out.")]
    OtherFile,
    /// Plain text without any mail header.
    #[error(
        "This is plain text without From, To, Subject or Date at the top, so it is not an e-mail. If it is a letter, paste it in."
    )]
    NotMail,
    /// S/MIME or PGP.
    #[error(
        "This letter is encrypted or sealed (S/MIME or PGP). Open it in the mail program that has the key, then paste the words in."
    )]
    Encrypted,
    /// More parts, or parts within parts, than any letter has.
    #[error(
        "This file has far more pieces than any letter, and may have been made to cause harm. It was left out. If a family did send it, paste the words in."
    )]
    TooTangled,
    /// Over [`LONGEST_TEXT`](super::LONGEST_TEXT).
    #[error(
        "This file holds more words than a letter can (4 MB of text). If a letter is inside, paste that part in."
    )]
    TooLong,
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1024 * 1024))
}
