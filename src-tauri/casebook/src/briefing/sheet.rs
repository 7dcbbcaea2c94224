//! The recovery sheet: one page that says what the key opens, and shows it large.

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::document::{Block, Document, Inline, KeyFigure};
use super::flow::Start;
use super::wording::long_date;
use super::{Pdf, PdfError, print};

/// What a recovery sheet says.
pub(crate) struct Sheet {
    /// The casebook's name.
    pub(crate) casebook: String,
    /// The Member it is kept for.
    pub(crate) member: String,
    /// Their constituency.
    pub(crate) constituency: String,
    /// The day it is printed.
    pub(crate) made_on: NaiveDate,
    /// The key's groups.
    pub(crate) groups: Vec<Zeroizing<String>>,
}

fn say(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![Inline::Text(text.into())])
}

fn heading(title: &str) -> Block {
    Block::Heading { title: title.to_owned(), anchor: None }
}

fn compose(sheet: &Sheet) -> Document {
    let office: Vec<&str> = [sheet.member.as_str(), sheet.constituency.as_str()]
        .into_iter()
        .filter(|name| !name.is_empty())
        .collect();
    let of = if office.is_empty() { String::new() } else { format!(", {}", office.join(", ")) };
    let mut blocks = vec![
        Block::Section { title: format!("Recovery key: {}", sheet.casebook), anchor: 0, start: Start::Page },
        say(format!("For the casebook “{}”{of}. Printed on {}.", sheet.casebook, long_date(sheet.made_on))),
    ];
    for (row, groups) in sheet.groups.chunks(4).enumerate() {
        let figures = groups.iter().enumerate().map(|(place, group)| KeyFigure {
            value: group.to_string(),
            label: format!("Group {}", row * 4 + place + 1),
        });
        blocks.push(Block::KeyFigures { figures: figures.collect(), source: String::new() });
    }
    blocks.extend([
        say(
            "Type it where the passphrase is asked for. Capitals, spaces and dashes do not matter. A round sign is \
             always the figure nought and an upright stroke always the figure one: the letters I, L, O and U are not used.",
        ),
        heading("What it opens"),
        say("Everything in this casebook, without a passphrase: every letter, note and consent in it."),
        heading("Where to keep it, and who may use it"),
        say(
            "In a sealed envelope, in a locked cupboard or safe, away from the computer. Do not photograph or email it, \
             and delete the file once it is printed. Only whom the Member has named in writing may open the envelope.",
        ),
        heading("There is no other copy"),
        say(
            "The program has not kept this key, and nobody can work it out. If the sheet is lost, or somebody leaves who \
             has seen it, make a new one in Settings: this one then stops working, except for older backups. If the \
             passphrases and this sheet are lost, nobody can open the casebook.",
        ),
    ]);
    Document {
        title: format!("Recovery key: {}", sheet.casebook),
        author: sheet.member.clone(),
        made_on: sheet.made_on,
        footer: (format!("Recovery key: {}", sheet.casebook), "Secret: keep it locked away".into()),
        blocks,
        anchors: 1,
    }
}

/// Prints the sheet.
///
/// # Errors
/// As a pack's.
pub(crate) fn recovery_sheet(sheet: &Sheet) -> Result<Pdf, PdfError> {
    print(&compose(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_sheet_is_one_page_with_every_group_on_it() {
        let groups: Vec<_> = (0..8).map(|at| Zeroizing::new(format!("{at}WMQ{at}"))).collect();
        let sheet = Sheet {
            casebook: "The Long Name of a Casebook in Mid Inventshire and Nowhere".into(),
            member: "Alexandra Halewood MP".into(),
            constituency: "Mid Inventshire and Nowhere".into(),
            made_on: NaiveDate::from_ymd_opt(2024, 9, 3).expect("a day"),
            groups,
        };
        let pdf = recovery_sheet(&sheet).expect("a sheet");
        assert_eq!((pdf.pages, pdf.boxes.len()), (1, 0), "one page, with every letter printed");
        crate::briefing::assert_accessible(&pdf);
        let document = compose(&sheet);
        let shown: Vec<_> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::KeyFigures { figures, .. } => Some(figures.iter().map(|figure| figure.value.clone())),
                _ => None,
            })
            .flatten()
            .collect();
        assert_eq!(shown.len(), 8, "every group is there: {shown:?}");
    }
}
