//! Where confirmed dates stand against the limits, in sentences.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Dated, Exact, Limit, Step, limits};

/// How something stands against its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It came after the limit.
    Over,
    /// It came within it.
    Within,
    /// None is recorded, and the limit has passed.
    Missing,
    /// None is recorded, and the limit is still to come.
    Running,
    /// The dates do not say.
    Unclear,
}

/// One sentence of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it stands.
    pub standing: Standing,
    /// The sentence: "Final plan: 14 weeks over the general limit of 20 weeks from the request."
    pub text: String,
    /// The law behind it: "reg 13(2)".
    pub law: String,
}

/// Where a family stands, on a day, by the dates that were confirmed. What nobody confirmed is not
/// known to have happened, nor not to.
#[must_use]
pub fn standing(confirmed: &[(Step, Dated)], today: NaiveDate) -> Vec<Line> {
    limits().iter().filter_map(|limit| against(limit, confirmed, today)).collect()
}

fn against(limit: &Limit, confirmed: &[(Step, Dated)], today: NaiveDate) -> Option<Line> {
    let of = |steps: &[Step]| -> Vec<(Step, Dated)> {
        confirmed.iter().filter(|(step, _)| steps.contains(step)).copied().collect()
    };
    let mut starts = of(&limit.from);
    starts.sort_by_key(|(_, when)| (when.to, when.from));
    let (began, from) = starts.last().copied()?;
    // What may have come before the clock started did not stop it for certain, so it is left alone.
    let later = |steps: &[Step]| -> Option<Dated> {
        let mut found = of(steps);
        found.retain(|found| *found != (began, from) && found.1.to >= from.from);
        found.into_iter().map(|(_, when)| when).min_by_key(|when| (when.to, when.from))
    };
    if later(&limit.unless).is_some() {
        return None;
    }
    let text = match (later(&limit.until), limit.id.as_str()) {
        (done, "appeal") => return done.is_none().then(|| appeal(limit, from, today)).flatten(),
        (Some(done), _) => came(limit, began, from, done),
        // A refusal to issue is one way to end, and a plan after a review another; neither has to come.
        (None, "decide_issue" | "review_final") => return None,
        (None, _) => waits(limit, began, from, today),
    };
    let (standing, text) = text;
    Some(Line { standing, text, law: limit.law.clone() })
}

/// From what the limit is counted.
const fn counted_from(step: Step) -> &'static str {
    match step {
        Step::Request => "the request",
        Step::FinalPlan => "the final plan",
        Step::ReviewMeeting => "the review meeting",
        _ => "the decision",
    }
}

/// "14 weeks", or days where it is less than one.
fn how_long(days: i64) -> String {
    let (count, unit) = if days >= 7 { (days / 7, "week") } else { (days, "day") };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn at_least(from: Dated, until: Exact) -> &'static str {
    if from.exact == Exact::Day && until == Exact::Day { "" } else { "at least " }
}

fn days(span: TimeDelta) -> i64 {
    span.num_days()
}

fn came(limit: &Limit, began: Step, from: Dated, done: Dated) -> (Standing, String) {
    let (name, general) =
        (&limit.name, format!("the general limit of {} from {}", limit.length(), counted_from(began)));
    let (first, last) = (limit.ends(from.from), limit.ends(from.to));
    if done.from > last {
        let over = how_long(days(done.from - last));
        let least = at_least(from, done.exact);
        (Standing::Over, format!("{name}: {least}{over} over {general}."))
    } else if done.to <= first {
        (Standing::Within, format!("{name}: within {general}."))
    } else {
        let text = format!("{name}: the dates do not show whether it kept within {general}.");
        (Standing::Unclear, text)
    }
}

fn waits(limit: &Limit, began: Step, from: Dated, today: NaiveDate) -> (Standing, String) {
    let (name, general) =
        (&limit.name, format!("the general limit of {} from {}", limit.length(), counted_from(began)));
    let (first, last) = (limit.ends(from.from), limit.ends(from.to));
    let ends = Dated { from: first, to: last, exact: if first == last { Exact::Day } else { Exact::About } };
    if today > last {
        let over = how_long(days(today - last));
        let least = at_least(from, Exact::Day);
        let text =
            format!("{name}: none recorded. If none has come, it is {least}{over} over {general} today.");
        (Standing::Missing, text)
    } else if today <= first {
        let on = if first == last { "on " } else { "" };
        (Standing::Running, format!("{name}: none recorded; {general} ends {on}{}.", ends.label()))
    } else {
        let text = format!("{name}: none recorded; {general} falls {}.", ends.label());
        (Standing::Unclear, text)
    }
}

/// The family's own limit. Too much may move it for a verdict: the day is said, and what moves it.
fn appeal(limit: &Limit, from: Dated, today: NaiveDate) -> Option<Line> {
    if from.exact != Exact::Day {
        return None;
    }
    let day = limit.ends(from.from);
    let (standing, ends) =
        if today > day { (Standing::Unclear, "ended") } else { (Standing::Running, "ends") };
    let text = format!(
        "{}: none recorded; the general limit of {} from the decision letter {ends} on {}, or later: one month after a \
         mediation certificate, or where that day falls in August or at Christmas.",
        limit.name,
        limit.length(),
        Dated::day(day).label()
    );
    Some(Line { standing, text, law: limit.law.clone() })
}
