//! An office to test in: a desk, a casebook in a folder of its own, and a fixed day.

pub mod post;

use std::path::{Path, PathBuf};

use casebook::api::{
    AcceptOffers, Accepted, Code, Command, ConsentRecorded, Context, Desk, Import, NewCasebook,
    NewSubmission, NoProgress, OpenCasebook, Opened, Problem, Receipt, ReceiptFilter, ReceiptLine,
    ReceiptPage, RecordConsent, StoryFilter, StoryId, StoryPage, StoryView,
};
use casebook::consent::ConsentLevel;
use casebook::office::Office;
use casebook::submission::Channel;
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// What opens every test's casebook.
pub const PASSPHRASE: &str = "four invented words here";

/// The moment at which every test happens: 3 September 2024, 09:30.
///
/// # Panics
/// Never: the moment exists.
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 9, 3, 9, 30, 0).single().expect("the moment exists")
}

/// Today, in every test.
#[must_use]
pub fn today() -> NaiveDate {
    now().date_naive()
}

/// The sample letters' folder.
#[must_use]
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/casebook/samples")
}

/// Every sample letter's path, in order.
#[must_use]
pub fn sample_letters() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(samples()).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    paths.sort();
    paths
}

/// Puts a file here that this computer lets nobody read.
///
/// # Panics
/// When there is no way to do so: as root on a system without `/sys`.
#[cfg(unix)]
pub fn nobody_may_read(path: &Path) {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    std::fs::write(path, "no letter").expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o0)).expect("ours");
    if std::fs::File::open(path).is_ok() {
        // Root reads everything, but not what is only there to be written.
        std::fs::remove_file(path).expect("ours");
        symlink("/sys/bus/cpu/drivers_probe", path).expect("a link");
    }
    let refused = std::fs::File::open(path).expect_err("nobody may read it");
    assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
}

/// What an import did, with all its lines.
#[derive(Debug, PartialEq)]
pub struct Imported {
    /// In sum.
    pub receipt: Receipt,
    /// Line by line.
    pub lines: Vec<ReceiptLine>,
}

impl std::ops::Deref for Imported {
    type Target = Receipt;

    fn deref(&self) -> &Receipt {
        &self.receipt
    }
}

/// A desk with a fresh casebook on it.
pub struct AnOffice {
    /// The desk.
    pub desk: Desk,
    /// The casebook's folder.
    pub folder: PathBuf,
    /// Everything the test writes is in here, and goes with it.
    pub place: tempfile::TempDir,
}

impl Default for AnOffice {
    fn default() -> Self {
        Self::new()
    }
}

impl AnOffice {
    /// A desk with a fresh casebook on it.
    ///
    /// # Panics
    /// When the casebook cannot be made: nothing can be tested then.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Desk::new())
    }

    /// A fresh casebook on this desk.
    ///
    /// # Panics
    /// When the casebook cannot be made.
    #[must_use]
    pub fn at(desk: Desk) -> Self {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("Test.casebook");
        let office = Self { desk, folder, place };
        office
            .ask::<Opened>(Command::CreateCasebook(NewCasebook {
                folder: office.folder.display().to_string(),
                passphrase: PASSPHRASE.into(),
                office: Office { mp: "Alex Hale MP".into(), ..Office::default() },
                staff: "Jo Tester".into(),
                recovery: false,
            }))
            .expect("a casebook can be made");
        office
    }

    /// A desk whose casebook holds the sample letters.
    ///
    /// # Panics
    /// When they cannot be imported.
    #[must_use]
    pub fn with_samples() -> Self {
        let office = Self::new();
        office.import(&[samples()]);
        office
    }

    /// Asks the desk to do something.
    ///
    /// # Errors
    /// The desk's own problem.
    ///
    /// # Panics
    /// When the answer is not of the type that was promised.
    pub fn ask<T: DeserializeOwned>(&self, command: Command) -> Result<T, Problem> {
        self.ask_at(command, now())
    }

    /// Asks the desk to do something at another time.
    ///
    /// # Errors
    /// The desk's own problem.
    ///
    /// # Panics
    /// When the answer is not of the type that was promised.
    pub fn ask_at<T: DeserializeOwned>(&self, command: Command, now: DateTime<Utc>) -> Result<T, Problem> {
        let answer = self.desk.run(command, &Context { now, progress: &NoProgress })?;
        Ok(serde_json::from_value(answer).expect("the answer has the promised type"))
    }

    /// Does something that must work.
    ///
    /// # Panics
    /// When it does not.
    pub fn must<T: DeserializeOwned>(&self, command: Command) -> T {
        match self.ask(command) {
            Ok(answer) => answer,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// Opens the casebook again, as after a restart.
    ///
    /// # Errors
    /// The desk's own problem.
    pub fn reopen(&self) -> Result<Opened, Problem> {
        self.desk.lock();
        self.open_with(PASSPHRASE)
    }

    /// Opens the casebook with some passphrase.
    ///
    /// # Errors
    /// The desk's own problem.
    pub fn open_with(&self, passphrase: &str) -> Result<Opened, Problem> {
        let folder = self.folder.display().to_string();
        self.ask(Command::OpenCasebook(OpenCasebook { folder, passphrase: passphrase.into() }))
    }

    /// Imports files and folders.
    ///
    /// # Panics
    /// When the import fails as a whole.
    pub fn import(&self, paths: &[PathBuf]) -> Imported {
        let paths = paths.iter().map(|path| path.display().to_string()).collect();
        self.with_lines(self.must(Command::Import(Import { paths })))
    }

    /// A receipt with all its lines.
    ///
    /// # Panics
    /// When they cannot be read.
    pub fn with_lines(&self, receipt: Receipt) -> Imported {
        let mut lines = Vec::new();
        while lines.len() < receipt.read as usize {
            let offset = u32::try_from(lines.len()).expect("fewer than that");
            let filter =
                ReceiptFilter { receipt: receipt.id, offset, limit: 1000, ..ReceiptFilter::default() };
            lines.extend(self.must::<ReceiptPage>(Command::ReceiptLines(filter)).rows);
        }
        Imported { receipt, lines }
    }

    /// Writes a file and imports it.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn import_bytes(&self, name: &str, bytes: &[u8]) -> Imported {
        let path = self.place.path().join(name);
        std::fs::write(&path, bytes).expect("a file can be written");
        self.import(&[path])
    }

    /// Files every waiting story as offered.
    pub fn accept_everything(&self) -> Accepted {
        self.must(Command::AcceptOffers(AcceptOffers { stories: Vec::new() }))
    }

    /// All stories that match.
    pub fn stories(&self, filter: StoryFilter) -> StoryPage {
        self.must(Command::Stories(StoryFilter { limit: u32::MAX, ..filter }))
    }

    /// One story in full.
    pub fn story(&self, story: Uuid) -> StoryView {
        self.must(Command::Story(StoryId { story }))
    }

    /// Records consent, given today by email.
    ///
    /// # Errors
    /// The desk's own problem.
    pub fn consent(&self, story: Uuid, level: ConsentLevel) -> Result<ConsentRecorded, Problem> {
        let (on, how, withdrawal) = (today(), "by email".to_owned(), false);
        self.ask(Command::RecordConsent(RecordConsent { story, level, on, how, withdrawal }))
    }

    /// Logs a letter from an invented person.
    pub fn a_letter(&self, name: &str, text: &str) -> Uuid {
        let new = NewSubmission {
            channel: Channel::Letter,
            received: today(),
            name: name.into(),
            email: String::new(),
            postcode: String::new(),
            subject: format!("A letter from {name}"),
            text: text.into(),
        };
        self.must::<StoryId>(Command::LogSubmission(new)).story
    }
}

/// Asserts that something was refused in this way.
///
/// # Panics
/// When it was not.
pub fn assert_refused<T: std::fmt::Debug>(result: Result<T, Problem>, code: Code) -> Problem {
    match result {
        Ok(answer) => panic!("this should have been refused, but the answer is {answer:?}"),
        Err(problem) => {
            assert_eq!(problem.code, code, "refused for the wrong reason: {problem}");
            assert!(!problem.remedy.is_empty(), "a problem says what to do: {problem}");
            problem
        }
    }
}

/// The words on a PDF's pages, as any other program would read them.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn words_in(pdf: &Path) -> String {
    let text =
        std::process::Command::new("pdftotext").arg(pdf).arg("-").output().expect("pdftotext is installed");
    assert!(text.status.success(), "the PDF can be read");
    String::from_utf8_lossy(&text.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}
