//! Everything a caseworker does can be taken back, in order, through a restart.

use casebook::api::{
    AcceptOffers, Accepted, AuditFilter, AuditPage, Command, Counts, DebateId, EditPassage, FileStory,
    GridFilter, MarkPassage, NewNote, Nothing, Opened, PassageId, PassageView, QuotableScope, ReceiptsFilter,
    SaveDebate, StoryFilter, StoryId, StoryPage, Undone,
};
use casebook::consent::ConsentLevel;
use casebook::debate::Debate;
use casebook::office::Office;
use casebook::settings::Settings;
use casebook::story::{Filing, Status};
use casebook_tests::{AnOffice, now, sample_letters, today};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

const HERTFORDSHIRE: &str = "E10000015";

/// Everything the window shows, but for the record of what was done.
fn everything(office: &AnOffice) -> Value {
    let stories = office.stories(StoryFilter::default());
    let in_full: Vec<_> = stories
        .rows
        .iter()
        .map(|row| {
            let mut view: Value = office.must(Command::Story(StoryId { story: row.id }));
            view["history"] = Value::Null;
            view
        })
        .collect();
    let listed = |status| -> StoryPage { office.stories(StoryFilter { status, ..StoryFilter::default() }) };
    let lists = [Some(Status::New), Some(Status::Filed), Some(Status::SetAside), None].map(listed);
    let mut counts: Value = office.must(Command::Counts(Nothing {}));
    counts["undo"] = Value::Null;
    counts["redo"] = Value::Null;
    // Whether the office's filing waits to be learnt from anew is no one's step.
    counts["learning"] = Value::Null;
    json!({
        "stories": in_full,
        "lists": lists,
        "found": office.stories(StoryFilter { search: "school".into(), ..StoryFilter::default() }),
        "grid": office.must::<Value>(Command::Grid(GridFilter::default())),
        "debates": office.must::<Value>(Command::Debates(Nothing {})),
        "quotables": office.must::<Value>(
            Command::Quotables(QuotableScope { authorities: Vec::new(), themes: Vec::new() })),
        "receipts": office.must::<Value>(Command::Receipts(ReceiptsFilter::default())),
        "settings": office.must::<Value>(Command::Settings(Nothing {})),
        "office": office.must::<Value>(Command::Status(Nothing {}))["open"]["office"],
        "counts": counts,
    })
}

fn undo(office: &AnOffice) -> Undone {
    office.must(Command::Undo(Nothing {}))
}

fn redo(office: &AnOffice) -> Undone {
    office.must(Command::Redo(Nothing {}))
}

fn file(office: &AnOffice, story: Uuid, theme: &str, status: Status) {
    let authority = Some(HERTFORDSHIRE.to_owned());
    let filing = Filing { status, authority, themes: vec![theme.into()], urgent: false, positive: false };
    office.must::<Nothing>(Command::FileStory(FileStory { story, filing }));
}

fn note(office: &AnOffice, story: Uuid, text: &str) {
    office.must::<Nothing>(Command::AddNote(NewNote { story, text: text.into() }));
}

fn a_debate(title: &str) -> Debate {
    Debate {
        id: Uuid::nil(),
        title: title.into(),
        date: today(),
        minutes: 30,
        authorities: Vec::new(),
        themes: Vec::new(),
        opening: String::new(),
        asks: Vec::new(),
        do_not_say: Vec::new(),
        quotes: Vec::new(),
        without_campaigns: false,
    }
}

fn save(office: &AnOffice, debate: &Debate, at: DateTime<Utc>) -> Debate {
    office.ask_at(Command::SaveDebate(SaveDebate { debate: debate.clone() }), at).expect("saved")
}

/// A letter and a later one that answers it.
fn a_letter_and_its_answer(office: &AnOffice) -> [std::path::PathBuf; 2] {
    [("first", "", "We wait for a plan."), ("second", "In-Reply-To: <first@x.example>\r\n", "Still waiting; my son is not safe.")]
        .map(|(name, answers, words)| {
            let path = office.place.path().join(format!("{name}.eml"));
            let mail = format!(
                "From: Ola Invented <ola@x.example>\r\nSubject: A plan\r\nMessage-ID: <{name}@x.example>\r\n{answers}\
                 Date: Mon, 2 Sep 2024 10:00:0{} +0100\r\n\r\n{words}\r\n",
                name.len() - 5
            );
            std::fs::write(&path, mail).expect("a letter can be written");
            path
        })
}

/// Sixty steps of every kind, one after the other; `between` sees the casebook before each.
fn sixty_steps(office: &AnOffice, mut between: impl FnMut(&AnOffice)) -> usize {
    let mut steps = 0;
    let mut step = |office: &AnOffice| {
        between(office);
        steps += 1;
    };
    let [first, answer] = a_letter_and_its_answer(office);
    let letters = sample_letters();
    step(office);
    office.import(&letters[..12]);
    step(office);
    office.import(&[first]);
    step(office);
    let typed = office.a_letter("Ann Invented", "Ann writes about a school bus that never comes.");
    let stories: Vec<_> = office.stories(StoryFilter::default()).rows.iter().map(|row| row.id).collect();
    let ola = office.stories(StoryFilter { search: "ola".into(), ..StoryFilter::default() }).rows[0].id;
    step(office);
    file(office, ola, "ehcp_delay", Status::Filed);
    // A letter joins a story that is filed: it waits again, as it is filed.
    step(office);
    office.import(&[answer]);
    step(office);
    file(office, ola, "tribunal", Status::Filed);
    step(office);
    assert!(office.accept_everything().filed > 3, "many at once, in one step");
    for (story, theme) in stories.iter().take(6).zip(["transport", "tribunal", "ehcp_delay"].iter().cycle()) {
        step(office);
        file(office, *story, theme, Status::Filed);
        step(office);
        note(office, *story, "Rang the family at school time.");
        step(office);
        office.consent(*story, ConsentLevel::Anonymous).expect("recorded");
    }
    let view = office.story(typed);
    let letter = view.letters[0].id;
    let mut marked = Vec::new();
    for (start, end) in [(0, 3), (4, 10), (17, 29)] {
        step(office);
        let mark = MarkPassage { submission: letter, start, end };
        marked.push(office.must::<PassageView>(Command::MarkPassage(mark)).id);
    }
    step(office);
    let edit =
        EditPassage { passage: marked[1], words: "[She] writes".into(), attribution: "a parent".into() };
    office.must::<PassageView>(Command::EditPassage(edit));
    step(office);
    office.must::<Nothing>(Command::UnmarkPassage(PassageId { passage: marked[0] }));
    let mut debate = a_debate("school transport");
    step(office);
    debate = save(office, &debate, now());
    for quote in &marked[1..] {
        step(office);
        debate.quotes.push(*quote);
        debate = save(office, &debate, now());
    }
    // Saved letter by letter as it is typed: one step.
    step(office);
    for letter in ["W", "We", "We thank"] {
        debate.opening = letter.into();
        debate = save(office, &debate, now());
    }
    step(office);
    debate.minutes = 60;
    debate = save(office, &debate, now());
    step(office);
    office.must::<Opened>(Command::SaveOffice(Office { mp: "Sam Hale MP".into(), ..Office::default() }));
    step(office);
    let settings: Settings = office.must(Command::Settings(Nothing {}));
    office.must::<Settings>(Command::SaveSettings(Settings { lock_after: 7, ..settings }));
    step(office);
    office.must::<Nothing>(Command::RemoveDebate(DebateId { debate: debate.id }));
    for count in 0..24 {
        step(office);
        match count % 3 {
            0 => note(office, typed, "Another note."),
            1 => file(office, typed, "transport", Status::SetAside),
            _ => drop(office.consent(typed, ConsentLevel::Named)),
        }
    }
    steps
}

#[test]
fn sixty_mixed_steps_are_taken_back_one_by_one_through_a_restart() {
    let office = AnOffice::new();
    let mut before = Vec::new();
    let steps = sixty_steps(&office, |office| before.push(everything(office)));
    assert!(steps >= 60, "there are {steps} steps");
    for (number, was) in before.iter().enumerate().rev() {
        let undone = undo(&office);
        assert!(undone.what.is_some(), "step {number} can be taken back");
        if number == 30 {
            office.reopen().expect("it opens again in the middle");
        }
        let is = everything(&office);
        for part in is.as_object().expect("parts").keys() {
            assert_eq!(is[part], was[part], "{part} after taking back step {number}, {undone:?}");
        }
    }
    assert_eq!(undo(&office).what, None, "and then there is nothing left");
    let checked: Value = office.must(Command::Check(Nothing {}));
    assert_eq!(checked["findings"], json!([]), "the casebook is whole");
}

#[test]
fn what_was_taken_back_can_be_done_again_until_something_else_is_done() {
    let office = AnOffice::new();
    office.import(&sample_letters()[..12]);
    let stories: Vec<_> = office.stories(StoryFilter::default()).rows.iter().map(|row| row.id).collect();
    let mut views = vec![everything(&office)];
    let steps: [&dyn Fn(); 4] = [
        &|| assert!(office.accept_everything().filed > 3),
        &|| note(&office, stories[0], "Rang them."),
        &|| drop(office.consent(stories[1], ConsentLevel::Named)),
        &|| file(&office, stories[2], "transport", Status::SetAside),
    ];
    for step in steps {
        step();
        views.push(everything(&office));
    }
    for _ in 0..2 {
        for view in views.iter().rev().skip(1) {
            undo(&office);
            assert_eq!(&everything(&office), view, "taken back");
        }
        for view in views.iter().skip(1) {
            let counts: Counts = office.must(Command::Counts(Nothing {}));
            assert_eq!(redo(&office).what, counts.redo, "it says what it would do");
            assert_eq!(&everything(&office), view, "and done again");
        }
        assert_eq!(redo(&office).what, None, "there is no more to do again");
    }
    undo(&office);
    note(&office, stories[0], "Something else.");
    assert_eq!(redo(&office).what, None, "something else was done since");
}

#[test]
fn letters_of_an_import_that_were_worked_on_stay_when_it_is_taken_back() {
    let office = AnOffice::new();
    let [first, answer] = a_letter_and_its_answer(&office);
    office.import(&[first]);
    let story = office.stories(StoryFilter::default()).rows[0].id;
    office.import(&[answer.clone(), sample_letters()[0].clone()]);
    // A pack that left the building is no step: what it used stays.
    file(&office, story, "ehcp_delay", Status::Filed);
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    let letter = office.story(story).letters[0].id;
    let mark = MarkPassage { submission: letter, start: 0, end: 19 };
    office.must::<PassageView>(Command::MarkPassage(mark));
    let pack = casebook::api::QuickPack {
        title: "waiting".into(),
        date: today(),
        minutes: 30,
        authorities: Vec::new(),
        themes: Vec::new(),
        without_campaigns: false,
        path: office.place.path().join("pack.pdf").display().to_string(),
    };
    office.must::<Value>(Command::QuickPack(pack));
    for _ in 0..3 {
        undo(&office);
    }
    assert_eq!(undo(&office).what.as_deref(), Some("importing letters"), "the second import goes");
    assert_eq!(office.story(story).letters.len(), 1, "the letter that joined is out of the story");
    let kept = undo(&office).what.expect("a step");
    assert!(kept.contains("1 stayed"), "the first letter is in a pack: {kept}");
    assert_eq!(office.stories(StoryFilter::default()).total, 1);
    let receipts: casebook::api::Receipts = office.must(Command::Receipts(ReceiptsFilter::default()));
    assert_eq!(receipts.receipts.len(), 1, "the receipt of what is here stays");
    assert_eq!(office.import(&[answer]).stored, 1, "and a letter that was taken out can come again");
}

#[test]
fn typing_in_a_debate_is_one_step_but_a_pause_or_a_choice_ends_it() {
    let office = AnOffice::new();
    let mut debate = save(&office, &a_debate("delays"), now());
    let at = |seconds| now() + TimeDelta::seconds(seconds);
    let mut typed = |words: &str, seconds| {
        debate.opening = words.into();
        debate = save(&office, &debate, at(seconds));
    };
    typed("F", 1);
    typed("Fam", 20);
    typed("Families", 40);
    typed("Families wait", 200);
    let opening = || office.must::<Value>(Command::Debates(Nothing {}))["debates"][0]["opening"].clone();
    undo(&office);
    assert_eq!(opening(), "Families", "after a pause it is another step");
    undo(&office);
    assert_eq!(opening(), "", "what was typed in one go goes at once");
    assert_eq!(redo(&office).what.as_deref(), Some("changing a debate"));
    assert_eq!(opening(), "Families");
}

#[test]
fn a_history_says_what_is_and_what_was() {
    let office = AnOffice::new();
    let story = office.a_letter("Ann Invented", "Ann writes about a bus.");
    file(&office, story, "transport", Status::Filed);
    office.consent(story, ConsentLevel::Anonymous).expect("recorded");
    office.consent(story, ConsentLevel::Named).expect("recorded");
    undo(&office);
    office.must::<Accepted>(Command::AcceptOffers(AcceptOffers { stories: vec![story] }));
    let history = office.story(story).history;
    let said: Vec<_> = history.iter().rev().map(|line| (line.what.as_str(), line.undone)).collect();
    let expected = [
        ("Letter logged.", false),
        ("Filed under School transport in Hertfordshire; was in the Inbox.", false),
        (
            "Consent recorded: “Quote without a name”, given on 3 September 2024 (by email); was “Not asked”.",
            false,
        ),
        (
            "Consent recorded: “Named”, given on 3 September 2024 (by email); \
             was “Quote without a name”, given on 3 September 2024.",
            true,
        ),
        (
            "Undone. Consent entry taken out: “Named”, given on 3 September 2024; \
             now “Quote without a name”, given on 3 September 2024.",
            false,
        ),
    ];
    assert_eq!(said, expected);
}

#[test]
fn letters_that_were_taken_out_are_put_back_by_redo_through_a_restart() {
    let office = AnOffice::new();
    let [first, answer] = a_letter_and_its_answer(&office);
    let steps: [&dyn Fn(); 4] = [
        &|| drop(office.import(&[first.clone(), sample_letters()[0].clone()])),
        &|| {
            let ola =
                office.stories(StoryFilter { search: "ola".into(), ..StoryFilter::default() }).rows[0].id;
            file(&office, ola, "ehcp_delay", Status::Filed);
        },
        // It joins a story that is filed.
        &|| drop(office.import(&[answer.clone(), sample_letters()[1].clone()])),
        &|| {
            office.a_letter("Ann Invented", "Ann writes about a bus.");
        },
    ];
    let mut views = vec![everything(&office)];
    for step in steps {
        step();
        views.push(everything(&office));
    }
    for time in 0..2 {
        for view in views.iter().rev().skip(1) {
            assert!(undo(&office).what.is_some(), "a step");
            assert_eq!(&everything(&office), view, "taken out, time {time}");
        }
        office.reopen().expect("it opens again");
        for view in views.iter().skip(1) {
            let counts: Counts = office.must(Command::Counts(Nothing {}));
            let redone = redo(&office).what;
            assert!(redone.is_some() && redone == counts.redo, "it says what it would do: {redone:?}");
            assert_eq!(&everything(&office), view, "and put back, time {time}");
        }
    }
    let original: Value = office.must(Command::LetterHtml(casebook::api::SubmissionId {
        submission: office.story(office.stories(StoryFilter::default()).rows[1].id).letters[0].id,
    }));
    assert!(original["notes"].is_array(), "its original too");
    undo(&office);
    note(&office, office.stories(StoryFilter::default()).rows[0].id, "Something else.");
    assert_eq!(redo(&office).what, None, "not once something else was done");
    let checked: Value = office.must(Command::Check(Nothing {}));
    assert_eq!(checked["findings"], json!([]), "the casebook is whole");
}

/// Breaks off in the middle, as a killed program does.
struct BreaksOff;

impl casebook::api::Progress for BreaksOff {
    fn step(&self, done: u32, _total: u32) {
        assert!(done < 100, "broken off");
    }
}

#[test]
fn an_import_that_was_broken_off_is_one_step_after_the_restart() {
    let office = AnOffice::new();
    office.import(&sample_letters()[..1]);
    let post = office.place.path().join("post");
    std::fs::create_dir(&post).expect("a folder");
    for number in 0..300 {
        let mail = format!(
            "From: Family {number} <f{number}@x.example>\r\nSubject: Letter {number}\r\n\r\nWe wait, {number} weeks.\r\n"
        );
        std::fs::write(post.join(format!("{number:03}.eml")), mail).expect("written");
    }
    let before = everything(&office);
    let import = Command::Import(casebook::api::Import { paths: vec![post.display().to_string()] });
    let context = casebook::api::Context { now: now(), progress: &BreaksOff };
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| office.desk.run(import, &context)));
    assert!(broken.is_err(), "it did not come to its end");
    assert_eq!(office.stories(StoryFilter::default()).total, 193, "what was stored is there");
    office.reopen().expect("it opens");
    office.reopen().expect("and again, which changes nothing more");
    let receipts: casebook::api::Receipts = office.must(Command::Receipts(ReceiptsFilter::default()));
    assert_eq!(receipts.receipts.len(), 2, "each import has one");
    let receipt = receipts.receipts.iter().find(|receipt| receipt.cancelled).expect("a receipt");
    assert_eq!(receipt.stored, 192);
    let receipt = office.with_lines(receipt.clone());
    assert_eq!(receipt.lines.len(), 192, "with every letter of it");
    assert_eq!(receipt.by, "Jo Tester", "of whoever began it");
    assert_eq!(undo(&office).what.as_deref(), Some("importing letters"), "and is one step");
    assert_eq!(everything(&office), before, "which takes all of it back");
}

#[test]
fn what_the_record_says_of_a_letter_that_was_undone_away_is_erased_with_its_person() {
    let office = AnOffice::new();
    let words = |story: Option<Uuid>| {
        let filter = AuditFilter { story, ..AuditFilter::default() };
        let page: AuditPage = office.must(Command::Audit(filter));
        page.rows.into_iter().map(|row| row.what).collect::<Vec<_>>().join("\n")
    };
    let logged_by_mistake = |text: &str| {
        let story = office.a_letter("Ann Invented", text);
        note(&office, story, &format!("Quagga {text}"));
        undo(&office);
        undo(&office);
        story
    };
    let first = logged_by_mistake("Ann writes about a bus.");
    assert!(words(None).contains("Quagga"), "the record keeps what was done");
    let whose = || {
        let page: AuditPage = office.must(Command::Audit(AuditFilter::default()));
        page.rows
            .into_iter()
            .filter(|row| row.story == Some(first))
            .map(|row| (row.about, row.here))
            .collect::<Vec<_>>()
    };
    assert!(whose().iter().all(|row| *row == ("Ann Invented".to_owned(), false)), "and whose it was");
    let erase = |story: Uuid, confirm: &str| {
        let reason = casebook::erasure::ErasureReason::Mistake;
        let erase = casebook::api::Erase { stories: vec![story], reason, confirm: confirm.into() };
        office.ask::<casebook::api::Erased>(Command::Erase(erase))
    };
    assert!(erase(first, "Somebody Else").is_err(), "only by name");
    assert!(
        erase(first, "Ann Invented").expect("erased").entries >= 4,
        "nothing of it need be there any more"
    );
    assert!(!words(None).contains("Quagga"), "the words are gone");
    assert!(whose().iter().all(|(about, _)| about.is_empty()), "with the name");
    assert!(words(None).contains("Erased 1 story"), "and that they were erased is not");

    logged_by_mistake("Ann writes about a plan.");
    let there = office.a_letter("Ann Invented", "Ann writes about a school.");
    logged_by_mistake("Ann writes about transport.");
    assert_eq!(words(None).matches("Quagga").count(), 4, "each was noted and taken back");
    erase(there, "Ann Invented").expect("erased");
    assert!(!words(None).contains("Quagga"), "erasing the person finds them");
    assert_eq!(redo(&office).what, None, "nor can anything of it be put back");
    let checked: Value = office.must(Command::Check(Nothing {}));
    assert_eq!(checked["findings"], json!([]), "and every blank entry is accounted for");
}
