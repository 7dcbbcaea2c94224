//! A sheet of plain text being written from HTML: lines, blank lines between blocks, quote marks.

/// What must come before the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A new line.
    Line,
    /// A blank line.
    Blank,
}

/// Quotes deeper than this look alike.
const DEEPEST_QUOTE: usize = 8;

#[derive(Debug)]
pub(super) struct Sheet {
    out: String,
    line: String,
    space: bool,
    gap: Gap,
    last_blank: bool,
    last_quote: usize,
    quote: usize,
    marker: String,
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self {
            out: String::new(),
            line: String::new(),
            space: false,
            gap: Gap::Line,
            last_blank: true,
            last_quote: 0,
            quote: 0,
            marker: String::new(),
        }
    }

    /// Adds running text: white space collapses, no-break spaces hold an empty line open.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.space = !self.line.is_empty();
            } else {
                if self.space {
                    self.line.push(' ');
                    self.space = false;
                }
                self.line.push(c);
            }
        }
    }

    /// Adds text whose line breaks and spaces count.
    pub(super) fn preformatted(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.break_line();
            }
            // No-break spaces survive until the line is written.
            self.line
                .extend(line.chars().filter(|c| *c != '\r').map(|c| if c == ' ' { '\u{a0}' } else { c }));
        }
    }

    /// `<br>`: ends the line, or leaves an empty one.
    pub(super) fn break_line(&mut self) {
        if self.line.is_empty() {
            self.write("");
        } else {
            self.end_line();
        }
    }

    /// The edge of a block.
    pub(super) fn edge(&mut self, gap: Gap) {
        self.end_line();
        self.gap = self.gap.max(gap);
    }

    /// The bullet or number to stand before the next line.
    pub(super) fn mark(&mut self, marker: String) {
        self.end_line();
        self.marker = marker;
    }

    pub(super) fn quote_deeper(&mut self) {
        self.quote += 1;
    }

    pub(super) fn quote_shallower(&mut self) {
        self.quote = self.quote.saturating_sub(1);
    }

    /// Adds lines that are finished, such as a table's.
    pub(super) fn lines(&mut self, text: &str) {
        self.end_line();
        for line in text.split('\n') {
            self.write(line);
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.end_line();
        while self.out.ends_with('\n') {
            self.out.pop();
        }
        self.out
    }

    fn end_line(&mut self) {
        self.space = false;
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let words: Vec<&str> = line.split(' ').map(|word| word.trim_matches('\u{a0}')).collect();
        if words.iter().all(|word| word.is_empty()) {
            self.write("");
        } else {
            self.write(line.trim_end_matches(['\u{a0}', ' ']));
        }
    }

    fn write(&mut self, line: &str) {
        let is_blank = line.is_empty();
        let shared = self.quote.min(self.last_quote);
        if self.gap == Gap::Blank && !self.last_blank && !is_blank {
            self.quote_marks(shared);
            self.out.push('\n');
        }
        if is_blank {
            if !self.last_blank {
                self.quote_marks(shared);
                self.out.push('\n');
            }
        } else {
            self.quote_marks(self.quote);
            self.out.push_str(&std::mem::take(&mut self.marker));
            self.out.push_str(line);
            self.out.push('\n');
            self.gap = Gap::Line;
        }
        self.last_blank = is_blank;
        self.last_quote = self.quote;
    }

    fn quote_marks(&mut self, depth: usize) {
        for _ in 0..depth.min(DEEPEST_QUOTE) {
            self.out.push_str("> ");
        }
    }
}
