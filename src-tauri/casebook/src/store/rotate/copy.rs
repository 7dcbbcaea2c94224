//! Copying a database row by row into another, so that it can be stopped anywhere and gone on with.
//!
//! A batch of rows is one transaction of the copy, so the last row a table of the copy has is where
//! that table goes on; nothing else need be remembered. Indexes and triggers follow once all rows
//! are there. Then every row is read from both sides and compared, and how far that has come is
//! kept in the copy as well. No table here has a sequence of its own (`AUTOINCREMENT`).

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};

use super::super::audit;
use super::super::seal::Mark;
use super::super::{from_json, json};
use crate::error::Result;

/// The table in the copy that says what it is a copy of, and how far comparing has come.
const PROGRESS: &str = "rotating";

/// Bytes copied or compared between two looks at whether to go on.
const BATCH: usize = if cfg!(test) { 128 * 1024 } else { 1024 * 1024 };

/// The longest key that is kept while comparing, and where it begins. A table with a longer one is
/// compared from its start again.
const KEYS: usize = 4;
const KEYS_AT: usize = 4;

/// What a row weighs beside its values.
const ROW: usize = 32;

/// The state of a casebook: a copy goes on only if it was begun from the very same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    mark: Mark,
    shape: i64,
}

impl State {
    pub(super) fn of(db: &Connection) -> Result<Self> {
        Ok(Self { mark: audit::mark(db)?, shape: shape(db)? })
    }
}

fn shape(db: &Connection) -> Result<i64> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// What a copy says of itself.
pub(super) struct Progress {
    /// What it was begun from.
    pub(super) of: State,
    /// Nothing is left to do but to put it in the old one's place.
    pub(super) finished: bool,
    /// Tables that have been compared, and the key the next one has come to; empty: its start.
    compared: usize,
    key: Vec<Value>,
    /// Bytes that have been compared, for whoever watches.
    bytes: usize,
}

impl Progress {
    /// Reads it; nothing where the copy was not begun, or another key has it.
    pub(super) fn read(copy: &Connection) -> Option<Self> {
        let read = copy.query_row("SELECT * FROM rotating", [], |row| {
            Ok(Self {
                of: from_json(&row.get::<_, String>("state")?)?,
                finished: row.get("finished")?,
                compared: row.get::<_, i64>("compared")?.try_into().unwrap_or(0),
                key: (0..KEYS)
                    .map_while(|column| row.get::<_, Option<Value>>(KEYS_AT + column).transpose())
                    .collect::<rusqlite::Result<_>>()?,
                bytes: row.get::<_, i64>("bytes")?.try_into().unwrap_or(0),
            })
        });
        read.ok()
    }
}

/// Leaves nothing of the progress in a copy that is the casebook now.
pub(super) fn forget_progress(db: &Connection) -> Result<()> {
    Ok(db.execute_batch("DROP TABLE IF EXISTS rotating")?)
}

/// Says that all is copied and compared.
pub(super) fn finish(copy: &Connection) -> Result<()> {
    copy.execute("UPDATE rotating SET finished = 1", [])?;
    Ok(())
}

/// A table, and how its rows are told apart and put in order.
struct Table {
    name: String,
    /// The columns of its key: `rowid`, or the primary key of a table without one.
    key: Vec<String>,
    /// The other columns.
    rest: Vec<String>,
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    fn read(db: &Connection, name: String, has_rows: bool) -> Result<Self> {
        let mut columns =
            db.prepare("SELECT name, pk, type FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid")?;
        let columns = columns
            .query_map([&name], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let whole_key = columns.iter().filter(|(_, pk, _)| *pk > 0).count();
        // An INTEGER PRIMARY KEY is the rowid under another name.
        let in_key = |(_, pk, kind): &&(String, i64, String)| {
            *pk > 0 && (!has_rows || whole_key == 1 && kind.eq_ignore_ascii_case("integer"))
        };
        let mut keyed: Vec<_> = columns.iter().filter(in_key).collect();
        keyed.sort_by_key(|(_, pk, _)| *pk);
        let key = if has_rows {
            vec!["rowid".to_owned()]
        } else {
            keyed.into_iter().map(|(name, ..)| quoted(name)).collect()
        };
        let rest = columns.iter().filter(|column| !in_key(column)).map(|(name, ..)| quoted(name)).collect();
        Ok(Self { name, key, rest })
    }

    /// Every table that holds rows of its own, also those in which an index keeps its words.
    fn all(db: &Connection) -> Result<Vec<Self>> {
        let mut tables = db.prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type IN ('table', 'shadow') AND name <> ?1
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )?;
        let found = tables
            .query_map([PROGRESS], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|(name, without_rowid)| Self::read(db, name, !without_rowid)).collect()
    }

    fn width(&self) -> usize {
        self.key.len() + self.rest.len()
    }

    fn columns(&self) -> String {
        self.key.iter().chain(&self.rest).map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Reads the rows in order, from the first or after one.
    fn select(&self, after: bool) -> String {
        let (name, columns, key) = (quoted(&self.name), self.columns(), self.key.join(", "));
        let marks = vec!["?"; self.key.len()].join(", ");
        let after = if after { format!("WHERE ({key}) > ({marks})") } else { String::new() };
        format!("SELECT {columns} FROM {name} {after} ORDER BY {key}")
    }

    fn insert(&self) -> String {
        let marks = vec!["?"; self.width()].join(", ");
        format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(&self.name), self.columns())
    }

    /// The key of the last row there is.
    fn last(&self, db: &Connection) -> Result<Option<Vec<Value>>> {
        let order: Vec<_> = self.key.iter().map(|column| format!("{column} DESC")).collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {} LIMIT 1",
            self.key.join(", "),
            quoted(&self.name),
            order.join(", ")
        );
        let read = |row: &Row<'_>| (0..self.key.len()).map(|column| row.get(column)).collect();
        Ok(db.query_row(&sql, [], read).optional()?)
    }
}

fn weight(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
        _ => 8,
    }
}

/// Copies one database into another.
pub(super) struct Copying<'a> {
    pub(super) from: &'a Connection,
    pub(super) to: &'a Connection,
    /// Told the bytes done and their likely total; false means stop.
    pub(super) step: &'a dyn Fn(usize, usize) -> bool,
}

impl Copying<'_> {
    /// Copies and compares whatever is left to do. `Ok(None)`: it was stopped. `Ok(Some(false))`: the
    /// copy is not the same, and must not be used.
    pub(super) fn run(&self) -> Result<Option<bool>> {
        let progress = match Progress::read(self.to) {
            Some(progress) => progress,
            None => self.begin()?,
        };
        if progress.finished {
            return Ok(Some(true));
        }
        let tables = Table::all(self.from)?;
        let size = |db: &Connection| -> Result<usize> {
            let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
            Ok(db.query_row(sql, [], |row| row.get::<_, i64>(0))?.try_into().unwrap_or(0))
        };
        let whole = size(self.from)?.max(1);
        if progress.compared == 0 {
            for table in &tables {
                while self.copy_some(table)? {
                    // What is copied is compared afterwards: half the work is done then.
                    if !(self.step)(size(self.to)?.min(whole), 2 * whole) {
                        return Ok(None);
                    }
                }
            }
            if !self.add_the_rest(|| (self.step)(whole, 2 * whole))? {
                return Ok(None);
            }
        }
        self.compare(&tables, &progress, |done| (self.step)(whole + done.min(whole), 2 * whole))
    }

    /// Makes the tables, still empty.
    fn begin(&self) -> Result<Progress> {
        let of = State::of(self.from)?;
        let tx = self.to.unchecked_transaction()?;
        let mut tables = self.from.prepare(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid",
        )?;
        for sql in tables.query_map([], |row| row.get::<_, String>(0))? {
            tx.execute_batch(&sql?)?;
        }
        // An index made new has a few rows of its own.
        for table in Table::all(&tx)? {
            tx.execute(&format!("DELETE FROM {}", quoted(&table.name)), [])?;
        }
        tx.execute_batch(
            "CREATE TABLE rotating (state TEXT NOT NULL, finished INTEGER NOT NULL, compared INTEGER NOT NULL,
                                    bytes INTEGER NOT NULL, k1 ANY, k2 ANY, k3 ANY, k4 ANY) STRICT",
        )?;
        tx.execute(
            "INSERT INTO rotating (state, finished, compared, bytes) VALUES (?1, 0, 0, 0)",
            [json(&of)],
        )?;
        tx.pragma_update(None, "user_version", of.shape)?;
        tx.commit()?;
        Ok(Progress { of, finished: false, compared: 0, key: Vec::new(), bytes: 0 })
    }

    /// Copies the next batch of a table's rows, and says whether there may be more.
    fn copy_some(&self, table: &Table) -> Result<bool> {
        let tx = self.to.unchecked_transaction()?;
        let last = table.last(&tx)?;
        let mut rows = self.from.prepare_cached(&table.select(last.is_some()))?;
        let mut rows = rows.query(params_from_iter(last.iter().flatten()))?;
        let mut insert = tx.prepare_cached(&table.insert())?;
        let (mut bytes, mut more) = (0, false);
        while let Some(row) = rows.next()? {
            for column in 0..table.width() {
                let value = row.get_ref(column)?;
                bytes += weight(value);
                insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(value))?;
            }
            insert.raw_execute()?;
            bytes += ROW;
            if bytes >= BATCH {
                more = true;
                break;
            }
        }
        drop(insert);
        tx.commit()?;
        Ok(more)
    }

    /// Makes the indexes and triggers that are not there yet; false means it was stopped.
    fn add_the_rest(&self, go_on: impl Fn() -> bool) -> Result<bool> {
        let mut rest = self.from.prepare(
            "SELECT name, sql, type = 'index' FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL
             ORDER BY type = 'trigger', rowid",
        )?;
        let rest = rest
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut there = self.to.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?1")?;
        for (name, sql, reads_a_table) in rest {
            if there.exists([&name])? {
                continue;
            }
            self.to.execute_batch(&sql)?;
            // A view or a trigger is only written down: there is nothing to stop for.
            if reads_a_table && !go_on() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads every row from both sides. As [`run`](Self::run) says.
    fn compare(
        &self,
        tables: &[Table],
        from: &Progress,
        go_on: impl Fn(usize) -> bool,
    ) -> Result<Option<bool>> {
        let mut key = from.key.clone();
        let (mut done, mut unsaved) = (from.bytes, 0);
        for (place, table) in tables.iter().enumerate().skip(from.compared) {
            let (sql, after) = (table.select(!key.is_empty()), std::mem::take(&mut key));
            let (mut ours, mut copy) = (self.from.prepare(&sql)?, self.to.prepare(&sql)?);
            let (mut ours, mut copy) =
                (ours.query(params_from_iter(&after))?, copy.query(params_from_iter(&after))?);
            loop {
                let (ours, copy) = match (ours.next()?, copy.next()?) {
                    (None, None) => break,
                    (Some(ours), Some(copy)) => (ours, copy),
                    _ => return Ok(Some(false)),
                };
                for column in 0..table.width() {
                    let value = ours.get_ref(column)?;
                    if value != copy.get_ref(column)? {
                        return Ok(Some(false));
                    }
                    unsaved += weight(value);
                }
                unsaved += ROW;
                if unsaved >= BATCH {
                    done += std::mem::take(&mut unsaved);
                    let at = (0..table.key.len())
                        .map(|column| ours.get::<_, Value>(column))
                        .collect::<rusqlite::Result<Vec<_>>>()?;
                    self.came_to(place, &at, done)?;
                    if !go_on(done) {
                        return Ok(None);
                    }
                }
            }
            self.came_to(place + 1, &[], done)?;
        }
        Ok(Some(schema(self.from)? == schema(self.to)?))
    }

    fn came_to(&self, table: usize, key: &[Value], bytes: usize) -> Result<()> {
        let count = |count: usize| i64::try_from(count).unwrap_or(0);
        let key = if key.len() > KEYS { &[] } else { key };
        let part = |place: usize| key.get(place).cloned().unwrap_or(Value::Null);
        self.to
            .prepare_cached(
                "UPDATE rotating SET compared = ?1, bytes = ?2, k1 = ?3, k2 = ?4, k3 = ?5, k4 = ?6",
            )?
            .execute(params![count(table), count(bytes), part(0), part(1), part(2), part(3)])?;
        Ok(())
    }
}

/// A part of a database: its type, its name, and how it was made.
type Part = (String, String, Option<String>);

/// Everything the database is made of, but for what says how far copying has come.
fn schema(db: &Connection) -> Result<(i64, Vec<Part>)> {
    let mut parts =
        db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE tbl_name <> ?1 ORDER BY type, name")?;
    let parts = parts.query_map([PROGRESS], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok((shape(db)?, parts.collect::<rusqlite::Result<_>>()?))
}
