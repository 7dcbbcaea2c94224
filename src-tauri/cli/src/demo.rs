//! The main job, once, on the sample letters.

use std::path::Path;

use casebook::api::{
    AcceptOffers, Accepted, Command, Counts, Desk, Grid, GridFilter, Nothing, OpenSample, Opened, PackSaved,
    Problem, QuickPack, RecordConsent, StoryFilter, StoryId, StoryPage, StoryView,
};
use casebook::consent::ConsentLevel;
use chrono::NaiveDate;

use crate::{ask, failed, say};

pub(crate) fn run(folder: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(folder)
        .map_err(|_| failed("The demo's folder could not be made.", "Choose another."))?;
    let place = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let desk = Desk::new();
    let opened: Opened = ask(&desk, Command::OpenSample(OpenSample { folder: place("Sample.casebook") }))?;
    let before: Counts = ask(&desk, Command::Counts(Nothing {}))?;
    say(&format!("Casebook: {}, encrypted. Its passphrase is “invented letters only”.", opened.folder))?;
    say(&format!("Inbox:    {} invented letters wait to be filed.", before.inbox))?;

    let accepted: Accepted = ask(&desk, Command::AcceptOffers(AcceptOffers { stories: Vec::new() }))?;
    say(&format!("Filing:   {} filed as offered, {} left for a person.", accepted.filed, accepted.left))?;

    let filed = StoryFilter { limit: u32::MAX, ..StoryFilter::default() };
    let stories: StoryPage = ask(&desk, Command::Stories(filed))?;
    let mut consents = 0;
    for row in stories.rows.iter().filter(|row| row.consent == ConsentLevel::NotAsked) {
        let story: StoryView = ask(&desk, Command::Story(StoryId { story: row.id }))?;
        let Some(offered) = story.offered.consent else { continue };
        let request = RecordConsent {
            story: row.id,
            level: offered.level,
            on: row.received.date_naive(),
            how: "In their letter".into(),
            withdrawal: false,
        };
        ask::<casebook::api::ConsentRecorded>(&desk, Command::RecordConsent(request))?;
        consents += 1;
    }
    say(&format!("Consent:  recorded for {consents} families, each from their own letter."))?;

    let grid: Grid = ask(&desk, Command::Grid(GridFilter::default()))?;
    say(&format!(
        "Evidence: {} stories, {} themes, {} local authorities.",
        grid.stories,
        grid.themes.len(),
        grid.authorities.len()
    ))?;
    let pack = QuickPack {
        title: "SEND provision in Hertfordshire and Central Bedfordshire".into(),
        date: NaiveDate::from_ymd_opt(2024, 9, 4).unwrap_or_default(),
        minutes: 30,
        authorities: vec!["E10000015".into(), "E06000056".into()],
        themes: Vec::new(),
        without_campaigns: false,
        path: place("briefing.pdf"),
    };
    let saved: PackSaved = ask(&desk, Command::QuickPack(pack))?;
    say(&format!("Briefing: {}, {} pages, {} quotations.", saved.path, saved.pages, saved.quotations))?;
    Ok(())
}
