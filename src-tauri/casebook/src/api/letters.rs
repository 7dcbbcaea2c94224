//! Letters, calls and notes that are typed or pasted in.

use chrono::{NaiveTime, TimeDelta};

use super::{Context, Desk, NewSubmission, Problem, Result, StoryId, one_line, unread};
use crate::authority;
use crate::intake::{self, Letter, Sender};
use crate::store::{Incoming, LoggedAs};
use crate::submission::Format;

pub(super) fn log(desk: &Desk, context: &Context<'_>, new: NewSubmission) -> Result<StoryId> {
    let text = intake::without_controls(&new.text).trim().to_owned();
    if text.is_empty() {
        return Err(Problem::invalid("text", "There are no words to log.", "Type or paste what was said."));
    }
    if text.len() > intake::LONGEST_TEXT {
        return Err(Problem::invalid("text", "This is too long for one letter.", "Log it in parts."));
    }
    let name = one_line(&new.name);
    if name.is_empty() {
        return Err(Problem::invalid(
            "name",
            "No name was given.",
            "Say who wrote or spoke; “not given” will do.",
        ));
    }
    if new.received > context.today() + TimeDelta::days(1) {
        return Err(Problem::invalid(
            "received",
            "That day has not come yet.",
            "Choose the day it reached you.",
        ));
    }
    let postcode = one_line(&new.postcode).to_uppercase();
    let place = authority::locate(&postcode);
    if !postcode.is_empty() && place.is_none() {
        return Err(Problem::invalid("postcode", "That is not a postcode.", "Check it, or leave it empty."));
    }
    let subject = match one_line(&new.subject) {
        subject if subject.is_empty() => format!("{} from {name}", new.channel.label()),
        subject => subject,
    };
    let email = one_line(&new.email).to_lowercase();
    let sender = Sender {
        name: Some(name.clone()),
        email: Some(if email.is_empty() { name.clone() } else { email.clone() }),
    };
    let fingerprint = Letter {
        message_id: None,
        references: Vec::new(),
        from: Some(sender),
        to: Vec::new(),
        subject: subject.clone(),
        sent: None,
        text: text.clone(),
        from_html: false,
        attachments: Vec::new(),
        postcode: String::new(),
        format: Format::Txt,
        unread: None,
    }
    .fingerprint();
    let incoming = Incoming {
        channel: new.channel,
        received: new.received.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc(),
        name,
        email,
        postcode,
        subject,
        text,
        from_html: false,
        attachments: Vec::new(),
        to: Vec::new(),
        message_id: None,
        references: Vec::new(),
        fingerprint,
        original: None,
        authority: place.map(|place| place.gss.clone()),
    };
    desk.with(|open| {
        let stamp = open.stamp(context);
        let logged = open.casebook.write(stamp, |writing| writing.log(&incoming, None))?;
        // It is logged: where this fails, it is read later.
        let _ = unread::latest(&mut open.casebook, stamp, &|| false);
        match (logged.how, logged.story) {
            (LoggedAs::NewStory | LoggedAs::Joined, Some(story)) => Ok(StoryId { story }),
            (LoggedAs::ToNobody, _) | (_, None) => Err(Problem::invalid(
                "channel",
                "There is no story that this replies to.",
                "Log the family’s letter first; write a reply into its story’s notes.",
            )),
            (LoggedAs::Duplicate, _) => Err(Problem::invalid(
                "text",
                "The casebook already has these words from this person.",
                "Find the story by searching for their name.",
            )),
        }
    })
}
