//! In families' own words.

use super::super::ThemeFinding;
use super::super::counts::shown;
use super::super::document::{Block, Quote};
use super::super::flow::Start;
use super::super::wording::{after_colon, counted, list, sentence};
use super::Composer;
use crate::quotation::Quotation;

impl Composer<'_> {
    pub(super) fn words(&mut self) {
        let Some(first) = self.first_quote else { return };
        self.section("In families’ own words", Start::Section);
        self.lead(
            "The mark under each quotation says what the family agreed to. \
             Square brackets and … are ours; the letter is in the office.",
        );
        let mut number = 0;
        let mut silent = Vec::new();
        for theme in self.by_stories() {
            if theme.quotations.is_empty() {
                // Stories filed under no theme have no subject to name here.
                if theme.stories > 0 && !theme.definition.is_empty() {
                    silent.push(after_colon(&theme.label));
                }
                continue;
            }
            self.heading(theme.label.clone(), true);
            let about = self.about(theme);
            self.lead(about);
            for quotation in &theme.quotations {
                number += 1;
                let anchor = if number == 1 { first } else { self.anchor() };
                self.blocks.push(Block::Quote(quote(quotation, number, anchor)));
            }
        }
        if !silent.is_empty() {
            self.heading("Not quoted", false);
            self.say(format!("No family has agreed to be quoted on {}.", list(&silent)));
        }
    }

    /// What belongs to the theme, how many write about it, and how long they waited.
    fn about(&self, theme: &ThemeFinding) -> String {
        let mut said = Vec::new();
        if !theme.definition.trim().is_empty() {
            said.push(sentence(&theme.definition));
        }
        let families = match shown(theme.stories, self.pack.suppress_below).exact() {
            Some(0) => None,
            Some(n) => {
                let verb = if n == 1 { "writes" } else { "write" };
                Some(format!("{} {verb} about this", counted(n, "family", "families")))
            }
            None => Some(format!(
                "Fewer than {} families write about this",
                self.pack.suppress_below.unwrap_or(0)
            )),
        };
        if let Some(families) = families {
            let wait = self.wait(theme).map_or_else(String::new, |weeks| {
                format!("; the longest wait is {}", counted(weeks, "week", "weeks"))
            });
            said.push(format!("{families}{wait}."));
        }
        if said.is_empty() { "What families say:".to_owned() } else { said.join(" ") }
    }
}

fn quote(quotation: &Quotation, number: usize, anchor: usize) -> Quote {
    let note = [
        quotation.place().map(str::to_owned),
        quotation.about().map(after_colon),
        Some(counted(quotation.seconds(), "second", "seconds")),
    ];
    Quote {
        anchor,
        number,
        words: in_marks(quotation.words()),
        mark: quotation.level().label().to_owned(),
        say: format!("Say “{}”", quotation.attribution().trim()),
        note: note.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// Words in quotation marks; marks inside become single ones.
fn in_marks(words: &str) -> String {
    let words = words.trim();
    let bare =
        words.strip_prefix('“').and_then(|rest| rest.strip_suffix('”')).filter(|rest| !rest.contains('“'));
    let inner = bare.unwrap_or(words).replace('“', "‘").replace('”', "’");
    format!("“{inner}”")
}

#[cfg(test)]
mod tests {
    use super::in_marks;

    #[test]
    fn marks_inside_a_quotation_are_single_and_never_doubled() {
        assert_eq!(in_marks("No plan."), "“No plan.”");
        assert_eq!(in_marks("“No plan.”"), "“No plan.”");
        assert_eq!(in_marks("She said “no”."), "“She said ‘no’.”");
    }
}
