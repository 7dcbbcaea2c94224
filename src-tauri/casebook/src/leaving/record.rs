//! What is held, as plain values with every name written out: the shape in which it leaves.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::consent::ConsentLevel;
use crate::story::Filing;
use crate::submission::Channel;

/// Somebody who wrote.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PersonRecord {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) postcode: String,
}

/// A story and everything that hangs on it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StoryRecord {
    pub(crate) id: Uuid,
    /// The number of whoever it belongs to.
    pub(crate) constituent: i64,
    pub(crate) subject: String,
    pub(crate) received: DateTime<Utc>,
    pub(crate) filing: Filing,
    /// The step recorded last.
    pub(crate) consent: ConsentLevel,
    pub(crate) hand_over: Option<NaiveDate>,
    /// The day the family was told that their letter has arrived.
    pub(crate) acknowledged: Option<NaiveDate>,
    /// The campaign it is nothing but.
    pub(crate) campaign: Option<String>,
    pub(crate) review: Option<NaiveDate>,
    pub(crate) keep_reason: String,
    pub(crate) letters: Vec<LetterRecord>,
    pub(crate) consents: Vec<ConsentRecord>,
    pub(crate) notes: Vec<NoteRecord>,
    pub(crate) milestones: Vec<MilestoneRecord>,
    pub(crate) facets: Vec<FacetRecord>,
    pub(crate) packs: Vec<PackRecord>,
    pub(crate) history: Vec<HistoryRecord>,
}

/// One letter, call or note as it came in.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LetterRecord {
    pub(crate) id: Uuid,
    pub(crate) channel: Channel,
    pub(crate) received: DateTime<Utc>,
    pub(crate) sender: String,
    pub(crate) email: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) from_html: bool,
    pub(crate) attachments: Vec<AttachmentRecord>,
    pub(crate) passages: Vec<PassageRecord>,
    /// True where the bytes as they arrived are kept.
    #[serde(skip)]
    pub(crate) kept: bool,
    /// Where its original lies in this export.
    pub(crate) original: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct AttachmentRecord {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: u32,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PassageRecord {
    pub(crate) words: String,
    pub(crate) attribution: String,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ConsentRecord {
    pub(crate) level: ConsentLevel,
    pub(crate) on: NaiveDate,
    pub(crate) how: String,
    pub(crate) withdrawal: bool,
    pub(crate) by: String,
    pub(crate) recorded: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct NoteRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) text: String,
}

/// A date of the plan that somebody confirmed, or was offered and dropped.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MilestoneRecord {
    pub(crate) what: &'static str,
    pub(crate) when: String,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    /// False where somebody said that it is not so.
    pub(crate) so: bool,
    pub(crate) by: String,
    pub(crate) recorded: DateTime<Utc>,
}

/// Something of the child or the case that somebody said is so, or was offered and dropped.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FacetRecord {
    pub(crate) kind: &'static str,
    pub(crate) what: String,
    /// False where somebody said that it is not so.
    pub(crate) so: bool,
    pub(crate) by: String,
    pub(crate) recorded: DateTime<Utc>,
}

/// A pack that left the casebook; `stories` only in a list of all packs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PackRecord {
    pub(crate) title: String,
    pub(crate) date: NaiveDate,
    pub(crate) made: DateTime<Utc>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) stories: Vec<Uuid>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct HistoryRecord {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) what: String,
}

/// One entry of the whole trail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditRecord {
    pub(crate) entry: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) story: Option<Uuid>,
    pub(crate) what: String,
    pub(crate) undoes: Option<i64>,
}

impl LetterRecord {
    /// What its original is called: nothing of what it says.
    pub(crate) fn file(&self) -> String {
        format!("{} {}.eml", self.received.format("%Y-%m-%d"), self.id)
    }
}

impl LetterRecord {
    /// Goes through everything in it that somebody wrote, with where it stands.
    pub(crate) fn each_text(&mut self, see: &mut dyn FnMut(&mut String, &str)) {
        let place = format!("{} of {}", self.channel.label(), day(self.received));
        for text in [&mut self.sender, &mut self.email, &mut self.subject, &mut self.text] {
            see(text, &place);
        }
        for attachment in &mut self.attachments {
            see(&mut attachment.name, &place);
        }
        for passage in &mut self.passages {
            see(&mut passage.words, &place);
            see(&mut passage.attribution, &place);
        }
    }
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

impl StoryRecord {
    /// Goes through everything in it that somebody wrote, with where it stands: so that what is
    /// looked for and what is taken out are the same words.
    pub(crate) fn each_text(&mut self, see: &mut dyn FnMut(&mut String, &str)) {
        see(&mut self.subject, "Subject of the case");
        see(&mut self.keep_reason, "Why the case is kept");
        for letter in &mut self.letters {
            letter.each_text(see);
        }
        for entry in &mut self.consents {
            let place = format!("Consent recorded on {}", day(entry.recorded));
            see(&mut entry.how, &place);
            see(&mut entry.by, &place);
        }
        for note in &mut self.notes {
            let place = format!("Note of {}", day(note.at));
            see(&mut note.text, &place);
            see(&mut note.by, &place);
        }
        for milestone in &mut self.milestones {
            see(&mut milestone.by, &format!("Date recorded on {}", day(milestone.recorded)));
        }
        for facet in &mut self.facets {
            see(&mut facet.by, &format!("Child and case, noted on {}", day(facet.recorded)));
        }
        for pack in &mut self.packs {
            see(&mut pack.title, "Packs that quoted it");
        }
        for line in &mut self.history {
            see(&mut line.what, "Record of changes");
            see(&mut line.by, "Record of changes");
        }
    }
}
