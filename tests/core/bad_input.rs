//! What goes wrong on the way in, each with its plain line: nothing else is harmed by it.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use casebook::api::*;
use casebook_tests::{AnOffice, Imported, now};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn letter(subject: &str) -> String {
    format!("From: Ann Invented <ann@example.org>\nSubject: {subject}\n\nDear MP,\nwe wait: {subject}.\n")
}

/// What a receipt says of the file whose name ends like this.
fn line<'a>(imported: &'a Imported, ending: &str) -> &'a ReceiptLine {
    let found: Vec<_> = imported.lines.iter().filter(|line| line.path.ends_with(ending)).collect();
    assert_eq!(found.len(), 1, "one line for {ending}: {:?}", imported.lines);
    found[0]
}

fn skipped(imported: &Imported, ending: &str, why: &str) {
    let line = line(imported, ending);
    assert_eq!((line.outcome, line.story), (Outcome::Skipped, None), "{line:?}");
    assert!(line.note.contains(why), "{why:?} is said of {ending}: {}", line.note);
}

fn stored(imported: &Imported, ending: &str, why: &str) {
    let line = line(imported, ending);
    assert!(line.outcome == Outcome::Stored && line.story.is_some(), "{line:?}");
    assert!(line.note.contains(why), "{why:?} is said of {ending}: {}", line.note);
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a file");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// The same archive, saying that its files are encrypted.
fn with_password(mut archive: Vec<u8>) -> Vec<u8> {
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<_> = archive.windows(4).enumerate().filter(|(_, four)| four == signature).collect();
        let places: Vec<_> = places.into_iter().map(|(at, _)| at).collect();
        places.into_iter().for_each(|at| archive[at + flags] |= 1);
    }
    archive
}

/// A document since 2007 under a password: encrypted, in the container of before 2007.
fn document_with_password() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    for name in ["/EncryptionInfo", "/EncryptedPackage"] {
        let stream = file.create_stream(name).and_then(|mut stream| stream.write_all(&[7; 5000]));
        stream.expect("a stream");
    }
    file.into_inner().into_inner()
}

#[test]
fn what_is_locked_or_sealed_says_so_and_harms_nothing_beside_it() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Post");
    std::fs::create_dir(&folder).expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("written");
    put("0 good.eml", letter("first").as_bytes());
    put("locked.zip", &with_password(zipped(&[("in.eml", letter("locked").as_bytes())])));
    put("locked.docx", &document_with_password());
    put("locked.xlsx", &document_with_password());
    let sealed = "From: Ann Invented <ann@example.org>\nSubject: sealed\n";
    put(
        "smime.eml",
        format!(
            "{sealed}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
             Content-Transfer-Encoding: base64\n\nMIIB\n"
        )
        .as_bytes(),
    );
    put("pgp.eml", format!("{sealed}\n-----BEGIN PGP MESSAGE-----\n\nhQ\n").as_bytes());
    put("z good.eml", letter("last").as_bytes());
    let imported = office.import(std::slice::from_ref(&folder));
    let password = "protected with a password";
    skipped(&imported, "locked.zip, in.eml", password);
    skipped(&imported, "locked.docx", password);
    skipped(&imported, "locked.xlsx", password);
    stored(&imported, "smime.eml", "encrypted or sealed (S/MIME or PGP)");
    stored(&imported, "pgp.eml", "encrypted or sealed (S/MIME or PGP)");
    stored(&imported, "0 good.eml", "A new story.");
    stored(&imported, "z good.eml", "A new story.");
    assert_eq!((imported.stored, imported.skipped), (4, 3));
}

#[cfg(unix)]
#[test]
fn a_file_that_nobody_may_read_is_said_and_read_when_somebody_may() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Post");
    std::fs::create_dir(&folder).expect("a folder");
    let closed = folder.join("closed.eml");
    casebook_tests::nobody_may_read(&closed);
    std::fs::write(folder.join("open.eml"), letter("open")).expect("written");
    let imported = office.import(std::slice::from_ref(&folder));
    skipped(&imported, "closed.eml", "does not let you read it");
    stored(&imported, "open.eml", "A new story.");
    std::fs::remove_file(&closed).expect("ours");
    std::fs::write(&closed, letter("closed")).expect("written");
    let again: Receipt = office.must(Command::TryAgain(ReceiptId { receipt: imported.id }));
    assert_eq!((again.read, again.stored), (1, 1), "only that one");
}

/// A drive that goes away after the first letters.
struct Unplugs {
    from: PathBuf,
    to: PathBuf,
    gone: AtomicBool,
}

impl Progress for Unplugs {
    fn step(&self, _done: u32, _total: u32) {
        if !self.gone.swap(true, SeqCst) {
            std::fs::rename(&self.from, &self.to).expect("unplugged");
        }
    }
}

#[test]
fn a_drive_that_goes_away_in_the_middle_leaves_what_was_read_and_a_line_for_the_rest() {
    let office = AnOffice::new();
    let (folder, away) = (office.place.path().join("Drive"), office.place.path().join("unplugged"));
    std::fs::create_dir(&folder).expect("a folder");
    for number in 0..400 {
        let text = letter(&format!("invented matter number {number}"));
        std::fs::write(folder.join(format!("{number}.eml")), text).expect("written");
    }
    let drive = Unplugs { from: folder.clone(), to: away.clone(), gone: AtomicBool::new(false) };
    let command = Command::Import(Import { paths: vec![folder.display().to_string()] });
    let context = Context { now: now(), progress: &drive };
    let receipt = office.desk.run(command, &context).expect("it goes on to the end");
    let receipt: Receipt = serde_json::from_value(receipt).expect("a receipt");
    assert_eq!((receipt.read, receipt.cancelled), (400, false), "every file has its line");
    assert!(receipt.stored > 0 && receipt.skipped > 0, "{receipt:?}");
    assert_eq!(receipt.stored + receipt.skipped, 400);
    assert_eq!(receipt.again, receipt.skipped, "and may be read another time");
    let lines =
        ReceiptFilter { receipt: receipt.id, outcome: Some(Outcome::Skipped), ..ReceiptFilter::default() };
    let page: ReceiptPage = office.must(Command::ReceiptLines(lines));
    assert!(page.rows.iter().all(|line| line.note.contains("nothing here any more")), "{:?}", page.rows);

    std::fs::rename(&away, &folder).expect("plugged in");
    let again: Receipt = office.must(Command::TryAgain(ReceiptId { receipt: receipt.id }));
    assert_eq!((again.stored, again.duplicates, again.skipped), (receipt.skipped, 0, 0));
    assert_eq!(office.stories(StoryFilter::default()).total, 400, "each of them once");
}

#[test]
fn files_of_two_gigabytes_are_said_to_be_too_large_and_not_read_through() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Post");
    std::fs::create_dir(&folder).expect("a folder");
    // Nothing but a beginning: the rest takes no room on the disk.
    let beginnings: [(&str, &[u8]); 4] =
        [("empty", b""), ("letter.eml", b"Subject: x\n\nx"), ("scan.pdf", b"%PDF-1.7\n"), ("old.msg", OLE)];
    for (name, beginning) in beginnings {
        let mut file = std::fs::File::create(folder.join(name)).expect("a file");
        file.write_all(beginning).expect("written");
        file.set_len(2 << 30).expect("a file system with holes");
    }
    std::fs::write(folder.join("z good.eml"), letter("good")).expect("written");
    let imported = office.import(std::slice::from_ref(&folder));
    for (name, _) in beginnings {
        skipped(&imported, name, "This file is 2048 MB, and the most a letter can be is 50 MB.");
    }
    stored(&imported, "z good.eml", "A new story.");
}

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

#[test]
fn no_name_leads_anywhere_or_hides_what_it_is() {
    let names = [
        "../../escape.eml",
        "..\\..\\windows.eml",
        "/etc/rooted.eml",
        "nul\0led.eml",
        "😀 emoji.eml",
        "right\u{202e}lme.exe",
        "line\nbreak.eml",
    ];
    let office = AnOffice::new();
    let post = office.place.path().join("deep").join("deeper");
    std::fs::create_dir_all(&post).expect("a folder");
    let letters: Vec<String> =
        (0..).take(names.len()).map(|number| letter(&format!("matter {number}"))).collect();
    let files: Vec<_> = names.iter().zip(&letters).map(|(name, text)| (*name, text.as_bytes())).collect();
    std::fs::write(post.join("post.zip"), zipped(&files)).expect("written");
    let parts: String = names
        .iter()
        .map(|name| {
            let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''{name}\n\nx\n")
        })
        .collect();
    let head =
        "From: Ann Invented <ann@example.org>\nSubject: names\nContent-Type: multipart/mixed; boundary=b\n\n";
    let body = "--b\nContent-Type: text/plain\n\nWe send you these.\n";
    std::fs::write(post.join("names.eml"), format!("{head}{body}{parts}--b--\n")).expect("written");

    let before = everything(office.place.path());
    let imported = office.import(std::slice::from_ref(&post));
    assert_eq!(imported.stored as usize, names.len() + 1, "{:?}", imported.lines);
    let hides =
        |text: &str| text.chars().any(|letter| letter.is_control() || "\u{202e}\u{200f}".contains(letter));
    for line in &imported.lines {
        assert!(!line.path.contains("..") && !hides(&line.path), "{:?}", line.path);
    }
    assert!(imported.lines.iter().any(|line| line.path.ends_with("post.zip, 😀 emoji.eml")));
    let after = everything(office.place.path());
    assert_eq!(before, after, "nothing is unpacked onto the disk");

    let story = line(&imported, "names.eml").story.expect("a story");
    let view: StoryView = office.must(Command::Story(StoryId { story }));
    let letter = &view.letters[0];
    assert_eq!(letter.attachments.len(), names.len());
    for index in 0..names.len() {
        let index = u32::try_from(index).expect("a few");
        let look: AttachmentLook =
            office.must(Command::LookAtAttachment(AttachmentId { submission: letter.id, index }));
        assert!(!hides(&look.name) && !look.name.contains(['/', '\\']), "{:?}", look.name);
        assert!(!look.name.starts_with('.'), "{:?}", look.name);
    }
}

/// Every file outside the casebook.
fn everything(place: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(place).expect("there").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "casebook") {
            continue;
        }
        if path.is_dir() { files.extend(everything(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
