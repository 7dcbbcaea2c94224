//! A list of words written as a line of text, and looked up as a set.

use std::sync::OnceLock;

use foldhash::HashSet;

/// Words with white space between them.
#[derive(Debug)]
pub(super) struct List {
    line: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl List {
    pub(super) const fn new(line: &'static str) -> Self {
        Self { line, set: OnceLock::new() }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.line.split_whitespace().collect()).contains(word)
    }
}
