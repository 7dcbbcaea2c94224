//! Submissions: every letter, call and note as it came in, and the original bytes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::change::Change;
use super::file::{Casebook, Writing, new_id};
use super::list::Offer;
use super::taken_out::{self, Before};
use super::{facets, from_json, from_word, gone, json, millis, search, time, unread, word};
use crate::api::AttachmentRow;
use crate::error::Result;
use crate::submission::Channel;

/// A submission on its way in.
pub(crate) struct Incoming {
    pub(crate) channel: Channel,
    pub(crate) received: DateTime<Utc>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) postcode: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) from_html: bool,
    pub(crate) attachments: Vec<AttachmentRow>,
    /// Whom it was sent to.
    pub(crate) to: Vec<String>,
    pub(crate) message_id: Option<String>,
    /// Message ids it answers, nearest first.
    pub(crate) references: Vec<String>,
    pub(crate) fingerprint: [u8; 32],
    /// The bytes as they arrived, where there are any.
    pub(crate) original: Option<Vec<u8>>,
    /// The authority of the postcode that came with it, outside its words.
    pub(crate) authority: Option<String>,
}

impl Incoming {
    /// What it offers for its story before it is read.
    fn offer(&self) -> Offer {
        Offer { authority: self.authority.clone(), ..Offer::default() }
    }
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoggedAs {
    /// It began a story of its own.
    NewStory,
    /// It joined the story of the letter it answers.
    Joined,
    /// The casebook already had it.
    Duplicate,
    /// The office wrote it, to nobody the casebook knows a story of: it was not kept.
    ToNobody,
}

/// Where a submission is now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Logged {
    /// Its story; nobody's where it was not kept.
    pub(crate) story: Option<Uuid>,
    pub(crate) how: LoggedAs,
}

/// A stored submission.
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) channel: Channel,
    pub(crate) received: DateTime<Utc>,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) from_html: bool,
    pub(crate) attachments: Vec<AttachmentRow>,
    pub(crate) original: bool,
}

/// The story of a submission this one repeats: the same bytes; or the same words and attachments
/// from the same sender, whatever the message id. A mail without words is only a copy of its own
/// bytes, and another text under the same message id is no copy.
fn copy_of(db: &Connection, incoming: &Incoming, digest: Option<[u8; 32]>) -> Result<Option<Uuid>> {
    Ok(db
        .prepare_cached(
            "SELECT story.id FROM submission JOIN story ON story.row = submission.story
             WHERE digest = ?1 OR (fingerprint = ?2 AND attachments = ?3 AND text <> '') LIMIT 1",
        )?
        .query_row(params![digest, incoming.fingerprint, json(&incoming.attachments)], |row| row.get(0))
        .optional()?)
}

/// The story of a letter this one answers (or, under the same message id, amends).
fn story_answered(db: &Connection, incoming: &Incoming) -> Result<Option<(i64, Uuid)>> {
    let mut by_message_id = db.prepare_cached(
        "SELECT story.row, story.id FROM submission JOIN story ON story.row = submission.story
         WHERE message_id = ?1 LIMIT 1",
    )?;
    for id in incoming.message_id.iter().chain(&incoming.references) {
        let found = by_message_id.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The story of this family that a letter without a trace of the mail before goes on with: what it
/// is about is the same, but for the "Re:" in front.
fn story_about(db: &Connection, email: &str, subject: &str) -> Result<Option<(i64, Uuid)>> {
    let Some(about) = about(subject).filter(|about| !about.is_empty() && !email.is_empty()) else {
        return Ok(None);
    };
    let mut theirs = db.prepare_cached(
        "SELECT story.row, story.id, story.subject FROM story JOIN constituent ON constituent.row = constituent
         WHERE email = ?1 AND email <> '' ORDER BY received DESC LIMIT 50",
    )?;
    let mut theirs = theirs.query([email])?;
    while let Some(row) = theirs.next()? {
        let subject: String = row.get(2)?;
        let first = self::about(&subject).unwrap_or_else(|| subject.trim().to_lowercase());
        if first == about {
            return Ok(Some((row.get(0)?, row.get(1)?)));
        }
    }
    Ok(None)
}

/// What an answer is about: its subject without the marks that mail programs put in front. None
/// where there are no such marks, so that it is no answer.
fn about(subject: &str) -> Option<String> {
    let rest = unmarked(subject);
    (rest != subject.trim()).then(|| rest.to_lowercase())
}

/// A subject without the marks that mail programs put in front.
pub(super) fn unmarked(subject: &str) -> &str {
    const MARKS: [&str; 6] = ["re", "aw", "sv", "fw", "fwd", "antw"];
    let mut rest = subject.trim();
    while let Some((mark, after)) = rest.split_once(':') {
        let mark =
            mark.trim().trim_end_matches(|letter: char| letter.is_ascii_digit() || "[]()".contains(letter));
        if !MARKS.iter().any(|known| mark.eq_ignore_ascii_case(known)) {
            break;
        }
        rest = after.trim();
    }
    rest
}

/// The newest story of somebody a reply was sent to.
fn story_written_to(db: &Connection, to: &[String]) -> Result<Option<(i64, Uuid)>> {
    let mut newest = db.prepare_cached(
        "SELECT story.row, story.id FROM story JOIN constituent ON constituent.row = constituent
         WHERE email = ?1 AND email <> '' ORDER BY received DESC LIMIT 1",
    )?;
    for email in to.iter().take(20).filter(|email| !email.is_empty()) {
        let found = newest.query_row([email], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

impl Writing<'_> {
    fn constituent(&self, incoming: &Incoming) -> Result<i64> {
        let known = (!incoming.email.is_empty())
            .then(|| {
                self.tx
                    .prepare_cached("SELECT row FROM constituent WHERE email = ?1 AND email <> '' LIMIT 1")?
                    .query_row([&incoming.email], |row| row.get(0))
                    .optional()
            })
            .transpose()?
            .flatten();
        if let Some(row) = known {
            return Ok(row);
        }
        let name = if incoming.name.is_empty() { &incoming.email } else { &incoming.name };
        self.tx
            .prepare_cached("INSERT INTO constituent (name, email, postcode) VALUES (?1, ?2, ?3)")?
            .execute(params![name, incoming.email, incoming.postcode])?;
        Ok(self.tx.last_insert_rowid())
    }

    fn begin_story(&self, incoming: &Incoming) -> Result<(i64, Uuid)> {
        let id = new_id(self.now());
        self.tx
            .prepare_cached(
                "INSERT INTO story (id, constituent, subject, status, waiting, authority, themes, urgent, positive,
                                    consent, received, offered, alarm)
                 VALUES (?1, ?2, ?3, 'new', 1, NULL, '[]', 0, 0, 0, ?4, ?5, 0)",
            )?
            .execute(params![
                id,
                self.constituent(incoming)?,
                incoming.subject,
                millis(incoming.received),
                json(&incoming.offer()),
            ])?;
        Ok((self.tx.last_insert_rowid(), id))
    }

    /// A letter joins a story: the story goes back to the top of the Inbox, its filing as it was.
    fn join_story(&self, row: i64, incoming: &Incoming) -> Result<Before> {
        let before = taken_out::standing(&self.tx, row)?;
        let offer = from_json::<Offer>(&before.offered)?.with(&incoming.offer());
        self.tx
            .prepare_cached(
                "UPDATE story SET waiting = 1, received = max(received, ?2), offered = ?3 WHERE row = ?1",
            )?
            .execute(params![row, millis(incoming.received), json(&offer)])?;
        self.tx.execute(
            "UPDATE story_theme SET received = max(received, ?2) WHERE story = ?1",
            params![row, millis(incoming.received)],
        )?;
        Ok(before)
    }

    /// Logs a submission: its own story, the story it answers, or nothing where it is a copy.
    /// One that comes with an import names the import's receipt.
    pub(crate) fn log(&self, incoming: &Incoming, import: Option<Uuid>) -> Result<Logged> {
        let digest: Option<[u8; 32]> = incoming.original.as_ref().map(|bytes| Sha256::digest(bytes).into());
        if let Some(story) = copy_of(&self.tx, incoming, digest)? {
            return Ok(Logged { story: Some(story), how: LoggedAs::Duplicate });
        }
        let is_reply = incoming.channel == Channel::Reply;
        let mut belongs = story_answered(&self.tx, incoming)?;
        if belongs.is_none() && is_reply {
            belongs = story_written_to(&self.tx, &incoming.to)?;
        } else if belongs.is_none() {
            belongs = story_about(&self.tx, &incoming.email, &incoming.subject)?;
        }
        if belongs.is_none() && is_reply {
            return Ok(Logged { story: None, how: LoggedAs::ToNobody });
        }
        // Its rows would take the places of those that were taken out.
        taken_out::forget(&self.tx)?;
        let (row, story, how, before) = match belongs {
            // What the office wrote gives nobody anything to look at: the story waits as it did.
            Some((row, story)) if is_reply => {
                (row, story, LoggedAs::Joined, Some(json(&taken_out::standing(&self.tx, row)?)))
            }
            Some((row, story)) => {
                let before = self.join_story(row, incoming)?;
                (row, story, LoggedAs::Joined, Some(json(&before)))
            }
            None => {
                let (row, story) = self.begin_story(incoming)?;
                (row, story, LoggedAs::NewStory, None)
            }
        };
        let id = new_id(self.now());
        let sender = if incoming.name.is_empty() { &incoming.email } else { &incoming.name };
        self.tx
            .prepare_cached(
                "INSERT INTO submission (id, story, channel, received, sender, email, subject, text, from_html,
                                         attachments, message_id, fingerprint, digest, import, before)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                id,
                row,
                word(&incoming.channel),
                millis(incoming.received),
                sender,
                incoming.email,
                incoming.subject,
                incoming.text,
                incoming.from_html,
                json(&incoming.attachments),
                incoming.message_id,
                incoming.fingerprint,
                digest,
                import,
                before,
            ])?;
        let submission_row = self.tx.last_insert_rowid();
        let facets = match how {
            LoggedAs::NewStory => facets::of_new_story(millis(incoming.received)),
            _ => facets::of_story(&self.tx, row)?,
        };
        search::index(&self.tx, submission_row, row, [sender, &incoming.subject, &incoming.text], &facets)?;
        if !is_reply {
            unread::mark(&self.tx, submission_row)?;
        }
        if let Some(bytes) = &incoming.original {
            self.tx
                .prepare_cached("INSERT INTO original (submission, bytes) VALUES (?1, ?2)")?
                .execute(params![submission_row, bytes])?;
        }
        self.record(&Change::Logged { story, submission: id, import })?;
        Ok(Logged { story: Some(story), how })
    }
}

impl Casebook {
    /// A story's submissions, oldest first.
    pub(crate) fn submissions_of(&self, story: Uuid) -> Result<Vec<Stored>> {
        let mut found = self.db.prepare_cached(
            "SELECT *, EXISTS (SELECT 1 FROM original WHERE submission = submission.row) AS original FROM submission
             WHERE story = (SELECT row FROM story WHERE id = ?1) ORDER BY received, row",
        )?;
        let found = found.query_map([story], |row| {
            Ok(Stored {
                id: row.get("id")?,
                channel: from_word(row.get("channel")?)?,
                received: time(row.get("received")?),
                sender: row.get("sender")?,
                subject: row.get("subject")?,
                text: row.get("text")?,
                from_html: row.get("from_html")?,
                attachments: from_json(&row.get::<_, String>("attachments")?)?,
                original: row.get("original")?,
            })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// A submission's story and words.
    pub(crate) fn words_of(&self, submission: Uuid) -> Result<(Uuid, String, Channel)> {
        let found = self
            .db
            .query_row(
                "SELECT story.id, text, channel FROM submission JOIN story ON story.row = submission.story WHERE submission.id = ?1",
                [submission],
                |row| Ok((row.get(0)?, row.get(1)?, from_word(row.get(2)?)?)),
            )
            .optional()?;
        found.ok_or_else(|| gone("letter"))
    }
}
