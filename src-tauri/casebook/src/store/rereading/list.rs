//! The list of what reading filed stories again noticed: a page at a time, a campaign as one line.

use std::collections::BTreeMap;

use rusqlite::{Row, params, params_from_iter, types::Value};
use uuid::Uuid;

use super::{Place, noticed, number};
use crate::api::{FoldedCampaign, RereadFilter, RereadKind};
use crate::error::Result;
use crate::store::closely::CloseTheme;
use crate::store::file::Casebook;
use crate::store::list::Offer;
use crate::store::{from_json, small, stories, time};
use crate::story::{Filing, Noticed};

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
    /// The campaign it stands for, where the same was noticed of several of its stories.
    pub(crate) campaign: Option<FoldedCampaign>,
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
        campaign: None,
        at: from_json(&row.get::<_, String>("at")?)?,
    })
}

/// The list, from the rows of it that are asked for.
pub(super) fn page_of(condition: &str) -> String {
    format!(
        "SELECT what, which, at, story.*, name FROM reread CROSS JOIN story ON story.row = reread.story
         CROSS JOIN constituent ON constituent.row = constituent WHERE settled = 0 AND done = 0 {condition}
         ORDER BY what, which, score DESC, reread.story DESC LIMIT ? OFFSET ?"
    )
}

pub(super) const KINDS: &str =
    "SELECT what, which, count(*) FROM reread WHERE settled = 0 AND done = 0 GROUP BY what, which";
pub(super) const STORIES: &str =
    "SELECT count(DISTINCT story) FROM reread INDEXED BY reread_open WHERE settled = 0 AND done = 0";
pub(super) const AT_RISK: &str = "SELECT count(*) FROM reread WHERE settled = 0 AND done = 0 AND what = 0";
pub(super) const OPEN: &str = "SELECT story.id FROM reread CROSS JOIN story ON story.row = reread.story
     LEFT JOIN campaign ON campaign.row = story.campaign
     WHERE settled = 0 AND done = 0 AND what = ?1 AND which = ?2 AND (?3 IS NULL OR campaign.id = ?3)
     ORDER BY score DESC, reread.story DESC";

/// Of each campaign the story that stands for all of which the same was noticed. Words of risk are each family's own.
pub(super) fn campaigns_of(condition: &str) -> String {
    format!(
        "SELECT what, which, stands, id, name, stories FROM (
             SELECT what, which, max(reread.story) AS stands, story.campaign AS of, count(*) AS stories
             FROM reread CROSS JOIN story ON story.row = reread.story
             WHERE settled = 0 AND done = 0 AND what > 0 AND story.campaign IS NOT NULL {condition}
             GROUP BY what, which, story.campaign
         ) JOIN campaign ON campaign.row = of"
    )
}

impl Casebook {
    /// A page of what reading again noticed: words of risk first, then authorities, then theme by theme the surest
    /// first. A campaign is one line; how many stories more its lines stand for comes with them.
    pub(crate) fn rereads(&self, filter: &RereadFilter) -> Result<(Vec<Reread>, u32)> {
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
        let mut campaigns = self.campaigns_of_rereads(&condition, &values)?;
        if !campaigns.is_empty() {
            let stands = vec!["(?, ?, ?)"; campaigns.len()].join(", ");
            condition.push_str(&format!(
                " AND (what = 0 OR story.campaign IS NULL OR (what, which, reread.story) IN (VALUES {stands}))"
            ));
            for (what, which, stands) in campaigns.keys() {
                values.extend([Value::from(*what), which.clone().into(), (*stands).into()]);
            }
        }
        let limit = if filter.limit == 0 { 200 } else { filter.limit.min(1000) };
        values.extend([i64::from(limit).into(), i64::from(filter.offset).into()]);
        let mut rows = self.db.prepare(&page_of(&condition))?;
        let rows = rows.query_map(params_from_iter(values), reread)?;
        let mut rows: Vec<Reread> = rows.collect::<rusqlite::Result<_>>()?;
        let more = campaigns.values().map(|campaign| campaign.stories - 1).sum();
        for row in &mut rows {
            let campaign = campaigns.remove(&(number(row.what), row.which.clone(), row.row));
            row.campaign = campaign.filter(|campaign| campaign.stories > 1);
        }
        Ok((rows, more))
    }

    fn campaigns_of_rereads(
        &self,
        condition: &str,
        values: &[Value],
    ) -> Result<BTreeMap<(i64, String, i64), FoldedCampaign>> {
        let mut found = self.db.prepare_cached(&campaigns_of(condition))?;
        let found = found.query_map(params_from_iter(values), |row| {
            let campaign = FoldedCampaign {
                id: row.get("id")?,
                name: row.get("name")?,
                stories: small(row.get("stories")?),
                urgent: 0,
            };
            Ok(((row.get("what")?, row.get("which")?, row.get("stands")?), campaign))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
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

    /// The stories of which this was noticed and nobody has decided about it: all, or those of a campaign.
    pub(crate) fn open_rereads(
        &self,
        what: Noticed,
        which: &str,
        campaign: Option<Uuid>,
    ) -> Result<Vec<Uuid>> {
        let mut open = self.db.prepare_cached(OPEN)?;
        let open = open.query_map(params![number(what), which, campaign], |row| row.get(0))?;
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
