//! Campaigns: finding them among the letters, and which letter belongs to which.
//!
//! Nobody has to ask for it, and no entry of the trail says so: like what is offered for a story, it
//! is worked out from the letters alone and stored beside them.

use std::collections::HashMap;
use std::hash::Hasher as _;

use rusqlite::{Connection, OptionalExtension as _, params};
use siphasher::sip::SipHasher13;
use uuid::Uuid;

use super::audit::Stamp;
use super::file::{Casebook, Writing, new_id};
use super::from_word;
use super::letters::unmarked;
use crate::api::CampaignName;
use crate::campaign::{Core, Entry, Likely, Sketch, Words, colliding, found, on_all};
use crate::error::Result;
use crate::submission::Channel;

/// Letters looked at in one transaction.
const PAGE: usize = 500;

/// Letters are looked at as they come in, unless more than these wait to be looked at: they are left for
/// when nobody waits for it.
const FEW: i64 = 500;

/// The name of a campaign whose senders gave it no name in common.
const UNNAMED: &str = "Letters in the same words";

/// A letter to be compared.
struct Letter {
    row: i64,
    sender: u64,
    channel: Channel,
    text: String,
}

impl Letter {
    /// Whether its words are the sender's: what the office wrote or noted is nobody's campaign.
    const fn is_theirs(&self) -> bool {
        matches!(self.channel, Channel::Email | Channel::Letter | Channel::Survey)
    }
}

const LETTER: &str = "SELECT row, channel, CASE email WHEN '' THEN lower(sender) ELSE email END AS whose, text FROM submission";

fn letter(row: &rusqlite::Row<'_>) -> rusqlite::Result<Letter> {
    let mut sender = SipHasher13::new();
    sender.write(row.get::<_, String>("whose")?.as_bytes());
    Ok(Letter {
        row: row.get("row")?,
        sender: sender.finish(),
        channel: from_word(row.get("channel")?)?,
        text: row.get("text")?,
    })
}

/// A letter that is found to be part of a campaign.
struct Member {
    row: i64,
    campaign: i64,
    own_words: usize,
}

/// Lets the stories of letters say whether all they hold is a campaign's.
fn settle(db: &Connection, submission: i64) -> Result<()> {
    let story = db
        .prepare_cached("SELECT story FROM submission WHERE row = ?1")?
        .query_row([submission], |row| row.get(0))
        .optional()?;
    story.map_or(Ok(()), |story| settle_story(db, story))
}

/// Lets a story say whether all it holds is a campaign's.
pub(super) fn settle_story(db: &Connection, story: i64) -> Result<()> {
    db.prepare_cached(
        "UPDATE story SET (campaign, own_words) = (
             SELECT CASE WHEN count(*) = count(likeness.campaign)
                         AND min(likeness.campaign) = max(likeness.campaign) THEN min(likeness.campaign) END,
                    coalesce(sum(likeness.own_words), 0)
             FROM submission LEFT JOIN likeness ON likeness.row = submission.row AND apart = 0
             WHERE submission.story = ?1 AND channel <> 'reply')
         WHERE row = ?1",
    )?
    .execute([story])?;
    db.prepare_cached(
        "UPDATE story_theme SET campaign = (SELECT campaign IS NOT NULL FROM story WHERE row = ?1)
         WHERE story = ?1",
    )?
    .execute([story])?;
    Ok(())
}

/// Puts all letters of a story out of their campaign, or back in.
pub(super) fn set_apart(db: &Connection, story: Uuid, apart: bool) -> Result<()> {
    let row: i64 = db.query_row("SELECT row FROM story WHERE id = ?1", [story], |row| row.get(0))?;
    db.execute(
        "UPDATE likeness SET apart = ?2
         WHERE campaign IS NOT NULL AND row IN (SELECT row FROM submission WHERE story = ?1)",
        params![row, apart],
    )?;
    settle_story(db, row)
}

/// Removes campaigns that have no letter any more.
pub(super) fn prune(db: &Connection) -> Result<()> {
    db.execute(
        "DELETE FROM campaign WHERE NOT EXISTS (SELECT 1 FROM likeness WHERE campaign = campaign.row)
         AND NOT EXISTS (SELECT 1 FROM story WHERE story.campaign = campaign.row)",
        [],
    )?;
    Ok(())
}

/// The campaigns that letters of a story belong to.
pub(super) fn of_story(db: &Connection, story: i64) -> Result<Vec<i64>> {
    let mut found = db.prepare_cached(
        "SELECT DISTINCT campaign FROM likeness JOIN submission ON submission.row = likeness.row
         WHERE story = ?1 AND campaign IS NOT NULL",
    )?;
    Ok(found.query_map([story], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Names campaigns anew by the letters they have: the one they were named after may be gone.
pub(super) fn rename(db: &Connection, campaigns: &[i64]) -> Result<()> {
    for campaign in campaigns {
        let name = name(db, *campaign)?;
        db.execute("UPDATE campaign SET name = ?2 WHERE row = ?1", params![campaign, name])?;
    }
    Ok(())
}

/// The subject that most letters of a campaign have, if several have it.
fn name(db: &Connection, campaign: i64) -> Result<String> {
    let mut subjects = db.prepare_cached(
        "SELECT subject FROM likeness JOIN submission ON submission.row = likeness.row
         WHERE campaign = ?1 AND apart = 0 ORDER BY likeness.row LIMIT 1000",
    )?;
    let mut counted: HashMap<String, (usize, String)> = HashMap::new();
    for subject in subjects.query_map([campaign], |row| row.get::<_, String>(0))? {
        let subject = subject?;
        let plain = unmarked(&subject);
        counted.entry(plain.to_lowercase()).or_insert_with(|| (0, plain.to_owned())).0 += 1;
    }
    let best = counted.into_values().filter(|(count, name)| *count > 1 && !name.is_empty());
    let best = best.max_by(|(one, a), (other, b)| one.cmp(other).then(b.cmp(a)));
    Ok(best.map_or_else(|| UNNAMED.to_owned(), |(_, name)| name))
}

/// What became of a letter that was looked at.
struct Looked {
    row: i64,
    sketch: Sketch,
    campaign: Option<i64>,
    own_words: usize,
}

/// The campaigns there are, to find a letter's among them.
struct Known {
    rows: Vec<i64>,
    cores: Vec<Core>,
    likely: Likely,
}

impl Known {
    fn of(campaigns: Vec<(i64, Core)>) -> Self {
        let (rows, cores): (Vec<_>, Vec<_>) = campaigns.into_iter().unzip();
        let likely = Likely::of(&cores);
        Self { rows, cores, likely }
    }

    /// The campaign of a letter, and how much its sender added.
    fn campaign_of(&self, words: &Words, shingles: &[u32], sketch: &Sketch) -> Option<(i64, usize)> {
        let likely = self.likely.for_letter(sketch);
        let best = Core::best(likely.iter().filter_map(|at| self.cores.get(*at)), shingles)?;
        let at = *likely.get(best)?;
        Some((*self.rows.get(at)?, self.cores.get(at)?.own(words).1))
    }

    fn look(&self, letter: &Letter) -> Looked {
        if !letter.is_theirs() {
            return Looked { row: letter.row, sketch: Sketch::of(&[]), campaign: None, own_words: 0 };
        }
        let words = Words::of(&letter.text);
        let shingles = words.shingles();
        let sketch = Sketch::of(&shingles);
        let (campaign, own_words) = self.campaign_of(&words, &shingles, &sketch).unzip();
        Looked { row: letter.row, sketch, campaign, own_words: own_words.unwrap_or(0) }
    }
}

fn count(words: usize) -> i64 {
    i64::try_from(words).unwrap_or(i64::MAX)
}

impl Writing<'_> {
    fn keep_likeness(&self, looked: &[Looked]) -> Result<()> {
        // A letter may have been taken out since it was read.
        let mut keep = self.tx.prepare_cached(
            "INSERT OR IGNORE INTO likeness (row, sketch, campaign, own_words, compared)
             SELECT row, ?2, ?3, ?4, ?5 FROM submission WHERE row = ?1",
        )?;
        // A letter that began a story and is no campaign's leaves it as it is.
        let mut joined =
            self.tx.prepare_cached("SELECT 1 FROM submission WHERE row = ?1 AND before IS NOT NULL")?;
        for Looked { row, sketch, campaign, own_words } in looked {
            let done = campaign.is_some() || !sketch.is_comparable();
            keep.execute(params![row, sketch.to_bytes(), campaign, count(*own_words), done])?;
            if campaign.is_some() || joined.exists([row])? {
                settle(&self.tx, *row)?;
            }
        }
        Ok(())
    }

    fn keep_members(&self, members: &[Member]) -> Result<()> {
        let mut keep = self.tx.prepare_cached(
            "UPDATE likeness SET campaign = ?2, own_words = ?3 WHERE row = ?1 AND campaign IS NULL AND apart = 0",
        )?;
        for Member { row, campaign, own_words } in members {
            keep.execute(params![row, campaign, count(*own_words)])?;
            settle(&self.tx, *row)?;
        }
        Ok(())
    }
}

impl Casebook {
    /// Looks at the letters that came since the last time: those of a campaign join it, and of those
    /// that are left new campaigns are found. What is broken off goes on the next time.
    pub(crate) fn find_campaigns(&mut self, stamp: Stamp, stopped: &dyn Fn() -> bool) -> Result<()> {
        let newest = "SELECT coalesce(max(row), 0) FROM likeness";
        let mut after: i64 = self.db.query_row(newest, [], |row| row.get(0))?;
        // Asked again and again while letters are read: mostly there is nothing to look at.
        if !self.db.prepare_cached("SELECT 1 FROM submission WHERE row > ?1")?.exists([after])? {
            return self.found_campaigns(stamp);
        }
        let known = Known::of(self.cores()?);
        loop {
            let page = self.letters_from(after)?;
            let Some(last) = page.last() else { break };
            if stopped() {
                return Ok(());
            }
            after = last.row;
            let looked = on_all(&page, |letter| known.look(letter));
            self.write(stamp, |writing| writing.keep_likeness(&looked))?;
        }
        if stopped() { Ok(()) } else { self.found_campaigns(stamp) }
    }

    /// The same for letters that have just come in, where that is little work.
    pub(crate) fn find_campaigns_of_latest(
        &mut self,
        stamp: Stamp,
        stopped: &dyn Fn() -> bool,
    ) -> Result<()> {
        let waiting = "SELECT coalesce((SELECT max(row) FROM submission), 0)
                            - coalesce((SELECT max(row) FROM likeness), 0)";
        let waiting: i64 = self.db.query_row(waiting, [], |row| row.get(0))?;
        if waiting <= FEW { self.find_campaigns(stamp, stopped) } else { Ok(()) }
    }

    fn cores(&self) -> Result<Vec<(i64, Core)>> {
        let mut found = self.db.prepare_cached("SELECT row, core FROM campaign ORDER BY row")?;
        let found = found.query_map([], |row| {
            let core = Core::from_bytes(&row.get::<_, Vec<u8>>(1)?).ok_or(rusqlite::Error::InvalidQuery)?;
            Ok((row.get(0)?, core))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    fn letters_from(&self, after: i64) -> Result<Vec<Letter>> {
        let mut page = self.db.prepare_cached(&format!("{LETTER} WHERE row > ?1 ORDER BY row LIMIT ?2"))?;
        Ok(page.query_map(params![after, count(PAGE)], letter)?.collect::<rusqlite::Result<_>>()?)
    }

    fn letter(&self, row: i64) -> Result<Option<Letter>> {
        let mut found = self.db.prepare_cached(&format!("{LETTER} WHERE row = ?1"))?;
        Ok(found.query_row([row], letter).optional()?)
    }

    /// The letters of no campaign, and which of them have not been compared yet.
    fn of_no_campaign(&self) -> Result<(Vec<i64>, Vec<Sketch>, Vec<bool>)> {
        let mut pool = self.db.prepare(
            "SELECT row, sketch, compared = 0 FROM likeness
             WHERE campaign IS NULL AND apart = 0 AND sketch <> x'' ORDER BY row",
        )?;
        let pool = pool.query_map([], |row| {
            let sketch =
                Sketch::from_bytes(&row.get::<_, Vec<u8>>(1)?).ok_or(rusqlite::Error::InvalidQuery)?;
            Ok((row.get::<_, i64>(0)?, (sketch, row.get::<_, bool>(2)?)))
        })?;
        let (rows, (sketches, new)): (Vec<i64>, (Vec<_>, Vec<bool>)) =
            pool.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().unzip();
        Ok((rows, sketches, new))
    }

    fn found_campaigns(&mut self, stamp: Stamp) -> Result<()> {
        if !self.db.prepare_cached("SELECT 1 FROM likeness WHERE compared = 0")?.exists([])? {
            return Ok(());
        }
        let (rows, sketches, new) = self.of_no_campaign()?;
        let collide = colliding(&sketches, &new);
        let (mut places, mut entries, mut alike) = (Vec::new(), Vec::new(), Vec::new());
        for ((row, sketch), _) in rows.iter().zip(&sketches).zip(&collide).filter(|(_, collides)| **collides)
        {
            if let Some(letter) = self.letter(*row)? {
                places.push(*row);
                entries.push(Entry { sender: letter.sender, shingles: Words::of(&letter.text).shingles() });
                alike.push(sketch.clone());
            }
        }
        let campaigns = found(&entries, &alike);
        drop((entries, alike));
        let mut cores = Vec::new();
        for campaign in campaigns {
            let letters = campaign.letters.iter().filter_map(|place| places.get(*place)).copied();
            let row = self.keep_campaign(stamp, &campaign.core, letters.collect())?;
            cores.push((row, campaign.core));
        }
        if !cores.is_empty() {
            self.gather(stamp, &Known::of(cores), rows.iter().zip(&sketches).zip(&collide))?;
        }
        self.write(stamp, |writing| {
            writing.tx.execute("UPDATE likeness SET compared = 1 WHERE compared = 0", [])?;
            Ok(())
        })
    }

    /// Brings letters into new campaigns that are like none of their letters, having the campaign's
    /// words inside much else.
    fn gather<'a>(
        &mut self,
        stamp: Stamp,
        known: &Known,
        pool: impl Iterator<Item = ((&'a i64, &'a Sketch), &'a bool)>,
    ) -> Result<()> {
        let mut members = Vec::new();
        for ((row, sketch), _) in pool.filter(|(_, compared)| !**compared) {
            if known.likely.for_letter(sketch).is_empty() {
                continue;
            }
            let Some(letter) = self.letter(*row)? else { continue };
            if let Looked { campaign: Some(campaign), own_words, .. } = known.look(&letter) {
                members.push(Member { row: *row, campaign, own_words });
            }
        }
        for some in members.chunks(PAGE) {
            self.write(stamp, |writing| writing.keep_members(some))?;
        }
        Ok(())
    }

    /// Keeps a campaign and its letters.
    fn keep_campaign(&mut self, stamp: Stamp, core: &Core, letters: Vec<i64>) -> Result<i64> {
        let id = new_id(stamp.now);
        let campaign = self.write(stamp, |writing| {
            writing.tx.execute(
                "INSERT INTO campaign (id, name, core) VALUES (?1, '', ?2)",
                params![id, core.to_bytes()],
            )?;
            Ok(writing.tx.last_insert_rowid())
        })?;
        for some in letters.chunks(PAGE) {
            let mut members = Vec::new();
            for row in some {
                if let Some(letter) = self.letter(*row)? {
                    let own_words = core.own(&Words::of(&letter.text)).1;
                    members.push(Member { row: *row, campaign, own_words });
                }
            }
            self.write(stamp, |writing| writing.keep_members(&members))?;
        }
        self.write(stamp, |writing| rename(&writing.tx, &[campaign]))?;
        Ok(campaign)
    }

    /// The campaigns that stories of an import belong to.
    pub(super) fn campaigns_of_import(&self, import: Uuid) -> Result<HashMap<Uuid, CampaignName>> {
        let mut of_import = self.db.prepare(
            "SELECT story.id, campaign.id, name FROM submission
             JOIN likeness ON likeness.row = submission.row AND apart = 0
             JOIN campaign ON campaign.row = likeness.campaign
             JOIN story ON story.row = submission.story WHERE import = ?1",
        )?;
        let of_import = of_import.query_map([import], |row| {
            Ok((row.get::<_, Uuid>(0)?, CampaignName { id: row.get(1)?, name: row.get(2)? }))
        })?;
        Ok(of_import.collect::<rusqlite::Result<_>>()?)
    }
}
