//! Making a casebook: all of it, or none of it.

use std::fs::{self, File};
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::OpenFlags;
use uuid::Uuid;

use super::audit::{self, Stamp};
use super::change::Change;
use super::file::{Casebook, DATABASE, KEYS, SEAL, connect, io, new_id};
use super::history::record;
use super::keys::{Costs, DataKey, SlotList, Title, random};
use super::{desk, migrate, seal, slots};
use crate::api::SlotKind;
use crate::error::{Problem, Result};
use crate::office::Office;
use crate::secret::Secret;

/// What a new casebook is made with.
pub(crate) struct New<'a> {
    /// The passphrase that will open it.
    pub(crate) passphrase: &'a str,
    /// The office it belongs to.
    pub(crate) office: &'a Office,
    /// Who is at the desk.
    pub(crate) staff: &'a str,
    /// When.
    pub(crate) now: DateTime<Utc>,
    /// What one try at the passphrase costs.
    pub(crate) costs: Costs,
    /// Whether it is the sample casebook.
    pub(crate) sample: bool,
    /// Whether a recovery key is made, and told.
    pub(crate) recovery: bool,
}

#[cfg(unix)]
pub(super) fn make_private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(super) fn make_private_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

impl Casebook {
    /// Makes a new casebook and opens it.
    ///
    /// It is built in a folder beside the one wanted and renamed into place, so that there is
    /// never half a casebook.
    ///
    /// # Errors
    /// When the folder exists and holds anything, or cannot be written.
    pub(crate) fn create(folder: &Path, new: &New<'_>) -> Result<(Self, Option<Secret>)> {
        let New { passphrase, office, staff, now, costs, sample, recovery } = *new;
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
            return Err(Problem::invalid(
                "folder",
                "There is already something in that folder.",
                "Choose a new name, or open the casebook that is there.",
            ));
        }
        let unmade = |error: &std::io::Error| io(error, "The casebook's folder could not be made.");
        let key = DataKey::new()?;
        let casebook = Uuid::from_bytes(random()?);
        let mut list = SlotList::new(casebook);
        let title =
            Title { kind: SlotKind::Passphrase, label: slots::OFFICE.into(), added: Some(now.date_naive()) };
        let slot = list.add(title, passphrase, costs, &key)?;
        let recovery =
            recovery.then(|| slots::add_recovery(&mut list, now.date_naive(), &key)).transpose()?;
        let keys = list.to_json(&key, None)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.with_file_name(format!(".{name}.{}.new", casebook.simple()));
        make_private_folder(&beside).map_err(|error| unmade(&error))?;
        let built = (|| {
            fs::write(beside.join(KEYS), keys).map_err(|error| unmade(&error))?;
            let mut db = connect(&beside.join(DATABASE), &key, OpenFlags::SQLITE_OPEN_CREATE)?;
            migrate::migrate(&mut db)?;
            desk::insert_office(&db, casebook, office, sample)?;
            let staff = desk::seat(&db, new_id(now), staff)?;
            slots::set_revision(&db, list.revision)?;
            record(&db, Stamp { now, staff }, &Change::Created)?;
            db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
            seal::write(&beside.join(SEAL), &audit::mark(&db)?, &key.seal())
                .map_err(|error| unmade(&error))?;
            drop(db);
            for file in [KEYS, DATABASE, SEAL] {
                File::open(beside.join(file))
                    .and_then(|file| file.sync_all())
                    .map_err(|error| unmade(&error))?;
            }
            if folder.is_dir() {
                fs::remove_dir(folder).map_err(|error| unmade(&error))?;
            }
            fs::rename(&beside, folder).map_err(|error| unmade(&error))?;
            folder.parent().map_or(Ok(()), seal::sync_folder).map_err(|error| unmade(&error))
        })();
        if let Err(problem) = built {
            // Best effort: what is left is encrypted and empty.
            let _ = fs::remove_dir_all(&beside);
            return Err(problem);
        }
        Ok((Self::open_with(folder, key, Some(slot), now)?, recovery))
    }
}
