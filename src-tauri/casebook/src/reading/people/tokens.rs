//! A letter's words, with what can be seen of each: its capital, where it stands, whether it is a word.

use super::{DetailKind, Known};
use crate::reading::{
    Letter, PartKind, Span, identity,
    ordinary::{is_first_name, is_only_a_name, is_word},
    pattern::Symbols,
};

/// What is seen of one word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    /// Where it stands, without a possessive ending.
    pub(super) span: Span,
    /// In small letters, without a possessive ending.
    pub(super) folded: &'t str,
    /// It begins with a capital, in a sentence that is not in capitals throughout.
    pub(super) capital: bool,
    /// It is written in capitals, in a sentence that is not.
    pub(super) acronym: bool,
    /// It has a capital because a sentence, a line or somebody's speech begins here.
    pub(super) begins: bool,
    /// Its sentence is in capitals throughout.
    pub(super) loud: bool,
    /// It is a word of everyday letters.
    pub(super) word: bool,
    /// It may have a capital anywhere and be nobody: "Tuesday", "EHCP", a council's name.
    pub(super) nobody: bool,
    /// It is a first name, perhaps a word as well.
    pub(super) first_name: bool,
    /// It stands straight after the word before: a space, a hyphen or a full stop between them.
    pub(super) joined: bool,
    /// Only a hyphen stands between it and the word before.
    pub(super) hyphened: bool,
    /// It begins a line.
    pub(super) begins_line: bool,
    /// It ends with a possessive.
    pub(super) possessive: bool,
    /// What stands around it: a name and address, or prose.
    pub(super) part: PartKind,
    pub(super) sentence: u32,
    pub(super) digits: bool,
}

impl Token<'_> {
    /// A word that nothing explains but that it is a name.
    pub(super) fn strange(&self) -> bool {
        !self.word && !self.nobody && !self.digits && self.folded.chars().count() > 1
    }

    /// Written as names are: with a capital it would not need, or no word at all.
    pub(super) fn could_be_a_name(&self) -> bool {
        !self.nobody && !self.digits && (self.capital && !self.acronym || !self.word)
    }

    /// A first name and nothing else.
    pub(super) fn only_a_name(&self) -> bool {
        self.first_name && !self.word
    }
}

/// The words of a text, and what each was found to be.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    pub(super) all: Vec<Token<'t>>,
    pub(super) marks: Vec<Option<DetailKind>>,
}

impl<'t> Tokens<'t> {
    /// The words of those sentences that were read, or of those that were not.
    pub(super) fn of(letter: &'t Letter<'_, '_>, symbols: &Symbols, unread: bool) -> Self {
        let loud = loud(letter);
        let mut all: Vec<Token<'t>> = Vec::with_capacity(letter.all.len());
        let mut last: Option<(Span, u32)> = None;
        for word in letter.all.iter().filter(|word| letter.is_foreign(word.sentence as usize) == unread) {
            // A contraction is two words at one place; its first tells.
            if last.is_some_and(|(span, _)| span == word.span) {
                continue;
            }
            let (Some(raw), Some(distinct)) =
                (word.span.of(letter.text), letter.vocabulary.distinct.get(word.is as usize))
            else {
                continue;
            };
            let between = last.map_or("\n", |(span, _)| {
                letter.text.get(span.end as usize..word.span.start as usize).unwrap_or("\n")
            });
            // After "Mrs." or "J." the name goes on; after "April." it does not.
            let ends_a_sentence = last.is_some_and(|(span, _)| span.end - span.start > 4);
            let sentence_begins = last.is_none_or(|(_, sentence)| sentence != word.sentence);
            let cut = ["'s", "’s", "'S", "’S", "‘s", "`s"].iter().find_map(|ending| raw.strip_suffix(ending));
            let stem = cut.unwrap_or(raw);
            let span = Span {
                start: word.span.start,
                end: word.span.start + u32::try_from(stem.len()).unwrap_or(0),
            };
            let folded: &str = &distinct.folded;
            let upper = stem.chars().count() > 1
                && !stem.chars().any(char::is_lowercase)
                && stem.starts_with(char::is_uppercase);
            let loud = loud.get(word.sentence as usize).copied().unwrap_or(false);
            all.push(Token {
                span,
                folded,
                capital: !loud && stem.starts_with(char::is_uppercase),
                acronym: !loud && upper && stem.chars().count() <= 6,
                begins: sentence_begins
                    || between.contains('\n')
                    || between.trim_end().ends_with([':', '.', '!', '?', '•', '-', '|'])
                    || between.ends_with(['"', '“', '‘', '(']),
                loud,
                word: is_word(folded) || (!is_only_a_name(folded) && symbols.knows(folded)),
                nobody: identity::has_any_capital(folded),
                first_name: is_first_name(folded),
                joined: between.chars().count() <= 2
                    && !between.contains('\n')
                    && between.chars().all(|c| matches!(c, ' ' | '-' | '\'' | '’' | '‑' | '.' | '&'))
                    && !(between.starts_with('.') && ends_a_sentence),
                hyphened: matches!(between, "-" | "‑"),
                begins_line: between.contains('\n'),
                possessive: cut.is_some(),
                part: letter.kinds.get(word.sentence as usize).copied().unwrap_or(PartKind::Words),
                sentence: word.sentence,
                digits: distinct.digits,
            });
            last = Some((word.span, word.sentence));
        }
        let marks = vec![None; all.len()];
        Self { text: letter.text, all, marks }
    }

    pub(super) fn at(&self, place: usize) -> Option<&Token<'t>> {
        self.all.get(place)
    }

    /// The folded word at a place, nothing beyond the ends.
    pub(super) fn folded(&self, place: usize) -> &'t str {
        self.all.get(place).map_or("", |token| token.folded)
    }

    pub(super) fn marked(&self, place: usize) -> Option<DetailKind> {
        self.marks.get(place).copied().flatten()
    }

    /// Marks a word, unless it is marked already.
    pub(super) fn mark(&mut self, place: usize, kind: DetailKind) {
        if let Some(mark) = self.marks.get_mut(place) {
            mark.get_or_insert(kind);
        }
    }

    /// What stands between a word and the one before it.
    pub(super) fn between(&self, place: usize) -> &'t str {
        let before =
            place.checked_sub(1).and_then(|before| self.all.get(before)).map_or(0, |token| token.span.end);
        let here = self.all.get(place).map_or(before, |token| token.span.start);
        self.text.get(before as usize..here as usize).unwrap_or_default()
    }

    /// Every word marked that a name known of the letter is part of.
    pub(super) fn mark_known(&mut self, known: &Known) {
        for place in 0..self.all.len() {
            let Some(token) = self.at(place).copied() else { break };
            if self.marked(place).is_some() {
                continue;
            }
            let of = |folded: &str| known.names.get(folded).copied();
            let plural = token.folded.strip_suffix('s').filter(|_| !token.word);
            let Some(kind) = of(token.folded).or_else(|| plural.and_then(of)) else { continue };
            if !token.word || (token.capital && !token.nobody) {
                self.mark(place, kind);
            }
        }
    }

    /// The marked words, those of one name joined.
    pub(super) fn spans(&self) -> Vec<(DetailKind, Span)> {
        let mut spans: Vec<(DetailKind, Span)> = Vec::new();
        let mut before: Option<DetailKind> = None;
        for (token, mark) in self.all.iter().zip(&self.marks) {
            match (spans.last_mut(), mark) {
                (Some((kind, last)), Some(mark)) if before == Some(*mark) && token.joined && kind == mark => {
                    last.end = token.span.end;
                }
                (_, Some(mark)) => spans.push((*mark, token.span)),
                _ => {}
            }
            before = if token.possessive { None } else { *mark };
        }
        spans
    }
}

/// Which sentences are in capitals throughout.
fn loud(letter: &Letter<'_, '_>) -> Vec<bool> {
    let shouts = |span: &Span| {
        let letters = span.of(letter.text).unwrap_or_default().chars().filter(|c| c.is_alphabetic());
        let (mut upper, mut all) = (0_usize, 0_usize);
        for letter in letters {
            all += 1;
            upper += usize::from(letter.is_uppercase());
        }
        all > 3 && upper * 10 > all * 6
    };
    letter.sentences.iter().map(shouts).collect()
}
