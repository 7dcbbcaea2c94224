//! Archives: what is in them, and what is only made to look so.

use std::fs;
use std::io::{Cursor, Write as _};
use std::rc::Rc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::{NotALetter, NotRead, ReadProblem, letters_in};

const MAIL: &[u8] = b"From: Ann Invented <ann@example.org>\nSubject: Waiting\n\nWe have waited a year.\n";
const MAILBOX: &[u8] = b"From a Mon Jun  2 10:00:00 2025\nSubject: one\n\nx\n\nFrom b Mon Jun  2 10:00:00 2025\nSubject: two\n\ny\n";

pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(*name, options).expect("a file in it");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// What the receipt would say of a file with these bytes: where, and the subject or the reason.
pub(super) fn lines(bytes: &[u8]) -> Vec<(String, Result<String, NotRead>)> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), bytes).expect("written");
    letters_in(file.path(), &Rc::default())
        .map(|read| (read.inside, read.letter.map(|(_, letter)| letter.subject)))
        .collect()
}

fn line(inside: &str, said: Result<&str, NotRead>) -> (String, Result<String, NotRead>) {
    (inside.into(), said.map(str::to_owned))
}

#[test]
fn every_letter_of_an_archive_is_read_and_the_rest_has_its_line() {
    let bytes = zip(&[
        ("letters/one.eml", MAIL),
        ("letters/box", MAILBOX),
        ("letters/empty.eml", b""),
        ("letters/picture.png", b"\x89PNG\r\n\x1a\n"),
        ("__MACOSX/letters/._one.eml", b"x"),
    ]);
    assert_eq!(
        lines(&bytes),
        [
            line("letters/one.eml", Ok("Waiting")),
            line("letters/box, letter 1", Ok("one")),
            line("letters/box, letter 2", Ok("two")),
            line("letters/empty.eml", Err(NotALetter::Empty.into())),
            line("letters/picture.png", Err(NotALetter::Image.into())),
            line("__MACOSX/letters/._one.eml", Err(ReadProblem::Housekeeping.into())),
        ]
    );
}

#[test]
fn an_archive_in_an_archive_is_read_but_not_without_end() {
    let mut bytes = zip(&[("one.eml", MAIL)]);
    bytes = zip(&[("inner.zip", &bytes)]);
    assert_eq!(lines(&bytes), [line("inner.zip, one.eml", Ok("Waiting"))]);
    for _ in 0..4 {
        bytes = zip(&[("z.zip", &bytes)]);
    }
    assert_eq!(lines(&bytes), [line("z.zip, z.zip, z.zip", Err(NotALetter::TooTangled.into()))]);
}

#[test]
fn names_never_lead_out_of_the_archive_nor_hide_what_they_are() {
    let bytes = zip(&[
        ("../../etc/passwd", MAIL),
        ("C:\\temp\\\u{202e}lme.exe", MAIL),
        ("a\0b\u{7}.eml", MAIL),
        ("😀/letter 😀.eml", MAIL),
        ("..", MAIL),
    ]);
    let names: Vec<_> = lines(&bytes).into_iter().map(|(inside, _)| inside).collect();
    assert_eq!(names.len(), 5, "each has its line");
    for name in &names {
        assert!(!name.contains("..") && !name.starts_with('/'), "{name:?}");
        assert!(!name.chars().any(|c| c.is_control() || c == '\u{202e}'), "{name:?}");
    }
    assert!(names[3].contains("😀/letter 😀.eml"), "{names:?}");
}

#[test]
fn an_archive_made_to_unpack_without_end_stops() {
    let zeros = vec![b'\n'; 48 * 1024 * 1024];
    let bytes = zip(&[("1", &zeros), ("2", &zeros), ("3.eml", MAIL)]);
    assert!(bytes.len() < 200_000, "a thousandth of what it unpacks to");
    let lines = lines(&bytes);
    assert_eq!(lines.len(), 3);
    assert!(
        lines.iter().any(|(_, said)| *said == Err(NotALetter::TooTangled.into())),
        "what is beyond the limit says so: {lines:?}"
    );
}

#[test]
fn a_damaged_or_locked_archive_says_so_and_nothing_panics() {
    let whole = zip(&[("one.eml", MAIL), ("two.eml", MAILBOX)]);
    for cut in 4..whole.len() {
        assert!(!lines(whole.get(..cut).expect("within")).is_empty(), "cut at {cut}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        assert!(!lines(&bytes).is_empty(), "changed at {at}");
    }
    let mut locked = whole;
    for magic in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let flags = if magic[2] == 3 { 6 } else { 8 };
        let places: Vec<_> = memchr::memmem::find_iter(&locked, magic).collect();
        for at in places {
            locked[at + flags] |= 1;
        }
    }
    assert!(
        lines(&locked).iter().all(|(_, said)| *said == Err(NotALetter::Locked.into())),
        "a password is asked for: {:?}",
        lines(&locked)
    );
    assert_eq!(lines(&zip(&[])), [line("", Err(NotALetter::EmptyArchive.into()))]);
}
