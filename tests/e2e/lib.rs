//! Drives the real window, as a caseworker would: by what is on the screen, the keyboard and the
//! mouse. `make e2e` starts the tests with a screen, a session bus and the window they drive.
//!
//! Every [`Window`] has a home of its own, so that no test meets another's casebook. The file dialogs
//! are answered beforehand, by [`Window::will_answer`]; nothing else of the program is different from
//! what is shipped.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use driver::Driver;

mod driver;
mod home;
pub mod system;
pub mod traces;

pub use fantoccini::key;
pub use home::Home;

/// How long something on the screen may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

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

    /// Clicks what this selector finds first, as soon as it can be clicked and stands still: the driver
    /// aims first and clicks then, and a page that is still being filled moves under its hand.
    pub async fn click_css(&self, selector: &str) {
        let still = "const [selector, done] = arguments;
            const box = () => document.querySelector(selector)?.getBoundingClientRect();
            document.querySelector(selector)?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
            const before = box();
            setTimeout(() => {
                const now = box();
                done(before !== undefined && now !== undefined && before.top === now.top && before.left === now.left);
            }, 60);";
        self.until(&format!("{selector} can be clicked"), async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            if !element.is_enabled().await.ok()?
                || self.client.execute_async(still, vec![json!(selector)]).await.ok()? != json!(true)
            {
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
