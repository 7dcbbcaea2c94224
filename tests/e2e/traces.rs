//! What a day's work leaves behind: on the disk, and in the memory of the window's processes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;

/// Words that lie about, as a computer would keep them: in UTF-8 or two bytes a letter.
#[derive(Debug)]
pub struct Telltale {
    words: Vec<String>,
    search: AhoCorasick,
}

/// What was looked through, and what was found where.
#[derive(Debug, Default)]
pub struct Looked {
    /// Files that were read.
    pub files: usize,
    /// Bytes in them.
    pub bytes: u64,
    /// What was found, as "the words, in the file".
    pub found: Vec<String>,
}

/// How often words lie in memory, by the process's name and what the system calls that memory.
#[derive(Debug, Default)]
pub struct InMemory {
    /// Bytes that were looked through.
    pub bytes: u64,
    /// Copies of the words.
    pub copies: BTreeMap<(String, String), usize>,
}

impl InMemory {
    /// Copies in the processes of this name.
    #[must_use]
    pub fn of(&self, process: &str) -> usize {
        self.copies.iter().filter(|((name, _), _)| name == process).map(|(_, copies)| copies).sum()
    }
}

impl Telltale {
    /// Looks for these words.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let words: Vec<String> = words.into_iter().collect();
        let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let patterns: Vec<Vec<u8>> =
            words.iter().flat_map(|word| [word.clone().into_bytes(), wide(word)]).collect();
        let search = AhoCorasick::new(patterns).expect("words can be looked for");
        Self { words, search }
    }

    /// Every line of every sample letter that is long enough to be nobody else's, and every address.
    #[must_use]
    pub fn of_the_samples() -> Self {
        let letters = std::fs::read_dir(crate::samples()).expect("the samples are there").flatten();
        let letters =
            letters.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "eml"));
        let text: Vec<String> = letters
            .map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a letter")).into_owned())
            .collect();
        let mut words: Vec<String> = text
            .iter()
            .flat_map(|letter| letter.lines())
            .map(str::trim)
            .filter(|line| {
                line.len() >= 24 && line.split(' ').count() >= 4 && line.is_ascii() && !line.contains(": ")
            })
            .map(str::to_owned)
            .collect();
        let addresses =
            text.iter().flat_map(|letter| letter.split(|c: char| c.is_whitespace() || "<>,;\"".contains(c)));
        words.extend(addresses.filter(|word| word.contains("@") && word.len() > 8).map(str::to_owned));
        words.sort();
        words.dedup();
        Self::new(words)
    }

    /// The same, and these words too.
    #[must_use]
    pub fn and(self, more: &[&str]) -> Self {
        Self::new(self.words.into_iter().chain(more.iter().map(|word| (*word).to_owned())))
    }

    /// How many words it looks for.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// Looks through files, apart from those below one of these places.
    #[must_use]
    pub fn look(&self, files: &[PathBuf], except: &[&Path]) -> Looked {
        let mut looked = Looked::default();
        for file in files.iter().filter(|file| !except.iter().any(|place| file.starts_with(place))) {
            let bytes = std::fs::read(file).unwrap_or_default();
            looked.files += 1;
            looked.bytes += bytes.len() as u64;
            let found = self.search.find_iter(&bytes).map(|hit| self.word(hit.pattern().as_usize()));
            looked.found.extend(found.map(|word| format!("{word:?}, in {}", file.display())));
        }
        looked
    }

    fn word(&self, pattern: usize) -> &str {
        self.words.get(pattern / 2).map_or("", String::as_str)
    }

    /// How often the words lie in the memory of these processes.
    ///
    /// # Panics
    /// When a process that runs does not let itself be read: then nothing would be found.
    #[must_use]
    pub fn in_memory(&self, processes: &[u32]) -> InMemory {
        let mut found = InMemory::default();
        for process in processes {
            let Ok(name) = std::fs::read_to_string(format!("/proc/{process}/comm")) else { continue };
            self.in_one(*process, name.trim(), &mut found);
        }
        found
    }

    fn in_one(&self, process: u32, name: &str, found: &mut InMemory) {
        let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
        if maps.is_empty() {
            return; // It has ended.
        }
        let mut memory =
            File::open(format!("/proc/{process}/mem")).expect("a test may read its window's memory");
        let mut pages = Pages::of(process);
        for line in maps.lines() {
            let mut parts = line.split_whitespace();
            let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
            let kind = parts.nth(3).unwrap_or("no name");
            let Some((from, to)) = range.split_once('-') else { continue };
            let (Ok(from), Ok(to)) = (u64::from_str_radix(from, 16), u64::from_str_radix(to, 16)) else {
                continue;
            };
            // What nobody can write was not written by us.
            if !rights.starts_with("rw") {
                continue;
            }
            let mut at = from;
            while at < to {
                let step = (to - at).min(1 << 20);
                // Most of a web view's address space was never used.
                if !pages.any(at, step) {
                    at += step;
                    continue;
                }
                let mut bytes = vec![0; usize::try_from(step).unwrap_or_default()];
                if memory.seek(SeekFrom::Start(at)).is_ok() && memory.read_exact(&mut bytes).is_ok() {
                    let copies = self.search.find_iter(&bytes).count();
                    found.bytes += step;
                    if copies > 0 {
                        *found.copies.entry((name.to_owned(), kind.to_owned())).or_default() += copies;
                    }
                }
                at += step;
            }
        }
    }
}

/// Which pages of a process's address space hold anything.
struct Pages(Option<File>);

impl Pages {
    /// As on the computers the tests run on; a test asserts that it finds what is there.
    const SIZE: u64 = 4096;

    fn of(process: u32) -> Self {
        Self(File::open(format!("/proc/{process}/pagemap")).ok())
    }

    /// Whether any page between these addresses is in memory or swapped out.
    fn any(&mut self, from: u64, length: u64) -> bool {
        let Some(map) = &mut self.0 else { return true };
        let mut entries = vec![0; usize::try_from(length / Self::SIZE * 8).unwrap_or_default()];
        let read =
            map.seek(SeekFrom::Start(from / Self::SIZE * 8)).and_then(|_| map.read_exact(&mut entries));
        // The two highest bits of each entry say so.
        read.is_err()
            || entries.chunks(8).any(|entry| entry.last().is_some_and(|high| high & 0b1100_0000 != 0))
    }
}

/// A process and everything it started, as long as they run.
#[must_use]
pub fn family(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|child: u32| {
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).ok()?;
            // The name, in brackets, may hold spaces; the parent is the second word after it.
            Some((child, stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect();
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child));
        at += 1;
    }
    family
}
