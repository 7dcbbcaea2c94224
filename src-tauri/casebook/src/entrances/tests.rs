//! The short form of the fuzzing: every seed, and mutations of them made by chance from a seed that
//! never changes. `MUTATIONS=100000` tries more.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{ENTRANCES, named};

/// Mutations of one entrance's seeds.
const MUTATIONS: usize = 2_000;
/// A mutation is no larger; what large files cost has tests of its own.
const LONGEST: usize = 64 * 1024;
/// As the fuzzing's own limit: whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| entry.path().file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

fn seeds(entrance: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(fuzz().join("seeds").join(entrance))
        .expect("a folder of seeds")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

#[test]
fn every_entrance_has_a_target_and_seeds_and_nothing_is_left_over() {
    let entrances: BTreeSet<_> = ENTRANCES.iter().map(|entrance| entrance.name.to_owned()).collect();
    assert_eq!(names_in(&fuzz().join("seeds")), entrances);
    assert_eq!(names_in(&fuzz().join("fuzz_targets")), entrances);
}

/// Makes a few changes of the kinds that break readers.
fn mutated(seeds: &[Vec<u8>], chance: &mut fastrand::Rng) -> Vec<u8> {
    const TELLING: [&[u8]; 12] = [
        b"\0",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\x7f",
        b"\0\0\0\x80",
        b"--",
        b"=",
        b"\r\n",
        b"\"",
        b"<",
        b"{\\",
        b"\xed\xa0\x80",
        b"99999999999999999999",
    ];
    let mut bytes = seeds[chance.usize(..seeds.len())].clone();
    for _ in 0..=chance.usize(..6) {
        let at = chance.usize(..=bytes.len());
        let end = (at + 1 + chance.usize(..32)).min(bytes.len());
        match chance.u8(..8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, TELLING[chance.usize(..TELLING.len())].iter().copied())),
            3 => drop(bytes.splice(at..end, TELLING[chance.usize(..TELLING.len())].iter().copied())),
            4 => {
                let again = bytes.get(at..end).expect("in range").repeat(1 + chance.usize(..40));
                drop(bytes.splice(at..at, again));
            }
            5 => {
                let other = &seeds[chance.usize(..seeds.len())];
                let from = chance.usize(..=other.len());
                drop(bytes.splice(at.., other.iter().skip(from).copied()));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.u8(..8);
                }
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Tries one entrance; what breaks it is kept for whoever mends it.
fn tried(name: &str) {
    let entrance = named(name);
    let seeds = seeds(name);
    let tried = |bytes: &[u8], what: &str| {
        let began = Instant::now();
        let read = catch_unwind(AssertUnwindSafe(|| entrance.read(bytes)));
        let broken = read.is_err() || began.elapsed() > PATIENCE;
        if broken {
            let kept = fuzz().join("artifacts").join(name);
            std::fs::create_dir_all(&kept)
                .and_then(|()| std::fs::write(kept.join(what), bytes))
                .expect("kept");
        }
        assert!(!broken, "{name}: {what} breaks it; it is in fuzz/artifacts");
        read.unwrap_or(false)
    };
    let mut understood = 0;
    for (number, seed) in seeds.iter().enumerate() {
        understood += usize::from(tried(seed, &format!("seed-{number}")));
    }
    assert!(understood > 0, "{name}: no seed is understood, so nothing behind the door is tried");
    let many = std::env::var("MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(MUTATIONS);
    let mut chance = fastrand::Rng::with_seed(name.bytes().map(u64::from).sum());
    for number in 0..many {
        tried(&mutated(&seeds, &mut chance), &format!("mutation-{number}"));
    }
}

macro_rules! nothing_breaks {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            tried(stringify!($name));
        }
    )*

    #[test]
    fn every_entrance_is_tried_here() {
        assert_eq!([$(stringify!($name)),*], ENTRANCES.map(|entrance| entrance.name));
    }};
}

mod nothing_breaks {
    use super::{ENTRANCES, tried};

    nothing_breaks! {
        file mail mailbox headers charset html as_sent msg pst winmail rtf table workbook document xml pdf archive
        postcodes reading keys seal
    }
}
