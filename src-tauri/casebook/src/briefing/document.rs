//! What a pack says, block by block, before anybody knows where on the page it will stand.
//!
//! Invariant: every block has something to say (no empty table, list, chart or section), and every
//! anchor that is referred to belongs to exactly one block.

use chrono::NaiveDate;

use super::flow::Start;
use super::page::Anchor;

/// A composed pack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// The document's title, for the window's title bar and for screen readers.
    pub title: String,
    /// Who it was made for.
    pub author: String,
    /// When it was made.
    pub made_on: NaiveDate,
    /// What stands at the foot of every page, left: the subject, and how the pack may be used.
    pub footer: (String, String),
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// How many anchors there are.
    pub anchors: usize,
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// The first page.
    Cover(Cover),
    /// The contents, from the titles of the sections that follow.
    Contents(Anchor),
    /// The title of a section.
    Section {
        /// Its words.
        title: String,
        /// Where it is found.
        anchor: Anchor,
        /// Whether it begins a page.
        start: Start,
    },
    /// A title within a section.
    Heading {
        /// Its words.
        title: String,
        /// Where it is found; none: too small for the contents.
        anchor: Option<Anchor>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A paragraph that leads into what follows, and stays with it.
    Lead(String),
    /// Two to four figures side by side.
    KeyFigures {
        /// The figures.
        figures: Vec<KeyFigure>,
        /// Where they come from.
        source: String,
    },
    /// Bars.
    Chart(Chart),
    /// A table.
    Table(Table),
    /// A family's words.
    Quote(Quote),
    /// A list.
    List {
        /// Whether its items are numbered, or marked with a dash.
        numbered: bool,
        /// Its items.
        items: Vec<String>,
    },
}

/// A stretch of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inline {
    /// Words.
    Text(String),
    /// The number of the page on which an anchor stands.
    PageOf(Anchor),
    /// Words in a box: somebody has to look at them.
    Boxed(String),
}

/// The first page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cover {
    /// How far down the page it begins.
    pub above: f32,
    /// The kind of debate and its length.
    pub kind: String,
    /// The motion.
    pub title: String,
    /// What one needs to know: name, words, and whether the words are strong.
    pub facts: Vec<(String, String, bool)>,
}

/// Where a cover begins that has a page to itself.
pub(crate) const LOW: f32 = 104.0;

/// A figure to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFigure {
    /// The figure.
    pub value: String,
    /// What it counts.
    pub label: String,
}

/// Bars, longest first or in a given order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    /// The same in sentences.
    pub alt: String,
    /// The bars.
    pub bars: Vec<Bar>,
    /// What the length of a whole row would stand for.
    pub full: f32,
    /// Where the figures come from.
    pub source: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length; none: not shown.
    pub value: Option<f32>,
    /// The figure at its end.
    pub figure: String,
    /// Drawn with slanting lines: what the others are compared with.
    pub comparison: bool,
}

/// A table. The first column names the rows; the others are figures, set to the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The headings of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// What stands under it.
    pub source: String,
}

/// A family's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Where it is found.
    pub anchor: Anchor,
    /// Its number in the pack.
    pub number: usize,
    /// The words, in quotation marks.
    pub words: String,
    /// What the family agreed to.
    pub mark: String,
    /// How to speak of the person.
    pub say: String,
    /// Where, about what, how long.
    pub note: String,
}
