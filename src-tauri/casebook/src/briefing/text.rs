//! Words to lines.
//!
//! Invariant: no line is wider than it was allowed to be, and the text of the lines, joined, is the
//! text that came in (with runs of white space made one space and invisible marks left out).

use std::collections::HashMap;
use std::rc::Rc;

use super::fonts::{Choice, Face, Fonts, REPLACEMENT, extends, is_invisible};

/// How a stretch of text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// In which face.
    pub face: Face,
    /// How large, in points.
    pub size: f32,
}

/// One painted shape, and how many bytes of its piece's text it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// The glyph's number in the whole font.
    pub id: u16,
    /// How far the pen moves, kerning included, in thousandths of an em.
    pub advance: i32,
    /// The bytes of text this glyph stands for; 0 when an earlier one stands for them.
    pub bytes: u16,
}

/// Glyphs of one face and size, set one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Face and size.
    pub style: Style,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// The text they stand for.
    pub text: String,
    /// True when the glyphs are stand-ins, so that the text must be carried beside them.
    pub replaced: bool,
}

impl Piece {
    /// How wide it is, in points.
    pub(crate) fn width(&self) -> f32 {
        let thousandths: i32 = self.glyphs.iter().map(|glyph| glyph.advance).sum();
        to_points(thousandths, self.style.size)
    }
}

/// A line of text: pieces from left to right. A space at its end is kept, so that the words of two
/// lines are not joined when the text is read aloud or copied, and is not counted in its width.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    /// What is painted.
    pub pieces: Vec<Piece>,
    /// Its width without the space at the end, in points.
    pub width: f32,
}

#[expect(clippy::cast_precision_loss, reason = "a line is far shorter than 2^24 thousandths of an em")]
fn to_points(thousandths: i32, size: f32) -> f32 {
    thousandths as f32 * size / 1000.0
}

/// A word: what may not be broken, and the space after it.
#[derive(Debug, Clone, Default)]
struct Word {
    pieces: Vec<Piece>,
    space: Option<Piece>,
    width: f32,
    space_width: f32,
}

/// Shapes words and remembers them: packs say "families" often.
pub(crate) struct Setter<'f> {
    fonts: &'f Fonts,
    seen: HashMap<(Face, String), Rc<Vec<Shaped>>>,
    missing: std::collections::BTreeSet<char>,
}

#[derive(Debug, Clone)]
struct Shaped {
    face: Face,
    glyphs: Vec<Glyph>,
    text: String,
    replaced: bool,
}

impl<'f> Setter<'f> {
    /// A setter that knows no words yet.
    pub(crate) fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, seen: HashMap::new(), missing: std::collections::BTreeSet::new() }
    }

    /// Every character met so far that no face has.
    pub(crate) fn missing(&self) -> impl Iterator<Item = char> + '_ {
        self.missing.iter().copied()
    }

    /// One line of text, however wide.
    pub(crate) fn line(&mut self, text: &str, style: Style) -> Line {
        let mut line = Line::default();
        for word in self.words(&[(text.to_owned(), style)]) {
            push(&mut line, word);
        }
        line
    }

    /// A line with a space after it that is not counted in its width: other words of the same part
    /// follow, and must not be joined to these when they are read aloud or copied.
    pub(crate) fn spaced(&mut self, text: &str, style: Style) -> Line {
        let mut line = self.line(text, style);
        self.end_with_space(&mut line, style);
        line
    }

    /// Puts such a space at the end of a line.
    pub(crate) fn end_with_space(&mut self, line: &mut Line, style: Style) {
        self.shape(" ", style, &mut line.pieces);
    }

    /// Breaks text into lines no wider than `width`, with the right edge as even as it can be.
    pub(crate) fn lines(&mut self, spans: &[(String, Style)], width: f32) -> Vec<Line> {
        let words: Vec<Word> = self.words(spans).into_iter().flat_map(|word| split_to(word, width)).collect();
        let ends = best_ends(&words, width);
        let mut lines = Vec::with_capacity(ends.len());
        let mut words = words.into_iter();
        let mut done = 0;
        for end in ends {
            let mut line = Line::default();
            for word in words.by_ref().take(end - done) {
                push(&mut line, word);
            }
            done = end;
            lines.push(line);
        }
        lines
    }

    /// The widest stretch of a text that cannot be broken.
    pub(crate) fn widest_word(&mut self, text: &str, style: Style) -> f32 {
        self.words(&[(text.to_owned(), style)]).iter().map(|word| word.width).fold(0.0, f32::max)
    }

    fn words(&mut self, spans: &[(String, Style)]) -> Vec<Word> {
        let (text, styles) = tidy(spans);
        let mut words = Vec::new();
        let mut start = 0;
        for (end, _) in unicode_linebreak::linebreaks(&text) {
            let Some(chunk) = text.get(start..end) else { continue };
            let mut word = Word::default();
            let solid = chunk.trim_end_matches(' ');
            let mut at = start;
            for (style, upto) in &styles {
                let to = (*upto).min(start + solid.len());
                if at < to
                    && let Some(part) = text.get(at..to)
                {
                    self.shape(part, *style, &mut word.pieces);
                    at = to;
                }
            }
            if solid.len() < chunk.len() {
                let last = end - 1;
                let style =
                    styles.iter().find(|(_, upto)| last < *upto).or(styles.last()).map(|(style, _)| *style);
                let mut space = Vec::new();
                if let Some(style) = style {
                    self.shape(" ", style, &mut space);
                }
                word.space = space.pop();
            }
            word.width = word.pieces.iter().map(Piece::width).sum();
            word.space_width = word.space.as_ref().map_or(0.0, Piece::width);
            words.push(word);
            start = end;
        }
        words
    }

    fn shape(&mut self, text: &str, style: Style, into: &mut Vec<Piece>) {
        let key = (style.face, text.to_owned());
        let shaped = match self.seen.get(&key) {
            Some(shaped) => Rc::clone(shaped),
            None => {
                let shaped = Rc::new(self.shape_anew(text, style.face));
                self.seen.insert(key, Rc::clone(&shaped));
                shaped
            }
        };
        into.extend(shaped.iter().map(|part| Piece {
            style: Style { face: part.face, size: style.size },
            glyphs: part.glyphs.clone(),
            text: part.text.clone(),
            replaced: part.replaced,
        }));
    }

    fn shape_anew(&mut self, text: &str, wanted: Face) -> Vec<Shaped> {
        let mut runs: Vec<(Choice, String)> = Vec::new();
        for cluster in clusters(text) {
            let choice = self.fonts.choose(&cluster, wanted);
            if matches!(choice, Choice::Replace(_)) {
                self.missing.extend(cluster.chars().filter(|c| !is_invisible(*c)));
            }
            match runs.last_mut() {
                Some((Choice::Has(last), run)) if Choice::Has(*last) == choice => run.push_str(&cluster),
                _ => runs.push((choice, cluster)),
            }
        }
        runs.into_iter()
            .map(|(choice, text)| match choice {
                Choice::Has(face) => {
                    let painted: String = if face == Face::Emoji {
                        text
                    } else {
                        text.chars().filter(|c| !is_invisible(*c)).collect()
                    };
                    Shaped { face, glyphs: self.glyphs(face, &painted), text: painted, replaced: false }
                }
                Choice::Replace(face) => {
                    let mut glyphs = self.glyphs(face, REPLACEMENT);
                    for (index, glyph) in glyphs.iter_mut().enumerate() {
                        glyph.bytes =
                            if index == 0 { u16::try_from(text.len()).unwrap_or(u16::MAX) } else { 0 };
                    }
                    Shaped { face, glyphs, text, replaced: true }
                }
            })
            .filter(|shaped| !shaped.text.is_empty())
            .collect()
    }

    fn glyphs(&self, face: Face, text: &str) -> Vec<Glyph> {
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let shaped = rustybuzz::shape(self.fonts.face(face), &[], buffer);
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let mut glyphs = Vec::with_capacity(starts.len());
        for (index, (info, position)) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate()
        {
            let start = info.cluster as usize;
            let first = index == 0 || starts.get(index - 1) != Some(&start);
            let end = starts.iter().skip(index).copied().find(|next| *next > start).unwrap_or(text.len());
            let bytes = if first { u16::try_from(end.saturating_sub(start)).unwrap_or(u16::MAX) } else { 0 };
            let id = u16::try_from(info.glyph_id).unwrap_or(0);
            glyphs.push(Glyph { id, advance: self.fonts.per_mille(face, position.x_advance), bytes });
        }
        glyphs
    }
}

/// White space made single, invisible control characters dropped; and where each style ends.
fn tidy(spans: &[(String, Style)]) -> (String, Vec<(Style, usize)>) {
    let mut text = String::new();
    let mut styles = Vec::new();
    for (span, style) in spans {
        for c in span.chars() {
            if c == '\u{a0}' || c == '\u{202f}' {
                text.push('\u{a0}');
            } else if c.is_whitespace() {
                if !text.ends_with(' ') && !text.is_empty() {
                    text.push(' ');
                }
            } else if !c.is_control() {
                text.push(c);
            }
        }
        styles.push((*style, text.len()));
    }
    while text.ends_with(' ') {
        text.pop();
    }
    (text, styles)
}

/// Splits text into a base character with all that belongs to it.
fn clusters(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        // A space that may not be broken has done its work once the lines are chosen.
        let c = if c == '\u{a0}' { ' ' } else { c };
        match out.last_mut() {
            Some(last) if extends(c) || joined => last.push(c),
            _ => out.push(c.to_string()),
        }
        joined = c == '\u{200d}';
    }
    out
}

fn push(line: &mut Line, word: Word) {
    let gap = line.pieces.iter().map(Piece::width).sum::<f32>();
    line.width = gap + word.width;
    for piece in word.pieces.into_iter().chain(word.space) {
        match line.pieces.last_mut() {
            Some(last) if last.style == piece.style && !last.replaced && !piece.replaced => {
                last.text.push_str(&piece.text);
                last.glyphs.extend(piece.glyphs);
            }
            _ => line.pieces.push(piece),
        }
    }
}

/// Cuts a word that is wider than a whole line where the line ends.
fn split_to(word: Word, width: f32) -> Vec<Word> {
    if word.width <= width {
        return vec![word];
    }
    let mut parts = vec![Word::default()];
    for piece in word.pieces {
        let mut rest = piece.text.as_str();
        for glyph in &piece.glyphs {
            let (own, after) = rest.split_at_checked(usize::from(glyph.bytes)).unwrap_or((rest, ""));
            rest = after;
            let one = Piece {
                style: piece.style,
                glyphs: vec![*glyph],
                text: own.to_owned(),
                replaced: piece.replaced,
            };
            let wide = one.width();
            if let Some(last) = parts.last_mut() {
                if glyph.bytes > 0 && last.width + wide > width && !last.pieces.is_empty() {
                    parts.push(Word { width: wide, pieces: vec![one], ..Word::default() });
                } else {
                    last.width += wide;
                    match last.pieces.last_mut() {
                        Some(same) if same.style == one.style && !same.replaced && !one.replaced => {
                            same.text.push_str(&one.text);
                            same.glyphs.extend(one.glyphs);
                        }
                        _ => last.pieces.push(one),
                    }
                }
            }
        }
    }
    if let Some(last) = parts.last_mut() {
        last.space = word.space;
        last.space_width = word.space_width;
    }
    parts
}

/// Where each line ends, as a count of words: as few lines as possible, and among those the ones
/// whose right edge is most even. The last line is free, unless it is a lone short word.
fn best_ends(words: &[Word], width: f32) -> Vec<usize> {
    const SLACK: f32 = 0.01;
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=words.len() {
        let mut chosen = (f32::INFINITY, end - 1);
        let mut line = 0.0;
        for start in (0..end).rev() {
            let word = &words[start];
            if start + 1 < end {
                line += word.space_width;
            }
            line += word.width;
            if line > width + SLACK && start + 1 < end {
                break;
            }
            let room = ((width - line) / width).max(0.0);
            let lone = end == words.len() && start > 0 && line < width * 0.15;
            let ragged = if end == words.len() { if lone { 0.2 } else { 0.0 } } else { room * room };
            let cost = best[start].0 + 1.0 + ragged;
            if cost < chosen.0 {
                chosen = (cost, start);
            }
        }
        best.push(chosen);
    }
    let mut ends = Vec::new();
    let mut at = words.len();
    while at > 0 {
        ends.push(at);
        at = best[at].1;
    }
    ends.reverse();
    ends
}
