//! Bytes become letters: what arrived in the post bag, made readable.
//!
//! Pure: no database, no clock, no network, and only `files`, `source` and
//! `postcodes` read the disk. Nothing here panics,
//! whatever the bytes; what is not a letter comes back as a [`NotALetter`], a sentence for the
//! receipt that never repeats a word of the letter.
//!
//! `mail-parser` reads the headers. The walk over the parts is our own (`mime`), because a mail of
//! 100,000 nested parts must cost neither the stack nor the afternoon.

mod archive;
mod as_sent;
mod attached;
mod charset;
mod document;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod entrances;
mod files;
mod headers;
mod html;
mod kind;
mod mailbox;
mod mime;
mod opening;
mod outlook;
mod plain;
mod postcodes;
mod previews;
mod refusal;
mod sections;
mod sheet;
mod source;
mod survey;
mod tag;
#[cfg(test)]
mod tests;

use chrono::{DateTime, FixedOffset};
use sha2::{Digest, Sha256};

pub use as_sent::{AsSent, Link, NotShown, as_sent};
pub use attached::{Attached, Danger, attached, safe_name};
pub use files::{Found, NotRead, ReadProblem, Skipped, find_files};
pub use opening::{Read, ReadLetter, Reads, letters_in, letters_in_folders, mail_folders_in};
pub use outlook::pst::{MailFolder, Mailbox as OutlookMailbox};
pub(crate) use plain::without_controls;
pub(crate) use postcodes::postcodes;
pub use previews::{FoundForm, forms_in};
pub use refusal::{NotALetter, Unread};
pub use survey::{Column, Form, Forms, answered};

use crate::submission::{Channel, Format};

/// A file larger than this is refused before it is read.
pub const LARGEST_FILE: u64 = 50 * 1024 * 1024;

/// A letter with more words than this (in bytes of plain text) is refused: no family wrote it.
pub const LONGEST_TEXT: usize = 4 * 1024 * 1024;

/// One letter as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The Message-ID, without its angle brackets.
    pub message_id: Option<String>,
    /// The letters it answers, nearest first: In-Reply-To, then References from the end.
    pub references: Vec<String>,
    /// Who it says it is from.
    pub from: Option<Sender>,
    /// The addresses it was sent to, lower-cased.
    pub to: Vec<String>,
    /// The subject on one line; empty if there was none.
    pub subject: String,
    /// When it says it was sent, in the sender's own time zone.
    pub sent: Option<DateTime<FixedOffset>>,
    /// The words as plain text: `\n` between lines, no control characters but `\n` and `\t`.
    /// Empty when the letter is only attachments.
    pub text: String,
    /// Whether any of the text was made from HTML.
    pub from_html: bool,
    /// What came with it.
    pub attachments: Vec<AttachmentNote>,
    /// Where its writer lives, where it says so apart from its words; or empty.
    pub postcode: String,
    /// What kind of file it was in.
    pub format: Format,
    /// Why its words are not in `text`.
    pub unread: Option<Unread>,
}

/// Who a letter says it is from. At least one of the two is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name as shown, on one line.
    pub name: Option<String>,
    /// The address, lower-cased.
    pub email: Option<String>,
}

/// Something that came with a letter. The thing itself stays in the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentNote {
    /// Its file name: no folders, no control characters, safe to show.
    pub name: Option<String>,
    /// What it says it is, such as `application/pdf`, lower-cased.
    pub media_type: String,
    /// How large it is once decoded.
    pub bytes: u64,
}

impl Letter {
    /// Whether it came as a document and not by the post of the internet.
    #[must_use]
    pub const fn is_document(&self) -> bool {
        matches!(self.format.channel(), Channel::Letter)
    }

    /// The same sender, subject and words give the same fingerprint, however they were wrapped. Two
    /// families may give a form the same short answer: there, the moment tells them apart.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut said = Vec::with_capacity(self.text.len() + self.subject.len() + 64);
        let email = self.from.as_ref().and_then(|from| from.email.as_deref()).unwrap_or_default();
        for field in [email, &self.subject, &self.text] {
            let mut say = |word: &[u8]| {
                said.extend_from_slice(word);
                said.push(b' ');
            };
            if field.is_ascii() {
                // The same words, without a look at what each letter is.
                let words = field.as_bytes().split(|byte| matches!(byte, b'\t'..=b'\r' | b' '));
                words.filter(|word| !word.is_empty()).for_each(&mut say);
            } else {
                field.split_whitespace().map(str::as_bytes).for_each(&mut say);
            }
            said.push(0);
        }
        if let (Channel::Survey, Some(sent)) = (self.format.channel(), self.sent) {
            said.extend_from_slice(&sent.timestamp().to_le_bytes());
        }
        Sha256::digest(said).into()
    }
}

/// Reads one letter.
///
/// ```
/// let letter = casebook::intake::read_letter(b"From: Ann Example <ann@example.org>\n\
///     Subject: Waiting for a plan\n\n\
///     We have waited a year.\n").unwrap();
/// assert_eq!(letter.subject, "Waiting for a plan");
/// assert_eq!(letter.text, "We have waited a year.");
/// ```
///
/// # Errors
/// [`NotALetter`] says what the bytes are instead, and what to do now.
pub fn read_letter(bytes: &[u8]) -> Result<Letter, NotALetter> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(NotALetter::TooLarge { bytes: bytes.len() as u64 });
    }
    let mail = kind::mail(bytes)?;
    let (head, body) = headers::split(&mail.bytes);
    let head = headers::Head::read(head);
    let mut found = mime::walk(&head, body)?;
    if found.text.len() > LONGEST_TEXT {
        return Err(NotALetter::TooLong);
    }
    if found.text.starts_with("-----BEGIN PGP MESSAGE-----") {
        found.sealed = true;
        found.text.clear();
    }
    let unread = mail.unread.or(found.sealed.then_some(Unread::Sealed));
    Ok(Letter {
        message_id: head.message_id(),
        references: head.references(),
        from: head.from(),
        to: head.to(),
        subject: head.subject(),
        sent: head.sent(),
        text: found.text,
        from_html: found.from_html,
        attachments: found.attachments,
        postcode: String::new(),
        format: mail.format,
        unread,
    })
}

/// What a mail looks like, part by part, and the pictures in it.
fn formatting(bytes: &[u8]) -> Result<(Vec<mime::Source>, Vec<as_sent::Picture>), NotALetter> {
    let mail = kind::mail(bytes)?;
    let (head, body) = headers::split(&mail.bytes);
    mime::formatting(&headers::Head::read(head), body)
}
