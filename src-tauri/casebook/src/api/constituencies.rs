//! Whose constituent a family is: a hint by their postcode, never a refusal.

use std::path::Path;

use super::{Constituencies, Context, Desk, Elsewhere, Nothing, ReadPostcodes, Result};
use crate::authority::Postcode;
use crate::intake;
use crate::store::Casebook;

/// The table, if there is one.
pub(super) fn show(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Constituencies> {
    desk.with(|open| shown(&open.casebook))
}

fn shown(casebook: &Casebook) -> Result<Constituencies> {
    let office = casebook.office()?;
    let file = casebook.postcode_file(&office.constituency)?;
    Ok(Constituencies { file, ours: office.constituency })
}

/// Reads a file of postcodes and keeps its table in the place of the one before. Nothing is held while it reads:
/// the window goes on working.
pub(super) fn read(desk: &Desk, context: &Context<'_>, request: ReadPostcodes) -> Result<Constituencies> {
    desk.with(|_| Ok(()))?;
    let lockings = desk.lockings();
    let go_on = |done: u64, total: u64| {
        let kilobytes = |bytes: u64| u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
        context.progress.step(kilobytes(done.min(total)), kilobytes(total));
        !context.progress.cancelled() && desk.lockings() == lockings
    };
    let table = intake::postcodes(Path::new(&request.path), &go_on)?;
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.write(stamp, |writing| writing.keep_constituencies(&table))?;
        shown(&open.casebook)
    })
}

/// Where a postcode lies, if that is not the office's constituency. Nothing where either is not known.
pub(super) fn elsewhere(casebook: &Casebook, postcode: &str) -> Result<Option<Elsewhere>> {
    let Some(postcode) = Postcode::parse(postcode) else { return Ok(None) };
    let Some((number, found)) = casebook.constituency_of(&postcode)? else { return Ok(None) };
    let ours = casebook.office()?.constituency;
    Ok(match casebook.constituency_called(&ours)? {
        Some(our_number) if our_number != number => Some(Elsewhere {
            postcode: postcode.to_string(),
            constituency: if found.name.is_empty() { found.code } else { found.name },
            ours,
        }),
        _ => None,
    })
}
