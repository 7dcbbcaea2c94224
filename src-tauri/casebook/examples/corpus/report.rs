//! What was offered, held against the labels.

use std::collections::{BTreeMap, BTreeSet};

use casebook::theme;

use super::Passage;

/// What was offered for a passage, best first.
pub(crate) type Offered = Vec<(String, f32)>;

/// Right, offered wrongly, missed.
#[derive(Default, Clone, Copy)]
struct Count {
    right: f32,
    wrong: f32,
    missed: f32,
}

impl Count {
    fn precision(self) -> f32 {
        self.right / (self.right + self.wrong).max(1.0)
    }

    fn recall(self) -> f32 {
        self.right / (self.right + self.missed).max(1.0)
    }

    fn f1(self) -> f32 {
        2.0 * self.right / (2.0 * self.right + self.wrong + self.missed).max(1.0)
    }
}

/// Prints how well what was offered for passages fits their labels, theme by theme; what is taken for what;
/// and how often a score comes true.
pub(crate) fn report(what: &str, passages: &[Passage], offered: &[Offered]) {
    println!("{what}: {} passages", passages.len());
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut confused: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut bins = [(0.0_f32, 0_u32, 0_u32); 10];
    let (mut themed, mut first, mut labels, mut in_three, mut silent) = (0, 0, 0, 0, 0);
    let (mut other, mut noise) = (0, 0);
    for (passage, offered) in passages.iter().zip(offered) {
        let wanted: BTreeSet<&str> = passage.themes.iter().map(String::as_str).collect();
        let names: Vec<&str> = offered.iter().map(|(theme, _)| theme.as_str()).collect();
        for (theme, score) in offered {
            let right = wanted.contains(theme.as_str());
            let count = counts.entry(theme).or_default();
            if right {
                count.right += 1.0;
            } else {
                count.wrong += 1.0;
                if let Some(most) = passage.themes.first() {
                    *confused.entry((most, theme)).or_default() += 1;
                }
            }
            let bin = ((score * 10.0) as usize).min(9);
            bins[bin] = (bins[bin].0 + score, bins[bin].1 + 1, bins[bin].2 + u32::from(right));
        }
        for missed in wanted.iter().filter(|theme| !names.contains(theme)) {
            counts.entry(missed).or_default().missed += 1.0;
        }
        if wanted.is_empty() {
            other += 1;
            noise += usize::from(!names.is_empty());
            continue;
        }
        themed += 1;
        silent += usize::from(names.is_empty());
        first += usize::from(names.first().is_some_and(|theme| wanted.contains(theme)));
        labels += wanted.len();
        in_three += names.iter().take(3).filter(|theme| wanted.contains(**theme)).count();
    }
    println!("{:<28} precision  recall      F1  labels", "theme");
    let mut all = Count::default();
    let mut f1s = 0.0;
    for theme in theme::all() {
        let count = counts.get(theme.id.as_str()).copied().unwrap_or_default();
        let of = count.right + count.missed;
        println!(
            "{:<28} {:>9.2} {:>7.2} {:>7.2} {of:>7}",
            theme.label,
            count.precision(),
            count.recall(),
            count.f1()
        );
        all.right += count.right;
        all.wrong += count.wrong;
        all.missed += count.missed;
        f1s += count.f1();
    }
    println!("{:<28} {:>9.3} {:>7.3} {:>7.3}", "all (micro)", all.precision(), all.recall(), all.f1());
    println!("{:<28} {:>25.3}", "all (macro)", f1s / theme::all().len() as f32);
    println!("first suggestion right       {:.3} of {themed} (silent on {silent})", share(first, themed));
    println!("recall in the first three    {:.3} of {labels} labels", share(in_three, labels));
    println!("noise on other letters       {:.3} of {other}", share(noise, other));
    let mut confused: Vec<_> = confused.into_iter().collect();
    confused.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    println!("offered in place of another, most often:");
    for ((wanted, offered), times) in confused.iter().take(15) {
        println!("  {times:>4}  {wanted} read as {offered}");
    }
    println!("calibration: score, offered, share right");
    for (sum, offered, right) in bins.iter().filter(|(_, offered, _)| *offered > 0) {
        println!(
            "  {:.2} {offered:>6}   {:.2}",
            sum / *offered as f32,
            share(*right as usize, *offered as usize)
        );
    }
    println!();
}

/// A part of a whole; of nothing, none.
pub(crate) fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}
