//! The house rules, held: who may name what.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Files of the core that name something, apart from comments, as paths below `src`.
fn naming(words: &[&str]) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/casebook/src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let names = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a source file");
        let mut code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        code.any(|line| words.iter().any(|word| line.contains(word)))
    };
    let below = |path: &PathBuf| path.strip_prefix(&src).expect("below src").display().to_string();
    files.iter().filter(|path| names(path)).map(below).collect()
}

fn assert_only(words: &[&str], rooms: &[&str]) {
    let found = naming(words);
    assert!(!found.is_empty(), "nothing names {words:?} any more: this rule is about nothing");
    for file in found {
        assert!(
            rooms.iter().any(|room| file.starts_with(room)),
            "{file} names {words:?}; that belongs in {rooms:?}"
        );
    }
}

#[test]
fn only_the_store_speaks_sql() {
    // `error.rs` does not: the store turns its own errors into sentences.
    assert_only(&["rusqlite"], &["store/"]);
}

#[test]
fn only_the_intake_names_mail_parsers() {
    assert_only(
        &[
            "mail_parser",
            "html5gum",
            "ammonia",
            "html5ever",
            "cfb::",
            "compressed_rtf",
            "quick_xml",
            "zip::",
            "calamine",
            "outlook_pst",
        ],
        &["intake/"],
    );
}

#[test]
fn only_one_file_asks_which_language() {
    assert_only(&["whatlang"], &["reading/language.rs"]);
}

#[test]
fn only_one_room_paints_pdf() {
    assert_only(&["printpdf"], &["briefing/pdf"]);
    assert_only(&["lopdf"], &["briefing/pdf", "intake/document/pdf", "intake/tests/documents"]);
}

#[test]
fn the_core_has_no_clock_and_no_network() {
    let found = naming(&["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "std::net", "tauri"]);
    // A room's own tests may look at a watch.
    let found: Vec<_> = found.into_iter().filter(|file| !file.contains("tests")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_domain_knows_nothing_of_the_rooms_above_it() {
    for file in naming(&["crate::store", "crate::api"]) {
        // `entrances.rs` names what is in every room, for the fuzzing; nothing that is shipped has it.
        let above = ["api/", "store/", "entrances.rs"].iter().any(|room| file.starts_with(room));
        assert!(above, "{file} reaches up into a room above it");
    }
}
