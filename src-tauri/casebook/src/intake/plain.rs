//! Plain text made clean: line ends, control characters, and lines that a mail program wrapped.

/// Text as every letter keeps it: `\n` line ends, no control characters but `\n` and `\t`, plain
/// spaces, no trailing spaces, at most one blank line in a row, none at either end.
pub(super) fn tidy(text: &str) -> String {
    let text = without_controls(text);
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0usize;
    for line in text.split('\n') {
        let line = line.trim_end();
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        blanks = 0;
        out.push_str(line);
    }
    out
}

/// Every kind of line end becomes `\n`, no-break spaces become spaces, and what has no shape of its
/// own goes: control characters, soft hyphens, zero-width spaces, marks that turn text round.
pub(crate) fn without_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most of it needs no look at each letter.
        let plain = rest.bytes().take_while(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')).count();
        let (clean, more) = rest.split_at(plain);
        out.push_str(clean);
        let mut chars = more.chars();
        let Some(c) = chars.next() else { return out };
        rest = chars.as_str();
        match c {
            '\r' if rest.starts_with('\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{a0}' | '\u{202f}' | '\u{2007}' => out.push(' '),
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// Whether there is anything to read.
pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Undoes `format=flowed` (RFC 3676): a line that ends in a space goes on in the next.
pub(super) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut flowing: Option<usize> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let words = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let signature = words == "-- ";
        if flowing != Some(depth) || signature {
            if !out.is_empty() || flowing.is_some() {
                out.push('\n');
            }
            for _ in 0..depth {
                out.push_str("> ");
            }
        }
        let flows = !signature && words.ends_with(' ');
        out.push_str(match words.strip_suffix(' ') {
            Some(cut) if flows && delete_space => cut,
            _ => words,
        });
        // An unflowed empty first line still is a line.
        if out.is_empty() {
            out.push('\n');
        }
        flowing = flows.then_some(depth);
    }
    out
}
