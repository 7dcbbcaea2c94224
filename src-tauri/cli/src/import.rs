//! Letters coming in, with their receipt.

use casebook::api::{
    Column, Command, Desk, FormPreviews, Import, Nothing, Outcome, Problem, Receipt, RememberForm,
};
use serde_json::{Value, json};

use crate::jobs::print;
use crate::{ask, ask_watched, failed, watch};

pub(crate) fn import(desk: &Desk, paths: Vec<String>, map: &[String], json: bool) -> Result<(), Problem> {
    if !map.is_empty() {
        remember(desk, &paths, map)?;
    }
    let receipt: Receipt = ask_watched(desk, Command::Import(Import { paths }), &watch::Line::new())?;
    answer(&receipt, json)
}

/// Says what some columns of the forms hold, as `HEADING=WHAT`.
fn remember(desk: &Desk, paths: &[String], map: &[String]) -> Result<(), Problem> {
    let FormPreviews { mut forms } = ask(desk, Command::PreviewForms(Import { paths: paths.to_vec() }))?;
    if forms.is_empty() {
        return Err(failed(
            "No answers to a form were found in these files.",
            "Name the file itself, not its folder; it needs a row of headings above the answers.",
        ));
    }
    let plain = |heading: &str| heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for choice in map {
        let Some((heading, what)) = choice.rsplit_once('=') else {
            return Err(failed(
                "A --map needs a heading and what it holds.",
                "Write it as 'Your name=name'.",
            ));
        };
        let column: Column = serde_json::from_value(Value::String(what.trim().into())).map_err(|_| {
            failed(
                "A --map names something no column can hold.",
                "Use name, email, postcode, story, consent, child_age, date, other or leave.",
            )
        })?;
        let mut found = false;
        for form in &mut forms {
            for (heading_of, slot) in form.headings.iter().zip(&mut form.columns) {
                if plain(heading_of) == plain(heading) {
                    *slot = column;
                    found = true;
                }
            }
        }
        if !found {
            let known: Vec<_> =
                forms.iter().flat_map(|form| form.headings.iter().map(String::as_str)).collect();
            return Err(failed(
                "No form in these files has a column with that heading.",
                &format!("Its headings are: {}.", known.join("; ")),
            ));
        }
    }
    for form in forms {
        let form = RememberForm { mark: form.mark, columns: form.columns };
        ask::<Nothing>(desk, Command::RememberForm(form))?;
    }
    Ok(())
}

fn answer(receipt: &Receipt, json: bool) -> Result<(), Problem> {
    let skipped: Vec<_> = receipt
        .lines
        .iter()
        .filter(|line| line.outcome == Outcome::Skipped)
        .map(|line| json!({ "path": line.path, "reason": line.note }))
        .collect();
    let files: Vec<_> = receipt
        .lines
        .iter()
        .map(|line| {
            json!({
                "path": line.path, "outcome": line.outcome, "note": line.note, "format": line.format,
                "attachments": line.attachments, "story": line.story,
                // Letters that answer one another are one story.
                "thread": line.story, "campaign": line.campaign,
            })
        })
        .collect();
    let Receipt { read, stored, duplicates, .. } = receipt;
    let mut words =
        format!("Read {read}: stored {stored}, {duplicates} already here, {} skipped.", receipt.skipped);
    for line in receipt.lines.iter().filter(|line| line.outcome == Outcome::Skipped) {
        words.push_str(&format!("\n{}: {}", line.path, line.note));
    }
    let document = json!({
        "read": read, "stored": stored, "duplicates": duplicates, "skipped": skipped, "files": files,
    });
    print(json, &document, &words)
}
