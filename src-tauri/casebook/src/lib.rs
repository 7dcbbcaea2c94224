//! Everything SEND Casebook means, without a window, a network or a clock.
//!
//! Data flows one way:
//!
//! ```text
//! letter ──▶ submission ──▶ story ──▶ evidence ──▶ briefing ──▶ page
//!   intake     store, reading   consent    grid       compose      layout, pdf
//! ```
//!
//! - [`api`] is the one door: every job the window or the command line can ask for.
//! - [`store`] is the encrypted file; only it names SQL.
//! - [`intake`] turns bytes into letters; only it names mail parsers.
//! - [`reading`] says what a letter says, with the words each suggestion rests on.
//! - [`campaign`] says which letters are one text sent by many, and what each sender added.
//! - [`learning`] is what an office's own filing teaches: counts in, what to offer differently out.
//! - [`evidence`] counts.
//! - `leaving` is what leaves in readable form: everything, one person's data, a certificate.
//! - [`briefing`] composes a pack, lays it out and paints it; only `briefing::pdf` names printpdf.
//! - `entrances` names every way in for bytes that somebody else made, for the fuzzing in `fuzz/`.
//! - The rest are the domain's plain types and rules.

/// Whether casebooks are encrypted. Only the benchmark's plain peer says no, and no program that is
/// shipped compiles with it.
pub const ENCRYPTED: bool = cfg!(not(feature = "plain-peer"));

pub mod api;
pub mod authority;
pub mod backup;
pub mod briefing;
pub mod campaign;
pub mod clock;
pub mod consent;
mod constituency;
pub mod debate;
#[cfg(any(test, feature = "fuzzing"))]
pub mod entrances;
pub mod erasure;
pub mod error;
pub mod facet;
pub mod intake;
pub mod learning;
mod leaving;
pub mod office;
mod passphrase;
pub mod quotation;
pub mod reading;
mod recovery;
mod samples;
pub mod secret;
pub mod settings;
pub mod statistics;
mod store;
pub mod story;
pub mod submission;
pub mod theme;
