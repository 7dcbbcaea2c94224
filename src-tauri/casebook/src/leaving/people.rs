//! The other people in what one person wrote, as far as rules find them.
//!
//! Rules find how people are usually named: by title, in a greeting, under a letter, after "my son",
//! by an address. They do not find everybody, so a caseworker reads on and adds what they missed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::redact::Words;
use crate::authority::Postcode;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Somebody's name.
    Person,
    /// Somebody who works in the office.
    Staff,
    /// The Member whose office it is: the one who answers for the casebook, not a third party.
    Member,
    /// An email address.
    Email,
    /// A telephone number.
    Phone,
    /// A street and number.
    Address,
    /// A postcode.
    Postcode,
}

/// Where something stands, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) place: String,
    pub(crate) times: usize,
}

/// Somebody or something else that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) words: String,
    pub(crate) kind: Kind,
    pub(crate) places: Vec<Place>,
}

/// Whose data it is, and who else is known by name.
pub(crate) struct Own<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) postcode: &'a str,
    pub(crate) staff: &'a [String],
    pub(crate) mp: &'a str,
    /// Names on the letters themselves.
    pub(crate) senders: &'a [String],
}

const TITLE: &str =
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady|Revd?|Reverend|Judge|Nurse)";
const NAME: &str = r"(?:\p{Lu}[\p{L}'’-]*\p{L}|\p{Lu}\.?)";

fn read_pattern(text: impl AsRef<str>) -> Option<Regex> {
    Regex::new(text.as_ref()).ok()
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        // A pattern that cannot be read finds nothing; a test sees that each finds something.
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| read_pattern($text));
    };
}

pattern!(TITLED, format!(r"\b{TITLE}\.?\s+(?:(?:and|&)\s+{TITLE}\.?\s+)?{NAME}(?: {NAME}){{0,2}}"));
pattern!(GREETED, r"(?m)^[>\s]*(?:Dear|Hi|Hello|Good (?:morning|afternoon|evening))\s+([^,\n!]{1,60})");
pattern!(
    SIGNED,
    format!(
        r"(?mi)^[>\s]*(?:(?:kind|kindest|best|warm|many|with)\s+)*(?:regards|wishes|thanks|yours\s+sincerely|yours\s+faithfully|yours\s+truly|sincerely)[,.!]?[ \t]*\n[>\s]*(?-i:((?:{TITLE}\.?\s+)?{NAME}(?: {NAME}){{0,3}}))[ \t,.]*$"
    )
);
pattern!(
    QUOTED,
    format!(
        r"(?m)^[>\s]*(?:From|To|Cc):[ \t]*({NAME}(?: {NAME}){{1,3}})|,\s+({NAME}(?: {NAME}){{1,3}})\s*(?:<[^>\n]*>)?\s*wrote:"
    )
);
pattern!(
    RELATED,
    format!(
        r"\b(?i:(?:my|our|his|her|their|the)\s+(?:\p{{L}}+\s+){{0,2}}?(?:son|daughter|husband|wife|partner|brother|sister|mother|father|mum|dad|child|boy|girl|friend|neighbour|grandson|granddaughter|grandmother|grandfather|nephew|niece|cousin|teacher|headteacher|senco|caseworker|officer|worker|gp|solicitor|advocate|therapist|psychologist|paediatrician|consultant|childminder|tutor)(?:,?\s+(?:is|was|who is))?(?:\s+(?:called|named))?,?\s+)({NAME}(?: {NAME})?)"
    )
);
pattern!(EMAIL, r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+");
pattern!(PHONE, r"(?:\+44[\s(]*0?[)\s]*|\b0)\d[\d\s()-]{6,12}\d\b");
pattern!(POSTCODE, r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,2}\d[A-Za-z]{2}\b");
pattern!(
    ADDRESS,
    format!(
        r"\b\d{{1,4}}[A-Za-z]?,?\s+(?:{NAME} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Crescent|Court|Gardens|Grove|Place|Terrace|Hill|Square|Row|Mews|Green|Walk)\b"
    )
);

/// Words with a capital letter that are nobody's name.
const NOBODY: &str = " a after all also although and are as at because before but by can colleague colleagues \
    council could did do does everyone for friends from good had has have he hello hi however i if in is it \
    last madam member minister my no not office on once our parent parents she since sir sirs so team thank \
    thanks that the their then there they this to was we were what when where while who why with would yes you \
    your monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
    august september october november december mp ";

fn nobody(word: &str) -> bool {
    NOBODY.contains(&format!(" {} ", word.trim_matches('.').to_lowercase()))
}

fn is_title(word: &str) -> bool {
    const TITLES: &str = " mr mrs ms miss mx dr prof professor cllr councillor sir dame lord lady rev revd \
        reverend judge nurse and & ";
    TITLES.contains(&format!(" {} ", word.trim_end_matches('.').to_lowercase()))
}

/// A name without its titles, word by word.
pub(super) fn names(words: &str) -> Vec<String> {
    let words = words.split_whitespace().map(|word| word.trim_matches([',', '.']));
    words.filter(|word| !word.is_empty() && !is_title(word) && *word != "MP").map(str::to_owned).collect()
}

/// What was caught, up to the first word that is no part of a name; nothing where no name is left.
fn cleaned(caught: &str) -> Option<String> {
    let mut kept = Vec::new();
    let mut named = false;
    for word in caught.split_whitespace() {
        let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
        let shouted = word.chars().count() > 1 && word.chars().all(|letter| letter.is_uppercase());
        if is_title(word) {
            kept.push(word);
            continue;
        }
        if nobody(word) || (shouted && named) || !word.starts_with(char::is_uppercase) {
            break;
        }
        named |= word.chars().count() > 2;
        kept.push(word);
    }
    while kept.last().is_some_and(|last| is_title(last)) {
        kept.pop();
    }
    named.then(|| kept.join(" "))
}

fn within(names: &[String], of: &[String]) -> bool {
    !names.is_empty()
        && names.iter().all(|name| of.iter().any(|own| own.to_lowercase() == name.to_lowercase()))
}

/// Whether this stands under the person's own name, as in a signature.
fn under_own_name(text: &str, at: usize, own: &[String]) -> bool {
    let Some(surname) = own.last().filter(|name| name.chars().count() > 2) else { return false };
    let before = text.get(..at).unwrap_or_default();
    before.lines().rev().take(7).any(|line| line.contains(surname.as_str()))
}

type Candidates = BTreeMap<String, (String, Kind)>;

fn add(to: &mut Candidates, words: &str, kind: Kind) {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = match kind {
        Kind::Phone => words.chars().filter(char::is_ascii_digit).collect(),
        _ => words.to_lowercase(),
    };
    to.entry(key).or_insert((words, kind));
}

fn matches<'t>(
    pattern: &'static LazyLock<Option<Regex>>,
    text: &'t str,
) -> impl Iterator<Item = regex::Match<'t>> + use<'t> {
    pattern.as_ref().into_iter().flat_map(move |regex| {
        regex.captures_iter(text).filter_map(|caught| {
            let inner = (1..caught.len()).find_map(|group| caught.get(group));
            inner.or_else(|| caught.get(0))
        })
    })
}

/// Everybody named in one text.
fn named_in(text: &str, own: &[String], mp: &[String], to: &mut Candidates) {
    let mut caught: Vec<&str> = Vec::new();
    for pattern in [&TITLED, &SIGNED, &QUOTED, &RELATED] {
        caught.extend(matches(pattern, text).map(|found| found.as_str()));
    }
    for greeting in matches(&GREETED, text) {
        caught.extend(greeting.as_str().split([',', ';', '/']));
    }
    for words in caught.into_iter().filter_map(cleaned) {
        let names = names(&words);
        if names.is_empty() || within(&names, own) {
            continue;
        }
        let kind = if within(&names, mp) { Kind::Member } else { Kind::Person };
        add(to, &words, kind);
    }
}

/// Every address, number and postcode in one text.
fn reached_in(text: &str, own: &Own<'_>, names: &[String], to: &mut Candidates) {
    for found in matches(&EMAIL, text).map(|found| found.as_str().trim_matches(['.', '\''])) {
        if !found.eq_ignore_ascii_case(own.email) {
            let kind = if of_parliament(found) { Kind::Member } else { Kind::Email };
            add(to, found, kind);
        }
    }
    for found in matches(&PHONE, text) {
        let digits = found.as_str().chars().filter(char::is_ascii_digit).count();
        if (10..=13).contains(&digits) && !under_own_name(text, found.start(), names) {
            add(to, found.as_str(), Kind::Phone);
        }
    }
    let theirs = Postcode::parse(own.postcode);
    for found in matches(&POSTCODE, text) {
        let Some(postcode) = Postcode::parse(found.as_str()) else { continue };
        let signed = own.postcode.is_empty() && under_own_name(text, found.start(), names);
        if theirs.as_ref() != Some(&postcode) && !signed {
            add(to, &postcode.to_string(), Kind::Postcode);
        }
    }
    for found in matches(&ADDRESS, text) {
        let after: String = text.get(found.end()..).unwrap_or_default().chars().take(80).collect();
        let near = matches(&POSTCODE, &after).next().and_then(|postcode| Postcode::parse(postcode.as_str()));
        let at_home = near.is_some() && near == theirs;
        if !at_home && !under_own_name(text, found.start(), names) {
            add(to, found.as_str(), Kind::Address);
        }
    }
}

fn of_parliament(email: &str) -> bool {
    email.to_lowercase().ends_with("parliament.uk")
}

/// Everybody else in these texts (each with where it stands): people first, then how to reach them.
pub(crate) fn find(texts: &[(String, String)], own: &Own<'_>) -> Vec<Found> {
    let (names_own, mp) = (names(own.name), names(own.mp));
    let mut candidates = Candidates::new();
    for name in own.staff.iter().filter(|name| !within(&names(name), &names_own)) {
        add(&mut candidates, name, Kind::Staff);
    }
    for name in own.senders {
        let theirs = within(&names(name), &names_own) || name.eq_ignore_ascii_case(own.email);
        if !theirs && !name.contains('@') {
            add(&mut candidates, name, Kind::Person);
        }
    }
    for (text, _) in texts {
        named_in(text, &names_own, &mp, &mut candidates);
        reached_in(text, own, &names_own, &mut candidates);
    }
    let mut found: Vec<Found> = candidates
        .into_values()
        .map(|(words, kind)| {
            let looked_for = Words::of([(words.as_str(), Some(kind))], &names_own);
            let mut places: Vec<Place> = Vec::new();
            for (text, place) in texts {
                let times = looked_for.count(text);
                match places.iter_mut().find(|known| known.place == *place) {
                    Some(known) => known.times += times,
                    None if times > 0 => places.push(Place { place: place.clone(), times }),
                    None => {}
                }
            }
            Found { words, kind, places }
        })
        .filter(|found| !found.places.is_empty())
        .collect();
    found.sort_by_key(|found| (found.kind, found.words.to_lowercase()));
    found
}

/// Whether the heads of a mail name an address that is neither theirs nor Parliament's.
pub(crate) fn headers_name_others(mail: &[u8], own_email: &str) -> bool {
    let text = String::from_utf8_lossy(mail.get(..mail.len().min(64 * 1024)).unwrap_or_default());
    let mut addressed = false;
    for line in text.lines().take_while(|line| !line.trim().is_empty()) {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default().to_lowercase();
            addressed = ["from", "sender", "to", "cc", "bcc", "reply-to", "resent-to", "resent-cc"]
                .contains(&name.as_str());
        }
        let others = |found: regex::Match<'_>| {
            !found.as_str().eq_ignore_ascii_case(own_email) && !of_parliament(found.as_str())
        };
        if addressed && matches(&EMAIL, line).any(others) {
            return true;
        }
    }
    false
}
