//! A post bag as offices get them: invented mails in several parts, the same every time.

use std::fmt::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casebook_tests::sample_letters;

const NAMES: [&str; 12] =
    ["Ann", "Ben", "Cat", "Dev", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jon", "Kit", "Lou"];

/// Writes so many mails, each its words twice (plain and HTML) and something small attached.
pub(crate) fn write(folder: &Path, wanted: usize) {
    let sentences = sentences();
    let mut chance = fastrand::Rng::with_seed(20_000);
    for number in 0..wanted {
        let mail = mail(number, &sentences, &mut chance);
        std::fs::write(folder.join(format!("{number:06}.eml")), mail).expect("a mail can be written");
    }
}

/// Every sentence of the sample letters.
fn sentences() -> Vec<String> {
    let mut found = Vec::new();
    for path in sample_letters() {
        let mail = String::from_utf8_lossy(&std::fs::read(path).expect("a sample")).replace("\r\n", "\n");
        let body = mail.split_once("\n\n").map_or("", |(_, body)| body).replace('\n', " ");
        let whole = body.split_inclusive(". ").map(str::trim).filter(|sentence| {
            (20..300).contains(&sentence.len())
                && !sentence.contains(['=', '<', '>', '@'])
                && sentence.is_ascii()
        });
        found.extend(whole.map(str::to_owned));
    }
    assert!(found.len() > 200, "enough to make letters that differ");
    found
}

/// What somebody writes: three to eight paragraphs of three to seven sentences, some 300 words in all. A
/// family that has been waiting for years does not put it in a few lines.
fn paragraphs(sentences: &[String], chance: &mut fastrand::Rng) -> Vec<String> {
    let one = |chance: &mut fastrand::Rng| {
        let some = (0..chance.usize(3..8)).map(|_| sentences[chance.usize(..sentences.len())].as_str());
        some.collect::<Vec<_>>().join(" ")
    };
    (0..chance.usize(3..9)).map(|_| one(chance)).collect()
}

/// The words of so many letters.
pub(crate) fn words(wanted: usize) -> Vec<String> {
    let sentences = sentences();
    let mut chance = fastrand::Rng::with_seed(20_001);
    (0..wanted).map(|_| paragraphs(&sentences, &mut chance).join("\n\n")).collect()
}

fn mail(number: usize, sentences: &[String], chance: &mut fastrand::Rng) -> String {
    let name = NAMES[chance.usize(..NAMES.len())];
    let paragraphs = paragraphs(sentences, chance);
    let plain = paragraphs.join("\n\n");
    let page: String = paragraphs.iter().fold(String::new(), |mut page, words| {
        let _ = write!(page, "<p class=3D\"MsoNormal\" style=3D\"margin:0\">{words}</p>\n<p>&nbsp;</p>\n");
        page
    });
    let attached: Vec<u8> = (0..chance.usize(2_000..8_000)).map(|_| chance.u8(..)).collect();
    let attached = STANDARD.encode(attached);
    let attached = attached.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
    let (day, hour) = (1 + chance.u8(..28), chance.u8(..24));
    format!(
        "Received: from post{number}.example.org by in.example.net; {day} Sep 2024 {hour:02}:00:01 +0100\n\
         From: {name} Invented <{name}.{number}@example.org>\n\
         To: Alex Hale MP <alex.hale@example.net>\n\
         Subject: {}\n\
         Date: {day} Sep 2024 {hour:02}:00:00 +0100\n\
         Message-ID: <bench.{number}@example.org>\n\
         MIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"outer{number}\"\n\n\
         --outer{number}\n\
         Content-Type: multipart/alternative; boundary=\"inner{number}\"\n\n\
         --inner{number}\n\
         Content-Type: text/plain; charset=utf-8\n\n\
         Dear Alex,\n\n{plain}\n\nYours sincerely,\n{name} Invented\n\
         --inner{number}\n\
         Content-Type: text/html; charset=utf-8\n\
         Content-Transfer-Encoding: quoted-printable\n\n\
         <html><body><p>Dear Alex,</p>\n{page}<p>Yours sincerely,<br>{name} Invented</p></body></html>\n\
         --inner{number}--\n\
         --outer{number}\n\
         Content-Type: image/jpeg; name=\"photo {number}.jpg\"\n\
         Content-Disposition: attachment; filename=\"photo {number}.jpg\"\n\
         Content-Transfer-Encoding: base64\n\n\
         {attached}\n\
         --outer{number}--\n",
        sentences[chance.usize(..sentences.len())].chars().take(60).collect::<String>(),
    )
}
