//! Pages to a file: a tagged PDF in black ink.
//!
//! Invariant: everything painted is either tagged or furniture, every glyph can be read back as the
//! text it stands for, and the same pages always make the same bytes.
//!
//! This file and its folder are the only ones that name printpdf or lopdf. printpdf writes the pages
//! and embeds the fonts; what it leaves open (tags, bookmarks, links, metadata) is finished on the
//! document it hands over.

mod finish;
mod glyphs;
mod tags;

use printpdf::{
    Codepoint, Color, DictItem, FontId, Greyscale, Line as PdfLine, LinePoint, Mm, Op, PaintMode,
    PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect, TextItem, TextMatrix,
};

use self::glyphs::Glyphs;
use super::document::Document;
use super::fonts::Fonts;
use super::page::{Area, HEIGHT, Item, Page, Pages, Role, Shape};
use super::text::Piece;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PaintError {
    /// A font could not be cut down to the glyphs in use.
    #[error("a font could not be cut down: {0}")]
    Subset(String),
    /// The finished document could not be written.
    #[error("the document could not be written: {0}")]
    Write(String),
}

/// What one page's marked content belongs to: its n-th stretch is part of the n-th node.
type Marks = Vec<usize>;

/// Paints the pages.
pub(crate) fn paint(document: &Document, pages: &Pages, fonts: &Fonts) -> Result<Vec<u8>, PaintError> {
    let glyphs = Glyphs::collect(&pages.pages);
    let mut pdf = PdfDocument::new(&document.title);
    let mut marks = Vec::with_capacity(pages.pages.len());
    for page in &pages.pages {
        let (ops, own) = page_ops(page, pages, &glyphs, fonts);
        pdf.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
        marks.push(own);
    }
    for (face, font) in glyphs.subset()? {
        pdf.resources.fonts.map.insert(FontId(face.name().to_owned()), printpdf::PdfFont::new(font));
    }
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let raw = pdf.to_lopdf_document(&options, &mut Vec::new());
    finish::finish(raw, document, pages, &marks, fonts)
}

/// The operators of a page, and the node of each marked stretch.
fn page_ops(page: &Page, pages: &Pages, glyphs: &Glyphs, fonts: &Fonts) -> (Vec<Op>, Marks) {
    let black = Color::Greyscale(Greyscale { percent: 0.0, icc_profile: None });
    let mut ops = vec![Op::SetFillColor { col: black.clone() }, Op::SetOutlineColor { col: black }];
    let mut marks = Marks::new();
    let mut open: Option<Option<usize>> = None;
    for Item { node, shape } in &page.items {
        if open != Some(*node) {
            if open.is_some() {
                ops.push(Op::EndMarkedContent);
            }
            ops.push(begin(*node, pages, &mut marks));
            open = Some(*node);
        }
        match shape {
            Shape::Text { x, y, piece } => text(&mut ops, (*x, *y), piece, glyphs, fonts),
            Shape::Fill(area) => ops.push(rectangle(*area, PaintMode::Fill)),
            Shape::Outline(area, thick) => {
                ops.push(Op::SetOutlineThickness { pt: Pt(*thick) });
                ops.push(rectangle(*area, PaintMode::Stroke));
            }
            Shape::Hatched(area) => hatch(&mut ops, *area),
        }
    }
    if open.is_some() {
        ops.push(Op::EndMarkedContent);
    }
    (ops, marks)
}

fn begin(node: Option<usize>, pages: &Pages, marks: &mut Marks) -> Op {
    let Some((node, part)) = node.and_then(|node| Some((node, pages.tree.nodes.get(node)?))) else {
        return Op::BeginMarkedContent { tag: "Artifact".to_owned() };
    };
    let id = i64::try_from(marks.len()).unwrap_or(i64::MAX);
    marks.push(node);
    let map = [("MCID".to_owned(), DictItem::Int(id))].into_iter().collect();
    Op::BeginMarkedContentWithProperties {
        tag: tag(part.role).to_owned(),
        properties: DictItem::Dict { map },
    }
}

/// The name of a role in the file.
pub(super) const fn tag(role: Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::H1 => "H1",
        Role::H2 => "H2",
        Role::H3 => "H3",
        Role::P => "P",
        Role::L => "L",
        Role::Li => "LI",
        Role::Lbl => "Lbl",
        Role::LBody => "LBody",
        Role::Table => "Table",
        Role::Tr => "TR",
        Role::ColumnHeader | Role::RowHeader => "TH",
        Role::Td => "TD",
        Role::Figure => "Figure",
        Role::BlockQuote => "BlockQuote",
        Role::Toc => "TOC",
        Role::Toci => "TOCI",
        Role::Reference => "Reference",
        Role::Link => "Link",
    }
}

fn text(ops: &mut Vec<Op>, (x, y): (f32, f32), piece: &Piece, glyphs: &Glyphs, fonts: &Fonts) {
    let face = piece.style.face;
    let (shown, plain) = glyphs.show(piece);
    let run: Vec<Codepoint> = shown
        .into_iter()
        .zip(&piece.glyphs)
        .map(|((id, text), glyph)| {
            let kern = fonts.advance(face, glyph.id) - glyph.advance;
            #[expect(clippy::cast_precision_loss, reason = "a few thousandths of an em")]
            Codepoint::with_cid(id, kern as f32, text)
        })
        .collect();
    ops.push(Op::StartTextSection);
    if !plain {
        let words = utf16(&piece.text);
        let map = [("ActualText".to_owned(), DictItem::String { data: words, literal: false })]
            .into_iter()
            .collect();
        ops.push(Op::BeginMarkedContentWithProperties {
            tag: "Span".to_owned(),
            properties: DictItem::Dict { map },
        });
    }
    let font = PdfFontHandle::External(FontId(face.name().to_owned()));
    ops.push(Op::SetFont { font, size: Pt(piece.style.size) });
    ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x), Pt(HEIGHT - y)) });
    ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(run)] });
    if !plain {
        ops.push(Op::EndMarkedContent);
    }
    ops.push(Op::EndTextSection);
}

/// Text as a PDF text string.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

fn rectangle(area: Area, mode: PaintMode) -> Op {
    let rectangle = Rect {
        x: Pt(area.x),
        y: Pt(HEIGHT - area.y - area.h),
        width: Pt(area.w),
        height: Pt(area.h),
        mode: Some(mode),
        winding_order: None,
    };
    Op::DrawRectangle { rectangle }
}

/// Slanting lines, cut off at the box by arithmetic: no clipping for a reader to get wrong.
fn hatch(ops: &mut Vec<Op>, area: Area) {
    const STEP: f32 = 4.0;
    const THICK: f32 = 0.9;
    ops.push(Op::SetOutlineThickness { pt: Pt(THICK) });
    let inner = Area {
        x: area.x + THICK * 0.5,
        y: area.y + THICK * 0.5,
        w: (area.w - THICK).max(0.1),
        h: (area.h - THICK).max(0.1),
    };
    let base = HEIGHT - inner.y - inner.h;
    let mut along = STEP;
    while along < inner.w + inner.h {
        let start = along.min(inner.w);
        let end = (along - inner.h).max(0.0);
        let point =
            |u: f32| LinePoint { p: Point { x: Pt(inner.x + u), y: Pt(base + along - u) }, bezier: false };
        ops.push(Op::DrawLine { line: PdfLine { points: vec![point(start), point(end)], is_closed: false } });
        along += STEP;
    }
    ops.push(rectangle(inner, PaintMode::Stroke));
}

#[cfg(test)]
pub(crate) mod tests;
