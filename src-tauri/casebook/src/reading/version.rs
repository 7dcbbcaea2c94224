//! What letters are read with, as numbers: while they stay the same, so does whatever a letter offers.

use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::{
    encoder,
    themes::{self, Hit},
    words::Words,
};
use crate::authority;

/// Counted on by hand when the rules change by which letters are read: the numbers follow the data alone.
const RULES: u8 = 3;

/// The words and names that offers rest on. What a story's page reads anew whenever it is opened (dates, what is
/// said of the child, who may be recognised) is kept nowhere, so it is no part of this.
fn lists() -> [&'static [u8]; 9] {
    [
        include_bytes!("../../data/lexicon.json"),
        include_bytes!("../../data/themes.json"),
        include_bytes!("../../data/language_words.json"),
        include_bytes!("../../data/ordinary_words.txt"),
        include_bytes!("../../data/local_authorities.csv"),
        include_bytes!("../../data/local_authorities_devolved.csv"),
        include_bytes!("../../data/districts_to_upper_tier.csv"),
        include_bytes!("../../data/ambiguous_aliases.csv"),
        authority::POSTCODES,
    ]
}

fn number(all: Sha256) -> i64 {
    let whole: [u8; 32] = all.finalize().into();
    whole.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
}

/// A number that is another one whenever any letter may be read otherwise.
pub(super) fn version() -> i64 {
    static VERSION: OnceLock<i64> = OnceLock::new();
    *VERSION.get_or_init(|| {
        let mut all = Sha256::new_with_prefix(meaning());
        for list in lists() {
            all.update(list.len().to_le_bytes());
            all.update(list);
        }
        number(all)
    })
}

/// What tells the meaning of words: the rules, the encoder and its themes.
fn meaning() -> &'static [u8; 32] {
    static MEANING: OnceLock<[u8; 32]> = OnceLock::new();
    MEANING.get_or_init(|| {
        let mut all = Sha256::new_with_prefix([RULES]);
        all.update(encoder::BYTES);
        all.update(include_bytes!("../../data/themes.json"));
        all.finalize().into()
    })
}

/// A number that is another one whenever reading this letter closely may find something else: few letters have
/// any of the words that are new in a list.
pub(super) fn rests_on(words: &Words<'_>, hits: &[Hit]) -> i64 {
    let mut all = Sha256::new_with_prefix(meaning());
    all.update([themes::is_circular(words), themes::is_about_a_child(words, false)].map(u8::from));
    let mut hits: Vec<_> =
        hits.iter().map(|hit| (hit.span, hit.theme.to_le_bytes(), hit.weight.to_bits())).collect();
    hits.sort_unstable();
    for (span, theme, weight) in hits {
        all.update(span.start.to_le_bytes());
        all.update(span.end.to_le_bytes());
        all.update(theme);
        all.update(weight.to_le_bytes());
    }
    number(all)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Whoever adds a table says here whether what letters offer in lists rests on it.
    #[test]
    fn every_table_is_either_part_of_the_version_or_known_not_to_be() {
        let apart = [
            "SOURCES.md",
            "encoder.bin",
            "case_words.json",
            "first_names.txt",
            "time_limits.json",
            "ehcp_timeliness_2024.csv",
        ];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        for file in std::fs::read_dir(folder).expect("the tables").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let bytes = std::fs::read(file.path()).expect("a table");
            assert!(
                apart.contains(&name.as_str()) != super::lists().contains(&bytes.as_slice()),
                "{name}: letters are read again when a table in `lists` changes"
            );
        }
    }
}
