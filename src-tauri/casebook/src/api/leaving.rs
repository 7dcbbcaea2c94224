//! A readable copy of everything, and what a family said about a hand-over.

use std::io;

use super::{Context, Desk, ExportEverything, Exported, Nothing, Problem, RecordHandOver, Result};
use crate::leaving::{NewFolder, READ_ME, Sheet, StoryRecord, Stream, unwritten};
use crate::store::{Casebook, Change, Stamp};
use crate::{authority, theme};

/// Stories read at a time.
const PAGE: u32 = 200;

/// What an export is written with: the same text for a failed disk wherever it happens.
fn written<T>(result: io::Result<T>) -> Result<T> {
    result.map_err(|error| unwritten(&error))
}

pub(super) fn stopped() -> Problem {
    Problem::failed(
        "It was stopped before the end.",
        "Nothing was left behind; start it again when you like.",
    )
}

pub(super) fn export(desk: &Desk, context: &Context<'_>, request: ExportEverything) -> Result<Exported> {
    // A connection of its own: the window goes on working while this runs.
    let lockings = desk.lockings();
    let (mut casebook, stamp, folder) = desk.with(|open| {
        let folder = NewFolder::begin(&request.folder, &open.folder)?;
        Ok((open.casebook.companion()?, open.stamp(context), folder))
    })?;
    let halt = || context.progress.cancelled() || desk.lockings() != lockings;
    casebook.begin_reading()?;
    let exported = everything(&casebook, context, stamp, &folder, &halt);
    casebook.end_reading();
    let (stories, letters, originals) = exported?;
    let folder =
        folder.finish(|| casebook.write(stamp, |writing| writing.record(&Change::Exported { stories })))?;
    Ok(Exported { folder: folder.to_string_lossy().into_owned(), stories, letters, originals })
}

fn everything(
    casebook: &Casebook,
    context: &Context<'_>,
    stamp: Stamp,
    folder: &NewFolder,
    halt: &dyn Fn() -> bool,
) -> Result<(u32, u32, u32)> {
    let (total, letters) = casebook.totals()?;
    folder.put("READ ME.txt", READ_ME.replace('\n', "\r\n").as_bytes())?;
    folder.folder("originals")?;
    let mut json = written(Stream::begin(folder.file("casebook.json")?))?;
    written(json.field("format", &"send-casebook-export"))?;
    written(json.field("version", &1))?;
    written(json.field("exported", &stamp.now))?;
    written(json.field("office", &casebook.office()?))?;
    written(json.field("settings", &casebook.settings()?))?;
    written(json.field("staff", &casebook.staff()?))?;
    written(json.list("constituents"))?;
    let mut people = std::collections::HashMap::new();
    casebook.each_person(&mut |person| {
        written(json.item(&person))?;
        people.insert(person.number, (person.name, person.email, person.postcode));
        Ok(())
    })?;
    written(json.end_list())?;

    let mut stories_sheet = written(Sheet::begin(
        folder.file("stories.csv")?,
        &[
            "Story",
            "Name",
            "Email",
            "Postcode",
            "Subject",
            "Status",
            "Local authority",
            "Themes",
            "Urgent",
            "Positive",
            "Consent",
            "Newest letter",
            "Letters",
            "Agreed to hand-over",
        ],
    ))?;
    let mut consents_sheet = written(Sheet::begin(
        folder.file("consents.csv")?,
        &["Story", "Name", "Step", "Given or withdrawn", "On", "How", "Recorded by", "Recorded on"],
    ))?;
    written(json.list("stories"))?;
    let (mut done, mut originals, mut place) = (0, 0, 0);
    loop {
        let page = casebook.stories_after(place, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        place = *last;
        for (_, id) in page {
            if halt() {
                return Err(stopped());
            }
            let mut story = casebook.record_of(id)?;
            for letter in story.letters.iter_mut().filter(|letter| letter.kept) {
                let name = format!("originals/{}", letter.file());
                if let Some(bytes) = casebook.original_of(letter.id)? {
                    folder.put(&name, &bytes)?;
                    originals += 1;
                }
                letter.original = Some(name);
            }
            written(json.item(&story))?;
            let nobody = (String::new(), String::new(), String::new());
            let who = people.get(&story.constituent).unwrap_or(&nobody);
            written(story_row(&mut stories_sheet, &story, who))?;
            written(consent_rows(&mut consents_sheet, &story, &who.0))?;
            done += 1;
            context.progress.step(done, total);
        }
    }
    written(json.end_list())?;
    written(stories_sheet.end())?;
    written(consents_sheet.end())?;

    written(json.field("debates", &casebook.debates()?))?;
    written(json.list("packs"))?;
    casebook.each_pack(&mut |pack| written(json.item(&pack)))?;
    written(json.end_list())?;
    written(json.list("receipts"))?;
    casebook.each_receipt(&mut |receipt| written(json.item_as_is(&receipt)))?;
    written(json.end_list())?;
    written(json.list("audit"))?;
    casebook.each_entry(&mut |entry| if halt() { Err(stopped()) } else { written(json.item(&entry)) })?;
    written(json.end_list())?;
    let file = written(written(json.end())?.into_inner().map_err(io::IntoInnerError::into_error))?;
    written(file.sync_all())?;
    Ok((done, letters, originals))
}

type Person = (String, String, String);

fn story_row<W: io::Write>(
    sheet: &mut Sheet<W>,
    story: &StoryRecord,
    (name, email, postcode): &Person,
) -> io::Result<()> {
    let filing = &story.filing;
    let yes = |yes: bool| if yes { "yes" } else { "" };
    let authority = filing
        .authority
        .as_deref()
        .map(|gss| authority::by_gss(gss).map_or_else(|| gss.to_owned(), |authority| authority.name.clone()));
    let themes: Vec<_> = filing
        .themes
        .iter()
        .map(|id| theme::by_id(id).map_or(id.as_str(), |theme| theme.label.as_str()))
        .collect();
    let status = match filing.status {
        crate::story::Status::New => "In the Inbox",
        crate::story::Status::Filed => "Filed",
        crate::story::Status::SetAside => "Set aside",
    };
    sheet.row([
        story.id.to_string().as_str(),
        name,
        email,
        postcode,
        &story.subject,
        status,
        &authority.unwrap_or_default(),
        &themes.join("; "),
        yes(filing.urgent),
        yes(filing.positive),
        story.consent.label(),
        &story.received.date_naive().to_string(),
        &story.letters.len().to_string(),
        &story.hand_over.map(|day| day.to_string()).unwrap_or_default(),
    ])
}

fn consent_rows<W: io::Write>(sheet: &mut Sheet<W>, story: &StoryRecord, name: &str) -> io::Result<()> {
    for entry in &story.consents {
        sheet.row([
            story.id.to_string().as_str(),
            name,
            entry.level.label(),
            if entry.withdrawal { "withdrawn" } else { "given" },
            &entry.on.to_string(),
            &entry.how,
            &entry.by,
            &entry.recorded.date_naive().to_string(),
        ])?;
    }
    Ok(())
}

pub(super) fn record_hand_over(
    desk: &Desk,
    context: &Context<'_>,
    request: RecordHandOver,
) -> Result<Nothing> {
    if request.on.is_some_and(|on| on > context.today()) {
        return Err(Problem::invalid(
            "on",
            "That day has not come yet.",
            "Choose the day the family agreed, today or earlier.",
        ));
    }
    desk.with(|open| {
        let story = request.story;
        let (from, to) = (open.casebook.story(story)?.hand_over, request.on);
        if from != to {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| writing.make(&Change::HandOver { story, from, to }))?;
        }
        Ok(Nothing {})
    })
}
