//! How much one mention of a place says about where the child's home is.

use super::super::{
    gazetteer::{Entry, Kind},
    words::Words,
};
use crate::authority::{BareName, Postcode};

/// Words that make what is named after them somebody's home.
const LIVING: &str = "live lives living resident residents resides family families home based here children parents \
    moved address constituent constituents mum mam parent carer grandparent flat rent";
/// With "lived" they say that somebody still does.
const STILL: &str = "have has had always is";
/// Words that make it something else.
const NOT_HOME_BEFORE: &str = "from near nearby neighbouring neighboring previously formerly originally sister \
    brother friend friends cousin work works working job born trip travel travels drive drives driving school college \
    hospital clinic unit placement specialist leaving left used like than unlike outside towards old other lived \
    support supports supporting supporter fan visit visited visiting holiday holidays weekend";
const TITLES: &str = "mr mrs ms miss dr cllr councillor sir lady lord judge";
/// What is named after a place and stands anywhere.
const INSTITUTIONS: &str = "hospital school schools academy college university road rd street st lane avenue ave \
    close drive way house station airport fc united rovers grammar primary secondary infant infants junior nursery row \
    hill crescent gardens court terrace infirmary clinic general trust nhs police sixth centre market arms building \
    abbey park hall ferry festival zoo forest villa wanderers albion";
const STREETS: &str = "road rd street st lane avenue ave close drive way row hill crescent gardens court terrace place \
    square mews grove walk";
/// What a council does, behind its bare name: "Herts refused".
const ACTS: &str = "say says said refuse refused refuses told tell tells have has had will do does did is are was were \
    can could must should who keep keeps kept lost lose sent send sends stop stopped close closed name named agree agreed \
    issue issued cut ignore ignored never still finally just want wants gave give took take let lets conceded ceased fined \
    appealed decided withdrew withdrawn made make";
/// With "to", "with", "from", "against" or "by": dealings with a council.
const DEALINGS: &str = "wrote write written complained complain applied apply emailed rang phoned letter reply answer heard \
    response dealing fighting fight battle battling appealed appeal refused turned named told plan ehcp complaint";
const COUNCIL: &str = "council councils lea la authority borough send sen ehcp unitary cc bc mbc mdc";
/// Whoever may live, teach or have been helped elsewhere.
const RELATIVES: &str = "mother mum mam father dad parents brother brothers sister sisters aunt auntie uncle cousin \
    cousins friend friends ex nan gran grandmother grandfather grandad grandparents neighbour colleague boss";
const TRADES: &str = "company firm agency solicitor solicitors barrister therapist therapists psychologist tutor driver \
    drivers escort charity";
/// Whoever writes, or the child: what is said after them is said of them.
const FAMILY: &str = "we i us son daughter boy girl child children kids he she grandson granddaughter \
    family";

/// How far around a mention to look, in words.
const BEFORE: usize = 4;
const FAR_BEFORE: usize = 10;
const AFTER: usize = 4;

fn one_of(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// A place's name among the letter's words, with what stands around it in its sentence.
pub(super) struct Mention<'w> {
    text: &'w str,
    words: &'w Words<'w>,
    at: usize,
    length: usize,
    /// The nearest first.
    before: Vec<&'w str>,
    after: Vec<usize>,
}

impl<'w> Mention<'w> {
    pub(super) fn new(text: &'w str, words: &'w Words<'w>, at: usize, length: usize) -> Self {
        let sentence = words.words.get(at).map(|word| word.sentence);
        let same = |place: &usize| words.words.get(*place).map(|word| word.sentence) == sentence;
        let back = (1..=FAR_BEFORE).filter_map(|back| at.checked_sub(back)).take_while(same);
        Self {
            text,
            words,
            at,
            length,
            before: back.map(|place| words.folded(place)).collect(),
            after: (at + length..at + length + AFTER).take_while(same).collect(),
        }
    }

    fn near(&self) -> &[&'w str] {
        self.before.get(..BEFORE).unwrap_or(&self.before)
    }

    /// The word before it: in "on the Isle of Wight" it is "on".
    fn last(&self) -> &'w str {
        let word = self.before.iter().find(|word| **word != "the");
        word.copied().unwrap_or_default()
    }

    fn back(&self, nth: usize) -> &'w str {
        self.before.get(nth).copied().unwrap_or_default()
    }

    fn behind(&self, nth: usize) -> &'w str {
        self.after.get(nth).map_or("", |place| self.words.folded(*place))
    }

    fn is_capital(&self, place: usize) -> bool {
        let word = self.words.words.get(place).and_then(|word| word.span.of(self.text));
        word.is_some_and(|word| word.starts_with(char::is_uppercase))
    }

    /// How much it says, or `None` where it says nothing about home.
    pub(super) fn weigh(&self, entry: &Entry) -> Option<f32> {
        if one_of(TITLES, self.last()) {
            return None;
        }
        let council = self.is_council(entry);
        if self.is_employer() || (!council && (self.is_institution() || self.is_somebody_elses())) {
            return None;
        }
        let in_place = one_of("in on across of within under throughout", self.last());
        let living = self.is_home(in_place);
        if !living
            && !council
            && (self.near().iter().any(|word| one_of(NOT_HOME_BEFORE, word)) || self.is_visited())
        {
            return None;
        }
        if entry.kind == Kind::Initials {
            let word = self.words.words.get(self.at).and_then(|word| word.span.of(self.text));
            return word.is_some_and(|word| !word.contains(char::is_lowercase)).then_some(2.0);
        }
        let in_address = self.is_in_address();
        let long = entry.letters >= 8;
        // "herts say maybe october"
        let alias = entry.kind == Kind::Alias && self.is_acting();
        if !(self.is_capital(self.at) || long || council || living || alias) {
            return None;
        }
        let bare = match entry.bare_name {
            BareName::Enough => true,
            BareName::AfterIn => in_place || council || living || in_address,
            BareName::BesideCouncil => council || living || in_address,
        };
        match entry.kind {
            _ if !bare => None,
            Kind::Official => Some(6.0),
            Kind::Name | Kind::Alias if council || living => Some(6.0),
            Kind::Name | Kind::Alias if in_address => Some(5.0),
            Kind::District | Kind::Town if living || in_address => Some(5.0),
            Kind::Name | Kind::Alias if self.is_acting() => Some(4.0),
            Kind::District | Kind::Town if self.is_acting() => Some(3.0),
            // A place that is only spoken of is no reason to guess.
            Kind::Name | Kind::Alias | Kind::District | Kind::Town => Some(2.0),
            Kind::Initials => None,
        }
    }

    fn is_council(&self, entry: &Entry) -> bool {
        let of = self.last() == "of" && one_of("borough city county council", self.back(1));
        let follows = (0..3).any(|nth| one_of(COUNCIL, self.behind(nth)));
        entry.kind == Kind::Official || follows || of
    }

    /// Whether the family says that they live there.
    fn is_home(&self, in_place: bool) -> bool {
        let near = self.near();
        let (second, third) = (self.back(1), self.back(2));
        let writing = self.last() == "from" && one_of("write writes writing", second);
        let are = one_of("are am", second) && one_of("we i", third);
        let are_in = are && (in_place || self.last() == "from");
        let home_is = self.last() == "is" && second == "home";
        let we_came = near.contains(&"came") && near.iter().any(|word| one_of("we i", word));
        let came_to = (near.contains(&"moved") || we_came) && near.contains(&"to") && self.last() != "from";
        let lived = near.contains(&"lived");
        let still = lived && self.before.iter().any(|word| one_of(STILL, word));
        // "We have family in Bradford": others', not ours.
        let others = near.contains(&"used") || (near.contains(&"have") && near.contains(&"family"));
        let lives = near.iter().any(|word| one_of(LIVING, word)) && !others && (!lived || still);
        let beside = in_place || one_of("to outside near", self.last());
        let where_we = (0..2).any(|nth| {
            let words = [nth, nth + 1, nth + 2].map(|at| self.behind(at));
            matches!(words, ["where", "we" | "i", "live"])
        });
        writing || came_to || are_in || home_is || where_we || still || (beside && lives)
    }

    /// Whether a council is meant that does something, or with which somebody has dealings.
    fn is_acting(&self) -> bool {
        let place = |at: usize| self.words.words.get(at).and_then(|word| word.span.of(self.text));
        let last = place(self.at + self.length - 1).unwrap_or_default();
        let owns = last.ends_with("'s") || last.ends_with("’s");
        let in_place = one_of("in at near from", self.last());
        let does = one_of(ACTS, self.behind(0)) || owns;
        let dealings = one_of("to with from against by", self.last())
            && self.near().iter().any(|word| one_of(DEALINGS, word));
        (does && !in_place) || dealings || one_of("ask asked chased rang emailed", self.last())
    }

    /// A hospital, a school or a road of that name.
    fn is_institution(&self) -> bool {
        let named = self
            .after
            .iter()
            .take(3)
            .take_while(|place| self.is_capital(**place) || self.words.folded(**place) == "and");
        named.chain(self.after.first()).any(|place| one_of(INSTITUTIONS, self.words.folded(*place)))
    }

    /// "Seen at the Example in Cambridge", "our holiday on the Isle of Wight".
    fn is_visited(&self) -> bool {
        let at = self.last() == "in" && self.near().contains(&"at");
        at || (0..AFTER).any(|nth| one_of("holiday holidays", self.behind(nth)))
    }

    /// "My brother works for Example Council": who pays somebody is not who answers for the child.
    fn is_employer(&self) -> bool {
        let near = self.before.get(..6).unwrap_or(&self.before);
        one_of("for at by with", self.last())
            && near.iter().any(|word| one_of("work works worked working employed", word))
    }

    /// "My mother lives in Norwich", "the taxi company is based in Slough", "schools in Surrey, where my friend teaches".
    fn is_somebody_elses(&self) -> bool {
        let whose = |nth: usize| one_of("my our", self.back(nth));
        let said_of = self.before.iter().enumerate().find(|(nth, word)| {
            one_of(FAMILY, word) || one_of(TRADES, word) || (one_of(RELATIVES, word) && whose(nth + 1))
        });
        let where_they = self.behind(0) == "where"
            && one_of("my our", self.behind(1))
            && one_of(RELATIVES, self.behind(2));
        where_they || said_of.is_some_and(|(_, word)| !one_of(FAMILY, word))
    }

    /// Whether the place stands alone on a line, between the commas of an address, or behind a street and a comma.
    fn is_in_address(&self) -> bool {
        let place = |at: usize| self.words.words.get(at).map(|word| word.span);
        let (Some(first), Some(last)) = (place(self.at), place(self.at + self.length - 1)) else {
            return false;
        };
        let from = self.text.floor_char_boundary((first.start as usize).saturating_sub(20));
        let before = self.text.get(from..first.start as usize).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t']);
        if before.ends_with(',') && one_of(STREETS, self.last()) {
            return true;
        }
        if !(before.is_empty() || before.ends_with('\n') || before.ends_with(',')) {
            return false;
        }
        let to = self.text.floor_char_boundary((last.end as usize).saturating_add(30));
        let after = self.text.get(last.end as usize..to).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\t', ',', '.', '\r']);
        let rest = after.lines().next().unwrap_or_default().trim();
        rest.is_empty()
            || after.starts_with('\n')
            || Postcode::parse(rest).is_some()
            || Postcode::parse(&format!("{rest}1AA")).is_some()
    }
}
