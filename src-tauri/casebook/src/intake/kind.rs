//! What a file is, told by its bytes and never by its name.

use std::borrow::Cow;
use std::io::Cursor;

use memchr::memmem;

use super::{NotALetter, Unread, archive, document, outlook};
use crate::submission::Format;

/// How far down the headers may start, and how much of them is looked at.
const PEEK: usize = 16 * 1024;

/// The mail in a file, or the mail that its letter would have been.
pub(super) struct Mail<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) format: Format,
    /// Why its words are not in it.
    pub(super) unread: Option<Unread>,
}

impl<'a> Mail<'a> {
    const fn of(bytes: Cow<'a, [u8]>) -> Self {
        Self { bytes, format: Format::Eml, unread: None }
    }
}

/// The mail in these bytes: without a byte order mark, leading blank lines or an mbox's first line,
/// and in bytes that are ASCII where mail is ASCII. Of a document, the mail that says what it says.
pub(super) fn mail(bytes: &[u8]) -> Result<Mail<'_>, NotALetter> {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Err(NotALetter::Empty);
    }
    if let Some(known) = known_format(bytes) {
        return known;
    }
    let bytes = without_utf16(bytes);
    let bytes = with_line_feeds(bytes);
    let mail = match bytes {
        Cow::Borrowed(bytes) => opened(bytes).map(|mail| mail.map(Cow::Borrowed)),
        Cow::Owned(ref bytes) => opened(bytes).map(|mail| mail.map(|mail| Cow::Owned(mail.to_vec()))),
    }?;
    match mail {
        Some(mail) => Ok(Mail::of(mail)),
        None => without_headers(&bytes),
    }
}

/// Whether these bytes are something with a signature of its own, or a mail: no table to look into.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    const SIGNED: [&[u8]; 5] = [b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22", b"!BDN"];
    SIGNED.iter().any(|magic| bytes.starts_with(magic)) || matches!(opened(bytes), Ok(Some(_)) | Err(_))
}

/// Some programs save mail as UTF-16, most with a byte order mark.
fn without_utf16(bytes: &[u8]) -> Cow<'_, [u8]> {
    let encoding = match bytes {
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE,
        _ if is_wide(bytes, |[letter, zero]| (letter, zero)) => encoding_rs::UTF_16LE,
        _ if is_wide(bytes, |[zero, letter]| (letter, zero)) => encoding_rs::UTF_16BE,
        _ => return Cow::Borrowed(bytes),
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Cow::Owned(text.into_owned().into_bytes())
}

/// Whether nearly every pair of the first bytes is a letter of English and a nought.
fn is_wide(bytes: &[u8], letter_and_zero: impl Fn([u8; 2]) -> (u8, u8)) -> bool {
    let (pairs, rest) = bytes.get(..PEEK).unwrap_or(bytes).as_chunks::<2>();
    let english = pairs.iter().filter(|pair| {
        let (letter, zero) = letter_and_zero(**pair);
        zero == 0 && matches!(letter, b' '..=b'~' | b'\n' | b'\r' | b'\t')
    });
    rest.is_empty() && pairs.len() > 4 && english.count() * 10 > pairs.len() * 9
}

/// Old Macintosh files end lines with a carriage return alone.
fn with_line_feeds(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', &bytes).is_some() || memchr::memchr(b'\r', &bytes).is_none() {
        return bytes;
    }
    Cow::Owned(bytes.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect())
}

fn opened(bytes: &[u8]) -> Result<Option<&[u8]>, NotALetter> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let bytes = match after_from_line(bytes) {
        Some(rest) if has_another_message(rest) => return Err(NotALetter::Mailbox),
        Some(rest) => rest.trim_ascii_start(),
        None => bytes,
    };
    Ok(has_mail_header(bytes).then_some(bytes))
}

/// The rest of an mbox after its `From someone Mon Jan…` line, if it starts with one.
fn after_from_line(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b">").unwrap_or(bytes);
    bytes.starts_with(b"From ").then(|| split_line(bytes).1)
}

/// Whether a blank line, a From line and a header follow one another further down.
fn has_another_message(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\nFrom ").any(|at| {
        let (before, from) = bytes.split_at(at.saturating_add(1));
        let blank_before = before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n");
        blank_before && header_name(split_line(split_line(from).1).0).is_some()
    })
}

/// Whether the first block of lines has a header that only mail has.
fn has_mail_header(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(..PEEK).unwrap_or(bytes);
    while !rest.is_empty() {
        let (line, next) = split_line(rest);
        rest = next;
        match header_name(line) {
            Some(name) if MAIL_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known)) => return true,
            Some(_) => {}
            None if line.starts_with(b" ") || line.starts_with(b"\t") => {}
            // Prose, with or without a colon further down.
            None => return false,
        }
    }
    false
}

const MAIL_HEADERS: [&[u8]; 16] = [
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"received",
    b"mime-version",
    b"return-path",
    b"delivered-to",
    b"reply-to",
    b"sender",
    b"cc",
    b"content-type",
    b"x-mailer",
    b"x-priority",
    b"in-reply-to",
];

/// The name before the colon, if the line looks like a header.
pub(super) fn header_name(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', line)?;
    let name = line.get(..colon)?.trim_ascii_end();
    let good = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    good.then_some(name)
}

/// The first line without its end, and what follows.
pub(super) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr::memchr(b'\n', bytes) {
        Some(at) => (bytes.get(..at).unwrap_or_default(), bytes.get(at + 1..).unwrap_or_default()),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Text without headers: a letter somebody typed, or something else.
fn without_headers<'a>(bytes: &[u8]) -> Result<Mail<'a>, NotALetter> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let start = bytes.get(..PEEK).unwrap_or(bytes);
    if start.iter().any(|b| *b == 0 || (*b < 9)) {
        return Err(NotALetter::OtherFile);
    }
    let start = start.to_ascii_lowercase();
    if start.starts_with(b"begin:vcalendar") || start.starts_with(b"begin:vcard") {
        return Err(NotALetter::Card);
    }
    if start.starts_with(b"<!doctype html") || memmem::find(&start, b"<html").is_some() {
        Err(NotALetter::WebPage)
    } else {
        document::plain(bytes)
    }
}

/// The formats with a signature of their own.
fn known_format(bytes: &[u8]) -> Option<Result<Mail<'_>, NotALetter>> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound_file(bytes));
    }
    if archive::is_packed(bytes) {
        return Some(match archive::document(Cursor::new(bytes), bytes) {
            Some(Format::Xlsx | Format::Ods) => Err(NotALetter::Spreadsheet),
            Some(format) => document::packed(bytes, format),
            None => Err(NotALetter::Archive),
        });
    }
    if outlook::tnef::is_wrapped(bytes) {
        let mail = outlook::tnef::as_mail(bytes).ok_or(NotALetter::Damaged);
        return Some(mail.map(|mail| Mail { bytes: Cow::Owned(mail), format: Format::Tnef, unread: None }));
    }
    if starts(b"!BDN") {
        return Some(Err(NotALetter::OutlookPst));
    }
    if starts(b"%PDF") {
        return Some(document::pdf(bytes));
    }
    if starts(b"{\\rtf") {
        return Some(document::rich(bytes));
    }
    let packed: [&[u8]; 6] = [
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"BZh9",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
    ];
    if packed.iter().any(|magic| starts(magic)) || at(257, b"ustar") {
        return Some(Err(NotALetter::Archive));
    }
    let pictures: [&[u8]; 6] = [b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"];
    if pictures.iter().any(|magic| starts(magic))
        || (starts(b"RIFF") && at(8, b"WEBP"))
        || at(4, b"ftypheic")
        || at(4, b"ftypmif1")
        || (starts(b"BM") && at(6, b"\0\0\0\0"))
    {
        return Some(Err(NotALetter::Image));
    }
    None
}

/// Outlook, and Word and Excel before 2007, share one container.
fn compound_file<'a>(bytes: &[u8]) -> Result<Mail<'a>, NotALetter> {
    if has_utf16(bytes, "__substg1.0_") || has_utf16(bytes, "__properties_version1.0") {
        let (mail, unread) = outlook::as_mail(bytes)?;
        Ok(Mail { bytes: Cow::Owned(mail), format: Format::Msg, unread })
    } else if has_utf16(bytes, "WordDocument") {
        Err(NotALetter::Word)
    } else if has_utf16(bytes, "Workbook") || has_utf16(bytes, "Book") {
        Err(NotALetter::OldSpreadsheet)
    } else if has_utf16(bytes, "EncryptedPackage") {
        // Word and Excel since 2007, under a password.
        Err(NotALetter::Locked)
    } else {
        Err(NotALetter::OtherFile)
    }
}

fn has_utf16(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.bytes().flat_map(|b| [b, 0]).collect();
    memmem::find(bytes, &name).is_some()
}
