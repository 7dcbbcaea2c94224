//! How the pack was made: what is counted, what may be quoted, where figures come from.

use super::super::Campaigns;
use super::super::counts::{Shown, shown, shown_in_sum};
use super::super::flow::Start;
use super::super::wording::{counted, date, number, sentence};
use super::Composer;

/// Whether campaigns are among the figures, where there are any.
fn campaigns(campaigns: Campaigns, below: Option<u32>) -> Option<String> {
    const WHAT: &str = "sent the text of a campaign, which many people send, and hardly a word more";
    match campaigns {
        Campaigns::Counted(0) => None,
        Campaigns::Counted(many) => Some(format!("Of those counted, {} {WHAT}.", shown(many, below).print())),
        Campaigns::LeftOut(0) => Some(
            "Families who only sent the text of a campaign are left out of every figure; there are none."
                .to_owned(),
        ),
        Campaigns::LeftOut(many) => Some(format!(
            "Left out of every figure, though they agreed: {} who {WHAT}.",
            shown(many, below).print()
        )),
    }
}

impl Composer<'_> {
    pub(super) fn method(&mut self) {
        let pack = self.pack;
        self.section("How this pack was made", Start::Section);

        self.heading("What is counted", false);
        let mut said = vec![format!(
            "The office read {} from {}.",
            counted(pack.letters, "letter", "letters"),
            counted(pack.families, "family", "families")
        )];
        if pack.letters == 0 {
            said = vec!["No letters on this subject have been filed yet.".to_owned()];
        } else {
            said.push(match (pack.counted, pack.not_counted) {
                (0, _) => {
                    "None of them has agreed to be counted yet, so no figure in this pack rests on a letter."
                        .to_owned()
                }
                (n, 0) => format!("All {} agreed to be counted.", number(n)),
                (n, 1) => format!(
                    "{} agreed to be counted; 1 did not, or has not been asked, and is in no figure.",
                    number(n)
                ),
                (n, not) => format!(
                    "{} agreed to be counted; {} did not, or have not been asked, and are in no figure.",
                    number(n),
                    number(not)
                ),
            });
            said.extend(campaigns(pack.campaigns, pack.suppress_below));
            if pack.counted > 0 {
                said.push(
                    "They are the families who wrote to us, not a sample of all families: \
                     the figures say what was written, not how common it is."
                        .to_owned(),
                );
            }
        }
        self.say(said.join(" "));

        if self.first_quote.is_some() {
            self.heading("What may be quoted", false);
            self.say(format!(
                "Words are printed only where the family had agreed by {}, the day this pack was made, and only \
                 as far as it agreed: without a name, read out with the name changed, or named. A family may \
                 change its mind: ask the office for a fresh copy before the debate. Words left out show as …, \
                 and words of ours stand in [square brackets]. Each quotation can be traced to its letter in the office.",
                date(pack.made_on)
            ));
        }

        if let Some(limit) = pack.suppress_below.filter(|limit| *limit > 1 && pack.counted > 0) {
            self.heading("Small numbers", false);
            let mut said = format!(
                "Counts from 1 to {} are printed as “fewer than {limit}”, so that no family can be recognised.",
                limit - 1
            );
            if self.gives_ranges() {
                said.push_str(" Where such a count could be worked out from the others, one of them is printed as a range, such as “19 to 22”.");
            }
            self.say(said);
        }

        if let Some(statistics) = &pack.statistics {
            self.heading("Official figures", false);
            self.say(format!(
                "{} They are for {} and count plans, not families.",
                sentence(&statistics.source),
                statistics.period
            ));
        }

        self.heading("What protects this pack, and what does not", false);
        self.say(
            "Privilege covers what is said in the debate. It does not cover this printed pack, and it does not \
             lift data protection. Keep the pack in the office, and do not hand it out or leave it behind.",
        );
    }

    /// Whether any count is printed as a range to shield a small one.
    fn gives_ranges(&self) -> bool {
        let below = self.pack.suppress_below;
        let authorities: Vec<u32> = self.pack.authorities.iter().map(|here| here.stories).collect();
        let rows = self.pack.grid.counts.iter().chain(std::iter::once(&authorities));
        rows.flat_map(|row| shown_in_sum(row, below)).any(|count| matches!(count, Shown::Between(..)))
    }
}
