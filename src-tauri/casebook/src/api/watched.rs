//! The folder into which an office's mail program saves letters: what is new there is imported. A file
//! is read where it lies and stays there.
//!
//! Whoever has the casebook open looks again and again: network drives, where such folders lie, tell
//! nobody of what is new in them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use siphasher::sip::SipHasher13;

use super::{
    Context, Desk, Nothing, Problem, Receipt, Result, WatchFolder, WatchedFolder, backups, importing,
};
use crate::intake::{self, Found};
use crate::settings::Settings;
use crate::store::Change;

/// What was seen of the folder since the casebook was opened.
#[derive(Default)]
pub(super) struct Looked {
    /// What each file was like at the last look: one that has changed since is still being written.
    last: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    /// New files that were as they were at the look before: nobody is writing to them.
    ready: BTreeMap<PathBuf, u64>,
    /// Files that could not be read. They are tried again when they change, when their folder comes
    /// back, or when the casebook is opened anew; not every half minute.
    failed: BTreeSet<u64>,
}

/// Watches a folder, or none.
pub(super) fn choose(desk: &Desk, context: &Context<'_>, request: WatchFolder) -> Result<Settings> {
    if !request.folder.is_empty() {
        let folder = Path::new(&request.folder);
        if !folder.is_absolute() || !folder.is_dir() {
            return Err(Problem::invalid(
                "folder",
                "That folder is not there.",
                "Connect the drive it is on, or choose another.",
            ));
        }
        backups::outside("folder", folder)?;
    }
    *desk.looked() = Looked::default();
    desk.with(|open| {
        let from = open.casebook.settings()?;
        let to = Settings { watched_folder: request.folder, ..from.clone() };
        if from != to {
            let (stamp, to) = (open.stamp(context), to.clone());
            open.casebook.write(stamp, |writing| writing.make(&Change::Settings { from, to }))?;
        }
        Ok(to)
    })
}

/// Says how many files are new in the folder, and how many of them are whole.
pub(super) fn look(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<WatchedFolder> {
    let (folder, known) = watched(desk)?;
    let mut seen = WatchedFolder { folder, gone: false, ready: 0, waiting: 0 };
    if seen.folder.is_empty() {
        return Ok(seen);
    }
    if !Path::new(&seen.folder).is_dir() {
        *desk.looked() = Looked::default();
        seen.gone = true;
        return Ok(seen);
    }
    // Looked through before anything is held: a network drive may take its time.
    let found: Vec<Found> = files(&seen.folder).collect();
    let mut looked = desk.looked();
    looked.ready.clear();
    let last = std::mem::take(&mut looked.last);
    for file in found {
        let (like, mark) = ((file.bytes, file.modified), mark(&file));
        if !known.contains(&mark) && !looked.failed.contains(&mark) {
            if last.get(&file.path) == Some(&like) {
                looked.ready.insert(file.path.clone(), mark);
            } else {
                seen.waiting = seen.waiting.saturating_add(1);
            }
        }
        looked.last.insert(file.path, like);
    }
    seen.ready = u32::try_from(looked.ready.len()).unwrap_or(u32::MAX);
    Ok(seen)
}

/// Imports what the last look found whole. Where somebody cancels, the same files are offered again.
pub(super) fn import(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Receipt> {
    let (folder, mut known) = watched(desk)?;
    let mut ready = std::mem::take(&mut desk.looked().ready);
    if ready.is_empty() {
        return Err(Problem::failed(
            "Nothing new is in the watched folder.",
            "Files that are still being written come in when they are whole.",
        ));
    }
    let receipt = importing::read_in(desk, context, ready.keys().cloned().collect(), &BTreeMap::new())?;
    if receipt.cancelled {
        return Ok(receipt);
    }
    // A file that is gone needs no mark: if it comes again, it is known by what is in it. Where all of
    // them are gone, so is the drive.
    let there: BTreeSet<u64> = files(&folder).map(|file| mark(&file)).collect();
    desk.with(|open| {
        let mut failed = BTreeSet::new();
        open.casebook.each_receipt_line(receipt.id, &mut |line| {
            // What was read and is no letter stays so; what could not be read may be another time.
            if let (None, Some(file)) = (line.format, line.again) {
                failed.extend(ready.remove(Path::new(&file)));
            }
            Ok(())
        })?;
        desk.looked().failed.extend(failed);
        known.extend(ready.into_values());
        if !there.is_empty() {
            known.retain(|mark| there.contains(mark));
        }
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.keep_watched(&known))
    })?;
    Ok(receipt)
}

fn watched(desk: &Desk) -> Result<(String, BTreeSet<u64>)> {
    desk.with(|open| Ok((open.casebook.settings()?.watched_folder, open.casebook.watched()?)))
}

/// The files in a folder. What cannot even be looked at is passed over: it is seen when it can be.
fn files(folder: &str) -> impl Iterator<Item = Found> + use<> {
    intake::find_files(&[PathBuf::from(folder)]).filter_map(std::result::Result::ok).filter(|file| {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let unfinished = [".tmp", ".part", ".partial", ".crdownload"].iter().any(|end| name.ends_with(end));
        !unfinished && !name.starts_with("~$") && backups::outside("folder", &file.path).is_ok()
    })
}

/// Knows a file again, as it is now, without naming it.
fn mark(file: &Found) -> u64 {
    let mut hash = SipHasher13::new();
    hash.write(file.path.as_os_str().as_encoded_bytes());
    hash.write_u64(file.bytes);
    let since = file.modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    hash.write_u128(since.as_nanos());
    hash.finish()
}
