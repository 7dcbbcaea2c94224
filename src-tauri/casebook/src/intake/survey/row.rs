//! One family's answers as a letter.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use super::{Column, consent, guess};
use crate::authority;
use crate::intake::{LONGEST_TEXT, Letter, NotALetter, Sender, plain};
use crate::submission::Format;

/// The letter, and as its original the row under its headings.
pub(super) fn letter(
    header: &[String],
    columns: &[Column],
    cells: &[String],
    title: &str,
    format: Format,
    order: Order,
) -> Result<(Vec<u8>, Letter), NotALetter> {
    if cells.iter().map(String::len).sum::<usize>() > LONGEST_TEXT {
        return Err(NotALetter::TooLong);
    }
    let answers = || {
        let cells = cells.iter().map(|cell| plain::tidy(cell));
        let answers =
            columns.iter().zip(header).zip(cells).map(|((column, heading), cell)| (*column, heading, cell));
        answers.filter(|(_, _, cell)| !cell.trim().is_empty())
    };
    let of = |wanted: Column| {
        answers().filter(move |(column, ..)| *column == wanted).map(|(_, _, cell)| one_line(&cell))
    };
    let stories: Vec<_> = answers().filter(|(column, ..)| *column == Column::Story).collect();
    if stories.is_empty() {
        return Err(NotALetter::NoAnswer);
    }
    let several = columns.iter().filter(|column| **column == Column::Story).count() > 1;
    let told = stories.iter().map(|(_, heading, words)| match several {
        // Which question it answers: "Nothing." means one thing under one and another under the next.
        true => format!("{}\n{words}", one_line(heading)),
        false => words.clone(),
    });
    let mut text = told.collect::<Vec<_>>().join("\n\n");
    let postcode =
        of(Column::Postcode).find(|code| authority::locate(code).is_some()).map(|code| code.to_uppercase());
    let further = answers().filter_map(|(column, heading, cell)| {
        let (heading, cell) = (one_line(heading), one_line(&cell));
        match column {
            Column::Other | Column::ChildAge => Some(format!("{heading}: {cell}")),
            Column::Postcode if authority::locate(&cell).is_none() => Some(format!("{heading}: {cell}")),
            Column::Consent => Some(format!("{}{heading} — {cell}", consent::MARK)),
            _ => None,
        }
    });
    let further: Vec<_> = further.collect();
    if !further.is_empty() {
        text.push_str("\n\n");
        text.push_str(&further.join("\n"));
    }
    if text.len() > LONGEST_TEXT {
        return Err(NotALetter::TooLong);
    }
    let mut names: Vec<String> = Vec::new();
    for name in of(Column::Name) {
        if !names.contains(&name) && name.to_lowercase() != "anonymous" {
            names.push(name);
        }
    }
    let name = (!names.is_empty()).then(|| names.join(" "));
    let email = of(Column::Email).find(|email| guess::is_email(email)).map(|email| email.to_lowercase());
    let letter = Letter {
        message_id: None,
        references: Vec::new(),
        from: (name.is_some() || email.is_some()).then_some(Sender { name, email }),
        to: Vec::new(),
        subject: if title.is_empty() { "An answer to a survey".into() } else { title.to_owned() },
        sent: of(Column::Date).find_map(|day| when(&day, order)),
        text,
        from_html: false,
        attachments: Vec::new(),
        postcode: postcode.unwrap_or_default(),
        format,
        unread: None,
    };
    Ok((original(header, cells), letter))
}

fn one_line(text: &str) -> String {
    plain::without_controls(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row as it came, under its headings.
fn original(header: &[String], cells: &[String]) -> Vec<u8> {
    let mut sheet = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = sheet.write_record(header).and_then(|()| sheet.write_record(cells));
    sheet.into_inner().unwrap_or_default()
}

/// Which comes first where a day is written in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// The order a column is written in: British, unless one of its days has no thirteenth month and none has
/// no thirteenth day.
pub(super) fn order<'a>(cells: impl Iterator<Item = &'a str>) -> Order {
    let (mut british, mut american) = (false, false);
    for cell in cells {
        let mut figures = cell.trim().split('/').take(2).map(|figure| figure.parse::<u8>().unwrap_or(0));
        let (first, second) = (figures.next().unwrap_or(0), figures.next().unwrap_or(0));
        british |= first > 12 && (1..=12).contains(&second);
        american |= (1..=12).contains(&first) && second > 12;
    }
    if american && !british { Order::MonthFirst } else { Order::DayFirst }
}

/// A day, in the shapes that forms write it.
pub(super) fn when(text: &str, order: Order) -> Option<DateTime<FixedOffset>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at);
    }
    let text = text.split(" GMT").next().unwrap_or_default().trim();
    let text = text.trim_end_matches(" UTC").trim_end_matches('Z');
    const ANYWHERE: [&str; 7] = [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %I:%M:%S %p",
        "%Y-%m-%d",
        "%d %B %Y",
        "%d %b %Y",
    ];
    const BRITISH: [&str; 7] = [
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %I:%M:%S %p",
        "%d/%m/%Y %H:%M",
        "%d/%m/%y %H:%M:%S",
        "%d/%m/%y %H:%M",
        "%d/%m/%Y",
        "%d/%m/%y",
    ];
    const AMERICAN: [&str; 7] = [
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %I:%M:%S %p",
        "%m/%d/%Y %H:%M",
        "%m/%d/%y %H:%M:%S",
        "%m/%d/%y %H:%M",
        "%m/%d/%Y",
        "%m/%d/%y",
    ];
    let (first, second) = match order {
        Order::DayFirst => (BRITISH, AMERICAN),
        Order::MonthFirst => (AMERICAN, BRITISH),
    };
    // "24" is also a year of four figures, to a shape that wants one.
    let recent = |at: &NaiveDateTime| (1990..=2200).contains(&at.year());
    let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0);
    let read = |shape: &&str| match NaiveDateTime::parse_from_str(text, shape) {
        Ok(at) => Some(at),
        Err(_) => noon(NaiveDate::parse_from_str(text, shape).ok()?),
    };
    let at = ANYWHERE.iter().chain(&first).chain(&second).filter_map(read).find(recent)?;
    Some(DateTime::<Utc>::from_naive_utc_and_offset(at, Utc).fixed_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_british_write_them() {
        for (text, day) in [
            ("2024-09-03 10:00:00", "2024-09-03"),
            ("03/09/2024 10:00:00", "2024-09-03"),
            ("03/09/2024", "2024-09-03"),
            ("2024/09/03 10:00:00 AM GMT+1", "2024-09-03"),
            ("9/30/24 10:00:00", "2024-09-30"),
            ("3 September 2024", "2024-09-03"),
        ] {
            assert_eq!(
                when(text, Order::DayFirst).map(|at| at.date_naive().to_string()).as_deref(),
                Some(day),
                "{text}"
            );
        }
        assert_eq!(when("soon", Order::DayFirst), None);
    }

    #[test]
    fn a_column_that_can_only_be_american_is_read_so_throughout() {
        let column = ["9/2/24 10:00:00", "9/30/24 10:00:00"];
        assert_eq!(order(column.into_iter()), Order::MonthFirst);
        let day = when(column[0], Order::MonthFirst).map(|at| at.date_naive().to_string());
        assert_eq!(day.as_deref(), Some("2024-09-02"), "and not in February");
        assert_eq!(
            order(["9/2/24", "3/2/24"].into_iter()),
            Order::DayFirst,
            "British where it could be either"
        );
        assert_eq!(order(["9/30/24", "30/9/24"].into_iter()), Order::DayFirst, "or where both stand in it");
        assert_eq!(order(["2024-09-30", "soon", ""].into_iter()), Order::DayFirst);
    }
}
