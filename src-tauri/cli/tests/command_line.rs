//! The command line as a person, a script or IT would use it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

struct Office {
    place: tempfile::TempDir,
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../casebook/samples")
}

impl Office {
    fn new() -> Self {
        let office = Self { place: tempfile::tempdir().expect("a folder") };
        std::fs::write(office.path("passphrase"), "four invented words here\n").expect("written");
        let made = office.run(&["create", &office.folder(), "--mp", "Alex Hale MP", "--staff", "Jo Tester"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn folder(&self) -> String {
        self.path("Office.casebook").display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        command.args(arguments).arg("--passphrase-file").arg(self.path("passphrase")).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs a job that must work, and reads its JSON.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON document")
    }
}

/// Gives lines to `suggest` and reads its lines back.
fn suggest(lines: &str) -> (Output, Vec<Value>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["suggest", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("its input").write_all(lines.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let answers = String::from_utf8_lossy(&output.stdout);
    let answers = answers.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
    (output, answers)
}

#[test]
fn the_whole_job_can_be_done_without_a_window() {
    let office = Office::new();
    let folder = office.folder();
    let receipt = office.json(&["import", &folder, &samples().display().to_string()]);
    assert!(receipt["stored"].as_u64() > Some(60), "{receipt}");
    assert_eq!(receipt["duplicates"], 1);
    assert_eq!(receipt["skipped"].as_array().map(Vec::len), Some(2), "the two files that are no letters");

    office.json(&["accept", &folder]);
    let grid = office.json(&["group", &folder]);
    let cells = grid["cells"].as_array().expect("cells");
    let sum: u64 = cells.iter().filter_map(|cell| cell["stories"].as_u64()).sum();
    assert!(sum >= grid["stories"].as_u64().expect("a count"), "a story with two themes is in two cells");

    let filed = office.json(&["stories", &folder, "--authority", "E10000015", "--theme", "ehcp_delay"]);
    let story = &filed["stories"][0];
    assert_eq!((&story["status"], &story["authority"]), (&"filed".into(), &"E10000015".into()));
    let id = story["id"].as_str().expect("an id");
    let on = ["--on", "2024-09-01", "--how", "phone call"];
    office.json(&[&["consent", &folder, "--story", id, "--level", "read-out"], &on[..]].concat());
    let again = office.json(&["stories", &folder]);
    let found = again["stories"].as_array().and_then(|all| all.iter().find(|one| one["id"] == id).cloned());
    assert_eq!(found.map(|story| story["consent"].clone()), Some("read-out".into()));

    let out = office.path("briefing.pdf").display().to_string();
    let brief = ["--title", "SEND provision", "--date", "2024-09-04", "--minutes", "30", "--out", &out];
    let brief = office.json(&[&["brief", &folder], &brief[..]].concat());
    assert_eq!(brief["quotations"], 1);
    assert!(std::fs::read(&out).expect("the pack").starts_with(b"%PDF-1.7"));
    assert!(office.run(&["check", &folder]).status.success(), "and all is well");
}

#[test]
fn an_import_killed_at_any_moment_leaves_whole_letters_only() {
    let office = Office::new();
    let post = office.path("post");
    std::fs::create_dir(&post).expect("a folder");
    for number in 0..1500 {
        let letter = format!(
            "From: Family {number} <family{number}@example.org>\r\nSubject: Letter {number}\r\n\
             Message-ID: <{number}@example.org>\r\n\r\nWe have waited {number} days for a plan.\r\n"
        );
        std::fs::write(post.join(format!("{number:05}.eml")), letter).expect("written");
    }
    let (folder, post) = (office.folder(), post.display().to_string());
    let mut partial = 0;
    for trial in 0..8 {
        let mut child = office
            .command(&["import", &folder, &post])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        // Killed once the write-ahead log has grown so far: in the middle, however slow the machine.
        let log = Path::new(&folder).join("casebook.db-wal");
        let grown = || std::fs::metadata(&log).is_ok_and(|log| log.len() > 60_000 + 110_000 * trial);
        while !grown() && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let unfinished = child.try_wait().expect("it can be asked").is_none();
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let check = office.run(&["check", &folder]);
        assert!(check.status.success(), "trial {trial}: {}", String::from_utf8_lossy(&check.stderr));
        let stories = office.json(&["stories", &folder]);
        let stories = stories["stories"].as_array().expect("stories").len();
        partial += usize::from(unfinished && stories > 0 && stories < 1500);
        assert!(stories <= 1500, "nothing is there twice");
    }
    assert!(partial > 0, "no trial was killed in the middle, so nothing was tried");
    office.json(&["import", &folder, &post]);
    let all = office.json(&["stories", &folder]);
    assert_eq!(all["stories"].as_array().map(Vec::len), Some(1500), "started again, it goes on to the end");
}

#[test]
fn what_goes_wrong_is_said_on_standard_error_with_code_1() {
    let office = Office::new();
    std::fs::write(office.path("passphrase"), "another passphrase").expect("written");
    let wrong = office.run(&["stories", &office.folder(), "--json"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(wrong.stdout.is_empty(), "nothing that could be taken for an answer");
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(said.contains("does not open this casebook"), "{said}");
    let missing = office.run(&["check", &office.path("None.casebook").display().to_string()]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn a_second_program_is_told_who_has_the_casebook() {
    use casebook::api::{Desk, Program, this_program_is};
    let office = Office::new();
    this_program_is(Program::Window);
    let desk = Desk::new();
    let open = serde_json::json!({
        "command": "open_casebook",
        "args": { "folder": office.folder(), "passphrase": "four invented words here" },
    });
    let context =
        casebook::api::Context { now: chrono::DateTime::UNIX_EPOCH, progress: &casebook::api::NoProgress };
    desk.run(serde_json::from_value(open).expect("a command"), &context).expect("it opens");

    let second = office.run(&["stories", &office.folder()]);
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1));
    assert!(said.contains("open in the SEND Casebook window on this computer since "), "{said}");
    assert!(said.contains("Lock or close it there"), "and what to do: {said}");
    desk.lock();
    assert!(office.run(&["stories", &office.folder()]).status.success(), "afterwards it is free");
}

#[test]
fn wrong_usage_has_code_2() {
    let office = Office::new();
    for arguments in [
        &["nonsense"][..],
        &["import"],
        &["brief", "x", "--title", "t", "--date", "2024-09-04", "--minutes", "45", "--out", "x.pdf"],
        &["consent", "x", "--story", "not-an-id", "--level", "named", "--on", "2024-09-04", "--how", "email"],
        &["stories", "x", "--passphrase", "on the command line"],
    ] {
        assert_eq!(office.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn suggest_says_which_letters_it_did_not_read() {
    let polish = "Mój syn nie chodzi do szkoły od września, bo szkoła mówi, że nie ma dla niego pomocy.";
    let line = |id: &str, text: &str| serde_json::json!({ "id": id, "text": text });
    let (_, answers) =
        suggest(&format!("{}\n{}\n", line("a", polish), line("b", "My son has no school place.")));
    let other = &answers[0]["language"];
    assert_eq!((&other["name"], &other["whole"]), (&"Polish".into(), &true.into()), "{other}");
    assert!(other["say"].as_str().is_some_and(|say| say.contains("was not read")), "{other}");
    assert_eq!(other["not_read"][0]["start"], 0);
    assert_eq!(answers[0]["themes"], serde_json::json!([]));
    assert_eq!(answers[1]["language"], Value::Null);
}

#[test]
fn suggestions_are_json_lines_with_the_words_they_rest_on() {
    let text = "We live in SG4 9TP. My son has been out of school for months and nobody answers.";
    let line = serde_json::json!({ "id": 7, "text": text }).to_string();
    let (output, answers) = suggest(&format!("{line}\n\n{}\n", serde_json::json!({ "id": "b", "text": "" })));
    assert!(output.status.success());
    assert_eq!((answers.len(), &answers[0]["id"]), (2, &7.into()), "one line each, ids as they came");
    let place = &answers[0]["authority"];
    assert_eq!(place["gss"], "E10000015");
    let span = |of: &Value| {
        let [start, end] = ["start", "end"].map(|side| of[side].as_u64().expect("a position") as usize);
        text.get(start..end).expect("positions are bytes on character boundaries")
    };
    assert!(span(place).contains("SG4"), "the words it rests on: {}", span(place));
    let themes = answers[0]["themes"].as_array().expect("themes");
    assert!(themes.iter().any(|theme| theme["theme"] == "out_of_school"), "{themes:?}");
    assert_eq!(answers[1]["authority"], Value::Null, "nothing is guessed from nothing");
    assert_eq!(answers[0]["urgent"], serde_json::json!([]), "no word of risk");
    assert!(
        span(&answers[0]["passages"][0]).starts_with("My son"),
        "what is worth quoting, without the address"
    );
    let text = "We applied for an EHCP in March.";
    let line = serde_json::json!({ "id": 1, "text": text, "received": "2024-09-02" }).to_string();
    let undated = serde_json::json!({ "id": 2, "text": text }).to_string();
    let (_, answers) = suggest(&format!("{line}\n{undated}\n"));
    let wanted = serde_json::json!([{
        "step": "request", "from": "2024-03-01", "to": "2024-03-31", "exact": "month", "start": 3, "end": 31,
    }]);
    assert_eq!(answers[0]["milestones"], wanted, "by the day it came");
    assert_eq!(answers[1]["milestones"][0]["from"], Value::Null, "and no guess without one");
    let (output, _) = suggest("not json\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("Line 1"),
        "the line is named, and not repeated"
    );
}

#[test]
fn postcodes_are_located_and_other_words_are_not() {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["locate", "sg4 9tp", "MK454AA", "not a postcode", "--json"])
        .output()
        .expect("the program runs");
    let lines = String::from_utf8_lossy(&output.stdout);
    let names: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a JSON line")["name"].clone())
        .collect();
    assert_eq!(names, ["Hertfordshire".into(), "Central Bedfordshire".into(), Value::Null]);
}

#[test]
fn the_demo_leaves_a_casebook_and_a_pack_and_can_be_run_again() {
    let office = Office::new();
    let demo = office.path("demo");
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_casebook")).arg("demo").arg(&demo).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            std::fs::read(demo.join("briefing.pdf")).expect("a pack"),
        )
    };
    let (said, first) = run();
    assert!(said.contains("quotations"), "it says what it did: {said}");
    assert!(demo.join("Sample.casebook/casebook.db").is_file());
    assert!(first == run().1, "the second time it prints the same pack");
}

#[test]
fn the_record_of_changes_is_one_entry_a_line_and_an_erasure_is_all_that_stays_of_a_story() {
    let office = Office::new();
    let entries = std::fs::read_dir(samples()).expect("samples").flatten().map(|entry| entry.path());
    let letters = entries.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
    let letter = letters.min().expect("a sample");
    office.json(&["import", &office.folder(), &letter.display().to_string()]);
    let stories = office.json(&["stories", &office.folder()]);
    let (story, name) = (&stories["stories"][0]["id"], &stories["stories"][0]["from"]);
    let (story, name) = (story.as_str().expect("an id"), name.as_str().expect("a name"));
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let output = office.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(|line| serde_json::from_str(line).expect("one document a line")).collect()
    };
    let folder = office.folder();
    let trail = lines(&["audit", &folder]);
    assert_eq!(
        trail.iter().map(|line| line["seq"].as_u64()).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    assert_eq!(trail[0]["what"], "Casebook made.");
    assert_eq!(lines(&["audit", &folder, "--story", story]).len(), 1, "only what is about the story");
    let erase = ["erase", &folder, "--story", story, "--reason", "family-asked", "--confirm"];
    let slip = office.run(&[&erase[..], &["Somebody Else"]].concat());
    assert_eq!(slip.status.code(), Some(1), "another name erases nothing");
    let erased = office.json(&[&erase[..], &[name]].concat());
    assert_eq!((&erased["stories"], &erased["entries"]), (&Value::from(1), &Value::from(1)));
    let trail = lines(&["audit", &folder]);
    assert_eq!(trail.len(), 4);
    assert!(!format!("{trail:?}").contains(name), "the trail names nobody");
    assert_eq!(office.json(&["check", &folder])["findings"], serde_json::json!([]));
    assert_eq!(office.json(&["review", &folder])["total"], 0);
}

#[test]
fn filed_stories_that_read_otherwise_are_listed_with_their_words() {
    let office = Office::new();
    let folder = office.folder();
    let post = office.path("post");
    std::fs::create_dir(&post).expect("made");
    // More than are read closely before they are filed.
    for number in 1..=8 {
        let letter = format!(
            "From: Family {number} <family{number}@example.org>\nSubject: Our son\n\
             Date: Mon, 2 Sep 2024 10:0{number}:00 +0100\n\nWe live in Hertfordshire, in house {number}. \
             They\u{2019}ve left him to rot at home since March.\n"
        );
        std::fs::write(post.join(format!("{number}.eml")), letter).expect("written");
    }
    office.json(&["import", &folder, &post.display().to_string()]);
    assert_eq!(office.json(&["accept", &folder])["filed"], 8);
    let found = office.json(&["rereading", &folder, "--wait"]);
    assert!(found["stories"].as_u64() > Some(0) && found["waiting"] == 0, "{found}");
    let change = &found["changes"][0];
    assert_eq!((&change["what"], &change["which"]), (&"theme".into(), &"out_of_school".into()), "{found}");
    assert!(change["words"].to_string().contains("rot at home"), "{change}");
    let told = office.run(&["rereading", &folder]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("would add Out of school") && told.contains("otherwise now"), "{told}");
}

#[test]
fn a_backup_killed_at_any_moment_costs_nothing_and_the_next_one_is_whole() {
    let office = Office::new();
    let folder = office.folder();
    office.json(&["import", &folder, &samples().display().to_string()]);
    let place = office.path("Office backups");
    let good = office.json(&["backup", &folder]);
    let good = PathBuf::from(good["backup"].as_str().expect("a folder"));
    let mut unfinished = 0;
    for trial in 0..10 {
        let mut child = office
            .command(&["backup", &folder])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        // Killed once it is under way: as soon as the hidden folder is there, or a little later.
        let under_way = || {
            let entries = std::fs::read_dir(&place).into_iter().flatten().flatten();
            entries.into_iter().any(|entry| entry.file_name().to_string_lossy().ends_with(".new"))
        };
        while !under_way() && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(trial * 4));
        unfinished += usize::from(child.try_wait().expect("it can be asked").is_none());
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert!(office.run(&["check", &folder]).status.success(), "trial {trial}: the casebook is as it was");
    }
    assert!(unfinished > 0, "no trial was killed in the middle, so nothing was tried");
    office.json(&["backup", &folder]);
    for entry in std::fs::read_dir(&place).expect("there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.starts_with('.'), "{name}: what was left half made is gone");
        let check = office.run(&["check", &entry.path().display().to_string()]);
        assert!(check.status.success(), "{name}: {}", String::from_utf8_lossy(&check.stderr));
    }
    assert!(good.join("casebook.db").exists(), "the first is still there");
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_backup_and_the_casebook() {
    let office = Office::new();
    let folder = office.folder();
    office.json(&["import", &folder, &samples().display().to_string()]);
    let backup = office.json(&["backup", &folder, "--to", &office.place.path().display().to_string()]);
    let backup = backup["backup"].as_str().expect("a folder").to_owned();
    let stories = |folder: &str| office.json(&["stories", folder])["stories"].as_array().map(Vec::len);
    let expected = stories(&folder);
    let beside = office.path(".Office.casebook.restoring.new");
    for trial in 0..10 {
        let mut child = office
            .command(&["restore", &backup, &folder])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        while !beside.exists() && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(trial * 5));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert_eq!(stories(&backup), expected, "trial {trial}: the backup is whole");
        let entries = std::fs::read_dir(office.place.path()).expect("there").flatten();
        let mut casebooks = 0;
        for entry in entries.filter(|entry| entry.path().join("keys.json").exists()) {
            let path = entry.path();
            if path == beside {
                continue;
            }
            casebooks += 1;
            assert_eq!(stories(&path.display().to_string()), expected, "trial {trial}: {}", path.display());
        }
        assert!(casebooks >= 2, "trial {trial}: the backup, and the casebook as it was or as it is now");
    }
    let done = office.json(&["restore", &backup, &folder]);
    assert_eq!(done["stories"].as_u64().map(usize::try_from), expected.map(Ok));
    std::fs::remove_dir_all(&folder).expect("gone");
    let again = office.json(&["restore", &backup, &folder]);
    assert!(again["kept"].is_null(), "there was nothing to keep");
    assert_eq!(stories(&folder), expected, "a casebook that is gone comes back");
}

#[test]
fn a_survey_is_imported_as_its_columns_are_said_to_be() {
    let office = Office::new();
    let folder = office.folder();
    let survey = office.path("survey.csv");
    std::fs::write(&survey, "When,Who,Story so far\n2024-09-02,Ann Invented,We have waited a year.\n")
        .expect("written");
    let survey = survey.display().to_string();
    let refused = office.run(&["import", &folder, &survey, "--map", "Whose=name"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("When; Who; Story so far"),
        "its headings are said"
    );
    let receipt = office.json(&["import", &folder, &survey, "--map", "who=name", "--map", "When=date"]);
    assert_eq!(receipt["stored"], 1, "{receipt}");
    let file = &receipt["files"][0];
    assert_eq!(
        (&file["format"], &file["attachments"], &file["outcome"]),
        (&"csv".into(), &0.into(), &"stored".into())
    );
    assert!(file["thread"].is_string() && file["campaign"].is_null(), "{file}");
    let stories = office.json(&["stories", &folder]);
    assert_eq!(stories["stories"][0]["from"], "Ann Invented");
    assert!(stories["stories"][0]["received"].as_str().is_some_and(|day| day.starts_with("2024-09-02")));
}

#[test]
fn a_file_of_postcodes_is_read_and_said() {
    let office = Office::new();
    let none = office.run(&["constituencies", &office.folder()]);
    assert!(String::from_utf8_lossy(&none.stdout).contains("No file of postcodes was read yet."));
    let table = office.path("NSPL_FEB_2024_UK.csv");
    std::fs::write(&table, "pcds,doterm,pcon\nSG5 1AB,,E14001001\nSG5 1AD,199912,E14001001\n")
        .expect("written");
    let read = office.run(&["constituencies", &office.folder(), &table.display().to_string()]);
    let said = String::from_utf8_lossy(&read.stdout).into_owned();
    assert!(read.status.success() && said.contains("1 postcode in use in 1 constituency."), "{said}");
    assert!(said.contains("February 2024") && said.contains("codes and no names"), "{said}");
    let bad = office.path("other.csv");
    std::fs::write(&bad, "a,b\n1,2\n").expect("written");
    let refused = office.run(&["constituencies", &office.folder(), &bad.display().to_string()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("other.csv has no column for postcodes"));
}

#[test]
fn what_was_learnt_is_said_switched_and_forgotten() {
    let office = Office::new();
    let said = |more: &[&str]| {
        let folder = office.folder();
        let all: Vec<&str> = ["learning", &folder].into_iter().chain(more.iter().copied()).collect();
        let run = office.run(&all);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    assert!(said(&[]).contains("Nothing was learnt yet"));
    assert!(said(&["--off"]).contains("Nothing is learnt"));
    let shown = office.json(&["learning", &office.folder()]);
    assert_eq!((&shown["on"], &shown["stories"]), (&false.into(), &0.into()));
    assert_eq!(shown["themes"], Value::Array(Vec::new()));
    assert!(said(&["--on", "--forget"]).contains("Nothing was learnt yet"));
    let trail = office.run(&["audit", &office.folder()]);
    let trail = String::from_utf8_lossy(&trail.stdout).into_owned();
    assert!(trail.contains("learning from this office\u{2019}s filing off; was on"), "{trail}");
    assert!(trail.contains("had taught was forgotten"), "{trail}");
}
