//! A caseworker's day, by the seed: the same seed does the same things in the same order.

use casebook::api::{
    AcceptOffers, Command, FileStory, MarkPassage, NewNote, NewSubmission, Nothing, Problem, RecordConsent,
    StoryFilter,
};
use casebook::consent::ConsentLevel;
use casebook::story::{Filing, Status};
use casebook::submission::Channel;
use casebook::theme;
use casebook_tests::{AnOffice, today};

/// Does one step. What is refused is refused each time.
pub(crate) fn step(office: &AnOffice, seed: u64, step: u32) {
    let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(u64::from(step) << 20));
    let mut rows = office.stories(StoryFilter::default()).rows;
    rows.sort_by(|a, b| (&a.subject, &a.from).cmp(&(&b.subject, &b.from)));
    let story = rows[rng.usize(..rows.len())].id;
    let command = match rng.u32(0..11) {
        0..=2 => Command::FileStory(FileStory { story, filing: some_filing(&mut rng) }),
        3..=4 => Command::RecordConsent(RecordConsent {
            story,
            level: some_level(&mut rng),
            on: today(),
            how: format!("phone call {step}"),
            withdrawal: false,
        }),
        5 => Command::AddNote(NewNote { story, text: format!("Rang back, call {step}.") }),
        6 => {
            let submission = office.story(story).letters[0].id;
            Command::MarkPassage(MarkPassage { submission, start: 0, end: 20 + rng.u32(0..10) })
        }
        7..=8 => Command::LogSubmission(NewSubmission {
            channel: Channel::Phone,
            received: today(),
            name: format!("Caller {step}"),
            email: String::new(),
            postcode: String::new(),
            subject: format!("Call {step:03}"),
            text: format!("The plan is {step} weeks late. Only here: call{step:05}tale."),
        }),
        9 => Command::AcceptOffers(AcceptOffers { stories: vec![story] }),
        _ => Command::Undo(Nothing {}),
    };
    let _: Result<serde_json::Value, Problem> = office.ask(command);
}

fn some_filing(rng: &mut fastrand::Rng) -> Filing {
    let themes = theme::all();
    Filing {
        status: if rng.u32(0..8) == 0 { Status::SetAside } else { Status::Filed },
        authority: rng.choice([Some("E10000015".to_owned()), Some("E06000056".to_owned()), None]).flatten(),
        themes: (0..rng.usize(0..3)).map(|_| themes[rng.usize(..themes.len())].id.clone()).collect(),
        urgent: rng.u32(0..6) == 0,
        positive: false,
    }
}

fn some_level(rng: &mut fastrand::Rng) -> ConsentLevel {
    use ConsentLevel::{Anonymous, Casework, Counted, Named, ReadOut};
    rng.choice([Casework, Counted, Anonymous, ReadOut, Named]).unwrap_or(Casework)
}
