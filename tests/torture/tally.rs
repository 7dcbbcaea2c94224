//! Trials counted: how many, what came of them, and what should never have happened.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// How many trials to make, and by which chances.
#[derive(Clone)]
pub(crate) struct Plan {
    /// A few of each, for every change; else as many as the figures to hold ask for.
    pub(crate) short: bool,
    /// So many instead, where somebody said so.
    pub(crate) trials: Option<u32>,
    /// Every trial's chances come from this and its own number.
    pub(crate) seed: u64,
    /// Only this trial, to look at it again.
    pub(crate) only: Option<u32>,
    /// No new trial after so long; the line says how many there were.
    pub(crate) seconds: Option<u64>,
}

/// One trial under way.
pub(crate) struct Trial<'a> {
    /// Its number, from 0.
    pub(crate) number: u32,
    /// Its chances.
    pub(crate) rng: fastrand::Rng,
    tally: &'a mut Tally,
}

/// What came of a set of trials.
pub(crate) struct Tally {
    what: String,
    trials: u32,
    /// What should never happen: each must end at nought.
    wrongs: Vec<(&'static str, u32)>,
    /// What happened, in the order it first did.
    facts: Vec<(String, u32)>,
    /// Measures, as they are to be printed.
    measures: Vec<String>,
    /// The first few things that went wrong, with the number of their trial.
    told: Vec<String>,
    skipped: Option<String>,
}

/// 1,000 rather than 1000.
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

impl Plan {
    fn count(&self, full: u32, short: u32) -> u32 {
        self.trials.unwrap_or(if self.short { short } else { full })
    }

    /// Makes the trials: `full` of them, or `short`.
    pub(crate) fn tried(
        &self,
        what: &str,
        (full, short): (u32, u32),
        wrongs: &[&'static str],
        mut trial: impl FnMut(&mut Trial<'_>),
    ) -> Tally {
        let mut tally = Tally::new(what);
        tally.wrongs = wrongs.iter().map(|wrong| (*wrong, 0)).collect();
        let began = Instant::now();
        for number in 0..self.count(full, short) {
            if self.seconds.is_some_and(|seconds| began.elapsed().as_secs() >= seconds) {
                break;
            }
            if self.only.is_some_and(|only| only != number) {
                continue;
            }
            tally.trials += 1;
            let rng = fastrand::Rng::with_seed(self.seed.wrapping_mul(1_000_003).wrapping_add(number.into()));
            let mut one = Trial { number, rng, tally: &mut tally };
            if catch_unwind(AssertUnwindSafe(|| trial(&mut one))).is_err() {
                one.wrong("panics", "see above");
            }
        }
        tally
    }
}

impl Trial<'_> {
    /// Something that should never happen.
    pub(crate) fn wrong(&mut self, what: &'static str, detail: impl Display) {
        self.tally.wrong(what, format!("trial {}: {detail}", self.number));
    }

    /// Something that may happen, and is counted.
    pub(crate) fn fact(&mut self, what: impl Into<String>) {
        self.tally.fact(what);
    }
}

impl Tally {
    pub(crate) fn new(what: &str) -> Self {
        Self {
            what: what.into(),
            trials: 0,
            wrongs: Vec::new(),
            facts: Vec::new(),
            measures: Vec::new(),
            told: Vec::new(),
            skipped: None,
        }
    }

    /// Trials that this machine does not allow.
    pub(crate) fn skipped(what: &str, why: &str) -> Self {
        Self { skipped: Some(why.into()), ..Self::new(what) }
    }

    pub(crate) fn wrong(&mut self, what: &'static str, detail: impl Display) {
        match self.wrongs.iter_mut().find(|(wrong, _)| *wrong == what) {
            Some((_, count)) => *count += 1,
            None => self.wrongs.push((what, 1)),
        }
        if self.told.len() < 8 {
            self.told.push(format!("{what}: {detail}"));
        }
    }

    pub(crate) fn fact(&mut self, what: impl Into<String>) {
        let what = what.into();
        match self.facts.iter_mut().find(|(fact, _)| *fact == what) {
            Some((_, count)) => *count += 1,
            None => self.facts.push((what, 1)),
        }
    }

    pub(crate) fn measure(&mut self, line: impl Into<String>) {
        self.measures.push(line.into());
    }

    pub(crate) fn failed(&self) -> bool {
        self.wrongs.iter().any(|(_, count)| *count > 0)
    }

    pub(crate) const fn was_skipped(&self) -> bool {
        self.skipped.is_some()
    }

    /// Its line of counts.
    pub(crate) fn line(&self) -> String {
        if let Some(why) = &self.skipped {
            return format!("{}: SKIPPED, {why}", self.what);
        }
        let mut line = format!("{}: {} trials", self.what, thousands(self.trials));
        for (wrong, count) in &self.wrongs {
            line.push_str(&format!(", {} {wrong}", thousands(*count)));
        }
        let facts: Vec<_> =
            self.facts.iter().map(|(fact, count)| format!("{} {fact}", thousands(*count))).collect();
        if !facts.is_empty() {
            line.push_str(&format!(" ({})", facts.join(", ")));
        }
        for measure in &self.measures {
            line.push_str(&format!("\n    {measure}"));
        }
        line
    }

    /// What went wrong, so that it can be looked at again.
    pub(crate) fn details(&self) -> &[String] {
        &self.told
    }
}
