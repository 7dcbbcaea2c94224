//! What is so of a child and a case: offered, decided, and the table to choose from.

use uuid::Uuid;

use crate::facet::FacetKind;

wire! {
    /// Something somebody said is so of the child or the case.
    pub struct FacetView {
        /// What kind of thing.
        pub kind: FacetKind,
        /// Which: a facet's id, a year at school, an age.
        pub value: String,
        /// The words on screen.
        pub label: String,
        /// The letter it was read in, if it was.
        pub submission: Option<Uuid>,
        /// Where the words it rests on start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The words; empty where it was added by hand.
        pub words: String,
        /// Who said so.
        pub by: String,
    }

    /// Something a letter says of the child or the case, for somebody to confirm or drop.
    pub struct OfferedFacet {
        /// What kind of thing.
        pub kind: FacetKind,
        /// Which: a facet's id, a year at school, an age.
        pub value: String,
        /// The words on screen.
        pub label: String,
        /// The letter.
        pub submission: Uuid,
        /// Where the words it rests on start.
        pub start: u32,
        /// Where they end.
        pub end: u32,
        /// The words.
        pub words: String,
    }

    /// One facet of the table.
    pub struct FacetChoice {
        /// What kind of thing.
        pub kind: FacetKind,
        /// Which: a facet's id, a year at school, an age.
        pub value: String,
        /// The words on screen.
        pub label: String,
    }

    /// Names one facet.
    #[derive(Eq)]
    pub struct FacetName {
        /// What kind of thing.
        pub kind: FacetKind,
        /// Which: a facet's id, a year at school, an age.
        pub value: String,
    }

    /// What somebody says of a facet.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum FacetDecision {
        /// It is so, whether a letter says it or not.
        So,
        /// It is not so, and is not offered again.
        NotSo,
        /// Neither: what letters say of it is offered.
        Undecided,
    }

    /// Decides about some of what is, or may be, so of a story's child or case; all of it at once.
    pub struct DecideFacets {
        /// The story.
        pub story: Uuid,
        /// Which.
        pub facets: Vec<FacetName>,
        /// What is said of them.
        pub decision: FacetDecision,
    }
}
