//! The pages, blocks and nodes of an Outlook data file (MS-PST 2.2).
//!
//! `outlook-pst` reads and checks each page and block. The way from one to the next is our own: the library
//! follows what a file says without an end, and a page that points to itself would take the stack with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;

use outlook_pst::ndb::block::{
    Block as _, DataTree, IntermediateDataTreeEntry as _, IntermediateTreeBlock as _,
    IntermediateTreeHeader as _, SubNodeTree,
};
use outlook_pst::ndb::block_id::{AnsiBlockId, BlockId as _, UnicodeBlockId};
use outlook_pst::ndb::block_ref::BlockRef as _;
use outlook_pst::ndb::byte_index::ByteIndex as _;
use outlook_pst::ndb::header::Header as _;
use outlook_pst::ndb::page::{
    AnsiBlockBTree, AnsiNodeBTree, BTreeEntry as _, BTreePage, BTreePageEntry, NodeBTreeEntry as _,
    RootBTreePage, UnicodeBlockBTree, UnicodeNodeBTree,
};
use outlook_pst::ndb::root::Root as _;
use outlook_pst::{AnsiPstFile, PstFile as _, PstReader, UnicodePstFile};

use crate::intake::archive::Bomb;
use crate::intake::outlook::MOST_BYTES;

/// Pages within pages: eight hold more letters than there are people.
const DEEPEST_PAGE: usize = 8;
/// Blocks within blocks, as the format has it.
const DEEPEST_BLOCK: u8 = 2;
/// Nodes in one node: a letter has one for each attachment, and a few.
const MOST_NODES: usize = 10_000;
/// Pages kept in memory, so that a network drive is not asked for the same ones again: 2 MB.
const MOST_PAGES: usize = 1024;

/// A folder, a letter, an attachment or a table: its bytes, and the nodes that belong to it.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) number: u32,
    data: u64,
    below: u64,
}

impl Node {
    /// A node that is in no file.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) const fn loose(number: u32) -> Self {
        Self { number, data: 0, below: 0 }
    }

    /// What kind of node it is.
    pub(super) const fn kind(&self) -> u32 {
        self.number & 0x1f
    }
}

/// A data file of either kind: Outlook has kept its letters in Unicode since 2003, and in the computer's
/// own letters before that.
pub(super) trait Nodes {
    /// The node of a folder, a letter or a folder's table.
    fn node(&self, number: u32) -> io::Result<Node>;
    /// A node's bytes, in the blocks it is kept in.
    fn blocks(&self, node: &Node) -> io::Result<Vec<Vec<u8>>>;
    /// The nodes that belong to a node.
    fn below(&self, node: &Node) -> io::Result<Vec<Node>>;
}

pub(super) fn damaged() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Goes from the first page to the one that has an entry.
macro_rules! find {
    ($file:expr, $first:expr, $pages:expr, $tree:ty, $key:expr) => {{
        let key = $key;
        let mut page = Rc::clone($first);
        let mut depth = 0;
        loop {
            let next = match &*page {
                RootBTreePage::Leaf(leaf) => {
                    let entry = BTreePage::entries(&**leaf).iter().find(|entry| entry.key() == key);
                    break entry.copied().ok_or_else(damaged);
                }
                RootBTreePage::Intermediate(inner, ..) => {
                    let entries = BTreePage::entries(&**inner);
                    let after = entries.partition_point(|entry| entry.key() <= key);
                    after.checked_sub(1).and_then(|at| entries.get(at)).map(BTreePageEntry::block)
                }
            };
            depth += 1;
            let Some(next) = next.filter(|_| depth < DEEPEST_PAGE) else { break Err(damaged()) };
            let place = u64::from(next.index().index());
            page = match $pages.get(&place) {
                Some(page) => Rc::clone(page),
                None => {
                    let read = Rc::new(<$tree>::read($file, next)?);
                    if $pages.len() >= MOST_PAGES {
                        $pages.clear();
                    }
                    $pages.insert(place, Rc::clone(&read));
                    read
                }
            };
        }
    }};
}

macro_rules! data_file {
    ($name:ident, $file:ty, $nodes:ty, $blocks:ty, $id:ty, $number:ty) => {
        pub(super) struct $name {
            file: $file,
            nodes: Rc<$nodes>,
            blocks: Rc<$blocks>,
            node_pages: RefCell<BTreeMap<u64, Rc<$nodes>>>,
            block_pages: RefCell<BTreeMap<u64, Rc<$blocks>>>,
        }

        impl $name {
            pub(super) fn open(reader: Box<dyn PstReader>) -> io::Result<Self> {
                let file = <$file>::read_from(reader)?;
                let root = file.header().root();
                let (nodes, blocks) = {
                    let mut reader = file.reader().lock().map_err(|_| damaged())?;
                    let nodes = <$nodes>::read(&mut *reader, *root.node_btree())?;
                    (nodes, <$blocks>::read(&mut *reader, *root.block_btree())?)
                };
                let (nodes, blocks) = (Rc::new(nodes), Rc::new(blocks));
                let (node_pages, block_pages) = (RefCell::default(), RefCell::default());
                Ok(Self { file, nodes, blocks, node_pages, block_pages })
            }
        }

        impl Nodes for $name {
            fn node(&self, number: u32) -> io::Result<Node> {
                let mut reader = self.file.reader().lock().map_err(|_| damaged())?;
                let mut pages = self.node_pages.borrow_mut();
                let entry = find!(&mut *reader, &self.nodes, pages, $nodes, <$number>::from(number))?;
                let below = entry.sub_node().map_or(0, |id| u64::from(<$number>::from(id)));
                Ok(Node { number, data: <$number>::from(entry.data()).into(), below })
            }

            fn blocks(&self, node: &Node) -> io::Result<Vec<Vec<u8>>> {
                let mut reader = self.file.reader().lock().map_err(|_| damaged())?;
                let mut pages = self.block_pages.borrow_mut();
                let crypt = self.file.header().crypt_method();
                let (mut read, mut bytes) = (Vec::new(), 0);
                let mut waiting = vec![(node.data, DEEPEST_BLOCK + 1)];
                while let Some((id, above)) = waiting.pop() {
                    let id = <$id>::from(<$number>::try_from(id).map_err(|_| damaged())?);
                    let entry = find!(&mut *reader, &self.blocks, pages, $blocks, id.search_key())?;
                    match DataTree::<$file>::read(&mut *reader, crypt, &entry)? {
                        DataTree::Leaf(block) => {
                            bytes += block.data().len();
                            read.push(block.data().to_vec());
                        }
                        DataTree::Intermediate(block) => {
                            let level = block.header().level();
                            // Each level is under the one above it: none leads back.
                            if level >= above {
                                return Err(damaged());
                            }
                            let ids = block.entries().iter().rev();
                            waiting.extend(ids.map(|id| (<$number>::from(id.block()).into(), level)));
                        }
                    }
                    if bytes > MOST_BYTES {
                        return Err(io::Error::other(Bomb));
                    }
                }
                Ok(read)
            }

            fn below(&self, node: &Node) -> io::Result<Vec<Node>> {
                let mut found = Vec::new();
                if node.below == 0 {
                    return Ok(found);
                }
                let mut reader = self.file.reader().lock().map_err(|_| damaged())?;
                let mut pages = self.block_pages.borrow_mut();
                let mut waiting = vec![(node.below, DEEPEST_BLOCK)];
                while let Some((id, above)) = waiting.pop() {
                    let id = <$id>::from(<$number>::try_from(id).map_err(|_| damaged())?);
                    let entry = find!(&mut *reader, &self.blocks, pages, $blocks, id.search_key())?;
                    match SubNodeTree::<$file>::read(&mut *reader, &entry)? {
                        SubNodeTree::Leaf(block) => found.extend(block.entries().iter().map(|entry| Node {
                            number: entry.node().into(),
                            data: <$number>::from(entry.block()).into(),
                            below: entry.sub_node().map_or(0, |id| <$number>::from(id).into()),
                        })),
                        SubNodeTree::Intermediate(block) => {
                            let level = block.header().level();
                            if level >= above {
                                return Err(damaged());
                            }
                            let ids = block.entries().iter().rev();
                            waiting.extend(ids.map(|id| (<$number>::from(id.block()).into(), level)));
                        }
                    }
                    if found.len() > MOST_NODES {
                        return Err(io::Error::other(Bomb));
                    }
                }
                Ok(found)
            }
        }
    };
}

data_file!(Unicode, UnicodePstFile, UnicodeNodeBTree, UnicodeBlockBTree, UnicodeBlockId, u64);
data_file!(Ansi, AnsiPstFile, AnsiNodeBTree, AnsiBlockBTree, AnsiBlockId, u32);
