//! Headers, parts and what is not a letter.

use super::super::{NotALetter, Sender};
use super::{letter, refusal};

const PLAIN: &str = "From: Ann Example <Ann@Example.org>\r\nTo: Jo Member <JO@parliament.example>, b@example.org\r\n\
    Subject: Waiting for a =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= plan\r\nDate: Mon, 2 Jun 2025 10:00:00 +0100\r\n\
    Message-ID: <1@example.org>\r\nIn-Reply-To: <0@example.org>\r\nReferences: <a@x> <b@x> <0@example.org>\r\n\r\n\
    Dear MP,\r\n\r\nWe wait.\r\n";

#[test]
fn every_header_a_caseworker_needs_is_read() {
    let read = letter(PLAIN);
    let ann = Sender { name: Some("Ann Example".into()), email: Some("ann@example.org".into()) };
    assert_eq!(read.from, Some(ann), "the name is kept and the address lower-cased");
    assert_eq!(read.to, ["jo@parliament.example", "b@example.org"]);
    assert_eq!(read.subject, "Waiting for a café plan", "a character cut in two is made whole");
    assert_eq!(read.sent.map(|at| at.to_rfc3339()).as_deref(), Some("2025-06-02T10:00:00+01:00"));
    assert_eq!(read.message_id.as_deref(), Some("1@example.org"));
    assert_eq!(read.references, ["0@example.org", "b@x", "a@x"], "nearest first, none twice");
    assert_eq!(read.text, "Dear MP,\n\nWe wait.");
    assert!(!read.from_html && read.attachments.is_empty(), "it is plain and alone");
}

#[test]
fn a_bad_date_is_no_date() {
    for date in ["yesterday", "Mon, 31 Feb 2025 10:00:00 +0000", "1 Jan 1600 00:00:00 +0000", "\u{1}"] {
        let read = letter(format!("From: a@example.org\nDate: {date}\n\nx"));
        assert_eq!(read.sent, None, "{date:?} is on no calendar");
    }
}

#[test]
fn a_name_and_an_address_are_told_apart() {
    let from = |line: &str| letter(format!("From: {line}\n\nx")).from;
    let is = |name: Option<&str>, email: Option<&str>| {
        Some(Sender { name: name.map(Into::into), email: email.map(Into::into) })
    };
    assert_eq!(from("a@example.org"), is(None, Some("a@example.org")));
    assert_eq!(from("a@example.org (Ann)"), is(Some("Ann"), Some("a@example.org")));
    assert_eq!(from("\"a@example.org\" <a@example.org>"), is(None, Some("a@example.org")));
    assert_eq!(from("=?utf-8?B?QW7DqQ==?= <a@example.org>"), is(Some("Ané"), Some("a@example.org")));
    assert_eq!(from("Ann Example"), is(Some("Ann Example"), None));
    assert_eq!(from(""), None);
}

#[test]
fn the_plain_version_is_preferred_when_it_has_words() {
    let mail = |plain: &str| {
        format!(
            "From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
             {plain}\n--b\nContent-Type: text/html\n\n<p>From the page</p>\n--b--\n"
        )
    };
    let read = letter(mail("From the plain text"));
    assert_eq!((read.text.as_str(), read.from_html), ("From the plain text", false));
    let read = letter(mail(" \u{a0}\n--\n"));
    assert_eq!((read.text.as_str(), read.from_html), ("From the page", true));
}

#[test]
fn words_after_an_attachment_are_not_lost() {
    let read = letter(
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=\"b b\"\n\npreamble\n--b b\n\nBefore.\n\
         --b b\nContent-Type: application/pdf; name=x.pdf\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fplan%20%C3%A9.pdf\n\nAAECAw==\n\
         --b b\nContent-Type: text/plain\n\nAfter.\n\
         --b b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt\n\nNot the letter.\n--b b--\n",
    );
    assert_eq!(read.text, "Before.\n\nAfter.");
    let notes: Vec<_> = read
        .attachments
        .iter()
        .map(|note| (note.name.as_deref().unwrap_or_default(), note.media_type.as_str(), note.bytes))
        .collect();
    assert_eq!(notes, [("plan é.pdf", "application/pdf", 4), ("notes.txt", "text/plain", 15)]);
}

#[test]
fn a_letter_sent_on_as_an_attachment_is_read_under_a_heading() {
    let inner = "From: Ann Example <ann@example.org>\nSubject: Transport\n\nThe taxi stopped.\n";
    let mail = format!(
        "From: b@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n\
         Content-Type: message/rfc822\nContent-Disposition: attachment\n\n{inner}\n--b--\n"
    );
    let expected = "See below.\n\nForwarded message\nFrom: Ann Example <ann@example.org>\nSubject: Transport\n\nThe taxi stopped.";
    assert_eq!(letter(mail).text, expected);
}

#[test]
fn only_attachments_still_make_a_letter() {
    let read = letter("From: a@example.org\nContent-Type: application/pdf\n\n%PDF");
    assert!(read.text.is_empty() && read.attachments.len() == 1, "no words, one attachment");
}

#[test]
fn a_boundary_that_never_comes_loses_nothing() {
    let read = letter("From: a@example.org\nContent-Type: multipart/mixed; boundary=never\n\nHelp us.");
    assert_eq!(read.text, "Help us.");
}

#[test]
fn a_blank_line_with_spaces_in_it_still_ends_the_headers() {
    assert_eq!(letter("Subject: x\n \nHelp us.\n").text, "Help us.");
}

#[test]
fn marks_and_blank_lines_before_the_headers_are_forgiven() {
    assert_eq!(letter("\u{feff}\r\n\r\nSubject: x\r\n\r\nHelp.").subject, "x");
    let utf16: Vec<u8> = "\u{feff}Subject: é\n\nHelp".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(letter(utf16).subject, "é");
    assert_eq!(letter("From b Mon Jun  2 10:00:00 2025\nSubject: one\n\nHelp.\n").subject, "one");
    assert_eq!(letter("Subject: mac\r\rHelp.\rNow.").text, "Help.\nNow.");
}

#[test]
fn two_bytes_a_letter_are_noticed_without_a_mark() {
    let text = "Dear MP,\r\nOur son has waited since March for café society to end.";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for wide in [little, big] {
        let letter = letter(wide);
        assert!(letter.text.contains("since March for café"), "{}", letter.text);
    }
}

#[test]
fn a_fingerprint_is_what_it_has_always_been() {
    // Kept in every casebook there is: of the address, the subject and the words, each ended by a nought.
    use sha2::Digest as _;
    let of = |text: &str| letter(format!("From: a@example.org\nSubject: Our  son\n\n{text}")).fingerprint();
    let wanted =
        |words: &str| <[u8; 32]>::from(sha2::Sha256::digest(format!("a@example.org \0Our son \0{words}\0")));
    assert_eq!(of("We\twait \n\n still.\n"), wanted("We wait still. "));
    assert_eq!(of("We wait\u{2003}at the caf\u{e9}."), wanted("We wait at the caf\u{e9}. "));
}

#[test]
fn the_same_words_have_the_same_fingerprint() {
    let rewrapped = PLAIN.replace("We wait.", "We\r\n  wait.").replace("<1@", "<2@");
    assert_eq!(letter(PLAIN).fingerprint(), letter(rewrapped).fingerprint(), "wrapping is no difference");
    let changed = PLAIN.replace("We wait.", "We waited.");
    assert_ne!(letter(PLAIN).fingerprint(), letter(changed).fingerprint(), "a word is");
    let moved = PLAIN.replace("plan\r\n", "\r\n").replace("Dear", "plan Dear");
    assert_ne!(letter(PLAIN).fingerprint(), letter(moved).fingerprint(), "and so is its place");
}

#[test]
fn what_is_not_a_letter_is_named_by_its_bytes() {
    use NotALetter as N;
    let cfb = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let two = "From a Mon Jun  2 10:00:00 2025\nSubject: one\n\nx\n\nFrom b Mon Jun  2 10:00:00 2025\nSubject: two\n\ny\n";
    let cases: Vec<(Vec<u8>, N)> = vec![
        (b"".to_vec(), N::Empty),
        (b" \r\n\0".to_vec(), N::Empty),
        (cfb("__substg1.0_0037001F"), N::Damaged),
        (cfb("WordDocument"), N::Word),
        (cfb("Workbook"), N::OldSpreadsheet),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_vec(), N::Card),
        (b"begin:vcard\nFN:Ann Invented\n".to_vec(), N::Card),
        (cfb(""), N::OtherFile),
        (b"!BDN....".to_vec(), N::OutlookPst),
        (two.into(), N::Mailbox),
        (two.replace('\n', "\r\n").into(), N::Mailbox),
        (b"PK\x03\x04....letters/1.eml".to_vec(), N::Archive),
        (b"\x89PNG\r\n\x1a\n".to_vec(), N::Image),
        (b"<!doctype html><p>Subject: x".to_vec(), N::WebPage),
        (b"\x01\x02\x03Subject".to_vec(), N::OtherFile),
        (cfb("EncryptedPackage"), N::Locked),
        (b"12;34;56\n78;90;12\n".to_vec(), N::NotMail),
        (b"# Notes beside a program\n\nThese are no letter.\n".to_vec(), N::NotMail),
        (b"{\"a\": [1, 2, {\"b\": null}], \"c\": \"d\"}".to_vec(), N::NotMail),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refusal(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn an_outlook_name_on_a_plain_mail_is_no_hindrance() {
    assert_eq!(letter("Received: by x\nX-Thing: y\n\nHelp.").text, "Help.");
}

#[test]
fn a_day_is_read_as_older_programs_wrote_it() {
    let sent = |date: &str| {
        let letter = letter(format!("From: a@example.org\nDate: {date}\n\nx"));
        letter.sent.map(|sent| sent.to_rfc3339())
    };
    assert_eq!(sent("Wed, 11 Feb 98 11:51 CST").as_deref(), Some("1998-02-11T11:51:00-06:00"), "no seconds");
    assert_eq!(sent("Wed, 15 Feb 1995 09:38:18").as_deref(), Some("1995-02-15T09:38:18+00:00"), "no zone");
    assert_eq!(sent("Mon, 11 Feb 98 11:51 GMT").as_deref(), Some("1998-02-11T11:51:00+00:00"), "a Wednesday");
    assert_eq!(sent("soon"), None);
}
