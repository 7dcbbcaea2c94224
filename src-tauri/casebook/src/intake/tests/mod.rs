//! What the room promises, as claims. The people are invented.

mod attached;
mod containers;
mod documents;
mod files;
mod hostile;
mod html;
mod letters;
mod made_pst;
mod mailboxes;
mod outlook;
mod pst;
mod samples;
mod seeds;
mod surveys;
mod words;
mod wrapped;

use super::{Letter, NotALetter, read_letter};

/// A letter with these headers and this body.
fn letter(mail: impl AsRef<[u8]>) -> Letter {
    read_letter(mail.as_ref()).expect("these bytes are a letter")
}

fn refusal(bytes: impl AsRef<[u8]>) -> NotALetter {
    read_letter(bytes.as_ref()).expect_err("these bytes are no letter")
}

/// The text of an HTML letter.
fn html(body: &str) -> String {
    letter(format!("From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n{body}")).text
}

/// The text of a letter with these part headers and this body.
fn body(headers: &str, body: &[u8]) -> String {
    let mut mail = format!("From: a@example.org\n{headers}\n\n").into_bytes();
    mail.extend_from_slice(body);
    letter(mail).text
}
