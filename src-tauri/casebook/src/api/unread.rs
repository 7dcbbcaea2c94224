//! Reading what has come in: what each letter offers for its story, and which letters are one campaign's.
//!
//! A letter is stored first and read after. The few letters of a day are read at once; of a whole post bag
//! the window reads some hundreds at a time, beside whatever else is done. All of them are read by their
//! phrases first, which is quick, and then closely, some few at a time: whoever is waited for most comes first.
//! What was read with other lists than there are now is read again (`rereading.rs`).

use super::{Context, Desk, LettersRead, Nothing, Result, learning, rereading};
use crate::learning::Learnt;
use crate::reading::{self, CloseReader, Filing, Reader, Span, ThemeSuggestion};
use crate::store::{Casebook, CloseTheme, GOOD, Of, Offer, OtherWords, Stamp};
use crate::theme;

/// Letters read in one go: some tenths of a second's work.
const SOME: u32 = 500;

/// Letters read closely in one go, and the stretches of words after which no other is begun: some tenths
/// of a second's work, unless one letter is very long.
const FEW: u32 = 64;
const STRETCHES: u32 = 6;

fn offer(reader: &mut Reader, text: &str) -> Offer {
    let Filing { themes, authority, urgent, not_read } = reader.filing(text);
    Offer {
        themes: themes.into_iter().map(str::to_owned).collect(),
        authority: authority.map(str::to_owned),
        urgent,
        unread: not_read.as_ref().map(OtherWords::from),
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

/// The themes that were found when a letter was read closely.
pub(super) fn themes(found: &[CloseTheme]) -> Vec<ThemeSuggestion> {
    let known = found.iter().filter_map(|found| {
        let spans = found.spans.iter().map(|(start, end)| Span { start: *start, end: *end }).collect();
        Some(ThemeSuggestion { theme: &theme::by_id(&found.theme)?.id, score: found.score, spans })
    });
    known.collect()
}

fn close_theme(found: ThemeSuggestion) -> CloseTheme {
    let spans = found.spans.iter().map(|span| (span.start, span.end)).collect();
    CloseTheme { theme: found.theme.to_owned(), score: found.score, spans }
}

/// What a letter offers that was read closely, as the office's filing has it.
pub(super) fn offers(learnt: &Learnt) -> impl Fn(&str, Vec<CloseTheme>, Of) -> Vec<CloseTheme> {
    let surely = learnt.surely(GOOD);
    move |text, found, of| {
        let learnt = if of.filed { &surely } else { learnt };
        let (offered, _) = learning::offer(learnt, text, themes(&found), of.urgent);
        offered.into_iter().map(close_theme).collect()
    }
}

/// Reads a few letters closely, those first whose turn it is; or only what is in the Inbox.
fn closely(
    casebook: &mut Casebook,
    stamp: Stamp,
    reader: &mut CloseReader,
    inbox: bool,
    stopped: &dyn Fn() -> bool,
) -> Result<()> {
    let (before, mut read) = (reader.stretches(), Vec::new());
    for letter in casebook.skimmed(FEW, inbox)? {
        let Some((found, rests)) = reader.themes(&letter.text, stopped) else { break };
        read.push((letter, found.into_iter().map(close_theme).collect(), rests));
        if reader.stretches() - before >= STRETCHES {
            break;
        }
    }
    // Once the casebook is locked, nothing is written any more; what was read is read again.
    if read.is_empty() || stopped() {
        return Ok(());
    }
    let learnt = casebook.learnt()?;
    casebook.write(stamp, |writing| writing.keep_close_readings(&read, &offers(&learnt)))
}

/// Goes on reading, on a connection of its own: the window goes on working.
pub(super) fn some_more(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<LettersRead> {
    let lockings = desk.lockings();
    let locked = || desk.lockings() != lockings;
    let (mut casebook, stamp) = desk.with(|open| Ok((open.casebook.companion()?, open.stamp(context))))?;
    casebook.read_with(stamp, reading::version())?;
    let left = some(&mut casebook, stamp, &mut desk.reader())?;
    if !left {
        casebook.find_campaigns(stamp, &locked)?;
        // Words of risk are noticed by phrases: all that was read before is looked through for them first.
        let again = rereading::some(&mut casebook, stamp, &mut desk.reader(), &locked)?;
        let mut reader = std::mem::take(&mut *desk.close_reader());
        closely(&mut casebook, stamp, &mut reader, again, &locked)?;
        if !locked() {
            *desk.close_reader() = reader;
        }
        learning::some(&mut casebook, stamp, &locked)?;
    }
    Ok(LettersRead {
        left: casebook.count_unread()?,
        skimmed: casebook.count_skimmed()?,
        learning: casebook.is_learning()?,
        again: casebook.count_again()?,
    })
}
