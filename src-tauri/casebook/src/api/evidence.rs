//! The grid, with its names.

use super::{Context, Desk, Grid, GridFilter, GridTotal, Result};
use crate::store::Scope;
use crate::{authority, theme};

pub(super) fn grid(desk: &Desk, _: &Context<'_>, filter: GridFilter) -> Result<Grid> {
    desk.with(|open| {
        let counted = open.casebook.count(&Scope::default(), &filter)?;
        let total = |(id, stories): &(String, u32), label: fn(&str) -> String| GridTotal {
            id: id.clone(),
            label: label(id),
            stories: *stories,
        };
        Ok(Grid {
            cells: counted.cells(),
            themes: counted.themes.iter().map(|row| total(row, theme_label)).collect(),
            authorities: counted.authorities.iter().map(|column| total(column, authority_label)).collect(),
            stories: counted.stories,
            campaign_stories: counted.campaign_stories,
        })
    })
}

/// A theme's name; the empty id stands for none.
pub(super) fn theme_label(id: &str) -> String {
    theme::by_id(id).map_or_else(|| "No theme".into(), |theme| theme.label.clone())
}

/// An authority's name; the empty code stands for one not known.
pub(super) fn authority_label(gss: &str) -> String {
    authority::by_gss(gss).map_or_else(|| "Not known".into(), |authority| authority.name.clone())
}
