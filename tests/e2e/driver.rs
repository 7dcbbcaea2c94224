//! WebKit's driver, and the end of what it starts.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Home, PATIENCE, traces};

/// WebKit's driver. It passes its environment on to the window it starts.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) process: Child,
    port: u16,
    /// What it calls the window it drives.
    pub(crate) session: Option<String>,
}

impl Driver {
    pub(crate) fn start(home: &Home, dialogs: &Path, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|free| free.local_addr())
            .expect("a port is free")
            .port();
        // What it and the window say is kept in the home, where the tests look for traces.
        let log = File::create(home.join("log.txt")).expect("the home can be written");
        let noise = || match std::env::var_os("SEND_CASEBOOK_NOISE") {
            Some(_) => Stdio::inherit(),
            None => log.try_clone().map_or_else(|_| Stdio::null(), Stdio::from),
        };
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", home.join(""))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("TMPDIR", home.join("tmp"))
            .env("SEND_CASEBOOK_DIALOGS", dialogs)
            .envs(settings.iter().copied())
            .stdout(noise())
            .stderr(noise())
            .spawn()
            .expect("WebKitWebDriver is installed");
        let driver = Self { process, port, session: None };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "WebKitWebDriver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        driver
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    /// Ends the session even where a test failed: a window that stays open would be shown again
    /// instead of the next test's.
    fn drop(&mut self) {
        if let Some(session) = self.session.take()
            && let Ok(mut driver) = TcpStream::connect(("127.0.0.1", self.port))
        {
            let ask =
                format!("DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = driver.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = driver.write_all(ask.as_bytes()).and_then(|()| driver.read(&mut [0; 512]));
            // The driver needs a moment to see its window go.
            std::thread::sleep(Duration::from_millis(500));
        }
        // What did not end with its session would be in the next test's way: a window that still stands
        // is shown instead of the next, which then never answers.
        let left = traces::family(self.process.id()).split_off(1);
        let end = |how: &str| {
            let alive = left.iter().filter(|process| lives(**process)).map(u32::to_string);
            let _ = Command::new("kill").arg(how).args(alive).stderr(Stdio::null()).status();
        };
        end("-TERM");
        let _ = self.process.kill();
        let _ = self.process.wait();
        let began = Instant::now();
        while left.iter().any(|process| lives(*process)) && began.elapsed() < Duration::from_secs(6) {
            std::thread::sleep(Duration::from_millis(20));
        }
        end("-KILL");
    }
}

/// Whether a process runs: one that has ended and that nobody has asked after does not.
fn lives(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
}
