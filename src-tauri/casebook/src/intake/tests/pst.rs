//! Outlook's data files. Only Outlook makes real ones: those of mature parsers' own tests are read where
//! they lie beside the project. What none of them has is written here.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::made_pst::{Trap, Wanted, mailbox};
use crate::intake::{NotALetter, NotRead, Read, letters_in, letters_in_folders, mail_folders_in};
use crate::submission::Format;

fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/mail");
    let found = walkdir::WalkDir::new(folder).into_iter().flatten().find(|entry| entry.file_name() == name);
    if found.is_none() {
        println!("There is no {name} beside the project: nothing to try.");
    }
    found.map(walkdir::DirEntry::into_path)
}

fn said(read: &Read) -> Result<&str, &NotRead> {
    read.letter.as_ref().map(|(_, letter)| letter.subject.as_str())
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    file
}

#[test]
fn a_file_that_only_begins_like_a_mailbox_is_damaged() {
    let mut header = b"!BDN\0\0\0\0SM\x17\0\x13\0\x01\x01".to_vec();
    for size in [0, 100, 564, 5_000] {
        header.resize(16 + size, 0xa5);
        let file = written(&header);
        let read: Vec<_> = letters_in(file.path(), &Rc::default()).collect();
        assert_eq!(read.len(), 1, "one line for {size} bytes");
        assert_eq!(said(&read[0]), Err(&NotRead::Content(NotALetter::Damaged)));
        assert!(mail_folders_in(file.path()).is_some_and(|folders| folders.is_err()), "and no folders");
    }
    assert!(mail_folders_in(written(b"From: ann@example.org\n\nHello.").path()).is_none());
}

#[test]
fn a_mailbox_is_read_folder_by_folder() {
    let Some(path) = shared("testPST.pst") else { return };
    let mailbox = mail_folders_in(&path).expect("a data file").expect("that can be read");
    let held: u32 = mailbox.folders.iter().map(|folder| folder.letters).sum();
    println!("{mailbox:?}");
    assert!(!mailbox.locked && held > 0, "{mailbox:?}");
    let read: Vec<_> = letters_in(&path, &Rc::default()).collect();
    for read in &read {
        println!(
            "{} {:?} {}",
            read.inside,
            said(read),
            read.letter.as_ref().map_or(0, |(_, l)| l.text.len())
        );
    }
    let letters: Vec<_> = read.iter().filter_map(|read| read.letter.as_ref().ok()).collect();
    assert!(!letters.is_empty(), "there are letters in it");
    assert!(letters.iter().all(|(_, letter)| letter.format == Format::Pst));
    assert!(letters.iter().any(|(_, letter)| letter.text.len() > 20), "with words");
    assert_eq!(read.last().map(|last| last.left), Some(0), "and it says when it is at its end");
    let one = &mailbox.folders[0];
    let chosen: Vec<_> =
        letters_in_folders(&path, &Rc::default(), Some([one.path.to_uppercase()].into())).collect();
    assert_eq!(chosen.len() as u32, one.letters, "only the folder that was chosen, however it is written");
    let none: Vec<_> = letters_in_folders(&path, &Rc::default(), Some(["Nowhere".into()].into())).collect();
    assert_eq!(none.len(), 1, "a folder that is not there has its line");
    assert_eq!(said(&none[0]), Err(&NotRead::Content(NotALetter::EmptyPst)));
}

#[test]
fn every_kind_of_body_is_read() {
    let Some(path) = shared("testPST_variousBodyTypes.pst") else { return };
    let read: Vec<_> = letters_in(&path, &Rc::default()).collect();
    for read in &read {
        println!("{} {:?} {:?}", read.inside, said(read), read.letter.as_ref().map(|(_, l)| &l.text));
    }
    let words = read.iter().filter_map(|read| read.letter.as_ref().ok());
    assert!(words.clone().count() > 0 && words.clone().all(|(_, letter)| !letter.text.is_empty()));
}

#[test]
fn a_mailbox_without_letters_has_its_line() {
    let Some(path) = shared("Empty.pst") else { return };
    let read: Vec<_> = letters_in(&path, &Rc::default()).collect();
    assert_eq!(read.len(), 1);
    assert_eq!(said(&read[0]), Err(&NotRead::Content(NotALetter::EmptyPst)));
}

#[test]
fn a_damaged_mailbox_ends_in_lines_and_never_in_a_panic() {
    let Some(path) = shared("testPST_variousBodyTypes.pst") else { return };
    let whole = std::fs::read(path).expect("read");
    let mut random = 7_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for trial in 0..60 {
        let mut bytes = whole.clone();
        match trial % 3 {
            0 => bytes.truncate(next(whole.len())),
            1 => (0..200).for_each(|_| bytes[next(whole.len())] ^= 1 << (trial % 8)),
            _ => {
                let (from, to) = (next(whole.len() - 512), next(whole.len() - 512));
                bytes.copy_within(from..from + 512, to);
            }
        }
        for read in letters_in(written(&bytes).path(), &Rc::default()) {
            if let Err(why) = read.letter {
                assert!(why.to_string().ends_with('.'), "a sentence: {why}");
            }
        }
    }
}

#[test]
fn a_letter_in_a_letter_in_a_mailbox_comes_with_what_is_attached_to_it() {
    for ansi in [false, true] {
        let file = written(&mailbox(Wanted { ansi, ..Wanted::default() }));
        let folders = mail_folders_in(file.path()).expect("a data file").expect("that can be read");
        let shown: Vec<_> = folders.folders.iter().map(|one| (one.path.as_str(), one.letters)).collect();
        assert_eq!((shown, folders.locked), (vec![("Inbox", 1)], false), "ansi {ansi}");
        let read: Vec<_> = letters_in(file.path(), &Rc::default()).collect();
        let [Read { inside, letter: Ok((_, letter)), left: 0 }] = &read[..] else { panic!("{read:?}") };
        assert_eq!((inside.as_str(), letter.subject.as_str()), ("Inbox, letter 1", "Waiting for a plan"));
        let from = letter.from.as_ref().expect("a sender");
        assert_eq!(
            (from.name.as_deref(), from.email.as_deref()),
            (Some("Zoë Invented"), Some("zoe@example.org"))
        );
        assert!(letter.text.contains("Zoë’s plan is a year late."), "its own words: {}", letter.text);
        assert!(letter.text.contains("She may not come back."), "those of the letter in it: {}", letter.text);
        let attached: Vec<_> =
            letter.attachments.iter().map(|one| (one.name.as_deref(), one.bytes)).collect();
        assert_eq!(attached, [(Some("report.txt"), 9)], "and what came with that");
        assert_eq!(letter.sent.map(|sent| sent.to_rfc3339()).as_deref(), Some("2024-09-02T10:00:00+00:00"));
    }
}

#[test]
fn a_password_on_a_mailbox_keeps_nobody_out_and_the_receipt_says_so() {
    for ansi in [false, true] {
        let file = written(&mailbox(Wanted { ansi, password: 0x1234_5678, ..Wanted::default() }));
        assert!(mail_folders_in(file.path()).is_some_and(|folders| folders.is_ok_and(|found| found.locked)));
        let read: Vec<_> = letters_in(file.path(), &Rc::default()).collect();
        assert_eq!(read.len(), 2, "a line of its own, and the letter");
        assert_eq!(said(&read[0]), Err(&NotRead::Content(NotALetter::PstPassword)));
        assert_eq!(said(&read[1]), Ok("Waiting for a plan"));
    }
}

#[test]
fn a_mailbox_that_points_into_itself_comes_to_an_end() {
    for ansi in [false, true] {
        for trap in [Trap::Pages, Trap::Blocks, Trap::Nodes] {
            let file = written(&mailbox(Wanted { ansi, trap: Some(trap), ..Wanted::default() }));
            let read: Vec<_> = letters_in(file.path(), &Rc::default()).collect();
            assert_eq!(read.len(), 1, "{trap:?}, ansi {ansi}");
            assert_eq!(said(&read[0]), Err(&NotRead::Content(NotALetter::Damaged)), "{trap:?}");
        }
        let file = written(&mailbox(Wanted { ansi, trap: Some(Trap::Message), ..Wanted::default() }));
        let read: Vec<_> = letters_in(file.path(), &Rc::default()).collect();
        assert_eq!((read.len(), said(&read[0])), (1, Ok("Waiting for a plan")), "so far as letters go");
    }
}

#[test]
fn outlooks_copy_of_a_mailbox_on_a_server_says_what_to_do() {
    let mut copy = mailbox(Wanted::default());
    copy[8..10].copy_from_slice(b"SO");
    let mut newer = mailbox(Wanted::default());
    newer[10] = 36;
    for bytes in [copy, newer] {
        let read: Vec<_> = letters_in(written(&bytes).path(), &Rc::default()).collect();
        assert_eq!((read.len(), said(&read[0])), (1, Err(&NotRead::Content(NotALetter::OutlookCopy))));
    }
}
