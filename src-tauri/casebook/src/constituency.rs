//! Which constituency a postcode lies in: a table of every live postcode, small enough to keep. It is made
//! from the file an office downloads itself; none is carried in the program.

use std::collections::BTreeMap;

/// How many postcodes a sector ("SG5 1") can have: two letters of twenty each.
pub(crate) const UNITS: usize = 400;

/// A bit for each of them.
const BITS: usize = UNITS / 8;

/// A constituency, by the statisticians' code for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constituency {
    pub(crate) code: String,
    /// Empty where the file had no names.
    pub(crate) name: String,
}

/// The constituency of each postcode of a sector, counted from one; nought where there is no such postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sector(Box<[u16; UNITS]>);

impl Default for Sector {
    fn default() -> Self {
        Self(Box::new([0; UNITS]))
    }
}

impl Sector {
    /// Writes the constituency (counted from nought) of a postcode down; says whether it is new.
    pub(crate) fn set(&mut self, unit: u16, constituency: u16) -> bool {
        let Some(place) = self.0.get_mut(usize::from(unit)) else { return false };
        let is_new = *place == 0;
        *place = constituency.saturating_add(1);
        is_new
    }

    /// As it is kept: a bit for each postcode there is, and from which one on they lie in which constituency.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; BITS];
        let mut last = 0;
        for (unit, constituency) in
            (0_u16..).zip(self.0.iter()).filter(|(_, constituency)| **constituency > 0)
        {
            if let Some(byte) = bytes.get_mut(usize::from(unit / 8)) {
                *byte |= 1 << (unit % 8);
            }
            if *constituency != last {
                last = *constituency;
                bytes.extend(unit.to_le_bytes());
                bytes.extend((constituency - 1).to_le_bytes());
            }
        }
        bytes
    }
}

/// The constituency of a postcode, from what [`Sector::to_bytes`] wrote of its sector. `None` where there is no
/// such postcode.
pub(crate) fn of_unit(bytes: &[u8], unit: u16) -> Option<u16> {
    let (bits, runs) = bytes.split_at_checked(BITS)?;
    let is_there = bits.get(usize::from(unit / 8))? & (1 << (unit % 8)) != 0;
    let (runs, _) = runs.as_chunks::<4>();
    let begun = runs.iter().take_while(|[low, high, ..]| u16::from_le_bytes([*low, *high]) <= unit).last();
    let [.., low, high] = begun.filter(|_| is_there)?;
    Some(u16::from_le_bytes([*low, *high]))
}

/// Everything a file of postcodes says of constituencies.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The file it was made from; of an archive, the one in it.
    pub(crate) file: String,
    /// Which month's it is, where its name says so: "November 2025".
    pub(crate) as_of: String,
    pub(crate) constituencies: Vec<Constituency>,
    /// By the postcode without its last two letters: "SG5 1".
    pub(crate) sectors: BTreeMap<String, Sector>,
    pub(crate) postcodes: u32,
}

/// A constituency's name as it is compared: offices write "&" for "and", and leave a comma out.
pub(crate) fn plain(name: &str) -> String {
    name.replace('&', "and").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_sector_knows_which_postcodes_there_are() {
        let mut sector = Sector::default();
        assert!(sector.set(0, 3) && sector.set(7, 3) && sector.set(8, 0) && sector.set(399, 3));
        assert!(!sector.set(8, 0) && !sector.set(400, 0), "known already, and no postcode at all");
        let bytes = sector.to_bytes();
        let found: Vec<_> = (0..=400).filter_map(|unit| Some((unit, of_unit(&bytes, unit)?))).collect();
        assert_eq!(found, [(0, 3), (7, 3), (8, 0), (399, 3)]);
        assert_eq!(of_unit(b"cut", 0), None);
    }

    #[test]
    fn a_name_is_known_however_it_is_written() {
        assert_eq!(plain("Mid & East Invented"), plain("Mid and East, Invented"));
        assert_ne!(plain("North Invented"), plain("South Invented"));
    }
}
