//! What is told apart in letters, as they come.

use super::{PartKind::*, *};

fn kinds(text: &str) -> Vec<(PartKind, &str)> {
    parts(text).into_iter().map(|part| (part.kind, part.span.of(text).unwrap_or_default().trim())).collect()
}

#[test]
fn a_reply_stands_above_what_it_answers() {
    let text = "He is still at home.\n\nOn Tue, 6 May 2025 at 10:04, The Office\n<office@example.org> wrote:\n> Dear Mrs Oakes\n> Thank you.\n";
    let found = kinds(text);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0], (Words, "He is still at home."));
    assert!(found[1].0 == Quoted && found[1].1.starts_with("On Tue"));
}

#[test]
fn words_below_a_marked_quotation_are_words_again() {
    let text = "> Have you heard?\nNo, nothing.\n> And the school?\nNo.";
    assert_eq!(kinds(text).iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Quoted, Words, Quoted, Words]);
}

#[test]
fn outlook_headers_begin_a_quotation_to_the_end() {
    let text = "Please see below.\n\nFrom: SEND Team\nSent: 06 May 2025 10:04\nTo: A Parent\nSubject: RE: plan\n\nWe refuse.\n";
    assert_eq!(kinds(text)[0], (Words, "Please see below."));
    assert!(kinds(text)[1].1.ends_with("We refuse."));
    let text = "Thanks for this.\n-----Original Message-----\nFrom: x\n\nWe refuse.";
    assert_eq!(kinds(text)[1].0, Quoted);
}

#[test]
fn what_is_quoted_is_told_whatever_language_the_mail_program_speaks() {
    for quoted in [
        "Am 02.09.2024 um 10:00 schrieb Office <mp@example.com>:\n> Dear Ann",
        "Le 2 sept. 2024 à 10:00, Office <mp@example.com> a écrit :\n> Dear Ann",
        "El lun, 2 sept 2024 a las 10:00, Office (<mp@example.com>) escribió:\n> Dear Ann",
        "W dniu 2.09.2024 o 10:00, Office napisał(a):\n> Dear Ann",
        "Ar Llun, 2 Medi 2024 am 10:00, ysgrifennodd Office <mp@example.com>:\n> Dear Ann",
        "Von: Office <mp@example.com>\nGesendet: Montag, 2. September 2024 10:00\nAn: Ann\nBetreff: x\n\nDear Ann",
        "De : Office <mp@example.com>\nEnvoyé : lundi 2 septembre 2024\nÀ : Ann\nObjet : x\n\nDear Ann",
        "Od: Office <mp@example.com>\nWysłano: 2 września 2024\nDo: Ann\nTemat: x\n\nDear Ann",
        "-----Ursprüngliche Nachricht-----\nVon: Office\n\nDear Ann",
    ] {
        let text = format!("He is still at home.\n\n{quoted}\n");
        let found = kinds(&text);
        assert_eq!(found, [(Words, "He is still at home."), (Quoted, quoted)]);
    }
    for words in [
        "Am I right that he was seen on 2 May?\nI was told: yes.",
        "Le Marchant School, 12 pupils:\nnone has a plan.",
        "Do: nothing.\nAn: idea.\nDate: 2 May.",
    ] {
        assert_eq!(kinds(words), [(Words, words)], "nothing is quoted here");
    }
}

#[test]
fn a_letter_that_was_passed_on_is_the_letter() {
    let text = "---------- Forwarded message ---------\nFrom: A <a@example.org>\nDate: Tue\nSubject: Help\nTo: <b@example.org>\n\nMy son is at home.";
    assert_eq!(kinds(text).last(), Some(&(Words, "My son is at home.")));
}

#[test]
fn signatures_and_disclaimers_are_set_apart() {
    for end in [
        "Kind regards,\nA Parent\n1 High Street\nSG4 9AA",
        "-- \nA Parent",
        "Sent from my iPhone",
        "This email and any attachments are confidential.",
    ] {
        let text = format!("My son is at home.\n\n{end}\n");
        assert_eq!(kinds(&text), [(Words, "My son is at home."), (Signature, end)]);
    }
}

#[test]
fn thanks_in_the_middle_of_a_letter_is_not_a_signature() {
    let text =
        "Thank you\n\nMy son has been at home since March and nobody has sent him a single piece of work.";
    assert_eq!(kinds(text).len(), 1);
    let text = "He is home.\nThanks\nA Parent\nPS He was told yesterday that the taxi is to be taken away from him too.";
    assert_eq!(kinds(text).iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Words, Signature, Words]);
}

#[test]
fn parts_cover_the_text_exactly() {
    for text in ["", "\n", "a", "\r\n\r\n> x\r\n", "On 3 May x wrote:", "--\n\n--\n", "日本\n>é"] {
        let mut end = 0;
        for part in parts(text) {
            assert_eq!(part.span.start, end, "{text:?}");
            end = part.span.end;
        }
        assert_eq!(end as usize, text.len(), "{text:?}");
    }
}
