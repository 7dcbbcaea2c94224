//! Stories invented in great numbers and written past the program, each with one letter.

use std::collections::HashMap;

use casebook::api::{GridFilter, StoryFilter};
use casebook::consent::ConsentLevel;
use casebook::story::Status;
use chrono::{DateTime, NaiveDate};
use rusqlite::{Connection, params};

const DAY: i64 = 86_400_000;
/// 1 January 2020.
const FIRST: i64 = 1_577_836_800_000;
/// Words beside those that are in a known part of the letters.
const WORDS: u32 = 30_000;
const CAMPAIGNS: i64 = 40;

/// Words, and the part of the letters that they are in.
const KNOWN: [(&str, f64); 8] = [
    ("council", 0.9),
    ("school", 0.8),
    ("transport", 0.3),
    ("transition", 0.1),
    ("transfer", 0.05),
    ("tribunal", 0.01),
    ("transported", 0.01),
    ("prendergarth", 0.000_05),
];
/// A word that everybody wrote at first, and nobody since.
const ONCE: &str = "lockdown";
/// Until when: three quarters of a year.
const ONCE_UNTIL: i64 = FIRST + 270 * DAY;

/// What is known of a story that was written.
pub(crate) struct Story {
    pub(crate) row: i64,
    pub(crate) subject: String,
    status: Status,
    waiting: bool,
    pub(crate) authority: String,
    pub(crate) themes: Vec<String>,
    pub(crate) urgent: bool,
    consent: usize,
    pub(crate) received: i64,
    pub(crate) campaign: Option<i64>,
    text: String,
}

fn is_within(received: i64, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    let day = DateTime::from_timestamp_millis(received).expect("a moment").date_naive();
    from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
}

fn rank(level: Option<ConsentLevel>) -> usize {
    let at = |level| ConsentLevel::ALL.iter().position(|step| *step == level);
    level.and_then(at).unwrap_or(0)
}

impl Story {
    /// Whether a list that asks for this should have it.
    pub(crate) fn fits(&self, filter: &StoryFilter) -> bool {
        let words: Vec<_> = filter.search.split_whitespace().collect();
        let has = |word: &str| {
            let is_it = |found: &str| found == word || word.len() > 2 && found.starts_with(word);
            self.text.split_whitespace().any(is_it)
        };
        filter.status.is_none_or(|status| match status {
            Status::New => self.waiting,
            status => self.status == status,
        }) && (filter.themes.is_empty() || self.themes.iter().any(|theme| filter.themes.contains(theme)))
            && (filter.authorities.is_empty() || filter.authorities.contains(&self.authority))
            && self.consent >= rank(filter.consent)
            && is_within(self.received, filter.from, filter.to)
            && (!filter.urgent || self.urgent)
            && (!filter.without_campaigns || self.campaign.is_none())
            && words.into_iter().all(has)
    }

    /// Whether a grid that asks for this should count it.
    pub(crate) fn is_counted(&self, filter: &GridFilter) -> bool {
        self.status == Status::Filed
            && self.consent >= rank(filter.consent)
            && is_within(self.received, filter.from, filter.to)
            && (!filter.without_campaigns || self.campaign.is_none())
    }
}

/// The codes of the authorities that families are written about.
pub(crate) fn authorities() -> Vec<&'static str> {
    let all = casebook::authority::all().iter().filter(|one| one.has_send_duties());
    all.map(|authority| authority.gss.as_str()).collect()
}

/// Writes letters.
pub(crate) struct Writer {
    rng: fastrand::Rng,
    words: HashMap<u32, String>,
}

impl Writer {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rng: fastrand::Rng::with_seed(seed), words: HashMap::new() }
    }

    /// A few are most of an office's work.
    fn some(&mut self, of: usize) -> usize {
        (self.rng.f64().powi(3) * of as f64) as usize
    }

    /// A word, as words are: the hundredth is a hundredth as frequent as the first.
    fn push_word(&mut self, text: &mut String) {
        let number = (self.rng.f64() * f64::from(WORDS).ln()).exp() as u32;
        let word = self.words.entry(number).or_insert_with(|| {
            let mut rng = fastrand::Rng::with_seed(number.into());
            let mut word = String::new();
            for _ in 0..rng.u32(2..5) {
                word.push(char::from(b"bcdfghklmnprsvw"[rng.usize(0..15)]));
                word.push(char::from(b"aeiou"[rng.usize(0..5)]));
            }
            word + ["", "n", "s", "t", "ing"][rng.usize(0..5)]
        });
        text.push_str(word);
        text.push(' ');
    }

    fn story(&mut self, authorities: &[&str]) -> Story {
        let themes = casebook::theme::all();
        let mut of: Vec<_> =
            (0..self.rng.usize(1..4)).map(|_| themes[self.some(themes.len())].id.clone()).collect();
        of.sort_unstable();
        of.dedup();
        let (status, waiting) = match self.rng.u32(0..20) {
            0 => (Status::New, true),
            1 => (Status::SetAside, false),
            _ => (Status::Filed, false),
        };
        let mut text = String::new();
        for _ in 0..100 {
            self.push_word(&mut text);
        }
        for (word, part) in KNOWN {
            if self.rng.f64() < part {
                text.push_str(word);
                text.push(' ');
            }
        }
        let mut story = Story {
            row: 0,
            subject: String::new(),
            status,
            waiting,
            authority: authorities[self.some(authorities.len())].to_owned(),
            themes: of,
            urgent: self.rng.u32(0..100) == 0,
            consent: self.rng.usize(0..6),
            received: FIRST + self.rng.i64(0..5 * 365 * DAY),
            campaign: (self.rng.u32(0..10) == 0).then(|| self.rng.i64(1..=CAMPAIGNS)),
            text,
        };
        if story.received < ONCE_UNTIL {
            story.text.push_str(ONCE);
        }
        story
    }

    /// Writes so many stories, and says which where they are to be kept in mind.
    pub(crate) fn fill(&mut self, db: &Connection, stories: u32, kept: bool) -> rusqlite::Result<Vec<Story>> {
        db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN; DELETE FROM story")?;
        for campaign in 1..=CAMPAIGNS {
            db.execute(
                "INSERT INTO campaign (row, id, name, core) VALUES (?1, randomblob(16), 'Invented campaign ' || ?1, x'')",
                [campaign],
            )?;
        }
        let mut family = db.prepare("INSERT INTO constituent (name, email, postcode) VALUES (?1, ?2, '')")?;
        let mut story = db.prepare(
            "INSERT INTO story (id, constituent, subject, status, waiting, authority, themes, urgent, positive,
                                consent, received, campaign, offered, alarm)
             VALUES (randomblob(16), ?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10,
                     '{\"themes\":[],\"authority\":null,\"urgent\":false}', 0)",
        )?;
        let mut counted = db.prepare(
            "INSERT INTO story_theme (theme, authority, story, received, consent, campaign, first)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut letter = db.prepare(
            "INSERT INTO submission (id, story, channel, received, sender, email, subject, text, from_html,
                                     attachments, fingerprint)
             VALUES (randomblob(16), ?1, 'email', ?2, ?3, ?4, ?5, ?6, 0, '[]', randomblob(16))",
        )?;
        let authorities = authorities();
        let mut written = Vec::new();
        for number in 0..stories {
            let mut one = self.story(&authorities);
            let (name, email) = (format!("Family {number}"), format!("family{number}@example.org"));
            one.subject = format!("Letter {number}");
            family.execute(params![name, email])?;
            let status = serde_json::to_string(&one.status).expect("a word");
            story.execute(params![
                db.last_insert_rowid(),
                one.subject,
                status.trim_matches('"'),
                one.waiting,
                one.authority,
                serde_json::to_string(&one.themes).expect("a list"),
                one.urgent,
                i64::try_from(one.consent).unwrap_or(0),
                one.received,
                one.campaign,
            ])?;
            one.row = db.last_insert_rowid();
            if one.status == Status::Filed {
                for (place, theme) in one.themes.iter().enumerate() {
                    let consent = i64::try_from(one.consent).unwrap_or(0);
                    counted.execute(params![
                        theme,
                        one.authority,
                        one.row,
                        one.received,
                        consent,
                        one.campaign.is_some(),
                        place == 0
                    ])?;
                }
            }
            letter.execute(params![one.row, one.received, name, email, one.subject, one.text])?;
            if kept {
                written.push(one);
            }
            // What is in memory must be written out now and then.
            if number % 20_000 == 19_999 {
                db.execute_batch("COMMIT; BEGIN")?;
            }
        }
        // As a casebook does it that is migrated.
        db.execute_batch(
            "INSERT INTO letter_story SELECT row, story FROM submission;
             INSERT INTO submission_words (submission_words) VALUES ('rebuild');
             COMMIT; PRAGMA wal_checkpoint(TRUNCATE)",
        )?;
        Ok(written)
    }
}
