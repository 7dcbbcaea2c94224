//! What a letter says: offered to the caseworker with the words it rests on, never applied unseen.
#![allow(missing_docs)]
use crate::consent::ConsentLevel;
#[derive(Clone, Copy)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}
pub struct ThemeSuggestion {
    pub theme: &'static str,
    pub score: f32,
    pub spans: Vec<Span>,
}
pub struct AuthoritySuggestion {
    pub gss: &'static str,
    pub name: &'static str,
    pub span: Span,
}
pub struct ConsentSuggestion {
    pub level: ConsentLevel,
    pub span: Span,
}
#[derive(Default)]
pub struct Reading {
    pub themes: Vec<ThemeSuggestion>,
    pub authority: Option<AuthoritySuggestion>,
    pub urgent: Vec<Span>,
    pub consent: Option<ConsentSuggestion>,
    pub passages: Vec<Span>,
}
pub enum PartKind {
    Words,
    Quoted,
    Signature,
}
pub struct Part {
    pub kind: PartKind,
    pub span: Span,
}
pub fn read(_: &str) -> Reading {
    Reading::default()
}
pub fn parts(_: &str) -> Vec<Part> {
    Vec::new()
}
