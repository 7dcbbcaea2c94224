//! The plain words of a letter, one after another: what an office's filing may be learnt from.

use super::{
    Letter, PartKind, Span,
    lexicon::lexicon,
    list::List,
    ordinary::{is_first_name, is_word},
    people, themes,
    words::Vocabulary,
};

/// A word as it is compared: in small letters, and singular where that is a word too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainWord {
    /// The word.
    pub word: String,
    /// Where it stands.
    pub span: Span,
    /// Words that stand side by side in a sentence have places one apart; no others do.
    pub place: u32,
}

/// Words that are in every letter and say nothing of what it is about.
static SMALL: List = List::new(
    "and for with from that this but not you they she him her hers his them their who whom whose which what when \
     where why how there here about because then than into out over under after before while until since would \
     could should will shall may might must can our ours your yours its own also one two some any all both each \
     every other another such same more most much many few less least very too only ever never please thank thanks \
     dear sincerely regards kind get gets got getting say says said saying tell tells told know knows knew going \
     went goes come comes came make makes made take takes took see seen want wants like still being been were was",
);

/// The letter is read so far: longer ones say everything again.
const MOST: usize = 600;

/// The plain words of what the writer says: no quotation, no signature, nothing of a newsletter.
#[must_use]
pub fn plain_words(text: &str) -> Vec<PlainWord> {
    found(text, false)
}

/// The same without whatever may identify somebody: names, and what only might be one.
#[must_use]
pub fn plain_words_of_nobody(text: &str) -> Vec<PlainWord> {
    found(text, true)
}

fn found(text: &str, of_nobody: bool) -> Vec<PlainWord> {
    let mut vocabulary = Vocabulary::default();
    let letter = Letter::with(text, &mut vocabulary, &lexicon().symbols);
    let own = letter.words(&[PartKind::Words]);
    if themes::is_circular(&own) {
        return Vec::new();
    }
    let mut details = if of_nobody { people(letter.text) } else { Vec::new() }.into_iter().peekable();
    let mut sentence = None;
    let mut found = Vec::new();
    for (at, word) in own.words.iter().take(MOST).enumerate() {
        let begins = sentence.replace(word.sentence) != Some(word.sentence);
        let Some(is) = own.at(at) else { continue };
        while details.next_if(|detail| detail.span.end <= word.span.start).is_some() {}
        if is.filler
            || is.negates
            || is.digits
            || is.folded.chars().count() < 3
            || SMALL.has(&is.folded)
            || !is_word(&is.folded)
            || details.peek().is_some_and(|detail| detail.span.overlaps(word.span))
        {
            continue;
        }
        let capital =
            word.span.of(letter.text).is_some_and(|as_written| as_written.starts_with(char::is_uppercase));
        if of_nobody && capital && (!begins || is_first_name(&is.folded)) {
            continue;
        }
        let place = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(word.sentence);
        found.push(PlainWord { word: singular(&is.folded), span: word.span, place });
    }
    found
}

/// "Cards" is "card", "taxis" is "taxi"; "bus" stays.
fn singular(word: &str) -> String {
    let whole = |stem: &str| stem.len() >= 3 && is_word(stem);
    if let Some(stem) = word.strip_suffix("ies").map(|stem| format!("{stem}y")).filter(|stem| whole(stem)) {
        return stem;
    }
    let without = |ending| word.strip_suffix(ending).filter(|stem: &&str| whole(stem));
    let stem = without("s").filter(|stem| !stem.ends_with('s')).or_else(|| without("es"));
    stem.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &[PlainWord]) -> Vec<&str> {
        found.iter().map(|word| word.word.as_str()).collect()
    }

    #[test]
    fn words_are_compared_singular_and_small_words_left_out() {
        let text = "The taxis never came. They gave us Fuel cards, and the buses were full.";
        let found = plain_words(text);
        assert_eq!(words(&found), ["taxi", "gave", "fuel", "card", "bus", "full"]);
        let beside: Vec<_> = found.windows(2).filter(|two| two[1].place == two[0].place + 1).collect();
        assert_eq!(beside.len(), 1, "only what stands side by side: {beside:?}");
        assert_eq!(beside[0][1].span.of(text), Some("cards"), "and each says where it stands");
    }

    #[test]
    fn nothing_that_may_be_a_name_is_learnt_from() {
        let text = "My son Rowan Ashcroft goes to Green Lane Primary School in Hitchin. Rose met Mark at the Council \
                    office. His mileage was refused on 3 March by grace of nobody.";
        let found = plain_words_of_nobody(text);
        let found = words(&found);
        for name in ["rowan", "ashcroft", "green", "lane", "hitchin", "rose", "mark", "council"] {
            assert!(!found.contains(&name), "{name} in {found:?}");
        }
        assert!(found.contains(&"refused") && found.contains(&"office"), "{found:?}");
    }

    #[test]
    fn quotations_and_newsletters_say_nothing() {
        let text = "The taxi is late.\n\nOn 3 May Ann wrote:\n> The fuel card is here.\n";
        assert!(!words(&plain_words(text)).contains(&"fuel"));
        assert_eq!(plain_words("Transport news. Click here to unsubscribe."), []);
        assert_eq!(plain_words(""), []);
    }
}
