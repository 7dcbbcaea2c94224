//! What reading a filed story again noticed that its filing does not say, until somebody decides about it.
//!
//! Nothing here changes how a story is filed. What a caseworker was offered and did not take is not offered
//! again: neither what was offered in the Inbox, nor what was left here.

use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter, types::Value};
use uuid::Uuid;

use super::change::Change;
use super::closely::CloseTheme;
use super::file::{Casebook, Writing};
use super::list::Offer;
use super::{from_json, json, small, stories, time};
use crate::api::{RereadFilter, RereadKind};
use crate::error::Result;
use crate::story::{Filing, Noticed, Status};

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

/// A story that reads otherwise than it is filed.
pub(crate) struct Reread {
    row: i64,
    pub(crate) story: Uuid,
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) received: chrono::DateTime<chrono::Utc>,
    pub(crate) filing: Filing,
    pub(crate) what: Noticed,
    pub(crate) which: String,
    /// Whether reading found words of risk.
    pub(crate) urgent: bool,
    at: Vec<Place>,
}

/// A letter, and the places in it that something rests on: the first byte and the first behind each.
pub(crate) struct LetterWords {
    pub(crate) text: String,
    pub(crate) places: Vec<(u32, u32)>,
    /// What reading it closely found.
    pub(crate) found: Vec<CloseTheme>,
}

impl Reread {
    /// Where it was noticed before there was time to say in which words.
    pub(crate) fn is_without_words(&self) -> bool {
        self.at.is_empty()
    }
}

fn reread(row: &Row<'_>) -> rusqlite::Result<Reread> {
    Ok(Reread {
        row: row.get("row")?,
        story: row.get("id")?,
        from: row.get("name")?,
        subject: row.get("subject")?,
        received: time(row.get("received")?),
        filing: stories::filing(row)?,
        what: noticed(row.get("what")?),
        which: row.get("which")?,
        urgent: from_json::<Offer>(&row.get::<_, String>("offered")?)?.urgent,
        at: from_json(&row.get::<_, String>("at")?)?,
    })
}

/// The list, from the rows of it that are asked for.
fn page_of(condition: &str) -> String {
    format!(
        "SELECT what, which, at, story.*, name FROM reread CROSS JOIN story ON story.row = reread.story
         CROSS JOIN constituent ON constituent.row = constituent WHERE settled = 0 AND done = 0 {condition}
         ORDER BY what, which, score DESC, reread.story DESC LIMIT ? OFFSET ?"
    )
}

const KINDS: &str =
    "SELECT what, which, count(*) FROM reread WHERE settled = 0 AND done = 0 GROUP BY what, which";
const STORIES: &str =
    "SELECT count(DISTINCT story) FROM reread INDEXED BY reread_open WHERE settled = 0 AND done = 0";
const AT_RISK: &str = "SELECT count(*) FROM reread WHERE settled = 0 AND done = 0 AND what = 0";
const OPEN: &str = "SELECT id FROM reread CROSS JOIN story ON story.row = reread.story
     WHERE settled = 0 AND done = 0 AND what = ?1 AND which = ?2 ORDER BY score DESC, reread.story DESC";

impl Casebook {
    /// A page of what reading again noticed: words of risk first, then authorities, then theme by theme the surest
    /// first.
    pub(crate) fn rereads(&self, filter: &RereadFilter) -> Result<Vec<Reread>> {
        let mut values: Vec<Value> = Vec::new();
        let mut condition = String::new();
        if let Some(what) = filter.what {
            condition.push_str("AND what = ?");
            values.push(number(what).into());
            if !filter.which.is_empty() {
                condition.push_str(" AND which = ?");
                values.push(filter.which.clone().into());
            }
        }
        let limit = if filter.limit == 0 { 200 } else { filter.limit.min(1000) };
        values.extend([i64::from(limit).into(), i64::from(filter.offset).into()]);
        let mut rows = self.db.prepare_cached(&page_of(&condition))?;
        Ok(rows.query_map(params_from_iter(values), reread)?.collect::<rusqlite::Result<_>>()?)
    }

    /// How much there is of each kind.
    pub(crate) fn reread_kinds(&self) -> Result<Vec<RereadKind>> {
        let mut kinds = self.db.prepare_cached(KINDS)?;
        let kinds = kinds.query_map([], |row| {
            Ok(RereadKind { what: noticed(row.get(0)?), which: row.get(1)?, stories: small(row.get(2)?) })
        })?;
        Ok(kinds.collect::<rusqlite::Result<_>>()?)
    }

    /// How many stories read otherwise than they are filed, and how many of them have words of risk.
    pub(crate) fn count_rereads(&self) -> Result<(u32, u32)> {
        let count = |sql| {
            Ok::<_, rusqlite::Error>(small(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?))
        };
        Ok((count(STORIES)?, count(AT_RISK)?))
    }

    /// The stories of which this was noticed and nobody has decided about it.
    pub(crate) fn open_rereads(&self, what: Noticed, which: &str) -> Result<Vec<Uuid>> {
        let mut open = self.db.prepare_cached(OPEN)?;
        let open = open.query_map(params![number(what), which], |row| row.get(0))?;
        Ok(open.collect::<rusqlite::Result<_>>()?)
    }

    /// The words it rests on, letter by letter.
    pub(crate) fn words_of_reread(&self, reread: &Reread) -> Result<Vec<LetterWords>> {
        let mut letters = self.db.prepare_cached(
            "SELECT row, text, coalesce(found, '[]') FROM submission LEFT JOIN close_reading ON letter = submission.row
             WHERE story = ?1 AND channel <> 'reply' ORDER BY received DESC, row DESC",
        )?;
        let letters = letters.query_map([reread.row], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut words = Vec::new();
        for letter in letters {
            let (row, text, found) = letter?;
            let here = reread.at.iter().filter(|(letter, ..)| *letter == row);
            let places = here.map(|(_, start, end)| (*start, *end)).collect();
            words.push(LetterWords { text, places, found: from_json(&found)? });
        }
        Ok(words)
    }
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
