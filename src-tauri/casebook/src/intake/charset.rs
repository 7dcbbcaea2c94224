//! Bytes become characters, whatever the label says.

use std::borrow::Cow;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes text by its label where the bytes agree with it. Mail lies about charsets in few ways:
/// UTF-8 called Latin-1, Windows bytes called UTF-8 or not called anything.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    let label = label.map(str::trim).unwrap_or_default();
    let seven_bit = bytes.is_ascii();
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            if bytes.contains(&0) {
                encoding.decode_without_bom_handling(bytes).0.into_owned()
            } else {
                unlabelled(bytes)
            }
        }
        Some(encoding) if encoding == UTF_8 || encoding == WINDOWS_1252 || encoding == REPLACEMENT => {
            unlabelled(bytes)
        }
        Some(encoding) => {
            let (text, wrong) = encoding.decode_without_bom_handling(bytes);
            match (wrong, std::str::from_utf8(bytes)) {
                (true, Ok(utf8)) if !seven_bit => utf8.to_owned(),
                _ => text.into_owned(),
            }
        }
        // UTF-7, IBM 850 and others that the web never had.
        None => match charset_decoder(label.as_bytes()) {
            Some(decode) if !label.is_empty() => decode(bytes),
            _ => unlabelled(bytes),
        },
    }
}

/// UTF-8 if it is; UTF-8 with a few bad bytes if most of it is; otherwise what Windows writes.
fn unlabelled(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > bad {
        String::from_utf8_lossy(bytes).into_owned()
    } else {
        WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    }
}

/// Mends a line that was UTF-8 and was read as Windows text on the way: "FrÃ¶sche" was "Frösche".
/// Real words do not come out as UTF-8 by accident.
pub(super) fn mended(line: &str) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let (bytes, _, lossy) = WINDOWS_1252.encode(line);
    match String::from_utf8(bytes.into_owned()) {
        Ok(text) if !lossy => Cow::Owned(text),
        _ => Cow::Borrowed(line),
    }
}

/// The charset an HTML page gives itself, for when its mail gives none.
pub(super) fn of_html(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let at = memchr::memmem::find(&start, b"charset=")?;
    let rest = start.get(at + b"charset=".len()..)?;
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let name: Vec<u8> =
        rest.iter().copied().take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)).collect();
    String::from_utf8(name).ok().filter(|name| !name.is_empty())
}

/// Undoes quoted-printable. A stray `=` stays as it is: better an odd sign than a lost letter.
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (line, next) = match memchr::memchr(b'\n', rest) {
            Some(at) => rest.split_at(at + 1),
            None => (rest, &[][..]),
        };
        rest = next;
        let ended = line.ends_with(b"\n");
        let line = line.trim_ascii_end();
        let (line, soft) = match line.strip_suffix(b"=") {
            Some(line) => (line, true),
            None => (line, false),
        };
        let mut at = 0;
        while let Some(&byte) = line.get(at) {
            let pair = (line.get(at + 1).copied().and_then(hex), line.get(at + 2).copied().and_then(hex));
            if let (b'=', (Some(high), Some(low))) = (byte, pair) {
                out.push(high * 16 + low);
                at += 3;
            } else {
                out.push(byte);
                at += 1;
            }
        }
        if ended && !soft {
            out.push(b'\n');
        }
    }
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Undoes base64, stepping over whatever is not base64. Some programs join several runs, each with
/// its own padding; some write remarks after it: a line ends where its padding is.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    each_of_base64(bytes, |byte| out.push(byte));
    out
}

/// How many bytes base64 stands for, without undoing it.
pub(super) fn base64_size(bytes: &[u8]) -> u64 {
    // Without a branch, and in one byte for a stretch, so that many are looked at at once.
    let is_base64 = |byte: &u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let other = (*byte == b'+') | (*byte == b'-') | (*byte == b'/') | (*byte == b'_');
        u8::from(letter | digit | other)
    };
    let stretch = |some: &[u8]| u64::from(some.iter().map(is_base64).sum::<u8>());
    let (mut size, mut rest) = (0, bytes);
    while !rest.is_empty() {
        let (run, padded) = rest.split_at(memchr::memchr(b'=', rest).unwrap_or(rest.len()));
        size += run.chunks(255).map(stretch).sum::<u64>() * 6 / 8;
        rest = memchr::memchr(b'\n', padded).and_then(|end| padded.get(end + 1..)).unwrap_or_default();
    }
    size
}

fn each_of_base64(bytes: &[u8], mut put: impl FnMut(u8)) {
    let (mut bits, mut held) = (0u32, 0u32);
    let mut padded = false;
    for &byte in bytes {
        if padded && byte != b'\n' {
            continue;
        }
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, held, padded) = (0, 0, true);
                continue;
            }
            b'\n' => {
                padded = false;
                continue;
            }
            _ => continue,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            put((held >> bits).to_le_bytes()[0]);
            held &= (1 << bits) - 1;
        }
    }
}

/// Undoes uuencode, as programs of the nineties wrapped what they attached: each line says how many
/// bytes it holds.
pub(super) fn uudecoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    for line in lines.skip_while(|line| !line.starts_with(b"begin ")).skip(1) {
        let Some((long, signs)) = line.split_first() else { continue };
        let wanted = out.len() + usize::from(six_bits(*long));
        if wanted == out.len() || line == b"end" {
            break;
        }
        for four in signs.chunks(4) {
            let bits = four
                .iter()
                .chain(&[b' '; 4])
                .take(4)
                .fold(0, |bits, sign| bits << 6 | u32::from(six_bits(*sign)));
            let [_, three @ ..] = bits.to_be_bytes();
            out.extend(three);
        }
        // Spaces at the end of a line stand for noughts, and get lost.
        out.resize(wanted, 0);
    }
    out
}

const fn six_bits(sign: u8) -> u8 {
    sign.wrapping_sub(b' ') & 0x3f
}

/// Joins neighbouring encoded words of one charset and encoding (`=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=`):
/// some programs cut them in the middle of a character.
pub(super) fn join_encoded_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut opening: Option<(String, bool)> = None;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("=?") {
        let mut fields = after.splitn(4, '?');
        let (Some(charset), Some(code), Some(data), Some(tail)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            break;
        };
        let Some(tail) = tail.strip_prefix('=') else {
            opening = None;
            out.push_str(before);
            out.push_str("=?");
            rest = after;
            continue;
        };
        let prefix = format!("=?{charset}?{code}?").to_ascii_lowercase();
        let whole = !code.eq_ignore_ascii_case("b") || (data.len() % 4 == 0 && !data.ends_with('='));
        let joins = before.chars().all(char::is_whitespace)
            && opening.as_ref().is_some_and(|(last, whole)| *whole && *last == prefix);
        if joins && out.ends_with("?=") {
            out.truncate(out.len() - 2);
        } else {
            out.push_str(before);
            out.push_str(&format!("=?{charset}?{code}?"));
        }
        out.push_str(data);
        out.push_str("?=");
        opening = Some((prefix, whole));
        rest = tail;
    }
    out.push_str(rest);
    out
}
