//! Positions in a text: bytes inside the core, UTF-16 code units in the window.

/// Turns positions of one kind into the other.
pub(super) struct Utf16<'a> {
    text: &'a str,
    /// True where every character is one byte: then both kinds are the same.
    ascii: bool,
}

impl<'a> Utf16<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, ascii: text.is_ascii() }
    }

    /// The code unit at which a byte position stands.
    pub(super) fn at(&self, byte: u32) -> u32 {
        if self.ascii {
            return byte;
        }
        let before = self.text.char_indices().take_while(|(at, _)| *at < byte as usize);
        before.map(|(_, letter)| u32::try_from(letter.len_utf16()).unwrap_or(1)).sum()
    }

    /// The byte position of a code unit; the end of the text for one past it.
    pub(super) fn byte(&self, unit: u32) -> u32 {
        let mut units = 0;
        for (at, letter) in self.text.char_indices() {
            if units >= unit {
                return u32::try_from(at).unwrap_or(u32::MAX);
            }
            units += u32::try_from(letter.len_utf16()).unwrap_or(1);
        }
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

/// The words between two byte positions; nothing where they are not in the text.
pub(super) fn slice(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap_or_default()
}

/// White space and line breaks folded to single spaces, the ends trimmed.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_position_survives_the_way_to_the_window_and_back(text in "\\PC{0,60}") {
            let units = Utf16::of(&text);
            for (at, _) in text.char_indices() {
                let at = u32::try_from(at).unwrap_or(0);
                prop_assert_eq!(units.byte(units.at(at)), at);
            }
            let all = u32::try_from(text.encode_utf16().count()).unwrap_or(0);
            prop_assert_eq!(units.at(u32::try_from(text.len()).unwrap_or(0)), all, "the end is the end");
        }
    }
}
