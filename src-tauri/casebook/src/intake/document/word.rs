//! The words of a Word or OpenDocument text: paragraphs, tables and line breaks from its XML.

use std::io::{BufReader, Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::intake::{LONGEST_TEXT, NotALetter};
use crate::submission::Format;

/// The XML around a letter's words is many times their size.
const LARGEST_XML: u64 = 64 * 1024 * 1024;

pub(super) fn words(bytes: &[u8], format: Format) -> Result<String, NotALetter> {
    let name = if format == Format::Odt { "content.xml" } else { "word/document.xml" };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotALetter::Damaged)?;
    let page = archive.by_name(name).map_err(|error| match error {
        ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword => NotALetter::Locked,
        _ => NotALetter::Damaged,
    })?;
    let mut reader = Reader::from_reader(BufReader::new(page.take(LARGEST_XML)));
    let (mut text, mut buffer) = (String::new(), Vec::new());
    // Words stand in `w:t` in Word, and anywhere within a paragraph in OpenDocument.
    let (mut inside, mut deleted) = (0_u32, 0_u32);
    // Where the cell being read begins.
    let mut cell = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| NotALetter::Damaged)? {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" | "p" | "h" if says(tag.name().as_ref()) => inside += 1,
                "tc" | "table-cell" => cell = text.len(),
                "del" | "tracked-changes" | "annotation" | "instrText" => deleted += 1,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" if inside > 0 => inside -= 1,
                "p" | "h" => {
                    if says(tag.name().as_ref()) {
                        inside = inside.saturating_sub(1);
                    }
                    text.push('\n');
                }
                "tc" | "table-cell" => {
                    // A cell ends in a paragraph of its own; the row's end starts a new line.
                    while text.len() > cell && text.ends_with('\n') {
                        text.pop();
                    }
                    text.push('\t');
                }
                "tr" | "table-row" => text.push('\n'),
                "del" | "tracked-changes" | "annotation" | "instrText" => deleted = deleted.saturating_sub(1),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "br" | "cr" | "line-break" | "p" | "h" => text.push('\n'),
                "tab" => text.push('\t'),
                "s" => text.push(' '),
                _ => {}
            },
            Event::Text(words) if inside > 0 && deleted == 0 => {
                text.push_str(&words);
            }
            Event::GeneralRef(name) if inside > 0 && deleted == 0 => {
                text.push_str(&letter(&name).unwrap_or_default());
            }
            _ => {}
        }
        if text.len() > LONGEST_TEXT {
            return Err(NotALetter::TooLong);
        }
    }
    Ok(text)
}

/// Whether the element's text is the letter's. Word's paragraphs hold runs; OpenDocument's hold words.
fn says(name: &str) -> bool {
    matches!(name, "w:t" | "text:p" | "text:h")
}

/// `&amp;` and the like, which XML keeps apart from text.
pub(in crate::intake) fn letter(name: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return Some(letter.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned)
}
