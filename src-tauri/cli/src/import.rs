//! Letters coming in, with their receipt.

use casebook::api::{
    ChosenFolders, Column, Command, DataFile, DataFiles, DataFolder, Desk, FileSaved, FormPreviews, Import,
    ImportFolders, LettersRead, Nothing, Outcome, Problem, Receipt, ReceiptFilter, ReceiptLine, ReceiptPage,
    Receipts, ReceiptsFilter, RememberForm, SaveReceipt,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::jobs::print;
use crate::{ask, ask_watched, failed, say, watch};

pub(crate) fn import(
    desk: &Desk,
    paths: Vec<String>,
    map: &[String],
    folders: &[String],
    json: bool,
) -> Result<(), Problem> {
    if !map.is_empty() {
        remember(desk, &paths, map)?;
    }
    let command = if folders.is_empty() {
        Command::Import(Import { paths })
    } else {
        let files = choose(desk, &paths, folders)?;
        Command::ImportFolders(ImportFolders { paths, files })
    };
    let line = watch::Line::new();
    let receipt: Receipt = ask_watched(desk, command, &line)?;
    drop(line);
    read_on(desk)?;
    answer(desk, &receipt, json)
}

/// Reads what came in: the receipt names campaigns, and what is asked for next takes offers for granted.
fn read_on(desk: &Desk) -> Result<(), Problem> {
    while ask::<LettersRead>(desk, Command::ReadLetters(Nothing {}))?.left > 0 {}
    Ok(())
}

fn data_files(desk: &Desk, paths: &[String]) -> Result<Vec<DataFile>, Problem> {
    let DataFiles { files } = ask(desk, Command::PreviewFolders(Import { paths: paths.to_vec() }))?;
    if files.is_empty() {
        return Err(failed(
            "No Outlook data file that can be read is among these files.",
            "Name the .pst itself, not its folder.",
        ));
    }
    Ok(files)
}

/// These folders of every data file, each of which has to be there.
fn choose(desk: &Desk, paths: &[String], folders: &[String]) -> Result<Vec<ChosenFolders>, Problem> {
    let files = data_files(desk, paths)?;
    let is_called = |name: &str, asked: &str| {
        let (name, asked) = (name.to_lowercase(), asked.trim().to_lowercase());
        name == asked || name.rsplit('/').next() == Some(asked.as_str())
    };
    for asked in folders {
        let mut known = files.iter().flat_map(|file| &file.folders);
        if !known.any(|folder| is_called(&folder.name, asked)) {
            let names: Vec<_> =
                files.iter().flat_map(|file| &file.folders).map(|folder| folder.name.as_str()).collect();
            return Err(failed(
                "No folder of these files has that name.",
                &format!("Folders with letters are: {}.", names.join("; ")),
            ));
        }
    }
    Ok(files.into_iter().map(|file| ChosenFolders { path: file.path, folders: folders.to_vec() }).collect())
}

/// The folders of data files, with how much each holds and whether it is read without being named.
pub(crate) fn list_folders(desk: &Desk, paths: &[String], json: bool) -> Result<(), Problem> {
    let files = data_files(desk, paths)?;
    if json {
        return say(&json!({ "files": files }));
    }
    for file in files {
        say(&file.path)?;
        if file.locked {
            say(&"  It has a password, which only Outlook asks for; it is read without.")?;
        }
        for DataFolder { name, letters, usual } in file.folders {
            say(&format!("{letters:>8}  {name}{}", if usual { "" } else { "  (only with --folder)" }))?;
        }
    }
    Ok(())
}

/// Says what some columns of the forms hold, as `HEADING=WHAT`.
fn remember(desk: &Desk, paths: &[String], map: &[String]) -> Result<(), Problem> {
    let FormPreviews { mut forms } = ask(desk, Command::PreviewForms(Import { paths: paths.to_vec() }))?;
    if forms.is_empty() {
        return Err(failed(
            "No answers to a form were found in these files.",
            "A table needs a row of headings above the answers.",
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

fn answer(desk: &Desk, receipt: &Receipt, json: bool) -> Result<(), Problem> {
    let (mut skipped, mut files, mut words) = (Vec::new(), Vec::new(), said(receipt));
    let all = ReceiptFilter { receipt: receipt.id, ..ReceiptFilter::default() };
    each_line(desk, all, |line| {
        if line.outcome == Outcome::Skipped {
            skipped.push(json!({ "path": line.path, "reason": line.note }));
            words.push_str(&format!("\n{}: {}", line.path, line.note));
        }
        if json {
            files.push(document(&line));
        }
        Ok(())
    })?;
    let Receipt { read, stored, duplicates, .. } = receipt;
    let document = json!({
        "receipt": receipt.id, "read": read, "stored": stored, "duplicates": duplicates, "skipped": skipped,
        "files": files,
    });
    print(json, &document, &words)
}

/// What a receipt says in sum.
fn said(receipt: &Receipt) -> String {
    let Receipt { read, stored, duplicates, skipped, .. } = receipt;
    format!("Read {read}: stored {stored}, {duplicates} already here, {skipped} skipped.")
}

fn document(line: &ReceiptLine) -> Value {
    json!({
        "path": line.path, "outcome": line.outcome, "note": line.note, "format": line.format,
        "attachments": line.attachments, "story": line.story,
        // Letters that answer one another are one story.
        "thread": line.story, "campaign": line.campaign,
    })
}

/// Every line that was asked for, a page at a time.
fn each_line(
    desk: &Desk,
    mut filter: ReceiptFilter,
    mut each: impl FnMut(ReceiptLine) -> Result<(), Problem>,
) -> Result<(), Problem> {
    filter.limit = 1_000;
    loop {
        let page: ReceiptPage = ask(desk, Command::ReceiptLines(filter.clone()))?;
        page.rows.into_iter().try_for_each(&mut each)?;
        filter.offset += filter.limit;
        if filter.offset >= page.total {
            return Ok(());
        }
    }
}

/// Lists receipts, or shows one.
pub(crate) fn receipts(desk: &Desk, asked: Asked, json: bool) -> Result<(), Problem> {
    let Asked { receipt, find, pdf } = asked;
    let Some(receipt) = receipt else { return list(desk, json) };
    if let Some(path) = pdf {
        let save = SaveReceipt { receipt, outcome: None, search: find, path };
        let saved: FileSaved = ask(desk, Command::SaveReceipt(save))?;
        return print(json, &json!({ "path": saved.path }), &format!("Wrote {}.", saved.path));
    }
    let filter = ReceiptFilter { receipt, search: find, ..ReceiptFilter::default() };
    each_line(desk, filter, |line| {
        if json { say(&document(&line)) } else { say(&format!("{}: {}", line.path, line.note)) }
    })
}

fn list(desk: &Desk, json: bool) -> Result<(), Problem> {
    let mut filter = ReceiptsFilter { offset: 0, limit: 200 };
    loop {
        let page: Receipts = ask(desk, Command::Receipts(filter.clone()))?;
        for receipt in &page.receipts {
            if json {
                say(&json!(receipt))?;
            } else {
                let at = receipt.at.format("%-d %B %Y at %H:%M UTC");
                say(&format!("{}  {at}  {}  {}", receipt.id, receipt.by, said(receipt)))?;
            }
        }
        filter.offset += filter.limit;
        if filter.offset >= page.total {
            return Ok(());
        }
    }
}

/// Which receipt, which of its lines, and where to.
pub(crate) struct Asked {
    pub(crate) receipt: Option<Uuid>,
    pub(crate) find: String,
    pub(crate) pdf: Option<String>,
}
