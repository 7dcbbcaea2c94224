//! Every way in for bytes that somebody else made, one by one, by name.
//!
//! `fuzz/` has a target for each and seeds to begin with; the tests beside this file try the seeds
//! and some mutations of them every time. To read anything is to keep three promises: nothing panics,
//! nothing takes long, and what comes out is what the rest of the program builds on.

#[cfg(test)]
mod tests;

use crate::intake::entrances as intake;
use crate::store::entrances as store;

/// One way in.
#[derive(Debug, Clone, Copy)]
pub struct Entrance {
    /// What its target and its folder of seeds are called.
    pub name: &'static str,
    read: fn(&[u8]) -> bool,
}

impl Entrance {
    /// Reads these bytes; whether they were understood.
    ///
    /// # Panics
    /// Where a promise was not kept.
    #[must_use]
    pub fn read(&self, bytes: &[u8]) -> bool {
        (self.read)(bytes)
    }
}

/// All of them.
pub static ENTRANCES: [Entrance; 21] = [
    Entrance { name: "file", read: intake::file },
    Entrance { name: "mail", read: intake::mail },
    Entrance { name: "mailbox", read: intake::mailbox },
    Entrance { name: "headers", read: intake::head },
    Entrance { name: "charset", read: intake::letters_in_charset },
    Entrance { name: "html", read: intake::page },
    Entrance { name: "as_sent", read: intake::page_as_sent },
    Entrance { name: "msg", read: intake::msg },
    Entrance { name: "pst", read: intake::pst },
    Entrance { name: "winmail", read: intake::winmail },
    Entrance { name: "rtf", read: intake::rich },
    Entrance { name: "table", read: intake::table },
    Entrance { name: "workbook", read: intake::workbook },
    Entrance { name: "document", read: intake::typed },
    Entrance { name: "xml", read: intake::xml },
    Entrance { name: "pdf", read: intake::pdf },
    Entrance { name: "archive", read: intake::file },
    Entrance { name: "postcodes", read: intake::postcodes },
    Entrance { name: "reading", read: words },
    Entrance { name: "keys", read: store::keys },
    Entrance { name: "seal", read: store::seal },
];

/// The entrance with this name.
///
/// # Panics
/// Where there is none: a target that tries nothing would find nothing.
#[must_use]
pub fn named(name: &str) -> &'static Entrance {
    ENTRANCES.iter().find(|entrance| entrance.name == name).expect("an entrance of this name")
}

/// The words of a letter, for what they say.
fn words(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let _ = crate::reading::read(&text);
    for facet in crate::reading::facets(&text) {
        assert!(facet.span.of(&text).is_some(), "and a facet’s");
    }
    let details = crate::reading::people(&text);
    assert!(details.iter().all(|detail| detail.span.of(&text).is_some()), "and of what gives somebody away");
    let _ = crate::reading::redacted(&text, &details);
    let passage = crate::reading::passage_to_quote(&text);
    for milestone in crate::reading::milestones(&text, chrono::NaiveDate::from_ymd_opt(2024, 9, 2)) {
        assert!(milestone.span.of(&text).is_some(), "a milestone's words are in the letter");
    }
    assert!(passage.is_none_or(|span| span.of(&text).is_some()), "what is offered is in the letter");
    passage.is_some()
}
