//! Spreadsheets whose cells are text and nothing else.
//!
//! A spreadsheet program runs a cell that begins like a formula, and a letter's subject is written
//! by a stranger. Such a cell gets an apostrophe in front, which every such program takes for text.

use std::io::{self, Write};

/// True for what begins a formula, in the shapes a spreadsheet program may fold together.
const fn begins_a_formula(letter: char) -> bool {
    matches!(
        letter,
        '=' | '+'
            | '-'
            | '@'
            | '＝'
            | '＋'
            | '－'
            | '＠'
            | '﹦'
            | '﹢'
            | '﹣'
            | '﹫'
            | '−'
            | '⁼'
            | '⁺'
            | '⁻'
            | '₌'
            | '₊'
            | '₋'
    )
}

/// True for what a spreadsheet program may pass over before it looks for a formula.
fn passed_over(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '’' | '＂' | '＇' | '`' | '«' | '»')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The words as a cell that is text.
pub(crate) fn as_text(words: &str) -> String {
    let leads = words.starts_with(['\t', '\r', '\n']);
    let formula = words.trim_start_matches(passed_over).starts_with(begins_a_formula);
    if leads || formula { format!("'{words}") } else { words.to_owned() }
}

/// A sheet being written, row by row.
pub(crate) struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    /// Begins it with the names of its columns.
    pub(crate) fn begin(mut to: W, columns: &[&str]) -> io::Result<Self> {
        // Without this mark, Excel takes UTF-8 for something else.
        to.write_all("\u{feff}".as_bytes())?;
        let mut sheet = Self(
            csv::WriterBuilder::new()
                // All of them: a program that divides at semicolons must not find a new cell inside.
                .quote_style(csv::QuoteStyle::Always)
                .terminator(csv::Terminator::CRLF)
                .from_writer(to),
        );
        sheet.row(columns.iter().copied())?;
        Ok(sheet)
    }

    /// One row.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        let cells = cells.into_iter().map(as_text);
        self.0.write_record(cells.map(String::into_bytes)).map_err(io::Error::from)
    }

    /// Ends it.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
