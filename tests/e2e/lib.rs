//! Drives the real window, as a caseworker would: by what is on the screen, the keyboard and the
//! mouse. `make e2e` starts the tests with a screen, a session bus and the window they drive.
//!
//! Every [`Window`] has a home of its own, so that no test meets another's casebook. The file dialogs
//! are answered beforehand, by [`Window::will_answer`]; nothing else of the program is different from
//! what is shipped.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

pub mod system;
pub mod traces;

pub use fantoccini::key;

/// How long something on the screen may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A home folder of its own: what one person's account on one computer holds.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// An empty home.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for place in ["config", "data", "cache", "run", "tmp", "Documents"] {
            std::fs::create_dir(folder.path().join(place)).expect("a folder can be made");
        }
        std::fs::write(
            folder.path().join("config/user-dirs.dirs"),
            "XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\n",
        )
        .expect("the home can be written");
        Self { folder }
    }

    /// A path in this home.
    #[must_use]
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Every file in this home.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let (mut folders, mut files) = (vec![self.folder.path().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        files
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// The open window.
#[derive(Debug)]
pub struct Window {
    client: Client,
    /// Ends the session when the window falls out of scope.
    driver: Driver,
    dialogs: PathBuf,
    pictures: PathBuf,
}

impl Window {
    /// Opens the window of somebody whose home this is.
    pub async fn open(home: &Home) -> Self {
        Self::open_with(home, &[]).await
    }

    /// Opens the window with these settings in its environment.
    pub async fn open_with(home: &Home, settings: &[(&str, &str)]) -> Self {
        let program = PathBuf::from(
            std::env::var_os("SEND_CASEBOOK")
                .expect("SEND_CASEBOOK names the window to drive: run `make e2e`"),
        );
        assert!(std::env::var_os("DISPLAY").is_some(), "the window needs a screen: run `make e2e`");
        assert!(program.is_file(), "there is no window at {}: run `make e2e`", program.display());

        let dialogs = home.join("dialogs.json");
        std::fs::write(&dialogs, "[]").expect("the home can be written");
        let mut driver = Driver::start(home, &dialogs, settings);
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": program, "args": [] },
            "pageLoadStrategy": "normal",
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is written as an object") };
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(capabilities);
        let client = tokio::time::timeout(PATIENCE, builder.connect(&driver.address()))
            .await
            .expect("the window answers its driver")
            .expect("the window opens");
        driver.session = client.session_id().await.expect("the session has an id");
        let pictures =
            std::env::var_os("SEND_CASEBOOK_PICTURES").map_or_else(|| home.join("pictures"), Into::into);
        Self { client, driver, dialogs, pictures }
    }

    /// Closes the window, as its close button does.
    pub async fn close(self) {
        // Here and not only by falling out of scope, so that a test can say when.
        drop(self);
    }

    /// The window's processes: its own, and those the web view runs beside it.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        // The driver, which knows what it was asked to read, is none of them.
        traces::family(self.driver.process.id()).split_off(1)
    }

    /// Prepares the answer to the next dialog of this name; no paths: cancelled.
    pub fn will_answer(&self, dialog: &str, paths: Option<&[&Path]>) {
        self.will_answer_after(0, dialog, paths);
    }

    /// Prepares an answer that takes somebody so many seconds.
    pub fn will_answer_after(&self, seconds: u64, dialog: &str, paths: Option<&[&Path]>) {
        let text = std::fs::read_to_string(&self.dialogs).expect("the prepared answers can be read");
        let mut queue: Vec<Value> = serde_json::from_str(&text).expect("the prepared answers are JSON");
        queue.push(json!({ "dialog": dialog, "paths": paths, "after": seconds }));
        std::fs::write(&self.dialogs, json!(queue).to_string()).expect("the home can be written");
    }

    /// What has this test id, as soon as it is there and can be seen.
    pub async fn see(&self, id: &str) -> Element {
        self.see_css(&testid(id)).await
    }

    /// What this selector finds first, as soon as it is there and can be seen.
    pub async fn see_css(&self, selector: &str) -> Element {
        self.until(&format!("{selector} can be seen"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        })
        .await
    }

    /// Waits until nothing that this selector finds is on the screen.
    pub async fn gone(&self, selector: &str) {
        self.until(&format!("{selector} is gone"), async || {
            self.client.find_all(Locator::Css(selector)).await.ok()?.is_empty().then_some(())
        })
        .await;
    }

    /// How many this selector finds now.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.expect("the page can be searched").len()
    }

    /// Clicks what has this test id.
    pub async fn click(&self, id: &str) {
        self.click_css(&testid(id)).await;
    }

    /// Clicks what this selector finds first, as soon as it can be clicked.
    pub async fn click_css(&self, selector: &str) {
        self.until(&format!("{selector} can be clicked"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            if !element.is_enabled().await.ok()? {
                return None;
            }
            element.click().await.ok()
        })
        .await;
    }

    /// Puts words into the field that this selector finds, in place of what stands there.
    pub async fn fill(&self, selector: &str, words: &str) {
        self.until(&format!("{selector} can be filled in"), async || {
            let field = self.client.find(Locator::Css(selector)).await.ok()?;
            field.clear().await.ok()?;
            field.send_keys(words).await.ok()
        })
        .await;
    }

    /// Presses one key, wherever the keyboard is.
    pub async fn press(&self, key: impl Into<char>) {
        use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
        let value = key.into();
        let keys =
            KeyActions::new("keyboard".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.expect("a key can be pressed");
    }

    /// Presses a key while Control is held.
    pub async fn press_with_control(&self, value: char) {
        use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
        let control = char::from(Key::Control);
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        // Ctrl+L ends the page that answers: what came of it is for the test to see.
        let _ = self.client.perform_actions(keys).await;
    }

    /// Locks the casebook from the keyboard, and waits at the door of the page that begins anew.
    pub async fn lock(&self) {
        self.mark().await;
        self.press_with_control('l').await;
        self.locked_anew().await;
    }

    /// Marks the page, so that [`Self::locked_anew`] knows the next one from it.
    pub async fn mark(&self) {
        self.script("window.marked = true").await;
    }

    /// Waits until a page has begun since [`Self::mark`], and stands at a locked casebook's door.
    pub async fn locked_anew(&self) {
        self.until("the page begins anew", async || {
            let line = "return !window.marked && document.readyState === 'complete'";
            (self.client.execute(line, Vec::new()).await.ok()? == json!(true)).then_some(())
        })
        .await;
        self.see("unlock-passphrase").await;
    }

    /// The words of what has this test id.
    pub async fn text(&self, id: &str) -> String {
        self.text_css(&testid(id)).await
    }

    /// The words of what this selector finds first, as soon as it can be seen.
    pub async fn text_css(&self, selector: &str) -> String {
        // Looked for and read anew each time: the page may have drawn it again between the two.
        self.until(&format!("{selector} can be read"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            if !element.is_displayed().await.ok()? {
                return None;
            }
            element.text().await.ok()
        })
        .await
    }

    /// Waits until what this selector finds says these words.
    pub async fn reads(&self, selector: &str, words: &str) {
        self.until(&format!("{selector} reads {words:?}"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.text().await.ok()?.contains(words).then_some(())
        })
        .await;
    }

    /// How many letters wait to be filed, as the list of rooms says.
    pub async fn inbox(&self) -> u32 {
        let digits: String = self.text("nav-inbox").await.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_default()
    }

    /// What a line of JavaScript returns in the page.
    pub async fn script(&self, line: &str) -> Value {
        self.client.execute(line, Vec::new()).await.expect("the page runs a script")
    }

    /// Asks the shell something as the page would; the answer, or the problem as `Err`.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let ask = "const [command, given, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, given)
                .then((answer) => done({ answer }), (problem) => done({ problem }));";
        let said = self.client.execute_async(ask, vec![json!(command), arguments]).await;
        let said = said.expect("the shell answers");
        match said.get("problem") {
            Some(problem) => Err(problem.clone()),
            None => Ok(said.get("answer").cloned().unwrap_or_default()),
        }
    }

    /// Waits until something is so, and fails with the reason and a picture if it does not come.
    pub async fn until<T, F: Future<Output = Option<T>>>(
        &self,
        reason: &str,
        mut look: impl FnMut() -> F,
    ) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if began.elapsed() > PATIENCE {
                let picture = self.picture("what-was-there-instead").await;
                panic!("waited {PATIENCE:?} until {reason}; see {}", picture.display());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Puts the pictures into this folder from now on.
    pub fn pictures_into(&mut self, folder: &Path) {
        self.pictures = folder.into();
    }

    /// Takes a picture of the page and says where it is: in the folder `SEND_CASEBOOK_PICTURES`, if
    /// that is set, else in the home.
    pub async fn picture(&self, name: &str) -> PathBuf {
        // What is in the page is not painted at once.
        let painted = "const done = arguments[0];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150))));";
        self.client.execute_async(painted, Vec::new()).await.expect("the page is painted");
        let bytes = self.client.screenshot().await.expect("the page can be pictured");
        std::fs::create_dir_all(&self.pictures).expect("the pictures' folder can be made");
        let path = self.pictures.join(name).with_extension("png");
        std::fs::write(&path, bytes).expect("a picture can be written");
        path
    }

    /// What the page tried to load or run against the window's policy, since it began.
    pub async fn policy_violations(&self) -> Vec<String> {
        serde_json::from_value(self.script("return window.refused").await)
            .expect("what was refused is a list of texts")
    }
}

/// The selector of what has a test id.
#[must_use]
pub fn testid(id: &str) -> String {
    format!("[data-testid={id:?}]")
}

/// The folder of invented letters.
#[must_use]
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src-tauri/casebook/samples")
}

/// The words of a PDF, as another program reads them.
#[must_use]
pub fn words_of(pdf: &Path) -> String {
    let output =
        Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().expect("pdftotext is installed");
    assert!(output.status.success(), "pdftotext cannot read {}", pdf.display());
    let words = String::from_utf8_lossy(&output.stdout);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// WebKit's driver. It passes its environment on to the window it starts.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
}

impl Driver {
    fn start(home: &Home, dialogs: &Path, settings: &[(&str, &str)]) -> Self {
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

    fn address(&self) -> String {
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
