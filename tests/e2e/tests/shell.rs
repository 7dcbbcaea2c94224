//! What the shell itself promises, whatever page is in the window.

use std::process::Command;

use casebook_e2e::{Home, Window};
use serde_json::json;

#[tokio::test]
async fn the_window_opens_and_answers() {
    let home = Home::new();
    let window = Window::open(&home).await;
    let status = window.invoke("call", json!({ "command": { "command": "status", "args": {} } })).await;
    assert_eq!(status, Ok(json!({ "open": null })), "a new window has nothing open");
    assert_eq!(
        window.script("return location.protocol").await,
        json!("tauri:"),
        "its files come from the program"
    );
    window.close().await;
}

#[tokio::test]
async fn the_page_can_go_nowhere() {
    let home = Home::new();
    let window = Window::open(&home).await;
    window.script("location.href = 'https://example.org/'").await;
    window.script("window.open('https://example.org/')").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(window.script("return location.host").await, json!("localhost"), "it is still our page");

    let fetched =
        window.script("return fetch('https://example.org/').then(() => 'fetched', () => 'refused')").await;
    assert_eq!(fetched, json!("refused"), "the page has no network");
    window
        .until("what was refused is noticed", async || {
            window.policy_violations().await.iter().any(|one| one.contains("example.org")).then_some(())
        })
        .await;
    let ran = window.script("try { return eval('1 + 1') } catch { return 'refused' }").await;
    assert_eq!(ran, json!("refused"), "words never become a program");
    window.close().await;
}

#[tokio::test]
async fn the_page_names_no_file_of_its_own() {
    let home = Home::new();
    let window = Window::open(&home).await;
    let import = json!({ "command": { "command": "import", "args": { "paths": ["/etc/hostname"] } } });
    let problem = window.invoke("call", import).await.expect_err("nobody picked it");
    assert_eq!(problem["what"], "That file was not chosen in this window.");
    let problem =
        window.invoke("open_file", json!({ "path": "/etc/hostname" })).await.expect_err("it is no pack");
    assert_eq!(problem["remedy"], "Save the pack first.");
    for not_ours in ["plugin:dialog|open", "plugin:fs|read_text_file", "plugin:window|create"] {
        let refused = window.invoke(not_ours, json!({})).await.expect_err("the page may not ask that");
        assert!(refused.to_string().contains("not allowed"), "{not_ours}: {refused}");
    }
    window.close().await;
}

#[test]
fn without_a_screen_it_says_so_in_a_line() {
    let program = std::env::var_os("SEND_CASEBOOK").expect("SEND_CASEBOOK names the window: run `make e2e`");
    let said = Command::new(program)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("it starts");
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(!said.status.success(), "it did not open");
    assert!(words.contains("needs a screen") && words.trim().lines().count() == 1, "it said: {words}");
}
