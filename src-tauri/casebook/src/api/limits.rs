//! What is too much of anything, for every request at once: each is walked through at the door,
//! whatever it asks for, so that no job meets text without end, a character nobody can type or a
//! year that never was. What a value means is the job's own business.

mod walk;

use serde::Serialize;

use self::walk::Walk;
use crate::error::{Problem, Result};
use crate::intake;

/// Names, subjects, titles, search words, in bytes: a line.
const LINE: usize = 1_000;
/// An opening, a passage, a passphrase, a path: a page.
const PAGE: usize = 20_000;
/// More of anything is not a choice somebody made.
const LIST: usize = 100_000;
/// Years a letter, a debate or a review can have.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2200;

/// What kind of words a field holds.
enum Kind {
    /// A letter or a note: its job takes out what cannot be seen.
    Letter,
    /// Somebody's secret: any character may be part of it.
    Secret,
    /// A file or a folder: whatever the system calls it.
    Path,
    Page,
    Line,
}

fn kind(field: &str) -> Kind {
    match field {
        "text" => Kind::Letter,
        "passphrase" | "present" | "recovery" | "secret" => Kind::Secret,
        "path" | "paths" | "folder" | "backup" | "backup_folder" | "watched_folder" | "certificate" => {
            Kind::Path
        }
        // A day in a list's filter, a folder for a backup.
        "to" => Kind::Path,
        "opening" | "words" | "redact" => Kind::Page,
        _ => Kind::Line,
    }
}

/// A field as the window speaks of it, or one of its values where there are many.
fn called(field: &str) -> String {
    let name = match field {
        "mp" => "The MP’s name",
        "staff" => "The name of who is at the desk",
        "received" => "The day it was received",
        "on" | "date" | "until" | "from" | "to" => "The day",
        "when" => "The date",
        "how" => "How they said so",
        "asks" => "One of the questions to the minister",
        "do_not_say" => "One of the things not to say",
        "paths" => "One of the files’ names",
        "path" | "backup" | "certificate" => "The file’s name",
        "folder" | "backup_folder" | "watched_folder" => "The folder’s name",
        "authorities" => "One of the local authorities",
        "themes" => "One of the themes",
        "names" => "One of the names",
        "redact" => "One of the words to take out",
        "search" => "What is searched for",
        "present" => "The present passphrase",
        "recovery" => "The recovery key",
        "secret" => "The computer’s secret",
        "confirm" => "What was typed to confirm it",
        "text" | "words" | "opening" => return "The text".into(),
        other => return format!("The {}", other.replace('_', " ")),
    };
    name.into()
}

/// Refuses a request that holds too much, or what nobody can type.
pub(super) fn check(request: &impl Serialize) -> Result<()> {
    request.serialize(Walk { field: "request" })
}

fn text(field: &str, text: &str) -> Result<()> {
    let kind = kind(field);
    let most = match kind {
        Kind::Letter => intake::LONGEST_TEXT,
        Kind::Secret | Kind::Path | Kind::Page => PAGE,
        Kind::Line => LINE,
    };
    let refuse =
        |what: &str, remedy: &str| Err(Problem::invalid(field, format!("{} {what}.", called(field)), remedy));
    if text.len() > most {
        return refuse("is longer than it can be", "Shorten it, or put what matters into a note.");
    }
    let odd = |letter: char| match kind {
        Kind::Letter | Kind::Secret => false,
        Kind::Path => letter == '\0',
        Kind::Page | Kind::Line => letter.is_control() && !letter.is_whitespace(),
    };
    if text.chars().any(odd) {
        return refuse(
            "has a character in it that cannot be seen",
            "Delete it and type it again, or paste it as plain text.",
        );
    }
    if written_year(field, text).is_some_and(|year| !YEARS.contains(&year)) {
        return refuse("has a year that cannot be right", "Check the year.");
    }
    Ok(())
}

/// The year of a field that holds a day.
fn written_year(field: &str, text: &str) -> Option<u32> {
    let day = ["received", "on", "date", "until", "from", "to"].contains(&field)
        && text.len() >= 10
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'+');
    // A year before the first has no figure before its first dash.
    day.then(|| text.split('-').next().and_then(|year| year.parse().ok()).unwrap_or(0))
}

fn number(field: &str, value: f64) -> Result<()> {
    if value.is_finite() {
        return Ok(());
    }
    let what = format!("{} is not a number.", called(field));
    Err(Problem::invalid(field, what, "Type one, or leave it as it was."))
}

fn how_many(field: &str, count: usize) -> Result<()> {
    if count <= LIST {
        return Ok(());
    }
    let what = format!("These are too many {} at once.", field.replace('_', " "));
    Err(Problem::invalid(field, what, format!("Choose at most {LIST}.")))
}

#[cfg(test)]
mod tests {
    use super::{check, intake};

    #[derive(Clone, Default, serde::Serialize)]
    struct Request {
        name: String,
        path: String,
        backup_folder: String,
        passphrase: String,
        text: String,
        stories: Vec<u8>,
        score: f32,
    }

    #[test]
    fn too_much_or_unseen_is_refused_at_the_door_and_the_field_is_named() {
        let plain = || Request { name: "A plan".into(), ..Request::default() };
        assert!(check(&plain()).is_ok());
        for (wrong, field, named) in [
            (Request { name: "n".repeat(1_001), ..plain() }, "name", "The name is"),
            (Request { name: "a\0b".into(), ..plain() }, "name", "The name has"),
            (Request { path: "a\0b".into(), ..plain() }, "path", "The file’s name has"),
            (
                Request { backup_folder: "a".repeat(20_001), ..plain() },
                "backup_folder",
                "The folder’s name is",
            ),
            (Request { passphrase: "a".repeat(20_001), ..plain() }, "passphrase", "The passphrase is"),
            (Request { text: "a".repeat(intake::LONGEST_TEXT + 1), ..plain() }, "text", "The text is"),
            (Request { stories: vec![1; 100_001], ..plain() }, "stories", "too many stories"),
            (Request { score: f32::NAN, ..plain() }, "score", "The score is"),
        ] {
            let problem = check(&wrong).expect_err(field);
            assert_eq!(problem.field.as_deref(), Some(field), "the field is marked");
            assert!(problem.what.contains(named), "and named: {problem}");
            assert!(!problem.remedy.is_empty(), "and it says what to do");
        }
        let pasted = Request { name: "Ann\tExample\r\n".into(), path: "a\nb".into(), ..plain() };
        assert!(check(&pasted).is_ok(), "white space of any kind is folded by the job; a file may have it");
        let secret = Request { passphrase: "a\u{1}b".into(), ..plain() };
        assert!(check(&secret).is_ok(), "a passphrase that opened yesterday opens today");
    }

    #[test]
    fn a_day_has_a_year_that_a_letter_can_have() {
        #[derive(serde::Serialize)]
        struct Day {
            on: &'static str,
            title: &'static str,
        }
        let day = |on| check(&Day { on, title: "0001-01-01" }).is_ok();
        assert!(day("2024-09-03") && day("1900-01-01"), "and a title may say what it likes");
        for never in ["0024-09-03", "9999-01-01", "+12024-01-01", "-0044-03-15"] {
            assert!(!day(never), "{never}");
        }
    }
}
