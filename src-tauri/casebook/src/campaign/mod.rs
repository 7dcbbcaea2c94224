//! Campaigns: many people sending the same text, and what each of them added of their own.
//!
//! Letters are compared by their own words, three at a time ([`words`]): quotations, signatures,
//! greetings and the phrases everybody writes to an MP do not count. `MinHash` finds letters that may
//! be alike without comparing each with each ([`sketch`]); what it finds is then compared word for
//! word. Letters that are alike in pairs need not be one campaign: A may share a paragraph with B and
//! B another with C. So a campaign is not a chain of pairs but a **core**, the words that most of its
//! letters share; it is founded by several senders who wrote little else, and a letter belongs to it
//! by how much of the core it holds ([`group`]).
//!
//! Pure: no database and no clock. What is kept of a letter to compare it with later ones is a
//! [`Sketch`], some hundred bytes; what is kept of a campaign is its [`Core`].

mod core;
mod group;
mod sketch;
mod words;

pub use core::Core;
pub(crate) use group::on_all;
pub use group::{Entry, Found, colliding, found, group};
pub use sketch::{Likely, Sketch};
pub use words::Words;

/// A campaign is founded by at least so many senders who wrote little but its core.
pub const FOUNDERS: usize = 3;

/// Words in a row that are compared as one.
const IN_A_ROW: usize = 3;

/// Two letters that share less than this, in runs of [`IN_A_ROW`] words, share a phrase, not a text.
const LEAST_SHARED: usize = 20;

/// Of everything in either letter, so much is in both …
const ALIKE: f64 = 0.3;
/// … or of the shorter, so much is in the other.
const CONTAINED: f64 = 0.6;

/// Runs of fewer words than this are blanks filled in, such as a town or a child's name: nothing that
/// a sender added of their own.
const LEAST_OWN: usize = 4;
