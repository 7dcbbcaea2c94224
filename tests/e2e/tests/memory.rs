//! What stays in memory when a casebook is locked: printed, for SECURITY.md. That the web view holds
//! nothing is asserted too; what C's memory keeps in the shell is told and not promised.

use std::time::Duration;

use casebook_e2e::traces::Telltale;
use casebook_e2e::{Home, Window};
use serde_json::json;

/// In every letter, and in nothing else.
const MARKER: &str = "heliotrope tractor";
const SHELL: &str = "send-casebook";
/// As the system cuts the name off.
const WEB_VIEW: &str = "WebKitWebProces";

#[tokio::test]
async fn after_locking_the_web_view_holds_no_letter() {
    let home = Home::new();
    let post = home.join("post");
    std::fs::create_dir(&post).expect("a folder");
    for number in 0..200 {
        let letter = format!(
            "From: Family {number} <family{number}@example.org>\r\nSubject: Letter {number}\r\n\
             Message-ID: <{number}@example.org>\r\n\r\nHe drew a {MARKER} and waited {number} days for a plan.\r\n"
        );
        std::fs::write(post.join(format!("{number:05}.eml")), letter).expect("written");
    }
    // The driver loses the window when the page's process ends: after that, only its memory is looked at.
    let window = Window::open_with(&home, &[("SEND_CASEBOOK_ENDS_PAGE", "yes")]).await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    window.will_answer("pick_letter_folder", Some(&[&post]));
    let picked = window.invoke("pick_letter_folder", json!({})).await.expect("a folder");
    let import = json!({ "command": { "command": "import", "args": { "paths": [picked] } } });
    window.invoke("call", import).await.expect("they are imported");

    // Read as a caseworker does: a list, a search, one letter after the other.
    window.click("nav-reviews").await;
    window.click("nav-inbox").await;
    window.see("letter-text").await;
    window.press('/').await;
    for letter in "tractor".chars() {
        window.press(letter).await;
    }
    window.reads("[data-testid=letter-text]", MARKER).await;
    window.press(casebook_e2e::key::Key::Escape).await;
    for _ in 0..30 {
        window.press('j').await;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let telltale = Telltale::new([MARKER.to_owned()]);
    let open = telltale.in_memory(&window.processes());
    println!("open: {open:?}");
    assert!(open.of(SHELL) > 0 && open.of(WEB_VIEW) > 0, "it is looked for where it is: {open:?}");

    let before = web_views(&window);
    let _ = tokio::time::timeout(Duration::from_secs(5), window.press_with_control('l')).await;
    let door = Telltale::new(["Unlock Sample".to_owned()]);
    window
        .until("another page stands at the door", async || {
            let now = web_views(&window);
            let anew = !now.is_empty() && now.iter().all(|process| !before.contains(process));
            (anew && door.in_memory(&now).of(WEB_VIEW) > 0).then_some(())
        })
        .await;
    let mut locked = telltale.in_memory(&window.processes());
    println!("locked: {locked:?}");
    for seconds in [2, 5] {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        locked = telltale.in_memory(&window.processes());
        println!("{seconds} s later: {locked:?}");
    }
    assert!(locked.bytes > 50_000_000, "there was much to look through: {locked:?}");
    assert_eq!(locked.of(WEB_VIEW), 0, "the page's process ended with all it held");
    window.close().await;
}

/// The processes that pages run in.
fn web_views(window: &Window) -> Vec<u32> {
    let is = |process: &u32| {
        std::fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.trim() == WEB_VIEW)
    };
    window.processes().into_iter().filter(is).collect()
}
