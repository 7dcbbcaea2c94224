//! Prints what the casebook reads in the files and folders named: `cargo run --example read_letter -- PATH…`
//! With `--json`, one line of JSON for each letter or refusal, for `scripts/compare-mail.sh`.
use std::path::PathBuf;

use casebook::intake;
use serde_json::json;

fn main() {
    let mut words: Vec<_> = std::env::args_os().skip(1).collect();
    let as_json = words.first().is_some_and(|word| word == "--json");
    words.drain(..usize::from(as_json));
    let paths: Vec<PathBuf> = words.into_iter().map(PathBuf::from).collect();
    for found in intake::find_files(&paths) {
        match found {
            Ok(found) if as_json => {
                for read in intake::letters_in(&found.path, &Default::default()) {
                    println!("{}", line(&found, &read));
                }
            }
            Ok(found) => {
                println!("=== {} ({} bytes)", found.path.display(), found.bytes);
                for read in intake::letters_in(&found.path, &Default::default()) {
                    println!("--- {}", read.inside);
                    match read.letter {
                        Ok((_, letter)) => show(&letter),
                        Err(why) => println!("{why}\n"),
                    }
                }
            }
            Err(skipped) if as_json => {
                println!("{}", json!({ "path": skipped.path, "why": skipped.why.to_string() }));
            }
            Err(skipped) => println!("=== {}\n{}\n", skipped.path.display(), skipped.why),
        }
    }
}

fn line(found: &intake::Found, read: &intake::Read) -> serde_json::Value {
    let (path, inside) = (&found.path, &read.inside);
    let letter = match &read.letter {
        Ok((_, letter)) => letter,
        Err(why) => return json!({ "path": path, "inside": inside, "why": why.to_string() }),
    };
    let attachments: Vec<_> =
        letter.attachments.iter().map(|note| json!([note.name, note.media_type, note.bytes])).collect();
    json!({
        "path": path, "inside": inside, "format": letter.format, "subject": letter.subject,
        "from": letter.from.as_ref().and_then(|from| from.email.as_deref()),
        "sent": letter.sent.map(|sent| sent.timestamp()), "id": letter.message_id, "text": letter.text,
        "attachments": attachments, "unread": letter.unread.map(|why| why.to_string()),
    })
}

fn show(letter: &intake::Letter) {
    println!("from {:?}\nto {:?}\nsubject {:?}", letter.from, letter.to, letter.subject);
    println!("sent {:?}\nid {:?}", letter.sent, letter.message_id);
    println!("references {:?}", letter.references);
    println!(
        "attachments {:?}\n{:?}, html {}, unread {:?}",
        letter.attachments, letter.format, letter.from_html, letter.unread
    );
    println!("---\n{}\n", letter.text);
}
