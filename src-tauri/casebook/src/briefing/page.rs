//! Pages of positioned boxes, and the tree that says what each box is: what layout hands to paint.
//!
//! Invariant: everything painted either belongs to a node of the tree or is furniture, and each
//! page's items come in reading order. Lengths are points; `y` grows downwards from the top.

use super::text::Piece;

/// The height of an A4 sheet, in points.
pub(crate) const HEIGHT: f32 = 841.89;
/// Where the text begins.
pub(crate) const LEFT: f32 = 74.0;
/// How wide tables, charts and titles may be.
pub(crate) const FULL: f32 = 447.0;
/// How wide running text is: 60 to 70 characters of body type.
pub(crate) const MEASURE: f32 = 384.0;
/// Where the first line of a page may stand.
pub(crate) const TOP: f32 = 62.0;
/// Where the last one must end.
pub(crate) const BOTTOM: f32 = 772.0;
/// The rule above the footer.
pub(crate) const FOOTER: f32 = 790.0;

/// A place that can be linked to and whose page number can be printed.
pub(crate) type Anchor = usize;

/// What a part of the document is, in the words of PDF's standard structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The root.
    Document,
    /// The title of the pack.
    H1,
    /// The title of a section.
    H2,
    /// The title within a section.
    H3,
    /// A paragraph.
    P,
    /// A list.
    L,
    /// An item of a list.
    Li,
    /// The number or name before an item.
    Lbl,
    /// The item itself.
    LBody,
    /// A table.
    Table,
    /// A row.
    Tr,
    /// A heading of a column.
    ColumnHeader,
    /// A heading of a row.
    RowHeader,
    /// A cell.
    Td,
    /// A picture; its words for those who cannot see it stand in [`Node::alt`].
    Figure,
    /// Somebody else's words.
    BlockQuote,
    /// A table of contents.
    Toc,
    /// An entry in it.
    Toci,
    /// A reference from one place of the pack to another.
    Reference,
    /// What is clicked.
    Link,
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub role: Role,
    /// What it is in. The root is in itself.
    pub parent: usize,
    /// A picture's words; a link's description.
    pub alt: Option<String>,
}

/// All parts, each after the one it is in, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    /// The parts; the first is the root.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// The root alone.
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node { role: Role::Document, parent: 0, alt: None }] }
    }

    /// A new part, in another one.
    pub(crate) fn add(&mut self, parent: usize, role: Role) -> usize {
        self.nodes.push(Node { role, parent, alt: None });
        self.nodes.len() - 1
    }

    /// A new part with words beside it.
    pub(crate) fn add_with(&mut self, parent: usize, role: Role, alt: String) -> usize {
        self.nodes.push(Node { role, parent, alt: Some(alt) });
        self.nodes.len() - 1
    }
}

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

/// One thing to paint, in black.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Glyphs from `x` on, standing on `y`.
    Text {
        /// Where the first glyph begins.
        x: f32,
        /// The baseline.
        y: f32,
        /// What is painted.
        piece: Piece,
    },
    /// A filled box.
    Fill(Area),
    /// The outline of a box, this thick.
    Outline(Area, f32),
    /// A box with an outline, filled with slanting lines.
    Hatched(Area),
}

/// One thing on a page, and the part of the document it belongs to (none: furniture).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// The part.
    pub node: Option<usize>,
    /// What is painted.
    pub shape: Shape,
}

/// A box that leads to another place when clicked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clickable {
    /// Its part of the document: a [`Role::Link`].
    pub node: usize,
    /// Where on the page.
    pub area: Area,
    /// Where it leads.
    pub to: Anchor,
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    /// What is painted, in reading order.
    pub items: Vec<Item>,
    /// What can be clicked.
    pub links: Vec<Clickable>,
    /// Where the lowest thing of the text ends.
    pub filled_to: f32,
}

/// A place in the finished pages.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Place {
    /// The page, counted from 0.
    pub page: usize,
    /// How far down.
    pub y: f32,
}

/// An entry of the bookmarks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bookmark {
    /// Its words.
    pub title: String,
    /// 2 for a section, 3 for a part of one.
    pub level: u8,
    /// Where it leads.
    pub to: Anchor,
}

/// A laid-out pack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pages {
    /// The pages.
    pub pages: Vec<Page>,
    /// What is on them.
    pub tree: Tree,
    /// Where each anchor came to stand.
    pub places: Vec<Place>,
    /// The bookmarks, in reading order.
    pub bookmarks: Vec<Bookmark>,
}
