//! The invented letters of the sample casebook, carried in the program.

use include_dir::{Dir, include_dir};

use crate::office::Office;

static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Every sample letter's file name and bytes, in order of date.
pub(crate) fn letters() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let mut files: Vec<_> = SAMPLES
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "eml"))
        .filter_map(|file| Some((file.path().to_str()?, file.contents())))
        .collect();
    files.sort_unstable();
    files.into_iter()
}

/// The invented office they are addressed to.
pub(crate) fn office() -> Office {
    Office {
        mp: "Alex Hale MP".into(),
        constituency: "Hitchin (sample)".into(),
        // Hertfordshire, Central Bedfordshire, North and West Northamptonshire.
        authorities: ["E10000015", "E06000056", "E06000061", "E06000062"].map(Into::into).into(),
    }
}
