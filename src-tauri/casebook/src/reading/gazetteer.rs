//! Every name a place goes by, ready to be found among a letter's words.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use super::words::Words;
use crate::authority::{self, Authority, BareName, Nation};

/// What kind of name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The council's full name.
    Official,
    /// The authority's plain name.
    Name,
    /// Another name that stands for it anywhere.
    Alias,
    /// A district within it.
    District,
    /// A town within it.
    Town,
    /// Initials, which decide nothing alone.
    Initials,
}

/// One name of one authority.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) authority: &'static Authority,
    pub(super) kind: Kind,
    pub(super) bare_name: BareName,
    /// How many letters the name has.
    pub(super) letters: usize,
}

/// Names by their folded words.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    names: HashMap<String, Vec<Entry>>,
    /// Every word of any name.
    words: HashSet<String>,
    /// First word to the length in words of the longest name that begins with it.
    longest: HashMap<String, usize>,
}

/// The shortened county names people write, in districts too: "North Herts".
const SHORT: &[(&str, &str)] = &[
    ("hertfordshire", "herts"),
    ("northamptonshire", "northants"),
    ("oxfordshire", "oxon"),
    ("lincolnshire", "lincs"),
    ("cambridgeshire", "cambs"),
    ("warwickshire", "warks"),
    ("staffordshire", "staffs"),
    ("leicestershire", "leics"),
    ("bedfordshire", "beds"),
    ("gloucestershire", "glos"),
    ("yorkshire", "yorks"),
    ("hampshire", "hants"),
];

pub(super) fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        let mut all = Gazetteer::default();
        for authority in authority::all() {
            let entry = |kind, bare_name| Entry { authority, kind, bare_name, letters: 0 };
            all.add(&authority.official_name, entry(Kind::Official, BareName::Enough));
            if authority.nation != Nation::England {
                all.add(&authority.name, entry(Kind::Name, BareName::BesideCouncil));
                continue;
            }
            all.add(&authority.name, entry(Kind::Name, authority.bare_name));
            all.add(&format!("{} Council", authority.name), entry(Kind::Official, BareName::Enough));
            all.add(&format!("{} County Council", authority.name), entry(Kind::Official, BareName::Enough));
            if let Some(name) = &authority.dfe_name {
                all.add(name, entry(Kind::Name, authority.bare_name));
            }
            for alias in &authority.aliases {
                all.add(alias, entry(Kind::Alias, BareName::Enough));
            }
            for town in &authority.towns {
                let several = town.contains([' ', '-']);
                let bare_name = if several { BareName::Enough } else { BareName::AfterIn };
                all.add(town, entry(Kind::Town, bare_name));
            }
        }
        for district in authority::districts() {
            let several = district.name.contains([' ', '-']);
            let bare_name = if several { BareName::Enough } else { BareName::AfterIn };
            all.add(
                &district.name,
                Entry { authority: district.upper, kind: Kind::District, bare_name, letters: 0 },
            );
        }
        for (initials, may_be) in authority::ambiguous_aliases() {
            for authority in may_be {
                all.add(
                    initials,
                    Entry { authority, kind: Kind::Initials, bare_name: BareName::Enough, letters: 0 },
                );
            }
        }
        all
    })
}

impl Gazetteer {
    /// The longest name that begins at a place, and its length in words.
    pub(super) fn longest(&self, words: &Words, at: usize) -> Option<(&[Entry], usize)> {
        let longest = *self.longest.get(words.folded(at))?;
        let sentence = words.words.get(at)?.sentence;
        let mut key = String::new();
        let mut found = None;
        for length in 1..=longest {
            if words.words.get(at + length - 1).is_none_or(|word| word.sentence != sentence) {
                break;
            }
            if length > 1 {
                key.push(' ');
            }
            key.push_str(words.folded(at + length - 1));
            if let Some(entries) = self.names.get(&key) {
                found = Some((entries.as_slice(), length));
            }
        }
        found
    }

    /// Whether a word stands in the name of a place.
    pub(super) fn has_word(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }

    fn add(&mut self, name: &str, entry: Entry) {
        let lower = name.to_lowercase();
        let mut spellings = vec![lower.clone(), lower.replace("'s", "s"), lower.replace(" and ", " ")];
        for (long, short) in SHORT {
            if lower.contains(long) && entry.kind != Kind::Name {
                spellings.push(lower.replace(long, short));
            }
        }
        for spelling in spellings {
            let words: Vec<&str> = spelling
                .split(|c: char| !(c.is_alphanumeric() || c == '\''))
                .map(|word| word.strip_suffix("'s").unwrap_or(word))
                .filter(|word| !word.is_empty())
                .collect();
            self.words.extend(words.iter().map(|word| (*word).to_owned()));
            let Some(first) = words.first() else { continue };
            let longest = self.longest.entry((*first).to_owned()).or_default();
            *longest = words.len().max(*longest);
            let entries = self.names.entry(words.join(" ")).or_default();
            // The same name for the same authority counts once, in its strongest sense.
            if !entries.iter().any(|other| other.authority.gss == entry.authority.gss) {
                entries.push(Entry { letters: spelling.chars().count(), ..entry });
            }
        }
    }
}
