//! Document to pages: pure geometry.
//!
//! Invariant: nothing leaves the text area, and a page number printed in the text is the number of
//! the page that it refers to.

use super::document::{Block, Cover, Document, Inline, KeyFigure, Quote};
use super::flow::{Start, Strip, fill};
use super::fonts::{Face, FontError, Fonts};
use super::page::{
    Anchor, Area, Bookmark, Clickable, FOOTER, FULL, Item, LEFT, MEASURE, Page, Pages, Role, Shape, Tree,
};
use super::text::{Line, Setter, Style};

/// Running text.
pub(crate) const BODY: Style = Style { face: Face::Sans, size: 12.0 };
/// Words to be found at a glance.
pub(crate) const STRONG: Style = Style { face: Face::Bold, size: 12.0 };
/// Tables.
pub(crate) const CELL: Style = Style { face: Face::Sans, size: 10.5 };
/// Headings of columns.
pub(crate) const COLUMN: Style = Style { face: Face::Bold, size: 10.5 };
/// Sources.
pub(crate) const SMALL: Style = Style { face: Face::Sans, size: 9.5 };
const TITLE: Style = Style { face: Face::Bold, size: 30.0 };
const SECTION: Style = Style { face: Face::Bold, size: 20.0 };
const HEADING: Style = Style { face: Face::Bold, size: 13.0 };
const QUOTE: Style = Style { face: Face::Serif, size: 15.0 };
const FIGURE: Style = Style { face: Face::Bold, size: 26.0 };
const MARK: Style = Style { face: Face::Bold, size: 10.5 };
const FOOT: Style = Style { face: Face::Sans, size: 9.0 };

const LEADING: f32 = 17.0;
const RULE: Area = Area { x: LEFT, y: 0.0, w: 72.0, h: 4.8 };

/// The page numbers could not be made to agree with the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// A font is damaged.
    #[error(transparent)]
    Font(#[from] FontError),
    /// The numbers kept changing.
    #[error("the page numbers of this pack could not be settled; shorten its longest title and try again")]
    Unsettled,
}

/// Lays a document out. Also answers with the characters that no font has.
pub(crate) fn lay_out(document: &Document, fonts: &Fonts) -> Result<(Pages, Vec<char>), LayoutError> {
    let mut setter = Setter::new(fonts);
    let mut numbers = vec!["0".to_owned(); document.anchors];
    // Figures have one width, so only the count of digits can move a line. It never shrinks here:
    // the numbers settle.
    for _ in 0..12 {
        let mut layout = Layout {
            setter: &mut setter,
            tree: Tree::new(),
            strips: Vec::new(),
            bookmarks: Vec::new(),
            numbers: &numbers,
        };
        layout.blocks(&document.blocks);
        let Layout { tree, strips, bookmarks, .. } = layout;
        let (mut pages, places) = fill(strips, document.anchors);
        let found: Vec<String> = places
            .iter()
            .zip(&numbers)
            .map(|(place, before)| format!("{:\u{2007}>1$}", place.page + 1, before.chars().count()))
            .collect();
        if found == numbers {
            footers(&mut setter, &mut pages, &document.footer);
            let missing = setter.missing().collect();
            return Ok((Pages { pages, tree, places, bookmarks }, missing));
        }
        numbers = found;
    }
    Err(LayoutError::Unsettled)
}

/// Where the baseline is in a line of this height.
pub(crate) fn baseline(leading: f32, style: Style) -> f32 {
    leading.mul_add(0.5, style.size * 0.33)
}

/// A line as items, from `x` on.
pub(crate) fn items(line: Line, x: f32, y: f32, node: Option<usize>) -> Vec<Item> {
    let mut at = x;
    let place = |piece: super::text::Piece| {
        let left = at;
        at += piece.width();
        Item { node, shape: Shape::Text { x: left, y, piece } }
    };
    line.pieces.into_iter().map(place).collect()
}

/// Draws a box around the strong words of a line, one around those that stand together.
fn box_strong(strip: &mut Strip) {
    let mut boxes: Vec<(f32, f32)> = Vec::new();
    for item in &strip.items {
        let Shape::Text { x, piece, .. } = &item.shape else { continue };
        if piece.style.face != Face::Bold {
            continue;
        }
        let end = x + piece.width();
        match boxes.last_mut() {
            Some((_, last)) if (*last - x).abs() < 0.1 => *last = end,
            _ if piece.text.trim().is_empty() => {}
            _ => boxes.push((*x, end)),
        }
    }
    for (from, to) in boxes {
        let area = Area { x: from - 1.2, y: 1.6, w: to - from + 2.4, h: LEADING - 3.2 };
        strip.items.push(Item { node: None, shape: Shape::Outline(area, 0.7) });
    }
}

/// Marks which strips of a block stay together: the first two and the last two must; all should,
/// when they are few.
pub(crate) fn keep_ends(strips: &mut [Strip], all_up_to: usize) {
    let count = strips.len();
    for (index, strip) in strips.iter_mut().enumerate() {
        let inside = index + 1 < count;
        strip.keep = inside && (index == 0 || index + 2 == count);
        strip.together = inside && count <= all_up_to;
    }
}

/// Work in progress.
pub(crate) struct Layout<'a, 'f> {
    /// Measures and breaks.
    pub setter: &'a mut Setter<'f>,
    /// The parts so far.
    pub tree: Tree,
    /// The strips so far.
    pub strips: Vec<Strip>,
    bookmarks: Vec<Bookmark>,
    numbers: &'a [String],
}

impl Layout<'_, '_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Cover(cover) => self.cover(cover),
                Block::Contents(anchor) => self.contents(*anchor, blocks),
                Block::Section { title, anchor, start } => self.section(title, *anchor, *start),
                Block::Heading { title, anchor } => self.heading(title, *anchor),
                Block::Paragraph(inlines) => self.paragraph(inlines),
                Block::Lead(text) => {
                    self.paragraph(&[Inline::Text(text.clone())]);
                    if let Some(last) = self.strips.last_mut() {
                        last.keep = true;
                    }
                }
                Block::KeyFigures { figures, source } => self.key_figures(figures, source),
                Block::Chart(chart) => self.chart(chart),
                Block::Table(table) => self.table(table),
                Block::Quote(quote) => self.quote(quote),
                Block::List { numbered, items } => self.list(*numbered, items),
            }
        }
    }

    /// Strips of text, one a line.
    pub(crate) fn text(
        &mut self,
        spans: &[(String, Style)],
        node: usize,
        (x, width): (f32, f32),
        leading: f32,
    ) -> Vec<Strip> {
        let style = spans.first().map_or(BODY, |(_, style)| *style);
        let lines = self.setter.lines(spans, width);
        let strip = |line| Strip {
            height: leading,
            items: items(line, LEFT + x, baseline(leading, style), Some(node)),
            ..Strip::default()
        };
        lines.into_iter().map(strip).collect()
    }

    /// Adds strips, the first with space above.
    pub(crate) fn add(&mut self, before: f32, mut strips: Vec<Strip>) {
        if let Some(first) = strips.first_mut() {
            first.before = before;
        }
        self.strips.append(&mut strips);
    }

    /// A source under something: stays with it.
    pub(crate) fn source(&mut self, source: &str, before: f32) {
        if source.is_empty() {
            return;
        }
        if let Some(above) = self.strips.last_mut() {
            above.keep = true;
        }
        let node = self.tree.add(0, Role::P);
        let mut strips = self.text(&[(source.to_owned(), SMALL)], node, (0.0, MEASURE), 12.5);
        keep_ends(&mut strips, usize::MAX);
        self.add(before, strips);
    }

    fn cover(&mut self, cover: &Cover) {
        let mut strips = vec![Strip { height: cover.above, start: Start::Page, ..Strip::default() }];
        strips.push(Strip {
            height: RULE.h + 24.0,
            items: vec![Item { node: None, shape: Shape::Fill(RULE) }],
            ..Strip::default()
        });
        let kind = self.tree.add(0, Role::P);
        strips.extend(self.text(&[(cover.kind.clone(), BODY)], kind, (0.0, FULL), LEADING));
        strips.push(Strip { height: 6.0, ..Strip::default() });
        let title = self.tree.add(0, Role::H1);
        // A long motion is set smaller, so that the cover stays one page.
        for size in [TITLE.size, 24.0, 18.0, 13.0] {
            let style = Style { size, ..TITLE };
            let lines = self.text(&[(cover.title.clone(), style)], title, (0.0, FULL), size * 1.17);
            if lines.iter().map(|line| line.height).sum::<f32>() <= 250.0 || size < 14.0 {
                strips.extend(lines);
                break;
            }
        }
        strips.push(Strip { height: 22.0, ..Strip::default() });
        let list = self.tree.add(0, Role::L);
        for (name, words, strong) in &cover.facts {
            let item = self.tree.add(list, Role::Li);
            let (label, body) = (self.tree.add(item, Role::Lbl), self.tree.add(item, Role::LBody));
            let style = if *strong { STRONG } else { BODY };
            let mut lines = self.text(&[(words.clone(), style)], body, (100.0, MEASURE - 72.0), LEADING);
            let name = self.setter.spaced(name, BODY);
            if let Some(first) = lines.first_mut() {
                first.items.splice(0..0, items(name, LEFT, baseline(LEADING, BODY), Some(label)));
                first.before = 7.0;
            }
            strips.extend(lines);
        }
        keep_ends(&mut strips, usize::MAX);
        self.strips.append(&mut strips);
    }

    fn contents(&mut self, anchor: Anchor, blocks: &[Block]) {
        self.section("Contents", anchor, Start::Page);
        let toc = self.tree.add(0, Role::Toc);
        let mut inner = None;
        for block in blocks {
            let (title, to, level) = match block {
                Block::Section { title, anchor, .. } => (title, *anchor, 2),
                Block::Heading { title, anchor: Some(anchor) } => (title, *anchor, 3),
                _ => continue,
            };
            let parent = if level == 2 {
                inner = None;
                toc
            } else {
                *inner.get_or_insert_with(|| self.tree.add(toc, Role::Toc))
            };
            let (indent, style, before) = if level == 2 { (0.0, STRONG, 9.0) } else { (14.0, BODY, 0.0) };
            let entry = self.tree.add(parent, Role::Toci);
            let reference = self.tree.add(entry, Role::Reference);
            let number = self.numbers.get(to).cloned().unwrap_or_default();
            let link = self.tree.add_with(reference, Role::Link, format!("{title}, page {}", number.trim()));
            let mut strips =
                self.text(&[(title.clone(), style)], link, (indent, MEASURE - indent - 40.0), LEADING);
            let number = self.setter.line(&number, style);
            if let Some(last) = strips.last_mut() {
                // The title's last word, a space, and the number far to the right: one entry.
                if let Some(Item { shape: Shape::Text { x, y, piece }, .. }) = last.items.last() {
                    let (x, y) = (x + piece.width(), *y);
                    let mut space = Line::default();
                    self.setter.end_with_space(&mut space, style);
                    last.items.extend(items(space, x, y, Some(link)));
                    last.items.extend(items(number.clone(), LEFT + MEASURE - number.width, y, Some(link)));
                }
            }
            for strip in &mut strips {
                let area = Area { x: LEFT + indent, y: 0.0, w: MEASURE - indent, h: LEADING };
                strip.links.push(Clickable { node: link, area, to });
            }
            keep_ends(&mut strips, usize::MAX);
            self.add(before, strips);
        }
    }

    fn section(&mut self, title: &str, anchor: Anchor, start: Start) {
        let node = self.tree.add(0, Role::H2);
        self.bookmarks.push(Bookmark { title: title.to_owned(), level: 2, to: anchor });
        let mut strips = vec![Strip {
            height: RULE.h + 17.0,
            start,
            anchors: vec![anchor],
            items: vec![Item { node: None, shape: Shape::Fill(RULE) }],
            ..Strip::default()
        }];
        strips.extend(self.text(&[(title.to_owned(), SECTION)], node, (0.0, FULL), 24.0));
        for strip in &mut strips {
            strip.keep = true;
        }
        self.add(38.0, strips);
    }

    fn heading(&mut self, title: &str, anchor: Option<Anchor>) {
        let node = self.tree.add(0, Role::H3);
        let mut strips = self.text(&[(title.to_owned(), HEADING)], node, (0.0, MEASURE), LEADING);
        for strip in &mut strips {
            strip.keep = true;
        }
        if let (Some(anchor), Some(first)) = (anchor, strips.first_mut()) {
            first.anchors.push(anchor);
            self.bookmarks.push(Bookmark { title: title.to_owned(), level: 3, to: anchor });
        }
        self.add(20.0, strips);
    }

    fn paragraph(&mut self, inlines: &[Inline]) {
        let node = self.tree.add(0, Role::P);
        let spans: Vec<_> = inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) => (text.clone(), BODY),
                Inline::PageOf(anchor) => (self.numbers.get(*anchor).cloned().unwrap_or_default(), BODY),
                Inline::Boxed(text) => (text.clone(), STRONG),
            })
            .collect();
        let mut strips = self.text(&spans, node, (0.0, MEASURE), LEADING);
        if inlines.iter().any(|inline| matches!(inline, Inline::Boxed(_))) {
            strips.iter_mut().for_each(box_strong);
        }
        keep_ends(&mut strips, 3);
        self.add(7.0, strips);
    }

    fn list(&mut self, numbered: bool, texts: &[String]) {
        let list = self.tree.add(0, Role::L);
        let mut all = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let item = self.tree.add(list, Role::Li);
            let (label, body) = (self.tree.add(item, Role::Lbl), self.tree.add(item, Role::LBody));
            let mut strips = self.text(&[(text.clone(), BODY)], body, (22.0, MEASURE - 22.0), LEADING);
            let sign = if numbered { format!("{}.", index + 1) } else { "–".to_owned() };
            let sign = self.setter.spaced(&sign, BODY);
            if let Some(first) = strips.first_mut() {
                first.items.splice(0..0, items(sign, LEFT, baseline(LEADING, BODY), Some(label)));
                first.before = if index == 0 { 7.0 } else { 4.0 };
            }
            keep_ends(&mut strips, 3);
            all.append(&mut strips);
        }
        // A short list is not divided.
        let count = all.len();
        for strip in all.iter_mut().take(count.saturating_sub(1)).filter(|_| count <= 14) {
            strip.together = true;
        }
        self.strips.append(&mut all);
    }

    fn key_figures(&mut self, figures: &[KeyFigure], source: &str) {
        const GAP: f32 = 20.0;
        let mut strip = Strip { before: 14.0, ..Strip::default() };
        let rule = |y, h| Item { node: None, shape: Shape::Fill(Area { x: LEFT, y, w: FULL, h }) };
        strip.items.push(rule(0.0, 1.5));
        let mut left = LEFT;
        #[expect(clippy::cast_precision_loss, reason = "a handful of figures")]
        let width = GAP.mul_add(-(figures.len().max(3) as f32 - 1.0), FULL) / figures.len().max(3) as f32;
        for figure in figures {
            let node = self.tree.add(0, Role::P);
            let value = self.setter.spaced(&figure.value, FIGURE);
            strip.items.extend(items(value, left, 12.0 + baseline(30.0, FIGURE), Some(node)));
            let mut y = 44.0;
            for line in self.setter.lines(&[(figure.label.clone(), CELL)], width) {
                strip.items.extend(items(line, left, y + baseline(14.0, CELL), Some(node)));
                y += 14.0;
            }
            strip.height = strip.height.max(y + 10.0);
            left += width + GAP;
        }
        strip.items.push(rule(strip.height, 0.5));
        self.strips.push(strip);
        self.source(source, 6.0);
    }

    fn quote(&mut self, quote: &Quote) {
        const INDENT: f32 = 17.0;
        const LINE: f32 = 21.5;
        let whole = self.tree.add(0, Role::BlockQuote);
        let number = self.tree.add(whole, Role::P);
        let words = self.tree.add(whole, Role::P);
        let node = self.tree.add(whole, Role::P);
        let width = FULL - INDENT;
        let mut strips = self.text(&[(quote.words.clone(), QUOTE)], words, (INDENT, width), LINE);
        let digits = self.setter.line(&quote.number.to_string(), STRONG);
        if let Some(first) = strips.first_mut() {
            first.anchors.push(quote.anchor);
            let y = baseline(LINE, QUOTE);
            first.items.extend(items(digits.clone(), LEFT - 9.0 - digits.width, y, Some(number)));
        }
        let lines = strips.len();
        let below = self.notes(quote, node, (INDENT, width));
        let notes = below.len();
        strips.extend(below);
        for strip in &mut strips {
            let bar = Area { x: LEFT, y: 0.0, w: 3.2, h: strip.height };
            strip.items.push(Item { node: None, shape: Shape::Fill(bar) });
        }
        keep_ends(&mut strips, usize::MAX);
        // The last two lines of the words, and all that stands under them.
        for strip in strips.iter_mut().skip(lines.saturating_sub(2)).take(lines.min(2) + notes - 1) {
            strip.keep = true;
        }
        self.add(24.0, strips);
    }

    /// The consent mark in its box and how to call the person; below, where, about what, how long.
    fn notes(&mut self, quote: &Quote, node: usize, (indent, width): (f32, f32)) -> Vec<Strip> {
        const LINE: f32 = 17.0;
        const PAD: f32 = 6.0;
        const GAP: f32 = 12.0;
        let left = LEFT + indent;
        let mark = self.setter.spaced(&quote.mark, MARK);
        let boxed = PAD.mul_add(2.0, mark.width);
        let beside = width - boxed - GAP;
        let mut first = Strip { height: LINE + 7.0, ..Strip::default() };
        let area = Area { x: left + 0.4, y: 6.5, w: boxed - 0.8, h: LINE };
        first.items.push(Item { node: None, shape: Shape::Outline(area, 0.8) });
        first.items.extend(items(mark, left + PAD, 6.5 + baseline(LINE, MARK), Some(node)));
        let mut strips = vec![first];
        let mut say = self.setter.lines(&[(quote.say.clone(), CELL)], beside);
        if let Some(last) = say.last_mut() {
            self.setter.end_with_space(last, CELL);
        }
        for (index, line) in say.into_iter().enumerate() {
            let x = left + boxed + GAP;
            match strips.first_mut() {
                Some(first) if index == 0 => {
                    first.items.extend(items(line, x, 6.5 + baseline(LINE, CELL), Some(node)));
                }
                _ => {
                    let items = items(line, x, baseline(14.0, CELL), Some(node));
                    strips.push(Strip { height: 14.0, items, ..Strip::default() });
                }
            }
        }
        strips.extend(self.text(&[(quote.note.clone(), CELL)], node, (indent, width), LINE));
        strips
    }
}

fn footers(setter: &mut Setter<'_>, pages: &mut [Page], (subject, class): &(String, String)) {
    const LINE: f32 = 12.0;
    let total = pages.len();
    let room = FULL - 80.0;
    let mut left = setter.line(subject, FOOT);
    let mut words: Vec<&str> = subject.split_whitespace().collect();
    while left.width > room && words.pop().is_some() {
        left = setter.line(&format!("{} …", words.join(" ")), FOOT);
    }
    let below = setter.line(class, FOOT);
    for (index, page) in pages.iter_mut().enumerate() {
        let rule = Area { x: LEFT, y: FOOTER, w: FULL, h: 0.5 };
        page.items.push(Item { node: None, shape: Shape::Fill(rule) });
        let y = FOOTER + 5.0 + baseline(LINE, FOOT);
        page.items.extend(items(left.clone(), LEFT, y, None));
        page.items.extend(items(below.clone(), LEFT, y + LINE, None));
        let number = setter.line(&format!("Page {} of {total}", index + 1), FOOT);
        page.items.extend(items(number.clone(), LEFT + FULL - number.width, y, None));
    }
}
