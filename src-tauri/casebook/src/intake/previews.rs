//! The forms whose answers lie among some files, in folders and archives too, to be looked at before
//! anything is imported.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::opening::{Within, table};
use super::source::Opened;
use super::survey::{Form, Forms};
use super::{archive, find_files, kind, mailbox};

/// A form, and where its answers were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundForm {
    /// The file, and the place in it where that is an archive.
    pub place: String,
    /// How many other files hold answers to the same form.
    pub others: usize,
    /// The form. Its rows are those of the first file, its count that of all.
    pub form: Form,
}

/// Tables that are looked into for one import; those beyond are read as remembered, or as guessed.
const MOST_TABLES: usize = 500;

/// The forms among these files and folders, each once. A file that was named is known by what is in it; of a
/// folder or an archive, with perhaps a hundred thousand letters, only what is called a table is opened.
#[must_use]
pub fn forms_in(paths: &[PathBuf], forms: &Forms) -> Vec<FoundForm> {
    let mut search = Search { forms, found: Vec::new(), looked: 0 };
    for path in paths {
        let named = path.is_file();
        for file in find_files(std::slice::from_ref(path)).flatten() {
            let name = file.path.display().to_string();
            if named || is_called_a_table(&name) || ends_with(&name, "zip") {
                let within = Within::file_of(file.bytes, &Rc::new(Forms::new()));
                search.file(&file.path, name, &within);
            }
        }
    }
    search.found
}

struct Search<'a> {
    forms: &'a Forms,
    found: Vec<FoundForm>,
    looked: usize,
}

impl Search<'_> {
    fn file(&mut self, path: &Path, name: String, within: &Within) {
        let Ok(mut opened) = Opened::file(path) else { return };
        let packed = archive::is_packed(&opened.start);
        if packed && opened.source().is_ok_and(|source| archive::document(source, &opened.start).is_none()) {
            let Ok(source) = opened.source() else { return };
            let most = MOST_TABLES.saturating_sub(self.looked);
            for (inside, opened) in archive::tables(&source, within, is_called_a_table).take(most) {
                self.table(opened, format!("{name}, {inside}"));
            }
        } else {
            self.table(opened, name);
        }
    }

    fn table(&mut self, opened: Opened, place: String) {
        if self.looked == MOST_TABLES {
            return;
        }
        self.looked += 1;
        let Some(form) = form_in(opened, self.forms) else { return };
        match self.found.iter_mut().find(|found| found.form.mark == form.mark) {
            Some(found) => {
                found.others += 1;
                found.form.count = found.form.count.saturating_add(form.count);
            }
            None => self.found.push(FoundForm { place, others: 0, form }),
        }
    }
}

fn form_in(mut opened: Opened, forms: &Forms) -> Option<Form> {
    let packed = archive::is_packed(&opened.start);
    if !packed && (mailbox::is_mailbox(&opened.start) || kind::is_mail(&opened.start)) {
        return None;
    }
    let document = if packed { Some(archive::document(opened.source().ok()?, &opened.start)?) } else { None };
    let bytes = opened.whole().ok()?;
    Some(table(&bytes, document).ok()??.form(forms))
}

fn is_called_a_table(name: &str) -> bool {
    ["csv", "tsv", "xlsx", "xlsm", "ods"].iter().any(|ending| ends_with(name, ending))
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}
