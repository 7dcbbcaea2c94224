//! A program reads otherwise than the one before it: what becomes of the stories that were filed by then.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use rusqlite::params_from_iter;

use super::list::{AT_RISK, KINDS, OPEN, STORIES, campaigns_of, page_of};
use super::*;
use crate::api::{Command, Context, Desk, NoProgress, RereadFilter};
use crate::store::Casebook;

const PASSPHRASE: &str = "four invented words here";
const RISK: &str = "She says she wants to kill herself.";

/// An office at work, whose casebook an older program can be said to have read.
pub(in crate::store) struct Office {
    desk: Desk,
    place: tempfile::TempDir,
}

impl Office {
    pub(in crate::store) fn new() -> Self {
        let office = Self { desk: Desk::new(), place: tempfile::tempdir().expect("a folder") };
        let mp = json!({ "mp": "Alex Hale MP", "constituency": "", "authorities": [] });
        let new = json!({ "folder": office.folder(), "passphrase": PASSPHRASE, "staff": "Jo Tester", "office": mp });
        office.must("create_casebook", new);
        office
    }

    pub(in crate::store) fn folder(&self) -> PathBuf {
        self.place.path().join("Test.casebook")
    }

    pub(in crate::store) fn must(&self, command: &str, args: Value) -> Value {
        let named = json!({ "command": command, "args": args });
        let command: Command = serde_json::from_value(named).expect("a command");
        let context = Context { now: DateTime::<Utc>::UNIX_EPOCH, progress: &NoProgress };
        self.desk.run(command, &context).expect("done")
    }

    /// A letter that somebody gave a postcode for, or none; its story.
    pub(in crate::store) fn letter(&self, name: &str, text: &str, postcode: &str) -> Value {
        let letter = json!({ "channel": "letter", "received": "1970-01-01", "name": name, "email": "",
                             "postcode": postcode, "subject": name, "text": text });
        self.must("log_submission", letter)["story"].clone()
    }

    pub(in crate::store) fn file(
        &self,
        story: &Value,
        status: &str,
        authority: Option<&str>,
        themes: &[&str],
    ) {
        let filing = json!({ "status": status, "authority": authority, "themes": themes, "urgent": false,
                             "positive": false });
        self.must("file_story", json!({ "story": story, "filing": filing }));
    }

    pub(in crate::store) fn read(&self) {
        loop {
            let read = self.must("read_letters", json!({}));
            if [&read["left"], &read["skimmed"], &read["again"]].into_iter().all(|left| *left == 0) {
                return;
            }
        }
    }

    /// Does something to the casebook behind the desk's back, and opens it again.
    pub(in crate::store) fn behind<T>(&self, work: impl FnOnce(&mut Casebook) -> T) -> T {
        self.desk.lock();
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let mut casebook = Casebook::open(&self.folder(), PASSPHRASE, now).expect("it opens");
        let done = work(&mut casebook);
        drop(casebook);
        self.must("open_casebook", json!({ "folder": self.folder(), "passphrase": PASSPHRASE }));
        done
    }

    /// As if an older program, which knew no words at all, had read everything there is.
    pub(in crate::store) fn was_read_by_an_older_program(&self) {
        self.behind(|casebook| {
            let nothing = json!({ "themes": [], "authority": null, "urgent": false }).to_string();
            casebook.db.execute("UPDATE story SET offered = ?1, alarm = 0", [nothing]).expect("forgotten");
            casebook
                .db
                .execute_batch("UPDATE read_with SET version = 1; UPDATE close_reading SET rests = 1")
                .expect("older");
        });
    }

    fn list(&self) -> Value {
        self.must("rereads", json!({}))
    }

    /// What is listed: the story's name, what, and which.
    fn listed(&self) -> Vec<(String, String, String)> {
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        let page = self.list();
        let rows = page["rows"].as_array().expect("rows").iter();
        rows.map(|row| (word(&row["from"]), word(&row["what"]), word(&row["which"]))).collect()
    }

    fn decide(&self, story: &Value, what: &str, which: &str, add: bool) -> Value {
        self.must("decide_reread", json!({ "stories": [story], "what": what, "which": which, "add": add }))
    }

    fn filing(&self, story: &Value) -> Value {
        self.must("story", json!({ "story": story }))["filing"].clone()
    }
}

fn line(name: &str, what: &str, which: &str) -> (String, String, String) {
    (name.into(), what.into(), which.into())
}

#[test]
fn words_of_risk_that_an_older_program_did_not_know_come_first_and_change_no_filing() {
    let office = Office::new();
    let risk = office.letter("Ann", &format!("Our taxi is late. {RISK} Nobody answers."), "");
    let place = office.letter("Ben", "No taxi again. We live in Hertfordshire.", "");
    office.read();
    office.file(&risk, "filed", None, &["transport"]);
    office.file(&place, "filed", Some("E06000056"), &["transport"]);
    assert_eq!(office.listed(), [], "what was offered and not taken is not asked about again");
    office.was_read_by_an_older_program();
    let before = office.filing(&risk);
    office.read();
    let listed = office.listed();
    assert_eq!(listed[..2], [line("Ann", "risk", ""), line("Ben", "authority", "E10000015")], "{listed:?}");
    assert_eq!(office.filing(&risk), before, "nothing is filed by reading");
    let words = &office.list()["rows"][0]["words"][0];
    assert!(words["words"].as_str().is_some_and(|words| words.contains("kill herself")), "{words}");
    let whole = ["before", "words", "after"].map(|part| words[part].as_str().unwrap_or_default()).concat();
    assert_eq!(whole, "Our taxi is late. She says she wants to kill herself. Nobody answers.");
    let counts = office.must("counts", json!({}));
    assert_eq!(counts["reread_at_risk"], 1);

    assert_eq!(office.decide(&risk, "risk", "", true)["stories"], 1);
    assert_eq!(office.filing(&risk)["urgent"], true);
    assert_eq!(office.must("counts", json!({}))["reread_at_risk"], 0);
    let undone = office.must("undo", json!({}));
    assert_eq!(undone["story"], risk);
    assert!(office.listed().contains(&line("Ann", "risk", "")), "taken back, it is asked about again");
    office.must("redo", json!({}));
    assert!(!office.listed().contains(&line("Ann", "risk", "")));
}

#[test]
fn what_was_left_as_it_is_stays_so_and_is_told_in_the_history() {
    let office = Office::new();
    let risk = office.letter("Ann", RISK, "");
    let place = office.letter("Ben", "No taxi again. We live in Hertfordshire.", "");
    office.read();
    office.file(&risk, "filed", None, &["child_wellbeing"]);
    office.file(&place, "filed", Some("E06000056"), &["transport"]);
    office.was_read_by_an_older_program();
    office.read();
    office.decide(&risk, "risk", "", false);
    office.decide(&place, "authority", "E10000015", false);
    let left = |office: &Office| {
        let listed = office.listed();
        !listed.iter().any(|(_, what, _)| what == "risk" || what == "authority")
    };
    assert!(left(&office), "{:?}", office.listed());
    let view = office.must("story", json!({ "story": place }));
    assert_eq!(
        view["history"][0]["what"],
        "Read again, Hertfordshire as the local authority offered: left as it is filed."
    );
    office.was_read_by_an_older_program();
    office.read();
    assert!(left(&office), "another program that reads the same does not ask again");
    office.must("undo", json!({}));
    assert!(!left(&office), "but taking it back does");
}

#[test]
fn a_home_the_family_gave_and_a_story_set_aside_are_left_alone_but_for_risk() {
    let office = Office::new();
    let given = office.letter("Ann", "We live in Hertfordshire. No taxi again.", "NN14 6BD");
    let aside = office.letter("Ben", &format!("We live in Hertfordshire. No taxi again. {RISK}"), "");
    office.read();
    office.file(&given, "filed", Some("E06000061"), &["transport"]);
    office.file(&aside, "set_aside", None, &[]);
    office.was_read_by_an_older_program();
    office.read();
    let listed = office.listed();
    let of_place = listed.iter().filter(|(_, what, _)| what == "authority").count();
    assert_eq!(of_place, 0, "{listed:?}");
    assert!(listed.contains(&line("Ben", "risk", "")), "risk is told wherever it is: {listed:?}");
    assert!(!listed.iter().any(|(name, what, _)| name == "Ben" && what != "risk"), "{listed:?}");
    office.file(&aside, "new", None, &[]);
    assert!(!office.listed().iter().any(|(name, ..)| name == "Ben"), "in the Inbox its offers are seen");
}

#[test]
fn a_theme_is_told_of_once_and_all_stories_of_it_can_be_filed_at_once() {
    let office = Office::new();
    let text = "They’ve left him to rot at home since March.";
    let stories: Vec<_> =
        ["Ann", "Ben", "Cy"].map(|name| office.letter(name, &format!("{text} {name}"), "")).into();
    for story in &stories {
        office.file(story, "filed", None, &["ehcp_delay"]);
    }
    office.read();
    let kinds = office.list()["kinds"].clone();
    let kind = json!({ "what": "theme", "which": "out_of_school", "stories": 3 });
    assert!(kinds.as_array().is_some_and(|kinds| kinds.contains(&kind)), "{kinds}");
    // What somebody files by hand meanwhile is no longer asked about.
    office.file(&stories[0], "filed", None, &["ehcp_delay", "out_of_school"]);
    let every = json!({ "stories": [], "what": "theme", "which": "out_of_school", "add": true });
    assert_eq!(office.must("decide_reread", every)["stories"], 2);
    assert_eq!(office.filing(&stories[2])["themes"], json!(["ehcp_delay", "out_of_school"]));
    assert_eq!(
        office.must("undo", json!({}))["what"],
        "filing 2 stories as offered",
        "at once, taken back at once"
    );
    assert_eq!(office.filing(&stories[2])["themes"], json!(["ehcp_delay"]));
}

#[test]
fn what_was_offered_once_is_not_new_when_it_is_offered_again() {
    let office = Office::new();
    let story = office.letter("Ann", "Nothing to read.", "");
    office.read();
    office.file(&story, "filed", None, &["transport"]);
    office.behind(|casebook| {
        let db = &casebook.db;
        let filing = filed(db, 1).expect("read").expect("it is filed");
        let found = |theme: &str, score| Found { theme: theme.into(), score, at: vec![(1, 0, 7)] };
        let open = |casebook: &Casebook| {
            let rows = casebook.rereads(&RereadFilter::default()).expect("a list").0;
            rows.into_iter().map(|row| row.which).collect::<Vec<_>>()
        };
        let note = |before: &[&str], now: &[Found]| {
            let before: Vec<_> = before.iter().map(|theme| (*theme).to_owned()).collect();
            note_themes(db, 1, &filing, &before, now).expect("noted")
        };
        // Offered in the Inbox and not taken; then not offered; then offered again.
        assert_eq!(note(&["tribunal"], &[found("tribunal", 0.9)]), ["tribunal"]);
        assert_eq!(note(&["tribunal"], &[]), [""; 0]);
        assert_eq!(note(&[], &[found("tribunal", 0.9)]), ["tribunal"]);
        assert_eq!(open(casebook), [""; 0], "somebody did without it once");
        // Not sure enough, and surer later.
        assert_eq!(note(&[], &[found("post16", 0.5)]), [""; 0]);
        assert_eq!(note(&[], &[found("post16", 0.8)]), ["post16"]);
        assert_eq!(open(casebook), ["post16"]);
        assert_eq!(
            note(&["post16"], &[found("post16", 0.4)]),
            ["post16"],
            "it stays while it is offered at all"
        );
        assert_eq!(open(casebook), ["post16"]);
        note(&["post16"], &[]);
        assert_eq!(open(casebook), [""; 0], "and goes when it is not");
    });
}

#[test]
fn words_of_risk_that_were_left_are_shown_again_only_with_others() {
    let office = Office::new();
    let story = office.letter("Ann", "Nothing to read.", "");
    office.read();
    office.file(&story, "filed", None, &["transport"]);
    office.behind(|casebook| {
        let db = &casebook.db;
        let filing = filed(db, 1).expect("read").expect("it is filed");
        let shown = |before: bool, now: Option<&[Place]>| {
            note_risk(db, 1, &filing, before, now).expect("noted");
            casebook.count_rereads().expect("a count").1 == 1
        };
        assert!(!shown(true, Some(&[(1, 0, 7)])), "known in the Inbox, and not marked urgent");
        assert!(shown(false, Some(&[(1, 0, 7)])));
        assert!(!shown(true, None), "a word that is in no list any more");
        assert!(shown(false, Some(&[(1, 0, 7)])));
        let id = casebook.db.query_row("SELECT id FROM story", [], |row| row.get(0)).expect("its id");
        set_left(db, id, Noticed::Risk, "", true).expect("left");
        assert!(!shown(true, Some(&[(1, 0, 10)])), "the same words, read a little further");
        assert!(shown(true, Some(&[(1, 0, 7), (1, 11, 15)])), "others beside them");
    });
}

#[test]
fn an_erasure_leaves_nothing_of_what_was_noticed() {
    let office = Office::new();
    let story = office.letter("Ann", RISK, "");
    office.read();
    office.file(&story, "filed", None, &["transport"]);
    office.was_read_by_an_older_program();
    office.read();
    office.decide(&story, "risk", "", false);
    let count = |office: &Office| {
        let sql = "SELECT (SELECT count(*) FROM reread) + (SELECT count(*) FROM audit WHERE change LIKE '%left_as_filed%')";
        office.behind(|casebook| casebook.db.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a count"))
    };
    assert!(count(&office) >= 2, "the row and the record of the decision");
    office.must("erase", json!({ "stories": [story], "reason": "family_asked", "confirm": "Ann" }));
    assert_eq!(count(&office), 0);
}

#[test]
fn no_question_about_them_looks_at_every_story() {
    let office = Office::new();
    office.behind(|casebook| {
        let pages = ["", "AND what = ?", "AND what = ? AND which = ?"].map(page_of);
        let fixed = [KINDS, STORIES, AT_RISK, OPEN].map(str::to_owned);
        for sql in pages.iter().chain(&fixed) {
            let mut plan = casebook.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a question");
            let marks = vec!["1"; plan.parameter_count()];
            let plan: Vec<String> = plan
                .query_map(params_from_iter(marks), |row| row.get(3))
                .expect("a plan")
                .collect::<rusqlite::Result<_>>()
                .expect("every step of it");
            assert!(plan.iter().any(|step| step.contains("reread_open")), "{sql}: {plan:?}");
            let is_bad = |step: &String| {
                step.starts_with("SCAN") && !step.contains("reread_open")
                    || step.contains("B-TREE FOR ORDER BY")
            };
            assert!(!plan.iter().any(is_bad), "{sql}: {plan:?}");
        }
        let sql = format!("EXPLAIN QUERY PLAN {}", campaigns_of(""));
        let mut plan = casebook.db.prepare(&sql).expect("a question");
        let plan = plan.query_map([], |row| row.get::<_, String>(3)).expect("a plan");
        let plan = plan.collect::<rusqlite::Result<Vec<_>>>().expect("every step of it").join("; ");
        assert!(plan.contains("reread_open") && !plan.contains("SCAN story"), "{plan}");
    });
}
