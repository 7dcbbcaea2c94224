//! A page written anew, tag by tag: what is opened is closed, in order and not deep, so that every
//! reader builds the same tree from it, in time in proportion to its length.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::super::tag::is_silent;
use super::link::{self, Link};
use super::picture::{self, Picture};
use super::{NotShown, vocabulary};

/// A page larger than this, pictures and all, is not shown.
pub(super) const LONGEST_PAGE: usize = 32 * 1024 * 1024;
/// Nor one with more words and tags than this.
const LONGEST_TEXT: usize = 2 * 1024 * 1024;
/// Newsletters have a few thousand tags.
const MOST_TAGS: usize = 50_000;
/// Of those a tag has no use for a hundredth.
const MOST_ATTRIBUTES: usize = 200_000;
/// Tables within tables within tables come to sixty.
const DEEPEST: usize = 200;
/// More links than this are not counted, and lead nowhere.
const MOST_LINKS: usize = 5_000;
/// The longest value of an attribute that is not a picture.
const LONGEST_VALUE: usize = 8 * 1024;

/// What becomes of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// They keep their address.
    Kept,
    /// They lead to `#link-N`, that is nowhere, and are listed.
    Numbered,
}

/// A page written anew.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub(super) html: String,
    pub(super) links: Vec<Link>,
    pub(super) elsewhere: u32,
    pub(super) unshown: u32,
}

/// Writes a page anew.
pub(super) fn rewrite(page: &str, pictures: &[Picture], links: Links) -> Result<Rewritten, NotShown> {
    if page.len() > LONGEST_PAGE {
        return Err(NotShown::TooLarge);
    }
    let mut writer = Writer::new(pictures, links);
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| writer.event(&event).err());
    emitter.naively_switch_states(true);
    // The first thing the writer refuses ends it.
    if let Some(Ok(refused)) = Tokenizer::new_with_emitter(page, emitter).next() {
        return Err(refused);
    }
    writer.close_down_to(0);
    Ok(writer.out)
}

/// Plain words as a fragment of a page.
pub(super) fn paragraph(words: &str) -> String {
    let mut html = String::from("<p>");
    for (index, line) in words.lines().enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        escape(line, &mut html);
    }
    html + "</p>"
}

/// A start tag as it is read.
#[derive(Default)]
struct Tag {
    name: String,
    attribute: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Its style, one property after another, lower-cased.
    fn style(&self) -> Vec<(String, String)> {
        let style = self.get("style").unwrap_or_default().to_ascii_lowercase();
        let properties = style.split(';').filter_map(|property| property.split_once(':'));
        properties.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    }
}

/// An element that is open.
struct Open {
    name: String,
    /// End tags to write when it closes.
    ends: Vec<&'static str>,
    silent: bool,
    pre: bool,
    /// The link it is, counted in `links`, with its words so far.
    link: Option<(Link, String, usize)>,
}

struct Writer<'a> {
    out: Rewritten,
    pictures: &'a [Picture],
    mode: Links,
    open: Vec<Open>,
    tag: Option<Tag>,
    tags: usize,
    attributes: usize,
    silent: usize,
    /// Just after `<pre>`, where a line end is not a line.
    fresh_pre: bool,
    /// Bytes of the page that are pictures.
    drawn: usize,
}

impl<'a> Writer<'a> {
    fn new(pictures: &'a [Picture], mode: Links) -> Self {
        Self {
            out: Rewritten::default(),
            pictures,
            mode,
            open: Vec::new(),
            tag: None,
            tags: 0,
            attributes: 0,
            silent: 0,
            fresh_pre: false,
            drawn: 0,
        }
    }

    fn event(&mut self, event: &CallbackEvent<'_>) -> Result<(), NotShown> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tags += 1;
                let name = text(name.get(..32).unwrap_or(name));
                self.tag = Some(Tag { name, ..Tag::default() });
            }
            CallbackEvent::AttributeName { name } => {
                self.attributes += 1;
                if let Some(tag) = &mut self.tag {
                    tag.attribute = text(name.get(..32).unwrap_or(name));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(tag) = &mut self.tag
                    && (value.len() <= LONGEST_VALUE || tag.attribute == "src")
                    && tag.attributes.len() < 64
                {
                    tag.attributes.push((std::mem::take(&mut tag.attribute), text(value)));
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some(tag) = self.tag.take() {
                    self.start(&tag)?;
                }
            }
            CallbackEvent::EndTag { name } => {
                self.tags += 1;
                self.tag = None;
                self.end(&text(name.get(..32).unwrap_or(name)));
            }
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
        if self.tags > MOST_TAGS || self.attributes > MOST_ATTRIBUTES || self.open.len() > DEEPEST {
            return Err(NotShown::TooTangled);
        }
        if self.out.html.len() - self.drawn > LONGEST_TEXT || self.out.html.len() > LONGEST_PAGE {
            return Err(NotShown::TooLarge);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        let text = if self.fresh_pre { text.trim_start_matches(['\n', '\r']) } else { text };
        self.fresh_pre &= text.is_empty();
        if let Some((_, words, _)) = self.open.iter_mut().rev().find_map(|open| open.link.as_mut())
            && words.len() < LONGEST_VALUE
        {
            words.push_str(text);
        }
        escape(text, &mut self.out.html);
    }

    fn start(&mut self, tag: &Tag) -> Result<(), NotShown> {
        let name = tag.name.as_str();
        let style = tag.style();
        self.count_fetches(tag, &style);
        self.close_implied(name);
        let is = |property: &str, word: &str| {
            style.iter().any(|(name, value)| name == property && value.starts_with(word))
        };
        let hidden = tag.get("hidden").is_some()
            || is("display", "none")
            || is("visibility", "hidden")
            || is("mso-hide", "all");
        match name {
            "br" | "hr" if self.silent == 0 => {
                self.out.html.push_str(if name == "br" { "<br>" } else { "<hr>" })
            }
            "img" if self.silent == 0 && !hidden => self.picture(tag),
            "br" | "hr" | "img" | "input" | "meta" | "link" | "wbr" | "area" | "base" | "embed"
            | "source" | "track" | "col" | "param" | "frame" | "bgsound" | "keygen" => {}
            _ => self.element(tag, &style, hidden || is_silent(name.as_bytes()) || MUTE.contains(&name)),
        }
        Ok(())
    }

    fn element(&mut self, tag: &Tag, style: &[(String, String)], silent: bool) {
        let name = tag.name.as_str();
        let mut open =
            Open { name: name.to_owned(), ends: Vec::new(), silent, pre: name == "pre", link: None };
        self.silent += usize::from(silent);
        let shown = if BLOCKS.contains(&name) { "div" } else { name };
        let known = vocabulary::ELEMENTS.iter().find(|known| **known == shown);
        if let Some(known) = known.filter(|_| self.silent == 0) {
            if *known == "a" {
                let link = tag.get("href").and_then(link::read);
                if let Some((link, written)) = link.filter(|_| self.out.links.len() < MOST_LINKS) {
                    let at = self.out.links.len();
                    let href = match self.mode {
                        Links::Kept => written,
                        Links::Numbered => format!("#link-{at}"),
                    };
                    self.out.links.push(link.clone());
                    open.link = Some((link, String::new(), at));
                    self.out.html.push_str("<a");
                    attribute("href", &href, &mut self.out.html);
                    self.out.html.push('>');
                    open.ends.push("a");
                }
            } else {
                self.write_start(known, tag, style);
                open.ends.push(known);
            }
            if WRAPPING.contains(known) {
                self.wrap(style, &mut open.ends);
            }
            self.fresh_pre = open.pre;
        }
        self.open.push(open);
    }

    fn write_start(&mut self, name: &str, tag: &Tag, style: &[(String, String)]) {
        let styled = |property: &[&str]| {
            style
                .iter()
                .rev()
                .find(|(name, _)| property.contains(&name.as_str()))
                .map(|(_, value)| value.as_str())
        };
        let html = &mut self.out.html;
        html.push('<');
        html.push_str(name);
        for known in vocabulary::attributes(name).iter().chain(&["dir"]) {
            let of_style = match *known {
                "align" => styled(&["text-align"]),
                "bgcolor" => styled(&["background-color", "background"]),
                _ => None,
            };
            let found = of_style.and_then(|value| vocabulary::value(known, value));
            let found = found.or_else(|| tag.get(known).and_then(|value| vocabulary::value(known, value)));
            if let Some(value) = found {
                attribute(known, &value, html);
            }
        }
        html.push('>');
    }

    /// What of a style carries meaning is said by elements: the policy of the page allows no style.
    fn wrap(&mut self, style: &[(String, String)], ends: &mut Vec<&'static str>) {
        for (property, value) in style {
            let element = match property.as_str() {
                "font-weight" if value == "bold" || value.starts_with(['7', '8', '9']) => "b",
                "font-style" if value == "italic" => "i",
                "text-decoration" if value.contains("underline") => "u",
                "text-decoration" if value.contains("line-through") => "s",
                "color" => "font",
                _ => continue,
            };
            let color = if element == "font" { vocabulary::color(value) } else { None };
            if ends.contains(&element) || (element == "font" && color.is_none()) {
                continue;
            }
            self.out.html.push('<');
            self.out.html.push_str(element);
            if let Some(color) = color {
                attribute("color", &color, &mut self.out.html);
            }
            self.out.html.push('>');
            ends.push(element);
        }
    }

    fn picture(&mut self, tag: &Tag) {
        let src = tag.get("src").map(str::trim).unwrap_or_default();
        let start: String = src.chars().take(8).collect::<String>().to_ascii_lowercase();
        let room = self.drawn < LONGEST_PAGE / 2;
        let found = if !room || src.is_empty() {
            None
        } else if start.starts_with("cid:") {
            picture::in_mail(self.pictures, src)
        } else if start.starts_with("data:") {
            picture::in_address(src)
        } else {
            self.out.elsewhere += 1;
            return self.alternative(tag);
        };
        let Some(found) = found else {
            self.out.unshown += 1;
            return self.alternative(tag);
        };
        let html = &mut self.out.html;
        html.push_str("<img");
        attribute("src", &found, html);
        self.drawn += found.len();
        for known in ["alt", "width", "height"] {
            if let Some(value) = tag.get(known).and_then(|value| vocabulary::value(known, value)) {
                attribute(known, &value, html);
            }
        }
        html.push('>');
    }

    /// The words that stand for a picture which is not shown.
    fn alternative(&mut self, tag: &Tag) {
        let alt = tag.get("alt").and_then(|alt| vocabulary::value("alt", alt)).unwrap_or_default();
        self.text(&alt);
    }

    /// Other ways of having something fetched; none of them is written.
    fn count_fetches(&mut self, tag: &Tag, style: &[(String, String)]) {
        let fetches = tag.get("background").is_some_and(|address| !address.is_empty())
            || style.iter().any(|(_, value)| value.contains("url("))
            || (tag.name == "input" && tag.get("src").is_some());
        if fetches && self.silent == 0 {
            self.out.elsewhere += 1;
        }
    }

    /// Closes what a browser would take to end where this begins.
    fn close_implied(&mut self, name: &str) {
        let table = &["table"];
        let cells = &["td", "th", "caption", "table"];
        match name {
            "li" => self.close_within(&["li"], &["ul", "ol", "td", "th", "table"]),
            "dt" | "dd" => self.close_within(&["dt", "dd"], &["dl", "td", "th", "table"]),
            "td" | "th" => self.close_within(&["td", "th", "caption"], table),
            "tr" => self.close_within(&["tr", "caption"], table),
            "tbody" | "thead" | "tfoot" => self.close_within(&["tbody", "thead", "tfoot", "caption"], table),
            "a" => self.close_within(&["a"], &["td", "th", "caption"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let headings = &["h1", "h2", "h3", "h4", "h5", "h6", "p"];
                self.close_within(headings, &["td", "th", "caption", "table", "div", "li", "blockquote"]);
            }
            _ => {}
        }
        let begins = BLOCKS.contains(&name)
            || ["p", "div", "ul", "ol", "dl", "li", "dt", "dd", "table", "blockquote", "pre", "center", "hr"]
                .contains(&name);
        if begins {
            self.close_within(&["p"], cells);
        }
    }

    /// Closes the nearest of `names`, if no element of `walls` stands before it.
    fn close_within(&mut self, names: &[&str], walls: &[&str]) {
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at) else { return };
            if names.contains(&open.name.as_str()) {
                return self.close_down_to(at);
            }
            if open.silent || walls.contains(&open.name.as_str()) {
                return;
            }
        }
    }

    fn end(&mut self, name: &str) {
        let frames = ["table", "tr", "td", "th", "tbody", "thead", "tfoot", "body", "html"];
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at) else { return };
            if open.name == name {
                return self.close_down_to(at);
            }
            // A stray end tag in a cell must not close what is outside the cell.
            if ["td", "th", "caption"].contains(&open.name.as_str()) && !frames.contains(&name) {
                return;
            }
        }
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(last) = self.open.pop() else { return };
            self.silent -= usize::from(last.silent);
            self.fresh_pre = false;
            for end in last.ends.iter().rev() {
                self.out.html.push_str("</");
                self.out.html.push_str(end);
                self.out.html.push('>');
            }
            if let Some((link, words, at)) = last.link
                && let Some(listed) = self.out.links.get_mut(at)
            {
                listed.pretends |= link::pretends(&words, &link);
            }
        }
    }
}

/// Elements whose content is not for reading, beside those that plain text passes over.
const MUTE: [&str; 8] =
    ["applet", "frameset", "noframes", "datalist", "plaintext", "xmp", "listing", "dialog"];

/// Elements that are blocks and nothing else to a reader.
const BLOCKS: [&str; 15] = [
    "address",
    "article",
    "aside",
    "details",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "legend",
    "main",
    "nav",
    "section",
    "summary",
];

/// Elements whose style may say bold, italic, underlined or coloured.
const WRAPPING: [&str; 19] = [
    "a",
    "b",
    "blockquote",
    "caption",
    "center",
    "dd",
    "div",
    "dt",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "li",
    "p",
    "span",
    "td",
    "th",
];

fn attribute(name: &str, value: &str, html: &mut String) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    escape(value, html);
    html.push('"');
}

/// Words as a page writes them. Control characters say nothing, and marks that turn text round deceive.
fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\t' => html.push(letter),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => html.push(letter),
        }
    }
}
