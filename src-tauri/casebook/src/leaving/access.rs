//! Everything held about one person, as a document for them to read.

use chrono::{DateTime, NaiveDate, Utc};

use super::people::{Found, Kind};
use super::record::{LetterRecord, PersonRecord, StoryRecord};
use super::redact::Words;
use crate::briefing::{Block, Composition, Cover, Document, LOW, Start, Table, counted, date};

mod case;

/// Whom the copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CopyFor {
    /// The office, to look through: other people's words are there, in boxes.
    Office,
    /// The person: other people's words are gone.
    Person,
}

/// Where else the person's name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// "A letter", "A note".
    pub(crate) what: &'static str,
    pub(crate) on: NaiveDate,
}

/// What is held about one person.
pub(crate) struct Accessed<'a> {
    pub(crate) copy: CopyFor,
    pub(crate) office: String,
    pub(crate) made: DateTime<Utc>,
    pub(crate) person: &'a PersonRecord,
    /// Their own cases.
    pub(crate) stories: &'a [StoryRecord],
    /// Letters of theirs in other people's cases.
    pub(crate) elsewhere: &'a [LetterRecord],
    pub(crate) mentions: &'a [Mention],
    /// Who has worked with the casebook, as it may be told.
    pub(crate) staff: &'a [String],
    /// What is boxed in the working copy.
    pub(crate) marked: &'a Words,
    pub(crate) found: &'a [Found],
    /// Originals beside this document: those that hold only theirs, and those to check.
    pub(crate) originals: (u32, u32),
    pub(crate) review_after: u32,
}

fn many(count: usize, one: &str, more: &str) -> String {
    counted(u32::try_from(count).unwrap_or(u32::MAX), one, more)
}

fn day(at: DateTime<Utc>) -> String {
    date(at.date_naive())
}

impl Accessed<'_> {
    /// Its title: also the name of the file.
    pub(crate) fn title(&self) -> String {
        format!("Everything held about {}", self.person.name)
    }

    /// The document.
    pub(crate) fn document(&self) -> Document {
        let mut to = Composition::default();
        self.cover(&mut to);
        to.contents();
        self.what_and_why(&mut to);
        for story in self.stories {
            self.story(&mut to, story);
        }
        if !self.elsewhere.is_empty() {
            to.section("Letters in other people’s cases", Start::Page);
            to.say("These letters came from the same address and were filed with somebody else’s case.");
            for letter in self.elsewhere {
                self.letter(&mut to, letter);
            }
        }
        self.mentions(&mut to);
        self.who_had_access(&mut to);
        if self.copy == CopyFor::Office {
            self.others(&mut to);
        }
        let class = match self.copy {
            CopyFor::Office => "Working copy — holds other people’s details. Not for sending",
            CopyFor::Person => "Made at the request of the person it is about",
        };
        to.document(self.title(), self.office.clone(), self.made.date_naive(), class.to_owned())
    }

    fn letters(&self) -> usize {
        self.stories.iter().map(|story| story.letters.len()).sum::<usize>() + self.elsewhere.len()
    }

    fn cover(&self, to: &mut Composition) {
        let copy = match self.copy {
            CopyFor::Office => {
                "Working copy for the office. Other people’s details are in boxes. Not for sending."
            }
            CopyFor::Person => "Copy to send. Other people’s details were removed.",
        };
        let holds = format!(
            "{} and {}",
            many(self.stories.len(), "case", "cases"),
            many(self.letters(), "letter, call or note", "letters, calls and notes")
        );
        let facts = [
            ("Held by", self.office.clone(), true),
            ("Made on", day(self.made), true),
            ("Holds", holds, false),
            ("Copy", copy.to_owned(), true),
        ];
        to.blocks.push(Block::Cover(Cover {
            above: LOW,
            kind: "Subject access request".to_owned(),
            title: self.title(),
            facts: facts
                .into_iter()
                .filter(|(_, words, _)| !words.is_empty())
                .map(|(name, words, strong)| (name.to_owned(), words, strong))
                .collect(),
        }));
    }

    fn what_and_why(&self, to: &mut Composition) {
        to.section("What is held, and why", Start::Page);
        to.say("This document holds everything the office’s casebook has about one person: their letters word for word, and all that the office wrote down about them.");
        let stories = self.stories;
        let sum = |count: fn(&StoryRecord) -> usize| stories.iter().map(count).sum::<usize>().to_string();
        let rows = [
            ("Cases", stories.len().to_string()),
            ("Letters, calls and notes of meetings", self.letters().to_string()),
            ("Steps of consent recorded", sum(|story| story.consents.len())),
            ("Notes the office made", sum(|story| story.notes.len())),
            (
                "Passages marked for quoting",
                sum(|story| story.letters.iter().map(|letter| letter.passages.len()).sum()),
            ),
            ("Briefing packs that used their words", sum(|story| story.packs.len())),
            ("Entries in the record of changes", sum(|story| story.history.len())),
            ("Mentions of their name in other cases", self.mentions.len().to_string()),
        ];
        to.blocks.push(Block::Table(Table {
            columns: vec!["What".to_owned(), "How many".to_owned()],
            rows: rows.into_iter().map(|(what, count)| vec![what.to_owned(), count]).collect(),
            source: format!("Counted in the casebook on {}.", day(self.made)),
        }));
        to.heading("Name and address");
        let known =
            [("Name", &self.person.name), ("Email", &self.person.email), ("Postcode", &self.person.postcode)];
        let lines = known.into_iter().filter(|(_, words)| !words.is_empty());
        to.list(lines.map(|(name, words)| format!("{name}: {words}")).collect());
        to.heading("Why it is held");
        to.say("The office holds it to do the Member’s casework for the person who wrote, and to speak for constituents in Parliament. The law allows an elected representative to use personal data for casework (Data Protection Act 2018, Schedule 1, paragraphs 23 and 24). A family’s words are quoted only where the family agreed to it; what was agreed is listed with each case.");
        to.heading("Where it came from, and who has received it");
        to.say("It came from the letters, calls and meetings printed here. It has left the casebook only in the briefing packs listed with each case, which are paper for the Member. The program sends nothing anywhere.");
        to.heading("How long it is held");
        let months = counted(self.review_after, "month", "months");
        to.say(format!("Each case is looked at again {months} after its newest letter, or on the day printed with it, and then deleted or kept for a reason that is written down."));
        to.heading("What may be asked of the office");
        to.say("Anyone may ask the office to correct what is wrong, to erase what it no longer needs, to restrict or stop a use of it, and for a copy of it. A consent may be withdrawn at any time. Who is not content with the answer may complain to the Information Commissioner (ico.org.uk).");
        let (theirs, to_check) = self.originals;
        if theirs + to_check > 0 {
            to.heading("What lies beside this document");
            let mut items =
                vec!["data.json holds the same as this document, for a program to read.".to_owned()];
            if theirs > 0 {
                items.push(format!(
                    "“originals” holds {} as they arrived.",
                    counted(theirs, "email", "emails")
                ));
            }
            if to_check > 0 && self.copy == CopyFor::Office {
                items.push(format!(
                    "“originals to check before sending” holds {} that may tell of other people.",
                    counted(to_check, "email", "emails")
                ));
            } else if to_check > 0 {
                items.push(format!("{} held as they arrived too, and may tell of other people. Their words are printed here; the office decides about each file.", if to_check == 1 { "1 email is".to_owned() } else { format!("{to_check} emails are") }));
            }
            to.list(items);
        }
    }

    fn mentions(&self, to: &mut Composition) {
        if self.mentions.is_empty() {
            return;
        }
        to.section("Where else their name stands", Start::Section);
        to.say("The same name stands in the records of other people’s cases. It may be somebody else of that name. The office looks at each place and tells what it says about this person, without telling about others.");
        let place = |mention: &Mention| format!("{} of {} in another case.", mention.what, date(mention.on));
        to.list(self.mentions.iter().map(place).collect());
    }

    fn who_had_access(&self, to: &mut Composition) {
        to.section("Who has had access", Start::Section);
        to.say("Everybody who works at the office’s desk can read the whole casebook. The program records every change and who made it, not who read what. These have worked with it:");
        to.list(self.staff.to_vec());
    }

    fn others(&self, to: &mut Composition) {
        to.section("Other people found in it", Start::Page);
        if self.found.is_empty() {
            to.say(
                "The rules found nobody else. They do not find everybody: read it through before it is sent.",
            );
            return;
        }
        to.say("For the office only. The rules do not find everybody: read it through, and add what they missed, before the copy to send is made.");
        let rows = self.found.iter().map(|found| {
            let times: usize = found.places.iter().map(|place| place.times).sum();
            vec![found.words.clone(), kind_label(found.kind).to_owned(), times.to_string()]
        });
        to.blocks.push(Block::Table(Table {
            columns: vec!["Words".to_owned(), "What".to_owned(), "Places".to_owned()],
            rows: rows.collect(),
            source: "Found by title, greeting, signature, relation and address.".to_owned(),
        }));
    }
}

/// What was found, in a word or two.
pub(super) const fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "A person",
        Kind::Staff => "Staff",
        Kind::Member => "The Member",
        Kind::Email => "Email",
        Kind::Phone => "Telephone",
        Kind::Address => "Address",
        Kind::Postcode => "Postcode",
    }
}
