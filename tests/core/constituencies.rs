//! Whose constituent a family is: read from the statisticians' file of postcodes, and only ever a hint.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use casebook::api::{
    Code, Command, Constituencies, Context, NewSubmission, Nothing, Opened, Problem, Progress, ReadPostcodes,
    StoryId,
};
use casebook::office::Office;
use casebook::submission::Channel;
use casebook_tests::{AnOffice, now, today};
use zip::write::SimpleFileOptions;

/// Invented lines in the form of the newer file: with a mark before the first heading, and quotation marks.
const NEW: &str = "\u{feff}\"pcd7\",\"pcds\",\"dointr\",\"doterm\",\"lad25cd\",\"pcon24cd\"\r\n\
    \"SG5 1AB\",\"SG5 1AB\",\"198001\",\"\",\"E07000099\",\"E14001001\"\r\n\
    \"SG5 1AD\",\"SG5 1AD\",\"198001\",\"\",\"E07000099\",\"E14001002\"\r\n\
    \"SG5 1AE\",\"SG5 1AE\",\"198001\",\"199912\",\"E07000099\",\"E14001002\"\r\n\
    \"IM1 1AA\",\"IM1 1AA\",\"198001\",\"\",\"M99999999\",\"M99999999\"\r\n\
    \"W1A 1AA\",\"W1A 1AA\",\"198001\",\"\",\"E09000033\",\"E14001003\"\r\n";

/// The same in the form of the older one.
const OLD: &str = "pcd,pcd2,pcds,dointr,doterm,oslaua,pcon\n\
    SG5 1AB,SG5  1AB,SG5 1AB,198001,,E07000099,E14001001\n\
    SG5 1AD,SG5  1AD,SG5 1AD,198001,,E07000099,E14001002\n\
    SG5 1AE,SG5  1AE,SG5 1AE,198001,199912,E07000099,E14001002\n\
    W1A 1AA,W1A  1AA,W1A 1AA,198001,,E09000033,E14001003\n";

const NAMES: &str = "\u{feff}PCON24CD,PCON24NM,PCON24NMW\n\
    E14001001,\"Mid & East Invented\",\nE14001002,North Invented,\nE14001003,Somewhere Else,\n";

fn file(office: &AnOffice, name: &str, words: impl AsRef<[u8]>) -> String {
    let path = office.place.path().join(name);
    std::fs::write(&path, words).expect("written");
    path.display().to_string()
}

/// An archive as it is downloaded: the whole table, the same cut up, the names, and papers.
fn archive(table: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let cut = table.lines().take(2).collect::<Vec<_>>().join("\n");
    for (name, words) in [
        ("Data/multi_csv/ONSPD_NOV_2025_UK_SG.csv", cut.as_str()),
        ("Data/ONSPD_NOV_2025_UK.csv", table),
        ("Documents/Parliamentary Constituency names and codes UK as at 07_24.csv", NAMES),
        ("User Guide/ONSPD User Guide.pdf", "%PDF-1.4"),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(words.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

fn read(office: &AnOffice, path: String) -> Result<Constituencies, Problem> {
    office.ask(Command::ReadPostcodes(ReadPostcodes { path }))
}

fn in_constituency(office: &AnOffice, name: &str) {
    let to = Office { mp: "Alex Hale MP".into(), constituency: name.into(), authorities: Vec::new() };
    let _: Opened = office.must(Command::SaveOffice(to));
}

fn a_family_at(office: &AnOffice, postcode: &str, text: &str) -> StoryId {
    // Each is another family: the casebook takes the same words twice for a copy.
    static FAMILIES: AtomicU32 = AtomicU32::new(1);
    let family = FAMILIES.fetch_add(1, Ordering::SeqCst);
    office.must(Command::LogSubmission(NewSubmission {
        channel: Channel::Email,
        received: today(),
        name: format!("Family {family}"),
        email: String::new(),
        postcode: postcode.into(),
        subject: "Our son".into(),
        text: format!("He is at home. {text}"),
    }))
}

fn elsewhere(office: &AnOffice, postcode: &str, text: &str) -> Option<(String, String)> {
    let story = a_family_at(office, postcode, text).story;
    office.story(story).elsewhere.map(|found| (found.postcode, found.constituency))
}

#[test]
fn a_family_of_another_constituency_is_told_apart_by_its_postcode() {
    for (name, table) in [("new.zip", NEW), ("old.zip", OLD)] {
        let office = AnOffice::new();
        in_constituency(&office, "Mid and East Invented");
        assert_eq!(elsewhere(&office, "SG5 1AD", ""), None, "nothing is known before a file was read");
        let path = file(&office, name, archive(table));
        let shown = read(&office, path).expect("it is read");
        let found = shown.file.expect("a file");
        assert_eq!(found.file, "ONSPD_NOV_2025_UK.csv", "the whole table");
        assert_eq!(
            (found.as_of.as_str(), found.postcodes, found.constituencies, found.named, found.ours),
            ("November 2025", 3, 3, true, true)
        );
        let there = |postcode: &str| elsewhere(&office, postcode, "Again.");
        assert_eq!(there("sg51ad"), Some(("SG5 1AD".into(), "North Invented".into())));
        assert_eq!(there("W1A 1AA"), Some(("W1A 1AA".into(), "Somewhere Else".into())));
        assert_eq!(there("SG5 1AB"), None, "one of ours");
        assert_eq!(there("SG5 1AE"), None, "nobody lives at a postcode that has ended");
        assert_eq!(there("SG5 1AF"), None, "nor at one that never was");
        // A postcode in the letter's own words says the same.
        let written = elsewhere(&office, "", "We live at 4 Invented Way, SG5 1AD.");
        assert_eq!(written, Some(("SG5 1AD".into(), "North Invented".into())));

        office.reopen().expect("it opens again");
        let kept: Constituencies = office.must(Command::Constituencies(Nothing {}));
        assert_eq!(kept.file.expect("kept").file, found.file);
        in_constituency(&office, "North Invented");
        assert_eq!(there("SG5 1AD"), None);
        in_constituency(&office, "Nowhere");
        assert_eq!(there("W1A 1AA"), None, "where ours is not known, nothing is said");
        let kept: Constituencies = office.must(Command::Constituencies(Nothing {}));
        assert!(!kept.file.expect("kept").ours);
    }
}

#[test]
fn a_table_without_names_knows_codes() {
    let office = AnOffice::new();
    in_constituency(&office, "E14001001");
    let found =
        read(&office, file(&office, "NSPL_FEB_2024_UK.csv", OLD)).expect("read").file.expect("a file");
    assert!(!found.named && found.ours && found.as_of == "February 2024");
    assert_eq!(elsewhere(&office, "SG5 1AD", ""), Some(("SG5 1AD".into(), "E14001002".into())));
}

#[test]
fn what_cannot_be_used_says_why_and_changes_nothing() {
    let office = AnOffice::new();
    in_constituency(&office, "North Invented");
    read(&office, file(&office, "good.zip", archive(NEW))).expect("read");
    let whole = archive(NEW);
    let cut = whole.get(..whole.len() / 2).expect("half").to_vec();
    let without = |column: &str| NEW.replace(column, "other");
    for (name, bytes, says) in [
        ("a.csv", without("pcds").into_bytes(), "a.csv has no column for postcodes (“pcds”)"),
        ("b.csv", without("doterm").into_bytes(), "b.csv has no column for when a postcode ended (“doterm”)"),
        ("c.csv", without("pcon24cd").into_bytes(), "c.csv has no column for constituencies"),
        ("d.zip", archive(&without("pcon24cd")), "has no column for constituencies"),
        ("e.zip", cut, "e.zip could not be read"),
        ("f.zip", archive("nothing,at,all\n1,2,3\n"), "f.zip has no table of postcodes"),
        ("g.csv", Vec::new(), "g.csv has no column"),
        ("h.csv", NEW.lines().next().expect("headings").into(), "h.csv has no postcode in use"),
        ("i.csv", vec![0xff; 300_000], "i.csv has no column"),
        // A quotation mark that nothing closes.
        (
            "j.csv",
            format!("{NEW}\"SG5 1AB\n{}", "no end\n".repeat(300_000)).into_bytes(),
            "j.csv could not be read",
        ),
    ] {
        let problem = read(&office, file(&office, name, bytes)).expect_err(name);
        assert!(problem.what.contains(says), "{name}: {problem}");
        assert_eq!(problem.code, Code::Invalid, "{name}");
    }
    let gone = office.place.path().join("gone.zip").display().to_string();
    assert!(read(&office, gone).expect_err("gone").what.contains("gone.zip"));
    assert_eq!(elsewhere(&office, "W1A 1AA", "").map(|found| found.1), Some("Somewhere Else".into()));
}

/// Somebody presses Cancel at the first step.
#[derive(Default)]
struct Cancels(AtomicBool);

impl Progress for Cancels {
    fn step(&self, _: u32, _: u32) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A table as long as many, of one outward code after another.
fn long(lines: usize) -> String {
    const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
    let mut table = String::from("pcds,doterm,pcon24cd\n");
    for line in 0..lines {
        let letter = |place: usize| char::from(LETTERS[place % 20]);
        let (district, rest) = (1 + line / 4_000 % 90, line % 4_000);
        let area = ["SG", "AL", "LU", "MK"][line / 360_000 % 4];
        let (digit, first, second) = (rest / 400, letter(rest / 20), letter(rest));
        table.push_str(&format!("{area}{district} {digit}{first}{second},,E1400{:04}\n", line / 3_000));
    }
    table
}

#[test]
fn reading_is_stopped_by_cancel_and_keeps_what_was() {
    let office = AnOffice::new();
    in_constituency(&office, "North Invented");
    read(&office, file(&office, "good.zip", archive(NEW))).expect("read");
    let path = file(&office, "long.csv", long(40_000));
    let cancels = Cancels::default();
    let context = Context { now: now(), progress: &cancels };
    let stopped = office.desk.run(Command::ReadPostcodes(ReadPostcodes { path: path.clone() }), &context);
    assert!(stopped.expect_err("stopped").what.contains("Stopped"));
    let kept: Constituencies = office.must(Command::Constituencies(Nothing {}));
    assert_eq!(kept.file.expect("kept").postcodes, 3);
    let whole = read(&office, path).expect("and the next time it is read").file.expect("a file");
    assert_eq!((whole.postcodes, whole.constituencies), (40_000, 14));
}
