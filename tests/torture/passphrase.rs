//! The lock: no wrong passphrase opens, makes or changes anything, and each guess costs what an
//! honest unlocking costs.

use std::path::Path;
use std::time::{Duration, Instant};

use casebook::api::{Code, Desk};
use casebook_tests::{AnOffice, PASSPHRASE};
use rusqlite::{Connection, OpenFlags};

use crate::office::{self, DATABASE};
use crate::tally::{Plan, Tally};

/// A passphrase that is nearly right, or not at all.
fn some_wrong(rng: &mut fastrand::Rng) -> String {
    let mut letters: Vec<char> = PASSPHRASE.chars().collect();
    let at = rng.usize(..letters.len());
    match rng.u32(0..6) {
        0 => letters[at] = rng.alphabetic(),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, rng.choice([' ', '\0', '\u{301}', 'e']).unwrap_or(' ')),
        3 => letters[at] = letters[at].to_ascii_uppercase(),
        4 => letters.truncate(at),
        _ => letters = (0..rng.usize(0..40)).map(|_| rng.char(..)).collect(),
    }
    letters.into_iter().collect()
}

/// Tries wrong passphrases.
pub(crate) fn wrong(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let office = office::office_with(&files);
    let wrongs = ["opened", "with a byte changed", "with anything made", "refused for another reason"];
    plan.tried("a wrong passphrase", (1_000, 40), &wrongs, |trial| {
        let wrong = some_wrong(&mut trial.rng);
        if wrong == PASSPHRASE {
            return trial.fact("right by chance");
        }
        match office.open_with(&wrong) {
            Ok(_) => trial.wrong("opened", "a wrong passphrase"),
            Err(problem) if problem.code != Code::WrongPassphrase => {
                trial.wrong("refused for another reason", problem);
            }
            Err(_) => {}
        }
        let now = office::contents(&office.folder);
        if files.iter().any(|(name, bytes)| now.get(name) != Some(bytes)) {
            trial.wrong("with a byte changed", "in the folder");
        }
        if now.len() > files.len() || std::fs::read_dir(office.place.path()).map_or(0, Iterator::count) != 1 {
            trial.wrong("with anything made", "in the folder or beside it");
        }
    })
}

fn timed(mut job: impl FnMut()) -> Duration {
    let began = Instant::now();
    job();
    began.elapsed()
}

/// The least of several: what the machine does when nothing else is in the way.
fn least(times: &[Duration]) -> Duration {
    times.iter().min().copied().unwrap_or_default()
}

/// Opens the file with the raw key and reads the first of it, which tells whether the key is right.
/// Reading the list of tables as well would only show how many there are by now.
fn open_raw(path: &Path, key: &str) {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("it opens");
    db.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).expect("keyed");
    let shape: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("it can be read");
    assert!(shape > 0, "it is a casebook");
}

/// Measures what a guess costs.
pub(crate) fn cost(plan: &Plan) -> Tally {
    // As the program makes it: as dear as this machine can bear, not only the least.
    let office = AnOffice::at(Desk::with_stopwatch(|| cpu_time::ThreadTime::now().as_duration()));
    office.desk.lock();
    let (quick, data_key) = office::quick_slot();
    let raw = office::office_with(&quick);
    let key = office::database_key(&data_key);
    let (mut right, mut wrong, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let mut tally = plan.tried("what a guess costs", (25, 3), &[], |trial| {
        right.push(timed(|| drop(office.open_with(PASSPHRASE).expect("it opens"))));
        office.desk.lock();
        let guess = some_wrong(&mut trial.rng);
        wrong.push(timed(|| drop(office.open_with(&guess))));
        bare.extend((0..8).map(|_| timed(|| open_raw(&raw.folder.join(DATABASE), &key))));
    });
    let (right, wrong, bare) = (least(&right), least(&wrong), least(&bare));
    let ratio = wrong.as_secs_f64() / bare.as_secs_f64();
    tally.measure(format!(
        "at least: right {:.0} ms, wrong {:.0} ms, opening with the raw key {:.2} ms: a guess costs {ratio:.0} times that",
        right.as_secs_f64() * 1e3,
        wrong.as_secs_f64() * 1e3,
        bare.as_secs_f64() * 1e3,
    ));
    // A few trials on a busy machine tell only a coarse difference, and an unoptimised SQLite opens slowly.
    let (same, dear) = if cfg!(debug_assertions) { (0.5, 100.0) } else { (0.8, 1_000.0) };
    if wrong < right.mul_f64(same) {
        tally.wrong("shortcuts for a wrong passphrase", "a refusal came sooner than an unlocking");
    }
    if ratio < dear {
        tally.wrong("cheap guesses", format!("{ratio:.0} raw openings each; at least {dear:.0} are wanted"));
    }
    tally
}
