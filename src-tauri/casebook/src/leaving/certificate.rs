//! The certificate that a casebook was deleted: one page.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::briefing::{Block, Composition, Cover, Document, counted, date};

/// How far it has come when the certificate is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is about to be deleted: nothing has been yet.
    Ordered,
    /// It was deleted, but for these.
    Done { left: Vec<String> },
}

/// What the certificate says.
pub(crate) struct Certificate {
    pub(crate) casebook: Uuid,
    pub(crate) name: String,
    pub(crate) office: String,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) stories: u32,
    pub(crate) letters: u32,
    pub(crate) handed_over: u32,
    /// The last entry of the record of changes, and how many there are.
    pub(crate) head: String,
    pub(crate) entries: i64,
    pub(crate) backups: u32,
    pub(crate) outcome: Outcome,
}

impl Certificate {
    /// The document.
    pub(crate) fn document(&self) -> Document {
        let mut to = Composition::default();
        let at = format!("{}, {} UTC", date(self.at.date_naive()), self.at.format("%H:%M"));
        let head = |from: usize, to: usize| self.head.get(from..to).unwrap_or_default().to_owned();
        let facts = [
            ("Office", self.office.clone(), true),
            ("Casebook", self.name.clone(), true),
            ("Its id", self.casebook.to_string(), false),
            (
                "Held",
                format!(
                    "{} and {}",
                    counted(self.stories, "story", "stories"),
                    counted(self.letters, "letter, call or note", "letters, calls and notes")
                ),
                false,
            ),
            (
                "Handed over",
                format!("{}, as the families agreed", counted(self.handed_over, "story", "stories")),
                false,
            ),
            ("By", self.by.clone(), true),
            ("When", at, true),
            (
                "Last entry",
                format!("{} {} (number {} of its record)", head(0, 32), head(32, 64), self.entries),
                false,
            ),
        ];
        to.blocks.push(Block::Cover(Cover {
            above: 0.0,
            kind: "SEND Casebook".to_owned(),
            title: match self.outcome {
                Outcome::Ordered => "Deletion of a casebook, ordered",
                Outcome::Done { .. } => "Certificate of deletion",
            }
            .to_owned(),
            facts: facts
                .into_iter()
                .filter(|(_, words, _)| !words.is_empty())
                .map(|(name, words, strong)| (name.to_owned(), words, strong))
                .collect(),
        }));
        let backups = match self.backups {
            0 => "No backup of it was found in the folder for backups.".to_owned(),
            count => format!(
                "{} found in the folder for backups.",
                counted(count, "backup of it was", "backups of it were")
            ),
        };
        match &self.outcome {
            Outcome::Ordered => {
                to.heading("What is to be deleted");
                to.say(format!("The casebook’s folder. {backups} The keys go first. This page was written before anything was deleted; a page that says so replaces it when it is done."));
            }
            Outcome::Done { left } => {
                to.heading("What was deleted");
                to.say(format!("The keys were written over and removed first, in the casebook and in each backup; then the encrypted letters and everything else in the casebook’s folder. {backups}"));
                if !left.is_empty() {
                    to.heading("What could not be deleted");
                    to.list(summed(left));
                }
            }
        }
        to.heading("What cannot be promised");
        to.list(vec![
            "Copies that somebody made elsewhere, exports and printed packs are not deleted by this.".to_owned(),
            "A disk may keep parts of deleted files. They are encrypted, and the keys that lay beside them are gone; only a copy of the keys made elsewhere, with its passphrase, could open them.".to_owned(),
        ]);
        to.document(
            format!("Certificate of deletion: {}", self.name),
            self.office.clone(),
            self.at.date_naive(),
            "Keep this page with the office’s records".to_owned(),
        )
    }
}

/// As many as the page has room for.
fn summed(left: &[String]) -> Vec<String> {
    match left {
        [first, second, rest @ ..] if !rest.is_empty() => {
            let more = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            vec![
                first.clone(),
                second.clone(),
                format!("And {}.", counted(more, "more place", "more places")),
            ]
        }
        _ => left.to_vec(),
    }
}
