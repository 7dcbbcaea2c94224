//! The walk over a mail's parts: which words to read, and what came with them.
//!
//! Every part is visited once per level and the levels are few, so the time is in proportion to the
//! size of the mail; a mail with more parts or levels than any letter has is refused.

use std::borrow::Cow;

use super::as_sent::Picture;
use super::headers::{self, Head};
use super::outlook::tnef;
use super::sections::sections;
use super::{AttachmentNote, LONGEST_TEXT, NotALetter, charset, html, plain};

/// A letter forwarded twenty times stays well below.
const DEEPEST: usize = 48;
/// A digest of a busy mailing list stays well below.
pub(super) const MOST_PARTS: usize = 5_000;
/// All the pictures of a mail together; what goes beyond is not shown, but can be saved.
const MOST_PICTURES: usize = 24 * 1024 * 1024;
/// A forwarded mail may itself be encoded for the post, but not over and over.
const MOST_ENCODED: usize = 3;

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) from_html: bool,
    pub(super) attachments: Vec<AttachmentNote>,
    /// Whether the words are in a part that only the sender's and the receiver's keys open.
    pub(super) sealed: bool,
}

/// Reads the words of a mail and notes its attachments.
pub(super) fn walk(head: &Head, body: &[u8]) -> Result<Words, NotALetter> {
    let mut walk = Walk::default();
    let pieces = needed(walk.part(head, body, Place::TOP)?);
    let from_html = pieces.iter().any(|piece| piece.from_html);
    Ok(Words { text: join(pieces), from_html, attachments: walk.attachments, sealed: walk.sealed })
}

/// What a mail is made of, part by part, before any of it is made plain.
pub(super) enum Source {
    Html(String),
    Words(String),
}

/// The same walk for how a mail looks: its pages and words in order, and the pictures in it.
pub(super) fn formatting(head: &Head, body: &[u8]) -> Result<(Vec<Source>, Vec<Picture>), NotALetter> {
    let mut walk = Walk { formatted: true, ..Walk::default() };
    let pieces = needed(walk.part(head, body, Place::TOP)?);
    Ok((pieces.into_iter().flat_map(|piece| piece.sources).collect(), walk.pictures))
}

/// The same walk for one attachment, counted as [`walk`] notes them: its label and its bytes.
pub(super) fn attachment(
    head: &Head,
    body: &[u8],
    index: usize,
) -> Result<Option<(AttachmentNote, Vec<u8>)>, NotALetter> {
    let mut walk = Walk { wanted: Some(index), ..Walk::default() };
    walk.part(head, body, Place::TOP)?;
    Ok(walk.attachments.into_iter().nth(index).zip(walk.taken))
}

#[derive(Default)]
struct Walk {
    parts: usize,
    sealed: bool,
    attachments: Vec<AttachmentNote>,
    /// Keeps sources and pictures too.
    formatted: bool,
    pictures: Vec<Picture>,
    /// The attachment to take, and its bytes.
    wanted: Option<usize>,
    taken: Option<Vec<u8>>,
}

/// Text that stands on its own in the letter.
struct Piece {
    text: String,
    /// Said once more in Outlook's wrapping: of use where nothing else says it.
    spare: bool,
    from_html: bool,
    /// What it was made from, where how the mail looks is asked for.
    sources: Vec<Source>,
}

/// Where in the tree a part stands.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    encoded: usize,
    /// What a part without a Content-Type is.
    default: Default,
    /// Whether it comes first among its siblings.
    first: bool,
    /// Whether a plainer part says the same: then its page need not be made plain.
    said: bool,
}

impl Place {
    const TOP: Self = Self { depth: 0, encoded: 0, default: Default::Text, first: true, said: false };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Default {
    Text,
    Message,
}

/// Without what is said a second time.
fn needed(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let says = |piece: &Piece| plain::has_words(&piece.text) || !piece.sources.is_empty();
    if pieces.iter().any(|piece| !piece.spare && says(piece)) {
        pieces.retain(|piece| !piece.spare);
    }
    pieces
}

fn join(pieces: Vec<Piece>) -> String {
    let texts: Vec<String> = pieces.into_iter().map(|piece| piece.text).filter(|t| !t.is_empty()).collect();
    texts.join("\n\n")
}

impl Walk {
    fn part(&mut self, head: &Head, body: &[u8], place: Place) -> Result<Vec<Piece>, NotALetter> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(NotALetter::TooTangled);
        }
        let media = head.media_type().unwrap_or_else(|| {
            match place.default {
                Default::Text => "text/plain",
                Default::Message => "message/rfc822",
            }
            .to_owned()
        });
        if let Some(kind) = media.strip_prefix("multipart/") {
            return self.multipart(kind, head, body, place);
        }
        match media.as_str() {
            "message/rfc822" | "message/global" => self.forwarded(head, body, &media, place),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" if place.depth == 0 => {
                self.sealed = true;
                self.note(head, media, body);
                Ok(Vec::new())
            }
            "application/ms-tnef" | "application/vnd.ms-tnef" | "application/octet-stream"
                if place.depth < DEEPEST && place.encoded < MOST_ENCODED =>
            {
                self.wrapped(head, body, media, place)
            }
            // Old programs wrote `Content-Type: text`.
            "text/html" if place.said && is_body(head, place) => Ok(Vec::new()),
            "text/plain" | "text/html" | "text/*" | "text/enriched" if is_body(head, place) => {
                Ok(vec![piece(head, body, media == "text/html", self.formatted)?])
            }
            _ => {
                self.note(head, media, body);
                Ok(Vec::new())
            }
        }
    }

    fn multipart(
        &mut self,
        kind: &str,
        head: &Head,
        body: &[u8],
        place: Place,
    ) -> Result<Vec<Piece>, NotALetter> {
        if place.depth >= DEEPEST {
            return Err(NotALetter::TooTangled);
        }
        let boundary = head.parameter("boundary").unwrap_or_default();
        let parts = sections(body, boundary.as_bytes());
        if parts.is_empty() {
            // The boundary never comes: whatever is there is the letter.
            return Ok(vec![piece(head, body, false, self.formatted)?]);
        }
        if kind == "encrypted" {
            self.sealed = true;
            for part in parts {
                let (head, body) = headers::split(part);
                let head = Head::read(head);
                let media = head.media_type().unwrap_or_else(|| "application/octet-stream".to_owned());
                self.note(&head, media, body);
            }
            return Ok(Vec::new());
        }
        let default = if kind == "digest" { Default::Message } else { Default::Text };
        let mut children = Vec::new();
        let alternatives = kind == "alternative";
        let mut said = place.said;
        for (index, part) in parts.into_iter().enumerate() {
            let (part_head, part_body) = headers::split(part);
            let inner = Place { depth: place.depth + 1, default, first: index == 0, said, ..place };
            let part_head = Head::read(part_head);
            let is_extra = kind == "related" && index > 0 && !part_head.is_inline();
            if is_extra && part_head.media_type().is_some_and(|media| media.starts_with("text/")) {
                self.parts += 1;
                let media = part_head.media_type().unwrap_or_default();
                self.note(&part_head, media, part_body);
            } else {
                let child = self.part(&part_head, part_body, inner)?;
                said |= alternatives && !self.formatted && is_plain(&child) && says_something(&child);
                children.push(child);
            }
        }
        if alternatives {
            return Ok(best_alternative(children, self.formatted));
        }
        Ok(children.into_iter().flatten().collect())
    }

    /// A mail sent on as an attachment: its words belong to the letter, under a heading.
    fn forwarded(
        &mut self,
        head: &Head,
        body: &[u8],
        media: &str,
        place: Place,
    ) -> Result<Vec<Piece>, NotALetter> {
        let sealed = body;
        let decoded;
        let (body, encoded) = match head.transfer_encoding().as_str() {
            "base64" => {
                decoded = charset::base64(body);
                (decoded.as_slice(), 1)
            }
            "quoted-printable" => {
                decoded = charset::quoted_printable(body);
                (decoded.as_slice(), 1)
            }
            _ => (body, 0),
        };
        let encoded = place.encoded + encoded;
        if place.depth >= DEEPEST || encoded > MOST_ENCODED {
            self.note(head, media.to_owned(), sealed);
            return Ok(Vec::new());
        }
        let (inner_head, inner_body) = headers::split(body.trim_ascii_start());
        let inner_head = Head::read(inner_head);
        let inner =
            Place { depth: place.depth + 1, encoded, default: Default::Text, first: true, said: place.said };
        let mut pieces = needed(self.part(&inner_head, inner_body, inner)?);
        let from_html = pieces.iter().any(|piece| piece.from_html);
        let heading = heading(&inner_head);
        let mut sources = Vec::new();
        if self.formatted {
            sources.push(Source::Words(heading.clone()));
            sources.extend(pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.sources)));
        }
        let text = format!("{heading}\n\n{}", join(pieces));
        Ok(vec![Piece { text: text.trim_end().to_owned(), spare: false, from_html, sources }])
    }

    /// What Outlook wrapped up, if it did: its attachments are the letter's, and so are its words
    /// where there are no others.
    fn wrapped(
        &mut self,
        head: &Head,
        body: &[u8],
        media: String,
        place: Place,
    ) -> Result<Vec<Piece>, NotALetter> {
        let declared = media != "application/octet-stream"
            || head.file_name().is_some_and(|name| name.to_ascii_lowercase().ends_with("winmail.dat"));
        let unwrapped = if declared { tnef::as_mail(&decoded(head, body)) } else { None };
        let Some(mail) = unwrapped else {
            self.note(head, media, body);
            return Ok(Vec::new());
        };
        let (inner_head, inner_body) = headers::split(&mail);
        let (depth, encoded) = (place.depth + 1, place.encoded + 1);
        let inner = Place { depth, encoded, default: Default::Text, first: true, said: place.said };
        let mut pieces = self.part(&Head::read(inner_head), inner_body, inner)?;
        pieces.iter_mut().for_each(|piece| piece.spare = true);
        Ok(pieces)
    }

    fn note(&mut self, head: &Head, media_type: String, body: &[u8]) {
        if self.wanted == Some(self.attachments.len()) {
            self.taken = Some(decoded(head, body).into_owned());
        }
        if self.formatted
            && media_type.starts_with("image/")
            && let Some(id) = head.content_id()
            && self.pictures.iter().map(|picture| picture.bytes.len()).sum::<usize>() < MOST_PICTURES
        {
            self.pictures.push(Picture { id, bytes: decoded(head, body).into_owned() });
        }
        let bytes = match head.transfer_encoding().as_str() {
            "base64" => charset::base64_size(body),
            _ => decoded(head, body).len() as u64,
        };
        self.attachments.push(AttachmentNote { name: head.file_name(), media_type, bytes });
    }
}

/// A part's bytes as they were before the post.
fn decoded<'a>(head: &Head, body: &'a [u8]) -> Cow<'a, [u8]> {
    match head.transfer_encoding().as_str() {
        "base64" => Cow::Owned(charset::base64(body)),
        "quoted-printable" => Cow::Owned(charset::quoted_printable(body)),
        "x-uuencode" | "uuencode" | "x-uue" => Cow::Owned(charset::uudecoded(body)),
        _ => Cow::Borrowed(body),
    }
}

/// A text part is the letter's own unless it is marked, or looks like, an attached file.
fn is_body(head: &Head, place: Place) -> bool {
    if place.depth == 0 {
        return true;
    }
    !head.is_attachment() && (place.first || head.is_inline() || head.file_name().is_none())
}

fn heading(head: &Head) -> String {
    let mut lines = vec!["Forwarded message".to_owned()];
    if let Some(from) = head.from() {
        let (name, email) = (from.name.unwrap_or_default(), from.email.unwrap_or_default());
        let who = match (name.is_empty(), email.is_empty()) {
            (false, false) => format!("{name} <{email}>"),
            _ => format!("{name}{email}"),
        };
        lines.push(format!("From: {who}"));
    }
    if let Some(sent) = head.sent() {
        lines.push(format!("Date: {}", sent.format("%-d %B %Y, %H:%M")));
    }
    let subject = head.subject();
    if !subject.is_empty() {
        lines.push(format!("Subject: {subject}"));
    }
    lines.join("\n")
}

fn says_something(child: &[Piece]) -> bool {
    child.iter().any(|piece| plain::has_words(&piece.text))
}

fn is_plain(child: &[Piece]) -> bool {
    child.iter().all(|piece| !piece.from_html)
}

/// The same words several times: plain text if it has any, otherwise the last that has. Where how
/// it looks is asked for, the last page.
fn best_alternative(children: Vec<Vec<Piece>>, formatted: bool) -> Vec<Piece> {
    let plain_one = children.iter().position(|child| says_something(child) && is_plain(child));
    let is_page = |child: &Vec<Piece>| child.iter().any(|piece| piece.from_html);
    let page = if formatted { children.iter().rposition(is_page) } else { None };
    let chosen =
        page.or(plain_one).or_else(|| children.iter().rposition(|child| says_something(child))).unwrap_or(0);
    children.into_iter().nth(chosen).unwrap_or_default()
}

fn piece(head: &Head, body: &[u8], is_html: bool, formatted: bool) -> Result<Piece, NotALetter> {
    let decoded = decoded(head, body);
    let bytes = decoded.as_ref();
    // Twice, because UTF-16 is twice as long. A page may hold pictures, so it is not judged by its size.
    if !is_html && bytes.len() > 2 * LONGEST_TEXT {
        return Err(NotALetter::TooLong);
    }
    let of_html = if is_html { charset::of_html(bytes) } else { None };
    let text = charset::decode(bytes, head.parameter("charset").or(of_html.as_deref()));
    if is_html || looks_like_html(&text) {
        if formatted {
            let sources = vec![Source::Html(text)];
            return Ok(Piece { text: String::new(), spare: false, from_html: true, sources });
        }
        let text = plain::tidy(&html::to_text(&text));
        return Ok(Piece { text, spare: false, from_html: true, sources: Vec::new() });
    }
    let is = |name: &str, value: &str| head.parameter(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
    let text = if is("format", "flowed") { plain::unflow(&text, is("delsp", "yes")) } else { text };
    let text = plain::tidy(&text);
    let sources = if formatted { vec![Source::Words(text.clone())] } else { Vec::new() };
    Ok(Piece { text, spare: false, from_html: false, sources })
}

/// Some programs send a page of HTML and call it plain text.
fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(20).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
