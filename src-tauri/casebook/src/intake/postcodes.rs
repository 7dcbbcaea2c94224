//! The statisticians' file of postcodes (NSPL or ONSPD), as it is downloaded: a table of some 2.7 million
//! lines, packed or not. Its columns are called by the year, so they are known by their pattern.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};
use zip::ZipArchive;
use zip::result::ZipError;

use super::archive::is_packed;
use super::without_controls;
use crate::constituency::{Constituency, Sector, Table};
use crate::error::{Problem, Result};

/// No file of postcodes has more lines, or more bytes once unpacked.
const MOST_LINES: u64 = 20_000_000;
const MOST_BYTES: u64 = 8 << 30;
/// The longest line of headings.
const HEADINGS: u64 = 64 * 1024;
/// The longest line: a quotation mark that nothing closes makes one of all the rest.
const LONGEST_LINE: usize = 1024 * 1024;
/// More constituencies than there ever were.
const MOST_CONSTITUENCIES: usize = 5_000;
/// Lines between two looks at whether to go on.
const LOOK: u64 = 1 << 14;

/// Refuses to go on where a line comes to no end: all of it would be held at once.
struct Lines<R> {
    from: R,
    /// Read since the last whole line.
    waiting: Rc<Cell<usize>>,
}

impl<R: Read> Lines<R> {
    fn of(from: R) -> (csv::Reader<Self>, Rc<Cell<usize>>) {
        let waiting = Rc::new(Cell::new(0));
        let lines = Self { from, waiting: Rc::clone(&waiting) };
        (ReaderBuilder::new().has_headers(false).flexible(true).from_reader(lines), waiting)
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.waiting.set(self.waiting.get() + read);
        if self.waiting.get() > LONGEST_LINE { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
    }
}

/// Where a table has what is needed of it.
struct Columns {
    postcode: usize,
    /// When a postcode came out of use; empty while it is in use.
    ended: usize,
    constituency: usize,
}

/// Reads a file of postcodes. `go_on` hears how many bytes of how many are read.
pub(crate) fn postcodes(path: &Path, go_on: &dyn Fn(u64, u64) -> bool) -> Result<Table> {
    let called = name(&path.file_name().unwrap_or_default().to_string_lossy());
    let mut file = File::open(path).map_err(|error| unreadable(&called, &error))?;
    let mut start = [0; 4];
    let read = file.read(&mut start).map_err(|error| unreadable(&called, &error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&called, &error))?;
    if is_packed(start.get(..read).unwrap_or_default()) {
        return packed(file, &called, go_on);
    }
    let size = file.metadata().map_or(0, |file| file.len());
    table(BufReader::new(file), called, size, HashMap::new(), go_on)
}

/// Finds the tables in an archive: the whole one of postcodes, and the one of names.
fn packed(file: File, called: &str, go_on: &dyn Fn(u64, u64) -> bool) -> Result<Table> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(called, error))?;
    let (mut whole, mut names, mut nearly) = (None::<(u64, usize)>, HashMap::new(), None);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(called, error))?;
        let within = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        let size = entry.size();
        if !within.to_lowercase().ends_with(".csv") {
            continue;
        }
        let mut entry = BufReader::new(entry.take(MOST_BYTES));
        let mut first = Vec::new();
        let read = entry.by_ref().take(HEADINGS).read_until(b'\n', &mut first);
        read.map_err(|error| unreadable(called, &error))?;
        let headings = headings(&first);
        match columns(&headings) {
            // The same table lies beside it cut into postcode areas.
            Ok(_) if whole.is_none_or(|(largest, _)| size > largest) => whole = Some((size, index)),
            Ok(_) => {}
            Err(missing) => match names_at(&headings) {
                Some(at) => names.extend(names_of(entry, at, called)?),
                None if headings.iter().any(|heading| heading == "pcds") => nearly = Some((within, missing)),
                None => {}
            },
        }
    }
    match (whole, nearly) {
        (Some((size, index)), _) => {
            let entry = archive.by_index(index).map_err(|error| broken(called, error))?;
            let within = name(&entry.name().unwrap_or_default());
            table(BufReader::new(entry.take(MOST_BYTES)), within, size, names, go_on)
        }
        (None, Some((within, missing))) => Err(without(&name(&within), missing)),
        (None, None) => Err(Problem::invalid(
            "path",
            format!("{called} has no table of postcodes in it."),
            "Choose the NSPL or ONSPD file as it was downloaded from the Office for National Statistics.",
        )),
    }
}

/// Reads a table of postcodes.
pub(super) fn table(
    mut from: impl io::BufRead,
    file: String,
    size: u64,
    names: HashMap<String, String>,
    go_on: &dyn Fn(u64, u64) -> bool,
) -> Result<Table> {
    let mut first = Vec::new();
    let read = from.by_ref().take(HEADINGS).read_until(b'\n', &mut first);
    read.map_err(|error| unreadable(&file, &error))?;
    let at = columns(&headings(&first)).map_err(|missing| without(&file, missing))?;
    let mut table = Table { as_of: month_of(&file), file, ..Table::default() };
    let mut numbers: HashMap<Vec<u8>, u16> = HashMap::new();
    let mut sectors: HashMap<[u8; 5], Sector> = HashMap::new();
    let (mut lines, waiting) = Lines::of(from);
    let (mut line, mut count) = (ByteRecord::new(), 0_u64);
    while lines.read_byte_record(&mut line).map_err(|error| cut_short(&table.file, error))? {
        waiting.set(0);
        count += 1;
        if count.is_multiple_of(LOOK) && !go_on(lines.position().byte(), size) {
            return Err(Problem::failed("Stopped.", "The constituencies are as they were."));
        }
        if count > MOST_LINES {
            let what = format!("{} is longer than any file of postcodes.", table.file);
            return Err(Problem::invalid(
                "path",
                what,
                "Choose the NSPL or ONSPD file as it was downloaded.",
            ));
        }
        let field = |place| line.get(place).unwrap_or_default().trim_ascii();
        let code = field(at.constituency);
        // Without a constituency, or in the Channel Islands or the Isle of Man.
        if !field(at.ended).is_empty() || code.is_empty() || code.len() > 9 || code.ends_with(b"99999999") {
            continue;
        }
        let Some((sector, unit)) = place(field(at.postcode)) else { continue };
        let next = numbers.len();
        let number = match numbers.get(code) {
            Some(number) => *number,
            None if next >= MOST_CONSTITUENCIES => continue,
            None => {
                let number = u16::try_from(next).unwrap_or(u16::MAX);
                numbers.insert(code.to_vec(), number);
                let code = String::from_utf8_lossy(code).into_owned();
                let name = names.get(&code).cloned().unwrap_or_default();
                table.constituencies.push(Constituency { code, name });
                number
            }
        };
        table.postcodes += u32::from(sectors.entry(sector).or_default().set(unit, number));
    }
    if table.postcodes == 0 {
        return Err(Problem::invalid(
            "path",
            format!("{} has no postcode in use with a constituency.", table.file),
            "Download the file again, or choose another.",
        ));
    }
    let spelt = |sector: [u8; 5]| {
        let (outward, digit) = sector.split_at(4);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        format!("{} {}", text(outward), text(digit))
    };
    table.sectors = sectors.into_iter().map(|(sector, units)| (spelt(sector), units)).collect();
    Ok(table)
}

/// The sector a postcode lies in (its first half in four places, then the digit), and which of its units it is.
/// None where it is no postcode.
fn place(postcode: &[u8]) -> Option<([u8; 5], u16)> {
    let mut letters = [b' '; 7];
    let mut count = 0;
    for byte in postcode.iter().filter(|byte| **byte != b' ') {
        *letters.get_mut(count)? = byte.to_ascii_uppercase();
        count += 1;
    }
    let (outward, inward) = letters.get(..count)?.split_at_checked(count.checked_sub(3)?)?;
    let number = crate::authority::inward_number(inward)?;
    let mut sector = [b' '; 5];
    sector.get_mut(..outward.len())?.copy_from_slice(outward);
    *sector.last_mut()? = *inward.first()?;
    (!outward.is_empty()).then_some((sector, number % 400))
}

/// The headings of a table, without the mark that some programs put before the first, or quotation marks.
fn headings(line: &[u8]) -> Vec<String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line);
    let mut record = ByteRecord::new();
    let _ = reader.read_byte_record(&mut record);
    record.iter().map(|field| String::from_utf8_lossy(field).trim().to_lowercase()).collect()
}

/// Whether a heading is a word with two figures of a year in it: `pcon24cd`.
fn is_yearly(heading: &str, before: &str, after: &str) -> bool {
    let year = heading.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    year.is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where a table has what is needed, or what it lacks.
fn columns(headings: &[String]) -> std::result::Result<Columns, &'static str> {
    let find = |is: &dyn Fn(&str) -> bool| headings.iter().position(|heading| is(heading));
    Ok(Columns {
        postcode: find(&|heading| heading == "pcds").ok_or("postcodes (“pcds”)")?,
        ended: find(&|heading| heading == "doterm").ok_or("when a postcode ended (“doterm”)")?,
        constituency: find(&|heading| {
            heading == "pcon" || is_yearly(heading, "pcon", "cd") || is_yearly(heading, "pcon", "")
        })
        .ok_or("constituencies (“pcon”, or “pcon24cd” with any year)")?,
    })
}

/// Where a table has the codes and the names of constituencies.
fn names_at(headings: &[String]) -> Option<(usize, usize)> {
    let find = |after: &str| headings.iter().position(|heading| is_yearly(heading, "pcon", after));
    find("cd").zip(find("nm"))
}

fn names_of(from: impl Read, (code, named): (usize, usize), file: &str) -> Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    let (reader, waiting) = Lines::of(from);
    for line in reader.into_byte_records().take(MOST_CONSTITUENCIES) {
        waiting.set(0);
        let line = line.map_err(|error| cut_short(file, error))?;
        let field =
            |place| line.get(place).map(|bytes| encoding_rs::UTF_8.decode_without_bom_handling(bytes));
        let text = |place| {
            field(place).map(|(text, bad)| match bad {
                // Older ones are in Windows' letters: "Ynys Môn".
                true => encoding_rs::WINDOWS_1252.decode(line.get(place).unwrap_or_default()).0.into_owned(),
                false => text.into_owned(),
            })
        };
        if let Some((code, named)) = text(code).zip(text(named)) {
            found.insert(code.trim().to_owned(), name(&named));
        }
    }
    Ok(found)
}

/// A name from outside as it can be shown: the last part of a path, on one line, not without end.
fn name(foreign: &str) -> String {
    let last = foreign.rsplit(['/', '\\']).next().unwrap_or_default();
    without_controls(last).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

/// Which month a file is of: `ONSPD_NOV_2025_UK.csv` is November 2025's.
fn month_of(file: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = file.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let month = |word: &str| {
        let word = word.to_lowercase();
        MONTHS.iter().find(|month| word.len() >= 3 && month.to_lowercase().starts_with(&word))
    };
    let is_year = |word: &str| word.len() == 4 && word.starts_with("20") && word.parse::<u16>().is_ok();
    let found = parts
        .iter()
        .zip(parts.iter().skip(1))
        .find_map(|(word, year)| Some((month(word)?, is_year(year).then_some(year)?)));
    found.map(|(month, year)| format!("{month} {year}")).unwrap_or_default()
}

fn without(file: &str, column: &str) -> Problem {
    Problem::invalid(
        "path",
        format!("{file} has no column for {column}."),
        "Choose the NSPL or ONSPD file as it was downloaded from the Office for National Statistics.",
    )
}

fn unreadable(file: &str, error: &io::Error) -> Problem {
    let remedy = match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "It may not have come down whole: download it again."
        }
        io::ErrorKind::PermissionDenied => "Ask whoever looks after this computer to let you read it.",
        _ => "Check that the file and its drive are there, and try again.",
    };
    Problem::invalid("path", format!("{file} could not be read."), remedy)
}

fn broken(file: &str, error: ZipError) -> Problem {
    match error {
        ZipError::Io(error) => unreadable(file, &error),
        _ => unreadable(file, &io::ErrorKind::UnexpectedEof.into()),
    }
}

fn cut_short(file: &str, error: csv::Error) -> Problem {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => unreadable(file, &error),
        _ => unreadable(file, &io::ErrorKind::InvalidData.into()),
    }
}
