//! One campaign, with its stories: what is shown of it, and whom an act for all of it is about.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::file::Casebook;
use super::{gone, small};
use crate::api::{CampaignName, CampaignView};
use crate::campaign::Core;
use crate::error::Result;

/// Whether a waiting story may be filed with its campaign's others: nothing suggests a risk to somebody, and
/// all its letters have been read for that.
const MAY_GO_TOGETHER: &str = "waiting = 1 AND NOT (urgent OR alarm) AND NOT EXISTS (
    SELECT 1 FROM submission JOIN unread ON unread.letter = submission.row WHERE submission.story = story.row)";

/// Writes the day on which a family was told that their letter has arrived.
pub(super) fn set_acknowledged(db: &Connection, story: Uuid, to: Option<NaiveDate>) -> Result<()> {
    let changed = db.execute("UPDATE story SET acknowledged = ?2 WHERE id = ?1", params![story, to])?;
    if changed == 0 { Err(gone("story")) } else { Ok(()) }
}

impl Casebook {
    /// A campaign, and where its stories stand.
    pub(crate) fn campaign(&self, id: Uuid) -> Result<CampaignView> {
        let found = self
            .db
            .prepare_cached(&format!(
                "SELECT name, count(story.row), sum(waiting), sum(waiting AND (urgent OR alarm)),
                        sum(waiting AND own_words > 0), sum(acknowledged IS NULL),
                        sum(own_words = 0 AND {MAY_GO_TOGETHER})
                 FROM campaign LEFT JOIN story ON story.campaign = campaign.row
                 WHERE campaign.id = ?1 GROUP BY campaign.row"
            ))?
            .query_row([id], |row| {
                let sum = |column| -> rusqlite::Result<u32> {
                    Ok(small(row.get::<_, Option<i64>>(column)?.unwrap_or(0)))
                };
                let stories = small(row.get(1)?);
                Ok(CampaignView {
                    id,
                    name: row.get(0)?,
                    stories,
                    waiting: sum(2)?,
                    urgent: sum(3)?,
                    own: sum(4)?,
                    plain: sum(6)?,
                    to_acknowledge: if stories == 0 { 0 } else { sum(5)? },
                })
            })
            .optional()?;
        found.ok_or_else(|| gone("campaign"))
    }

    /// The waiting stories of a campaign that may be filed together: none that may be urgent, and none
    /// with more than so many words of the sender's own.
    pub(crate) fn campaign_waiting(&self, id: Uuid, own_words: Option<u32>) -> Result<Vec<Uuid>> {
        let mut stories = self.db.prepare_cached(&format!(
            "SELECT id FROM story WHERE campaign = (SELECT row FROM campaign WHERE id = ?1)
             AND {MAY_GO_TOGETHER} AND own_words <= ?2 ORDER BY row"
        ))?;
        let most = own_words.map_or(i64::MAX, i64::from);
        Ok(stories.query_map(params![id, most], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// The stories of a campaign whose families have not been told that their letter has arrived, and
    /// their addresses.
    pub(crate) fn campaign_unacknowledged(&self, id: Uuid) -> Result<Vec<(Uuid, String)>> {
        let mut stories = self.db.prepare_cached(
            "SELECT id, email FROM story JOIN constituent ON constituent.row = constituent
             WHERE campaign = (SELECT row FROM campaign WHERE id = ?1) AND acknowledged IS NULL
             ORDER BY story.row",
        )?;
        let stories = stories.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(stories.collect::<rusqlite::Result<_>>()?)
    }

    /// The campaign a story is nothing but.
    pub(crate) fn campaign_of(&self, story: Uuid) -> Result<Option<CampaignName>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT campaign.id, name FROM story JOIN campaign ON campaign.row = campaign WHERE story.id = ?1",
            )?
            .query_row([story], |row| Ok(CampaignName { id: row.get(0)?, name: row.get(1)? }))
            .optional()?)
    }

    /// What the campaign's letters share, for a letter that is one of them.
    pub(crate) fn core_of(&self, submission: Uuid) -> Result<Option<Core>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT core FROM submission JOIN likeness ON likeness.row = submission.row AND apart = 0
                 JOIN campaign ON campaign.row = campaign WHERE submission.id = ?1",
            )?
            .query_row([submission], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        Ok(found.and_then(|bytes| Core::from_bytes(&bytes)))
    }
}
