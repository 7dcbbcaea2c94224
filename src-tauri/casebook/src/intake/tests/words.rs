//! Charsets, transfer encodings, line breaks.

use super::super::attached;
use super::{body, letter};

#[test]
fn text_is_right_whatever_its_label() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("Content-Type: text/plain; charset=utf-8", "café – £5".as_bytes(), "café – £5"),
        ("Content-Type: text/plain; charset=utf-8", b"caf\xe9 \x96 \xa35", "café – £5"),
        ("Content-Type: text/plain; charset=us-ascii", b"it\x92s", "it’s"),
        ("Content-Type: text/plain; charset=iso-8859-1", b"it\x92s caf\xe9", "it’s café"),
        ("Content-Type: text/plain; charset=iso-8859-1", "café".as_bytes(), "café"),
        ("Content-Type: text/plain; charset=nonsense", b"caf\xe9", "café"),
        ("X-None: x", "café".as_bytes(), "café"),
        ("X-None: x", b"caf\xe9", "café"),
        ("Content-Type: text/plain; charset=koi8-r", b"\xd0\xd2\xc9\xd7\xc5\xd4", "привет"),
    ];
    for (headers, bytes, expected) in cases {
        assert_eq!(body(headers, bytes), expected, "{headers}");
    }
}

#[test]
fn one_bad_byte_does_not_turn_a_whole_letter_to_mojibake() {
    assert_eq!(body("X-None: x", b"caf\xc3\xa9 na\xc3\xafve \xff"), "café naïve \u{fffd}");
}

#[test]
fn a_page_names_its_own_charset_when_the_mail_does_not() {
    let page = b"<html><meta charset=windows-1251><p>\xef\xf0\xe8\xe2\xe5\xf2";
    assert_eq!(body("Content-Type: text/html", page), "привет");
}

#[test]
fn eight_bit_and_misread_headers_are_mended() {
    assert_eq!(letter(b"Subject: caf\xe9\n\nx").subject, "café");
    assert_eq!(letter("Subject: =?iso-8859-1?Q?Fr=C3=B6sche?=\n\nx").subject, "Frösche");
    assert_eq!(letter("Subject: a\u{1b}[31m\r\n b\n\nx").subject, "a[31m b", "one line, no escapes");
}

#[test]
fn transfer_encodings_are_undone_even_when_broken() {
    let quoted = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable";
    assert_eq!(body(quoted, b"caf=C3=A9 so=\nft 1 = 2 50=ZZ end="), "café soft 1 = 2 50=ZZ end");
    let base64 = "Content-Transfer-Encoding: BASE64";
    assert_eq!(body(base64, b"SGVscCB1\r\n cy4= remark\r\nIE5vdy4="), "Help us. Now.");
}

#[test]
fn flowed_text_is_unwrapped_and_other_text_is_left() {
    let flowed = "Content-Type: text/plain; format=flowed";
    let text = b"One long \nparagraph.\n\n> quoted \n> words\n>> deeper\n>From us\n-- \nAnn \nExample\n";
    let expected = "One long paragraph.\n\n> quoted words\n> > deeper\n> From us\n--\nAnn Example";
    assert_eq!(body(flowed, text), expected);
    assert_eq!(body("X-None: x", b"One long \nparagraph."), "One long\nparagraph.");
    assert_eq!(body("Content-Type: text/plain; format=flowed; delsp=yes", b"won \nderful"), "wonderful");
}

#[test]
fn invisible_signs_are_removed() {
    assert_eq!(
        body("X-None: x", "a\0b\u{7}c\u{200b}\u{202e}d\u{ad}e\u{a0}f\u{2028}g\r\rh".as_bytes()),
        "abcde f\ng\n\nh"
    );
}

#[test]
fn an_attachment_is_as_large_as_it_is_said_to_be_however_its_base64_is_written() {
    for (base64, bytes) in [("AA-_", 3), ("QUJD", 3), ("QQ==remark", 1), ("QQ==\nQUI=\n", 3)] {
        let mail = format!(
            "From: a@example.org\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n{base64}"
        );
        assert_eq!(letter(&mail).attachments[0].bytes, bytes, "{base64}");
        let taken = attached(mail.as_bytes(), 0).expect("a letter").expect("it");
        assert_eq!(taken.bytes.len() as u64, bytes, "{base64}");
    }
}

#[test]
fn an_attachment_of_the_nineties_is_unwrapped() {
    // "#86)C" is "abc", "%86)C9&4" is "abcde".
    let mail = "From: a@example.org\nContent-Type: image/gif; name=x.gif\nContent-Transfer-Encoding: x-uuencode\n\n\
        begin 644 x.gif\n#86)C\n%86)C9&4\n&86)C\n`\nend\n";
    assert_eq!(letter(mail).attachments[0].bytes, 14);
    let taken = attached(mail.as_bytes(), 0).expect("a letter").expect("it");
    assert_eq!(taken.bytes, b"abcabcdeabc\0\0\0", "noughts at a line's end were spaces, and got lost");
}

#[test]
fn words_are_read_where_no_blank_line_stands_before_them() {
    let text = |mail: &str| letter(mail).text;
    assert_eq!(text("From: a@example.org\nSubject: x\nDear Alex,\nwe wait.\n"), "Dear Alex,\nwe wait.");
    let forwarded = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n\
        --b\nContent-Type: message/rfc822\n\nThis was never a mail.\n--b--\n";
    assert_eq!(text(forwarded), "See below.\n\nForwarded message\n\nThis was never a mail.");
    assert_eq!(
        text("From: a@example.org\nX-Odd header\nSubject: x\n\nWe wait.\n"),
        "We wait.",
        "nor are headers"
    );
}
