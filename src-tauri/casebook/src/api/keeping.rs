//! How long a case is kept, and erasing it.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use super::{
    Context, Desk, DuePage, DueReviews, Erase, Erased, HeldBackup, Keep, Nothing, Problem, Result, SetReview,
    one_line, session::Open,
};
use crate::store::{Gone, Review, backup};

/// The longest reason for keeping a story, in characters.
const LONGEST_REASON: usize = 300;

/// The farthest review, in months.
const FARTHEST: Months = Months::new(120);

pub(super) fn due(desk: &Desk, context: &Context<'_>, request: DueReviews) -> Result<DuePage> {
    desk.with(|open| open.casebook.due(&request, context.today()))
}

fn still_to_come(field: &str, day: NaiveDate, today: NaiveDate) -> Result<()> {
    let last = today.checked_add_months(FARTHEST).unwrap_or(NaiveDate::MAX);
    if day > today && day <= last {
        return Ok(());
    }
    Err(Problem::invalid(
        field,
        "That is no day for the next review.",
        "Choose a day after today, and within ten years.",
    ))
}

pub(super) fn keep(desk: &Desk, context: &Context<'_>, request: Keep) -> Result<Nothing> {
    still_to_come("until", request.until, context.today())?;
    let reason = one_line(&request.reason);
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Problem::invalid(
            "reason",
            "A story is kept for a reason.",
            format!("Say in a few words why it is still needed, in at most {LONGEST_REASON} characters."),
        ));
    }
    decide(desk, context, request.story, |_| Review { day: Some(request.until), reason })
}

pub(super) fn set_review(desk: &Desk, context: &Context<'_>, request: SetReview) -> Result<Nothing> {
    if let Some(on) = request.on {
        still_to_come("on", on, context.today())?;
    }
    decide(desk, context, request.story, |from| Review { day: request.on, reason: from.reason.clone() })
}

fn decide(
    desk: &Desk,
    context: &Context<'_>,
    story: Uuid,
    to: impl FnOnce(&Review) -> Review,
) -> Result<Nothing> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.make(&writing.review(story, to)?))?;
        Ok(Nothing {})
    })
}

pub(super) fn erase(desk: &Desk, context: &Context<'_>, request: Erase) -> Result<Erased> {
    let mut seen = HashSet::new();
    let stories: Vec<_> = request.stories.into_iter().filter(|story| seen.insert(*story)).collect();
    if stories.is_empty() {
        return Err(Problem::invalid("stories", "No story was chosen.", "Choose what is to be erased."));
    }
    desk.with(|open| {
        confirmed(open, &stories, &request.confirm)?;
        let stamp = open.stamp(context);
        let gone = open.casebook.write(stamp, |writing| writing.erase(&stories, request.reason))?;
        let overwritten = open.casebook.finish_erasing()?;
        let Gone { stories, letters, entries, named_in, debates } = gone;
        Ok(Erased { stories, letters, entries, named_in, debates, overwritten, backups: holding(open)? })
    })
}

/// Erasing cannot be undone, so a slip of the hand must not be enough.
fn confirmed(open: &Open, stories: &[Uuid], typed: &str) -> Result<()> {
    let typed = one_line(typed).to_lowercase();
    let name = match stories {
        [story] => one_line(&open.casebook.who_wrote(*story)?).to_lowercase(),
        _ => String::new(),
    };
    // A letter need not say who wrote it.
    let (wanted, remedy) = if name.is_empty() {
        (stories.len().to_string(), "Type how many stories are to be erased.")
    } else {
        (name, "Type the name of who wrote, as the story shows it.")
    };
    if typed == wanted {
        return Ok(());
    }
    Err(Problem::invalid("confirm", "That does not confirm it, so nothing was erased.", remedy))
}

/// Backups that were made before. An office is told of those in the place its settings name and of
/// those beside the casebook; nobody can know of copies made elsewhere.
fn holding(open: &Open) -> Result<Vec<HeldBackup>> {
    let chosen = open.casebook.settings()?.backup_folder;
    let chosen = Some(PathBuf::from(chosen)).filter(|place| place.is_absolute());
    let places = chosen.into_iter().chain([backup::usual_place(&open.folder)]);
    let mut held = Vec::new();
    for place in places.collect::<BTreeSet<_>>() {
        for folder in open.casebook.copies_in(&place)? {
            let Some(made) = backup::made(&folder) else { continue };
            held.push(HeldBackup { folder: folder.to_string_lossy().into_owned(), made });
        }
    }
    held.sort_by(|a, b| (b.made, &b.folder).cmp(&(a.made, &a.folder)));
    Ok(held)
}
