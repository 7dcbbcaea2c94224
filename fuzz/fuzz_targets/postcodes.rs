#![no_main]
casebook_fuzz::target!("postcodes");
