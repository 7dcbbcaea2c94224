//! What is kept of a letter, to find those that may be like it without reading them again.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Core;
use super::core::shared;

/// 42 bands of three: of two letters alike at 0.5, one band agrees in 997 of 1,000 cases; at 0.1 in 41.
const BANDS: usize = 42;
const ROWS: usize = 3;

/// One run of words in eight is kept, the same one in every letter: of a text inside a much longer
/// letter the bands see nothing, but so many of its runs are there.
const SAMPLED: u32 = 8;

/// A sample of fewer tells nothing.
const TELLING: usize = 8;

/// What is kept of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Letters that agree in one of these may be alike; empty for too few words.
    pub(super) bands: Vec<u32>,
    /// In ascending order.
    sample: Vec<u32>,
}

/// The multipliers that make many hashes of one. From a fixed seed: they are part of what is stored.
static MIXERS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let mut state = 0x5EED_u64;
    // SplitMix64, which was made for this.
    let mut next = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    (0..BANDS * ROWS).map(|_| (upper(next()) | 1, upper(next()))).collect()
});

const fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

const fn is_sampled(run: u32) -> bool {
    run.is_multiple_of(SAMPLED)
}

impl Sketch {
    /// The sketch of a letter, from its runs of words.
    #[must_use]
    pub fn of(shingles: &[u32]) -> Self {
        if shingles.len() < super::LEAST_SHARED {
            return Self { bands: Vec::new(), sample: Vec::new() };
        }
        // The runs are hashes already: to mix them once more, little is enough.
        let least = |(times, with): &(u32, u32)| {
            shingles.iter().fold(u32::MAX, |least, run| least.min((run ^ with).wrapping_mul(*times)))
        };
        let band = |mixers: &[(u32, u32)]| {
            let together = mixers.iter().fold(0_u64, |hash, mixer| {
                (hash ^ u64::from(least(mixer))).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
            });
            upper(together)
        };
        Self {
            bands: MIXERS.chunks(ROWS).map(band).collect(),
            sample: shingles.iter().copied().filter(|run| is_sampled(*run)).collect(),
        }
    }

    /// Whether there were words enough to compare.
    #[must_use]
    pub const fn is_comparable(&self) -> bool {
        !self.bands.is_empty()
    }

    /// As bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bands.iter().chain(&self.sample).flat_map(|number| number.to_le_bytes()).collect()
    }

    /// From the bytes that were kept; nothing where they are no sketch.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let numbers = numbers(bytes)?;
        if numbers.is_empty() {
            return Some(Self { bands: numbers, sample: Vec::new() });
        }
        let (bands, sample) = numbers.split_at_checked(BANDS)?;
        Some(Self { bands: bands.to_vec(), sample: sample.to_vec() })
    }
}

impl Sketch {
    /// Whether two letters may be alike, as far as their samples tell: most that agree in a band by
    /// chance are not, and need not be compared word for word.
    pub(super) fn may_be_alike(&self, other: &Self) -> bool {
        let shorter = self.sample.len().min(other.sample.len());
        shorter < TELLING * 2 || shared(&self.sample, &other.sample) * 5 >= shorter
    }
}

/// Campaigns by the sampled runs of their cores: which of them a letter may hold most of.
pub struct Likely {
    of_run: HashMap<u32, Vec<usize>>,
    /// How many runs of each core are sampled.
    sampled: Vec<usize>,
    /// Cores of so few words that a sample of them tells nothing.
    short: Vec<usize>,
}

impl Likely {
    /// From the campaigns' cores.
    #[must_use]
    pub fn of<'a>(cores: impl IntoIterator<Item = &'a Core>) -> Self {
        let mut likely = Self { of_run: HashMap::new(), sampled: Vec::new(), short: Vec::new() };
        for (number, core) in cores.into_iter().enumerate() {
            let sampled = core.runs().iter().filter(|run| is_sampled(**run));
            let of_it = sampled.map(|run| likely.of_run.entry(*run).or_default().push(number));
            let sampled = of_it.count();
            likely.sampled.push(sampled);
            if sampled < TELLING {
                likely.short.push(number);
            }
        }
        likely
    }

    /// The campaigns that a letter may belong to though it is like none of their letters, by their
    /// places among the cores.
    #[must_use]
    pub fn for_letter(&self, sketch: &Sketch) -> Vec<usize> {
        if !sketch.is_comparable() {
            return Vec::new();
        }
        let mut held: HashMap<usize, usize> = HashMap::new();
        for number in sketch.sample.iter().filter_map(|run| self.of_run.get(run)).flatten() {
            *held.entry(*number).or_default() += 1;
        }
        // A sample is a little unjust: less is asked of it than of the letter.
        let enough = |(number, held): &(usize, usize)| {
            self.sampled.get(*number).is_some_and(|sampled| held * 5 >= sampled * 2)
                || held * 5 >= sketch.sample.len() * 2
        };
        let mut likely: Vec<_> = held.into_iter().filter(enough).map(|(number, _)| number).collect();
        likely.extend(&self.short);
        likely.sort_unstable();
        likely.dedup();
        likely
    }
}

/// Numbers from the bytes they were kept as.
pub(super) fn numbers(bytes: &[u8]) -> Option<Vec<u32>> {
    let (whole, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| whole.iter().map(|number| u32::from_le_bytes(*number)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sketch_survives_being_kept(runs in proptest::collection::vec(any::<u32>(), 0..90)) {
            let sketch = Sketch::of(&runs);
            prop_assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        }

        #[test]
        fn other_bytes_are_no_sketch_and_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 1..160)) {
            prop_assert_eq!(Sketch::from_bytes(&bytes), None);
        }
    }

    /// They are kept in casebooks: other numbers would find nothing there.
    #[test]
    fn a_sketch_is_the_same_for_ever() {
        let runs: Vec<u32> = (0..40).map(|n: u32| n.wrapping_mul(0x9E37_79B9)).collect();
        let sketch = Sketch::of(&runs);
        assert_eq!(sketch.bands.len(), BANDS);
        assert_eq!(sketch.bands.iter().take(2).copied().collect::<Vec<_>>(), [2_704_802_951, 3_485_291_654]);
    }
}
