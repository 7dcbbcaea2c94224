//! Every real mail file at hand gives a letter or a reason, quickly. Skipped where there are none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::{find_files, read_file};

#[test]
fn every_sample_gives_a_letter_or_a_reason() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/mail");
    let folder = std::env::var_os("CASEBOOK_MAIL_SAMPLES").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("no mail samples here (CASEBOOK_MAIL_SAMPLES names a folder of them): skipped");
        return;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for found in find_files(&[folder]) {
        let line = match found.map(|found| read_file(&found.path)) {
            Ok(Ok((_, letter))) => {
                let odd = letter.text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
                assert_eq!(odd, None, "no control character gets into a letter");
                "a letter".to_owned()
            }
            Ok(Err(why)) => why.to_string(),
            Err(skipped) => skipped.why.to_string(),
        };
        *counts.entry(line).or_default() += 1;
    }
    println!("{counts:#?}");
}
