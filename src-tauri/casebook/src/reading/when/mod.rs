//! Dates and durations as people write them: "the 6th of January", "last September", "43 weeks ago",
//! "since Year 2", day before month. What each says is kept apart from what it comes to, which hangs on
//! the letter's own date ([`resolve`]).
//!
//! Silence is better than a wrong day: "3/4", a bare "May" and "the Tuesday before last" are nothing. No kept
//! crate does this: `smart-date`, `date_time_parser` and `natural-date-parser` answer one instant, guess where a
//! letter is vague, and give no place in the text.

mod resolve;
mod spoken;

use super::{Span, list::List, words::Words};

pub(super) use resolve::{Told, resolve};

/// What a date or a duration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A day; the year may be missing.
    Day { year: Option<i32>, month: u32, day: u32 },
    /// A month; the year may be missing.
    Month { year: Option<i32>, month: u32 },
    /// "6 January last year": so many years before the letter's.
    DayOf { back: i32, month: u32, day: u32 },
    /// "March last year", "March this year".
    MonthOf { back: i32, month: u32 },
    /// "two years this September".
    MonthThis { back: i32, month: u32 },
    /// "two years come September": so many before the next.
    MonthCome { back: i32, month: u32 },
    /// "last September", "a year last March".
    MonthLast { back: i32, month: u32 },
    /// "summer 2023", "in the autumn term", "just before Christmas"; the year may be missing.
    Time { year: Option<i32>, time: Time, side: Side },
    /// "Easter last year".
    TimeOf { back: i32, time: Time },
    /// "last summer", "last Easter".
    LastTime(Time),
    /// "in 2022".
    Year(i32),
    /// So much time before something.
    Back { count: u32, unit: Unit, roughly: Roughly },
    /// The day before.
    Yesterday,
    /// "last Tuesday", by how many days it is after Monday.
    LastWeekday(u32),
    /// "last week".
    WeekBefore,
    /// "last month".
    MonthBefore,
    /// "last year".
    YearBefore,
    /// "earlier this year".
    ThisYear,
    /// A year of school: 0 is Reception, -1 nursery.
    SchoolYear(i32),
}

impl Says {
    /// Whether it counts how long ago something was: "43 weeks", "two years come September".
    pub(super) const fn counts(self) -> bool {
        match self {
            Self::Back { .. } | Self::MonthCome { .. } | Self::MonthThis { .. } => true,
            Self::MonthLast { back, .. } => back > 0,
            _ => false,
        }
    }
}

/// A time of the year that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// Spring, summer, autumn or winter, by the month it begins in.
    Season(u32),
    /// The autumn, spring or summer term, by the month it begins in.
    Term(u32),
    /// A half-term holiday, by the month it is known by; without one, whichever was the last.
    HalfTerm(Option<u32>),
    Christmas,
    NewYear,
    Easter,
    SummerHolidays,
}

/// "Easter", "just before Easter", "just after Easter".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    During,
    JustBefore,
    JustAfter,
}

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// How a count is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Roughly {
    /// "43 weeks".
    About,
    /// "over 43 weeks".
    AtLeast,
    /// "just over a year".
    JustOver,
    /// "nearly 43 weeks".
    Nearly,
}

/// How it is led in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Led {
    /// "in March", "43 weeks ago".
    At,
    /// "since March", "43 weeks since".
    Since,
    /// "43 weeks", which may be a wait.
    Lasting,
    /// "until March", "by March", "next March": not when anything happened.
    Not,
}

/// A date or a duration in a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    /// The place of its first word, and of the one behind its last.
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) says: Says,
    pub(super) led: Led,
}

impl Phrase {
    pub(super) fn span(&self, words: &Words<'_>) -> Option<Span> {
        let (first, last) = (words.words.get(self.first)?, words.words.get(self.end.checked_sub(1)?)?);
        Some(Span { start: first.span.start, end: last.span.end })
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

/// Words before a month without a day or a year: without one of them "May" and "March" are verbs.
static LEADS: List = List::new(
    "in since last early mid late end start beginning until till by before after from during around about this next of \
     through",
);

/// Words that may stand between a leading word and its date.
static BETWEEN: List = List::new(
    "the of on in early mid late end start beginning middle about around approximately back way roughly week commencing last this",
);

/// Words after which a date is not when something happened.
static NOT: List = List::new("until till by before after next between to within every coming");

/// Every date and duration, in order; none overlaps another.
pub(super) fn phrases(words: &Words<'_>, text: &str) -> Vec<Phrase> {
    let (mut found, mut place) = (Vec::new(), 0);
    while place < words.words.len() {
        match (Look { words, text, place, alone: false }).phrase() {
            Some(phrase) => {
                place = phrase.end.max(place + 1);
                found.push(phrase);
            }
            None => place += 1,
        }
    }
    found
}

/// The one date that words typed by themselves say: a month needs nothing before it here.
pub(super) fn alone(words: &Words<'_>, text: &str) -> Option<Says> {
    let all = words.words.len();
    (0..all.min(4)).find_map(|place| {
        let led = (0..place).all(|before| {
            let word = words.folded(before);
            LEADS.has(word) || BETWEEN.has(word)
        });
        let phrase = led.then(|| (Look { words, text, place, alone: true }).phrase()).flatten()?;
        (phrase.end == all).then_some(phrase.says)
    })
}

/// A look at the words from one place on, no further than the sentence.
#[derive(Clone, Copy)]
struct Look<'a, 'v> {
    words: &'a Words<'v>,
    text: &'a str,
    place: usize,
    alone: bool,
}

impl Look<'_, '_> {
    /// The word so many places on; nothing where that is another sentence.
    fn word(&self, on: usize) -> &str {
        let here = self.words.words.get(self.place).map(|word| word.sentence);
        let there = self.words.words.get(self.place + on).map(|word| word.sentence);
        if here == there { self.words.folded(self.place + on) } else { "" }
    }

    /// The word so many places back.
    fn before(&self, back: usize) -> &str {
        let Some(place) = self.place.checked_sub(back) else { return "" };
        let here = self.words.words.get(self.place).map(|word| word.sentence);
        let there = self.words.words.get(place).map(|word| word.sentence);
        if here == there { self.words.folded(place) } else { "" }
    }

    /// What stands between two words as they are written.
    fn between(&self, on: usize) -> &str {
        let both = self.words.words.get(self.place + on).zip(self.words.words.get(self.place + on + 1));
        both.and_then(|(one, next)| Span { start: one.span.end, end: next.span.start }.of(self.text))
            .unwrap_or_default()
    }

    fn phrase(self) -> Option<Phrase> {
        let (says, length) =
            self.numbers().or_else(|| self.day()).or_else(|| self.month()).or_else(|| self.other())?;
        Some(Phrase { first: self.place, end: self.place + length, says, led: self.led(says, length) })
    }

    /// "06/01/2024", "6.1.24", "2024-01-06".
    fn numbers(&self) -> Option<(Says, usize)> {
        let word = self.word(0);
        let dotted: Vec<&str> = word.split('.').collect();
        let (parts, length) = match dotted.as_slice() {
            [day, month, year] => ([*day, *month, *year], 1),
            [_] if word.starts_with(|c: char| c.is_ascii_digit()) => {
                let separator = self.between(0);
                if !matches!(separator, "/" | "-" | "\u{2010}" | "\u{2011}") || self.between(1) != separator {
                    return None;
                }
                ([word, self.word(1), self.word(2)], 3)
            }
            _ => return None,
        };
        let [first, middle, last] = parts;
        let whole = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
        let (year, month, day) = if first.len() == 4 { (first, middle, last) } else { (last, middle, first) };
        let year = match (year.len(), whole(year)?) {
            (4, year) => year,
            (2, year) => 2000 + year,
            _ => return None,
        };
        let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
        let (month, day) = (whole(month)?, whole(day)?);
        chrono::NaiveDate::from_ymd_opt(year, month, day)?;
        Some((Says::Day { year: Some(year), month, day }, length))
    }

    /// "6 January 2024", "the 6th of January", "January 6th".
    fn day(&self) -> Option<(Says, usize)> {
        if let Some((day, _)) = day_number(self.word(0)) {
            let of = usize::from(self.word(1) == "of");
            let month = month_number(self.word(1 + of))?;
            if let Some((back, length)) = self.relative_year(2 + of) {
                return Some((Says::DayOf { back, month, day }, 2 + of + length));
            }
            let year = year_number(self.word(2 + of));
            let says = Says::Day { year, month, day };
            return Some((says, 2 + of + usize::from(year.is_some())));
        }
        let month = month_number(self.word(0))?;
        let the = usize::from(self.word(1) == "the");
        let (day, ordinal) = day_number(self.word(1 + the))?;
        if let Some((back, length)) = self.relative_year(2 + the) {
            return Some((Says::DayOf { back, month, day }, 2 + the + length));
        }
        let year = year_number(self.word(2 + the));
        // "March 5" may be anything.
        (ordinal || year.is_some()).then_some(())?;
        Some((Says::Day { year, month, day }, 2 + the + usize::from(year.is_some())))
    }

    /// "March 2024", "in March", "last September".
    fn month(&self) -> Option<(Says, usize)> {
        let month = month_number(self.word(0))?;
        let of = usize::from(matches!(self.word(1), "of" | "in"));
        if let Some(year) = year_number(self.word(1 + of)) {
            return Some((Says::Month { year: Some(year), month }, 2 + of));
        }
        if let Some((back, length)) = self.relative_year(1) {
            return Some((Says::MonthOf { back, month }, 1 + length));
        }
        // "September '23".
        let short = self.word(1).parse::<i32>().ok().filter(|_| self.word(1).len() == 2);
        if let Some(year) = short.filter(|_| self.between(0).trim_start().starts_with(['\'', '’', '‘'])) {
            return Some((Says::Month { year: Some(2000 + year), month }, 2));
        }
        if self.word(1) == "half" && self.word(2) == "term" {
            return None;
        }
        if self.before(1) == "last" {
            return Some((Says::MonthLast { back: 0, month }, 1));
        }
        (self.alone || LEADS.has(self.before(1))).then_some((Says::Month { year: None, month }, 1))
    }

    /// "last year", "of this year": how many years back from the letter's, and how many words that is.
    fn relative_year(&self, on: usize) -> Option<(i32, usize)> {
        let of = usize::from(self.word(on) == "of");
        match (self.word(on + of), self.word(on + of + 1)) {
            ("last", "year") => Some((1, 2 + of)),
            ("this", "year") => Some((0, 2 + of)),
            _ => None,
        }
    }

    fn led(&self, says: Says, length: usize) -> Led {
        let back = (1..=4).find(|back| !BETWEEN.has(self.before(*back)));
        let before = back.map_or("", |back| self.before(back));
        let last = self.word(length.saturating_sub(1));
        match says {
            _ if NOT.has(before) => Led::Not,
            _ if says.counts() && last == "since" => Led::Since,
            Says::Back { .. } if last == "ago" => Led::At,
            Says::Back { .. } | Says::MonthCome { .. } | Says::MonthThis { .. } => Led::Lasting,
            _ if before == "since" => Led::Since,
            _ => Led::At,
        }
    }
}

/// Years a letter speaks of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

fn year_number(word: &str) -> Option<i32> {
    let year = word.parse().ok().filter(|_| word.len() == 4)?;
    YEARS.contains(&year).then_some(year)
}

fn month_number(word: &str) -> Option<u32> {
    let is =
        |(long, short): &(&str, &str)| word == *long || word == *short || (word == "sep" && *short == "sept");
    (1..).zip(&MONTHS).find_map(|(number, names)| is(names).then_some(number))
}

/// The day of a month, and whether it is written as an ordinal.
fn day_number(word: &str) -> Option<(u32, bool)> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)?;
    match ending {
        "" => Some((day, false)),
        "st" | "nd" | "rd" | "th" => Some((day, true)),
        _ => None,
    }
}
