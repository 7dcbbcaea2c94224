//! Attachments on their way out: their names, their bytes, their warnings.

use proptest::prelude::*;

use super::super::{Danger, attached, read_letter, safe_name};

#[test]
fn a_name_is_safe_on_every_system_and_hides_nothing() {
    for (name, safe) in [
        ("Report, final.pdf", "Report, final.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\plan.docx", "plan.docx"),
        ("invoice.pdf.exe", "invoice.pdf.exe"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
        ("invoice.pdf\0.exe", "invoice.pdf .exe"),
        ("a\r\nb.txt", "a b.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("com¹.pdf", "_com¹.pdf"),
        ("console.txt", "console.txt"),
        ("what?.pdf", "what .pdf"),
        (".bashrc", "bashrc"),
        ("trailing. . ", "trailing"),
        ("-rf", "rf"),
        ("école 👩\u{200d}👧 schön.jpg", "école 👩\u{200d}👧 schön.jpg"),
        ("", "Attachment.pdf"),
        ("...", "Attachment.pdf"),
    ] {
        assert_eq!(safe_name(name, "application/pdf"), safe, "{name:?}");
    }
    let long = safe_name(&format!("{}.pdf.exe", "long ".repeat(100)), "");
    assert!(long.chars().count() <= 100 && long.ends_with(".exe"), "the last ending stays in sight: {long}");
}

fn with(name: &str, body: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    format!(
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the file.\n\
         --b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n{}\n--b--\n",
        base64::engine::general_purpose::STANDARD.encode(body)
    )
    .into_bytes()
}

#[test]
fn what_could_do_harm_is_told_by_its_name_and_by_its_bytes() {
    let mut disk = vec![0; 0x8001];
    disk.extend_from_slice(b"CD001");
    let macros = b"PK\x03\x04 word/vbaProject.bin".to_vec();
    for (name, bytes, danger) in [
        ("plan.pdf", b"%PDF-1.7".to_vec(), None),
        ("plan.docx", b"PK\x03\x04 word/document.xml".to_vec(), None),
        ("photo.jpg", b"\xff\xd8\xff".to_vec(), None),
        ("plan.pdf.exe", b"x".to_vec(), Some(Danger::Program)),
        ("plan.pdf", b"MZ\x90".to_vec(), Some(Danger::Program)),
        ("notes.txt", b"#!/bin/sh\n".to_vec(), Some(Danger::Program)),
        ("photo.jpg", b"\x7fELF".to_vec(), Some(Danger::Program)),
        ("photo.jpg", b"\x4c\0\0\0\x01\x14\x02\0".to_vec(), Some(Danger::Program)),
        ("papers.img", b"x".to_vec(), Some(Danger::Program)),
        ("papers.dat", disk, Some(Danger::Program)),
        ("letter.js", b"x".to_vec(), Some(Danger::Program)),
        ("letter.docm", b"PK\x03\x04".to_vec(), Some(Danger::Macros)),
        ("letter.docx", macros, Some(Danger::Macros)),
        ("letter.html", b"x".to_vec(), Some(Danger::WebPage)),
        ("letter.pdf", b"  <!DOCTYPE HTML>".to_vec(), Some(Danger::WebPage)),
        ("drawing.svg", b"<svg/>".to_vec(), Some(Danger::WebPage)),
        ("papers.zip", b"PK\x03\x04".to_vec(), Some(Danger::Container)),
        ("papers.dat", b"Rar!\x1a\x07".to_vec(), Some(Danger::Container)),
    ] {
        let found = attached(&with(name, &bytes), 0).expect("a mail").expect("an attachment");
        assert_eq!((found.danger, &found.bytes), (danger, &bytes), "{name}");
        assert_eq!(found.name, name);
    }
    assert_eq!(attached(&with("a.pdf", b"x"), 1), Ok(None), "there is only one");
}

#[test]
fn attachments_are_counted_as_the_letter_lists_them() {
    let mail = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n\
        --b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: application/pdf; name=one.pdf\n\none\n\
        --b\nContent-Type: message/rfc822\n\nFrom: b@example.org\nContent-Type: multipart/mixed; boundary=c\n\n\
        --c\nContent-Type: text/plain\n\ninner\n--c\nContent-Type: image/png; name=two.png\n\ntwo\n--c--\n\
        --b\nContent-Type: text/plain; name=three.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: quoted-printable\n\nthr=65e\n--b--\n";
    let letter = read_letter(mail.as_bytes()).expect("a letter");
    assert_eq!(letter.attachments.len(), 3);
    for (index, body) in ["one", "two", "three"].into_iter().enumerate() {
        let found = attached(mail.as_bytes(), index).expect("a mail").expect("an attachment");
        assert_eq!(found.bytes, body.as_bytes());
        let listed = letter.attachments.get(index).expect("it is listed");
        assert_eq!((Some(&found.name), found.bytes.len() as u64), (listed.name.as_ref(), listed.bytes));
    }
}

proptest! {
    #[test]
    fn no_name_gets_out_of_its_folder(name in "[\\PC\\x00-\\x1f/\\\\.:\u{202e}]{0,300}") {
        let safe = safe_name(&name, "");
        prop_assert!(!safe.is_empty() && safe.len() <= 260, "{safe:?}");
        let odd = |letter: char| letter.is_control() || "/\\:\u{202e}".contains(letter);
        prop_assert!(!safe.chars().any(odd), "{safe:?}");
        let bare = safe.trim_matches(['.', ' ']);
        prop_assert_eq!(bare, safe.as_str(), "no dot or space at either end");
        prop_assert_eq!(safe_name(&safe, ""), safe, "a safe name stays as it is");
    }
}
