use super::*;

#[test]
fn a_plain_letter_is_read() {
    let letter = read_letter(b"From: Ann Example <Ann@Example.org>\nTo: mp@parliament.example\nSubject: Waiting\nDate: Mon, 2 Jun 2025 10:00:00 +0100\nMessage-ID: <1@example.org>\n\nDear MP,\n\nWe wait.\n").expect("a letter");
    assert_eq!(letter.text, "Dear MP,\n\nWe wait.");
}
