//! The words of a PDF, if it has any: a scan is pictures of words.
//!
//! The library that reads it was not written for hostile files. What it would have to go through for
//! a page's words is counted first, and where that is more than any letter takes, reading ends there.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions, Object, ObjectId};
use memchr::memmem;

use super::crossref;
use crate::intake::{LONGEST_TEXT, Unread};

/// Bytes unpacked for the words of all pages; a letter's are a hundredth of this.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Pieces gone through for the words of all pages. A page of words has some thousands; each becomes half
/// a kilobyte.
const MOST_PIECES: usize = 1_500_000;
/// Pieces of one page, all of which the library holds at once.
const LARGEST_PAGE: usize = 200_000;
/// No letter has more.
const MOST_PAGES: usize = 500;
/// Pages lie in groups, a handful deep.
const DEEPEST: usize = 64;

/// What was read of a PDF.
pub(super) struct Words {
    pub(super) text: String,
    /// Every page was read.
    pub(super) whole: bool,
}

pub(super) fn words(bytes: &[u8]) -> Result<Words, Unread> {
    // Where the library gives up, we say so.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or(Err(Unread::NoWords))
}

fn read(bytes: &[u8]) -> Result<Words, Unread> {
    if !crossref::is_credible(bytes) {
        return Err(Unread::NoWords);
    }
    let options = LoadOptions { max_decompressed_size: Some(MOST_BYTES), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => Unread::Locked,
        _ => Unread::NoWords,
    })?;
    if document.is_encrypted() {
        return Err(Unread::Locked);
    }
    let mut pages: Vec<_> = document.page_iter().take(MOST_PAGES + 1).collect();
    let mut words = Words { text: String::new(), whole: pages.len() <= MOST_PAGES };
    pages.truncate(MOST_PAGES);
    let mut left = Left { bytes: MOST_BYTES, pieces: MOST_PIECES };
    for page in pages {
        single_out(&mut document, page);
        if left.take(&document, page).is_none() {
            words.whole = false;
            break;
        }
        if let Ok(text) = document.extract_text_with_limit(&[1], MOST_BYTES) {
            words.text.push_str(&text);
            words.text.push('\n');
        }
        if words.text.len() > LONGEST_TEXT {
            break;
        }
    }
    match (words.text.chars().any(char::is_alphabetic), words.whole) {
        (true, _) => Ok(words),
        (false, true) => Err(Unread::Scan),
        (false, false) => Err(Unread::NoWords),
    }
}

/// Makes a page the document's only one: the library goes through all of them to find one, for each. It
/// also follows a page's parents as deep as they go, on the stack.
fn single_out(document: &mut Document, page: ObjectId) {
    let tree = document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference);
    if let Ok(tree) = tree.and_then(|tree| document.get_dictionary_mut(tree)) {
        tree.set("Kids", vec![Object::Reference(page)]);
    }
    let parent =
        |id: &ObjectId| document.get_dictionary(*id).ok()?.get(b"Parent").and_then(Object::as_reference).ok();
    let too_deep = std::iter::successors(Some(page), parent).nth(DEEPEST).is_some();
    if too_deep && let Ok(page) = document.get_dictionary_mut(page) {
        page.remove(b"Parent");
    }
}

/// What may still be gone through.
struct Left {
    bytes: usize,
    pieces: usize,
}

impl Left {
    /// Counts a page: its own content, and the lists in which its fonts say what their signs mean, which
    /// are unpacked anew for every page. Nothing where that is too much.
    fn take(&mut self, document: &Document, page: ObjectId) -> Option<()> {
        let content = document.get_page_content_with_limit(page, self.bytes).ok()?;
        let pieces = pieces(&content);
        if pieces > LARGEST_PAGE {
            return None;
        }
        self.less(content.len(), pieces)?;
        for font in document.get_page_fonts(page).unwrap_or_default().values() {
            if let Ok(list) = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream) {
                let list = list.get_plain_content_with_limit(self.bytes).ok()?;
                self.less(list.len(), pieces_of_list(&list)?)?;
            }
        }
        Some(())
    }

    fn less(&mut self, bytes: usize, pieces: usize) -> Option<()> {
        self.bytes = self.bytes.checked_sub(bytes)?;
        self.pieces = self.pieces.checked_sub(pieces)?;
        Some(())
    }
}

/// How many words, numbers and signs something is made of, at the most.
fn pieces(content: &[u8]) -> usize {
    let apart = |byte: u8| byte.is_ascii_whitespace() || b"()<>[]{}/%\0".contains(&byte);
    let mut before = b' ';
    let begins = content.iter().filter(|byte| {
        let last = std::mem::replace(&mut before, **byte);
        b"(<[{/".contains(byte) || (apart(last) && !apart(**byte))
    });
    begins.count()
}

fn pieces_of_list(list: &[u8]) -> Option<usize> {
    pieces(list).checked_add(signs(list)?)
}

/// How many signs a font's list names by their first and last: a line of it can name four thousand
/// million. Nothing where it is not written as every program writes it.
fn signs(list: &[u8]) -> Option<usize> {
    let mut all = 0_usize;
    for section in memmem::find_iter(list, b"beginbfrange") {
        let mut rest = list.get(section..)?.strip_prefix(b"beginbfrange")?.trim_ascii_start();
        // Each line: from, to, and what they mean, or a list of that.
        while !rest.is_empty() && !rest.starts_with(b"endbfrange") {
            let (from, after) = sign(rest)?;
            let (to, after) = sign(after)?;
            let end = if after.starts_with(b"[") { b']' } else { b'>' };
            rest = after.get(memchr::memchr(end, after)? + 1..)?.trim_ascii_start();
            all = all.checked_add(usize::try_from(to.saturating_sub(from)).ok()?)?;
        }
    }
    Some(all)
}

/// A sign's number, as `<0041>`, and what follows.
fn sign(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let inside = bytes.strip_prefix(b"<")?;
    let end = memchr::memchr(b'>', inside)?;
    let number = u32::from_str_radix(std::str::from_utf8(inside.get(..end)?).ok()?, 16).ok()?;
    Some((number, inside.get(end + 1..)?.trim_ascii_start()))
}
