//! Takes the README's pictures from the real window: `make shots`. Everybody in them is invented.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use casebook_e2e::{Home, Window, testid};
use serde_json::{Value, json};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder for the pictures is given"));
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(take(folder));
}

async fn take(folder: PathBuf) {
    let home = Home::new();
    let mut window = Window::open(&home).await;
    window.pictures_into(&folder);
    window.click("welcome-sample").await;
    window.see("letter-text").await;
    // Past the urgent ones, to a letter about something else than danger.
    for _ in 0..5 {
        window.press('j').await;
    }
    window.see("letter-text").await;
    window.picture("inbox").await;
    file_all_as_offered(&window).await;
    window.close().await;

    // Opened again, so that the page knows what was filed past it.
    let mut window = Window::open(&home).await;
    window.pictures_into(&folder);
    window.click("welcome-sample").await;
    window.click("nav-evidence").await;
    window.see("grid-cell").await;
    window.picture("evidence").await;
    window.click("nav-stories").await;
    window.see("story-row").await;
    window.picture("stories").await;

    let pack = home.join("Documents/pack.pdf");
    window.click("nav-debates").await;
    window.click("debate-new").await;
    window.fill(&testid("new-debate-title"), "SEND provision in Hertfordshire").await;
    window.click("new-debate-make").await;
    window.see("debate-title").await;
    window.click_css("[role=tab]:nth-of-type(2)").await;
    for chosen in 1..=4 {
        window.click("quote-use").await;
        window
            .until("it is chosen", async || {
                (window.count("ol [data-testid=quote]").await == chosen).then_some(())
            })
            .await;
        // The list of what is left to choose is read again.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    window.reads(&testid("debate-state"), "Saved").await;
    window.see_css(&format!("{} canvas", testid("pages"))).await;
    window.picture("debate").await;
    window.will_answer("pick_pack", Some(&[&pack]));
    window.click("save-pack").await;
    window.until("the pack is on the disk", async || pack.is_file().then_some(())).await;
    window.close().await;
    picture_the_words(&pack, &folder.join("pack"));
    println!("The pictures are in {}.", folder.display());
}

/// Files every letter as offered and records what each family says in its own letter.
async fn file_all_as_offered(window: &Window) {
    let call = async |command: &str, args: Value| {
        let command = json!({ "command": { "command": command, "args": args } });
        window.invoke("call", command).await.expect("the core does it")
    };
    let page = call("stories", json!({ "status": "new", "limit": 500 })).await;
    for row in page["rows"].as_array().into_iter().flatten() {
        let story = call("story", json!({ "story": row["id"] })).await;
        let level = &story["offered"]["consent"]["level"];
        if level.is_string() {
            let on = row["received"].as_str().and_then(|at| at.get(..10));
            let said = json!({ "story": row["id"], "level": level, "on": on, "how": "Their letter", "withdrawal": false });
            call("record_consent", said).await;
        }
    }
    call("accept_offers", json!({ "stories": [] })).await;
}

/// Pictures the pack's first page of quotations.
fn picture_the_words(pack: &Path, picture: &Path) {
    let page = (1..=20)
        .map(|page: u32| page.to_string())
        .find(|page| {
            let words = Command::new("pdftotext").args(["-f", page, "-l", page]).arg(pack).arg("-").output();
            let words =
                words.map(|words| String::from_utf8_lossy(&words.stdout).into_owned()).unwrap_or_default();
            words.contains("In families’ own words") && !words.contains("Contents")
        })
        .unwrap_or_else(|| "4".into());
    let done = Command::new("pdftoppm")
        .args(["-png", "-r", "110", "-f", &page, "-l", &page, "-singlefile"])
        .arg(pack)
        .arg(picture)
        .status()
        .expect("pdftoppm is installed");
    assert!(done.success(), "a page of the pack can be pictured");
}
