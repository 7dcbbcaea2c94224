//! What a Linux desktop says of itself, on its two buses: sleep is near, the screen is locked.
//!
//! A computer without the one or the other bus is watched by the clock alone.

use tauri::{AppHandle, Manager as _};
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator, Proxy};
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedFd, OwnedObjectPath};

use super::Why;
use crate::desk::Desk;

const LOGIND: &str = "org.freedesktop.login1";
const SESSION: &str = "org.freedesktop.login1.Session";
/// The desktops' own screen locks, which do not all tell logind.
const SCREENS: [&str; 4] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
];

pub(super) fn watch(app: &AppHandle) {
    for listen in [sleep, session_lock, screen_lock] {
        let app = app.clone();
        // A bus that is not there, or goes away, is no reason not to work.
        std::thread::spawn(move || listen(&app));
    }
}

fn lock(app: &AppHandle, why: Why) {
    app.state::<Desk>().lock(app, Some(why));
}

/// Before the computer sleeps: it waits a few seconds for whoever holds a delay, and we hold one until
/// the casebook is put away.
fn sleep(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let logind = Proxy::new(&bus, LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1.Manager")?;
    let delay = || -> Option<OwnedFd> {
        let ask = ("sleep", "SEND Casebook", "The casebook is locked before the computer sleeps.", "delay");
        logind.call("Inhibit", &ask).ok()
    };
    let signals = logind.receive_signal("PrepareForSleep")?;
    let mut held = delay();
    for signal in signals {
        if signal.body().deserialize::<bool>()? {
            lock(app, Why::Sleep);
            drop(held.take());
        } else {
            held = delay();
        }
    }
    Ok(())
}

/// When logind is asked to lock this session: by its key, its menu or `loginctl lock-session`.
fn session_lock(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::system()?;
    let logind = Proxy::new(&bus, LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1.Manager")?;
    // Started by a service and not from a session, there is none to ask for: then any session's lock counts.
    let ours: Option<OwnedObjectPath> = logind.call("GetSessionByPID", &std::process::id()).ok();
    let rule = format!("type='signal',sender='{LOGIND}',interface='{SESSION}',member='Lock'");
    hear(&bus, &[rule], |message| {
        let path = message.header().path().map(|path| path.as_str().to_owned());
        if ours.as_ref().is_none_or(|ours| path.as_deref() == Some(ours.as_str())) {
            lock(app, Why::Screen);
        }
    })
}

/// When the desktop's own screen lock comes on.
fn screen_lock(app: &AppHandle) -> zbus::Result<()> {
    let bus = Connection::session()?;
    let rules = SCREENS.map(|screen| format!("type='signal',interface='{screen}',member='ActiveChanged'"));
    hear(&bus, &rules, |message| {
        if message.body().deserialize::<bool>() == Ok(true) {
            lock(app, Why::Screen);
        }
    })
}

/// Hands on the signals that these rules ask for, until the bus goes away.
fn hear(bus: &Connection, rules: &[String], mut heard: impl FnMut(&Message)) -> zbus::Result<()> {
    let messages = MessageIterator::from(bus.clone());
    let daemon = DBusProxy::new(bus)?;
    for rule in rules {
        daemon.add_match_rule(rule.as_str().try_into()?)?;
    }
    let asked = |name: &str| SCREENS.contains(&name) || name == SESSION;
    for message in messages {
        let message = message?;
        let header = message.header();
        if header.message_type() == Type::Signal && header.interface().is_some_and(|name| asked(name)) {
            heard(&message);
        }
    }
    Ok(())
}
