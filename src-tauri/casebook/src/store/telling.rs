//! A change, told in a sentence: what is now, and what was.

use chrono::NaiveDate;

use super::change::Change;
use super::consents::ConsentRow;
use super::decided::FacetRow;
use super::milestones::MilestoneRow;
use super::passages::PassageRow;
use super::review::Review;
use crate::consent::{ConsentLevel, Given};
use crate::debate::Debate;
use crate::office::Office;
use crate::settings::Settings;
use crate::story::{Filing, Noticed, Status};
use crate::{authority, facet, theme};

/// "1 letter", "2 letters".
fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn count(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A day as the office writes it.
pub(super) fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

impl Change {
    /// What was done, as one sentence of a history: what is now, then what was.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Filing { from, to, accepted, .. } => filing_sentence(from, to, *accepted),
            Self::Consent { from, to, before, .. } => {
                consent_sentence(from.as_ref(), to.as_ref(), before.as_ref())
            }
            Self::Passage { from, to, .. } => passage_sentence(from.as_ref(), to.as_ref()),
            Self::Note { from, to, .. } => match (from, to) {
                (Some(from), Some(to)) => format!("Note changed: “{}”; was “{}”.", to.text, from.text),
                (None, Some(to)) => format!("Note added: “{}”.", to.text),
                (Some(from), None) => format!("Note taken out: “{}”.", from.text),
                (None, None) => "Note left as it was.".into(),
            },
            Self::Milestone { from, to, .. } => milestone_sentence(from.as_ref(), to.as_ref()),
            Self::Facets { from, to, .. } => facets_sentence(from, to),
            Self::Acknowledged { to: Some(on), .. } => format!("Letter acknowledged on {}.", day(*on)),
            Self::Acknowledged { to: None, .. } => "Letter not acknowledged after all.".into(),
            Self::Apart { apart: true, .. } => "Taken out of its campaign.".into(),
            Self::Apart { apart: false, .. } => "Put back into its campaign.".into(),
            Self::Review { from, to, .. } => review_sentence(from, to),
            Self::LeftAsFiled { what, which, left, .. } => left_sentence(*what, which, *left),
            Self::Debate { from, to } => debate_sentence(from.as_ref(), to.as_ref()),
            Self::Office { from, to } => office_sentence(from, to),
            Self::Settings { from, to } if from.forgotten < to.forgotten => {
                "What this office’s filing had taught was forgotten.".into()
            }
            Self::Settings { from, to } if from.forgotten > to.forgotten => {
                "What this office’s filing had taught is learnt again.".into()
            }
            Self::Settings { from, to } => settings_sentence(from, to),
            Self::Created => "Casebook made.".into(),
            Self::SatDown { .. } => "Sat down at the desk.".into(),
            Self::Logged { import: Some(_), .. } => "Letter imported.".into(),
            Self::Logged { .. } => "Letter logged.".into(),
            Self::TakenOut { kept: true, .. } => "The letter was kept, because a pack has used it.".into(),
            Self::TakenOut { .. } => "Letter taken out again.".into(),
            Self::PutBack { .. } => "Letter put back.".into(),
            Self::LeftBehind { .. } => {
                "The story went with its letter; what this record says of it stays until it is erased.".into()
            }
            Self::Imported { stored, duplicates, skipped, .. } => format!(
                "Import: stored {}, {duplicates} already here, {skipped} left out.",
                many(count(*stored), "letter", "letters")
            ),
            Self::ImportTakenOut { taken, kept: 0, .. } => {
                format!("Took {} of an import out again.", many(count(*taken), "letter", "letters"))
            }
            Self::ImportTakenOut { taken, kept, .. } => format!(
                "Took {} of an import out again; kept {kept} that had been worked on since.",
                many(count(*taken), "letter", "letters")
            ),
            Self::ImportPutBack { stored, .. } => {
                format!("Put {} of an import back.", many(count(*stored), "letter", "letters"))
            }
            Self::HandOver { from, to, .. } => hand_over_sentence(*from, *to),
            Self::AccessMade { to_send: true, .. } => "Everything about this person copied, to send.".into(),
            Self::AccessMade { .. } => "Everything about this person copied, to look through.".into(),
            Self::Exported { stories } => {
                format!(
                    "A readable copy of everything was made: {}.",
                    many(count(*stories), "story", "stories")
                )
            }
            Self::HandedOver { stories } => {
                format!("Handed over in a new casebook: {}.", many(count(*stories), "story", "stories"))
            }
            Self::TakenOver { stories, .. } => {
                format!("Taken over from another casebook: {}.", many(count(*stories), "story", "stories"))
            }
            Self::Erased { stories, letters, reason, .. } => format!(
                "Erased {} with {}: {}.",
                many(count(*stories), "story", "stories"),
                many(count(*letters), "letter", "letters"),
                reason.label()
            ),
            Self::LossAccepted { sealed: Some(sealed), found } => format!(
                "Went on with a copy that something was missing from: {sealed} changes had been recorded, {found} were there."
            ),
            Self::LossAccepted { sealed: None, found } => {
                format!("Went on without knowing whether anything was missing: {found} changes were there.")
            }
            Self::Restored { made: Some(made) } => {
                format!("Put back from the backup of {}.", crate::backup::spoken_day(*made))
            }
            Self::Restored { made: None } => "Put back from a backup.".into(),
            Self::PackMade { title, stories } => {
                format!("Pack made: “{title}”, with words of {}.", many(stories.len(), "story", "stories"))
            }
            Self::Keys { what } => what.sentence(),
        }
    }
}

fn hand_over_sentence(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let agreed = |on| format!("agreed on {}", day(on));
    let (now, was) = match (from, to) {
        (_, Some(on)) => (agreed(on), from.map_or_else(|| "not agreed".into(), agreed)),
        (_, None) => ("not agreed".into(), from.map_or_else(|| "not agreed".into(), agreed)),
    };
    format!("To be handed over to whoever follows: {now}; was {was}.")
}

/// Where a filing is: "in the Inbox", "filed under Transport in Hertfordshire, marked urgent".
fn place_of(filing: &Filing) -> String {
    match filing.status {
        Status::New => "in the Inbox".into(),
        Status::SetAside => "set aside".into(),
        Status::Filed => format!("filed{}", under(filing)),
    }
}

fn under(filing: &Filing) -> String {
    let themes: Vec<_> =
        filing.themes.iter().filter_map(|id| theme::by_id(id)).map(|theme| theme.label.as_str()).collect();
    let under = match themes.as_slice() {
        [] => " under no theme".into(),
        themes => format!(" under {}", themes.join(", ")),
    };
    let place = filing.authority.as_deref().and_then(authority::by_gss);
    let place = place.map_or_else(String::new, |place| format!(" in {}", place.name));
    let urgent = if filing.urgent { ", marked urgent" } else { "" };
    let positive = if filing.positive { ", marked positive" } else { "" };
    format!("{under}{place}{urgent}{positive}")
}

fn filing_sentence(from: &Filing, to: &Filing, accepted: bool) -> String {
    let now = match to.status {
        Status::New => "Moved back to the Inbox".into(),
        Status::SetAside => "Set aside".into(),
        Status::Filed if accepted => format!("Filed as offered{}", under(to)),
        Status::Filed => format!("Filed{}", under(to)),
    };
    if from == to { format!("{now}, as before.") } else { format!("{now}; was {}.", place_of(from)) }
}

fn consent_sentence(from: Option<&ConsentRow>, to: Option<&ConsentRow>, before: Option<&Given>) -> String {
    let was = match before {
        Some(given) => format!("“{}”, given on {}", given.level.label(), day(given.on)),
        None => format!("“{}”", ConsentLevel::NotAsked.label()),
    };
    match (from, to) {
        (_, Some(entry)) => {
            let what = if entry.withdrawal { "Consent withdrawn: now" } else { "Consent recorded:" };
            let (level, on, how) = (entry.level.label(), day(entry.on), &entry.how);
            format!("{what} “{level}”, given on {on} ({how}); was {was}.")
        }
        (Some(entry), None) => {
            let (level, on) = (entry.level.label(), day(entry.on));
            format!("Consent entry taken out: “{level}”, given on {on}; now {was}.")
        }
        (None, None) => "Consent left as it was.".into(),
    }
}

fn passage_sentence(from: Option<&PassageRow>, to: Option<&PassageRow>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => {
            let words = (from.words != to.words).then(|| format!("“{}”; was “{}”", to.words, from.words));
            let speak = (from.attribution != to.attribution)
                .then(|| format!("spoken of as “{}”; was “{}”", to.attribution, from.attribution));
            let parts: Vec<_> = words.into_iter().chain(speak).collect();
            match (from.kept, to.kept) {
                _ if !parts.is_empty() => format!("Passage edited: {}.", parts.join("; ")),
                (_, 0) => format!("What may identify the family is asked about again in “{}”.", to.words),
                _ => format!("What may identify the family stays on purpose in “{}”.", to.words),
            }
        }
        (None, Some(to)) => format!("Passage marked for quoting: “{}”.", to.words),
        (Some(from), None) => format!("Passage no longer marked: “{}”.", from.words),
        (None, None) => "Passage left as it was.".into(),
    }
}

fn milestone_sentence(from: Option<&MilestoneRow>, to: Option<&MilestoneRow>) -> String {
    let said = |row: &MilestoneRow| format!("{}, {}", row.step.label(), row.when.label());
    match (from, to) {
        (None, Some(to)) if to.dropped => format!("Offered date dropped: {}.", said(to)),
        (Some(from), None) if from.dropped => format!("Date offered again: {}.", said(from)),
        (Some(from), Some(to)) => format!("Date changed: {}; was {}.", said(to), said(from)),
        (None, Some(to)) => format!("Date confirmed: {}.", said(to)),
        (Some(from), None) => format!("Date taken out: {}.", said(from)),
        (None, None) => "Date left as it was.".into(),
    }
}

/// Each facet behind what became of it: "confirmed “Year 5”; dropped “Year 4”".
fn facets_sentence(from: &[FacetRow], to: &[FacetRow]) -> String {
    let stays = |one: &FacetRow| to.iter().any(|other| other.is(one.kind, &one.value));
    let now = |one: &FacetRow| match (one.dropped, one.rests) {
        (true, _) => "dropped",
        (false, Some(_)) => "confirmed",
        (false, None) => "added",
    };
    let gone = |one: &FacetRow| if one.dropped { "offered again" } else { "taken out" };
    let left = from.iter().filter(|one| !stays(one)).map(|one| (gone(one), one));
    let all: Vec<_> = to.iter().map(|one| (now(one), one)).chain(left).collect();
    let of = |what: &str| {
        let these = all.iter().filter(|(became, _)| *became == what);
        let these: Vec<_> = these.map(|(_, one)| facet::told(one.kind, &one.value)).collect();
        (!these.is_empty()).then(|| format!("{what} {}", these.join(", ")))
    };
    let parts = ["confirmed", "added", "dropped", "offered again", "taken out"].into_iter().filter_map(of);
    format!("The child and the case: {}.", parts.collect::<Vec<_>>().join("; "))
}

fn review_sentence(from: &Review, to: &Review) -> String {
    let said = |review: &Review| match review.day {
        Some(on) => day(on),
        None => "so long after the newest letter as the settings say".into(),
    };
    let was = match from.reason.as_str() {
        "" => format!("was {}", said(from)),
        reason => format!("was {}, “{reason}”", said(from)),
    };
    match to.reason.as_str() {
        reason if reason != from.reason && !reason.is_empty() => {
            format!("Kept until its review on {}, “{reason}”; {was}.", said(to))
        }
        _ => format!("Review set to {}; {was}.", said(to)),
    }
}

fn left_sentence(what: Noticed, which: &str, left: bool) -> String {
    let noticed = match what {
        Noticed::Risk => "words that may tell of a risk".into(),
        Noticed::Authority => {
            let name = authority::by_gss(which).map_or(which, |place| place.name.as_str());
            format!("{name} as the local authority")
        }
        Noticed::Theme => format!("“{}”", theme::by_id(which).map_or(which, |theme| theme.label.as_str())),
    };
    if left {
        format!("Read again, {noticed} offered: left as it is filed.")
    } else {
        format!("Read again, {noticed} offered: no longer left as it is filed.")
    }
}

/// What changed among named values: "length 60; was 30".
fn changes(values: &[(&str, String, String)]) -> String {
    let changed: Vec<_> = values
        .iter()
        .filter(|(_, from, to)| from != to)
        .map(|(name, from, to)| {
            let or_none = |value: &str| if value.is_empty() { "nothing".into() } else { value.to_owned() };
            format!("{name} {}; was {}", or_none(to), or_none(from))
        })
        .collect();
    if changed.is_empty() { "nothing".into() } else { changed.join("; ") }
}

fn debate_sentence(from: Option<&Debate>, to: Option<&Debate>) -> String {
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (None, Some(to)) => return format!("Debate made: “{}”, on {}.", to.title, day(to.date)),
        (Some(from), None) => return format!("Debate removed: “{}”, on {}.", from.title, day(from.date)),
        (None, None) => return "Debate left as it was.".into(),
    };
    let quoted = |text: &str| if text.is_empty() { String::new() } else { format!("“{text}”") };
    let lines = |lines: &[String]| lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join(", ");
    let places = |ids: &[String]| {
        let names = ids.iter().filter_map(|id| authority::by_gss(id)).map(|found| found.name.clone());
        names.collect::<Vec<_>>().join(", ")
    };
    let themes = |ids: &[String]| {
        let names = ids.iter().filter_map(|id| theme::by_id(id)).map(|found| found.label.clone());
        names.collect::<Vec<_>>().join(", ")
    };
    let campaigns = |debate: &Debate| if debate.without_campaigns { "left out" } else { "counted" };
    let quotes = |debate: &Debate| many(debate.quotes.len(), "quote", "quotes");
    let mut values = vec![
        ("title", quoted(&from.title), quoted(&to.title)),
        ("day", day(from.date), day(to.date)),
        ("length in minutes", from.minutes.to_string(), to.minutes.to_string()),
        ("local authorities", places(&from.authorities), places(&to.authorities)),
        ("themes", themes(&from.themes), themes(&to.themes)),
        ("opening", quoted(&from.opening), quoted(&to.opening)),
        ("asks", lines(&from.asks), lines(&to.asks)),
        ("do not say", lines(&from.do_not_say), lines(&to.do_not_say)),
        ("campaigns", campaigns(from).into(), campaigns(to).into()),
    ];
    if from.quotes != to.quotes {
        if from.quotes.len() == to.quotes.len() {
            values.push(("quotes", "in another order".into(), "chosen or put in order again".into()));
        } else {
            values.push(("quotes", quotes(from), quotes(to)));
        }
    }
    format!("Debate “{}” changed: {}.", to.title, changes(&values))
}

fn office_sentence(from: &Office, to: &Office) -> String {
    let names = |office: &Office| {
        let names = office.authorities.iter().filter_map(|gss| authority::by_gss(gss));
        names.map(|found| found.name.clone()).collect::<Vec<_>>().join(", ")
    };
    format!(
        "The office’s details changed: {}.",
        changes(&[
            ("MP", from.mp.clone(), to.mp.clone()),
            ("constituency", from.constituency.clone(), to.constituency.clone()),
            ("usual local authorities", names(from), names(to)),
        ])
    )
}

fn settings_sentence(from: &Settings, to: &Settings) -> String {
    // By their names in the file, so that a setting that is added later is told too.
    let values = |settings: &Settings| match serde_json::to_value(settings) {
        Ok(serde_json::Value::Object(values)) => values,
        _ => serde_json::Map::new(),
    };
    let (from, to) = (values(from), values(to));
    let shown = |value: Option<&serde_json::Value>| match value {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Null) => "none".to_owned(),
        Some(serde_json::Value::Bool(on)) => if *on { "on" } else { "off" }.to_owned(),
        // Forms by their marks: what their columns hold says enough.
        Some(serde_json::Value::Object(forms)) => {
            let forms: Vec<_> = forms.values().map(|columns| columns.to_string().replace('"', "")).collect();
            forms.join(" ")
        }
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let name = |key: &str| match key {
        "lock_after" => "minutes before locking".to_owned(),
        "review_after" => "months before review".to_owned(),
        "addresses" => "this office’s addresses".to_owned(),
        "forms" => "columns of forms".to_owned(),
        "backup_folder" => "backup folder".to_owned(),
        "watched_folder" => "watched folder".to_owned(),
        "learning" => "learning from this office’s filing".to_owned(),
        "recovery_answered" => "recovery key reminded of no more".to_owned(),
        other => other.replace('_', " "),
    };
    let named: Vec<_> =
        to.iter().map(|(key, value)| (name(key), shown(from.get(key)), shown(Some(value)))).collect();
    let values: Vec<_> =
        named.iter().map(|(name, from, to)| (name.as_str(), from.clone(), to.clone())).collect();
    format!("Settings changed: {}.", changes(&values))
}
