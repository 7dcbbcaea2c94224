//! Looking through filed stories again once the office's filing has taught something else. No letter is read again
//! for that: what reading it closely found is kept beside it, and is offered as was learnt since.
//!
//! A walk begins when what was learnt *surely* changes, which ordinary filing does not do; where it stands is kept
//! as a setting, so a walk that is broken off goes on.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::OTHERS;
use crate::error::Result;
use crate::learning::Learnt;
use crate::store::closely::{self, Offers};
use crate::store::file::{Casebook, Writing};
use crate::store::rereading::GOOD;
use crate::store::{from_json, json, millis};

/// Stories, and bytes of their letters, that are looked through in one go: some tenths of a second's work.
const SOME: usize = 200;
const LARGE: i64 = 1 << 20;

/// So many stories are a few seconds' work, whenever it has to be done. More are walked once a day.
const FEW: i64 = 5_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Under which name it is kept.
const NAME: &str = "learnt_again";

/// No version of what was learnt: what filed stories were offered came of several, or is not known.
const SEVERAL: i64 = 1;

/// What filed stories were last looked through for. Nothing kept: for nothing that was learnt.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    /// The version of what was surely learnt; 0: nothing was.
    version: i64,
    /// When that was begun.
    began: i64,
    /// It has come down to this row; 0 where it is over.
    place: i64,
}

impl Walk {
    /// Whether another one is to begin, among so many stories. What has to be withdrawn is withdrawn at once, and
    /// the first that an office teaches is shown at once.
    const fn is_outdated(self, version: i64, stories: i64, now: i64) -> bool {
        let at_once = version == 0 || self.version == 0 || stories <= FEW;
        version != self.version && (at_once || (now - self.began).abs() >= DAY)
    }
}

fn walk(db: &Connection) -> Result<Walk> {
    let mut kept = db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    let kept: Option<String> = kept.query_row([NAME], |row| row.get(0)).optional()?;
    Ok(kept.map(|text| from_json(&text)).transpose()?.unwrap_or_default())
}

fn keep(db: &Connection, walk: Walk) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute([NAME, &json(&walk)])?;
    Ok(())
}

/// The last story's row: there are no more stories than that.
fn last_row(db: &Connection) -> Result<i64> {
    Ok(db.prepare_cached("SELECT coalesce(max(row), 0) FROM story")?.query_row([], |row| row.get(0))?)
}

/// Stories have come in from another casebook, with what was noticed of them there: what that office had taught
/// has no part in this one.
pub(in crate::store) fn taken_over(db: &Connection) -> Result<()> {
    keep(db, Walk { version: SEVERAL, ..Walk::default() })
}

/// A row above all that have still to be looked through; 0 where none is.
pub(super) fn left(db: &Connection) -> Result<i64> {
    Ok(walk(db)?.place)
}

impl Casebook {
    /// Whether filed stories are to be looked through, now that this was learnt.
    pub(crate) fn is_learnt_again(&self, learnt: &Learnt, now: DateTime<Utc>) -> Result<bool> {
        let (walk, version) = (walk(&self.db)?, learnt.surely(GOOD).version());
        Ok(walk.place > 0 || walk.is_outdated(version, last_row(&self.db)?, millis(now)))
    }
}

impl Writing<'_> {
    /// Looks through some more stories that are filed or set aside for what was learnt: what it adds is noted, and
    /// what only something else had brought is withdrawn unless somebody has decided about it.
    pub(crate) fn look_for_what_was_learnt(&self, learnt: &Learnt, offers: Offers<'_>) -> Result<()> {
        self.look_through(SOME, learnt, offers)
    }

    fn look_through(&self, most: usize, learnt: &Learnt, offers: Offers<'_>) -> Result<()> {
        let (db, now) = (&self.tx, millis(self.now()));
        let (version, last) = (learnt.surely(GOOD).version(), last_row(&self.tx)?);
        let mut walk = walk(db)?;
        if walk.is_outdated(version, last, now) {
            walk = Walk { version, began: now, place: last + 1 };
        } else if walk.version != version {
            walk.version = SEVERAL;
        }
        let rows: Vec<i64> = db
            .prepare_cached(OTHERS)?
            .query_map(params![walk.place, i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut size = db
            .prepare_cached("SELECT coalesce(sum(octet_length(text)), 0) FROM submission WHERE story = ?1")?;
        let (mut bytes, mut looked) = (0, 0);
        for row in &rows {
            if bytes >= LARGE {
                break;
            }
            bytes += size.query_row([row], |row| row.get::<_, i64>(0))?;
            closely::settle(db, *row, offers)?;
            walk.place = *row;
            looked += 1;
        }
        if looked == rows.len() && rows.len() < most {
            walk.place = 0;
        }
        keep(db, walk)
    }
}

#[cfg(test)]
mod tests;
