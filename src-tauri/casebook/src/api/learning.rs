//! What this office's filing teaches: made anew in the background when enough was filed, and offered with its
//! reason.

use super::{Context, Desk, Learning, Nothing, Result};
use crate::learning::{Because, Learnt, Lessons, Moved};
use crate::reading::{self, ThemeSuggestion};
use crate::settings::Settings;
use crate::store::{Casebook, Change, Made, Stamp};

pub(super) fn show(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Learning> {
    desk.with(|open| open.casebook.learning())
}

/// Forgets everything, and what was filed so far teaches no more. Undo has it learnt again.
pub(super) fn forget(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Learning> {
    desk.with(|open| {
        let (stamp, from) = (open.stamp(context), open.casebook.settings()?);
        open.casebook.write(stamp, |writing| {
            writing.unlearn()?;
            let to = Settings { forgotten: writing.last_entry()?, ..from.clone() };
            writing.make(&Change::Settings { from, to })
        })?;
        open.casebook.learning()
    })
}

/// What is offered for a letter, as the office's filing has it.
pub(super) fn offer(
    learnt: &Learnt,
    text: &str,
    themes: Vec<ThemeSuggestion>,
    urgent: bool,
) -> (Vec<ThemeSuggestion>, Vec<(&'static str, String)>) {
    let moved = learnt.offer(text, themes, urgent);
    let because = |moved: &Moved| Some((moved.offered.theme, sentence(moved.because.as_ref()?)));
    let why = moved.iter().filter_map(because).collect();
    (moved.into_iter().map(|moved| moved.offered).collect(), why)
}

fn sentence(because: &Because) -> String {
    match because {
        Because::Words { words, filed, of } if filed == of => {
            format!("This office filed {of} letters with “{words}” here.")
        }
        Because::Words { words, filed, of } => {
            format!("This office filed {filed} of {of} letters with “{words}” here.")
        }
        Because::StruckOut { taken: 0, of } => {
            format!("This office never kept it, of {of} times that it was offered.")
        }
        Because::StruckOut { taken, of } => {
            format!("This office kept it {taken} of {of} times that it was offered.")
        }
    }
}

/// Learns again, if it is time; or lets some stories offer what was learnt, those of the Inbox first.
pub(super) fn some(casebook: &mut Casebook, stamp: Stamp, stopped: &dyn Fn() -> bool) -> Result<()> {
    if let Some(began) = casebook.learning_due()? {
        let mut made = Made::default();
        if began.is_on() {
            let mut lessons = Lessons::default();
            for filed in casebook.filed_to_learn_from()? {
                if stopped() {
                    return Ok(());
                }
                if !lessons.hears(filed.voice) {
                    continue;
                }
                let Some(lesson) = casebook.lesson(&filed, began)? else { continue };
                let offered = lesson.letters.iter().flat_map(|(_, found)| found);
                let offered: Vec<_> = offered.map(|found| (found.theme.clone(), found.score)).collect();
                let words: Vec<_> =
                    lesson.letters.iter().map(|(text, _)| reading::plain_words_of_nobody(text)).collect();
                lessons.add(filed.voice, &filed.themes, &offered, &words);
                made.since = Some(made.since.map_or(lesson.at, |since: i64| since.min(lesson.at)));
            }
            (made.learnt, made.stories) = (lessons.learnt(), lessons.stories());
        }
        if stopped() {
            return Ok(());
        }
        return casebook.write(stamp, |writing| writing.keep_learnt(began, &made));
    }
    let learnt = casebook.learnt()?;
    let offers = super::unread::offers(&learnt);
    if casebook.is_learning()? && !stopped() {
        casebook.write(stamp, |writing| writing.offer_what_was_learnt(&offers))?;
    }
    if !casebook.is_learning()? && casebook.is_learnt_again(&learnt, stamp.now)? && !stopped() {
        casebook.write(stamp, |writing| writing.look_for_what_was_learnt(&learnt, &offers))?;
    }
    Ok(())
}
