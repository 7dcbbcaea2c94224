//! Everything held about one person: looked at first, then copied into a folder.

use std::collections::BTreeSet;

use super::leaving::stopped;
use super::{
    AccessMade, AccessPreview, Context, Desk, HeldStory, MentionRow, OtherKind, OtherPerson, OtherPlace,
    Problem, Result, StoryId, SubjectAccess,
};
use crate::briefing;
use crate::leaving::{
    Accessed, CopyFor, Found, Kind, LetterRecord, Mention, NewFolder, Own, PersonRecord, REMOVED,
    StoryRecord, Stream, Words, file_name, find, headers_name_others, unwritten,
};
use crate::store::{Casebook, Change};

/// Everything the casebook has about somebody.
struct Held {
    person: PersonRecord,
    stories: Vec<StoryRecord>,
    elsewhere: Vec<LetterRecord>,
    mentions: Vec<(uuid::Uuid, chrono::NaiveDate, bool)>,
    staff: Vec<String>,
    office: crate::office::Office,
    review_after: u32,
}

const ORIGINALS: &str = "originals";
const TO_CHECK: &str = "originals to check before sending";

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn held(casebook: &Casebook, story: uuid::Uuid) -> Result<Held> {
    let person = casebook.person_of(story)?;
    let stories = casebook.stories_of(&person)?;
    Ok(Held {
        stories: stories.into_iter().map(|id| casebook.record_of(id)).collect::<Result<_>>()?,
        elsewhere: casebook.letters_elsewhere(&person)?,
        mentions: casebook.mentions_of(&person)?,
        staff: casebook.staff()?.into_iter().map(|staff| staff.name).collect(),
        office: casebook.office()?,
        review_after: casebook.settings()?.review_after,
        person,
    })
}

/// Goes through everything somebody wrote in it, with where it stands.
fn each_text(held: &mut Held, see: &mut dyn FnMut(&mut String, &str)) {
    for story in &mut held.stories {
        story.each_text(see);
    }
    for letter in &mut held.elsewhere {
        letter.each_text(see);
    }
    for name in &mut held.staff {
        see(name, "Who has had access");
    }
}

impl Held {
    fn find(&mut self) -> Vec<Found> {
        let mut texts = Vec::new();
        each_text(self, &mut |text, place| {
            if !text.is_empty() {
                texts.push((text.clone(), place.to_owned()));
            }
        });
        let letters = self.stories.iter().flat_map(|story| &story.letters).chain(&self.elsewhere);
        let senders: BTreeSet<String> = letters.map(|letter| letter.sender.clone()).collect();
        let senders: Vec<String> = senders.into_iter().collect();
        find(
            &texts,
            &Own {
                name: &self.person.name,
                email: &self.person.email,
                postcode: &self.person.postcode,
                staff: &self.staff,
                mp: &self.office.mp,
                senders: &senders,
            },
        )
    }

    fn own_names(&self) -> Vec<String> {
        self.person.name.split_whitespace().map(str::to_owned).collect()
    }

    fn letters(&self) -> usize {
        self.stories.iter().map(|story| story.letters.len()).sum::<usize>() + self.elsewhere.len()
    }
}

pub(super) fn preview(desk: &Desk, _: &Context<'_>, request: StoryId) -> Result<AccessPreview> {
    let mut held = desk.with(|open| held(&open.casebook, request.story))?;
    let others = held.find().into_iter().map(|found| OtherPerson {
        redact: found.kind != Kind::Member,
        words: found.words,
        kind: kind(found.kind),
        places: found
            .places
            .into_iter()
            .map(|place| OtherPlace { place: place.place, times: small(place.times) })
            .collect(),
    });
    let others = others.collect();
    let sum = |count: fn(&StoryRecord) -> usize| small(held.stories.iter().map(count).sum());
    Ok(AccessPreview {
        name: held.person.name.clone(),
        letters: small(held.letters()),
        notes: sum(|story| story.notes.len()),
        packs: sum(|story| story.packs.len()),
        elsewhere: small(held.elsewhere.len()),
        stories: held
            .stories
            .iter()
            .map(|story| HeldStory {
                id: story.id,
                subject: story.subject.clone(),
                letters: small(story.letters.len()),
            })
            .collect(),
        mentions: held
            .mentions
            .iter()
            .map(|(story, on, letter)| MentionRow { story: *story, what: mention(*letter).into(), on: *on })
            .collect(),
        others,
    })
}

const fn mention(letter: bool) -> &'static str {
    if letter { "A letter" } else { "A note" }
}

const fn kind(kind: Kind) -> OtherKind {
    match kind {
        Kind::Person => OtherKind::Person,
        Kind::Staff => OtherKind::Staff,
        Kind::Member => OtherKind::Member,
        Kind::Email => OtherKind::Email,
        Kind::Phone => OtherKind::Phone,
        Kind::Address => OtherKind::Address,
        Kind::Postcode => OtherKind::Postcode,
    }
}

pub(super) fn copy(desk: &Desk, context: &Context<'_>, request: SubjectAccess) -> Result<AccessMade> {
    let lockings = desk.lockings();
    let (mut casebook, stamp, mut held, folder) = desk.with(|open| {
        let folder = NewFolder::begin(&request.folder, &open.folder)?;
        Ok((open.casebook.companion()?, open.stamp(context), held(&open.casebook, request.story)?, folder))
    })?;
    let halt = || context.progress.cancelled() || desk.lockings() != lockings;
    let found = held.find();
    let own = held.own_names();
    let chosen = words_of(&found, &request, &own);
    // Whoever was found keeps an original back, whether or not their words are taken out.
    let others = found.iter().filter(|found| found.kind != Kind::Member);
    let others: Vec<_> = others.map(|found| (found.words.as_str(), Some(found.kind))).collect();
    let keep_back =
        Words::of(others.into_iter().chain(request.redact.iter().map(|words| (words.as_str(), None))), &own);

    let originals = originals(&casebook, &mut held, &keep_back, &folder, context, &halt)?;
    if request.to_send {
        each_text(&mut held, &mut |text, _| *text = chosen.taken_out(text).into_owned());
        held.staff.sort_unstable();
        held.staff.dedup();
    }
    let nothing = Words::None;
    let office = [held.office.mp.as_str(), held.office.constituency.as_str()];
    let mentions: Vec<_> =
        held.mentions.iter().map(|(_, on, letter)| Mention { what: mention(*letter), on: *on }).collect();
    let accessed = Accessed {
        copy: if request.to_send { CopyFor::Person } else { CopyFor::Office },
        office: office.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        made: context.now,
        person: &held.person,
        stories: &held.stories,
        elsewhere: &held.elsewhere,
        mentions: &mentions,
        staff: &held.staff,
        marked: if request.to_send { &nothing } else { &chosen },
        found: &found,
        originals,
        review_after: held.review_after,
    };
    let pdf = briefing::print(&accessed.document()).map_err(|_| {
        Problem::failed("The document could not be laid out.", "Nothing was left behind; please tell us.")
    })?;
    let name = format!("{}.pdf", file_name(&accessed.title(), "Everything held"));
    folder.put(&name, &pdf.bytes)?;
    data(&held, context, &request, &folder).map_err(|error| unwritten(&error))??;
    if halt() {
        return Err(stopped());
    }
    let (story, to_send) = (request.story, request.to_send);
    let folder = folder
        .finish(|| casebook.write(stamp, |writing| writing.record(&Change::AccessMade { story, to_send })))?;
    Ok(AccessMade {
        document: folder.join(&name).to_string_lossy().into_owned(),
        folder: folder.to_string_lossy().into_owned(),
        pages: pdf.pages,
        originals: originals.0,
        to_check: originals.1,
    })
}

/// What is boxed or taken out: what was chosen; in a working copy for which nobody chose, all that
/// was found.
fn words_of(found: &[Found], request: &SubjectAccess, own: &[String]) -> Words {
    let known = |words: &str| {
        found.iter().find(|found| found.words.eq_ignore_ascii_case(words.trim())).map(|found| found.kind)
    };
    if request.redact.is_empty() && !request.to_send {
        let others = found.iter().filter(|found| found.kind != Kind::Member);
        return Words::of(others.map(|found| (found.words.as_str(), Some(found.kind))), own);
    }
    Words::of(request.redact.iter().map(|words| (words.as_str(), known(words))), own)
}

/// Writes the emails as they arrived: those that hold only the person's words as far as can be seen,
/// and apart from them those that somebody has to look at first.
fn originals(
    casebook: &Casebook,
    held: &mut Held,
    others: &Words,
    folder: &NewFolder,
    context: &Context<'_>,
    halt: &dyn Fn() -> bool,
) -> Result<(u32, u32)> {
    let email = held.person.email.clone();
    let (mut theirs, mut reasons) = (0, Vec::new());
    let letters = held.stories.iter_mut().flat_map(|story| &mut story.letters).chain(&mut held.elsewhere);
    let letters: Vec<_> = letters.filter(|letter| letter.kept).collect();
    let total = small(letters.len());
    for (done, letter) in (0..).zip(letters) {
        if halt() {
            return Err(stopped());
        }
        context.progress.step(done, total);
        let Some(bytes) = casebook.original_of(letter.id)? else { continue };
        let why = why_check(letter, &bytes, others, &email);
        let place = if why.is_empty() { ORIGINALS } else { TO_CHECK };
        let first = if why.is_empty() { theirs == 0 } else { reasons.is_empty() };
        if first {
            folder.folder(place)?;
        }
        let name = format!("{place}/{}", letter.file());
        folder.put(&name, &bytes)?;
        if why.is_empty() {
            theirs += 1;
        } else {
            reasons.push(format!("{}: {}.", letter.file(), why.join("; ")));
        }
        letter.original = Some(name);
    }
    if !reasons.is_empty() {
        let head = "These emails are as they arrived. Nothing has been taken out of them. Somebody has to look at\r\n\
                    each before it is sent, because:\r\n\r\n";
        folder.put(
            &format!("{TO_CHECK}/WHICH AND WHY.txt"),
            (head.to_owned() + &reasons.join("\r\n") + "\r\n").as_bytes(),
        )?;
    }
    Ok((theirs, small(reasons.len())))
}

/// Why an original has to be looked at before it is sent; empty where nothing speaks against it.
fn why_check(letter: &mut LetterRecord, bytes: &[u8], others: &Words, own_email: &str) -> Vec<&'static str> {
    let mut why = Vec::new();
    let mut named = 0;
    letter.each_text(&mut |text, _| named += others.count(text));
    if named > 0 {
        why.push("it tells of other people");
    }
    if headers_name_others(bytes, own_email) {
        why.push("its headers name other addresses");
    }
    if !letter.attachments.is_empty() {
        why.push("it has attachments, which the program does not read");
    }
    let head = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    if letter.from_html
        || head.contains("text/html")
        || head.contains("multipart/")
        || head.contains("base64")
    {
        why.push("it may hold more than the words printed in the document");
    }
    why
}

/// The same for a program to read, made of the same words as the document.
fn data(
    held: &Held,
    context: &Context<'_>,
    request: &SubjectAccess,
    folder: &NewFolder,
) -> std::io::Result<Result<()>> {
    let file = match folder.file("data.json") {
        Ok(file) => file,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut json = Stream::begin(file)?;
    json.field("format", &"send-casebook-subject-access")?;
    json.field("version", &1)?;
    json.field("made", &context.now)?;
    json.field(
        "copy",
        &if request.to_send { "to send" } else { "working copy: holds other people’s details" },
    )?;
    if request.to_send {
        json.field("removed_words_are_shown_as", &REMOVED)?;
    }
    json.field("person", &held.person)?;
    json.field("cases", &held.stories)?;
    json.field("letters_in_other_cases", &held.elsewhere)?;
    let mentions: Vec<_> =
        held.mentions.iter().map(|(_, on, letter)| format!("{} of {on}", mention(*letter))).collect();
    json.field("mentions_in_other_cases", &mentions)?;
    json.field("worked_with_the_casebook", &held.staff)?;
    json.end()?;
    Ok(Ok(()))
}
