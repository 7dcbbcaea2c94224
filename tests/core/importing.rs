//! Letters coming in, each with its line.

use std::sync::Mutex;

use casebook::api::{
    Code, Command, Context, FileSaved, Import, MarkPassage, NewSubmission, Nothing, Outcome, PassageView,
    Progress, Receipt, ReceiptFilter, ReceiptPage, Receipts, ReceiptsFilter, SaveReceipt, StoryFilter,
    StoryId,
};
use casebook::settings::Settings;
use casebook::submission::Channel;
use casebook_tests::{AnOffice, assert_refused, now, sample_letters, samples, today};

pub(crate) const LETTER: &str = "From: Ann Invented <ann@example.org>\r\nTo: mp@example.com\r\n\
    Subject: Still waiting\r\nDate: Mon, 2 Sep 2024 10:00:00 +0100\r\nMessage-ID: <one@example.org>\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nWe asked for a plan in March. Nobody answers.\r\n";

#[test]
fn every_sample_letter_gets_its_line() {
    let office = AnOffice::new();
    let receipt = office.import(&[samples()]);
    let letters = sample_letters().len();
    let skipped = receipt.lines.iter().filter(|line| line.outcome == Outcome::Skipped);
    assert_eq!(
        receipt.stored as usize + receipt.duplicates as usize,
        letters,
        "each letter is stored or a copy"
    );
    assert_eq!(receipt.duplicates, 1, "one sample is saved twice");
    assert_eq!(receipt.read, receipt.stored + receipt.duplicates + receipt.skipped, "nothing is silent");
    for line in skipped {
        assert!(line.note.ends_with('.') && !line.note.is_empty(), "a reason in a sentence: {}", line.note);
        assert!(!line.path.ends_with(".eml"), "{} is a letter", line.path);
    }
    let kept: Receipts = office.must(Command::Receipts(ReceiptsFilter::default()));
    assert_eq!((kept.total, kept.receipts), (1, vec![receipt.receipt]), "the receipt is kept");
}

#[test]
fn importing_twice_stores_nothing_twice() {
    let office = AnOffice::with_samples();
    let before = office.stories(StoryFilter::default());
    let again = office.import(&[samples()]);
    assert_eq!((again.stored, again.duplicates as usize), (0, sample_letters().len()));
    assert_eq!(before, office.stories(StoryFilter::default()), "no story has changed");
}

#[test]
fn the_same_words_under_another_message_id_are_a_copy() {
    let office = AnOffice::new();
    assert_eq!(office.import_bytes("one.eml", LETTER.as_bytes()).stored, 1);
    let resent = LETTER.replace("one@example.org", "two@example.org").replace("10:00", "11:30");
    assert_eq!(office.import_bytes("two.eml", resent.as_bytes()).duplicates, 1);
}

#[test]
fn other_words_under_the_same_message_id_are_kept() {
    let office = AnOffice::new();
    office.import_bytes("one.eml", LETTER.as_bytes());
    let other = LETTER.replace("Nobody answers.", "Somebody answered at last.");
    let receipt = office.import_bytes("other.eml", other.as_bytes());
    assert_eq!(receipt.stored, 1, "nothing is lost to a careless mail program");
    assert_eq!(office.stories(StoryFilter::default()).total, 1, "and they belong together");
}

#[test]
fn two_people_who_send_the_same_words_are_two_stories() {
    let office = AnOffice::new();
    office.import_bytes("one.eml", LETTER.as_bytes());
    let other = LETTER.replace("Ann Invented <ann@", "Bob Invented <bob@").replace("one@", "three@");
    assert_eq!(office.import_bytes("bob.eml", other.as_bytes()).stored, 1);
    assert_eq!(office.stories(StoryFilter::default()).total, 2);
}

#[test]
fn an_answer_joins_its_story_and_brings_it_back_to_the_inbox() {
    let office = AnOffice::new();
    office.import_bytes("one.eml", LETTER.as_bytes());
    office.accept_everything();
    let answer = LETTER
        .replace(
            "Message-ID: <one@example.org>",
            "Message-ID: <four@example.org>\r\nIn-Reply-To: <one@example.org>",
        )
        .replace("We asked for a plan in March.", "Since I wrote, the council has refused.");
    let receipt = office.import_bytes("answer.eml", answer.as_bytes());
    assert_eq!(receipt.stored, 1);
    let waiting = StoryFilter { status: Some(casebook::story::Status::New), ..StoryFilter::default() };
    let waiting = office.stories(waiting);
    assert_eq!(waiting.total, 1, "somebody has to look at the new letter");
    assert_eq!(waiting.rows.first().map(|row| row.letters), Some(2), "both letters are one story");
}

#[test]
fn what_is_no_letter_gets_a_line_and_harms_nothing() {
    let office = AnOffice::new();
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("a letter.eml"), LETTER).expect("written");
    std::fs::write(folder.join("empty.eml"), b"").expect("written");
    std::fs::write(folder.join("picture.eml"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").expect("written");
    std::fs::write(folder.join("numbers.txt"), b"milk;12;34\n5;6;7").expect("written");
    let large = std::fs::File::create(folder.join("large.eml")).expect("written");
    large.set_len(200 * 1024 * 1024).expect("a hole of 200 MB");
    let missing = folder.join("gone.eml");
    let receipt = office.import(&[folder.clone(), missing]);
    assert_eq!((receipt.stored, receipt.skipped, receipt.read), (1, 5, 6), "{:?}", receipt.lines);
    for line in receipt.lines.iter().filter(|line| line.outcome == Outcome::Skipped) {
        assert!(
            line.note.contains(". ") || line.note.contains(": "),
            "what happened, then what to do: {}",
            line.note
        );
        assert!(!line.note.contains("milk"), "and never a word of what is in it");
    }
}

#[test]
fn a_letter_can_be_typed_and_a_slip_reaches_its_field() {
    let office = AnOffice::new();
    let new = |text: &str, postcode: &str, name: &str| {
        Command::LogSubmission(NewSubmission {
            channel: Channel::Phone,
            received: today(),
            name: name.into(),
            email: String::new(),
            postcode: postcode.into(),
            subject: String::new(),
            text: text.into(),
        })
    };
    let words = "Her mother rang: no taxi since July.";
    for (command, field) in [
        (new(" \n ", "", "Ann Invented"), "text"),
        (new(words, "not a postcode", "Ann Invented"), "postcode"),
        (new(words, "", "  "), "name"),
    ] {
        let problem = assert_refused(office.ask::<StoryId>(command), Code::Invalid);
        assert_eq!(problem.field.as_deref(), Some(field), "{problem}");
    }
    assert_eq!(office.stories(StoryFilter::default()).total, 0, "nothing half logged");
    let story = office.must::<StoryId>(new(words, "sg4 9tp", "Ann Invented")).story;
    let view = office.story(story);
    assert_eq!(view.subject, "Phone call from Ann Invented", "a subject is made where none is given");
    let place = view.offered.authority.expect("the postcode says where they live");
    assert_eq!((place.name.as_str(), place.words.as_str()), ("Hertfordshire", "SG4 9TP"));
    let problem = assert_refused(office.ask::<StoryId>(new(words, "", "Ann Invented")), Code::Invalid);
    assert_eq!(problem.field.as_deref(), Some("text"), "the same call is not logged twice");
}

/// Somebody who presses Cancel as soon as the first letters are in.
struct Impatient;

impl Progress for Impatient {
    fn step(&self, done: u32, total: u32) {
        PROGRESS.lock().expect("nobody panicked").push((done, total));
    }

    fn cancelled(&self) -> bool {
        !PROGRESS.lock().expect("nobody panicked").is_empty()
    }
}

static PROGRESS: Mutex<Vec<(u32, u32)>> = Mutex::new(Vec::new());

#[test]
fn a_cancelled_import_keeps_what_it_stored_and_says_so() {
    let office = AnOffice::new();
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    for number in 0..300 {
        let letter = LETTER.replace("ann@", &format!("ann{number}@")).replace("one@", &format!("{number}@"));
        std::fs::write(folder.join(format!("{number}.eml")), letter).expect("written");
    }
    let import = Command::Import(Import { paths: vec![folder.display().to_string()] });
    let answer = office.desk.run(import, &Context { now: now(), progress: &Impatient }).expect("a receipt");
    let receipt: Receipt = serde_json::from_value(answer).expect("a receipt");
    assert!(receipt.cancelled, "the receipt says that it was stopped");
    assert!((1..300).contains(&receipt.stored), "some were stored: {}", receipt.stored);
    assert_eq!(
        office.stories(StoryFilter::default()).total,
        receipt.stored,
        "those are whole, and no others"
    );
    assert_eq!(PROGRESS.lock().expect("nobody panicked")[0], (receipt.stored, 300), "progress counts files");
    assert_eq!(office.import(&[folder]).stored, 300 - receipt.stored, "importing again goes on from there");
}

/// Somebody who wants the import to pause after its first letters, and does something else meanwhile.
struct Resting<'a> {
    office: &'a AnOffice,
    steps: Mutex<Vec<(u32, u32)>>,
    meanwhile: &'a (dyn Fn(&AnOffice) + Sync),
}

impl Progress for Resting<'_> {
    fn step(&self, done: u32, total: u32) {
        self.steps.lock().expect("nobody panicked").push((done, total));
    }

    fn rest(&self) {
        if self.steps.lock().expect("nobody panicked").len() == 1 {
            (self.meanwhile)(self.office);
        }
    }
}

fn mailbox(letters: u32) -> String {
    let letter = |number| {
        format!(
            "From ann{number}@example.org Mon Sep  2 10:00:00 2024\nFrom: Ann Invented <ann{number}@example.org>\n\
             Subject: Letter {number}\n\nWe have waited {number} weeks for a plan.\n\n"
        )
    };
    (0..letters).map(letter).collect()
}

#[test]
fn an_import_that_rests_holds_nothing_and_goes_on() {
    let office = AnOffice::new();
    let path = office.place.path().join("box.mbox");
    std::fs::write(&path, mailbox(600)).expect("written");
    let import = |meanwhile: &(dyn Fn(&AnOffice) + Sync)| {
        let progress = Resting { office: &office, steps: Mutex::default(), meanwhile };
        let import = Command::Import(Import { paths: vec![path.display().to_string()] });
        let answer = office.desk.run(import, &Context { now: now(), progress: &progress });
        (answer, progress.steps.into_inner().expect("nobody panicked"))
    };
    let (answer, steps) = import(&|office| {
        office.a_letter("Bob Invented", "The taxi stopped in July.");
    });
    let receipt: Receipt = serde_json::from_value(answer.expect("a receipt")).expect("a receipt");
    assert_eq!((receipt.stored, receipt.cancelled), (600, false), "it went on to the end");
    assert_eq!(office.stories(StoryFilter::default()).total, 601, "and other work was done while it rested");
    let (done, total) = steps[0];
    assert!(done < 600 && total.abs_diff(600) < 20, "how many a mailbox holds is told early: {steps:?}");
    assert_eq!(steps.last(), Some(&(600, 600)), "and exactly at its end: {steps:?}");
}

#[test]
fn locking_while_an_import_rests_ends_it_with_what_it_has() {
    let office = AnOffice::new();
    let path = office.place.path().join("box.mbox");
    std::fs::write(&path, mailbox(600)).expect("written");
    let progress =
        Resting { office: &office, steps: Mutex::default(), meanwhile: &|office| office.desk.lock() };
    let import = Command::Import(Import { paths: vec![path.display().to_string()] });
    let answer = office.desk.run(import, &Context { now: now(), progress: &progress });
    let receipt: Receipt = serde_json::from_value(answer.expect("a receipt")).expect("a receipt");
    assert!(receipt.cancelled && receipt.stored == 64, "nothing is read after it: {}", receipt.stored);
    office.reopen().expect("the file is closed, and opens");
    assert_eq!(office.stories(StoryFilter::default()).total, 64);
    assert_eq!(office.import(&[path]).stored, 536, "importing again goes on from there");
}

#[test]
fn a_receipt_is_looked_through_a_page_at_a_time_and_searched() {
    let office = AnOffice::new();
    let folder = office.place.path().join("post");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("box.mbox"), mailbox(250)).expect("written");
    for name in ["Été one.eml", "two.png", "three.png"] {
        std::fs::write(folder.join(name), b"\x89PNG\r\n\x1a\n").expect("written");
    }
    let receipt = office.import(&[folder]).receipt;
    let ask = |filter: ReceiptFilter| {
        let filter = ReceiptFilter { receipt: receipt.id, ..filter };
        office.must::<ReceiptPage>(Command::ReceiptLines(filter))
    };
    let first = ask(ReceiptFilter::default());
    assert_eq!((first.rows.len(), first.total, first.stored, first.skipped), (200, 253, 250, 3));
    let rest = ask(ReceiptFilter { offset: 200, limit: 1000, ..ReceiptFilter::default() });
    assert_eq!(rest.rows.len(), 53);
    assert!(rest.rows.iter().all(|line| !first.rows.contains(line)), "no line comes twice");
    let skipped = ask(ReceiptFilter { outcome: Some(Outcome::Skipped), ..ReceiptFilter::default() });
    assert_eq!((skipped.rows.len(), skipped.total), (3, 3));
    let found = |words: &str| ask(ReceiptFilter { search: words.into(), ..ReceiptFilter::default() });
    assert_eq!(found("éTÉ").total, 1, "a name in whatever letters");
    assert_eq!(found("picture two").total, 1, "a word of what is said and one of the name");
    assert_eq!(found("mbox letter 249").total, 1);
    assert_eq!((found("nowhere").total, found("  ").total), (0, 253));
    let stored =
        ReceiptFilter { outcome: Some(Outcome::Stored), search: "png".into(), ..ReceiptFilter::default() };
    let stored = ask(stored);
    assert_eq!((stored.total, stored.skipped), (0, 2), "it says where the others are");

    let path = office.place.path().join("receipt.pdf");
    let save = |search: &str| {
        let (receipt, path) = (receipt.id, path.display().to_string());
        let save = SaveReceipt { receipt, outcome: None, search: search.into(), path };
        office.must::<FileSaved>(Command::SaveReceipt(save)).bytes
    };
    let (whole, some) = (save(""), save("png"));
    assert!(whole > some, "a printed receipt has the lines that were asked for: {whole}, {some}");
    let printed = std::fs::read(&path).expect("it is there");
    assert!(printed.starts_with(b"%PDF") && printed.len() == some as usize, "and is a PDF");
    let nowhere = ReceiptFilter { receipt: uuid::Uuid::nil(), ..ReceiptFilter::default() };
    assert_refused(office.ask::<ReceiptPage>(Command::ReceiptLines(nowhere)), Code::Failed);
}

#[test]
fn an_import_of_nothing_is_refused() {
    let office = AnOffice::new();
    assert_refused(office.ask::<Receipt>(Command::Import(Import { paths: Vec::new() })), Code::Invalid);
}

#[test]
fn an_answer_without_a_trace_of_the_mail_before_joins_by_its_subject_and_sender() {
    let office = AnOffice::new();
    office.import_bytes("one.eml", LETTER.as_bytes());
    let next = |from: &str, subject: &str, words: &str| {
        format!(
            "From: Somebody Invented <{from}>\r\nTo: mp@example.com\r\nSubject: {subject}\r\n\r\n{words}\r\n"
        )
    };
    let joined = office
        .import_bytes("re.eml", next("ann@example.org", "RE: Re[2]: still waiting", "And again.").as_bytes());
    assert_eq!(joined.stored, 1);
    assert_eq!(office.stories(StoryFilter::default()).total, 1, "it goes on with the same story");
    for (from, subject) in [
        ("bob@example.org", "Re: Still waiting"),
        ("ann@example.org", "Still waiting"),
        ("ann@example.org", "Re: Transport"),
    ] {
        let before = office.stories(StoryFilter::default()).total;
        office.import_bytes("other.eml", next(from, subject, &format!("{from} {subject}")).as_bytes());
        assert_eq!(
            office.stories(StoryFilter::default()).total,
            before + 1,
            "{from}, {subject}: a story of its own"
        );
    }
}

#[test]
fn the_offices_own_replies_join_their_story_and_ask_nothing_of_anybody() {
    let office = AnOffice::new();
    let settings: Settings = office.must(Command::Settings(Nothing {}));
    let wrong = Settings { addresses: vec!["not an address".into()], ..settings.clone() };
    assert_refused(office.ask::<Settings>(Command::SaveSettings(wrong)), Code::Invalid);
    let ours = Settings { addresses: vec![" MP@Example.com ".into()], ..settings };
    let kept: Settings = office.must(Command::SaveSettings(ours));
    assert_eq!(kept.addresses, ["mp@example.com"]);
    let reply = "From: Office of Alex Hale <mp@example.com>\r\nTo: Ann Invented <ann@example.org>\r\n\
        Subject: Re: Still waiting\r\n\r\nWe have written to the council about her EHCP and you may quote our names.\r\n";
    let early = office.import_bytes("reply.eml", reply.as_bytes());
    assert_eq!(
        (early.stored, early.skipped, early.lines[0].again.is_some()),
        (0, 1, true),
        "{:?}",
        early.lines
    );
    office.import_bytes("one.eml", LETTER.as_bytes());
    office.accept_everything();
    let before = office.stories(StoryFilter::default());
    let receipt = office.import_bytes("reply.eml", reply.as_bytes());
    assert_eq!(receipt.stored, 1, "{:?}", receipt.lines);
    let after = office.stories(StoryFilter::default());
    assert_eq!(after.total, 1, "no story of its own");
    assert_eq!(
        after.rows[0].filing.status, before.rows[0].filing.status,
        "and nobody has to look at it again"
    );
    let story = office.story(after.rows[0].id);
    let ours =
        story.letters.iter().find(|letter| letter.channel == Channel::Reply).expect("the reply is there");
    assert!(ours.marks.is_empty() && story.offered.consent.is_none(), "it offers nothing about the family");
    let mark = Command::MarkPassage(MarkPassage { submission: ours.id, start: 0, end: 10 });
    assert_refused(office.ask::<PassageView>(mark), Code::Invalid);
}
