//! What the clock promises: never more than the dates prove.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Dated {
    Dated::day(date(text))
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn month(year: i32, month: u32) -> Dated {
    Dated::month(year, month).expect("a month")
}

fn said(confirmed: &[(Step, Dated)], today: &str) -> Vec<String> {
    standing(confirmed, date(today)).into_iter().map(|line| line.text).collect()
}

#[test]
fn a_final_plan_is_so_many_weeks_over_the_general_limit() {
    let dates = [(Step::Request, day("2023-11-06")), (Step::FinalPlan, day("2024-07-01"))];
    let lines = standing(&dates, date("2024-07-02"));
    let plan = lines.iter().find(|line| line.law.starts_with("reg 13(2)")).expect("a line");
    assert_eq!(plan.text, "Final plan: 14 weeks over the general limit of 20 weeks from the request.");
    assert_eq!(plan.standing, Standing::Over);
    let dates = [(Step::Request, day("2023-11-06")), (Step::FinalPlan, day("2024-03-25"))];
    assert_eq!(
        said(&dates, "2024-04-01")[0],
        "Final plan: within the general limit of 20 weeks from the request.",
        "the last day is within"
    );
    let dates = [(Step::Request, day("2023-11-06")), (Step::FinalPlan, day("2024-03-26"))];
    assert!(said(&dates, "2024-04-01")[0].contains("1 day over"), "the day after is not");
}

#[test]
fn a_month_gives_a_range_and_only_its_least_is_said() {
    let dates = [(Step::Request, month(2023, 11)), (Step::FinalPlan, month(2024, 7))];
    assert_eq!(
        said(&dates, "2024-08-01")[0],
        "Final plan: at least 10 weeks over the general limit of 20 weeks from the request.",
        "from 30 November to 1 July"
    );
    let dates = [(Step::Request, month(2023, 11)), (Step::FinalPlan, month(2024, 4))];
    assert!(said(&dates, "2024-08-01")[0].contains("the dates do not show"));
}

#[test]
fn what_is_not_recorded_is_not_said_to_be_missing() {
    let dates = [(Step::Request, month(2024, 1))];
    let lines = said(&dates, "2024-09-02");
    assert_eq!(
        lines,
        [
            "Decision whether to assess: none recorded. If none has come, it is at least 24 weeks over the general limit of 6 \
             weeks from the request today.",
            "Final plan: none recorded. If none has come, it is at least 10 weeks over the general limit of 20 weeks from the \
             request today.",
        ]
    );
    assert_eq!(
        said(
            &[(Step::Request, day("2024-08-05")), (Step::DecisionToAssess, day("2024-09-01"))],
            "2024-09-02"
        ),
        [
            "Decision whether to assess: within the general limit of 6 weeks from the request.",
            "Final plan: none recorded; the general limit of 20 weeks from the request ends on 23 December 2024.",
        ]
    );
}

#[test]
fn a_refusal_ends_the_clock_for_a_plan_and_starts_the_one_for_an_appeal() {
    let dates = [(Step::Request, day("2024-01-08")), (Step::RefusalToAssess, day("2024-10-01"))];
    let lines = said(&dates, "2024-10-20");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("Decision whether to assess: 32 weeks over"), "{lines:?}");
    assert!(lines[1].contains("ends on 1 December 2024") && lines[1].contains("mediation certificate"));
    let mut appealed = dates.to_vec();
    appealed.push((Step::Appeal, day("2024-11-01")));
    assert_eq!(said(&appealed, "2024-12-20").len(), 1, "an appeal was lodged");
    let vague = [(Step::RefusalToAssess, month(2024, 10))];
    assert_eq!(said(&vague, "2024-10-20"), [""; 0], "no day, no last day");
}

#[test]
fn a_review_has_limits_of_its_own() {
    let dates = [
        (Step::FinalPlan, day("2022-05-02")),
        (Step::ReviewMeeting, day("2024-01-15")),
        (Step::ReviewDecision, month(2024, 4)),
    ];
    let lines = said(&dates, "2024-06-03");
    assert!(
        lines.iter().any(|line| line.starts_with("Decision after the review: at least 7 weeks over")),
        "{lines:?}"
    );
    assert!(!lines.iter().any(|line| line.starts_with("Amended")), "not every review amends: {lines:?}");
    let mut amended = dates.to_vec();
    amended.push((Step::FinalPlan, day("2024-05-20")));
    let lines = said(&amended, "2024-06-03");
    assert!(lines.iter().any(|line| line.starts_with("Amended final plan: 6 weeks over")), "{lines:?}");
}

#[test]
fn days_are_named_as_the_office_writes_them() {
    for (dated, label) in [
        (day("2024-01-06"), "6 January 2024"),
        (month(2024, 3), "March 2024"),
        (Dated::school_year(2021).expect("a year"), "the school year 2021/22"),
        (Dated::school_year(1999).expect("a year"), "the school year 1999/00"),
        (Dated::between(date("2023-11-13"), date("2023-10-30")), "between 30 October and 13 November 2023"),
        (Dated::between(date("2022-01-01"), date("2022-12-31")), "2022"),
        (Dated::between(date("2023-06-01"), date("2023-08-31")), "between June and August 2023"),
        (Dated::between(date("2023-12-01"), date("2024-02-29")), "between December 2023 and February 2024"),
    ] {
        assert_eq!(dated.label(), label);
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..4000_i64).prop_map(|days| date("2018-01-01") + chrono::TimeDelta::days(days))
}

fn any_dated() -> impl Strategy<Value = Dated> {
    (any_day(), any_day())
        .prop_map(|(one, other)| if one == other { Dated::day(one) } else { Dated::between(one, other) })
}

proptest! {
    /// Any pair of days the dates allow would say no less.
    #[test]
    fn a_verdict_holds_for_every_day_it_may_have_been(
        request in any_dated(), plan in any_dated(), a in 0.0..=1.0_f64, b in 0.0..=1.0_f64,
    ) {
        let pick = |dated: Dated, part: f64| {
            let days = (dated.to - dated.from).num_days();
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
            let days = (days as f64 * part) as i64;
            dated.from + chrono::TimeDelta::days(days)
        };
        let lines = standing(&[(Step::Request, request), (Step::FinalPlan, plan)], date("2030-01-01"));
        let Some(line) = lines.iter().find(|line| line.text.starts_with("Final plan:")) else { return Ok(()) };
        let waited = (pick(plan, b) - pick(request, a)).num_days();
        match line.standing {
            Standing::Over => prop_assert!(waited > 140, "{}: {waited}", line.text),
            Standing::Within => prop_assert!(waited <= 140, "{}: {waited}", line.text),
            _ => {}
        }
    }
}
