//! Jobs that need no casebook.

use std::io::BufRead as _;

use casebook::api::Problem;
use casebook::{authority, reading};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::say;

#[derive(Deserialize)]
struct Text {
    id: Value,
    text: String,
    /// The day it came, by which what it says of dates is read.
    #[serde(default)]
    received: Option<NaiveDate>,
}

pub(crate) fn suggest() -> Result<(), Problem> {
    for (number, line) in (1_usize..).zip(std::io::stdin().lock().lines()) {
        let unreadable = || {
            Problem::failed(
                format!("Line {number} is not a JSON object with an \"id\" and a \"text\"."),
                "Mend that line and run it again.",
            )
        };
        let line = line.map_err(|_| unreadable())?;
        if line.trim().is_empty() {
            continue;
        }
        let Text { id, text, received } = serde_json::from_str(&line).map_err(|_| unreadable())?;
        let reading = reading::read_closely(&text);
        let themes: Vec<_> = reading
            .themes
            .iter()
            .filter_map(|offered| {
                let span = offered.spans.first()?;
                let score = (f64::from(offered.score) * 1000.0).round() / 1000.0;
                Some(json!({ "theme": offered.theme, "score": score, "start": span.start, "end": span.end }))
            })
            .collect();
        let authority = reading.authority.map(|offered| {
            json!({
                "gss": offered.gss, "name": offered.name,
                "start": offered.span.start, "end": offered.span.end,
            })
        });
        let places = |spans: &[reading::Span]| -> Vec<Value> {
            spans.iter().map(|span| json!({ "start": span.start, "end": span.end })).collect()
        };
        // No language is said of a letter that is in English.
        let language = reading.not_read.as_ref().map(|other| {
            json!({
                "name": other.language, "whole": other.whole, "say": other.say(), "not_read": places(&other.spans),
            })
        });
        let milestones: Vec<_> = reading::milestones(&text, received)
            .into_iter()
            .map(|offered| {
                let (from, to) = offered.when.map(|when| (when.from, when.to)).unzip();
                json!({
                    "step": offered.step, "from": from, "to": to, "exact": offered.when.map(|when| when.exact),
                    "start": offered.span.start, "end": offered.span.end,
                })
            })
            .collect();
        let facets: Vec<_> = reading::facets(&text)
            .into_iter()
            .map(|offered| {
                json!({
                    "facet": offered.kind, "value": offered.value,
                    "start": offered.span.start, "end": offered.span.end,
                })
            })
            .collect();
        let people: Vec<_> = reading::people(&text)
            .into_iter()
            .map(|found| {
                json!({
                    "kind": found.kind.id(), "words": found.span.of(&text), "placeholder": found.placeholder,
                    "start": found.span.start, "end": found.span.end,
                })
            })
            .collect();
        let passages: Vec<_> = (reading.passages.iter().zip(&reading.worth))
            .map(|(span, worth)| {
                let because: Vec<_> = worth.iter().map(|reason| reason.id()).collect();
                json!({ "start": span.start, "end": span.end, "because": because })
            })
            .collect();
        say(&json!({
            "id": id, "themes": themes, "authority": authority,
            "urgent": places(&reading.urgent), "passages": passages,
            "milestones": milestones, "facets": facets, "people": people, "language": language,
            "closely_to": reading.closely_to,
        }))?;
    }
    Ok(())
}

pub(crate) fn locate(postcodes: &[String], json: bool) -> Result<(), Problem> {
    for postcode in postcodes {
        let found = authority::locate(postcode);
        if json {
            let (gss, name) = found.map(|found| (&found.gss, &found.name)).unzip();
            say(&json!({ "postcode": postcode, "gss": gss, "name": name }))?;
        } else {
            say(&match found {
                Some(found) => format!("{postcode}: {} ({})", found.name, found.gss),
                None => format!("{postcode}: not a postcode"),
            })?;
        }
    }
    Ok(())
}
