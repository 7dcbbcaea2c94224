//! Files made to exhaust whoever opens them: each is read and stored by a child, whose time and
//! memory are measured.

mod made;

use std::path::Path;

use crate::child::{Moment, killed};
use crate::office;
use crate::tally::{Plan, Tally};

/// Seconds of work, and megabytes, that a file may cost. As a developer builds it our own code is slower
/// by far, so only what is shipped is timed.
const SECONDS: f64 = if cfg!(debug_assertions) { f64::INFINITY } else { 2.0 };
const MEGABYTES: f64 = 256.0;

const SLOW: &str = "over the time";
const LARGE: &str = "over the memory";
const UNTOLD: &str = "without a line in the receipt";

/// Reads and stores each bomb.
pub(crate) fn mails(plan: &Plan) -> Tally {
    let files = office::quick_casebook(false);
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("bomb");
    let bombs = made::bombs();
    let count = u32::try_from(bombs.len()).unwrap_or(u32::MAX);
    let mut measures = Vec::new();
    // Unoptimised, all of them take minutes: the short form sets off every fourth.
    let every = if plan.short { 4 } else { 1 };
    let mut tally = plan.tried("bombs", (count, count / 4), &[SLOW, LARGE, UNTOLD], |trial| {
        let (what, made) = bombs[trial.number as usize * every % bombs.len()];
        std::fs::write(&path, made()).expect("written");
        let office = office::office_with(&files);
        let last = killed("measured-import", &office.folder, &[path.display().to_string()], Moment::AtTheEnd);
        let said = |word: &str| {
            last.lines.iter().find_map(|line| line.strip_prefix(word).map(|rest| rest.trim().to_owned()))
        };
        let number = |word: &str| said(word).and_then(|rest| rest.parse::<f64>().ok());
        let (Some(cpu), Some(peak)) = (number("cpu"), number("peak")) else {
            return trial.wrong(UNTOLD, format!("{what}: {}", last.lines.join("; ")));
        };
        let receipt = said("receipt").unwrap_or_default();
        measures.push(format!("{what}: {cpu:.2} s, {peak:.0} MB, {receipt}"));
        if cpu > SECONDS {
            trial.wrong(SLOW, format!("{what}: {cpu:.2} s"));
        }
        if peak > MEGABYTES {
            trial.wrong(LARGE, format!("{what}: {peak:.0} MB"));
        }
        if receipt.is_empty() {
            trial.wrong(UNTOLD, what);
        }
    });
    measures.into_iter().for_each(|line| tally.measure(line));
    tally
}

/// Seconds of processor this process has used, and the most memory it has had, in MB.
pub(crate) fn used() -> Option<(f64, f64)> {
    let read = |name: &str| std::fs::read_to_string(Path::new("/proc/self").join(name)).ok();
    let status = read("status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let peak: f64 = peak.trim().trim_end_matches("kB").trim().parse().ok()?;
    // After the name in brackets: user and system time are the 12th and 13th words, in 1/100 s.
    let stat = read("stat")?;
    let words: Vec<_> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = words.get(11)?.parse::<f64>().ok()? + words.get(12)?.parse::<f64>().ok()?;
    Some((ticks / 100.0, peak / 1024.0))
}
