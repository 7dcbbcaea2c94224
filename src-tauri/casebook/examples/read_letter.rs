//! Prints what the casebook reads in the files and folders named: `cargo run --example read_letter -- PATH…`
use std::path::PathBuf;

use casebook::intake;

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    for found in intake::find_files(&paths) {
        match found {
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
            Err(skipped) => println!("=== {}\n{}\n", skipped.path.display(), skipped.why),
        }
    }
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
