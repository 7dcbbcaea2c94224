//! The recovery key: 160 random bits as eight groups of five characters, written to be read aloud
//! and typed.
//!
//! The characters are Crockford's: no I, L, O or U, and capitals do not matter. The fifth of each
//! group is a check on the other four and on the group's place, reckoned in the field of 32
//! elements: one wrong character, two that changed places or two groups that did are always found.

use zeroize::{Zeroize as _, Zeroizing};

use crate::secret::Secret;

/// How many groups there are.
pub(crate) const GROUPS: usize = 8;
const GROUP: usize = 5;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What some typed words are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// A recovery key, as it is derived from: forty characters without gaps.
    Key(Secret),
    /// Meant to be one, with a typing error in this group, counted from 1.
    Mistyped(usize),
    /// Something else.
    Other,
}

/// Multiplies by x in the field of 32 elements, x⁵ + x² + 1.
const fn double(value: u8) -> u8 {
    let twice = value << 1;
    if twice & 32 == 0 { twice } else { (twice ^ 0b10_0101) & 31 }
}

/// The check on a group's values, at its place.
fn check(place: usize, values: &[u8]) -> u8 {
    // Horner's rule: each value has a weight of its own, and so has the place.
    let start = u8::try_from(place + 1).unwrap_or(0) & 31;
    values.iter().fold(start, |sum, value| double(sum) ^ value)
}

/// Makes a key from random bytes: groups with a dash between them.
pub(crate) fn write(random: &[u8; 20]) -> Secret {
    let mut text = String::with_capacity(GROUPS * (GROUP + 1));
    let mut values = Zeroizing::new(Vec::with_capacity(32));
    for five in random.chunks(5) {
        let mut bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let mut eight: Vec<u8> = Vec::with_capacity(8);
        for _ in 0..8 {
            eight.push(u8::try_from(bits & 31).unwrap_or(0));
            bits >>= 5;
        }
        values.extend(eight.iter().rev());
        eight.zeroize();
    }
    for (place, group) in values.chunks(GROUP - 1).enumerate() {
        if place > 0 {
            text.push('-');
        }
        for value in group.iter().copied().chain([double(check(place, group))]) {
            text.push(char::from(ALPHABET[usize::from(value & 31)]));
        }
    }
    Secret::from(text)
}

/// A key's groups, for a sheet or a screen.
pub(crate) fn groups(key: &Secret) -> Vec<Zeroizing<String>> {
    let plain = key.reveal().replace('-', "");
    let plain = Zeroizing::new(plain.chars().collect::<Vec<_>>());
    plain.chunks(GROUP).map(|group| Zeroizing::new(group.iter().collect())).collect()
}

fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(at).ok()
}

fn whole(place: usize, group: &[char]) -> bool {
    let values: Option<Vec<u8>> = group.iter().map(|letter| value(*letter)).collect();
    let Some(values) = values.map(Zeroizing::new) else { return false };
    match values.split_last() {
        Some((last, first)) if first.len() == GROUP - 1 => double(check(place, first)) == *last,
        _ => false,
    }
}

/// Reads what somebody typed or pasted: in any case, with any spaces and dashes.
pub(crate) fn read(typed: &str) -> Read {
    let gap = |letter: char| !letter.is_alphanumeric();
    let parts = || typed.split(gap).filter(|part| !part.is_empty());
    let groups: Vec<Zeroizing<Vec<char>>> = if parts().count() == GROUPS {
        parts().map(|part| Zeroizing::new(part.chars().collect())).collect()
    } else {
        let plain = Zeroizing::new(parts().flat_map(str::chars).collect::<Vec<_>>());
        if plain.len() != GROUPS * GROUP {
            return Read::Other;
        }
        plain.chunks(GROUP).map(|group| Zeroizing::new(group.to_vec())).collect()
    };
    let wrong: Vec<usize> = groups
        .iter()
        .enumerate()
        .filter(|(place, group)| !whole(*place, group))
        .map(|(place, _)| place)
        .collect();
    match wrong.first() {
        None => {
            let values = groups.iter().flat_map(|group| group.iter()).filter_map(|letter| value(*letter));
            let plain: String = values.map(|value| char::from(ALPHABET[usize::from(value & 31)])).collect();
            Read::Key(Secret::from(plain))
        }
        // A passphrase of eight words is not a recovery key with eight typing errors.
        Some(first) if wrong.len() <= GROUPS / 2 => Read::Mistyped(first + 1),
        Some(_) => Read::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_key_is_read_back_in_any_case_with_any_gaps(bytes: [u8; 20]) {
            let key = write(&bytes);
            let plain = key.reveal().replace('-', "");
            prop_assert_eq!(plain.len(), GROUPS * GROUP);
            for typed in [key.reveal().to_owned(), key.reveal().to_lowercase(), plain.clone(), key.reveal().replace('-', " – "), format!(" {} ", key.reveal().replace('0', "o").replace('1', "l"))] {
                prop_assert_eq!(read(&typed), Read::Key(Secret::from(plain.as_str())), "{}", typed);
            }
        }

        #[test]
        fn one_wrong_character_is_found_and_its_group_named(bytes: [u8; 20], at in 0..40_usize, other in 0..32_usize) {
            let mut letters: Vec<char> = write(&bytes).reveal().replace('-', "").chars().collect();
            let wrong = char::from(ALPHABET[other]);
            prop_assume!(letters[at] != wrong);
            letters[at] = wrong;
            let typed: String = letters.into_iter().collect();
            prop_assert_eq!(read(&typed), Read::Mistyped(at / GROUP + 1));
        }

        #[test]
        fn two_characters_that_changed_places_are_found(bytes: [u8; 20], group in 0..8_usize, a in 0..5_usize, b in 0..5_usize) {
            let mut letters: Vec<char> = write(&bytes).reveal().replace('-', "").chars().collect();
            let (a, b) = (group * GROUP + a, group * GROUP + b);
            prop_assume!(letters[a] != letters[b]);
            letters.swap(a, b);
            let typed: String = letters.into_iter().collect();
            prop_assert_eq!(read(&typed), Read::Mistyped(group + 1));
        }

        #[test]
        fn two_groups_that_changed_places_are_found(bytes: [u8; 20], a in 0..8_usize, b in 0..8_usize) {
            prop_assume!(a != b);
            let key = write(&bytes);
            let mut groups: Vec<&str> = key.reveal().split('-').collect();
            groups.swap(a, b);
            prop_assert_eq!(read(&groups.join("-")), Read::Mistyped(a.min(b) + 1));
        }
    }

    #[test]
    fn a_group_too_short_or_too_long_is_named() {
        let key = write(&[77; 20]);
        let mut groups: Vec<String> = key.reveal().split('-').map(str::to_owned).collect();
        groups[4].pop();
        assert_eq!(read(&groups.join(" ")), Read::Mistyped(5), "a character was left out");
        groups[4].push_str("XX");
        assert_eq!(read(&groups.join(" ")), Read::Mistyped(5), "one was typed twice");
    }

    #[test]
    fn a_passphrase_is_not_taken_for_a_recovery_key() {
        for passphrase in
            ["", "four invented words here", "one two three four five seven eight nine", &"a".repeat(40)]
        {
            assert_eq!(read(passphrase), Read::Other, "{passphrase}");
        }
    }
}
