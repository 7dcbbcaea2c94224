//! The desktop shell: one window around the core's one door.
//!
//! - [`desk`] carries the page's commands to the core, off the window's thread.
//! - [`device`] unlocks through the system's keychain, where an office wants that.
//! - [`page`] begins the page anew when the casebook is put away.
//! - [`watch`] locks the casebook when nobody is there, the computer sleeps or its screen is locked.
//! - [`dialogs`] pick files and folders; [`recent`] is which casebooks were opened before; [`outside`] is what
//!   other programs show.
//! - [`paths`] is what the page may name.
//! - [`start`] is what must hold before the window may open.
//!
//! What a letter means does not belong here; that is the crate `casebook`.

// A release build for Windows opens no console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod desk;
mod device;
mod dialogs;
mod outside;
mod page;
mod paths;
mod recent;
mod start;
mod watch;

use std::process::ExitCode;

use tauri::webview::NewWindowResponse;
use tauri::{App, Manager as _, RunEvent, Url, WebviewEvent, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// The benchmark's peer writes files that are not encrypted; no program is built on it.
const _: () = assert!(casebook::ENCRYPTED, "`plain-peer` is for the benchmark alone");

/// Wiped as it is given back: letters and passphrases pass through this memory as text. It does not reach
/// what the database and the web view give back, which is most of it.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    casebook::api::this_program_is(casebook::api::Program::Window);
    if let Err(reason) = start::prepare() {
        eprintln!("{reason}");
        return ExitCode::from(2);
    }

    let app = tauri::Builder::default()
        // First, so that a second start does nothing but show the first window.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window("main") {
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .manage(desk::Desk::new())
        .setup(|app| {
            open_window(app)?;
            watch::watch(app.handle());
            Ok(())
        })
        .on_webview_event(|webview, event| {
            if let WebviewEvent::DragDrop(tauri::DragDropEvent::Drop { paths, .. }) = event {
                webview.state::<desk::Desk>().paths.may_read(paths);
            }
        })
        .invoke_handler(tauri::generate_handler![
            desk::call,
            desk::last_open,
            desk::cancel,
            desk::pause,
            desk::active,
            device::device_slot,
            device::device_unlock,
            device::device_on,
            device::device_off,
            recent::recent,
            recent::forget_recent,
            dialogs::sample_folder,
            dialogs::default_folder,
            dialogs::pick_letters,
            dialogs::pick_letter_folder,
            dialogs::pick_postcodes,
            dialogs::pick_casebook,
            dialogs::pick_backup,
            dialogs::pick_backup_folder,
            dialogs::pick_new_casebook,
            dialogs::pick_pack,
            dialogs::pick_leaving,
            dialogs::pick_attachment,
            outside::open_link,
            outside::open_file,
            outside::print_file,
        ])
        .build(tauri::generate_context!("tauri.conf.json"));

    match app {
        Ok(app) => {
            app.run(|app, event| {
                if matches!(event, RunEvent::Exit) {
                    app.state::<desk::Desk>().close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("SEND Casebook could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the one window. The page in it can go nowhere, open nothing and download nothing: a link
/// in a letter is only ever text.
fn open_window(app: &App) -> tauri::Result<()> {
    for window in &app.config().app.windows {
        let builder = WebviewWindowBuilder::from_config(app.handle(), window)?;
        let builder = if cfg!(feature = "automation") {
            builder.initialization_script(NOTE_WHAT_IS_REFUSED)
        } else {
            builder
        };
        let window = builder
            // Nothing of what the web view keeps for itself reaches the disk. WebKit's driver cannot
            // follow it there, so the tests of the window do without.
            .incognito(!cfg!(feature = "automation"))
            .on_navigation(is_our_page)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            .devtools(cfg!(debug_assertions))
            .build()?;
        page::mend(&window)?;
    }
    Ok(())
}

/// For the tests of the window: what the page did against the policy, from its first line on.
const NOTE_WHAT_IS_REFUSED: &str = "window.refused = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
        window.refused.push(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber}`));";

/// The window's own files, wherever this system serves them from.
fn is_our_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        // The frame in which a formatted letter is shown; the page writes what is in it.
        ("about", None) => url.path() == "srcdoc",
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => tauri::is_dev() && url.port() == Some(5173),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_our_page;

    #[test]
    fn the_window_goes_nowhere_else() {
        for (url, ours) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://example.org/", false),
            ("http://tauri.localhost.example.org/", false),
            ("tauri://elsewhere/", false),
            ("file:///etc/hostname", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
            ("about:srcdoc", true),
            ("about:blank", false),
        ] {
            assert_eq!(is_our_page(&url.parse().expect("a URL")), ours, "{url}");
        }
    }
}
