//! Letters that a rule in the mail program saves into a folder come in by themselves.

use std::fs;
use std::time::Duration;

use casebook_e2e::{Home, Window, testid};

/// Longer than the window lets pass between two looks into the folder.
const A_LOOK: Duration = Duration::from_secs(31);

fn letter(name: &str, words: &str) -> String {
    format!(
        "From: {name} Invented <{name}@example.org>\r\nTo: mp@example.com\r\nSubject: From {name}\r\n\
         Message-ID: <{name}-watched@example.org>\r\n\r\nDear Mr Hale,\r\n\r\n{words}\r\n"
    )
}

#[tokio::test]
async fn what_is_saved_into_the_watched_folder_comes_in_once_and_whole() {
    let home = Home::new();
    let folder = home.join("Documents/From Outlook");
    fs::create_dir(&folder).expect("a folder can be made");
    let first = letter("ann", "We have waited a year for a plan.");
    fs::write(folder.join("one.eml"), &first).expect("a letter can be saved");

    let window = Window::open(&home).await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    window.until("the letters are counted", async || (window.inbox().await > 0).then_some(())).await;
    let before = window.inbox().await;

    window.click("nav-settings").await;
    window.reads(&testid("watched-folder"), "No folder is watched.").await;
    window.will_answer("pick_letter_folder", Some(&[&folder]));
    window.click("watch-choose").await;
    window.reads(&testid("watched-folder"), "From Outlook").await;
    window.reads("body", "1 new letter from the watched folder.").await;
    window.picture("watched-folder").await;
    window.until("it is counted", async || (window.inbox().await == before + 1).then_some(())).await;
    let still = fs::read_to_string(folder.join("one.eml")).expect("the file is still there");
    assert_eq!(still, first, "a file is read where it is, and left as it was");

    // The next one is being written when it is first seen.
    let second = letter("bob", "The taxi stopped in July, and nobody has told us why.");
    let (begun, rest) = second.split_at(second.len() / 2);
    fs::write(folder.join("two.eml"), begun).expect("a letter can be begun");
    tokio::time::sleep(Duration::from_millis(500)).await;
    fs::write(folder.join("two.eml"), format!("{begun}{rest}")).expect("and finished");
    tokio::time::sleep(A_LOOK).await;
    window.until("it came in", async || (window.inbox().await == before + 2).then_some(())).await;
    window.click("nav-inbox").await;
    window.see("file-and-next").await;
    window.fill("input[type=search]", "taxi stopped July nobody").await;
    window.press(casebook_e2e::key::Key::Enter).await;
    window.reads(&testid("letter-text"), "nobody has told us why.").await;

    // A drive that goes away is told, and looked for again.
    let away = home.join("unplugged");
    fs::rename(&folder, &away).expect("unplugged");
    window.click("nav-settings").await;
    tokio::time::sleep(A_LOOK).await;
    window.reads(&testid("settings-watched"), "This folder is not there at the moment.").await;
    window.picture("watched-folder-gone").await;
    fs::rename(&away, &folder).expect("plugged in");
    tokio::time::sleep(A_LOOK).await;
    let section = window.text("settings-watched").await;
    assert!(!section.contains("not there at the moment"), "it is looked for again: {section}");
    assert_eq!(window.inbox().await, before + 2, "what is known does not come in again");

    window.click("watch-stop").await;
    window.reads(&testid("watched-folder"), "No folder is watched.").await;
    window.close().await;
}
