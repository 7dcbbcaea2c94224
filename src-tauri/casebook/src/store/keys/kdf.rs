//! From a passphrase to a key, slowly on purpose: Argon2id.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{damaged_slots, random};
use crate::error::Result;

const LANES: u32 = 1;

/// The most a slot may ask of this machine: a made-up slot must not exhaust its memory.
const MEMORY_KIB_MAX: u32 = 4 * 1024 * 1024;
const PASSES_MAX: u32 = 64;

/// What new slots ask at most: an old laptop must still be able to open the casebook.
const MEMORY_KIB_ASKED: u32 = 256 * 1024;
const PASSES_ASKED: u32 = 24;

/// How long an unlock should take on the machine where its slot was made, in milliseconds: as long as a
/// person bears, and well over 1,000 times what opening the database with its raw key takes (0.13 ms).
const SHORTEST: u128 = 380;
const LONGEST: u128 = 500;
const WANTED: u128 = 440;

/// What one try at a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Costs {
    memory_kib: u32,
    passes: u32,
}

/// How a slot's key is derived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
}

impl Costs {
    /// The least a slot ever costs: 64 MiB and three passes.
    pub(crate) const LEAST: Self = Self { memory_kib: 64 * 1024, passes: 3 };

    /// The costs with which one try takes a little under half a second on this machine; never less
    /// than [`Costs::LEAST`]. `stopwatch` says how much of the processor's time the thread has had.
    pub(crate) fn calibrated(stopwatch: &dyn Fn() -> Duration) -> Self {
        Self::measured(|costs| {
            let before = stopwatch();
            let derived = Kdf::new(costs).and_then(|kdf| kdf.derive("how long does this take"));
            // A machine that cannot do it at all says so when the slot is made.
            derived.map_or(Duration::from_millis(300), |_| stopwatch().saturating_sub(before))
        })
    }

    fn measured(takes: impl Fn(Self) -> Duration) -> Self {
        let mut costs = Self::LEAST;
        for _ in 0..4 {
            let took = takes(costs).as_millis().max(1);
            if (SHORTEST..=LONGEST).contains(&took) || (took > LONGEST && costs == Self::LEAST) {
                break;
            }
            costs = costs.times(WANTED, took);
        }
        costs
    }

    /// So many times the work: more memory first, which costs a guesser most, then more passes.
    fn times(self, wanted: u128, took: u128) -> Self {
        let scaled = |value: u128| u32::try_from(value * wanted / took).unwrap_or(u32::MAX);
        let work = scaled(u128::from(self.memory_kib) * u128::from(self.passes));
        let memory_kib =
            (work / Self::LEAST.passes).clamp(Self::LEAST.memory_kib, MEMORY_KIB_ASKED) / 1024 * 1024;
        Self { memory_kib, passes: (work / memory_kib).clamp(Self::LEAST.passes, PASSES_ASKED) }
    }
}

impl Kdf {
    pub(super) fn new(costs: Costs) -> Result<Self> {
        let Costs { memory_kib, passes } = costs;
        Ok(Self { name: "argon2id".into(), memory_kib, passes, lanes: LANES, salt: random()? })
    }

    pub(super) fn derive(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
        if self.name != "argon2id" || self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX {
            return Err(damaged_slots());
        }
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| damaged_slots())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())
            .map_err(|_| damaged_slots())?;
        Ok(key)
    }

    /// What a wrapping is bound to, so that costs cannot be turned down behind its back.
    pub(super) fn bound(&self) -> String {
        let Self { name, memory_kib, passes, lanes, salt } = self;
        format!("{name}/{memory_kib}/{passes}/{lanes}/{}", hex::encode(salt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that does so many MiB-passes in a second.
    fn machine(speed: u32) -> impl Fn(Costs) -> Duration {
        move |Costs { memory_kib, passes }| {
            Duration::from_millis(u64::from(memory_kib / 1024 * passes) * 1000 / u64::from(speed))
        }
    }

    #[test]
    fn one_try_takes_a_little_under_half_a_second_on_fast_and_slow_machines() {
        for speed in [500, 1_000, 2_000, 5_000, 10_000] {
            let costs = Costs::measured(machine(speed));
            let took = machine(speed)(costs).as_millis();
            assert!((SHORTEST..=LONGEST).contains(&took), "{speed}: {costs:?} takes {took} ms");
            assert!(costs.memory_kib <= MEMORY_KIB_ASKED, "{speed}: an old laptop can open it too");
        }
    }

    #[test]
    fn the_costs_are_never_below_the_least() {
        for speed in [1, 20, 100] {
            assert_eq!(Costs::measured(machine(speed)), Costs::LEAST, "a slow machine waits longer instead");
        }
        // A watch that jumps about.
        let costs = Costs::measured(|_| Duration::from_secs(3_600));
        assert_eq!(costs, Costs::LEAST);
        let costs = Costs::measured(|_| Duration::ZERO);
        assert!(costs.memory_kib <= MEMORY_KIB_ASKED && costs.passes <= PASSES_ASKED, "{costs:?}");
    }
}
