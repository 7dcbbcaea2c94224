//! The end of a mandate: what is left to do, the hand-over, and the deletion with its certificate.

use std::path::{Path, PathBuf};

use super::{
    CasebookClosed, CloseCasebook, Closing, Context, Desk, HandOver, HandedOver, Nothing, Problem, Result,
    leaving::stopped, session::Open,
};
use crate::leaving::{Certificate, Outcome, unwritten, write_whole};
use crate::store::{Casebook, Change, New, Standing, still_in_use};
use crate::{briefing, passphrase};

fn name_of(folder: &Path) -> String {
    folder.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

pub(super) fn preview(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Closing> {
    desk.with(|open| {
        let (stories, letters) = open.casebook.totals()?;
        let standing = open.casebook.standing()?;
        let backups = open.casebook.backups_to_end(&open.folder)?;
        Ok(Closing {
            name: name_of(&open.folder),
            stories,
            letters,
            agreed: standing.agreed,
            handed_over: standing.handed_over,
            exported: standing.exported,
            backups: backups.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        })
    })
}

pub(super) fn hand_over(desk: &Desk, context: &Context<'_>, request: HandOver) -> Result<HandedOver> {
    let lockings = desk.lockings();
    let (mut casebook, stamp, own) =
        desk.with(|open| Ok((open.casebook.companion()?, open.stamp(context), open.folder.clone())))?;
    let step = |done, total| {
        if context.progress.cancelled() || desk.lockings() != lockings {
            return Err(stopped());
        }
        context.progress.step(done, total);
        Ok(())
    };
    passphrase::require(request.passphrase.reveal(), &[casebook.office()?.mp])?;
    if casebook.standing()?.agreed == 0 {
        return Err(Problem::failed(
            "No family has agreed to be handed over, so there is nothing to hand over.",
            "Record each agreement in the story it belongs to, beside its consent.",
        ));
    }
    let wanted = PathBuf::from(request.folder.trim());
    let (Some(name), parent) = (wanted.file_name(), wanted.parent()) else {
        return Err(Problem::invalid(
            "folder",
            "No folder was named.",
            "Choose where the new casebook is to go.",
        ));
    };
    if wanted.symlink_metadata().is_ok() {
        return Err(Problem::invalid(
            "folder",
            "There is already something of that name.",
            "Choose a new name: nothing is ever written over.",
        ));
    }
    let parent = parent.filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = parent.canonicalize().map_err(|error| unwritten(&error))?;
    if own.canonicalize().is_ok_and(|own| parent.starts_with(own)) {
        return Err(Problem::invalid(
            "folder",
            "That is inside the casebook’s own folder.",
            "Choose a place outside it.",
        ));
    }
    let by = casebook.staff()?.into_iter().find(|staff| staff.id == stamp.staff);
    let by = by.map_or_else(|| "Caseworker".to_owned(), |staff| staff.name);
    // Built beside and renamed, so that there is never half a hand-over. What a stopped one leaves is
    // removed with this folder.
    let building = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempdir_in(&parent)
        .map_err(|error| unwritten(&error))?;
    let inner = building.path().join("new.casebook");
    let new = New {
        passphrase: request.passphrase.reveal(),
        office: &casebook.office()?,
        staff: &by,
        now: context.now,
        costs: desk.costs(),
        sample: false,
        // Whoever takes it over makes their own: a key told here would be known to two offices.
        recovery: false,
    };
    let (mut new, _) = Casebook::create(&inner, &new)?;
    casebook.begin_reading()?;
    let stories = casebook.hand_over_to(&mut new, stamp, &step);
    casebook.end_reading();
    let stories = stories?;
    if !new.check(&|_, _| Ok(()))?.is_empty() {
        return Err(Problem::failed(
            "The new casebook is not whole, so it was thrown away; this one is as it was.",
            "Check the drive it was to be on, and try again.",
        ));
    }
    drop(new);
    let folder = parent.join(name);
    if folder.symlink_metadata().is_ok() {
        return Err(Problem::invalid(
            "folder",
            "There is already something of that name.",
            "Choose a new name.",
        ));
    }
    std::fs::rename(&inner, &folder).map_err(|error| unwritten(&error))?;
    let recorded = casebook.write(stamp, |writing| writing.record(&Change::HandedOver { stories }));
    // What left and is in no record must not stay.
    recorded.inspect_err(|_| drop(std::fs::remove_dir_all(&folder)))?;
    Ok(HandedOver { folder: folder.to_string_lossy().into_owned(), stories })
}

pub(super) fn close(desk: &Desk, context: &Context<'_>, request: CloseCasebook) -> Result<CasebookClosed> {
    let mut guard = desk.guard();
    let Some(open) = guard.as_mut() else {
        return desk_is_locked();
    };
    let standing = open.casebook.standing()?;
    allowed(open, &standing, &request)?;
    let backups = open.casebook.backups_to_end(&open.folder)?;
    let path = certificate_path(&request.certificate, open, &backups)?;
    let mut certificate = certificate(open, context, standing, backups.len())?;
    put(&certificate, &path)?;
    // From here on nothing can be taken back: the casebook leaves the desk, then the disk.
    let Some(Open { casebook, folder, .. }) = guard.take() else { return desk_is_locked() };
    drop(guard);
    let left = casebook.destroy(&folder, &backups, &|done, total| context.progress.step(done, total));
    certificate.outcome = Outcome::Done { left: left.clone() };
    let mut told = left;
    if put(&certificate, &path).is_err() {
        told.push(
            "The certificate could not be brought up to date: it says that the deletion was ordered.".into(),
        );
    }
    Ok(CasebookClosed { certificate: path.to_string_lossy().into_owned(), left: told })
}

fn desk_is_locked<T>() -> Result<T> {
    Err(Problem::failed("The casebook is locked.", "Unlock it and do that again.")
        .with_code(super::Code::Locked))
}

fn allowed(open: &Open, standing: &Standing, request: &CloseCasebook) -> Result<()> {
    if request.name.trim() != name_of(&open.folder) {
        return Err(Problem::invalid(
            "name",
            "That is not the name of this casebook. Nothing was deleted.",
            "Type the name as it stands in the window, with its capitals and spaces.",
        ));
    }
    if open.casebook.in_use_elsewhere() {
        return Err(still_in_use());
    }
    let waiting = standing.agreed > 0 && (standing.handed_over == 0 || standing.changed_since);
    if waiting && !request.without_hand_over {
        return Err(Problem::invalid(
            "without_hand_over",
            "Families agreed to be handed over and have not been. Nothing was deleted.",
            "Hand them over first, or say that they are not to be.",
        ));
    }
    Ok(())
}

/// Where the certificate goes: a new file, outside all that is deleted.
fn certificate_path(wanted: &str, open: &Open, backups: &[PathBuf]) -> Result<PathBuf> {
    let refused = |what: &str, remedy: &str| Err(Problem::invalid("certificate", what, remedy));
    let path = PathBuf::from(wanted.trim());
    let Some(name) = path.file_name() else {
        return refused("No place was chosen for the certificate.", "Choose where it is to go.");
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(parent) = parent.canonicalize() else {
        return refused(
            "The certificate cannot go there. Nothing was deleted.",
            "Choose a folder that is there.",
        );
    };
    let doomed = std::iter::once(&open.folder).chain(backups);
    if doomed.filter_map(|folder| folder.canonicalize().ok()).any(|folder| parent.starts_with(folder)) {
        return refused(
            "That folder is one that will be deleted.",
            "Choose another place for the certificate.",
        );
    }
    let path = parent.join(name);
    if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return refused("There is a folder of that name.", "Choose another name for the certificate.");
    }
    Ok(path)
}

fn certificate(
    open: &Open,
    context: &Context<'_>,
    standing: Standing,
    backups: usize,
) -> Result<Certificate> {
    let office = open.casebook.office()?;
    let office = [office.mp, office.constituency];
    let (stories, letters) = open.casebook.totals()?;
    let by = open.casebook.staff()?.into_iter().find(|staff| staff.id == open.me);
    Ok(Certificate {
        casebook: standing.casebook,
        name: name_of(&open.folder),
        office: office.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        by: by.map_or_else(String::new, |staff| staff.name),
        at: context.now,
        stories,
        letters,
        handed_over: standing.handed_over,
        head: standing.head,
        entries: standing.entries,
        backups: u32::try_from(backups).unwrap_or(u32::MAX),
        outcome: Outcome::Ordered,
    })
}

fn put(certificate: &Certificate, path: &Path) -> Result<()> {
    let unsaved = || {
        Problem::invalid(
            "certificate",
            "The certificate could not be saved there. Nothing was deleted.",
            "Choose another place for it.",
        )
    };
    let pdf = briefing::print(&certificate.document()).map_err(|_| unsaved())?;
    write_whole(path, &pdf.bytes).map_err(|_| unsaved())
}
