//! Which glyphs a pack uses, what each stands for, and the fonts cut down to them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::super::fonts::{Face, REPLACEMENT};
use super::super::page::{Page, Shape};
use super::super::text::Piece;
use super::PaintError;

/// The glyphs in use, with the text that each is read back as.
pub(super) struct Glyphs {
    faces: BTreeMap<Face, (GlyphRemapper, BTreeMap<u16, String>)>,
}

/// What stands for a glyph that has no text of its own, being part of an earlier one's.
const NO_TEXT: &str = "\u{200b}";

impl Glyphs {
    /// Goes through everything painted. The first text seen for a glyph becomes its text.
    pub(super) fn collect(pages: &[Page]) -> Self {
        let mut faces: BTreeMap<Face, (GlyphRemapper, BTreeMap<u16, String>)> = BTreeMap::new();
        for item in pages.iter().flat_map(|page| &page.items) {
            let Shape::Text { piece, .. } = &item.shape else { continue };
            let (remapper, texts) =
                faces.entry(piece.style.face).or_insert_with(|| (GlyphRemapper::new(), BTreeMap::new()));
            for (id, text) in spelled(piece) {
                remapper.remap(id);
                texts.entry(id).or_insert_with(|| text.to_owned());
            }
        }
        Self { faces }
    }

    /// The glyphs of a piece as numbered in the cut-down font, each with its text; and whether those
    /// texts spell the piece's own (if not, it needs its text beside it).
    pub(super) fn show(&self, piece: &Piece) -> (Vec<(u16, String)>, bool) {
        let mut plain = !piece.replaced;
        let face = self.faces.get(&piece.style.face);
        let shown = spelled(piece)
            .map(|(id, text)| {
                let new = face.and_then(|(remapper, _)| remapper.get(id)).unwrap_or(0);
                let known = face.and_then(|(_, texts)| texts.get(&id)).map_or(NO_TEXT, String::as_str);
                plain &= known == text;
                (new, known.to_owned())
            })
            .collect();
        (shown, plain)
    }

    /// The fonts with these glyphs only, named after what is in them.
    pub(super) fn subset(&self) -> Result<Vec<(Face, printpdf::ParsedFont)>, PaintError> {
        let mut fonts = Vec::new();
        for (face, (remapper, _)) in &self.faces {
            let bytes = subsetter::subset(face.bytes(), 0, remapper)
                .map_err(|error| PaintError::Subset(format!("{}: {error}", face.name())))?;
            let mut font = printpdf::ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
                .ok_or_else(|| PaintError::Subset(face.name().to_owned()))?;
            let letters = Sha256::digest(&bytes)
                .iter()
                .take(6)
                .map(|byte| char::from(b'A' + byte % 26))
                .collect::<String>();
            font.font_name = Some(format!("{letters}+{}", face.name()));
            fonts.push((*face, font));
        }
        Ok(fonts)
    }
}

/// Each glyph with the text it stands for.
fn spelled(piece: &Piece) -> impl Iterator<Item = (u16, &str)> {
    let mut rest = piece.text.as_str();
    piece.glyphs.iter().map(move |glyph| {
        if piece.replaced {
            return (glyph.id, REPLACEMENT);
        }
        let (own, after) = rest.split_at_checked(usize::from(glyph.bytes)).unwrap_or((rest, ""));
        rest = after;
        (glyph.id, if own.is_empty() { NO_TEXT } else { own })
    })
}
