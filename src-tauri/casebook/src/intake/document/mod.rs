//! Letters that somebody typed as a document: written out as the mail that would say the same, with
//! the document itself attached, so that they go the way of every other letter.

mod crossref;
mod pdf;
mod word;

pub(super) use word::letter;

use std::borrow::Cow;

use super::kind::Mail;
use super::outlook::{self, rtf};
use super::{NotALetter, Unread, charset};
use crate::submission::Format;

/// Plain text: a letter, if it reads like one.
pub(super) fn plain<'a>(bytes: &[u8]) -> Result<Mail<'a>, NotALetter> {
    let text = charset::decode(bytes, None);
    if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
        return Ok(written("", None, Format::Txt, Some(Unread::Sealed)));
    }
    if !is_prose(&text) {
        return Err(NotALetter::NotMail);
    }
    Ok(written(&text, None, Format::Txt, None))
}

/// Rich text.
pub(super) fn rich<'a>(bytes: &[u8]) -> Result<Mail<'a>, NotALetter> {
    let text = match rtf::words(bytes) {
        rtf::Words::Plain(text) => text,
        rtf::Words::Html(page) => super::html::to_text(&page),
    };
    Ok(document(&text, bytes, Format::Rtf))
}

/// Word and OpenDocument text, which are archives of pages in XML.
pub(super) fn packed<'a>(bytes: &[u8], format: Format) -> Result<Mail<'a>, NotALetter> {
    Ok(document(&word::words(bytes, format)?, bytes, format))
}

/// A PDF, by its text layer.
pub(super) fn pdf<'a>(bytes: &[u8]) -> Result<Mail<'a>, NotALetter> {
    Ok(match pdf::words(bytes) {
        Ok(words) if words.whole => document(&words.text, bytes, Format::Pdf),
        Ok(words) => written(&words.text, Some(bytes), Format::Pdf, Some(Unread::End)),
        Err(why) => written("", Some(bytes), Format::Pdf, Some(why)),
    })
}

fn document<'a>(text: &str, bytes: &[u8], format: Format) -> Mail<'a> {
    let unread = text.trim().is_empty().then_some(Unread::NoWords);
    written(text, Some(bytes), format, unread)
}

/// Some words, in more letters than signs: not a program's settings, a log or a list of numbers, and
/// not the notes beside a program or a script, whose first line starts with a hash.
fn is_prose(text: &str) -> bool {
    if text.trim_start().starts_with('#') {
        return false;
    }
    let start: String = text.chars().take(4000).collect();
    let words = start.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let letters = start.chars().filter(|letter| letter.is_alphabetic() || *letter == ' ').count();
    let all = start.chars().filter(|letter| !matches!(letter, '\n' | '\r' | '\t')).count();
    words >= 3 && letters * 5 >= all * 4
}

/// Such a letter as a mail, with the document it came as.
fn written<'a>(text: &str, attached: Option<&[u8]>, format: Format, unread: Option<Unread>) -> Mail<'a> {
    const BOUNDARY: &str = "=_document";
    let head = format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n");
    let mut bytes = head.into_bytes();
    outlook::part(&mut bytes, BOUNDARY, "Content-Type: text/plain; charset=utf-8", text.as_bytes());
    let (kind, ending) = match format {
        Format::Docx => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        Format::Odt => ("application/vnd.oasis.opendocument.text", "odt"),
        Format::Rtf => ("application/rtf", "rtf"),
        _ => ("application/pdf", "pdf"),
    };
    if let Some(attached) = attached {
        let head = format!(
            "Content-Type: {kind}; name=\"Letter.{ending}\"\r\nContent-Disposition: attachment; filename=\"Letter.{ending}\""
        );
        outlook::part(&mut bytes, BOUNDARY, &head, attached);
    }
    bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Mail { bytes: Cow::Owned(bytes), format, unread }
}
