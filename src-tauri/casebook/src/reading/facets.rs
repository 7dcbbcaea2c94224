//! What a letter says of the child and the case, for the margin. Precision first: what is wished for,
//! denied, suspected, somebody else's or told in two ways is left alone.

use super::{
    Letter, PartKind, Span,
    case_words::case_words,
    list::List,
    milestones::NOT_SO,
    school_age::{self, ToldAge},
    words::{Vocabulary, Words},
};
use crate::facet::{FACETS, Facet, FacetKind};

/// Something a letter seems to say of a child or a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetSuggestion {
    /// What kind of thing.
    pub kind: FacetKind,
    /// Which: a facet's id, a year at school, an age.
    pub value: String,
    /// The words it rests on.
    pub span: Span,
}

/// Nobody has said so yet, or it is said of somebody else.
static SUSPECTED: List = List::new(
    "awaiting waiting wait waits suspected suspect suspects possible possibly might may undiagnosed query refer referred \
     referral pathway assessed assessing assess whether think thinks believe like if i husband wife partner mother father \
     mum dad brother sister cousin friend nephew niece other others children families who both question rule",
);

/// With these behind it, it is no child's need: "autism assessment", "autism team".
static NOT_A_NEED: List = List::new(
    "assessment assessments pathway pathways team teams referral referrals charity week awareness base unit hub outreach \
     service services specialist specialists school schools test tests clinic strategy training friendly families \
     children people community provision support group groups waiting parents act",
);

/// The child is not there yet, or no longer.
static MOVES: List = List::new(
    "move moves moving moved transition transfer transferring next start starts starting started left leave leaving \
     previous previously used until til formerly old new place places find offered full brother sister siblings sibling \
     when after finished finish ended apply applied choose chosen teacher work taught looking named name naming",
);

/// With these behind it, there is no plan yet.
static NO_PLAN_YET: List = List::new(
    "application applications request assessment assessments process needs draft paperwork form forms stage",
);

/// In a letter of praise nothing stands of these.
static COMPLAINS: List = List::new(
    "but however unfortunately sadly still refused refuse refuses failed failing fails fail waiting late nobody never \
     worse lost without despite although yet excluded appeal advance reading listening time considering delay delayed \
     not no cannot taking",
);

/// A sentence that asks for something has one of these.
static ASKING: List = List::new(
    "please can could would will ask asking want wants need needs grateful appreciate urge help hope beg like \
     reinstate restore",
);

/// Told, and not asked.
static TOLD: List = List::new("asked told said says refused promised wrote replied claim claims since");

/// What the family asks somebody else for.
static APPEALS_ELSEWHERE: List =
    List::new("admission admissions exclusion excluded dla pip parking fine benefit transport");

/// Before and behind a word only so many others are looked at.
const NEAR: usize = 10;

/// More needs than this are a list of everybody's.
const MOST_NEEDS: usize = 4;

/// What a letter says of the child and the case, in the order of its words.
#[must_use]
pub fn facets(text: &str) -> Vec<FacetSuggestion> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::with(text, &mut vocabulary, &case_words().symbols);
    let words = letter.words(&[PartKind::Words]);
    let complains = (0..words.words.len()).any(|place| COMPLAINS.has(words.folded(place)));
    let margin = Margin { words: &words, text: letter.text, complains };
    let mut found = margin.outright();
    if let [only] = margin.years().as_slice() {
        found.extend(margin.of_age(only));
        // A year at school says more of the phase than a word does.
        if let Some(phase) = phase(only) {
            found.retain(|one| one.kind != FacetKind::Phase);
            found.extend(margin.suggestion(FacetKind::Phase, phase, only.first, only.last));
        }
    }
    settle(&mut found);
    found.sort_by_key(|one| (one.kind, one.span.start));
    found
}

/// The phase of a year at school, or of an age that leaves no doubt.
fn phase(told: &ToldAge) -> Option<&'static str> {
    let of = |year: i32| match year {
        ..0 => "early_years",
        0..=6 => "primary",
        7..=11 => "secondary",
        _ => "post_16",
    };
    let (least, most) = told.years;
    (of(least) == of(most)).then(|| of(least))
}

/// Leaves each thing once, one phase, one setting and one stage, and none where they contradict.
fn settle(found: &mut Vec<FacetSuggestion>) {
    let mut seen = std::collections::HashSet::new();
    found.sort_by_key(|one| one.span.start);
    found.retain(|one| seen.insert((one.kind, one.value.clone())));
    for kind in [FacetKind::Phase, FacetKind::Setting] {
        if found.iter().filter(|one| one.kind == kind).count() > 1 {
            found.retain(|one| one.kind != kind);
        }
    }
    let stage = |id: &str| found.iter().any(|one| one.kind == FacetKind::Stage && one.value == id);
    let contradicts = stage("none") && ["plan", "review"].iter().any(|id| stage(id));
    let stages = FACETS.iter().filter(|facet| facet.kind == FacetKind::Stage).map(|facet| facet.id);
    let now = stages.into_iter().find(|id| stage(id));
    found.retain(|one| one.kind != FacetKind::Stage || !contradicts && Some(one.value.as_str()) == now);
    if found.iter().filter(|one| one.kind == FacetKind::Need).count() > MOST_NEEDS {
        found.retain(|one| one.kind != FacetKind::Need);
    }
}

struct Margin<'a, 'v> {
    words: &'a Words<'v>,
    text: &'a str,
    /// Whether anything in the letter complains.
    complains: bool,
}

impl Margin<'_, '_> {
    fn suggestion(&self, kind: FacetKind, value: &str, first: usize, last: usize) -> Option<FacetSuggestion> {
        let (first, last) = (self.words.words.get(first)?, self.words.words.get(last)?);
        let span = Span { start: first.span.start, end: last.span.end };
        Some(FacetSuggestion { kind, value: value.to_owned(), span })
    }

    /// The years and ages told, each once.
    fn years(&self) -> Vec<ToldAge> {
        let mut years = school_age::ages(self.words);
        years.dedup_by(|next, one| (next.years, next.age) == (one.years, one.age));
        years
    }

    fn of_age(&self, told: &ToldAge) -> Option<FacetSuggestion> {
        let (kind, value) = match told.age {
            Some(age) => (FacetKind::Age, age),
            None => (FacetKind::YearGroup, told.years.0),
        };
        self.suggestion(kind, &value.to_string(), told.first, told.last)
    }

    /// What is said outright.
    fn outright(&self) -> Vec<FacetSuggestion> {
        let place = |at: u32| self.words.words.partition_point(|word| word.span.start < at);
        let mut found = Vec::new();
        for one in case_words().facets.find(self.words, false) {
            let Some(facet) = FACETS.get(one.means) else { continue };
            let (first, last) = (place(one.span.start), place(one.span.end).saturating_sub(1));
            if self.is_meant(facet, first, last) {
                found.extend(self.suggestion(facet.kind, facet.id, first, last));
            }
        }
        found
    }

    fn is_meant(&self, facet: &Facet, first: usize, last: usize) -> bool {
        let next = self.words.folded(last + 1);
        match (facet.kind, facet.id) {
            (FacetKind::Need, _) => {
                !self.near(first, 6, &SUSPECTED)
                    && !NOT_A_NEED.has(next)
                    && !self.denied(first)
                    && (next != "diagnosis" || self.near(first, 4, &HAS))
            }
            (FacetKind::Setting, "none" | "eotas") => {
                !self.words.negated(first)
                    && !self.has(first, last, &HYPOTHETICAL)
                    && !self.near(first, 4, &SETTLED)
            }
            (FacetKind::Phase | FacetKind::Setting, _) => {
                !self.denied(first) && !self.near(first, NEAR, &NOT_SO) && !self.has(first, last, &MOVES)
            }
            (FacetKind::Stage, "none" | "refused") => !self.near(first, 6, &SETTLED),
            (FacetKind::Stage, "appeal") => !self.denied(first) && !self.has(first, last, &APPEALS_ELSEWHERE),
            (FacetKind::Stage, "plan" | "draft") => {
                !self.denied(first)
                    && !self.near(first, NEAR, &NOT_SO)
                    && !NO_PLAN_YET.has(next)
                    && !self.near(first, 4, &SIBLINGS)
                    && !self.near(first, 4, &ENDED)
            }
            (FacetKind::Stage, _) => !self.denied(first) && !self.near(first, NEAR, &NOT_SO),
            (FacetKind::Ask, _) => {
                self.has(first, last, &ASKING) && !self.has(first, last, &TOLD) && !self.denied(first)
            }
            (FacetKind::Praise, _) => !self.complains,
            (FacetKind::YearGroup | FacetKind::Age, _) => false,
        }
    }

    /// Whether one of these words stands shortly before a place, in the same sentence.
    fn near(&self, first: usize, back: usize, list: &List) -> bool {
        let sentence = self.sentence(first);
        let here = |place: &usize| self.sentence(*place) == sentence;
        (first.saturating_sub(back)..first).filter(here).any(|place| list.has(self.words.folded(place)))
    }

    /// Whether one of these words is anywhere near in the same sentence.
    fn has(&self, first: usize, last: usize, list: &List) -> bool {
        let sentence = self.sentence(first);
        let here = |place: &usize| self.sentence(*place) == sentence;
        let around =
            first.saturating_sub(2 * NEAR)..last.saturating_add(2 * NEAR).min(self.words.words.len());
        around.filter(here).any(|place| list.has(self.words.folded(place)))
    }

    /// Whether it is denied: "has never been diagnosed with autism".
    fn denied(&self, first: usize) -> bool {
        let sentence = self.sentence(first);
        let before =
            (first.saturating_sub(6)..first).rev().take_while(|place| self.sentence(*place) == sentence);
        for place in before {
            let Some(word) = self.words.at(place) else { return false };
            if word.negates {
                return !matches!(self.words.folded(place + 1), "only" | "just" | "merely");
            }
            if matches!(&*word.folded, "but" | "and" | "because" | "who" | "so") || self.broken(place) {
                return false;
            }
        }
        false
    }

    /// Whether a comma or the like stands behind a word.
    fn broken(&self, place: usize) -> bool {
        let both = self.words.words.get(place).zip(self.words.words.get(place + 1));
        let gap =
            both.and_then(|(one, next)| Span { start: one.span.end, end: next.span.start }.of(self.text));
        gap.is_some_and(|gap| gap.contains([',', ';', ':', '–', '—', '(', ')']))
    }

    fn sentence(&self, place: usize) -> u32 {
        self.words.words.get(place).map_or(u32::MAX, |word| word.sentence)
    }
}

/// "Autism diagnosis" is a need where somebody has one.
static HAS: List = List::new("has have had got received given his her with an");

/// Things that may come, or came to others.
static HYPOTHETICAL: List = List::new(
    "if would could might risk afraid worried children families pupils thousands many other others longer",
);

/// No longer so.
static SETTLED: List =
    List::new("longer was were if other others children families many thousands some those");

/// There was one.
static ENDED: List = List::new("end ended ceased cease stopped removed withdrew withdrawn lost");

/// Somebody else in the family.
static SIBLINGS: List =
    List::new("brother sister sibling siblings friend cousin nephew niece other others children");

#[cfg(test)]
mod tests;
