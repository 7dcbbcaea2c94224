//! When filed stories are looked through for what was learnt, and how far that has come.

use std::cell::RefCell;

use chrono::TimeDelta;

use super::*;
use crate::learning::Taught;
use crate::store::Stamp;
use crate::store::rereading::tests::Office;

fn learnt(words: &[(&str, f32)]) -> Learnt {
    let taught = |(words, weight): &(&str, f32)| Taught {
        theme: "transport".into(),
        words: (*words).into(),
        weight: *weight,
        filed: 9,
        of: 9,
    };
    Learnt::new(words.iter().map(taught).collect())
}

#[test]
fn a_walk_that_is_broken_off_goes_on_and_only_something_else_begins_another() {
    let office = Office::new();
    let stories =
        ["Ann", "Ben", "Cy", "Dee"].map(|name| office.letter(name, &format!("{name}: a card."), ""));
    office.read();
    for (story, status) in stories.iter().zip(["filed", "set_aside", "filed"]) {
        office.file(story, status, None, &[]);
    }
    let seen = RefCell::new(Vec::new());
    let offers = |text: &str, found: Vec<closely::CloseTheme>, of: closely::Of| {
        assert!(of.filed);
        seen.borrow_mut().push(text.to_owned());
        found
    };
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let (cards, weak) = (learnt(&[("fuel card", 0.8)]), learnt(&[("fuel card", 0.8), ("card", 0.4)]));
    let step = |casebook: &mut Casebook, learnt: &Learnt| {
        let stamp = Stamp { now, staff: casebook.at_desk().expect("somebody") };
        casebook.write(stamp, |writing| writing.look_through(1, learnt, &offers)).expect("looked through");
    };
    let is_due = |casebook: &Casebook, learnt: &Learnt| casebook.is_learnt_again(learnt, now).expect("read");
    office.behind(|casebook| {
        assert!(!is_due(casebook, &Learnt::default()), "nothing was learnt");
        assert!(!is_due(casebook, &learnt(&[("card", 0.4)])), "nor surely");
        assert!(is_due(casebook, &cards));
        step(casebook, &cards);
        assert_eq!(casebook.count_again().expect("a count"), 3, "up to the third story's row");
    });
    office.behind(|casebook| {
        while is_due(casebook, &weak) {
            step(casebook, &weak);
        }
        assert_eq!(casebook.count_again().expect("a count"), 0);
        assert!(!is_due(casebook, &cards), "it is over, and the same does not begin it again");
    });
    assert_eq!(
        *seen.borrow(),
        ["Cy: a card.", "Ben: a card.", "Ann: a card."],
        "each once, none of the Inbox"
    );
    office.behind(|casebook| {
        let others = learnt(&[("fuel card", 0.8), ("bus pass", 0.8)]);
        assert!(is_due(casebook, &others), "other words");
        step(casebook, &others);
        assert!(is_due(casebook, &Learnt::default()), "forgotten half-way");
        while is_due(casebook, &Learnt::default()) {
            step(casebook, &Learnt::default());
        }
    });
    assert_eq!(seen.borrow()[3..], ["Cy", "Cy", "Ben", "Ann"].map(|name| format!("{name}: a card.")));
}

#[test]
fn a_large_casebook_is_walked_once_a_day_but_what_is_forgotten_goes_at_once() {
    let day = TimeDelta::days(1).num_milliseconds();
    let walk = Walk { version: 7, began: 5 * day, place: 0 };
    assert!(!walk.is_outdated(7, 10, 9 * day), "nothing else was learnt");
    assert!(walk.is_outdated(8, FEW, 5 * day), "few stories are soon looked through");
    assert!(!walk.is_outdated(8, FEW + 1, 6 * day - 1) && walk.is_outdated(8, FEW + 1, 6 * day));
    assert!(walk.is_outdated(8, FEW + 1, 0), "a clock that was put back stops nothing for long");
    assert!(walk.is_outdated(0, FEW + 1, 5 * day), "learning is off, or forgotten");
    assert!(Walk { version: 0, ..walk }.is_outdated(8, FEW + 1, 5 * day), "and on again");
}

#[test]
fn a_large_casebook_that_learns_while_it_is_walked_is_walked_again() {
    let office = Office::new();
    let story = office.letter("Ann", "A card.", "");
    office.read();
    office.file(&story, "filed", None, &[]);
    office.behind(|casebook| {
        let stamp = Stamp { now: DateTime::<Utc>::UNIX_EPOCH, staff: casebook.at_desk().expect("somebody") };
        let under_way = Walk { version: 7, began: 0, place: FEW * 2 };
        let row = FEW * 2 - 1;
        let moved = format!(
            "PRAGMA foreign_keys = OFF; UPDATE submission SET story = {row}; UPDATE story SET row = {row}"
        );
        casebook.db.execute_batch(&moved).expect("the last of many stories");
        keep(&casebook.db, under_way).expect("kept");
        let cards = learnt(&[("fuel card", 0.8)]);
        let look = |writing: &Writing<'_>| writing.look_through(9, &cards, &|_, found, _| found);
        casebook.write(stamp, look).expect("looked through");
        let over = walk(&casebook.db).expect("read");
        assert_eq!((over.place, over.began), (0, 0), "it is not begun anew every time");
        let due = |days| casebook.is_learnt_again(&cards, stamp.now + TimeDelta::days(days)).expect("read");
        assert!(!due(0) && due(1), "but the next day, as some were looked through for something else");
    });
}
