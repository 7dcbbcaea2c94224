//! Unlocking on this computer without the passphrase, with a keychain as a desktop has it: GNOME's,
//! with a home of its own.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use casebook_e2e::{Home, Window, testid};
use serde_json::json;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedObjectPath;

const SERVICE: &str = "org.freedesktop.secrets";
const PASSPHRASE: &str = "four quiet words at dusk";

/// A keychain that is open because somebody has signed in.
struct Keychain {
    process: Child,
    bus: Connection,
}

impl Keychain {
    fn start(home: &Home) -> Self {
        let mut process = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--foreground", "--components=secrets"])
            .env("HOME", home.join(""))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is installed");
        let mut signing_in = process.stdin.take().expect("it listens");
        signing_in.write_all(b"the invented sign-in").expect("it takes the password");
        drop(signing_in);
        let bus = Connection::session().expect("there is a session bus: run `make e2e`");
        let keychain = Self { process, bus };
        let began = Instant::now();
        while keychain.collections().is_err() {
            assert!(began.elapsed() < Duration::from_secs(10), "the keychain does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        keychain
    }

    /// Only asked of a keychain that is there: the bus would start another, in nobody's home.
    fn service(&self) -> zbus::Result<Proxy<'_>> {
        let names = zbus::blocking::fdo::DBusProxy::new(&self.bus)?;
        if !names.name_has_owner(SERVICE.try_into()?)? {
            return Err(zbus::Error::InterfaceNotFound);
        }
        Proxy::new(&self.bus, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service")
    }

    fn collections(&self) -> zbus::Result<Vec<OwnedObjectPath>> {
        self.service()?.get_property("Collections")
    }

    /// Locks it, as signing out or its own program does.
    fn lock(&self) {
        let all = self.collections().expect("it answers");
        let locked: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.service().and_then(|service| service.call("Lock", &(all,))).expect("it locks");
        assert!(!locked.0.is_empty(), "something was locked");
    }

    /// How many secrets of ours it keeps.
    fn ours(&self) -> usize {
        let ours = std::collections::HashMap::from([("service", "SEND Casebook")]);
        let found: (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.service().and_then(|service| service.call("SearchItems", &(ours,))).expect("it answers");
        found.0.len() + found.1.len()
    }
}

impl Drop for Keychain {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn turn(window: &Window) {
    window.click("nav-settings").await;
    window.click("this-computer").await;
    window.see("toast").await;
}

/// The window, with a casebook just made.
async fn with_a_casebook(home: &Home) -> Window {
    let window = Window::open(home).await;
    window.click("welcome-create").await;
    for (field, words) in [
        ("mp", "Alex Hale MP"),
        ("constituency", "North Dale"),
        ("staff", "Sam Okafor"),
        ("passphrase", PASSPHRASE),
        ("passphrase_again", PASSPHRASE),
    ] {
        window.fill(&format!("[name={field}]"), words).await;
    }
    window.click("create-submit").await;
    window.click("recovery-later").await;
    window.see("nav-inbox").await;
    window
}

/// Ends the casebook, with its certificate.
async fn close_for_good(window: &Window, home: &Home) {
    window.click("close-casebook").await;
    let certificate = home.join("Documents/certificate.pdf");
    window.will_answer("pick_leaving", Some(&[&certificate]));
    window.click("pick-certificate").await;
    window.reads(&testid("closing"), "certificate.pdf").await;
    let name = window.text_css(&format!("{} .hint", testid("closing"))).await;
    window.fill("[data-testid=closing] [name=name]", &name).await;
    window.click("close-for-good").await;
    window.see("closed").await;
    window.picture("closed").await;
    assert!(casebook_e2e::words_of(&certificate).contains("deleted"), "the certificate says so");
}

#[tokio::test]
async fn what_the_keychain_keeps_goes_with_its_casebook() {
    let home = Home::new();
    let keychain = Keychain::start(&home);
    let window = with_a_casebook(&home).await;
    turn(&window).await;
    assert_eq!(keychain.ours(), 1, "the keychain keeps its secret");
    close_for_good(&window, &home).await;
    assert_eq!(keychain.ours(), 0, "and nothing of a casebook that is gone");
    window.close().await;
}

#[tokio::test]
async fn this_computer_opens_it_only_when_somebody_wants_that() {
    let home = Home::new();
    let keychain = Keychain::start(&home);
    let window = with_a_casebook(&home).await;
    window.lock().await;
    assert_eq!(window.count(&testid("unlock-computer")).await, 0, "off by default");
    assert_eq!(keychain.ours(), 0);
    window.fill("[name=passphrase]", PASSPHRASE).await;
    window.press(casebook_e2e::key::Key::Enter).await;
    window.see("nav-inbox").await;

    turn(&window).await;
    window.picture("this-computer").await;
    assert_eq!(keychain.ours(), 1, "the keychain keeps its secret");
    window.lock().await;
    window.see("unlock-computer").await;
    window.picture("unlock-computer").await;
    window.click("unlock-computer").await;
    window.see("nav-inbox").await;

    // A keychain that stays locked is told, and the passphrase still opens.
    window.lock().await;
    keychain.lock();
    window.click("unlock-computer").await;
    window.reads("[role=alert]", "keychain").await;
    window.picture("keychain-locked").await;
    let status = window.invoke("call", json!({ "command": { "command": "status", "args": {} } })).await;
    assert_eq!(status, Ok(json!({ "open": null })), "nothing was opened");
    window.fill("[name=passphrase]", PASSPHRASE).await;
    window.press(casebook_e2e::key::Key::Enter).await;
    window.see("nav-inbox").await;

    turn(&window).await;
    window.lock().await;
    assert_eq!(window.count(&testid("unlock-computer")).await, 0, "turned off, it is not offered");
    window.close().await;
}
