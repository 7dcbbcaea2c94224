//! Tables: cells divided by signs, Excel's workbooks, and OpenDocument's sheets.
//!
//! A sheet may say that it has 17 thousand million cells; only those that hold something are kept,
//! and no more than any form has.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::panic::catch_unwind;

use calamine::{DataRef, Reader as _, Xlsx};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Table;
use crate::intake::{NotALetter, charset};
use crate::submission::Format;

const MOST_COLUMNS: usize = 500;
const MOST_ROWS: usize = 250_000;
/// All the cells' words together, and what a workbook unpacks to: readers hold a cell several times
/// over, and fifteen thousand long answers stay below.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Headings stand below a title at most this far.
const HEADINGS_WITHIN: usize = 10;

type Rows = BTreeMap<usize, Vec<String>>;

/// A table whose cells are divided by commas, semicolons or tabs, if it holds answers to a form.
pub(in crate::intake) fn csv(bytes: &[u8]) -> Option<Table> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let start = bytes.get(..64 * 1024).unwrap_or(bytes);
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !wide && start.contains(&0) {
        return None;
    }
    let text = match bytes {
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
        _ => charset::decode(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), None),
    };
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let sign = [',', ';', '\t'].into_iter().max_by_key(|sign| first.matches(*sign).count())?;
    if !first.contains(sign) {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(sign).ok()?)
        .from_reader(text.as_bytes());
    let mut rows = Rows::new();
    for (number, record) in (1..).zip(reader.records().take(MOST_ROWS)) {
        let record = record.ok()?;
        rows.insert(number, record.iter().take(MOST_COLUMNS).map(str::to_owned).collect());
    }
    table(rows, Format::Csv)
}

/// A workbook's first sheet that holds answers to a form.
pub(in crate::intake) fn workbook(bytes: &[u8], format: Format) -> Result<Table, NotALetter> {
    bounded(bytes)?;
    // The library expects what Excel writes: where a damaged book confounds it, we say so.
    let read = || if format == Format::Ods { opendocument(bytes) } else { excel(bytes) };
    let sheets = catch_unwind(read).unwrap_or(Err(NotALetter::Damaged))?;
    sheets.into_iter().find_map(|rows| table(rows, format)).ok_or(NotALetter::Spreadsheet)
}

/// The headings are the first full row; what stands above is a title.
fn table(rows: Rows, format: Format) -> Option<Table> {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let rows: Vec<_> = rows.into_iter().filter(|(_, row)| filled(row) > 0).collect();
    let widest = rows.iter().take(HEADINGS_WITHIN).map(|(_, row)| filled(row)).max()?;
    let at =
        rows.iter().take(HEADINGS_WITHIN).position(|(_, row)| widest >= 2 && filled(row) * 2 > widest)?;
    let mut rows = rows.into_iter().skip(at);
    let (_, mut header) = rows.next()?;
    while header.last().is_some_and(|heading| heading.trim().is_empty()) {
        header.pop();
    }
    let table = Table { format, header, rows: rows.collect() };
    (!table.rows.is_empty() && table.is_survey()).then_some(table)
}

/// Unpacks everything once and keeps nothing, so that no library unpacks a bomb.
fn bounded(bytes: &[u8]) -> Result<(), NotALetter> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotALetter::Damaged)?;
    let mut left = MOST_BYTES as u64;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| NotALetter::Damaged)?;
        let read =
            std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(|_| NotALetter::Damaged)?;
        left = left.checked_sub(read).ok_or(NotALetter::TooTangled)?;
    }
    Ok(())
}

/// Cells as they come, with what they hold counted.
#[derive(Default)]
struct Sheet {
    rows: Rows,
    bytes: usize,
}

impl Sheet {
    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), NotALetter> {
        if text.is_empty() || column >= MOST_COLUMNS {
            return Ok(());
        }
        self.bytes += text.len() + 24;
        let cells = self.rows.entry(row + 1).or_default();
        if cells.len() <= column {
            self.bytes += (column + 1 - cells.len()) * 24;
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
        if self.bytes > MOST_BYTES || self.rows.len() > MOST_ROWS {
            Err(NotALetter::TooTangled)
        } else {
            Ok(())
        }
    }
}

fn excel(bytes: &[u8]) -> Result<Vec<Rows>, NotALetter> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| NotALetter::Damaged)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut sheet = Sheet::default();
        while let Some(cell) = cells.next_cell().map_err(|_| NotALetter::Damaged)? {
            let (row, column) = cell.get_position();
            sheet.put(row as usize, column as usize, said(cell.get_value()))?;
        }
        sheets.push(sheet.rows);
    }
    Ok(sheets)
}

/// A cell as it would be read out. A formula is what it came to.
fn said(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "Yes" } else { "No" }.to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn opendocument(bytes: &[u8]) -> Result<Vec<Rows>, NotALetter> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotALetter::Damaged)?;
    let page = archive.by_name("content.xml").map_err(|_| NotALetter::Damaged)?;
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(page));
    let (mut sheets, mut buffer, mut sheet) = (Vec::new(), Vec::new(), Sheet::default());
    let (mut row, mut column, mut repeats, mut rows) = (0_usize, 0_usize, 1_usize, 1_usize);
    let (mut cell, mut inside, mut value): (String, bool, Option<String>) = (String::new(), false, None);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| NotALetter::Damaged)?;
        match event {
            Event::Eof => break,
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let empty = matches!(event, Event::Empty(_));
                match tag.local_name().as_ref() {
                    "table-row" => {
                        (column, rows) = (0, number(tag, "table:number-rows-repeated"));
                        if empty {
                            row += rows;
                        }
                    }
                    "table-cell" | "covered-table-cell" => {
                        repeats = number(tag, "table:number-columns-repeated");
                        value = attribute(tag, "office:date-value")
                            .or_else(|| attribute(tag, "office:boolean-value"));
                        cell.clear();
                        if empty {
                            column += repeats;
                        }
                    }
                    "p" if !empty => {
                        if !cell.is_empty() {
                            cell.push('\n');
                        }
                        inside = true;
                    }
                    "line-break" => cell.push('\n'),
                    "s" | "tab" => cell.push(' '),
                    _ => {}
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "p" => inside = false,
                "table-cell" | "covered-table-cell" => {
                    let text = value.take().unwrap_or_else(|| std::mem::take(&mut cell));
                    for _ in 0..repeats.min(MOST_COLUMNS) {
                        sheet.put(row, column, text.clone())?;
                        column += 1;
                    }
                }
                // A row that is repeated is one answer: nobody gave the same ones twice.
                "table-row" => row += rows,
                "table" => {
                    sheets.push(std::mem::take(&mut sheet).rows);
                    row = 0;
                }
                _ => {}
            },
            Event::Text(words) if inside => cell.push_str(&words),
            Event::GeneralRef(name) if inside => {
                cell.push_str(&crate::intake::document::letter(&name).unwrap_or_default());
            }
            _ => {}
        }
        if cell.len() > MOST_BYTES {
            return Err(NotALetter::TooTangled);
        }
    }
    Ok(sheets)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1_usize).min(1 << 20)
}
