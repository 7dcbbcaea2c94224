//! What leaves: cells that run nothing, words that are gone, and people who are found.

use chrono::{TimeZone as _, Utc};
use proptest::prelude::*;

use super::people::{Found, Kind, Own, find, headers_name_others};
use super::redact::{REMOVED, Words};
use super::sheet::{Sheet, as_text};
use super::{Accessed, Certificate, CopyFor, Outcome, PersonRecord, StoryRecord};
use crate::briefing;

const LETTER: &str = "Dear Mr Hale,\n\nMy son Tobias is nine. Mrs Okonkwo-Reid, the SENCO at his school, wrote to \
    Dr. Anita Patel in May. Patel's answer came to m.okonkwo@northdale.example and not to us, and\nMrs\n\
    Okonkwo-Reid rang me on 01632 960 123. Write to her at 14 Larch Grove, SG5 1AB.\n\n\
    Kind regards,\nGwen Farrow\n3 Elm Row, SG4 9XY\n01632 960555\n";

fn own<'a>(staff: &'a [String], senders: &'a [String]) -> Own<'a> {
    Own {
        name: "Gwen Farrow",
        email: "gwen@farrow.example",
        postcode: "SG4 9XY",
        staff,
        mp: "Alex Hale MP",
        senders,
    }
}

fn found_in(text: &str) -> Vec<Found> {
    find(&[(text.to_owned(), "Email of 3 September 2024".to_owned())], &own(&["Jo Tester".into()], &[]))
}

fn names(found: &[Found], kind: Kind) -> Vec<&str> {
    found.iter().filter(|found| found.kind == kind).map(|found| found.words.as_str()).collect()
}

#[test]
fn other_people_are_found_by_title_relation_and_address_and_the_writer_is_not() {
    let found = found_in(LETTER);
    let people = names(&found, Kind::Person);
    for person in ["Tobias", "Mrs Okonkwo-Reid", "Dr. Anita Patel"] {
        assert!(people.contains(&person), "{person} is somebody else: {people:?}");
    }
    assert_eq!(names(&found, Kind::Member), ["Mr Hale"], "the Member is no third party, but is shown");
    assert_eq!(names(&found, Kind::Email), ["m.okonkwo@northdale.example"]);
    assert_eq!(names(&found, Kind::Phone), ["01632 960 123"], "the number under their own name is theirs");
    assert_eq!(names(&found, Kind::Postcode), ["SG5 1AB"], "their own postcode is theirs");
    assert_eq!(names(&found, Kind::Address), ["14 Larch Grove"], "their own address is theirs");
    assert!(!found.iter().any(|found| found.words.contains("Farrow")), "nobody is their own third party");
    let okonkwo = found.iter().find(|found| found.words == "Mrs Okonkwo-Reid").expect("found");
    assert_eq!(okonkwo.places[0].times, 2, "also where a line was broken in the middle of the name");
}

#[test]
fn every_rule_finds_somebody() {
    for (text, who) in [
        ("Hello Amina and Ruth Oyelaran,\n\nthank you", "Amina and Ruth Oyelaran"),
        ("> Dear Cllr Brandt\n", "Cllr Brandt"),
        ("Thank you.\n\nYours sincerely,\n\nPriya Raman\n", "Priya Raman"),
        ("On 3 May 2024, Declan Moss <d@moss.example> wrote:\n> hello", "Declan Moss"),
        ("From: Declan Moss\nTo: us", "Declan Moss"),
        ("his teacher, Ola Nordmann, said", "Ola Nordmann"),
        ("our caseworker is called Bettina, and", "Bettina"),
        ("PROFESSOR X and Professor Ferdinand Quill", "Professor Ferdinand Quill"),
    ] {
        let found = found_in(text);
        assert!(names(&found, Kind::Person).contains(&who), "{who} in {text:?}: {found:?}");
    }
}

#[test]
fn words_taken_out_are_gone_in_every_way_they_are_written() {
    let words = Words::of(
        [
            ("Mrs Okonkwo-Reid", Some(Kind::Person)),
            ("Dr. Anita Patel", Some(Kind::Person)),
            ("01632 960 123", Some(Kind::Phone)),
            ("SG5 1AB", Some(Kind::Postcode)),
            ("the flat above", None),
        ],
        &["Gwen".into(), "Farrow".into()],
    );
    let text = "mrs okonkwo-reid, MRS OKONKWO-REID, Mrs\n> Okonkwo-Reid, Okonkwo-Reid’s, Anita Patel, PATEL, Patel, \
                +44 1632 960123, 01632960123, sg51ab, SG5  1AB, The Flat\nAbove";
    let left = words.taken_out(text);
    let rest = left.replace(REMOVED, "");
    for gone in ["okonkwo", "patel", "anita", "960", "sg5", "flat"] {
        assert!(!rest.to_lowercase().contains(gone), "{gone} is still there: {left}");
    }
    assert_eq!(words.taken_out("We will patch the flatter above."), "We will patch the flatter above.");
    let ordinary = Words::of([("Mr Young", Some(Kind::Person))], &[]);
    assert_eq!(ordinary.taken_out("Mr Young has Young people"), format!("{REMOVED} has Young people"));
}

fn a_story(text: &str) -> StoryRecord {
    let at = Utc.with_ymd_and_hms(2024, 9, 3, 9, 30, 0).single().expect("a moment");
    StoryRecord {
        id: uuid::Uuid::from_u128(7),
        constituent: 1,
        subject: "Waiting for Dr. Anita Patel".into(),
        received: at,
        filing: crate::story::Filing::default(),
        consent: crate::consent::ConsentLevel::Casework,
        hand_over: None,
        acknowledged: None,
        campaign: None,
        review: None,
        keep_reason: String::new(),
        letters: vec![super::LetterRecord {
            id: uuid::Uuid::from_u128(8),
            channel: crate::submission::Channel::Email,
            received: at,
            sender: "Gwen Farrow".into(),
            email: "gwen@farrow.example".into(),
            subject: "Waiting".into(),
            text: text.into(),
            from_html: false,
            attachments: Vec::new(),
            passages: Vec::new(),
            kept: true,
            original: None,
        }],
        consents: Vec::new(),
        notes: vec![super::NoteRecord { at, by: "Jo Tester".into(), text: "Rang Mrs Okonkwo-Reid.".into() }],
        milestones: Vec::new(),
        facets: [true, false]
            .map(|so| super::FacetRecord {
                kind: "Need",
                what: if so { "Hearing impairment" } else { "Vision impairment" }.into(),
                so,
                by: "Jo Tester".into(),
                recorded: at,
            })
            .into(),
        packs: Vec::new(),
        history: Vec::new(),
    }
}

fn printed(copy: CopyFor) -> (String, crate::briefing::Pdf) {
    let mut story = a_story(LETTER);
    let found = found_in(LETTER);
    let others = found.iter().filter(|found| found.kind != Kind::Member);
    let words = Words::of(others.map(|found| (found.words.as_str(), Some(found.kind))), &[]);
    if copy == CopyFor::Person {
        story.each_text(&mut |text, _| *text = words.taken_out(text).into_owned());
    }
    let person = PersonRecord {
        number: 1,
        name: "Gwen Farrow".into(),
        email: "gwen@farrow.example".into(),
        postcode: "SG4 9XY".into(),
    };
    let none = Words::None;
    let document = Accessed {
        copy,
        office: "Alex Hale MP, North Dale".into(),
        made: story.received,
        person: &person,
        stories: std::slice::from_ref(&story),
        elsewhere: &[],
        mentions: &[],
        staff: &[],
        marked: if copy == CopyFor::Person { &none } else { &words },
        found: &found,
        originals: (0, 1),
        review_after: 24,
    }
    .document();
    let pdf = briefing::print(&document).expect("it can be printed");
    (format!("{document:?}"), pdf)
}

#[test]
fn the_copy_to_send_holds_no_word_of_anybody_else_and_the_working_copy_boxes_them() {
    let (sent, pdf) = printed(CopyFor::Person);
    for gone in ["Tobias", "Okonkwo", "Patel", "960 123", "Larch", "SG5"] {
        assert!(!sent.contains(gone), "{gone} would be sent");
    }
    assert!(sent.contains(REMOVED) && sent.contains("SG4 9XY") && pdf.pages >= 3);
    briefing::assert_accessible(&pdf);
    let (working, pdf) = printed(CopyFor::Office);
    briefing::assert_accessible(&pdf);
    assert!(working.contains("Boxed(\"Mrs Okonkwo-Reid\")"), "it is boxed where it stands");
    assert!(working.contains("Not for sending"), "and says so on every page");
    for noted in ["Need: Hearing impairment. Recorded by", "looked at and dropped."] {
        assert!(working.contains(noted) && sent.contains(noted), "{noted}");
    }
}

#[test]
fn the_certificate_is_one_page() {
    for outcome in [Outcome::Ordered, Outcome::Done { left: vec!["A folder is not empty.".into(); 3] }] {
        let certificate = Certificate {
            casebook: uuid::Uuid::from_u128(7),
            name: "North Dale".into(),
            office:
                "The Rt Hon Alexandra Cholmondeley-Featherstonehaugh MP, Inverness, Skye and West Ross-shire"
                    .into(),
            by: "Jo Tester".into(),
            at: Utc.with_ymd_and_hms(2024, 9, 3, 9, 30, 0).single().expect("a moment"),
            stories: 1204,
            letters: 2040,
            handed_over: 31,
            head: "0123456789abcdef".repeat(4),
            entries: 9120,
            backups: 12,
            outcome,
        };
        let pdf = briefing::print(&certificate.document()).expect("printed");
        assert_eq!(pdf.pages, 1);
        briefing::assert_accessible(&pdf);
    }
}

#[test]
fn headers_that_name_another_address_keep_an_original_back() {
    let mail = b"From: Gwen <gwen@farrow.example>\r\nTo: alex.hale.mp@parliament.uk\r\nMessage-ID: <a@b.example>\r\n\r\nx@y.example";
    assert!(!headers_name_others(mail, "gwen@farrow.example"), "theirs and the Member's own");
    let mail = b"From: gwen@farrow.example\r\nCc: Somebody\r\n\t<d@moss.example>\r\n\r\n";
    assert!(headers_name_others(mail, "gwen@farrow.example"), "also where the line was folded");
}

fn harmless(cell: &str) -> bool {
    let shown =
        cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || "\"“”‘’".contains(c));
    cell.starts_with('\'') || !shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

proptest! {
    #[test]
    fn no_cell_is_ever_a_formula(lead in "[ \\t\\r\\n\"'\u{a0}\u{200b}\u{feff}“]{0,4}", sign in "[=+@＝＋－＠-]", rest in "\\PC{0,20}") {
        let cell = as_text(&format!("{lead}{sign}{rest}"));
        prop_assert!(cell.starts_with('\''), "{cell:?}");
    }

    #[test]
    fn any_text_is_harmless_and_keeps_its_words(words in "\\PC{0,40}") {
        let cell = as_text(&words);
        prop_assert!(harmless(&cell), "{cell:?}");
        prop_assert!(cell.strip_prefix('\'') == Some(words.as_str()) || cell == words);
        prop_assert!(!words.starts_with(['\t', '\r']) || cell.starts_with('\''));
    }

    #[test]
    fn a_sheet_gives_back_the_cells_it_was_given(cells in prop::collection::vec("[^\\r]{0,20}", 3)) {
        let mut bytes = Vec::new();
        let mut sheet = Sheet::begin(&mut bytes, &["a", "b", "c"]).expect("begun");
        sheet.row(cells.iter().map(String::as_str)).expect("a row");
        sheet.end().expect("ended");
        let text = String::from_utf8(bytes).expect("text");
        let mut read = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let row = read.records().next().expect("one row").expect("whole");
        prop_assert_eq!(row.iter().map(str::to_owned).collect::<Vec<_>>(), cells.iter().map(|cell| as_text(cell)).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_in_a_letter_stops_the_search(text in "\\PC{0,300}") {
        for found in found_in(&text) {
            let words = Words::of([(found.words.as_str(), Some(found.kind))], &[]);
            prop_assert!(words.count(&text) > 0, "{found:?}");
            prop_assert!(words.count(&words.taken_out(&text).replace(REMOVED, "·")) == 0, "{found:?}");
        }
    }
}
