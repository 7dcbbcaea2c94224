//! Packs: gathered from what was filed, counted and agreed to, checked, printed and saved.

use base64::Engine as _;
use chrono::NaiveDate;
use uuid::Uuid;

use super::evidence::{authority_label, theme_label};
use super::quotes::{self, Chosen, Left};
use super::{
    Check, CheckLevel, Context, DebateId, Desk, GridFilter, PackPreview, PackSaved, Problem, QuickPack,
    Result, SavePack, debates, saving, session::Open,
};
use crate::briefing::{self, AuthorityFinding, Campaigns, Grid, Length, Pack, Pdf, Statistics, ThemeFinding};
use crate::consent::Use;
use crate::debate::Debate;
use crate::quotation::Quotation;
use crate::store::{Casebook, Change, Scope};
use crate::{statistics, theme};

fn gather(casebook: &Casebook, debate: &Debate, chosen: Chosen, today: NaiveDate) -> Result<Pack> {
    let scope = Scope { authorities: debate.authorities.clone(), themes: debate.themes.clone() };
    let office = casebook.office()?;
    let extent = casebook.extent(&scope, debate.without_campaigns)?;
    let agreed = GridFilter {
        consent: Some(Use::Count.needs()),
        without_campaigns: debate.without_campaigns,
        ..GridFilter::default()
    };
    let counted = casebook.count(&scope, &agreed)?;
    let mut themes: Vec<_> = counted
        .themes
        .iter()
        .map(|(id, stories)| (id.clone(), *stories, Vec::new()))
        .collect::<Vec<(String, u32, Vec<Quotation>)>>();
    for (theme, quotation) in chosen.quotations {
        let id = theme.unwrap_or_default();
        match themes.iter_mut().find(|(known, ..)| *known == id) {
            Some((.., quotations)) => quotations.push(quotation),
            None => themes.push((id, 0, vec![quotation])),
        }
    }
    let authorities: Vec<_> = counted
        .authorities
        .iter()
        .map(|(gss, stories)| {
            let official = statistics::plans_within_20_weeks(gss);
            AuthorityFinding {
                name: authority_label(gss),
                stories: *stories,
                within_20_weeks: official.map(|figures| figures.percent as f32),
                plans_issued: official.map(|figures| figures.issued),
            }
        })
        .collect();
    let cell = |theme: &str, gss: &str| {
        let found = counted.cells.iter().find(|(row, column, _)| row == theme && column == gss);
        found.map_or(0, |(.., stories)| *stories)
    };
    Ok(Pack {
        subject: debate.title.clone(),
        date: debate.date,
        time: None,
        length: Length::from_minutes(debate.minutes).unwrap_or(Length::HalfHour),
        member: office.mp,
        constituency: office.constituency,
        made_on: today,
        edition: "Office copy".into(),
        letters: extent.letters,
        families: extent.stories,
        first_letter: extent.received.map(|(first, _)| first.date_naive()),
        last_letter: extent.received.map(|(_, last)| last.date_naive()),
        counted: counted.stories,
        campaigns: if debate.without_campaigns {
            Campaigns::LeftOut(counted.campaign_stories)
        } else {
            Campaigns::Counted(counted.campaign_stories)
        },
        not_counted: extent.stories.saturating_sub(counted.stories),
        grid: Grid {
            themes: counted.themes.iter().map(|(id, _)| theme_label(id)).collect(),
            authorities: counted.authorities.iter().map(|(gss, _)| authority_label(gss)).collect(),
            counts: counted
                .themes
                .iter()
                .map(|(id, _)| counted.authorities.iter().map(|(gss, _)| cell(id, gss)).collect())
                .collect(),
        },
        statistics: Some(Statistics {
            period: statistics::YEAR.to_string(),
            england_within_20_weeks: statistics::england().map(|figures| figures.percent as f32),
            england_plans_issued: statistics::england().map(|figures| figures.issued),
            source: statistics::SOURCE.into(),
        }),
        themes: themes
            .into_iter()
            .map(|(id, stories, quotations)| ThemeFinding {
                label: theme_label(&id),
                definition: theme::by_id(&id).map_or_else(String::new, |theme| theme.definition.clone()),
                stories,
                longest_wait_weeks: None,
                quotations,
            })
            .collect(),
        authorities,
        asks: debate.asks.clone(),
        do_not_say: debate.do_not_say.clone(),
        opening: (!debate.opening.is_empty()).then(|| debate.opening.clone()),
        suppress_below: None,
    })
}

fn printed(pack: &Pack) -> Result<Pdf> {
    briefing::to_pdf(pack).map_err(|_| {
        Problem::failed(
            "The pack could not be laid out.",
            "Take out the last quote or line you added and try again; nothing has been lost.",
        )
    })
}

/// What is left in the quotes that may identify their families: how much, and never which words.
fn leaves_out_names(all: &[Left]) -> Vec<Check> {
    let (stays, left): (Vec<Left>, Vec<Left>) = all.iter().partition(|left| left.stays);
    let details: u32 = left.iter().map(|left| left.details).sum();
    let quotes = left.iter().filter(|left| left.details > 0).count();
    let unread = left.iter().filter(|left| left.unread).count();
    let mut checks = Vec::new();
    let mut check = |level, text| checks.push(Check { level, text });
    match stays.len() {
        0 => {}
        1 => check(CheckLevel::Fine, format!("One quote {STAYS}")),
        many => check(CheckLevel::Fine, format!("{many} quotes {STAYS}")),
    }
    match unread {
        0 => {}
        1 => check(CheckLevel::Look, format!("One quote {UNREAD}")),
        many => check(CheckLevel::Look, format!("{many} quotes {UNREAD}")),
    }
    let (level, text) = match (details, quotes) {
        (0, _) if unread > 0 || left.is_empty() => return checks,
        (0, _) => (
            CheckLevel::Fine,
            "Nothing else was found in the quotes that says more of a family than it agreed to."
                .replace("else ", if stays.is_empty() { "" } else { "else " }),
        ),
        (1, _) => (CheckLevel::Look, format!("One detail in one quote {BEYOND}")),
        (_, 1) => (CheckLevel::Look, format!("{details} details in one quote {BEYOND}")),
        _ => (CheckLevel::Look, format!("{details} details in {quotes} quotes {BEYOND}")),
    };
    checks.push(Check { level, text });
    checks
}

/// What is said of them.
const BEYOND: &str = "may identify a family beyond what it agreed to: on its story, look under Quotable and \
                      take out what should not be said, or say that it stays.";
const UNREAD: &str = "is not wholly in English: whom that part names, the program cannot tell. Ask somebody who reads it, \
                      and say on its story, under Quotable, that it stays.";
const STAYS: &str = "may identify a family, and somebody has looked and decided that it stays.";

fn checks(pack: &Pack, pdf: &Pdf, refused: u32, gone: u32, left: &[Left]) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |level, text: String| checks.push(Check { level, text });
    let quotations: Vec<_> = pack.themes.iter().flat_map(|theme| &theme.quotations).collect();
    match refused {
        0 => check(CheckLevel::Fine, "Every quote has its family’s agreement, as of today.".into()),
        1 => check(CheckLevel::Stop, "One quote is left out: its family has not agreed to be quoted in this way. Ask them, take a name out, or take it off the list.".into()),
        many => check(CheckLevel::Stop, format!("{many} quotes are left out: their families have not agreed to be quoted in this way. Ask them, take names out, or take them off the list.")),
    }
    checks.extend(leaves_out_names(left));
    let mut check = |level, text: String| checks.push(Check { level, text });
    if gone > 0 {
        check(CheckLevel::Look, "A passage that was picked is no longer marked, so it is left out.".into());
    }
    if quotations.is_empty() {
        check(CheckLevel::Look, "There are no quotes in this pack. Mark passages in letters whose families agreed, and pick them here.".into());
    }
    let seconds: u32 = quotations.iter().map(|quotation| quotation.seconds()).sum();
    if seconds > pack.length.minutes() * 60 / 3 {
        check(
            CheckLevel::Look,
            format!(
                "Reading every quote aloud takes {} minutes of {}: pick the few to be read.",
                seconds.div_ceil(60),
                pack.length.minutes()
            ),
        );
    }
    if pack.counted == 0 {
        check(CheckLevel::Look, "No family in this debate’s scope has agreed to be counted, so the pack has no figures of the office’s own.".into());
    }
    if pack.member.is_empty() {
        check(CheckLevel::Look, "The MP’s name is not set: add it in Settings.".into());
    }
    if pack.asks.is_empty() {
        check(CheckLevel::Look, "There are no asks of the minister yet.".into());
    }
    if !pdf.boxes.is_empty() {
        check(
            CheckLevel::Look,
            "Some characters cannot be printed and show as boxes: look at the quotes, and edit them.".into(),
        );
    }
    checks
}

pub(super) fn preview(desk: &Desk, context: &Context<'_>, request: DebateId) -> Result<PackPreview> {
    let today = context.today();
    let (pack, refused, gone, left) = desk.with(|open| {
        let debate = open.casebook.debate(request.debate)?;
        let chosen = quotes::picked(&open.casebook, &debate, today)?;
        let (refused, gone, left) = (chosen.refused, chosen.gone, chosen.left.clone());
        Ok((gather(&open.casebook, &debate, chosen, today)?, refused, gone, left))
    })?;
    let pdf = printed(&pack)?;
    Ok(PackPreview {
        checks: checks(&pack, &pdf, refused, gone, &left),
        pages: pdf.pages,
        pdf: base64::engine::general_purpose::STANDARD.encode(&pdf.bytes),
    })
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, request: SavePack) -> Result<PackSaved> {
    desk.with(|open| {
        let debate = open.casebook.debate(request.debate)?;
        let chosen = quotes::picked(&open.casebook, &debate, context.today())?;
        write_pack(open, context, &debate, chosen, &request.path)
    })
}

pub(super) fn quick(desk: &Desk, context: &Context<'_>, request: QuickPack) -> Result<PackSaved> {
    let debate = debates::valid(Debate {
        id: Uuid::nil(),
        title: request.title,
        date: request.date,
        minutes: request.minutes,
        authorities: request.authorities,
        themes: request.themes,
        opening: String::new(),
        asks: Vec::new(),
        do_not_say: Vec::new(),
        quotes: Vec::new(),
        without_campaigns: request.without_campaigns,
    })?;
    desk.with(|open| {
        let scope = Scope { authorities: debate.authorities.clone(), themes: debate.themes.clone() };
        let chosen = quotes::all(&open.casebook, &scope, context.today())?;
        write_pack(open, context, &debate, chosen, &request.path)
    })
}

/// Makes the pack. The casebook remembers whose words left it, and does so before they leave: of a pack
/// that is there without a record, nobody could tell a family that changes its mind.
fn write_pack(
    open: &mut Open,
    context: &Context<'_>,
    debate: &Debate,
    chosen: Chosen,
    path: &str,
) -> Result<PackSaved> {
    let mut stories: Vec<_> = chosen.quotations.iter().map(|(_, quotation)| quotation.story()).collect();
    stories.sort_unstable();
    stories.dedup();
    let quotations = u32::try_from(chosen.quotations.len()).unwrap_or(u32::MAX);
    let checks = leaves_out_names(&chosen.left);
    let pdf = printed(&gather(&open.casebook, debate, chosen, context.today())?)?;
    let pack = saving::beside(path, &pdf.bytes)?;
    let stamp = open.stamp(context);
    open.casebook.write(stamp, |writing| {
        writing.keep_pack(debate, &stories)?;
        writing.record(&Change::PackMade { title: debate.title.clone(), stories })
    })?;
    pack.into_place()?;
    Ok(PackSaved { path: path.to_owned(), pages: pdf.pages, quotations, checks })
}
