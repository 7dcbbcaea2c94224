//! Whether a sentence could give away who it is about. When in doubt, it could.

use std::{collections::HashSet, ops::Range, sync::OnceLock};

use super::{
    Span,
    lexicon::lexicon,
    list::List,
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

/// Months that are names as well: only beside a word of time.
const MONTH_NAMES: &[&str] = &["april", "may", "june", "august"];

/// Ordinary words that begin sentences. Other words must occur small elsewhere in the letter.
static BEGINNINGS: List = List::new(
    "i we he she they it my our his her their the a an this that these those there here after before \
     since when while whilst if in on at for from to by with without despite although though because as \
     until till now then last next every each all no not nobody none nothing never one two three four \
     five six seven eight nine ten and but so or yet what why how who where which is are was were do does \
     did have has had can could should would instead again even just only still some most many both \
     another other once twice over under within during between through it's schools school teachers \
     council children families parents everyone everything anyone about almost nearly already also \
     however meanwhile today tomorrow yesterday eventually finally recently currently being getting going \
     having more \
     often sometimes usually mostly rarely always suddenly sadly luckily thankfully honestly frankly \
     clearly previously initially originally apparently perhaps maybe somehow everywhere nowhere \
     somewhere anywhere everybody somebody anybody someone something others neither either several \
     few fewer less much enough half part parts years months weeks days hours mornings evenings \
     nights afternoons weekends holidays summers winters letters emails calls phone phoning ringing \
     calling writing waiting fighting chasing asking trying living working watching seeing knowing \
     looking keeping leaving losing finding people professionals doctors nurses officers staff \
     pupils kids boys girls mothers fathers mum's dad's parents' transport therapy speech support \
     help funding money sleep work life home lessons tutors taxis buses drivers therapists \
     psychologists assessments appointments plans places reports reviews appeals complaints promises \
     nothing's that's there's what's here's let's i'm i've i'd we've we're we'd he's she's they've \
     they're they'd you imagine please thank thanks yes ok okay sorry look picture think remember \
     ask tell give take try purple yellow orange pink blue tiny big small large little old new good \
     bad better worse best worst long short simple ordinary normal different same whole real true \
     wrong right early late later soon first second third fourth fifth lastly firstly secondly \
     thirdly along across around behind below above beyond beside besides except inside outside near \
     off onto out past per upon via unlike unless whether whatever whenever wherever whichever \
     whoever whose hence thus otherwise rather quite very too such according given based due \
     considering including regarding following eleven twelve thirteen fourteen fifteen sixteen \
     seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds \
     thousands millions dozens",
);

/// Names that are words as well: given away by their capital.
static NAMES_THAT_ARE_WORDS: List = List::new(
    "will mark grace rose hope faith bill jack rob drew summer autumn dawn joy amber ruby lily max miles \
     sky pat sue dean guy chase grant frank rich jade eve iris poppy daisy ivy robin martin may april \
     june august olive willow heath holly hazel penny gene don art ray jay kit bob",
);

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
            first_name: first_names().contains(&*word.folded),
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
    let ordinary = BEGINNINGS.has(folded) || small || lexicon().symbols.knows(folded);
    begins && ordinary && !NAMES_THAT_ARE_WORDS.has(folded)
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
            .filter(|word| !first_names().contains(word.as_str()))
            .collect()
    })
}

/// Names noticed even without a capital.
fn first_names() -> &'static HashSet<&'static str> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| include_str!("../../data/first_names.txt").split_whitespace().collect())
}
