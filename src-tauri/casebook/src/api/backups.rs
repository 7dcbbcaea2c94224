//! Backups, and going back to one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::{
    BackUp, BackedUp, BackupPreview, BackupRow, Backups, Context, Desk, Nothing, Opened, PreviewBackup,
    Problem, Restore, Restored, Result, casebook,
};
use crate::backup::{self as rules, BackupKind, ENDING};
use crate::store::{Backup, BackupOrder, Casebook, Finding, RestoreOrder, backup};

pub(super) fn list(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Backups> {
    desk.with(|open| {
        let (place, chosen) = place(&open.casebook, &open.folder)?;
        let there = open.casebook.backups(&place)?;
        let warning = if open.casebook.is_sample()? { None } else { overdue(&there, context) };
        let rows = there.into_iter().map(row).collect();
        Ok(Backups { place: text(&place), chosen, rows, warning })
    })
}

pub(super) fn if_due(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<BackedUp> {
    let due = desk.with(|open| {
        // Invented letters need none; and a casebook that something is missing from must not push
        // out backups from before.
        if open.casebook.is_sample()? || open.casebook.loss().is_some() {
            return Ok(false);
        }
        let (place, _) = place(&open.casebook, &open.folder)?;
        let newest =
            open.casebook.backups(&place)?.into_iter().find(|one| one.about.kind == BackupKind::Daily);
        Ok(rules::is_due(newest.map(|newest| newest.about.made), context.now))
    })?;
    if due { make(desk, context, None, BackupKind::Daily) } else { Ok(BackedUp { made: None, removed: 0 }) }
}

pub(super) fn make_now(desk: &Desk, context: &Context<'_>, request: BackUp) -> Result<BackedUp> {
    let to = request.to.as_deref().map(|to| existing("to", to)).transpose()?;
    make(desk, context, to, BackupKind::Manual)
}

pub(super) fn renew(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<BackedUp> {
    // The fresh one comes first: there is never a moment without a backup.
    let fresh = make(desk, context, None, BackupKind::Manual)?;
    let removed = desk.with(|open| {
        let (place, _) = place(&open.casebook, &open.folder)?;
        let kept = fresh.made.as_ref().map(|made| PathBuf::from(&made.folder));
        let places = BTreeSet::from([place, backup::usual_place(&open.folder)]);
        places
            .iter()
            .try_fold(0, |sum, place| Ok(sum + open.casebook.remove_backups(place, kept.as_deref())?))
    })?;
    Ok(BackedUp { removed, ..fresh })
}

/// Makes a backup through a connection of its own: the window goes on working while this runs.
fn make(desk: &Desk, context: &Context<'_>, to: Option<PathBuf>, kind: BackupKind) -> Result<BackedUp> {
    let _one = One::at_a_time(desk)?;
    let lockings = desk.lockings();
    let (beside, usual) = desk.with(|open| {
        let usual = match &to {
            Some(_) => None,
            None => Some(place(&open.casebook, &open.folder)?),
        };
        Ok((open.casebook.companion()?, usual))
    })?;
    let place = match (to, usual) {
        (Some(to), _) => to,
        // A drive that is not plugged in must not turn into a folder of its name.
        (None, Some((chosen, true))) => existing("backup_folder", &text(&chosen))?,
        (None, _) => beside.make_usual_place()?,
    };
    let step = |done, total| {
        context.progress.step(done, total);
        if context.progress.cancelled() || desk.lockings() != lockings {
            return Err(Problem::failed(
                "The backup was stopped before its end, and nothing was kept of it.",
                "Start it again when there is time; earlier backups are as they were.",
            ));
        }
        Ok(())
    };
    let made = beside.back_up(&BackupOrder { place: &place, kind, now: context.now, step: &step })?;
    let removed = if kind == BackupKind::Daily { beside.thin_backups(&place)? } else { 0 };
    Ok(BackedUp { made: Some(row(made)), removed })
}

pub(super) fn preview(_: &Desk, _: &Context<'_>, request: PreviewBackup) -> Result<BackupPreview> {
    let found = crate::store::preview(&casebook::folder(&request.folder)?, request.passphrase.reveal())?;
    let (changed, changed_by) = found.last_change.unzip();
    Ok(BackupPreview {
        kind: found.about.as_ref().map(|about| about.kind),
        made: found.about.as_ref().map(|about| about.made),
        mp: found.mp,
        constituency: found.constituency,
        stories: found.stories,
        letters: found.letters,
        newest_letter: found.newest_letter,
        changed,
        changed_by: changed_by.unwrap_or_default(),
        findings: found.findings.into_iter().map(|Finding(text)| text).collect(),
    })
}

pub(super) fn restore(desk: &Desk, context: &Context<'_>, request: Restore) -> Result<Restored> {
    let backup = casebook::folder(&request.backup)?;
    let folder = casebook::folder(&request.folder)?;
    let _one = One::at_a_time(desk)?;
    // A passphrase that does not open the backup should not close what is open.
    crate::store::can_open(&backup, request.passphrase.reveal())?;
    let same = |open: &Path| {
        open == folder || std::fs::canonicalize(open).ok() == std::fs::canonicalize(&folder).ok()
    };
    if desk.guard().as_ref().is_some_and(|open| same(&open.folder)) {
        desk.lock();
    }
    let step = |done, total| {
        context.progress.step(done, total);
        if context.progress.cancelled() {
            return Err(Problem::failed(
                "Restoring was stopped before its end.",
                "The casebook and the backup are as they were.",
            ));
        }
        Ok(())
    };
    let kept = crate::store::restore(&RestoreOrder {
        backup: &backup,
        passphrase: request.passphrase.reveal(),
        folder: &folder,
        now: context.now,
        step: &step,
    })?;
    Ok(Restored { name: backup::name_of(&folder), folder: text(&folder), kept: kept.map(|kept| text(&kept)) })
}

pub(super) fn accept_loss(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Opened> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.accept_loss(stamp)?;
        casebook::describe(open)
    })
}

/// One backup at a time: two would build in the same hidden folder.
struct One<'a>(&'a Desk);

impl<'a> One<'a> {
    fn at_a_time(desk: &'a Desk) -> Result<Self> {
        if desk.backing_up.swap(true, Ordering::SeqCst) {
            return Err(Problem::failed(
                "A backup is being made or restored already.",
                "Wait until it is done, then try again.",
            ));
        }
        Ok(Self(desk))
    }
}

/// Waits a little for a backup that a lock has stopped: until it is gone, it holds the casebook.
pub(super) fn let_it_stop(desk: &Desk) {
    for _ in 0..500 {
        if !desk.backing_up.load(Ordering::SeqCst) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

impl Drop for One<'_> {
    fn drop(&mut self) {
        self.0.backing_up.store(false, Ordering::SeqCst);
    }
}

/// Where the casebook's backups are kept, and whether the office has chosen that.
fn place(casebook: &Casebook, folder: &Path) -> Result<(PathBuf, bool)> {
    let chosen = casebook.settings()?.backup_folder;
    Ok(if chosen.is_empty() { (backup::usual_place(folder), false) } else { (chosen.into(), true) })
}

/// A folder to make backups in: it must be there, and not be a casebook.
pub(super) fn existing(field: &str, folder: &str) -> Result<PathBuf> {
    let path = PathBuf::from(folder.trim());
    if !path.is_absolute() || !path.is_dir() {
        return Err(Problem::invalid(
            field,
            "The folder for backups is not there.",
            "Connect the drive it is on, or choose another folder in Settings.",
        ));
    }
    outside(field, &path)?;
    Ok(path)
}

/// A place that is no part of a casebook.
pub(super) fn outside(field: &str, path: &Path) -> Result<()> {
    if path.ancestors().any(|part| part.to_string_lossy().ends_with(ENDING)) {
        return Err(Problem::invalid(
            field,
            "That folder is inside a casebook.",
            "Choose one outside it, best on another drive.",
        ));
    }
    Ok(())
}

fn overdue(there: &[Backup], context: &Context<'_>) -> Option<String> {
    let newest = there.iter().find(|one| one.about.kind == BackupKind::Daily)?.about.made;
    rules::is_overdue(newest, context.now).then(|| {
        format!(
            "The last automatic backup is from {}. Look in Settings whether the folder for backups is there.",
            rules::spoken_day(newest)
        )
    })
}

fn row(backup: Backup) -> BackupRow {
    BackupRow {
        folder: text(&backup.folder),
        name: backup::name_of(&backup.folder),
        kind: backup.about.kind,
        made: backup.about.made,
        kilobytes: u32::try_from(backup.bytes.div_ceil(1000)).unwrap_or(u32::MAX),
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
