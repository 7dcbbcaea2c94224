//! Jobs with a casebook.

use std::collections::BTreeMap;
use std::path::Path;

use casebook::api::{
    AcceptOffers, Accepted, Checked, Command, ConsentRecorded, Desk, Grid, GridFilter, NewCasebook, Nothing,
    OpenCasebook, Opened, PackSaved, Problem, QuickPack, RecordConsent, Secret, StoryFilter, StoryPage,
    StoryRow,
};
use casebook::consent::ConsentLevel;
use casebook::office::Office;
use casebook::story::Status;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::arguments::Job;
use crate::{ask, backups, failed, leaving, many, say, slots, trail};

/// The passphrase: the file's first line, or what is typed.
pub(crate) fn passphrase(file: Option<&Path>, prompt: &str) -> Result<Secret, Problem> {
    match file {
        Some(file) => {
            let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|_| {
                failed("The passphrase file could not be read.", "Check its name, and that it is plain text.")
            })?;
            Ok(text.lines().next().unwrap_or_default().into())
        }
        None => rpassword::prompt_password(prompt).map(Secret::from).map_err(|_| {
            failed("There is no terminal to ask for the passphrase on.", "Give it with --passphrase-file.")
        }),
    }
}

/// A passphrase that is being made: from a file, or typed twice.
pub(crate) fn new_passphrase(file: Option<&Path>) -> Result<Secret, Problem> {
    let first = passphrase(file, "New passphrase: ")?;
    if file.is_none() && passphrase(None, "The same again: ")? != first {
        return Err(failed("The two are not the same.", "Start again."));
    }
    Ok(first)
}

pub(crate) fn open_on(desk: &Desk, folder: String, passphrase: Secret) -> Result<(), Problem> {
    let opened: Opened = ask(desk, Command::OpenCasebook(OpenCasebook { folder, passphrase }))?;
    for notice in opened.notices {
        eprintln!("{notice}");
    }
    Ok(())
}

pub(crate) fn open(folder: String, file: Option<&Path>) -> Result<Desk, Problem> {
    let desk = Desk::new();
    open_on(&desk, folder, passphrase(file, "Passphrase: ")?)?;
    Ok(desk)
}

pub(crate) fn print(json: bool, document: &Value, words: &str) -> Result<(), Problem> {
    if json { say(document) } else { say(&words) }
}

pub(crate) fn run(job: Job, file: Option<&Path>) -> Result<(), Problem> {
    match job {
        Job::Create { folder, mp, constituency, staff, recovery_sheet, json } => {
            if let Some(out) = &recovery_sheet {
                slots::can_hold_a_sheet(out)?;
            }
            let passphrase = new_passphrase(file)?;
            let office = Office { mp, constituency, authorities: Vec::new() };
            // Only a sheet makes a recovery key: one that nobody is told opens nothing.
            let new = NewCasebook { folder, passphrase, office, staff, recovery: false };
            let desk = Desk::with_stopwatch(crate::stopwatch);
            let opened: Opened = ask(&desk, Command::CreateCasebook(new))?;
            let sheet = recovery_sheet.map(|out| slots::write_sheet(&desk, out)).transpose()?;
            let words = match &sheet {
                Some(path) => format!(
                    "Made {}, and its recovery sheet {path}. Print the sheet, lock it away and delete the file: without \
                     it or the passphrase, nobody can open the casebook.",
                    opened.folder
                ),
                None => format!(
                    "Made {}. Keep the passphrase safe: without it nobody can open the casebook. `casebook slots FOLDER \
                     recovery --out FILE.pdf` makes a recovery key as well.",
                    opened.folder
                ),
            };
            let document = json!({ "folder": opened.folder, "name": opened.name, "recovery_sheet": sheet });
            print(json, &document, &words)?;
        }
        Job::Import { folder, paths, map: _, folders: _, list_folders: true, json } => {
            crate::import::list_folders(&open(folder, file)?, &paths, json)?;
        }
        Job::Import { folder, paths, map, folders, list_folders: false, json } => {
            crate::import::import(&open(folder, file)?, paths, &map, &folders, json)?;
        }
        Job::Constituencies { folder, postcodes, json } => {
            crate::constituencies::run(&open(folder, file)?, postcodes, json)?;
        }
        Job::Learning { folder, on, off, forget, json } => {
            let switch = (on || off).then_some(on);
            crate::learning::run(&open(folder, file)?, switch, forget, json)?;
        }
        Job::Receipts { folder, receipt, find, pdf, json } => {
            crate::import::receipts(&open(folder, file)?, crate::import::Asked { receipt, find, pdf }, json)?;
        }
        Job::Stories { folder, search, theme, authority, json } => {
            let filter = StoryFilter {
                search,
                themes: theme.into_iter().collect(),
                authorities: authority.into_iter().collect(),
                limit: u32::MAX,
                ..StoryFilter::default()
            };
            let page: StoryPage = ask(&open(folder, file)?, Command::Stories(filter))?;
            stories_answer(&page, json)?;
        }
        Job::Accept { folder, stories, json } => {
            let accepted: Accepted =
                ask(&open(folder, file)?, Command::AcceptOffers(AcceptOffers { stories }))?;
            let Accepted { filed, left } = accepted;
            let words = format!("Filed {filed} as offered; left {left} for which nothing is offered.");
            print(json, &json!({ "filed": filed, "left": left }), &words)?;
        }
        Job::Consent { folder, story, level, on, how, withdrawal, json } => {
            let request = RecordConsent { story, level: level.into(), on, how, withdrawal };
            let recorded: ConsentRecorded = ask(&open(folder, file)?, Command::RecordConsent(request))?;
            let used: Vec<_> = recorded.used_in.iter().map(|pack| pack.title.clone()).collect();
            let mut words = "Recorded.".to_owned();
            for title in &used {
                words.push_str(&format!("\nA pack already made used this family's words: {title}."));
            }
            print(json, &json!({ "recorded": true, "used_in": used }), &words)?;
        }
        Job::Group { folder, without_campaigns, json } => {
            let grid: Grid = ask(
                &open(folder, file)?,
                Command::Grid(GridFilter { without_campaigns, ..GridFilter::default() }),
            )?;
            group_answer(&grid, without_campaigns, json)?;
        }
        Job::Brief { folder, title, date, minutes, authorities, themes, without_campaigns, out, json } => {
            let minutes = minutes.parse().unwrap_or(30);
            let request =
                QuickPack { title, date, minutes, authorities, themes, without_campaigns, path: out };
            let saved: PackSaved = ask(&open(folder, file)?, Command::QuickPack(request))?;
            let PackSaved { path, pages, quotations, checks } = saved;
            let mut words = format!(
                "Wrote {path}: {}, {}.",
                many(pages, "page", "pages"),
                many(quotations, "quotation", "quotations")
            );
            for check in &checks {
                words.push('\n');
                words.push_str(&check.text);
            }
            let answer = json!({ "path": path, "pages": pages, "quotations": quotations, "checks": checks });
            print(json, &answer, &words)?;
        }
        Job::Export { folder, out, json } => leaving::export(&open(folder, file)?, out, json)?,
        Job::Access { folder, story, out, send, keep, also, json } => {
            let asked = leaving::Asked { story, out, send, keep, also };
            leaving::access(&open(folder, file)?, asked, json)?;
        }
        Job::Check { folder, json } => {
            let checked: Checked = ask(&open(folder, file)?, Command::Check(Nothing {}))?;
            let words = format!("Checked {}: all is well.", many(checked.stories, "story", "stories"));
            let words = std::iter::once(words).chain(checked.notes.clone()).collect::<Vec<_>>().join("\n");
            if checked.findings.is_empty() || json {
                let Checked { stories, findings, notes } = &checked;
                print(json, &json!({ "stories": stories, "findings": findings, "notes": notes }), &words)?;
            }
            if !checked.findings.is_empty() {
                return Err(failed("The check found something wrong.", &checked.findings.join("\n")));
            }
        }
        Job::Audit { folder, story, json } => trail::audit(&open(folder, file)?, story, json)?,
        Job::Review { folder, json } => trail::review(&open(folder, file)?, json)?,
        Job::Rereading { folder, wait, json } => crate::rereading::run(&open(folder, file)?, wait, json)?,
        Job::Erase { folder, stories, reason, confirm, json } => {
            trail::erase(&open(folder, file)?, stories, reason, confirm, json)?;
        }
        Job::Slots { folder, json, job } => crate::slots::run(folder, job, json, file)?,
        Job::Backup { folder, to, json } => backups::backup(folder, to.as_deref(), file, json)?,
        Job::Restore { backup, folder, json } => backups::restore(&backup, &folder, file, json)?,
        Job::Suggest { .. } | Job::Locate { .. } | Job::Demo { .. } => {}
    }
    Ok(())
}

const fn consent_word(level: ConsentLevel) -> &'static str {
    match level {
        ConsentLevel::NotAsked => "not-asked",
        ConsentLevel::Casework => "casework",
        ConsentLevel::Counted => "counted",
        ConsentLevel::Anonymous => "anonymous",
        ConsentLevel::ReadOut => "read-out",
        ConsentLevel::Named => "named",
    }
}

const fn status_word(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Filed => "filed",
        Status::SetAside => "set-aside",
    }
}

fn stories_answer(page: &StoryPage, json: bool) -> Result<(), Problem> {
    let story = |row: &StoryRow| {
        json!({
            "id": row.id, "received": row.received, "from": row.from, "subject": row.subject,
            "themes": row.filing.themes, "authority": row.filing.authority,
            "consent": consent_word(row.consent), "status": status_word(row.filing.status),
        })
    };
    if json {
        return say(&json!({ "stories": page.rows.iter().map(story).collect::<Vec<_>>() }));
    }
    for row in &page.rows {
        let day = row.received.format("%-d %B %Y");
        let status = status_word(row.filing.status);
        say(&format!("{}  {day}  {}  {}  ({status})", row.id, row.from, row.subject))?;
    }
    let more = if page.more { "More than " } else { "" };
    say(&format!("{more}{}.", many(page.total, "story", "stories")))
}

/// In JSON, what is not known is null in a cell and "none" as a key.
fn group_answer(grid: &Grid, without_campaigns: bool, json: bool) -> Result<(), Problem> {
    let known = |id: &String| (!id.is_empty()).then(|| id.clone());
    let cells: Vec<_> = grid
        .cells
        .iter()
        .map(|cell| json!({ "theme": known(&cell.theme), "authority": known(&cell.authority), "stories": cell.stories }))
        .collect();
    let totals = |totals: &[casebook::api::GridTotal]| -> BTreeMap<String, u32> {
        let key = |id: &String| known(id).unwrap_or_else(|| "none".into());
        totals.iter().map(|total| (key(&total.id), total.stories)).collect()
    };
    let document = json!({
        "cells": cells, "themes": totals(&grid.themes),
        "authorities": totals(&grid.authorities), "stories": grid.stories,
        "campaigns": if without_campaigns { "left_out" } else { "counted" }, "campaign_stories": grid.campaign_stories,
    });
    let campaigns = match (without_campaigns, grid.campaign_stories) {
        (true, left) => format!("; {left} more of campaigns left out"),
        (false, 0) => String::new(),
        (false, of) => format!(", of which {of} of campaigns"),
    };
    let mut words = format!("{}{campaigns}.", many(grid.stories, "filed story", "filed stories"));
    for total in grid.themes.iter().chain(&grid.authorities) {
        words.push_str(&format!("\n{:>6}  {}", total.stories, total.label));
    }
    print(json, &document, &words)
}
