//! Reads the mail on standard input with `mailparse`, another reader that shares nothing with ours, and
//! prints a line of JSON for `scripts/compare-mail.sh`.
use std::io::Read as _;

use mailparse::{DispositionType, MailHeaderMap as _, ParsedMail, addrparse_header, dateparse, parse_mail};
use serde_json::{Value, json};

#[derive(Default)]
struct Found {
    words: Vec<(bool, String)>,
    attachments: Vec<Value>,
}

fn main() {
    let mut bytes = Vec::new();
    if std::io::stdin().read_to_end(&mut bytes).is_err() {
        std::process::exit(1);
    }
    let Ok(mail) = parse_mail(&bytes) else { std::process::exit(1) };
    let mut found = Found::default();
    walk(&mail, true, true, &mut found);
    let from = mail.headers.get_first_header("From").and_then(|header| addrparse_header(header).ok());
    let from = from.and_then(|list| list.extract_single_info()).map(|one| one.addr.to_lowercase());
    let line = json!({
        "subject": mail.headers.get_first_value("Subject").unwrap_or_default(),
        "from": from.filter(|address| address.contains('@')),
        "sent": mail.headers.get_first_value("Date").and_then(|date| dateparse(&date).ok()),
        "words": found.words, "attachments": found.attachments,
    });
    println!("{line}");
}

/// The words to read (whether they are a page, and the text), and what came with them.
fn walk(part: &ParsedMail<'_>, top: bool, first: bool, found: &mut Found) {
    let kind = part.ctype.mimetype.to_lowercase();
    let disposition = part.get_content_disposition();
    let name = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
    let attached = disposition.disposition == DispositionType::Attachment;
    let readable = ["text/plain", "text/html", "text/enriched"].contains(&kind.as_str());
    if !part.subparts.is_empty() {
        let plain = part.subparts.iter().find(|one| one.ctype.mimetype == "text/plain" && says(one));
        match (kind.as_str(), plain, part.subparts.last()) {
            ("multipart/alternative", Some(one), _) | ("multipart/alternative", None, Some(one)) => {
                walk(one, false, true, found);
            }
            _ => part.subparts.iter().enumerate().for_each(|(at, one)| walk(one, false, at == 0, found)),
        }
    } else if kind == "message/rfc822"
        && let Ok(inner) = part.get_body_raw()
        && let Ok(inner) = parse_mail(&inner)
    {
        let said = |name: &str| inner.headers.get_first_value(name).unwrap_or_default();
        found.words.push((
            false,
            format!("Forwarded message\nfrom: {}\nsubject: {}", said("From"), said("Subject")),
        ));
        walk(&inner, true, true, found);
    } else if kind.starts_with("multipart/") {
        // No boundary was ever found: whatever is there is the letter.
        found.words.push((false, part.get_body().unwrap_or_default()));
    } else if readable && (top || !attached && (first || name.is_none())) {
        found.words.push((kind == "text/html", part.get_body().unwrap_or_default()));
    } else {
        let bytes = part.get_body_raw().map_or(0, |bytes| bytes.len());
        found.attachments.push(json!([name, kind, bytes]));
    }
}

fn says(part: &ParsedMail<'_>) -> bool {
    part.get_body().is_ok_and(|text| !text.trim().is_empty())
}
