//! Mailbox files: many letters in one.

use std::fs;
use std::rc::Rc;

use super::super::{LARGEST_FILE, NotALetter, NotRead, letters_in};

/// The subjects, or the reasons, of the letters in a file with this content.
fn letters(content: &[u8]) -> Vec<Result<(String, String), NotRead>> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), content).expect("written");
    letters_in(file.path(), &Rc::default())
        .map(|read| read.letter.map(|(_, letter)| (letter.subject, letter.text)))
        .collect()
}

fn read(content: &str) -> Vec<(String, String)> {
    let lines = letters(content.as_bytes()).into_iter().collect::<Result<_, _>>().expect("all are letters");
    // Windows ends lines in its own way; the letters are the same.
    let windows: Vec<_> = letters(content.replace('\n', "\r\n").as_bytes());
    assert_eq!(windows.into_iter().collect::<Result<Vec<_>, _>>().as_ref(), Ok(&lines));
    lines
}

fn said(subject: &str, text: &str) -> (String, String) {
    (subject.into(), text.into())
}

#[test]
fn every_letter_of_a_mailbox_is_read() {
    let mailbox = "From a@example.org Mon Jun  2 10:00:00 2025\nSubject: one\n\nWe wait.\n\n\
                   From b@example.org Mon Jun  2 11:00:00 2025\nSubject: two\n\nStill.\n\n\
                   From - Mon Jun  2 12:00:00 2025\nX-Mozilla-Status: 0001\nSubject: three\n\nEnd.\n";
    assert_eq!(read(mailbox), [said("one", "We wait."), said("two", "Still."), said("three", "End.")]);
}

#[test]
fn a_line_of_a_letter_that_starts_with_from_does_not_cut_it() {
    let mailbox = "From a Mon Jun  2 10:00:00 2025\nSubject: one\n\nWe moved.\n\n\
                   From January he had no school.\nThat is a year.\nFrom then on, nothing.\n\n\
                   From b Mon Jun  2 10:00:00 2025\nSubject: two\n\nyes\n";
    let letters = read(mailbox);
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters[0].1.contains("From January he had no school.\nThat is a year.\nFrom then on"));
}

#[test]
fn quoted_lines_lose_one_mark_and_keep_the_rest() {
    let mailbox = "From a Mon Jun  2 10:00:00 2025\nSubject: one\n\n>From March on.\n>>From April on.\n> From May on.\n";
    assert_eq!(read(mailbox)[0].1, "From March on.\n>From April on.\n> From May on.");
}

#[test]
fn a_length_in_the_headers_is_not_believed() {
    let mailbox = "From a Mon Jun  2 10:00:00 2025\nSubject: one\nContent-Length: 100000\n\nx\n\n\
                   From b Mon Jun  2 10:00:00 2025\nSubject: two\nContent-Length: 0\n\ny\n";
    assert_eq!(read(mailbox), [said("one", "x"), said("two", "y")]);
}

#[test]
fn what_is_no_letter_has_its_own_line_and_harms_no_other() {
    let mut mailbox = b"From a Mon Jun  2 10:00:00 2025\nSubject: one\n\nx\n\n\
        From b Mon Jun  2 10:00:00 2025\nSubject: large\n\n"
        .to_vec();
    mailbox.resize(mailbox.len() + usize::try_from(LARGEST_FILE).expect("small"), b'z');
    mailbox.extend_from_slice(b"\n\nFrom c Mon Jun  2 10:00:00 2025\nSubject: three\n\ny\n");
    let lines = letters(&mailbox);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], Ok(said("one", "x")));
    assert!(matches!(lines[1], Err(NotRead::Content(NotALetter::TooLarge { .. }))), "{:?}", lines[1]);
    assert_eq!(lines[2], Ok(said("three", "y")));
}

#[test]
fn a_mailbox_cut_anywhere_never_panics_and_never_goes_without_a_line() {
    let mailbox = "From a Mon Jun  2 10:00:00 2025\nSubject: one\n\nx\n\nFrom b Mon Jun  2 10:00:00 2025\nSubject: two\n\ny\n";
    for cut in 0..mailbox.len() {
        assert!(!letters(mailbox.get(..cut).expect("ASCII").as_bytes()).is_empty(), "cut at {cut}");
    }
}

#[test]
fn a_letter_keeps_the_bytes_it_had_before_it_was_put_in() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(
        file.path(),
        "From a Mon Jun  2 10:00:00 2025\nSubject: one\n\n>From x\n\nFrom b Mon\nSubject: two\n\ny\n",
    )
    .expect("written");
    let mut letters = letters_in(file.path(), &Rc::default());
    let first = letters.next().expect("a letter");
    assert_eq!(first.inside, "letter 1", "each letter needs its number on the receipt");
    let bytes = first.letter.ok().map(|(bytes, _)| bytes);
    assert_eq!(bytes.as_deref(), Some(&b"Subject: one\n\nFrom x\n"[..]));
}
