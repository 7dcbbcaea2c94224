//! A casebook of a million stories: how long the lists, the search and the grid take, and whether they
//! say what is so.
//!
//! The stories are written past the program, into the file it made: a million letters would be an
//! afternoon of importing, and what is tried here is only how they are found again.

use std::time::{Duration, Instant};

use casebook::api::{Command, Counts, Grid, GridFilter, Nothing, StoryFilter, StoryPage};
use casebook::consent::ConsentLevel;
use casebook::story::Status;
use casebook_tests::{AnOffice, PASSPHRASE};
use chrono::NaiveDate;
use cpu_time::ProcessTime;
use rusqlite::{Connection, OpenFlags};

use crate::letters::{Story, Writer};
use crate::office::{DATABASE, database_key, office_with, quick_slot};
use crate::tally::{Plan, Tally};

/// The most an answer may take.
const MOST: Duration = Duration::from_millis(100);
/// How often each is asked for.
const TIMES: usize = 9;
const STORIES: u32 = 1_000_000;
/// Enough for more to fit than are counted.
const SHORT: u32 = 8_000;
/// Of more, what is so is not worked out beside what is said: the stories would not fit in memory.
const COMPARED: u32 = 50_000;

/// Finds stories among a million.
pub(crate) fn stories(plan: &Plan) -> Tally {
    let (files, key) = quick_slot();
    let office = office_with(&files);
    office.open_with(PASSPHRASE).expect("it opens");
    let many = plan.trials.unwrap_or(if plan.short { SHORT } else { STORIES });
    let written = {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let db = Connection::open_with_flags(office.folder.join(DATABASE), flags).expect("the file");
        db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", database_key(&key))).expect("keyed");
        Writer::new(plan.seed).fill(&db, many, many <= COMPARED).expect("filled")
    };
    let mut tally = Tally::new(&format!("finding stories among {many}"));
    let size = std::fs::metadata(office.folder.join(DATABASE)).map_or(0, |file| file.len());
    tally.measure(format!("{:.0} MB", size as f64 / 1e6));
    // As it is in the morning: nothing has been read yet.
    office.desk.lock();
    office.open_with(PASSPHRASE).expect("it opens again");
    for (what, filter) in lists() {
        let page = list(&office, &filter);
        if !written.is_empty() {
            compare(&mut tally, &written, what, &filter, &page);
        }
        let found = format!("{what}: {}{} found", if page.more { "more than " } else { "" }, page.total);
        judge(&mut tally, plan, &found, || drop(list(&office, &filter)));
    }
    judge(&mut tally, plan, "how full each room is", || {
        drop(office.must::<Counts>(Command::Counts(Nothing {})));
    });
    for (what, filter) in grids() {
        let grid = grid(&office, &filter);
        if !written.is_empty() {
            compare_grid(&mut tally, &written, what, &filter, &grid);
        }
        let cells = format!("{what}: {} stories in {} cells", grid.stories, grid.cells.len());
        judge(&mut tally, plan, &cells, || drop(self::grid(&office, &filter)));
    }
    tally
}

fn list(office: &AnOffice, filter: &StoryFilter) -> StoryPage {
    office.must(Command::Stories(filter.clone()))
}

fn grid(office: &AnOffice, filter: &GridFilter) -> Grid {
    office.must(Command::Grid(filter.clone()))
}

/// Asks again and again, and prints the middle and the worst, and what the middle one costs the processor:
/// that stays the same whatever else the computer is doing.
fn judge(tally: &mut Tally, plan: &Plan, what: &str, mut ask: impl FnMut()) {
    // The short form asks what is so, not how soon.
    let times = if plan.short { 1 } else { TIMES };
    let mut times: Vec<_> = (0..times)
        .map(|_| {
            let (began, worked) = (Instant::now(), ProcessTime::now());
            ask();
            (began.elapsed(), worked.elapsed())
        })
        .collect();
    times.sort_unstable_by_key(|(_, worked)| *worked);
    let worked = times[times.len() / 2].1;
    times.sort_unstable();
    let (middle, worst) = (times[times.len() / 2].0, times[times.len() - 1].0);
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let (middle_ms, worst, worked) = (millis(middle), millis(worst), millis(worked));
    tally.measure(format!("{middle_ms:7.1} ms, worst {worst:7.1} ms, cpu {worked:7.1} ms  {what}"));
    if middle > MOST && !plan.short {
        tally.wrong("answers that took longer than 100 ms", what);
    }
}

/// Whether a list says what is so.
fn compare(tally: &mut Tally, written: &[Story], what: &str, filter: &StoryFilter, page: &StoryPage) {
    let mut fit: Vec<_> = written.iter().filter(|story| story.fits(filter)).collect();
    fit.sort_by_key(|story| std::cmp::Reverse((story.urgent, story.received, story.row)));
    let all = fit.len();
    if filter.fold {
        let mut seen = std::collections::HashSet::new();
        fit.retain(|story| story.campaign.is_none_or(|campaign| seen.insert(campaign)));
    }
    let (offset, limit) = (filter.offset as usize, filter.limit as usize);
    let said: Vec<_> = page.rows.iter().map(|row| row.subject.as_str()).collect();
    let so: Vec<_> = fit.iter().skip(offset).take(limit).map(|story| story.subject.as_str()).collect();
    if said != so {
        let at = said.iter().zip(&so).position(|(said, so)| said != so);
        let found = format!("{what}: {} lines of {}, another at {at:?}", said.len(), so.len());
        tally.wrong("lists with another story, or in another order", found);
    }
    let total = page.total as usize;
    // Folded lists look only through the newest.
    if if page.more { all <= total } else { total != fit.len() } {
        tally.wrong("wrong totals", format!("{what}: {total} of {}", fit.len()));
    }
}

fn compare_grid(tally: &mut Tally, written: &[Story], what: &str, filter: &GridFilter, grid: &Grid) {
    let fit: Vec<_> = written.iter().filter(|story| story.is_counted(filter)).collect();
    let mut right = grid.stories as usize == fit.len();
    for cell in &grid.cells {
        let of = fit.iter().filter(|story| story.authority == cell.authority);
        right &= of.filter(|story| story.themes.contains(&cell.theme)).count() == cell.stories as usize;
    }
    for theme in &grid.themes {
        right &=
            fit.iter().filter(|story| story.themes.contains(&theme.id)).count() == theme.stories as usize;
    }
    for authority in &grid.authorities {
        right &=
            fit.iter().filter(|story| story.authority == authority.id).count() == authority.stories as usize;
    }
    let everywhere: u32 = grid.authorities.iter().map(|authority| authority.stories).sum();
    let in_cells: u32 = grid.cells.iter().map(|cell| cell.stories).sum();
    let in_themes: usize = fit.iter().map(|story| story.themes.len()).sum();
    right &= everywhere == grid.stories && in_cells as usize == in_themes;
    let campaigns = GridFilter { without_campaigns: false, ..filter.clone() };
    let campaigns =
        written.iter().filter(|story| story.campaign.is_some() && story.is_counted(&campaigns)).count();
    right &= grid.campaign_stories as usize == campaigns;
    if !right {
        tally.wrong("grids with another figure", what);
    }
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn grids() -> Vec<(&'static str, GridFilter)> {
    let all = GridFilter::default;
    let year = || GridFilter { from: day(2023, 1, 1), to: day(2023, 12, 31), ..all() };
    let agreed = Some(ConsentLevel::Counted);
    vec![
        ("the grid", all()),
        ("the grid of those who agreed", GridFilter { consent: agreed, ..all() }),
        ("the grid without campaigns", GridFilter { without_campaigns: true, ..all() }),
        ("the grid of a year", year()),
        ("the grid of a year, of those who agreed", GridFilter { consent: agreed, ..year() }),
        (
            "the grid of some days, without campaigns",
            GridFilter {
                from: day(2022, 3, 9),
                to: day(2024, 11, 20),
                without_campaigns: true,
                ..GridFilter::default()
            },
        ),
    ]
}

fn lists() -> Vec<(&'static str, StoryFilter)> {
    // As the page asks: so many lines at once.
    let usual = || StoryFilter { limit: 200, ..StoryFilter::default() };
    let filed = || StoryFilter { status: Some(Status::Filed), ..usual() };
    let inbox = || StoryFilter { status: Some(Status::New), fold: true, ..usual() };
    let authority = |nth: usize| crate::letters::authorities()[nth].to_owned();
    let theme = |nth: usize| casebook::theme::all()[nth].id.clone();
    let words = |search: &str| StoryFilter { search: search.into(), ..usual() };
    let year = || StoryFilter { from: day(2023, 1, 1), to: day(2023, 12, 31), ..filed() };
    let both = || StoryFilter { themes: vec![theme(1)], authorities: vec![authority(0)], ..filed() };
    let rare = || StoryFilter { themes: vec![theme(9)], authorities: vec![authority(120)], ..filed() };
    vec![
        ("the newest 20", StoryFilter { limit: 20, ..StoryFilter::default() }),
        ("the newest 20 filed", StoryFilter { limit: 20, ..filed() }),
        ("the newest 20 in the Inbox", StoryFilter { limit: 20, ..inbox() }),
        ("the Inbox", inbox()),
        ("filed", filed()),
        ("set aside", StoryFilter { status: Some(Status::SetAside), ..usual() }),
        ("urgent", StoryFilter { urgent: true, ..filed() }),
        ("filed, a frequent theme", StoryFilter { themes: vec![theme(0)], ..filed() }),
        ("filed, two themes", StoryFilter { themes: vec![theme(2), theme(8)], ..filed() }),
        ("filed, a frequent authority", StoryFilter { authorities: vec![authority(0)], ..filed() }),
        ("filed, a theme and an authority", both()),
        ("filed, a rare theme and authority", rare()),
        ("agreed to be read out", StoryFilter { consent: Some(ConsentLevel::ReadOut), ..filed() }),
        ("not in a campaign", StoryFilter { without_campaigns: true, ..filed() }),
        ("a year", year()),
        (
            "some days of an authority",
            StoryFilter {
                from: day(2022, 3, 9),
                to: day(2022, 7, 2),
                authorities: vec![authority(1)],
                ..filed()
            },
        ),
        (
            "an authority, further down",
            StoryFilter { authorities: vec![authority(0)], offset: 800, ..filed() },
        ),
        ("a rare word", words("prendergarth")),
        ("a word that nobody wrote", words("prendergasterly")),
        ("a word in a hundredth", words("tribunal")),
        ("a word in a third", words("transport")),
        ("a word in nine of ten", words("council")),
        ("a word of old letters", words("lockdown")),
        ("two frequent words", words("council school")),
        ("three words", words("transport tribunal council")),
        ("a beginning", words("trans")),
        ("a beginning of three letters", words("tra")),
        ("two letters", words("ba")),
        ("another of three letters", words("bac")),
        ("the search in the palette", StoryFilter { limit: 8, ..words("coun") }),
        ("a frequent word in the Inbox", StoryFilter { search: "council".into(), ..inbox() }),
        ("a beginning in the Inbox", StoryFilter { search: "trans".into(), ..inbox() }),
        ("a frequent word, filed, theme and authority", StoryFilter { search: "council".into(), ..both() }),
        ("a frequent word, rare theme and authority", StoryFilter { search: "council".into(), ..rare() }),
        ("a beginning, filed, theme and authority", StoryFilter { search: "trans".into(), ..both() }),
        ("a frequent word, a year", StoryFilter { search: "school".into(), ..year() }),
        (
            "a frequent word, not in a campaign",
            StoryFilter { search: "council".into(), without_campaigns: true, ..filed() },
        ),
        (
            "a frequent word, agreed to be read out",
            StoryFilter { search: "school".into(), consent: Some(ConsentLevel::ReadOut), ..filed() },
        ),
        ("a frequent word, set aside", StoryFilter { status: Some(Status::SetAside), ..words("school") }),
        ("a frequent word, further down", StoryFilter { offset: 1_400, ..words("council") }),
    ]
}
