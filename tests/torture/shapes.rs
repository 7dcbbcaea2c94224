//! Casebooks of other versions of the program: every past one opens, a newer one is left alone.

use casebook_tests::{AnOffice, PASSPHRASE};
use rusqlite::{Connection, OpenFlags};

use crate::office::{self, DATABASE, Files, Found, LOG, examine};
use crate::tally::{Plan, Tally};

/// A casebook as a newer program leaves it: closed, or killed with the mark still in its log.
fn marked_newer(files: &Files, key: &str, version: i32, killed: bool) -> AnOffice {
    let office = office::office_with(files);
    let path = office.folder.join(DATABASE);
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("it opens");
    db.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA user_version = {version};"))
        .expect("marked");
    if !killed {
        drop(db);
        return office;
    }
    let files = office::contents(&office.folder);
    assert!(files.get(LOG).is_some_and(|log| !log.is_empty()), "the mark is in the log");
    office::office_with(&files)
}

/// Opens casebooks that a newer program has used.
pub(crate) fn newer(plan: &Plan) -> Tally {
    let (files, data_key) = office::quick_slot();
    let key = office::database_key(&data_key);
    let wrongs = ["opened", "with a byte changed", "not told plainly"];
    plan.tried("a casebook of a newer program", (200, 6), &wrongs, |trial| {
        let version = trial.rng.i32(90..);
        let killed = trial.number % 2 == 1;
        let office = marked_newer(&files, &key, version, killed);
        trial.fact(if killed { "with a log" } else { "closed" });
        let before = office::contents(&office.folder);
        match office.open_with(PASSPHRASE) {
            Ok(_) => trial.wrong("opened", version),
            Err(problem) if !problem.what.contains("newer") => trial.wrong("not told plainly", problem),
            Err(_) => {}
        }
        let after = office::contents(&office.folder);
        if before != after {
            let names: Vec<_> = after.keys().cloned().collect();
            trial.wrong("with a byte changed", names.join(", "));
        }
    })
}

/// Opens a kept casebook of every past shape.
pub(crate) fn past(plan: &Plan) -> Tally {
    let fixtures = office::first_shape();
    let mut kept: Vec<_> = std::fs::read_dir(fixtures.parent().unwrap_or(&fixtures))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "casebook"))
        .collect();
    kept.sort();
    let count = u32::try_from(kept.len()).unwrap_or(u32::MAX);
    let plan = Plan { trials: None, ..plan.clone() };
    plan.tried("casebooks of every past shape", (count, count), &["not sound", "empty"], |trial| {
        let office = office::office_with(&office::contents(&kept[trial.number as usize]));
        match examine(&office) {
            Found::Sound if office.stories(casebook::api::StoryFilter::default()).total > 0 => {}
            Found::Sound => trial.wrong("empty", "no story is there"),
            Found::Refused(problem) => trial.wrong("not sound", problem),
            Found::Told(notices) => trial.wrong("not sound", notices.join(" ")),
            Found::ByCheck(finding) => trial.wrong("not sound", finding),
        }
    })
}
