//! The end of a casebook: handing over the stories whose families agreed, and destroying the rest.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use uuid::Uuid;

use super::audit::{self, Stamp};
use super::change::Change;
use super::file::{Casebook, DATABASE, SEAL};
use super::keys::random;
use super::{again, from_json, search, small, time};
use crate::error::{Problem, Result};

/// What goes with a story that is handed over, in the order in which it can be written: each table,
/// and which of its rows belong to the stories whose families agreed.
const HANDED: [(&str, &str); 16] = [
    ("constituent", "row IN (SELECT constituent FROM agreed)"),
    (
        "campaign",
        "row IN (SELECT campaign FROM likeness JOIN submission USING (row) WHERE story IN (SELECT row FROM agreed))",
    ),
    ("story", "row IN (SELECT row FROM agreed)"),
    ("story_theme", "story IN (SELECT row FROM agreed)"),
    ("submission", "story IN (SELECT row FROM agreed)"),
    ("unread", "letter IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("skimmed", "letter IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("close_reading", "letter IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("likeness", "row IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("original", "submission IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("consent", "story IN (SELECT row FROM agreed)"),
    ("passage", "submission IN (SELECT row FROM submission WHERE story IN (SELECT row FROM agreed))"),
    ("note", "story IN (SELECT row FROM agreed)"),
    ("milestone", "story IN (SELECT row FROM agreed)"),
    ("facet", "story IN (SELECT row FROM agreed)"),
    ("reread", "story IN (SELECT row FROM agreed)"),
];

const AGREED: &str = "WITH agreed AS (SELECT row, constituent FROM story WHERE hand_over IS NOT NULL)";

/// Where a casebook stands at its end.
pub(crate) struct Standing {
    pub(crate) casebook: Uuid,
    /// Stories whose families agreed to be handed over.
    pub(crate) agreed: u32,
    /// Agreements recorded since the last hand-over, and whether there has been one.
    pub(crate) handed_over: u32,
    /// True where an agreement was recorded or taken back since then.
    pub(crate) changed_since: bool,
    /// When everything was last exported.
    pub(crate) exported: Option<DateTime<Utc>>,
    /// How many changes were ever made, and the last one's hash.
    pub(crate) entries: i64,
    pub(crate) head: String,
}

impl Casebook {
    /// Where it stands.
    pub(crate) fn standing(&self) -> Result<Standing> {
        let last: Option<(i64, String)> = self
            .db
            .query_row(
                "SELECT seq, change FROM audit WHERE change LIKE '{\"did\":\"handed_over\"%' ORDER BY seq DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (at, handed_over) = match last.map(|(at, change)| (at, from_json::<Change>(&change))) {
            Some((at, Ok(Change::HandedOver { stories }))) => (at, stories),
            _ => (0, 0),
        };
        let mark = audit::mark(&self.db)?;
        Ok(Standing {
            casebook: self.db.query_row("SELECT casebook FROM office", [], |row| row.get(0))?,
            agreed: small(
                self.db.query_row("SELECT count(*) FROM story WHERE hand_over IS NOT NULL", [], |row| row.get(0))?,
            ),
            handed_over,
            changed_since: self.db.query_row(
                "SELECT EXISTS (SELECT 1 FROM audit WHERE seq > ?1 AND change LIKE '{\"did\":\"hand_over\"%')",
                [at],
                |row| row.get(0),
            )?,
            exported: self
                .db
                .query_row("SELECT max(at) FROM audit WHERE change LIKE '{\"did\":\"exported\"%'", [], |row| {
                    row.get::<_, Option<i64>>(0)
                })?
                .map(time),
            entries: mark.count,
            head: hex::encode(mark.head),
        })
    }

    /// Backups of this casebook in the folder for backups: folders that end in `.casebook` and whose
    /// keys are this casebook's.
    pub(crate) fn backups_to_end(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        let chosen = self.settings()?.backup_folder;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let usual =
            folder.with_file_name(format!("{} backups", name.strip_suffix(".casebook").unwrap_or(&name)));
        let mut places = vec![usual];
        if !chosen.is_empty() {
            places.push(chosen.into());
        }
        let mut found = Vec::new();
        for place in places {
            found.extend(self.copies_in(&place)?);
        }
        found.retain(|copy| copy.extension().is_some_and(|ending| ending == "casebook"));
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Copies the stories whose families agreed, with their letters, filing, consent and notes, into
    /// a casebook that has just been made. `step` may stop it.
    pub(crate) fn hand_over_to(
        &self,
        to: &mut Self,
        stamp: Stamp,
        step: &dyn Fn(u32, u32) -> Result<()>,
    ) -> Result<u32> {
        let mut total = 0;
        for (table, which) in HANDED {
            let count = format!("{AGREED} SELECT count(*) FROM {table} WHERE {which}");
            total += small(self.db.query_row(&count, [], |row| row.get(0))?);
        }
        let done = Cell::new(0);
        let step = || {
            step(done.get(), total)?;
            done.set(done.get() + 1);
            Ok(())
        };
        let from = self.db.query_row("SELECT casebook FROM office", [], |row| row.get(0))?;
        let stories =
            small(self.db.query_row(&format!("{AGREED} SELECT count(*) FROM agreed"), [], |row| row.get(0))?);
        let me = to.at_desk()?;
        to.write(Stamp { staff: me, ..stamp }, |writing| {
            let mut known = Vec::new();
            self.copy_staff(&writing.tx, me, &mut known)?;
            for (table, which) in HANDED {
                self.copy_rows(&writing.tx, table, which, &known, &step)?;
            }
            again::taken_over(&writing.tx)?;
            search::index_all(&writing.tx)?;
            writing.record(&Change::TakenOver { from, stories })?;
            Ok(())
        })?;
        to.checkpoint();
        Ok(stories)
    }

    /// Whoever recorded something that is handed over, under their own name. Somebody of the same
    /// name as whoever made the new casebook is the same person there: `known` says so.
    fn copy_staff(&self, to: &Connection, me: Uuid, known: &mut Vec<(Uuid, Uuid)>) -> Result<()> {
        let name: String = to.query_row("SELECT name FROM staff WHERE id = ?1", [me], |row| row.get(0))?;
        let mut staff = self.db.prepare(&format!(
            "{AGREED} SELECT id, name, name = ?1 COLLATE NOCASE FROM staff WHERE id IN (
                 SELECT staff FROM consent WHERE story IN (SELECT row FROM agreed)
                 UNION SELECT staff FROM note WHERE story IN (SELECT row FROM agreed)
                 UNION SELECT staff FROM milestone WHERE story IN (SELECT row FROM agreed)
                 UNION SELECT staff FROM facet WHERE story IN (SELECT row FROM agreed))"
        ))?;
        let mut staff = staff.query([name])?;
        while let Some(row) = staff.next()? {
            let id: Uuid = row.get(0)?;
            if row.get(2)? {
                known.push((id, me));
            } else {
                to.execute("INSERT INTO staff (id, name) VALUES (?1, ?2)", (id, row.get::<_, String>(1)?))?;
            }
        }
        Ok(())
    }

    /// Copies rows as they are: both casebooks have the same shape, whatever columns come later.
    fn copy_rows(
        &self,
        to: &Connection,
        table: &str,
        which: &str,
        known: &[(Uuid, Uuid)],
        step: &dyn Fn() -> Result<()>,
    ) -> Result<()> {
        let mut rows = self.db.prepare(&format!("{AGREED} SELECT * FROM {table} WHERE {which}"))?;
        let columns: Vec<String> = rows.column_names().map(|name| format!("\"{name}\"")).collect();
        let places = vec!["?"; columns.len()].join(", ");
        let mut insert =
            to.prepare(&format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", ")))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            step()?;
            let mut values =
                (0..columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>()?;
            for (column, value) in columns.iter().zip(&mut values) {
                let Value::Blob(id) = value else { continue };
                let same = known.iter().find(|(old, _)| old.as_bytes().as_slice() == id.as_slice());
                if let (true, Some((_, now))) = (column == "\"staff\"", same) {
                    *id = now.as_bytes().to_vec();
                }
            }
            insert.execute(params_from_iter(values))?;
        }
        Ok(())
    }

    /// Whether anything else of this program still works with it.
    pub(crate) fn in_use_elsewhere(&self) -> bool {
        Arc::strong_count(&self.lock) > 1
    }

    /// Destroys it and these backups of it: every key first, then everything else. Answers with what
    /// could not be removed.
    pub(crate) fn destroy(self, folder: &Path, backups: &[PathBuf], step: &dyn Fn(u32, u32)) -> Vec<String> {
        // The connection first: some systems remove no file that is open.
        // With its lock held twice it is not sealed again: there will be nothing to seal.
        let lock = Arc::clone(&self.lock);
        drop(self);
        let all: Vec<&Path> = std::iter::once(folder).chain(backups.iter().map(PathBuf::as_path)).collect();
        let places = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let mut left = Vec::new();
        for place in &all {
            for key in key_files(place) {
                if end_key(&key).is_err() {
                    left.push(format!(
                        "The keys in {} are still there: delete that folder yourself.",
                        place.display()
                    ));
                }
            }
        }
        drop(lock);
        for (done, place) in (0..).zip(&all) {
            step(done, places);
            if end_folder(place).is_err() {
                left.push(format!(
                    "{} is not empty or could not be removed: look at what is left in it.",
                    place.display()
                ));
            }
        }
        step(places, places);
        left.dedup();
        left
    }
}

/// The files that hold keys: `keys.json`, and what was written beside it.
fn key_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("keys"))
            && path.symlink_metadata().is_ok_and(|found| found.is_file())
    };
    entries.filter(named).collect()
}

/// Writes noise over a file of keys, forces it to the disk, and removes it.
fn end_key(path: &Path) -> std::io::Result<()> {
    let length = fs::metadata(path)?.len();
    let mut file = File::options().write(true).open(path)?;
    let mut written = 0;
    while written < length {
        let noise = random::<512>().map_err(|_| std::io::Error::other("no random numbers"))?;
        file.write_all(&noise)?;
        written += 512;
    }
    file.sync_all()?;
    drop(file);
    fs::remove_file(path)
}

/// Removes what a casebook is made of, and the folder if nothing else is in it.
fn end_folder(folder: &Path) -> std::io::Result<()> {
    let ours = |name: &str| {
        name.starts_with(DATABASE)
            || name.starts_with(SEAL)
            || ["lock", "holder", "backup.json", "about.json"].contains(&name)
    };
    for entry in fs::read_dir(folder)?.flatten() {
        if ours(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// A casebook that somebody is still working with is not closed.
pub(crate) fn still_in_use() -> Problem {
    Problem::failed(
        "The casebook is still at work: an import, an export or a backup is running. Nothing was deleted.",
        "Wait until it is done, or cancel it, and close the casebook then.",
    )
}
