//! Reading what has come in: what each letter offers for its story, and which letters are one campaign's.
//!
//! A letter is stored first and read after. The few letters of a day are read at once; of a whole post bag
//! the window reads some hundreds at a time, beside whatever else is done.

use super::{Context, Desk, LettersRead, Nothing, Result};
use crate::reading::{Filing, Reader};
use crate::store::{Casebook, Offer, Stamp};

/// Letters read in one go: some tenths of a second's work.
const SOME: u32 = 500;

fn offer(reader: &mut Reader, text: &str) -> Offer {
    let Filing { themes, authority, urgent } = reader.filing(text);
    Offer {
        themes: themes.into_iter().map(str::to_owned).collect(),
        authority: authority.map(str::to_owned),
        urgent,
    }
}

/// Reads some of the letters that have not been read yet; says whether any are left.
pub(super) fn some(casebook: &mut Casebook, stamp: Stamp, reader: &mut Reader) -> Result<bool> {
    let letters = casebook.unread(SOME)?;
    if letters.is_empty() {
        return Ok(false);
    }
    let read: Vec<_> = letters
        .into_iter()
        .map(|letter| {
            let offer = offer(reader, &letter.text);
            (letter, offer)
        })
        .collect();
    casebook.write(stamp, |writing| writing.keep_offers(&read))?;
    Ok(casebook.count_unread()? > 0)
}

/// Reads what has just come in and finds its campaigns, where that is little work.
pub(super) fn latest(casebook: &mut Casebook, stamp: Stamp, stopped: &dyn Fn() -> bool) -> Result<()> {
    if casebook.count_unread()? > SOME || some(casebook, stamp, &mut Reader::default())? {
        return Ok(());
    }
    casebook.find_campaigns_of_latest(stamp, stopped)
}

/// Goes on reading, on a connection of its own: the window goes on working.
pub(super) fn some_more(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<LettersRead> {
    let lockings = desk.lockings();
    let (mut casebook, stamp) = desk.with(|open| Ok((open.casebook.companion()?, open.stamp(context))))?;
    let left = some(&mut casebook, stamp, &mut desk.reader())?;
    if !left {
        casebook.find_campaigns(stamp, &|| desk.lockings() != lockings)?;
    }
    Ok(LettersRead { left: casebook.count_unread()? })
}
