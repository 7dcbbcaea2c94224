//! Outlook's `winmail.dat`, made here as Outlook makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::super::{attached, read_letter};
use super::letter;
use crate::submission::Format;

fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let long = u32::try_from(data.len()).expect("short");
    [&[level][..], &id.to_le_bytes(), &long.to_le_bytes(), data, &sum.to_le_bytes()].concat()
}

fn property(id: u16, kind: u16, value: &[u8]) -> Vec<u8> {
    let long = u32::try_from(value.len()).expect("short").to_le_bytes();
    let padding = vec![0; (4 - value.len() % 4) % 4];
    [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes(), &long, value, &padding].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn wrapped(parts: &[Vec<u8>]) -> Vec<u8> {
    [b"\x78\x9f\x3e\x22\x01\x00".to_vec(), parts.concat()].concat()
}

fn properties(all: &[Vec<u8>]) -> Vec<u8> {
    [u32::try_from(all.len()).expect("few").to_le_bytes().to_vec(), all.concat()].concat()
}

pub(super) fn winmail() -> Vec<u8> {
    let inner =
        wrapped(&[attribute(1, 0x0001_8004, b"The plan\0"), attribute(1, 0x0002_800c, b"It was refused.\0")]);
    let message = [vec![0x07; 16], inner].concat();
    wrapped(&[
        attribute(
            1,
            0x0006_9003,
            &properties(&[
                property(0x0037, 0x001f, &wide("Still waiting")),
                property(0x1013, 0x0102, b"<p>We have waited a <b>year</b>.</p>"),
                property(0x0c1f, 0x001f, &wide("ann@example.org")),
                property(0x0c1a, 0x001f, &wide("Ann Invented")),
            ]),
        ),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"PLAN~1.PDF\0"),
        attribute(2, 0x0006_800f, b"%PDF-1.4 pretend"),
        attribute(2, 0x0006_9005, &properties(&[property(0x3707, 0x001f, &wide("Plan für Max.pdf"))])),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_9005, &properties(&[property(0x3701, 0x000d, &message)])),
    ])
}

#[test]
fn a_winmail_file_is_the_letter_it_wraps() {
    let letter = letter(winmail());
    assert_eq!((letter.subject.as_str(), letter.format), ("Still waiting", Format::Tnef));
    assert_eq!(letter.from.as_ref().and_then(|from| from.email.as_deref()), Some("ann@example.org"));
    assert!(letter.text.starts_with("We have waited a year."), "{}", letter.text);
    assert!(letter.text.contains("It was refused."), "the message inside: {}", letter.text);
    let names: Vec<_> = letter.attachments.iter().map(|note| note.name.as_deref()).collect();
    assert_eq!(names, [Some("Plan für Max.pdf")]);
    let plan = attached(&winmail(), 0).expect("a letter").expect("the plan");
    assert_eq!(plan.bytes, b"%PDF-1.4 pretend");
}

#[test]
fn what_came_wrapped_in_a_mail_comes_out_and_nothing_is_said_twice() {
    let mail = |words: &str| {
        format!(
            "From: ann@example.org\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{words}\n\
             --b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{}\n--b--\n",
            STANDARD.encode(winmail())
        )
    };
    let both = letter(mail("We have waited a year."));
    assert_eq!(both.text, "We have waited a year.", "its own words, once");
    assert_eq!(both.attachments.len(), 1, "and what was wrapped up with them");
    let only = letter(mail(""));
    assert!(only.text.starts_with("We have waited a year."), "{}", only.text);
    let plan = attached(mail("x").as_bytes(), 0).expect("a letter").expect("the plan");
    assert_eq!(plan.name, "Plan für Max.pdf");
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = winmail();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_letter(&bytes);
        let _ = read_letter(bytes.get(..cut.index(bytes.len())).expect("within"));
    }
}
