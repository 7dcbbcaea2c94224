//! A whole post bag comes in at once, and is read while the window is worked in.

use std::fs;

use casebook_e2e::{Home, Window, key::Key, testid};

/// More than are read in the import itself.
const MANY: u32 = 1_200;

#[tokio::test]
async fn a_post_bag_is_in_the_inbox_at_once_and_is_read_beside_the_work() {
    let home = Home::new();
    let post = home.join("Documents/post");
    fs::create_dir(&post).expect("a folder can be made");
    for number in 0..MANY {
        let words = match number {
            7 => "My son says he wants to kill himself. Nobody at the council answers us.".to_owned(),
            _ => format!("We live in Hertfordshire. The plan of number {number} is 43 weeks late."),
        };
        let letter = format!(
            "From: Family {number} <family.{number}@example.org>\r\nSubject: Letter {number}\r\n\
             Date: Mon, 2 Sep 2024 10:00:00 +0100\r\nMessage-ID: <{number}-bag@example.org>\r\n\r\n{words}\r\n"
        );
        fs::write(post.join(format!("{number:04}.eml")), letter).expect("a letter can be saved");
    }

    let window = Window::open(&home).await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    window.until("the letters are counted", async || (window.inbox().await > 0).then_some(())).await;
    let before = window.inbox().await;
    window.will_answer("pick_letter_folder", Some(&[&post]));
    window.click_css("[aria-label='Import a folder of letters']").await;
    let receipt = window.text("receipt-summary").await;
    assert!(receipt.contains("1,200 letters stored"), "{receipt}");
    window.picture("post-bag-receipt").await;
    window.press(Key::Escape).await;
    let all = before + MANY;
    window.until("all are in the Inbox", async || (window.inbox().await == all).then_some(())).await;

    // Nobody asks for it: the letters are read, and what may be a risk to a child comes to the top.
    window.gone(&testid("reading")).await;
    window.fill("input[type=search]", "Letter 7 himself").await;
    let first = "return document.querySelector('[data-testid=inbox-row]')?.innerText ?? ''";
    window
        .until("it may be urgent", async || {
            let words = window.script(first).await;
            words.as_str()?.contains("Urgent").then_some(())
        })
        .await;
    window.picture("post-bag-read").await;
    window.close().await;
}
