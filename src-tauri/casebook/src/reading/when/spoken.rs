//! Dates as they are spoken of: "a fortnight ago", "last Easter", "since Year 2", "two years come
//! September".

use super::{Look, Roughly, Says, Side, Time, Unit, month_number, year_number};
use crate::reading::{list::List, words::number};

/// Words behind a duration that make it something else: "43 weeks late", "two years old".
static ELSE: List = List::new(
    "after later before late overdue old over from within limit deadline timeline behind past early away long notice \
     left of prior",
);

/// Words before a duration that make it something else: "within six weeks", "it took a year".
static OTHERWISE: List =
    List::new("within in every per another next under took takes take taken statutory legal first by up to");

/// Words before a holiday or a term: without one of them, nothing is said to have happened then.
static AT: List = List::new("at over since in during around");

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Look<'_, '_> {
    /// Holidays, terms, seasons, years, durations, school years.
    pub(super) fn other(&self) -> Option<(Says, usize)> {
        self.school_year().or_else(|| self.before_now()).or_else(|| self.time()).or_else(|| self.year())
    }

    fn school_year(&self) -> Option<(Says, usize)> {
        let part =
            self.before(1) == "of" && matches!(self.before(2), "start" | "beginning" | "middle" | "end");
        let led = self.alone || part || matches!(self.before(1), "in" | "since" | "during");
        let of = |word: &str| match word {
            "reception" => Some(0),
            "nursery" | "preschool" => Some(-1),
            _ => None,
        };
        if let Some(year) = of(self.word(0)).filter(|_| led) {
            return Some((Says::SchoolYear(year), 1));
        }
        let (told, length) = match self.word(0) {
            "year" | "yr" => (self.word(1), 2),
            word => (word.strip_prefix('y').or_else(|| word.strip_prefix("yr"))?, 1),
        };
        let year: i32 = number(told).and_then(|year| year.try_into().ok())?;
        (led && (1..=13).contains(&year)).then_some((Says::SchoolYear(year), length))
    }

    /// "yesterday", "last week", "earlier this year", "43 weeks ago".
    fn before_now(&self) -> Option<(Says, usize)> {
        let weekday = |word: &str| (0..).zip(WEEKDAYS).find_map(|(at, day)| (day == word).then_some(at));
        match (self.word(0), self.word(1)) {
            ("yesterday", _) => Some((Says::Yesterday, 1)),
            ("last", "week") => Some((Says::WeekBefore, 2)),
            ("last", "month") => Some((Says::MonthBefore, 2)),
            ("last", "year") => Some((Says::YearBefore, 2)),
            ("earlier", "this") if self.word(2) == "year" => Some((Says::ThisYear, 3)),
            ("last", day) if weekday(day).is_some() => Some((Says::LastWeekday(weekday(day)?), 2)),
            (day, "last") if weekday(day).is_some() && self.before(1) == "on" => {
                Some((Says::LastWeekday(weekday(day)?), 2))
            }
            // "It will be two years come September": that it is yet to be two years is no doubt of the rest.
            ("will", "be") => match (Look { place: self.place + 2, ..*self }).duration()? {
                (says @ (Says::MonthCome { .. } | Says::MonthThis { .. }), length) => {
                    Some((says, length + 2))
                }
                _ => None,
            },
            _ => self.duration(),
        }
    }

    fn duration(&self) -> Option<(Says, usize)> {
        if (self.word(0), self.word(1), self.word(2)) == ("half", "a", "year") {
            let roughly = self.roughly()?;
            let ago = usize::from(matches!(self.word(3), "ago" | "since"));
            return Some((Says::Back { count: 6, unit: Unit::Months, roughly }, 3 + ago));
        }
        let (count, mut length) = match (self.word(0), self.word(1)) {
            ("a", "couple") => (2, if self.word(2) == "of" { 3 } else { 2 }),
            ("a" | "an", _) => (1, 1),
            (word, _) => (number(word).filter(|count| (1..=600).contains(count))?, 1),
        };
        let half = |at: usize| {
            self.word(at) == "and" && matches!(self.word(at + 1), "a") && self.word(at + 2) == "half"
        };
        let mut halves = 0;
        if half(length) {
            (halves, length) = (1, length + 3);
        }
        let (unit, weeks, many) = unit(self.word(length))?;
        // "a 20-week limit" counts nothing.
        if count > 1 && !many && self.word(length + 1) != "ago" {
            return None;
        }
        length += 1;
        if half(length) {
            (halves, length) = (1, length + 3);
        }
        let (count, unit) = match (halves, unit) {
            (0, unit) => (count * weeks, unit),
            (_, Unit::Years) => (count * 12 + 6, Unit::Months),
            _ => return None,
        };
        if count > most(unit) || ELSE.has(self.word(length)) || OTHERWISE.has(self.before(1)) {
            return None;
        }
        if let Some(counted) = self.counted_to_a_month(count, unit, length) {
            return Some(counted);
        }
        let roughly = self.roughly()?;
        length += usize::from(matches!(self.word(length), "ago" | "since"));
        Some((Says::Back { count, unit, roughly }, length))
    }

    /// How the count that begins here is meant. `None` where it is less than was said.
    fn roughly(&self) -> Option<Roughly> {
        Some(match (self.before(1), self.before(2)) {
            ("over", "just" | "little" | "bit") => Roughly::JustOver,
            ("over", _) | ("than", "more") | ("least", "at") => Roughly::AtLeast,
            ("nearly" | "almost", _) => Roughly::Nearly,
            ("than", _) => return None,
            _ => Roughly::About,
        })
    }

    /// "two years come September", "two years this September", "a year last March".
    fn counted_to_a_month(&self, count: u32, unit: Unit, length: usize) -> Option<(Says, usize)> {
        let month = month_number(self.word(length + 1)).filter(|_| unit == Unit::Years)?;
        let back = i32::try_from(count).ok()?;
        let says = match self.word(length) {
            "come" => Says::MonthCome { back, month },
            "this" => Says::MonthThis { back, month },
            "last" => Says::MonthLast { back, month },
            _ => return None,
        };
        let since = usize::from(self.word(length + 2) == "since");
        Some((says, length + 2 + since))
    }

    /// "last summer", "in the autumn term", "Easter 2023", "just before half term".
    fn time(&self) -> Option<(Says, usize)> {
        let side = match (self.word(0), self.word(1)) {
            ("just" | "right" | "straight" | "shortly", "before") => Side::JustBefore,
            ("just" | "right" | "straight" | "shortly", "after") => Side::JustAfter,
            _ => Side::During,
        };
        if side != Side::During {
            let the = usize::from(self.word(2) == "the");
            let (time, length) = (Look { place: self.place + 2 + the, ..*self }).named()?;
            let length = 2 + the + length;
            let year = year_number(self.word(length));
            return Some((Says::Time { year, time, side }, length + usize::from(year.is_some())));
        }
        let (time, length) = self.named()?;
        let of = usize::from(self.word(length) == "of");
        let year = year_number(self.word(length + of));
        let relative = self.relative_year(length);
        // A year has three half terms.
        if time == Time::HalfTerm(None) && (year.is_some() || relative.is_some()) {
            return None;
        }
        if year.is_some() {
            return Some((Says::Time { year, time, side }, length + of + 1));
        }
        if let Some((back, words)) = relative {
            return Some((Says::TimeOf { back, time }, length + words));
        }
        if self.before(1) == "last" {
            // "Last half term" may be the holiday or the weeks before it.
            return (!matches!(time, Time::HalfTerm(_))).then_some((Says::LastTime(time), length));
        }
        let before = if self.before(1) == "the" { self.before(2) } else { self.before(1) };
        let season =
            matches!(time, Time::Season(_)) && matches!(self.before(1), "since" | "in" | "the" | "during");
        (self.alone || season || AT.has(before)).then_some((Says::Time { year: None, time, side }, length))
    }

    /// A time of the year, and how many words name it.
    fn named(&self) -> Option<(Time, usize)> {
        let holidays = |word: &str| matches!(word, "holiday" | "holidays" | "hols" | "break");
        let half_term = self.word(1) == "half" && self.word(2) == "term";
        let (begins, term, half) = match self.word(0) {
            "spring" => (3, Some(1), Some(2)),
            "summer" => (6, Some(4), Some(5)),
            "autumn" => (9, Some(9), Some(10)),
            "winter" => (12, None, None),
            "christmas" | "xmas" => return Some((Time::Christmas, 1 + usize::from(holidays(self.word(1))))),
            "easter" => return Some((Time::Easter, 1 + usize::from(holidays(self.word(1))))),
            "new" if self.word(1) == "year" && number(self.word(2)).is_none() => {
                return Some((Time::NewYear, 2));
            }
            "half" if self.word(1) == "term" => return Some((Time::HalfTerm(None), 2)),
            other => {
                let month = month_number(other).filter(|month| half_term && matches!(month, 2 | 5 | 10))?;
                return Some((Time::HalfTerm(Some(month)), 3));
            }
        };
        match self.word(1) {
            "half" if half_term && half.is_some() => Some((Time::HalfTerm(half), 3)),
            "term" => Some((Time::Term(term?), 2)),
            next if begins == 6 && holidays(next) => Some((Time::SummerHolidays, 2)),
            _ => Some((Time::Season(begins), 1)),
        }
    }

    fn year(&self) -> Option<(Says, usize)> {
        let year = year_number(self.word(0))?;
        let led = self.alone || matches!(self.before(1), "in" | "since" | "during");
        led.then_some((Says::Year(year), 1))
    }
}

/// A unit, how many of it the word is, and whether it is in the plural.
fn unit(word: &str) -> Option<(Unit, u32, bool)> {
    Some(match word {
        "day" => (Unit::Days, 1, false),
        "days" => (Unit::Days, 1, true),
        "week" | "wk" => (Unit::Weeks, 1, false),
        "weeks" | "wks" => (Unit::Weeks, 1, true),
        "fortnight" => (Unit::Weeks, 2, false),
        "fortnights" => (Unit::Weeks, 2, true),
        "month" => (Unit::Months, 1, false),
        "months" | "mths" => (Unit::Months, 1, true),
        "year" | "yr" => (Unit::Years, 1, false),
        "years" | "yrs" => (Unit::Years, 1, true),
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
