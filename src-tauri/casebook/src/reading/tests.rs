//! What the reading promises, on letters made up for the purpose.

use proptest::prelude::*;

use super::*;
use crate::consent::ConsentLevel;

fn themes(text: &str) -> Vec<&'static str> {
    read(text).themes.iter().map(|suggestion| suggestion.theme).collect()
}

fn place(text: &str) -> Option<&'static str> {
    read(text).authority.map(|authority| authority.name)
}

fn consent(text: &str) -> Option<ConsentLevel> {
    read(text).consent.map(|consent| consent.level)
}

fn passages(text: &str) -> Vec<&str> {
    read(text).passages.iter().filter_map(|span| span.of(text)).collect()
}

fn assert_theme(theme: &str, letters: &[&str]) {
    for letter in letters {
        assert!(themes(letter).contains(&theme), "{theme} not found in “{letter}”: {:?}", themes(letter));
    }
}

#[test]
fn themes_are_found_in_the_words_parents_use() {
    assert_theme(
        "out_of_school",
        &[
            "They've left him to rot at home since March. He is autistic.",
            "My daughter hasn't set foot in a classroom for fourteen months.",
            "My son has had no education since Christmas, not even a tutor.",
        ],
    );
    assert_theme(
        "ehcp_delay",
        &[
            "We have been waiting 47 weeks for our son's EHCP.",
            "The draft plan is months overdue and my daughter starts school soon.",
            "It is thirty-four weeks since we applied for our boy's assessment.",
        ],
    );
    assert_theme(
        "refusal_to_assess",
        &[
            "The council have refused to assess my son twice.",
            "They turned down our application for an EHCP because she isn't bad enough.",
        ],
    );
    assert_theme("placement_shortage", &["No school will take our daughter. Eleven schools have said no."]);
    assert_theme("transport", &["The taxi that takes my son to school stopped without any warning."]);
    assert_theme(
        "health_waits",
        &["My son has been on the waiting list for an autism assessment for three years."],
    );
    assert_theme("family_impact", &["I had to give up my job to look after my autistic son."]);
    assert_theme("exclusion_reduced", &["My son has been on a part-time timetable since September."]);
    assert_theme(
        "tribunal",
        &["We are taking them to tribunal over our daughter's plan and the legal fees are huge."],
    );
    assert_theme("communication", &["Nobody answers our emails about my daughter's school."]);
    assert_theme("child_wellbeing", &["My daughter has started self-harming because of school."]);
}

#[test]
fn case_quotes_and_hard_wrapped_lines_make_no_difference() {
    let plain =
        "My son can't get a school place and hasn't been in school since May. They've left him at home.";
    let expected = themes(plain);
    assert!(!expected.is_empty());
    assert_eq!(themes(&plain.to_uppercase()), expected, "all capitals");
    assert_eq!(themes(&plain.replace('\'', "’")), expected, "curly quotes");
    assert_eq!(themes(&plain.replace(" school", "\r\nschool")), expected, "hard-wrapped");
    assert_eq!(themes(&plain.replace(' ', "  ")), expected, "double spaces");
}

#[test]
fn a_denial_is_no_complaint() {
    for letter in [
        "Our son's plan was not late.",
        "My daughter is no longer waiting for her assessment.",
        "Our son has never been excluded from school.",
    ] {
        assert_eq!(themes(letter), Vec::<&str>::new(), "{letter}");
    }
}

#[test]
fn letters_about_other_things_suggest_nothing() {
    for letter in [
        "Dear MP, the bus stop on our road has lost its shelter. When will the council repair it? My children get wet.",
        "I was fined for parking outside the school and the council will not listen. I paid a penalty charge notice.",
        "Our newsletter: SEND reform, Ofsted inspection, deficits. View in your browser. Unsubscribe here.",
        "Please object to the planning application for forty houses behind our street.",
        "",
    ] {
        assert_eq!(themes(letter), Vec::<&str>::new(), "{letter}");
        assert_eq!(passages(letter), Vec::<&str>::new(), "{letter}");
    }
}

#[test]
fn quoted_replies_give_no_themes_and_no_passages() {
    let text = "Thank you for asking.\n\nOn 3 May 2025 the office wrote:\n> We are sorry your son is out of school and \
                the plan is late.\n> Nobody answers the emails.\n";
    assert_eq!(themes(text), Vec::<&str>::new());
    assert_eq!(passages(text), Vec::<&str>::new());
}

#[test]
fn an_office_is_never_offered_more_than_five_themes_and_every_theme_shows_its_words() {
    let text = "My son is out of school. The plan is late. Nobody answers. The taxi to school was stopped. We went to \
                tribunal. He was excluded from school. I gave up my job. Social worker says no respite. CAMHS \
                discharged him after a two year wait. College said no to his plan.";
    let reading = read(text);
    assert!(reading.themes.len() <= 5);
    for suggestion in &reading.themes {
        assert!((OFFER..=1.0).contains(&suggestion.score), "{suggestion:?}");
        assert!(!suggestion.spans.is_empty(), "a suggestion without evidence is no suggestion");
    }
}

#[test]
fn the_familys_own_postcode_decides() {
    assert_eq!(place("My son is at school in Luton.\n\nA Parent\nHitchin SG4 9AA"), Some("Hertfordshire"));
    assert_eq!(
        place("We live at sg49aa but Central Bedfordshire Council run the school"),
        Some("Hertfordshire")
    );
    assert_eq!(
        place("The Rt Hon A Person MP\nHouse of Commons\nLondon\nSW1A 0AA\n\nDear MP, Herts refused us.\n"),
        Some("Hertfordshire"),
        "Parliament's postcode is nobody's home"
    );
    assert_eq!(place("No news.\n\nOn 3 May 2025 you wrote:\n> Our office\n> SG4 9AA"), None);
    assert_eq!(
        place("Copy to: Example School\nHigh Street\nSG4 9AA\n\nDear MP, we live in Essex."),
        Some("Essex")
    );
}

#[test]
fn councils_are_known_by_the_names_people_use() {
    for (text, name) in [
        ("West Northants have ignored us.", "West Northamptonshire"),
        ("We wrote to Hertfordshire County Council.", "Hertfordshire"),
        ("herts council never answer", "Hertfordshire"),
        ("asked jan. herts say maybe october??", "Hertfordshire"),
        ("Lincs have lost the form.", "Lincolnshire"),
        ("We asked Essex to assess him.", "Essex"),
        ("Central Beds say no.", "Central Bedfordshire"),
        ("We live in St. Albans.", "Hertfordshire"),
        ("North Herts is lovely but we wait.", "Hertfordshire"),
        ("Brighton & Hove City Council refused.", "Brighton and Hove"),
        ("We are in Kent and wait.", "Kent"),
        ("the Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
    ] {
        assert_eq!(place(text), Some(name), "{text}");
    }
}

#[test]
fn words_and_surnames_are_not_places() {
    for text in [
        "Reading is hard for him.",
        "He is behind in reading and writing.",
        "He screams in the bath, and at bath time.",
        "Mr Kent teaches him.",
        "We saw Dr Bolton and Mrs Bury.",
        "The dog was barking.",
        "He was seen at Bedford Hospital.",
        "He goes to Luton Road School.",
        "HCC have not replied.",
        "The Westminster Hall debate.",
        "We moved from Essex years ago.",
    ] {
        assert_eq!(place(text), None, "{text}");
    }
    assert_eq!(place("Reading Borough Council refused."), Some("Reading"));
    assert_eq!(place("reading council refused."), Some("Reading"));
    assert_eq!(place("We live in Reading."), Some("Reading"));
}

#[test]
fn two_places_equally_likely_are_left_to_the_caseworker() {
    assert_eq!(place("Hertfordshire County Council and Essex County Council disagree."), None);
    assert_eq!(
        place("HCC, that is Hertfordshire, say no. My sister in Essex got hers."),
        Some("Hertfordshire")
    );
}

#[test]
fn words_of_risk_are_never_missed_for_a_not() {
    for text in [
        "He doesn't want to be here any more.",
        "She has been hurting herself.",
        "my son says he wants to die",
        "He said he’d be better off dead.",
        "SHE TOOK AN OVERDOSE",
        "He talks of suicide.",
        "She is self\nharming.",
        "He tried to kill himself.",
    ] {
        assert!(!read(text).urgent.is_empty(), "{text}");
    }
    assert!(read("The bus stop has lost its shelter.").urgent.is_empty());
}

#[test]
fn what_the_family_says_about_its_words_is_noticed() {
    for (text, level) in [
        ("You may use any of this in the debate without his name.", ConsentLevel::Anonymous),
        ("Please keep this private.", ConsentLevel::Casework),
        ("Please don't share this with anyone.", ConsentLevel::Casework),
        ("Count us in your figures, but please do not quote us.", ConsentLevel::Counted),
        ("You can read this out in Parliament.", ConsentLevel::ReadOut),
        ("Use it, but please change his name.", ConsentLevel::ReadOut),
        ("I am happy for you to use my name.", ConsentLevel::Named),
        ("Feel free to use our story.", ConsentLevel::Anonymous),
    ] {
        assert_eq!(consent(text), Some(level), "{text}");
    }
    assert_eq!(consent("My son is at home."), None);
    assert_eq!(
        consent("Please do not use our names, but you may use the story."),
        Some(ConsentLevel::Anonymous)
    );
}

#[test]
fn a_suggestion_is_never_more_than_the_family_said() {
    for (text, most) in [
        ("You can use our names only if you ask us first.", None),
        ("I might be happy to be named one day, but not yet.", None),
        ("Please ask me before you use any of this.", None),
        ("I am not happy for you to use our story.", None),
        ("Use my name? Please don't.", None),
        ("He has nothing to hide, he is a happy boy at home.", None),
        ("They change his name on every form and use our full name wrongly.", None),
        ("Can you name one school in Hertfordshire that will take him?", None),
        ("We do not give permission to share this letter.", Some(ConsentLevel::Casework)),
        ("I don't mind being a number in your figures but that is all.", Some(ConsentLevel::Counted)),
        ("You can't use our names.", Some(ConsentLevel::Anonymous)),
        ("You can read this out but not his name or the school.", Some(ConsentLevel::Anonymous)),
    ] {
        assert!(consent(text) <= most, "{text}: {:?}", consent(text));
    }
}

#[test]
fn passages_give_nobody_away() {
    let text = "Dear Mr Hale,\n\nMy son Oliver has been out of school for 14 months. We have been waiting forty-seven \
                weeks for a plan and nobody answers the emails. He goes to Larkfield Primary two hours a week. Ring me \
                on 01462 555 0123 about his plan. Our postcode is SG4 9AA and the plan is late. Alfie is out of \
                school.\n\nYours sincerely,\nA Parent";
    let found = passages(text);
    assert!(!found.is_empty());
    for passage in found {
        for word in ["Oliver", "Larkfield", "01462", "SG4", "Alfie", "Hale", "Parent"] {
            assert!(!passage.contains(word), "{word} in “{passage}”");
        }
    }
}

#[test]
fn names_without_a_capital_are_noticed_too() {
    assert_eq!(
        passages("my son oliver has been out of school for fourteen months now and nobody cares."),
        Vec::<&str>::new()
    );
    let loud = "MY SON ZEB HAS BEEN OUT OF SCHOOL FOR FOURTEEN MONTHS NOW AND NOBODY CARES.";
    assert_eq!(
        passages(loud),
        Vec::<&str>::new(),
        "in capitals throughout, a name cannot be told from a word"
    );
}

#[test]
fn words_of_risk_are_never_offered_for_reading_aloud() {
    let text =
        "My daughter says she wants to die because the school has excluded her nine times in forty weeks.";
    assert_eq!(passages(text), Vec::<&str>::new());
}

fn to_quote(text: &str) -> Option<&str> {
    passage_to_quote(text).and_then(|span| span.of(text))
}

#[test]
fn a_family_that_agreed_is_quoted_even_where_no_theme_is_found() {
    let text = "Dear MP,\n\nWe live in Hertfordshire. We asked for an assessment in October and the plan came after \
                forty-seven weeks of silence.\n\nAnn";
    let words = to_quote(text).expect("there is something to quote");
    assert!(words.contains("forty-seven weeks of silence") && !words.contains("Ann"), "{words}");
    let odd = "Our son has waited 43 weeks for a plan. Purple elephants dance on the quokka.";
    assert!(to_quote(odd).is_some_and(|words| words.contains("43 weeks")));
    assert!(
        to_quote("Dear MP,\n\nPurple elephants dance on the quokka tonight and always.\n\nAnn").is_some()
    );
    assert_eq!(
        to_quote("Dear MP,\n\nWe wait. Nobody comes. Nothing changes.\n\nThank you,\nAnn"),
        Some("We wait. Nobody comes. Nothing changes."),
        "a very short letter is quoted whole, without greeting and sign-off"
    );
}

#[test]
fn what_is_quoted_gives_nobody_away_and_speaks_of_no_risk() {
    for text in [
        "",
        "Dear MP,\n\nAnn",
        "Dear MP,\n\nOliver has been told to wait for another year by them.\n\nAnn",
        "She says she wants to die because of all this and we cannot help her.",
        "Ring me on 01462 555 0123 as soon as you possibly can about this.",
        "> We are sorry that the plan is late and that nobody has answered you.",
        "Tarquin Oakes.\nWe live at SG4 9AA and the wait has been very long indeed.",
    ] {
        assert_eq!(to_quote(text), None, "{text}");
    }
}

/// How often a word is held against an element of a pattern, for each word of so many kilobytes.
fn compared_per_word(unit: &str, kilobytes: usize) -> u64 {
    let text = unit.repeat(kilobytes * 1024 / unit.len());
    let words = text.split_whitespace().count() as u64;
    read_and_count(&text).1 / words.max(1)
}

#[test]
fn a_letter_twenty_times_as_long_takes_twenty_times_the_work() {
    let letter =
        "My son has been out of school for 14 months, waiting for a plan, and nobody answers our emails. ";
    let unstopped = letter.replace(['.', ','], "");
    for unit in [letter, unstopped.as_str(), "not ", "nobody ", "he is not he is ", "no school said no plan "]
    {
        let (short, long) = (compared_per_word(unit, 5), compared_per_word(unit, 100));
        assert!(long <= short + short / 10 + 1, "“{unit}”: {short} comparisons a word, then {long}");
        assert!(long <= 300, "“{unit}”: {long} comparisons for each word");
    }
}

#[test]
fn a_word_is_only_held_against_patterns_the_letter_can_hold() {
    let text = "the quick brown otter swims along the quiet river bank ".repeat(50);
    assert!(read_and_count(&text).1 < 100, "plain words should cost next to nothing");
}

#[test]
fn hard_texts_are_read_to_the_end() {
    for hard in
        ["not ", "a.", "(", ">\n", "\n", "Thanks\n", "SG4 ", "On 1\n", "From: x\n", "he is not he is ", "é’"]
    {
        let text = hard.repeat(1_000);
        assert_eq!(parts(&text).last().map(|part| part.span.end as usize), Some(text.len()), "{hard:?}");
        assert!(read(&text).passages.len() <= 3);
    }
}

fn assert_spans_hold(text: &str) {
    let reading = read(text);
    let mut spans: Vec<Span> = reading.themes.iter().flat_map(|theme| theme.spans.iter().copied()).collect();
    spans.extend(reading.authority.map(|authority| authority.span));
    spans.extend(reading.consent.map(|consent| consent.span));
    spans.extend(reading.urgent.iter().chain(&reading.passages));
    spans.extend(passage_to_quote(text));
    for span in spans {
        assert!(span.of(text).is_some_and(|words| !words.is_empty()), "{span:?} is no stretch of {text:?}");
    }
    let mut end = 0;
    for part in parts(text) {
        assert_eq!(part.span.start, end);
        assert!(part.span.of(text).is_some());
        end = part.span.end;
    }
    assert_eq!(end as usize, text.len());
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).*") {
        assert_spans_hold(&text);
    }

    #[test]
    fn letters_made_of_hard_pieces_keep_their_spans(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "My son", "out of school", "since March", "’", "\u{2019}s", "não", "\u{1F600}", "\n", "\r\n", "\n\n", "> ", "On 3 May x wrote:",
        "From: a\nSent: b\nTo: c\n", "Thanks\n", "-- \n", "SG4 9AA", "SG4", "don’t", "want to die", "Herts", "Reading Borough Council",
        "forty-seven weeks", "İ", "ß", "ﬁ", "47", "£1,000", ".", "…”", "Dr. ", "use this without his name", " ", "\u{200B}", "\0", "EHCP",
        "Sent from my iPhone", "STRASSE", "e\u{301}", "plan", "late",
    ]), 0..40), joint in proptest::sample::select(vec!["", " "])) {
        assert_spans_hold(&pieces.join(joint));
    }
}

#[test]
fn a_letter_is_filed_alike_alone_and_after_others() {
    let mut reader = Reader::default();
    for (name, bytes) in crate::samples::letters() {
        let text = crate::intake::read_letter(bytes).map(|letter| letter.text).unwrap_or_default();
        let (alone, reading) = (Reader::default().filing(&text), read(&text));
        assert_eq!(reader.filing(&text), alone, "{name}");
        assert_eq!(alone.themes, reading.themes.iter().map(|one| one.theme).collect::<Vec<_>>(), "{name}");
        assert_eq!(alone.authority, reading.authority.map(|one| one.gss), "{name}");
        assert_eq!(alone.urgent, !reading.urgent.is_empty(), "{name}");
    }
}
