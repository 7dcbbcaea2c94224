//! Locked is locked: when it happens, what cannot hold it up, and that nothing is left afterwards.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use casebook_e2e::system::{Desktop, as_system_bus};
use casebook_e2e::{Home, Window, samples, testid};
use serde_json::{Value, json};

/// A minute's milliseconds, for a test that waits until nobody has been there for fifteen of them.
const SOON: (&str, &str) = ("SEND_CASEBOOK_MINUTE", "600");

async fn a_sample(home: &Home, settings: &[(&str, &str)]) -> Window {
    let window = Window::open_with(home, settings).await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    window.mark().await;
    window
}

/// Whether the core, too, has let go of the casebook.
async fn put_away(window: &Window) -> bool {
    let status = window.invoke("call", json!({ "command": { "command": "status", "args": {} } })).await;
    status == Ok(json!({ "open": null }))
}

/// What says who has the sample open.
fn holder(home: &Home) -> Option<Value> {
    let file = home.files().into_iter().find(|file| file.ends_with("holder"))?;
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

#[tokio::test]
async fn no_dialog_holds_the_lock_up_and_its_late_answer_does_nothing() {
    let home = Home::new();
    let window = a_sample(&home, &[SOON]).await;
    // The system's own dialog, open until somebody answers it: after the casebook has locked.
    window.will_answer_after(14, "pick_letters", Some(&[&samples()]));
    let asked = Instant::now();
    window.script("window.__TAURI_INTERNALS__.invoke('pick_letters')").await;
    // One of our own over the room.
    window.press('n').await;
    window.see_css("dialog[open]").await;
    window.locked_anew().await;
    window.reads("[role=status]", "nobody had used it").await;
    assert!(asked.elapsed() < Duration::from_secs(14), "it locked while the dialog was open");
    assert!(put_away(&window).await);
    assert_eq!(window.count("dialog[open]").await, 0, "the dialog went with the room");
    window.picture("locked-by-itself").await;
    tokio::time::sleep(Duration::from_secs(15).saturating_sub(asked.elapsed())).await;

    assert!(put_away(&window).await, "nothing was opened by it");
    window.click("unlock-other").await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    let import = json!({ "command": { "command": "import", "args": { "paths": [samples()] } } });
    let refused = window.invoke("call", import).await.expect_err("what was picked too late may not be read");
    assert_eq!(refused["what"], "That file was not chosen in this window.");
    window.close().await;
}

#[tokio::test]
async fn the_systems_file_dialog_does_not_hold_the_lock_up() {
    let home = Home::new();
    let window = a_sample(&home, &[SOON]).await;
    window.script("window.__TAURI_INTERNALS__.invoke('pick_letters')").await;
    window.locked_anew().await;
    assert!(put_away(&window).await);
    window.close().await;
}

#[tokio::test]
async fn what_the_page_asks_of_its_own_accord_is_nobody_being_there() {
    let home = Home::new();
    let window = a_sample(&home, &[SOON]).await;
    let began = Instant::now();
    window
        .script(
            "setInterval(() => window.__TAURI_INTERNALS__.invoke('call',
                { command: { command: 'counts', args: {} } }), 300)",
        )
        .await;
    window.locked_anew().await;
    assert!(began.elapsed() < Duration::from_secs(25), "asking does not keep it open");
    assert!(put_away(&window).await);
    window.close().await;
}

#[tokio::test]
async fn what_the_office_decides_about_locking_holds_at_once() {
    let home = Home::new();
    // Fifteen minutes are forty-five seconds, and one is three.
    let window = a_sample(&home, &[("SEND_CASEBOOK_MINUTE", "3000")]).await;
    window.click("nav-settings").await;
    window.click_css(&format!("{} option[value='1']", testid("lock-after"))).await;
    let decided = Instant::now();
    window.locked_anew().await;
    let took = decided.elapsed();
    println!("locked {} ms after one minute of three seconds was chosen", took.as_millis());
    assert!((2..20).contains(&took.as_secs()), "after its minute, not before it and not after fifteen");
    assert!(put_away(&window).await);
    window.close().await;
}

#[tokio::test]
async fn sleep_and_a_locked_screen_lock_it() {
    let home = Home::new();
    let bus = as_system_bus();
    let settings: Vec<(&str, &str)> = bus.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let desktop = Desktop::new();
    let window = a_sample(&home, &settings).await;
    window.until("it asks for a moment before sleep", async || (desktop.delays() == 1).then_some(())).await;

    let began = Instant::now();
    let desktop = tokio::task::spawn_blocking(move || {
        desktop.prepare_for_sleep();
        desktop
    })
    .await
    .expect("the window lets the computer sleep");
    println!("put away {} ms after the computer said it would sleep", began.elapsed().as_millis());
    assert!(began.elapsed() < Duration::from_secs(4), "logind waits five seconds by itself");
    assert!(holder(&home).is_none(), "put away before it sleeps, and not after");
    window.locked_anew().await;
    window.reads("[role=status]", "slept").await;
    desktop.wake();
    window.until("it asks for the next", async || (desktop.delays() == 1).then_some(())).await;

    for desktop_lock in ["logind", "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"] {
        window.click("unlock-other").await;
        window.click("welcome-sample").await;
        window.see("nav-inbox").await;
        window.mark().await;
        match desktop_lock {
            "logind" => desktop.lock_session(),
            screen => desktop.lock_screen(screen),
        }
        window.locked_anew().await;
        window.reads("[role=status]", "screen was locked").await;
        assert!(put_away(&window).await, "{desktop_lock} locked the screen");
    }
    window.close().await;
}

#[tokio::test]
async fn told_to_stop_it_puts_the_casebook_away_first() {
    let home = Home::new();
    let _window = a_sample(&home, &[]).await;
    let process = holder(&home).expect("it says who has it")["process"].as_u64().expect("a process");
    let asked = Command::new("kill").args(["-TERM", &process.to_string()]).status();
    assert!(asked.expect("kill runs").success());
    let began = Instant::now();
    while std::path::Path::new(&format!("/proc/{process}/exe")).exists() {
        assert!(began.elapsed() < Duration::from_secs(10), "it ends");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("ended {} ms after it was told to", began.elapsed().as_millis());
    assert!(holder(&home).is_none(), "it was put away, and not only dropped");
    let log = home.files().into_iter().find(|file| file.ends_with("Sample.casebook/casebook.db-wal"));
    assert!(log.is_none(), "closed in order, the casebook is one whole file");
}

#[tokio::test]
async fn a_second_program_is_told_who_has_it_and_a_second_window_does_not_open() {
    let home = Home::new();
    let window = a_sample(&home, &[]).await;
    let program = std::path::PathBuf::from(std::env::var_os("SEND_CASEBOOK").expect("the window's program"));
    let as_them = |program: &std::path::Path| {
        let mut command = Command::new(program);
        for (name, place) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")] {
            command.env(name, home.join(place));
        }
        command.env("XDG_RUNTIME_DIR", home.join("run")).stdin(Stdio::null());
        command
    };
    let mut second =
        as_them(&program).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let began = Instant::now();
    let ended = loop {
        if let Some(ended) = second.try_wait().expect("it can be asked") {
            break ended;
        }
        if began.elapsed() > Duration::from_secs(20) {
            let _ = second.kill();
            panic!("a second window opened");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(ended.success(), "it only shows the first");
    assert!(!put_away(&window).await, "which goes on");

    let passphrase = home.join("passphrase");
    std::fs::write(&passphrase, "invented letters only\n").expect("written");
    let sample = home.files().into_iter().find(|file| file.ends_with("casebook.db")).expect("the sample");
    let folder = sample.parent().expect("its folder").to_owned();
    let line = program.with_file_name("casebook");
    let stories = || {
        let mut command = as_them(&line);
        command.arg("stories").arg(&folder).arg("--passphrase-file").arg(&passphrase);
        command.output().expect("the command line is built beside the window")
    };
    let refused = stories();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("open in the SEND Casebook window on this computer since "), "{said}");
    window.lock().await;
    window.until("it is put away", async || put_away(&window).await.then_some(())).await;
    assert!(stories().status.success(), "then it is free");
    window.close().await;
}

#[tokio::test]
async fn an_import_stops_cleanly_when_the_casebook_locks() {
    let home = Home::new();
    let post = home.join("post");
    std::fs::create_dir(&post).expect("a folder");
    for number in 0..6000 {
        let letter = format!(
            "From: Family {number} <family{number}@example.org>\r\nSubject: Letter {number}\r\n\
             Message-ID: <{number}@example.org>\r\n\r\nWe have waited {number} days for a plan.\r\n"
        );
        std::fs::write(post.join(format!("{number:05}.eml")), letter).expect("written");
    }
    let window = a_sample(&home, &[]).await;
    let before = window.inbox().await;
    window.will_answer("pick_letter_folder", Some(&[&post]));
    let picked = window.invoke("pick_letter_folder", json!({})).await.expect("a folder");
    window
        .script(&format!(
            "window.__TAURI_INTERNALS__.invoke('call', {{ command: {{ command: 'import', args: {{ paths: [{picked}] }} }} }})
                .then((answer) => (window.after = {{ answer }}), (problem) => (window.after = {{ problem }}))"
        ))
        .await;
    let counts = json!({ "command": { "command": "counts", "args": {} } });
    window
        .until("some are stored", async || {
            let counts = window.invoke("call", counts.clone()).await.ok()?;
            (counts["inbox"].as_u64()? > before.into()).then_some(())
        })
        .await;
    let began = Instant::now();
    window.press_with_control('l').await;
    window.until("nothing of this program has it open", async || holder(&home).is_none().then_some(())).await;
    let took = began.elapsed();
    println!("stopped an import and locked in {} ms", took.as_millis());
    assert!(took < Duration::from_secs(5), "it stops at the letter it is at");

    window.locked_anew().await;
    window.click("unlock-other").await;
    window.click("welcome-sample").await;
    window.see("nav-inbox").await;
    let checked = window.invoke("call", json!({ "command": { "command": "check", "args": {} } })).await;
    let checked = checked.expect("it can be checked");
    assert_eq!(checked["findings"], json!([]), "nothing is half");
    assert!(checked["stories"].as_u64().is_some_and(|now| now > before.into() && now < 6000), "{checked}");
    window.close().await;
}
