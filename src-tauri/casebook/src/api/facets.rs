//! What a story's letters say of the child and the case, for the margin.

use super::text::{Utf16, one_line, slice};
use super::{Mark, MarkKind, OfferedFacet};
use crate::facet::{FacetKind, label};
use crate::reading;
use crate::store::Stored;
use crate::submission::Channel;

/// What all of a story's letters say together. The newest letter that tells of a phase, a setting, a
/// stage and the like is believed; needs add up. What the office wrote says nothing of the family.
pub(super) fn offered(submissions: &[Stored]) -> Vec<OfferedFacet> {
    let mut offered: Vec<OfferedFacet> = Vec::new();
    for stored in submissions.iter().rev().filter(|stored| stored.channel != Channel::Reply) {
        let units = Utf16::of(&stored.text);
        let told: Vec<FacetKind> = offered.iter().map(|one| one.kind).collect();
        for facet in reading::facets(&stored.text) {
            let known = offered.iter().any(|one| (one.kind, &one.value) == (facet.kind, &facet.value));
            if known || facet.kind != FacetKind::Need && told.contains(&facet.kind) {
                continue;
            }
            offered.push(OfferedFacet {
                kind: facet.kind,
                label: label(facet.kind, &facet.value),
                value: facet.value,
                submission: stored.id,
                start: units.at(facet.span.start),
                end: units.at(facet.span.end),
                words: one_line(slice(&stored.text, facet.span.start, facet.span.end)),
            });
        }
    }
    offered.sort_by_key(|one| one.kind);
    offered
}

/// The words in a letter that they rest on.
pub(super) fn marks(letter: &Stored, offered: &[OfferedFacet]) -> impl Iterator<Item = Mark> {
    let here = offered.iter().filter(|one| one.submission == letter.id);
    here.map(|one| Mark { kind: MarkKind::Facet, start: one.start, end: one.end, of: one.value.clone() })
}
