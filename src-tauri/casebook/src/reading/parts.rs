//! What in a letter is the writer's own words, what is quoted, and what is a signature.

#[cfg(test)]
mod tests;

use super::Span;

/// What a part of a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// The writer's own words.
    Words,
    /// An earlier message, or the lines that introduce it.
    Quoted,
    /// A sign-off with a name and address, "Sent from my iPhone", a disclaimer.
    Signature,
}

/// A stretch of a letter. Parts cover the text without gaps, in order, and neighbours differ in
/// kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it stands, whole lines.
    pub span: Span,
}

/// A sign-off is followed by at most this many lines of name and address.
const SIGNATURE_LINES: usize = 12;

/// Takes a letter apart. The parts cover the text exactly, in order.
#[must_use]
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let mut kinds = vec![PartKind::Words; lines.len()];
    let mut at = 0;
    let mut written = false;
    while at < lines.len() {
        let line = lines.get(at).map_or("", |(_, line)| line);
        let count = if line.is_empty() {
            1
        } else if line.starts_with('>') {
            mark(&mut kinds, at, 1, PartKind::Quoted)
        } else if let Some(length) = attribution(&lines, at) {
            let after = next_words(&lines, at + length);
            let marked = lines.get(after).is_some_and(|(_, line)| line.starts_with('>'));
            let length = if marked { after - at } else { lines.len() - at };
            mark(&mut kinds, at, length, PartKind::Quoted)
        } else if is_original_message(line) {
            mark(&mut kinds, at, lines.len() - at, PartKind::Quoted)
        } else if let Some(length) = header_block(&lines, at) {
            // A letter that begins with headers, or is passed on, is the letter itself.
            let passed_on =
                at.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(|(_, line)| is_passed_on(line));
            let length = if !written || passed_on { length } else { lines.len() - at };
            mark(&mut kinds, at, length, PartKind::Quoted)
        } else if is_passed_on(line) {
            let after = next_words(&lines, at + 1);
            let length = after - at + header_block(&lines, after).unwrap_or(0);
            mark(&mut kinds, at, length, PartKind::Quoted)
        } else if is_sent_from(line) {
            mark(&mut kinds, at, 1, PartKind::Signature)
        } else if is_disclaimer(line) {
            let length = lines.iter().skip(at).position(|(_, line)| begins_quote(line));
            mark(&mut kinds, at, length.unwrap_or(lines.len() - at), PartKind::Signature)
        } else if line == "--" || is_sign_off(line) {
            let length = signature_length(&lines, at);
            mark(
                &mut kinds,
                at,
                length.max(1),
                if length > 0 { PartKind::Signature } else { PartKind::Words },
            )
        } else {
            1
        };
        written |= !line.is_empty() && kinds.get(at) == Some(&PartKind::Words);
        at += count.max(1);
    }
    join(text, &lines, &kinds)
}

/// Every line: where it begins, and what stands in it without the white space around it.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let split = text.split_inclusive('\n').map(|line| {
        let here = (start, line.trim());
        start += line.len();
        here
    });
    split.collect()
}

fn join(text: &str, lines: &[(usize, &str)], kinds: &[PartKind]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (index, ((start, line), kind)) in lines.iter().zip(kinds).enumerate() {
        let end = lines.get(index + 1).map_or(text.len(), |(next, _)| *next);
        match parts.last_mut() {
            // A blank line belongs to what stands before it.
            Some(last) if last.kind == *kind || line.is_empty() => last.span.end = Span::new(*start, end).end,
            _ => parts.push(Part { kind: *kind, span: Span::new(*start, end) }),
        }
    }
    parts
}

fn mark(kinds: &mut [PartKind], at: usize, count: usize, kind: PartKind) -> usize {
    kinds.iter_mut().skip(at).take(count).for_each(|slot| *slot = kind);
    count
}

fn next_words(lines: &[(usize, &str)], from: usize) -> usize {
    from + lines.iter().skip(from).take_while(|(_, line)| line.is_empty()).count()
}

/// "On 3 May 2025, the office wrote:", perhaps over up to three lines.
fn attribution(lines: &[(usize, &str)], at: usize) -> Option<usize> {
    let (_, first) = lines.get(at)?;
    // As a mail program set to English, Welsh, German, French, Spanish or Polish begins it.
    let begins =
        ["On ", "Ar ", "Am ", "Le ", "El ", "W dniu ", "Dnia "].iter().any(|begin| first.starts_with(begin));
    if !(begins && first.contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    (0..3)
        .find(|further| lines.get(at + further).is_some_and(|(_, line)| ends_with_wrote(line)))
        .map(|end| end + 1)
}

fn ends_with_wrote(line: &str) -> bool {
    if line.len() >= 400 || !line.ends_with(':') {
        return false;
    }
    let lower = line.to_lowercase();
    // The German verb stands before the name: "Am 2.9.2024 um 10:00 schrieb Ann Invented <ann@example.org>:".
    let ends =
        ["wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "napisał:", "napisał(a):", "napisała:"];
    ends.iter().any(|end| lower.ends_with(end))
        || (lower.starts_with("am ") && lower.contains(" schrieb "))
        || (lower.starts_with("ar ") && lower.contains("ysgrifennodd"))
}

fn is_original_message(line: &str) -> bool {
    let core = line.trim_matches(|c: char| c == '-' || c == '_' || c.is_whitespace());
    const OTHERS: [&str; 4] =
        ["ursprüngliche nachricht", "message d'origine", "mensaje original", "wiadomość oryginalna"];
    line.starts_with("--")
        && (OTHERS.contains(&core.to_lowercase().as_str())
            || core.eq_ignore_ascii_case("original message")
            || core.eq_ignore_ascii_case("reply message"))
}

fn is_passed_on(line: &str) -> bool {
    if line.len() >= 80 {
        return false;
    }
    let core = line.trim_matches(|c: char| c == '-' || c == ':' || c.is_whitespace()).to_lowercase();
    core == "forwarded message" || core == "begin forwarded message"
}

/// An Outlook block: "From:", then "Sent:", "To:", "Subject:" in some order. Its length in lines.
fn header_block(lines: &[(usize, &str)], at: usize) -> Option<usize> {
    // Outlook writes them in its own language: English, then German, French, Spanish, Polish and Welsh.
    const FROM: [&str; 5] = ["from", "von", "de", "od", "oddi wrth"];
    const OTHERS: [&str; 25] = [
        "sent", "date", "to", "cc", "subject", "reply-to", "gesendet", "datum", "an", "betreff", "envoyé",
        "à", "objet", "enviado", "para", "asunto", "wysłano", "data", "do", "dw", "temat", "anfonwyd", "at",
        "pwnc", "dyddiad",
    ];
    let header = |line: &str| {
        let line = line.trim_matches('*');
        let (name, _) = line.split_once(':')?;
        let name = name.trim_matches('*').trim();
        if name.len() > 12 {
            return None;
        }
        let name = name.to_lowercase();
        // Whether it is the one that comes first.
        [(true, &FROM[..]), (false, &OTHERS[..])]
            .into_iter()
            .find(|(_, names)| names.contains(&name.as_str()))
    };
    let begins = lines.get(at).and_then(|(_, line)| header(line));
    if !begins.is_some_and(|(first, _)| first) {
        return None;
    }
    let mut seen = 0;
    let mut length = 0;
    for (_, line) in lines.iter().skip(at).take(9) {
        match header(line) {
            Some(_) => seen += 1,
            // A long list of recipients goes on over the line.
            None if !line.is_empty() && line.contains('@') => {}
            None => break,
        }
        length += 1;
    }
    (seen >= 3).then_some(length)
}

fn begins_quote(line: &str) -> bool {
    line.starts_with('>') || line.starts_with("From:") || is_original_message(line)
}

fn is_sent_from(line: &str) -> bool {
    // Most lines are told by their first letter.
    if !line.starts_with(['s', 'S', 'g', 'G']) {
        return false;
    }
    let lower = line.chars().take(60).collect::<String>().to_lowercase();
    let from = [
        "sent from my ",
        "sent from yahoo",
        "sent from outlook",
        "sent from mail for",
        "get outlook for",
        "sent via ",
        "sent from samsung",
        "sent from proton",
    ];
    line.chars().count() < 80 && from.iter().any(|begins| lower.starts_with(begins))
}

fn is_disclaimer(line: &str) -> bool {
    let lower = line.chars().take(120).collect::<String>().to_lowercase();
    let lower = lower.trim_start_matches('*').trim_start();
    let begins = [
        "this email and any",
        "this e-mail and any",
        "this message and any",
        "this email is confidential and",
        "this e-mail is confidential",
        "this message is intended",
        "this email is intended",
        "the information in this email",
        "the information contained in this",
        "the contents of this email",
        "the contents of this e-mail",
        "confidentiality notice",
        "disclaimer",
        "this email was scanned",
        "this email has been scanned",
        "please consider the environment",
        "if you are not the intended recipient",
        "uk parliament disclaimer",
        "virus-free",
        "transmitted files are intended",
        "this communication is intended",
        "this message is confidential and",
    ];
    begins.iter().any(|begin| lower.starts_with(begin))
}

/// Whether a line is nothing but the end of a letter: "Yours sincerely,".
pub(super) fn is_sign_off(line: &str) -> bool {
    const ENDINGS: [&str; 33] = [
        "yours sincerely",
        "yours faithfully",
        "yours truly",
        "yours",
        "kind regards",
        "kindest regards",
        "best regards",
        "warm regards",
        "warmest regards",
        "regards",
        "many thanks",
        "thanks",
        "thank you",
        "with thanks",
        "with many thanks",
        "best wishes",
        "all the best",
        "kind wishes",
        "with kind regards",
        "with best wishes",
        "with kindest regards",
        "sincerely",
        "respectfully",
        "yours respectfully",
        "thanks again",
        "thank you again",
        "many thanks and kind regards",
        "thanks in advance",
        "yours hopefully",
        "yours in hope",
        "best",
        "cheers",
        "yours gratefully",
    ];
    if line.chars().nth(49).is_some() {
        return false;
    }
    let core = line.to_lowercase();
    let core = core.trim_matches(|c: char| !c.is_alphanumeric());
    ENDINGS.contains(&core)
        || ENDINGS.iter().any(|end| {
            end.len() > 8
                && core
                    .strip_prefix(end)
                    .is_some_and(|rest| rest.starts_with(',') || rest.starts_with(" and "))
        })
}

/// How many lines from a sign-off on are name and address. None where prose follows.
fn signature_length(lines: &[(usize, &str)], at: usize) -> usize {
    let mut length = 1;
    let mut filled = 0;
    for (_, line) in lines.iter().skip(at + 1) {
        let lower = line.chars().take(6).collect::<String>().to_lowercase();
        let words = line.split_whitespace().take(15).count();
        let postscript = lower.starts_with("ps") || lower.starts_with("p.s") || lower.starts_with("p s");
        if begins_quote(line)
            || line.starts_with("On ")
            || postscript
            || is_sent_from(line)
            || is_passed_on(line)
        {
            break;
        }
        if words > 11 || (words > 6 && line.ends_with(['.', '!', '?'])) {
            // Prose: the sign-off was a "Thanks" on the way, unless some lines of a name came first.
            return if filled == 0 { 0 } else { length };
        }
        filled += usize::from(!line.is_empty());
        if filled > SIGNATURE_LINES {
            return 0;
        }
        length += 1;
    }
    length
}
