//! A working day on the command line, and then a search for anything a family wrote: in the
//! casebook's folder, in the temporary and home folders, and in what was said along the way.

use std::path::{Path, PathBuf};
use std::process::Command;

use aho_corasick::AhoCorasick;
use casebook::intake;
use casebook_tests::{PASSPHRASE, sample_letters, samples};
use serde_json::Value;

use crate::tally::{Plan, Tally};

const WHAT: &str = "a working day searched for plaintext";
const FOUND: &str = "plaintext markers";

/// Words that are in one invented letter and nowhere else.
const PLANTED: [&str; 6] = [
    "Quillon Marbletoft",
    "quillon.marbletoft@example.org",
    "Zebrastone Crescent",
    "pterodactyl-shaped lunchbox",
    "Overdue plan for Ossifrage",
    "ossifrage-diagnosis.pdf",
];

fn letter() -> String {
    let [name, email, street, words, subject, file] = PLANTED;
    format!(
        "From: {name} <{email}>\r\nSubject: {subject}\r\nMessage-ID: <planted@example.org>\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         We live in {street} in Hertfordshire. The plan is late and nobody answers about the {words}.\r\n\
         --b\r\nContent-Type: application/pdf; name={file}\r\n\r\n{words} {words}\r\n--b--\r\n"
    )
}

/// Each marker as it might lie about: as it is, in small letters, in UTF-16, in base64 at each of
/// the three places a byte can have.
fn forms(marker: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms = vec![marker.into(), marker.to_lowercase().into(), utf16];
    for shift in 0..3 {
        let padded = [vec![b' '; shift], marker.into()].concat();
        let coded = base64(&padded);
        // The first and last groups depend on what stands beside it.
        forms.push(coded.as_bytes()[4..coded.len() - 4].to_vec());
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).flat_map(|group| {
        let number = (0..3).fold(0_usize, |sum, at| sum << 8 | usize::from(*group.get(at).unwrap_or(&0)));
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[number >> shift & 63]))
    });
    groups.collect()
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, into),
            path => into.push(path),
        }
    }
}

/// The command line, which is built beside this program.
fn command_line() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok()?.with_file_name("casebook");
    beside.is_file().then_some(beside)
}

struct Day<'a> {
    program: &'a Path,
    place: &'a Path,
    said: Vec<(String, Vec<u8>)>,
}

impl Day<'_> {
    fn folder(&self) -> String {
        self.place.join("kept/Office.casebook").display().to_string()
    }

    /// Does a job that must work; keeps what it said, but for answers that are meant to be read.
    fn does(&mut self, words: &[&str], keep_answer: bool) -> Vec<u8> {
        let output = Command::new(self.program)
            .args(words)
            .arg("--passphrase-file")
            .arg(self.place.join("passphrase"))
            .env("TMPDIR", self.place.join("kept/tmp"))
            .env("HOME", self.place.join("kept/home"))
            .env("XDG_CACHE_HOME", self.place.join("kept/home/cache"))
            .env("RUST_BACKTRACE", "1")
            .current_dir(self.place.join("kept"))
            .output()
            .expect("the command line runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        self.said.push((format!("standard error of {}", words[0]), output.stderr));
        if keep_answer {
            self.said.push((format!("standard output of {}", words[0]), output.stdout.clone()));
        }
        output.stdout
    }

    /// Whether the command line has this job.
    fn knows(&self, job: &str) -> bool {
        let help = Command::new(self.program).args([job, "--help"]).output();
        help.is_ok_and(|output| output.status.success())
    }

    fn passes(&mut self) {
        let folder = self.folder();
        let mail = self.place.join("post").display().to_string();
        self.does(&["create", &folder, "--mp", "Alex Hale MP", "--staff", "Jo Tester"], true);
        self.does(&["import", &folder, &mail, &samples().display().to_string()], true);
        self.does(&["accept", &folder], true);
        let stories = self.does(&["stories", &folder, "--json"], false);
        let stories: Value = serde_json::from_slice(&stories).expect("JSON");
        let stories = stories["stories"].as_array().expect("stories");
        let planted = stories.iter().find(|story| story["subject"] == PLANTED[4]).expect("the letter");
        let id = planted["id"].as_str().expect("an id").to_owned();
        let on = ["--on", "2024-09-01", "--how", "phone call"];
        self.does(&[&["consent", &folder, "--story", &id, "--level", "named"], &on[..]].concat(), true);
        self.does(&["stories", &folder, "--search", "pterodactyl"], false);
        self.does(&["group", &folder], true);
        let out = self.place.join("out.pdf").display().to_string();
        let brief = ["--title", "SEND provision", "--date", "2024-09-04", "--minutes", "30", "--out", &out];
        self.does(&[&["brief", &folder], &brief[..]].concat(), true);
        self.does(&["check", &folder], true);
        // What is asked to be read aloud is not searched; what it leaves behind is.
        for (job, keep_answer) in [("backup", true), ("slots", true), ("audit", false)] {
            if self.knows(job) {
                self.does(&[job, &folder], keep_answer);
            }
        }
    }
}

/// Works for a day, then searches.
pub(crate) fn day(plan: &Plan) -> Tally {
    let Some(program) = command_line() else {
        return Tally::skipped(WHAT, "the command line is not built; `cargo build --workspace` builds it");
    };
    let plan = Plan { trials: Some(1), ..plan.clone() };
    let mut measure = String::new();
    let mut tally = plan.tried(WHAT, (1, 1), &[FOUND], |trial| {
        let place = tempfile::tempdir().expect("a temporary folder");
        for folder in ["post", "kept/tmp", "kept/home/cache"] {
            std::fs::create_dir_all(place.path().join(folder)).expect("a folder");
        }
        std::fs::write(place.path().join("passphrase"), PASSPHRASE).expect("written");
        std::fs::write(place.path().join("post/planted.eml"), letter()).expect("written");
        let mut day = Day { program: &program, place: place.path(), said: Vec::new() };
        day.passes();
        let planted = PLANTED.iter().chain([&PASSPHRASE]).flat_map(|marker| forms(marker));
        let planted = AhoCorasick::new(planted).expect("markers");
        let coded = base64(format!("Dear office, {}, yours", PLANTED[3]).as_bytes());
        assert!(planted.is_match(letter().as_bytes()) && planted.is_match(&coded), "a leak would be found");
        let words = AhoCorasick::new(sample_words()).expect("words");
        let mut kept = Vec::new();
        files(&place.path().join("kept"), &mut kept);
        let (mut count, mut bytes) = (0_usize, 0);
        for path in &kept {
            let held = std::fs::read(path).expect("a file can be read");
            bytes += held.len();
            count += 1;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if planted.is_match(&held) || words.is_match(&held) {
                trial.wrong(FOUND, format!("in {name}"));
            }
        }
        for (what, said) in &day.said {
            if planted.is_match(said) {
                trial.wrong(FOUND, format!("in {what}"));
            }
        }
        measure = format!(
            "{} markers in {count} files of {} KB and {} outputs",
            planted.patterns_len() + words.patterns_len(),
            bytes / 1024,
            day.said.len()
        );
    });
    tally.measure(measure);
    tally
}

/// Every longer word and address of the sample letters.
fn sample_words() -> Vec<String> {
    let letters = sample_letters().into_iter().filter_map(|path| std::fs::read(path).ok());
    let letters = letters.filter_map(|bytes| intake::read_letter(&bytes).ok());
    let words = letters.flat_map(|letter| {
        let email = letter.from.and_then(|from| from.email);
        let words = letter.text.split_whitespace().map(str::to_owned).chain(email);
        words.filter(|word| word.len() > 8).collect::<Vec<_>>()
    });
    words.collect()
}
