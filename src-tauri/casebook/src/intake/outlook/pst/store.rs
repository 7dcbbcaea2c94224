//! What a data file holds, as Outlook means it: folders in folders, letters, and what came with them.

use std::cell::Cell;
use std::io::{self, BufReader, Read as _};
use std::rc::Rc;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::heap::Heap;
use super::nodes::{self, Node, Nodes};
use super::{Counted, MailFolder};
use crate::intake::archive::Bomb;
use crate::intake::outlook::properties::Properties;
use crate::intake::outlook::{Attachment, DEEPEST, MOST_PARTS, Message, one_line};
use crate::intake::source::{Source, problem};
use crate::intake::{NotALetter, NotRead};

/// More folders, or folders further within folders, than anybody keeps.
const MOST_FOLDERS: usize = 10_000;
const DEEPEST_FOLDER: usize = 64;
/// The file itself, and the folder around all others.
const STORE: u32 = 0x21;
const ROOT_FOLDER: u32 = 0x122;
/// Kinds of node.
const FOLDER: u32 = 0x02;
const FOLDERS: u32 = 0x0d;
const LETTERS: u32 = 0x0e;
const ATTACHMENTS: u32 = 0x11;
const RECIPIENTS: u32 = 0x12;
/// How a message is attached.
const EMBEDDED: u32 = 5;

/// What is read of each: the rest is Outlook's own business.
const OF_A_STORE: [u16; 3] = [0x35e0, 0x35e3, 0x67ff];
const OF_A_FOLDER: [u16; 3] = [0x3001, 0x3602, 0x3613];
const OF_A_LETTER: [u16; 20] = [
    0x001a, 0x0037, 0x0039, 0x0042, 0x0065, 0x007d, 0x0c1a, 0x0c1f, 0x0e06, 0x0e1d, 0x1000, 0x1009, 0x1013,
    0x1035, 0x1039, 0x1042, 0x3fde, 0x3ffd, 0x5d01, 0x5d02,
];
const OF_A_RECIPIENT: [u16; 4] = [0x0c15, 0x3001, 0x3003, 0x39fe];
const OF_AN_ATTACHMENT: [u16; 7] = [0x3001, 0x3701, 0x3704, 0x3705, 0x3707, 0x370e, 0x3712];

/// What went wrong inside the library: its own complaints are about the file.
fn damage(error: io::Error) -> NotRead {
    if error.get_ref().is_some_and(|inner| !inner.is::<Bomb>()) {
        NotALetter::Damaged.into()
    } else {
        problem(error)
    }
}

/// What is damaged in a letter is left out of it; the letter is not. A disk that is gone is another matter.
fn or_nothing<T: Default>(read: Result<T, NotRead>) -> Result<T, NotRead> {
    match read {
        Err(NotRead::Content(NotALetter::Damaged)) => Ok(T::default()),
        read => read,
    }
}

/// A data file that has been opened.
pub(super) struct Store {
    nodes: Box<dyn Nodes>,
    /// What the file says of itself.
    own: Properties,
}

impl Store {
    pub(super) fn open(source: &Source, left: &Rc<Cell<u64>>) -> Result<Self, NotRead> {
        let reader = || -> Result<_, NotRead> {
            let counted = Counted { source: source.again().map_err(problem)?, left: Rc::clone(left) };
            // A block is read at once; no more than a page is read ahead.
            Ok(Box::new(BufReader::with_capacity(512, counted)))
        };
        let mut head = [0; 12];
        reader()?.read_exact(&mut head).map_err(problem)?;
        // "SO" is Outlook's copy of a mailbox on a server; after version 23 its pages are larger.
        if &head[8..10] == b"SO" || u16::from_le_bytes([head[10], head[11]]) > 23 {
            return Err(NotALetter::OutlookCopy.into());
        }
        let nodes: Box<dyn Nodes> = match nodes::Unicode::open(reader()?) {
            Ok(file) => Box::new(file),
            Err(_) => Box::new(nodes::Ansi::open(reader()?).map_err(damage)?),
        };
        let own = properties(&*nodes, &nodes.node(STORE).map_err(damage)?, &OF_A_STORE, WINDOWS_1252)?;
        Ok(Self { nodes, own })
    }

    /// Whether Outlook asks for a password before it shows the file.
    pub(super) fn locked(&self) -> bool {
        self.own.number(0x67ff).is_some_and(|mark| mark != 0)
    }

    /// The folder a property of the file names: its number is the end of a longer name.
    fn folder(&self, id: u16) -> Option<u32> {
        let name = self.own.binary(id)?;
        Some(u32::from_le_bytes(*name.last_chunk()?)).filter(|_| name.len() == 24)
    }

    /// Every folder that holds mail, sent mail last: an answer goes with the letter it answers, which
    /// has to be there.
    pub(super) fn folders(&self) -> Result<Vec<(MailFolder, u32)>, NotRead> {
        let (top, bin) = (self.folder(0x35e0).unwrap_or(ROOT_FOLDER), self.folder(0x35e3));
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut waiting = vec![(top, String::new(), true, 0)];
        while let Some((number, path, usual, depth)) = waiting.pop() {
            if !seen.insert(number) || seen.len() > MOST_FOLDERS || depth > DEEPEST_FOLDER {
                continue;
            }
            let node = self.nodes.node(number).map_err(damage);
            let own = match node.and_then(|node| properties(&*self.nodes, &node, &OF_A_FOLDER, WINDOWS_1252))
            {
                Ok(own) => own,
                // Without its top there is nothing; a damaged folder further down takes only itself along.
                Err(why) if depth == 0 || why.may_pass() => return Err(why),
                Err(_) => continue,
            };
            let name = own.text(0x3001).unwrap_or_default();
            let name = one_line(&name).replace('/', " ");
            let path = match (depth, path.is_empty()) {
                (0, _) => String::new(),
                (_, true) => name.clone(),
                (_, false) => format!("{path}/{name}"),
            };
            let usual = usual && Some(number) != bin && !is_unusual(&name);
            let class = own.text(0x3613).unwrap_or_default().to_ascii_lowercase();
            let mail = class.is_empty() || class.starts_with("ipf.note") || class.starts_with("ipf.imap");
            let letters = own.number(0x3602).unwrap_or_default();
            if mail && letters > 0 {
                // Letters may lie in no folder but the one around all others.
                let path = if depth == 0 { name } else { path.clone() };
                found.push((MailFolder { path, letters, usual }, number));
            }
            for number in or_nothing(self.listed(number, FOLDERS))?.into_iter().rev() {
                // A search folder shows letters that are elsewhere.
                if number & 0x1f == FOLDER {
                    waiting.push((number, path.clone(), usual, depth + 1));
                }
            }
        }
        found.sort_by_key(|(folder, _)| is_sent(&folder.path));
        Ok(found)
    }

    /// The letters in a folder.
    pub(super) fn letters_in(&self, folder: u32) -> Result<Vec<u32>, NotRead> {
        self.listed(folder, LETTERS)
    }

    /// The folders in a folder, or its letters, by the numbers the file gives them.
    fn listed(&self, folder: u32, kind: u32) -> Result<Vec<u32>, NotRead> {
        let table = || {
            Heap::of(&*self.nodes, &self.nodes.node(folder & !0x1f | kind)?)?.table().map(|table| table.ids())
        };
        table().map_err(damage)
    }

    /// A message as the mail it stands for.
    pub(super) fn mail(&self, number: u32) -> Result<Vec<u8>, NotRead> {
        let node = self.nodes.node(number).map_err(damage)?;
        Ok(self.message(&node, WINDOWS_1252, 0)?.into_mail()?.0)
    }

    /// A message, to whom it went, what came with it, and the messages in it.
    fn message(&self, node: &Node, otherwise: &'static Encoding, depth: u32) -> Result<Message, NotRead> {
        let heap = Heap::of(&*self.nodes, node).map_err(damage)?;
        let own = Properties::of_all(&heap.properties(&OF_A_LETTER).map_err(damage)?, otherwise);
        let table = |kind: u32| heap.below.iter().find(|node| node.kind() == kind);
        let recipients = match table(RECIPIENTS) {
            Some(node) => or_nothing(self.recipients(node, own.encoding()))?,
            None => Vec::new(),
        };
        let listed = match table(ATTACHMENTS) {
            Some(node) => or_nothing(self.numbers(node))?,
            None => Vec::new(),
        };
        let mut attachments = Vec::new();
        for number in listed.into_iter().take(MOST_PARTS) {
            let node = heap.below.iter().find(|node| node.number == number);
            let whole = node.map(|node| self.attachment(node, &heap.below, own.encoding(), depth).map(Some));
            // One that is damaged is told all the same, as having no bytes.
            attachments.push(whole.map_or(Ok(None), or_nothing)?.unwrap_or_else(|| Attachment {
                properties: Properties::of_all(&[], own.encoding()),
                inside: None,
            }));
        }
        Ok(Message { properties: own, recipients, attachments })
    }

    fn recipients(&self, node: &Node, within: &'static Encoding) -> Result<Vec<Properties>, NotRead> {
        let heap = Heap::of(&*self.nodes, node).map_err(damage)?;
        let rows = heap.table().and_then(|table| table.cells(&OF_A_RECIPIENT, MOST_PARTS)).map_err(damage)?;
        Ok(rows.iter().map(|row| Properties::of_all(row, within)).collect())
    }

    fn numbers(&self, node: &Node) -> Result<Vec<u32>, NotRead> {
        let heap = Heap::of(&*self.nodes, node).map_err(damage)?;
        heap.table().map(|table| table.ids()).map_err(damage)
    }

    /// What is attached; a message that is, is a node of its own under it.
    fn attachment(
        &self,
        node: &Node,
        beside: &[Node],
        within: &'static Encoding,
        depth: u32,
    ) -> Result<Attachment, NotRead> {
        let properties = properties(&*self.nodes, node, &OF_AN_ATTACHMENT, within)?;
        let message = properties.number(0x3701).filter(|_| properties.number(0x3705) == Some(EMBEDDED));
        let inside = match message {
            Some(number) if depth < DEEPEST => {
                let below = self.nodes.below(node).map_err(damage)?;
                match below.iter().chain(beside).find(|node| node.number == number) {
                    Some(message) => or_nothing(self.message(message, within, depth + 1).map(Some))?,
                    None => None,
                }
            }
            _ => None,
        };
        Ok(Attachment { properties, inside })
    }
}

fn properties(
    nodes: &dyn Nodes,
    node: &Node,
    wanted: &[u16],
    otherwise: &'static Encoding,
) -> Result<Properties, NotRead> {
    let found = Heap::of(nodes, node).and_then(|heap| heap.properties(wanted)).map_err(damage)?;
    Ok(Properties::of_all(&found, otherwise))
}

/// Folders that hold what is no letter to the office, or what somebody threw away.
fn is_unusual(name: &str) -> bool {
    const UNUSUAL: [&str; 17] = [
        "deleted items",
        "deleted messages",
        "trash",
        "bin",
        "junk email",
        "junk e-mail",
        "junk",
        "spam",
        "drafts",
        "outbox",
        "sync issues",
        "conversation history",
        "rss feeds",
        "rss subscriptions",
        "recoverable items",
        "deletions",
        "purges",
    ];
    UNUSUAL.iter().any(|unusual| name.trim().eq_ignore_ascii_case(unusual))
}

/// Whether a folder, or one it is in, holds what the office itself sent.
fn is_sent(path: &str) -> bool {
    path.split('/').any(|name| {
        ["sent items", "sent", "sent messages", "sent mail"].contains(&name.to_lowercase().trim())
    })
}
