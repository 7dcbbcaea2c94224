//! What a PDF says of how many pieces it has and where they lie, looked at before the library that reads
//! it believes it: it takes as much memory as it is told to.

/// More pieces than any letter has: of a scan of five hundred pages there are a few thousand.
const MOST_PIECES: u64 = 200_000;
/// How wide a number may be said to be, in bytes. The widths of signs in a font are written in the same way
/// and are larger than any true one.
const WIDEST: u64 = 70_000;

/// Remarks and white space that are gone through in all, in bytes: a name may stand in a remark, and be
/// looked behind again.
const MOST_REMARKS: usize = 4 * 1024 * 1024;

/// Whether what it says can be believed.
pub(super) fn is_credible(bytes: &[u8]) -> bool {
    let mut remarks = MOST_REMARKS;
    memchr::memchr_iter(b'/', bytes).all(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let end = rest.iter().position(|byte| ends_a_name(*byte)).unwrap_or(rest.len());
        let (name, value) = rest.split_at(end);
        match plain(name).as_deref() {
            Some(b"W") => numbers(value, &mut remarks).is_none_or(|widths| {
                widths.len() < 3
                    || (widths.iter().any(|width| *width > 0) && widths.iter().all(|width| *width <= WIDEST))
            }),
            Some(b"Index" | b"Size") => numbers(value, &mut remarks)
                .is_none_or(|counts| counts.iter().all(|count| *count <= MOST_PIECES)),
            _ => true,
        }
    }) && remarks > 0
}

const fn ends_a_name(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A short name without its `#57`s. Nothing for a long one: none of ours is.
fn plain(name: &[u8]) -> Option<Vec<u8>> {
    let mut rest = name;
    let mut plain = Vec::new();
    while let Some((byte, after)) = rest.split_first() {
        let coded = after.get(..2).filter(|_| *byte == b'#').and_then(|code| std::str::from_utf8(code).ok());
        match coded.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(meant) => {
                plain.push(meant);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*byte);
                rest = after;
            }
        }
        if plain.len() > 5 {
            return None;
        }
    }
    Some(plain)
}

/// A number, or a list of nothing else. A number too large for us is the largest there is.
fn numbers(value: &[u8], remarks: &mut usize) -> Option<Vec<u64>> {
    let mut rest = skip(value, remarks);
    let list = rest.strip_prefix(b"[");
    rest = list.unwrap_or(rest);
    let mut found = Vec::new();
    loop {
        rest = skip(rest, remarks);
        if rest.starts_with(b"]") && list.is_some() {
            return Some(found);
        }
        let digits = rest.strip_prefix(b"+").unwrap_or(rest);
        let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
        if end == 0 {
            return None;
        }
        let (number, after) = digits.split_at(end);
        found.push(
            number
                .iter()
                .fold(0_u64, |all, digit| all.saturating_mul(10).saturating_add(u64::from(digit - b'0'))),
        );
        if list.is_none() {
            return Some(found);
        }
        rest = after;
    }
}

/// Past white space and remarks, while there may be more of them.
fn skip<'a>(bytes: &'a [u8], remarks: &mut usize) -> &'a [u8] {
    let mut rest = bytes;
    loop {
        let from =
            rest.iter().position(|byte| !(byte.is_ascii_whitespace() || *byte == 0)).unwrap_or(rest.len());
        rest = rest.get(from..).unwrap_or_default();
        *remarks = remarks.saturating_sub(from);
        let Some(remark) = rest.strip_prefix(b"%").filter(|_| *remarks > 0) else { return rest };
        let end = memchr::memchr2(b'\n', b'\r', remark).unwrap_or(remark.len());
        *remarks = remarks.saturating_sub(end + 1);
        rest = remark.get(end..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::is_credible;

    #[test]
    fn what_programs_write_is_believed() {
        for written in [
            "<</Type/XRef/W[1 2 1]/Index[0 40]/Size 40>>",
            "<</W [1 4 2] /Size 199999>>",
            "<</Type/Font/W[0[500 600]3 90 500]>>",
            "<</W[1 65535 1000]>>",
            "<</W 0>>",
            "<</FunctionType 0/Size[16 16]>>",
            "",
            "/W",
            "/W[",
            "/Size 1 0 R",
        ] {
            assert!(is_credible(written.as_bytes()), "{written}");
        }
    }

    #[test]
    fn what_would_take_the_memory_is_not() {
        for hostile in [
            "<</W[1 99999999999 2]>>",
            "<</W [ 1\n%remark\n 2 +00099999999999999999999 ]>>",
            "<</#57[1 99999999999 2]>>",
            "<</W[0 0 0]/Index[0 5]>>",
            "<</W[1 0 0]/Index[0 99999999]>>",
            "<</W[1 0 0]/Siz#65 99999999>>",
        ] {
            assert!(!is_credible(hostile.as_bytes()), "{hostile}");
        }
    }

    #[test]
    fn names_in_remarks_are_not_looked_behind_over_and_over() {
        for unit in ["/W%", "%/W\n", "/W ", "/W["] {
            let credible = is_credible(unit.repeat(1_000_000).as_bytes());
            assert_eq!(credible, !unit.contains('%'), "{unit:?}");
        }
    }
}
