//! What locks the casebook when nobody asks for it: nobody there for a while, the computer asleep or
//! about to be, its screen locked, or the program told to stop.
//!
//! Each watcher has a thread of its own, so that neither a file dialog nor a long job holds it up.

#[cfg(target_os = "linux")]
mod system;

use std::time::{Duration, Instant, SystemTime};

use tauri::{AppHandle, Manager as _};

use crate::desk::Desk;

/// How often the desk looks whether anybody is there.
const LOOK: Duration = Duration::from_secs(5);
/// More than this between the clock on the wall and the time the computer ran: it slept.
const SLEPT: Duration = Duration::from_secs(30);
/// How long a program that was told to stop may take to end by itself.
const TO_END: Duration = Duration::from_secs(5);

/// Why the casebook locked by itself, as the page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// Nobody was there for as long as the office allows.
    Idle,
    /// The computer slept, or was about to.
    Sleep,
    /// The screen was locked.
    Screen,
}

/// Watches over the desk until the window closes.
pub(crate) fn watch(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    system::watch(app);
    stop_in_good_order(app.clone());

    let app = app.clone();
    std::thread::spawn(move || {
        let look = LOOK.min(minute());
        loop {
            let (ran, wall) = (Instant::now(), SystemTime::now());
            std::thread::sleep(look);
            let slept = wall.elapsed().unwrap_or_default().saturating_sub(ran.elapsed());
            let desk = app.state::<Desk>();
            let (idle, minutes) = desk.idle();
            if let Some(why) = reason_to_lock(idle, slept, minute() * minutes) {
                desk.lock(&app, Some(why));
            }
        }
    });
}

/// Why the casebook should be locked now, if it should.
fn reason_to_lock(idle: Duration, slept: Duration, limit: Duration) -> Option<Why> {
    if slept > SLEPT {
        Some(Why::Sleep)
    } else if idle >= limit {
        Some(Why::Idle)
    } else {
        None
    }
}

/// How long a minute is: the tests of the window do not have those that an office sets.
fn minute() -> Duration {
    let shorter =
        if cfg!(feature = "automation") { std::env::var("SEND_CASEBOOK_MINUTE").ok() } else { None };
    let millis = shorter.and_then(|millis| millis.parse().ok());
    millis.map_or(Duration::from_mins(1), Duration::from_millis)
}

/// Logging out, shutting down and Ctrl+C in a terminal end the program by a signal, past its window.
fn stop_in_good_order(app: AppHandle) {
    // Without it a signal ends the program at once: what was saved is safe then too.
    let _ = ctrlc::set_handler(move || {
        app.state::<Desk>().close();
        app.exit(0);
        std::thread::sleep(TO_END);
        std::process::exit(0);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_there_or_asleep_locks() {
        let (minutes, limit) = (Duration::from_mins, Duration::from_mins(15));
        assert_eq!(reason_to_lock(minutes(14), Duration::ZERO, limit), None, "somebody was just here");
        assert_eq!(reason_to_lock(minutes(15), Duration::ZERO, limit), Some(Why::Idle));
        assert_eq!(reason_to_lock(minutes(0), minutes(1), limit), Some(Why::Sleep), "the lid was closed");
        assert_eq!(reason_to_lock(minutes(0), Duration::from_secs(2), limit), None, "only a busy computer");
    }
}
