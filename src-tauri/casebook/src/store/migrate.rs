//! The shapes a casebook's database has had. A step is never edited once a casebook has used it.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Problem, Result};

const STEPS: [&str; 14] = [
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_safekeeping.sql"),
    include_str!("../../migrations/0003_taken_out.sql"),
    include_str!("../../migrations/0004_threads.sql"),
    include_str!("../../migrations/0005_campaigns.sql"),
    include_str!("../../migrations/0006_facets.sql"),
    include_str!("../../migrations/0007_evidence.sql"),
    include_str!("../../migrations/0008_unread.sql"),
    include_str!("../../migrations/0009_milestones.sql"),
    include_str!("../../migrations/0010_spans.sql"),
    include_str!("../../migrations/0011_closely_and_constituencies.sql"),
    include_str!("../../migrations/0012_learning.sql"),
    include_str!("../../migrations/0013_rereading.sql"),
    include_str!("../../migrations/0014_decided.sql"),
];

fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn version(db: &Connection) -> Result<i64> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Whether the database has a shape that an earlier program gave it.
pub(super) fn is_older(db: &Connection) -> Result<bool> {
    Ok((1..newest()).contains(&version(db)?))
}

/// Refuses a database that a newer program has changed.
pub(super) fn refuse_newer(db: &Connection) -> Result<()> {
    if version(db)? <= newest() {
        return Ok(());
    }
    Err(Problem::failed(
        "This casebook was last used with a newer version of the program.",
        "Install the newest version and open it again; nothing has been changed.",
    ))
}

/// Brings the database to the newest shape, each step in a transaction of its own.
///
/// # Errors
/// When the casebook was last used by a newer program: it is left untouched.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    refuse_newer(connection)?;
    bring_to(newest(), connection)
}

fn bring_to(wanted: i64, connection: &mut Connection) -> Result<()> {
    let now = version(connection)?;
    for (version, step) in (1_i64..=wanted).zip(STEPS) {
        if version > now {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", version)?;
            tx.commit()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use chrono::{DateTime, Utc};
    use rusqlite::OpenFlags;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::api::GridFilter;
    use crate::store::Scope;
    use crate::store::audit;
    use crate::store::file::{Casebook, DATABASE, KEYS, SEAL, connect};
    use crate::store::keys::{DataKey, KeyFile};
    use crate::store::seal::{self, FileHash};

    const WORDS: &str = "four invented words here";

    fn an_old_casebook(folder: &Path) -> DataKey {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/shape-1.casebook");
        std::fs::create_dir(folder).expect("made");
        for name in [DATABASE, KEYS, SEAL] {
            std::fs::copy(kept.join(name), folder.join(name)).expect("copied");
        }
        let keys = KeyFile::from_json(&std::fs::read(kept.join(KEYS)).expect("keys")).expect("slots");
        keys.open(WORDS).expect("the passphrase").key
    }

    fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(folder).expect("there").flatten();
        let read = |path: &Path| std::fs::read(path).expect("a file");
        entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), read(&entry.path()))).collect()
    }

    /// The folder as a kill at this moment would leave it.
    fn as_if_killed(folder: &Path, copy: &Path) {
        std::fs::create_dir(copy).expect("made");
        for (name, bytes) in contents(folder).into_iter().filter(|(name, _)| !name.ends_with("-shm")) {
            std::fs::write(copy.join(name), bytes).expect("written");
        }
    }

    #[test]
    fn a_newer_casebook_is_refused_and_no_byte_of_its_folder_changes() {
        let place = tempfile::tempdir().expect("a folder");
        let (closed, logged) = (place.path().join("Closed.casebook"), place.path().join("Logged.casebook"));
        let key = an_old_casebook(&closed);
        let db = connect(&closed.join(DATABASE), &key, OpenFlags::empty()).expect("opens");
        db.pragma_update(None, "user_version", 99).expect("a version to come");
        // With the change still in the log, and with it in the file.
        as_if_killed(&closed, &logged);
        drop(db);
        for folder in [&closed, &logged] {
            let before = contents(folder);
            let refused = Casebook::open(folder, WORDS, DateTime::<Utc>::UNIX_EPOCH).err().expect("refused");
            assert!(refused.what.contains("newer version"), "{refused}");
            assert!(contents(folder) == before, "{}: something has changed", folder.display());
        }
        assert_eq!(
            std::fs::read_dir(place.path()).expect("there").count(),
            2,
            "nor was anything made beside it"
        );
    }

    /// The casebooks kept in `tests/fixtures` are those of versions that were handed out; here is one of each
    /// shape between. `WRITE_SHAPE=7` keeps that one.
    #[test]
    fn a_casebook_stopped_at_any_shape_opens_whole() {
        let place = tempfile::tempdir().expect("a folder");
        for shape in 1..newest() {
            let folder = place.path().join(format!("{shape}.casebook"));
            let key = an_old_casebook(&folder);
            let mut db = connect(&folder.join(DATABASE), &key, OpenFlags::empty()).expect("opens");
            bring_to(shape, &mut db).expect("its steps");
            let mark = audit::mark(&db).expect("a mark");
            drop(db);
            let file = Sha256::digest(std::fs::read(folder.join(DATABASE)).expect("a file"));
            let file = Some(FileHash::Sha256(file.into()));
            seal::write_at_rest(&folder.join(SEAL), &mark, file, &key.seal()).expect("sealed");
            if std::env::var("WRITE_SHAPE").is_ok_and(|wanted| wanted == shape.to_string()) {
                let kept = format!("../../tests/fixtures/shape-{shape}.casebook");
                let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(kept);
                std::fs::create_dir_all(&kept).expect("made");
                for name in [DATABASE, KEYS, SEAL] {
                    std::fs::copy(folder.join(name), kept.join(name)).expect("kept");
                }
            }

            let casebook = Casebook::open(&folder, WORDS, DateTime::<Utc>::UNIX_EPOCH).expect("it opens");
            assert!(casebook.loss().is_none(), "{shape}: nothing is missing");
            assert_eq!(version(&casebook.db).expect("a version"), newest(), "{shape}");
            assert!(casebook.check(&|_, _| Ok(())).expect("checked").is_empty(), "{shape}: it is whole");
            let stories = casebook.db.query_row("SELECT count(*) FROM story", [], |row| row.get::<_, i64>(0));
            assert_eq!(stories.expect("a count"), 6, "{shape}: with every story");
        }
    }

    #[test]
    fn a_kill_in_the_middle_of_an_update_loses_nothing() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("Old.casebook");
        let key = an_old_casebook(&folder);
        let mut db = connect(&folder.join(DATABASE), &key, OpenFlags::empty()).expect("opens");
        // A tiny cache: pages of the unfinished step reach the log.
        db.execute_batch("PRAGMA cache_size = 1").expect("set");
        let tx = db.transaction_with_behavior(TransactionBehavior::Exclusive).expect("begun");
        tx.execute_batch("UPDATE submission SET subject = subject || '.'; UPDATE story SET subject = ''")
            .expect("work");
        tx.execute_batch(STEPS[1]).expect("the step");
        let log = folder.join("casebook.db-wal").metadata().expect("a log").len();
        assert!(log > 0, "some of it is on the disk");
        let killed = place.path().join("Killed.casebook");
        as_if_killed(&folder, &killed);
        tx.rollback().expect("never mind");

        let casebook = Casebook::open(&killed, WORDS, DateTime::<Utc>::UNIX_EPOCH).expect("it opens");
        assert!(
            casebook.loss().is_none() && casebook.check(&|_, _| Ok(())).expect("checked").is_empty(),
            "and is whole"
        );
        let stories: i64 = casebook
            .db
            .query_row("SELECT count(*) FROM story WHERE subject <> ''", [], |row| row.get(0))
            .expect("a count");
        assert_eq!((stories, version(&casebook.db).expect("a version")), (6, newest()), "with every story");
        let all = (Scope::default(), GridFilter::default());
        let (kept, anew) = (casebook.count(&all.0, &all.1), casebook.count_some(&all.0, &all.1));
        let (kept, anew) = (kept.expect("counts"), anew.expect("counted"));
        assert!(kept.stories > 0, "some are filed");
        assert_eq!(kept, anew, "the counts that are kept from now on have what was filed before");
        let backups = casebook.backups(&place.path().join("Killed backups")).expect("a list");
        let backup = &backups.first().expect("one was made before the update").folder;
        let kept = connect(&backup.join(DATABASE), &key, OpenFlags::empty()).expect("it opens");
        assert_eq!(version(&kept).expect("a version"), 1, "in the shape from before");
    }
}
