//! What is read and what is left unread, on passages written for the purpose and on every English one there is.

use serde::Deserialize;

use crate::reading::{Names, Reader, facets, milestones, passage_to_quote, people, read};

#[derive(Deserialize)]
struct Passage {
    id: String,
    text: String,
    /// What it is in, all of it or the part that is not English.
    language: Option<String>,
    /// Words that have to be read.
    read: Option<String>,
    /// Words that must not be.
    unread: Option<String>,
}

fn passages() -> Vec<Passage> {
    let lines = include_str!("../../../corpus/languages.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a passage")).collect()
}

/// The texts of one file of the corpus that is in English throughout.
fn english(file: &str) -> Vec<String> {
    let of = |line| serde_json::from_str::<serde_json::Value>(line).expect("a passage");
    file.lines().map(|line| of(line)["text"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_letter_in_another_language_is_not_read_and_says_which_it_is_in() {
    let (mut wrong, mut unnamed, mut all) = (Vec::new(), Vec::new(), 0);
    for passage in passages() {
        let found = read(&passage.text).not_read;
        let Some(language) = &passage.language else {
            assert_eq!(found, None, "{} is English, however it is written", passage.id);
            continue;
        };
        all += 1;
        match found.and_then(|found| found.language) {
            Some(name) if name == language => {}
            Some(name) => wrong.push((passage.id, language.clone(), name)),
            None => unnamed.push((passage.id, language.clone())),
        }
    }
    assert!(all >= 60, "{all} passages say little");
    assert!(wrong.len() * 33 <= all, "called by another's name, of {all}: {wrong:?}");
    assert!(unnamed.len() * 20 <= all, "read, or not named, of {all}: {unnamed:?}");
}

#[test]
fn of_a_mixed_letter_the_english_is_read_and_the_rest_is_not() {
    for passage in passages() {
        let (Some(mine), Some(theirs)) = (&passage.read, &passage.unread) else { continue };
        let found = read(&passage.text).not_read.unwrap_or_else(|| panic!("{} is all read", passage.id));
        assert!(!found.whole, "{}", passage.id);
        let unread: Vec<&str> = found.spans.iter().filter_map(|span| span.of(&passage.text)).collect();
        assert!(unread.iter().any(|part| part.contains(theirs.as_str())), "{}: {unread:?}", passage.id);
        assert!(!unread.iter().any(|part| part.contains(mine.as_str())), "{}: {unread:?}", passage.id);
    }
}

#[test]
fn english_is_read_in_every_voice_there_is() {
    let samples = crate::samples::letters()
        .map(|(_, bytes)| crate::intake::read_letter(bytes).map(|letter| letter.text).unwrap_or_default());
    let files = [
        include_str!("../../../corpus/passages.jsonl"),
        include_str!("../../../corpus/apart.jsonl"),
        include_str!("../../../corpus/facets.jsonl"),
        include_str!("../../../corpus/people.jsonl"),
        include_str!("../../../corpus/urgent.jsonl"),
    ];
    let mut reader = crate::reading::words::Vocabulary::default();
    for text in samples.chain(files.into_iter().flat_map(english)) {
        let shouted = text.to_uppercase();
        for text in [text, shouted] {
            let letter = crate::reading::Letter::of(&text, &mut reader);
            assert!(letter.foreign.is_none(), "not read: {text}\n{:?}", letter.foreign);
        }
    }
}

const POLISH: &str = "Szanowny Panie, piszę w sprawie mojego syna, który ma osiem lat i autyzm. Od września 2024 nie chodzi do \
                      szkoły, bo szkoła mówi, że nie ma dla niego pomocy. Transport nie przyjechał w marcu.";

#[test]
fn nothing_is_offered_from_words_that_were_not_read() {
    let found = read(POLISH);
    assert!(found.themes.is_empty() && found.passages.is_empty() && found.consent.is_none(), "{found:?}");
    assert!(found.urgent.is_empty(), "\"od\" is Polish for \"from\", and no overdose");
    assert!(facets(POLISH).is_empty() && milestones(POLISH, None).is_empty());
    assert!(
        people(POLISH).is_empty(),
        "whom it names, only a reader of Polish can tell: {:?}",
        people(POLISH)
    );
    assert_eq!(passage_to_quote(POLISH), None, "nobody can tell whom it would give away");
    assert!(Reader::default().filing(POLISH).themes.is_empty());
    let said = found.not_read.expect("it was not read").say();
    assert!(said.starts_with("This letter seems to be in Polish. It was not read:"), "{said}");
    assert!(said.contains("risk to a child cannot be seen"), "{said}");
}

#[test]
fn a_postcode_and_words_of_risk_are_found_in_any_language() {
    let text = format!(
        "{POLISH} Lekarz pisze: self-harm, suicidal ideation. Mieszkamy: 4 Larch Close, Hitchin SG4 9AA."
    );
    let found = read(&text);
    assert!(found.not_read.is_some());
    assert_eq!(found.authority.map(|place| place.name), Some("Hertfordshire"));
    assert!(!found.urgent.is_empty());
    let council = format!("{POLISH} Piszemy do Luton Borough Council od roku.");
    assert_eq!(read(&council).authority.map(|place| place.name), Some("Luton"));
    let sister = format!("{POLISH} Moja siostra mieszka w Essex, brat in Kent.");
    assert_eq!(read(&sister).authority, None, "whose home that is, only a reader of Polish can tell");
}

#[test]
fn in_another_language_shapes_first_names_and_names_of_the_english_are_found_and_no_others() {
    let text = format!(
        "My son Zebedee has no school place.\n\n{POLISH} Zebedee i Agnieszka Wrona czekają, 07700 900123, SG4 9AA."
    );
    let found = people(&text);
    let words: Vec<&str> = found.iter().filter_map(|one| one.span.of(&text)).collect();
    assert_eq!(words, ["Zebedee", "Zebedee", "Agnieszka", "07700 900123", "SG4 9AA"]);
    assert!(Names::are_unread(POLISH) && !Names::are_unread("My son Zebedee has no school place."));
}

#[test]
fn a_few_foreign_words_leave_a_letter_english() {
    for text in [
        "Dzień dobry! My son has no school place.",
        "Diolch yn fawr.",
        "Bore da! We are still waiting. Diolch yn fawr iawn i chi.",
        "Inshallah.",
        "Łukasz Brzezińska, Siân Llŷr, Đặng Thị Hương",
        "Mrs BRZEZIŃSKA, Łódź",
        "Our son 小明 (محمد) waits.",
        "ŵ ŷ é – 😔 we live in Hertfordshire.",
        "Agnieszka Wójcik\nul. Kwiatowa 4",
        "",
        "🙂🙂🙂",
        "1234 5678 90",
    ] {
        assert_eq!(read(text).not_read, None, "{text}");
    }
}

#[test]
fn what_is_said_names_the_language_only_where_that_is_sure() {
    let mut told = read(POLISH).not_read.expect("it was not read");
    told.language = None;
    assert!(told.say().starts_with("This letter does not seem to be in English. It was not read:"));
    told.whole = false;
    assert!(
        told.say().starts_with("Part of this letter does not seem to be in English. That part was not read:")
    );
}
