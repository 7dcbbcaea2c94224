//! The small words: dates, counts, lists, who speaks.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::Length;

/// "Wednesday 4 September 2024".
pub(crate) fn long_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// "4 September 2024".
pub(crate) fn date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "3 May to 2 September 2024", with no word said twice.
pub(crate) fn span(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        date(from)
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{} to {}", from.day(), date(to))
    } else if from.year() == to.year() {
        format!("{} to {}", from.format("%-d %B"), date(to))
    } else {
        format!("{} to {}", date(from), date(to))
    }
}

/// "11.00 am", "noon".
pub(crate) fn time(time: NaiveTime) -> String {
    if (time.hour(), time.minute()) == (12, 0) {
        return "noon".to_owned();
    }
    let (afternoon, hour) = time.hour12();
    format!("{hour}.{:02} {}", time.minute(), if afternoon { "pm" } else { "am" })
}

/// "1,204".
pub(crate) fn number(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 letter", "143 letters", "no letters".
pub(crate) fn counted(n: u32, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", number(n)),
    }
}

/// "55.2%".
pub(crate) fn percent(value: f32) -> String {
    format!("{value:.1}%")
}

/// "a, b and c".
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "Three"; figures above nine stay figures.
pub(crate) fn number_word(n: usize) -> String {
    const WORDS: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// A label as it stands after a colon: "Late plans" becomes "late plans", "EHCP late" stays.
pub(crate) fn after_colon(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// Adds the full stop that a caseworker left out.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '?', '!', '…', '”', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// Who speaks in a debate of this length.
pub(crate) const fn who_speaks(length: Length) -> &'static str {
    match length {
        Length::HalfHour => {
            "The mover, then the minister. Others may intervene, or speak with the leave of both. \
             There is no Opposition front bench and no right of reply."
        }
        Length::Hour => {
            "The mover, then other Members. The two largest opposition parties have 5 minutes each, \
             the minister has 10."
        }
        Length::HourAndHalf => {
            "The mover, then other Members. The two largest opposition parties and the minister have \
             10 minutes each. The mover sums up if time allows."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a real day")
    }

    #[test]
    fn dates_are_written_as_the_house_writes_them() {
        assert_eq!(long_date(day(2024, 9, 4)), "Wednesday 4 September 2024");
        assert_eq!(span(day(2024, 5, 3), day(2024, 9, 2)), "3 May to 2 September 2024");
        assert_eq!(span(day(2024, 5, 3), day(2024, 5, 9)), "3 to 9 May 2024");
        assert_eq!(span(day(2023, 12, 3), day(2024, 1, 9)), "3 December 2023 to 9 January 2024");
        assert_eq!(span(day(2024, 5, 3), day(2024, 5, 3)), "3 May 2024");
        assert_eq!(time(NaiveTime::from_hms_opt(11, 0, 0).expect("a time")), "11.00 am");
        assert_eq!(time(NaiveTime::from_hms_opt(16, 30, 0).expect("a time")), "4.30 pm");
    }

    #[test]
    fn one_is_singular_and_none_is_said() {
        assert_eq!(counted(1, "family", "families"), "1 family");
        assert_eq!(counted(0, "family", "families"), "no families");
        assert_eq!(counted(1204, "family", "families"), "1,204 families");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(after_colon("Late plans"), "late plans");
        assert_eq!(after_colon("EHCP late"), "EHCP late");
        assert_eq!(after_colon("École"), "école");
    }
}
