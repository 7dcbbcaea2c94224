//! What leaves the casebook in readable form: a copy of everything, everything about one person, the
//! receipt of an import, and the certificate of a casebook's end.
//!
//! Pure but for [`folder`], which writes: what is held comes in as a [`record`], what must not be
//! told is taken out by [`redact`], and what is printed goes through the pack's own page engine.
//! Nothing here reads the casebook; the desk does.

mod access;
mod certificate;
mod folder;
mod json;
mod people;
mod receipt;
mod record;
mod redact;
mod sheet;
#[cfg(test)]
mod tests;

pub(crate) use access::{Accessed, CopyFor, Mention};
pub(crate) use certificate::{Certificate, Outcome};
pub(crate) use folder::{NewFolder, unwritten, write_whole};
pub(crate) use json::Stream;
pub(crate) use people::{Found, Kind, Own, find, headers_name_others};
pub(crate) use receipt::ReceiptSheet;
pub(crate) use record::{
    AttachmentRecord, AuditRecord, ConsentRecord, FacetRecord, HistoryRecord, LetterRecord, MilestoneRecord,
    NoteRecord, PackRecord, PassageRecord, PersonRecord, StoryRecord,
};
pub(crate) use redact::{REMOVED, Words};
pub(crate) use sheet::Sheet;

/// What stands in an export beside the data, for whoever opens the folder years from now.
pub(crate) const READ_ME: &str = include_str!("read_me.txt");

/// A person's name as part of a file name that every system takes.
pub(crate) fn file_name(name: &str, otherwise: &str) -> String {
    let safe: String = name
        .chars()
        .map(|letter| if letter.is_control() || r#"<>:"/\|?*"#.contains(letter) { ' ' } else { letter })
        .take(80)
        .collect();
    let words: Vec<&str> = safe.split_whitespace().collect();
    let name = words.join(" ").trim_matches(['.', ' ']).to_owned();
    if name.is_empty() { otherwise.to_owned() } else { name }
}
