//! A letter's original: how it looked, what came with it, and saving either.

use std::path::Path;

use uuid::Uuid;

use super::{
    AttachmentId, AttachmentLook, Context, Desk, FileSaved, LetterHtml, LinkRow, Problem, Result,
    SaveAttachment, SaveOriginal, SubmissionId, saving,
};
use crate::intake::{self, AsSent, Attached};

fn original(desk: &Desk, submission: Uuid) -> Result<Option<Vec<u8>>> {
    desk.with(|open| open.casebook.original_of(submission))
}

pub(super) fn html(desk: &Desk, _: &Context<'_>, request: SubmissionId) -> Result<LetterHtml> {
    let only = |note: String| LetterHtml { html: String::new(), links: Vec::new(), notes: vec![note] };
    let Some(mail) = original(desk, request.submission)? else {
        return Ok(only("This was typed in here, so there is nothing more to show.".into()));
    };
    Ok(match intake::as_sent(&mail) {
        Err(why) => only(why.to_string()),
        Ok(AsSent { html, links, elsewhere, unshown }) => LetterHtml {
            html,
            links: links
                .into_iter()
                .map(|link| LinkRow { address: link.address, host: link.host, pretends: link.pretends })
                .collect(),
            notes: notes(elsewhere, unshown),
        },
    })
}

/// What was left out of a page, a sentence each.
fn notes(elsewhere: u32, unshown: u32) -> Vec<String> {
    let mut notes = Vec::new();
    match elsewhere {
        0 => {}
        1 => notes.push("One picture from elsewhere was left out: the sender would have known that you opened the letter.".to_owned()),
        many => notes.push(format!("{many} pictures from elsewhere were left out: the sender would have known that you opened the letter.")),
    }
    match unshown {
        0 => {}
        1 => notes.push(
            "One picture could not be shown: it is damaged, very large, or not in the mail.".to_owned(),
        ),
        many => notes.push(format!(
            "{many} pictures could not be shown: they are damaged, very large, or not in the mail."
        )),
    }
    notes
}

fn attached(desk: &Desk, submission: Uuid, index: u32) -> Result<Attached> {
    let gone = || {
        Problem::invalid(
            "index",
            "That attachment is not in the original.",
            "Save the original letter instead, and open it in your mail program.",
        )
    };
    let mail = original(desk, submission)?.ok_or_else(gone)?;
    intake::attached(&mail, index as usize).ok().flatten().ok_or_else(gone)
}

pub(super) fn look(desk: &Desk, _: &Context<'_>, request: AttachmentId) -> Result<AttachmentLook> {
    let Attached { name, bytes, danger } = attached(desk, request.submission, request.index)?;
    Ok(AttachmentLook {
        name,
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        warning: danger.map(|danger| danger.warning().to_owned()),
    })
}

pub(super) fn save_attachment(desk: &Desk, _: &Context<'_>, request: SaveAttachment) -> Result<FileSaved> {
    let Attached { bytes, .. } = attached(desk, request.submission, request.index)?;
    write(&request.path, &bytes)
}

pub(super) fn save_original(desk: &Desk, _: &Context<'_>, request: SaveOriginal) -> Result<FileSaved> {
    let mail = original(desk, request.submission)?.ok_or_else(|| {
        Problem::failed(
            "This was typed in here, so there is no original.",
            "Copy its words from the page if you need them elsewhere.",
        )
    })?;
    write(&request.path, &mail)
}

fn write(path: &str, bytes: &[u8]) -> Result<FileSaved> {
    saving::save(path, bytes)?;
    from_outside(Path::new(path));
    Ok(FileSaved { path: path.to_owned(), bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) })
}

/// Tells Windows that a file came from outside, so that it asks before running it. Elsewhere there
/// is no mark that every program heeds.
#[cfg(windows)]
fn from_outside(place: &Path) {
    let mut stream = place.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    // A disk without such marks, a memory stick's, is no reason not to save.
    let _ = std::fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n");
}

#[cfg(not(windows))]
fn from_outside(_: &Path) {}
