//! Reading the audit trail, a page at a time.

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::change::Change;
use super::erasure::left_behind;
use super::file::Casebook;
use super::grid::day_start;
use super::history::told;
use super::{from_json, small, time};
use crate::api::{AuditFilter, AuditPage, AuditRow};
use crate::error::Result;
use chrono::TimeDelta;

/// The most entries of one page.
const MOST: u32 = 1_000;

fn condition(filter: &AuditFilter) -> (String, Vec<Value>) {
    let mut conditions = vec!["1"];
    let mut values: Vec<Value> = Vec::new();
    if let Some(from) = filter.from {
        conditions.push("at >= ?");
        values.push(day_start(from).into());
    }
    if let Some(to) = filter.to {
        conditions.push("at < ?");
        values.push((day_start(to) + TimeDelta::days(1).num_milliseconds()).into());
    }
    for (column, id) in [("staff = ?", filter.staff), ("story = ?", filter.story)] {
        if let Some(id) = id {
            conditions.push(column);
            values.push(id.as_bytes().to_vec().into());
        }
    }
    (conditions.join(" AND "), values)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let erased: bool = row.get("erased")?;
    let undoes: Option<i64> = row.get("undoes")?;
    let what = if erased {
        "Erased with the story it was about.".to_owned()
    } else {
        let change: Change = from_json(&row.get::<_, String>("change")?)?;
        told(&change, undoes.is_some(), row.get("undoable")?)
    };
    Ok(AuditRow {
        seq: small(row.get("seq")?),
        at: time(row.get("at")?),
        by: row.get("by")?,
        what,
        story: row.get("story")?,
        about: row.get("about")?,
        here: row.get("here")?,
        undoes: undoes.map(small),
        undone: row.get("undone")?,
        erased,
        hash: hex::encode(row.get::<_, [u8; 32]>("hash")?),
    })
}

impl Casebook {
    /// A page of the record of changes.
    pub(crate) fn trail(&self, filter: &AuditFilter) -> Result<AuditPage> {
        let (mut condition, mut values) = condition(filter);
        let everything = values.is_empty();
        // The numbers have no gaps: where nothing is left out, counting is looking at the last.
        let counting =
            if everything { "SELECT coalesce(max(seq), 0) FROM audit" } else { "SELECT count(*) FROM audit" };
        let total: i64 = self
            .db
            .prepare_cached(&format!("{counting} WHERE {condition}"))?
            .query_row(params_from_iter(values.iter()), |row| row.get(0))?;
        let order = if filter.oldest_first { "ORDER BY seq" } else { "ORDER BY seq DESC" };
        let mut offset = i64::from(filter.offset);
        if everything {
            let (bound, from) =
                if filter.oldest_first { ("seq > ?", offset) } else { ("seq <= ?", total - offset) };
            condition = bound.into();
            values.push(from.into());
            offset = 0;
        }
        values.push(i64::from(if filter.limit == 0 { 200 } else { filter.limit.min(MOST) }).into());
        values.push(offset.into());
        let mut rows = self.db.prepare_cached(&format!(
            "WITH page AS (SELECT seq FROM audit WHERE {condition} {order} LIMIT ? OFFSET ?)
             SELECT audit.*, coalesce(staff.name, 'Somebody') AS by, coalesce(constituent.name, '') AS about,
                    story.row IS NOT NULL AS here,
                    EXISTS (SELECT 1 FROM audit AS later WHERE later.undoes = audit.seq) AS undone
             FROM page JOIN audit USING (seq)
             LEFT JOIN staff ON staff.id = audit.staff
             LEFT JOIN story ON story.id = audit.story
             LEFT JOIN constituent ON constituent.row = story.constituent
             {order}"
        ))?;
        let rows = rows.query_map(params_from_iter(values.iter()), entry)?;
        let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        if rows.iter().any(|row| !row.here && row.story.is_some()) {
            let left = left_behind(&self.db)?;
            for row in rows.iter_mut().filter(|row| !row.here) {
                let whose = left.iter().find(|left| Some(left.story) == row.story);
                row.about = whose.map_or_else(String::new, |left| left.who().to_owned());
            }
        }
        Ok(AuditPage { rows, total: small(total) })
    }
}
