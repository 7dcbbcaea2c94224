//! A stand-in for what a desktop says on its buses. The window under test speaks the real protocol to
//! it, over the test's own session bus; a test machine has no lid to close and no screen to lock.

use std::io::{PipeReader, Read as _};
use std::sync::{Arc, Mutex, PoisonError};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::{OwnedFd, OwnedObjectPath};

const MANAGER: &str = "/org/freedesktop/login1";
const SESSION: &str = "/org/freedesktop/login1/session/_31";

/// The settings that make the window take the test's bus for the system's.
#[must_use]
pub fn as_system_bus() -> Vec<(&'static str, String)> {
    let session = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("there is a session bus: run `make e2e`");
    vec![("DBUS_SYSTEM_BUS_ADDRESS", session)]
}

type Delays = Arc<Mutex<Vec<PipeReader>>>;

struct Manager {
    delays: Delays,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> zbus::fdo::Result<OwnedFd> {
        assert_eq!((what, mode), ("sleep", "delay"), "it only asks for a moment before sleep");
        let (ours, theirs) = std::io::pipe().map_err(|_| zbus::fdo::Error::Failed("no pipe".into()))?;
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).push(ours);
        Ok(std::os::fd::OwnedFd::from(theirs).into())
    }

    #[zbus(name = "GetSessionByPID")]
    fn session_of(&self, _process: u32) -> zbus::fdo::Result<OwnedObjectPath> {
        OwnedObjectPath::try_from(SESSION).map_err(|_| zbus::fdo::Error::Failed("no path".into()))
    }
}

/// Says what logind and a desktop's screen lock say.
#[derive(Debug)]
pub struct Desktop {
    bus: Connection,
    delays: Delays,
}

impl Default for Desktop {
    fn default() -> Self {
        Self::new()
    }
}

impl Desktop {
    /// Before the window opens.
    #[must_use]
    pub fn new() -> Self {
        let delays = Delays::default();
        let bus = connection::Builder::session()
            .and_then(|bus| bus.name("org.freedesktop.login1"))
            .and_then(|bus| bus.serve_at(MANAGER, Manager { delays: Arc::clone(&delays) }))
            .and_then(connection::Builder::build)
            .expect("the test has a session bus");
        Self { bus, delays }
    }

    /// How many delays were asked for so far.
    #[must_use]
    pub fn delays(&self) -> usize {
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Says that the computer is about to sleep, and waits, as logind does, until it may.
    pub fn prepare_for_sleep(&self) {
        self.say(MANAGER, "org.freedesktop.login1.Manager", "PrepareForSleep", true);
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        let mut last = delays.pop().expect("the window holds a delay");
        // It ends when the window lets go of its end.
        let _ = last.read(&mut [0; 1]);
    }

    /// Says that it has slept and is awake.
    pub fn wake(&self) {
        self.say(MANAGER, "org.freedesktop.login1.Manager", "PrepareForSleep", false);
    }

    /// Says that the session is to be locked.
    pub fn lock_session(&self) {
        self.bus
            .emit_signal(None::<&str>, SESSION, "org.freedesktop.login1.Session", "Lock", &())
            .expect("a signal can be sent");
    }

    /// Says that a desktop's screen lock has come on.
    pub fn lock_screen(&self, desktop: &str) {
        self.say("/ScreenSaver", desktop, "ActiveChanged", true);
    }

    fn say(&self, path: &str, interface: &str, signal: &str, what: bool) {
        self.bus.emit_signal(None::<&str>, path, interface, signal, &what).expect("a signal can be sent");
    }
}
