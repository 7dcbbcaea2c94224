//! Answers to the office's own form, exported as a table: each row a letter.
//!
//! Which column means what is guessed from the headings and the first rows; what somebody has said
//! about a form of these headings goes before any guess.

mod consent;
mod guess;
mod row;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use consent::answered;
pub(super) use table::{csv, workbook};

use super::opening::{Read, Reads, Within};
use crate::submission::Format;

/// What a column of a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The parent's name, or part of it.
    Name,
    /// Their email address.
    Email,
    /// Where they live.
    Postcode,
    /// Their own words.
    Story,
    /// What they agree to. It becomes an offer, never consent.
    Consent,
    /// The child's age or year.
    ChildAge,
    /// When they answered.
    Date,
    /// Another question, kept with its answer.
    Other,
    /// Nothing to keep, such as the form's own numbering.
    Leave,
}

/// What the columns of known forms hold, by the form's mark.
pub type Forms = BTreeMap<String, Vec<Column>>;

/// A table that holds answers to a form.
pub(super) struct Table {
    pub(super) format: Format,
    header: Vec<String>,
    /// The rows below, each with its number in the sheet.
    rows: Vec<(usize, Vec<String>)>,
}

/// A form, to look at before its answers are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The mark by which the form is known again.
    pub mark: String,
    /// Its headings.
    pub headings: Vec<String>,
    /// What its columns hold: as somebody said, or as guessed.
    pub columns: Vec<Column>,
    /// Whether somebody has said so.
    pub known: bool,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are.
    pub count: usize,
}

impl Table {
    /// The same headings, however they are written, are the same form.
    fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for heading in &self.header {
            for word in heading.to_lowercase().split_whitespace() {
                hash.update(word.as_bytes());
                hash.update(b" ");
            }
            hash.update([0]);
        }
        hex::encode(hash.finalize())
    }

    /// Whether the table reads like answers to a form about families: words, and who said them.
    fn is_survey(&self) -> bool {
        let columns = self.guessed();
        columns.contains(&Column::Story)
            && columns.iter().any(|column| {
                matches!(
                    column,
                    Column::Name | Column::Email | Column::Postcode | Column::Consent | Column::Date
                )
            })
    }

    fn guessed(&self) -> Vec<Column> {
        let rows: Vec<&[String]> =
            self.rows.iter().take(guess::ROWS).map(|(_, row)| row.as_slice()).collect();
        guess::columns(&self.header, &rows)
    }

    fn columns(&self, forms: &Forms) -> (Vec<Column>, bool) {
        match forms.get(&self.mark()).filter(|columns| columns.len() == self.header.len()) {
            Some(columns) => (columns.clone(), true),
            None => (self.guessed(), false),
        }
    }

    /// The form, with its first rows.
    pub(super) fn form(self, forms: &Forms) -> Form {
        let (columns, known) = self.columns(forms);
        let count = self.rows.len();
        let mark = self.mark();
        let rows = self.rows.into_iter().take(5).map(|(_, row)| row).collect();
        Form { mark, headings: self.header, columns, known, rows, count }
    }

    /// Its answers as letters.
    pub(super) fn letters(self, inside: &str, name: &str, within: &Within) -> Reads {
        let (columns, _) = self.columns(&within.forms);
        let Self { format, header, rows, .. } = self;
        let before = if inside.is_empty() { String::new() } else { format!("{inside}, ") };
        let title = super::opening::title_of(name);
        let days = columns.iter().position(|column| *column == Column::Date);
        let order = row::order(rows.iter().filter_map(|(_, row)| row.get(days?)).map(String::as_str));
        let left = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).rev();
        Box::new(rows.into_iter().zip(left).map(move |((number, cells), left)| Read {
            inside: format!("{before}row {number}"),
            letter: row::letter(&header, &columns, &cells, &title, format, order).map_err(Into::into),
            left,
        }))
    }
}
