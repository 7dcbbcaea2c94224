//! `casebook`: the same jobs as the window, without one.
fn main() {}
