//! One case of a person: how it is filed, its letters, and all that was written down about it.

use super::{Accessed, day};
use crate::briefing::{Block, Composition, Inline, Start, date, list};
use crate::leaving::record::{ConsentRecord, LetterRecord, PackRecord, StoryRecord};
use crate::story::Status;
use crate::{authority, theme};

impl Accessed<'_> {
    /// Words as they were written, other people's in boxes.
    fn inlines(&self, text: &str) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let mut from = 0;
        for span in self.marked.spans(text) {
            let before = text.get(from..span.start).unwrap_or_default();
            if !before.is_empty() {
                inlines.push(Inline::Text(before.to_owned()));
            }
            inlines.push(Inline::Boxed(text.get(span.clone()).unwrap_or_default().to_owned()));
            from = span.end;
        }
        let rest = text.get(from..).unwrap_or_default();
        if !rest.is_empty() {
            inlines.push(Inline::Text(rest.to_owned()));
        }
        inlines
    }

    fn words(&self, to: &mut Composition, text: &str) {
        for paragraph in paragraphs(text) {
            to.blocks.push(Block::Paragraph(self.inlines(&paragraph)));
        }
    }

    pub(super) fn story(&self, to: &mut Composition, story: &StoryRecord) {
        let subject = if story.subject.is_empty() { "A case without a subject" } else { &story.subject };
        to.section(subject, Start::Page);
        to.heading("How it is filed");
        to.list(filing(story));
        for letter in &story.letters {
            self.letter(to, letter);
        }
        if !story.consents.is_empty() {
            to.heading("Consent");
            let entry = |entry: &ConsentRecord| {
                let verb = if entry.withdrawal { "withdrawn" } else { "given" };
                let (on, recorded) = (date(entry.on), day(entry.recorded));
                format!(
                    "{}: {verb} on {on} ({}). Recorded by {} on {recorded}.",
                    entry.level.label(),
                    entry.how,
                    entry.by
                )
            };
            for line in story.consents.iter().map(entry) {
                self.words(to, &line);
            }
        }
        if !story.notes.is_empty() {
            to.heading("Notes the office made");
            for note in &story.notes {
                to.blocks.push(Block::Lead(format!("{}, {}:", day(note.at), note.by)));
                self.words(to, &note.text);
            }
        }
        if !story.milestones.is_empty() {
            to.heading("Dates of the plan");
            for one in &story.milestones {
                let (what, when, recorded) = (one.what, &one.when, day(one.recorded));
                let so = so(one.so);
                self.words(to, &format!("{what}: {when}. Recorded by {} on {recorded}.{so}", one.by));
            }
        }
        if !story.facets.is_empty() {
            to.heading("What was noted of the child and the case");
            for one in &story.facets {
                let (kind, what, recorded, so) = (one.kind, &one.what, day(one.recorded), so(one.so));
                self.words(to, &format!("{kind}: {what}. Recorded by {} on {recorded}.{so}", one.by));
            }
        }
        if !story.packs.is_empty() {
            to.heading("Briefing packs that used their words");
            let pack = |pack: &PackRecord| {
                format!("{}: debate of {}, pack made on {}.", pack.title, date(pack.date), day(pack.made))
            };
            to.list(story.packs.iter().map(pack).collect());
        }
        if !story.history.is_empty() {
            to.heading("Record of changes");
            for line in &story.history {
                self.words(to, &format!("{}, {}: {}", day(line.at), line.by, line.what));
            }
        }
    }

    pub(super) fn letter(&self, to: &mut Composition, letter: &LetterRecord) {
        to.heading(format!("{} of {}", letter.channel.label(), day(letter.received)));
        let from = [letter.sender.as_str(), letter.email.as_str()];
        let mut from: Vec<_> = from.into_iter().filter(|words| !words.is_empty()).collect();
        from.dedup();
        self.words(to, &format!("From: {}", from.join(", ")));
        if !letter.subject.is_empty() {
            self.words(to, &format!("Subject: {}", letter.subject));
        }
        self.words(to, &letter.text);
        if letter.text.trim().is_empty() {
            to.say("It holds no words.");
        }
        if !letter.attachments.is_empty() {
            let names: Vec<String> = letter
                .attachments
                .iter()
                .map(|file| {
                    if file.name.is_empty() { "a file without a name".to_owned() } else { file.name.clone() }
                })
                .collect();
            self.words(to, &format!("Attached, and kept inside the original email: {}.", list(&names)));
        }
        for passage in &letter.passages {
            self.words(to, &format!("Marked for quoting: “{}” ({}).", passage.words, passage.attribution));
        }
    }
}

/// What is said behind something that was offered and dropped.
const fn so(so: bool) -> &'static str {
    if so { "" } else { " The letter seemed to say so; it was looked at and dropped." }
}

fn filing(story: &StoryRecord) -> Vec<String> {
    let filing = &story.filing;
    let status = match filing.status {
        Status::New => "Waiting in the Inbox",
        Status::Filed => "Filed",
        Status::SetAside => "Set aside: kept, but no part of the evidence",
    };
    let mut lines = vec![format!("{status}. Newest letter: {}.", day(story.received))];
    if let Some(place) = filing.authority.as_deref().and_then(authority::by_gss) {
        lines.push(format!("Home local authority: {}.", place.name));
    }
    let themes: Vec<String> =
        filing.themes.iter().filter_map(|id| theme::by_id(id)).map(|theme| theme.label.clone()).collect();
    if !themes.is_empty() {
        lines.push(format!("Themes: {}.", list(&themes)));
    }
    if filing.urgent {
        lines.push("Marked urgent.".to_owned());
    }
    if filing.positive {
        lines.push("Marked positive.".to_owned());
    }
    lines.push(format!("Consent recorded last: {}.", story.consent.label()));
    if let Some(campaign) = &story.campaign {
        lines.push(format!("One of the letters of a campaign: {campaign}."));
    }
    if let Some(on) = story.acknowledged {
        lines.push(format!("Told on {} that the letter had arrived.", date(on)));
    }
    if let Some(on) = story.hand_over {
        lines.push(format!("Agreed on {} that whoever follows may be handed the case.", date(on)));
    }
    if let Some(on) = story.review {
        lines.push(format!("To be looked at again on {}.", date(on)));
    }
    if !story.keep_reason.is_empty() {
        lines.push(format!("Kept because: {}", story.keep_reason));
    }
    lines
}

/// A letter's paragraphs: lines that a mail program broke are joined, short ones stay.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            open = false;
            continue;
        }
        match paragraphs.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(words);
            }
            _ => paragraphs.push(words.to_owned()),
        }
        open = line.chars().count() >= 55;
    }
    paragraphs
}
