//! Every real mail file at hand gives a letter or a reason, quickly. Skipped where there are none.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use super::super::{find_files, letters_in};

#[test]
fn every_sample_gives_a_letter_or_a_reason() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/mail");
    let folder = std::env::var_os("CASEBOOK_MAIL_SAMPLES").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("no mail samples here (CASEBOOK_MAIL_SAMPLES names a folder of them): skipped");
        return;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |line: String| *counts.entry(line).or_default() += 1;
    for found in find_files(&[folder]) {
        let found = match found {
            Ok(found) => found,
            Err(skipped) => {
                count(skipped.why.to_string());
                continue;
            }
        };
        let mut letters = 0;
        for read in letters_in(&found.path, &Rc::default()) {
            letters += 1;
            count(match read.letter {
                Ok((_, letter)) => {
                    let odd = letter.text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
                    assert_eq!(odd, None, "no control character gets into a letter");
                    format!("a letter, {:?}, {:?}", letter.format, letter.unread)
                }
                Err(why) => why.to_string(),
            });
        }
        assert!(letters > 0, "no file goes without a line on the receipt: {}", found.path.display());
    }
    println!("{counts:#?}");
}
