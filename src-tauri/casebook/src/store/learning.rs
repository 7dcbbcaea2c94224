//! What this office's filing taught, and how far that has come: made from the filed stories, and again without
//! those that are gone.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::audit;
use super::closely::{self, CloseTheme, Offers};
use super::file::{Casebook, Writing};
use super::{from_json, millis, small, time};
use crate::api::{Learning, LearntTheme, LearntWords, StruckOut};
use crate::error::Result;
use crate::learning::{Learnt, Taught, Voice};
use crate::settings::Settings;
use crate::theme;

/// It is learnt from the newest so many filed stories: a casebook of 100,000 takes no longer than one of these,
/// and an office that files in another way than it did is followed.
const NEWEST: u32 = 5_000;

/// It is made again after so many filings, or after one for every so many that it rests on.
const FEW: i64 = 3;
const ONE_IN: i64 = 20;

/// What the trigger counts for a filed story that is gone.
const GONE: i64 = 1_000_000;

/// So many stories of the Inbox are offered anew in one go: some tenths of a second's work.
const SOME: u32 = 200;

/// Which filings are learnt from: a number that is kept beside what was made of them.
fn rule(settings: &Settings) -> i64 {
    if settings.learning { i64::from(settings.forgotten) + 1 } else { 0 }
}

/// How far learning had come when it was begun again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began {
    changed: i64,
    rule: i64,
}

impl Began {
    /// Whether anything is learnt at all.
    pub(crate) const fn is_on(self) -> bool {
        self.rule > 0
    }
}

/// A filed story.
pub(crate) struct Filed {
    row: i64,
    id: Uuid,
    pub(crate) voice: Voice,
    pub(crate) themes: Vec<String>,
}

/// A letter's words, and what reading it closely found.
pub(crate) type ReadLetter = (String, Vec<CloseTheme>);

/// What a filed story teaches with.
pub(crate) struct Lesson {
    /// When it was filed.
    pub(crate) at: i64,
    pub(crate) letters: Vec<ReadLetter>,
}

/// What was made of them.
#[derive(Default)]
pub(crate) struct Made {
    pub(crate) learnt: Learnt,
    pub(crate) stories: u32,
    /// When the first of them was filed.
    pub(crate) since: Option<i64>,
}

struct State {
    version: i64,
    stories: i64,
    since: Option<i64>,
    made: Option<i64>,
    changed: i64,
    rule: i64,
    settled: i64,
}

fn state(db: &Connection) -> Result<State> {
    Ok(db.prepare_cached("SELECT * FROM learning")?.query_row([], |row| {
        Ok(State {
            version: row.get("version")?,
            stories: row.get("stories")?,
            since: row.get("since")?,
            made: row.get("made")?,
            changed: row.get("changed")?,
            rule: row.get("rule")?,
            settled: row.get("settled")?,
        })
    })?)
}

fn kept(db: &Connection) -> Result<Learnt> {
    let mut kept = db.prepare_cached("SELECT theme, words, weight, filed, total FROM learnt")?;
    let kept = kept.query_map([], |row| {
        Ok(Taught {
            theme: row.get("theme")?,
            words: row.get("words")?,
            weight: row.get("weight")?,
            filed: small(row.get("filed")?),
            of: small(row.get("total")?),
        })
    })?;
    Ok(Learnt::new(kept.collect::<rusqlite::Result<_>>()?))
}

impl Casebook {
    /// What was learnt; nothing while learning is off.
    pub(crate) fn learnt(&self) -> Result<Learnt> {
        if self.settings()?.learning { kept(&self.db) } else { Ok(Learnt::default()) }
    }

    /// A number that is another one whenever something else was learnt that changes what is offered; 0 where
    /// nothing was.
    pub(crate) fn learnt_version(&self) -> Result<i64> {
        Ok(state(&self.db)?.version)
    }

    /// Whether it is time to learn again: where it is, from where.
    pub(crate) fn learning_due(&self) -> Result<Option<Began>> {
        let (state, rule) = (state(&self.db)?, rule(&self.settings()?));
        let changed = rule > 0 && state.changed >= FEW.max(state.stories / ONE_IN);
        Ok((changed || rule != state.rule).then_some(Began { changed: state.changed, rule }))
    }

    /// Whether anything is left to do: to learn, or to offer what was learnt.
    pub(crate) fn is_learning(&self) -> Result<bool> {
        Ok(state(&self.db)?.settled < i64::MAX || self.learning_due()?.is_some())
    }

    /// The newest filed stories, and one of each campaign.
    pub(crate) fn filed_to_learn_from(&self) -> Result<Vec<Filed>> {
        // As the lists' index has them: what is or may be urgent apart from the rest.
        let mut stories = self.db.prepare(
            "SELECT * FROM (SELECT row, id, constituent, campaign, themes, received FROM story
                            WHERE status = 'filed' AND (urgent OR alarm) = 0 AND campaign IS NULL AND waiting = 0
                            ORDER BY received DESC LIMIT ?1)
             UNION ALL
             SELECT * FROM (SELECT row, id, constituent, campaign, themes, received FROM story
                            WHERE status = 'filed' AND (urgent OR alarm) = 1 AND campaign IS NULL AND waiting = 0
                            ORDER BY received DESC LIMIT ?1)
             UNION ALL
             SELECT row, id, constituent, campaign, themes, received FROM story WHERE row IN (
                 SELECT max(row) FROM story WHERE campaign IS NOT NULL AND status = 'filed' AND waiting = 0
                 GROUP BY campaign)
             ORDER BY received DESC, row DESC LIMIT ?1",
        )?;
        let stories = stories.query_map([NEWEST], |row| {
            let (family, campaign): (i64, Option<i64>) = (row.get("constituent")?, row.get("campaign")?);
            Ok(Filed {
                row: row.get("row")?,
                id: row.get("id")?,
                voice: campaign.map_or(Voice::Family(family), Voice::Campaign),
                themes: from_json(&row.get::<_, String>("themes")?)?,
            })
        })?;
        Ok(stories.collect::<rusqlite::Result<_>>()?)
    }

    /// When a story was filed, its letters, and what reading each closely found. Nothing where it teaches nothing:
    /// it was filed as offered by one command for many, without a look at the letter, or before what counts; or
    /// it is not known what was offered, as a letter was not read closely.
    pub(crate) fn lesson(&self, story: &Filed, began: Began) -> Result<Option<Lesson>> {
        let Some(at) = self.looked_at(story.id, began)? else { return Ok(None) };
        Ok(self.read_letters(story.row)?.map(|letters| Lesson { at, letters }))
    }

    /// When a story was last filed, if somebody looked at it then and that counts. Taking something back teaches
    /// nothing, nor does doing it again: of what was done by one command for many, nobody has looked at a letter.
    fn looked_at(&self, story: Uuid, began: Began) -> Result<Option<i64>> {
        let mut filing = self.db.prepare_cached(
            "SELECT at, seq, undoes IS NOT NULL OR change ->> 'accepted' AS accepted FROM audit AS done
             WHERE story = ?1 AND erased = 0 AND change LIKE '{\"did\":\"filing\"%'
             AND (undoes IS NULL OR undoable = 1)
             AND NOT EXISTS (SELECT 1 FROM audit AS later WHERE later.undoes = done.seq) ORDER BY seq DESC LIMIT 1",
        )?;
        let found: Option<(i64, i64, bool)> = filing
            .query_row([story], |row| Ok((row.get("at")?, row.get("seq")?, row.get("accepted")?)))
            .optional()?;
        Ok(found.filter(|(_, seq, accepted)| !accepted && *seq >= began.rule).map(|(at, ..)| at))
    }

    fn read_letters(&self, story: i64) -> Result<Option<Vec<ReadLetter>>> {
        let mut letters = self.db.prepare_cached(
            "SELECT text, found FROM submission LEFT JOIN close_reading ON letter = submission.row
             WHERE story = ?1 AND channel <> 'reply' ORDER BY received, submission.row",
        )?;
        let letters = letters.query_map([story], |row| {
            let Some(found) = row.get::<_, Option<String>>("found")? else { return Ok(None) };
            Ok(Some((row.get("text")?, from_json(&found)?)))
        })?;
        let letters: Option<Vec<_>> = letters.collect::<rusqlite::Result<_>>()?;
        Ok(letters.filter(|letters| !letters.is_empty()))
    }

    /// What was learnt, to be shown.
    pub(crate) fn learning(&self) -> Result<Learning> {
        let (state, learnt) = (state(&self.db)?, self.learnt()?);
        let themes = theme::all().iter().filter_map(|theme| {
            let of: Vec<&Taught> = learnt.taught().iter().filter(|one| one.theme == theme.id).collect();
            let back = of.iter().find(|one| one.words.is_empty());
            let words = of.iter().filter(|one| !one.words.is_empty());
            (!of.is_empty()).then(|| LearntTheme {
                theme: theme.id.clone(),
                words: words
                    .map(|one| LearntWords { words: one.words.clone(), filed: one.filed, of: one.of })
                    .collect(),
                struck_out: back.map(|one| StruckOut { taken: one.filed, of: one.of }),
            })
        });
        let on = self.settings()?.learning;
        Ok(Learning {
            on,
            stories: if on { small(state.stories) } else { 0 },
            since: state.since.filter(|_| on).map(time),
            made: state.made.map(time),
            themes: themes.collect(),
            version: format!("{:016x}", self.learnt_version()?),
            waits: self.is_learning()?,
        })
    }
}

impl Writing<'_> {
    /// Keeps what was learnt in the place of what was, unless one of the stories has gone meanwhile: then it is
    /// made again.
    pub(crate) fn keep_learnt(&self, began: Began, made: &Made) -> Result<()> {
        let db = &self.tx;
        let before = state(db)?;
        if before.changed - began.changed >= GONE {
            return Ok(());
        }
        let learnt = made.learnt.clone().steadied(&kept(db)?);
        db.execute("DELETE FROM learnt", [])?;
        let mut insert = db.prepare_cached(
            "INSERT INTO learnt (theme, words, weight, filed, total) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for one in learnt.taught() {
            insert.execute(params![one.theme, one.words, one.weight, one.filed, one.of])?;
        }
        let version = learnt.version();
        db.execute(
            "UPDATE learning SET version = ?1, stories = ?2, since = ?3, made = ?4, changed = changed - ?5, rule = ?6,
                                 settled = iif(version = ?1, settled, 0)",
            params![version, made.stories, made.since, millis(self.now()), began.changed, began.rule],
        )?;
        Ok(())
    }

    /// Leaves nothing of what was learnt; it is made again as the settings then say.
    pub(crate) fn unlearn(&self) -> Result<()> {
        self.tx.execute("DELETE FROM learnt", [])?;
        Ok(())
    }

    /// The number of the last entry of the trail.
    pub(crate) fn last_entry(&self) -> Result<u32> {
        Ok(small(audit::mark(&self.tx)?.count))
    }

    /// Lets some more stories of the Inbox offer what was learnt.
    pub(crate) fn offer_what_was_learnt(&self, offers: Offers<'_>) -> Result<()> {
        let from = state(&self.tx)?.settled;
        let mut some = self
            .tx
            .prepare_cached("SELECT row FROM story WHERE waiting = 1 AND row > ?1 ORDER BY row LIMIT ?2")?;
        let some: Vec<i64> =
            some.query_map(params![from, SOME], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for story in &some {
            closely::settle(&self.tx, *story, offers)?;
        }
        let last = some.last().copied().filter(|_| some.len() >= SOME as usize);
        self.tx.execute("UPDATE learning SET settled = ?1", [last.unwrap_or(i64::MAX)])?;
        Ok(())
    }
}
