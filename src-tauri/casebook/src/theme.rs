//! The twenty themes a story can be filed under.
//!
//! A small list is the point: offices that let tags multiply cannot find anything again. The table
//! is `data/themes.json`.

use std::sync::OnceLock;

use serde::Deserialize;

/// One thing that goes wrong (or right) for families.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Theme {
    /// How the theme is named in the file and in every other table: `ehcp_delay`. Never shown.
    pub id: String,
    /// What stands on a chip: "Plan late".
    pub label: String,
    /// One sentence that says what belongs here.
    pub definition: String,
    /// The law behind it, for those who will be asked.
    pub law: String,
}

/// The theme that is also a warning: it goes to the top of the inbox and is never suggested as a
/// quotation.
pub const CHILD_WELLBEING: &str = "child_wellbeing";

/// Every theme, in the order in which pickers show them.
#[must_use]
pub fn all() -> &'static [Theme] {
    static THEMES: OnceLock<Vec<Theme>> = OnceLock::new();
    THEMES.get_or_init(|| serde_json::from_str(include_str!("../data/themes.json")).unwrap_or_default())
}

/// The theme with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Theme> {
    all().iter().find(|theme| theme.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_twenty_themes_and_each_is_complete() {
        assert_eq!(all().len(), 20, "an empty table would mean themes.json no longer parses");
        for theme in all() {
            assert!(theme.label.chars().count() <= 28, "{} does not fit on a chip", theme.label);
            assert!(theme.definition.ends_with('.') && !theme.law.is_empty(), "{}", theme.id);
        }
    }

    #[test]
    fn ids_and_labels_are_unique() {
        assert_eq!(all().iter().map(|theme| &theme.id).collect::<BTreeSet<_>>().len(), 20);
        assert_eq!(all().iter().map(|theme| &theme.label).collect::<BTreeSet<_>>().len(), 20);
    }

    #[test]
    fn a_theme_is_found_by_its_id_and_only_by_that() {
        assert_eq!(by_id("ehcp_delay").map(|theme| theme.label.as_str()), Some("Plan late"));
        assert!(by_id(CHILD_WELLBEING).is_some());
        assert_eq!(by_id("Plan late"), None);
    }
}
