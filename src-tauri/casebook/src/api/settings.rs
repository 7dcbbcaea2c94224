//! What an office decides about its casebook.

use super::{Context, Desk, Nothing, Problem, Result, backups, one_line};
use crate::settings::Settings;
use crate::store::Change;

pub(super) fn show(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Settings> {
    desk.with(|open| open.casebook.settings())
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, mut to: Settings) -> Result<Settings> {
    within("lock_after", to.lock_after, 60, "minutes")?;
    within("review_after", to.review_after, 120, "months")?;
    to.addresses = addresses(&to.addresses)?;
    desk.with(|open| {
        let from = open.casebook.settings()?;
        to.watched_folder.clone_from(&from.watched_folder);
        to.forgotten = from.forgotten;
        if from.backup_folder != to.backup_folder && !to.backup_folder.is_empty() {
            backups::existing("backup_folder", &to.backup_folder)?;
        }
        if from != to {
            let (stamp, to) = (open.stamp(context), to.clone());
            open.casebook.write(stamp, |writing| writing.make(&Change::Settings { from, to }))?;
        }
        Ok(to)
    })
}

/// Each address once, as letters carry them.
fn addresses(given: &[String]) -> Result<Vec<String>> {
    let mut clean: Vec<String> =
        given.iter().map(|one| one_line(one).to_lowercase()).filter(|one| !one.is_empty()).collect();
    clean.sort();
    clean.dedup();
    let is_address = |one: &String| {
        one.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && !one.contains(char::is_whitespace)
    };
    if clean.iter().all(is_address) {
        return Ok(clean);
    }
    Err(Problem::invalid(
        "addresses",
        "One of these is not an email address.",
        "Write whole addresses, one on each line.",
    ))
}

fn within(field: &str, value: u32, most: u32, of: &str) -> Result<()> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Problem::invalid(
        field,
        format!("{value} {of} is not possible."),
        format!("Choose from 1 to {most} {of}."),
    ))
}
