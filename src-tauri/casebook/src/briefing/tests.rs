//! What a pack promises, checked on the geometry of its pages. What the file promises is checked in
//! `pdf/tests.rs`.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::document::Document;
use super::fonts::Fonts;
use super::page::{BOTTOM, FOOTER, FULL, LEFT, Page, Pages, Role, Shape, TOP};
use super::*;
use crate::consent::{Consent, ConsentLevel, Given, Use};
use crate::quotation::Quotable;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
}

/// A quotation of a family that agreed to be quoted without a name.
pub(super) fn a_quotation(words: &str) -> Quotation {
    let given = Given {
        level: ConsentLevel::Anonymous,
        on: day(2024, 8, 20),
        how: "phone call".into(),
        withdrawal: false,
    };
    let quotable = Quotable {
        story: Uuid::nil(),
        submission: Uuid::nil(),
        start: 0,
        end: 0,
        words: words.into(),
        attribution: "a mother in Hertfordshire".into(),
        place: Some("Hertfordshire".into()),
        about: Some("Late plans".into()),
    };
    let consent = Consent::from_history(vec![given]);
    quotable.quote(&consent, Use::QuoteAnonymously, day(2024, 9, 3)).expect("the family agreed")
}

pub(super) fn a_theme(label: &str, stories: u32, words: &[&str]) -> ThemeFinding {
    ThemeFinding {
        label: label.into(),
        definition: format!("What belongs to {label}."),
        stories,
        longest_wait_weeks: None,
        quotations: words.iter().map(|words| a_quotation(words)).collect(),
    }
}

pub(super) fn an_empty_pack() -> Pack {
    Pack {
        subject: "SEND provision in Hertfordshire".into(),
        date: day(2024, 9, 4),
        time: None,
        length: Length::HalfHour,
        member: "J. Hale MP".into(),
        constituency: "Hitchin".into(),
        made_on: day(2024, 9, 3),
        edition: "Office copy".into(),
        letters: 0,
        families: 0,
        first_letter: None,
        last_letter: None,
        counted: 0,
        not_counted: 0,
        campaigns: Campaigns::Counted(0),
        themes: Vec::new(),
        authorities: Vec::new(),
        grid: Grid::default(),
        statistics: None,
        asks: Vec::new(),
        do_not_say: Vec::new(),
        opening: None,
        suppress_below: None,
    }
}

pub(super) fn a_pack() -> Pack {
    let authority = |name: &str, stories, percent| AuthorityFinding {
        name: name.into(),
        stories,
        within_20_weeks: percent,
        plans_issued: Some(1204),
    };
    Pack {
        letters: 143,
        families: 40,
        first_letter: Some(day(2024, 5, 3)),
        last_letter: Some(day(2024, 9, 2)),
        counted: 31,
        not_counted: 9,
        campaigns: Campaigns::Counted(0),
        themes: vec![
            a_theme(
                "Late plans",
                21,
                &["It is now 43 weeks – and still no plan.", "£4,300, for Gwen in Llanŵr. Pŷr."],
            ),
            a_theme("Transport", 3, &["The café owner said “no”, the letter said Friday."]),
        ],
        authorities: vec![
            authority("Hertfordshire", 21, Some(55.2)),
            authority("Central Bedfordshire", 10, Some(42.5)),
        ],
        grid: Grid {
            themes: vec!["Late plans".into(), "Transport".into()],
            authorities: vec!["Hertfordshire".into(), "Central Bedfordshire".into()],
            counts: vec![vec![14, 7], vec![0, 3]],
        },
        statistics: Some(Statistics {
            period: "2024".into(),
            england_within_20_weeks: Some(45.9),
            england_plans_issued: Some(90_392),
            source: "DfE, 2025 release".into(),
        }),
        asks: vec!["Publish a plan.".into(), "Fund it".into()],
        do_not_say: vec!["The school in letter 41".into()],
        opening: Some("I speak for thirty-one families.".into()),
        ..an_empty_pack()
    }
}

fn laid_out(pack: &Pack) -> (Document, Pages) {
    let fonts = Fonts::load().expect("fonts are in the program");
    let document = compose::compose(pack);
    let (pages, _) = layout::lay_out(&document, &fonts).expect("every pack can be laid out");
    (document, pages)
}

/// The text of each part of a page.
fn parts(page: &Page) -> BTreeMap<usize, String> {
    let mut parts: BTreeMap<usize, String> = BTreeMap::new();
    for item in &page.items {
        if let (Some(node), Shape::Text { piece, .. }) = (item.node, &item.shape) {
            parts.entry(node).or_default().push_str(&piece.text);
        }
    }
    parts
}

/// All text in reading order.
pub(super) fn text(pages: &Pages) -> String {
    let mut all: BTreeMap<usize, String> = BTreeMap::new();
    for (node, text) in pages.pages.iter().flat_map(parts) {
        all.entry(node).or_default().push_str(&text);
    }
    all.into_values().collect::<Vec<_>>().join("\n")
}

fn said(pack: &Pack) -> String {
    text(&laid_out(pack).1)
}

/// How many lines each part of a page has.
fn line_counts(page: &Page) -> BTreeMap<usize, usize> {
    let mut lines: BTreeMap<usize, BTreeSet<i64>> = BTreeMap::new();
    for item in &page.items {
        if let (Some(node), Shape::Text { y, .. }) = (item.node, &item.shape) {
            lines.entry(node).or_default().insert((y * 10.0) as i64);
        }
    }
    lines.into_iter().map(|(node, lines)| (node, lines.len())).collect()
}

/// Every rule of the geometry.
fn assert_sound(pages: &Pages) {
    let role = |node: usize| pages.tree.nodes[node].role;
    let by_page: Vec<BTreeMap<usize, usize>> = pages.pages.iter().map(line_counts).collect();
    let mut all_lines: BTreeMap<usize, usize> = BTreeMap::new();
    for (node, lines) in by_page.iter().flatten() {
        *all_lines.entry(*node).or_default() += lines;
    }
    let mut all_rows: BTreeMap<usize, usize> = BTreeMap::new();
    for node in pages.tree.nodes.iter().filter(|node| node.role == Role::Tr) {
        *all_rows.entry(node.parent).or_default() += 1;
    }
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let (left, right, top, bottom) = match &item.shape {
                Shape::Text { x, y, piece } => (*x, x + piece.width(), y - piece.style.size * 0.7, *y),
                Shape::Fill(area) | Shape::Outline(area, _) | Shape::Hatched(area) => {
                    (area.x, area.x + area.w, area.y, area.y + area.h)
                }
            };
            // A space at the end of a line may hang over; a quotation's number hangs to the left.
            let room = match &item.shape {
                Shape::Text { piece, .. } if piece.text.ends_with(' ') => piece.style.size * 0.25,
                _ => 0.1,
            };
            assert!(
                left >= LEFT - 40.0 && right <= LEFT + FULL + room,
                "page {number}: {left}..{right} {:?}",
                item.shape
            );
            let furniture = item.node.is_none() && top >= FOOTER - 0.1;
            assert!(
                furniture || (top >= TOP - 0.1 && bottom <= BOTTOM + 0.1),
                "page {number}: {top}..{bottom} {:?}",
                item.shape
            );
            if let Shape::Text { piece, .. } = &item.shape {
                assert!(piece.glyphs.iter().all(|glyph| glyph.id != 0), "glyph 0 in {:?}", piece.text);
            }
        }
        let present = parts(page);
        if let Some((last, _)) = present.last_key_value() {
            assert!(
                !matches!(role(*last), Role::H1 | Role::H2 | Role::H3),
                "a title stands last on page {number}"
            );
        }
        for node in present.keys() {
            if matches!(role(*node), Role::P | Role::LBody) {
                let here = by_page[number][node];
                assert!(
                    here > 1 || all_lines[node] == 1,
                    "one line of a paragraph is alone on page {number}"
                );
            }
        }
        let mut rows: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for node in present.keys().filter(|node| matches!(role(**node), Role::RowHeader | Role::Td)) {
            let row = pages.tree.nodes[*node].parent;
            rows.entry(pages.tree.nodes[row].parent).or_default().insert(row);
        }
        for (table, here) in rows {
            let all =
                pages.tree.nodes.iter().filter(|node| node.role == Role::Tr && node.parent == table).count()
                    - 1;
            assert!(here.len() > 1 || all == 1, "one row of a table is alone on page {number}");
        }
        let footer: String = page
            .items
            .iter()
            .filter_map(|item| match (&item.shape, item.node) {
                (Shape::Text { piece, .. }, None) => Some(piece.text.as_str()),
                _ => None,
            })
            .collect();
        let counted = format!("Page {} of {}", number + 1, pages.pages.len());
        assert!(footer.contains(&counted), "page {number} says {footer:?}");
    }
    for (number, page) in pages.pages.iter().enumerate() {
        for link in &page.links {
            let printed = parts(page).remove(&link.node).unwrap_or_default();
            let to = pages.places[link.to].page + 1;
            assert!(printed.ends_with(&to.to_string()), "page {number}: {printed:?} leads to page {to}");
        }
    }
}

#[test]
fn the_same_pack_makes_the_same_bytes() {
    let once = to_pdf(&a_pack()).expect("a pack");
    let twice = to_pdf(&a_pack()).expect("a pack");
    assert!(once == twice, "two runs differ");
}

#[test]
fn every_quotation_is_printed_with_its_mark_and_how_to_call_the_person() {
    let printed = said(&a_pack());
    for words in ["It is now 43 weeks – and still no plan.", "£4,300, for Gwen in Llanŵr. Pŷr."] {
        assert!(printed.contains(words), "{words} is not in {printed}");
    }
    assert!(
        printed.contains("“The café owner said ‘no’, the letter said Friday.”"),
        "marks inside become single"
    );
    assert_eq!(printed.matches("Quote without a name Say “a mother in Hertfordshire”").count(), 3);
}

#[test]
fn a_pack_is_sound_on_paper() {
    for pack in [a_pack(), an_empty_pack()] {
        assert_sound(&laid_out(&pack).1);
    }
}

#[test]
fn an_empty_pack_says_that_it_has_nothing_to_go_on() {
    let printed = said(&an_empty_pack());
    assert!(printed.contains("The office has no letters on this subject yet"), "{printed}");
    assert!(printed.contains("No letters yet."), "{printed}");
    for absent in
        ["own words", "Do not say", "asks", "Official figures", "contains constituents", "NaN", " 0 "]
    {
        assert!(!printed.contains(absent), "{absent:?} is in {printed}");
    }
}

#[test]
fn letters_nobody_may_count_give_no_figures() {
    let pack = Pack { counted: 0, not_counted: 40, themes: Vec::new(), grid: Grid::default(), ..a_pack() };
    let printed = said(&pack);
    assert!(printed.contains("No family has agreed to be counted yet"), "{printed}");
    assert!(printed.contains("No family has agreed to be quoted yet"), "{printed}");
}

#[test]
fn a_pack_says_whether_campaigns_are_counted() {
    let with = said(&Pack { campaigns: Campaigns::Counted(7), ..a_pack() });
    assert!(with.contains("Of those counted, 7 sent the text of a campaign"), "{with}");
    let without = said(&Pack { campaigns: Campaigns::LeftOut(3), suppress_below: Some(5), ..a_pack() });
    assert!(without.contains("Left out of every figure, though they agreed: fewer than 5 who"), "{without}");
    assert!(!said(&a_pack()).contains("campaign"), "there are none, and none were asked about");
}

#[test]
fn one_family_is_spoken_of_in_the_singular() {
    let pack = Pack {
        letters: 1,
        families: 1,
        counted: 1,
        not_counted: 0,
        campaigns: Campaigns::Counted(0),
        themes: vec![a_theme("Late plans", 1, &["No plan."])],
        ..an_empty_pack()
    };
    let printed = said(&pack);
    for line in [
        "1 letter from 1 family",
        "The one family that agreed to be counted writes about late plans.",
        "1 family writes about this",
    ] {
        assert!(printed.contains(line), "{line:?} is not in {printed}");
    }
    assert!(!printed.contains("1 families") && !printed.contains("1 letters"), "{printed}");
}

#[test]
fn small_counts_are_printed_as_fewer_than() {
    let mut pack = Pack { suppress_below: Some(5), ..a_pack() };
    pack.themes[1].longest_wait_weeks = Some(131);
    let printed = said(&pack);
    assert!(printed.contains("fewer than 5"), "{printed}");
    assert!(printed.contains("Counts from 1 to 4 are printed"), "the method says so: {printed}");
    assert!(!printed.contains("131"), "a wait in a small theme points at one family: {printed}");
}

#[test]
fn what_no_font_has_is_printed_as_a_box_and_keeps_its_text() {
    let pack = Pack {
        letters: 1,
        families: 1,
        counted: 1,
        themes: vec![a_theme(
            "Late plans",
            1,
            &["She cries 😢👍🏽 every day. 漢\u{200d} And\u{a0}then\u{ad} no. ☎ ✓"],
        )],
        ..an_empty_pack()
    };
    let pdf = to_pdf(&pack).expect("it prints all the same");
    assert_eq!(pdf.boxes, ['漢']);
    let (_, pages) = laid_out(&pack);
    assert_sound(&pages);
    let printed = text(&pages);
    assert!(printed.contains("She cries 😢👍🏽 every day. 漢"), "{printed}");
    assert!(printed.contains("And then no."), "{printed}");
}

#[test]
fn a_long_table_repeats_its_heading_on_every_page() {
    let names: Vec<String> = (0..70).map(|n| format!("Authority number {n}")).collect();
    let authorities = names.iter().map(|name| AuthorityFinding {
        name: name.clone(),
        stories: 3,
        within_20_weeks: Some(40.0),
        plans_issued: None,
    });
    let pack = Pack { authorities: authorities.collect(), ..a_pack() };
    let (_, pages) = laid_out(&pack);
    assert_sound(&pages);
    let heading = |page: &&Page| {
        page.items.iter().any(
            |item| matches!(&item.shape, Shape::Text { piece, .. } if piece.text.trim() == "Plans issued"),
        )
    };
    let with_rows = |page: &&Page| parts(page).values().any(|text| text.trim() == "not published");
    let divided: Vec<&Page> = pages.pages.iter().filter(with_rows).collect();
    assert!(divided.len() > 1, "70 rows need more than a page");
    assert!(divided.iter().all(heading), "every part has its heading");
}

#[test]
fn the_title_says_the_finding() {
    let printed = said(&a_pack());
    assert!(printed.contains(
        "Central Bedfordshire meets the 20-week limit less often than England, Hertfordshire more often"
    ));
    assert!(printed.contains("What families write about most: late plans"));
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let word = prop_oneof![9 => "[a-z]{1,9}", 1 => "[A-Z][a-z]{2,14},", 1 => "[a-zŵŷé£–’]{1,80}"];
    prop::collection::vec(word, count).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn a_random_pack()(
        subject in words(1..20),
        themes in prop::collection::vec((words(1..8), 0_u32..60, prop::collection::vec(words(1..80), 0..4)), 0..7),
        authorities in prop::collection::vec((words(1..5), 0_u32..40, prop::option::of(0.0_f32..100.0)), 0..9),
        asks in prop::collection::vec(words(1..40), 0..6),
        do_not_say in prop::collection::vec(words(1..40), 0..6),
        opening in prop::option::of(words(1..60)),
        below in prop::option::of(2_u32..8),
    ) -> Pack {
        let counted = themes.iter().map(|theme| theme.1).max().unwrap_or(0);
        let counts = themes.iter().map(|(_, n, _)| authorities.iter().map(|_| n / 2).collect()).collect();
        Pack {
            subject,
            letters: counted * 2,
            families: counted,
            counted,
            grid: Grid {
                themes: themes.iter().map(|theme| theme.0.clone()).collect(),
                authorities: authorities.iter().map(|authority| authority.0.clone()).collect(),
                counts,
            },
            themes: themes
                .iter()
                .map(|(label, stories, words)| a_theme(label, *stories, &words.iter().map(String::as_str).collect::<Vec<_>>()))
                .collect(),
            authorities: authorities
                .into_iter()
                .map(|(name, stories, within_20_weeks)| AuthorityFinding { name, stories, within_20_weeks, plans_issued: None })
                .collect(),
            asks,
            do_not_say,
            opening,
            suppress_below: below,
            ..a_pack()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_pack_is_sound_on_paper(pack in a_random_pack()) {
        let (_, pages) = laid_out(&pack);
        assert_sound(&pages);
        let printed = text(&pages).replace('\n', " ");
        for quotation in pack.themes.iter().flat_map(|theme| &theme.quotations) {
            prop_assert!(printed.contains(quotation.words()), "{:?} is missing", quotation.words());
        }
    }
}
