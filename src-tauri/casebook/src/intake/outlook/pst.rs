//! Outlook's file of a whole mailbox (.pst, and .ost, its copy of one on a server): its folders, and
//! the letters in them, one after another.
//!
//! Outlook's own scrambling of such a file ("compressible" and "high encryption") hides nothing and is
//! undone in reading. A password only asks Outlook not to open the file; what is in it is not encrypted.

use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use encoding_rs::WINDOWS_1252;
use outlook_pst::ltp::prop_context::PropertyValue;
use outlook_pst::ltp::table_context::TableContext;
use outlook_pst::messaging::attachment::{
    AnsiAttachment, Attachment as _, AttachmentData, UnicodeAttachment,
};
use outlook_pst::messaging::message::{AnsiMessage, Message as PstMessage, UnicodeMessage};
use outlook_pst::messaging::store::{AnsiStore, EntryId, Store as PstStore, UnicodeStore};
use outlook_pst::ndb::node_id::{NID_ROOT_FOLDER, NodeId, NodeIdType};
use outlook_pst::{AnsiPstFile, UnicodePstFile};

use super::properties::Properties;
use super::{Attachment, MOST_BYTES, MOST_PARTS, Message};
use crate::intake::archive::Bomb;
use crate::intake::opening::{Read as Found, Reads, with_its_bytes};
use crate::intake::source::{Source, problem};
use crate::intake::{NotALetter, NotRead};
use crate::submission::Format;

/// More folders, or folders further within folders, than anybody keeps.
const MOST_FOLDERS: usize = 10_000;
const DEEPEST_FOLDER: usize = 64;
/// How many bytes may be read for one letter: the file may say that it goes on for ever.
const FOR_ONE: u64 = 4 * MOST_BYTES as u64;

/// What is read of a message: the rest is Outlook's own business.
const PROPERTIES: [u16; 20] = [
    0x001a, 0x0037, 0x0039, 0x0042, 0x0065, 0x007d, 0x0c1a, 0x0c1f, 0x0e06, 0x1000, 0x1009, 0x1013, 0x1035,
    0x1039, 0x1042, 0x3fde, 0x3ffd, 0x5d01, 0x5d02, 0x0e1d,
];

/// Whether a file begins like one of these.
pub(in crate::intake) fn is_data_file(start: &[u8]) -> bool {
    start.starts_with(b"!BDN")
}

/// A folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFolder {
    /// Its name, after those of the folders it is in: `Inbox/Constituents`.
    pub path: String,
    /// How many things it holds.
    pub letters: u32,
    /// Whether it is read unless somebody says otherwise.
    pub usual: bool,
}

/// What is in a mailbox, to choose from before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its folders, in the order in which they are read.
    pub folders: Vec<MailFolder>,
    /// Whether Outlook asks for a password.
    pub locked: bool,
}

/// The folders of a mailbox that have mail in them.
pub(in crate::intake) fn folders(source: &Source) -> Result<Mailbox, NotRead> {
    let mut reader = Guarded::open(source)?;
    let (folders, locked) = reader.ask(|store| Ok((store.folders()?, store.locked())))?;
    Ok(Mailbox { folders: folders.into_iter().map(|(folder, _)| folder).collect(), locked })
}

/// The letters in these folders, or in the usual ones.
pub(in crate::intake) fn letters(
    source: &Source,
    inside: &str,
    chosen: Option<&[String]>,
) -> Result<Reads, NotRead> {
    let mut reader = Guarded::open(source)?;
    let (folders, locked) = reader.ask(|store| Ok((store.folders()?, store.locked())))?;
    let is_chosen = |folder: &MailFolder| match chosen {
        Some(chosen) => chosen.iter().any(|one| is_called(folder, one)),
        None => folder.usual,
    };
    let folders: Vec<_> = folders.into_iter().filter(|(folder, _)| is_chosen(folder)).collect();
    let left = folders.iter().map(|(folder, _)| folder.letters).fold(0, u32::saturating_add);
    let told = match (locked, folders.is_empty()) {
        (true, _) => Some(NotALetter::PstPassword),
        (false, true) => Some(NotALetter::EmptyPst),
        (false, false) => None,
    };
    let before = if inside.is_empty() { String::new() } else { format!("{inside}, ") };
    let told = told.map(|why| Found {
        inside: before.trim_end_matches(", ").to_owned(),
        letter: Err(why.into()),
        left,
    });
    let ids = Vec::new().into_iter();
    let letters =
        Letters { reader, before, folders: folders.into_iter(), folder: String::new(), ids, number: 0, left };
    Ok(Box::new(told.into_iter().chain(letters)))
}

/// A folder's whole path, or its last name, however it is written.
fn is_called(folder: &MailFolder, name: &str) -> bool {
    let (path, name) = (folder.path.to_lowercase(), name.trim().to_lowercase());
    path == name || path.rsplit('/').next() == Some(name.as_str())
}

struct Letters {
    reader: Guarded,
    before: String,
    folders: std::vec::IntoIter<(MailFolder, NodeId)>,
    folder: String,
    ids: std::vec::IntoIter<u32>,
    number: u32,
    left: u32,
}

impl Iterator for Letters {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(id) = self.ids.next() {
                self.number += 1;
                self.left = self.left.saturating_sub(1);
                let mail = self.reader.ask(|store| store.mail(NodeId::from(id)));
                let letter = mail.and_then(|mail| with_its_bytes(mail, "", Some(Format::Pst)));
                if letter.as_ref().is_err_and(NotRead::may_pass) {
                    // The disk or the network is gone: asking for every other letter would say so as often.
                    (self.ids, self.folders, self.left) = (Vec::new().into_iter(), Vec::new().into_iter(), 0);
                }
                let inside = format!("{}{}, letter {}", self.before, self.folder, self.number);
                return Some(Found { inside, letter, left: self.left });
            }
            let (folder, node) = self.folders.next()?;
            self.number = 0;
            match self.reader.ask(|store| store.letters_of(node, folder.letters)) {
                Ok(ids) => self.ids = ids.into_iter(),
                Err(why) => {
                    self.left = self.left.saturating_sub(folder.letters);
                    let inside = format!("{}{}", self.before, folder.path);
                    return Some(Found { inside, letter: Err(why), left: self.left });
                }
            }
            self.folder = folder.path;
        }
    }
}

/// The library expects what Outlook writes. Where a damaged file confounds it, that is caught here and
/// told as damage; it is opened anew for what comes after.
struct Guarded {
    source: Source,
    store: Option<Store>,
    budget: Rc<Cell<u64>>,
}

impl Guarded {
    fn open(source: &Source) -> Result<Self, NotRead> {
        let mut opened =
            Self { source: source.again().map_err(problem)?, store: None, budget: Rc::default() };
        opened.ask(|_| Ok(()))?;
        Ok(opened)
    }

    fn ask<T>(&mut self, job: impl FnOnce(&Store) -> Result<T, NotRead>) -> Result<T, NotRead> {
        self.budget.set(FOR_ONE);
        let Self { source, store, budget } = self;
        let done = catch_unwind(AssertUnwindSafe(|| {
            if store.is_none() {
                *store = Some(Store::open(source, budget)?);
            }
            store.as_ref().map_or(Err(NotALetter::Damaged.into()), job)
        }));
        done.unwrap_or_else(|_| {
            self.store = None;
            Err(NotALetter::Damaged.into())
        })
    }
}

/// The file's bytes, counted.
struct Counted {
    source: Source,
    left: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        let left = self.left.get().checked_sub(read as u64).ok_or_else(|| io::Error::other(Bomb))?;
        self.left.set(left);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

/// What went wrong inside the library: its own complaints are about the file.
fn damage(error: io::Error) -> NotRead {
    if error.get_ref().is_some_and(|inner| !inner.is::<Bomb>()) {
        NotALetter::Damaged.into()
    } else {
        problem(error)
    }
}

/// Outlook has kept its letters in Unicode since 2003, and in the computer's own letters before that.
enum Store {
    Unicode(Rc<UnicodeStore>),
    Ansi(Rc<AnsiStore>),
}

/// A message with what came with it: the same lines for both kinds of file.
macro_rules! message {
    ($store:expr, $entry:expr, $message:ty, $attachment:ty) => {{
        let message = <$message>::read(Rc::clone($store), $entry, Some(&PROPERTIES)).map_err(damage)?;
        let mut found = said(&*message);
        for node in attached(&*message) {
            // One that is damaged is left out; the letter is not.
            let Ok(one) = <$attachment>::read(Rc::clone(&message), node, Some(&PROPERTIES)) else { continue };
            let own = properties(one.properties().iter(), found.properties.encoding());
            match one.data() {
                Some(AttachmentData::Message(inside)) => {
                    found.attachments.push(Attachment { properties: own, inside: Some(said(&**inside)) });
                }
                Some(AttachmentData::Binary(_)) => {
                    found.attachments.push(Attachment { properties: own, inside: None })
                }
                None => {}
            }
        }
        Ok::<_, NotRead>(found)
    }};
}

impl Store {
    fn open(source: &Source, left: &Rc<Cell<u64>>) -> Result<Self, NotRead> {
        let reader = || -> Result<_, NotRead> {
            let counted = Counted { source: source.again().map_err(problem)?, left: Rc::clone(left) };
            Ok(Box::new(BufReader::with_capacity(16 * 1024, counted)))
        };
        match UnicodePstFile::read_from(reader()?) {
            Ok(file) => UnicodeStore::read(Rc::new(file)).map(Self::Unicode).map_err(damage),
            Err(_) => {
                let file = AnsiPstFile::read_from(reader()?).map_err(damage)?;
                AnsiStore::read(Rc::new(file)).map(Self::Ansi).map_err(damage)
            }
        }
    }

    fn of_any_kind(&self) -> &dyn PstStore {
        match self {
            Self::Unicode(store) => &**store,
            Self::Ansi(store) => &**store,
        }
    }

    fn entry(&self, node: NodeId) -> Result<EntryId, NotRead> {
        self.of_any_kind().properties().make_entry_id(node).map_err(damage)
    }

    /// Whether Outlook asks for a password before it shows the file.
    fn locked(&self) -> bool {
        matches!(self.of_any_kind().properties().get(0x67ff), Some(PropertyValue::Integer32(mark)) if *mark != 0)
    }

    /// Every folder that holds mail, sent mail last: an answer goes with the letter it answers, which
    /// has to be there.
    fn folders(&self) -> Result<Vec<(MailFolder, NodeId)>, NotRead> {
        let store = self.of_any_kind();
        let top = store.properties().ipm_sub_tree_entry_id().map_or(NID_ROOT_FOLDER, |entry| entry.node_id());
        let bin = store.properties().ipm_wastebasket_entry_id().ok().map(|entry| entry.node_id());
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut waiting = vec![(top, String::new(), true, 0)];
        while let Some((node, path, usual, depth)) = waiting.pop() {
            if !seen.insert(u32::from(node)) || seen.len() > MOST_FOLDERS || depth > DEEPEST_FOLDER {
                continue;
            }
            let folder = match self.entry(node).and_then(|entry| store.open_folder(&entry).map_err(damage)) {
                Ok(folder) => folder,
                // Without its top there is nothing; a damaged folder further down takes only itself along.
                Err(why) if depth == 0 => return Err(why),
                Err(_) => continue,
            };
            let own = properties(folder.properties().iter(), WINDOWS_1252);
            let name = own.text(0x3001).unwrap_or_default();
            let name = super::one_line(&name).replace('/', " ");
            let path = match (depth, path.is_empty()) {
                (0, _) => String::new(),
                (_, true) => name.clone(),
                (_, false) => format!("{path}/{name}"),
            };
            let usual = usual && Some(node) != bin && !is_unusual(&name);
            let class = own.text(0x3613).unwrap_or_default().to_ascii_lowercase();
            let mail = class.is_empty() || class.starts_with("ipf.note") || class.starts_with("ipf.imap");
            let letters = own.number(0x3602).unwrap_or_default();
            if mail && letters > 0 {
                // Letters may lie in no folder but the one around all others.
                let path = if depth == 0 { name } else { path.clone() };
                found.push((MailFolder { path, letters, usual }, node));
            }
            let inner = folder.hierarchy_table().map(|table| ids(&**table)).unwrap_or_default();
            for id in inner.into_iter().rev() {
                let node = NodeId::from(id);
                // A search folder shows letters that are elsewhere.
                if matches!(node.id_type(), Ok(NodeIdType::NormalFolder)) {
                    waiting.push((node, path.clone(), usual, depth + 1));
                }
            }
        }
        found.sort_by_key(|(folder, _)| is_sent(&folder.path));
        Ok(found)
    }

    /// The letters of a folder, by the numbers the file gives them.
    fn letters_of(&self, node: NodeId, letters: u32) -> Result<Vec<u32>, NotRead> {
        let folder = self.of_any_kind().open_folder(&self.entry(node)?).map_err(damage)?;
        match folder.contents_table() {
            Some(table) => Ok(ids(&**table)),
            None if letters == 0 => Ok(Vec::new()),
            None => Err(NotALetter::Damaged.into()),
        }
    }

    /// A message as the mail it stands for.
    fn mail(&self, node: NodeId) -> Result<Vec<u8>, NotRead> {
        let entry = self.entry(node)?;
        let message = match self {
            Self::Unicode(store) => message!(store, &entry, UnicodeMessage, UnicodeAttachment),
            Self::Ansi(store) => message!(store, &entry, AnsiMessage, AnsiAttachment),
        }?;
        Ok(message.into_mail()?.0)
    }
}

/// What a message says of itself, and to whom it went.
fn said(message: &(impl PstMessage + ?Sized)) -> Message {
    let own = properties(message.properties().iter(), WINDOWS_1252);
    let recipients = message.recipient_table().map(|table| rows(&**table, &own)).unwrap_or_default();
    Message { properties: own, recipients, attachments: Vec::new() }
}

fn attached(message: &(impl PstMessage + ?Sized)) -> Vec<NodeId> {
    let table = message.attachment_table();
    let nodes = table.map(|table| ids(&**table)).unwrap_or_default();
    nodes.into_iter().take(MOST_PARTS).map(NodeId::from).collect()
}

fn ids(table: &dyn TableContext) -> Vec<u32> {
    table.rows_matrix().map(|row| u32::from(row.id())).collect()
}

/// The rows of a table, each as properties.
fn rows(table: &dyn TableContext, within: &Properties) -> Vec<Properties> {
    let context = table.context();
    let row = |row: &outlook_pst::ltp::table_context::TableRowData| {
        let cells = row.columns(context).ok()?;
        let cells = context.columns().iter().zip(cells).filter_map(|(column, cell)| {
            let value = table.read_column(&cell?, column.prop_type()).ok()?;
            Some((column.prop_id(), value))
        });
        let cells: Vec<_> = cells.collect();
        Some(properties(cells.iter().map(|(id, value)| (id, value)), within.encoding()))
    };
    table.rows_matrix().take(MOST_PARTS).filter_map(row).collect()
}

fn properties<'a>(
    found: impl Iterator<Item = (&'a u16, &'a PropertyValue)>,
    otherwise: &'static encoding_rs::Encoding,
) -> Properties {
    let found: Vec<(u16, u16, Vec<u8>)> = found
        .filter_map(|(id, value)| {
            let (kind, bytes) = match value {
                PropertyValue::Unicode(text) => {
                    (0x001f, text.buffer().iter().flat_map(|unit| unit.to_le_bytes()).collect())
                }
                PropertyValue::String8(text) => (0x001e, text.buffer().to_vec()),
                PropertyValue::Binary(bytes) => (0x0102, bytes.buffer().to_vec()),
                PropertyValue::Integer16(number) => (0x0002, number.to_le_bytes().to_vec()),
                PropertyValue::Integer32(number) => (0x0003, number.to_le_bytes().to_vec()),
                PropertyValue::Integer64(number) => (0x0014, number.to_le_bytes().to_vec()),
                PropertyValue::Time(time) => (0x0040, time.to_le_bytes().to_vec()),
                _ => return None,
            };
            Some((*id, kind, bytes))
        })
        .collect();
    Properties::of(found.iter().map(|(id, kind, bytes)| (*id, *kind, bytes.as_slice())), otherwise)
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
