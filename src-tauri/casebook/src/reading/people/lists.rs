//! The words by which names of people are told.

use crate::reading::list::List;

/// Before a name and nothing else.
pub(super) static TITLES: List =
    List::new("mr mrs ms mx dr prof professor cllr councillor rev revd reverend sgt sergeant insp messrs");
/// Before a name, and words as well.
pub(super) static TITLES_TOO: List = List::new(
    "miss sir dame lord lady judge nurse sister inspector officer captain major uncle auntie aunt aunty nanny nana grandad granddad grandma granny baby pc",
);

/// Whom a family speaks of. The first six lines of its own child, and may stand in its place.
pub(super) static CHILDREN: List = List::new(
    "son daughter child boy girl lad lass grandson granddaughter grandchild stepson stepdaughter nephew niece ward twin \
     youngest eldest toddler teenager godson goddaughter",
);
pub(super) static OTHERS: List = List::new(
    "husband wife partner ex brother sister sibling mother father mum mam dad friend neighbour cousin teacher headteacher head \
     senco sendco caseworker officer worker gp solicitor advocate therapist psychologist paediatrician consultant \
     childminder tutor kids children sons daughters twins boys girls triplets brothers sisters driver escort manager nan \
     grandmother grandfather director ep partner fiance case clerk governor",
);

/// Words that offices, roles and papers are called by, with capitals or without: nobody's name.
pub(super) static ROLES: List = List::new(
    "education educational health care plan plans panel head teacher teachers teaching assistant assistants officer officers case \
     worker workers social services service director children children's minister ministers prime secretary state department member \
     members parliament house commons lords hall bill act section part second first third reading tribunal judge court high \
     street council councillor local authority authorities learning support special needs need school schools primary \
     secondary nursery college academy infant infants junior juniors centre hospital surgery clinic office team manager mother father \
     mum mummy dad daddy son daughter family families parent parents carer carers sir madam committee chair \
     union league labour conservative conservatives liberal democrat democrats reform greens party whitehall breakfast news \
     appeal appeals notice decision letter letters final draft draught annual review request needs statement \
     working document outreach speech language therapy therapist occupational psychologist educational green paper white \
     disability living allowance personal independence payment universal credit carer's allowance human rights equality \
     code practice regulation regulations ombudsman government district county borough city town village internet \
     facebook page debate commission commissioner chief executive leader cabinet deputy lead inclusion coordinator \
     co-ordinator designated safeguarding governor governors pupil referral unit transport yours dear hello thanks kind \
     regards mental the and of for in to a year group stage key autism disorder syndrome deficit \
     hyperactivity attention processing sensory switch nintendo pathway trust resource base provision area inspection crown \
     royal happy new merry easter bank holiday secretary university sixth form sent subject from date re ref pupil name \
     upn dob nhs no gp ps q mother's father's weeks help table none phone telephone mobile email address postcode story \
     surname child child's parent's signed social facts both pathological demand avoidance developmental trauma",
);

/// Whether a word is one that offices and roles are called by.
pub(super) fn is_role(folded: &str) -> bool {
    ROLES.has(folded)
}

/// What people do: behind a word that begins a sentence, it is somebody.
pub(super) static DOES: List = List::new(
    "is was has had will would can cannot cant can't wont won't needs wants loves likes hates goes went got gets started says said \
     cries cried sleeps comes came does doesn't did didn't isn't wasn't hasn't and starts lost turned",
);

/// Names of months too: only where no time is spoken of.
pub(super) static TIMES: List = List::new(
    "in since last this from until by of early late next mid to on before after during between and than every each that",
);

/// No name stands behind these.
pub(super) static THE: List = List::new("the a an any no some of");

/// Words that follow a title or a relation and are nobody's name.
pub(super) static NOT_NAMES: List = List::new(
    "and or by the a an is was are were has had have who which that this at in on of to for from with mp sir madam all team \
     there everyone colleague colleagues friends both not also only just so as but if when while where why how can will cannot \
     been being be does did do said says told he she they we i you it his her their my our your its no yes him them us me again \
     since until because out off up down about even never always still now then than too very being called named aged age \
     needs need needing wants support assistant teacher school gets got goes going went years year",
);

/// Behind these an unknown name is a place's.
pub(super) static LIVED_IN_FROM: List = List::new("in near outside around");
