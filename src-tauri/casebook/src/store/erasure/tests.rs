//! Nothing is left: every page of the file, decrypted, free ones and corners too.

use std::path::Path;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::{Code, Command, Context, Desk, NoProgress, Problem};
use crate::store::Casebook;

const PASSPHRASE: &str = "four invented words here";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 9, 3, 9, 30, 0).single().expect("the moment exists")
}

/// Words nobody would find by chance, each with its own beginning, so that none hides behind
/// another where only the difference is stored.
fn marker(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x0123_4567_89AB_CDEF);
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap_or(0))
    };
    (0..14).map(letter).collect()
}

/// What is noted of the child, as its table writes it and as the trail does.
const FACET: [&[u8]; 2] = [b"needmsi", b"\"value\":\"msi\""];

struct Office {
    desk: Desk,
    place: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self { desk: Desk::new(), place: tempfile::tempdir().expect("a folder") };
        office.must(
            "create_casebook",
            json!({ "folder": office.folder(), "passphrase": PASSPHRASE, "staff": "Jo Tester",
                    "office": { "mp": "Alex Hale MP", "constituency": "", "authorities": [] } }),
        );
        office
    }

    fn folder(&self) -> String {
        self.place.path().join("Test.casebook").display().to_string()
    }

    fn ask(&self, command: &str, args: Value, at: DateTime<Utc>) -> Result<Value, Problem> {
        let command: Command =
            serde_json::from_value(json!({ "command": command, "args": args })).expect("a command");
        self.desk.run(command, &Context { now: at, progress: &NoProgress })
    }

    fn must(&self, command: &str, args: Value) -> Value {
        self.ask(command, args, now()).unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    /// Writes letters to files and imports them; the story of each.
    fn import(&self, letters: &[(String, String)]) -> Vec<Uuid> {
        let paths: Vec<_> = letters
            .iter()
            .map(|(name, mail)| {
                let path = self.place.path().join(name);
                std::fs::write(&path, mail).expect("written");
                path.display().to_string()
            })
            .collect();
        let receipt = self.must("import", json!({ "paths": paths }));
        let page = self.must("receipt_lines", json!({ "receipt": receipt["id"], "limit": 1000 }));
        let lines = page["rows"].as_array().expect("lines").iter();
        lines.map(|line| serde_json::from_value(line["story"].clone()).expect("a story")).collect()
    }

    /// Every page of the file as it is on the disk, decrypted; nothing is in the log beside it.
    fn pages(&self) -> Vec<u8> {
        self.desk.lock();
        let mut casebook = Casebook::open(Path::new(&self.folder()), PASSPHRASE, now()).expect("opens");
        casebook.checkpoint();
        decrypted(&mut casebook.db)
    }

    fn open(&self) {
        self.must("open_casebook", json!({ "folder": self.folder(), "passphrase": PASSPHRASE }));
    }
}

fn decrypted(db: &mut Connection) -> Vec<u8> {
    db.serialize("main").expect("every page can be read").to_vec()
}

/// The markers of which any seven letters in a row are found.
fn found(markers: &[String], pages: &[u8]) -> Vec<String> {
    let pages = pages.to_ascii_lowercase();
    let pieces: Vec<_> = markers
        .iter()
        .flat_map(|marker| marker.as_bytes().windows(7).map(move |piece| (piece.to_vec(), marker)))
        .collect();
    let search = pieces.iter().map(|(piece, _)| memchr::memmem::Finder::new(piece)).zip(&pieces);
    let mut found: Vec<_> = search
        .filter(|(finder, _)| finder.find(&pages).is_some())
        .map(|(_, (_, marker))| (*marker).clone())
        .collect();
    found.dedup();
    found
}

fn a_mail(number: u64, marks: &[String]) -> (String, String) {
    let [first, last, mail, subject, file, words @ ..] = marks else { panic!("five marks and more") };
    let body: Vec<_> = (0..40)
        .map(|line| format!("Line {line} of {}, about {}.", words[line % words.len()], number))
        .collect();
    let text = format!(
        "From: {first} {last} <{mail}@x.example>\r\nSubject: About {subject}\r\nMessage-ID: <{number}@x.example>\r\n\
         Date: Mon, 2 Sep 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b\r\nContent-Type: text/plain; name=\"{file}.txt\"\r\n\
         Content-Disposition: attachment; filename=\"{file}.txt\"\r\n\r\nattached {file}\r\n--b--\r\n",
        body.join("\r\n")
    );
    (format!("{first} {last} {number}.eml"), text)
}

fn marks(of: u64, count: u64) -> Vec<String> {
    (0..count).map(|mark| marker(of * 100 + mark)).collect()
}

#[test]
fn after_an_erasure_no_page_of_the_file_holds_a_word_of_it() {
    let office = Office::new();
    // Others come before, with and after it, so that its pages are split and shared.
    let others: Vec<_> = (1..=240).map(|number| a_mail(number, &marks(number, 9))).collect();
    office.import(&others[..120]);
    let mut gone = marks(5_000, 9);
    let [story] = office.import(&[a_mail(5_000, &gone)])[..] else { panic!("one story") };
    let name = format!("{} {}", gone[0], gone[1]);
    let extra = marks(6_000, 8);
    gone.extend(extra.iter().cloned());
    let answer = format!(
        "From: {name} <{}@x.example>\r\nSubject: Re: {}\r\nMessage-ID: <5001@x.example>\r\nIn-Reply-To: <5000@x.example>\r\n\
         Date: Mon, 2 Sep 2024 11:00:00 +0100\r\n\r\nMore about {}.\r\n",
        gone[2], extra[0], extra[1]
    );
    office.import(&[(format!("{}.eml", extra[2]), answer)]);
    let kept = office.import(&others[120..]);
    office.must("accept_offers", json!({ "stories": [] }));
    let filing = json!({ "status": "filed", "authority": null, "themes": ["transport"], "urgent": false, "positive": false });
    office.must("file_story", json!({ "story": story, "filing": filing }));
    office.must("add_note", json!({ "story": story, "text": format!("Rang {} twice.", extra[3]) }));
    let consent = json!({ "story": story, "level": "anonymous", "on": "2024-09-03", "how": extra[4], "withdrawal": false });
    office.must("record_consent", consent);
    let facets = json!([{ "kind": "need", "value": "msi" }]);
    office.must("decide_facets", json!({ "story": story, "facets": facets, "decision": "so" }));
    let view = office.must("story", json!({ "story": story }));
    let mark = json!({ "submission": view["letters"][0]["id"], "start": 0, "end": 30 });
    let passage = office.must("mark_passage", mark)["id"].clone();
    let edit = json!({ "passage": passage, "words": format!("[He] {}", extra[5]), "attribution": extra[6] });
    office.must("edit_passage", edit);
    office.must("keep", json!({ "story": story, "until": "2025-01-01", "reason": extra[7] }));
    let debate = json!({ "id": Uuid::nil(), "title": "transport", "date": "2024-09-04", "minutes": 30, "authorities": [],
        "themes": [], "opening": "", "asks": [], "do_not_say": [format!("Not the name of {name}.")], "quotes": [passage] });
    let debate = office.must("save_debate", json!({ "debate": debate }));
    office.must("undo", json!({}));
    office.must("redo", json!({}));
    let pack = json!({ "debate": debate["id"], "path": office.place.path().join("pack.pdf") });
    office.must("save_pack", pack);

    let pages = office.pages();
    assert!(
        FACET.iter().all(|form| memchr::memmem::find(&pages, form).is_some()),
        "in its table and the trail"
    );
    let everything = found(&gone, &pages);
    assert_eq!(everything, gone, "before, every word is somewhere in the pages: the search can find them");
    office.open();
    let before = office.must("audit", json!({}))["total"].as_u64().expect("a number");

    for typed in ["", "1", &gone[0]] {
        let slip = json!({ "stories": [story], "reason": "family_asked", "confirm": typed });
        let refused = office.ask("erase", slip, now()).expect_err("a slip of the hand is not enough");
        assert_eq!(refused.code, Code::Invalid);
    }
    // A copy of the casebook, as a backup is; another casebook beside it is none of ours.
    let place = office.place.path().join("Test backups");
    let copy = place.join("Test 2024-09-02.casebook");
    std::fs::create_dir_all(&copy).expect("made");
    for file in ["keys.json", "casebook.db", "seal"] {
        std::fs::copy(Path::new(&office.folder()).join(file), copy.join(file)).expect("copied");
    }
    let about = json!({ "casebook": Uuid::nil(), "kind": "daily", "made": "2024-09-02T09:00:00Z", "program": "0.1.0" });
    std::fs::write(copy.join("about.json"), about.to_string()).expect("written");
    std::fs::create_dir_all(place.join("Another.casebook")).expect("made");
    // The debate's own text still names the family: it is the office's, and it is told of it.
    let request = json!({ "stories": [story], "reason": "family_asked", "confirm": name.to_uppercase() });
    let erased = office.must("erase", request);
    assert_eq!((&erased["stories"], &erased["letters"]), (&json!(1), &json!(2)));
    assert_eq!(erased["debates"], json!(["transport"]), "a debate's text still names them");
    let held = json!([{ "folder": copy, "made": "2024-09-02T09:00:00Z" }]);
    assert_eq!(erased["backups"], held, "it says what still holds it");
    assert_eq!((&erased["overwritten"], &erased["named_in"]), (&json!(true), &json!(0)));
    let log = Path::new(&office.folder()).join("casebook.db-wal");
    assert_eq!(std::fs::metadata(log).map_or(0, |log| log.len()), 0, "the log beside the file is empty");
    let debates = office.must("debates", json!({}));
    assert_eq!(debates["debates"][0]["quotes"], json!([]), "the quote is out of the debate");
    let mut clean = debates["debates"][0].clone();
    clean["do_not_say"] = json!([]);
    office.must("remove_debate", json!({ "debate": clean["id"] }));

    let trail = office.must("audit", json!({ "limit": 1000 }));
    let entry = &trail["rows"][1];
    assert_eq!(entry["what"], "Erased 1 story with 2 letters: the family asked.", "{entry}");
    assert_eq!(trail["total"].as_u64(), Some(before + 2), "no entry is gone");
    let blank = trail["rows"].as_array().expect("rows").iter().filter(|row| row["erased"] == true).count();
    assert_eq!(Some(blank), erased["entries"].as_u64().and_then(|count| usize::try_from(count).ok()));
    assert_eq!(office.must("check", json!({}))["findings"], json!([]), "and the chain still holds");
    // What is left of the name now is what the office wrote itself, and has just removed.
    let pages = office.pages();
    let left = found(&gone, &pages);
    assert!(left.iter().all(|word| name.contains(word)), "no page holds a word of it: {left:?}");
    assert!(
        FACET.iter().all(|form| memchr::memmem::find(&pages, form).is_none()),
        "nor what was noted of the child"
    );

    office.open();
    let kept = office.must("story", json!({ "story": kept[3] }));
    assert!(
        kept["letters"][0]["text"].as_str().is_some_and(|text| text.contains("Line 3")),
        "others are untouched"
    );
    let search = json!({ "search": marks(200, 9)[6], "limit": 10 });
    assert_eq!(office.must("stories", search)["total"], json!(1), "and found");
    let search = json!({ "search": gone[6], "limit": 10 });
    assert_eq!(office.must("stories", search)["total"], json!(0));
    let receipts = office.must("receipts", json!({}));
    for receipt in receipts["receipts"].as_array().expect("receipts") {
        let lines =
            office.must("receipt_lines", json!({ "receipt": receipt["id"], "limit": 1000 })).to_string();
        assert!(found(&gone, lines.as_bytes()).is_empty(), "no receipt names its files");
    }
}

#[test]
fn no_page_keeps_a_word_that_was_learnt_with_an_erased_story() {
    let office = Office::new();
    let read = || {
        loop {
            let read = office.must("read_letters", json!({}));
            if read["left"] == 0 && read["skimmed"] == 0 && read["again"] == 0 && read["learning"] == false {
                return;
            }
        }
    };
    // The letters have it in another form: as it is compared, it is in what was learnt and nowhere else.
    let learnt = || memchr::memmem::find(&office.pages().to_ascii_lowercase(), b"butterfly").is_some();
    let sentences = [
        "It is all butterflies.",
        "Butterflies were refused.",
        "Who pays the butterflies?",
        "They sent butterflies.",
        "No butterflies came.",
    ];
    let letters: Vec<_> = (0..).zip(sentences).map(|(family, text)| {
        let letter = json!({ "channel": "phone", "received": "2024-09-03", "name": format!("Family Invented {family}"),
                             "email": "", "postcode": "", "subject": "A call", "text": text });
        office.must("log_submission", letter)["story"].clone()
    }).collect();
    read();
    let filing = json!({ "status": "filed", "authority": null, "themes": ["transport"], "urgent": false, "positive": false });
    for story in &letters {
        office.must("file_story", json!({ "story": story, "filing": filing }));
    }
    read();
    assert!(learnt(), "before, it is there to be found");
    office.open();
    let erase = json!({ "stories": [letters[0]], "reason": "family_asked", "confirm": "Family Invented 0" });
    assert_eq!(office.must("erase", erase)["overwritten"], json!(true));
    assert!(!learnt(), "what was learnt goes with the first of the stories that taught it");
    office.open();
    read();
    assert!(!learnt(), "and is not learnt again of the few that are left");
}

#[test]
fn an_erasure_that_could_not_be_finished_is_finished_at_the_next_opening() {
    let office = Office::new();
    let gone = marks(7_000, 9);
    let [story] = office.import(&[a_mail(7_000, &gone)])[..] else { panic!("one story") };
    office.desk.lock();
    let mut casebook = Casebook::open(Path::new(&office.folder()), PASSPHRASE, now()).expect("opens");
    // Another job is reading, as a long import or a backup would.
    let other = casebook.companion().expect("a second connection");
    other.db.busy_timeout(std::time::Duration::ZERO).expect("set");
    casebook.db.busy_timeout(std::time::Duration::ZERO).expect("set");
    other.db.execute_batch("BEGIN IMMEDIATE").expect("it writes");
    other.db.execute_batch("COMMIT; BEGIN; SELECT count(*) FROM story").expect("it reads");
    let stamp = crate::store::Stamp { now: now(), staff: casebook.at_desk().expect("somebody") };
    casebook
        .write(stamp, |writing| writing.erase(&[story], crate::erasure::ErasureReason::NotNeeded))
        .expect("erased");
    assert!(!casebook.finish_erasing().expect("tried"), "it says that it is not done");
    drop((other, casebook));
    office.open();
    assert_eq!(found(&gone, &office.pages()), Vec::<String>::new(), "and now it is");
}

#[test]
fn a_file_too_large_for_the_memory_is_made_anew_beside_itself() {
    let office = Office::new();
    let others: Vec<_> = (1..=60).map(|number| a_mail(number, &marks(number, 9))).collect();
    office.import(&others[..30]);
    let gone = marks(7_000, 9);
    let [story] = office.import(&[a_mail(7_000, &gone)])[..] else { panic!("one story") };
    office.import(&others[30..]);
    office.desk.lock();
    let folder = office.folder();
    let mut casebook = Casebook::open(Path::new(&folder), PASSPHRASE, now()).expect("opens");
    let stamp = crate::store::Stamp { now: now(), staff: casebook.at_desk().expect("somebody") };
    casebook
        .write(stamp, |writing| writing.erase(&[story], crate::erasure::ErasureReason::NotNeeded))
        .expect("erased");
    let other = casebook.companion().expect("a second connection");
    assert!(!casebook.finish_erasing_with(0).expect("tried"), "not while something else works in it");
    drop(other);
    let before = std::fs::metadata(Path::new(&folder).join("casebook.db")).expect("a file").len();
    assert!(casebook.finish_erasing_with(0).expect("done"), "it is done");
    assert!(
        casebook.stories(&crate::api::StoryFilter::default()).is_ok_and(|page| page.total == 60),
        "and works on"
    );
    let after = std::fs::metadata(Path::new(&folder).join("casebook.db")).expect("a file").len();
    assert!(after <= before, "with nothing in it but its rows");
    assert!(casebook.check(&|_, _| Ok(())).expect("checked").is_empty(), "and is whole");
    drop(casebook);
    assert_eq!(found(&gone, &office.pages()), Vec::<String>::new(), "no page holds a word of it");
    let names: Vec<_> =
        std::fs::read_dir(&folder).expect("there").flatten().map(|entry| entry.file_name()).collect();
    assert!(
        !names.iter().any(|name| name.to_string_lossy().contains("next")),
        "nothing is left over: {names:?}"
    );
}

#[test]
fn the_trail_can_neither_be_rewritten_nor_blanked_unnoticed() {
    let office = Office::new();
    let letter = json!({ "channel": "phone", "received": "2024-09-03", "name": "Ann Invented", "email": "",
                         "postcode": "", "subject": "A call", "text": "Ann rang about a bus." });
    office.must("log_submission", letter);
    office.desk.lock();
    let casebook = Casebook::open(Path::new(&office.folder()), PASSPHRASE, now()).expect("opens");
    for sql in [
        "DELETE FROM audit",
        "UPDATE audit SET at = at + 1",
        "UPDATE audit SET change = '{}'",
        "UPDATE audit SET change = '', erased = 1",
        "UPDATE audit SET change = '', erased = 1, undoable = 0, staff = x'00'",
    ] {
        assert!(casebook.db.execute_batch(sql).is_err(), "refused: {sql}");
    }
    assert!(casebook.check(&|_, _| Ok(())).expect("checked").is_empty());
    let blanked = "UPDATE audit SET change = '', erased = 1, undoable = 0 WHERE seq = 2";
    casebook.db.execute_batch(blanked).expect("what an erasure may do");
    let found = casebook.check(&|_, _| Ok(())).expect("checked");
    assert!(found[0].0.contains("no erasure accounts for"), "but nobody else: {found:?}");
}

#[test]
fn a_story_is_due_when_its_day_comes_and_kept_for_a_reason_that_can_be_undone() {
    let office = Office::new();
    let [story] = office.import(&[a_mail(1, &marks(1, 9))])[..] else { panic!("one story") };
    let due = |at| office.ask("due_reviews", json!({}), at).expect("a list");
    let day = |year, month, day| Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).single().expect("a day");
    assert_eq!(due(day(2026, 9, 1))["total"], json!(0), "24 months have not gone by");
    let page = due(day(2026, 9, 12));
    assert_eq!(page["rows"][0]["days_over"], json!(10));
    assert_eq!(page["rows"][0]["review"], json!({ "due": "2026-09-02", "chosen": false, "reason": "" }));
    let counts = office.ask("counts", json!({}), day(2026, 9, 12)).expect("counts");
    assert_eq!(counts["reviews"], json!(1));
    let keep = |until: &str, reason: &str| {
        office.ask("keep", json!({ "story": story, "until": until, "reason": reason }), day(2026, 9, 12))
    };
    assert!(keep("2026-09-12", "Still open").is_err(), "today is no next review");
    assert!(keep("2027-01-01", "  ").is_err(), "a reason is needed");
    keep("2027-01-01", "The tribunal has not decided").expect("kept");
    assert_eq!(due(day(2026, 9, 12))["total"], json!(0));
    let later = due(day(2027, 1, 1));
    assert_eq!(later["rows"][0]["review"]["reason"], "The tribunal has not decided");
    assert_eq!(later["reasons"], json!(["The tribunal has not decided"]));
    let view = office.must("story", json!({ "story": story }));
    assert_eq!(
        view["history"][0]["what"],
        "Kept until its review on 1 January 2027, “The tribunal has not decided”; \
         was so long after the newest letter as the settings say."
    );
    let undone = office.ask("undo", json!({}), day(2026, 9, 12) + TimeDelta::minutes(1)).expect("undone");
    assert_eq!(undone["what"], "keeping a story");
    assert_eq!(due(day(2026, 9, 12))["total"], json!(1));
}
