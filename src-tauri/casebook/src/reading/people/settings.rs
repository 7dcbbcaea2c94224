//! Schools, nurseries, hospitals and surgeries by their names, and the towns that point at home.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::{DetailKind, Known, tokens::Tokens};
use crate::{
    authority,
    reading::{list::List, ordinary::is_word},
};

/// What ends the name of a place children go to, and what may stand for it.
fn kind_of_setting(folded: &str) -> Option<&'static str> {
    Some(match folded {
        "school" | "schoo1" | "schooi" | "primary" | "secondary" | "academy" | "accademy" | "acadamy"
        | "academies" | "infant" | "infants" | "junior" | "juniors" | "grammar" | "preparatory"
        | "federation" | "high" => "school",
        "nursery" | "preschool" | "playgroup" | "kindergarten" => "nursery",
        "college" | "sixth" | "university" => "college",
        "hospital" | "infirmary" | "hospice" => "hospital",
        "surgery" | "practice" | "clinic" => "surgery",
        "centre" | "center" | "trust" | "house" | "lodge" | "hall" | "unit" | "club" | "fc" => "place",
        "church" | "chapel" | "mosque" | "temple" => "church",
        _ => return None,
    })
}

/// These end a name only where it is written with capitals.
static WANT_A_CAPITAL: List = List::new(
    "high centre center trust house lodge hall unit club practice sixth clinic federation church grammar university college \
     hospital surgery junior juniors infant infants primary secondary",
);

/// Before "school" these name none.
static GENERIC: List = List::new(
    "a an the this that these those my our his her their your its any no some every each another other one two three \
     special mainstream primary secondary infant infants junior juniors nursery high state private independent specialist local \
     nearest new old last first next previous current good better right suitable whole same different big boarding \
     residential faith catholic grammar middle upper lower comprehensive maintained free sixth form day after before \
     pre home to at from in of for with and or but is was not full part time back into between public sunday summer \
     children's childrens general community health medical walk-in foundation nhs county council town city borough \
     village mps mp office out off until since when if as than then during through all both more many most only even \
     what which who where how attend attends attending attended start starts started finish finished change changed \
     left leave leaves leaving joined join go goes going went get got at primary-school want wants need needs needed \
     found find name named called say says said tell told ask asked let make makes made rang rings ring email emailed \
     another appropriate proper autism send sen sending sent take takes took taken year reception key stage head \
     teacher teachers support advice resource assessment child development education respite youth community family \
     families early years transport ombudsman tribunal national royal dear hi hello on by about without like \
     missing missed mental emotional inside outside between behind near village-school refuse refused refusing has \
     have had do does did be been being there here i he she they we you it me him them us so because white westminster \
     upper open keep kept keeps went while per via art law medical dental gp gps eye vets minor lords commons",
);

/// What kind of school it is: between its name and the word.
static LEVELS: List =
    List::new("special primary secondary infant infants junior juniors nursery high community catholic");

/// Words schools are called by, where a letter has no capitals to tell.
static IN_NAMES: List = List::new(
    "st saint saints oak ash elm beech birch willow hazel holly ivy rose hill hills lane park wood woods green grove \
     bridge brook river mead meadow meadows field fields mill moor valley vale grange manor abbey priory castle cross \
     church chapel holy sacred heart lady queen queens king kings duke dukes trinity north south east west acorn acorns \
     little busy bees farm bank gate tree trees hope orchard garden poplar cedar maple chestnut lime mere tollgate harbour \
     beacon court view spring rock stone forest heath haven star road street rainbow sunny swan eagle kestrel robin wren",
);

/// A place is lived in, or gone to, after these.
static LIVED_IN: List = List::new("in from near to at outside around of via over");
static LIVES: List = List::new(
    "live lives living lived move moved moving based stay stay staying village town hamlet come from stopping home house go goes going went",
);

/// Towns the tables know, each as its folded words.
static TOWNS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let towns = authority::all().iter().flat_map(|authority| &authority.towns);
    towns.map(|town| town.to_lowercase().replace('-', " ")).collect()
});

/// Marks settings and towns.
pub(super) fn mark(tokens: &mut Tokens<'_>, known: &mut Known) {
    for place in 0..tokens.all.len() {
        saint(tokens, known, place);
        ends_with_kind(tokens, known, place);
        begins_with_kind(tokens, known, place);
        form(tokens, known, place);
        attended(tokens, known, place);
    }
    for place in 0..tokens.all.len() {
        town(tokens, place);
        lived_in(tokens, place);
    }
    remember(tokens, known);
}

fn put(tokens: &mut Tokens<'_>, known: &mut Known, from: usize, to: usize, stands_for: &'static str) {
    for place in from..to {
        if tokens.marked(place).is_none_or(|mark| mark != DetailKind::Setting) {
            tokens.marks.get_mut(place).into_iter().for_each(|mark| *mark = Some(DetailKind::Setting));
        }
        let folded = tokens.folded(place);
        if kind_of_setting(folded).is_none() && folded.chars().count() > 2 {
            known.settings.entry(folded.to_owned()).or_insert(stands_for);
        }
    }
}

/// Where the words of the name end that its kind stands in: "Copse Lane Church of England Primary School".
fn end_of_kind(tokens: &Tokens<'_>, place: usize) -> usize {
    let mut end = place + 1;
    while let Some(token) = tokens.at(end)
        && token.joined
        && !tokens.at(end - 1).is_some_and(|before| before.possessive)
        && (kind_of_setting(token.folded).is_some() || matches!(token.folded, "form" | "and"))
        && (token.capital || token.loud || token.folded == "school" || token.folded == "form")
        && (token.folded != "and"
            || tokens.at(end + 1).is_some_and(|next| next.capital && kind_of_setting(next.folded).is_some()))
    {
        end += 1;
    }
    end
}

/// "St Wilfrid's", with what stands behind it.
fn saint(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    let saint =
        matches!(tokens.folded(place), "st" | "saint") && tokens.at(place).is_some_and(|token| !token.digits);
    let named = tokens
        .at(place + 1)
        .is_some_and(|next| next.joined && (next.capital || next.loud || next.strange() || next.first_name));
    let road = matches!(tokens.folded(place + 2), "street" | "road" | "lane" | "close" | "avenue");
    if saint && named && !road && tokens.marked(place).is_none() {
        let kind = kind_of_setting(tokens.folded(place + 2))
            .filter(|_| tokens.at(place + 2).is_some_and(|next| next.joined));
        let end = if kind.is_some() { end_of_kind(tokens, place + 2) } else { place + 2 };
        put(tokens, known, place, end, kind.unwrap_or("school"));
    }
}

fn ends_with_kind(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    let Some(token) = tokens.at(place).copied() else { return };
    let Some(stands_for) = kind_of_setting(token.folded) else { return };
    if tokens.marked(place).is_some()
        || (WANT_A_CAPITAL.has(token.folded)
            && !token.capital
            && !token.loud
            && stands_for != "school"
            && stands_for != "hospital"
            && stands_for != "college")
    {
        return;
    }
    // "Larkfield C of E Primary": with capitals, back to the first word without one.
    let capitals =
        token.capital || matches!(token.folded, "school" | "nursery" | "hospital" | "college" | "academy");
    let mut from = place;
    // "Marnie's school" is no name of a school, "St Wilfrid's School" is.
    let owned = |at: usize| {
        let whose = tokens
            .at(at)
            .is_some_and(|whose| whose.possessive && (whose.first_name || whose.folded.chars().count() == 1));
        whose && !tokens.at(at + 1).is_some_and(|next| next.capital)
    };
    while let Some(before) = from.checked_sub(1)
        && tokens.at(from).is_some_and(|here| here.joined)
        && let Some(word) = tokens.at(before).copied()
        && word.sentence == token.sentence
        && place - before <= 6
        && !owned(before)
    {
        let linking = matches!(word.folded, "of" | "and")
            && before
                .checked_sub(1)
                .and_then(|at| tokens.at(at))
                .is_some_and(|at| at.capital && tokens.at(before + 1).is_some_and(|next| next.capital));
        // Without a capital it must be no word, or one that schools are called by.
        let small = (token.loud || !word.capital)
            && place - before <= 3
            && !word.digits
            && (LEVELS.has(word.folded)
                || !GENERIC.has(word.folded)
                    && (word.strange()
                        || word.first_name
                        || IN_NAMES.has(word.folded)
                        || kind_of_setting(word.folded).is_some()));
        if !(small || linking || (capitals && word.capital && !token.loud)) {
            break;
        }
        from = before;
    }
    while from < place
        && (GENERIC.has(tokens.folded(from))
            || tokens.at(from).is_some_and(|word| word.nobody && !is_place(word.folded)))
    {
        from += 1;
    }
    // The words that only say what kind of school it is are no name.
    let named = (from..place).any(|at| {
        let folded = tokens.folded(at);
        kind_of_setting(folded).is_none() && !GENERIC.has(folded)
    });
    if named {
        let end = end_of_kind(tokens, place);
        put(tokens, known, from, end, stands_for);
    }
}

fn is_place(folded: &str) -> bool {
    authority::all().iter().any(|one| one.name.eq_ignore_ascii_case(folded))
}

/// "Ysgol Bryn Derwen".
fn begins_with_kind(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    if tokens.folded(place) != "ysgol" {
        return;
    }
    let mut end = place + 1;
    while tokens.at(end).is_some_and(|word| {
        word.joined && (word.capital || word.strange() || matches!(word.folded, "y" | "yr"))
    }) && end < place + 4
    {
        end += 1;
    }
    if end > place + 1 {
        put(tokens, known, place, end, "school");
    }
}

/// "School: Larkfield" in a form.
fn form(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    let label =
        matches!(tokens.folded(place), "school" | "nursery" | "college" | "setting" | "surgery" | "hospital");
    if !label || !tokens.between(place + 1).starts_with([':', '?']) {
        return;
    }
    let mut end = place + 1;
    while let Some(word) = tokens.at(end)
        && (end == place + 1 || word.joined)
        && end < place + 7
        && (word.capital || word.strange() || kind_of_setting(word.folded).is_some())
        && !matches!(word.folded, "none" | "no" | "yes" | "not" | "n")
    {
        end += 1;
    }
    put(tokens, known, place + 1, end, kind_of_setting(tokens.folded(place)).unwrap_or("school"));
}

/// "at Grange Farm": a name with a capital after a word of going there.
fn attended(tokens: &mut Tokens<'_>, known: &mut Known, place: usize) {
    let at = matches!(tokens.folded(place), "at" | "attend" | "attends" | "attending" | "attended");
    if !at {
        return;
    }
    let begin = if tokens.folded(place + 1) == "the" { place + 2 } else { place + 1 };
    let mut end = begin;
    while let Some(word) = tokens.at(end)
        && word.capital
        && !word.acronym
        && !word.nobody
        && (end == begin || (word.joined && !tokens.at(end - 1).is_some_and(|before| before.possessive)))
    {
        end += 1;
    }
    let plain =
        (begin..end).all(|at| super::lists::is_role(tokens.folded(at)) || GENERIC.has(tokens.folded(at)));
    if end > begin
        && !plain
        && tokens.marked(begin).is_none()
        && !tokens.at(begin).is_some_and(|first| first.only_a_name())
    {
        put(tokens, known, begin, end, "school");
    }
}

/// A town of the tables, of up to three words.
fn town(tokens: &mut Tokens<'_>, place: usize) {
    let street = place.checked_sub(1).is_some_and(|before| {
        matches!(
            tokens.folded(before),
            "road" | "street" | "lane" | "close" | "avenue" | "drive" | "crescent" | "terrace"
        )
    });
    if street && tokens.at(place).is_some_and(|word| word.strange() && word.joined && !word.loud) {
        tokens.mark(place, DetailKind::Town);
    }
    for count in [3, 2, 1] {
        let words: Vec<&str> = (place..place + count).map(|at| tokens.folded(at)).collect();
        let name = words.join(" ");
        if !TOWNS.contains(&name)
            || (1..count).any(|at| !tokens.at(place + at).is_some_and(|word| word.joined))
        {
            continue;
        }
        let told = count > 1
            || !is_word(&name)
            || (tokens.at(place).is_some_and(|word| word.capital && !word.begins)
                && place.checked_sub(1).is_some_and(|before| LIVED_IN.has(tokens.folded(before))));
        if told && tokens.at(place).is_some_and(|word| !word.nobody) {
            (place..place + count).for_each(|at| tokens.mark(at, DetailKind::Town));
            return;
        }
    }
}

/// "We live in Nether Poolton", "the village of Thrupp Magna"; with small letters where no word is.
fn lived_in(tokens: &mut Tokens<'_>, place: usize) {
    if !LIVED_IN.has(tokens.folded(place)) {
        return;
    }
    let living = (1..=3).any(|back| place.checked_sub(back).is_some_and(|at| LIVES.has(tokens.folded(at))));
    let mut end = place + 1;
    while let Some(word) = tokens.at(end)
        && end < place + 4
        && (!word.nobody || (end == place + 1 && word.capital && IN_NAMES_OF_TOWNS.has(word.folded)))
        && !word.digits
        && !word.first_name
        && (end == place + 1 || word.joined)
        && (if word.loud {
            word.strange()
        } else {
            (word.capital && !word.acronym) || (word.strange() && (living || end > place + 1))
        })
    {
        end += 1;
    }
    let mut begin = place + 1;
    // "moved to pipers ash", "in market snoring": a word of the name is no word.
    if end == begin
        && living
        && tokens.at(begin).is_some_and(|word| word.word && IN_NAMES_OF_TOWNS.has(word.folded))
        && tokens
            .at(begin + 1)
            .is_some_and(|next| next.joined && (next.strange() || next.folded == "snoring"))
    {
        end = begin + 2;
    }
    if end > begin && living && tokens.at(end).is_some_and(|word| word.joined && IN_NAMES.has(word.folded)) {
        end += 1;
    }
    let strange = (begin..end).any(|at| tokens.at(at).is_some_and(|word| word.strange()));
    let plain =
        (begin..end).all(|at| super::lists::is_role(tokens.folded(at)) || GENERIC.has(tokens.folded(at)));
    while begin < end
        && GENERIC.has(tokens.folded(begin))
        && !tokens.at(begin).is_some_and(|word| word.capital)
    {
        begin += 1;
    }
    if end > begin && !plain && (strange || living || end > begin + 1) && tokens.marked(begin).is_none() {
        let part_of_it = begin.checked_sub(1).filter(|at| {
            IN_NAMES_OF_TOWNS.has(tokens.folded(*at)) && tokens.at(*at).is_some_and(|word| word.capital)
        });
        (part_of_it.unwrap_or(begin)..end).for_each(|at| tokens.mark(at, DetailKind::Town));
    }
}

static IN_NAMES_OF_TOWNS: List = List::new(
    "market great little upper lower nether over east west north south old new st castle long king kings bishop",
);

/// The words of these names are known all through the letter.
fn remember(tokens: &Tokens<'_>, known: &mut Known) {
    for (token, mark) in tokens.all.iter().zip(&tokens.marks) {
        if let Some(mark) = mark
            && (token.strange() || token.first_name)
            && kind_of_setting(token.folded).is_none()
            && token.folded.chars().count() > 2
        {
            known.names.entry(token.folded.to_owned()).or_insert(*mark);
        }
    }
}
