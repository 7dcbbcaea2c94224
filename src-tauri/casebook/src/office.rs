//! The office a casebook belongs to, and who sits at its desks.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The MP's office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Office {
    /// The MP as printed on a pack: "Alex Hale MP".
    pub mp: String,
    /// The constituency's name.
    pub constituency: String,
    /// GSS codes of the authorities the office usually meets, most usual first.
    pub authorities: Vec<String>,
}

/// Somebody who works in the office. Every change says which of them made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Staff {
    /// Stable id.
    pub id: Uuid,
    /// Name as shown in histories.
    pub name: String,
}
