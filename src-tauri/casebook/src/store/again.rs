//! Reading again what was read with something else: which stories, and how far that has come.
//!
//! Nothing is queued at once, however many stories there are: two walks go down the stories row by row, and where
//! each stands is all that is kept. By phrases a story takes less than a thousandth of a second; only its letters
//! that may say something else are then marked to be read closely, in their turn. A third walk (`learnt.rs`) looks at what
//! was found before once the office's filing has taught something else.

mod learnt;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit::Stamp;
use super::file::{Casebook, Writing};
use super::list::{Offer, OtherWords};
use super::rereading::{self, Home, Place};
use super::{closely, from_json, json, small};
use crate::error::Result;

pub(super) use learnt::taken_over;

/// Letters, and bytes of them, that are read again in one go: some tenths of a second's work.
const SOME: usize = 500;
const LARGE: usize = 4 << 20;

/// The next stories of each walk.
const INBOX: &str = "SELECT row FROM story INDEXED BY story_waiting WHERE waiting = 1 AND row < ?1
     ORDER BY row DESC LIMIT ?2";
const OTHERS: &str = "SELECT row FROM story WHERE waiting = 0 AND row < ?1 ORDER BY row DESC LIMIT ?2";

/// Stories to be read again, and where the walk stands after them.
pub(crate) struct Walk {
    inbox: bool,
    down_to: i64,
    pub(crate) stories: Vec<Again>,
}

/// A story to be read again.
pub(crate) struct Again {
    row: i64,
    /// Of whoever wrote; empty where it is not known.
    pub(crate) postcode: String,
    /// The family's letters, the newest first.
    pub(crate) letters: Vec<Letter>,
}

/// A letter to be read again.
pub(crate) struct Letter {
    pub(crate) row: i64,
    pub(crate) text: String,
    /// What reading it closely rested on, where it was read so.
    pub(crate) rests: Option<i64>,
}

/// What reading a story again by its phrases found.
pub(crate) struct ReadAgain {
    pub(crate) home: Option<Home>,
    /// Words of risk; nothing where there are none.
    pub(crate) risk: Option<Vec<Place>>,
    /// What was not read, as it is not in English.
    pub(crate) unread: Option<OtherWords>,
    /// Letters that may say something else when they are read closely.
    pub(crate) closely: Vec<i64>,
}

fn letters_of(db: &Connection, story: i64) -> Result<Vec<Letter>> {
    let mut letters = db.prepare_cached(
        "SELECT submission.row, text, rests FROM submission LEFT JOIN close_reading ON letter = submission.row
         WHERE story = ?1 AND channel <> 'reply' ORDER BY received DESC, submission.row DESC",
    )?;
    let letters = letters
        .query_map([story], |row| Ok(Letter { row: row.get(0)?, text: row.get(1)?, rests: row.get(2)? }))?;
    Ok(letters.collect::<rusqlite::Result<_>>()?)
}

impl Casebook {
    /// Lets every story be read again where the last ones were read with something else than `version` says.
    pub(crate) fn read_with(&mut self, stamp: Stamp, version: i64) -> Result<()> {
        let before: Option<i64> =
            self.db.query_row("SELECT version FROM read_with", [], |row| row.get(0)).optional()?;
        if before == Some(version) {
            return Ok(());
        }
        self.write(stamp, |writing| {
            // What comes in from now on is read with what there is now.
            let from = "SELECT 1, ?1, place, place FROM (
                SELECT iif(?2, coalesce(max(row), 0) + 1, 0) AS place FROM story)";
            writing.tx.execute(
                &format!("INSERT OR REPLACE INTO read_with (one, version, inbox, others) {from}"),
                params![version, before.is_some()],
            )?;
            Ok(())
        })
    }

    /// How many stories are still to be looked through again, or a few more: rows that have gone count too.
    pub(crate) fn count_again(&self) -> Result<u32> {
        let mut place = self.db.prepare_cached("SELECT max(inbox, others) FROM read_with")?;
        let place = place.query_row([], |row| row.get::<_, i64>(0)).optional()?.unwrap_or(0);
        Ok(small(place.max(learnt::left(&self.db)?)))
    }

    /// The next stories to be read again; nothing where none is left.
    pub(crate) fn again(&self) -> Result<Option<Walk>> {
        self.again_of(SOME)
    }

    fn again_of(&self, most: usize) -> Result<Option<Walk>> {
        let mut places = self.db.prepare_cached("SELECT inbox, others FROM read_with")?;
        let places = places.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (inbox, from): (bool, i64) = match places {
            Some((inbox @ 1.., _)) => (true, inbox),
            Some((_, others @ 1..)) => (false, others),
            _ => return Ok(None),
        };
        let mut next = self.db.prepare_cached(if inbox { INBOX } else { OTHERS })?;
        let next: Vec<i64> = next
            .query_map(params![from, i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut walk = Walk { inbox, down_to: 0, stories: Vec::new() };
        let mut postcode = self.db.prepare_cached(
            "SELECT postcode FROM constituent JOIN story ON constituent.row = constituent WHERE story.row = ?1",
        )?;
        let (mut letters, mut bytes) = (0, 0);
        let last = next.last().copied().filter(|_| next.len() == most);
        for row in next {
            if letters >= most || bytes >= LARGE {
                return Ok(Some(walk));
            }
            let of = letters_of(&self.db, row)?;
            letters += of.len();
            bytes += of.iter().map(|letter| letter.text.len()).sum::<usize>();
            let postcode = postcode.query_row([row], |row| row.get(0))?;
            walk.stories.push(Again { row, postcode, letters: of });
            walk.down_to = row;
        }
        walk.down_to = last.unwrap_or(0);
        Ok(Some(walk))
    }
}

impl Writing<'_> {
    /// Writes down what reading stories again found, and how far the walk has come. One that has gone meanwhile is
    /// left out, and how one is filed stays as it is.
    pub(crate) fn keep_again(&self, walk: &Walk, read: &[ReadAgain]) -> Result<()> {
        for (story, read) in walk.stories.iter().zip(read) {
            keep(&self.tx, story.row, read)?;
        }
        let place = if walk.inbox { "inbox" } else { "others" };
        self.tx.prepare_cached(&format!("UPDATE read_with SET {place} = ?1"))?.execute([walk.down_to])?;
        Ok(())
    }
}

fn keep(db: &Connection, story: i64, read: &ReadAgain) -> Result<()> {
    let mut offered = db.prepare_cached("SELECT offered FROM story WHERE row = ?1")?;
    let Some(offered) = offered.query_row([story], |row| row.get::<_, String>(0)).optional()? else {
        return Ok(());
    };
    let before: Offer = from_json(&offered)?;
    let urgent = read.risk.is_some();
    let authority = match rereading::filed(db, story)? {
        Some(filing) => {
            rereading::note_risk(db, story, &filing, before.urgent, read.risk.as_deref())?;
            rereading::note_authority(db, story, &filing, before.authority.clone(), read.home.as_ref())?
        }
        None => {
            if urgent != before.urgent {
                db.prepare_cached("UPDATE story SET alarm = ?2 WHERE row = ?1")?
                    .execute(params![story, urgent])?;
            }
            read.home.as_ref().map(|home| home.gss.clone())
        }
    };
    let now = Offer { themes: before.themes.clone(), authority, urgent, unread: read.unread.clone() };
    if now != before {
        db.prepare_cached("UPDATE story SET offered = ?2 WHERE row = ?1")?
            .execute(params![story, json(&now)])?;
    }
    read.closely.iter().try_for_each(|letter| closely::mark(db, *letter))
}

#[cfg(test)]
mod tests;
