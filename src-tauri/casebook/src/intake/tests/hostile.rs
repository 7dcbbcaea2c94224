//! Bytes meant to do harm, and bytes at random.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::{LONGEST_TEXT, Letter, NotALetter, read_letter};

/// Reads on a thread with a small stack. A minute means that it hangs: the bomb would go off in
/// seconds on the slowest machine if reading took more than the mail's length in time.
fn bounded(mail: String) -> Result<Letter, NotALetter> {
    let started = Instant::now();
    let reader =
        std::thread::Builder::new().stack_size(1024 * 1024).spawn(move || read_letter(mail.as_bytes()));
    let result = reader.expect("a thread").join().expect("the stack holds");
    let took = started.elapsed();
    assert!(took < Duration::from_secs(60), "a bomb took {took:?}");
    result
}

fn page(body: &str) -> String {
    format!("From: a@example.org\nContent-Type: text/html\n\n{body}")
}

#[test]
fn a_hundred_thousand_parts_are_refused() {
    let mut mail = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n".to_owned();
    for _ in 0..100_000 {
        mail.push_str("--b\nContent-Type: text/plain\n\nx\n");
    }
    assert_eq!(bounded(mail), Err(NotALetter::TooTangled));
}

#[test]
fn parts_within_parts_without_end_are_refused() {
    let mut mail = "From: a@example.org\n".to_owned();
    for depth in 0..100_000 {
        let _ = write!(mail, "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
    }
    assert_eq!(bounded(mail), Err(NotALetter::TooTangled));
}

#[test]
fn letters_within_letters_without_end_stop_somewhere() {
    let mail = format!("From: a@example.org\n{}\nx", "Content-Type: message/rfc822\n\n".repeat(100_000));
    let letter = bounded(mail).expect("a letter");
    assert_eq!(letter.attachments.len(), 1, "the rest is noted as an attachment");
}

#[test]
fn boundaries_that_never_come_cost_no_more_than_a_look() {
    let mut mail = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n".to_owned();
    for part in 0..4_000 {
        let _ = write!(
            mail,
            "--b\nContent-Type: multipart/mixed; boundary=never{part}\n\n{}\n",
            "x\n".repeat(200)
        );
    }
    assert!(bounded(mail).is_ok(), "a tangle, but a readable one");
}

#[test]
fn a_million_headers_are_cut_short() {
    let mail = format!("Subject: x\n{}\n\nHelp.", "A: b\n".repeat(300_000));
    assert_eq!(bounded(mail).map(|letter| letter.subject), Ok("x".to_owned()));
    let mail = format!("To: {}\nSubject: x\n\nHelp.", "(".repeat(1_000_000));
    assert!(bounded(mail).is_ok(), "comments within comments");
    let mail = format!("Subject: {}\n\nHelp.", "=?utf-8?Q?".repeat(50_000));
    assert!(bounded(mail).is_ok(), "encoded words that never end");
    let mail = format!("Subject: x\nReferences: {}\n\nHelp.", "<a@b> ".repeat(80_000));
    assert!(bounded(mail).is_ok(), "references without end");
}

#[test]
fn html_bombs_read_in_time() {
    let deep = |tag: &str| page(&tag.repeat(100_000));
    for tag in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<blockquote>",
        "<ul><li>",
        "<a href=x>",
        "<p>",
        "<font><p>",
        "</b>",
    ] {
        let mail = deep(&format!("{tag}x"));
        assert!(bounded(mail).is_ok(), "{tag}");
    }
    let closing = format!("{}{}", "<div>".repeat(300), "</span>".repeat(100_000));
    assert!(bounded(page(&closing)).is_ok(), "end tags that match nothing");
    let mut attributes = "<p ".to_owned();
    for name in 0..100_000 {
        let _ = write!(attributes, "a{name}=1 ");
    }
    assert!(
        bounded(page(&(attributes + ">Help"))).is_ok_and(|l| l.text == "Help"),
        "a tag full of attributes"
    );
    for start in ["<", "<!--", "&", "<p title='", "<script>", "<![CDATA["] {
        assert!(bounded(page(&start.repeat(100_000))).is_ok(), "{start}");
    }
}

#[test]
fn more_words_than_a_letter_has_are_refused() {
    let mail = format!("Subject: x\n\n{}", "words ".repeat(LONGEST_TEXT / 6 + 1));
    assert_eq!(bounded(mail), Err(NotALetter::TooLong));
}

/// A letter with everything in it, to be damaged.
const RICH: &str = "From: Ann <a@example.org>\r\nTo: mp@example.org\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n\
    Date: Mon, 2 Jun 2025 10:00:00 +0100\r\nReferences: <a@b> <c@d>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n\
    --c\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    > caf=E9 =\r\nx \r\n--c\r\nContent-Type: text/html; charset=utf-16\r\n\r\n<table><tr><td><ul><li>x<a href=y>z</a></table>\r\n\
    --c--\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeAoKeQ==\r\n\
    --b\r\nContent-Type: image/png; name*0*=utf-8''a%20; name*1=b.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";

fn is_clean(letter: &Letter) -> bool {
    let odd = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    let lines = [Some(&letter.subject), letter.message_id.as_ref()];
    let one_line = |text: &String| !text.chars().any(char::is_control);
    let names = letter.attachments.iter().filter_map(|note| note.name.as_ref());
    !odd(&letter.text)
        && lines.into_iter().flatten().all(one_line)
        && names.into_iter().all(|name| one_line(name) && !name.contains(['/', '\\']))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut mail = b"Subject: x\n".to_vec();
        mail.extend_from_slice(&bytes);
        for bytes in [&bytes, &mail] {
            if let Ok(letter) = read_letter(bytes) {
                prop_assert!(is_clean(&letter), "no control character gets through");
            }
        }
    }

    #[test]
    fn no_damage_makes_it_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..12)) {
        let mut mail = RICH.as_bytes().to_vec();
        for (index, byte, edit) in edits {
            let at = index.index(mail.len().max(1));
            match edit {
                0 => mail.insert(at, byte),
                1 if at < mail.len() => { mail.remove(at); }
                2 => mail.truncate(at.max(40)),
                _ => if let Some(slot) = mail.get_mut(at) { *slot = byte; },
            }
        }
        if let Ok(letter) = read_letter(&mail) {
            prop_assert!(is_clean(&letter), "no control character gets through");
        }
    }

    #[test]
    fn no_page_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<ul>", "<ol>", "<li>", "</ul>", "</li>",
        "<blockquote>", "</blockquote>", "<a href=http://x>", "</a>", "<div style=display:none>", "</div>", "<pre>",
        "</pre>", "<script>", "</script>", "<br>", "<hr>", "words ", "&nbsp;", "\n", "<!--", "-->", "&#0;", "\u{7}",
    ]), 0..60)) {
        let mail = page(&pieces.concat());
        let letter = read_letter(mail.as_bytes()).expect("it has a header");
        prop_assert!(is_clean(&letter), "no control character gets through");
    }
}

#[test]
fn no_refusal_repeats_a_word_of_the_file() {
    for secret in
        ["{\"Zebedee\": [1, 2, 3]}", "GIF89aZebedee", "PK\u{3}\u{4}Zebedee", "<html>Zebedee", "\u{1}Zebedee"]
    {
        let said = read_letter(secret.as_bytes()).expect_err("no letter").to_string();
        assert!(!said.contains("Zebedee"), "{said}");
    }
}
