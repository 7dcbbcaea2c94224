//! Which column of a form holds what, guessed from its headings and its first rows.

use super::{Column, row};
use crate::authority;

/// How many rows are looked at.
pub(super) const ROWS: usize = 50;

/// Answers on average at least this long are somebody's own words.
const WORDS: usize = 60;

pub(super) fn columns(header: &[String], rows: &[&[String]]) -> Vec<Column> {
    let mut columns: Vec<Column> = header.iter().map(|heading| by_heading(heading)).collect();
    let dated = columns.contains(&Column::Date);
    for (at, column) in columns.iter_mut().enumerate() {
        let cells = || {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let mostly = |is: fn(&str) -> bool| {
            let (all, so) = cells().fold((0, 0), |(all, so), cell| (all + 1, so + usize::from(is(cell))));
            all > 0 && so * 3 >= all * 2
        };
        if *column == Column::Other {
            if mostly(is_email) {
                *column = Column::Email;
            } else if mostly(|cell| authority::locate(cell).is_some()) {
                *column = Column::Postcode;
            } else if !dated && mostly(|cell| row::when(cell, row::Order::DayFirst).is_some()) {
                *column = Column::Date;
            }
        }
    }
    // One address and one day; the form's own columns come first and may be empty in an anonymous form.
    keep_last(&mut columns, Column::Date);
    if !columns.contains(&Column::Story) {
        let length = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let (count, letters) =
                cells.fold((0, 0), |(count, sum), cell| (count + 1, sum + cell.chars().count()));
            letters.checked_div(count).unwrap_or(0)
        };
        let longest = (0..columns.len())
            .filter(|at| columns.get(*at) == Some(&Column::Other))
            .max_by_key(|at| length(*at))
            .filter(|at| length(*at) >= WORDS);
        if let Some(slot) = longest.and_then(|at| columns.get_mut(at)) {
            *slot = Column::Story;
        }
    }
    columns
}

fn keep_last(columns: &mut [Column], which: Column) {
    let last = columns.iter().rposition(|column| *column == which);
    for (at, column) in columns.iter_mut().enumerate() {
        if *column == which && Some(at) != last {
            *column = Column::Leave;
        }
    }
}

pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        && !text.contains(char::is_whitespace)
}

/// What a heading says by itself. The order matters: "May we share your child's story?" asks for
/// consent, and "Child's name" is nobody to write to.
fn by_heading(heading: &str) -> Column {
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let word = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let phrase = |any: &[&str]| any.iter().any(|phrase| lower.contains(phrase));
    let of_child = word(&["child", "child's", "children", "son", "daughter", "pupil", "young", "childs"]);
    if phrase(&[
        "consent",
        "permission",
        "may we",
        "can we",
        "happy for us",
        "agree",
        "anonymous",
        "anonymised",
        "be quoted",
        "quote you",
    ]) {
        return Column::Consent;
    }
    if matches!(
        lower.trim(),
        "id" | "#" | "language" | "total points" | "quiz feedback" | "grade posted time"
    ) {
        return Column::Leave;
    }
    if phrase(&["start time", "last modified"]) {
        return Column::Leave;
    }
    if phrase(&["timestamp", "completion time", "submitted", "submission date"]) || lower.trim() == "date" {
        return Column::Date;
    }
    if phrase(&["email", "e-mail"]) {
        return Column::Email;
    }
    if phrase(&["postcode", "post code", "postal code"]) {
        return Column::Postcode;
    }
    if word(&["age", "aged"]) || phrase(&["how old", "year group", "school year", "date of birth"]) {
        return Column::ChildAge;
    }
    if phrase(&[
        "story",
        "experience",
        "tell us",
        "describe",
        "what happened",
        "in your own words",
        "your message",
        "what has",
        "how has",
        "anything else",
        "comments",
    ]) {
        return Column::Story;
    }
    if word(&["name", "surname", "forename"])
        && !of_child
        && !word(&["school", "council", "setting", "authority", "mp"])
    {
        return Column::Name;
    }
    Column::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &[&str], rows: &[&[&str]]) -> Vec<Column> {
        let header: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
        columns(&header, &rows)
    }

    #[test]
    fn a_microsoft_form_is_understood() {
        use Column as C;
        let headings = [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "What is your full name?",
            "Your home postcode",
            "How old is your child?",
            "Child's name",
            "Please tell us about your experience",
            "May we quote your words anonymously in Parliament?",
        ];
        let expected = [
            C::Leave,
            C::Leave,
            C::Date,
            C::Email,
            C::Name,
            C::Name,
            C::Postcode,
            C::ChildAge,
            C::Other,
            C::Story,
            C::Consent,
        ];
        assert_eq!(guessed(&headings, &[]), expected);
    }

    #[test]
    fn cells_tell_what_a_heading_does_not() {
        use Column as C;
        let long =
            "We have waited for a plan since March and nobody at the council ever answers the telephone.";
        let rows: [&[&str]; 2] = [
            &["2024", "ann@example.org", "SG4 9TP", "x", long],
            &["2024", "bob@example.org", "SG5 1AA", "y", long],
        ];
        assert_eq!(
            guessed(&["Timestamp", "Contact", "Where", "Q1", "Q2"], &rows),
            [C::Date, C::Email, C::Postcode, C::Other, C::Story]
        );
    }
}
