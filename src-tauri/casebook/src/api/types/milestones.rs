//! The dates of a plan, and what the law's clock says of them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::clock::{Exact, Standing, Step};

wire! {
    /// A date of the plan that somebody confirmed.
    pub struct MilestoneView {
        /// The milestone.
        pub id: Uuid,
        /// What happened.
        pub step: Step,
        /// When, as the office writes it: "6 January 2024", "March 2024".
        pub when: String,
        /// The earliest day it may have been.
        pub from: NaiveDate,
        /// The latest.
        pub to: NaiveDate,
        /// How exactly it is known.
        pub exact: Exact,
        /// The letter it was read in, if it was.
        pub submission: Option<Uuid>,
        /// The words it rests on; empty where it was typed in.
        pub words: String,
        /// Who confirmed it.
        pub by: String,
    }

    /// A date of the plan that a letter tells of, for somebody to confirm, change or drop.
    pub struct OfferedMilestone {
        /// What happened.
        pub step: Step,
        /// When, as the office writes it.
        pub when: String,
        /// The earliest day it may have been.
        pub from: NaiveDate,
        /// The latest.
        pub to: NaiveDate,
        /// How exactly it is known.
        pub exact: Exact,
        /// The letter.
        pub submission: Uuid,
        /// Where the words it rests on start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The words.
        pub words: String,
    }

    /// A sentence of the law's clock.
    pub struct ClockLine {
        /// How it stands.
        pub standing: Standing,
        /// The sentence.
        pub text: String,
        /// The law behind it.
        pub law: String,
    }

    /// Says whether a date that is offered is so.
    pub struct AnswerMilestone {
        /// The letter.
        pub submission: Uuid,
        /// What happened.
        pub step: Step,
        /// Where the words it rests on start.
        pub start: u32,
        /// True: it is so. False: it is not, and is not offered again.
        pub right: bool,
    }

    /// Writes down a date of the plan: a new one, another for one that is there, or another for one that
    /// is offered.
    pub struct WriteMilestone {
        /// The story.
        pub story: Uuid,
        /// The milestone that is changed, if one is.
        pub milestone: Option<Uuid>,
        /// The letter of the offer that is changed, if one is.
        pub submission: Option<Uuid>,
        /// Where that offer's words start.
        pub start: u32,
        /// What happened.
        pub step: Step,
        /// When, as somebody would write it: "6 January 2024", "March", "2022".
        pub when: String,
    }

    /// Names one date of the plan.
    pub struct MilestoneId {
        /// The milestone.
        pub milestone: Uuid,
    }
}
