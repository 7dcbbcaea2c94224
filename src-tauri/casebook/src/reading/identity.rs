//! Whether a sentence could give away who it is about. When in doubt, it could.

use std::{collections::HashSet, ops::Range, sync::OnceLock};

use super::{
    Span,
    lexicon::lexicon,
    list::List,
    ordinary::{is_first_name, is_only_a_name, is_word},
    words::{Distinct, Words},
};
use crate::authority::{self, BareName, Postcode};

/// Words that may have a capital inside a sentence.
static CAPITALS: List = List::new(
    "i january february march july september october november december monday tuesday wednesday thursday \
     friday saturday sunday christmas easter ehcp ehcps ehc ehcna send sen camhs nhs senco sencos sendco \
     ta tas la las ofsted cqc eotas ebsa ep eps ot salt slt adhd asd asc autism autistic pda ocd ptsd \
     gcse gcses mp mps gp dla pip pru sendiass ipsea lgo lgsco dfe uk england english maths year years \
     reception section education health care plan council county city borough local authority tribunal \
     ombudsman government parliament covid key stage annual review zoom teams british act law god mum dad \
     nan gran tv pe ks1 ks2 ks3 ks4 a b f g h e not no never",
);

/// These name nobody either, but are rare enough to tell something of a child in a quotation.
static ALSO_CAPITALS: List = List::new(
    "jan feb mar apr jun jul aug sep sept oct nov dec whitsun whit michaelmas easters christmases pip isa isas er uber \
     china india germany france poland spain italy romania ireland america australia africa europe portage mandarin \
     mondays tuesdays wednesdays thursdays fridays saturdays sundays ofsted makaton pecs polish welsh urdu english british scottish irish punjabi bengali romanian somali arabic \
     turkish european chinese french german spanish italian indian pakistani ukrainian cymraeg christian muslim hindu sikh jewish \
     catholic islam ramadan eid diwali lent bbc itv radio google youtube tiktok facebook whatsapp twitter instagram \
     minecraft lego nintendo roblox xbox playstation ipad iphone outlook yahoo samsung android microsoft excel \
     sossen mencap scope nas tourette tourette's tourettes asperger asperger's aspergers down's downs ehlers danlos \
     westminster whitehall hansard labour tory tories conservative ni uk usa eu london britain europe wales scotland \
     ireland northern ccg icb nice senat senati sendist hmcts lgsco dla pip uc fe he tafs iep ieps hlta lsa lsas ehcna slcd \
     dcd spd fasd gdd dld sld pmld semh hi vi msi mld asc add rse phse pshe ebd hmrc dwp gdpr dpa foi sar ico am pm ad bc okay \
     ok pdf doc sms msp cllr mr mrs ms dr prof rev upn dob nhs tel ref re fw fwd cc bcc",
);

/// Months that are names as well: only beside a word of time.
const MONTH_NAMES: &[&str] = &["april", "may", "june", "august"];

/// What is known of each distinct word of a letter, found out once.
#[derive(Debug, Clone, Copy, Default)]
struct Traits {
    /// It occurs without a capital.
    small: bool,
    /// It is a name, with or without one.
    first_name: bool,
    /// It is part of a council's name.
    council: bool,
}

/// The words of a letter, as far as they can give anybody away.
#[derive(Debug)]
pub(super) struct Known(Vec<Traits>);

impl Known {
    pub(super) fn of(text: &str, words: &Words) -> Self {
        let look = |word: &Distinct| Traits {
            small: false,
            first_name: is_only_a_name(&word.folded),
            council: council_words().contains(&*word.folded),
        };
        let mut all: Vec<Traits> = words.vocabulary.distinct.iter().map(look).collect();
        for word in &words.words {
            if word.span.of(text).is_some_and(|raw| raw.starts_with(char::is_lowercase))
                && let Some(traits) = all.get_mut(word.is as usize)
            {
                traits.small = true;
            }
        }
        Self(all)
    }
}

/// Whether nothing in the sentence names or locates a person: no name, postcode, telephone number,
/// address of any kind, nor an exact age beside a place.
pub(super) fn gives_nobody_away(
    text: &str,
    sentence: Span,
    words: &Words,
    range: Range<usize>,
    known: &Known,
) -> bool {
    let Some(raw) = sentence.of(text) else { return false };
    if raw.contains(['@', '\t', '|']) || raw.contains("://") || raw.contains("www.") || has_address(raw) {
        return false;
    }
    let (mut capitals, mut long, mut digits, mut place, mut age) = (0, 0, 0_usize, false, false);
    for at in range.clone() {
        let Some((span, is)) = words.words.get(at).map(|word| (word.span, word.is)) else { return false };
        let (Some(word), Some(distinct)) = (span.of(text), words.at(at)) else { return false };
        let (folded, traits) = (&*distinct.folded, known.0.get(is as usize).copied().unwrap_or_default());
        if traits.first_name
            || (distinct.digits && is_postcode(text, words, at))
            || matches!(folded, "dob" | "born" | "surname")
        {
            return false;
        }
        digits = if folded.bytes().all(|byte| byte.is_ascii_digit()) { digits + folded.len() } else { 0 };
        if digits >= 9 {
            return false;
        }
        if word.chars().count() > 2 {
            long += 1;
            capitals += usize::from(!word.contains(char::is_lowercase) && word.contains(char::is_uppercase));
        }
        age |= matches!(folded, "aged" | "yo") || (folded == "year" && words.folded(at + 1) == "old");
        age |= folded == "old" && words.folded(at.saturating_sub(1)).starts_with("year");
        if word.starts_with(char::is_uppercase) {
            let begins = at == range.start || begins_speech(text, span);
            place |= traits.council && !CAPITALS.has(folded);
            if !(traits.council || may_have_capital(folded, begins, words, at, traits.small)) {
                return false;
            }
        }
    }
    // In capitals throughout, names cannot be told from words.
    let loud = long >= 4 && capitals * 2 > long;
    !(loud || (place && age))
}

/// Whether a word may have a capital anywhere and be nobody: a month, "EHCP", a council's name.
pub(super) fn has_any_capital(folded: &str) -> bool {
    CAPITALS.has(folded) || ALSO_CAPITALS.has(folded) || all_council_words().contains(folded)
}

fn may_have_capital(folded: &str, begins: bool, words: &Words, at: usize, small: bool) -> bool {
    if MONTH_NAMES.contains(&folded) {
        const TIME: &[&str] = &[
            "in", "since", "last", "this", "from", "until", "by", "of", "early", "late", "next", "mid", "to",
        ];
        let before = words.folded(at.wrapping_sub(1));
        let numbered = before.trim_end_matches(char::is_alphabetic).bytes().all(|byte| byte.is_ascii_digit());
        return TIME.contains(&before)
            || (numbered && !before.is_empty() && before.starts_with(|c: char| c.is_ascii_digit()));
    }
    if CAPITALS.has(folded) {
        return true;
    }
    let ordinary = is_word(folded) || small || lexicon().symbols.knows(folded);
    begins && ordinary && !is_first_name(folded)
}

/// Whether a word begins what somebody is quoted as saying, or follows a dash or colon.
fn begins_speech(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    before.ends_with(['"', '“', '‘', '(', ':']) || before.trim_end().ends_with([':', '.', '!', '?', '•', '-'])
}

fn has_address(raw: &str) -> bool {
    let lower = raw.to_lowercase();
    [".com", ".co.uk", ".org", ".gov.uk", ".net", "http", "my name is", "i live at", "we live at"]
        .iter()
        .any(|mark| lower.contains(mark))
}

fn is_postcode(text: &str, words: &Words, at: usize) -> bool {
    let Some(word) = words.words.get(at) else { return false };
    let next = words.words.get(at + 1).filter(|next| next.span.start.saturating_sub(word.span.end) <= 2);
    let pair = next.and_then(|next| Span { start: word.span.start, end: next.span.end }.of(text));
    [word.span.of(text), pair].into_iter().flatten().any(|raw| Postcode::parse(raw).is_some())
}

/// The words of every council's name.
fn all_council_words() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let names = authority::all().iter().flat_map(|one| one.aliases.iter().chain([&one.name]));
        let words = names.flat_map(|name| name.split([' ', '-'])).map(str::to_lowercase);
        words.filter(|word| !is_first_name(word)).collect()
    })
}

/// The words of council names that point at an authority and not at a person.
fn council_words() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let plain = authority::all().iter().filter(|authority| authority.has_send_duties());
        let plain = plain.filter(|authority| authority.bare_name == BareName::Enough);
        plain
            .flat_map(|authority| authority.aliases.iter().chain([&authority.name]))
            .flat_map(|name| name.split([' ', '-']))
            .map(str::to_lowercase)
            .filter(|word| !is_first_name(word))
            .collect()
    })
}
