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
    held(&["kill-import", "kill-work", "kill-migration", "kill-rotation"]);
}

#[test]
fn one_flipped_bit_is_told_wherever_it_is() {
    held(&["flip-database", "flip-keys", "flip-seal"]);
}

#[test]
fn a_damaged_log_and_an_old_page_are_reported() {
    held(&["log", "replay"]);
}

#[test]
fn a_full_disk_loses_nothing_acknowledged_and_says_so() {
    held(&["full-import", "full-typing", "full-log", "full-pack", "full-backup", "full-export"]);
}

#[test]
fn a_wrong_passphrase_opens_makes_and_changes_nothing_and_costs_a_guesser_dear() {
    held(&["wrong-words", "cost"]);
}

#[test]
fn a_mail_bomb_costs_neither_the_afternoon_nor_the_memory() {
    held(&["bombs"]);
}

#[test]
fn after_a_working_day_no_word_of_a_letter_lies_about() {
    held(&["leaks"]);
}

#[test]
fn no_fault_harms_the_last_good_backup() {
    held(&["kill-backup", "kill-restore", "bad-places"]);
}

#[test]
fn a_past_shape_opens_and_a_newer_one_is_left_alone() {
    held(&["shapes", "newer"]);
}

#[test]
fn lists_searches_and_grids_say_what_is_so_however_they_are_asked() {
    held(&["million"]);
}
