//! Casebooks to torture: quick to open, easy to copy, and easy to compare.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use casebook::api::{Checked, Command, Desk, Nothing, Problem, StoryFilter};
use casebook_tests::{AnOffice, PASSPHRASE, samples};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

/// The file everything is in.
pub(crate) const DATABASE: &str = "casebook.db";
/// Its write-ahead log.
pub(crate) const LOG: &str = "casebook.db-wal";

/// A folder's files, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The kept casebook of the first shape.
pub(crate) fn first_shape() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shape-1.casebook")
}

/// A folder's files, but for the lock, which is held and not read, and what says who holds it.
pub(crate) fn contents(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let ours = |name: &std::ffi::OsStr| name == "lock" || name == "holder";
    let kept = entries.filter(|entry| entry.path().is_file() && !ours(&entry.file_name()));
    let files = kept.map(|entry| {
        let bytes = std::fs::read(entry.path()).expect("a file can be read");
        (entry.file_name().to_string_lossy().into_owned(), bytes)
    });
    files.collect()
}

/// Writes files into a folder.
pub(crate) fn put(folder: &Path, files: &Files) {
    std::fs::create_dir_all(folder).expect("a folder");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
}

/// An office with these files as its casebook, not yet opened.
pub(crate) fn office_with(files: &Files) -> AnOffice {
    office_in(&std::env::temp_dir(), files)
}

/// The same, on this disk.
pub(crate) fn office_in(disk: &Path, files: &Files) -> AnOffice {
    let place = tempfile::tempdir_in(disk).expect("a temporary folder");
    let folder = place.path().join("Test.casebook");
    put(&folder, files);
    AnOffice { desk: Desk::new(), folder, place }
}

/// The key of a slot: what Argon2id makes of the passphrase at the slot's cost.
fn slot_cipher(kdf: &Value) -> XChaCha20Poly1305 {
    let cost = |name: &str| u32::try_from(kdf[name].as_u64().expect("a cost")).expect("a small one");
    let params = Params::new(cost("memory_kib"), cost("passes"), cost("lanes"), Some(32)).expect("a cost");
    let salt = hex::decode(kdf["salt"].as_str().expect("a salt")).expect("hex");
    let mut key = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(PASSPHRASE.as_bytes(), &salt, &mut key)
        .expect("a key");
    XChaCha20Poly1305::new(&key.into())
}

/// What a slot of the first format is bound to.
fn bound_to(casebook: &str, slot: &Value) -> String {
    let kdf = &slot["kdf"];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    format!(
        "{casebook}/{}/{}/{}/{}/{}/{}",
        text(&slot["id"]),
        text(&kdf["name"]),
        kdf["memory_kib"],
        kdf["passes"],
        kdf["lanes"],
        text(&kdf["salt"]),
    )
}

/// The first shape's files with a slot that costs next to nothing, and the data key in it: a
/// thousand trials of what lies behind the lock need not wait for it. The lock has its own.
pub(crate) fn quick_slot() -> (Files, Vec<u8>) {
    let mut files = contents(&first_shape());
    let mut keys: Value = serde_json::from_slice(&files["keys.json"]).expect("key slots");
    let casebook = keys["casebook"].as_str().expect("an id").to_owned();
    let slot = &mut keys["slots"][0];
    let bytes = |value: &Value| hex::decode(value.as_str().expect("hex")).expect("hex");
    let nonce = XNonce::from(<[u8; 24]>::try_from(bytes(&slot["nonce"])).expect("a nonce"));
    let (wrapped, bound) = (bytes(&slot["wrapped"]), bound_to(&casebook, slot));
    let sealed = Payload { msg: &wrapped, aad: bound.as_bytes() };
    let key = slot_cipher(&slot["kdf"]).decrypt(&nonce, sealed).expect("the passphrase opens it");
    slot["kdf"]["memory_kib"] = json!(8);
    slot["kdf"]["passes"] = json!(1);
    let bound = bound_to(&casebook, slot);
    let open = Payload { msg: &key, aad: bound.as_bytes() };
    let wrapped = slot_cipher(&slot["kdf"]).encrypt(&nonce, open).expect("wrapped");
    slot["wrapped"] = json!(hex::encode(wrapped));
    files.insert("keys.json".into(), serde_json::to_vec_pretty(&keys).expect("json"));
    (files, key)
}

/// The raw key of the database, from the data key.
pub(crate) fn database_key(data_key: &[u8]) -> String {
    let mut key = [0_u8; 32];
    Hkdf::<Sha256>::new(None, data_key).expand(b"send-casebook database v1", &mut key).expect("a key");
    hex::encode(key)
}

/// A quick casebook of the newest shape, closed: a handful of stories, or the sample letters too.
pub(crate) fn quick_casebook(with_samples: bool) -> Files {
    let office = office_with(&quick_slot().0);
    office.open_with(PASSPHRASE).expect("the kept casebook opens");
    if with_samples {
        office.import(&[samples()]);
        office.accept_everything();
    }
    office.desk.lock();
    contents(&office.folder)
}

/// Letters that differ, one file each, in order; every eighth with a large attachment.
pub(crate) fn post(folder: &Path, count: u32) {
    std::fs::create_dir_all(folder).expect("a folder");
    for number in 0..count {
        let attachment = if number % 8 == 0 {
            format!("\r\n--b\r\nContent-Type: application/pdf\r\n\r\n{}", "report ".repeat(4_000))
        } else {
            String::new()
        };
        let letter = format!(
            "From: Family {number} <family{number}@example.org>\r\nSubject: Letter {number:05}\r\n\
             Message-ID: <{number}@example.org>\r\nDate: Mon, 2 Sep 2024 09:00:00 +0000\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             We have waited {number} days. Only here: tell{number:05}tale.{attachment}\r\n--b--\r\n"
        );
        std::fs::write(folder.join(format!("{number:05}.eml")), letter).expect("written");
    }
}

/// Blanks ids: they differ from one doing of the same thing to the next.
fn without_ids(value: &mut Value) {
    match value {
        Value::String(text) if Uuid::parse_str(text).is_ok() => text.clear(),
        Value::Array(values) => values.iter_mut().for_each(without_ids),
        Value::Object(fields) => fields.values_mut().for_each(without_ids),
        _ => {}
    }
}

/// Everything a caseworker can see of every story, without ids.
pub(crate) fn everything_seen(office: &AnOffice) -> Result<Vec<Value>, Problem> {
    let filter = StoryFilter { limit: u32::MAX, ..StoryFilter::default() };
    let mut page: casebook::api::StoryPage = office.ask(Command::Stories(filter))?;
    page.rows.sort_by(|a, b| (&a.subject, &a.from).cmp(&(&b.subject, &b.from)));
    let seen = page.rows.iter().map(|row| {
        let mut story: Value = office.ask(Command::Story(casebook::api::StoryId { story: row.id }))?;
        without_ids(&mut story);
        Ok(story)
    });
    seen.collect()
}

/// How a casebook was found after something was done to it.
pub(crate) enum Found {
    /// It does not open, and says why.
    Refused(Problem),
    /// It opens, and says at once that something is wrong.
    Told(Vec<String>),
    /// It opens without a word, and the check finds something.
    ByCheck(String),
    /// It opens, and the check finds nothing.
    Sound,
}

/// Opens a casebook and checks it.
pub(crate) fn examine(office: &AnOffice) -> Found {
    match office.open_with(PASSPHRASE) {
        Err(problem) => Found::Refused(problem),
        Ok(opened) if !opened.notices.is_empty() => Found::Told(opened.notices),
        Ok(_) => match office.ask::<Checked>(Command::Check(Nothing {})) {
            Err(problem) => Found::ByCheck(problem.to_string()),
            Ok(checked) if !checked.findings.is_empty() => Found::ByCheck(checked.findings.join(" ")),
            Ok(_) => Found::Sound,
        },
    }
}

/// Whether words are fit for a caseworker: something to do, and none of the machine's own.
pub(crate) fn plain(words: &str) -> bool {
    let jargon = ["sqlite", "sql", "malformed", "hmac", "errno", "os error", "panicked", "utf-8", "serde"];
    let lower = words.to_lowercase();
    words.split_whitespace().count() > 5 && !jargon.iter().any(|word| lower.contains(word))
}
