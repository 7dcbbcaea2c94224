//! Stories: listing, reading, filing, consent, passages, notes, undo.

use std::collections::{BTreeMap, HashSet};

use chrono::TimeDelta;

use super::text::{Utf16, slice};
use super::{
    AcceptOffers, Accepted, ConsentRecorded, Context, Desk, FileStory, LetterPart, LetterPartKind,
    LetterView, Mark, MarkKind, NewNote, Nothing, Offered, OfferedAuthority, OfferedConsent, OfferedTheme,
    OtherLanguage, Problem, RecordConsent, Result, StoryFilter, StoryId, StoryPage, StoryView, Undone,
    constituencies, facets, learning, milestones, one_line, passages, unread,
};
use crate::campaign::{Core, Words};
use crate::consent::{ConsentLevel, Given};
use crate::intake;
use crate::reading::{self, PartKind, Reader, Reading, Span};
use crate::store::{Change, PassageRow, Stored};
use crate::story::{Filing, Status};
use crate::submission::Channel;
use crate::{authority, theme};

/// The longest note, in bytes: several pages.
const LONGEST_NOTE: usize = 20_000;

pub(super) fn list(desk: &Desk, _: &Context<'_>, filter: StoryFilter) -> Result<StoryPage> {
    desk.with(|open| open.casebook.stories(&filter))
}

pub(super) fn view(desk: &Desk, context: &Context<'_>, request: StoryId) -> Result<StoryView> {
    desk.with(|open| {
        let casebook = &open.casebook;
        let head = casebook.story(request.story)?;
        let submissions = casebook.submissions_of(request.story)?;
        // What the office wrote offers nothing about the family.
        let read = |stored: &Stored| match stored.channel {
            Channel::Reply => Reading::default(),
            _ => reading::read(&stored.text),
        };
        let (close, learnt) = (casebook.close_readings(request.story)?, casebook.learnt()?);
        let readings: Vec<_> = submissions.iter().map(read).collect();
        let urgent = readings.iter().any(|reading| !reading.urgent.is_empty());
        let mut because = BTreeMap::new();
        let closer = |(stored, reading): (&Stored, Reading)| match close.get(&stored.id) {
            Some(found) => {
                let (themes, why) = learning::offer(&learnt, &stored.text, unread::themes(found), urgent);
                because.extend(why);
                Reading { themes, ..reading }
            }
            None => reading,
        };
        let readings: Vec<_> = submissions.iter().zip(readings).map(closer).collect();
        let passages = casebook.passages_of(request.story)?;
        let answered = casebook.milestones_of(request.story)?;
        let decided = casebook.facets_of(request.story)?;
        let postcode = authority::locate(&head.constituent.postcode);
        let given = postcode.map(|place| OfferedAuthority {
            gss: place.gss.clone(),
            name: place.name.clone(),
            words: head.constituent.postcode.clone(),
        });
        let mut offered = offered(&submissions, &readings);
        for theme in &mut offered.themes {
            theme.because = because.remove(theme.theme.as_str());
        }
        offered.authority = given.or(offered.authority);
        offered.facets = facets::offered(&submissions, &decided);
        offered.milestones = milestones::offered(&submissions, &answered);
        if head.filing.status != Status::SetAside {
            offered.passages = passages::offered(&submissions, &readings, &passages);
        }
        let written = offered.authority.as_ref().map(|place| place.words.as_str());
        let postcode = Some(head.constituent.postcode.as_str()).filter(|postcode| !postcode.is_empty());
        let elsewhere = constituencies::elsewhere(casebook, postcode.or(written).unwrap_or_default())?;
        let (confirmed, clock) = milestones::confirmed(casebook, &answered, &submissions, context.today())?;
        let kept = facets::kept(casebook, &decided, &submissions)?;
        let letters = submissions
            .iter()
            .zip(&readings)
            .map(|(stored, reading)| {
                let core = casebook.core_of(stored.id)?;
                let mut dates = milestones::marks(stored, &offered.milestones, &answered);
                dates.extend(facets::marks(stored, &offered.facets, &kept));
                Ok(letter(stored, reading, &passages, head.filing.status, core.as_ref(), dates))
            })
            .collect::<Result<_>>()?;
        Ok(StoryView {
            id: request.story,
            subject: head.subject,
            constituent: head.constituent,
            elsewhere,
            offered,
            consent: head.consent.level_on(context.today()),
            consent_history: casebook.consent_history(request.story)?,
            campaign: casebook.campaign_of(request.story)?,
            own_words: head.own_words,
            acknowledged: head.acknowledged,
            hand_over: head.hand_over,
            letters,
            passages: passages::views(&passages, &submissions, head.consent.level_on(context.today())),
            filing: head.filing,
            facets: kept,
            milestones: confirmed,
            clock,
            notes: casebook.notes_of(request.story)?,
            used_in: casebook.packs_using(request.story)?,
            review: casebook.review_of(request.story)?,
            history: casebook.history_of(request.story)?,
        })
    })
}

/// What all of a story's letters offer together; the newest letter's words come first.
fn offered(submissions: &[Stored], readings: &[Reading]) -> Offered {
    let mut offered = Offered {
        authority: None,
        themes: Vec::new(),
        urgent: Vec::new(),
        consent: None,
        milestones: Vec::new(),
        facets: Vec::new(),
        passages: Vec::new(),
    };
    let mut themes: BTreeMap<&str, OfferedTheme> = BTreeMap::new();
    for (stored, reading) in submissions.iter().zip(readings).rev() {
        let words = |span: &Span| slice(&stored.text, span.start, span.end).to_owned();
        for suggestion in &reading.themes {
            let entry = themes.entry(suggestion.theme).or_insert_with(|| OfferedTheme {
                theme: suggestion.theme.to_owned(),
                score: 0.0,
                words: Vec::new(),
                because: None,
            });
            entry.score = entry.score.max(suggestion.score);
            entry.words.extend(suggestion.spans.iter().map(words));
        }
        if offered.authority.is_none() {
            offered.authority = reading.authority.as_ref().map(|place| OfferedAuthority {
                gss: place.gss.to_owned(),
                name: place.name.to_owned(),
                words: words(&place.span),
            });
        }
        if offered.consent.is_none() {
            offered.consent = reading
                .consent
                .as_ref()
                .map(|consent| OfferedConsent { level: consent.level, words: words(&consent.span) });
            if stored.channel == Channel::Survey {
                // What was ticked says more than what a sentence seems to say.
                offered.consent = intake::answered(&stored.text).map(|(level, span)| OfferedConsent {
                    level,
                    words: stored.text.get(span).unwrap_or_default().to_owned(),
                });
            }
        }
        offered.urgent.extend(reading.urgent.iter().map(words));
    }
    offered.themes = themes.into_values().collect();
    offered.themes.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.theme.cmp(&b.theme)));
    offered
}

fn letter(
    stored: &Stored,
    reading: &Reading,
    passages: &[PassageRow],
    status: Status,
    core: Option<&Core>,
    dates: Vec<Mark>,
) -> LetterView {
    let units = Utf16::of(&stored.text);
    let mark = |kind, span: &Span, of: &str| Mark {
        kind,
        start: units.at(span.start),
        end: units.at(span.end),
        of: of.to_owned(),
    };
    let mut marks = dates;
    marks.extend(reading.authority.iter().map(|place| mark(MarkKind::Authority, &place.span, place.gss)));
    for suggestion in &reading.themes {
        marks.extend(suggestion.spans.iter().map(|span| mark(MarkKind::Theme, span, suggestion.theme)));
    }
    marks.extend(reading.urgent.iter().map(|span| mark(MarkKind::Urgent, span, "")));
    marks.extend(reading.consent.iter().map(|consent| mark(MarkKind::Consent, &consent.span, "")));
    if let Some(core) = core {
        let (own, _) = core.own(&Words::of(&stored.text));
        marks.extend(own.iter().map(|span| mark(MarkKind::Own, span, "")));
    }
    let here: Vec<_> = passages.iter().filter(|passage| passage.submission == stored.id).collect();
    for passage in &here {
        let span = Span { start: passage.start, end: passage.end };
        marks.push(mark(MarkKind::Passage, &span, &passage.id.to_string()));
    }
    if here.is_empty() && status != Status::SetAside {
        marks.extend(reading.passages.iter().map(|span| mark(MarkKind::SuggestedPassage, span, "")));
    }
    let other = reading.not_read.as_ref();
    let partly = other.filter(|other| !other.whole);
    marks.extend(partly.iter().flat_map(|other| &other.spans).map(|span| mark(MarkKind::NotRead, span, "")));
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let parts = reading::parts(&stored.text).into_iter().map(|part| LetterPart {
        kind: match part.kind {
            PartKind::Words => LetterPartKind::Words,
            PartKind::Quoted => LetterPartKind::Quoted,
            PartKind::Signature => LetterPartKind::Signature,
        },
        start: units.at(part.span.start),
        end: units.at(part.span.end),
    });
    LetterView {
        id: stored.id,
        channel: stored.channel,
        received: stored.received,
        from: stored.sender.clone(),
        subject: stored.subject.clone(),
        parts: parts.collect(),
        text: stored.text.clone(),
        marks,
        attachments: stored.attachments.clone(),
        original: stored.original,
        from_html: stored.from_html,
        language: other.map(|other| OtherLanguage {
            name: other.language.map(str::to_owned),
            whole: other.whole,
            say: other.say(),
        }),
        long: reading.closely_to.map(|end| read_so_far(&stored.text, end)),
    }
}

/// What is said of a letter that was read closely only so far.
fn read_so_far(text: &str, end: u32) -> String {
    let words = slice(text, 0, end).split_whitespace().count();
    format!(
        "This is a very long letter. Its first {words} words were read closely, the rest only for set phrases and words \
         of risk: other themes may be missed there."
    )
}

pub(super) fn file(desk: &Desk, context: &Context<'_>, request: FileStory) -> Result<Nothing> {
    let to = valid(request.filing)?;
    desk.with(|open| {
        let stamp = open.stamp(context);
        // Filing a waiting story as it was is still an act: somebody has looked at it.
        open.casebook.write(stamp, |writing| writing.make(&writing.filing(request.story, to, false)?))?;
        Ok(Nothing {})
    })
}

pub(super) fn valid(filing: Filing) -> Result<Filing> {
    if filing.authority.as_deref().is_some_and(|gss| authority::by_gss(gss).is_none()) {
        return Err(Problem::invalid(
            "authority",
            "That is not a local authority.",
            "Choose it from the list.",
        ));
    }
    let mut themes = Vec::new();
    for id in filing.themes {
        if theme::by_id(&id).is_none() {
            return Err(Problem::invalid("themes", "That is not a theme.", "Choose it from the list."));
        }
        if !themes.contains(&id) {
            themes.push(id);
        }
    }
    Ok(Filing { themes, ..filing })
}

pub(super) fn accept(desk: &Desk, context: &Context<'_>, request: AcceptOffers) -> Result<Accepted> {
    desk.with(|open| {
        // What has not been read offers nothing.
        let mut reader = Reader::default();
        let stamp = open.stamp(context);
        while unread::some(&mut open.casebook, stamp, &mut reader)? {}
        let stories = if request.stories.is_empty() { open.casebook.waiting()? } else { request.stories };
        let total = u32::try_from(stories.len()).unwrap_or(u32::MAX);
        let (mut seen, mut wanted) = (HashSet::new(), Vec::new());
        for (done, story) in (1_u32..).zip(stories).filter(|(_, story)| seen.insert(*story)) {
            let from = open.casebook.story(story)?.filing;
            let offer = open.casebook.offer(story)?;
            if offer.themes.is_empty() && offer.authority.is_none() {
                continue;
            }
            let to = Filing {
                status: Status::Filed,
                authority: from.authority.or(offer.authority),
                themes: if from.themes.is_empty() { offer.themes } else { from.themes },
                urgent: from.urgent || offer.urgent,
                positive: from.positive,
            };
            wanted.push((story, to));
            context.progress.step(done, total);
        }
        let filed = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        if filed > 0 {
            // Said once, so taken back at once.
            open.casebook.write(stamp, |writing| {
                let changes = wanted.into_iter().map(|(story, to)| writing.filing(story, to, true));
                writing.make_together(&changes.collect::<Result<Vec<_>>>()?)
            })?;
        }
        Ok(Accepted { filed, left: total - filed })
    })
}

pub(super) fn record_consent(
    desk: &Desk,
    context: &Context<'_>,
    request: RecordConsent,
) -> Result<ConsentRecorded> {
    let how = one_line(&request.how);
    if how.is_empty() {
        return Err(Problem::invalid(
            "how",
            "It does not say how consent was given.",
            "Say how: by email, by phone.",
        ));
    }
    if request.on > context.today() + TimeDelta::days(1) {
        return Err(Problem::invalid(
            "on",
            "That day has not come yet.",
            "Choose the day the family said so.",
        ));
    }
    if request.level == ConsentLevel::NotAsked {
        return Err(Problem::invalid(
            "level",
            "“Not asked” is not an answer.",
            "Choose what the family agreed to.",
        ));
    }
    desk.with(|open| {
        let consent = open.casebook.story(request.story)?.consent;
        let before = consent.level_on(context.today());
        let stood = consent.history().last().cloned();
        if request.withdrawal && request.level >= before {
            return Err(Problem::invalid(
                "level",
                "A withdrawal takes something back.",
                "Choose a step below the one in force.",
            ));
        }
        let given =
            Given { level: request.level, on: request.on, how: how.clone(), withdrawal: request.withdrawal };
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| {
            let to = Some(writing.new_consent(given)?);
            writing.make(&Change::Consent { story: request.story, from: None, to, before: stood })
        })?;
        let lowered = request.level < before;
        Ok(ConsentRecorded {
            used_in: if lowered { open.casebook.packs_using(request.story)? } else { Vec::new() },
        })
    })
}

pub(super) fn add_note(desk: &Desk, context: &Context<'_>, request: NewNote) -> Result<Nothing> {
    let text = intake::without_controls(&request.text).trim().to_owned();
    if text.is_empty() {
        return Err(Problem::invalid("text", "The note is empty.", "Type it first."));
    }
    if text.len() > LONGEST_NOTE {
        return Err(Problem::invalid("text", "This is too long for a note.", "Make two of it."));
    }
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| {
            let to = Some(writing.new_note(text)?);
            writing.make(&Change::Note { story: request.story, from: None, to })
        })?;
        Ok(Nothing {})
    })
}

pub(super) fn undo(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Undone> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.undo())
    })
}

pub(super) fn redo(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Undone> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.redo())
    })
}
