//! What leaves a casebook in readable form.

use casebook::api::{
    AccessMade, AccessPreview, Command, Desk, ExportEverything, Exported, Problem, StoryId, SubjectAccess,
};
use serde_json::json;
use uuid::Uuid;

use crate::jobs::print;
use crate::{ask, many};

pub(crate) fn export(desk: &Desk, folder: String, json: bool) -> Result<(), Problem> {
    let done: Exported = ask(desk, Command::ExportEverything(ExportEverything { folder }))?;
    let words = format!(
        "Wrote {}: {}, {}, {}. It is not encrypted: see READ ME.txt in it.",
        done.folder,
        many(done.stories, "story", "stories"),
        many(done.letters, "letter", "letters"),
        many(done.originals, "original email", "original emails")
    );
    let document = json!({
        "folder": done.folder, "stories": done.stories, "letters": done.letters, "originals": done.originals,
    });
    print(json, &document, &words)
}

/// Whose data, where to, and what is to be taken out besides what the rules find.
pub(crate) struct Asked {
    pub(crate) story: Uuid,
    pub(crate) out: String,
    pub(crate) send: bool,
    pub(crate) keep: Vec<String>,
    pub(crate) also: Vec<String>,
}

pub(crate) fn access(desk: &Desk, asked: Asked, json: bool) -> Result<(), Problem> {
    let Asked { story, out, send, keep, also } = asked;
    let preview: AccessPreview = ask(desk, Command::SubjectAccessPreview(StoryId { story }))?;
    let kept = |words: &String| keep.iter().any(|kept| kept.eq_ignore_ascii_case(words));
    let found = preview.others.into_iter().filter(|other| other.redact).map(|other| other.words);
    let redact: Vec<String> = found.filter(|words| !kept(words)).chain(also).collect();
    let request = SubjectAccess { story, folder: out, redact: redact.clone(), to_send: send };
    let made: AccessMade = ask(desk, Command::SubjectAccess(request))?;
    let mut words = format!("Wrote {}: {}.", made.document, many(made.pages, "page", "pages"));
    words.push_str(if send {
        "\nOther people's words were removed. The rules do not find everybody: read it before it is sent."
    } else {
        "\nThis is the working copy: other people are in boxes. Do not send it; use --send for the copy to send."
    });
    if made.to_check > 0 {
        words.push_str(&format!(
            "\n{} to check before sending, in a folder of that name.",
            many(made.to_check, "original email", "original emails")
        ));
    }
    let document = json!({
        "folder": made.folder, "document": made.document, "pages": made.pages, "originals": made.originals,
        "to_check": made.to_check, "words": redact,
    });
    print(json, &document, &words)
}
