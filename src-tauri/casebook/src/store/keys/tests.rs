use super::*;

const WORDS: &str = "four invented words here";

fn office() -> Title {
    Title { kind: SlotKind::Passphrase, label: "Office passphrase".into(), added: None }
}

fn a_list() -> (DataKey, SlotList) {
    let key = DataKey::new().expect("random");
    let mut list = SlotList::new(Uuid::from_u128(7));
    list.add(office(), WORDS, Costs::LEAST, &key).expect("a slot");
    (key, list)
}

fn again(list: &SlotList, key: &DataKey) -> KeyFile {
    KeyFile::from_json(&list.to_json(key, None).expect("json")).expect("the same file")
}

#[test]
fn a_slot_opens_with_its_passphrase_and_with_no_other() {
    let (key, list) = a_list();
    let file = again(&list, &key);
    let unlocked = file.open(WORDS).expect("opens");
    assert_eq!(*unlocked.key.0, *key.0, "the passphrase gives the data key back");
    assert!(unlocked.whole, "the list is as it was written");
    let refused = file.open("four invented words hers").err().expect("another passphrase");
    assert_eq!(refused.code, Code::WrongPassphrase, "one letter off is refused");
}

#[test]
fn a_slot_whose_cost_was_turned_down_does_not_open() {
    let (key, mut list) = a_list();
    list.slots[0].turn_down();
    assert!(again(&list, &key).open(WORDS).is_err(), "the cost is part of what is authenticated");
}

#[test]
fn a_slot_moved_to_another_casebook_does_not_open() {
    let (key, mut list) = a_list();
    list.casebook = Uuid::from_u128(8);
    assert!(again(&list, &key).open(WORDS).is_err(), "a slot belongs to its casebook");
}

#[test]
fn a_list_changed_by_anything_else_is_noticed() {
    let (key, list) = a_list();
    let other = DataKey::new().expect("random");
    let mut added = list.clone();
    added.add(office(), "somebody else's words", Costs::LEAST, &other).expect("a slot");
    let mut renamed = list.clone();
    renamed.slots[0].label = "Deputy".into();
    for changed in [added, renamed] {
        // Written by somebody who does not have the data key.
        let file = KeyFile::from_json(&changed.to_json(&other, None).expect("json")).expect("a file");
        assert!(!file.open(WORDS).expect("opens").whole, "the change is noticed when it is opened");
        assert!(file.list(&key).expect("read").is_none(), "and such a list is never used");
    }
    assert_eq!(again(&list, &key).list(&key).expect("read"), Some(list), "an honest list is");
}

#[test]
fn a_new_data_key_needs_nobodys_passphrase() {
    let (key, mut list) = a_list();
    list.add(office(), "the deputy's own words", Costs::LEAST, &key).expect("a slot");
    let new = DataKey::new().expect("random");
    let next = list.sealed_anew(&new).expect("sealed");
    let both = KeyFile::from_json(&list.to_json(&key, Some((&next, &new))).expect("json")).expect("a file");
    for words in [WORDS, "the deputy's own words"] {
        let unlocked = both.open(words).expect("opens");
        let (coming, _) = unlocked.next.expect("the key to come");
        assert_eq!((*unlocked.key.0, *coming.0), (*key.0, *new.0), "both keys open with {words}");
        assert_eq!(*again(&next, &new).open(words).expect("opens").key.0, *new.0, "and then the new one");
    }
}

#[test]
fn a_changed_passphrase_has_a_key_pair_of_its_own() {
    let (key, list) = a_list();
    let mut changed = list.clone();
    let day = NaiveDate::default();
    changed.change(list.slots[0].id, "four other words here", day, Costs::LEAST, &key).expect("changed");
    assert!(again(&changed, &key).open(WORDS).is_err(), "the old passphrase stops working at once");
    again(&changed, &key).open("four other words here").expect("the new one opens");
    let (before, after) = (&list.slots[0], &changed.slots[0]);
    let old = before.unlock(list.casebook, WORDS).expect("read").expect("the old private key");
    assert!(
        after.unseal(list.casebook, &old).is_err(),
        "an old key file with the old passphrase opens nothing that is sealed later"
    );
}

#[test]
fn a_key_file_cut_anywhere_is_damaged_and_never_panics() {
    let (key, list) = a_list();
    let json = list.to_json(&key, None).expect("json");
    for cut in (0..json.len()).step_by(7) {
        assert!(KeyFile::from_json(json.get(..cut).expect("in range")).is_err(), "cut at {cut}");
    }
}
