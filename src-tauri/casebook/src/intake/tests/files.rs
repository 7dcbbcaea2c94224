//! Finding and opening files.

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use super::super::{LARGEST_FILE, Letter, NotALetter, NotRead, ReadProblem, find_files, letters_in};

/// The one letter in a file.
fn read_file(path: &std::path::Path) -> Result<(Vec<u8>, Letter), NotRead> {
    let mut letters = letters_in(path, &Rc::default());
    let letter = letters.next().expect("no file goes without a line");
    assert!(letters.next().is_none(), "one file, one letter");
    assert_eq!(letter.inside, "", "the file as a whole");
    letter.letter
}

const MAIL: &str = "Subject: x\n\nHelp.";

#[test]
fn folders_are_walked_in_natural_order_and_nothing_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("b/deep")).expect("folders");
    for name in ["Letter 10.eml", "letter 2.eml", ".DS_Store", "b/deep/1", "a"] {
        fs::write(at(name), MAIL).expect("a file");
    }
    let missing = at("gone.eml");
    let lines: Vec<String> = find_files(&[folder.path().to_owned(), missing])
        .map(|line| match line {
            Ok(found) => found.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            Err(skipped) => format!("{:?}", skipped.why),
        })
        .collect();
    assert_eq!(lines, ["Housekeeping", "a", "1", "letter 2.eml", "Letter 10.eml", "Missing"]);
}

#[cfg(unix)]
#[test]
fn a_folder_inside_itself_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("1.eml"), MAIL).expect("a file");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).expect("a link");
    let lines: Vec<_> = find_files(&[folder.path().to_owned()]).map(|line| line.map_err(|s| s.why)).collect();
    assert_eq!(lines.len(), 2, "the file and the loop, once each");
    assert!(lines.contains(&Err(ReadProblem::Loop)), "the loop is said");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_without_waiting_for_it() {
    let socket = tempfile::tempdir().expect("a folder");
    let path = socket.path().join("s");
    let _listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    for path in [path.clone(), PathBuf::from("/dev/null")] {
        assert_eq!(read_file(&path).err(), Some(NotRead::File(ReadProblem::NotAFile)), "{path:?}");
    }
    let found: Vec<_> = find_files(&[path]).map(|line| line.map_err(|s| s.why)).collect();
    assert_eq!(found, [Err(ReadProblem::NotAFile)]);
}

#[test]
fn a_large_file_is_refused_before_it_is_read() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    // Sparse: it takes no room on the disk.
    file.as_file().set_len(LARGEST_FILE + 1).expect("a length");
    let refused = read_file(file.path()).err();
    assert_eq!(refused, Some(NotRead::Content(NotALetter::TooLarge { bytes: LARGEST_FILE + 1 })));
    assert!(refused.is_some_and(|why| why.to_string().contains("51 MB")), "the size is said");
}

#[test]
fn a_letter_comes_with_its_bytes() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), MAIL).expect("written");
    let (bytes, letter) = read_file(file.path()).expect("a letter");
    assert_eq!((bytes.as_slice(), letter.text.as_str()), (MAIL.as_bytes(), "Help."));
}
