//! What may be quoted, and what is: consent is asked when a passage is offered, and again when a
//! pack is made.

use chrono::NaiveDate;
use uuid::Uuid;

use super::evidence::{authority_label, theme_label};
use super::passages::attribution;
use super::text::{Utf16, slice};
use super::{Context, Desk, QuotableRow, QuotableScope, Quotables, Result, one_line};
use crate::consent::{Consent, ConsentLevel, Use};
use crate::debate::Debate;
use crate::quotation::{Quotable, Quotation, reading_seconds};
use crate::reading::{self, DetailKind, Names};
use crate::store::{CandidateStory, Casebook, Scope};

/// A passage in scope: marked, or suggested where nothing is marked and the family agreed.
struct Candidate {
    passage: Option<Uuid>,
    quotable: Quotable,
    theme: Option<String>,
    consent: Consent,
    /// How many details somebody decided to leave in it.
    kept: u32,
    /// What printing these words would be: their own, or what somebody typed, may name the family.
    wanted: Use,
}

/// What printing a passage would be. Leave to quote is not leave to name, and words can be edited
/// and people spoken of in any way: so the words themselves are asked.
fn use_of(passage: &Quotable, name: &str) -> Use {
    let said = |part: &str| {
        let text = [&passage.words, &passage.attribution];
        text.iter().any(|text| text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == part))
    };
    // Initials and "de" are too short to tell anybody anything.
    let mut parts: Vec<_> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| part.chars().count() > 2)
        .collect();
    match parts.pop() {
        Some(surname) if said(surname) => Use::Name,
        _ if parts.into_iter().any(said) => Use::ReadOut,
        _ => Use::QuoteAnonymously,
    }
}

/// Whether words of this kind say more of a family than it agreed to. A name may be a changed one where
/// that was agreed; what reaches somebody's door or file is never meant.
const fn is_beyond(kind: DetailKind, level: ConsentLevel) -> bool {
    !matches!(
        (level, kind),
        (ConsentLevel::Named, DetailKind::Name | DetailKind::Setting | DetailKind::Town)
            | (ConsentLevel::ReadOut, DetailKind::Name)
    )
}

/// What is left in a quote, and in how the family is spoken of, that may identify it beyond what it agreed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Left {
    /// How many details.
    pub(super) details: u32,
    /// Whether some of the words are in another language: nobody has looked whom they name.
    pub(super) unread: bool,
    /// Whether somebody decided that all of this stays.
    pub(super) stays: bool,
}

impl Left {
    /// Where the family lives may be said of it: "a mother in Hitchin".
    pub(super) fn of((words, attribution): (&str, &str), names: &Names, agreed: ConsentLevel) -> Self {
        let spoken = names.left_in(attribution).into_iter().filter(|found| found.kind != DetailKind::Town);
        let found = names.left_in(words).into_iter().chain(spoken);
        let details = found.filter(|found| is_beyond(found.kind, agreed)).count();
        let details = u32::try_from(details).unwrap_or(u32::MAX);
        Self { details, unread: agreed < ConsentLevel::Named && Names::are_unread(words), stays: false }
    }

    /// How much there is to decide about.
    pub(super) fn all(self) -> u32 {
        self.details.saturating_add(u32::from(self.unread))
    }

    /// Whether it was decided to leave all of it: what was found or withdrawn since is asked about again.
    pub(super) fn stays(self, kept: u32) -> bool {
        (1..=kept).contains(&self.all())
    }
}

fn candidates(story: CandidateStory, today: NaiveDate) -> Vec<Candidate> {
    let level = story.consent.level_on(today);
    let place = story.authority.as_deref().map(authority_label);
    let theme = story.themes.first().cloned();
    let about = theme.as_deref().map(theme_label);
    let candidate = |passage, kept, submission, start, end, words, attribution| {
        let (place, about) = (place.clone(), about.clone());
        let quotable = Quotable { story: story.id, submission, start, end, words, attribution, place, about };
        let wanted = use_of(&quotable, &story.name);
        Candidate { passage, quotable, theme: theme.clone(), consent: story.consent.clone(), kept, wanted }
    };
    if !story.passages.is_empty() {
        let marked = story.passages.iter().map(|passage| {
            let (words, speak) = (passage.words.clone(), passage.attribution.clone());
            candidate(
                Some(passage.id),
                passage.kept,
                passage.submission,
                passage.start,
                passage.end,
                words,
                speak,
            )
        });
        return marked.collect();
    }
    if level < Use::QuoteAnonymously.needs() {
        return Vec::new();
    }
    let speak = match level {
        ConsentLevel::Named => story.name.clone(),
        _ => attribution(story.authority.as_deref()),
    };
    story
        .letters
        .iter()
        .find_map(|(submission, text)| {
            let span = reading::passage_to_quote(text)?;
            let words = one_line(slice(text, span.start, span.end));
            Some(candidate(None, 0, *submission, span.start, span.end, words, speak.clone()))
        })
        .into_iter()
        .collect()
}

fn in_scope(casebook: &Casebook, scope: &Scope, today: NaiveDate) -> Result<Vec<Candidate>> {
    Ok(casebook.candidates(scope)?.into_iter().flat_map(|story| candidates(story, today)).collect())
}

pub(super) fn list(desk: &Desk, context: &Context<'_>, request: QuotableScope) -> Result<Quotables> {
    let scope = Scope { authorities: request.authorities, themes: request.themes };
    let today = context.today();
    desk.with(|open| {
        let mut rows = Vec::new();
        for Candidate { passage, quotable, consent, kept, wanted, .. } in
            in_scope(&open.casebook, &scope, today)?
        {
            let (_, text, _) = open.casebook.words_of(quotable.submission)?;
            let units = Utf16::of(&text);
            let level = consent.level_on(today);
            // What is only suggested names nobody.
            let left = match passage {
                Some(_) => Left::of((&quotable.words, &quotable.attribution), &Names::of(&text), level),
                None => Left::default(),
            };
            rows.push(QuotableRow {
                passage,
                story: quotable.story,
                submission: quotable.submission,
                start: units.at(quotable.start),
                end: units.at(quotable.end),
                consent: level,
                allowed: consent.allows(wanted, today),
                seconds: reading_seconds(&quotable.words),
                words: quotable.words,
                attribution: quotable.attribution,
                place: quotable.place.unwrap_or_default(),
                about: quotable.about.unwrap_or_default(),
                identifying: left.details,
                unread: left.unread,
                kept: left.stays(kept),
            });
        }
        rows.sort_by_key(|row| (row.passage.is_none(), !row.allowed));
        Ok(Quotables { rows })
    })
}

/// What goes into a pack: the quotations that consent allows, and how many it does not.
pub(super) struct Chosen {
    pub(super) quotations: Vec<(Option<String>, Quotation)>,
    pub(super) refused: u32,
    pub(super) gone: u32,
    /// What is left in each marked passage among them that may identify its family.
    pub(super) left: Vec<Left>,
}

/// Checks consent for each passage: the second time, after it was checked when it was picked.
fn choose(casebook: &Casebook, candidates: Vec<Candidate>, today: NaiveDate) -> Result<Chosen> {
    let mut chosen = Chosen { quotations: Vec::new(), refused: 0, gone: 0, left: Vec::new() };
    for Candidate { passage, quotable, theme, consent, kept, wanted } in candidates {
        let Ok(quotation) = quotable.quote(&consent, wanted, today) else {
            chosen.refused += 1;
            continue;
        };
        // What is only suggested names nobody.
        if passage.is_some() {
            let (_, letter, _) = casebook.words_of(quotation.submission())?;
            let quote = (quotation.words(), quotation.attribution());
            let left = Left::of(quote, &Names::of(&letter), quotation.level());
            chosen.left.push(Left { stays: left.stays(kept), ..left });
        }
        chosen.quotations.push((theme, quotation));
    }
    Ok(chosen)
}

/// The passages picked for a debate.
pub(super) fn picked(casebook: &Casebook, debate: &Debate, today: NaiveDate) -> Result<Chosen> {
    let mut all = in_scope(casebook, &Scope::default(), today)?;
    let mut picked = Vec::new();
    let mut gone = 0;
    for id in &debate.quotes {
        match all.iter().position(|candidate| candidate.passage == Some(*id)) {
            Some(at) => picked.push(all.swap_remove(at)),
            None => gone += 1,
        }
    }
    Ok(Chosen { gone, ..choose(casebook, picked, today)? })
}

/// Every passage in scope that consent allows.
pub(super) fn all(casebook: &Casebook, scope: &Scope, today: NaiveDate) -> Result<Chosen> {
    choose(casebook, in_scope(casebook, scope, today)?, today)
}
