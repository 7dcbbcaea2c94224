//! A mail in parts, cut at its boundary lines.

use memchr::memmem;

use super::kind::split_line;
use super::mime::MOST_PARTS;

/// The longest boundary RFC 2046 allows is 70; programs have gone further.
const LONGEST_BOUNDARY: usize = 1_000;

/// The parts between the boundary lines; none if there is no boundary line. What stands before the
/// first and after the last is for programs that know no MIME.
pub(super) fn sections<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found: Vec<&[u8]> = Vec::new();
    if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
        return found;
    }
    let mark = [b"--", boundary].concat();
    let mut start = None;
    for at in memmem::find_iter(body, &mark) {
        let (before, after) = body.split_at(at);
        if !(before.is_empty() || before.ends_with(b"\n")) {
            continue;
        }
        let (line, rest) = split_line(after);
        let Some(last) = boundary_line(line, &mark) else { continue };
        if let Some(start) = start.replace(body.len() - rest.len()) {
            found.push(without_line_end(body.get(start..at).unwrap_or_default()));
        }
        // One more than is allowed is enough for the walk to refuse.
        if last || found.len() > MOST_PARTS {
            return found;
        }
    }
    if let Some(start) = start {
        found.push(body.get(start..).unwrap_or_default());
    }
    found
}

/// Whether this is a boundary line, and if so whether it is the last.
fn boundary_line(line: &[u8], mark: &[u8]) -> Option<bool> {
    match line.strip_prefix(mark)?.trim_ascii_end() {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}
