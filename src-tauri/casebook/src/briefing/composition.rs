//! Writing a document block by block, for what is printed beside packs.

use chrono::NaiveDate;

use super::document::{Block, Document, Inline};
use super::flow::Start;
use super::page::Anchor;

/// A document being written.
#[derive(Debug, Default)]
pub(crate) struct Composition {
    /// Its blocks so far.
    pub blocks: Vec<Block>,
    anchors: usize,
}

impl Composition {
    fn anchor(&mut self) -> Anchor {
        self.anchors += 1;
        self.anchors - 1
    }

    /// The table of contents.
    pub(crate) fn contents(&mut self) {
        let anchor = self.anchor();
        self.blocks.push(Block::Contents(anchor));
    }

    /// The title of a section.
    pub(crate) fn section(&mut self, title: impl Into<String>, start: Start) {
        let anchor = self.anchor();
        self.blocks.push(Block::Section { title: title.into(), anchor, start });
    }

    /// A title within a section, listed in the contents.
    pub(crate) fn heading(&mut self, title: impl Into<String>) {
        let anchor = Some(self.anchor());
        self.blocks.push(Block::Heading { title: title.into(), anchor });
    }

    /// A paragraph.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(vec![Inline::Text(text.into())]));
    }

    /// A list marked with dashes; nothing where it is empty.
    pub(crate) fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { numbered: false, items });
        }
    }

    /// The document, once everything is said.
    pub(crate) fn document(
        self,
        title: String,
        author: String,
        made_on: NaiveDate,
        class: String,
    ) -> Document {
        Document {
            footer: (title.clone(), class),
            title,
            author,
            made_on,
            blocks: self.blocks,
            anchors: self.anchors,
        }
    }
}
