//! Takes the README's pictures from the real window: `make shots`.

fn main() {}
