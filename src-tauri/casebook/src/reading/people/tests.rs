//! What identifies somebody, on passages made up and labelled for the purpose.

use super::*;

#[path = "../../../examples/corpus/leaks.rs"]
mod leaks;

fn passages() -> Vec<leaks::Labelled> {
    leaks::passages(include_str!("../../../corpus/people.jsonl")).expect("labelled passages")
}

fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    people(text).iter().map(|one| one.span.start as usize..one.span.end as usize).collect()
}

#[test]
fn every_shape_can_be_read() {
    assert_eq!(shapes::readable(), 23, "a shape that cannot be read finds nothing");
}

#[test]
fn next_to_nothing_that_identifies_anybody_is_missed() {
    let passages = passages();
    assert!(passages.len() >= 150, "{} passages say little", passages.len());
    for passage in &passages {
        assert!(leaks::is_whole(passage), "{}: a label is not in its passage", passage.id);
    }
    // What the rules missed of those held out has changed no rule; the rules changed for the others.
    for held_out in [false, true] {
        let leaks = leaks::measure(passages.iter().filter(|one| one.held_out == held_out), find);
        let (recall, alarms) = (leaks.recall(), leaks.false_alarms());
        assert!(
            recall >= 0.98 && alarms <= 0.01,
            "held out {held_out}: recall {recall:.3}, false alarms {alarms:.3}\n{}",
            leaks.told.join("\n")
        );
    }
}

#[test]
fn what_is_taken_out_reads_well_and_guesses_nobodys_sex() {
    for (letter, wanted) in [
        (
            "My son Oliver has been out of school. Oliver's teacher Mrs Patel at Larkfield Primary rang.",
            "[My son] has been out of school. [My son]'s teacher [name] at [school] rang.",
        ),
        ("Rowan uses they. Rowan was called Louisa.", "[Name] uses they. [Name] was called [name]."),
        (
            "My daughter Alex went. Alex, he says, is fine.",
            "[My daughter] went. [My daughter], he says, is fine.",
        ),
        ("Write to a.b@example.org or 14 Larch Close.", "Write to [email address] or [address]."),
        ("We have waited 43 weeks for a plan.", "We have waited 43 weeks for a plan."),
    ] {
        assert_eq!(redacted(letter, &people(letter)), wanted);
    }
}

#[test]
fn a_name_told_in_the_letter_is_known_in_a_passage_of_it() {
    let letter = "Our daughter, Xanthippe, is nine. She waits.\n\nAt home xanthippe will not eat.";
    let words = "At home xanthippe will not eat.";
    assert_eq!(redacted(words, &Names::of(letter).within(words)), "At home [my daughter] will not eat.");
}

#[test]
fn what_stands_where_is_in_order_and_in_the_letter() {
    for text in
        ["", "Ö", "Mr", "Mrs \u{1F600} Ö'Neill-Ⅷ.", "@", "'s", "ẞ ﬁ ǅungla's", "MY SON ǅ IS", "dear\n\n\nx"]
    {
        let mut end = 0;
        for one in people(text) {
            assert!(
                one.span.start >= end && one.span.of(text).is_some_and(|words| !words.is_empty()),
                "{text}"
            );
            end = one.span.end;
        }
    }
}
