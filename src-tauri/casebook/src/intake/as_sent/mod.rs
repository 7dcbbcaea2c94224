//! A formatted mail as it was sent, made safe to show.
//!
//! Twice by different means. First the page is written anew from the tokenizer: balanced, shallow,
//! with the few elements that carry meaning and nothing of the sender's style; pictures only from
//! the mail itself. Then `ammonia` builds the tree a browser would and judges it by an allowed list.
//! What comes out must read the same when it goes in again: markup that changes between two readings
//! is how filters have been deceived, and it is not shown.

mod link;
mod picture;
mod rewrite;
#[cfg(test)]
mod tests;
mod vocabulary;

use thiserror::Error;

pub use link::Link;
pub(super) use picture::Picture;

use super::mime::Source;
use rewrite::{Links, Rewritten, rewrite};

/// Pages that have not settled after so many readings never do.
const READINGS: usize = 3;

/// A formatted mail, safe to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AsSent {
    /// A fragment of HTML: no script, no style, no address but `data:` pictures. A link is
    /// `<a href="#link-N">`, where N counts in `links` from 0.
    pub html: String,
    /// Where the links lead, in order.
    pub links: Vec<Link>,
    /// Pictures that would have been fetched from somewhere.
    pub elsewhere: u32,
    /// Pictures that are damaged, far too large, or not in the mail.
    pub unshown: u32,
}

/// Why a mail is not shown as it was sent. Each is a sentence for a caseworker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotShown {
    /// There is no HTML in it.
    #[error("This mail was sent as plain words, so there is nothing more to show.")]
    Plain,
    /// More than a browser should be asked to lay out.
    #[error("This mail’s formatting is far larger than any letter’s, so only its words are shown.")]
    TooLarge,
    /// Tags within tags, or attributes, without end; or markup that never reads the same twice.
    #[error("This mail’s formatting is tangled as no mail program writes it, so only its words are shown.")]
    TooTangled,
    /// The bytes are not a mail.
    #[error("The original cannot be read as a mail any more, so only its words are shown.")]
    Unreadable,
}

/// The page of a mail, from its bytes.
///
/// # Errors
/// [`NotShown`] says why there is none; the letter's words are still there.
pub fn as_sent(mail: &[u8]) -> Result<AsSent, NotShown> {
    let (sources, pictures) = super::formatting(mail).map_err(|_| NotShown::Unreadable)?;
    if !sources.iter().any(|source| matches!(source, Source::Html(_))) {
        return Err(NotShown::Plain);
    }
    let mut page = AsSent::default();
    for source in sources {
        match source {
            Source::Html(html) => {
                let part = rewrite(&html, &pictures, Links::Kept)?;
                page.elsewhere += part.elsewhere;
                page.unshown += part.unshown;
                page.html.push_str(&part.html);
            }
            Source::Words(words) => page.html.push_str(&rewrite::paragraph(&words)),
        }
        if page.html.len() > rewrite::LONGEST_PAGE {
            return Err(NotShown::TooLarge);
        }
    }
    let settled = settled(page.html)?;
    let Rewritten { html, links, .. } = rewrite(&settled, &[], Links::Numbered)?;
    Ok(AsSent { html: vocabulary::judged(&html), links, ..page })
}

/// Reads a page again until it reads the same.
fn settled(page: String) -> Result<String, NotShown> {
    let mut page = vocabulary::judged(&page);
    for _ in 0..READINGS {
        let again = vocabulary::judged(&rewrite(&page, &[], Links::Kept)?.html);
        if again == page {
            return Ok(page);
        }
        page = again;
    }
    Err(NotShown::TooTangled)
}

/// A page with its links as they are: what a page is when it is read once more, for the tests.
#[cfg(test)]
fn clean(page: &str) -> Result<String, NotShown> {
    settled(rewrite(page, &[], Links::Kept)?.html)
}
