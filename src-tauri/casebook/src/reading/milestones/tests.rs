//! What a letter tells of a plan's dates, on sentences made up for the purpose. All came on 2 September
//! 2024, a Monday.

use proptest::prelude::*;

use super::*;
use crate::clock::Exact;

fn received() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 9, 2).expect("a day")
}

fn told(text: &str) -> Vec<(Step, String)> {
    let found = milestones(text, Some(received()));
    found.into_iter().map(|one| (one.step, one.when.map_or_else(String::new, Dated::label))).collect()
}

#[test]
fn a_step_and_its_date_are_found_as_families_write_them() {
    use Step::{
        Appeal, DecisionToAssess, Draft, FinalPlan, RefusalToAssess, RefusalToIssue, Request, ReviewDecision,
        ReviewMeeting,
    };
    let mut wrong = Vec::new();
    for (text, step, when) in [
        ("We applied for an EHCP in March.", Request, "March 2024"),
        ("We applied for an EHCP in October.", Request, "October 2023"),
        ("I applied for an EHC needs assessment on the 6th of January.", Request, "6 January 2024"),
        ("I applied for an EHC needs assessment on 06/01/2024.", Request, "6 January 2024"),
        ("We requested an EHCP on 6.1.24 and heard nothing.", Request, "6 January 2024"),
        ("School applied for his EHCP 43 weeks ago.", Request, "between 30 October and 13 November 2023"),
        ("It is 43 weeks since we applied for his EHCP.", Request, "between 30 October and 13 November 2023"),
        (
            "We have been waiting 43 weeks for our son's EHCP.",
            Request,
            "between 30 October and 13 November 2023",
        ),
        ("We've been waiting for an EHCP since last September.", Request, "September 2023"),
        ("We asked for an EHCP three months ago.", Request, "between 2 May and 2 July 2024"),
        ("Our EHCP application was submitted in January 2023.", Request, "January 2023"),
        ("EHCP. I put in the application on January 6th 2024.", Request, "6 January 2024"),
        ("In March 2023, we applied for an EHCP.", Request, "March 2023"),
        ("WE APPLIED FOR AN EHCP IN MARCH 2023 AND NOBODY ANSWERS", Request, "March 2023"),
        ("They agreed to assess her in May.", DecisionToAssess, "May 2024"),
        ("The council refused to assess him on 3 June 2024.", RefusalToAssess, "3 June 2024"),
        ("In July 2023 they decided not to assess.", RefusalToAssess, "July 2023"),
        ("In April they refused to issue a plan.", RefusalToIssue, "April 2024"),
        ("The draft plan finally arrived on 14 June.", Draft, "14 June 2024"),
        ("We received a draft in July.", Draft, "July 2024"),
        ("His final plan was issued on 1st August 2024.", FinalPlan, "1 August 2024"),
        ("She got her EHCP in 2022.", FinalPlan, "2022"),
        ("He has had an EHCP since 2021.", FinalPlan, "2021"),
        ("Her annual review was held in November 2023.", ReviewMeeting, "November 2023"),
        ("The annual review took place last month.", ReviewMeeting, "August 2024"),
        ("They decided to amend the plan in February 2024.", ReviewDecision, "February 2024"),
        ("We appealed to the SEND tribunal in December 2023.", Appeal, "December 2023"),
        ("I lodged an appeal on 28 August.", Appeal, "28 August 2024"),
        ("He is in Year 6 now. He has had an EHCP since Year 2.", FinalPlan, "the school year 2020/21"),
        (
            "My son is 11 years old. He has had an EHCP since Year 2.",
            FinalPlan,
            "between September 2019 and August 2021",
        ),
        ("6 January 2024: applied for EHCP.", Request, "6 January 2024"),
        ("We applied for an EHCP over a year ago.", Request, "between 2 March 2022 and 2 September 2023"),
        ("We applied for an EHCP a year and a half ago.", Request, "between 2 February and 2 April 2023"),
        (
            "Autumn term 2023: the EHCP application was sent by school.",
            Request,
            "between September and December 2023",
        ),
    ] {
        let told = told(text);
        if told != [(step, when.to_owned())] {
            wrong.push(format!("“{text}”: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// As parents may be expected to write. What stands here with no date is vague, and stays so.
#[test]
fn dates_are_read_as_parents_speak_of_them() {
    let mut wrong = Vec::new();
    for (text, when) in [
        ("applied in March", "March 2024"),
        ("applied at the end of March", "March 2024"),
        ("applied in March last year", "March 2023"),
        ("applied in November of last year", "November 2023"),
        ("applied on 6 January last year", "6 January 2023"),
        ("applied in March this year", "March 2024"),
        ("applied in September ’23", "September 2023"),
        ("applied a fortnight ago", "between 12 August and 26 August 2024"),
        ("applied half a year ago", "between 2 February and 2 April 2024"),
        ("applied last week", "between 26 August and 1 September 2024"),
        ("applied last Tuesday", "between 20 August and 27 August 2024"),
        ("applied earlier this year", "between 1 January and 2 September 2024"),
        ("applied just over a year ago", "between 2 September 2022 and 2 September 2023"),
        ("applied last Easter", "between 15 March and 16 April 2024"),
        ("applied at Easter", "between 15 March and 16 April 2024"),
        ("applied in the Easter holidays 2023", "between 24 March and 25 April 2023"),
        ("applied at Christmas", "between 15 December 2023 and 7 January 2024"),
        ("applied just before Christmas", "between 1 December 2023 and 7 January 2024"),
        ("applied in the new year", "between 1 January and 14 February 2024"),
        ("applied just before half term", "between 6 May and 8 June 2024"),
        ("applied over the February half term", "between 6 February and 28 February 2024"),
        ("applied in the summer holidays", "between 8 July and 2 September 2024"),
        ("applied in the spring term", "between January and April 2024"),
        ("applied in the autumn term", "between 1 September 2023 and 2 September 2024"),
        ("applied a year last March", "March 2023"),
        ("applied at the end of Year 4, and she is in Year 6 now", "the school year 2022/23"),
        ("applied on the Monday after we broke up", ""),
        ("applied last half term", ""),
        ("applied at Easter last year", "between 24 March and 25 April 2023"),
        ("applied before Christmas", ""),
        ("applied the other day", ""),
    ] {
        let wanted: Vec<_> =
            [(Step::Request, when.to_owned())].into_iter().filter(|_| !when.is_empty()).collect();
        let told = told(&format!("EHCP. We {text}."));
        if told != wanted {
            wrong.push(format!("“{text}”: {told:?}"));
        }
    }
    for (text, when) in [
        ("We have been waiting two years come October for an EHCP.", "October 2022"),
        ("It will be two years come November since we applied for his EHCP.", "November 2022"),
        ("It will be two years this September since we applied for his EHCP.", "September 2022"),
        ("We have been waiting since Easter for an EHCP.", "between 15 March and 16 April 2024"),
        (
            "We have been waiting since the start of Year 5 for an EHCP. She is in Year 6 now.",
            "the school year 2023/24",
        ),
        ("We have been waiting a fortnight for the EHCP.", "between 12 August and 26 August 2024"),
        ("We have been waiting for an EHCP since last year.", "2023"),
    ] {
        let told = told(text);
        if told != [(Step::Request, when.to_owned())] {
            wrong.push(format!("“{text}”: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_step_of_a_sentence_finds_its_own_date() {
    use Step::{DecisionToAssess, Draft, FinalPlan, RefusalToAssess, Request};
    let text = "We applied for an EHCP in March 2023, they agreed to assess in May 2023, and the draft came in October 2023.";
    let said = |step, when: &str| (step, when.to_owned());
    assert_eq!(
        told(text),
        [said(Request, "March 2023"), said(DecisionToAssess, "May 2023"), said(Draft, "October 2023")]
    );
    let text = "EHCP timeline\n- 6 January 2023 applied for EHCP\n- 1 March 2023 refused to assess\n- 9 May 2023 – applied again\n\
                - 2 October 2023: draft received\n- 4 December 2023: final plan issued";
    assert_eq!(
        told(text),
        [
            said(Request, "6 January 2023"),
            said(RefusalToAssess, "1 March 2023"),
            said(Request, "9 May 2023"),
            said(Draft, "2 October 2023"),
            said(FinalPlan, "4 December 2023"),
        ]
    );
}

#[test]
fn what_did_not_happen_or_is_no_date_is_not_offered() {
    let mut wrong = Vec::new();
    for text in [
        "",
        "The final plan should have been issued in March.",
        "We have not applied for an EHCP since March.",
        "The draft EHCP is due in May.",
        "The EHCP was due by 6 March 2024.",
        "If we had applied for an EHCP in March, would it have helped?",
        "Did they agree to assess him in March?",
        "The annual review is on 6 December.",
        "They promised the final plan would be issued in June.",
        "We may have applied for an EHCP.",
        "We march for EHCP reform; may the council hear us.",
        "We applied for an EHCP and the taxi stopped in May.",
        "He has been waiting two years for an autism assessment. He has an EHCP.",
        "We applied for DLA in March. He has an EHCP.",
        "I applied for a job in March.",
        "We appealed the admission decision in May.",
        "The draft came 30 weeks after we applied for the EHCP.",
        "There is a 20 week limit for an EHCP, applied unlawfully.",
        "We applied for an EHCP on 3/4.",
        "We applied for an EHCP in Year 2.",
        "We will apply for an EHCP in September 2025.",
        "Our daughter is two years old and has an EHCP.",
        "The final plan arrived before Christmas, long after the draft.",
        "It took 43 weeks to get the EHCP.",
        "My son waited two years for CAMHS and was refused an assessment for ADHD in March.",
        "On 31 February 2024 we applied for an EHCP.",
        "> We applied for an EHCP in March.",
    ] {
        let told = told(text);
        if !told.is_empty() {
            wrong.push(format!("“{text}”: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_words_it_rests_on_hold_the_step_and_the_date() {
    let text = "Dear MP – she’s ten. We’ve applied for an EHCP on the 6th of January 2024, so why the wait.";
    let found = milestones(text, Some(received()));
    let words: Vec<_> = found.iter().filter_map(|one| one.span.of(text)).collect();
    assert_eq!(words, ["applied for an EHCP on the 6th of January 2024"]);
    assert_eq!(found[0].when.map(|when| when.exact), Some(Exact::Day));
}

#[test]
fn a_letter_that_is_dated_is_read_by_its_own_date() {
    let text =
        "12 Example Street\nExampleton\n\n14 February 2024\n\nDear MP\n\nWe applied for an EHCP in October.";
    assert_eq!(told(text), [(Step::Request, "October 2023".into())]);
    let text = text.replace("2024", "2023");
    assert_eq!(told(&text), [(Step::Request, "October 2022".into())]);
    let undated = milestones("We applied for an EHCP in October.", None);
    assert_eq!(undated.iter().map(|one| (one.step, one.when)).collect::<Vec<_>>(), [(Step::Request, None)]);
    let whole = milestones("We applied for an EHCP in October 2022.", None);
    assert_eq!(whole[0].when, Dated::month(2022, 10), "a whole date needs no other");
}

#[test]
fn a_typed_date_is_read_as_a_letter_would_be() {
    let said = |text| typed_date(text, received()).map(Dated::label);
    for (typed, label) in [
        ("6 January 2024", "6 January 2024"),
        ("6/1/24", "6 January 2024"),
        ("2024-01-06", "6 January 2024"),
        ("6 Jan", "6 January 2024"),
        ("March", "March 2024"),
        ("in March 2023", "March 2023"),
        ("2022", "2022"),
        ("43 weeks ago", "between 30 October and 13 November 2023"),
        ("summer 2023", "between June and August 2023"),
        ("last September", "September 2023"),
    ] {
        assert_eq!(said(typed), Some(label.to_owned()), "“{typed}”");
    }
    for typed in [
        "",
        "soon",
        "6 January 2024 or so",
        "30 February 2024",
        "3/4",
        "6 January 2031",
        "we applied in March",
    ] {
        assert_eq!(said(typed), None, "“{typed}”");
    }
}

#[test]
fn a_long_line_takes_time_in_proportion() {
    let once = "we applied for an EHCP in March 2023 the draft came in May ";
    let found = milestones(&once.repeat(20_000), Some(received()));
    assert!(found.len() <= MOST);
}

proptest! {
    #[test]
    fn nothing_panics_and_every_span_is_in_the_text(
        text in "\\PC{0,60}( applied EHCP| draft came| in March| 6/1/24| 43 weeks ago| since Year 2|, | and |\\. |\u{202e}|é){0,12}\\PC{0,20}",
    ) {
        for one in milestones(&text, Some(received())) {
            prop_assert!(one.span.of(&text).is_some());
            prop_assert!(one.when.is_some_and(|when| when.from <= when.to && when.to <= received()));
        }
        let _ = typed_date(&text, NaiveDate::MIN);
        let _ = milestones(&text, Some(NaiveDate::MAX));
    }

    #[test]
    fn a_label_typed_back_means_the_same(days in 0..12_000_i64, kind in 0..3_u8) {
        let day = received() - chrono::TimeDelta::days(days);
        let dated = match kind {
            0 => Dated::day(day),
            1 => { use chrono::Datelike as _; Dated::month(day.year(), day.month()).expect("a month").until(received()) }
            _ => { use chrono::Datelike as _; resolve_year(day.year()) }
        };
        prop_assume!(dated.from >= NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") && dated.to < received());
        prop_assert_eq!(typed_date(&dated.label(), received()), Some(dated));
    }
}

fn resolve_year(year: i32) -> Dated {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    Dated::between(day(1, 1), day(12, 31))
}
