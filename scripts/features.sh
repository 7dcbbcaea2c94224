# shellcheck shell=bash
# What every check of the Rust builds: the same packages with the same features, so that nothing is
# built twice. The two features let a test drive the window; nothing that is shipped has them.
# shellcheck disable=SC2034
features=(--features "send-casebook/automation,send-casebook/scripted-dialogs")
everything=(--workspace --lib --bins --examples --tests "${features[@]}")
