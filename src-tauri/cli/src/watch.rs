//! How far a long job is, on the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use casebook::api::Progress;

/// Often enough to be followed, seldom enough to cost nothing.
const BETWEEN: Duration = Duration::from_millis(250);
/// Too early to say how fast it goes.
const SOON: Duration = Duration::from_secs(2);

/// A line on standard error, where that is a terminal: counts, letters a minute and the time left.
pub(crate) struct Line {
    began: Instant,
    written: Mutex<Option<Instant>>,
    shown: bool,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), written: Mutex::default(), shown: std::io::stderr().is_terminal() }
    }
}

impl Progress for Line {
    fn step(&self, done: u32, total: u32) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shown && (done >= total || written.is_none_or(|at| at.elapsed() >= BETWEEN)) {
            *written = Some(Instant::now());
            let mut screen = std::io::stderr().lock();
            // Back to the beginning of the line, and nothing left of what stood there.
            let _ = write!(screen, "\r\x1b[K{}", says(done, total, self.began.elapsed()));
            let _ = screen.flush();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let written = self.written.get_mut().unwrap_or_else(PoisonError::into_inner);
        if written.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

fn says(done: u32, total: u32, after: Duration) -> String {
    let far = format!("Read {done} of about {total}");
    let minutes = after.as_secs_f64() / 60.0;
    if after < SOON || done == 0 {
        return far;
    }
    let pace = f64::from(done) / minutes;
    let left = match f64::from(total.saturating_sub(done)) / pace {
        left if left < 1.0 => "less than a minute left".to_owned(),
        left => format!("about {left:.0} min left"),
    };
    format!("{far}, {pace:.0} a minute, {left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        let after = |seconds, done| says(done, 1_000, Duration::from_secs(seconds));
        assert_eq!(after(1, 64), "Read 64 of about 1000", "too early for more");
        assert_eq!(after(30, 500), "Read 500 of about 1000, 1000 a minute, less than a minute left");
        assert_eq!(after(60, 100), "Read 100 of about 1000, 100 a minute, about 9 min left");
    }
}
