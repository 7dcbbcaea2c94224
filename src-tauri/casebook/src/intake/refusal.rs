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
    /// A calendar's file (.ics) or an address book's (.vcf).
    #[error("This is an appointment or an address card, not a letter. Leave it out.")]
    Card,
    /// A container whose own structure is broken.
    #[error(
        "This file is damaged: part of it is missing. Save it again from the mail program, or paste the words in."
    )]
    Damaged,
    /// Outlook's own file of a whole mailbox, inside something that holds no mailboxes.
    #[error(
        "This is an Outlook data file (.pst), a whole mailbox. Save it as a file of its own and import that."
    )]
    OutlookPst,
    /// Outlook's own file of a whole mailbox asks for a password. It is read all the same.
    #[error(
        "This Outlook data file has a password. It only tells Outlook not to open the file; the letters in it are not encrypted, and were read. Treat the file as you would the letters."
    )]
    PstPassword,
    /// Outlook's own copy of a mailbox on a server (.ost), or a data file newer than any we know.
    #[error(
        "This is Outlook’s own copy of a mailbox kept on a server (.ost), which only Outlook can open. In Outlook, export the folders to a file (.pst) and add that."
    )]
    OutlookCopy,
    /// No folder that was asked for holds mail.
    #[error(
        "No folder to read was found in this Outlook data file. Choose folders that hold letters; deleted, junk and unsent mail is left out unless you do."
    )]
    EmptyPst,
    /// An mbox of several messages.
    #[error("These are several letters in one (an mbox). Save them as a file of their own and import that.")]
    Mailbox,
    /// A packed file that is not a `.zip`, or a `.zip` in something that holds none.
    #[error("This is a packed file. Unpack it, then add the folder.")]
    Archive,
    /// A `.zip` without anything in it.
    #[error("This packed file has nothing in it. If it should hold letters, make it again.")]
    EmptyArchive,
    /// Packed by a method that `.zip` files seldom use.
    #[error("This was packed in a way that can't be read here. Unpack the archive, then add the folder.")]
    OtherPacking,
    /// It asks for a password.
    #[error("This is protected with a password. Save a copy without the password, then add that.")]
    Locked,
    /// A picture.
    #[error("This is a picture, which can't be read as a letter. Type in the words, or paste them in.")]
    Image,
    /// A spreadsheet without a list of answers.
    #[error(
        "This spreadsheet holds no list of answers: one row for each family, under a row of headings. Save it so, or paste the letters in one at a time."
    )]
    Spreadsheet,
    /// A spreadsheet of before 2007.
    #[error(
        "This is a spreadsheet of an old kind (.xls). Open it, save it as an Excel workbook (.xlsx) or as .csv, and add that."
    )]
    OldSpreadsheet,
    /// A row of a form without the family's words.
    #[error(
        "This answer has no words of the family’s in it. If it should, check which column holds their story."
    )]
    NoAnswer,
    /// A word-processor document of before 2007, or one without words.
    #[error(
        "This is a word-processor document of an old kind (.doc), or one without words. Open it, save it as .docx or as a PDF, and add that; or paste the words in."
    )]
    Word,
    /// A page saved from a web site, with no mail headers.
    #[error("This is a web page, not an e-mail. Open it, copy the words and paste them in.")]
    WebPage,
    /// Some other program's file.
    #[error("This is another program's file, not a letter. Leave it out.")]
    OtherFile,
    /// Plain text that no person wrote to anybody.
    #[error("This is text, but neither an e-mail nor a letter. If there is a letter in it, paste that in.")]
    NotMail,
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

/// Why a letter is here and its words are not. Each message is for a caseworker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unread {
    /// S/MIME or PGP.
    #[error(
        "It is encrypted or sealed (S/MIME or PGP), so it can't be read here. Open it in the mail program that has the key, and paste the words in as a letter."
    )]
    Sealed,
    /// A document that asks for a password.
    #[error(
        "The document is protected with a password, so it can't be read here. Ask for the password, and paste the words in as a letter."
    )]
    Locked,
    /// A PDF of pictures.
    #[error(
        "The document is a scan without words, so it can't be read here. Save it from the letter, and type in what it says."
    )]
    Scan,
    /// A document that is damaged, or whose letters have no names.
    #[error(
        "No words were found in the document. Save it from the letter, open it, and paste them in if there are any."
    )]
    NoWords,
    /// A document far longer than any letter.
    #[error(
        "The document is far longer than any letter, and only its first pages were read. Save it from the letter to see the rest."
    )]
    End,
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1024 * 1024))
}
