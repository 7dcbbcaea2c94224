//! How old the child is, or in which year at school: as the letter says it of today.

use super::words::Words;

/// A year at school or an age that the letter tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ToldAge {
    /// The year at school, from the least to the most it may be; 0 is Reception.
    pub(super) years: (i32, i32),
    /// The age, where that was told.
    pub(super) age: Option<i32>,
    /// The places of the first and the last word.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Ages of which a letter about school tells.
const AGES: std::ops::RangeInclusive<i32> = 2..=25;

/// Every one that is told of today.
pub(super) fn ages(words: &Words<'_>) -> Vec<ToldAge> {
    let number =
        |place: usize| words.at(place).and_then(|word| word.number).and_then(|year| i32::try_from(year).ok());
    let of_age = |age: i32, first, last| {
        AGES.contains(&age).then_some(ToldAge { years: (age - 5, age - 4), age: Some(age), first, last })
    };
    let in_year = |year: i32, first, last| {
        (0..=13).contains(&year).then_some(ToldAge { years: (year, year), age: None, first, last })
    };
    let told = |place: usize| {
        let (word, next) = (words.folded(place), words.folded(place + 1));
        let before = place.checked_sub(1)?;
        match (word, next) {
            ("in", "year") if is_now(words.folded(before)) => in_year(number(place + 2)?, place, place + 2),
            ("in", "reception") if is_now(words.folded(before)) => in_year(0, place, place + 1),
            ("year" | "years", "old") => of_age(number(before)?, before, place + 1),
            ("aged" | "age", _) => of_age(number(place + 1)?, place, place + 1),
            _ => None,
        }
    };
    (1..words.words.len()).filter_map(told).collect()
}

/// "He is in Year 6", "he's in Year 6", "now in Year 6".
fn is_now(before: &str) -> bool {
    matches!(before, "is" | "now" | "currently" | "he" | "she" | "am")
}

/// The child's year at school, from the least to the most it may be. `None` where the letter does not
/// say, or tells of children in several years.
pub(super) fn year_group(words: &Words<'_>) -> Option<(i32, i32)> {
    let ages = ages(words);
    let first = ages.first()?;
    ages.iter().all(|one| one.years == first.years).then_some(first.years)
}
