//! The receipt of an import, to print: what needs somebody first, then what was already here, then what
//! was stored. It names files, and no word of a letter.

use chrono::{DateTime, NaiveDate, Utc};

use crate::briefing::{Block, Composition, Cover, Document, counted, date};

/// What is printed of a receipt.
pub(crate) struct ReceiptSheet {
    pub(crate) office: String,
    pub(crate) made_on: NaiveDate,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) read: u32,
    pub(crate) stored: u32,
    pub(crate) duplicates: u32,
    pub(crate) skipped: u32,
    pub(crate) cancelled: bool,
    /// The lines that were asked for, or as many as a printed receipt holds: each file and what is
    /// said of it, under what became of them.
    pub(crate) lines: [(&'static str, Vec<(String, String)>); 3],
    /// How many lines are left out.
    pub(crate) more: u32,
    /// The words they were searched for by.
    pub(crate) narrowed: Option<String>,
}

impl ReceiptSheet {
    /// The document.
    pub(crate) fn document(&self) -> Document {
        let mut to = Composition::default();
        let began = format!("{}, {} UTC", date(self.at.date_naive()), self.at.format("%H:%M"));
        let folder = self.folder();
        let mut facts = vec![
            ("Office", self.office.clone(), true),
            ("Begun", began.clone(), true),
            ("By", self.by.clone(), true),
            ("Read", counted(self.read, "letter or file", "letters and files"), true),
            ("Stored", counted(self.stored, "letter", "letters"), true),
            ("Already here", counted(self.duplicates, "letter", "letters"), false),
            ("Left out", counted(self.skipped, "file", "files"), false),
            ("From", folder.trim_end_matches(['/', '\\']).to_owned(), false),
        ];
        if self.cancelled {
            facts.push(("Stopped", "Before the end. What was stored stays.".to_owned(), false));
        }
        if let Some(words) = &self.narrowed {
            facts.push(("Only lines with", words.clone(), false));
        }
        to.blocks.push(Block::Cover(Cover {
            above: 0.0,
            kind: "SEND Casebook".to_owned(),
            title: "Receipt of an import".to_owned(),
            facts: facts
                .into_iter()
                .filter(|(_, words, _)| !words.is_empty())
                .map(|(name, words, strong)| (name.to_owned(), words, strong))
                .collect(),
        }));
        for (title, lines) in &self.lines {
            if !lines.is_empty() {
                to.heading(*title);
                to.list(lines.iter().map(|line| said(line, &folder)).collect());
            }
        }
        if self.more > 0 {
            to.say(format!(
                "{} not printed here. The casebook keeps the whole receipt: search it there for a file’s name.",
                counted(self.more, "more line is", "more lines are")
            ));
        }
        to.document(
            format!("Receipt of an import, {began}"),
            self.office.clone(),
            self.made_on,
            "Names files, and no word of a letter".to_owned(),
        )
    }

    /// The folder that all the files lie in, with the sign that ends it.
    fn folder(&self) -> String {
        let folder_of = |path: &str| {
            let end = path.rfind(['/', '\\']).map_or(0, |at| at + 1);
            path.get(..end).unwrap_or_default().to_owned()
        };
        // What was erased has no name any more.
        let lines = self.lines.iter().flat_map(|(_, lines)| lines);
        let mut paths = lines.map(|(path, _)| path.as_str()).filter(|path| !path.is_empty());
        let Some(first) = paths.next() else { return String::new() };
        let mut folder = folder_of(first);
        for path in paths {
            while !path.starts_with(&folder) {
                folder.pop();
                folder = folder_of(&folder);
            }
        }
        folder
    }
}

fn said((path, note): &(String, String), folder: &str) -> String {
    match path.strip_prefix(folder).unwrap_or(path) {
        "" => note.clone(),
        name => format!("{name}: {note}"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn sheet(lines: [&[(&str, &str)]; 3]) -> ReceiptSheet {
        let owned = |lines: &[(&str, &str)]| {
            lines.iter().map(|(path, note)| ((*path).to_owned(), (*note).to_owned())).collect()
        };
        let [skipped, here, stored] = lines.map(owned);
        ReceiptSheet {
            office: "Alex Hale MP".into(),
            made_on: NaiveDate::from_ymd_opt(2024, 9, 3).expect("a day"),
            at: Utc.with_ymd_and_hms(2024, 9, 3, 9, 30, 0).single().expect("a moment"),
            by: "Jo Tester".into(),
            read: 3,
            stored: 1,
            duplicates: 1,
            skipped: 1,
            cancelled: false,
            lines: [("Left out, and why", skipped), ("Already here", here), ("Stored", stored)],
            more: 5,
            narrowed: None,
        }
    }

    #[test]
    fn a_printed_receipt_begins_with_what_needs_somebody_and_names_a_folder_once() {
        let sheet = sheet([
            &[("/post/May/June/empty.eml", "This file is empty."), ("", "Erased.")],
            &[("/post/May/copy.eml", "The casebook already has this letter.")],
            &[("/post/May/one.eml", "A new story.")],
        ]);
        let document = sheet.document();
        let lists: Vec<_> = document
            .blocks
            .iter()
            .filter_map(
                |block| if let Block::List { items, .. } = block { Some(items.clone()) } else { None },
            )
            .collect();
        assert_eq!(lists[0], ["June/empty.eml: This file is empty.", "Erased."]);
        assert_eq!(lists[1], ["copy.eml: The casebook already has this letter."]);
        assert_eq!(lists[2], ["one.eml: A new story."]);
        let pdf = crate::briefing::print(&document).expect("a page");
        crate::briefing::assert_accessible(&pdf);
        assert_eq!(pdf.pages, 1);
    }

    #[test]
    fn files_from_everywhere_have_no_folder_in_common() {
        let of = |paths: &[&'static str]| {
            let lines: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
            sheet([&[], &[], &lines]).folder()
        };
        assert_eq!(of(&["/a/b/one.eml", "/a/c/two.eml"]), "/a/");
        assert_eq!(of(&["C:\\Post\\one.eml", "C:\\Post\\two.eml"]), "C:\\Post\\");
        assert_eq!(of(&["one.eml", "/a/two.eml"]), "");
        assert_eq!(of(&["/ab/one.eml", "/a/two.eml"]), "/", "a name that begins alike is another folder");
    }
}
