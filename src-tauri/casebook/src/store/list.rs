//! Lists of stories: filtered, searched, a page at a time.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::Casebook;
use super::grid::received_between;
use super::search::Words;
use super::{consents, from_json, from_word, small, stories, time, word};
use crate::api::{FoldedCampaign, StoryFilter, StoryPage, StoryRow};
use crate::consent::ConsentLevel;
use crate::error::Result;
use crate::story::Status;

/// What reading a story's letters offers: enough for a line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) themes: Vec<String>,
    pub(crate) authority: Option<String>,
    pub(crate) urgent: bool,
}

impl Offer {
    /// Both letters' offers: what was offered first stays first.
    pub(crate) fn with(mut self, other: &Self) -> Self {
        for theme in &other.themes {
            if !self.themes.contains(theme) {
                self.themes.push(theme.clone());
            }
        }
        self.authority = self.authority.or_else(|| other.authority.clone());
        self.urgent |= other.urgent;
        self
    }
}

/// A choice of authorities and themes; an empty list means all of them, an empty id "none".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) authorities: Vec<String>,
    pub(crate) themes: Vec<String>,
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

impl Scope {
    /// The scope as a condition on `story`.
    pub(super) fn condition(&self) -> (String, Vec<Value>) {
        let mut conditions = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        if !self.authorities.is_empty() {
            conditions.push(format!("coalesce(authority, '') IN ({})", marks(self.authorities.len())));
            values.extend(self.authorities.iter().cloned().map(Value::from));
        }
        if !self.themes.is_empty() {
            let listed = format!(
                "EXISTS (SELECT 1 FROM json_each(story.themes) WHERE value IN ({}))",
                marks(self.themes.len())
            );
            let without = self.themes.iter().any(String::is_empty);
            conditions.push(if without { format!("({listed} OR story.themes = '[]')") } else { listed });
            values.extend(self.themes.iter().cloned().map(Value::from));
        }
        (conditions.join(" AND "), values)
    }
}

impl Casebook {
    /// A page of stories: those that may be urgent first, then the newest first.
    pub(crate) fn stories(&self, filter: &StoryFilter) -> Result<StoryPage> {
        let scope = Scope { authorities: filter.authorities.clone(), themes: filter.themes.clone() };
        let (mut condition, mut values) = scope.condition();
        match filter.status {
            // A filed story with a new letter waits in the Inbox too.
            Some(Status::New) => condition.push_str(" AND waiting = 1"),
            Some(status) => {
                condition.push_str(" AND status = ?");
                values.push(word(&status).into());
            }
            None => {}
        }
        if let Some(campaign) = filter.campaign {
            condition.push_str(" AND campaign = (SELECT row FROM campaign WHERE id = ?)");
            values.push(Value::Blob(campaign.as_bytes().to_vec()));
        }
        if filter.without_campaigns {
            condition.push_str(" AND campaign IS NULL");
        }
        if let Some(level) = filter.consent.filter(|level| *level > ConsentLevel::NotAsked) {
            condition.push_str(" AND consent >= ?");
            values.push(consents::rank(level).into());
        }
        let (period, days) = received_between(filter.from, filter.to);
        condition.push_str(&period);
        values.extend(days.into_iter().map(Value::from));
        if filter.urgent {
            condition.push_str(" AND (urgent OR alarm)");
        }
        let words = Words::typed(&filter.search);
        if let Some(words) = &words {
            condition.push_str(
                " AND story.row IN (SELECT submission.story FROM submission_words
                  JOIN submission ON submission.row = submission_words.rowid WHERE submission_words MATCH ?)",
            );
            values.push(words.query().into());
        } else if !filter.search.trim().is_empty() {
            condition.push_str(" AND 0");
        }
        let folded = if filter.fold && filter.campaign.is_none() {
            self.folded(&condition, &values)?
        } else {
            BTreeMap::new()
        };
        if filter.fold && filter.campaign.is_none() {
            // Of each campaign one story stands for all.
            condition.push_str(&format!(
                " AND (campaign IS NULL OR story.row IN ({}))",
                folded.keys().map(i64::to_string).collect::<Vec<_>>().join(", ")
            ));
        }
        let total = self
            .db
            .prepare_cached(&format!("SELECT count(*) FROM story WHERE {condition}"))?
            .query_row(rusqlite::params_from_iter(values.iter()), |row| Ok(small(row.get(0)?)))?;
        values.push(i64::from(if filter.limit == 0 { 200 } else { filter.limit }).into());
        values.push(i64::from(filter.offset).into());
        // The page is found first: what each line shows is then looked up for its rows alone.
        let order = match filter.campaign {
            // Whoever wrote most of their own first: that is where the casework hides.
            Some(_) => "ORDER BY (urgent OR alarm) DESC, own_words DESC, received DESC, story.row DESC",
            None => "ORDER BY (urgent OR alarm) DESC, received DESC, story.row DESC",
        };
        let mut rows = self.db.prepare_cached(&format!(
            "WITH page AS (SELECT story.row FROM story WHERE {condition} {order} LIMIT ? OFFSET ?)
             SELECT story.*, name,
                    (SELECT count(*) FROM submission WHERE story = story.row) AS letters,
                    (SELECT channel FROM submission WHERE story = story.row ORDER BY row LIMIT 1) AS channel,
                    (SELECT substr(text, 1, 400) FROM submission WHERE story = story.row
                     ORDER BY received DESC, row DESC LIMIT 1) AS beginning
             FROM page JOIN story ON story.row = page.row JOIN constituent ON constituent.row = constituent
             {order}"
        ))?;
        let rows = rows.query_map(rusqlite::params_from_iter(values.iter()), |row| {
            let offer: Offer = from_json(&row.get::<_, String>("offered")?)?;
            Ok((
                row.get::<_, i64>("row")?,
                StoryRow {
                    id: row.get("id")?,
                    received: time(row.get("received")?),
                    from: row.get("name")?,
                    subject: row.get("subject")?,
                    snippet: shorten(&row.get::<_, Option<String>>("beginning")?.unwrap_or_default()),
                    filing: stories::filing(row)?,
                    offered_themes: offer.themes,
                    offered_authority: offer.authority,
                    offered_urgent: offer.urgent,
                    consent: consents::level(row.get("consent")?),
                    letters: small(row.get("letters")?),
                    channel: from_word(row.get("channel")?)?,
                    own_words: small(row.get("own_words")?),
                    acknowledged: row.get("acknowledged")?,
                    campaign: None,
                },
            ))
        })?;
        let mut page = StoryPage { rows: Vec::new(), total };
        for row in rows {
            let (number, mut row) = row?;
            row.campaign = folded.get(&number).cloned();
            if let Some(words) = &words {
                row.snippet = self.snippet(number, words)?.map_or(row.snippet, |found| shorten(&found));
            }
            page.rows.push(row);
        }
        Ok(page)
    }

    /// The campaigns among these stories: for each the story that stands for it, and what it stands for.
    fn folded(&self, condition: &str, values: &[Value]) -> Result<BTreeMap<i64, FoldedCampaign>> {
        let mut found = self.db.prepare_cached(&format!(
            "SELECT id, name, stands, stories, urgent FROM campaign JOIN (
                 SELECT story.campaign AS campaign, story.row AS stands, count(*) AS stories,
                        sum(urgent OR alarm) AS urgent,
                        max(((urgent OR alarm) << 50) + received)
                 FROM story WHERE {condition} AND campaign IS NOT NULL GROUP BY story.campaign
             ) AS listed ON listed.campaign = campaign.row"
        ))?;
        let found = found.query_map(rusqlite::params_from_iter(values), |row| {
            let (id, name) = (row.get(0)?, row.get(1)?);
            let (stories, urgent) = (small(row.get(3)?), small(row.get(4)?));
            Ok((row.get(2)?, FoldedCampaign { id, name, stories, urgent }))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Every story that waits to be filed, oldest first.
    pub(crate) fn waiting(&self) -> Result<Vec<Uuid>> {
        let mut waiting =
            self.db.prepare_cached("SELECT id FROM story WHERE waiting = 1 ORDER BY received, row")?;
        Ok(waiting.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// What was offered when a story's letters were read.
    pub(crate) fn offer(&self, story: Uuid) -> Result<Offer> {
        Ok(self.db.query_row("SELECT offered FROM story WHERE id = ?1", [story], |row| {
            from_json(&row.get::<_, String>(0)?)
        })?)
    }
}

/// The first words on one line.
fn shorten(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(160) {
        line.truncate(at);
        line.push('…');
    }
    line
}
