//! What an office of many stories waits for in the background: learning from its filing, and looking through
//! everything that is filed, by phrases and for what was learnt.
//!
//! The letters are written past the program, and so is what reading them closely found: to read 100,000 closely would
//! be a day's work, and what is measured here begins after it.

use std::time::Instant;

use casebook::api::{Command, Counts, FileStory, Learning, LettersRead, Nothing, Opened};
use casebook::settings::Settings;
use casebook::story::{Filing, Status};
use casebook_tests::{AnOffice, PASSPHRASE};
use rusqlite::{Connection, OpenFlags, params};
use uuid::Uuid;

use crate::mails;
use crate::office::{DATABASE, database_key, office_with, quick_slot};

/// What this office files under a theme that reading does not offer for it.
const OWN: &str = "They offered us the fuel card.";

/// Files so many stories of so many one by one, learns from them, and looks through all of them.
pub(crate) fn learning(filed: usize, stories: usize) -> String {
    let (files, key) = quick_slot();
    let office = office_with(&files);
    office.open_with(PASSPHRASE).expect("it opens");
    behind(&office, &key, |db| fill(db, filed, stories));
    learn(&office, false);
    for number in 0..filed {
        let mut themes = vec!["tribunal".to_owned()];
        themes.extend(is_own(number).then(|| "transport".to_owned()));
        let filing = Filing { status: Status::Filed, themes, ..Filing::default() };
        let _: Nothing = office.must(Command::FileStory(FileStory { story: id(number), filing }));
    }
    // The first time, campaigns are found as well.
    let again = read(&office).again;
    let began = Instant::now();
    while read(&office).again > 0 {}
    let by_phrases = began.elapsed().as_secs_f64();
    behind(&office, &key, |db| db.execute_batch("DELETE FROM skimmed"));
    learn(&office, true);
    let began = Instant::now();
    read(&office);
    let learnt = began.elapsed().as_secs_f64();
    let from: Learning = office.must(Command::Learning(Nothing {}));
    let began = Instant::now();
    let (mut slices, mut longest) = (0, 0.0_f64);
    loop {
        let slice = Instant::now();
        let left = read(&office);
        slices += 1;
        longest = longest.max(slice.elapsed().as_secs_f64());
        if left.again == 0 && !left.learning {
            break;
        }
    }
    let looked = began.elapsed().as_secs_f64();
    let listed = office.must::<Counts>(Command::Counts(Nothing {})).reread;
    format!(
        "{again} stories by phrases {by_phrases:.2} seconds; learnt from {} stories {learnt:.2} seconds; {stories} \
         stories for what was learnt {looked:.2} seconds in {slices} slices, the longest {longest:.3}; {listed} listed",
        from.stories
    )
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

/// One letter in fifty is of that kind.
const fn is_own(number: usize) -> bool {
    number.is_multiple_of(50)
}

fn read(office: &AnOffice) -> LettersRead {
    office.must(Command::ReadLetters(Nothing {}))
}

fn learn(office: &AnOffice, on: bool) {
    let now: Settings = office.must(Command::Settings(Nothing {}));
    let _: Settings = office.must(Command::SaveSettings(Settings { learning: on, ..now }));
}

/// Does something to the casebook behind the desk's back.
fn behind(office: &AnOffice, key: &[u8], work: impl FnOnce(&Connection) -> rusqlite::Result<()>) {
    office.desk.lock();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let db = Connection::open_with_flags(office.folder.join(DATABASE), flags).expect("the file");
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", database_key(key))).expect("keyed");
    work(&db).expect("written");
    drop(db);
    office.open_with(PASSPHRASE).expect("it opens again");
    // What was written past the program is noticed, and nothing can be changed before somebody says so.
    let _: Opened = office.must(Command::AcceptLoss(Nothing {}));
}

/// Stories of one letter each: the first of them wait, the others were filed as offered.
fn fill(db: &Connection, filed: usize, stories: usize) -> rusqlite::Result<()> {
    db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN; DELETE FROM story")?;
    let mut family = db.prepare("INSERT INTO constituent (name, email, postcode) VALUES (?1, ?2, '')")?;
    let mut story = db.prepare(
        "INSERT INTO story (id, constituent, subject, status, waiting, themes, urgent, positive, consent, received,
                            offered, alarm)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, ?7,
                 '{\"themes\":[\"tribunal\"],\"authority\":null,\"urgent\":false}', 0)",
    )?;
    let mut letter = db.prepare(
        "INSERT INTO submission (id, story, channel, received, sender, email, subject, text, from_html, attachments,
                                 fingerprint)
         VALUES (randomblob(16), ?1, 'email', ?2, ?3, ?4, ?5, ?6, 0, '[]', randomblob(16))",
    )?;
    let mut close = db.prepare(
        "INSERT INTO close_reading (letter, found, rests)
         VALUES (?1, '[{\"theme\":\"tribunal\",\"score\":0.8,\"at\":[[0,1]]}]', 0)",
    )?;
    for (number, mut text) in mails::words(stories).into_iter().enumerate() {
        if is_own(number) {
            text.push_str("\n\n");
            text.push_str(OWN);
        }
        let (name, email) = (format!("Family {number}"), format!("family{number}@example.org"));
        let (subject, received) = (format!("Letter {number}"), 1_700_000_000_000 - number as i64 * 60_000);
        family.execute(params![name, email])?;
        let (status, themes) = if number < filed { ("new", "[]") } else { ("filed", "[\"tribunal\"]") };
        let family = db.last_insert_rowid();
        story.execute(params![id(number), family, subject, status, number < filed, themes, received])?;
        letter.execute(params![db.last_insert_rowid(), received, name, email, subject, text])?;
        close.execute([db.last_insert_rowid()])?;
    }
    db.execute_batch(
        "INSERT INTO letter_story SELECT row, story FROM submission;
         INSERT INTO submission_words (submission_words) VALUES ('rebuild');
         COMMIT; PRAGMA wal_checkpoint(TRUNCATE)",
    )
}
