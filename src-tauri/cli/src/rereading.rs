//! Filed stories that read otherwise now.

use casebook::api::{
    Command, Desk, LettersRead, Nothing, Problem, RereadFilter, RereadPage, RereadRow, RereadWords,
};
use casebook::story::Noticed;
use casebook::{authority, theme};
use serde_json::json;

use crate::{ask, many, say};

/// Rows read at once.
const PAGE: u32 = 1_000;

pub(crate) fn run(desk: &Desk, wait: bool, in_json: bool) -> Result<(), Problem> {
    // By phrases everything is read again within seconds; closely only where somebody waits for it.
    loop {
        let read: LettersRead = ask(desk, Command::ReadLetters(Nothing {}))?;
        if read.left + read.again == 0 && !read.learning && !(wait && read.skimmed > 0) {
            break;
        }
    }
    let mut rows = Vec::new();
    let page = loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let filter = RereadFilter { offset, limit: PAGE, ..RereadFilter::default() };
        let mut page: RereadPage = ask(desk, Command::Rereads(filter))?;
        let last = page.rows.len() < PAGE as usize;
        rows.append(&mut page.rows);
        if last {
            break page;
        }
    };
    if in_json {
        let row = |row: &RereadRow| {
            json!({
                "story": row.story, "from": row.from, "subject": row.subject, "received": row.received,
                "filed": row.filing, "what": row.what,
                "which": Some(&row.which).filter(|which| !which.is_empty()), "words": row.words,
                "because": row.because, "campaign": row.campaign,
            })
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        return say(&json!({ "stories": page.stories, "waiting": page.skimmed, "changes": rows }));
    }
    for row in &rows {
        say(&line(row))?;
    }
    let stories = many(page.stories, "filed story reads", "filed stories read");
    say(&format!("{stories} otherwise now. Nothing is changed by that; the window asks about each."))?;
    if page.skimmed > 0 {
        let letters = many(page.skimmed, "letter has", "letters have");
        say(&format!(
            "{letters} still to be read closely: --wait does so first, at about half a second each."
        ))?;
    }
    Ok(())
}

fn line(row: &RereadRow) -> String {
    let what = match row.what {
        Noticed::Risk => "words of risk: read the letter and follow your safeguarding procedure".into(),
        Noticed::Authority => {
            let name = authority::by_gss(&row.which).map_or(row.which.as_str(), |place| &place.name);
            format!("may live in {name}")
        }
        Noticed::Theme => {
            let label = theme::by_id(&row.which).map_or(row.which.as_str(), |theme| &theme.label);
            format!("would add {label}")
        }
    };
    let words =
        row.words.iter().map(|RereadWords { before, words, after }| format!("\n    {before}{words}{after}"));
    let because = row.because.iter().map(|because| format!("\n    {because}"));
    let below: String = words.chain(because).collect();
    let who = match &row.campaign {
        Some(campaign) => {
            format!("{} of the campaign “{}”", many(campaign.stories, "story", "stories"), campaign.name)
        }
        None => format!("{}  {}", row.from, row.subject),
    };
    format!("{}  {who}: {what}{below}", row.story)
}
