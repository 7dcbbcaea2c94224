//! The seeds of `fuzz/` that no editor can write, made here as the programs of the world make them:
//! `WRITE_SEEDS=1 cargo test -p casebook seeds`.

use std::path::Path;

use super::containers::zip;
use super::documents::pdf;
use super::made_pst::{Wanted, heaps, mailbox};
use super::outlook::{Msg, rich};
use super::surveys::{GOOGLE, cell, xlsx};
use super::wrapped::winmail;
use crate::entrances::named;
use crate::intake::entrances::packed;

const MAIL: &str = "From: Ann Invented <ann@example.org>\nSubject: Waiting\n\nWe have waited a year.\n";
const LETTER: &str = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>We wait &amp; wait.</w:t></w:r></w:p>\
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>May</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>";
const OPEN_LETTER: &str = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text>\
    <text:h>Our son</text:h><text:p>He has <text:s/>no school.</text:p></office:text></office:body></office:document-content>";
const OPEN_SHEET: &str = "<office:document-content><table:table><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>\
    <table:table-cell><text:p>Your story</text:p></table:table-cell></table:table-row><table:table-row>\
    <table:table-cell table:number-columns-repeated=\"1\"><text:p>Ann Invented</text:p></table:table-cell>\
    <table:table-cell><text:p>We wait.</text:p></table:table-cell></table:table-row></table:table></office:document-content>";
const RICH: &str = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cf\'f0\f0  Dear MP,\par \u8364?1,000 \{is\} owed.{\*\generator x;}}";

fn message() -> Vec<u8> {
    let number = |value: u16| [[3, 0], value.to_le_bytes(), [6, 0], [0, 0]].concat();
    let unicode = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let within = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    Msg::new()
        .text("001A", "IPM.Note")
        .text("0037", "Still waiting")
        .text("5D02", "ann@example.org")
        .text("1000", "See attached.")
        .stream("/__recip_version1.0_#00000000/__substg1.0_39FE001F", &unicode("mp@example.org"))
        .stream("/__attach_version1.0_#00000000/__properties_version1.0", &number(1))
        .stream("/__attach_version1.0_#00000000/__substg1.0_3707001F", &unicode("plan.pdf"))
        .stream("/__attach_version1.0_#00000000/__substg1.0_37010102", b"%PDF-1.7 not really")
        .stream(&format!("{within}/__properties_version1.0"), &[0; 24])
        .stream(&format!("{within}/__substg1.0_1000001F"), &unicode("We decline."))
        .fixed(0x0039, 0x40, 133_697_412_000_000_000)
        .bytes()
}

fn sheet() -> String {
    format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        cell("A1", "Name"),
        cell("B1", "Your story"),
        cell("A2", "Ann Invented"),
        cell("B2", "We wait.")
    )
}

fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let sheet = sheet();
    let docx = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", LETTER.as_bytes())]);
    let odt = packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", OPEN_LETTER.as_bytes()),
    ]);
    let ods = packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", OPEN_SHEET.as_bytes()),
    ]);
    let mbox = format!("From a Mon Jun  2 10:00:00 2025\n{MAIL}\nFrom b Mon Jun  2 10:00:00 2025\n{MAIL}");
    let files: [(&str, &[u8]); 4] = [
        ("letters/one.eml", MAIL.as_bytes()),
        ("box", mbox.as_bytes()),
        ("answers.csv", GOOGLE.as_bytes()),
        ("letter.docx", &docx),
    ];
    let nested = zip(&[("inner.zip", &zip(&files[..2])), ("two.eml", MAIL.as_bytes())]);
    let of = |kind: char, page: &str| format!("{kind}{page}").into_bytes();
    let worksheet = format!(
        "3<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>"
    );
    let rich_message =
        Msg::new().text("001A", "IPM.Note").stream("/__substg1.0_10090102", &rich(RICH)).bytes();
    let [properties, table] = heaps();
    vec![
        ("pst", "properties.bin", properties),
        ("pst", "table.bin", table),
        ("pst", "mailbox.pst", mailbox(Wanted::default())),
        ("pst", "before-2003.pst", mailbox(Wanted { ansi: true, ..Wanted::default() })),
        ("msg", "letter.msg", message()),
        ("msg", "rich.msg", rich_message),
        ("winmail", "winmail.dat", winmail()),
        ("rtf", "packed.bin", rich(RICH)),
        ("rtf", "letter.rtf", RICH.as_bytes().to_vec()),
        ("workbook", "answers.xlsx", xlsx(&sheet)),
        ("workbook", "answers.ods", ods),
        ("document", "letter.docx", docx.clone()),
        ("document", "letter.odt", odt),
        ("xml", "letter.docx.xml", of('0', LETTER)),
        ("xml", "letter.odt.xml", of('1', OPEN_LETTER)),
        ("xml", "answers.ods.xml", of('2', OPEN_SHEET)),
        ("xml", "answers.xlsx.xml", worksheet.into_bytes()),
        ("pdf", "letter.pdf", pdf(&[Some("We have waited a year."), None])),
        ("archive", "stored.zip", packed(&files)),
        ("archive", "packed.zip", zip(&files)),
        ("archive", "nested.zip", nested),
        ("file", "letter.msg", message()),
        ("file", "winmail.dat", winmail()),
        ("file", "letter.pdf", pdf(&[Some("We wait.")])),
        ("file", "answers.xlsx", xlsx(&sheet)),
        ("file", "letters.zip", packed(&files)),
    ]
}

#[test]
fn the_seeds_made_here_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    for (entrance, name, bytes) in seeds() {
        assert!(named(entrance).read(&bytes), "{entrance}/{name} tries what lies behind the door");
        let path = folder.join(entrance).join(name);
        if std::env::var_os("WRITE_SEEDS").is_some() {
            std::fs::write(&path, &bytes).expect("written");
        }
        assert!(path.exists(), "{entrance}/{name} is missing: WRITE_SEEDS=1 writes it");
    }
}
