//! The core, through its one door: each file a promise, or a way of breaking one.

mod any_command;
mod backups;
mod bad_input;
mod campaigns;
mod closing;
mod consent;
mod constituencies;
mod encrypted_file;
mod facets;
mod filing;
mod formats;
mod importing;
mod keys;
mod learning;
mod learnt_again;
mod leaving;
mod loss;
mod milestones;
mod reading;
mod redaction;
mod rereading;
mod structure;
mod torture;
mod undo;
mod watched;
