//! Finding the campaigns among letters.

use std::collections::{HashMap, HashSet};

use super::core::{alike, part};
use super::{Core, FOUNDERS, Likely, Sketch, Words};

/// As many letters of a large campaign tell what all of them share.
const ENOUGH: usize = 400;
/// Letters of one band that are compared with each that comes, before it is left to another band.
const COMPARED: usize = 8;
/// After so many failures to find a campaign among letters alike in pairs, there is none.
const PATIENCE: usize = 64;

/// A letter to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose it is: the same number for the same sender.
    pub sender: u64,
    /// Its runs of words; see [`Words::shingles`].
    pub shingles: Vec<u32>,
}

/// A campaign that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What its letters share.
    pub core: Core,
    /// Its letters, by their places among those that were compared.
    pub letters: Vec<usize>,
}

/// Does the same work on each, on several at once where the computer can.
pub(crate) fn on_all<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    /// More would leave the window nothing.
    const THREADS: usize = 4;
    /// Fewer are done sooner than a thread is begun.
    const WORTH: usize = 32;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let each = all.len().div_ceil(threads).max(WORTH);
    if all.len() <= each {
        return all.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let parts = all.chunks(each);
        // All are begun before the first is waited for.
        let begun: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>())).collect();
        let done = begun
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect()
    })
}

/// Groups letters: for each, the number of its campaign, if it is part of any.
pub fn group<'a>(letters: impl Iterator<Item = (u64, &'a str)>) -> Vec<Option<usize>> {
    let letters: Vec<_> = letters.collect();
    let read = on_all(&letters, |(sender, text)| {
        let shingles = Words::of(text).shingles();
        let sketch = Sketch::of(&shingles);
        (Entry { sender: *sender, shingles }, sketch)
    });
    let (entries, sketches): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let mut campaigns = vec![None; entries.len()];
    for (number, found) in found(&entries, &sketches).into_iter().enumerate() {
        for letter in found.letters {
            if let Some(campaign) = campaigns.get_mut(letter) {
                *campaign = Some(number);
            }
        }
    }
    campaigns
}

/// How many bands there are.
fn bands(sketches: &[Sketch]) -> usize {
    sketches.iter().map(|sketch| sketch.bands.len()).max().unwrap_or(0)
}

/// Stretches of letters that agree in a band, band after band.
fn each_bucket(sketches: &[Sketch], mut each: impl FnMut(&[(u32, u32)])) {
    let mut here = Vec::with_capacity(sketches.len());
    for band in 0..bands(sketches) {
        here.clear();
        let places = (0_u32..).zip(sketches);
        here.extend(places.filter_map(|(place, sketch)| Some((*sketch.bands.get(band)?, place))));
        here.sort_unstable();
        here.chunk_by(|(a, _), (b, _)| a == b).filter(|bucket| bucket.len() > 1).for_each(&mut each);
    }
}

/// Which letters may be like another, where at least one of the two is new: the rest need not be read.
#[must_use]
pub fn colliding(sketches: &[Sketch], is_new: &[bool]) -> Vec<bool> {
    let mut found = vec![false; sketches.len()];
    // How many letters have what a new letter has in a band: one that has just come is not worth
    // sorting all the others for.
    let mut had: HashMap<u32, u32> = HashMap::new();
    for band in 0..bands(sketches) {
        let letters = || sketches.iter().map(|sketch| sketch.bands.get(band)).zip(is_new);
        had.clear();
        for here in letters().filter(|(_, new)| **new).filter_map(|(here, _)| here) {
            *had.entry(*here).or_default() += 1;
        }
        for here in letters().filter(|(_, new)| !**new).filter_map(|(here, _)| here) {
            had.entry(*here).and_modify(|letters| *letters += 1);
        }
        for (found, (here, _)) in found.iter_mut().zip(letters()) {
            *found |= here.and_then(|here| had.get(here)).is_some_and(|letters| *letters > 1);
        }
    }
    found
}

/// Letters joined with those they are like.
struct Joined(Vec<u32>);

impl Joined {
    fn first_of(&mut self, mut place: u32) -> u32 {
        while let Some(next) = self.0.get(place as usize).copied().filter(|next| *next != place) {
            // Each look shortens the way for the next.
            let beyond = self.0.get(next as usize).copied().unwrap_or(next);
            if let Some(here) = self.0.get_mut(place as usize) {
                *here = beyond;
            }
            place = next;
        }
        place
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first_of(one), self.first_of(other));
        if let Some(later) = self.0.get_mut(one.max(other) as usize) {
            *later = one.min(other);
        }
    }
}

/// Finds the campaigns among letters, each letter in one at most.
#[must_use]
pub fn found(entries: &[Entry], sketches: &[Sketch]) -> Vec<Found> {
    let runs = |place: u32| entries.get(place as usize).map_or(&[][..], |entry| &entry.shingles);
    let may_be = |one: u32, other: u32| {
        let both = sketches.get(one as usize).zip(sketches.get(other as usize));
        both.is_some_and(|(one, other)| one.may_be_alike(other))
    };
    let mut joined = Joined((0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect());
    each_bucket(sketches, |bucket| {
        let mut compared: Vec<u32> = Vec::new();
        for (_, place) in bucket {
            let first = joined.first_of(*place);
            if compared.iter().any(|other| joined.first_of(*other) == first) {
                continue;
            }
            match compared.iter().find(|other| may_be(**other, *place) && alike(runs(**other), runs(*place)))
            {
                Some(other) => joined.join(*other, *place),
                None if compared.len() < COMPARED => compared.push(*place),
                None => {}
            }
        }
    });
    let mut together: HashMap<u32, Vec<usize>> = HashMap::new();
    for place in 0..u32::try_from(entries.len()).unwrap_or(u32::MAX) {
        together.entry(joined.first_of(place)).or_default().push(place as usize);
    }
    let mut groups: Vec<_> = together.into_values().filter(|group| group.len() >= FOUNDERS).collect();
    // The largest first: what it leaves of a smaller one is what was not its own.
    groups.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let mut campaigns: Vec<Found> = Vec::new();
    for group in groups {
        found_among(entries, group, &mut campaigns);
    }
    gather(entries, sketches, &mut campaigns);
    campaigns.retain(|found| !found.letters.is_empty());
    campaigns
}

/// At most so many of them, taken evenly.
fn some(letters: &[usize]) -> impl Iterator<Item = usize> + '_ {
    letters.iter().copied().step_by(letters.len().div_ceil(ENOUGH).max(1))
}

/// Finds the campaigns among letters that are alike in pairs.
fn found_among(entries: &[Entry], mut left: Vec<usize>, campaigns: &mut Vec<Found>) {
    let runs = |place: usize| entries.get(place).map_or(&[][..], |entry| &entry.shingles);
    let most = |letters: Vec<usize>| Core::of_most(letters.into_iter().map(runs));
    let mut failures = 0;
    while left.len() >= FOUNDERS && failures < PATIENCE {
        let Some(seed) = most_typical(entries, &left) else { return };
        let near: Vec<_> = some(&left).filter(|letter| alike(runs(seed), runs(*letter))).collect();
        let members = |core: &Core| -> Vec<usize> {
            left.iter().copied().filter(|letter| core.fit(runs(*letter)).is_some()).collect()
        };
        // What those near the seed share, then what all share who hold that.
        let first = most(near.clone());
        let core = most(some(&members(&first)).collect());
        let letters = members(&core);
        let founders = letters.iter().filter(|letter| core.is_most_of(runs(**letter)));
        let founders: HashSet<u64> =
            founders.filter_map(|letter| entries.get(*letter)).map(|entry| entry.sender).collect();
        let gone: HashSet<usize> = if core.is_text() && founders.len() >= FOUNDERS {
            let gone = letters.iter().copied().collect();
            campaigns.push(Found { core, letters });
            gone
        } else {
            failures += 1;
            near.into_iter().chain([seed]).collect()
        };
        left.retain(|letter| !gone.contains(letter));
    }
}

/// The letter most of whose words are in most of the others.
fn most_typical(entries: &[Entry], letters: &[usize]) -> Option<usize> {
    /// As if every letter had so many words nobody else has: so a scrap is not the most typical.
    const UNKNOWN: usize = 40;
    let mut held: HashMap<u32, usize> = HashMap::new();
    let sample: Vec<_> =
        some(letters).filter_map(|letter| Some((letter, &entries.get(letter)?.shingles))).collect();
    for run in sample.iter().flat_map(|(_, runs)| runs.iter()) {
        *held.entry(*run).or_default() += 1;
    }
    let typical =
        |runs: &[u32]| part(runs.iter().filter_map(|run| held.get(run)).sum::<usize>(), runs.len() + UNKNOWN);
    let scored = sample.into_iter().map(|(letter, runs)| (typical(runs), letter));
    scored.max_by(|(one, a), (other, b)| one.total_cmp(other).then(b.cmp(a))).map(|(_, letter)| letter)
}

/// Brings in the letters that hold a campaign's core inside much else, and so were like no other.
fn gather(entries: &[Entry], sketches: &[Sketch], campaigns: &mut [Found]) {
    let mut taken = vec![false; entries.len()];
    for letter in campaigns.iter().flat_map(|found| &found.letters) {
        if let Some(taken) = taken.get_mut(*letter) {
            *taken = true;
        }
    }
    let likely = Likely::of(campaigns.iter().map(|found| &found.core));
    let places = entries.iter().zip(sketches).enumerate();
    for (letter, (entry, sketch)) in places.filter(|(letter, _)| taken.get(*letter) == Some(&false)) {
        let fits = likely
            .for_letter(sketch)
            .into_iter()
            .filter_map(|number| Some((number, campaigns.get(number)?.core.fit(&entry.shingles)?)));
        let best = fits.max_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a)));
        if let Some(found) = best.and_then(|(number, _)| campaigns.get_mut(number)) {
            found.letters.push(letter);
        }
    }
}
