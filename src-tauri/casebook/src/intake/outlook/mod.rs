//! What Outlook keeps letters in, turned into the mail each stands for: a file of one message (.msg),
//! of a whole mailbox (.pst), and its wrapping (winmail.dat).
//!
//! All hold a message as properties (MS-OXPROPS). Written out as MIME, it goes the way of every other
//! mail: text, attachments, the view as it was sent. The original that is kept is the .msg itself; of a
//! mailbox, the mail that was written from it.

mod file;
mod properties;
pub(super) mod pst;
pub(super) mod rtf;
pub(super) mod tnef;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use self::file::File;
use self::properties::{Kind, Properties};
use super::headers::Head;
use super::{NotALetter, Unread};

/// Messages within messages further down than this are left out.
const DEEPEST: u32 = 4;
/// More recipients, or attachments, than any letter has.
const MOST_PARTS: usize = 1000;
/// More is made of no message, whatever its properties say of themselves.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// A message, however Outlook kept it.
struct Message {
    properties: Properties,
    recipients: Vec<Properties>,
    attachments: Vec<Attachment>,
}

/// What came with a message; a message itself, where that is what it is.
struct Attachment {
    properties: Properties,
    inside: Option<Message>,
}

/// The mail in a .msg file.
pub(super) fn as_mail(bytes: &[u8]) -> Result<(Vec<u8>, Option<Unread>), NotALetter> {
    let mut file = File::open(bytes)?;
    read(&mut file, Path::new("/"), Kind::Message, None, 0)?.into_mail()
}

/// Reads a message of a .msg file, and the messages in it.
fn read(
    file: &mut File<'_>,
    at: &Path,
    kind: Kind,
    within: Option<&Properties>,
    depth: u32,
) -> Result<Message, NotALetter> {
    let properties = Properties::read(file, at, kind, within)?;
    let mut recipients = Vec::new();
    for folder in file.folders(at, "__recip_version1.0_")? {
        recipients.push(Properties::read(file, &folder, Kind::Attachment, Some(&properties))?);
    }
    let mut attached = Vec::new();
    for folder in file.folders(at, "__attach_version1.0_")? {
        let own = Properties::read(file, &folder, Kind::Attachment, Some(&properties))?;
        attached.push((folder.join("__substg1.0_3701000D"), own));
    }
    let mut attachments = Vec::new();
    for (inside, own) in attached {
        // A message within the message; anything else embedded is some other program's, and only named.
        let is_message = depth < DEEPEST
            && file.is_storage(&inside)?
            && file.is_stream(&inside.join("__properties_version1.0"))?;
        let inside = if is_message {
            Some(read(file, &inside, Kind::Embedded, Some(&properties), depth + 1)?)
        } else {
            None
        };
        attachments.push(Attachment { properties: own, inside });
    }
    Ok(Message { properties, recipients, attachments })
}

impl Message {
    /// The mail it stands for.
    fn into_mail(self) -> Result<(Vec<u8>, Option<Unread>), NotALetter> {
        let class = self.properties.text(0x001a).unwrap_or_default().to_ascii_uppercase();
        let sealed = class.starts_with("IPM.NOTE.SMIME") && !class.contains("MULTIPARTSIGNED");
        // Contacts, appointments, tasks and notes are kept in the same format.
        if !(class.is_empty() || class.starts_with("IPM.NOTE") || class.starts_with("IPM.POST")) {
            return Err(NotALetter::OutlookItem);
        }
        let mut mail = Vec::new();
        self.write(0, &mut mail);
        if mail.len() > MOST_BYTES {
            return Err(NotALetter::TooTangled);
        }
        Ok((mail, sealed.then_some(Unread::Sealed)))
    }

    /// Writes it as MIME, and the messages in it.
    fn write(self, depth: u32, mail: &mut Vec<u8>) {
        let Self { properties: message, recipients, attachments } = self;
        let transport = message.text(0x007d).unwrap_or_default();
        let transport = Head::read(transport.as_bytes());
        let mut header = |name: &str, value: &str| {
            if !value.trim().is_empty() {
                mail.extend_from_slice(format!("{name}: {}\r\n", one_line(value)).as_bytes());
            }
        };
        header("From", &sender(&message, &transport));
        header("To", &recipients.iter().filter_map(recipient).collect::<Vec<_>>().join(", "));
        header("Subject", &subject(&message));
        // One that was never sent has the day on which it was begun.
        let sent = message.time(0x0039).or_else(|| message.time(0x0e06)).map(|sent| sent.to_rfc2822());
        let sent = sent.or_else(|| transport.sent().map(|sent| sent.to_rfc2822()));
        let sent = sent.or_else(|| message.time(0x3007).map(|begun| begun.to_rfc2822()));
        header("Date", &sent.unwrap_or_default());
        let angle = |id: &String| format!("<{id}>");
        match message.text(0x1035) {
            Some(id) => header("Message-ID", &id),
            None => header("Message-ID", &transport.message_id().as_ref().map(angle).unwrap_or_default()),
        }
        header("In-Reply-To", &message.text(0x1042).unwrap_or_default());
        match message.text(0x1039) {
            Some(ids) => header("References", &ids),
            None => {
                let ids: Vec<_> = transport.references().iter().rev().map(angle).collect();
                header("References", &ids.join(" "));
            }
        }
        let (mixed, alternative) = (format!("=_message_{depth}"), format!("=_words_{depth}"));
        header("MIME-Version", "1.0");
        header("Content-Type", &format!("multipart/mixed; boundary=\"{mixed}\""));
        mail.extend_from_slice(
            format!(
                "\r\n--{mixed}\r\nContent-Type: multipart/alternative; boundary=\"{alternative}\"\r\n\r\n"
            )
            .as_bytes(),
        );
        for (kind, words) in words(&message) {
            part(mail, &alternative, &format!("Content-Type: {kind}; charset=utf-8"), words.as_bytes());
        }
        mail.extend_from_slice(format!("--{alternative}--\r\n").as_bytes());
        for attachment in attachments {
            if mail.len() > MOST_BYTES {
                break;
            }
            attachment.write(&mixed, depth, mail);
        }
        mail.extend_from_slice(format!("--{mixed}--\r\n").as_bytes());
    }
}

/// A subject, without the sign by which Outlook marks how long its "Re:" is.
fn subject(message: &Properties) -> String {
    let subject = message.text(0x0037).unwrap_or_default();
    match subject.strip_prefix('\u{1}') {
        Some(marked) => marked.chars().skip(1).collect(),
        None => subject,
    }
}

/// The words, as Outlook kept them: plain, HTML, or only in its own compressed rich text.
fn words(message: &Properties) -> Vec<(&'static str, String)> {
    let plain = message.text(0x1000).filter(|text| !text.trim().is_empty());
    let html = message.text(0x1013).or_else(|| message.encoded(0x1013));
    let rich = || {
        let bytes = message.binary(0x1009)?;
        Some(rtf::words(&rtf::decompress(bytes, MOST_BYTES)?))
    };
    let rich = if html.is_none() && plain.is_none() { rich() } else { None };
    let mut words = Vec::new();
    words.extend(plain.map(|text| ("text/plain", text)));
    words.extend(html.map(|text| ("text/html", text)));
    words.extend(rich.map(|rich| match rich {
        rtf::Words::Html(text) => ("text/html", text),
        rtf::Words::Plain(text) => ("text/plain", text),
    }));
    if words.is_empty() {
        words.push(("text/plain", String::new()));
    }
    words
}

impl Attachment {
    fn write(self, boundary: &str, depth: u32, mail: &mut Vec<u8>) {
        let Self { properties: attached, inside } = self;
        let name = attached.text(0x3707).or_else(|| attached.text(0x3704)).or_else(|| attached.text(0x3001));
        let name = one_line(&name.unwrap_or_default()).replace(['"', '\\'], "_");
        if let Some(inside) = inside {
            mail.extend_from_slice(
                format!("--{boundary}\r\nContent-Type: message/rfc822; name=\"{name}\"\r\n\r\n").as_bytes(),
            );
            inside.write(depth + 1, mail);
            return;
        }
        // Where only its name was kept (a link to a shared drive, or damage), that is told all the same.
        let bytes = attached.binary(0x3701).unwrap_or_default();
        if mail.len() + bytes.len() * 4 / 3 > MOST_BYTES {
            mail.resize(MOST_BYTES + 1, b' ');
            return;
        }
        let kind = attached.text(0x370e).filter(|kind| is_media_type(kind));
        let kind = kind.as_deref().unwrap_or("application/octet-stream");
        let mut head = format!(
            "Content-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\""
        );
        if let Some(id) = attached.text(0x3712).filter(|id| !id.trim().is_empty()) {
            head.push_str(&format!("\r\nContent-ID: <{}>", one_line(&id).replace(['<', '>'], "")));
        }
        part(mail, boundary, &head, bytes);
    }
}

pub(super) fn part(mail: &mut Vec<u8>, boundary: &str, head: &str, bytes: &[u8]) {
    mail.extend_from_slice(
        format!("--{boundary}\r\n{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n").as_bytes(),
    );
    for line in bytes.chunks(57) {
        mail.extend_from_slice(STANDARD.encode(line).as_bytes());
        mail.extend_from_slice(b"\r\n");
    }
    mail.extend_from_slice(b"\r\n");
}

/// Who sent it: whoever it was sent for, under an address of the internet's kind. Exchange's own
/// addresses ("/O=…") are of no use outside the office they were made in.
fn sender(message: &Properties, transport: &Head) -> String {
    let name = message.text(0x0042).or_else(|| message.text(0x0c1a)).unwrap_or_default();
    let sent_from = transport.from();
    let address = [0x5d02, 0x5d01, 0x0065, 0x0c1f]
        .into_iter()
        .find_map(|id| message.text(id).filter(|text| is_address(text)));
    let address = address.or_else(|| sent_from.as_ref()?.email.clone());
    let name =
        if name.trim().is_empty() { sent_from.and_then(|from| from.name).unwrap_or_default() } else { name };
    named(&name, &address.unwrap_or_default())
}

fn recipient(person: &Properties) -> Option<String> {
    // 1 is To, 2 is Cc; 3 was meant to stay hidden.
    if person.number(0x0c15) == Some(3) {
        return None;
    }
    let address =
        [0x39fe, 0x3003].into_iter().find_map(|id| person.text(id).filter(|text| is_address(text)))?;
    Some(named(&person.text(0x3001).unwrap_or_default(), &address))
}

fn named(name: &str, address: &str) -> String {
    let name = one_line(name).replace(['"', '\\'], "");
    let name = name.trim();
    match (name.is_empty() || name == address, address.is_empty()) {
        (true, _) => address.to_owned(),
        (false, true) => format!("\"{name}\""),
        (false, false) => format!("\"{name}\" <{address}>"),
    }
}

fn is_address(text: &str) -> bool {
    text.contains('@')
        && !text
            .contains(|letter: char| letter.is_whitespace() || letter.is_control() || "<>,".contains(letter))
}

/// What is attached is bytes; a message in parts would be taken apart again.
fn is_media_type(text: &str) -> bool {
    let in_parts = ["multipart/", "message/"].iter().any(|kind| text.to_ascii_lowercase().starts_with(kind));
    !in_parts
        && text.split('/').count() == 2
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.+-".contains(&byte))
}

fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
