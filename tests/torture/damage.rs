//! One bit flipped, anywhere: it is told, in plain words, and never passes for the real thing.

use casebook::api::Code;
use casebook_tests::{AnOffice, PASSPHRASE};
use serde_json::Value;

use crate::office::{self, DATABASE, Files, Found, examine};
use crate::tally::{Plan, Tally, Trial};

const PAGE: usize = 4096;
/// What SQLCipher keeps at the end of each page: 16 bytes to begin from, 64 that authenticate it.
const TAG: usize = 80;

const UNNOTICED: &str = "unnoticed";
const CONTENT: &str = "with wrong contents shown";
const UNPLAIN: &str = "not told plainly";

/// Says what became of a flipped bit. True where nothing was noticed.
fn told(trial: &mut Trial<'_>, office: &AnOffice) -> bool {
    let (how, words) = match examine(office) {
        Found::Refused(problem) if problem.code == Code::WrongPassphrase => {
            ("refused as a wrong passphrase", problem.to_string())
        }
        Found::Refused(problem) => ("refused at opening", problem.to_string()),
        Found::Told(notices) => ("told at opening", notices.join(" ")),
        Found::ByCheck(finding) => ("found by the check", finding),
        Found::Sound => return true,
    };
    if !office::plain(&words) {
        trial.wrong(UNPLAIN, words);
    }
    trial.fact(how);
    false
}

fn flipped(files: &Files, name: &str, at: usize, bit: u32) -> AnOffice {
    let office = office::office_with(files);
    let mut bytes = files[name].clone();
    bytes[at] ^= 1 << bit;
    std::fs::write(office.folder.join(name), bytes).expect("written");
    office
}

/// Flips bits of the database: its salt, its pages, and what authenticates them.
pub(crate) fn database(plan: &Plan) -> Tally {
    let files = office::quick_casebook(true);
    let long = files[DATABASE].len();
    let what = "one bit flipped in casebook.db";
    plan.tried(what, (1_000, 24), &[UNNOTICED, CONTENT, UNPLAIN], |trial| {
        let page = trial.rng.usize(..long / PAGE) * PAGE;
        let (place, at) = match trial.rng.u32(0..8) {
            0 => ("in the salt", trial.rng.usize(..16)),
            1..=2 => ("in a page's tag", page + PAGE - TAG + trial.rng.usize(..TAG)),
            _ => ("in a page", page + trial.rng.usize(..PAGE - TAG)),
        };
        trial.fact(place);
        let bit = trial.rng.u32(..8);
        let office = flipped(&files, DATABASE, at, bit);
        if told(trial, &office) {
            trial.wrong(UNNOTICED, format!("bit {bit} of byte {at}, {place}"));
        }
        office.desk.lock();
        // The honest file put back is as good as before: looking at a damaged one harmed nothing.
        std::fs::write(office.folder.join(DATABASE), &files[DATABASE]).expect("written");
        if trial.number % 8 == 0 && !matches!(examine(&office), Found::Sound) {
            trial.wrong(CONTENT, "with its honest file back, the casebook was not as before");
        }
    })
}

/// Flips bits of the key slots and of the seal. One that leaves the meaning as it was (a small
/// letter of a number in hex made large) is harmless: the number itself is authenticated.
pub(crate) fn beside(plan: &Plan, name: &str, counts: (u32, u32)) -> Tally {
    let files = office::quick_casebook(false);
    let honest = office::office_with(&files);
    honest.open_with(PASSPHRASE).expect("opens");
    let expected = office::everything_seen(&honest).expect("everything can be seen");
    let bytes = &files[name];
    let meaning = |bytes: &[u8]| {
        serde_json::from_slice::<Value>(bytes).ok().map(|value| value.to_string().to_lowercase())
    };
    plan.tried(&format!("one bit flipped in {name}"), counts, &[UNNOTICED, CONTENT, UNPLAIN], |trial| {
        let (at, bit) = (trial.rng.usize(..bytes.len()), trial.rng.u32(..8));
        let office = flipped(&files, name, at, bit);
        let mut other = bytes.clone();
        other[at] ^= 1 << bit;
        if !told(trial, &office) {
            return;
        }
        if meaning(&other) == meaning(bytes) {
            trial.fact("harmless, the meaning is the same");
        } else {
            trial.wrong(UNNOTICED, format!("bit {bit} of byte {at}"));
        }
        if !office::everything_seen(&office).is_ok_and(|seen| seen == expected) {
            trial.wrong(CONTENT, format!("bit {bit} of byte {at}"));
        }
    })
}
