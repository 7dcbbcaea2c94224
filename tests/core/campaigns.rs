//! Campaigns: which letters are one text sent by many, and what is done with all of them at once.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use casebook::api::{
    AcknowledgeCampaign, CampaignAcknowledged, CampaignAddresses, CampaignFiled, CampaignId, CampaignView,
    Command, Context, Counts, Erase, Erased, FileCampaign, Grid, GridFilter, Import, MarkKind, Nothing,
    Progress, ReceiptFilter, ReceiptLine, ReceiptPage, Receipts, ReceiptsFilter, StoryFilter, StoryId,
    StoryRow, Undone,
};
use casebook::campaign::group;
use casebook::consent::ConsentLevel;
use casebook::erasure::ErasureReason;
use casebook::story::{Filing, Status};
use casebook_tests::post::{bag, recall_and_precision};
use casebook_tests::{AnOffice, Imported, now, today};
use uuid::Uuid;

fn number(sender: &str) -> u64 {
    sender.trim_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap_or(0)
}

#[test]
fn campaigns_are_told_from_letters_that_only_look_like_one() {
    let bag = bag(3_000, 1);
    let campaigns = group(bag.iter().map(|letter| (number(&letter.sender), letter.text.as_str())));
    let (recall, precision) = recall_and_precision(&bag, &campaigns);
    assert!(recall >= 0.98, "only {recall:.4} of the pairs were found");
    assert!(precision >= 0.99, "only {precision:.4} of what was found is right");
    // Pairs weigh large campaigns most; letter by letter a small one counts as much.
    let count = |missed: bool| {
        bag.iter()
            .zip(&campaigns)
            .filter(|(letter, said)| letter.campaign.is_some() == missed && said.is_some() != missed)
            .count()
    };
    let (missed, taken) = (count(true), count(false));
    assert!(missed <= 36, "{missed} of 1,800 letters of campaigns were left out");
    assert!(taken <= 12, "{taken} of 1,200 letters by themselves were taken for a campaign’s");
}

#[test]
fn two_letters_from_one_family_are_no_campaign_nor_are_two_families() {
    let text = "The council cancelled the taxi to school and we have driven forty miles a day since then. \
                Nobody answers the telephone, and the driver was told before we were. What is to be done?";
    assert_eq!(group([(1, text), (1, text), (1, text), (2, text)].into_iter()), [None; 4]);
    assert_eq!(group([(1, text), (2, text), (3, text)].into_iter()), [Some(0); 3]);
}

#[test]
fn greetings_and_stock_phrases_make_no_campaign() {
    let letters: Vec<_> = ["late", "lost", "wrong", "refused", "at home"]
        .map(|how| {
            format!(
                "Dear Mr Hale,\n\nI hope you are well. I am writing to you as my local Member of Parliament. Our plan \
                 is {how}. Please could you let me know what you can do to help? I look forward to hearing from you \
                 soon. Thank you for taking the time to read this email.\n\nYours sincerely\nA Parent"
            )
        })
        .into();
    assert_eq!(group((1..).zip(letters.iter().map(String::as_str))), [None; 5]);
}

/// A campaign’s text, as an invented charity might write it.
const TEXT: &str = "Please vote for the amendment on school transport when it comes before the House.\n\n\
    Children over sixteen have lost their taxis in eleven counties this year, and their parents have given up \
    work to drive them. A place at college means nothing to somebody who cannot get there. The minister said in \
    the spring that councils would be told what the law asks of them, and no such letter has been sent.";

const OWN: &str = "My daughter Ada has not been to college since half term, because the escort retired and nobody \
    was found to sit beside her on the bus.";

fn mail(number: usize, subject: &str, words: &str) -> String {
    format!(
        "From: Family {number} <family{number}@example.org>\nTo: mp@example.org\nSubject: {subject}\n\
         Message-ID: <{number}@example.org>\nDate: Mon, 2 Sep 2024 10:{:02}:00 +0000\n\nDear Mr Hale,\n\n{words}\n\n\
         Yours sincerely,\nFamily {number}\n",
        number % 60
    )
}

/// Writes letters into files of their own and imports them together.
fn imported(office: &AnOffice, name: &str, letters: &[String]) -> Imported {
    let folder = office.place.path().join(name);
    std::fs::create_dir(&folder).expect("a folder");
    for (number, letter) in letters.iter().enumerate() {
        std::fs::write(folder.join(format!("{number:03}.eml")), letter).expect("a letter can be written");
    }
    office.import(&[folder])
}

/// Five families with the same text, one of them with words of her own, and two with stories of theirs.
fn with_a_campaign() -> (AnOffice, Uuid) {
    let office = AnOffice::new();
    let mut letters: Vec<_> =
        (1..=4).map(|number| mail(number, "Vote for the transport amendment", TEXT)).collect();
    letters.push(mail(5, "Fwd: Vote for the transport amendment", &format!("{OWN}\n\n{TEXT}")));
    letters.push(mail(
        6,
        "Our plan is late",
        "The council has not answered since May, and our plan is a year late.",
    ));
    letters.push(mail(
        7,
        "A thank you",
        "The new school is a joy to him, and he runs in at the gate every morning.",
    ));
    let receipt = imported(&office, "post", &letters);
    let campaign = receipt.lines[0].campaign.as_ref().expect("a campaign");
    assert_eq!(campaign.name, "Vote for the transport amendment");
    (office, campaign.id)
}

fn inbox(office: &AnOffice, fold: bool) -> Vec<StoryRow> {
    office.stories(StoryFilter { status: Some(Status::New), fold, ..StoryFilter::default() }).rows
}

fn view(office: &AnOffice, campaign: Uuid) -> CampaignView {
    office.must(Command::Campaign(CampaignId { campaign }))
}

fn story_of(office: &AnOffice, number: usize) -> Uuid {
    let from = format!("Family {number}");
    office.stories(StoryFilter::default()).rows.iter().find(|row| row.from == from).expect("a story").id
}

fn filed(office: &AnOffice, campaign: Uuid, own_words: Option<u32>) -> CampaignFiled {
    let themes = vec!["transport".to_owned()];
    let filing = Filing { status: Status::Filed, themes, ..Filing::default() };
    office.must(Command::FileCampaign(FileCampaign {
        campaign,
        filing,
        offered_authorities: true,
        own_words,
    }))
}

fn undo(office: &AnOffice) -> Option<String> {
    office.must::<Undone>(Command::Undo(Nothing {})).what
}

fn redo(office: &AnOffice) -> Option<String> {
    office.must::<Undone>(Command::Redo(Nothing {})).what
}

/// Somebody who presses Cancel as soon as the first letters are in.
#[derive(Default)]
struct Impatient(AtomicBool);

impl Progress for Impatient {
    fn step(&self, _done: u32, _total: u32) {
        self.0.store(true, SeqCst);
    }

    fn cancelled(&self) -> bool {
        self.0.load(SeqCst)
    }
}

#[test]
fn an_import_that_was_stopped_has_its_campaigns_all_the_same() {
    let office = AnOffice::new();
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    for number in 1..=400 {
        let letter = mail(number, "Vote for the transport amendment", TEXT);
        std::fs::write(folder.join(format!("{number:03}.eml")), letter).expect("written");
    }
    let command = Command::Import(Import { paths: vec![folder.display().to_string()] });
    let context = Context { now: now(), progress: &Impatient::default() };
    let receipt = office.desk.run(command, &context).expect("a receipt");
    let receipt = office.with_lines(serde_json::from_value(receipt).expect("a receipt"));
    assert!(receipt.cancelled && (3..400).contains(&receipt.stored), "{:?}", receipt.receipt);
    let rows = inbox(&office, true);
    let line = rows.iter().find_map(|row| row.campaign.as_ref()).expect("the campaign’s line");
    assert_eq!((rows.len(), line.stories), (1, receipt.stored));
    assert!(receipt.lines.iter().all(|line| line.campaign.is_some()), "and the receipt names it");
}

#[test]
fn the_inbox_shows_a_campaign_as_one_line_and_the_receipt_names_it() {
    let (office, campaign) = with_a_campaign();
    let rows = inbox(&office, true);
    assert_eq!(rows.len(), 3, "the campaign, and the two that are not of it");
    let line = rows.iter().find_map(|row| row.campaign.as_ref()).expect("the campaign’s line");
    assert_eq!((line.id, line.stories, line.urgent), (campaign, 5, 0));
    assert_eq!(inbox(&office, false).len(), 7, "none is lost where they are not folded");
    let view = view(&office, campaign);
    assert_eq!((view.stories, view.waiting, view.own, view.plain, view.to_acknowledge), (5, 5, 1, 4, 5));
}

#[test]
fn who_wrote_most_of_their_own_stands_first_with_those_words_marked() {
    let (office, campaign) = with_a_campaign();
    let filter = StoryFilter { campaign: Some(campaign), ..StoryFilter::default() };
    let rows = office.stories(filter).rows;
    assert_eq!((rows.len(), rows[0].from.as_str()), (5, "Family 5"));
    assert_eq!(rows[0].own_words, u32::try_from(OWN.split_whitespace().count()).expect("few"));
    assert!(rows[1..].iter().all(|row| row.own_words == 0), "{rows:?}");
    let letter = &office.story(rows[0].id).letters[0];
    let own: Vec<_> = letter.marks.iter().filter(|mark| mark.kind == MarkKind::Own).collect();
    assert_eq!(own.len(), 1);
    let words: String =
        letter.text.chars().skip(own[0].start as usize).take((own[0].end - own[0].start) as usize).collect();
    assert_eq!(words, OWN.trim_end_matches('.').split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn a_letter_that_comes_later_joins_and_one_that_is_alike_by_chance_does_not() {
    let (office, campaign) = with_a_campaign();
    let wrapped = TEXT.replace(", ", ",\n");
    let late = imported(
        &office,
        "late",
        &[
            mail(8, "Please!", &wrapped),
            mail(9, "Transport", "Please vote for children over sixteen, who have lost their taxis."),
        ],
    );
    assert_eq!(late.lines[0].campaign.as_ref().map(|campaign| campaign.id), Some(campaign));
    assert_eq!(late.lines[1].campaign, None);
    assert_eq!(view(&office, campaign).stories, 6);
    // And three that come one after the other found another.
    let other = "We ask every member to sign the motion on glasses for pupils in special schools, which was put down \
                 on Monday by nine members of four parties and needs a hundred names before the recess begins.";
    for number in 20..22 {
        let receipt =
            imported(&office, &format!("single {number}"), &[mail(number, "Sign the motion", other)]);
        assert_eq!(receipt.lines[0].campaign, None, "two are not a campaign");
    }
    let third = imported(&office, "third", &[mail(22, "Sign the motion", other)]);
    let other = third.lines[0].campaign.as_ref().expect("three are").id;
    assert_eq!(view(&office, other).stories, 3, "those before it were brought in");
}

#[test]
fn filing_all_is_one_step_and_leaves_those_with_words_of_their_own() {
    let (office, campaign) = with_a_campaign();
    let CampaignFiled { filed: many, left } = filed(&office, campaign, Some(10));
    assert_eq!((many, left), (4, 1));
    let waiting = inbox(&office, true);
    assert!(waiting.iter().any(|row| row.from == "Family 5"), "hers is for somebody to read");
    assert_eq!(office.story(story_of(&office, 1)).filing.themes, ["transport"]);
    let counts: Counts = office.must(Command::Counts(Nothing {}));
    assert_eq!(counts.undo.as_deref(), Some("filing 4 stories"));
    undo(&office);
    assert_eq!(view(&office, campaign).waiting, 5, "taken back in one step");
    redo(&office);
    assert_eq!(view(&office, campaign).waiting, 1);
    assert_eq!(filed(&office, campaign, None).left, 0);
}

#[test]
fn a_letter_that_may_be_urgent_is_never_filed_with_the_rest() {
    let office = AnOffice::new();
    let worry = format!("My son says he wants to kill himself.\n\n{TEXT}");
    let letters: Vec<_> =
        (1..=4).map(|number| mail(number, "Vote", if number == 4 { &worry } else { TEXT })).collect();
    let receipt = imported(&office, "post", &letters);
    let campaign = receipt.lines[3].campaign.as_ref().expect("it is part of it").id;
    let rows = inbox(&office, true);
    assert!(rows[0].offered_urgent, "it stands for its campaign, and first: {rows:?}");
    assert_eq!(rows[0].campaign.as_ref().map(|line| line.urgent), Some(1));
    assert_eq!(view(&office, campaign).urgent, 1);
    assert_eq!(filed(&office, campaign, None), CampaignFiled { filed: 3, left: 1 });
}

#[test]
fn acknowledging_all_is_one_step_and_asks_nobody_twice() {
    let (office, campaign) = with_a_campaign();
    let all: CampaignAddresses = office.must(Command::CampaignAddresses(CampaignId { campaign }));
    assert_eq!((all.addresses.len(), all.without), (5, 0));
    let acknowledge = || {
        let request = AcknowledgeCampaign { campaign, on: today() };
        office.must::<CampaignAcknowledged>(Command::AcknowledgeCampaign(request)).stories
    };
    assert_eq!(acknowledge(), 5);
    assert_eq!(acknowledge(), 0);
    let story = office.story(story_of(&office, 1));
    assert_eq!(story.acknowledged, Some(today()));
    assert!(story.history[0].what.contains("acknowledged on 3 September 2024"), "{:?}", story.history[0]);
    assert_eq!(undo(&office).as_deref(), Some("acknowledging 5 letters"));
    assert_eq!(view(&office, campaign).to_acknowledge, 5);
}

#[test]
fn a_letter_taken_out_of_its_campaign_stays_out() {
    let (office, campaign) = with_a_campaign();
    let story = story_of(&office, 5);
    office.must::<Nothing>(Command::LeaveCampaign(StoryId { story }));
    assert_eq!(view(&office, campaign).stories, 4);
    assert_eq!(office.story(story).campaign, None);
    imported(&office, "late", &[mail(8, "Vote", TEXT)]);
    assert_eq!((view(&office, campaign).stories, office.story(story).campaign), (5, None), "it stays out");
    let letter = &office.story(story).letters[0];
    assert!(letter.marks.iter().all(|mark| mark.kind != MarkKind::Own), "and all of it is its own");
}

#[test]
fn taking_a_letter_out_of_its_campaign_can_be_undone() {
    let (office, campaign) = with_a_campaign();
    office.must::<Nothing>(Command::LeaveCampaign(StoryId { story: story_of(&office, 5) }));
    assert_eq!(undo(&office).as_deref(), Some("taking a letter out of its campaign"));
    assert_eq!(view(&office, campaign).stories, 5);
}

#[test]
fn a_family_that_writes_again_is_no_longer_only_a_campaigns() {
    let (office, campaign) = with_a_campaign();
    let again = mail(
        40,
        "Re: Vote for the transport amendment",
        "Since then he has been sent home every day at noon.",
    )
    .replace("Family 40 <family40@", "Family 1 <family1@");
    imported(&office, "again", &[again]);
    assert_eq!(view(&office, campaign).stories, 4);
    assert!(inbox(&office, true).iter().any(|row| row.from == "Family 1" && row.campaign.is_none()));
    undo(&office);
    assert_eq!(view(&office, campaign).stories, 5, "as it was before that import");
}

#[test]
fn an_import_taken_back_takes_its_campaign_and_redo_brings_it_back() {
    let (office, campaign) = with_a_campaign();
    undo(&office);
    assert!(office.stories(StoryFilter::default()).rows.is_empty());
    redo(&office);
    let after = view(&office, campaign);
    assert_eq!((after.stories, after.own), (5, 1));
    undo(&office);
    office.a_letter("Somebody else", "Something else happened today, and now nothing can be done again.");
    assert!(
        office.ask::<CampaignView>(Command::Campaign(CampaignId { campaign })).is_err(),
        "it is gone for good"
    );
}

/// The lines of the one receipt.
fn lines(office: &AnOffice) -> Vec<ReceiptLine> {
    let receipts: Receipts = office.must(Command::Receipts(ReceiptsFilter { offset: 0, limit: 0 }));
    let receipt = receipts.receipts[0].id;
    let all = ReceiptFilter { receipt, outcome: None, search: String::new(), offset: 0, limit: 0 };
    office.must::<ReceiptPage>(Command::ReceiptLines(all)).rows
}

#[test]
fn erasing_leaves_nothing_of_a_letter_in_its_campaign() {
    let (office, campaign) = with_a_campaign();
    for number in 1..=5 {
        let stories = vec![story_of(&office, number)];
        let (reason, confirm) = (ErasureReason::FamilyAsked, format!("Family {number}"));
        office.must::<Erased>(Command::Erase(Erase { stories, reason, confirm }));
        let left = office.ask::<CampaignView>(Command::Campaign(CampaignId { campaign }));
        match left {
            Ok(left) => {
                assert_eq!(left.stories, u32::try_from(5 - number).expect("few"));
                // A subject that one letter has is that letter's.
                assert_eq!(left.name == "Letters in the same words", number == 4, "{left:?}");
                let named: Vec<_> = lines(&office).into_iter().filter_map(|line| line.campaign).collect();
                assert_eq!(named.len(), 5 - number, "the receipt names it for whom it still has");
                assert!(
                    named.iter().all(|campaign| campaign.name == left.name),
                    "as it is called now: {named:?}"
                );
            }
            Err(_) => assert_eq!(number, 5, "the campaign goes with its last letter"),
        }
    }
}

#[test]
fn figures_say_whether_campaigns_are_among_them() {
    let (office, campaign) = with_a_campaign();
    filed(&office, campaign, None);
    office.accept_everything();
    for row in office.stories(StoryFilter::default()).rows {
        office.consent(row.id, ConsentLevel::Counted).expect("recorded");
    }
    let grid = |without_campaigns| -> Grid {
        office.must(Command::Grid(GridFilter { without_campaigns, ..GridFilter::default() }))
    };
    let (all, without) = (grid(false), grid(true));
    assert_eq!(all.stories, without.stories + 5);
    assert_eq!((all.campaign_stories, without.campaign_stories), (5, 5));
    let listed = office.stories(StoryFilter { without_campaigns: true, ..StoryFilter::default() });
    assert_eq!(listed.total, 2, "the stories behind a figure are those it counts");
    office.must::<Nothing>(Command::LeaveCampaign(StoryId { story: story_of(&office, 5) }));
    assert_eq!(grid(true).stories, without.stories + 1, "a letter that is no campaign’s counts by itself");
}

#[test]
fn a_letter_that_is_typed_in_joins_its_campaign_too() {
    let (office, campaign) = with_a_campaign();
    let typed = office.a_letter("Somebody on paper", TEXT);
    assert_eq!(office.story(typed).campaign.map(|campaign| campaign.id), Some(campaign));
}

#[test]
fn hundreds_of_letters_through_the_door_are_grouped_as_well_as_by_themselves() {
    let office = AnOffice::new();
    let bag = bag(400, 11);
    let mut mbox = String::new();
    for (number, letter) in bag.iter().enumerate() {
        let text = letter.text.replace("\nFrom ", "\n>From ");
        let _ = write!(
            mbox,
            "From a@example.org Mon Sep  2 10:00:00 2024\nFrom: {}\nSubject: Letter {number}\nMessage-ID: <b{number}@example.org>\n\n{text}\n\n",
            letter.sender
        );
    }
    let receipt = office.import_bytes("bag.mbox", mbox.as_bytes());
    let mut names = std::collections::HashMap::new();
    let said: Vec<_> = receipt
        .lines
        .iter()
        .map(|line| {
            let next = names.len();
            line.campaign.as_ref().map(|campaign| *names.entry(campaign.id).or_insert(next))
        })
        .collect();
    let (recall, precision) = recall_and_precision(&bag, &said);
    assert!(recall >= 0.98 && precision >= 0.99, "recall {recall:.4}, precision {precision:.4}");
    assert!(office.must::<casebook::api::Checked>(Command::Check(Nothing {})).findings.is_empty());
}
