//! Letters coming in: from files, or typed.

use std::path::{Path, PathBuf};

use chrono::{NaiveTime, TimeDelta};
use uuid::Uuid;

use super::{
    AttachmentRow, Context, Desk, Import, NewSubmission, Nothing, Outcome, Problem, Receipt, ReceiptLine,
    Receipts, Result, StoryId, one_line, session::Open,
};
use crate::intake::{self, Letter, NotRead, Sender, Skipped};
use crate::reading::{self, Reading};
use crate::store::{Casebook, Change, Incoming, Logged, LoggedAs, Offer, Stamp, new_id};
use crate::submission::Channel;
use crate::{authority, samples};

/// Letters stored in one transaction: enough that forcing the disk costs little, few enough that
/// a cancel is answered at once and other changes need not wait.
const BATCH: usize = 64;

/// And no more bytes than this at a time, however large the letters' attachments are.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

pub(super) fn import(desk: &Desk, context: &Context<'_>, request: Import) -> Result<Receipt> {
    if request.paths.is_empty() {
        return Err(Problem::invalid(
            "paths",
            "No files were chosen.",
            "Choose letters, or a folder of them.",
        ));
    }
    // A connection of its own: the window goes on working while this runs.
    let lockings = desk.lockings();
    let (mut casebook, stamp) = desk.with(|open| Ok((open.casebook.companion()?, open.stamp(context))))?;
    let paths: Vec<_> = request.paths.iter().map(PathBuf::from).collect();
    let files: Vec<_> = intake::find_files(&paths).collect();
    let stopped = || context.progress.cancelled() || desk.lockings() != lockings;
    run(&mut casebook, stamp, context, files, stopped, |file| match file {
        Ok(found) => letters_of(&found.path),
        Err(Skipped { path, why }) => {
            Box::new(std::iter::once((path.display().to_string(), Err(NotRead::File(why).to_string()))))
        }
    })
}

/// The letters in a file, each with its name for the receipt: the file's own, and in a file of many
/// letters its number.
fn letters_of(path: &Path) -> Box<dyn Iterator<Item = FileRead>> {
    let (name, letters) = (path.display().to_string(), intake::letters_in(path));
    let numbered = letters.numbered();
    Box::new((1_u32..).zip(letters).map(move |(number, letter)| {
        let name = if numbered { format!("{name}, letter {number}") } else { name.clone() };
        (name, letter.map_err(|why| why.to_string()))
    }))
}

/// Puts the invented letters into a new sample casebook.
pub(super) fn import_samples(open: &mut Open, context: &Context<'_>) -> Result<Receipt> {
    let stamp = open.stamp(context);
    run(
        &mut open.casebook,
        stamp,
        context,
        samples::letters().collect(),
        || false,
        |(name, bytes)| {
            let letter = intake::read_letter(bytes).map_err(|why| why.to_string());
            let letter = letter.map(|letter| (bytes.to_vec(), letter));
            Box::new(std::iter::once((name.to_string(), letter)))
        },
    )
}

type FileRead = (String, std::result::Result<(Vec<u8>, Letter), String>);

fn run<F>(
    casebook: &mut Casebook,
    stamp: Stamp,
    context: &Context<'_>,
    files: Vec<F>,
    stopped: impl Fn() -> bool,
    read: impl Fn(F) -> Box<dyn Iterator<Item = FileRead>>,
) -> Result<Receipt> {
    let receipt = new_id(context.now)?;
    let mut lines = Vec::new();
    let mut cancelled = false;
    let mut files = files.into_iter();
    // The file being read: a mailbox has many letters.
    let mut file: Box<dyn Iterator<Item = FileRead>> = Box::new(std::iter::empty());
    loop {
        // Reading takes longer than storing: it is done before the casebook is held.
        let mut batch = Vec::new();
        let (mut bytes, mut over) = (0, false);
        while batch.len() < BATCH && bytes < BATCH_BYTES && !stopped() {
            let Some((name, letter)) = file.next() else {
                let Some(next) = files.next() else {
                    over = batch.is_empty();
                    break;
                };
                file = read(next);
                continue;
            };
            bytes += letter.as_ref().map_or(0, |(bytes, _)| bytes.len());
            batch.push((name, letter.map(|(bytes, letter)| incoming(letter, bytes, context))));
        }
        if over {
            break;
        }
        if stopped() {
            cancelled = true;
            break;
        }
        match store(casebook, stamp, receipt, &batch) {
            Ok(stored) => lines.extend(stored),
            Err(problem) => {
                // Where this cannot be written either, the next opening does it.
                let _ = casebook.catch_up_with_import(context.now);
                return Err(stopped_after(&lines, problem));
            }
        }
        // How many letters a mailbox holds is known when it ends: until then it counts as one file.
        let done = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        context.progress.step(done, done.saturating_add(u32::try_from(files.len()).unwrap_or(u32::MAX)));
    }
    let count = |outcome| {
        u32::try_from(lines.iter().filter(|line| line.outcome == outcome).count()).unwrap_or(u32::MAX)
    };
    let (stored, duplicates, skipped) =
        (count(Outcome::Stored), count(Outcome::Duplicate), count(Outcome::Skipped));
    let by = casebook.staff()?.into_iter().find(|staff| staff.id == stamp.staff);
    let receipt = casebook.write(stamp, |writing| {
        let receipt = Receipt {
            id: receipt,
            at: context.now,
            by: by.map_or_else(String::new, |staff| staff.name),
            read: stored + duplicates + skipped,
            stored,
            duplicates,
            skipped,
            cancelled,
            lines,
        };
        writing.keep_receipt(&receipt)?;
        writing.record(&Change::Imported { receipt: receipt.id, stored, duplicates, skipped })?;
        Ok(receipt)
    })?;
    casebook.checkpoint();
    Ok(receipt)
}

/// Stores a batch: all of it, or none of it.
fn store(
    casebook: &mut Casebook,
    stamp: Stamp,
    receipt: Uuid,
    batch: &[(String, std::result::Result<Incoming, String>)],
) -> Result<Vec<ReceiptLine>> {
    casebook.write(stamp, |writing| {
        let stored = batch.iter().map(|(name, read)| match read {
            Ok(incoming) => Ok(line(name, writing.log(incoming, Some(receipt))?)),
            Err(why) => Ok(ReceiptLine {
                path: name.clone(),
                outcome: Outcome::Skipped,
                note: why.clone(),
                story: None,
            }),
        });
        stored.collect()
    })
}

/// An import that could not go on says how far it came.
fn stopped_after(lines: &[ReceiptLine], problem: Problem) -> Problem {
    let stored = lines.iter().filter(|line| line.outcome == Outcome::Stored).count();
    let so_far = match stored {
        0 => "No letter was stored.".to_owned(),
        1 => "One letter was stored before that, and is safe.".to_owned(),
        many => format!("{many} letters were stored before that, and are safe."),
    };
    let remedy = format!("{so_far} {} Importing again stores nothing twice.", problem.remedy);
    Problem { remedy, ..problem }
}

fn line(name: &str, logged: Logged) -> ReceiptLine {
    let (outcome, note) = match logged.how {
        LoggedAs::NewStory => (Outcome::Stored, "A new story."),
        LoggedAs::Joined => (Outcome::Stored, "Joined the story of the letter it answers."),
        LoggedAs::Duplicate => (Outcome::Duplicate, "The casebook already has this letter."),
    };
    ReceiptLine { path: name.into(), outcome, note: note.into(), story: Some(logged.story) }
}

fn incoming(letter: Letter, original: Vec<u8>, context: &Context<'_>) -> Incoming {
    let fingerprint = letter.fingerprint();
    let offer = offer(&reading::read(&letter.text));
    let (name, email) = letter.from.map(|Sender { name, email }| (name, email)).unwrap_or_default();
    let attachments = letter.attachments.into_iter().map(|attachment| AttachmentRow {
        name: attachment.name.unwrap_or_default(),
        media_type: attachment.media_type,
        bytes: u32::try_from(attachment.bytes).unwrap_or(u32::MAX),
    });
    Incoming {
        channel: Channel::Email,
        received: letter.sent.map_or(context.now, |sent| sent.to_utc()),
        name: name.unwrap_or_default(),
        email: email.unwrap_or_default(),
        postcode: String::new(),
        subject: letter.subject,
        text: letter.text,
        from_html: letter.from_html,
        attachments: attachments.collect(),
        message_id: letter.message_id,
        references: letter.references,
        fingerprint,
        original: Some(original),
        offer,
    }
}

fn offer(reading: &Reading) -> Offer {
    Offer {
        themes: reading.themes.iter().map(|offered| offered.theme.to_owned()).collect(),
        authority: reading.authority.as_ref().map(|offered| offered.gss.to_owned()),
        urgent: !reading.urgent.is_empty(),
    }
}

pub(super) fn log(desk: &Desk, context: &Context<'_>, new: NewSubmission) -> Result<StoryId> {
    let text = intake::without_controls(&new.text).trim().to_owned();
    if text.is_empty() {
        return Err(Problem::invalid("text", "There are no words to log.", "Type or paste what was said."));
    }
    if text.len() > intake::LONGEST_TEXT {
        return Err(Problem::invalid("text", "This is too long for one letter.", "Log it in parts."));
    }
    let name = one_line(&new.name);
    if name.is_empty() {
        return Err(Problem::invalid(
            "name",
            "No name was given.",
            "Say who wrote or spoke; “not given” will do.",
        ));
    }
    if new.received > context.today() + TimeDelta::days(1) {
        return Err(Problem::invalid(
            "received",
            "That day has not come yet.",
            "Choose the day it reached you.",
        ));
    }
    let postcode = one_line(&new.postcode).to_uppercase();
    let place = authority::locate(&postcode);
    if !postcode.is_empty() && place.is_none() {
        return Err(Problem::invalid("postcode", "That is not a postcode.", "Check it, or leave it empty."));
    }
    let subject = match one_line(&new.subject) {
        subject if subject.is_empty() => format!("{} from {name}", new.channel.label()),
        subject => subject,
    };
    let email = one_line(&new.email).to_lowercase();
    let mut offer = offer(&reading::read(&text));
    offer.authority = place.map(|place| place.gss.clone()).or(offer.authority);
    let sender = Sender {
        name: Some(name.clone()),
        email: Some(if email.is_empty() { name.clone() } else { email.clone() }),
    };
    let fingerprint = Letter {
        message_id: None,
        references: Vec::new(),
        from: Some(sender),
        to: Vec::new(),
        subject: subject.clone(),
        sent: None,
        text: text.clone(),
        from_html: false,
        attachments: Vec::new(),
    }
    .fingerprint();
    let incoming = Incoming {
        channel: new.channel,
        received: new.received.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc(),
        name,
        email,
        postcode,
        subject,
        text,
        from_html: false,
        attachments: Vec::new(),
        message_id: None,
        references: Vec::new(),
        fingerprint,
        original: None,
        offer,
    };
    desk.with(|open| {
        let stamp = open.stamp(context);
        let logged = open.casebook.write(stamp, |writing| writing.log(&incoming, None))?;
        match logged.how {
            LoggedAs::Duplicate => Err(Problem::invalid(
                "text",
                "The casebook already has these words from this person.",
                "Find the story by searching for their name.",
            )),
            LoggedAs::NewStory | LoggedAs::Joined => Ok(StoryId { story: logged.story }),
        }
    })
}

pub(super) fn receipts(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Receipts> {
    desk.with(|open| Ok(Receipts { receipts: open.casebook.receipts(20)? }))
}
