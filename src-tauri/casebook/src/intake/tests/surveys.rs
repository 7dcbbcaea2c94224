//! Answers to a form, as Microsoft and Google export them.

use std::rc::Rc;
use std::{fs, io::Write as _};

use super::super::{Column, Forms, Letter, NotALetter, NotRead, answered, forms_in, letters_in};
use super::containers::zip;
use crate::consent::ConsentLevel;
use crate::submission::Format;

pub(super) const GOOGLE: &str = "Timestamp,Email Address,Your name,Your postcode,How old is your child?,\"Please tell us what happened, in your own words\",May we quote your words anonymously?\n\
2024/09/02 10:15:00 AM GMT+1,ann@example.org,Ann Invented,SG4 9TP,9,\"We asked for a plan in March.\nNobody answers, \"\"ever\"\".\",Yes\n\
2024/09/02 11:00:00 AM GMT+1,,,not sure,14,The taxi stopped in July.,No\n\
2024/09/02 11:30:00 AM GMT+1,cat@example.org,Cat Invented,,,,Yes\n";

fn letters(bytes: &[u8], forms: Forms) -> Vec<(String, Result<Letter, NotRead>)> {
    let file = tempfile::NamedTempFile::with_suffix("_SEND survey.csv").expect("a file");
    fs::write(file.path(), bytes).expect("written");
    letters_in(file.path(), &Rc::new(forms))
        .map(|read| (read.inside, read.letter.map(|(_, letter)| letter)))
        .collect()
}

#[test]
fn each_row_of_a_form_is_a_letter() {
    let lines = letters(GOOGLE.as_bytes(), Forms::new());
    let places: Vec<_> = lines.iter().map(|(inside, _)| inside.as_str()).collect();
    assert_eq!(places, ["row 2", "row 3", "row 4"], "as the sheet numbers them");
    let ann = lines[0].1.as_ref().expect("a letter");
    let sender = ann.from.as_ref().expect("a sender");
    assert_eq!(
        (sender.name.as_deref(), sender.email.as_deref()),
        (Some("Ann Invented"), Some("ann@example.org"))
    );
    assert_eq!((ann.postcode.as_str(), ann.format), ("SG4 9TP", Format::Csv));
    assert!(
        ann.text.starts_with("We asked for a plan in March.\nNobody answers, \"ever\".\n\n"),
        "{}",
        ann.text
    );
    assert!(ann.text.contains("How old is your child?: 9"), "{}", ann.text);
    assert_eq!(ann.sent.map(|sent| sent.date_naive().to_string()).as_deref(), Some("2024-09-02"));
    assert_eq!(answered(&ann.text).map(|(level, _)| level), Some(ConsentLevel::Anonymous), "an offer");
    let second = lines[1].1.as_ref().expect("a letter");
    assert!(second.from.is_none() && second.postcode.is_empty(), "nobody said who or where");
    assert!(second.text.contains("Your postcode: not sure"), "what is no postcode is not lost");
    assert_eq!(answered(&second.text), None, "a no offers nothing");
    assert_eq!(lines[2].1, Err(NotALetter::NoAnswer.into()), "a row without words says so");
}

#[test]
fn a_heading_with_characters_nobody_sees_leaves_none_in_a_letter() {
    let table =
        "Timestamp,Your\u{1b}\u{202e} age,Tell us your story\n2024-09-02 10:00:00,9,No support at all.\n";
    let lines = letters(table.as_bytes(), Forms::new());
    let letter = lines[0].1.as_ref().expect("a letter");
    assert_eq!(letter.text, "No support at all.\n\nYour age: 9");
}

#[test]
fn the_same_short_answer_from_two_families_is_two_letters() {
    let table = "Timestamp,Tell us your story\n2024-09-02 10:00:00,No support at all.\n2024-09-02 10:05:00,No support at all.\n";
    let lines = letters(table.as_bytes(), Forms::new());
    let prints: Vec<_> =
        lines.iter().map(|(_, letter)| letter.as_ref().expect("a letter").fingerprint()).collect();
    assert_ne!(prints[0], prints[1], "the moment tells them apart");
}

#[test]
fn semicolons_tabs_and_other_encodings_are_read() {
    let plain = "Timestamp;Name;Your story\n2024-09-02;Zoë;We wait – still.\n";
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(plain);
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(plain.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [plain.as_bytes(), &windows, &wide] {
        let lines = letters(bytes, Forms::new());
        let letter = lines[0].1.as_ref().expect("a letter");
        assert_eq!(letter.from.as_ref().and_then(|from| from.name.as_deref()), Some("Zoë"));
        assert_eq!(letter.text, "We wait – still.");
    }
}

#[test]
fn what_somebody_said_about_a_form_goes_before_any_guess() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), GOOGLE).expect("written");
    let form = forms_in(&[file.path().into()], &Forms::new()).remove(0).form;
    assert_eq!((form.known, form.count, form.rows.len()), (false, 3, 3));
    assert_eq!(form.columns[5], Column::Story);
    let mut columns = form.columns.clone();
    columns[2] = Column::Leave;
    let forms = Forms::from([(form.mark.clone(), columns.clone())]);
    let again = forms_in(&[file.path().into()], &forms).remove(0).form;
    assert_eq!((again.known, again.columns), (true, columns));
    let same = GOOGLE.replacen("Your name", " your  NAME", 1);
    let ann = letters(same.as_bytes(), forms).remove(0).1.expect("a letter");
    assert_eq!(ann.from.and_then(|from| from.name), None, "the same form, whatever the case of its headings");
}

#[test]
fn a_letter_with_commas_and_a_list_of_other_things_are_no_form() {
    for text in [
        "Dear Alex,\nWe wait, and wait, and wait.\nYours, Ann\n",
        "Item,Price\nMilk and bread,1.20\nButter,2.00\n",
    ] {
        let lines = letters(text.as_bytes(), Forms::new());
        assert!(lines.len() == 1 && lines[0].0.is_empty(), "{lines:?}");
    }
}

pub(super) fn xlsx(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let files: [(&str, &str); 5] = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Form1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    zip(&files.map(|(name, text)| (name, text.as_bytes())))
}

pub(super) fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_workbook_is_read_and_a_cell_at_its_far_corner_costs_nothing() {
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        cell("A1", "Completion time"),
        cell("B1", "Name"),
        cell("C1", "Tell us your story")
    );
    let row = format!(
        "<row r=\"2\"><c r=\"A2\"><v>45537.5</v></c>{}{}</row>",
        cell("B2", "Ann Invented"),
        cell("C2", "=1+1 is what they said.")
    );
    let far = format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
    let bytes = xlsx(&format!("{head}{row}{far}"));
    let lines = letters(&bytes, Forms::new());
    let ann = lines[0].1.as_ref().expect("a letter");
    assert_eq!((lines[0].0.as_str(), ann.format), ("row 2", Format::Xlsx));
    assert_eq!(ann.text, "=1+1 is what they said.", "a formula's look is only letters here");
    assert_eq!(ann.from.as_ref().and_then(|from| from.name.as_deref()), Some("Ann Invented"));
    let other = xlsx(&format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        cell("A1", "Item"),
        cell("B1", "Price"),
        cell("A2", "Milk"),
        cell("B2", "1")
    ));
    assert_eq!(letters(&other, Forms::new())[0].1, Err(NotALetter::Spreadsheet.into()));
}

#[test]
fn an_opendocument_sheet_is_read() {
    let text = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let page = format!(
        "<office:document-content><table:table>{}{}<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table></office:document-content>",
        row(&[text("Date"), text("Name"), text("Your experience")]),
        row(&["<table:table-cell office:value-type=\"date\" office:date-value=\"2024-09-02\"><text:p>2 Sept</text:p></table:table-cell>".into(), "<table:table-cell/>".into(), text("We wait &amp; wait.")]),
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &page)]
    {
        archive.start_file(name, stored).expect("a file");
        archive.write_all(bytes.as_bytes()).expect("written");
    }
    let lines = letters(&archive.finish().expect("an archive").into_inner(), Forms::new());
    let letter = lines[0].1.as_ref().expect("a letter");
    assert_eq!((letter.text.as_str(), letter.format), ("We wait & wait.", Format::Ods));
    assert_eq!(letter.sent.map(|sent| sent.date_naive().to_string()).as_deref(), Some("2024-09-02"));
}

#[test]
fn no_damage_to_a_table_makes_it_panic() {
    let head = format!("<row r=\"1\">{}{}</row>", cell("A1", "Name"), cell("B1", "Your story"));
    let book = xlsx(&format!("{head}<row r=\"2\">{}{}</row>", cell("A2", "Ann"), cell("B2", "We wait.")));
    for whole in [GOOGLE.as_bytes().to_vec(), book] {
        for at in (0..whole.len()).step_by(5) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x2a;
            assert!(!letters(&bytes, Forms::new()).is_empty(), "changed at {at}");
        }
    }
}
