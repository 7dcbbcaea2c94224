//! `casebook`: the same jobs as the window, without one.
//!
//! Every job goes through the core's one door. Answers go to standard output (one JSON document
//! with `--json`), problems to standard error with exit code 1, wrong usage with 2.

mod arguments;
mod backups;
mod constituencies;
mod demo;
mod import;
mod jobs;
mod learning;
mod leaving;
mod rereading;
mod slots;
mod stateless;
mod trail;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

use casebook::api::{Command, Context, Desk, NoProgress, Problem, Program, Progress, this_program_is};
use chrono::Utc;
use clap::Parser as _;
use serde::de::DeserializeOwned;

use arguments::{Arguments, Job};

/// The benchmark's peer writes files that are not encrypted; no program is built on it.
const _: () = assert!(casebook::ENCRYPTED, "`plain-peer` is for the benchmark alone");

/// Asks the desk to do something.
fn ask<T: DeserializeOwned>(desk: &Desk, command: Command) -> Result<T, Problem> {
    ask_watched(desk, command, &NoProgress)
}

/// Asks for something that takes longer.
fn ask_watched<T: DeserializeOwned>(
    desk: &Desk,
    command: Command,
    progress: &dyn Progress,
) -> Result<T, Problem> {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the clock is")]
    let now = Utc::now();
    let answer = desk.run(command, &Context { now, progress })?;
    serde_json::from_value(answer).map_err(|_| failed("The answer could not be read.", "Try again."))
}

/// Says how much of the processor's time this thread has had.
fn stopwatch() -> std::time::Duration {
    cpu_time::ThreadTime::now().as_duration()
}

/// Writes a line of the answer. A reader that stopped listening (`| head`) is no problem of ours.
fn say(line: &impl std::fmt::Display) -> Result<(), Problem> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(failed("The answer could not be written.", "Check where it was sent to."))
        }
        _ => Ok(()),
    }
}

/// "1 page", "2 pages".
fn many(count: u32, what: &str, whats: &str) -> String {
    format!("{count} {}", if count == 1 { what } else { whats })
}

fn failed(what: &str, remedy: &str) -> Problem {
    Problem::failed(what, remedy)
}

/// A panic's own message can quote the text it failed on, also where the core catches a library's:
/// where it happened is enough to mend it.
fn say_only_where_it_stopped() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
        eprintln!("casebook: something stopped unexpectedly at {place}.");
    }));
}

fn main() -> ExitCode {
    say_only_where_it_stopped();
    this_program_is(Program::CommandLine);
    let arguments = Arguments::parse();
    let done = match arguments.job {
        Job::Suggest { json: _ } => stateless::suggest(),
        Job::Locate { postcodes, json } => stateless::locate(&postcodes, json),
        Job::Demo { folder } => demo::run(&folder),
        job => jobs::run(job, arguments.passphrase_file.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
