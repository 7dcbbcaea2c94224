//! The faces a pack is set in, and what to do when a letter holds a character they lack.
//!
//! Invariant: [`Fonts::choose`] always answers with a face that has a glyph for what is to be
//! painted, so no later phase can meet glyph 0.

use rustybuzz::ttf_parser;

/// One of the faces a pack is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Face {
    /// Body text, tables, notes.
    Sans,
    /// Titles and what must be found at a glance.
    Bold,
    /// Families' own words.
    Serif,
    /// Emoji and symbols, in outline; used only for what the others lack.
    Emoji,
}

impl Face {
    /// Every face, in the order in which they are tried for a character.
    pub(crate) const ALL: [Self; 4] = [Self::Sans, Self::Bold, Self::Serif, Self::Emoji];

    /// The name written into the PDF. No digits: printpdf reads `F1` to `F14` as built-in fonts.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sans => "SourceSans-Regular",
            Self::Bold => "SourceSans-Bold",
            Self::Serif => "SourceSerif-Regular",
            Self::Emoji => "NotoEmoji-Regular",
        }
    }

    /// The whole font file.
    pub(crate) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Sans => include_bytes!("../../fonts/SourceSans3-Regular.ttf"),
            Self::Bold => include_bytes!("../../fonts/SourceSans3-Bold.ttf"),
            Self::Serif => include_bytes!("../../fonts/SourceSerif4-Regular.ttf"),
            Self::Emoji => include_bytes!("../../fonts/NotoEmoji-Regular.ttf"),
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::Sans => 0,
            Self::Bold => 1,
            Self::Serif => 2,
            Self::Emoji => 3,
        }
    }
}

/// What stands on paper for a character that no face has: an empty box, present in the sans faces.
pub(crate) const REPLACEMENT: &str = "□";

/// The face for a cluster of characters, and whether its glyphs exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// This face has glyphs for all of it.
    Has(Face),
    /// No face has; paint [`REPLACEMENT`] in this face.
    Replace(Face),
}

/// The parsed faces.
pub(crate) struct Fonts {
    faces: Vec<rustybuzz::Face<'static>>,
}

/// A font in the program cannot be read. Only a broken build can cause this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the font {0} in this copy of the program is damaged; install the program again")]
pub struct FontError(pub(crate) &'static str);

impl Fonts {
    /// Reads the faces.
    pub(crate) fn load() -> Result<Self, FontError> {
        let read = |face: Face| rustybuzz::Face::from_slice(face.bytes(), 0).ok_or(FontError(face.name()));
        let faces = Face::ALL.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { faces })
    }

    /// A parsed face.
    pub(crate) fn face(&self, face: Face) -> &rustybuzz::Face<'static> {
        &self.faces[face.index()]
    }

    /// A width in the face's own units as thousandths of an em.
    pub(crate) fn per_mille(&self, face: Face, units: i32) -> i32 {
        let em = self.face(face).units_per_em();
        if em == 1000 || em == 0 { units } else { units * 1000 / em }
    }

    /// The width a PDF reader moves on by after a glyph, in thousandths of an em.
    pub(crate) fn advance(&self, face: Face, glyph: u16) -> i32 {
        let units = self.face(face).glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        self.per_mille(face, i32::from(units))
    }

    /// The face that paints a cluster: the wanted one where it can, else the first that can.
    pub(crate) fn choose(&self, cluster: &str, wanted: Face) -> Choice {
        let chain = [wanted].into_iter().chain(Face::ALL);
        let has = |face: &Face| {
            let parsed = self.face(*face);
            cluster
                .chars()
                .filter(|c| !is_invisible(*c))
                .all(|c| parsed.glyph_index(c).is_some_and(|g| g.0 != 0))
        };
        let sans = if wanted == Face::Bold { Face::Bold } else { Face::Sans };
        chain.into_iter().find(has).map_or(Choice::Replace(sans), Choice::Has)
    }
}

/// Characters that steer how their neighbours look and have no shape of their own.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that belong to the one before them: accents, emoji joiners, skin tones, keycaps.
pub(crate) const fn extends(c: char) -> bool {
    is_invisible(c)
        || matches!(c,
            '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welsh_and_typographers_characters_are_in_every_text_face() {
        let fonts = Fonts::load().expect("fonts are in the program");
        for face in [Face::Sans, Face::Bold, Face::Serif] {
            for c in ["£", "“", "”", "‘", "’", "–", "…", "é", "ŵ", "ŷ", "€", "½"] {
                assert_eq!(fonts.choose(c, face), Choice::Has(face), "{c} in {face:?}");
            }
        }
    }

    #[test]
    fn an_emoji_is_painted_in_outline_and_an_unknown_script_as_a_box() {
        let fonts = Fonts::load().expect("fonts are in the program");
        assert_eq!(fonts.choose("😀", Face::Serif), Choice::Has(Face::Emoji));
        assert_eq!(fonts.choose("漢", Face::Serif), Choice::Replace(Face::Sans));
        assert_eq!(fonts.choose("漢", Face::Bold), Choice::Replace(Face::Bold));
        for sans in [Face::Sans, Face::Bold] {
            assert_eq!(fonts.choose(REPLACEMENT, sans), Choice::Has(sans), "the box itself must exist");
        }
    }
}
