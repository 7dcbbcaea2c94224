//! Bakes `tauri.conf.json`, the capabilities and the window's files into the program.

use std::path::Path;

fn main() {
    // A path other than Tauri's usual one is not watched for us.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");

    // The macro that embeds the window's files fails without them; the compiler should not need npm.
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        let _ = std::fs::create_dir_all("ui/dist");
        let _ = std::fs::write(
            page,
            "<!doctype html><title>SEND Casebook</title><p>Build the window first: make ui",
        );
    }

    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
