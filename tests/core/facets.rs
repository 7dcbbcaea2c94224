//! What is so of a child and a case: offered beside the letter, and kept or dropped when somebody says so.

use casebook::api::{
    AuditFilter, AuditPage, Code, Command, DecideFacets, Erase, Erased, ExportEverything, Exported,
    FacetDecision, FacetName, FileStory, LettersRead, Nothing, Reference, Undone,
};
use casebook::erasure::ErasureReason;
use casebook::facet::FacetKind::{self, Age, Need, Phase, Setting, YearGroup};
use casebook::story::{Filing, Status};
use casebook_tests::{AnOffice, assert_refused};
use uuid::Uuid;

const SAYS: &str =
    "My son is autistic. – He is in Year 4 at a mainstream primary school. The taxi stopped in July.";

fn mail(number: u32, text: &str) -> String {
    let answers = if number > 1 { "In-Reply-To: <1@example.org>\r\n" } else { "" };
    format!(
        "From: Ann Example <ann@example.org>\r\nTo: alex.hale.mp@parliament.uk\r\nSubject: Our son\r\n\
         Message-ID: <{number}@example.org>\r\n{answers}Date: Mon, {number} Jul 2024 10:00:00 +0000\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}

fn writes(office: &AnOffice, number: u32, text: &str) -> Uuid {
    let imported = office.import_bytes(&format!("{number}.eml"), mail(number, text).as_bytes());
    imported.lines[0].story.expect("it is kept")
}

fn an_office() -> (AnOffice, Uuid) {
    let office = AnOffice::new();
    let story = writes(&office, 1, SAYS);
    (office, story)
}

fn decision(story: Uuid, facets: &[(FacetKind, &str)], decision: FacetDecision) -> Command {
    let name = |(kind, value): &(FacetKind, &str)| FacetName { kind: *kind, value: (*value).into() };
    Command::DecideFacets(DecideFacets { story, facets: facets.iter().map(name).collect(), decision })
}

fn decide(office: &AnOffice, story: Uuid, facets: &[(FacetKind, &str)], what: FacetDecision) {
    office.must::<Nothing>(decision(story, facets, what));
}

fn offered(office: &AnOffice, story: Uuid) -> Vec<(FacetKind, String)> {
    office.story(story).offered.facets.into_iter().map(|one| (one.kind, one.value)).collect()
}

fn kept(office: &AnOffice, story: Uuid) -> Vec<(FacetKind, String)> {
    office.story(story).facets.into_iter().map(|one| (one.kind, one.value)).collect()
}

fn named(facets: &[(FacetKind, &str)]) -> Vec<(FacetKind, String)> {
    facets.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect()
}

fn latest(office: &AnOffice) -> (u64, String) {
    let page: AuditPage = office.must(Command::Audit(AuditFilter::default()));
    (u64::from(page.total), page.rows[0].what.clone())
}

const ALL: [(FacetKind, &str); 4] =
    [(Phase, "primary"), (YearGroup, "4"), (Need, "asd"), (Setting, "mainstream")];

#[test]
fn all_that_is_shown_is_confirmed_at_once_and_filing_confirms_nothing() {
    let (office, story) = an_office();
    assert_eq!(offered(&office, story), named(&ALL));
    let themes = vec!["transport".to_owned()];
    let filing = Filing { status: Status::Filed, themes, ..Filing::default() };
    office.must::<Nothing>(Command::FileStory(FileStory { story, filing }));
    office.accept_everything();
    assert_eq!(
        (offered(&office, story), kept(&office, story)),
        (named(&ALL), Vec::new()),
        "offers stay offers"
    );

    let (entries, _) = latest(&office);
    decide(&office, story, &ALL, FacetDecision::So);
    let view = office.story(story);
    assert!(view.offered.facets.is_empty(), "nothing waits for an answer");
    assert_eq!(kept(&office, story), named(&ALL));
    let need = view.facets.iter().find(|one| one.kind == Need).expect("kept");
    assert_eq!((need.label.as_str(), need.by.as_str()), ("Autistic spectrum disorder", "Jo Tester"));
    let units: Vec<u16> = view.letters[0].text.encode_utf16().collect();
    for one in &view.facets {
        let words = String::from_utf16_lossy(&units[one.start as usize..one.end as usize]);
        assert_eq!(words, one.words, "counted as the window counts");
        let marks = &view.letters[0].marks;
        assert!(
            marks.iter().any(|mark| (mark.start, mark.end) == (one.start, one.end)),
            "its words stay marked"
        );
    }
    let told = "The child and the case: confirmed phase “Primary”, “Year 4”, need “Autistic spectrum disorder”, \
                setting “Mainstream school”.";
    assert_eq!(latest(&office), (entries + 1, told.to_owned()), "one act, one entry, in plain English");
    decide(&office, story, &ALL, FacetDecision::So);
    assert_eq!(latest(&office).0, entries + 1, "said twice is said once");
}

#[test]
fn every_decision_is_taken_back_and_done_again_and_outlives_a_restart() {
    let (office, story) = an_office();
    let undo = || office.must::<Undone>(Command::Undo(Nothing {}));
    decide(&office, story, &[(Need, "asd")], FacetDecision::NotSo);
    assert_eq!(offered(&office, story), named(&[ALL[0], ALL[1], ALL[3]]), "what is not so is not offered");
    assert!(kept(&office, story).is_empty(), "nor kept");
    undo();
    assert_eq!(offered(&office, story), named(&ALL), "until it is taken back");
    office.must::<Undone>(Command::Redo(Nothing {}));
    assert_eq!(offered(&office, story).len(), 3);

    decide(&office, story, &[(Need, "hi"), (Age, "9")], FacetDecision::So);
    let added = office.story(story).facets;
    assert!(added.iter().all(|one| one.submission.is_none() && one.words.is_empty()), "no letter says so");
    decide(&office, story, &[(Age, "9")], FacetDecision::Undecided);
    decide(&office, story, &ALL[..2], FacetDecision::So);
    let (all, rest) = (named(&[ALL[0], ALL[1], (Need, "hi")]), named(&ALL[3..]));
    office.reopen().expect("it opens");
    assert_eq!((kept(&office, story), offered(&office, story)), (all, rest), "a restart forgets nothing");
    let what: Vec<_> = (0..4).map(|_| undo().what.expect("there is something to take back")).collect();
    assert_eq!((kept(&office, story), offered(&office, story)), (Vec::new(), named(&ALL)), "{what:?}");
    assert_eq!(what[1], "taking out something noted");
    let (_, told) = latest(&office);
    assert!(told.ends_with("offered again need “Autistic spectrum disorder”."), "{told}");
}

#[test]
fn a_child_is_in_one_year_and_what_is_put_right_is_not_offered_wrong_again() {
    let (office, story) = an_office();
    decide(&office, story, &[(YearGroup, "4")], FacetDecision::So);
    decide(&office, story, &[(YearGroup, "5")], FacetDecision::So);
    assert_eq!(latest(&office).1, "The child and the case: added “Year 5”; dropped “Year 4”.");
    assert_eq!(kept(&office, story), named(&[(YearGroup, "5")]));
    assert!(!offered(&office, story).contains(&(YearGroup, "4".into())), "the letter’s year was put right");
    office.must::<Undone>(Command::Undo(Nothing {}));
    assert_eq!(kept(&office, story), named(&[(YearGroup, "4")]), "as one step");
    office.must::<Undone>(Command::Redo(Nothing {}));

    // A year goes by.
    assert_eq!(writes(&office, 2, "He is now in Year 6, and deaf in one ear. Still no taxi."), story);
    assert!(offered(&office, story).contains(&(YearGroup, "6".into())), "a new letter is news");
    assert_eq!(kept(&office, story), named(&[(YearGroup, "5")]), "and changes nothing by itself");
    decide(&office, story, &[(YearGroup, "6")], FacetDecision::So);
    assert_eq!(kept(&office, story), named(&[(YearGroup, "6")]));
    assert_eq!(offered(&office, story).iter().filter(|(kind, _)| *kind == YearGroup).count(), 0);
    decide(&office, story, &[(Need, "hi")], FacetDecision::So);
    decide(&office, story, &[(Need, "asd")], FacetDecision::So);
    assert_eq!(kept(&office, story).len(), 3, "of needs a child may have several");
}

#[test]
fn reading_again_never_overrides_what_somebody_decided() {
    let (office, story) = an_office();
    decide(&office, story, &[(Need, "asd"), (Setting, "mainstream")], FacetDecision::NotSo);
    decide(&office, story, &[(YearGroup, "4"), (Need, "pmld")], FacetDecision::So);
    let before = kept(&office, story);
    // Says of the need and the setting what was dropped, and another year.
    writes(&office, 2, "He is autistic. He is now in Year 7 at a mainstream school.");
    while office.must::<LettersRead>(Command::ReadLetters(Nothing {})).skimmed > 0 {}
    assert_eq!(kept(&office, story), before, "what was confirmed stays, though it is read no more");
    let offers = offered(&office, story);
    assert!(offers.contains(&(YearGroup, "7".into())), "{offers:?}");
    for dropped in [(Need, "asd"), (Setting, "mainstream")] {
        assert!(!offers.contains(&(dropped.0, dropped.1.into())), "{dropped:?} was dropped: {offers:?}");
    }
    // Somebody may think again.
    decide(&office, story, &[(Need, "asd")], FacetDecision::So);
    assert!(kept(&office, story).contains(&(Need, "asd".into())));
}

#[test]
fn what_cannot_be_said_or_is_not_there_is_refused_with_a_remedy() {
    let (office, story) = an_office();
    let strange = ["", "asd ", "ASD", "99", "04", "-1", "4.0", &"a".repeat(200)];
    for (kind, value) in
        strange.into_iter().flat_map(|value| [(Need, value), (YearGroup, value), (Age, value)])
    {
        let refused = office.ask::<Nothing>(decision(story, &[ALL[1], (kind, value)], FacetDecision::So));
        let problem = assert_refused(refused, Code::Invalid);
        assert_eq!(problem.field.as_deref(), Some("facets"));
    }
    let nowhere = office.ask::<Nothing>(decision(Uuid::nil(), &ALL, FacetDecision::So));
    assert!(assert_refused(nowhere, Code::Failed).what.contains("story"), "it says what is missing");
    let never = office.ask::<Nothing>(decision(story, &[ALL[1], (Need, "ds")], FacetDecision::NotSo));
    assert!(assert_refused(never, Code::Failed).what.contains("no longer offered"));
    assert!(kept(&office, story).is_empty(), "of what is refused in part nothing is done");
    decide(&office, story, &[(Need, "ds")], FacetDecision::Undecided);
    decide(&office, story, &[], FacetDecision::So);
    let tables: Reference = office.must(Command::Reference(Nothing {}));
    let every: Vec<_> = tables.facets.iter().map(|one| (one.kind, one.value.as_str())).collect();
    assert!(every.len() > 60 && tables.facets.iter().all(|one| !one.label.is_empty()));
    decide(&office, story, &every, FacetDecision::So);
    assert!(kept(&office, story).len() > 20, "all that is in the table can be said");
}

#[test]
fn decisions_leave_with_everything_and_go_when_their_family_is_erased() {
    let (office, story) = an_office();
    decide(&office, story, &[(Need, "asd")], FacetDecision::NotSo);
    decide(&office, story, &[(Need, "msi")], FacetDecision::So);
    let folder = office.place.path().join("Everything").display().to_string();
    let exported: Exported = office.must(Command::ExportEverything(ExportEverything { folder }));
    let all = std::fs::read(std::path::Path::new(&exported.folder).join("casebook.json")).expect("a file");
    let all: serde_json::Value = serde_json::from_slice(&all).expect("JSON");
    let facets: Vec<_> = all["stories"][0]["facets"].as_array().expect("a list").iter().collect();
    let said: Vec<_> = facets.iter().map(|one| (one["what"].as_str(), one["so"].as_bool())).collect();
    let wanted = [("Autistic spectrum disorder", false), ("Multi-sensory impairment", true)];
    assert_eq!(said, wanted.map(|(what, so)| (Some(what), Some(so))), "also what was dropped");

    let confirm = "Ann Example".into();
    let erase = Erase { stories: vec![story], reason: ErasureReason::FamilyAsked, confirm };
    assert_eq!(office.must::<Erased>(Command::Erase(erase)).stories, 1);
    office.reopen().expect("it opens");
    let page = office.must::<serde_json::Value>(Command::Audit(AuditFilter::default()));
    assert!(!page.to_string().contains("impairment"), "not in the record of changes either");
    assert_refused(office.ask::<Nothing>(decision(story, &ALL, FacetDecision::So)), Code::Failed);
}
