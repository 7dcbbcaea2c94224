//! The words of a PDF, if it has any: a scan is pictures of words.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions};

use crate::intake::{LONGEST_TEXT, Unread};

/// A page's own content; a letter's is a hundredth of this.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;
/// No letter has more.
const MOST_PAGES: usize = 500;

pub(super) fn words(bytes: &[u8]) -> Result<String, Unread> {
    // The library is sound but was not written for hostile files: where it gives up, we say so.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or(Err(Unread::NoWords))
}

fn read(bytes: &[u8]) -> Result<String, Unread> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_PAGE), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => Unread::Locked,
        _ => Unread::NoWords,
    })?;
    if document.is_encrypted() {
        return Err(Unread::Locked);
    }
    let mut text = String::new();
    for page in document.get_pages().keys().take(MOST_PAGES) {
        if let Ok(words) = document.extract_text_with_limit(&[*page], LARGEST_PAGE) {
            text.push_str(&words);
            text.push('\n');
        }
        if text.len() > LONGEST_TEXT {
            break;
        }
    }
    if text.chars().any(char::is_alphabetic) { Ok(text) } else { Err(Unread::Scan) }
}
