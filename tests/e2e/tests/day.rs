//! One day of a caseworker, in the real window: from letters on the disk to a briefing pack.

use std::path::{Path, PathBuf};

use casebook_e2e::key::Key;
use casebook_e2e::traces::Telltale;
use casebook_e2e::{Home, Window, samples, testid, words_of};

const PASSPHRASE: &str = "four quiet words at dawn";

/// From a letter that says "You can use this without our names".
const ITS_WORDS: &str = "She lays her uniform out every single night.";
/// Words of letters whose families have agreed to nothing, or to less.
const OTHERS_WORDS: [&str; 4] = [
    "There has not been an adult at that door",
    "im busy too",
    "we could have planned for a year",
    "We are not asking for a holiday",
];

#[tokio::test]
async fn a_letter_becomes_a_quotation_only_with_consent() {
    let home = Home::new();
    let window = Window::open(&home).await;

    create_a_casebook(&window).await;
    import_the_samples(&window).await;
    file_three_from_the_keyboard(&window).await;

    window.click("nav-evidence").await;
    window
        .see_css(&format!("{}[data-theme=attendance_ebsa][data-authority=E10000015]", testid("grid-cell")))
        .await;
    window.picture("evidence").await;

    let pack = home.join("Documents/Attendance.pdf");
    let quote = make_a_pack(&window, &pack).await;
    let words = words_of(&pack);
    assert!(words.contains(&quote), "the chosen quote, {quote}, is in the pack:\n{words}");
    for others in OTHERS_WORDS {
        assert!(!words.contains(others), "nobody agreed to {others:?} being quoted");
    }

    lock_and_unlock(&window).await;
    let mut asked_for = vec![pack];
    asked_for.extend(save_what_came_with_a_letter(&window, &home).await);
    back_up_and_look_into_it(&window).await;
    asked_for.push(give_a_person_their_own(&window, &home).await);
    erase_a_story(&window).await;
    unlock_once_more(&window).await;
    window.close().await;

    nothing_lies_about(&home, &asked_for);
}

async fn create_a_casebook(window: &Window) {
    window.click("welcome-create").await;
    window.fill("[name=mp]", "Alex Hale MP").await;
    window.fill("[name=constituency]", "North Dale").await;
    window.fill("[name=staff]", "Sam Okafor").await;
    window.fill("[name=passphrase]", PASSPHRASE).await;
    window.fill("[name=passphrase_again]", PASSPHRASE).await;
    window.picture("create").await;
    window.click("create-submit").await;
    window.click("recovery-later").await;
    window.see("nav-inbox").await;
}

async fn import_the_samples(window: &Window) {
    window.will_answer("pick_letters", Some(&[&samples()]));
    window.click("import-letters").await;
    let receipt = window.text("receipt-summary").await;
    assert!(receipt.contains("letters stored"), "the receipt says what was stored: {receipt}");
    window.picture("receipt").await;
    window.press(Key::Escape).await;
    window.gone(&testid("receipt-summary")).await;
    window.see("letter-text").await;
    // The list of rooms counts them when it has been told.
    window.until("the letters are counted", async || (window.inbox().await > 0).then_some(())).await;
}

/// Two as they come, and one that is looked for; for this one consent is recorded first.
async fn file_three_from_the_keyboard(window: &Window) {
    let before = window.inbox().await;
    for filed in 1..=2 {
        window.see("file-and-next").await;
        window.press('e').await;
        window
            .until("one fewer waits", async || (window.inbox().await == before - filed).then_some(()))
            .await;
    }
    window.see("letter-text").await;
    window.picture("inbox").await;

    window.press('/').await;
    for letter in "uniform".chars() {
        window.press(letter).await;
    }
    window.press(Key::Enter).await;
    window.reads(&testid("letter-text"), ITS_WORDS).await;
    assert!(!window.text("offered-authority").await.is_empty(), "an authority is offered");

    window.press('c').await;
    window.see("consent-dialog").await;
    window.click("consent-take-offer").await;
    window.picture("consent").await;
    window.click_css("dialog [type=submit]").await;
    window.gone(&testid("consent-dialog")).await;

    window.press('e').await;
    window.until("three were filed", async || (window.inbox().await == before - 3).then_some(())).await;
}

/// Makes a pack with the first quote on offer, and says which that was.
async fn make_a_pack(window: &Window, pack: &Path) -> String {
    window.click("nav-debates").await;
    window.click("debate-new").await;
    window.fill(&testid("new-debate-title"), "school attendance and anxiety").await;
    window.click("new-debate-make").await;
    window.see("debate-title").await;
    window.click_css("[role=tab]:nth-of-type(2)").await;
    let words = format!("{} blockquote", testid("quote"));
    let offered = window.text_css(&words).await;
    window.click("quote-use").await;
    window.gone(&testid("quote-use")).await;
    let chosen = window.text_css(&words).await;
    assert_eq!(chosen, offered, "the words that go into the pack are the words that were chosen");
    window.reads(&testid("debate-state"), "Saved").await;
    window.see_css(&format!("{} canvas", testid("pages"))).await;
    window.picture("debate").await;

    window.will_answer("pick_pack", Some(&[pack]));
    window.click("save-pack").await;
    window.until("the pack is on the disk", async || pack.is_file().then_some(())).await;
    chosen.trim_matches(['“', '”']).to_owned()
}

/// Locks it from the keyboard; the page that ends then has kept to the window's policy.
async fn lock(window: &Window) {
    let refused = window.policy_violations().await;
    assert_eq!(refused, Vec::<String>::new(), "the page keeps to the window's policy");
    window.lock().await;
}

async fn lock_and_unlock(window: &Window) {
    lock(window).await;
    let locked = window.script("return document.documentElement.outerHTML").await.to_string();
    assert!(!locked.contains("uniform") && !locked.contains("anxiety"), "nothing stays in a locked page");
    window.picture("locked").await;

    window.fill("[name=passphrase]", "four wrong words at dawn").await;
    window.press(Key::Enter).await;
    window.see_css("[role=alert]").await;
    window.picture("wrong-passphrase").await;
    window.fill("[name=passphrase]", PASSPHRASE).await;
    window.press(Key::Enter).await;
    window.click("nav-stories").await;
    window
        .until("the three are still there", async || {
            (window.count(&testid("story-row")).await == 3).then_some(())
        })
        .await;
    window.picture("stories").await;
}

/// Looks for a letter in the Inbox, from the keyboard.
async fn find(window: &Window, word: &str, its_words: &str) {
    window.see("file-and-next").await;
    window.fill("input[type=search]", word).await;
    window.press(Key::Enter).await;
    window.reads(&testid("letter-text"), its_words).await;
}

/// Looks at a letter as it was sent, and saves another's attachment and original: says where.
async fn save_what_came_with_a_letter(window: &Window, home: &Home) -> [PathBuf; 2] {
    window.click("nav-inbox").await;
    find(window, "castellane", "My husband does spreadsheets").await;
    window.click("show-as-sent").await;
    window.see_css(&format!("{} iframe", testid("as-sent"))).await;
    window.picture("as-sent").await;

    find(window, "salon", "I used to run a salon").await;
    let saved = [home.join("Documents/diary.txt"), home.join("Documents/letter.eml")];
    for (path, button) in saved.iter().zip(["save-attachment", "save-original"]) {
        window.will_answer("pick_attachment", Some(&[path]));
        window.click(button).await;
        window.until("it is on the disk", async || path.is_file().then_some(())).await;
    }
    saved
}

async fn back_up_and_look_into_it(window: &Window) {
    window.click("nav-settings").await;
    window.click("back-up").await;
    window.reads(&format!("{} tbody tr", testid("backups")), "By hand").await;
    window.click_css(&format!("{} button", testid("backups"))).await;
    window.fill(&testid("restore-passphrase"), PASSPHRASE).await;
    window.click("restore-look").await;
    window.see("backup-contents").await;
    window.picture("backup").await;
    window.press(Key::Escape).await;
    window.gone("dialog[open]").await;
}

/// Makes the copy for the person whose story is first, and says where.
async fn give_a_person_their_own(window: &Window, home: &Home) -> PathBuf {
    window.click("nav-stories").await;
    window.click_css(&format!("{} button.open", testid("story-row"))).await;
    window.click("open-access").await;
    let copy = home.join("Documents/their own");
    window.will_answer("pick_leaving", Some(&[&copy]));
    window.click("access-send").await;
    window.reads(&format!("{} [role=status]", testid("access")), "The copy to send is made").await;
    window.picture("access").await;
    window.press(Key::Escape).await;
    window.gone("dialog[open]").await;
    copy
}

/// Erases the story that is on the screen.
async fn erase_a_story(window: &Window) {
    window.click("story-erase").await;
    let title = window.see_css("dialog[open] h2").await.text().await.expect("a title can be read");
    let name = title.strip_prefix("Erase the story of ").expect("it says whose story it is");
    window.fill("[name=confirm]", name).await;
    window.click("erase-now").await;
    window.see("erased").await;
    window.picture("erased").await;
    window.press(Key::Escape).await;
    window.gone("dialog[open]").await;
}

async fn unlock_once_more(window: &Window) {
    lock(window).await;
    window.fill("[name=passphrase]", PASSPHRASE).await;
    window.press(Key::Enter).await;
    window.click("nav-stories").await;
    let two = async || (window.count(&testid("story-row")).await == 2).then_some(());
    window.until("two are left", two).await;
}

/// Nothing that was read, typed or said is left on the disk but in the encrypted casebook, its backups
/// and what somebody asked for: not in temporary files, in what the programs print, in the web view's
/// storage or among the recent casebooks.
fn nothing_lies_about(home: &Home, asked_for: &[PathBuf]) {
    let typed =
        ["every single night", "school attendance and anxiety", PASSPHRASE, "four wrong words at dawn"];
    let telltale = Telltale::of_the_samples().and(&typed);
    let pictures = home.join("pictures");
    let except: Vec<&Path> = asked_for.iter().map(PathBuf::as_path).chain([pictures.as_path()]).collect();
    let files = home.files();
    let looked = telltale.look(&files, &except);
    println!(
        "looked for {} words of letters in {} files, {} bytes: {} found",
        telltale.count(),
        looked.files,
        looked.bytes,
        looked.found.len()
    );
    assert!(telltale.count() > 500 && looked.bytes > 500_000, "there is much to look for, and in much");
    for name in ["recent.json", "log.txt", "casebook.db", "keys.json"] {
        assert!(files.iter().any(|file| file.ends_with(name)), "{name} is among what is looked through");
    }
    let readable = telltale.look(asked_for, &[]);
    assert!(!readable.found.is_empty(), "where words lie open, they are found");
    assert_eq!(looked.found, Vec::<String>::new(), "nothing lies open");
}
