//! The briefing pack: from what was decided and counted to a printed page.
//!
//! Three phases, each with one promise:
//!
//! 1. [`compose`] turns a [`Pack`] into a document: sentences, tables, charts. Nothing is empty, and
//!    family's words come from [`Quotation`]s only.
//! 2. [`layout`] turns the document into pages of positioned boxes: pure geometry. Nothing leaves
//!    the page, no heading, row or line is stranded, printed page numbers are true.
//! 3. [`pdf`] paints the boxes: a tagged PDF in black ink, the same bytes for the same pack. It is
//!    the only place that names printpdf or lopdf.
//!
//! Not here: choosing, counting, checking consent. A pack holds what others have decided, and the
//! day it was made on is part of it: there is no clock.

mod chart;
mod compose;
mod composition;
mod counts;
mod document;
mod flow;
mod fonts;
mod layout;
mod page;
mod pdf;
mod sheet;
mod table;
mod text;
mod wording;

use chrono::{NaiveDate, NaiveTime};

use crate::quotation::Quotation;
pub(crate) use sheet::{Sheet, recovery_sheet};

// What any other document is made of: the page engine prints it as it prints a pack.
pub(crate) use composition::Composition;
pub(crate) use document::{Block, Cover, Document, Inline, LOW, Table};
pub(crate) use flow::Start;
pub(crate) use wording::{counted, date, list};

/// How long a Westminster Hall debate lasts. Its length decides who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Length {
    /// The mover, then the minister.
    HalfHour,
    /// With the opposition parties, five minutes each.
    Hour,
    /// With the opposition parties, ten minutes each, and the mover's last words.
    HourAndHalf,
}

impl Length {
    /// The length with so many minutes, if there is one.
    #[must_use]
    pub const fn from_minutes(minutes: u32) -> Option<Self> {
        match minutes {
            30 => Some(Self::HalfHour),
            60 => Some(Self::Hour),
            90 => Some(Self::HourAndHalf),
            _ => None,
        }
    }

    /// Its minutes.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        match self {
            Self::HalfHour => 30,
            Self::Hour => 60,
            Self::HourAndHalf => 90,
        }
    }
}

/// Families who sent a campaign's text, which many send, and nothing else; of those who agreed to be
/// counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Campaigns {
    /// So many are among the figures.
    Counted(u32),
    /// So many are in no figure.
    LeftOut(u32),
}

/// Everything a pack says, already decided and counted.
///
/// Counts hold only families that agreed to be counted, except [`letters`](Self::letters),
/// [`families`](Self::families) and [`not_counted`](Self::not_counted).
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// The subject of the motion, after "That this House has considered".
    pub subject: String,
    /// The day of the debate.
    pub date: NaiveDate,
    /// When it begins, if known.
    pub time: Option<NaiveTime>,
    /// How long it lasts.
    pub length: Length,
    /// The Member who moves the motion.
    pub member: String,
    /// Their constituency.
    pub constituency: String,
    /// The day the pack was made; consent was checked on this day.
    pub made_on: NaiveDate,
    /// Which edition this is: "Office copy".
    pub edition: String,
    /// Letters of every kind that the office received on the subject.
    pub letters: u32,
    /// The families who wrote them.
    pub families: u32,
    /// The day of the first letter.
    pub first_letter: Option<NaiveDate>,
    /// The day of the last one.
    pub last_letter: Option<NaiveDate>,
    /// Families who agreed to be counted.
    pub counted: u32,
    /// Families who did not, or were not asked yet.
    pub not_counted: u32,
    /// Whether those who only sent a campaign's text are among these figures, and how many they are.
    pub campaigns: Campaigns,
    /// What families write about, in the order in which it is to be printed.
    pub themes: Vec<ThemeFinding>,
    /// Where they live, in the order in which it is to be printed.
    pub authorities: Vec<AuthorityFinding>,
    /// Families by theme and home authority.
    pub grid: Grid,
    /// What the official figures of the authorities are, and where they come from.
    pub statistics: Option<Statistics>,
    /// What the Member asks of the minister.
    pub asks: Vec<String>,
    /// What must not be said, and why.
    pub do_not_say: Vec<String>,
    /// The Member's opening words.
    pub opening: Option<String>,
    /// Counts from 1 up to one less than this print as "fewer than".
    pub suppress_below: Option<u32>,
}

/// One theme: how many families write about it, and in which words.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFinding {
    /// Its label.
    pub label: String,
    /// What belongs to it, in a sentence.
    pub definition: String,
    /// Families who write about it.
    pub stories: u32,
    /// The longest wait any of them tells of, in weeks.
    pub longest_wait_weeks: Option<u32>,
    /// Their words.
    pub quotations: Vec<Quotation>,
}

/// One local authority: how many families live there, and its official figures.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorityFinding {
    /// Its name.
    pub name: String,
    /// Families whose home authority it is.
    pub stories: u32,
    /// New plans issued within 20 weeks, in percent.
    pub within_20_weeks: Option<f32>,
    /// New plans issued.
    pub plans_issued: Option<u32>,
}

/// The official figures beside the stories.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// The time they are for: "2024".
    pub period: String,
    /// New plans issued within 20 weeks in England, in percent.
    pub england_within_20_weeks: Option<f32>,
    /// New plans issued in England.
    pub england_plans_issued: Option<u32>,
    /// Where they come from.
    pub source: String,
}

/// Families by theme (rows) and home authority (columns).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The themes.
    pub themes: Vec<String>,
    /// The authorities.
    pub authorities: Vec<String>,
    /// For each theme, one count an authority.
    pub counts: Vec<Vec<u32>>,
}

/// A finished pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// Characters in the pack that no font has. They are printed as empty boxes, and the caseworker
    /// should look at them.
    pub boxes: Vec<char>,
}

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The pages could not be laid out.
    #[error(transparent)]
    Layout(#[from] layout::LayoutError),
    /// The file could not be written.
    #[error("the PDF could not be written; nothing was changed, please try again")]
    Paint(#[from] pdf::PaintError),
}

/// Makes a pack: the same pack always makes the same bytes.
///
/// # Errors
/// [`PdfError`] when this copy of the program is damaged, or page numbers can't be settled.
pub fn to_pdf(pack: &Pack) -> Result<Pdf, PdfError> {
    print(&compose::compose(pack))
}

/// Prints a document: the same document always makes the same bytes.
pub(crate) fn print(document: &Document) -> Result<Pdf, PdfError> {
    let fonts = fonts::Fonts::load().map_err(layout::LayoutError::from)?;
    let (pages, boxes) = layout::lay_out(document, &fonts)?;
    let bytes = pdf::paint(document, &pages, &fonts)?;
    Ok(Pdf { bytes, pages: u32::try_from(pages.pages.len()).unwrap_or(u32::MAX), boxes })
}

#[cfg(test)]
pub(crate) use pdf::tests::assert_accessible;
#[cfg(test)]
mod tests;
