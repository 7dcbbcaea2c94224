//! Debates, what may be quoted in them, and their packs.

use std::path::Path;

use base64::Engine as _;
use chrono::NaiveDate;
use uuid::Uuid;

use super::evidence::{authority_label, theme_label};
use super::stories::attribution;
use super::text::slice;
use super::{
    Check, CheckLevel, Context, DebateId, Debates, Desk, GridFilter, Nothing, PackPreview, PackSaved,
    Problem, QuickPack, QuotableRow, QuotableScope, Quotables, Result, SaveDebate, SavePack, one_line,
    session::Open,
};
use crate::briefing::{self, AuthorityFinding, Grid, Length, Pack, Pdf, Statistics, ThemeFinding};
use crate::consent::{ConsentLevel, Use};
use crate::debate::Debate;
use crate::quotation::{Quotable, Quotation, reading_seconds};
use crate::store::{CandidateStory, Casebook, Change, Scope};
use crate::{authority, reading, statistics, theme};

pub(super) fn debates(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Debates> {
    desk.with(|open| Ok(Debates { debates: open.casebook.debates()? }))
}

pub(super) fn save_debate(desk: &Desk, context: &Context<'_>, request: SaveDebate) -> Result<Debate> {
    let mut to = valid(request.debate)?;
    desk.with(|open| {
        let from = if to.id.is_nil() { None } else { Some(open.casebook.debate(to.id)?) };
        let stamp = open.stamp(context);
        if from.as_ref() == Some(&to) {
            return Ok(to);
        }
        open.casebook.write(stamp, |writing| {
            if to.id.is_nil() {
                to.id = writing.new_id()?;
            }
            writing.make(&Change::Debate { from, to: Some(to.clone()) })
        })?;
        Ok(to)
    })
}

fn valid(debate: Debate) -> Result<Debate> {
    let lines = |lines: Vec<String>| {
        lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let debate = Debate {
        title: one_line(&debate.title),
        opening: debate.opening.trim().to_owned(),
        asks: lines(debate.asks),
        do_not_say: lines(debate.do_not_say),
        ..debate
    };
    if debate.title.is_empty() {
        return Err(Problem::invalid(
            "title",
            "The debate has no title.",
            "Type its subject, as it follows “That this House has considered”.",
        ));
    }
    if Length::from_minutes(debate.minutes).is_none() {
        return Err(Problem::invalid(
            "minutes",
            "A Westminster Hall debate lasts 30, 60 or 90 minutes.",
            "Choose one of them.",
        ));
    }
    if debate.authorities.iter().any(|gss| authority::by_gss(gss).is_none()) {
        return Err(Problem::invalid(
            "authorities",
            "That is not a local authority.",
            "Choose it from the list.",
        ));
    }
    if debate.themes.iter().any(|id| theme::by_id(id).is_none()) {
        return Err(Problem::invalid("themes", "That is not a theme.", "Choose it from the list."));
    }
    Ok(debate)
}

pub(super) fn remove_debate(desk: &Desk, context: &Context<'_>, request: DebateId) -> Result<Nothing> {
    desk.with(|open| {
        let from = open.casebook.debate(request.debate)?;
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.make(&Change::Debate { from: Some(from), to: None }))?;
        Ok(Nothing {})
    })
}

/// A passage in scope: marked, or suggested where nothing is marked and the family agreed.
struct Candidate {
    passage: Option<Uuid>,
    quotable: Quotable,
    theme: Option<String>,
    consent: crate::consent::Consent,
}

fn candidates(story: CandidateStory, today: NaiveDate) -> Vec<Candidate> {
    let level = story.consent.level_on(today);
    let place = story.authority.as_deref().map(authority_label);
    let theme = story.themes.first().cloned();
    let about = theme.as_deref().map(theme_label);
    let candidate = |passage, submission, start, end, words, attribution| Candidate {
        passage,
        quotable: Quotable {
            story: story.id,
            submission,
            start,
            end,
            words,
            attribution,
            place: place.clone(),
            about: about.clone(),
        },
        theme: theme.clone(),
        consent: story.consent.clone(),
    };
    if !story.passages.is_empty() {
        let marked = story.passages.iter().map(|passage| {
            let (words, speak) = (passage.words.clone(), passage.attribution.clone());
            candidate(Some(passage.id), passage.submission, passage.start, passage.end, words, speak)
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
            Some(candidate(None, *submission, span.start, span.end, words, speak.clone()))
        })
        .into_iter()
        .collect()
}

fn in_scope(casebook: &Casebook, scope: &Scope, today: NaiveDate) -> Result<Vec<Candidate>> {
    Ok(casebook.candidates(scope)?.into_iter().flat_map(|story| candidates(story, today)).collect())
}

pub(super) fn quotables(desk: &Desk, context: &Context<'_>, request: QuotableScope) -> Result<Quotables> {
    let scope = Scope { authorities: request.authorities, themes: request.themes };
    let today = context.today();
    desk.with(|open| {
        let mut rows: Vec<_> = in_scope(&open.casebook, &scope, today)?
            .into_iter()
            .map(|Candidate { passage, quotable, consent, .. }| QuotableRow {
                passage,
                story: quotable.story,
                submission: quotable.submission,
                start: quotable.start,
                end: quotable.end,
                consent: consent.level_on(today),
                allowed: consent.allows(Use::QuoteAnonymously, today),
                seconds: reading_seconds(&quotable.words),
                words: quotable.words,
                attribution: quotable.attribution,
                place: quotable.place.unwrap_or_default(),
                about: quotable.about.unwrap_or_default(),
            })
            .collect();
        rows.sort_by_key(|row| (row.passage.is_none(), !row.allowed));
        Ok(Quotables { rows })
    })
}

/// What goes into a pack: the quotations that consent allows, and how many it does not.
struct Chosen {
    quotations: Vec<(Option<String>, Quotation)>,
    refused: u32,
    gone: u32,
}

/// Checks consent for each passage: the second time, after it was checked when it was picked.
fn choose(candidates: Vec<Candidate>, today: NaiveDate) -> Chosen {
    let mut chosen = Chosen { quotations: Vec::new(), refused: 0, gone: 0 };
    for Candidate { quotable, theme, consent, .. } in candidates {
        match quotable.quote(&consent, Use::QuoteAnonymously, today) {
            Ok(quotation) => chosen.quotations.push((theme, quotation)),
            Err(_) => chosen.refused += 1,
        }
    }
    chosen
}

fn picked(casebook: &Casebook, debate: &Debate, today: NaiveDate) -> Result<Chosen> {
    let mut all = in_scope(casebook, &Scope::default(), today)?;
    let mut picked = Vec::new();
    let mut gone = 0;
    for id in &debate.quotes {
        match all.iter().position(|candidate| candidate.passage == Some(*id)) {
            Some(at) => picked.push(all.swap_remove(at)),
            None => gone += 1,
        }
    }
    Ok(Chosen { gone, ..choose(picked, today) })
}

fn gather(casebook: &Casebook, debate: &Debate, chosen: Chosen, today: NaiveDate) -> Result<Pack> {
    let scope = Scope { authorities: debate.authorities.clone(), themes: debate.themes.clone() };
    let office = casebook.office()?;
    let extent = casebook.extent(&scope)?;
    let agreed = GridFilter { consent: Some(Use::Count.needs()), ..GridFilter::default() };
    let counted = casebook.count(&scope, &agreed)?;
    let mut themes: Vec<_> = counted
        .themes
        .iter()
        .map(|(id, stories)| (id.clone(), *stories, Vec::new()))
        .collect::<Vec<(String, u32, Vec<Quotation>)>>();
    for (theme, quotation) in chosen.quotations {
        let id = theme.unwrap_or_default();
        match themes.iter_mut().find(|(known, ..)| *known == id) {
            Some((.., quotations)) => quotations.push(quotation),
            None => themes.push((id, 0, vec![quotation])),
        }
    }
    let authorities: Vec<_> = counted
        .authorities
        .iter()
        .map(|(gss, stories)| {
            let official = statistics::plans_within_20_weeks(gss);
            AuthorityFinding {
                name: authority_label(gss),
                stories: *stories,
                within_20_weeks: official.map(|figures| figures.percent as f32),
                plans_issued: official.map(|figures| figures.issued),
            }
        })
        .collect();
    let cell = |theme: &str, gss: &str| {
        let found = counted.cells.iter().find(|(row, column, _)| row == theme && column == gss);
        found.map_or(0, |(.., stories)| *stories)
    };
    Ok(Pack {
        subject: debate.title.clone(),
        date: debate.date,
        time: None,
        length: Length::from_minutes(debate.minutes).unwrap_or(Length::HalfHour),
        member: office.mp,
        constituency: office.constituency,
        made_on: today,
        edition: "Office copy".into(),
        letters: extent.letters,
        families: extent.stories,
        first_letter: extent.received.map(|(first, _)| first.date_naive()),
        last_letter: extent.received.map(|(_, last)| last.date_naive()),
        counted: counted.stories,
        not_counted: extent.stories.saturating_sub(counted.stories),
        grid: Grid {
            themes: counted.themes.iter().map(|(id, _)| theme_label(id)).collect(),
            authorities: counted.authorities.iter().map(|(gss, _)| authority_label(gss)).collect(),
            counts: counted
                .themes
                .iter()
                .map(|(id, _)| counted.authorities.iter().map(|(gss, _)| cell(id, gss)).collect())
                .collect(),
        },
        statistics: Some(Statistics {
            period: statistics::YEAR.to_string(),
            england_within_20_weeks: statistics::england().map(|figures| figures.percent as f32),
            source: statistics::SOURCE.into(),
        }),
        themes: themes
            .into_iter()
            .map(|(id, stories, quotations)| ThemeFinding {
                label: theme_label(&id),
                definition: theme::by_id(&id).map_or_else(String::new, |theme| theme.definition.clone()),
                stories,
                longest_wait_weeks: None,
                quotations,
            })
            .collect(),
        authorities,
        asks: debate.asks.clone(),
        do_not_say: debate.do_not_say.clone(),
        opening: (!debate.opening.is_empty()).then(|| debate.opening.clone()),
        suppress_below: None,
    })
}

fn printed(pack: &Pack) -> Result<Pdf> {
    briefing::to_pdf(pack).map_err(|_| {
        Problem::failed(
            "The pack could not be laid out.",
            "Take out the last quote or line you added and try again; nothing has been lost.",
        )
    })
}

fn checks(pack: &Pack, pdf: &Pdf, refused: u32, gone: u32) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |level, text: String| checks.push(Check { level, text });
    let quotations: Vec<_> = pack.themes.iter().flat_map(|theme| &theme.quotations).collect();
    match refused {
        0 => check(CheckLevel::Fine, "Every quote has its family’s agreement, as of today.".into()),
        1 => check(CheckLevel::Stop, "One quote is left out: its family has not agreed to be quoted. Ask them, or take it off the list.".into()),
        many => check(CheckLevel::Stop, format!("{many} quotes are left out: their families have not agreed to be quoted. Ask them, or take them off the list.")),
    }
    if gone > 0 {
        check(CheckLevel::Look, "A passage that was picked is no longer marked, so it is left out.".into());
    }
    if quotations.is_empty() {
        check(CheckLevel::Look, "There are no quotes in this pack. Mark passages in letters whose families agreed, and pick them here.".into());
    }
    let seconds: u32 = quotations.iter().map(|quotation| quotation.seconds()).sum();
    if seconds > pack.length.minutes() * 60 / 3 {
        check(
            CheckLevel::Look,
            format!(
                "Reading every quote aloud takes {} minutes of {}: pick the few to be read.",
                seconds.div_ceil(60),
                pack.length.minutes()
            ),
        );
    }
    if pack.counted == 0 {
        check(CheckLevel::Look, "No family in this debate’s scope has agreed to be counted, so the pack has no figures of the office’s own.".into());
    }
    if pack.member.is_empty() {
        check(CheckLevel::Look, "The MP’s name is not set: add it in Settings.".into());
    }
    if pack.asks.is_empty() {
        check(CheckLevel::Look, "There are no asks of the minister yet.".into());
    }
    if !pdf.boxes.is_empty() {
        check(
            CheckLevel::Look,
            "Some characters cannot be printed and show as boxes: look at the quotes, and edit them.".into(),
        );
    }
    checks
}

pub(super) fn preview(desk: &Desk, context: &Context<'_>, request: DebateId) -> Result<PackPreview> {
    let today = context.today();
    let (pack, refused, gone) = desk.with(|open| {
        let debate = open.casebook.debate(request.debate)?;
        let chosen = picked(&open.casebook, &debate, today)?;
        let (refused, gone) = (chosen.refused, chosen.gone);
        Ok((gather(&open.casebook, &debate, chosen, today)?, refused, gone))
    })?;
    let pdf = printed(&pack)?;
    Ok(PackPreview {
        checks: checks(&pack, &pdf, refused, gone),
        pages: pdf.pages,
        pdf: base64::engine::general_purpose::STANDARD.encode(&pdf.bytes),
    })
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, request: SavePack) -> Result<PackSaved> {
    desk.with(|open| {
        let debate = open.casebook.debate(request.debate)?;
        let chosen = picked(&open.casebook, &debate, context.today())?;
        write_pack(open, context, &debate, chosen, &request.path)
    })
}

pub(super) fn quick(desk: &Desk, context: &Context<'_>, request: QuickPack) -> Result<PackSaved> {
    let debate = valid(Debate {
        id: Uuid::nil(),
        title: request.title,
        date: request.date,
        minutes: request.minutes,
        authorities: request.authorities,
        themes: request.themes,
        opening: String::new(),
        asks: Vec::new(),
        do_not_say: Vec::new(),
        quotes: Vec::new(),
    })?;
    desk.with(|open| {
        let scope = Scope { authorities: debate.authorities.clone(), themes: debate.themes.clone() };
        let chosen = choose(in_scope(&open.casebook, &scope, context.today())?, context.today());
        write_pack(open, context, &debate, chosen, &request.path)
    })
}

/// Makes the pack and writes it beside the file wanted, then renames it: a failed one never
/// replaces a good one. The casebook remembers whose words left it.
fn write_pack(
    open: &mut Open,
    context: &Context<'_>,
    debate: &Debate,
    chosen: Chosen,
    path: &str,
) -> Result<PackSaved> {
    let mut stories: Vec<_> = chosen.quotations.iter().map(|(_, quotation)| quotation.story()).collect();
    stories.sort_unstable();
    stories.dedup();
    let quotations = u32::try_from(chosen.quotations.len()).unwrap_or(u32::MAX);
    let pdf = printed(&gather(&open.casebook, debate, chosen, context.today())?)?;
    write_file(Path::new(path), &pdf.bytes)?;
    let stamp = open.stamp(context);
    open.casebook.write(stamp, |writing| {
        writing.keep_pack(debate, &stories)?;
        writing.record(&Change::PackMade { title: debate.title.clone(), stories }, None)
    })?;
    Ok(PackSaved { path: path.to_owned(), pages: pdf.pages, quotations })
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = (|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut beside, bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(path).map_err(|error| error.error)?;
        Ok::<_, std::io::Error>(())
    })();
    written.map_err(|error| {
        let remedy = match error.kind() {
            std::io::ErrorKind::StorageFull => {
                "The disk is full: free some space, or save it somewhere else."
            }
            std::io::ErrorKind::NotFound => "That folder is not there: choose another.",
            _ => "Close it if it is open in another program, or save it under another name.",
        };
        Problem::invalid("path", "The pack could not be saved there.", remedy)
    })
}
