//! What a child does until it is killed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use casebook::api::{Command, Context, Desk, Import, Nothing, Problem, Progress, Receipt};
use casebook_tests::{AnOffice, PASSPHRASE, now};

use crate::{backups, bombs, work};

/// Acknowledges on standard output, as a receipt would on the screen.
struct Aloud;

impl Progress for Aloud {
    fn step(&self, done: u32, _total: u32) {
        println!("ack {done}");
    }
}

fn opened(folder: PathBuf) -> Result<AnOffice, Problem> {
    // The office's own place is not used; its casebook is where the parent put it.
    let place = tempfile::tempdir().expect("a temporary folder");
    let office = AnOffice { desk: Desk::new(), folder, place };
    office.open_with(PASSPHRASE)?;
    println!("open");
    Ok(office)
}

fn run(office: &AnOffice, command: Command) -> Result<serde_json::Value, Problem> {
    office.desk.run(command, &Context { now: now(), progress: &Aloud })
}

/// Plays a role, and waits to be killed.
pub(crate) fn play(role: &str, folder: PathBuf, rest: &[String]) -> Result<(), Problem> {
    if let ("restore", [backup]) = (role, rest) {
        println!("open");
        backups::restore(&Desk::new(), Path::new(backup), &folder)?;
        println!("ack 1");
        return wait();
    }
    let office = opened(folder)?;
    match (role, rest) {
        ("backup", [place]) => {
            backups::back_up(&office, Path::new(place))?;
            println!("ack 1");
        }
        ("open", _) => {}
        ("import", [post]) => {
            run(&office, Command::Import(Import { paths: vec![post.clone()] }))?;
        }
        ("measured-import", [mail]) => {
            let receipt: Receipt = office.ask(Command::Import(Import { paths: vec![mail.clone()] }))?;
            for line in office.with_lines(receipt).lines {
                println!("receipt {}", line.note);
            }
            if let Some((cpu, peak)) = bombs::used() {
                println!("cpu {cpu}\npeak {peak}");
            }
        }
        ("rotate", _) => {
            run(&office, Command::RotateKey(Nothing {}))?;
        }
        ("work", [seed, steps]) => {
            let (seed, steps) = (seed.parse().unwrap_or(0), steps.parse().unwrap_or(0));
            for step in 0..steps {
                work::step(&office, seed, step);
                println!("ack {}", step + 1);
            }
        }
        _ => return Err(Problem::failed("There is no such role.", "Look in roles.rs.")),
    }
    wait()
}

/// To be killed.
fn wait() -> Result<(), Problem> {
    println!("done");
    std::thread::sleep(Duration::from_secs(600));
    Ok(())
}
