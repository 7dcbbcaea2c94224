//! A child process to be killed: the same program, doing one of the [`crate::roles`].
//!
//! It says `open` when the casebook is open, `ack N` when N changes are on the disk, and `done`
//! when there is nothing left to do; then it waits to be killed.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// When to kill.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    /// So long after it was started.
    AfterStart(Duration),
    /// So long after the casebook was open.
    AfterOpening(Duration),
    /// When everything is done.
    AtTheEnd,
}

/// What a child had said by the time it was dead.
pub(crate) struct LastWords {
    /// It had opened the casebook.
    pub(crate) opened: bool,
    /// So many changes were acknowledged.
    pub(crate) acknowledged: u32,
    /// It had nothing left to do.
    pub(crate) finished: bool,
    /// How long the work took, for a child that finished.
    pub(crate) worked: Duration,
    /// Every line it said.
    pub(crate) lines: Vec<String>,
}

/// Longer than anything takes: whoever says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// Starts a child in a role, and kills it.
pub(crate) fn killed(role: &str, folder: &Path, rest: &[String], moment: Moment) -> LastWords {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["child", role]).arg(folder).args(rest);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().expect("a child");
    let (say, hear) = channel::<(Instant, String)>();
    let output = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = say.send((Instant::now(), line));
        }
    });
    let mut lines = Vec::new();
    let mut wait_for = |word: &str| loop {
        match hear.recv_timeout(PATIENCE) {
            Ok((at, line)) => {
                let found = line == word;
                lines.push((at, line));
                if found {
                    return;
                }
            }
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => return,
        }
    };
    match moment {
        Moment::AfterStart(pause) => std::thread::sleep(pause),
        Moment::AfterOpening(pause) => {
            wait_for("open");
            std::thread::sleep(pause);
        }
        Moment::AtTheEnd => wait_for("done"),
    }
    // SIGKILL: the child has no say in it.
    let _ = child.kill();
    let _ = child.wait();
    let _ = reader.join();
    lines.extend(hear.try_iter());
    let at = |word: &str| lines.iter().find(|(_, line)| line == word).map(|(at, _)| *at);
    LastWords {
        opened: at("open").is_some(),
        finished: at("done").is_some(),
        worked: at("done").zip(at("open")).map_or(Duration::ZERO, |(done, open)| done - open),
        acknowledged: lines
            .iter()
            .rev()
            .find_map(|(_, line)| line.strip_prefix("ack ")?.parse().ok())
            .unwrap_or_default(),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
    }
}

/// A moment within so long after opening, and a little beyond.
pub(crate) fn some_time_in(rng: &mut fastrand::Rng, long: Duration) -> Duration {
    long.mul_f64(rng.f64() * 1.05)
}
