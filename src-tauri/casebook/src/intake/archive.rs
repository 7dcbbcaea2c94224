//! A `.zip`, and the files in it, unpacked one after another and never onto the disk: the names in
//! an archive are only ever shown.

use std::io::{self, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::files::is_housekeeping;
use super::opening::{Read as Found, Reads, Within, letters_of, refused};
use super::source::{Opened, Source, problem};
use super::{NotALetter, NotRead, ReadProblem, attached};
use crate::submission::Format;

/// Archives within archives further in than this are left out.
const DEEPEST: u8 = 3;
/// More files than an office ever received.
const MOST_FILES: usize = 250_000;

/// Whether it is packed as an archive is. So are many documents.
pub(super) fn is_packed(start: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| start.starts_with(*magic))
}

/// The document that is packed like this, if it is one.
pub(super) fn document(packed: impl Read + Seek, start: &[u8]) -> Option<Format> {
    // OpenDocument says it in the first file, which is not compressed.
    let mimetype = start.get(30..).and_then(|name| name.strip_prefix(b"mimetype"));
    if let Some(kind) = mimetype.and_then(|kind| kind.strip_prefix(b"application/vnd.oasis.opendocument.")) {
        return match kind {
            kind if kind.starts_with(b"text") => Some(Format::Odt),
            kind if kind.starts_with(b"spreadsheet") => Some(Format::Ods),
            _ => None,
        };
    }
    let archive = ZipArchive::new(packed).ok()?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    match () {
        () if !has("[Content_Types].xml") => None,
        () if has("word/document.xml") => Some(Format::Docx),
        () if has("xl/workbook.xml") || has("xl/workbook.bin") => Some(Format::Xlsx),
        () => None,
    }
}

/// A file in an archive.
struct Entry {
    name: String,
    start: u64,
    packed: u64,
    crc: u32,
    method: CompressionMethod,
    locked: bool,
}

/// The files in an archive; nothing in the place of one that is damaged.
fn entries(source: &Source) -> Result<Vec<Option<Entry>>, NotRead> {
    let mut archive = ZipArchive::new(source.again().map_err(problem)?).map_err(|error| match error {
        ZipError::Io(error) => problem(error),
        _ => NotALetter::Damaged.into(),
    })?;
    if archive.len() > MOST_FILES {
        return Err(NotALetter::TooTangled.into());
    }
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = match archive.by_index_raw(index) {
            Ok(file) if file.is_dir() => continue,
            Ok(file) => Some(Entry {
                name: name(&file),
                start: file.data_start().unwrap_or_default(),
                packed: file.compressed_size(),
                crc: file.crc32(),
                method: file.compression(),
                locked: file.encrypted(),
            }),
            Err(_) => None,
        };
        entries.push(entry);
    }
    Ok(entries)
}

/// The files in an archive whose names say that they are tables.
pub(super) fn tables(
    source: &Source,
    within: &Within,
    is_table: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (String, Opened)> {
    let entries = entries(source).unwrap_or_default().into_iter().flatten();
    entries
        .filter(move |entry| is_table(&entry.name))
        .filter_map(move |entry| Some((entry.name.clone(), open(source, &entry, within).ok()?)))
}

/// The letters in an archive, file by file.
pub(super) fn letters(source: Source, inside: &str, within: &Within) -> Result<Reads, NotRead> {
    if within.depth >= DEEPEST {
        return Err(NotALetter::TooTangled.into());
    }
    let entries = entries(&source)?;
    if entries.is_empty() {
        return Err(NotALetter::EmptyArchive.into());
    }
    let within = within.further();
    let before = if inside.is_empty() { String::new() } else { format!("{inside}, ") };
    let all = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    Ok(Box::new(entries.into_iter().zip(1..).flat_map(move |(entry, number)| {
        let reads = match entry {
            None => refused(format!("{before}file {number}"), NotALetter::Damaged),
            Some(entry) => {
                let place = format!("{before}{}", entry.name);
                letters_of(open(&source, &entry, &within), place, &entry.name, &within)
            }
        };
        let after = all.saturating_sub(number);
        reads.map(move |read| Found { left: read.left.saturating_add(after), ..read })
    })))
}

/// A name as it is shown: without a way out of its folder, or anything that hides what it is.
fn name<R: Read>(file: &zip::read::ZipFile<'_, R>) -> String {
    let raw = file
        .name()
        .map_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned(), std::borrow::Cow::into_owned);
    let shown = attached::shown(&raw.replace('\\', "/"));
    let parts: Vec<&str> = shown.split('/').filter(|part| !matches!(part.trim(), "" | "." | "..")).collect();
    let name = parts.join("/");
    if name.is_empty() { "a file without a name".into() } else { name.chars().take(300).collect() }
}

fn open(source: &Source, entry: &Entry, within: &Within) -> Result<Opened, NotRead> {
    let last = entry.name.rsplit('/').next().unwrap_or_default();
    if is_housekeeping(last) || entry.name.starts_with("__MACOSX/") {
        return Err(ReadProblem::Housekeeping.into());
    }
    if entry.locked {
        return Err(NotALetter::Locked.into());
    }
    let mut bytes = source.again().map_err(problem)?;
    bytes.seek(SeekFrom::Start(entry.start)).map_err(problem)?;
    let bytes = bytes.take(entry.packed);
    let inner = match entry.method {
        CompressionMethod::Stored => Unpacker::Stored(bytes),
        CompressionMethod::Deflated => Unpacker::Deflated(DeflateDecoder::new(bytes)),
        _ => return Err(NotALetter::OtherPacking.into()),
    };
    Opened::stream(Box::new(Unpacked { inner, said: Crc::new(), crc: entry.crc, within: within.clone() }))
}

enum Unpacker {
    Stored(Take<Source>),
    Deflated(DeflateDecoder<Take<Source>>),
}

/// A file coming out of its archive: counted against what may come out in all, and compared at its
/// end with what the archive says it was.
struct Unpacked {
    inner: Unpacker,
    said: Crc,
    crc: u32,
    within: Within,
}

/// What unpacks to more than any office's letters would.
#[derive(Debug, thiserror::Error)]
#[error("made to unpack to far more than it is")]
pub(super) struct Bomb;

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Unpacker::Stored(bytes) => bytes.read(into),
            Unpacker::Deflated(bytes) => bytes.read(into),
        }?;
        let budget = self.within.budget.get();
        let left = budget.checked_sub(read as u64).ok_or_else(|| io::Error::other(Bomb))?;
        self.within.budget.set(left);
        self.said.update(into.get(..read).unwrap_or_default());
        if read == 0 && !into.is_empty() && self.said.sum() != self.crc {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}
