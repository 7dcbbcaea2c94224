//! What must hold before the window may open: a screen to open it on, and nobody looking over the
//! web view's shoulder.

/// Settings that hand the web view to another program: a driver, or a debugger.
const OPENS_THE_WINDOW_TO_OTHERS: [&str; 4] = [
    "TAURI_WEBVIEW_AUTOMATION",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
];

/// Makes the process fit to hold letters, or says in a line why the window cannot open.
pub(crate) fn prepare() -> Result<(), String> {
    keep_memory_private();
    say_only_where_it_stopped();
    nobody_else_drives()?;
    there_is_a_screen()
}

/// No core dump, and on Linux no other program of the same user reads this one's memory. A system
/// that refuses is no reason not to work.
fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    // A debugger is another program too, so only where nobody is developing.
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// A panic's own message can quote the text it failed on; where it happened is enough to mend it.
fn say_only_where_it_stopped() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
        eprintln!("SEND Casebook: a job stopped unexpectedly at {place}.");
    }));
}

/// Tauri obeys `TAURI_WEBVIEW_AUTOMATION` in what is shipped too. Taking a variable out of our own
/// environment is not safe once other threads may read it, so the window stays shut instead.
fn nobody_else_drives() -> Result<(), String> {
    if cfg!(feature = "automation") {
        return Ok(());
    }
    match OPENS_THE_WINDOW_TO_OTHERS.iter().find(|name| std::env::var_os(name).is_some()) {
        Some(name) => Err(format!(
            "SEND Casebook does not open while {name} is set, because another program could then read \
             the window. Unset it and start again."
        )),
        None => Ok(()),
    }
}

/// Without a screen the window's own library stops with a panic; say it in words first.
fn there_is_a_screen() -> Result<(), String> {
    #[cfg(target_os = "linux")]
    if gtk::init().is_err() {
        return Err("SEND Casebook needs a screen and found none (DISPLAY or WAYLAND_DISPLAY). \
                    To see what it does without one, run `make demo`."
            .into());
    }
    Ok(())
}
