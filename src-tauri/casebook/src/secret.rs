//! A passphrase or another secret on its way through the door.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Secret words: wiped from memory when they are dropped, and never shown by `{:?}`.
///
/// In JSON it is a plain string, so that a page or a program can send one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The words themselves. Whoever copies them must wipe the copy.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(words: String) -> Self {
        Self(words)
    }
}

impl From<&str> for Secret {
    fn from(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
impl ts_rs::TS for Secret {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(config: &ts_rs::Config) -> String {
        <String as ts_rs::TS>::name(config)
    }

    fn inline(config: &ts_rs::Config) -> String {
        <String as ts_rs::TS>::inline(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_travels_as_a_string_and_is_never_shown() {
        let secret = Secret::from("four invented words here");
        assert_eq!(format!("{secret:?}"), "Secret", "a log or a failed test shows no word of it");
        let json = serde_json::to_value(&secret).expect("json");
        assert_eq!(json, "four invented words here", "the page sends a plain string");
        assert_eq!(serde_json::from_value::<Secret>(json).expect("read"), secret);
    }
}
