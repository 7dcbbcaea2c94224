//! Receipts of imports. Each is kept whole, as one JSON document; its lines are read one after another.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::audit::Stamp;
use super::change::Change;
use super::file::{Casebook, Writing};
use super::{from_json, gone, json, millis, time};
use crate::api::{Outcome, Receipt, ReceiptFilter, ReceiptLine, ReceiptPage, ReceiptsFilter};
use crate::error::Result;

/// The most lines of one page, and the most receipts.
const MOST_LINES: u32 = 1_000;
const MOST_RECEIPTS: u32 = 200;

/// A receipt as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WholeReceipt {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) read: u32,
    pub(crate) stored: u32,
    pub(crate) duplicates: u32,
    pub(crate) skipped: u32,
    pub(crate) cancelled: bool,
    pub(crate) lines: Vec<ReceiptLine>,
}

impl WholeReceipt {
    /// What it says in sum.
    pub(crate) fn head(&self) -> Receipt {
        let again = self.lines.iter().filter(|line| line.again.is_some()).count();
        Receipt {
            id: self.id,
            at: self.at,
            by: self.by.clone(),
            read: self.read,
            stored: self.stored,
            duplicates: self.duplicates,
            skipped: self.skipped,
            cancelled: self.cancelled,
            again: u32::try_from(again).unwrap_or(u32::MAX),
        }
    }
}

/// An import was taken back: its receipt goes, or says what of it is still here.
pub(super) fn take_back(db: &Connection, id: Uuid, kept: bool) -> Result<()> {
    if !kept {
        db.execute("DELETE FROM receipt WHERE id = ?1", [id])?;
        return Ok(());
    }
    let body: Option<String> =
        db.query_row("SELECT body FROM receipt WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    let Some(body) = body else { return Ok(()) };
    let mut receipt: WholeReceipt = from_json(&body)?;
    let mut here = db.prepare_cached("SELECT 1 FROM story WHERE id = ?1")?;
    for line in receipt.lines.iter_mut().filter(|line| line.outcome == Outcome::Stored) {
        if !here.exists([line.story])? {
            line.outcome = Outcome::Skipped;
            line.note = "Taken out again.".into();
            line.story = None;
            receipt.stored = receipt.stored.saturating_sub(1);
            receipt.skipped += 1;
        }
    }
    db.execute("UPDATE receipt SET body = ?2 WHERE id = ?1", params![id, json(&receipt)])?;
    Ok(())
}

/// Keeps a receipt, in the place of an earlier state of it.
pub(super) fn keep(db: &Connection, receipt: &WholeReceipt) -> Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO receipt (id, at, body) VALUES (?1, ?2, ?3)",
        params![receipt.id, millis(receipt.at), json(receipt)],
    )?;
    Ok(())
}

impl Writing<'_> {
    /// Keeps a receipt.
    pub(crate) fn keep_receipt(&self, receipt: &WholeReceipt) -> Result<()> {
        keep(&self.tx, receipt)
    }
}

impl Casebook {
    /// Writes down the import in which the program was stopped: its letters are here, and now they can
    /// be taken back together.
    pub(crate) fn catch_up_with_import(&mut self, now: DateTime<Utc>) -> Result<()> {
        let newest = "SELECT import FROM submission WHERE import IS NOT NULL ORDER BY row DESC LIMIT 1";
        let Some(import) = self.db.query_row(newest, [], |row| row.get::<_, Uuid>(0)).optional()? else {
            return Ok(());
        };
        if self.db.prepare("SELECT 1 FROM receipt WHERE id = ?1")?.exists([import])? {
            return Ok(());
        }
        // A casebook that stories were handed over to has letters of imports that were never its own.
        let whose = self
            .db
            .query_row(
                "SELECT audit.staff, name FROM submission JOIN story ON story.row = submission.story
                 JOIN audit ON audit.story = story.id JOIN staff ON staff.id = audit.staff
                 WHERE import = ?1 AND instr(change, ?2) > 0 LIMIT 1",
                params![import, import.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((staff, by)) = whose else { return Ok(()) };
        let lines = {
            let mut letters = self.db.prepare(
                "SELECT story.id, submission.subject FROM submission JOIN story ON story.row = submission.story
                 WHERE import = ?1 ORDER BY submission.row",
            )?;
            let line = |row: &Row<'_>| {
                Ok(ReceiptLine {
                    path: row.get(1)?,
                    outcome: Outcome::Stored,
                    note: "Stored before the import was broken off.".into(),
                    story: row.get(0)?,
                    format: None,
                    attachments: 0,
                    campaign: None,
                    again: None,
                })
            };
            letters.query_map([import], line)?.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let begun = import
            .get_timestamp()
            .map(|at| at.to_unix())
            .and_then(|(seconds, nanos)| DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos));
        let stored = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let receipt = WholeReceipt {
            id: import,
            at: begun.unwrap_or(now),
            by,
            read: stored,
            stored,
            duplicates: 0,
            skipped: 0,
            cancelled: true,
            lines,
        };
        self.write(Stamp { now, staff }, |writing| {
            writing.keep_receipt(&receipt)?;
            writing.record(&Change::Imported { receipt: import, stored, duplicates: 0, skipped: 0 })
        })
    }

    /// What one receipt says in sum.
    pub(crate) fn receipt(&self, id: Uuid) -> Result<Receipt> {
        let receipt = self
            .db
            .prepare_cached(&format!("{HEAD} FROM receipt WHERE id = ?1"))?
            .query_row([id], head)
            .optional()?;
        receipt.ok_or_else(|| gone("receipt"))
    }

    /// A page of receipts, newest first.
    pub(crate) fn receipts(&self, filter: &ReceiptsFilter) -> Result<(Vec<Receipt>, u32)> {
        let limit = if filter.limit == 0 { 20 } else { filter.limit.min(MOST_RECEIPTS) };
        let mut page = self
            .db
            .prepare_cached(&format!("{HEAD} FROM receipt ORDER BY at DESC, id DESC LIMIT ?1 OFFSET ?2"))?;
        let page = page.query_map([limit, filter.offset], head)?.collect::<rusqlite::Result<_>>()?;
        let total = self.db.query_row("SELECT count(*) FROM receipt", [], |row| row.get(0))?;
        Ok((page, total))
    }

    /// The lines of a receipt, one after another, with the campaigns their letters belong to by now.
    pub(crate) fn each_receipt_line(
        &self,
        id: Uuid,
        each: &mut dyn FnMut(ReceiptLine) -> Result<()>,
    ) -> Result<()> {
        self.receipt(id)?;
        let campaigns = self.campaigns_of_import(id)?;
        let mut lines = self.db.prepare_cached(
            "SELECT line.value FROM receipt, json_each(receipt.body, '$.lines') AS line WHERE receipt.id = ?1",
        )?;
        let mut lines = lines.query([id])?;
        while let Some(row) = lines.next()? {
            let mut line: ReceiptLine = from_json(&row.get::<_, String>(0)?)?;
            if line.outcome == Outcome::Stored {
                line.campaign = line.story.and_then(|story| campaigns.get(&story)).cloned();
            }
            each(line)?;
        }
        Ok(())
    }

    /// A page of a receipt's lines.
    pub(crate) fn receipt_lines(&self, filter: &ReceiptFilter) -> Result<ReceiptPage> {
        let limit = if filter.limit == 0 { 200 } else { filter.limit.min(MOST_LINES) } as usize;
        let words = words(&filter.search);
        let mut page = ReceiptPage { rows: Vec::new(), total: 0, stored: 0, duplicates: 0, skipped: 0 };
        self.each_receipt_line(filter.receipt, &mut |line| {
            if !has(&line, &words) {
                return Ok(());
            }
            match line.outcome {
                Outcome::Stored => page.stored += 1,
                Outcome::Duplicate => page.duplicates += 1,
                Outcome::Skipped => page.skipped += 1,
            }
            if filter.outcome.is_none_or(|outcome| outcome == line.outcome) {
                if page.total >= filter.offset && page.rows.len() < limit {
                    page.rows.push(line);
                }
                page.total += 1;
            }
            Ok(())
        })?;
        Ok(page)
    }
}

const HEAD: &str = "SELECT id, at, body ->> 'by', body ->> 'read', body ->> 'stored', body ->> 'duplicates',
    body ->> 'skipped', body ->> 'cancelled',
    (SELECT count(*) FROM json_each(body, '$.lines') AS line WHERE line.value ->> 'again' IS NOT NULL)";

fn head(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    Ok(Receipt {
        id: row.get(0)?,
        at: time(row.get(1)?),
        by: row.get(2)?,
        read: row.get(3)?,
        stored: row.get(4)?,
        duplicates: row.get(5)?,
        skipped: row.get(6)?,
        cancelled: row.get(7)?,
        again: row.get(8)?,
    })
}

fn words(search: &str) -> Vec<String> {
    search.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Whether a line has all these words, or the beginnings of them, in any order.
fn has(line: &ReceiptLine, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let kind = line.format.map(|format| json(&format)).unwrap_or_default();
    let campaign = line.campaign.as_ref().map_or("", |campaign| campaign.name.as_str());
    let said = format!("{}\n{}\n{kind}\n{campaign}", line.path, line.note).to_lowercase();
    words.iter().all(|word| said.contains(word.as_str()))
}
