//! HTML becomes plain text that reads like a letter.
//!
//! A tokenizer and a short stack, not a tree: mail is tag soup, and most of it is laid out in tables.
//! html2text 0.17 was tried. It draws tables with borders and pads their columns, reads what is
//! hidden, sets Outlook's close lines apart, and its tree takes 1.3 s for 16,000 nested tags and four
//! times that for twice as many.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::sheet::{Gap, Sheet};
use super::tag::{LONGEST_LINK, Name, Start, is_silent, link_target, name_of, trimmed};

/// Elements nested deeper are read as if they were not there.
const DEEPEST: usize = 256;
/// Tables nested deeper are read as blocks.
const DEEPEST_TABLE: usize = 12;
/// After this many tags the rest is text without shape.
const MOST_TAGS: usize = 300_000;

/// The words of a page, as plain text. Nothing is fetched, nothing is run.
pub(super) fn to_text(html: &str) -> String {
    let mut page = Page::new();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        page.event(&event);
        None
    });
    emitter.naively_switch_states(true);
    match Tokenizer::new_with_emitter(html, emitter).finish() {
        Ok(()) => page.finish(),
        Err(impossible) => match impossible {},
    }
}

/// What an open element does to the text, and undoes when it closes.
enum Effect {
    None,
    Block(Gap),
    Quote,
    List { next: Option<usize> },
    Link { href: String, text: String },
    Table { row: Vec<String> },
    Row,
    Cell,
}

struct Open {
    name: Name,
    hidden: bool,
    pre: bool,
    effect: Effect,
}

struct Page {
    /// The page, then one sheet for each open table cell.
    sheets: Vec<Sheet>,
    open: Vec<Open>,
    start: Option<Start>,
    hidden: usize,
    pre: usize,
    tags: usize,
}

impl Page {
    fn new() -> Self {
        Self { sheets: vec![Sheet::new()], open: Vec::new(), start: None, hidden: 0, pre: 0, tags: 0 }
    }

    fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close_last();
        }
        self.sheets.pop().map(Sheet::finish).unwrap_or_default()
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tags += 1;
                self.start = Some(Start { name: name_of(name), ..Start::default() });
            }
            CallbackEvent::AttributeName { name } => {
                if let Some(start) = &mut self.start {
                    start.attribute = name_of(name);
                    start.hidden |= *name == b"hidden";
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(start) = &mut self.start {
                    start.keep(value);
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some(start) = self.start.take()
                    && self.tags <= MOST_TAGS
                {
                    self.open_tag(start);
                }
            }
            CallbackEvent::EndTag { name } => {
                self.start = None;
                self.tags += 1;
                if self.tags <= MOST_TAGS {
                    self.close_tag(name_of(name));
                }
            }
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let link = self.open.iter_mut().rev().find_map(|open| match &mut open.effect {
            Effect::Link { text, .. } => Some(text),
            _ => None,
        });
        if let Some(link) = link
            && link.len() <= LONGEST_LINK
        {
            link.push_str(text);
        }
        let is_pre = self.pre > 0;
        if let Some(sheet) = self.sheets.last_mut() {
            if is_pre {
                sheet.preformatted(text);
            } else {
                sheet.text(text);
            }
        }
    }

    fn edge(&mut self, gap: Gap) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.edge(gap);
        }
    }

    fn open_tag(&mut self, start: Start) {
        let name = trimmed(&start.name);
        match name {
            b"br" | b"hr" | b"img" | b"input" | b"meta" | b"link" | b"wbr" | b"area" | b"base" | b"embed"
            | b"source" | b"track" | b"col" | b"param" => {
                self.void_tag(name, &start);
                return;
            }
            b"li" => self.close_within(&[b"li"], &[b"ul", b"ol", b"td", b"th", b"table"]),
            b"dt" | b"dd" => self.close_within(&[b"dt", b"dd"], &[b"dl", b"td", b"th", b"table"]),
            b"td" | b"th" => self.close_within(&[b"td", b"th"], &[b"table"]),
            b"tr" => self.close_within(&[b"tr"], &[b"table"]),
            // A paragraph ends where the next block begins.
            b"p" | b"div" | b"ul" | b"ol" | b"table" | b"blockquote" | b"h1" | b"h2" | b"h3" | b"h4"
            | b"pre" => self.close_within(&[b"p"], &[b"td", b"th", b"table", b"div", b"li", b"blockquote"]),
            _ => {}
        }
        if self.open.len() >= DEEPEST {
            if let Effect::Block(gap) = self.effect_of(name, &start) {
                self.edge(gap);
            }
            return;
        }
        let hidden = start.hidden || is_silent(name) || start.is_hidden_by_style();
        self.hidden += usize::from(hidden);
        let effect = if self.hidden > 0 { Effect::None } else { self.effect_of(name, &start) };
        let pre = name == b"pre" || start.style.contains("white-space:pre");
        self.pre += usize::from(pre);
        self.apply(&effect);
        if let (b"li", true) = (name, self.hidden == 0) {
            self.mark_item();
        }
        self.open.push(Open { name: start.name, hidden, pre, effect });
    }

    fn void_tag(&mut self, name: &[u8], start: &Start) {
        if self.hidden > 0 || start.hidden || start.is_hidden_by_style() {
            return;
        }
        match name {
            b"br" => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.break_line();
                }
            }
            b"hr" => {
                self.edge(Gap::Line);
                self.text("________");
                self.edge(Gap::Line);
            }
            // A logo says nothing, but a face may be a picture whose other text is the face.
            b"img" if !start.alt.is_ascii() && !start.alt.chars().any(char::is_alphanumeric) => {
                self.text(&start.alt);
            }
            _ => {}
        }
    }

    fn effect_of(&self, name: &[u8], start: &Start) -> Effect {
        match name {
            b"p" if start.is_tight() || self.lists() > 0 => Effect::Block(Gap::Line),
            b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"pre" | b"dl" | b"fieldset"
            | b"figure" => Effect::Block(Gap::Blank),
            b"blockquote" => Effect::Quote,
            b"div" if start.class.contains("yahoo_quoted") => Effect::Quote,
            b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"nav" | b"aside"
            | b"address" | b"center" | b"body" | b"html" | b"form" | b"li" | b"dt" | b"dd" | b"caption"
            | b"option" | b"figcaption" | b"legend" => Effect::Block(Gap::Line),
            b"ul" => Effect::List { next: None },
            b"ol" => Effect::List { next: Some(1) },
            b"a" if !start.href.is_empty() => Effect::Link { href: start.href.clone(), text: String::new() },
            b"table" if self.tables() < DEEPEST_TABLE => Effect::Table { row: Vec::new() },
            b"table" => Effect::Block(Gap::Line),
            b"tr" if self.innermost_is(b"table") => Effect::Row,
            b"td" | b"th" if self.innermost_is(b"tr") || self.innermost_is(b"table") => Effect::Cell,
            b"tr" | b"td" | b"th" => Effect::Block(Gap::Line),
            _ => Effect::None,
        }
    }

    fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::None | Effect::Link { .. } => {}
            Effect::Block(gap) => self.edge(*gap),
            Effect::Quote => {
                self.edge(Gap::Line);
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.quote_deeper();
                }
            }
            Effect::List { .. } | Effect::Table { .. } => {
                let gap = if self.lists() + self.tables() == 0 { Gap::Blank } else { Gap::Line };
                self.edge(gap);
            }
            Effect::Row => self.edge(Gap::Line),
            Effect::Cell => self.sheets.push(Sheet::new()),
        }
    }

    /// Writes the bullet or number of a list item.
    fn mark_item(&mut self) {
        let depth = self.lists();
        let next = self.open.iter_mut().rev().find_map(|open| match &mut open.effect {
            Effect::List { next } => Some(next),
            _ => None,
        });
        let sign = match next {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.mark(format!("{}{sign}", "  ".repeat(depth.saturating_sub(1).min(8))));
        }
    }

    fn close_tag(&mut self, name: Name) {
        let is_frame = matches!(
            trimmed(&name),
            b"table" | b"tr" | b"td" | b"th" | b"tbody" | b"thead" | b"tfoot" | b"body" | b"html"
        );
        if trimmed(&name) == b"br" {
            self.void_tag(b"br", &Start::default());
            return;
        }
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at) else { return };
            if open.name == name {
                self.close_down_to(at);
                return;
            }
            // A stray end tag in a cell must not close what is outside the cell.
            let stops = match &open.effect {
                Effect::Cell => !is_frame,
                Effect::Table { .. } => trimmed(&name) != b"body" && trimmed(&name) != b"html",
                _ => false,
            };
            if stops {
                return;
            }
        }
    }

    /// Closes the nearest of `names`, if no element of `walls` stands before it.
    fn close_within(&mut self, names: &[&[u8]], walls: &[&[u8]]) {
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at) else { return };
            let name = trimmed(&open.name);
            if names.contains(&name) {
                self.close_down_to(at);
                return;
            }
            if walls.contains(&name) {
                return;
            }
        }
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(last) = self.open.pop() else { return };
        self.hidden -= usize::from(last.hidden);
        self.pre -= usize::from(last.pre);
        match last.effect {
            Effect::None => {}
            Effect::Block(gap) => self.edge(gap),
            Effect::Quote => {
                self.edge(Gap::Blank);
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.quote_shallower();
                }
            }
            Effect::List { .. } => {
                let gap = if self.lists() == 0 { Gap::Blank } else { Gap::Line };
                self.edge(gap);
            }
            Effect::Link { href, text } => {
                if let Some(target) = link_target(&href, &text) {
                    self.text(&format!(" <{target}>"));
                }
            }
            Effect::Cell => {
                let cell = self.sheets.pop().map(Sheet::finish).unwrap_or_default();
                if let Some(row) = self.row() {
                    row.push(cell);
                }
            }
            Effect::Row => self.close_row(),
            Effect::Table { row } => {
                // Cells whose row was never opened.
                self.write_row(row);
                let gap = if self.tables() == 0 { Gap::Blank } else { Gap::Line };
                self.edge(gap);
            }
        }
    }

    fn row(&mut self) -> Option<&mut Vec<String>> {
        self.open.iter_mut().rev().find_map(|open| match &mut open.effect {
            Effect::Table { row } => Some(row),
            _ => None,
        })
    }

    fn close_row(&mut self) {
        let row = self.row().map(std::mem::take).unwrap_or_default();
        self.write_row(row);
    }

    /// A row of short cells is one line; a row that lays out a page is one block after another.
    fn write_row(&mut self, row: Vec<String>) {
        let cells: Vec<String> = row.into_iter().filter(|cell| !cell.trim().is_empty()).collect();
        let Some(sheet) = self.sheets.last_mut() else { return };
        if cells.iter().all(|cell| !cell.contains('\n')) {
            if !cells.is_empty() {
                sheet.lines(&cells.join(" | "));
            }
            return;
        }
        for cell in cells {
            sheet.edge(Gap::Blank);
            sheet.lines(&cell);
        }
        sheet.edge(Gap::Blank);
    }

    fn tables(&self) -> usize {
        self.open.iter().filter(|open| matches!(open.effect, Effect::Table { .. })).count()
    }

    fn lists(&self) -> usize {
        let in_cell = self.open.iter().rev().take_while(|open| !matches!(open.effect, Effect::Cell));
        in_cell.filter(|open| matches!(open.effect, Effect::List { .. })).count()
    }

    /// Whether the nearest open element of table structure is this one.
    fn innermost_is(&self, name: &[u8]) -> bool {
        let nearest = self.open.iter().rev().find_map(|open| match open.effect {
            Effect::Table { .. } => Some(&b"table"[..]),
            Effect::Row => Some(&b"tr"[..]),
            Effect::Cell => Some(&b"td"[..]),
            _ => None,
        });
        nearest == Some(name)
    }
}
