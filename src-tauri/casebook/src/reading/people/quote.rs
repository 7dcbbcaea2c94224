//! A quote as it would be printed, beside the letter's own words: what in it may still identify
//! somebody, and what was taken out, each to be taken out or put back by itself.
//!
//! What was taken out is kept nowhere but in the letter. The two are laid beside each other word by word,
//! so a quote may have been edited in other ways as well.

use super::{Detail, DetailKind, Names, Span, replacements};

/// Something in the words of a quote that may identify somebody, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What kind of thing.
    pub kind: DetailKind,
    /// Where it stands in the quote.
    pub span: Span,
    /// Whether it was taken out: then its placeholder stands there.
    pub taken_out: bool,
    /// What would stand there instead: a placeholder, or the letter's own words.
    pub instead: String,
}

/// So many words against so many are not laid beside each other: a quote is some sentences.
const MOST: usize = 1_000_000;

/// A word, or the number of a detail or of a placeholder.
#[derive(Debug, Clone, Copy)]
enum Unit<'t> {
    Word(&'t str),
    Detail(usize),
    Placeholder(usize),
}

impl Names {
    /// What in a quote may identify somebody and what was taken out, in the order of its words. `letters`
    /// are the letter's own words, from which the quote was made.
    #[must_use]
    pub fn in_quote(&self, letters: &str, quote: &str) -> Vec<Place> {
        let brackets = self.placeholders(quote);
        let details = self.left_in(quote);
        let here = replacements(quote, &details);
        let own = self.within(letters);
        let there = replacements(letters, &own);

        let mut places: Vec<(Span, Unit<'_>)> = numbered(&brackets, Unit::Placeholder);
        places.extend(numbered(&here.iter().map(|(span, _)| *span).collect::<Vec<_>>(), Unit::Detail));
        places.sort_by_key(|(span, _)| *span);
        let quoted = units(quote, &places);
        let told =
            units(letters, &numbered(&there.iter().map(|(span, _)| *span).collect::<Vec<_>>(), Unit::Detail));
        let same = |one: Unit<'_>, other: Unit<'_>| match (one, other) {
            (Unit::Word(one), Unit::Word(other)) => one == other,
            (Unit::Detail(one), Unit::Detail(other)) => {
                let (one, other) = (there.get(one), here.get(other));
                one.and_then(|(span, _)| span.of(letters)) == other.and_then(|(span, _)| span.of(quote))
            }
            (Unit::Detail(one), Unit::Placeholder(other)) => {
                let bracket = brackets.get(other).and_then(|span| span.of(quote));
                let both = there.get(one).zip(bracket);
                both.is_some_and(|((_, instead), bracket)| instead.eq_ignore_ascii_case(bracket))
            }
            _ => false,
        };

        let mut found: Vec<Place> = details
            .iter()
            .zip(here.iter().cloned())
            .map(|(one, (span, instead))| Place { kind: one.kind, span, taken_out: false, instead })
            .collect();
        for pair in beside(&told, &quoted, same) {
            let (Unit::Detail(one), Unit::Placeholder(other)) = pair else { continue };
            if let (Some(detail), Some((span, _)), Some(bracket)) =
                (own.get(one), there.get(one), brackets.get(other))
            {
                let instead = span.of(letters).unwrap_or_default().to_owned();
                found.push(Place { kind: detail.kind, span: *bracket, taken_out: true, instead });
            }
        }
        found.sort_by_key(|place| place.span);
        found
    }

    /// What in a quote may still identify somebody, in the order of its words: what stands for somebody
    /// does not.
    #[must_use]
    pub fn left_in(&self, quote: &str) -> Vec<Detail> {
        let placeholders = self.placeholders(quote);
        let mut details = self.within(quote);
        details.retain(|one| !placeholders.iter().any(|span| span.overlaps(one.span)));
        details
    }

    fn placeholders(&self, quote: &str) -> Vec<Span> {
        brackets(quote).into_iter().filter(|span| self.is_placeholder(span.of(quote))).collect()
    }

    /// Whether words in square brackets stand for somebody or something of this letter. Others are the
    /// caseworker's own, and may name somebody.
    fn is_placeholder(&self, bracket: Option<&str>) -> bool {
        let inner = bracket.unwrap_or_default().trim_matches(['[', ']']);
        let known = self.known.relations.values().map(String::as_str);
        let known = known.chain(self.known.settings.values().copied());
        let usual = DetailKind::ALL.iter().map(|kind| kind.stands_for()).chain(["name online"]);
        known.chain(usual).any(|one| one.eq_ignore_ascii_case(inner))
    }
}

/// Every stretch in square brackets.
fn brackets(text: &str) -> Vec<Span> {
    let (mut found, mut open) = (Vec::new(), None);
    for (at, letter) in text.char_indices() {
        match (letter, open) {
            ('[', _) => open = Some(at),
            (']', Some(from)) => {
                found.push(Span::new(from, at + 1));
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn numbered<'t>(spans: &[Span], unit: fn(usize) -> Unit<'t>) -> Vec<(Span, Unit<'t>)> {
    spans.iter().enumerate().map(|(number, span)| (*span, unit(number))).collect()
}

/// A text in its words; each of these places is one.
fn units<'t>(text: &'t str, places: &[(Span, Unit<'t>)]) -> Vec<Unit<'t>> {
    let words =
        |from: usize, to: usize| text.get(from..to).unwrap_or_default().split_whitespace().map(Unit::Word);
    let (mut units, mut from) = (Vec::new(), 0);
    for (span, place) in places {
        units.extend(words(from, span.start as usize));
        units.push(*place);
        from = span.end as usize;
    }
    units.extend(words(from, text.len()));
    units
}

/// The longest way to lay one text beside another: the pairs that are the same, in order.
fn beside<'t>(
    one: &[Unit<'t>],
    other: &[Unit<'t>],
    same: impl Fn(Unit<'_>, Unit<'_>) -> bool,
) -> Vec<(Unit<'t>, Unit<'t>)> {
    let width = other.len() + 1;
    if one.len().saturating_mul(width) > MOST {
        return Vec::new();
    }
    // How many pairs there can be from here to the end.
    let mut most = vec![0_u32; (one.len() + 1) * width];
    let count =
        |most: &[u32], row: usize, column: usize| most.get(row * width + column).copied().unwrap_or(0);
    for (row, left) in one.iter().enumerate().rev() {
        for (column, right) in other.iter().enumerate().rev() {
            let pairs = if same(*left, *right) {
                count(&most, row + 1, column + 1) + 1
            } else {
                count(&most, row + 1, column).max(count(&most, row, column + 1))
            };
            if let Some(cell) = most.get_mut(row * width + column) {
                *cell = pairs;
            }
        }
    }
    let (mut pairs, mut row, mut column) = (Vec::new(), 0, 0);
    while let (Some(left), Some(right)) = (one.get(row), other.get(column)) {
        if same(*left, *right) {
            pairs.push((*left, *right));
            (row, column) = (row + 1, column + 1);
        } else if count(&most, row + 1, column) >= count(&most, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LETTER: &str = "Dear Mr Hale,\n\nMy son Oliver has been out of Larkfield Primary since March. \
        Oliver waits. Ring me on 07700 900123.\n\nAnn Sample";
    const PASSAGE: &str =
        "My son Oliver has been out of Larkfield Primary since March. Oliver waits. Ring me on 07700 900123.";

    fn places(quote: &str) -> Vec<Place> {
        Names::of(LETTER).in_quote(PASSAGE, quote)
    }

    /// The quote with one of its places the other way round.
    fn turned(quote: &str, place: &Place) -> String {
        let mut turned = quote.to_owned();
        turned.replace_range(place.span.start as usize..place.span.end as usize, &place.instead);
        turned
    }

    fn all(quote: &str, taken_out: bool) -> String {
        let mut quote = quote.to_owned();
        for place in places(&quote).iter().rev().filter(|place| place.taken_out == taken_out) {
            quote = turned(&quote, place);
        }
        quote
    }

    fn told(quote: &str) -> Vec<(&'static str, bool, String)> {
        let found = places(quote).into_iter();
        found.map(|place| (place.kind.id(), place.taken_out, place.instead)).collect()
    }

    #[test]
    fn everything_is_taken_out_at_once_and_put_back_word_for_word() {
        let without = all(PASSAGE, false);
        assert_eq!(
            without,
            "[My son] has been out of [school] since March. [My son] waits. Ring me on [telephone number]."
        );
        assert!(places(&without).iter().all(|place| place.taken_out), "and nothing is found in it any more");
        assert_eq!(all(&without, true), PASSAGE);
    }

    #[test]
    fn each_is_taken_out_and_put_back_by_itself() {
        for (at, wanted) in [
            (
                0,
                "[My son] has been out of Larkfield Primary since March. Oliver waits. Ring me on 07700 900123.",
            ),
            (1, "My son Oliver has been out of [school] since March. Oliver waits. Ring me on 07700 900123."),
            (
                2,
                "My son Oliver has been out of Larkfield Primary since March. [My son] waits. Ring me on 07700 900123.",
            ),
        ] {
            let quote = turned(PASSAGE, &places(PASSAGE)[at]);
            assert_eq!(quote, wanted);
            let now = places(&quote);
            assert_eq!(
                now.iter().map(|place| place.taken_out).collect::<Vec<_>>(),
                (0..4).map(|one| one == at).collect::<Vec<_>>()
            );
            assert_eq!(turned(&quote, &now[at]), PASSAGE, "and back");
        }
    }

    #[test]
    fn a_quote_that_was_edited_still_knows_what_was_taken_out() {
        let quote = "[My son] has been … out of [school] all year. Ring me on 07700 900123.";
        assert_eq!(
            told(quote),
            [
                ("name", true, "My son Oliver".to_owned()),
                ("setting", true, "Larkfield Primary".to_owned()),
                ("phone", false, "[telephone number]".to_owned()),
            ]
        );
    }

    #[test]
    fn what_somebody_typed_in_brackets_is_theirs_and_read_like_any_words() {
        assert_eq!(told("He [Oliver] has been out."), [("name", false, "[my son]".to_owned())]);
        assert_eq!(told("He [the boy] has been out."), []);
        assert_eq!(
            told("Nothing of [school] or [my son] stands before this."),
            [("setting", true, "Larkfield Primary".to_owned()), ("name", true, "Oliver".to_owned()),]
        );
    }

    #[test]
    fn a_quote_of_very_many_words_is_not_laid_beside_the_letter() {
        let words = "word ".repeat(200_000);
        assert!(places(&words).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_place_is_in_the_quote(
            quote in "(\\[|\\]|My son |Oliver|\\[my son\\]|\\[school\\]| waits\\. |Larkfield Primary|\\PC){0,30}",
        ) {
            let mut end = 0;
            for place in places(&quote) {
                prop_assert!(place.span.start >= end && place.span.of(&quote).is_some());
                end = place.span.end;
            }
        }
    }
}
