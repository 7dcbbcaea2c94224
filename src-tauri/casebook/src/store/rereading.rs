//! What reading a filed story again noticed that its filing does not say, until somebody decides about it.
//!
//! Nothing here changes how a story is filed. What a caseworker was offered and did not take is not offered
//! again: neither what was offered in the Inbox, nor what was left here.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::change::Change;
use super::file::Writing;
use super::{from_json, json, stories};
use crate::error::Result;
use crate::story::{Filing, Noticed, Status};

mod list;

pub(crate) use list::{LetterWords, Reread};

/// A place in a letter: its row, the first byte, and the first behind it.
pub(crate) type Place = (i64, u32, u32);

/// The lowest score at which a theme sends somebody back to a story that was filed without it. More is asked than
/// of an offer in the Inbox, where somebody has the letter before them anyway.
pub(crate) const GOOD: f32 = 0.6;

/// A theme that reading a story found, how sure that is, and where.
pub(super) struct Found {
    pub(super) theme: String,
    pub(super) score: f32,
    pub(super) at: Vec<Place>,
}

/// The home authority that reading a story found.
pub(crate) struct Home {
    pub(crate) gss: String,
    /// Whether that is enough to doubt how a story was filed.
    pub(crate) certain: bool,
    pub(crate) at: Vec<Place>,
}

const fn number(what: Noticed) -> i64 {
    match what {
        Noticed::Risk => 0,
        Noticed::Authority => 1,
        Noticed::Theme => 2,
    }
}

const fn noticed(number: i64) -> Noticed {
    match number {
        0 => Noticed::Risk,
        1 => Noticed::Authority,
        _ => Noticed::Theme,
    }
}

/// How a story is filed or set aside; nothing while it is in the Inbox, where its offers are seen.
pub(super) fn filed(db: &Connection, story: i64) -> Result<Option<Filing>> {
    let mut found = db.prepare_cached("SELECT * FROM story WHERE row = ?1 AND waiting = 0")?;
    let filing = found.query_row([story], stories::filing).optional()?;
    Ok(filing.filter(|filing| filing.status != Status::New))
}

/// What is known of a story: which, and whether somebody has settled it.
fn known(db: &Connection, story: i64, what: Noticed) -> Result<Vec<(String, bool)>> {
    let mut known = db.prepare_cached("SELECT which, settled FROM reread WHERE story = ?1 AND what = ?2")?;
    let known = known.query_map(params![story, number(what)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(known.collect::<rusqlite::Result<_>>()?)
}

fn write(
    db: &Connection,
    story: i64,
    (what, which): (Noticed, &str),
    (score, at): (f32, &[Place]),
    settled: bool,
) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO reread (story, what, which, score, at, settled, done)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
    )?
    .execute(params![story, number(what), which, score, json(&at), settled])?;
    Ok(())
}

/// Forgets what a reading no longer says and nobody has decided about.
fn withdraw(db: &Connection, story: i64, what: Noticed, which: &str) -> Result<()> {
    db.prepare_cached(
        "DELETE FROM reread WHERE story = ?1 AND what = ?2 AND which = ?3 AND settled = 0 AND done = 0",
    )?
    .execute(params![story, number(what), which])?;
    Ok(())
}

/// Notes which themes a filed story may lack, now that its letters say these; `before` were offered. Answers
/// with those that count as offered from now on.
pub(super) fn note_themes(
    db: &Connection,
    story: i64,
    filing: &Filing,
    before: &[String],
    now: &[Found],
) -> Result<Vec<String>> {
    let names = || now.iter().map(|found| found.theme.clone());
    if filing.status != Status::Filed {
        return Ok(names().collect());
    }
    let known = known(db, story, Noticed::Theme)?;
    let is_known = |theme: &String| known.iter().any(|(which, _)| which == theme);
    for (gone, _) in known.iter().filter(|(which, _)| !names().any(|theme| theme == *which)) {
        withdraw(db, story, Noticed::Theme, gone)?;
    }
    let was_offered = |theme: &String| before.contains(theme) || filing.themes.contains(theme);
    for gone in before.iter().filter(|theme| !filing.themes.contains(theme) && !is_known(theme)) {
        if !names().any(|theme| theme == *gone) {
            write(db, story, (Noticed::Theme, gone), (0.0, &[]), true)?;
        }
    }
    let mut offered = Vec::new();
    for Found { theme, score, at } in now {
        let open = known.iter().any(|(which, settled)| which == theme && !settled);
        let new = !is_known(theme) && !was_offered(theme) && *score >= GOOD;
        if (open || new) && !filing.themes.contains(theme) {
            write(db, story, (Noticed::Theme, theme), (*score, at), false)?;
        }
        // What is not sure enough to be told of may be surer another time, and is new then.
        if open || new || is_known(theme) || was_offered(theme) {
            offered.push(theme.clone());
        }
    }
    Ok(offered)
}

/// Notes that a story may be filed under the wrong authority. Answers with the one that counts as offered.
pub(super) fn note_authority(
    db: &Connection,
    story: i64,
    filing: &Filing,
    before: Option<String>,
    now: Option<&Home>,
) -> Result<Option<String>> {
    let gss = now.map(|home| home.gss.as_str());
    if filing.status != Status::Filed {
        return Ok(gss.map(str::to_owned));
    }
    let known = known(db, story, Noticed::Authority)?;
    for (gone, _) in known.iter().filter(|(which, _)| gss != Some(which.as_str())) {
        withdraw(db, story, Noticed::Authority, gone)?;
    }
    let filed = filing.authority.as_deref();
    let gone = before.as_deref().filter(|was| gss != Some(*was) && filed != Some(*was));
    if let Some(gone) = gone.filter(|gone| !known.iter().any(|(which, _)| which == gone)) {
        write(db, story, (Noticed::Authority, gone), (0.0, &[]), true)?;
    }
    let Some(home) = now else { return Ok(None) };
    if filed == gss || before.as_deref() == gss {
        return Ok(Some(home.gss.clone()));
    }
    if !home.certain {
        return Ok(before);
    }
    if !known.iter().any(|(which, settled)| *which == home.gss && *settled) {
        write(db, story, (Noticed::Authority, &home.gss), (1.0, &home.at), false)?;
    }
    Ok(Some(home.gss.clone()))
}

/// Notes that a story that is filed or set aside has words of risk nobody was shown. Those that somebody left
/// are shown again only with others beside them.
pub(super) fn note_risk(
    db: &Connection,
    story: i64,
    filing: &Filing,
    before: bool,
    now: Option<&[Place]>,
) -> Result<()> {
    let Some(now) = now else { return withdraw(db, story, Noticed::Risk, "") };
    if filing.urgent {
        return Ok(());
    }
    let mut known =
        db.prepare_cached("SELECT at, settled FROM reread WHERE story = ?1 AND what = 0 AND which = ''")?;
    let known: Option<(String, bool)> =
        known.query_row([story], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let show = match known {
        None => !before,
        Some((_, false)) => true,
        Some((left, true)) => {
            let left: Vec<Place> = from_json(&left)?;
            let meets = |a: &Place, b: &Place| a.0 == b.0 && a.1 < b.2 && b.1 < a.2;
            now.iter().any(|place| !left.iter().any(|other| meets(place, other)))
        }
    };
    if show { write(db, story, (Noticed::Risk, ""), (1.0, now), false) } else { Ok(()) }
}

/// Keeps what was noticed true to how its story is filed by now. `seen`: somebody has filed it from the Inbox, with
/// everything before them that was offered.
pub(super) fn filed_now(db: &Connection, story: i64, seen: bool) -> Result<()> {
    db.prepare_cached(
        "UPDATE reread SET done = (SELECT CASE reread.what
             WHEN 0 THEN urgent OR status = 'new'
             WHEN 1 THEN status <> 'filed' OR authority IS reread.which
             ELSE status <> 'filed' OR EXISTS (SELECT 1 FROM json_each(themes) WHERE value = reread.which) END
             FROM story WHERE story.row = reread.story)
         WHERE story = ?1",
    )?
    .execute([story])?;
    if seen {
        db.prepare_cached("UPDATE reread SET settled = 1 WHERE story = ?1 AND what > 0 AND done = 0")?
            .execute([story])?;
    }
    Ok(())
}

/// Leaves a story's filing as it is, or (by undo) asks about it again.
pub(super) fn set_left(db: &Connection, story: Uuid, what: Noticed, which: &str, left: bool) -> Result<()> {
    db.prepare_cached(
        "UPDATE reread SET settled = ?4 WHERE story = (SELECT row FROM story WHERE id = ?1) AND what = ?2 AND which = ?3",
    )?
    .execute(params![story, number(what), which, left])?;
    Ok(())
}

impl Writing<'_> {
    /// Filing a story as it is with what was noticed. It waits as it did: whoever decides this has not looked at a
    /// letter that has come in since.
    pub(crate) fn adding(&self, story: Uuid, from: Filing, what: Noticed, which: &str) -> Result<Change> {
        Ok(match self.filing(story, from.with(what, which), true)? {
            Change::Filing { story, from, to, accepted, waited, .. } => {
                Change::Filing { story, from, to, accepted, waited, waits: waited }
            }
            other => other,
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
