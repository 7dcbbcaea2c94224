//! A debate the MP prepares for, and what its pack is made from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A Westminster Hall debate and the choices made for its briefing pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Debate {
    /// Stable id.
    pub id: Uuid,
    /// The subject, as it follows "That this House has considered".
    pub title: String,
    /// The day of the debate.
    pub date: NaiveDate,
    /// Its length in minutes: 30, 60 or 90.
    pub minutes: u32,
    /// GSS codes of the authorities it covers; empty means all.
    pub authorities: Vec<String>,
    /// Ids of the themes it covers; empty means all.
    pub themes: Vec<String>,
    /// Opening words, if the MP has written any.
    pub opening: String,
    /// What the MP asks of the minister, in order.
    pub asks: Vec<String>,
    /// What must not be said, and why.
    pub do_not_say: Vec<String>,
    /// Ids of the marked passages to quote, in order.
    pub quotes: Vec<Uuid>,
    /// Its figures leave out stories that are nothing but a campaign's text.
    #[serde(default)]
    pub without_campaigns: bool,
}
