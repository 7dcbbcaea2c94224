//! What a node holds (MS-PST 2.3): a heap of small pieces, in which are the properties of one thing, or a
//! table of many. Larger pieces are nodes below it.

use std::io;

use super::nodes::{Node, Nodes, damaged};
use crate::intake::archive::Bomb;
use crate::intake::outlook::MOST_BYTES;

/// More properties than anything has, and more levels than they need.
const MOST_ROWS: usize = 20_000;
const MOST_LEVELS: u8 = 3;

/// A property: its id, its type and its bytes.
pub(super) type Property = (u16, u16, Vec<u8>);

/// A node's heap, and the nodes its larger pieces are in.
pub(super) struct Heap<'a> {
    nodes: &'a dyn Nodes,
    blocks: Vec<Vec<u8>>,
    pub(super) below: Vec<Node>,
}

impl<'a> Heap<'a> {
    pub(super) fn of(nodes: &'a dyn Nodes, node: &Node) -> io::Result<Self> {
        let heap = Self { nodes, blocks: nodes.blocks(node)?, below: nodes.below(node)? };
        match heap.blocks.first().and_then(|first| first.get(2)) {
            Some(0xec) => Ok(heap),
            _ => Err(damaged()),
        }
    }

    /// These properties of the thing the node is.
    pub(super) fn properties(&self, wanted: &[u16]) -> io::Result<Vec<Property>> {
        let mut found = Vec::new();
        for row in self.rows_of_tree(self.root()?)? {
            let (Some(id), Some(kind), Some(value)) = (u16_at(row, 0), u16_at(row, 2), u32_at(row, 4)) else {
                return Err(damaged());
            };
            if wanted.contains(&id)
                && let Some(bytes) = self.value(kind, &value.to_le_bytes())?
            {
                found.push((id, kind, bytes));
            }
        }
        Ok(found)
    }

    /// The rows of the table the node is.
    pub(super) fn table(&self) -> io::Result<Table<'_, 'a>> {
        let info = self.piece(self.root()?).ok_or_else(damaged)?;
        let (bitmap, width) = (u16_at(info, 6), u16_at(info, 8));
        let (Some(&[0x7c, count]), Some(bitmap), Some(width), Some(rows)) =
            (info.first_chunk(), bitmap, width, u32_at(info, 14))
        else {
            return Err(damaged());
        };
        let columns = info.get(22..).unwrap_or_default().chunks_exact(8).take(count.into()).map(|column| {
            let [kind, kind_, id, id_, at, at_, width, bit] = *column.first_chunk()?;
            Some(Column {
                id: u16::from_le_bytes([id, id_]),
                kind: u16::from_le_bytes([kind, kind_]),
                at: u16::from_le_bytes([at, at_]).into(),
                width: width.into(),
                bit: bit.into(),
            })
        });
        let rows = match rows {
            0 => Vec::new(),
            rows if is_piece(rows) => vec![self.piece(rows).ok_or_else(damaged)?.to_vec()],
            rows => self.nodes.blocks(self.below(rows)?)?,
        };
        let columns = columns.collect::<Option<_>>().ok_or_else(damaged)?;
        if usize::from(width) < 4 {
            return Err(damaged());
        }
        Ok(Table { heap: self, columns, bitmap: bitmap.into(), width: width.into(), rows })
    }

    fn root(&self) -> io::Result<u32> {
        self.blocks.first().and_then(|first| u32_at(first, 4)).ok_or_else(damaged)
    }

    /// A piece: which block it is in, and the how-manieth it is there.
    fn piece(&self, id: u32) -> Option<&[u8]> {
        let block = self.blocks.get((id >> 16) as usize)?;
        let index = (id >> 5 & 0x7ff) as usize;
        let map = usize::from(u16_at(block, 0)?);
        let there = usize::from(u16_at(block, map)?);
        if index == 0 || index > there {
            return None;
        }
        let end = |index: usize| u16_at(block, map + 4 + 2 * index).map(usize::from);
        block.get(end(index - 1)?..end(index)?)
    }

    fn below(&self, number: u32) -> io::Result<&Node> {
        self.below.iter().find(|node| node.number == number).ok_or_else(damaged)
    }

    /// The rows of a tree of equal rows.
    fn rows_of_tree(&self, root: u32) -> io::Result<Vec<&[u8]>> {
        let head = self.piece(root).ok_or_else(damaged)?;
        let (Some(&[0xb5, key, value, levels]), Some(first)) = (head.first_chunk(), u32_at(head, 4)) else {
            return Err(damaged());
        };
        let (key, width) = (usize::from(key), usize::from(key) + usize::from(value));
        // Only properties are read like this.
        if levels > MOST_LEVELS || (key, width) != (2, 8) {
            return Err(damaged());
        }
        let mut level = if first == 0 { Vec::new() } else { vec![first] };
        for _ in 0..levels {
            let mut next = Vec::new();
            for id in level {
                let rows = self.piece(id).ok_or_else(damaged)?.chunks_exact(key + 4);
                next.extend(rows.filter_map(|row| u32_at(row, key)));
                few(next.len())?;
            }
            level = next;
        }
        let mut rows = Vec::new();
        for id in level {
            rows.extend(self.piece(id).ok_or_else(damaged)?.chunks_exact(width));
            few(rows.len())?;
        }
        Ok(rows)
    }

    /// A value: what is small stands where it is named, the rest in a piece or a node.
    fn value(&self, kind: u16, named: &[u8]) -> io::Result<Option<Vec<u8>>> {
        match kind {
            0x0002 | 0x0003 | 0x000b => return Ok(Some(named.to_vec())),
            // In a table's row eight bytes stand where they are named as well.
            0x0014 | 0x0040 if named.len() == 8 => return Ok(Some(named.to_vec())),
            0x000d | 0x0014 | 0x001e | 0x001f | 0x0040 | 0x0102 => {}
            _ => return Ok(None),
        }
        match u32_at(named, 0).ok_or_else(damaged)? {
            0 => Ok(Some(Vec::new())),
            id if is_piece(id) => Ok(Some(self.piece(id).ok_or_else(damaged)?.to_vec())),
            id => Ok(Some(self.nodes.blocks(self.below(id)?)?.concat())),
        }
    }
}

/// A table: a folder's letters, a letter's recipients.
pub(super) struct Table<'h, 'n> {
    heap: &'h Heap<'n>,
    columns: Vec<Column>,
    /// Where in a row stands which columns it has.
    bitmap: usize,
    width: usize,
    rows: Vec<Vec<u8>>,
}

struct Column {
    id: u16,
    kind: u16,
    at: usize,
    width: usize,
    bit: usize,
}

impl Table<'_, '_> {
    /// The numbers its rows have: those of nodes.
    pub(super) fn ids(&self) -> Vec<u32> {
        self.rows().filter_map(|row| u32_at(row, 0)).collect()
    }

    /// So many of its rows, each with these of its columns.
    pub(super) fn cells(&self, wanted: &[u16], most: usize) -> io::Result<Vec<Vec<Property>>> {
        let mut bytes = 0;
        let mut found = Vec::new();
        for row in self.rows().take(most) {
            let mut cells = Vec::new();
            for column in self.columns.iter().filter(|column| wanted.contains(&column.id)) {
                let has = row
                    .get(self.bitmap + column.bit / 8)
                    .is_some_and(|byte| byte >> (7 - column.bit % 8) & 1 == 1);
                let Some(named) = row.get(column.at..column.at + column.width).filter(|_| has) else {
                    continue;
                };
                if let Some(value) = self.heap.value(column.kind, named)? {
                    // Every row may say that it has the same large piece.
                    bytes += value.len();
                    cells.push((column.id, column.kind, value));
                }
            }
            if bytes > MOST_BYTES {
                return Err(io::Error::other(Bomb));
            }
            found.push(cells);
        }
        Ok(found)
    }

    /// A row does not go on in the next block.
    fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.rows.iter().flat_map(|block| block.chunks_exact(self.width))
    }
}

/// Whether a value is a piece of the heap, and not a node.
const fn is_piece(id: u32) -> bool {
    id & 0x1f == 0
}

fn few(rows: usize) -> io::Result<()> {
    if rows > MOST_ROWS { Err(io::Error::other(Bomb)) } else { Ok(()) }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads bytes as a heap, whatever they are, and as the node below it: the sums in a file would keep every
/// mutation of one away from here.
#[cfg(any(test, feature = "fuzzing"))]
pub(in crate::intake) fn loose(bytes: &[u8]) -> bool {
    struct Loose<'a>(&'a [u8]);
    impl Nodes for Loose<'_> {
        fn node(&self, number: u32) -> io::Result<Node> {
            Ok(Node::loose(number))
        }
        fn blocks(&self, _: &Node) -> io::Result<Vec<Vec<u8>>> {
            Ok(self.0.chunks(4096).map(<[u8]>::to_vec).collect())
        }
        fn below(&self, _: &Node) -> io::Result<Vec<Node>> {
            Ok((0x21..0x24).map(Node::loose).collect())
        }
    }
    let all: Vec<u16> = (0..=u16::MAX).collect();
    let nodes = Loose(bytes);
    let Ok(heap) = Heap::of(&nodes, &Node::loose(0x21)) else { return false };
    let properties = heap.properties(&all);
    let table = heap.table().and_then(|table| table.cells(&all, 100).map(|cells| (table.ids(), cells)));
    properties.is_ok() || table.is_ok()
}
