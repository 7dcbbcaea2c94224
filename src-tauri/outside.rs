//! What other programs show: a saved pack, a link of a letter. Only what a person was shown, and asked for.

use std::path::Path;

use casebook::api::{Problem, Result};
use tauri::{AppHandle, Manager as _, Url};

use crate::desk::Desk;

/// Opens a link of a letter in the system's browser or mail program, after the page has asked. Only
/// a link of a letter that was shown: an address of the page's own could carry words out.
#[tauri::command]
pub(crate) fn open_link(app: AppHandle, address: String) -> Result<()> {
    if !app.state::<Desk>().paths.can_open(&address) || !is_for_outside(&address) {
        return Err(Problem::failed(
            "This link does not lead to a web page or a mailbox.",
            "If you need it, ask the family what they meant to send.",
        ));
    }
    if cfg!(feature = "scripted-dialogs") {
        return Ok(());
    }
    open::that_detached(&address).map_err(|_| {
        Problem::failed(
            "This computer offers no program that opens links.",
            "Copy the address and open it yourself, or ask IT.",
        )
    })
}

/// Whether an address is one for a browser or a mail program, and for nothing else.
fn is_for_outside(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let known = match url.scheme() {
        "http" | "https" => url.host_str().is_some() && url.username().is_empty() && url.password().is_none(),
        "mailto" => url.path().contains('@') && url.query().is_none(),
        _ => false,
    };
    // As the core wrote it: in plain letters, and no other address after the first reading.
    known && url.as_str() == address && address.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Shows a pack in the system's PDF viewer.
#[tauri::command]
pub(crate) fn open_file(app: AppHandle, path: String) -> Result<()> {
    show(&app, &path, "open")
}

/// Shows a pack in the system's PDF viewer, to print it from there. A pack carries families' words:
/// it does not go to a printer that nobody chose, and every system's viewer asks which, how many
/// and on both sides.
#[tauri::command]
pub(crate) fn print_file(app: AppHandle, path: String) -> Result<()> {
    show(&app, &path, "print")
}

fn show(app: &AppHandle, path: &str, to: &str) -> Result<()> {
    let file = Path::new(path);
    if !app.state::<Desk>().paths.can_show(file) {
        return Err(Problem::failed(
            format!("There is no pack to {to} that was saved since the window opened."),
            "Save the pack first.",
        ));
    }
    if !file.is_file() {
        return Err(Problem::failed("The pack is no longer where it was saved.", "Save it again."));
    }
    if cfg!(feature = "scripted-dialogs") {
        return Ok(());
    }
    open::that_detached(file).map_err(|_| {
        Problem::failed(
            "This computer offers no program that shows PDF files.",
            format!("The pack is saved. Find it in its folder to {to} it, or ask IT for a PDF viewer."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mailboxes_are_opened_outside() {
        for (address, opens) in [
            ("https://www.example.org/a?b#c", true),
            ("http://example.org/", true),
            ("mailto:jo@example.org", true),
            ("mailto:jo@example.org?body=words", false),
            ("https://bank.example@elsewhere.example/", false),
            ("https://\u{430}pple.example/", false),
            ("https://xn--pple-43d.example/", true),
            ("HTTPS://example.org/", false),
            ("https://example.org/ --flag", false),
            ("--flag", false),
            ("file:///etc/hostname", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("smb://example.org/share", false),
            ("ms-msdt:/id", false),
            ("", false),
        ] {
            assert_eq!(is_for_outside(address), opens, "{address}");
        }
    }
}
