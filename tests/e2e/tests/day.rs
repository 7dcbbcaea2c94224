//! One day of a caseworker, in the real window: from letters on the disk to a briefing pack.

use std::path::Path;

use casebook_e2e::key::Key;
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
    assert_eq!(
        window.policy_violations().await,
        Vec::<String>::new(),
        "the page keeps to the window's policy"
    );
    window.close().await;

    nothing_lies_about(&home, &pack);
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

async fn lock_and_unlock(window: &Window) {
    window.press_with_control('l').await;
    window.see("unlock-passphrase").await;
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

/// Nothing that was read is left on the disk but in the encrypted casebook and the pack.
fn nothing_lies_about(home: &Home, pack: &Path) {
    let words = ["every single night", "Watford", "uniform out", PASSPHRASE];
    for file in home.files() {
        if file == pack || file.starts_with(home.join("pictures")) {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let wide: String =
            String::from_utf8_lossy(&bytes.iter().copied().filter(|byte| *byte != 0).collect::<Vec<_>>())
                .into();
        for word in words {
            assert!(!text.contains(word) && !wide.contains(word), "{word:?} lies open in {}", file.display());
        }
    }
}
