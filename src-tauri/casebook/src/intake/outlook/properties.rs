//! The properties of a message, a recipient or an attachment.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::File;
use crate::intake::NotALetter;

/// What a letter is made from, and the what a mailbox says of its folders (35e0, 35e3, 3613). A message may say a great deal
/// more of itself; that is not looked at.
const OF_A_LETTER: [u16; 26] = [
    0x001a, 0x0037, 0x0042, 0x0065, 0x007d, 0x0c1a, 0x0c1f, 0x1000, 0x1009, 0x1013, 0x1035, 0x1039, 0x1042,
    0x3001, 0x3003, 0x35e0, 0x35e3, 0x3613, 0x3701, 0x3704, 0x3707, 0x370e, 0x3712, 0x39fe, 0x5d01, 0x5d02,
];

/// Whose properties they are: each has a head of its own before the table.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The message the file is of.
    Message,
    /// A message within a message.
    Embedded,
    /// An attachment or a recipient.
    Attachment,
}

impl Kind {
    const fn head(self) -> usize {
        match self {
            Self::Message => 32,
            Self::Embedded => 24,
            Self::Attachment => 8,
        }
    }
}

enum Value {
    Text(String),
    /// Letters in the message's code page.
    Bytes(Vec<u8>),
    Binary(Vec<u8>),
}

/// What is known of a message, a recipient or an attachment, by property id.
pub(super) struct Properties {
    streams: BTreeMap<u16, Value>,
    /// Numbers and times, which stand in the table itself.
    fixed: BTreeMap<u16, u64>,
    /// The code page of letters that are not Unicode, where the properties do not say.
    otherwise: &'static Encoding,
}

impl Properties {
    /// Reads what is there; what is damaged is not. A recipient or an attachment is written in its
    /// message's code page.
    pub(super) fn read(
        file: &mut File<'_>,
        at: &Path,
        kind: Kind,
        within: Option<&Self>,
    ) -> Result<Self, NotALetter> {
        let otherwise = within.map_or(WINDOWS_1252, Self::encoding);
        let mut properties = Self { streams: BTreeMap::new(), fixed: BTreeMap::new(), otherwise };
        let table = file.stream(&at.join("__properties_version1.0"))?.unwrap_or_default();
        for row in table.get(kind.head()..).unwrap_or_default().chunks_exact(16) {
            if let [0x02 | 0x03 | 0x0b | 0x14 | 0x40, 0, low, high, _, _, _, _, value @ ..] = row {
                let value = value.try_into().map_or(0, u64::from_le_bytes);
                properties.fixed.insert(u16::from_le_bytes([*low, *high]), value);
            }
        }
        for entry in file.entries(at)?.into_iter().filter(cfb::Entry::is_stream) {
            let Some((id, type_)) = id_and_type(entry.name()) else { continue };
            if OF_A_LETTER.binary_search(&id).is_err() || !matches!(type_, 0x001e | 0x001f | 0x0102) {
                continue;
            }
            let Some(bytes) = file.stream(entry.path())? else { continue };
            let value = match type_ {
                0x001f => Value::Text(utf16(&bytes)),
                0x001e => Value::Bytes(bytes),
                _ => Value::Binary(bytes),
            };
            properties.streams.insert(id, value);
        }
        Ok(properties)
    }

    /// Properties that stand one after another: each its id, its type and its bytes.
    pub(super) fn of<'a>(
        found: impl Iterator<Item = (u16, u16, &'a [u8])>,
        otherwise: &'static Encoding,
    ) -> Self {
        let mut properties = Self { streams: BTreeMap::new(), fixed: BTreeMap::new(), otherwise };
        for (id, kind, bytes) in found {
            let value = match kind {
                0x001f => Value::Text(utf16(bytes)),
                0x001e => Value::Bytes(bytes.to_vec()),
                0x0102 => Value::Binary(bytes.to_vec()),
                _ => {
                    let mut wide = [0; 8];
                    wide.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
                    properties.fixed.insert(id, u64::from_le_bytes(wide));
                    continue;
                }
            };
            properties.streams.insert(id, value);
        }
        properties
    }

    /// Properties that were read beforehand.
    pub(super) fn of_all(found: &[(u16, u16, Vec<u8>)], otherwise: &'static Encoding) -> Self {
        Self::of(found.iter().map(|(id, kind, bytes)| (*id, *kind, bytes.as_slice())), otherwise)
    }

    /// Letters, without the end marks some writers leave.
    pub(super) fn text(&self, id: u16) -> Option<String> {
        debug_assert!(OF_A_LETTER.contains(&id), "{id:04x} is not read");
        let text = match self.streams.get(&id)? {
            Value::Text(text) => text.clone(),
            Value::Bytes(bytes) => match self.encoding().decode(bytes) {
                // Some writers claim UTF-8 for the whole message and mean its body alone.
                (_, encoding, true) if encoding == UTF_8 => WINDOWS_1252.decode(bytes).0.into_owned(),
                (text, ..) => text.into_owned(),
            },
            Value::Binary(_) => return None,
        };
        Some(text.trim_end_matches('\0').to_owned())
    }

    /// Bytes that hold letters, in the encoding the message says its body has.
    pub(super) fn encoded(&self, id: u16) -> Option<String> {
        let bytes = self.binary(id)?;
        let page = self.number(0x3fde).and_then(|page| u16::try_from(page).ok());
        let encoding = page.and_then(codepage::to_encoding).unwrap_or_else(|| self.encoding());
        Some(encoding.decode(bytes).0.into_owned())
    }

    pub(super) fn binary(&self, id: u16) -> Option<&[u8]> {
        debug_assert!(OF_A_LETTER.contains(&id), "{id:04x} is not read");
        match self.streams.get(&id)? {
            Value::Binary(bytes) => Some(bytes),
            Value::Text(_) | Value::Bytes(_) => None,
        }
    }

    pub(super) fn number(&self, id: u16) -> Option<u32> {
        // A number fills the lower half of its eight bytes.
        self.fixed.get(&id).map(|value| (*value & 0xffff_ffff) as u32)
    }

    /// A time: tenths of a microsecond since 1601.
    pub(super) fn time(&self, id: u16) -> Option<DateTime<Utc>> {
        const FROM_1601_TO_1970: i64 = 11_644_473_600_000;
        let millis = i64::try_from(self.fixed.get(&id)? / 10_000).ok()? - FROM_1601_TO_1970;
        DateTime::from_timestamp_millis(millis).filter(|_| millis > 0)
    }

    /// The code page of letters that are not Unicode: the message's own, its body's, or what was around it.
    pub(super) fn encoding(&self) -> &'static Encoding {
        let pages = [0x3ffd, 0x3fde].into_iter().filter_map(|id| u16::try_from(self.number(id)?).ok());
        pages.filter_map(codepage::to_encoding).next().unwrap_or(self.otherwise)
    }
}

/// `__substg1.0_0037001F`: property 0037, of type 001F.
fn id_and_type(name: &str) -> Option<(u16, u16)> {
    let code = name.strip_prefix("__substg1.0_")?;
    let number = |range| u16::from_str_radix(code.get(range)?, 16).ok();
    Some((number(0..4)?, number(4..8)?))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
