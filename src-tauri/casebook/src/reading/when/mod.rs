//! Dates and durations as people write them: "the 6th of January", "last September", "43 weeks ago",
//! "since Year 2", day before month. What each says is kept apart from what it comes to, which hangs on
//! the letter's own date ([`resolve`]).
//!
//! Silence is better than a wrong day: "3/4", a bare "May" and "the Tuesday before last" are nothing.

mod resolve;

use super::{Span, list::List, words::Words};

pub(super) use resolve::{Told, resolve};

/// What a date or a duration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A day; the year may be missing.
    Day { year: Option<i32>, month: u32, day: u32 },
    /// A month; the year may be missing.
    Month { year: Option<i32>, month: u32 },
    /// "last September".
    LastMonth(u32),
    /// Spring, summer, autumn or winter by the month it begins in; the year may be missing.
    Season { year: Option<i32>, begins: u32 },
    /// "last summer".
    LastSeason(u32),
    /// "in 2022".
    Year(i32),
    /// So much time before something.
    Back { count: u32, unit: Unit, roughly: Roughly },
    /// The day before, the month before, the year before.
    Yesterday,
    /// "last month".
    MonthBefore,
    /// "last year".
    YearBefore,
    /// A year of school: 0 is Reception, -1 nursery.
    SchoolYear(i32),
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

/// Words behind a duration that make it something else: "43 weeks late", "two years old".
static ELSE: List = List::new(
    "after later before late overdue old over from within limit deadline timeline behind past early away long notice \
     left of prior",
);

/// Words before a duration that make it something else: "within six weeks", "it took a year".
static OTHERWISE: List =
    List::new("within in every per another next under took takes take taken statutory legal first by up to");

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
        Some(Phrase { first: self.place, end: self.place + length, says, led: self.led() })
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
            let year = year_number(self.word(2 + of));
            let says = Says::Day { year, month, day };
            return Some((says, 2 + of + usize::from(year.is_some())));
        }
        let month = month_number(self.word(0))?;
        let the = usize::from(self.word(1) == "the");
        let (day, ordinal) = day_number(self.word(1 + the))?;
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
        // "March last year", "in May this year" hang on the letter's date twice; the first is common.
        if self.word(1) == "last" && self.word(2) == "year" {
            return None;
        }
        if self.before(1) == "last" {
            return Some((Says::LastMonth(month), 1));
        }
        (self.alone || LEADS.has(self.before(1))).then_some((Says::Month { year: None, month }, 1))
    }

    /// Seasons, years, durations, school years.
    fn other(&self) -> Option<(Says, usize)> {
        self.school_year().or_else(|| self.duration()).or_else(|| self.season()).or_else(|| self.year())
    }

    fn school_year(&self) -> Option<(Says, usize)> {
        let led = self.alone || matches!(self.before(1), "in" | "since" | "during");
        let of = |word: &str| match word {
            "reception" => Some(0),
            "nursery" | "preschool" => Some(-1),
            _ => None,
        };
        if let Some(year) = of(self.word(0)).filter(|_| led) {
            return Some((Says::SchoolYear(year), 1));
        }
        let (number, length) = match self.word(0) {
            "year" | "yr" => (self.word(1), 2),
            word => (word.strip_prefix('y').or_else(|| word.strip_prefix("yr"))?, 1),
        };
        let year: i32 = super::words::number(number).and_then(|year| year.try_into().ok())?;
        (led && (1..=13).contains(&year)).then_some((Says::SchoolYear(year), length))
    }

    fn duration(&self) -> Option<(Says, usize)> {
        match (self.word(0), self.word(1)) {
            ("yesterday", _) => return Some((Says::Yesterday, 1)),
            ("last", "month") => return Some((Says::MonthBefore, 2)),
            ("last", "year") => return Some((Says::YearBefore, 2)),
            _ => {}
        }
        let (count, mut length) = match (self.word(0), self.word(1)) {
            ("a", "couple") => (2, if self.word(2) == "of" { 3 } else { 2 }),
            ("a" | "an", _) => (1, 1),
            (word, _) => (super::words::number(word).filter(|count| (1..=600).contains(count))?, 1),
        };
        let half = |at: usize| {
            self.word(at) == "and" && matches!(self.word(at + 1), "a") && self.word(at + 2) == "half"
        };
        let mut halves = 0;
        if half(length) {
            (halves, length) = (1, length + 3);
        }
        let (unit, many) = unit(self.word(length))?;
        // "a 20-week limit" counts nothing.
        if count > 1 && !many && self.word(length + 1) != "ago" {
            return None;
        }
        length += 1;
        if half(length) {
            (halves, length) = (1, length + 3);
        }
        let (count, unit) = match (halves, unit) {
            (0, unit) => (count, unit),
            (_, Unit::Years) => (count * 12 + 6, Unit::Months),
            _ => return None,
        };
        if count > most(unit) || ELSE.has(self.word(length)) || OTHERWISE.has(self.before(1)) {
            return None;
        }
        let roughly = match (self.before(1), self.before(2)) {
            ("over", _) | ("than", "more") | ("least", "at") => Roughly::AtLeast,
            ("nearly" | "almost", _) => Roughly::Nearly,
            ("than", _) => return None,
            _ => Roughly::About,
        };
        length += usize::from(matches!(self.word(length), "ago" | "since"));
        Some((Says::Back { count, unit, roughly }, length))
    }

    fn season(&self) -> Option<(Says, usize)> {
        let begins = match self.word(0) {
            "spring" => 3,
            "summer" => 6,
            "autumn" => 9,
            "winter" => 12,
            _ => return None,
        };
        let term = usize::from(self.word(1) == "term");
        let of = usize::from(self.word(1 + term) == "of");
        let year = year_number(self.word(1 + term + of));
        let led = self.alone || matches!(self.before(1), "since" | "in" | "the" | "during");
        match year {
            Some(_) => Some((Says::Season { year, begins }, 2 + term + of)),
            None if self.before(1) == "last" => Some((Says::LastSeason(begins), 1 + term)),
            None => led.then_some((Says::Season { year: None, begins }, 1 + term)),
        }
    }

    fn year(&self) -> Option<(Says, usize)> {
        let year = year_number(self.word(0))?;
        let led = self.alone || matches!(self.before(1), "in" | "since" | "during");
        led.then_some((Says::Year(year), 1))
    }

    fn led(&self) -> Led {
        let back = (1..=4).find(|back| !BETWEEN.has(self.before(*back)));
        let before = back.map_or("", |back| self.before(back));
        let length = self.duration().map(|(_, length)| length);
        match length.map(|length| self.word(length - 1)) {
            _ if NOT.has(before) => Led::Not,
            Some("ago") => Led::At,
            Some("since") => Led::Since,
            Some("yesterday" | "month" | "year") if matches!(self.word(0), "yesterday" | "last") => Led::At,
            Some(_) => Led::Lasting,
            None if before == "since" => Led::Since,
            None => Led::At,
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

/// A unit, and whether it is in the plural.
fn unit(word: &str) -> Option<(Unit, bool)> {
    Some(match word {
        "day" => (Unit::Days, false),
        "days" => (Unit::Days, true),
        "week" | "wk" => (Unit::Weeks, false),
        "weeks" | "wks" => (Unit::Weeks, true),
        "month" => (Unit::Months, false),
        "months" | "mths" => (Unit::Months, true),
        "year" | "yr" => (Unit::Years, false),
        "years" | "yrs" => (Unit::Years, true),
        _ => return None,
    })
}

/// Longer than this is not a wait for a plan.
const fn most(unit: Unit) -> u32 {
    match unit {
        Unit::Days | Unit::Weeks => 600,
        Unit::Months => 150,
        Unit::Years => 12,
    }
}
