//! The ways into this room for bytes that somebody else made, each by itself: a mutation of the
//! words of a spreadsheet should try the spreadsheet's reader, not die at the archive's checksum.

use std::collections::HashMap;
use std::io::{Cursor, Write as _};
use std::rc::Rc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::headers::Head;
use super::mailbox::Mailbox;
use super::opening::{Within, letters_of};
use super::outlook::{self, rtf, tnef};
use super::source::Opened;
use super::{Forms, Letter, charset, document, headers, html, plain, survey};
use super::{as_sent, attached, read_letter};
use crate::submission::Format;

/// Attachments taken out of one letter: the tenth is not read differently.
const TAKEN: usize = 4;
/// More than any rich text of a seed unpacks to.
const UNPACKED: usize = 16 * 1024 * 1024;

/// A file dropped on the window, whatever it is; archives are tried here.
pub(crate) fn file(bytes: &[u8]) -> bool {
    let opened = Opened::stream(Box::new(Cursor::new(bytes.to_vec())));
    let within = Within::file_of(bytes.len() as u64, &Rc::new(Forms::new()));
    let mut read = false;
    for line in letters_of(opened, String::new(), "A file", &within) {
        assert!(is_clean(&line.inside), "a place in a file is safe to show");
        if let Ok((_, letter)) = line.letter {
            promised(&letter);
            read = true;
        }
    }
    read
}

/// A mail, or a document that becomes one: its words, its look, what came with it.
pub(crate) fn mail(bytes: &[u8]) -> bool {
    let _ = as_sent(bytes);
    let Ok(letter) = read_letter(bytes) else { return false };
    promised(&letter);
    for index in 0..letter.attachments.len().min(TAKEN) {
        let taken = attached(bytes, index);
        assert!(matches!(taken, Ok(Some(_))), "what was noted can be saved");
    }
    true
}

/// A mailbox file, letter by letter.
pub(crate) fn mailbox(bytes: &[u8]) -> bool {
    let mut read = false;
    for letter in Mailbox::new(bytes).flatten().flatten() {
        read |= mail(&letter);
    }
    read
}

/// The statisticians' file of postcodes.
pub(crate) fn postcodes(bytes: &[u8]) -> bool {
    let size = bytes.len() as u64;
    let read = super::postcodes::table(bytes, "A file".to_owned(), size, HashMap::new(), &|_, _| true);
    read.is_ok_and(|table| table.postcodes > 0)
}

/// The headers of a mail: names, days, encoded words, parameters.
pub(crate) fn head(bytes: &[u8]) -> bool {
    let (head, _) = headers::split(bytes);
    let head = Head::read(head);
    let _ = (head.media_type(), head.parameter("boundary"), head.is_inline(), head.transfer_encoding());
    let _ = (head.message_id(), head.content_id(), head.references(), head.to());
    assert!(is_clean(&head.subject()), "a subject is safe to show");
    assert!(head.file_name().is_none_or(|name| is_clean(&name)), "a file's name is safe to show");
    head.from().is_some() || head.sent().is_some()
}

/// Letters in a charset, named or not: the first line is its name. And the wrappings of the post.
pub(crate) fn letters_in_charset(bytes: &[u8]) -> bool {
    let (label, rest) = super::kind::split_line(bytes);
    let _ = charset::of_html(rest);
    let decoded = charset::base64(rest);
    assert!(charset::base64_size(rest) == decoded.len() as u64, "what is noted is what is saved");
    let _ = charset::decode(&charset::quoted_printable(rest), None);
    let _ = charset::uudecoded(rest);
    let text = charset::decode(rest, std::str::from_utf8(label).ok());
    let _ = plain::unflow(&text, bytes.len().is_multiple_of(2));
    plain::has_words(&charset::join_encoded_words(&text))
}

/// A page, as plain text.
pub(crate) fn page(bytes: &[u8]) -> bool {
    let text = plain::tidy(&html::to_text(&String::from_utf8_lossy(bytes)));
    assert!(text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')));
    plain::has_words(&text)
}

/// A page, as it was sent.
pub(crate) fn page_as_sent(bytes: &[u8]) -> bool {
    let head = b"From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n";
    match as_sent(&[head, bytes].concat()) {
        Ok(sent) => {
            let lower = sent.html.to_ascii_lowercase();
            assert!(!lower.contains("<script") && !lower.contains("<style"), "nothing that runs is shown");
            true
        }
        Err(_) => false,
    }
}

/// Outlook's file of one message.
pub(crate) fn msg(bytes: &[u8]) -> bool {
    outlook::as_mail(bytes).is_ok_and(|(written, _)| mail(&written))
}

/// Outlook's file of a whole mailbox, or what a node of one holds.
pub(crate) fn pst(bytes: &[u8]) -> bool {
    if outlook::pst::is_data_file(bytes) { file(bytes) } else { outlook::pst::loose(bytes) }
}

/// Outlook's wrapping.
pub(crate) fn winmail(bytes: &[u8]) -> bool {
    tnef::as_mail(bytes).is_some_and(|written| mail(&written))
}

/// Rich text, as it is and packed as Outlook packs it.
pub(crate) fn rich(bytes: &[u8]) -> bool {
    let said = |rich: &[u8]| match rtf::words(rich) {
        rtf::Words::Html(page) => plain::has_words(&html::to_text(&page)),
        rtf::Words::Plain(text) => plain::has_words(&text),
    };
    let unpacked = rtf::decompress(bytes, UNPACKED).is_some_and(|rich| said(&rich));
    unpacked | said(bytes)
}

/// Answers to a form as text.
pub(crate) fn table(bytes: &[u8]) -> bool {
    survey::csv(bytes).is_some_and(answers)
}

/// Answers to a form in a spreadsheet, of either kind.
pub(crate) fn workbook(bytes: &[u8]) -> bool {
    [Format::Xlsx, Format::Ods].into_iter().any(|format| survey::workbook(bytes, format).is_ok_and(answers))
}

/// Word and OpenDocument text.
pub(crate) fn typed(bytes: &[u8]) -> bool {
    [Format::Docx, Format::Odt]
        .into_iter()
        .any(|format| document::packed(bytes, format).is_ok_and(|written| mail(&written.bytes)))
}

/// A PDF.
pub(crate) fn pdf(bytes: &[u8]) -> bool {
    document::pdf(bytes).is_ok_and(|written| mail(&written.bytes) && written.unread.is_none())
}

/// The pages in documents and spreadsheets, in an archive made around them. The first byte says of
/// which kind.
pub(crate) fn xml(bytes: &[u8]) -> bool {
    let Some((kind, page)) = bytes.split_first() else { return false };
    let mimetype = |kind: &'static str| ("mimetype", kind.as_bytes());
    match kind % 4 {
        0 => typed(&packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", page)])),
        1 => typed(&packed(&[mimetype("application/vnd.oasis.opendocument.text"), ("content.xml", page)])),
        2 => workbook(&packed(&[
            mimetype("application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", page),
        ])),
        _ => workbook(&packed(&[
            ("[Content_Types].xml", b"<Types/>"),
            (
                "_rels/.rels",
                RELATIONS.replace("TYPE", "officeDocument").replace("TARGET", "xl/workbook.xml").as_bytes(),
            ),
            ("xl/workbook.xml", WORKBOOK.as_bytes()),
            (
                "xl/_rels/workbook.xml.rels",
                RELATIONS.replace("TYPE", "worksheet").replace("TARGET", "worksheets/sheet1.xml").as_bytes(),
            ),
            ("xl/worksheets/sheet1.xml", page),
        ])),
    }
}

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/TYPE" Target="TARGET"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Form1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// An archive of these files, as they are.
pub(crate) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(*name, stored).expect("a file in memory");
        archive.write_all(bytes).expect("a file in memory");
    }
    archive.finish().expect("an archive in memory").into_inner()
}

fn answers(table: survey::Table) -> bool {
    let within = Within::file_of(0, &Rc::new(Forms::new()));
    let mut read = false;
    for line in table.letters("", "A form", &within) {
        if let Ok((_, letter)) = line.letter {
            promised(&letter);
            let _ = survey::answered(&letter.text);
            read = true;
        }
    }
    read
}

/// What the rest of the program builds on, whatever the letter was made of.
fn promised(letter: &Letter) {
    let text = letter.text.chars();
    assert!(text.into_iter().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')));
    assert!(is_clean(&letter.subject), "a subject is one line that is safe to show");
    let mut names = letter.attachments.iter().filter_map(|attachment| attachment.name.as_deref());
    assert!(names.all(is_clean), "a file's name is safe to show");
}

fn is_clean(line: &str) -> bool {
    line.chars().all(|letter| !letter.is_control() && !matches!(letter, '\u{202a}'..='\u{202e}'))
}
