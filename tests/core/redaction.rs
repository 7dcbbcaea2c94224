//! What may identify a family is shown in a quote, taken out and put back; and what was taken out is in
//! no pack.

use casebook::api::{
    CheckLevel, Command, DebateId, EditPassage, KeepDetails, MarkPassage, Nothing, PackPreview, PackSaved,
    PassageView, QuickPack, QuotableScope, Quotables, SaveDebate, SavePack, Undone,
};
use casebook::consent::ConsentLevel;
use casebook::debate::Debate;
use casebook_tests::{AnOffice, today, words_in};
use uuid::Uuid;

const PASSAGE: &str = "My son Oliver has waited 43 weeks for a plan. Mrs Patel at Larkfield Primary has \
                       rung the council nineteen times. Oliver sleeps on the bathroom floor.";
const LETTER: &str = "Dear Mr Hale,\n\nWe live in Hertfordshire, SG4 9TP.\n\n";
/// Nobody may read these.
const SECRETS: [&str; 5] = ["Oliver", "Patel", "Larkfield", "Ann Sample", "SG4 9TP"];

/// A family's letter with one passage marked in it, filed, and a debate that has picked it.
fn a_quote(office: &AnOffice) -> (Uuid, PassageView, Debate) {
    let story = office.a_letter("Ann Sample", &format!("{LETTER}{PASSAGE}\n\nAnn Sample"));
    office.accept_everything();
    let letter = &office.story(story).letters[0];
    let at = u32::try_from(letter.text.find(PASSAGE).expect("the passage")).expect("short");
    let end = at + u32::try_from(PASSAGE.len()).expect("short");
    let passage: PassageView =
        office.must(Command::MarkPassage(MarkPassage { submission: letter.id, start: at, end }));
    let debate = Debate {
        id: Uuid::nil(),
        title: "SEND provision".into(),
        date: today(),
        minutes: 30,
        authorities: Vec::new(),
        themes: Vec::new(),
        opening: String::new(),
        asks: Vec::new(),
        do_not_say: Vec::new(),
        quotes: vec![passage.id],
        without_campaigns: false,
    };
    let debate = office.must(Command::SaveDebate(SaveDebate { debate }));
    (story, passage, debate)
}

/// The words with these details the other way round.
fn turned(view: &PassageView, which: impl Fn(&str) -> bool) -> String {
    let mut words: Vec<u16> = view.words.encode_utf16().collect();
    for detail in view.details.iter().rev() {
        let here = detail.start as usize..detail.end as usize;
        if which(&String::from_utf16_lossy(&words[here.clone()])) {
            words.splice(here, detail.instead.encode_utf16());
        }
    }
    String::from_utf16_lossy(&words)
}

fn edited(office: &AnOffice, view: &PassageView, words: String) -> PassageView {
    let (passage, attribution) = (view.id, view.attribution.clone());
    office.must(Command::EditPassage(EditPassage { passage, words, attribution }))
}

fn check(office: &AnOffice, debate: &Debate) -> (CheckLevel, String) {
    let preview: PackPreview = office.must(Command::PreviewPack(DebateId { debate: debate.id }));
    let mut found = preview.checks.into_iter().filter(|check| {
        check.text.contains("than it agreed to") || check.text.contains("beyond what it agreed to")
    });
    let check = found.next().expect("there is such a check");
    assert!(found.next().is_none(), "and only one");
    for secret in SECRETS {
        assert!(!check.text.contains(secret), "a check names nobody: {}", check.text);
    }
    (check.level, check.text)
}

#[test]
fn what_may_identify_a_family_is_shown_in_its_letter_and_in_the_quote() {
    let office = AnOffice::new();
    let (story, passage, _) = a_quote(&office);
    let shown: Vec<_> = passage
        .identifying
        .iter()
        .map(|found| {
            (
                found.kind.as_str(),
                passage.original.get(found.start as usize..found.end as usize).expect("words"),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("name", "Oliver"),
            ("name", "Mrs Patel"),
            ("school or service", "Larkfield Primary"),
            ("name", "Oliver")
        ]
    );
    assert!(passage.details.iter().all(|detail| !detail.taken_out), "nothing is taken out unseen");
    assert_eq!(
        turned(&passage, |_| true),
        "[My son] has waited 43 weeks for a plan. [Name] at [school] has rung the council nineteen times. \
         [My son] sleeps on the bathroom floor."
    );
    assert_eq!(office.story(story).passages, [passage], "the story says the same");
}

#[test]
fn each_detail_is_taken_out_and_put_back_by_itself_and_undo_takes_it_back() {
    let office = AnOffice::new();
    let (story, passage, _) = a_quote(&office);
    let one = edited(&office, &passage, turned(&passage, |words| words == "Larkfield Primary"));
    assert_eq!(one.words, PASSAGE.replace("Larkfield Primary", "[school]"));
    let out: Vec<_> = one.details.iter().filter(|detail| detail.taken_out).collect();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0].instead, "Larkfield Primary");
    assert_eq!(one.original, PASSAGE, "the letter's own words stay");

    let all = edited(&office, &one, turned(&one, |words| words != "[school]"));
    assert!(all.details.iter().all(|detail| detail.taken_out), "{:?}", all.details);
    assert_eq!(turned(&all, |_| true), PASSAGE, "everything can be put back, word for word");
    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.what.as_deref(), Some("editing a passage"));
    assert_eq!(office.story(story).passages[0].words, one.words);
    office.must::<Undone>(Command::Redo(Nothing {}));
    assert_eq!(office.story(story).passages[0].words, all.words);
}

#[test]
fn a_pack_holds_only_what_was_left() {
    let office = AnOffice::new();
    let (story, passage, debate) = a_quote(&office);
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let file = office.place.path().join("pack.pdf");
    let save = || {
        let path = file.display().to_string();
        let saved: PackSaved = office.must(Command::SavePack(SavePack { debate: debate.id, path }));
        assert_eq!(saved.quotations, 1);
        (words_in(&file), std::fs::read(&file).expect("the pack"))
    };
    assert!(save().0.contains("Oliver"), "what nobody took out is printed");
    edited(&office, &passage, turned(&passage, |_| true));
    let (words, bytes) = save();
    assert!(words.contains("[My son] sleeps on the bathroom floor."), "{words}");
    for secret in SECRETS {
        assert!(!words.contains(secret), "{secret} is on a page");
        let inside = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!inside(secret.as_bytes()) && !inside(&wide), "{secret} is in the file");
    }
}

#[test]
fn a_pack_says_how_much_is_left_and_never_which_words() {
    let office = AnOffice::new();
    let (story, passage, debate) = a_quote(&office);
    let rows = || {
        let scope = QuotableScope { authorities: Vec::new(), themes: Vec::new() };
        office.must::<Quotables>(Command::Quotables(scope)).rows
    };
    for (level, left) in [(ConsentLevel::Anonymous, 4), (ConsentLevel::ReadOut, 1)] {
        office.consent(story, level).expect("recorded");
        let (found, text) = check(&office, &debate);
        assert_eq!(found, CheckLevel::Look, "at {level:?}: {text}");
        let wanted = if left == 1 { "One detail in one quote" } else { "4 details in one quote" };
        assert!(text.starts_with(wanted), "at {level:?}: {text}");
        assert_eq!(rows()[0].identifying, left, "where it is picked it says the same");
    }
    office.consent(story, ConsentLevel::Named).expect("recorded");
    assert_eq!(check(&office, &debate).0, CheckLevel::Fine, "a family that agreed to be named may be");

    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let without = edited(&office, &passage, turned(&passage, |_| true));
    assert_eq!(check(&office, &debate).0, CheckLevel::Fine);
    assert_eq!(rows()[0].identifying, 0);
    let spoken = |attribution: &str| {
        let (passage, words) = (without.id, without.words.clone());
        let edit = EditPassage { passage, words, attribution: attribution.into() };
        office.must::<PassageView>(Command::EditPassage(edit));
        check(&office, &debate).0
    };
    assert_eq!(spoken("a mother in Hitchin"), CheckLevel::Fine, "where a family lives may be said of it");
    assert_eq!(spoken("a mother at Larkfield Primary"), CheckLevel::Look, "its school not");
}

#[test]
fn what_is_worth_quoting_says_why_and_names_nobody() {
    let office = AnOffice::new();
    let text = "Dear Mr Hale,\n\nMy son Oliver is nine. He has been out of school for 43 weeks and nobody at \
                the council answers us. We live in Hertfordshire.\n\nAnn Sample";
    let story = office.a_letter("Ann Sample", text);
    let offered = office.story(story).offered.passages;
    assert!(!offered.is_empty(), "something is worth quoting");
    for passage in &offered {
        assert!(SECRETS.iter().all(|secret| !passage.words.contains(secret)), "{}", passage.words);
        assert!(
            passage.because.iter().any(|why| why == "nothing identifying was found in it"),
            "{passage:?}"
        );
    }
    assert!(offered[0].because.iter().any(|why| why == "has a number in it"), "{:?}", offered[0]);
    let best = &offered[0];
    let (submission, start, end) = (best.submission, best.start, best.end);
    let marked: PassageView = office.must(Command::MarkPassage(MarkPassage { submission, start, end }));
    assert!(marked.identifying.is_empty() && marked.details.is_empty());
    assert!(office.story(story).offered.passages.is_empty(), "where one is marked, none is offered");
}

#[test]
fn what_somebody_decided_to_leave_in_is_remembered_until_the_words_or_the_consent_change() {
    let office = AnOffice::new();
    let (story, passage, debate) = a_quote(&office);
    office.consent(story, ConsentLevel::ReadOut).expect("recorded");
    let keep = |keep: bool| -> PassageView {
        office.must(Command::KeepDetails(KeepDetails { passage: passage.id, keep }))
    };
    let stays = || {
        let preview: PackPreview = office.must(Command::PreviewPack(DebateId { debate: debate.id }));
        let says = |level, words: &str| {
            preview.checks.iter().any(|check| check.level == level && check.text.contains(words))
        };
        let kept = says(CheckLevel::Fine, "decided that it stays");
        assert_ne!(kept, says(CheckLevel::Look, "beyond what it agreed to"), "{:?}", preview.checks);
        let scope = QuotableScope { authorities: Vec::new(), themes: Vec::new() };
        assert_eq!(office.must::<Quotables>(Command::Quotables(scope)).rows[0].kept, kept);
        assert_eq!(office.story(story).passages[0].kept, kept, "its story says the same");
        kept
    };
    assert!(!stays(), "nobody has decided anything");
    let kept = keep(true);
    assert!(kept.kept && kept.beyond > 0 && stays());
    let told = &office.story(story).history[0];
    assert!(told.what.contains("stays on purpose"), "the record says so: {}", told.what);

    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.what.as_deref(), Some("deciding what stays in a passage"));
    assert!(!stays());
    office.must::<Undone>(Command::Redo(Nothing {}));
    assert!(stays());

    edited(&office, &passage, passage.words.replace("nineteen", "19"));
    assert!(!stays(), "other words were not decided about");
    office.must::<Undone>(Command::Undo(Nothing {}));
    assert!(stays(), "these are the words it was decided about");

    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    assert!(!stays(), "more of it is beyond what they agree to now");
    assert!(keep(true).kept && stays());
    assert!(!keep(false).kept && !stays(), "it can be asked about again");
}

#[test]
fn a_pack_made_at_once_says_the_same_of_its_quotes() {
    let office = AnOffice::new();
    let (story, passage, _) = a_quote(&office);
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let quick = || -> PackSaved {
        office.must(Command::QuickPack(QuickPack {
            title: "SEND provision".into(),
            date: today(),
            minutes: 30,
            authorities: Vec::new(),
            themes: Vec::new(),
            without_campaigns: false,
            path: office.place.path().join("quick.pdf").display().to_string(),
        }))
    };
    let said = quick().checks;
    assert!(said.len() == 1 && said[0].level == CheckLevel::Look, "{said:?}");
    assert!(said[0].text.starts_with("4 details in one quote"), "{}", said[0].text);
    edited(&office, &passage, turned(&passage, |_| true));
    assert!(quick().checks.iter().all(|check| check.level == CheckLevel::Fine));
}

#[test]
fn a_quote_in_another_language_is_never_said_to_name_nobody() {
    let office = AnOffice::new();
    let (story, passage, debate) = a_quote(&office);
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let polish =
        edited(&office, &passage, "Mój syn nie chodzi do szkoły, bo szkoła nie ma dla niego pomocy.".into());
    assert!(polish.unread && polish.beyond == 0);
    let checks = || office.must::<PackPreview>(Command::PreviewPack(DebateId { debate: debate.id })).checks;
    let says = |level, words: &str| checks().iter().any(|one| one.level == level && one.text.contains(words));
    assert!(says(CheckLevel::Look, "is not wholly in English"));
    assert!(!says(CheckLevel::Fine, "Nothing was found in the quotes"));
    office.must::<PassageView>(Command::KeepDetails(KeepDetails { passage: passage.id, keep: true }));
    assert!(!says(CheckLevel::Look, "is not wholly in English"), "somebody who reads it has looked");
}
