#![no_main]
casebook_fuzz::target!("pst");
