//! The page's life: it begins anew whenever the casebook is put away, so that nothing of what it
//! showed stays with the web view.

use tauri::{AppHandle, Manager as _, WebviewWindow};

/// Begins the page anew.
///
/// On Linux the web view's process ends with everything in its memory, and another takes its place;
/// elsewhere the page is loaded again, and the web view frees what the old one held in its own time.
pub(crate) fn begin_anew(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else { return };
    // A window that is just closing has no page to begin anew.
    let _ = system::begin_anew(&window);
}

/// Loads the page again when the web view's process has ended: because we ended it, or because a
/// letter was too much for it. An empty window would help nobody.
pub(crate) fn mend(window: &WebviewWindow) -> tauri::Result<()> {
    system::mend(window)
}

#[cfg(target_os = "linux")]
mod system {
    use std::cell::Cell;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use tauri::WebviewWindow;
    use webkit2gtk::{WebProcessTerminationReason as Reason, WebViewExt as _};

    /// How long locking waits for the window's thread to end the page: the computer may be about to
    /// sleep, and the thread may be busy.
    const TO_END: Duration = Duration::from_secs(1);
    /// A page that fails again this soon is not loaded a third time.
    const AT_ONCE: Duration = Duration::from_secs(10);

    pub(super) fn begin_anew(window: &WebviewWindow) -> tauri::Result<()> {
        let (ended, end) = mpsc::channel();
        window.with_webview(move |web| {
            if ends_its_process() {
                // What is done when it has ended is in `mend`.
                web.inner().terminate_web_process();
            } else {
                web.inner().reload();
            }
            let _ = ended.send(());
        })?;
        let _ = end.recv_timeout(TO_END);
        Ok(())
    }

    /// WebKit's driver does not follow a page into another process: the tests of the window do without,
    /// but for the one that looks through its memory.
    fn ends_its_process() -> bool {
        !cfg!(feature = "automation") || std::env::var_os("SEND_CASEBOOK_ENDS_PAGE").is_some()
    }

    pub(super) fn mend(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|web| {
            let failed = Cell::new(None::<Instant>);
            web.inner().connect_web_process_terminated(move |web, reason| {
                let before = match reason {
                    Reason::TerminatedByApi => None,
                    _ => failed.replace(Some(Instant::now())),
                };
                if before.is_none_or(|before| before.elapsed() > AT_ONCE) {
                    web.reload();
                }
            });
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use tauri::WebviewWindow;

    pub(super) fn begin_anew(window: &WebviewWindow) -> tauri::Result<()> {
        window.reload()
    }

    /// Windows and macOS mend it themselves, or say what is wrong.
    pub(super) fn mend(_: &WebviewWindow) -> tauri::Result<()> {
        Ok(())
    }
}
