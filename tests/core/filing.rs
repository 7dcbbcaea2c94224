//! Filing stories, finding them again, and counting them.

use casebook::api::{
    Code, Command, Counts, FileStory, Grid, GridFilter, NewNote, Nothing, Opened, SitDown, StoryFilter,
    Undone,
};
use casebook::settings::Settings;
use casebook::story::{Filing, Status};
use casebook_tests::{AnOffice, assert_refused};
use uuid::Uuid;

const HERTFORDSHIRE: &str = "E10000015";
const CENTRAL_BEDFORDSHIRE: &str = "E06000056";

fn file(office: &AnOffice, story: Uuid, themes: &[&str], authority: Option<&str>) {
    let filing = Filing {
        status: Status::Filed,
        authority: authority.map(Into::into),
        themes: themes.iter().map(|theme| (*theme).to_owned()).collect(),
        urgent: false,
        positive: false,
    };
    office.must::<Nothing>(Command::FileStory(FileStory { story, filing }));
}

fn three_stories(office: &AnOffice) -> [Uuid; 3] {
    let stories = ["Ann", "Bob", "Cas"].map(|name| {
        office.a_letter(&format!("{name} Invented"), &format!("{name} writes about a bus stop."))
    });
    file(office, stories[0], &["ehcp_delay", "communication"], Some(HERTFORDSHIRE));
    file(office, stories[1], &["ehcp_delay"], Some(CENTRAL_BEDFORDSHIRE));
    file(office, stories[2], &["transport"], None);
    stories
}

#[test]
fn the_grid_counts_a_story_in_each_of_its_themes_and_once_in_all() {
    let office = AnOffice::new();
    three_stories(&office);
    let grid: Grid = office.must(Command::Grid(GridFilter::default()));
    let cell = |theme: &str, authority: &str| {
        let found = grid.cells.iter().find(|cell| cell.theme == theme && cell.authority == authority);
        found.map_or(0, |cell| cell.stories)
    };
    assert_eq!(grid.stories, 3, "each story once");
    assert_eq!((cell("ehcp_delay", HERTFORDSHIRE), cell("communication", HERTFORDSHIRE)), (1, 1));
    assert_eq!(cell("transport", ""), 1, "an authority that is not known has a column too");
    let total = |id: &str| {
        grid.themes.iter().chain(&grid.authorities).find(|total| total.id == id).map(|t| t.stories)
    };
    assert_eq!(total("ehcp_delay"), Some(2));
    assert_eq!(total(HERTFORDSHIRE), Some(1), "two themes, one family");
}

#[test]
fn every_cell_opens_as_many_stories_as_it_counts() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let grid: Grid = office.must(Command::Grid(GridFilter::default()));
    assert!(grid.cells.len() > 10, "the samples spread over the grid");
    for cell in &grid.cells {
        let filter = StoryFilter {
            status: Some(Status::Filed),
            themes: vec![cell.theme.clone()],
            authorities: vec![cell.authority.clone()],
            ..StoryFilter::default()
        };
        assert_eq!(office.stories(filter).total, cell.stories, "{} in {}", cell.theme, cell.authority);
    }
}

#[test]
fn a_period_gives_the_grid_and_the_list_the_same_stories() {
    let office = AnOffice::with_samples();
    office.accept_everything();
    let day = |month, day| chrono::NaiveDate::from_ymd_opt(2024, month, day);
    let (from, to) = (day(6, 1), day(7, 15));
    let grid: Grid = office.must(Command::Grid(GridFilter { from, to, ..GridFilter::default() }));
    let filed = StoryFilter { status: Some(Status::Filed), from, to, ..StoryFilter::default() };
    let all: Grid = office.must(Command::Grid(GridFilter::default()));
    assert_eq!(office.stories(filed).total, grid.stories);
    assert!((1..all.stories).contains(&grid.stories), "some, and not all: {}", grid.stories);
}

#[test]
fn undo_walks_back_through_filing_and_survives_a_restart() {
    let office = AnOffice::new();
    let stories = three_stories(&office);
    file(&office, stories[0], &["tribunal"], Some(HERTFORDSHIRE));
    office.reopen().expect("opens again");
    let filed = |story| office.story(story).filing;
    office.must::<Undone>(Command::Undo(Nothing {}));
    assert_eq!(filed(stories[0]).themes, ["ehcp_delay", "communication"], "the last change went back");
    for _ in 0..3 {
        office.must::<Undone>(Command::Undo(Nothing {}));
    }
    assert!(stories.iter().all(|story| filed(*story) == Filing::default()), "all are back in the Inbox");
    let next: Undone = office.must(Command::Undo(Nothing {}));
    assert_eq!(next.what.as_deref(), Some("logging a letter"), "the filing is all taken back");
    let grid: Grid = office.must(Command::Grid(GridFilter::default()));
    assert_eq!((grid.stories, grid.cells.len()), (0, 0), "and the grid is empty again");
}

#[test]
fn nothing_offered_is_applied_until_somebody_says_so() {
    let office = AnOffice::with_samples();
    let waiting = office.stories(StoryFilter { status: Some(Status::New), ..StoryFilter::default() });
    assert!(waiting.rows.iter().any(|row| !row.offered_themes.is_empty()), "there are offers");
    assert!(waiting.rows.iter().all(|row| row.filing == Filing::default()), "and none is applied");
    let accepted = office.accept_everything();
    assert_eq!(accepted.filed + accepted.left, waiting.total, "each is filed or left");
    let some = office.stories(StoryFilter { status: Some(Status::Filed), ..StoryFilter::default() });
    let history = office.story(some.rows[0].id).history;
    assert!(history[0].what.starts_with("Filed as offered"), "recorded as such: {:?}", history[0]);
    assert_eq!(history[0].by, "Jo Tester", "with who was at the desk");
}

#[test]
fn an_unknown_theme_or_authority_is_refused() {
    let office = AnOffice::new();
    let story = office.a_letter("Ann Invented", "Some words.");
    for (filing, field) in [
        (Filing { themes: vec!["no_such_theme".into()], ..Filing::default() }, "themes"),
        (Filing { authority: Some("E99999999".into()), ..Filing::default() }, "authority"),
    ] {
        let refused = office.ask::<Nothing>(Command::FileStory(FileStory { story, filing }));
        assert_eq!(assert_refused(refused, Code::Invalid).field.as_deref(), Some(field));
    }
    let nobody = FileStory { story: Uuid::from_u128(1), filing: Filing::default() };
    assert_refused(office.ask::<Nothing>(Command::FileStory(nobody)), Code::Failed);
}

#[test]
fn search_finds_words_names_and_accents_and_never_takes_them_for_code() {
    let office = AnOffice::new();
    office.a_letter("Glenys Ŵyn", "The minibus was late again, said the driver.");
    office.a_letter("Tom Invented", "Nothing about buses here.");
    let found =
        |search: &str| office.stories(StoryFilter { search: search.into(), ..StoryFilter::default() });
    assert_eq!(found("minib").total, 1, "an unfinished word");
    assert_eq!(found("wyn minibus").total, 1, "a name without its accent, and a word");
    assert!(found("minibus").rows[0].snippet.contains("minibus"), "the words around it are shown");
    for odd in ["\"", "minibus OR", "NEAR(", "*", "a AND NOT b", "');--", "text:x", "🚌"] {
        let _ = found(odd);
    }
    assert_eq!(found("minibus AND nothing").total, 0, "AND is a word like any other");
}

#[test]
fn every_change_says_who_was_at_the_desk() {
    let office = AnOffice::new();
    let story = office.a_letter("Ann Invented", "Some words.");
    let opened: Opened = office.must(Command::SitDown(SitDown { name: "Sam  Second".into() }));
    assert_eq!(opened.staff.len(), 2, "somebody new is added");
    office.must::<Nothing>(Command::AddNote(NewNote { story, text: "Rang her back.".into() }));
    let view = office.story(story);
    assert_eq!(view.notes[0].by, "Sam Second");
    let who: Vec<_> = view.history.iter().map(|line| line.by.as_str()).collect();
    assert_eq!(who, ["Sam Second", "Jo Tester"], "newest first");
}

#[test]
fn the_rooms_count_what_is_in_them() {
    let office = AnOffice::new();
    let stories = three_stories(&office);
    let aside = Filing { status: Status::SetAside, ..Filing::default() };
    office.must::<Nothing>(Command::FileStory(FileStory { story: stories[2], filing: aside }));
    office.a_letter("Dee Invented", "A fourth letter.");
    let counts: Counts = office.must(Command::Counts(Nothing {}));
    assert_eq!((counts.inbox, counts.stories, counts.set_aside), (1, 2, 1));
    assert_eq!(counts.undo.as_deref(), Some("logging a letter"));
}

#[test]
fn settings_are_kept_through_a_restart_and_can_be_undone() {
    let office = AnOffice::new();
    let before: Settings = office.must(Command::Settings(Nothing {}));
    let wanted = Settings { lock_after: 5, ..before.clone() };
    let saved: Settings = office.must(Command::SaveSettings(wanted.clone()));
    assert_eq!(saved, wanted);
    office.reopen().expect("it opens again");
    assert_eq!(office.must::<Settings>(Command::Settings(Nothing {})), wanted, "they are kept");
    for lock_after in [0, 61] {
        let refused =
            office.ask::<Settings>(Command::SaveSettings(Settings { lock_after, ..before.clone() }));
        assert_refused(refused, Code::Invalid);
    }
    office.must::<Undone>(Command::Undo(Nothing {}));
    assert_eq!(office.must::<Settings>(Command::Settings(Nothing {})), before, "and can be taken back");
}
