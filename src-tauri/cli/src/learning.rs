//! What this office's filing has taught.

use casebook::api::{Command, Desk, Learning, LearntTheme, Nothing, Problem, Reference};
use casebook::settings::Settings;
use serde_json::json;

use crate::jobs::print;
use crate::{ask, many};

/// So many words of each theme are told; `--json` has them all.
const TOLD: usize = 5;

pub(crate) fn run(desk: &Desk, on: Option<bool>, forget: bool, json: bool) -> Result<(), Problem> {
    if let Some(on) = on {
        let now: Settings = ask(desk, Command::Settings(Nothing {}))?;
        let _: Settings = ask(desk, Command::SaveSettings(Settings { learning: on, ..now }))?;
    }
    let learning: Learning = if forget {
        ask(desk, Command::ForgetLearning(Nothing {}))?
    } else {
        ask(desk, Command::Learning(Nothing {}))?
    };
    let reference: Reference = ask(desk, Command::Reference(Nothing {}))?;
    let label = |id: &str| {
        let theme = reference.themes.iter().find(|theme| theme.id == id);
        theme.map_or_else(|| id.to_owned(), |theme| theme.label.clone())
    };
    let mut words = match (&learning, learning.since) {
        (Learning { on: false, .. }, _) => "Nothing is learnt from this office\u{2019}s filing.".to_owned(),
        (_, Some(since)) => format!(
            "Learnt from {}, filed since {}.",
            many(learning.stories, "story", "stories"),
            since.format("%-d %B %Y")
        ),
        (_, None) => "Nothing was learnt yet from this office\u{2019}s filing.".to_owned(),
    };
    if learning.waits {
        words.push_str(" The window goes on with it in the background while the casebook is open there.");
    }
    for theme in &learning.themes {
        words.push_str(&format!("\n{}: {}", label(&theme.theme), told(theme)));
    }
    print(json, &json!(learning), &words)
}

fn told(theme: &LearntTheme) -> String {
    let words = theme.words.iter().take(TOLD);
    let mut told: Vec<_> = words
        .map(|one| format!("\u{201c}{}\u{201d} ({} of {} letters)", one.words, one.filed, one.of))
        .collect();
    told.extend(
        theme
            .struck_out
            .as_ref()
            .map(|back| format!("kept {} of {} times it was offered", back.taken, back.of)),
    );
    told.join(", ")
}
