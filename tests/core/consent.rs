//! The rule everything rests on: what a family has not agreed to is not printed.

use casebook::api::{
    Code, Command, ConsentRecorded, Debates, EditPassage, Grid, GridFilter, MarkPassage, Nothing,
    PackPreview, PackSaved, PassageView, QuickPack, QuotableScope, Quotables, RecordConsent, SaveDebate,
    SavePack, Undone,
};
use casebook::consent::ConsentLevel;
use casebook::debate::Debate;
use casebook_tests::{AnOffice, assert_refused, today, words_in};
use uuid::Uuid;

const AGREED: &str =
    "We asked for an assessment in October and the plan came after forty-seven weeks of silence.";
const REFUSED: &str = "The taxi stopped coming in January and nobody at the council rings us back about it.";

fn two_families(office: &AnOffice) -> (Uuid, Uuid) {
    let agreed =
        office.a_letter("Ann Invented", &format!("Dear MP,\n\nWe live in Hertfordshire. {AGREED}\n\nAnn"));
    let refused =
        office.a_letter("Bob Invented", &format!("Dear MP,\n\nWe live in Hertfordshire. {REFUSED}\n\nBob"));
    office.accept_everything();
    (agreed, refused)
}

fn passage(office: &AnOffice, story: Uuid, words: &str) -> PassageView {
    let view = office.story(story);
    let letter = &view.letters[0];
    let start = letter.text.find(words).expect("the words are in the letter");
    let units = |bytes: usize| letter.text.get(..bytes).expect("a boundary").encode_utf16().count() as u32;
    let mark = MarkPassage { submission: letter.id, start: units(start), end: units(start + words.len()) };
    office.must(Command::MarkPassage(mark))
}

fn a_debate(office: &AnOffice, quotes: Vec<Uuid>) -> Debate {
    let debate = Debate {
        id: Uuid::nil(),
        title: "SEND provision in Hertfordshire".into(),
        date: today(),
        minutes: 30,
        authorities: Vec::new(),
        themes: Vec::new(),
        opening: String::new(),
        asks: Vec::new(),
        do_not_say: Vec::new(),
        quotes,
        without_campaigns: false,
    };
    office.must(Command::SaveDebate(SaveDebate { debate }))
}

fn quick(office: &AnOffice, name: &str) -> (PackSaved, String) {
    let path = office.place.path().join(name);
    let saved = office.must(Command::QuickPack(QuickPack {
        title: "SEND provision".into(),
        date: today(),
        minutes: 60,
        authorities: Vec::new(),
        themes: Vec::new(),
        without_campaigns: false,
        path: path.display().to_string(),
    }));
    (saved, words_in(&path))
}

#[test]
fn unconsented_words_never_reach_the_page() {
    let office = AnOffice::new();
    let (agreed, refused) = two_families(&office);
    for level in [ConsentLevel::Casework, ConsentLevel::Counted] {
        office.consent(refused, level).expect("recorded");
        let (_, words) = quick(&office, "pack.pdf");
        assert!(!words.contains("taxi stopped") && !words.contains("forty-seven"), "at {level:?}: {words}");
    }
    office.consent(agreed, ConsentLevel::Anonymous).expect("recorded");
    let (saved, words) = quick(&office, "pack.pdf");
    assert_eq!(saved.quotations, 1);
    assert!(words.contains("forty-seven weeks of silence"), "what was agreed to is printed: {words}");
    assert!(!words.contains("taxi stopped"), "what was not is not");
    assert!(!words.contains("Ann Invented"), "and an anonymous quote has no name");
}

#[test]
fn a_name_typed_into_a_passage_needs_leave_to_name() {
    let office = AnOffice::new();
    let (agreed, _) = two_families(&office);
    let passage = passage(&office, agreed, AGREED).id;
    for (attribution, needs) in [
        ("Ann Invented of Hertfordshire", ConsentLevel::Named),
        ("Ms Invented", ConsentLevel::Named),
        ("Ann, a mother", ConsentLevel::ReadOut),
        ("a mother in Hertfordshire", ConsentLevel::Anonymous),
    ] {
        let edit = EditPassage { passage, words: AGREED.into(), attribution: attribution.into() };
        office.must::<PassageView>(Command::EditPassage(edit));
        for level in [ConsentLevel::Anonymous, ConsentLevel::ReadOut, ConsentLevel::Named] {
            office.consent(agreed, level).expect("recorded");
            let (saved, words) = quick(&office, "pack.pdf");
            let printed = level >= needs;
            assert_eq!(saved.quotations == 1, printed, "“{attribution}” at {level:?}");
            assert_eq!(
                words.contains("forty-seven weeks of silence"),
                printed,
                "“{attribution}” at {level:?}"
            );
        }
    }
}

#[test]
fn consent_is_checked_again_when_the_pack_is_built() {
    let office = AnOffice::new();
    let (agreed, refused) = two_families(&office);
    office.consent(agreed, ConsentLevel::Anonymous).expect("recorded");
    let (yes, no) = (passage(&office, agreed, AGREED), passage(&office, refused, REFUSED));
    let rows = office
        .must::<Quotables>(Command::Quotables(QuotableScope { authorities: vec![], themes: vec![] }))
        .rows;
    let allowed: Vec<_> = rows.iter().map(|row| (row.story, row.allowed)).collect();
    assert_eq!(allowed, [(agreed, true), (refused, false)], "the picker says which may be quoted");
    let debate = a_debate(&office, vec![yes.id, no.id]);

    let path = office.place.path().join("pack.pdf").display().to_string();
    let save = || Command::SavePack(SavePack { debate: debate.id, path: path.clone() });
    assert_eq!(office.must::<PackSaved>(save()).quotations, 1, "a picked passage without consent stays out");
    let words = words_in(path.as_ref());
    assert!(words.contains("forty-seven") && !words.contains("taxi stopped"), "{words}");

    let withdrawn = RecordConsent {
        story: agreed,
        level: ConsentLevel::Casework,
        on: today(),
        how: "phone call".into(),
        withdrawal: true,
    };
    let recorded: ConsentRecorded = office.must(Command::RecordConsent(withdrawn));
    assert_eq!(recorded.used_in.len(), 1, "a withdrawal names the pack that used the words");
    assert_eq!(office.must::<PackSaved>(save()).quotations, 0);
    assert!(!words_in(path.as_ref()).contains("forty-seven"), "withdrawn consent prints nothing");
    let preview: PackPreview =
        office.must(Command::PreviewPack(casebook::api::DebateId { debate: debate.id }));
    assert!(preview.checks.iter().any(|check| check.text.contains("left out")), "and the check says so");
}

#[test]
fn a_suggestion_is_marked_where_it_says_it_stands_and_only_once() {
    let office = AnOffice::new();
    // Letters of more than one byte before the words: positions are counted in UTF-16.
    let text = format!("Dear “Alex”,\n\nŵ ŷ é – 😔 we live in Hertfordshire.\n\n{REFUSED}\n\nBob");
    let story = office.a_letter("Bob Invented", &text);
    office.accept_everything();
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let scope = || Command::Quotables(QuotableScope { authorities: vec![], themes: vec![] });
    let offered = office.must::<Quotables>(scope()).rows.remove(0);
    assert_eq!(offered.passage, None, "it is only suggested");
    let mark = MarkPassage { submission: offered.submission, start: offered.start, end: offered.end };
    let marked: PassageView = office.must(Command::MarkPassage(mark.clone()));
    assert_eq!(marked.words, offered.words, "the words that were offered are the words that are marked");
    let again: PassageView = office.must(Command::MarkPassage(mark));
    assert_eq!(again.id, marked.id, "marking twice is one mark");
    let debate = a_debate(&office, vec![marked.id, again.id]);
    assert_eq!(debate.quotes, [marked.id], "and it is quoted once");
    assert_eq!(office.must::<Quotables>(scope()).rows.len(), 1);
}

#[test]
fn undo_takes_consent_back_at_once() {
    let office = AnOffice::new();
    let (agreed, _) = two_families(&office);
    office.consent(agreed, ConsentLevel::Named).expect("recorded");
    assert_eq!(quick(&office, "pack.pdf").0.quotations, 1);
    let undone: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(undone.story, Some(agreed), "undo says what it took back");
    assert_eq!(quick(&office, "pack.pdf").0.quotations, 0, "what is undone is not agreed to");
}

#[test]
fn consent_needs_a_day_that_has_come_and_a_manner() {
    let office = AnOffice::new();
    let (story, _) = two_families(&office);
    let request = |on, how: &str, level| {
        Command::RecordConsent(RecordConsent { story, level, on, how: how.into(), withdrawal: false })
    };
    let far = today() + chrono::TimeDelta::days(9);
    for (command, field) in [
        (request(far, "email", ConsentLevel::Named), "on"),
        (request(today(), "  ", ConsentLevel::Named), "how"),
        (request(today(), "email", ConsentLevel::NotAsked), "level"),
    ] {
        let problem = assert_refused(office.ask::<ConsentRecorded>(command), Code::Invalid);
        assert_eq!(problem.field.as_deref(), Some(field));
    }
    assert_eq!(office.story(story).consent, ConsentLevel::NotAsked, "nothing was recorded");
}

#[test]
fn figures_in_a_pack_count_only_families_who_agreed_to_be_counted() {
    let office = AnOffice::new();
    let (agreed, _) = two_families(&office);
    office.consent(agreed, ConsentLevel::Counted).expect("recorded");
    let everyone: Grid = office.must(Command::Grid(GridFilter::default()));
    let counted: Grid = office
        .must(Command::Grid(GridFilter { consent: Some(ConsentLevel::Counted), ..GridFilter::default() }));
    assert_eq!((everyone.stories, counted.stories), (2, 1), "the office sees both, a pack counts one");
}

#[test]
fn the_same_casebook_gives_the_same_pack_to_the_byte() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    for row in office.stories(casebook::api::StoryFilter::default()).rows.iter().step_by(3) {
        office.consent(row.id, ConsentLevel::Anonymous).expect("recorded");
    }
    let bytes = |name: &str| {
        quick(&office, name);
        std::fs::read(office.place.path().join(name)).expect("the pack")
    };
    let first = bytes("one.pdf");
    office.reopen().expect("opens again");
    assert!(first == bytes("two.pdf"), "twice the same pack, two different files");
}

#[test]
fn a_debate_is_kept_changed_and_undone() {
    let office = AnOffice::new();
    let mut debate = a_debate(&office, Vec::new());
    debate.asks = vec!["Publish the plan.".into(), "  ".into()];
    let saved: Debate = office.must(Command::SaveDebate(SaveDebate { debate: debate.clone() }));
    assert_eq!(saved.asks, ["Publish the plan."], "empty lines are dropped");
    office.must::<Undone>(Command::Undo(Nothing {}));
    let all = office.must::<Debates>(Command::Debates(Nothing {})).debates;
    assert_eq!(all.first().map(|kept| kept.asks.len()), Some(0), "undo puts the old list back");
    debate.minutes = 45;
    let problem =
        assert_refused(office.ask::<Debate>(Command::SaveDebate(SaveDebate { debate })), Code::Invalid);
    assert_eq!(problem.field.as_deref(), Some("minutes"));
}
