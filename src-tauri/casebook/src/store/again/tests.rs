//! Which stories are read again, in which order, and how far a walk has come.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;
use crate::store::rereading::tests::Office;

fn stamp(casebook: &Casebook) -> Stamp {
    Stamp { now: DateTime::<Utc>::UNIX_EPOCH, staff: casebook.at_desk().expect("somebody") }
}

fn nothing(walk: &Walk) -> Vec<ReadAgain> {
    walk.stories
        .iter()
        .map(|_| ReadAgain { home: None, risk: None, unread: None, closely: Vec::new() })
        .collect()
}

#[test]
fn the_inbox_is_read_again_first_then_the_rest_and_a_walk_that_is_broken_off_goes_on() {
    let office = Office::new();
    let stories =
        ["Ann", "Ben", "Cy", "Dee"].map(|name| office.letter(name, &format!("{name}: no taxi."), ""));
    office.read();
    office.file(&stories[1], "filed", None, &["transport"]);
    office.file(&stories[3], "set_aside", None, &[]);
    let mut seen = Vec::new();
    office.behind(|casebook| {
        let stamp = stamp(casebook);
        let version = casebook.db.query_row("SELECT version FROM read_with", [], |row| row.get(0));
        let version: i64 = version.expect("written");
        casebook.read_with(stamp, version).expect("nothing to do");
        assert!(casebook.again().expect("read").is_none(), "the same program has read it");
        casebook.read_with(stamp, version ^ 1).expect("another program");
        assert_eq!(casebook.count_again().expect("a count"), 5);
        let walk = casebook.again_of(1).expect("read").expect("one");
        seen.push(walk.stories[0].letters[0].text.clone());
        casebook.write(stamp, |writing| writing.keep_again(&walk, &nothing(&walk))).expect("kept");
    });
    office.behind(|casebook| {
        let stamp = stamp(casebook);
        while let Some(walk) = casebook.again_of(1).expect("read") {
            seen.extend(walk.stories.iter().map(|story| story.letters[0].text.clone()));
            casebook.write(stamp, |writing| writing.keep_again(&walk, &nothing(&walk))).expect("kept");
        }
        assert_eq!(casebook.count_again().expect("a count"), 0);
    });
    assert_eq!(seen, ["Cy: no taxi.", "Ann: no taxi.", "Dee: no taxi.", "Ben: no taxi."]);
}

#[test]
fn only_letters_that_may_say_something_else_are_read_closely_again() {
    let office = Office::new();
    let same = office.letter("Ann", "No taxi again. He stood at the gate for an hour.", "");
    let other = office.letter("Ben", "They’ve left him to rot at home since March.", "");
    office.read();
    office.file(&same, "filed", None, &["transport"]);
    office.file(&other, "filed", None, &["transport"]);
    office.behind(|casebook| {
        let older = "UPDATE read_with SET version = 1; UPDATE close_reading SET found = '[]';
                     UPDATE close_reading SET rests = 1 WHERE letter = 2";
        casebook.db.execute_batch(older).expect("as with lists that had other words for the second");
    });
    office.read();
    office.behind(|casebook| {
        let found = |letter: i64| -> String {
            let sql = "SELECT found FROM close_reading WHERE letter = ?1";
            casebook.db.query_row(sql, [letter], |row| row.get(0)).expect("it was read")
        };
        assert_eq!(found(1), "[]", "nothing in it could read otherwise, so it was not read");
        assert!(found(2).contains("out_of_school"), "{}", found(2));
    });
}

#[test]
fn what_has_just_come_in_is_not_read_again_and_no_walk_looks_at_every_story() {
    let office = Office::new();
    office.letter("Ann", "No taxi again.", "");
    let left = office.must("read_letters", json!({}));
    assert_eq!(left["again"], 0, "what has just come in was read with what there is");
    office.behind(|casebook| {
        let walks = |sql: &str| {
            let mut plan = casebook.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a question");
            let plan = plan.query_map(params![1, 1], |row| row.get::<_, String>(3)).expect("a plan");
            plan.collect::<rusqlite::Result<Vec<_>>>().expect("steps").join("; ")
        };
        assert!(walks(OTHERS).contains("INTEGER PRIMARY KEY (rowid<?)"), "{}", walks(OTHERS));
        assert!(walks(INBOX).contains("story_waiting"), "{}", walks(INBOX));
    });
}
