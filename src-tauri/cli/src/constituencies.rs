//! Which constituency each postcode lies in.

use casebook::api::{Command, Constituencies, Desk, Nothing, Problem, ReadPostcodes};
use serde_json::json;

use crate::jobs::print;
use crate::{ask, many};

pub(crate) fn run(desk: &Desk, path: Option<String>, json: bool) -> Result<(), Problem> {
    let command = match path {
        Some(path) => Command::ReadPostcodes(ReadPostcodes { path }),
        None => Command::Constituencies(Nothing {}),
    };
    let Constituencies { file, ours } = ask(desk, command)?;
    let Some(file) = file else {
        return print(json, &json!({ "file": null }), "No file of postcodes was read yet.");
    };
    let month = if file.as_of.is_empty() { String::new() } else { format!(" ({})", file.as_of) };
    let mut words = format!(
        "{}{month}, read on {}: {} in {}.",
        file.file,
        file.made.format("%-d %B %Y"),
        many(file.postcodes, "postcode in use", "postcodes in use"),
        many(file.constituencies, "constituency", "constituencies"),
    );
    if !file.named {
        words.push_str(" It has codes and no names: read the archive as it was downloaded.");
    } else if !file.ours {
        words.push_str(&format!(
            " \u{201c}{ours}\u{201d} is none of them: correct the office\u{2019}s constituency."
        ));
    }
    print(json, &json!(file), &words)
}
