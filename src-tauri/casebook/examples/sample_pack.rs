//! Writes an invented pack: `cargo run --example sample_pack -- pack.pdf [--quotations N] [--empty]`.
//!
//! Every person and every word in it is invented. `--quotations N` gives each theme N quotations, to
//! see how a long pack looks and how long it takes; `--empty` writes the pack of an office that has
//! no letters yet.

use std::process::ExitCode;

use casebook::briefing::{AuthorityFinding, Campaigns, Grid, Length, Pack, Statistics, ThemeFinding, to_pdf};
use casebook::consent::{Consent, ConsentLevel, Given, Use};
use casebook::quotation::{Quotable, Quotation};
use chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A quotation as a consenting family would give it.
fn quotation(
    words: &str,
    attribution: &str,
    place: &str,
    about: &str,
    level: ConsentLevel,
) -> Option<Quotation> {
    let given = Given { level, on: day(2024, 8, 20), how: "phone call".to_owned(), withdrawal: false };
    let quotable = Quotable {
        story: Uuid::nil(),
        submission: Uuid::nil(),
        start: 0,
        end: u32::try_from(words.len()).unwrap_or(0),
        words: words.to_owned(),
        attribution: attribution.to_owned(),
        place: Some(place.to_owned()),
        about: Some(about.to_owned()),
    };
    quotable.quote(&Consent::from_history(vec![given]), Use::QuoteAnonymously, day(2024, 9, 3)).ok()
}

const WORDS: [(&str, &str, &str, ConsentLevel); 14] = [
    (
        "It is now 43 weeks and there is still no plan. Nobody rings back; the last officer left and no one told us.",
        "a mother in Hertfordshire",
        "Hertfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "We were told in March that the plan was “on somebody’s desk”. It is [September] and it is still on somebody’s desk.",
        "Ben’s father",
        "Central Bedfordshire",
        ConsentLevel::ReadOut,
    ),
    (
        "The educational psychologist came once, for forty minutes, after we had waited thirty-one weeks for her. \
         The report was about a different boy: it had his name on the front and another child’s on page three … \
         When I asked for it to be put right I was told to wait for the annual review.",
        "a grandmother who is bringing up two boys",
        "Hertfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "Every special school within an hour says it is full and his old school says it cannot keep him safe.",
        "Sam’s mother",
        "Central Bedfordshire",
        ConsentLevel::ReadOut,
    ),
    (
        "He has a place, on paper, thirty-four miles away. The taxi comes at ten to seven. He is six.",
        "a father in Central Bedfordshire",
        "Central Bedfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "My daughter has been out of school since the second week of Year 7. She gets one hour of tuition a day, in a library, \
         and when the library is closed she gets none.",
        "a mother in Hertfordshire",
        "Hertfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "She asks me every morning if today is a school day. I have stopped knowing what to say 😔",
        "Gwen Pŷrs of Llanŵr Close",
        "Hertfordshire",
        ConsentLevel::Named,
    ),
    (
        "The plan says twenty hours with a trained adult. What he gets is whoever is free.",
        "a mother of twins",
        "Hertfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "It cost us £4,300 to be told by a tribunal what the council’s own psychologist had already written.",
        "a couple in Central Bedfordshire",
        "Central Bedfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "They conceded at ten past nine on the morning of the hearing. Fourteen months – and then ten minutes.",
        "a father who is a café owner",
        "Hertfordshire",
        ConsentLevel::ReadOut,
    ),
    (
        "I have had five case officers. I have met none of them.",
        "a mother in Hertfordshire",
        "Hertfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "When somebody finally came and sat with us for an hour, [my daughter] was back in class in three weeks. That is all it took.",
        "Tom Pryce of Flitwick",
        "Central Bedfordshire",
        ConsentLevel::Named,
    ),
    (
        "The letter said transport would stop on Friday. It was Wednesday.",
        "a mother in Central Bedfordshire",
        "Central Bedfordshire",
        ConsentLevel::Anonymous,
    ),
    (
        "I gave up work in January. We have sold the car. I would do it again, but nobody should have to.",
        "Anna’s mother",
        "Hertfordshire",
        ConsentLevel::ReadOut,
    ),
];

/// Label, definition, families, longest wait, how many quotations, families in each authority.
type Theme = (&'static str, &'static str, u32, Option<u32>, usize, [u32; 3]);

const THEMES: [Theme; 9] = [
    (
        "Late plans",
        "The assessment or the plan runs past a limit in law: 6, 16 or 20 weeks.",
        61,
        Some(97),
        3,
        [38, 20, 3],
    ),
    (
        "No suitable school place",
        "No place found, special schools full, or a place withdrawn.",
        44,
        Some(58),
        2,
        [24, 18, 2],
    ),
    (
        "Out of school",
        "A child of school age without school: no tuition, or too few hours.",
        38,
        Some(71),
        2,
        [25, 13, 0],
    ),
    ("Plans not delivered", "Help is in the plan but does not happen.", 33, None, 1, [21, 11, 1]),
    (
        "Tribunals and their cost",
        "Appeals, long waits for a hearing, councils that give in late.",
        27,
        Some(60),
        2,
        [17, 10, 0],
    ),
    (
        "No answer from the council",
        "Calls and letters not answered, case officers who change.",
        24,
        None,
        2,
        [15, 8, 1],
    ),
    ("Home-to-school transport", "Refused, withdrawn or not suitable.", 12, None, 1, [5, 7, 0]),
    ("What this does to a family", "Work given up, money, parents’ own health.", 9, None, 1, [6, 3, 0]),
    ("NHS waits for a diagnosis", "Waiting for an assessment of autism or ADHD.", 4, Some(130), 0, [3, 1, 0]),
];

fn sample(quotations: Option<usize>) -> Pack {
    let mut words = WORDS.iter().cycle();
    let themes = THEMES.iter().map(|(label, definition, stories, wait, quoted, _)| {
        let lower = label.to_lowercase();
        let quotations = (0..quotations.unwrap_or(*quoted))
            .filter_map(|_| words.next())
            .filter_map(|(words, who, place, level)| quotation(words, who, place, &lower, *level));
        ThemeFinding {
            label: (*label).to_owned(),
            definition: (*definition).to_owned(),
            stories: *stories,
            longest_wait_weeks: *wait,
            quotations: quotations.collect(),
        }
    });
    let authority = |name: &str, stories, percent, issued| AuthorityFinding {
        name: name.to_owned(),
        stories,
        within_20_weeks: percent,
        plans_issued: issued,
    };
    Pack {
        subject: "SEND provision in Hertfordshire and Central Bedfordshire".to_owned(),
        date: day(2024, 9, 4),
        time: NaiveTime::from_hms_opt(11, 0, 0),
        length: Length::HalfHour,
        member: "J. Hale MP (example)".to_owned(),
        constituency: "Hitchin".to_owned(),
        made_on: day(2024, 9, 3),
        edition: "Office copy".to_owned(),
        letters: 143,
        families: 131,
        first_letter: Some(day(2024, 5, 3)),
        last_letter: Some(day(2024, 9, 2)),
        counted: 118,
        not_counted: 13,
        campaigns: Campaigns::Counted(0),
        themes: themes.collect(),
        authorities: vec![
            authority("Hertfordshire", 74, Some(55.2), Some(2204)),
            authority("Central Bedfordshire", 41, Some(42.5), Some(618)),
            authority("Bedford", 3, None, None),
        ],
        grid: Grid {
            themes: THEMES.iter().map(|theme| theme.0.to_owned()).collect(),
            authorities: ["Hertfordshire", "Central Bedfordshire", "Bedford"].map(str::to_owned).to_vec(),
            counts: THEMES.iter().map(|theme| theme.5.to_vec()).collect(),
        },
        statistics: Some(Statistics {
            period: "2024".to_owned(),
            england_within_20_weeks: Some(45.9),
            england_plans_issued: Some(90_392),
            source:
                "DfE, Education, health and care plans, 2025 release (calendar year 2024, all plans issued)"
                    .to_owned(),
        }),
        asks: [
            "Publish each council’s plan for meeting the 20-week limit, with dates.",
            "Fund educational psychologists where assessments wait on them.",
            "Say when the inspectors will return to Hertfordshire, and that families will be heard.",
        ]
        .map(str::to_owned)
        .to_vec(),
        do_not_say: [
            "The school in letter 41: one family can be recognised.",
            "Nothing about letter 77: a judicial review has been issued. Ask the Table Office.",
        ]
        .map(str::to_owned)
        .to_vec(),
        opening: Some(
            "One hundred and eighteen families have told me what the law’s twenty weeks mean to them. \
             I shall try to say it in their words, not mine."
                .to_owned(),
        ),
        suppress_below: Some(5),
    }
}

fn empty() -> Pack {
    Pack {
        letters: 0,
        families: 0,
        first_letter: None,
        last_letter: None,
        counted: 0,
        not_counted: 0,
        campaigns: Campaigns::Counted(0),
        themes: Vec::new(),
        authorities: Vec::new(),
        grid: Grid::default(),
        statistics: None,
        asks: Vec::new(),
        do_not_say: Vec::new(),
        opening: None,
        ..sample(None)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: sample_pack FILE [--quotations N] [--empty]");
        return ExitCode::FAILURE;
    };
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1)?.parse().ok()
    };
    let pack = if arguments.iter().any(|argument| argument == "--empty") {
        empty()
    } else {
        sample(after("--quotations"))
    };
    let written = to_pdf(&pack)
        .map_err(|error| error.to_string())
        .and_then(|pdf| std::fs::write(path, &pdf.bytes).map_err(|error| error.to_string()).map(|()| pdf));
    match written {
        Ok(pdf) => {
            println!(
                "{path}: {} pages, {} bytes, printed as boxes: {:?}",
                pdf.pages,
                pdf.bytes.len(),
                pdf.boxes
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
