#![no_main]
casebook_fuzz::target!("as_sent");
