//! Letters coming in from files, each with its line on the receipt.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use uuid::Uuid;

use super::{
    AttachmentRow, Context, DataFile, DataFiles, DataFolder, Desk, FormPreview, FormPreviews, Import,
    ImportFolders, Nothing, Outcome, Problem, Receipt, ReceiptId, ReceiptLine, RememberForm, Result,
    session::Open, unread,
};
use crate::intake::{
    self, Column, Forms, FoundForm, Letter, MailFolder, NotRead, ReadLetter, Sender, Skipped, Unread,
};
use crate::store::{Casebook, Change, Incoming, Logged, LoggedAs, Stamp, WholeReceipt, new_id};
use crate::submission::{Channel, Format};
use crate::{authority, samples};

/// Letters stored in the first transaction of an import, so that something is seen to happen.
const FIRST_BATCH: usize = 64;

/// Letters stored in one transaction, as it doubles: enough that forcing the disk and rewriting the indexes
/// cost little, few enough that other changes need not wait.
const BATCH: usize = 2_048;

/// And no more bytes than this at a time, however large the letters' attachments are.
const BATCH_BYTES: usize = 32 * 1024 * 1024;

pub(super) fn import(desk: &Desk, context: &Context<'_>, request: Import) -> Result<Receipt> {
    import_folders(desk, context, ImportFolders { paths: request.paths, files: Vec::new() })
}

pub(super) fn import_folders(desk: &Desk, context: &Context<'_>, request: ImportFolders) -> Result<Receipt> {
    if request.paths.is_empty() {
        return Err(Problem::invalid(
            "paths",
            "No files were chosen.",
            "Choose letters, or a folder of them.",
        ));
    }
    let chosen = request.files.into_iter().map(|file| (PathBuf::from(file.path), file.folders.into()));
    read_in(desk, context, request.paths.iter().map(PathBuf::from).collect(), &chosen.collect())
}

/// Reads what a receipt says may be read another time.
pub(super) fn try_again(desk: &Desk, context: &Context<'_>, request: ReceiptId) -> Result<Receipt> {
    let mut paths: Vec<PathBuf> = Vec::new();
    desk.with(|open| {
        open.casebook.each_receipt_line(request.receipt, &mut |line| {
            paths.extend(line.again.map(PathBuf::from));
            Ok(())
        })
    })?;
    paths.dedup();
    if paths.is_empty() {
        return Err(Problem::invalid(
            "receipt",
            "Nothing on this receipt would be read by trying again.",
            "Its lines say what to do with each file.",
        ));
    }
    read_in(desk, context, paths, &Chosen::new())
}

/// The folders that were chosen, by the data file they are in.
type Chosen = BTreeMap<PathBuf, Rc<[String]>>;

/// Reads files and folders.
pub(super) fn read_in(
    desk: &Desk,
    context: &Context<'_>,
    paths: Vec<PathBuf>,
    chosen: &Chosen,
) -> Result<Receipt> {
    // A connection of its own: the window goes on working while this runs.
    let lockings = desk.lockings();
    let (mut casebook, stamp, forms) = desk.with(|open| {
        Ok((open.casebook.companion()?, open.stamp(context), open.casebook.settings()?.forms))
    })?;
    let forms = Rc::new(forms);
    let files: Vec<_> = intake::find_files(&paths).collect();
    let locked = || desk.lockings() != lockings;
    let stopped = || context.progress.cancelled() || locked();
    run(&mut casebook, stamp, context, files, (stopped, locked), |file| match file {
        Ok(found) => letters_of(&found.path, &forms, chosen.get(&found.path).cloned()),
        Err(Skipped { path, why }) => {
            let name = path.display().to_string();
            Box::new(std::iter::once(FileRead { file: name.clone(), name, letter: Err(why.into()), left: 0 }))
        }
    })
}

/// The letters in a file, each with its name for the receipt: the file's own, and where it holds
/// more than one the letter's place in it.
fn letters_of(
    path: &Path,
    forms: &Rc<Forms>,
    folders: Option<Rc<[String]>>,
) -> Box<dyn Iterator<Item = FileRead>> {
    let name = path.display().to_string();
    Box::new(intake::letters_in_folders(path, forms, folders).map(move |read| FileRead {
        file: name.clone(),
        name: if read.inside.is_empty() { name.clone() } else { format!("{name}, {}", read.inside) },
        letter: read.letter,
        left: read.left,
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
        (|| false, || false),
        |(name, bytes)| {
            let letter = intake::read_letter(bytes).map(|letter| (bytes.to_vec(), letter));
            let (file, name) = (name.to_string(), name.to_string());
            Box::new(std::iter::once(FileRead { file, name, letter: letter.map_err(NotRead::from), left: 0 }))
        },
    )
}

/// A letter as it comes in, with its name for the receipt.
struct FileRead {
    file: String,
    name: String,
    letter: ReadLetter,
    /// How many more come from this file, as far as that can be told.
    left: u32,
}

/// A letter, and what its line says of it.
struct Kept {
    incoming: Incoming,
    format: Format,
    unread: Option<Unread>,
}

/// A letter on its way into the casebook.
struct Ready {
    file: String,
    name: String,
    read: std::result::Result<Kept, NotRead>,
}

fn run<F>(
    casebook: &mut Casebook,
    stamp: Stamp,
    context: &Context<'_>,
    files: Vec<F>,
    (stopped, locked): (impl Fn() -> bool, impl Fn() -> bool),
    read: impl Fn(F) -> Box<dyn Iterator<Item = FileRead>>,
) -> Result<Receipt> {
    let receipt = new_id(context.now);
    // What comes from one of these is the office's own.
    let own = casebook.settings()?.addresses;
    let mut lines = Vec::new();
    let mut cancelled = false;
    let mut files = files.into_iter();
    // The file being read: a mailbox has many letters.
    let mut file: Box<dyn Iterator<Item = FileRead>> = Box::new(std::iter::empty());
    let (mut left, mut most) = (0, FIRST_BATCH);
    loop {
        context.progress.rest();
        // Taking files apart takes longer than storing: it is done before the casebook is held.
        let mut batch = Vec::new();
        let (mut bytes, mut over) = (0, false);
        while batch.len() < most && bytes < BATCH_BYTES && !stopped() {
            let Some(FileRead { file: from, name, letter, left: more }) = file.next() else {
                left = 0;
                let Some(next) = files.next() else {
                    over = batch.is_empty();
                    break;
                };
                file = read(next);
                continue;
            };
            left = more;
            bytes += letter.as_ref().map_or(0, |(bytes, _)| bytes.len());
            batch.push(Ready {
                file: from,
                name,
                read: letter.map(|(bytes, letter)| kept(letter, bytes, &own, context)),
            });
        }
        most = BATCH.min(2 * most);
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
        // Only what is safe is told as done. A mailbox that was not opened yet counts as one file.
        let done = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let files = u32::try_from(files.len()).unwrap_or(u32::MAX);
        context.progress.step(done, done.saturating_add(left).saturating_add(files));
    }
    let count = |outcome| {
        u32::try_from(lines.iter().filter(|line| line.outcome == outcome).count()).unwrap_or(u32::MAX)
    };
    let (stored, duplicates, skipped) =
        (count(Outcome::Stored), count(Outcome::Duplicate), count(Outcome::Skipped));
    let by = casebook.staff()?.into_iter().find(|staff| staff.id == stamp.staff);
    let receipt = casebook.write(stamp, |writing| {
        let receipt = WholeReceipt {
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
        Ok(receipt.head())
    })?;
    // What is stored is safe: where this fails, it is read later.
    let _ = unread::latest(casebook, stamp, &locked);
    casebook.checkpoint();
    Ok(receipt)
}

/// Stores a batch: all of it, or none of it.
fn store(casebook: &mut Casebook, stamp: Stamp, receipt: Uuid, batch: &[Ready]) -> Result<Vec<ReceiptLine>> {
    casebook.write(stamp, |writing| {
        let stored = batch.iter().map(|Ready { file, name, read }| match read {
            Ok(kept) => Ok(line(file, name, kept, writing.log(&kept.incoming, Some(receipt))?)),
            Err(why) => Ok(ReceiptLine {
                path: name.clone(),
                outcome: Outcome::Skipped,
                note: why.to_string(),
                story: None,
                format: None,
                attachments: 0,
                campaign: None,
                again: why.may_pass().then(|| file.clone()),
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

fn line(file: &str, name: &str, kept: &Kept, logged: Logged) -> ReceiptLine {
    let (outcome, note) = match logged.how {
        LoggedAs::Joined if kept.incoming.channel == Channel::Reply => {
            (Outcome::Stored, "This office’s own reply: put with the letter it answers.")
        }
        LoggedAs::ToNobody => (
            Outcome::Skipped,
            "This office’s own letter, to nobody who has a story here. Import the letter it answers, then try again.",
        ),
        LoggedAs::NewStory => (Outcome::Stored, "A new story."),
        LoggedAs::Joined => (Outcome::Stored, "Joined the story of the letter it answers."),
        LoggedAs::Duplicate => (Outcome::Duplicate, "The casebook already has this letter."),
    };
    let note = match kept.unread {
        Some(why) if outcome == Outcome::Stored => format!("{note} {why}"),
        _ => note.to_owned(),
    };
    ReceiptLine {
        path: name.into(),
        outcome,
        note,
        story: logged.story,
        format: Some(kept.format),
        attachments: u32::try_from(kept.incoming.attachments.len()).unwrap_or(u32::MAX),
        campaign: None,
        again: (logged.how == LoggedAs::ToNobody).then(|| file.to_owned()),
    }
}

fn kept(letter: Letter, original: Vec<u8>, own: &[String], context: &Context<'_>) -> Kept {
    let (format, unread) = (letter.format, letter.unread);
    Kept { incoming: incoming(letter, original, own, context), format, unread }
}

fn incoming(letter: Letter, original: Vec<u8>, own: &[String], context: &Context<'_>) -> Incoming {
    let fingerprint = letter.fingerprint();
    let ours =
        letter.from.as_ref().and_then(|from| from.email.as_ref()).is_some_and(|from| own.contains(from));
    let channel = if ours { Channel::Reply } else { letter.format.channel() };
    let place = authority::locate(&letter.postcode);
    let (name, email) = letter.from.map(|Sender { name, email }| (name, email)).unwrap_or_default();
    let attachments = letter.attachments.into_iter().map(|attachment| AttachmentRow {
        name: attachment.name.unwrap_or_default(),
        media_type: attachment.media_type,
        bytes: u32::try_from(attachment.bytes).unwrap_or(u32::MAX),
    });
    Incoming {
        channel,
        received: letter.sent.map_or(context.now, |sent| sent.to_utc()),
        name: name.unwrap_or_default(),
        email: email.unwrap_or_default(),
        postcode: letter.postcode,
        subject: letter.subject,
        text: letter.text,
        from_html: letter.from_html,
        attachments: attachments.collect(),
        to: letter.to,
        message_id: letter.message_id,
        references: letter.references,
        fingerprint,
        original: Some(original),
        authority: place.map(|place| place.gss.clone()),
    }
}

/// The forms whose answers are in these files, as their columns would be read.
pub(super) fn preview_forms(desk: &Desk, _: &Context<'_>, request: Import) -> Result<FormPreviews> {
    let forms = desk.with(|open| Ok(open.casebook.settings()?.forms))?;
    let paths: Vec<PathBuf> = request.paths.into_iter().map(PathBuf::from).collect();
    let found =
        intake::forms_in(&paths, &forms).into_iter().map(|FoundForm { place, others, form }| FormPreview {
            path: match others {
                0 => place,
                1 => format!("{place} and another file"),
                many => format!("{place} and {many} other files"),
            },
            mark: form.mark,
            headings: form.headings,
            columns: form.columns,
            known: form.known,
            rows: form.rows,
            count: u32::try_from(form.count).unwrap_or(u32::MAX),
        });
    Ok(FormPreviews { forms: found.collect() })
}

/// The folders of the data files among these files. One that cannot be read has its line on the receipt.
pub(super) fn preview_folders(_: &Desk, _: &Context<'_>, request: Import) -> Result<DataFiles> {
    let found = request.paths.into_iter().filter_map(|path| {
        let mailbox = intake::mail_folders_in(Path::new(&path))?.ok()?;
        let folder = |folder: MailFolder| DataFolder {
            name: folder.path,
            letters: folder.letters,
            usual: folder.usual,
        };
        Some(DataFile {
            path,
            folders: mailbox.folders.into_iter().map(folder).collect(),
            locked: mailbox.locked,
        })
    });
    Ok(DataFiles { files: found.collect() })
}

/// Remembers what the columns of a form hold.
pub(super) fn remember_form(desk: &Desk, context: &Context<'_>, form: RememberForm) -> Result<Nothing> {
    if !form.columns.contains(&Column::Story) {
        return Err(Problem::invalid(
            "columns",
            "No column holds the family’s own words.",
            "Say which one does; without it there is nothing to read.",
        ));
    }
    desk.with(|open| {
        let from = open.casebook.settings()?;
        let mut to = from.clone();
        to.forms.insert(form.mark, form.columns);
        if from != to {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| writing.make(&Change::Settings { from, to }))?;
        }
        Ok(Nothing {})
    })
}
