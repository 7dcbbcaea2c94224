//! The lines above a letter or one of its parts, read by `mail-parser`.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate};
use mail_parser::{ContentType, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders};

use super::kind::{header_name, split_line};
use super::{Sender, charset, plain};

/// Headers beyond this are not read: a thousand recipients fit, a million headers do not.
const MOST_HEAD: usize = 512 * 1024;
/// More addresses or references than this are no use to anyone.
const MOST_IDS: usize = 200;
/// The longest subject, name or address kept, in characters.
const LONGEST_LINE: usize = 1000;

/// The headers and the body of a mail or of one part. A line with only spaces in it is meant to be
/// blank, unless the headers go on below it. Where no blank line comes, the headers end before the
/// first line that is none: words are not lost because their writer forgot a line.
pub(super) fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = bytes;
    let mut first_other = None;
    while !rest.is_empty() {
        let (line, body) = split_line(rest);
        let at = bytes.len() - rest.len();
        let is_end =
            line.is_empty() || (line.trim_ascii().is_empty() && header_name(split_line(body).0).is_none());
        if is_end {
            return (bytes.get(..at).unwrap_or_default(), body);
        }
        if first_other.is_none() && !may_stand_in_headers(line) {
            first_other = Some(at);
        }
        rest = body;
    }
    bytes.split_at(first_other.unwrap_or(bytes.len()))
}

/// A header, the rest of the one before, or the From line of a mailbox.
fn may_stand_in_headers(line: &[u8]) -> bool {
    header_name(line).is_some()
        || line.starts_with(b" ")
        || line.starts_with(b"\t")
        || line.strip_prefix(b">").unwrap_or(line).starts_with(b"From ")
}

/// One block of headers.
pub(super) struct Head(Option<Message<'static>>);

impl Head {
    /// Reads a block of headers. An empty or senseless one is a part without headers.
    pub(super) fn read(head: &[u8]) -> Self {
        let mut head = head;
        if head.len() > MOST_HEAD {
            let cut = head.get(..MOST_HEAD).unwrap_or_default();
            head = cut.get(..memchr::memrchr(b'\n', cut).unwrap_or(0)).unwrap_or_default();
        }
        let mut text = charset::decode(head, None);
        if text.contains("?=") {
            text = charset::join_encoded_words(&text);
        }
        text.push_str("\r\n\r\n");
        Self(MessageParser::default().parse_headers(text.as_bytes()).map(Message::into_owned))
    }

    fn value(&self, name: HeaderName<'static>) -> Option<&HeaderValue<'static>> {
        self.0.as_ref()?.header(name)
    }

    pub(super) fn content_type(&self) -> Option<&ContentType<'_>> {
        self.0.as_ref()?.parts.first()?.content_type()
    }

    /// Such as `text/plain`, lower-cased.
    pub(super) fn media_type(&self) -> Option<String> {
        let kind = self.content_type()?;
        let sub = kind.subtype().unwrap_or("*");
        Some(one_line(&format!("{}/{}", kind.ctype(), sub)).to_ascii_lowercase())
    }

    /// A parameter of Content-Type.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.content_type()?.attribute(name)
    }

    /// Whether the sender marked the part as an attachment.
    pub(super) fn is_attachment(&self) -> bool {
        self.disposition().is_some_and(ContentType::is_attachment)
    }

    /// Whether the sender said how to show the part.
    pub(super) fn is_inline(&self) -> bool {
        self.disposition().is_some_and(ContentType::is_inline)
    }

    fn disposition(&self) -> Option<&ContentType<'_>> {
        self.0.as_ref()?.parts.first()?.content_disposition()
    }

    /// The file name, safe to show: no folders, no control characters.
    pub(super) fn file_name(&self) -> Option<String> {
        let name = self.0.as_ref()?.parts.first()?.attachment_name()?;
        let name = one_line(name.rsplit(['/', '\\']).next().unwrap_or_default());
        let name = name.trim_matches(['.', ' ', '"']);
        (!name.is_empty()).then(|| name.chars().take(200).collect())
    }

    /// Content-Transfer-Encoding, lower-cased.
    pub(super) fn transfer_encoding(&self) -> String {
        self.value(HeaderName::ContentTransferEncoding)
            .and_then(HeaderValue::as_text)
            .map(|text| text.trim().to_ascii_lowercase())
            .unwrap_or_default()
    }

    pub(super) fn message_id(&self) -> Option<String> {
        self.ids(HeaderName::MessageId).pop()
    }

    /// What the mail's pages call this part, without its angle brackets.
    pub(super) fn content_id(&self) -> Option<String> {
        self.ids(HeaderName::ContentId).pop()
    }

    pub(super) fn references(&self) -> Vec<String> {
        let mut ids = self.ids(HeaderName::InReplyTo);
        ids.extend(self.ids(HeaderName::References).into_iter().rev());
        let mut nearest_first: Vec<String> = Vec::new();
        for id in ids {
            if nearest_first.len() < MOST_IDS && !nearest_first.contains(&id) {
                nearest_first.push(id);
            }
        }
        nearest_first
    }

    fn ids(&self, name: HeaderName<'static>) -> Vec<String> {
        let texts: Vec<&str> = match self.value(name) {
            Some(HeaderValue::Text(id)) => vec![id.as_ref()],
            Some(HeaderValue::TextList(ids)) => ids.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        };
        let clean = texts.into_iter().map(|id| one_line(id).trim_matches(['<', '>', ' ']).to_owned());
        clean.filter(|id| !id.is_empty()).collect()
    }

    pub(super) fn from(&self) -> Option<Sender> {
        let of = |name| self.people(name).into_iter().next();
        of(HeaderName::From).or_else(|| of(HeaderName::Sender)).or_else(|| of(HeaderName::ReplyTo))
    }

    pub(super) fn to(&self) -> Vec<String> {
        let mut to: Vec<String> = self.people(HeaderName::To).into_iter().filter_map(|p| p.email).collect();
        to.truncate(MOST_IDS);
        to
    }

    fn people(&self, name: HeaderName<'static>) -> Vec<Sender> {
        let Some(addresses) = self.value(name).and_then(HeaderValue::as_address) else { return Vec::new() };
        let people = addresses.iter().filter_map(|person| {
            let address = person.address().map(one_line).filter(|text| !text.is_empty());
            let name = person.name().map(one_line).filter(|text| !text.is_empty());
            sender(name, address)
        });
        people.collect()
    }

    pub(super) fn subject(&self) -> String {
        self.value(HeaderName::Subject).and_then(HeaderValue::as_text).map(one_line).unwrap_or_default()
    }

    pub(super) fn sent(&self) -> Option<DateTime<FixedOffset>> {
        self.sent_as_written_now().or_else(|| self.sent_as_written_once())
    }

    fn sent_as_written_now(&self) -> Option<DateTime<FixedOffset>> {
        let date = self.value(HeaderName::Date)?.as_datetime()?;
        if !(1970..=2200).contains(&date.year) {
            return None;
        }
        let east = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
        let zone = FixedOffset::east_opt(if date.tz_before_gmt { -east } else { east })?;
        NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?
            // A leap second is the second before it.
            .and_hms_opt(u32::from(date.hour), u32::from(date.minute), u32::from(date.second.min(59)))?
            .and_local_timezone(zone)
            .single()
    }

    /// As older programs wrote it: without seconds, the zone by its name or not at all.
    fn sent_as_written_once(&self) -> Option<DateTime<FixedOffset>> {
        let raw = self.0.as_ref()?.header_raw(HeaderName::Date)?;
        // The day of the week need not be right.
        let date = raw.split_once(',').map_or(raw, |(_, date)| date).trim();
        let read = |date: &str| DateTime::parse_from_rfc2822(date).ok();
        let sent = read(date).or_else(|| read(&format!("{date} +0000")))?;
        (1970..=2200).contains(&sent.year()).then_some(sent)
    }
}

/// Sorts out which is the name and which the address; mail programs mix them up.
fn sender(name: Option<String>, address: Option<String>) -> Option<Sender> {
    let is_email = |text: &str| {
        text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
            && !text.contains(char::is_whitespace)
    };
    let (name, email) = match (name, address) {
        (name, Some(address)) if is_email(&address) => (name, Some(address.to_lowercase())),
        (Some(name), None) if is_email(&name) => (None, Some(name.to_lowercase())),
        (Some(name), _) => (Some(name), None),
        (None, address) => (address, None),
    };
    let name = name
        .map(|name| name.trim_matches(['"', '\'', ' ']).to_owned())
        .filter(|name| !name.is_empty() && Some(name.to_lowercase()) != email);
    (name.is_some() || email.is_some()).then_some(Sender { name, email })
}

/// One line without control characters and with single spaces.
fn one_line(text: &str) -> String {
    let clean = plain::without_controls(&charset::mended(text));
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_LINE).collect()
}
