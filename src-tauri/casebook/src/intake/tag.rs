//! A start tag as far as its text is concerned: its name and the few attributes that matter.

use super::plain;

/// A longer link is a tracker, not an address to keep.
pub(super) const LONGEST_LINK: usize = 300;

/// A tag's name, cut to what tells the known ones apart.
pub(super) type Name = [u8; 12];

pub(super) fn name_of(bytes: &[u8]) -> Name {
    let mut name = Name::default();
    for (to, from) in name.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    name
}

/// The start tag being read: only the attributes that matter are kept.
#[derive(Default)]
pub(super) struct Start {
    pub(super) name: Name,
    pub(super) attribute: Name,
    pub(super) class: String,
    pub(super) style: String,
    pub(super) href: String,
    pub(super) alt: String,
    pub(super) hidden: bool,
}

impl Start {
    pub(super) fn keep(&mut self, value: &[u8]) {
        let text = || String::from_utf8_lossy(value.get(..4096).unwrap_or(value)).into_owned();
        match trimmed(&self.attribute) {
            b"class" => self.class = text().to_ascii_lowercase(),
            b"style" => {
                self.style = text().to_ascii_lowercase();
                self.style.retain(|c| !c.is_whitespace());
            }
            b"href" => self.href = text(),
            b"alt" => self.alt = text(),
            _ => {}
        }
    }

    pub(super) fn is_hidden_by_style(&self) -> bool {
        ["display:none", "mso-hide:all", "visibility:hidden"].iter().any(|way| self.style.contains(way))
    }

    /// Outlook's paragraphs stand close together, and so does any paragraph without margins.
    pub(super) fn is_tight(&self) -> bool {
        let no_margin = ["margin:0", "margin-top:0"].iter().any(|way| self.style.contains(way));
        self.class.contains("mso") || no_margin
    }
}

/// Elements whose content is not for reading.
pub(super) fn is_silent(name: &[u8]) -> bool {
    let silent: [&[u8]; 17] = [
        b"script",
        b"style",
        b"title",
        b"template",
        b"noscript",
        b"noembed",
        b"noframe",
        b"iframe",
        b"object",
        b"svg",
        b"math",
        b"select",
        b"textarea",
        b"xml",
        b"audio",
        b"video",
        b"canvas",
    ];
    silent.contains(&name)
}

/// A name without the room it does not fill.
pub(super) fn trimmed(name: &Name) -> &[u8] {
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

/// Where a link leads, when it is worth showing: to the web or a mailbox, and not in its words already.
pub(super) fn link_target(href: &str, text: &str) -> Option<String> {
    let href = plain::without_controls(href);
    let href = href.trim();
    let lower = href.to_ascii_lowercase();
    let is_known = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    let is_short = href.len() <= LONGEST_LINK && !href.contains(char::is_whitespace);
    if !(is_known && is_short && plain::has_words(text)) {
        return None;
    }
    let (shown, leads_to) = (bare(text), bare(href));
    let mailbox = leads_to.split('?').next().unwrap_or_default();
    let is_shown = shown == leads_to || (lower.starts_with("mailto:") && shown == mailbox);
    // The scheme of a mailbox is for programs.
    let target = if lower.starts_with("mailto:") { href.get("mailto:".len()..)? } else { href };
    (!is_shown).then(|| target.to_owned())
}

/// A link as people write it.
fn bare(link: &str) -> String {
    let link = link.trim().to_lowercase();
    let link = link.strip_prefix("mailto:").unwrap_or(&link);
    let link = link.split_once("://").map_or(link, |(_, rest)| rest);
    link.strip_prefix("www.").unwrap_or(link).trim_end_matches('/').to_owned()
}
