//! Killed without warning: during an import, during a caseworker's work, while opening and
//! migrating. What was acknowledged is there, and nothing is half there.

use std::slice;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use casebook::api::{Beginning, Command, Context, Nothing, Progress, Rotated, StoryFilter};
use casebook_tests::{AnOffice, PASSPHRASE};

use crate::child::{LastWords, Moment, killed, some_time_in};
use crate::office::{self, Found, examine};
use crate::tally::{Plan, Tally, Trial};
use crate::work;

const LETTERS: u32 = 384;
const STEPS: u32 = 48;

const NOT_OPENED: &str = "folders that did not open";
const LOST: &str = "acknowledged changes lost";
const PARTIAL: &str = "partial";
const CHECK: &str = "checks that found something";

/// A killed casebook opens at once, without a complaint, and every check passes.
fn sound(trial: &mut Trial<'_>, office: &AnOffice) -> bool {
    match examine(office) {
        Found::Sound => return true,
        Found::Refused(problem) => trial.wrong(NOT_OPENED, problem),
        Found::Told(notices) => trial.wrong(CHECK, notices.join(" ")),
        Found::ByCheck(finding) => trial.wrong(CHECK, finding),
    }
    false
}

fn note_the_moment(trial: &mut Trial<'_>, last: &LastWords) {
    trial.fact(match (last.finished, last.acknowledged) {
        (true, _) => "after the end",
        (false, 0) => "before the first acknowledgement",
        (false, _) => "in the middle",
    });
}

/// Kills imports.
pub(crate) fn import(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let place = tempfile::tempdir().expect("a temporary folder");
    let post = place.path().join("post");
    office::post(&post, LETTERS);
    let post = post.display().to_string();
    let whole =
        killed("import", &office::office_with(&files).folder, slice::from_ref(&post), Moment::AtTheEnd);
    assert!(whole.finished, "an import that nobody kills ends: {:?}", whole.lines);
    let wrongs = ["acknowledged submissions lost", PARTIAL, NOT_OPENED, CHECK];
    plan.tried("kill -9 during import", (1_000, 6), &wrongs, |trial| {
        let office = office::office_with(&files);
        let moment = Moment::AfterOpening(some_time_in(&mut trial.rng, whole.worked));
        let last = killed("import", &office.folder, slice::from_ref(&post), moment);
        note_the_moment(trial, &last);
        if !sound(trial, &office) {
            return;
        }
        let present = letters_present(trial, &office);
        if present < last.acknowledged {
            trial.wrong(
                "acknowledged submissions lost",
                format!("{present} are there, {} were acknowledged", last.acknowledged),
            );
        }
        if trial.number % 16 == 0 {
            let receipt = office.import(&[post.clone().into()]);
            if receipt.stored != LETTERS - present || receipt.duplicates != present {
                trial.wrong(PARTIAL, "importing again did not bring exactly the rest");
            }
        }
    })
}

/// How many of the post's letters are there. They must be the first so many, each whole.
pub(crate) fn letters_present(trial: &mut Trial<'_>, office: &AnOffice) -> u32 {
    let rows = office.stories(StoryFilter::default()).rows;
    let mut stories: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.subject.strip_prefix("Letter ")?.parse::<u32>().ok()?, row)))
        .collect();
    stories.sort_by_key(|(number, _)| *number);
    let count = u32::try_from(stories.len()).unwrap_or(u32::MAX);
    if stories.iter().zip(0..).any(|((number, _), expected)| *number != expected) {
        trial.wrong(PARTIAL, "letters are missing between others");
    }
    // The last ones are where a cut would show; and a few by chance.
    let by_chance: Vec<_> = (0..3).map(|_| trial.rng.u32(..count.max(1))).collect();
    for (number, row) in &stories {
        if *number + 3 < count && !by_chance.contains(number) {
            continue;
        }
        let story = office.story(row.id);
        let word = format!("tell{number:05}tale");
        let whole = story.letters.len() == 1
            && story.letters[0].original
            && story.letters[0].text.contains(&word)
            && !story.history.is_empty();
        let found = office.stories(StoryFilter { search: word, ..StoryFilter::default() }).rows;
        if !whole || found.len() != 1 || found[0].id != row.id {
            trial.wrong(PARTIAL, format!("letter {number} is not whole"));
        }
    }
    count
}

/// Kills filing, consent, notes, passages, typed letters and undo. Afterwards the casebook is
/// exactly as it was after the last acknowledged step, or after the one that was under way.
pub(crate) fn work(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let seed = plan.seed;
    let script = [seed.to_string(), STEPS.to_string()];
    let unharmed = office::office_with(&files);
    unharmed.open_with(PASSPHRASE).expect("opens");
    let seen = |office: &AnOffice| office::everything_seen(office).expect("everything can be seen");
    let mut states = vec![seen(&unharmed)];
    for step in 0..STEPS {
        work::step(&unharmed, seed, step);
        states.push(seen(&unharmed));
    }
    let whole = killed("work", &office::office_with(&files).folder, &script, Moment::AtTheEnd);
    assert!(whole.finished, "a day that nobody ends ends: {:?}", whole.lines);
    let wrongs = [LOST, PARTIAL, NOT_OPENED, CHECK];
    plan.tried("kill -9 during filing, consent, notes and undo", (1_000, 8), &wrongs, |trial| {
        let office = office::office_with(&files);
        let moment = Moment::AfterOpening(some_time_in(&mut trial.rng, whole.worked));
        let last = killed("work", &office.folder, &script, moment);
        note_the_moment(trial, &last);
        if !sound(trial, &office) {
            return;
        }
        let now = seen(&office);
        let done = last.acknowledged as usize;
        if states.get(done..(done + 2).min(states.len())).is_some_and(|states| states.contains(&now)) {
            return;
        }
        match states.iter().position(|state| *state == now) {
            Some(step) => trial.wrong(LOST, format!("step {step} is there, {done} were acknowledged")),
            None => trial.wrong(PARTIAL, format!("no step leaves a casebook like this one, after {done}")),
        }
    })
}

/// Hears where the going on begins.
#[derive(Default)]
struct First(AtomicU32);

impl Progress for First {
    fn step(&self, done: u32, _total: u32) {
        let _ = self.0.compare_exchange(0, done, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// Kills the changing of the data key. The casebook opens as it was, or with its new key and as it
/// was; begun again, it goes on from where it had come to and not from the start.
pub(crate) fn rotation(plan: &Plan) -> Tally {
    let files = {
        let office = office::office_with(&office::quick_casebook(true));
        office.open_with(PASSPHRASE).expect("opens");
        let post = office.place.path().join("post");
        office::post(&post, LETTERS * 2);
        office.import(&[post]);
        office.desk.lock();
        office::contents(&office.folder)
    };
    let unharmed = office::office_with(&files);
    let whole = killed("rotate", &unharmed.folder, &[], Moment::AtTheEnd);
    assert!(whole.finished, "a change of keys that nobody kills ends: {:?}", whole.lines);
    unharmed.open_with(PASSPHRASE).expect("opens");
    let expected = office::everything_seen(&unharmed).expect("everything can be seen");
    let wrongs = ["with anything lost", "begun from the start", NOT_OPENED, CHECK];
    plan.tried("kill -9 during a change of the data key", (500, 6), &wrongs, |trial| {
        let office = office::office_with(&files);
        let moment = Moment::AfterOpening(some_time_in(&mut trial.rng, whole.worked));
        let last = killed("rotate", &office.folder, &[], moment);
        note_the_moment(trial, &last);
        let opened = match office.open_with(PASSPHRASE) {
            Ok(opened) => opened,
            Err(problem) => return trial.wrong(NOT_OPENED, problem),
        };
        // With its new key there is nothing to say.
        let goes_on = !opened.notices.is_empty();
        if opened.notices.iter().any(|notice| !notice.contains("being given a new key")) {
            trial.wrong(CHECK, opened.notices.join(" "));
        }
        let copied = office.folder.join("casebook.db.next").exists();
        let first = First::default();
        let again = office
            .desk
            .run(Command::RotateKey(Nothing {}), &Context { now: casebook_tests::now(), progress: &first });
        let again = again.map(|answer| serde_json::from_value::<Rotated>(answer).expect("an answer"));
        match again {
            Err(problem) => trial.wrong(CHECK, problem),
            Ok(rotated) => {
                let first = first.0.load(Ordering::Relaxed);
                let on = rotated.beginning == Beginning::WentOn;
                // A copy that was only begun is empty, and there is nothing in it to go on with.
                let begun = copied && last.acknowledged > 0;
                let lost = goes_on && begun && !on || on && !copied;
                if !rotated.done || lost || on && first > 0 && first < last.acknowledged {
                    let detail = format!("{rotated:?} at {first}, {} were done", last.acknowledged);
                    trial.wrong("begun from the start", detail);
                }
                trial.fact(if on { "gone on with" } else { "begun" });
            }
        }
        if sound(trial, &office) && office::everything_seen(&office).is_ok_and(|seen| seen != expected) {
            trial.wrong("with anything lost", "the stories differ");
        }
    })
}

/// Kills a casebook of the first shape while it is opened and brought to the newest one.
pub(crate) fn migration(plan: &Plan) -> Tally {
    let (files, _) = office::quick_slot();
    let unharmed = office::office_with(&files);
    let began = Instant::now();
    let whole = killed("open", &unharmed.folder, &[], Moment::AtTheEnd);
    let long = began.elapsed();
    assert!(whole.finished, "a migration that nobody kills ends");
    unharmed.open_with(PASSPHRASE).expect("opens");
    let expected = office::everything_seen(&unharmed).expect("everything can be seen");
    let wrongs = ["with anything lost", NOT_OPENED, CHECK];
    plan.tried("kill -9 during a migration", (500, 8), &wrongs, |trial| {
        let office = office::office_with(&files);
        // The first moments only start the program.
        let from = long.mul_f64(0.2);
        let moment = from + some_time_in(&mut trial.rng, long - from);
        let last = killed("open", &office.folder, &[], Moment::AfterStart(moment));
        let changed = office::contents(&office.folder)[office::DATABASE] != files[office::DATABASE];
        let begun = changed || office.folder.join(office::LOG).exists();
        trial.fact(match (last.opened, begun) {
            (true, _) => "after the end",
            (false, true) => "in the middle",
            (false, false) => "before the first step",
        });
        if sound(trial, &office) && office::everything_seen(&office).is_ok_and(|seen| seen != expected) {
            trial.wrong("with anything lost", "the stories differ");
        }
    })
}
