//! Lists of stories: filtered, searched, a page at a time.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::Casebook;
use super::find::{Found, page_of};
use super::search::Words;
use super::{consents, from_json, from_word, small, stories, time, word};
use crate::api::{FoldedCampaign, StoryFilter, StoryPage, StoryRow};
use crate::consent::ConsentLevel;
use crate::error::Result;
use crate::reading::NotRead;
use crate::story::Status;

/// What reading a story's letters offers: enough for a line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) themes: Vec<String>,
    pub(crate) authority: Option<String>,
    pub(crate) urgent: bool,
    /// What was not read, as it is not in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unread: Option<OtherWords>,
}

/// Words in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OtherWords {
    /// The language, where it is fairly sure.
    pub(crate) language: Option<String>,
    /// Whether next to nothing else is in the letter.
    pub(crate) whole: bool,
}

impl From<&NotRead> for OtherWords {
    fn from(told: &NotRead) -> Self {
        Self { language: told.language.map(str::to_owned), whole: told.whole }
    }
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
        self.unread = self.unread.or_else(|| other.unread.clone());
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

/// Whether a filter asks for what only the index of how stories are filed has in order.
fn is_narrow(filter: &StoryFilter) -> bool {
    !filter.themes.is_empty()
        || !filter.authorities.is_empty()
        || filter.consent.is_some_and(|level| level > ConsentLevel::NotAsked)
        || filter.from.is_some()
        || filter.to.is_some()
        || filter.without_campaigns
}

impl Casebook {
    /// A page of stories: those that may be urgent first, then the newest first.
    pub(crate) fn stories(&self, filter: &StoryFilter) -> Result<StoryPage> {
        let words = Words::typed(&filter.search);
        let found = if words.is_none() && !filter.search.trim().is_empty() {
            Found::default()
        } else if words.is_some() || is_narrow(filter) {
            self.find(filter, words.as_ref())?
        } else {
            self.listed(filter)?
        };
        let Found { page, total, more, folded } = found;
        let mut rows = Vec::with_capacity(page.len());
        for number in page {
            let mut row = self.line(number)?;
            row.campaign = folded.get(&number).cloned();
            if let Some(words) = &words {
                row.snippet = self.snippet(number, words)?.map_or(row.snippet, |found| shorten(&found));
            }
            rows.push(row);
        }
        Ok(StoryPage { rows, total: small(i64::try_from(total).unwrap_or(i64::MAX)), more })
    }

    /// Stories as an index of their own has them in order: all, or of one status, or of a campaign.
    fn listed(&self, filter: &StoryFilter) -> Result<Found> {
        let (mut condition, mut values) = ("1".to_owned(), Vec::<Value>::new());
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
        if filter.urgent {
            condition.push_str(" AND (urgent OR alarm) = 1");
        }
        let mut folded = BTreeMap::new();
        if filter.fold && filter.campaign.is_none() {
            let waiting = filter.status == Some(Status::New);
            folded = self.folded(waiting, &condition, &values)?;
            // Of each campaign one story stands for all.
            condition.push_str(&format!(
                " AND (campaign IS NULL OR story.row IN ({}))",
                folded.keys().map(i64::to_string).collect::<Vec<_>>().join(", ")
            ));
        }
        let total = if filter.status == Some(Status::Filed)
            && filter.campaign.is_none()
            && !(filter.urgent || filter.fold)
        {
            self.filed()?
        } else {
            self.db
                .prepare_cached(&format!("SELECT count(*) FROM story WHERE {condition}"))?
                .query_row(rusqlite::params_from_iter(values.iter()), |row| row.get::<_, i64>(0))?
        };
        let (offset, limit) = page_of(filter);
        for number in [limit, offset] {
            values.push(i64::try_from(number).unwrap_or(i64::MAX).into());
        }
        let order = match filter.campaign {
            // Whoever wrote most of their own first: that is where the casework hides.
            Some(_) => "ORDER BY (urgent OR alarm) DESC, own_words DESC, received DESC, story.row DESC",
            None => "ORDER BY (urgent OR alarm) DESC, received DESC, story.row DESC",
        };
        let mut page = self.db.prepare_cached(&format!(
            "SELECT story.row FROM story WHERE {condition} {order} LIMIT ? OFFSET ?"
        ))?;
        let page = page.query_map(rusqlite::params_from_iter(values.iter()), |row| row.get(0))?;
        let page = page.collect::<rusqlite::Result<_>>()?;
        Ok(Found { page, total: usize::try_from(total).unwrap_or(0), more: false, folded })
    }

    /// A story's line in a list.
    fn line(&self, story: i64) -> Result<StoryRow> {
        let mut line = self.db.prepare_cached(
            "SELECT story.*, name,
                    (SELECT count(*) FROM submission WHERE story = story.row) AS letters,
                    (SELECT channel FROM submission WHERE story = story.row ORDER BY row LIMIT 1) AS channel,
                    (SELECT substr(text, 1, 400) FROM submission WHERE story = story.row
                     ORDER BY received DESC, row DESC LIMIT 1) AS beginning
             FROM story JOIN constituent ON constituent.row = constituent WHERE story.row = ?1",
        )?;
        Ok(line.query_row([story], |row| {
            let offer: Offer = from_json(&row.get::<_, String>("offered")?)?;
            Ok(StoryRow {
                id: row.get("id")?,
                received: time(row.get("received")?),
                from: row.get("name")?,
                subject: row.get("subject")?,
                snippet: shorten(&row.get::<_, Option<String>>("beginning")?.unwrap_or_default()),
                filing: stories::filing(row)?,
                offered_themes: offer.themes,
                offered_authority: offer.authority,
                offered_urgent: offer.urgent,
                not_read: offer.unread.map(|told| NotRead::badge(told.language.as_deref(), told.whole)),
                consent: consents::level(row.get("consent")?),
                letters: small(row.get("letters")?),
                channel: from_word(row.get("channel")?)?,
                own_words: small(row.get("own_words")?),
                acknowledged: row.get("acknowledged")?,
                campaign: None,
            })
        })?)
    }

    /// The campaigns among these stories: for each the story that stands for it, and what it stands for.
    fn folded(
        &self,
        waiting: bool,
        condition: &str,
        values: &[Value],
    ) -> Result<BTreeMap<i64, FoldedCampaign>> {
        // The campaigns' own index would have every story of them looked up, waiting or not.
        let index = if waiting { "INDEXED BY story_waiting" } else { "" };
        let mut found = self.db.prepare_cached(&format!(
            "SELECT id, name, stands, stories, urgent FROM campaign JOIN (
                 SELECT story.campaign AS campaign, story.row AS stands, count(*) AS stories,
                        sum(urgent OR alarm) AS urgent,
                        max(((urgent OR alarm) << 50) + received)
                 FROM story {index} WHERE {condition} AND campaign IS NOT NULL GROUP BY story.campaign
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
