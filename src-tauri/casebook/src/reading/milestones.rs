//! The dates of a plan that a letter tells of: a step and a date in the same breath.
//!
//! Only what happened, told of by the writer: no wishes, no deadlines, no questions. A caseworker looks
//! at each, so what is missed costs a moment and what is wrong costs trust.

use std::ops::Range;

use chrono::NaiveDate;

use super::{
    Letter, PartKind, Span,
    case_words::{Tells, case_words},
    list::List,
    school_age::year_group,
    when::{self, Led, Phrase, Says, Told},
    words::{Vocabulary, Words},
};
use crate::clock::{Dated, Step};

/// A step of a plan that a letter seems to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MilestoneSuggestion {
    /// The step.
    pub step: Step,
    /// When. `None` where that hangs on the letter's own date, and nobody said which it is.
    pub when: Option<Dated>,
    /// The words it rests on.
    pub span: Span,
}

/// More than this is a chronology: somebody reads it from beginning to end.
const MOST: usize = 24;

/// Of one sentence, only so many steps and dates are weighed against each other.
const MOST_IN_SENTENCE: usize = 40;

/// Words with which a new clause begins.
static JOINS: List = List::new(
    "and but then before after until while although because when which so however whereas despite plus",
);

/// Nothing has happened yet where these stand before it.
pub(super) static NOT_SO: List = List::new(
    "should would could must might will shall ought supposed due promised expected meant hope hoped hoping if unless \
     scheduled planned planning going want wants wanted asked ask asking wish considering not no never nor without nobody told advised want \
     encouraged intend tried trying need needed needs yet legally deadline",
);

/// The same between the words of a step.
static OUGHT: List = List::new(
    "should would could must might will shall ought supposed due promised expected meant scheduled",
);

/// What else is applied for, assessed and appealed.
static ELSEWHERE: List = List::new(
    "autism autistic adhd camhs diagnosis diagnostic speech paediatric paediatrician respite carer carers dla pip transport \
     mobility housing blue nursery admission admissions exclusion excluded parking fine job benefit benefits passport \
     grant university loan funding planning mortgage social",
);

/// Papers about a review, which have dates of their own.
static PAPERS: List = List::new(
    "paperwork report reports decision outcome amendments amended overdue late notice letter draft minutes due",
);

/// Steps a plan has on its way: a wait for one of them is not counted from the request.
static STEPS_BETWEEN: List =
    List::new("draft final amended review tribunal appeal finalised finalized amend");

/// Words that may stand before a date that has a clause to itself.
static LEADS_A_DATE: List = List::new(
    "in on the back then early late mid and around about of end monday tuesday wednesday thursday friday again finally",
);

/// Of a longer clause only so many words are looked at.
const LONGEST_CLAUSE: usize = 200;

/// What a letter tells of the steps of a plan. `received` is the day it came; without it only whole dates
/// come to anything.
#[must_use]
pub fn milestones(text: &str, received: Option<NaiveDate>) -> Vec<MilestoneSuggestion> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::with(text, &mut vocabulary, &case_words().symbols);
    let words = letter.words(&[PartKind::Words]);
    let events = events(&words);
    if events.is_empty() {
        return Vec::new();
    }
    let phrases = when::phrases(&words, letter.text);
    let told = Told { on: own_date(&phrases, &words, letter.text, received), year_group: year_group(&words) };
    let about_a_plan = words.words.iter().enumerate().any(|(place, _)| is_plan(words.folded(place)));
    let mut found: Vec<MilestoneSuggestion> = Vec::new();
    let (mut events, mut phrases) = (events.as_slice(), phrases.as_slice());
    while let Some(first) = events.first() {
        let sentence = sentence(&words, first.first);
        let here = events.partition_point(|event| self::sentence(&words, event.first) <= sentence);
        let (now, later) = events.split_at(here);
        let skip = phrases.partition_point(|phrase| self::sentence(&words, phrase.first) < sentence);
        let (_, from) = phrases.split_at(skip);
        let here = from.partition_point(|phrase| self::sentence(&words, phrase.first) <= sentence);
        let (dates, after) = from.split_at(here);
        (events, phrases) = (later, after);
        Sentence { words: &words, text: letter.text, about_a_plan }.pair(now, dates, told, &mut found);
    }
    found.sort_by_key(|one| (one.span.start, one.span.end));
    found.dedup_by(|next, one| next.step == one.step && next.when.is_some() && next.when == one.when);
    found.truncate(MOST);
    found
}

/// What a date typed by itself means, seen from a day. `None` where it is not a date, or is not past.
#[must_use]
pub fn typed_date(text: &str, on: NaiveDate) -> Option<Dated> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::with(text, &mut vocabulary, &case_words().symbols);
    let words = letter.words(&[PartKind::Words, PartKind::Quoted, PartKind::Signature]);
    let says = when::alone(&words, letter.text)?;
    when::resolve(says, Told { on: Some(on), year_group: None })
}

fn is_plan(word: &str) -> bool {
    matches!(word, "ehcp" | "ehcps" | "ehc" | "echp" | "ehcna")
}

/// A step the letter tells of.
#[derive(Debug, Clone, Copy)]
struct Event {
    tells: Tells,
    /// The places of its first and last word.
    first: usize,
    last: usize,
}

fn sentence(words: &Words<'_>, place: usize) -> u32 {
    words.words.get(place).map_or(u32::MAX, |word| word.sentence)
}

/// Every step, in order; of words that tell of two, what comes first among the groups.
fn events(words: &Words<'_>) -> Vec<Event> {
    let mut found = case_words().steps.find(words, true);
    found.sort_by_key(|found| (found.span.start, found.means.0, u32::MAX - found.span.end));
    let mut kept: Vec<(usize, Span, Tells)> = Vec::new();
    for found in found {
        let (order, tells) = found.means;
        match kept.last_mut().filter(|last| last.1.overlaps(found.span)) {
            Some(last) if order < last.0 => *last = (order, found.span, tells),
            Some(_) => {}
            None => kept.push((order, found.span, tells)),
        }
    }
    let place = |at: u32| words.words.partition_point(|word| word.span.start < at);
    let event = |(_, span, tells): (usize, Span, Tells)| Event {
        tells,
        first: place(span.start),
        last: place(span.end).saturating_sub(1),
    };
    kept.into_iter().map(event).collect()
}

/// One sentence, in which steps find their dates.
struct Sentence<'a, 'v> {
    words: &'a Words<'v>,
    text: &'a str,
    about_a_plan: bool,
}

impl Sentence<'_, '_> {
    fn pair(&self, events: &[Event], dates: &[Phrase], told: Told, into: &mut Vec<MilestoneSuggestion>) {
        let (Some(event), false) = (events.first(), dates.is_empty()) else { return };
        if self.asks(event.first) {
            return;
        }
        let (events, dates) = (first(events), first(dates));
        let clauses = self.clauses(events, dates);
        let clause = |place: usize| clauses.partition_point(|begins| *begins <= place);
        let number = sentence(self.words, event.first);
        let start = self.words.words.partition_point(|word| word.sentence < number);
        let end = self.words.words.partition_point(|word| word.sentence <= number);
        let bounds = |number: usize| {
            let begins = number.checked_sub(1).and_then(|number| clauses.get(number)).copied();
            (begins.unwrap_or(start), clauses.get(number).copied().unwrap_or(end))
        };
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for (which, event) in events.iter().enumerate() {
            let here = clause(event.first);
            for (number, date) in dates.iter().enumerate() {
                let there = clause(date.first);
                // "In March 2023, we applied": the date has a clause to itself.
                let leads = there + 1 == here && self.is_all_date(bounds(there), date);
                if (there == here || leads) && self.fits(event, date, bounds(here)) {
                    pairs.push((distance(event, date), which, number));
                }
            }
        }
        pairs.sort_unstable();
        let (mut dated, mut used) = (vec![false; events.len()], vec![false; dates.len()]);
        for (_, which, number) in pairs {
            let (Some(event), Some(date)) = (events.get(which), dates.get(number)) else { continue };
            let (Some(dated), Some(used)) = (dated.get_mut(which), used.get_mut(number)) else { continue };
            if *dated || *used {
                continue;
            }
            (*dated, *used) = (true, true);
            into.extend(self.milestone(event, date, told));
        }
    }

    fn milestone(&self, event: &Event, date: &Phrase, told: Told) -> Option<MilestoneSuggestion> {
        let step = match event.tells {
            Tells::Step(step) => step,
            Tells::Applied | Tells::Waiting => Step::Request,
            Tells::HasPlan => Step::FinalPlan,
        };
        let when = when::resolve(date.says, told);
        // What comes to nothing although the letter's day is known is yet to come, or not told.
        if told.on.is_some() && when.is_none() {
            return None;
        }
        let (words, of) = (self.words.words.get(event.first)?, self.words.words.get(event.last)?);
        let date = date.span(self.words)?;
        let span = Span { start: words.span.start.min(date.start), end: of.span.end.max(date.end) };
        Some(MilestoneSuggestion { step, when, span })
    }

    /// Whether a step and a date of one clause can belong together.
    fn fits(&self, event: &Event, date: &Phrase, (begins, ends): (usize, usize)) -> bool {
        let is_back = date.says.counts();
        let led = match (event.tells, date.led) {
            (_, Led::Not) => false,
            (Tells::Waiting, led) => led != Led::At,
            (Tells::HasPlan, led) => led == Led::Since && !is_back,
            // "43 weeks since we applied": the step comes behind.
            (_, Led::Since) => is_back && event.first >= date.end,
            (_, Led::Lasting) => false,
            (_, Led::At) => true,
        };
        led && !self.is_doubted(event, date, begins)
            && self.is_meant(event, begins..ends.min(begins + LONGEST_CLAUSE))
    }

    /// Whether it is wished for, denied or yet to come.
    fn is_doubted(&self, event: &Event, date: &Phrase, begins: usize) -> bool {
        let mut before = begins.max(event.first.saturating_sub(12))..event.first;
        let date = date.first..date.end;
        let doubted = before.any(|place| !date.contains(&place) && NOT_SO.has(self.words.folded(place)));
        // "The plan should have been issued in March".
        let doubted = doubted || (event.first..event.last).any(|place| OUGHT.has(self.words.folded(place)));
        // "The review is on 6 June", "the draft is due in May".
        let next = self.words.folded(event.last + 1);
        doubted || matches!(next, "is" | "due" | "will" | "booked") && date.start > event.last
    }

    /// Whether words that may be about many things are about a plan here.
    fn is_meant(&self, event: &Event, clause: Range<usize>) -> bool {
        let has = |list: &List| clause.clone().any(|place| list.has(self.words.folded(place)));
        let plan = || clause.clone().any(|place| is_plan(self.words.folded(place)));
        match event.tells {
            Tells::Applied => self.about_a_plan && (plan() || !has(&ELSEWHERE)),
            Tells::Step(Step::DecisionToAssess | Step::RefusalToAssess | Step::Appeal) => {
                plan() || !has(&ELSEWHERE)
            }
            Tells::Step(Step::ReviewMeeting) => !has(&PAPERS),
            Tells::Waiting => !has(&STEPS_BETWEEN),
            Tells::Step(_) | Tells::HasPlan => true,
        }
    }

    /// Where clauses begin: at a joining word, or behind a comma that is not part of a date.
    fn clauses(&self, events: &[Event], dates: &[Phrase]) -> Vec<usize> {
        let first = events.first().map_or(0, |event| event.first);
        let first = dates.first().map_or(first, |date| date.first.min(first));
        let last = events.last().map_or(0, |event| event.last);
        let last = dates.last().map_or(last, |date| date.end.max(last));
        let mut begins = Vec::new();
        let mut dates = dates.iter().peekable();
        for place in first + 1..=last {
            while dates.peek().is_some_and(|date| date.end <= place) {
                dates.next();
            }
            if dates.peek().is_some_and(|date| date.first < place) {
                continue;
            }
            let both = self.words.words.get(place - 1).zip(self.words.words.get(place));
            let gap =
                both.and_then(|(one, next)| Span { start: one.span.end, end: next.span.start }.of(self.text));
            let broken = gap
                .is_some_and(|gap| gap.contains([',', ';', ':', '–', '—', '(', ')']) || gap.contains(" - "));
            if broken || JOINS.has(self.words.folded(place)) {
                begins.push(place);
            }
        }
        begins
    }

    /// Whether a clause is a date and nothing else.
    fn is_all_date(&self, (begins, ends): (usize, usize), date: &Phrase) -> bool {
        let led = date.first.saturating_sub(begins) <= 4
            && (begins..date.first).all(|place| LEADS_A_DATE.has(self.words.folded(place)));
        led && date.end == ends
    }

    /// Whether a sentence asks something.
    fn asks(&self, place: usize) -> bool {
        let sentence = sentence(self.words, place);
        let next = self.words.words.partition_point(|word| word.sentence <= sentence);
        let Some(last) = next.checked_sub(1).and_then(|last| self.words.words.get(last)) else {
            return false;
        };
        let rest = self.text.get(last.span.end as usize..).unwrap_or_default();
        rest.trim_start_matches(['"', '”', '’', ')']).starts_with('?')
    }
}

fn first<T>(all: &[T]) -> &[T] {
    all.get(..all.len().min(MOST_IN_SENTENCE)).unwrap_or_default()
}

/// How far a date is from a step: one behind it is nearer than one before it.
fn distance(event: &Event, date: &Phrase) -> usize {
    if date.first >= event.first {
        date.first.saturating_sub(event.last) * 2
    } else {
        event.first.saturating_sub(date.end) * 2 + 3
    }
}

/// The letter's own date: of a line at its top that is nothing but a date, or else the day it came.
fn own_date(
    phrases: &[Phrase],
    words: &Words<'_>,
    text: &str,
    received: Option<NaiveDate>,
) -> Option<NaiveDate> {
    /// A letter that is older than this when it comes is not dated at its top.
    const YEARS: i64 = 3;
    let written = phrases.iter().take(3).find_map(|phrase| {
        let span = phrase.span(words)?;
        let before = text.get(..span.start as usize)?;
        let line = before.rsplit('\n').next()?.trim();
        let behind = text.get(span.end as usize..)?.lines().next().unwrap_or_default().trim();
        let alone =
            matches!(line.trim_end_matches(':').to_lowercase().as_str(), "" | "date" | "dated" | "the");
        let top = before.lines().count() <= 12;
        let Says::Day { year: Some(_), .. } = phrase.says else { return None };
        let day = when::resolve(phrase.says, Told::default())?.from;
        (alone && top && behind.trim_matches('.').is_empty()).then_some(day)
    });
    let Some(received) = received else { return written };
    let near = |day: &NaiveDate| (0..YEARS * 366).contains(&(received - *day).num_days());
    Some(written.filter(near).unwrap_or(received))
}

#[cfg(test)]
mod tests;
