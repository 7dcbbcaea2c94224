//! A few of every trial that `make torture` makes in full: killed, damaged, full, looked through.

use std::process::Command;

/// Runs sets of trials, a few of each.
fn held(sets: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_torture")).arg("--short").args(sets).output();
    let output = output.expect("the trials run");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn killed_at_any_moment_it_loses_nothing_acknowledged_and_keeps_nothing_half() {
    held(&["kill-import", "kill-work", "kill-migration"]);
}

#[test]
fn one_flipped_bit_is_told_wherever_it_is() {
    held(&["flip-database", "flip-keys", "flip-seal"]);
}

#[test]
fn a_damaged_log_is_reported_at_opening() {
    held(&["log"]);
}

#[test]
fn a_full_disk_loses_nothing_acknowledged_and_says_so() {
    held(&["full-import", "full-typing", "full-log", "full-pack", "full-export"]);
}

#[test]
fn a_wrong_passphrase_opens_makes_and_changes_nothing() {
    held(&["wrong-words"]);
}

#[test]
fn a_mail_bomb_costs_neither_the_afternoon_nor_the_memory() {
    held(&["bombs"]);
}

#[test]
fn after_a_working_day_no_word_of_a_letter_lies_about() {
    held(&["leaks"]);
}
