//! What can be typed.

use std::path::PathBuf;

use casebook::consent::ConsentLevel;
use chrono::NaiveDate;
use clap::{Parser, Subcommand, ValueEnum};
use uuid::Uuid;

use crate::slots::SlotsJob;
use crate::trail::Reason;

/// The office's letters from families, in one encrypted casebook.
#[derive(Parser)]
#[command(name = "casebook", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// A file whose first line is the passphrase; without it, the terminal asks
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) job: Job,
}

#[derive(Subcommand)]
pub(crate) enum Job {
    /// Make a new casebook
    Create {
        /// The folder to make
        folder: String,
        /// The MP, as printed on a pack
        #[arg(long, value_name = "NAME", default_value = "")]
        mp: String,
        /// The constituency
        #[arg(long, value_name = "NAME", default_value = "")]
        constituency: String,
        /// Who is at the desk
        #[arg(long, value_name = "NAME", default_value = "Caseworker")]
        staff: String,
        /// Also make a recovery key and write its sheet here, to be printed; without it there is none
        #[arg(long, value_name = "FILE.pdf")]
        recovery_sheet: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Import letters from files and folders, with a receipt
    Import {
        /// The casebook
        folder: String,
        /// Files, archives (.zip), survey exports (.csv, .xlsx, .ods), and folders of them
        #[arg(required = true)]
        paths: Vec<String>,
        /// What a survey's column holds (again for more), remembered for every later import of that
        /// form: 'Your name=name'; or email, postcode, story, consent, child_age, date, other, leave
        #[arg(long, value_name = "HEADING=WHAT")]
        map: Vec<String>,
        /// Of Outlook data files (.pst) read only this folder (again for more): 'Inbox/Constituents', or
        /// its last name; without it all but deleted, junk and unsent mail
        #[arg(long = "folder", value_name = "NAME")]
        folders: Vec<String>,
        /// Only list the folders of Outlook data files, with how much each holds; nothing is imported
        #[arg(long, conflicts_with = "folders")]
        list_folders: bool,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// List the receipts of imports, or show one, line by line
    Receipts {
        /// The casebook
        folder: String,
        /// The receipt
        #[arg(value_name = "ID")]
        receipt: Option<Uuid>,
        /// Only lines with these words
        #[arg(long, value_name = "WORDS", default_value = "", requires = "receipt")]
        find: String,
        /// Write it here, to be printed
        #[arg(long, value_name = "FILE.pdf", requires = "receipt")]
        pdf: Option<String>,
        /// Answer in JSON lines
        #[arg(long)]
        json: bool,
    },
    /// List stories
    Stories {
        /// The casebook
        folder: String,
        /// Only stories with these words
        #[arg(long, value_name = "WORDS", default_value = "")]
        search: String,
        /// Only stories filed under this theme
        #[arg(long, value_name = "ID")]
        theme: Option<String>,
        /// Only stories filed in this authority
        #[arg(long, value_name = "GSS")]
        authority: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// File waiting stories exactly as offered
    Accept {
        /// The casebook
        folder: String,
        /// Only this story (again for more); without it, every waiting one
        #[arg(long = "story", value_name = "ID")]
        stories: Vec<Uuid>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Record what a family agreed to
    Consent {
        /// The casebook
        folder: String,
        /// The story
        #[arg(long, value_name = "ID")]
        story: Uuid,
        /// What they agreed to
        #[arg(long)]
        level: Level,
        /// The day they said so
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: NaiveDate,
        /// How they said so: "email", "phone call with their mother"
        #[arg(long, value_name = "TEXT")]
        how: String,
        /// They take an earlier, higher step back
        #[arg(long)]
        withdrawal: bool,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Count filed stories by theme and authority
    Group {
        /// The casebook
        folder: String,
        /// Leave out stories that are nothing but the text of a campaign
        #[arg(long)]
        without_campaigns: bool,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a debate's briefing pack
    Brief {
        /// The casebook
        folder: String,
        /// The subject, as it follows "That this House has considered"
        #[arg(long)]
        title: String,
        /// The day of the debate
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: NaiveDate,
        /// Its length
        #[arg(long, value_parser = ["30", "60", "90"])]
        minutes: String,
        /// Only this authority (again for more)
        #[arg(long = "authority", value_name = "GSS")]
        authorities: Vec<String>,
        /// Only this theme (again for more)
        #[arg(long = "theme", value_name = "ID")]
        themes: Vec<String>,
        /// Leave stories that are nothing but the text of a campaign out of the figures
        #[arg(long)]
        without_campaigns: bool,
        /// Where to write the PDF
        #[arg(long, value_name = "FILE.pdf")]
        out: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Read letters as JSON lines {"id","text"} and say what would be offered for each
    Suggest {
        /// Answer in JSON lines (the only form there is)
        #[arg(long)]
        json: bool,
    },
    /// Read which constituency each postcode lies in from the statisticians' file of postcodes, for a
    /// hint in the window; without a file, say what was read
    Constituencies {
        /// The casebook
        folder: String,
        /// The NSPL or ONSPD, as it was downloaded: the archive (.zip), which has the names too, or the table in it
        #[arg(value_name = "FILE")]
        postcodes: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what this office's own filing has taught of its letters
    Learning {
        /// The casebook
        folder: String,
        /// Learn from now on
        #[arg(long, conflicts_with = "off")]
        on: bool,
        /// Learn nothing any more, and offer what reading alone offers
        #[arg(long)]
        off: bool,
        /// Forget everything: only what is filed from now on teaches
        #[arg(long)]
        forget: bool,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Say which authority postcodes lie in
    Locate {
        #[arg(required = true)]
        postcodes: Vec<String>,
        /// Answer in JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Make a readable copy of everything: JSON, spreadsheets, original emails. Not encrypted
    Export {
        /// The casebook
        folder: String,
        /// The folder to make
        #[arg(long, value_name = "FOLDER")]
        out: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy everything held about one person; other people are boxed, or removed with --send
    Access {
        /// The casebook
        folder: String,
        /// A story of theirs
        #[arg(long, value_name = "ID")]
        story: Uuid,
        /// The folder to make
        #[arg(long, value_name = "FOLDER")]
        out: String,
        /// Make the copy to send: other people's words are removed
        #[arg(long)]
        send: bool,
        /// Leave these words in, though they were found (again for more)
        #[arg(long, value_name = "WORDS")]
        keep: Vec<String>,
        /// Take these words out too (again for more)
        #[arg(long, value_name = "WORDS")]
        also: Vec<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Check everything about a casebook that can be checked
    Check {
        /// The casebook
        folder: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the record of changes, one entry a line, oldest first
    Audit {
        /// The casebook
        folder: String,
        /// Only what was done to this story
        #[arg(long, value_name = "ID")]
        story: Option<Uuid>,
        /// Answer in JSON lines
        #[arg(long)]
        json: bool,
    },
    /// List stories due for review
    Review {
        /// The casebook
        folder: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// List filed stories that read otherwise now, as the program has learnt to read better: what would be
    /// added, and the words it rests on. Nothing is changed
    Rereading {
        /// The casebook
        folder: String,
        /// First read closely what waits for it, which may take hours
        #[arg(long)]
        wait: bool,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a backup, opened and checked before it counts
    Backup {
        /// The casebook
        folder: String,
        /// The folder to make it in; without it, the casebook's own place for backups
        #[arg(long, value_name = "FOLDER")]
        to: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a backup in a casebook's place; what is there is kept beside
    Restore {
        /// The backup's folder
        backup: String,
        /// The casebook's folder; it need not be there any more
        folder: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase stories for good
    Erase {
        /// The casebook
        folder: String,
        /// The story (again for more)
        #[arg(long = "story", value_name = "ID", required = true)]
        stories: Vec<Uuid>,
        /// Why
        #[arg(long)]
        reason: Reason,
        /// For one story the name of who wrote, for several their number
        #[arg(long, value_name = "TEXT")]
        confirm: String,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// List who can open a casebook, and change it
    Slots {
        /// The casebook
        folder: String,
        /// Answer in JSON
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        job: Option<SlotsJob>,
    },
    /// Do the main job once on the sample letters, and leave a casebook and a briefing.pdf
    Demo {
        /// Where to leave them
        folder: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    Casework,
    Counted,
    Anonymous,
    ReadOut,
    Named,
}

impl From<Level> for ConsentLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Casework => Self::Casework,
            Level::Counted => Self::Counted,
            Level::Anonymous => Self::Anonymous,
            Level::ReadOut => Self::ReadOut,
            Level::Named => Self::Named,
        }
    }
}
