//! Outlook's files of one message, made here as Outlook makes them.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::{letter, refusal};
use crate::intake::{NotALetter, Unread};

/// A .msg with these streams, and these rows in its table of numbers and times.
pub(super) struct Msg {
    file: cfb::CompoundFile<Cursor<Vec<u8>>>,
    rows: Vec<u8>,
}

impl Msg {
    pub(super) fn new() -> Self {
        let file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
        Self { file, rows: Vec::new() }
    }

    pub(super) fn stream(mut self, path: &str, bytes: &[u8]) -> Self {
        let path = std::path::Path::new(path);
        self.file.create_storage_all(path.parent().expect("a folder")).expect("a storage");
        self.file.create_stream(path).and_then(|mut stream| stream.write_all(bytes)).expect("a stream");
        self
    }

    /// Letters in Unicode.
    pub(super) fn text(self, id: &str, text: &str) -> Self {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.stream(&format!("/__substg1.0_{id}001F"), &bytes)
    }

    pub(super) fn fixed(mut self, id: u16, kind: u16, value: u64) -> Self {
        for part in [kind, id] {
            self.rows.extend(part.to_le_bytes());
        }
        self.rows.extend([6, 0, 0, 0]);
        self.rows.extend(value.to_le_bytes());
        self
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let table = [vec![0; 32], self.rows.clone()].concat();
        self.stream("/__properties_version1.0", &table).file.into_inner().into_inner()
    }
}

pub(super) fn rich(rtf: &str) -> Vec<u8> {
    let mut packed = (rtf.len() as u32 + 12).to_le_bytes().to_vec();
    packed.extend((rtf.len() as u32).to_le_bytes());
    packed.extend(b"MELA");
    packed.extend(0_u32.to_le_bytes());
    packed.extend(rtf.as_bytes());
    packed
}

fn of_rich(rtf: &str) -> String {
    letter(Msg::new().text("001A", "IPM.Note").stream("/__substg1.0_10090102", &rich(rtf)).bytes()).text
}

#[test]
fn a_message_is_read_as_the_mail_it_was() {
    let msg = Msg::new()
        .text("001A", "IPM.Note")
        .text("0037", "Still waiting — René")
        .text("0042", "Ann \"Invented\", Mrs")
        .text("5D02", "Ann@Example.org")
        .text("1000", "We asked in March.\r\nNobody answers.\r\n")
        .text("1035", "<one@example.org>")
        .text("1039", "<first@example.org> <second@example.org>")
        .text("1042", "<second@example.org>")
        // 2 September 2024, 09:00 UTC.
        .fixed(0x0039, 0x40, 133_697_412_000_000_000);
    let letter = letter(msg.bytes());
    assert_eq!(letter.subject, "Still waiting — René");
    let from = letter.from.expect("a sender");
    assert_eq!(from.name.as_deref(), Some("Ann Invented, Mrs"));
    assert_eq!(from.email.as_deref(), Some("ann@example.org"));
    assert_eq!(letter.text, "We asked in March.\nNobody answers.");
    assert_eq!(letter.message_id.as_deref(), Some("one@example.org"));
    assert_eq!(letter.references, ["second@example.org", "first@example.org"], "nearest first");
    assert_eq!(letter.sent.map(|sent| sent.to_rfc3339()).as_deref(), Some("2024-09-02T09:00:00+00:00"));
}

#[test]
fn letters_that_are_not_unicode_are_read_in_their_code_page() {
    let (text, _, _) = encoding_rs::WINDOWS_1251.encode("Примерова");
    let msg = Msg::new()
        .stream("/__substg1.0_001A001E", b"IPM.Note\0")
        .stream("/__substg1.0_0037001E", &text)
        .stream("/__substg1.0_1000001E", b"Help.")
        .fixed(0x3ffd, 3, 1251);
    assert_eq!(letter(msg.bytes()).subject, "Примерова");
}

#[test]
fn attachments_are_listed_and_a_message_within_is_read() {
    let number = |value: u16| [[3, 0], value.to_le_bytes(), [6, 0], [0, 0]].concat();
    let within = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    let unicode = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let msg = Msg::new()
        .text("1000", "See attached.")
        .stream("/__attach_version1.0_#00000000/__properties_version1.0", &number(1))
        .stream("/__attach_version1.0_#00000000/__substg1.0_3707001F", &unicode("draft plan.pdf"))
        .stream("/__attach_version1.0_#00000000/__substg1.0_370E001F", &unicode("application/pdf"))
        .stream("/__attach_version1.0_#00000000/__substg1.0_37010102", b"%PDF-1.7 not really")
        .stream(&format!("{within}/__properties_version1.0"), &[0; 24])
        .stream(&format!("{within}/__substg1.0_0037001F"), &unicode("What the council wrote"))
        .stream(&format!("{within}/__substg1.0_1000001F"), &unicode("We decline to assess."));
    let letter = letter(msg.bytes());
    assert!(letter.text.starts_with("See attached."), "{}", letter.text);
    assert!(letter.text.contains("We decline to assess."), "{}", letter.text);
    let pdf = &letter.attachments[0];
    assert_eq!((pdf.name.as_deref(), pdf.bytes), (Some("draft plan.pdf"), 19));
    assert_eq!(pdf.media_type, "application/pdf");
}

#[test]
fn an_attachment_of_which_only_the_name_was_kept_is_told() {
    let number = |value: u16| [[3, 0], value.to_le_bytes(), [6, 0], [0, 0]].concat();
    let unicode = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let place = |at: u8, stream: &str| format!("/__attach_version1.0_#0000000{at}/{stream}");
    let msg = Msg::new()
        .text("1000", "See attached.")
        .stream(&place(0, "__properties_version1.0"), &number(1))
        .stream(&place(0, "__substg1.0_3707001F"), &unicode("on the shared drive.docx"))
        .stream(&place(1, "__substg1.0_3707001F"), &unicode("a drawing"))
        .stream(&place(1, "__substg1.0_3701000D/CONTENTS"), b"some other program's");
    let told: Vec<_> = letter(msg.bytes())
        .attachments
        .into_iter()
        .map(|one| (one.name.unwrap_or_default(), one.bytes))
        .collect();
    assert_eq!(told, [("on the shared drive.docx".to_owned(), 0), ("a drawing".to_owned(), 0)]);
}

#[test]
fn a_message_that_was_never_sent_has_the_day_it_was_begun() {
    // 2 September 2024, 09:00 UTC.
    let msg = Msg::new().text("1000", "Not sent yet.").fixed(0x3007, 0x40, 133_697_412_000_000_000);
    let begun = letter(msg.bytes()).sent.map(|sent| sent.to_rfc3339());
    assert_eq!(begun.as_deref(), Some("2024-09-02T09:00:00+00:00"));
}

#[test]
fn a_body_that_is_only_rich_text_is_read() {
    assert_eq!(
        of_rich(
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}\f0 Dear MP,\par It\rquote s \'a31,000\tab a year\u8364?.\par{\pict 0123}End}"
        ),
        "Dear MP,\nIt’s £1,000\ta year€.\nEnd"
    );
    let cyrillic = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cf\'f0\'e8\f0  caf\'e9}";
    assert_eq!(of_rich(cyrillic), "При café");
    assert_eq!(of_rich(r"{\rtf1 two halves \u-10179?\u-8704? of one}"), "two halves 😀 of one");
}

#[test]
fn rich_text_that_lies_about_its_length_is_left_out() {
    let of = |packed: &[u8]| {
        letter(Msg::new().text("001A", "IPM.Note").stream("/__substg1.0_10090102", packed).bytes()).text
    };
    let whole = rich(r"{\rtf1 Help.}");
    assert_eq!(of(&whole), "Help.");
    let mut longer = whole.clone();
    longer[4] += 1;
    assert_eq!(of(&longer), "", "longer than it is");
    assert_eq!(of(&whole[..8]), "", "shorter than its head");
}

#[test]
fn rich_text_keeps_bytes_that_are_no_ascii() {
    let mut packed = rich(r"{\rtf1\ansi\ansicpg1252 It_s}");
    let at = packed.iter().position(|byte| *byte == b'_').expect("there");
    packed[at] = 0x92;
    let msg = Msg::new().text("001A", "IPM.Note").stream("/__substg1.0_10090102", &packed).bytes();
    assert_eq!(letter(msg).text, "It’s");
}

#[test]
fn html_packed_into_rich_text_comes_out_as_html() {
    let packed = r"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}We \htmlrtf {\b\htmlrtf0 {\*\htmltag84 <b>}wait{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0  still.{\*\htmltag72 </p>}{\*\mhtmltag72 <p>twice</p>}}";
    assert_eq!(of_rich(packed), "We wait still.");
}

#[test]
fn what_is_no_letter_is_said() {
    let of_class = |class: &str| Msg::new().text("001A", class).text("1000", "x").bytes();
    assert_eq!(refusal(of_class("IPM.Contact")), NotALetter::OutlookItem);
    assert_eq!(letter(of_class("IPM.Note.SMIME")).unread, Some(Unread::Sealed), "kept, though it is sealed");
    assert_eq!(letter(of_class("ipm.note")).text, "x");
}

#[test]
fn a_list_of_folders_that_would_take_long_to_look_through_is_refused() {
    let mut msg = Msg::new().text("001A", "IPM.Note").text("1000", "x");
    // In no order, or making the file would take long as well.
    for number in (0_u32..12_000).map(|number| number * 5_003 % 12_000) {
        let name = if number < 1_000 { "__recip_version1.0_" } else { "__other" };
        msg.file.create_storage(format!("/{name}#{number:08X}")).expect("a folder");
    }
    assert_eq!(refusal(msg.bytes()), NotALetter::TooTangled);
}

#[test]
fn a_message_says_a_great_deal_of_itself_and_the_letter_is_found() {
    let mut msg = Msg::new().text("1000", "We wait.");
    for number in (0_u32..600).map(|number| number * 203 % 600) {
        msg = msg.text(&format!("{:04X}", 0x8000 + number), "x");
    }
    for person in (0_u32..100).map(|person| person * 33 % 100) {
        let address: Vec<u8> =
            format!("p{person}@example.org").encode_utf16().flat_map(u16::to_le_bytes).collect();
        msg = msg.stream(&format!("/__recip_version1.0_#{person:08X}/__substg1.0_39FE001F"), &address);
    }
    let letter = letter(msg.bytes());
    assert_eq!((letter.text.as_str(), letter.to.len()), ("We wait.", 100));
}

#[test]
fn a_message_cut_anywhere_is_damaged_and_never_panics() {
    let whole = Msg::new().text("001A", "IPM.Note").text("1000", "x").bytes();
    for cut in (0..whole.len()).step_by(37) {
        let _ = crate::intake::read_letter(whole.get(..cut).expect("in range"));
    }
}

proptest! {
    #[test]
    fn rich_text_never_panics(rtf in r"(\{|\}|\\[a-z*~_']{1,7}-?[0-9]{0,6} ?|[a-zé0-9 ]){0,200}") {
        let _ = of_rich(&rtf);
    }

    #[test]
    fn a_flipped_byte_never_panics(at in 0_usize..8000, with in any::<u8>()) {
        let mut bytes = Msg::new().text("001A", "IPM.Note").text("0037", "s").text("1000", "Help.").bytes();
        let at = at % bytes.len();
        bytes[at] = with;
        let _ = crate::intake::read_letter(&bytes);
    }
}
