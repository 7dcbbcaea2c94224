//! Outlook's wrapping, `winmail.dat` (MS-OXTNEF): a message as Outlook sends it to those it takes
//! for Outlook. Unwrapped into the mail it stands for, a few messages deep.

use chrono::{DateTime, Utc};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::properties::Properties;
use super::{DEEPEST, MOST_BYTES, MOST_PARTS, is_address, is_media_type, named, one_line, part, words};

const SIGNATURE: &[u8] = b"\x78\x9f\x3e\x22";
/// An object that is a message: this, then its own wrapping.
const MESSAGE: usize = 16;

const SUBJECT: u32 = 0x0001_8004;
const BODY: u32 = 0x0002_800c;
const CODE_PAGE: u32 = 0x0006_9007;
const PROPERTIES: u32 = 0x0006_9003;
const BEGINS_ATTACHMENT: u32 = 0x0006_9002;
const ATTACHED: u32 = 0x0006_800f;
const ATTACHED_NAME: u32 = 0x0001_8010;
const ATTACHED_PROPERTIES: u32 = 0x0006_9005;

/// Whether bytes are wrapped like this.
pub(in crate::intake) fn is_wrapped(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The mail in the wrapping; what is damaged of it is left out.
pub(in crate::intake) fn as_mail(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mail = Vec::new();
    unwrap(bytes, 0, &mut mail)?;
    (mail.len() <= MOST_BYTES).then_some(mail)
}

#[derive(Default)]
struct Attachment<'a> {
    name: Vec<u8>,
    bytes: &'a [u8],
    properties: Vec<Property<'a>>,
}

struct Property<'a> {
    id: u16,
    kind: u16,
    value: &'a [u8],
}

fn unwrap(bytes: &[u8], depth: u32, mail: &mut Vec<u8>) -> Option<()> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?.get(2..)?;
    let (mut subject, mut body, mut page) = (&[][..], &[][..], WINDOWS_1252);
    let mut own: Vec<Property<'_>> = Vec::new();
    let mut attachments: Vec<Attachment<'_>> = Vec::new();
    while let Some((id, data, after)) = attribute(rest) {
        rest = after;
        match id {
            SUBJECT => subject = data,
            BODY => body = data,
            CODE_PAGE => page = number(data).and_then(code_page).unwrap_or(page),
            PROPERTIES => own = properties(data),
            BEGINS_ATTACHMENT if attachments.len() < MOST_PARTS => attachments.push(Attachment::default()),
            _ => {
                let Some(last) = attachments.last_mut() else { continue };
                match id {
                    ATTACHED => last.bytes = data,
                    ATTACHED_NAME => last.name = data.to_vec(),
                    ATTACHED_PROPERTIES => last.properties = properties(data),
                    _ => {}
                }
            }
        }
    }
    let text = |bytes: &[u8]| page.decode(bytes).0.trim_end_matches('\0').to_owned();
    let message = kept(own, page);
    let mut header = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            mail.extend_from_slice(format!("{name}: {}\r\n", one_line(value)).as_bytes());
        }
    };
    let address =
        [0x5d01, 0x0c1f].into_iter().find_map(|id| message.text(id).filter(|text| is_address(text)));
    let name = message.text(0x0042).or_else(|| message.text(0x0c1a)).unwrap_or_default();
    header("From", &named(&name, &address.unwrap_or_default()));
    header("Subject", &message.text(0x0037).unwrap_or_else(|| text(subject)));
    let sent: Option<DateTime<Utc>> = message.time(0x0039).or_else(|| message.time(0x0e06));
    header("Date", &sent.map(|sent| sent.to_rfc2822()).unwrap_or_default());
    header("Message-ID", &message.text(0x1035).unwrap_or_default());
    let (mixed, alternative) = (format!("=_wrapped_{depth}"), format!("=_wrapped_words_{depth}"));
    header("MIME-Version", "1.0");
    header("Content-Type", &format!("multipart/mixed; boundary=\"{mixed}\""));
    mail.extend_from_slice(
        format!("\r\n--{mixed}\r\nContent-Type: multipart/alternative; boundary=\"{alternative}\"\r\n\r\n")
            .as_bytes(),
    );
    let mut said = words(&message);
    if said.iter().all(|(_, words)| words.trim().is_empty()) {
        said = vec![("text/plain", text(body))];
    }
    for (kind, words) in said {
        part(mail, &alternative, &format!("Content-Type: {kind}; charset=utf-8"), words.as_bytes());
    }
    mail.extend_from_slice(format!("--{alternative}--\r\n").as_bytes());
    for attachment in attachments {
        write(attachment, page, &mixed, depth, mail);
        if mail.len() > MOST_BYTES {
            return None;
        }
    }
    mail.extend_from_slice(format!("--{mixed}--\r\n").as_bytes());
    Some(())
}

fn write(
    attachment: Attachment<'_>,
    page: &'static Encoding,
    boundary: &str,
    depth: u32,
    mail: &mut Vec<u8>,
) {
    let Attachment { name, bytes, properties } = attachment;
    let object = properties.iter().find(|property| property.id == 0x3701).map(|property| property.value);
    let attached = kept(properties, page);
    let name = attached
        .text(0x3707)
        .or_else(|| attached.text(0x3704))
        .unwrap_or_else(|| page.decode(&name).0.into_owned());
    let name = one_line(&name).replace(['"', '\\'], "_");
    let name = name.trim();
    let bytes = object.unwrap_or(bytes);
    if let Some(inner) = bytes.get(MESSAGE..).filter(|inner| is_wrapped(inner)) {
        let mut message = Vec::new();
        if depth < DEEPEST && unwrap(inner, depth + 1, &mut message).is_some() {
            mail.extend_from_slice(
                format!("--{boundary}\r\nContent-Type: message/rfc822; name=\"{name}\"\r\n\r\n").as_bytes(),
            );
            mail.extend_from_slice(&message);
            mail.extend_from_slice(b"\r\n");
            return;
        }
    }
    let kind = attached.text(0x370e).filter(|kind| is_media_type(kind));
    let kind = kind.as_deref().unwrap_or("application/octet-stream");
    let head = format!(
        "Content-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\""
    );
    part(mail, boundary, &head, bytes);
}

/// One attribute: what it is, its bytes, and what follows. Its checksum is not asked: what is there is read.
fn attribute(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let id = number(bytes.get(1..5)?)?;
    let long = usize::try_from(number(bytes.get(5..9)?)?).ok()?;
    let data = bytes.get(9..)?.get(..long)?;
    Some((id, data, bytes.get(9 + long + 2..).unwrap_or_default()))
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.get(..4)?.try_into().ok().map(u32::from_le_bytes)
}

fn code_page(page: u32) -> Option<&'static Encoding> {
    codepage::to_encoding(u16::try_from(page).ok()?)
}

fn kept(properties: Vec<Property<'_>>, page: &'static Encoding) -> Properties {
    Properties::of(properties.into_iter().map(|property| (property.id, property.kind, property.value)), page)
}

/// The properties in one attribute, up to the first that makes no sense.
fn properties(bytes: &[u8]) -> Vec<Property<'_>> {
    let mut rest = Bytes(bytes);
    let mut found = Vec::new();
    let count = rest.number().unwrap_or(0);
    for _ in 0..count {
        if property(&mut rest, &mut found).is_none() {
            break;
        }
    }
    found
}

fn property<'a>(rest: &mut Bytes<'a>, found: &mut Vec<Property<'a>>) -> Option<()> {
    let kind = rest.number()?;
    let (kind, id) = ((kind & 0xffff) as u16, (kind >> 16) as u16);
    if id >= 0x8000 {
        // A name of its own: a number, or letters.
        rest.take(16)?;
        match rest.number()? {
            0 => {
                rest.number()?;
            }
            _ => {
                let long = rest.number()?;
                rest.padded(long)?;
            }
        }
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let varies = matches!(kind, 0x0d | 0x1e | 0x1f) || kind == 0x102;
    let count = if many || varies { rest.number()? } else { 1 };
    for _ in 0..count {
        let value = match kind {
            0x02 | 0x03 | 0x04 | 0x0a | 0x0b => rest.take(4)?,
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => rest.take(8)?,
            0x48 => rest.take(16)?,
            _ if varies => {
                let long = rest.number()?;
                rest.padded(long)?
            }
            _ => return None,
        };
        if !many {
            found.push(Property { id, kind, value });
        }
    }
    Some(())
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, long: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(long)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4).and_then(number)
    }

    /// So many bytes, and what fills them up to four.
    fn padded(&mut self, long: u32) -> Option<&'a [u8]> {
        let long = usize::try_from(long).ok()?;
        let value = self.take(long)?;
        self.take((4 - long % 4) % 4)?;
        Some(value)
    }
}
