//! What an office decides about its casebook.

use super::{Context, Desk, Nothing, Problem, Result, backups};
use crate::settings::Settings;
use crate::store::Change;

pub(super) fn show(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Settings> {
    desk.with(|open| open.casebook.settings())
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, to: Settings) -> Result<Settings> {
    within("lock_after", to.lock_after, 60, "minutes")?;
    within("review_after", to.review_after, 120, "months")?;
    desk.with(|open| {
        let from = open.casebook.settings()?;
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
