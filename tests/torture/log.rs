//! The write-ahead log damaged or lost, and old pages put back in place of new ones: a database
//! does not notice either by itself; the seal and the record of changes do.

use std::collections::HashSet;

use casebook_tests::PASSPHRASE;

use crate::child::{Moment, killed};
use crate::office::{self, DATABASE, Files, Found, LOG, examine};
use crate::tally::{Plan, Tally, Trial};
use crate::work;

const PAGE: usize = 4096;
const STEPS: u32 = 24;
const UNREPORTED: &str = "unreported";
const UNPLAIN: &str = "not told plainly";

/// A killed casebook: its last changes are in the log only.
pub(crate) fn with_a_log(from: &Files, seed: u64) -> Files {
    let office = office::office_with(from);
    let steps = [seed.to_string(), STEPS.to_string()];
    let last = killed("work", &office.folder, &steps, Moment::AtTheEnd);
    assert!(last.finished, "the day was done before it was killed");
    let files = office::contents(&office.folder);
    assert!(files.get(LOG).is_some_and(|log| log.len() > 10 * PAGE), "its changes are in the log");
    files
}

/// Opens and closes a casebook, so that its log is emptied into the database.
fn without_a_log(from: &Files) -> Files {
    let office = office::office_with(from);
    office.open_with(PASSPHRASE).expect("opens");
    office.desk.lock();
    office::contents(&office.folder)
}

/// Whether it was told, and when. Only at opening is soon enough for a lost log.
fn reported(trial: &mut Trial<'_>, files: &Files, what: &str, by_check_will_do: bool) {
    let office = office::office_with(files);
    let (when, words) = match examine(&office) {
        Found::Refused(problem) => ("refused at opening", problem.to_string()),
        Found::Told(notices) => ("told at opening", notices.join(" ")),
        Found::ByCheck(finding) if by_check_will_do => ("found by the check", finding),
        Found::ByCheck(_) => return trial.wrong(UNREPORTED, format!("{what}: only found by the check")),
        Found::Sound => return trial.wrong(UNREPORTED, what),
    };
    if !office::plain(&words) {
        trial.wrong(UNPLAIN, words);
    }
    trial.fact(format!("{when}: {what}"));
}

/// Flips, cuts, replaces and deletes the log of a killed casebook.
pub(crate) fn damaged(plan: &Plan) -> Tally {
    let begun = office::quick_casebook(false);
    let morning = with_a_log(&begun, plan.seed);
    let noon = without_a_log(&morning);
    let evening = with_a_log(&noon, plan.seed + 1);
    let log = &evening[LOG];
    plan.tried("the write-ahead log damaged", (400, 16), &[UNREPORTED, UNPLAIN], |trial| {
        let mut files = evening.clone();
        let what = match trial.number % 8 {
            0..=2 => {
                let mut bytes = log.clone();
                bytes[trial.rng.usize(..log.len())] ^= 1 << trial.rng.u32(..8);
                files.insert(LOG.into(), bytes);
                "a bit flipped"
            }
            3..=4 => {
                let mut bytes = log.clone();
                bytes.truncate(trial.rng.usize(..log.len()));
                files.insert(LOG.into(), bytes);
                "cut short"
            }
            5 => {
                let mut bytes = log.clone();
                let from = trial.rng.usize(..log.len() - 512);
                bytes[from..from + 512].fill(0);
                files.insert(LOG.into(), bytes);
                "a sector of noughts"
            }
            6 => {
                files.insert(LOG.into(), morning[LOG].clone());
                "an older log in its place"
            }
            _ => {
                files.remove(LOG);
                files.remove("casebook.db-shm");
                "deleted"
            }
        };
        reported(trial, &files, what, false);
    })
}

/// The pages of the database that are in a write-ahead log: each is written after a line that says which it is.
fn pages_in(log: &[u8]) -> HashSet<u32> {
    let frames = log.get(32..).unwrap_or_default().chunks(24 + PAGE);
    frames.filter_map(|frame| Some(u32::from_be_bytes(frame.first_chunk().copied()?))).collect()
}

/// Puts old things in place of new ones: the whole file, the file under a newer log, one page.
pub(crate) fn replayed(plan: &Plan) -> Tally {
    // One version after each few changes, as backups, sync programs and file systems keep them.
    let mut versions = vec![office::quick_casebook(true)];
    let office = office::office_with(&versions[0]);
    for version in 0..6 {
        office.open_with(PASSPHRASE).expect("opens");
        (0..4).for_each(|step| work::step(&office, plan.seed, version * 4 + step));
        office.desk.lock();
        versions.push(office::contents(&office.folder));
    }
    let killed = with_a_log(&versions[6], plan.seed + 2);
    // Under a log that has every page that is not the same, an old file is as good as the new one.
    let logged = pages_in(&killed[LOG]);
    let stands_out = |old: &[u8]| {
        let mut pages = (1_u32..).zip(old.chunks(PAGE).zip(versions[6][DATABASE].chunks(PAGE)));
        pages.any(|(number, (one, other))| one != other && !logged.contains(&number))
    };
    let under = versions[..6].iter().map(|files| &*files[DATABASE]).filter(|old| stands_out(old));
    let under: Vec<&[u8]> = under.collect();
    plan.tried("old pages put back", (400, 24), &[UNREPORTED, UNPLAIN], |trial| {
        let new = trial.rng.usize(1..versions.len());
        let old = &versions[trial.rng.usize(..new)][DATABASE];
        let mut files = versions[new].clone();
        let what = match trial.number % 4 {
            0 => {
                files.insert(DATABASE.into(), old.clone());
                "the whole old file"
            }
            1 => {
                let mut files = killed.clone();
                let old = trial.rng.choice(&under).expect("one of them is older");
                files.insert(DATABASE.into(), old.to_vec());
                return reported(trial, &files, "an old file under a newer log", true);
            }
            _ => {
                let bytes = &files[DATABASE];
                let pages = old.len().min(bytes.len()) / PAGE;
                let page = |bytes: &[u8], page: usize| bytes[page * PAGE..(page + 1) * PAGE].to_vec();
                let differing: Vec<_> =
                    (0..pages).filter(|number| page(old, *number) != page(bytes, *number)).collect();
                let number = trial.rng.choice(differing).expect("something changed");
                let mut bytes = bytes.clone();
                bytes[number * PAGE..(number + 1) * PAGE].copy_from_slice(&page(old, number));
                files.insert(DATABASE.into(), bytes);
                if trial.number % 8 == 7 {
                    // A log that is none must not turn the comparison off.
                    files.insert(LOG.into(), vec![7; 64]);
                    "one old page beside a stray log"
                } else {
                    "one old page"
                }
            }
        };
        reported(trial, &files, what, true);
    })
}
