//! Dates of a plan: offered beside the letter, kept when somebody says so, and told by the law's clock.

use casebook::api::{
    AnswerMilestone, Code, Command, Erase, Erased, ExportEverything, Exported, MilestoneId, Nothing, Opened,
    StoryView, Undone, WriteMilestone,
};
use casebook::clock::{Exact, Standing, Step};
use casebook::erasure::ErasureReason;
use casebook_tests::{AnOffice, assert_refused};
use uuid::Uuid;

const LETTER: &str = "We applied for an EHCP for our son in March 2023. – The draft arrived on 14 June 2024. The taxi stopped.";

fn an_office() -> (AnOffice, Uuid) {
    let office = AnOffice::new();
    let story = office.a_letter("Ann Example", LETTER);
    (office, story)
}

fn answer(office: &AnOffice, view: &StoryView, which: usize, right: bool) {
    let offer = &view.offered.milestones[which];
    let (submission, step, start) = (offer.submission, offer.step, offer.start);
    office.must::<Nothing>(Command::AnswerMilestone(AnswerMilestone { submission, step, start, right }));
}

fn write(story: Uuid, step: Step, when: &str) -> WriteMilestone {
    WriteMilestone { story, milestone: None, submission: None, start: 0, step, when: when.into() }
}

fn undo(office: &AnOffice) {
    let undone = office.must::<Undone>(Command::Undo(Nothing {}));
    assert!(undone.what.is_some(), "there is something to take back");
}

fn kept(office: &AnOffice, story: Uuid) -> Vec<(Step, String)> {
    office.story(story).milestones.into_iter().map(|one| (one.step, one.when)).collect()
}

#[test]
fn a_date_is_offered_with_its_words_and_kept_only_when_somebody_says_so() {
    let (office, story) = an_office();
    let view = office.story(story);
    let offered: Vec<_> = view.offered.milestones.iter().map(|one| (one.step, one.when.as_str())).collect();
    assert_eq!(offered, [(Step::Request, "March 2023"), (Step::Draft, "14 June 2024")]);
    assert_eq!(view.offered.milestones[1].words, "draft arrived on 14 June 2024");
    let letter = &view.letters[0].text;
    let units: Vec<u16> = letter.encode_utf16().collect();
    let (start, end) = (view.offered.milestones[1].start as usize, view.offered.milestones[1].end as usize);
    assert_eq!(
        String::from_utf16_lossy(&units[start..end]),
        "draft arrived on 14 June 2024",
        "counted as the window counts"
    );
    assert!(view.milestones.is_empty() && view.clock.is_empty(), "nothing is applied unseen");

    answer(&office, &view, 0, true);
    let view = office.story(story);
    assert_eq!(view.milestones[0].exact, Exact::Month);
    assert_eq!(
        (view.milestones[0].words.as_str(), view.offered.milestones.len()),
        ("applied for an EHCP for our son in March 2023", 1)
    );
    let plan = view.clock.iter().find(|line| line.text.starts_with("Final plan")).expect("a line");
    assert_eq!(plan.standing, Standing::Missing);
    assert_eq!(
        plan.text,
        "Final plan: none recorded. If none has come, it is at least 54 weeks over the general limit of 20 weeks from the \
         request today."
    );
    assert!(plan.law.contains("reg 13(2)"));
    assert!(
        office.story(story).history[0].what.contains("Date confirmed: Assessment requested, March 2023.")
    );
}

#[test]
fn what_is_answered_is_undone_and_done_again_and_outlives_a_restart() {
    let (office, story) = an_office();
    answer(&office, &office.story(story), 0, false);
    let view = office.story(story);
    assert_eq!(view.offered.milestones.len(), 1, "what is not so is not offered again");
    assert!(view.milestones.is_empty() && view.clock.is_empty(), "nor is it counted");
    undo(&office);
    assert_eq!(office.story(story).offered.milestones.len(), 2, "until it is taken back");

    answer(&office, &office.story(story), 0, true);
    office.must::<Nothing>(Command::WriteMilestone(write(story, Step::FinalPlan, "2 September 2024")));
    assert_eq!(office.story(story).clock[0].standing, Standing::Over);
    let plan = office.story(story).milestones[1].id;
    let other = WriteMilestone { milestone: Some(plan), ..write(story, Step::FinalPlan, "1 July 2024") };
    office.must::<Nothing>(Command::WriteMilestone(other));
    let both = [(Step::Request, "March 2023".to_owned()), (Step::FinalPlan, "1 July 2024".to_owned())];
    assert_eq!(kept(&office, story), both);
    undo(&office);
    assert_eq!(kept(&office, story)[1].1, "2 September 2024", "a change is taken back as one");
    office.must::<Undone>(Command::Redo(Nothing {}));
    office.must::<Nothing>(Command::Lock(Nothing {}));
    office.reopen().expect("it opens");
    assert_eq!(kept(&office, story), both, "and kept");

    let plan = office.story(story).milestones[1].id;
    office.must::<Nothing>(Command::RemoveMilestone(MilestoneId { milestone: plan }));
    assert_eq!(kept(&office, story), both[..1]);
    undo(&office);
    assert_eq!(kept(&office, story), both);
}

#[test]
fn an_offer_may_be_put_right_before_it_is_kept() {
    let (office, story) = an_office();
    let offer = office.story(story).offered.milestones[0].clone();
    let put_right = WriteMilestone {
        submission: Some(offer.submission),
        start: offer.start,
        ..write(story, Step::Request, "6 March 2023")
    };
    office.must::<Nothing>(Command::WriteMilestone(put_right));
    let view = office.story(story);
    assert_eq!(kept(&office, story), [(Step::Request, "6 March 2023".to_owned())]);
    assert_eq!(view.milestones[0].submission, Some(offer.submission), "it still rests on the letter's words");
    assert_eq!(view.offered.milestones.len(), 1, "and is not offered beside itself");
    let again = AnswerMilestone {
        submission: offer.submission,
        step: offer.step,
        start: offer.start + 1,
        right: true,
    };
    assert_refused(office.ask::<Nothing>(Command::AnswerMilestone(again)), Code::Failed);
}

#[test]
fn a_date_that_cannot_be_read_or_is_yet_to_come_is_refused_with_a_remedy() {
    let (office, story) = an_office();
    for when in ["", "soon", "30 February 2024", "6 January 2031", "3/4", &"March ".repeat(100)] {
        let refused = office.ask::<Nothing>(Command::WriteMilestone(write(story, Step::Draft, when)));
        let problem = assert_refused(refused, Code::Invalid);
        assert_eq!(problem.field.as_deref(), Some("when"), "{when}");
    }
    assert!(kept(&office, story).is_empty());
    let nowhere = office.ask::<Nothing>(Command::WriteMilestone(write(Uuid::nil(), Step::Draft, "2022")));
    assert_refused(nowhere, Code::Failed);
}

#[test]
fn confirmed_dates_leave_with_everything_and_go_when_their_family_is_erased() {
    let (office, story) = an_office();
    answer(&office, &office.story(story), 0, true);
    answer(&office, &office.story(story), 0, false);
    let folder = office.place.path().join("Everything").display().to_string();
    let exported: Exported = office.must(Command::ExportEverything(ExportEverything { folder }));
    let all = std::fs::read(std::path::Path::new(&exported.folder).join("casebook.json")).expect("a file");
    let all: serde_json::Value = serde_json::from_slice(&all).expect("JSON");
    let dates = &all["stories"][0]["milestones"];
    assert_eq!(
        (&dates[0]["what"], &dates[0]["when"]),
        (&"Assessment requested".into(), &"March 2023".into())
    );
    assert_eq!((&dates[0]["so"], &dates[1]["so"]), (&true.into(), &false.into()), "also what was dropped");

    // Somebody has worked on it: undoing the letter keeps it. Erasing does not.
    let erase =
        Erase { stories: vec![story], reason: ErasureReason::FamilyAsked, confirm: "Ann Example".into() };
    let erased: Erased = office.must(Command::Erase(erase));
    assert!(erased.stories == 1);
    office.must::<Nothing>(Command::Lock(Nothing {}));
    let _: Opened = office.reopen().expect("it opens");
    let page = office.must::<serde_json::Value>(Command::Audit(casebook::api::AuditFilter::default()));
    assert!(!page.to_string().contains("March 2023"), "not in the record of changes either");
}
