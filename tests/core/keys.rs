//! The ways of opening a casebook: each can be added, changed and taken away, and nothing else can.

use std::path::Path;

use casebook::api::{
    AddDeviceSlot, AddSlot, ChangePassphrase, Checked, Code, Command, NewCasebook, NewRecovery, Nothing,
    Opened, PassphraseStrength, Problem, RecoverySheet, Rotated, SheetSaved, SlotId, SlotKind, Slots,
    Strength,
};
use casebook::office::Office;
use casebook_tests::{AnOffice, PASSPHRASE, assert_refused, today};

const DEPUTY: &str = "the deputy's own words";

fn slots(office: &AnOffice) -> Slots {
    office.must(Command::Slots(Nothing {}))
}

fn add_deputy(office: &AnOffice) -> Slots {
    office.must(Command::AddSlot(AddSlot { label: "Deputy: Sam Example".into(), passphrase: DEPUTY.into() }))
}

fn new_recovery(office: &AnOffice) -> String {
    office.must::<NewRecovery>(Command::RemakeRecovery(Nothing {})).recovery.reveal().to_owned()
}

fn open_with(office: &AnOffice, words: &str) -> Result<Opened, Problem> {
    office.desk.lock();
    office.open_with(words)
}

fn audited(office: &AnOffice) {
    let checked: Checked = office.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new(), "the trail and the seal are whole");
}

#[test]
fn a_new_casebook_tells_its_recovery_key_once_and_opens_with_it() {
    let office = AnOffice::new();
    let folder = office.place.path().join("Second.casebook");
    let made: Opened = office.must(Command::CreateCasebook(NewCasebook {
        folder: folder.display().to_string(),
        passphrase: PASSPHRASE.into(),
        office: Office::default(),
        staff: "Jo Tester".into(),
        recovery: true,
    }));
    let office = AnOffice { folder, ..office };
    let key = made.recovery.expect("it is told").reveal().to_owned();
    let plain = key.replace('-', "");
    for entry in std::fs::read_dir(&office.folder).expect("a folder").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        for words in [&key, &plain] {
            let found = bytes.windows(words.len()).any(|window| window == words.as_bytes());
            assert!(!found, "the key is in {:?}", entry.file_name());
        }
    }
    for typed in [key.clone(), key.to_lowercase(), key.replace('-', " "), plain] {
        let opened = open_with(&office, &typed).expect("it opens, however it is typed");
        assert!(opened.recovery.is_none(), "and is not told again");
    }
    let used: Vec<_> = slots(&office).slots.into_iter().filter(|slot| slot.used).collect();
    assert!(matches!(used.as_slice(), [slot] if slot.kind == SlotKind::Recovery), "{used:?}");
}

#[test]
fn a_casebook_made_without_a_recovery_key_has_no_slot_that_nobody_can_open() {
    let office = AnOffice::new();
    let kinds: Vec<_> = slots(&office).slots.into_iter().map(|slot| slot.kind).collect();
    assert_eq!(kinds, [SlotKind::Passphrase], "a key that nobody was told would only look like safety");
}

#[test]
fn a_typing_error_in_a_recovery_key_is_found_and_its_group_named() {
    let office = AnOffice::new();
    let key = new_recovery(&office);
    let mut groups: Vec<String> = key.split('-').map(str::to_owned).collect();
    let wrong = if groups[2].starts_with('7') { "8" } else { "7" };
    groups[2].replace_range(..1, wrong);
    let problem = assert_refused(open_with(&office, &groups.join("-")), Code::WrongPassphrase);
    assert!(problem.what.contains("group 3"), "{problem}");
}

#[test]
fn a_new_recovery_key_revokes_the_old_one() {
    let office = AnOffice::new();
    let old = new_recovery(&office);
    let new = new_recovery(&office);
    assert_refused(open_with(&office, &old), Code::WrongPassphrase);
    open_with(&office, &new).expect("the new one opens");
    audited(&office);
}

#[test]
fn a_deputy_is_added_changed_and_revoked_and_old_words_stop_at_once() {
    let office = AnOffice::with_samples();
    let before = std::fs::read(office.folder.join("casebook.db")).expect("the database").len();
    let added = add_deputy(&office);
    let deputy = added.slots.last().expect("a slot").clone();
    assert_eq!((deputy.label.as_str(), deputy.added), ("Deputy: Sam Example", today()));
    open_with(&office, DEPUTY).expect("the deputy opens it");

    let new = "five quite other words here";
    let change = |present: &str| {
        let (present, passphrase) = (present.into(), new.into());
        Command::ChangePassphrase(ChangePassphrase { slot: deputy.id, present, passphrase })
    };
    let refused = assert_refused(office.ask::<Slots>(change(PASSPHRASE)), Code::WrongPassphrase);
    assert_eq!(refused.field.as_deref(), Some("present"), "somebody else's passphrase is not theirs");
    office.must::<Slots>(change(DEPUTY));
    assert_refused(open_with(&office, DEPUTY), Code::WrongPassphrase);
    open_with(&office, new).expect("the new words open it");

    let left: Slots = office.must(Command::RevokeSlot(SlotId { slot: deputy.id }));
    assert!(left.slots.iter().all(|slot| slot.id != deputy.id), "it is gone from the list");
    assert_refused(open_with(&office, new), Code::WrongPassphrase);
    open_with(&office, PASSPHRASE).expect("the office's own still opens it");
    audited(&office);
    let after = std::fs::read(office.folder.join("casebook.db")).expect("the database").len();
    assert_eq!(before, after, "the database was not rewritten");
}

#[test]
fn the_last_passphrase_is_never_taken_away() {
    let office = AnOffice::new();
    let own = slots(&office).slots[0].id;
    let problem =
        assert_refused(office.ask::<Slots>(Command::RevokeSlot(SlotId { slot: own })), Code::Failed);
    assert!(problem.what.contains("only passphrase"), "{problem}");
    add_deputy(&office);
    office.must::<Slots>(Command::RevokeSlot(SlotId { slot: own }));
    open_with(&office, DEPUTY).expect("the deputy's is the last one now");
}

#[test]
fn weak_passphrases_are_refused_and_told_why() {
    let office = AnOffice::new();
    for weak in ["xq7", "password1", "aaaaaaaaaaaaaaaa", "alex hale mp"] {
        let add = Command::AddSlot(AddSlot { label: "Deputy".into(), passphrase: weak.into() });
        let problem = assert_refused(office.ask::<Slots>(add), Code::Invalid);
        assert_eq!(problem.field.as_deref(), Some("passphrase"), "{weak}");
        assert!(!problem.to_string().contains(weak), "a problem repeats no passphrase");
        let ask = PassphraseStrength { passphrase: weak.into(), names: Vec::new() };
        let strength: Strength = office.must(Command::PassphraseStrength(ask));
        assert!(!strength.enough && !strength.sentence.is_empty(), "{strength:?}");
    }
    let ask = PassphraseStrength { passphrase: PASSPHRASE.into(), names: Vec::new() };
    office.desk.lock();
    let strength: Strength = office.must(Command::PassphraseStrength(ask));
    assert!(strength.advised, "it is judged before any casebook is open: {strength:?}");
}

#[test]
fn a_computer_that_keeps_a_secret_opens_the_casebook_until_it_is_revoked() {
    let office = AnOffice::new();
    let secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
    let device = |secret: &str| {
        Command::AddDeviceSlot(AddDeviceSlot { label: "The office computer".into(), secret: secret.into() })
    };
    assert_refused(office.ask::<SlotId>(device("not random at all")), Code::Invalid);
    let SlotId { slot } = office.must(device(secret));
    open_with(&office, secret).expect("the secret opens it");
    open_with(&office, PASSPHRASE).expect("and so does the passphrase");
    office.must::<Slots>(Command::RevokeSlot(SlotId { slot }));
    assert_refused(open_with(&office, secret), Code::WrongPassphrase);
}

#[test]
fn rotating_the_data_key_keeps_every_slot_and_every_story() {
    let office = AnOffice::with_samples();
    add_deputy(&office);
    let key = new_recovery(&office);
    let before = office.stories(Default::default()).total;
    let Rotated { done, .. } = office.must(Command::RotateKey(Nothing {}));
    assert!(done);
    office.a_letter("Robin Invented", "We have waited for a plan since the spring.");
    for words in [PASSPHRASE, DEPUTY, &key] {
        let opened = open_with(&office, words).expect("every slot opens it still");
        assert_eq!(opened.notices, Vec::<String>::new());
        assert_eq!(office.stories(Default::default()).total, before + 1, "with everything in it");
    }
    audited(&office);
}

#[test]
fn a_slot_list_that_something_else_changed_is_told_and_never_used() {
    let office = AnOffice::new();
    let path = office.folder.join("keys.json");
    let old = std::fs::read(&path).expect("keys");
    add_deputy(&office);
    let new = std::fs::read_to_string(&path).expect("keys");
    let meddled = new.replace("Deputy: Sam Example", "Deputy: Pat Pretend");
    for (what, keys) in [("changed", meddled.into_bytes()), ("an old one put back", old)] {
        office.desk.lock();
        std::fs::write(&path, keys).expect("written");
        let opened = office.open_with(PASSPHRASE).expect("it still opens");
        assert!(opened.notices.iter().any(|notice| notice.contains("list of passphrases")), "{what}");
        assert!(slots(&office).notice.is_some(), "{what}: the list is not shown as if it were true");
        assert_refused(office.ask::<Rotated>(Command::RotateKey(Nothing {})), Code::Failed);
        let add = Command::AddSlot(AddSlot { label: "Deputy".into(), passphrase: DEPUTY.into() });
        assert_refused(office.ask::<Slots>(add), Code::Failed);
    }
}

#[test]
fn a_casebook_of_the_first_key_format_opens_and_is_brought_up_when_its_slots_change() {
    let office = AnOffice::new();
    office.desk.lock();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shape-1.casebook");
    for entry in std::fs::read_dir(kept).expect("the fixture").flatten() {
        std::fs::copy(entry.path(), office.folder.join(entry.file_name())).expect("copied");
    }
    let keys = || std::fs::read_to_string(office.folder.join("keys.json")).expect("keys");
    let first = keys();
    assert!(first.contains("\"format\": 1"), "the fixture is of the first format");
    office.open_with(PASSPHRASE).expect("it opens");
    assert_eq!(slots(&office).slots.len(), 1, "its one slot is listed");
    assert_eq!(keys(), first, "opening and listing write nothing");
    add_deputy(&office);
    assert!(keys().contains("\"format\": 2"), "changing slots brings it up");
    for words in [PASSPHRASE, DEPUTY] {
        open_with(&office, words).expect("the old passphrase and the new one open it");
    }
    office.must::<Rotated>(Command::RotateKey(Nothing {}));
    open_with(&office, PASSPHRASE).expect("and its data key can be changed without anybody's passphrase");
    assert_eq!(open_with(&office, DEPUTY).expect("opens").notices, Vec::<String>::new());
}

#[test]
fn the_sheet_is_one_page_and_only_for_the_key_that_opens() {
    let office = AnOffice::new();
    let old = new_recovery(&office);
    let new = new_recovery(&office);
    let path = office.place.path().join("sheet.pdf").display().to_string();
    let sheet = |recovery: &str| {
        Command::RecoverySheet(RecoverySheet { recovery: recovery.into(), path: path.clone() })
    };
    assert_refused(office.ask::<SheetSaved>(sheet(&old)), Code::Invalid);
    assert!(!Path::new(&path).exists(), "a sheet that opens nothing is not printed");
    office.must::<SheetSaved>(sheet(&new));
    assert!(std::fs::read(&path).expect("a sheet").starts_with(b"%PDF"));
}
