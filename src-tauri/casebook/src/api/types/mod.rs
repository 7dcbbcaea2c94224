//! What travels through the door: requests, answers and lines of lists.
//!
//! Times are RFC 3339 in UTC, dates are `YYYY-MM-DD`. Positions in a letter's text count UTF-16
//! code units, because that is what the window counts in.

/// Makes types that travel: as JSON without unknown fields, and as TypeScript.
macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {$(
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub $kind $name $body
    )*};
}

mod backups;
mod campaigns;
mod casebook;
mod changes;
mod facets;
mod keeping;
mod keys;
mod learning;
mod leaving;
mod letters;
mod list;
mod milestones;
mod originals;
mod packs;
mod rereading;
mod story;
mod trail;

pub use backups::*;
pub use campaigns::*;
pub use casebook::*;
pub use changes::*;
pub use facets::*;
pub use keeping::*;
pub use keys::*;
pub use learning::*;
pub use leaving::*;
pub use letters::*;
pub use list::*;
pub use milestones::*;
pub use originals::*;
pub use packs::*;
pub use rereading::*;
pub use story::*;
pub use trail::*;
