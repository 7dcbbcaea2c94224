//! An Outlook data file, written as MS-PST has it: of either age, with as little in it as makes a mailbox.

use std::collections::BTreeMap;

/// What is wanted of a mailbox.
#[derive(Default, Clone, Copy)]
pub(super) struct Wanted {
    /// As Outlook wrote them before 2003.
    pub(super) ansi: bool,
    /// The mark of a password, where one was set.
    pub(super) password: u32,
    /// What is wrong with it.
    pub(super) trap: Option<Trap>,
}

/// What points to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trap {
    Pages,
    Blocks,
    Nodes,
    Message,
}

/// Property types.
const NUMBER: u16 = 0x0003;
const OBJECT: u16 = 0x000d;
const ANSI: u16 = 0x001e;
const UNICODE: u16 = 0x001f;
const TIME: u16 = 0x0040;
const BINARY: u16 = 0x0102;

type Property = (u16, u16, Vec<u8>);

/// A letter from an invented mother, with a letter attached that has a letter attached.
pub(super) fn mailbox(wanted: Wanted) -> Vec<u8> {
    let mut file = File { wanted, bytes: vec![0; 1024], blocks: Vec::new(), nodes: BTreeMap::new(), next: 4 };
    let text = |id: u16, text: &str| -> Property {
        if wanted.ansi {
            return (id, ANSI, encoding_rs::WINDOWS_1252.encode(text).0.into_owned());
        }
        (id, UNICODE, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
    };
    let number = |id: u16, value: u32| -> Property { (id, NUMBER, value.to_le_bytes().to_vec()) };
    let folder = |number: u32| {
        let mut name = [0; 24];
        name[20..].copy_from_slice(&number.to_le_bytes());
        name.to_vec()
    };
    file.node(0x21, &[(0x35e0, BINARY, folder(0x8022)), number(0x67ff, wanted.password)], 0);
    file.node(0x8022, &[text(0x3001, "Top of Personal Folders"), number(0x3602, 0)], 0);
    file.listing(0x802d, &[0x8042]);
    file.node(0x8042, &[text(0x3001, "Inbox"), number(0x3602, 1), text(0x3613, "IPF.Note")], 0);
    file.listing(0x804d, &[]);
    file.listing(0x804e, &[0x20_0024]);
    // 2 September 2024, 10:00.
    let sent = (0x0039, TIME, 133_697_448_000_000_000_u64.to_le_bytes().to_vec());
    let message = |subject: &str, words: &str| -> Vec<Property> {
        let own = [(0x001a, "IPM.Note"), (0x0037, subject), (0x1000, words)];
        let sender = [(0x0042, "Zoë Invented"), (0x0c1f, "zoe@example.org")];
        let mut all: Vec<_> = own.iter().chain(&sender).map(|(id, said)| text(*id, said)).collect();
        all.extend([sent.clone(), number(0x3ffd, 1252)]);
        all
    };
    let report = [text(0x3707, "report.txt"), number(0x3705, 1), (0x3701, BINARY, b"Invented.".to_vec())];
    let report = file.data(&properties(&report));
    let list = file.data(&table(&[0x8025]));
    let inner_nodes = file.below(&[(0x671, list, 0), (0x8025, report, 0)]);
    let inner = file.data(&properties(&message("The school’s letter", "She may not come back.")));
    let attached = [
        text(0x3001, "The school’s letter"),
        number(0x3705, 5),
        (0x3701, OBJECT, [0x44, 0, 1, 0, 0, 0, 0, 0].to_vec()),
    ];
    let attached = file.data(&properties(&attached));
    let at_message = match wanted.trap {
        // The attached message has itself attached.
        Some(Trap::Message) => {
            let id = file.next + 2;
            let again = file.data(&table(&[0x8025]));
            let below =
                file.below(&[(0x671, again, 0), (0x8025, attached, id + 4), (0x1_0044, inner, id + 4)]);
            assert_eq!(below, id + 4, "it names itself");
            below
        }
        _ => file.below(&[(0x1_0044, inner, inner_nodes)]),
    };
    let people = file.data(&table(&[]));
    let list = file.data(&table(&[0x8025]));
    let nodes = file.below(&[(0x671, list, 0), (0x692, people, 0), (0x8025, attached, at_message)]);
    file.node(0x20_0024, &message("Waiting for a plan", "Zoë’s plan is a year late."), nodes);
    file.whole()
}

/// What two of its nodes hold: properties, and a table.
pub(super) fn heaps() -> [Vec<u8>; 2] {
    let own = [(0x0037, ANSI, b"Waiting".to_vec()), (0x67ff, NUMBER, vec![1, 0, 0, 0])];
    [properties(&own), table(&[0x20_0024, 0x20_0044])]
}

struct File {
    wanted: Wanted,
    bytes: Vec<u8>,
    /// Each block's number, place and size.
    blocks: Vec<(u64, usize, usize)>,
    /// Each node's bytes, and the nodes below it.
    nodes: BTreeMap<u32, (u64, u64)>,
    next: u64,
}

impl File {
    fn node(&mut self, number: u32, own: &[Property], below: u64) {
        let data = self.data(&properties(own));
        self.nodes.insert(number, (data, below));
    }

    fn listing(&mut self, number: u32, ids: &[u32]) {
        let data = self.data(&table(ids));
        self.nodes.insert(number, (data, 0));
    }

    fn data(&mut self, bytes: &[u8]) -> u64 {
        if self.wanted.trap == Some(Trap::Blocks) {
            // A block of blocks, of which there is one: itself.
            let id = self.next + 2;
            let mut own = vec![1, 1, 1, 0];
            own.extend((bytes.len() as u32).to_le_bytes());
            own.extend(self.word(id));
            return self.block(id, &own);
        }
        self.block(self.next, bytes)
    }

    fn below(&mut self, nodes: &[(u32, u64, u64)]) -> u64 {
        let id = self.next + 2;
        let (level, nodes) = match self.wanted.trap {
            Some(Trap::Nodes) => (1, vec![vec![self.word(nodes[0].0.into()), self.word(id)]]),
            _ => (
                0,
                nodes
                    .iter()
                    .map(|(number, data, below)| {
                        [u64::from(*number), *data, *below]
                            .into_iter()
                            .map(|value| self.word(value))
                            .collect()
                    })
                    .collect(),
            ),
        };
        let mut own = vec![2, level];
        own.extend((nodes.len() as u16).to_le_bytes());
        own.extend(if self.wanted.ansi { &[][..] } else { &[0; 4] });
        own.extend(nodes.concat().concat());
        self.block(id, &own)
    }

    fn block(&mut self, id: u64, own: &[u8]) -> u64 {
        let place = self.bytes.len();
        self.next += 4;
        self.blocks.push((id, place, own.len()));
        self.bytes.extend(own);
        let trailer = if self.wanted.ansi { 12 } else { 16 };
        let whole = (own.len() + trailer).next_multiple_of(64);
        self.bytes.resize(place + whole - trailer, 0);
        self.bytes.extend((own.len() as u16).to_le_bytes());
        self.bytes.extend(signature(place, id).to_le_bytes());
        self.checked(crc(own), id);
        id
    }

    /// A sum and a number: in the order this kind of file has them.
    fn checked(&mut self, sum: u32, id: u64) {
        if self.wanted.ansi {
            self.bytes.extend((id as u32).to_le_bytes());
            self.bytes.extend(sum.to_le_bytes());
        } else {
            self.bytes.extend(sum.to_le_bytes());
            self.bytes.extend(id.to_le_bytes());
        }
    }

    fn word(&self, value: u64) -> Vec<u8> {
        if self.wanted.ansi { (value as u32).to_le_bytes().to_vec() } else { value.to_le_bytes().to_vec() }
    }

    /// A page of a tree, and where it is.
    fn page(&mut self, kind: u8, rows: &[Vec<u8>]) -> usize {
        let place = self.bytes.len().next_multiple_of(512);
        self.bytes.resize(place, 0);
        let (room, word) = if self.wanted.ansi { (496, 4) } else { (488, 8) };
        let mut width = if kind == 0x81 { 4 * word } else { 3 * word };
        let mut rows = rows.to_vec();
        let trapped = self.wanted.trap == Some(Trap::Pages);
        if trapped {
            width = 3 * word;
            rows = vec![[0, 1, place as u64].into_iter().flat_map(|value| self.word(value)).collect()];
        }
        self.bytes.extend(rows.concat());
        self.bytes.resize(place + room, 0);
        let (count, most) = (rows.len() as u8, (room / width) as u8);
        self.bytes.extend([count, most, width as u8, u8::from(trapped)]);
        self.bytes.extend(if self.wanted.ansi { &[][..] } else { &[0; 4] });
        let sum = crc(&self.bytes[place..]);
        self.bytes.extend([kind, kind]);
        self.bytes.extend(signature(place, 1).to_le_bytes());
        self.checked(sum, 1);
        place
    }

    fn whole(mut self) -> Vec<u8> {
        let nodes: Vec<_> = self
            .nodes
            .iter()
            .map(|(number, (data, below))| {
                [u64::from(*number), *data, *below, 0]
                    .into_iter()
                    .flat_map(|value| self.word(value))
                    .collect()
            })
            .collect();
        let blocks: Vec<_> = self
            .blocks
            .iter()
            .map(|(id, place, size)| {
                let mut row = self.word(*id);
                row.extend(self.word(*place as u64));
                row.extend((*size as u16).to_le_bytes());
                row.extend([1, 0]);
                row.resize(if self.wanted.ansi { 12 } else { 24 }, 0);
                row
            })
            .collect();
        let (nodes, blocks) = (self.page(0x81, &nodes), self.page(0x80, &blocks));
        let mut root = vec![0; 4];
        for value in [self.bytes.len(), 0, 0, 0, 1, nodes, 1, blocks] {
            root.extend(self.word(value as u64));
        }
        root.extend([2, 0, 0, 0]);
        let mut head = b"SM".to_vec();
        head.extend([if self.wanted.ansi { 15 } else { 23 }, 0, 19, 0, 1, 1]);
        // Numbers that only a writer needs, and the free space: none is told of.
        head.resize(if self.wanted.ansi { 156 } else { 172 }, 0);
        head.extend(root);
        head.resize(head.len() + if self.wanted.ansi { 0 } else { 4 } + 256, 0xff);
        if !self.wanted.ansi {
            let align = head.len() - 260;
            head[align..align + 4].fill(0);
        }
        head.extend([0x80, 0, 0, 0]);
        head.resize(if self.wanted.ansi { 504 } else { 516 }, 0);
        let mut start = b"!BDN".to_vec();
        start.extend(crc(&head[..471]).to_le_bytes());
        start.extend(&head);
        start.extend(crc(&head).to_le_bytes());
        self.bytes[..start.len()].copy_from_slice(&start);
        if self.wanted.ansi {
            // There is no second sum in the older kind.
            self.bytes[512..516].fill(0);
        }
        self.bytes
    }
}

/// A heap of properties.
fn properties(own: &[Property]) -> Vec<u8> {
    let mut own = own.to_vec();
    own.sort_by_key(|(id, ..)| *id);
    let mut pieces = vec![vec![0xb5, 2, 6, 0, 0x40, 0, 0, 0], Vec::new()];
    for (id, kind, value) in own {
        let named = match kind {
            NUMBER => value,
            _ => {
                pieces.push(value);
                ((pieces.len() as u32) << 5).to_le_bytes().to_vec()
            }
        };
        pieces[1].extend([id.to_le_bytes(), kind.to_le_bytes()].concat());
        pieces[1].extend(named);
    }
    heap(0xbc, &pieces)
}

/// A table with nothing in its rows but their numbers.
fn table(ids: &[u32]) -> Vec<u8> {
    let mut info = vec![0x7c, 1];
    for end in [8_u16, 8, 8, 9] {
        info.extend(end.to_le_bytes());
    }
    let rows = if ids.is_empty() { 0 } else { 0x60_u32 };
    for value in [0x40, rows, 0, 0x67f2_0003] {
        info.extend(u32::to_le_bytes(value));
    }
    info.extend([0, 0, 4, 0]);
    let rows = ids.iter().flat_map(|id| [&id.to_le_bytes()[..], &[0; 4], &[0x80]].concat()).collect();
    heap(0x7c, &[info, vec![0xb5, 4, 4, 0, 0, 0, 0, 0], rows])
}

fn heap(kind: u8, pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut heap = vec![0, 0, 0xec, kind, 0x20, 0, 0, 0, 0, 0, 0, 0];
    let mut map = vec![pieces.len() as u16, 0];
    for piece in pieces {
        map.push(heap.len() as u16);
        heap.extend(piece);
    }
    map.push(heap.len() as u16);
    heap.resize(heap.len().next_multiple_of(2), 0);
    let at = heap.len() as u16;
    heap[..2].copy_from_slice(&at.to_le_bytes());
    heap.extend(map.into_iter().flat_map(u16::to_le_bytes));
    heap
}

fn signature(place: usize, id: u64) -> u16 {
    let both = place as u32 ^ id as u32;
    (both >> 16) as u16 ^ both as u16
}

/// The sum of MS-PST 5.3: that of zip files, but neither begun nor ended with ones.
fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}
