//! Tries to lose, damage and leak a casebook, and counts what came of it.
//!
//! `torture` makes every trial the figures to hold ask for; `torture --short` a few of each.
//! `torture SET --seed S --only N` makes one trial again.

#![allow(missing_docs, reason = "a program, not a library")]

mod backups;
mod bombs;
mod child;
mod damage;
mod disk;
mod kill;
mod leaks;
mod letters;
mod log;
mod million;
mod office;
mod passphrase;
mod roles;
mod shapes;
mod tally;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use tally::{Plan, Tally};

/// Tries to lose, damage and leak a casebook, and counts what came of it.
#[derive(Parser)]
struct Arguments {
    /// Only these sets of trials
    sets: Vec<String>,
    /// A few trials of each instead of the full count
    #[arg(long)]
    short: bool,
    /// So many trials of each instead
    #[arg(long)]
    trials: Option<u32>,
    /// Where the chances come from; the same seed makes the same trials
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the trial with this number
    #[arg(long)]
    only: Option<u32>,
    /// No new trial of a set after so many seconds
    #[arg(long)]
    seconds: Option<u64>,
    /// Name the sets, and do nothing
    #[arg(long)]
    list: bool,
}

type Set = (&'static str, fn(&Plan) -> Tally);

const SETS: &[Set] = &[
    ("kill-import", kill::import),
    ("kill-work", kill::work),
    ("kill-migration", kill::migration),
    ("kill-rotation", kill::rotation),
    ("kill-backup", backups::killed_backup),
    ("kill-restore", backups::killed_restore),
    ("bad-places", backups::faults),
    ("shapes", shapes::past),
    ("newer", shapes::newer),
    ("flip-database", damage::database),
    ("flip-keys", |plan| damage::beside(plan, "keys.json", (500, 24))),
    ("flip-seal", |plan| damage::beside(plan, "seal", (300, 24))),
    ("log", log::damaged),
    ("replay", log::replayed),
    ("full-import", disk::import),
    ("full-typing", disk::typing),
    ("full-log", disk::checkpoint),
    ("full-pack", disk::pack),
    ("full-backup", disk::backup),
    ("full-export", disk::export),
    ("bombs", bombs::mails),
    ("leaks", leaks::day),
    ("wrong-words", passphrase::wrong),
    ("cost", passphrase::cost),
    ("million", million::stories),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [child, role, folder, rest @ ..] = words.as_slice()
        && child == "child"
    {
        return match roles::play(role, PathBuf::from(folder), rest) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => {
                println!("problem {problem}");
                ExitCode::FAILURE
            }
        };
    }
    let arguments = Arguments::parse();
    if let Some(unknown) = arguments.sets.iter().find(|set| SETS.iter().all(|(name, _)| name != *set)) {
        eprintln!("There is no set of trials called {unknown}; --list names them.");
        return ExitCode::from(2);
    }
    let chosen = |name: &str| arguments.sets.is_empty() || arguments.sets.iter().any(|set| set == name);
    let chosen: Vec<_> = SETS.iter().filter(|(name, _)| chosen(name)).collect();
    if arguments.list {
        chosen.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    }
    if chosen.iter().any(|(name, _)| name.starts_with("full-"))
        && std::env::var_os(disk::OWN_MOUNTS).is_none()
        && disk::can_own_mounts()
    {
        return with_own_mounts(&words);
    }
    let Arguments { short, trials, seed, only, seconds, .. } = arguments;
    let plan = Plan { short, trials, seed, only, seconds };
    println!("seed {seed}");
    let began = Instant::now();
    let mut tallies = Vec::new();
    for (name, set) in chosen {
        let from = Instant::now();
        let tally = set(&plan);
        println!("{} [{:.0} s]", tally.line(), from.elapsed().as_secs_f64());
        for detail in tally.details() {
            println!("    {detail}\n    again: torture {name} --seed {seed} --only N");
        }
        tallies.push((*name, tally));
    }
    summary(&tallies, began)
}

/// Runs the same again where it may mount disks that nobody else sees.
fn with_own_mounts(words: &[String]) -> ExitCode {
    let program = std::env::current_exe().expect("this program");
    let status = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(program)
        .args(words)
        .env(disk::OWN_MOUNTS, "1")
        .status();
    if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The table at the end: what held, what did not, what could not be tried.
fn summary(tallies: &[(&str, Tally)], began: Instant) -> ExitCode {
    println!("\n{:<16} result", "set");
    for (name, tally) in tallies {
        let result = match (tally.failed(), tally.was_skipped()) {
            (true, _) => "FAILED",
            (false, true) => "skipped",
            (false, false) => "held",
        };
        println!("{name:<16} {result}");
    }
    let failed = tallies.iter().filter(|(_, tally)| tally.failed()).count();
    println!("{} sets, {failed} failed, {:.0} s", tallies.len(), began.elapsed().as_secs_f64());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
