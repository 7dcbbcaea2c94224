//! What came with a letter, on its way out of the casebook: its bytes, a name that is safe on every
//! system, and a warning where opening it could do harm. It is only ever saved, and only on request.

use memchr::memmem;

use super::{NotALetter, headers, kind, mime};

/// The longest name given to a file, in characters, its ending included.
const LONGEST_NAME: usize = 100;
/// An ending longer than this is part of the name.
const LONGEST_ENDING: usize = 12;

/// An attachment, taken out of the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// A name that is safe on every system.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What could happen to whoever opens it.
    pub danger: Option<Danger>,
}

/// What could happen to whoever opens a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// It is a program or a script, or becomes one when it is opened.
    Program,
    /// It is a document with a program inside.
    Macros,
    /// It is a page that a browser would run.
    WebPage,
    /// It leads to something else, or holds what cannot be looked into.
    Container,
}

impl Danger {
    /// What to know before saving it, in plain words.
    #[must_use]
    pub const fn warning(self) -> &'static str {
        match self {
            Self::Program => {
                "This file is a program. Opening it may let whoever sent it into this computer. Save it only if you know why it was sent, and ask IT before opening it."
            }
            Self::Macros => {
                "This document has a program inside (a macro). If you open it, do not allow macros or editing; ask IT first."
            }
            Self::WebPage => {
                "This file is a web page. Opening it runs it in your browser, where it can ask for passwords or tell the sender that it was opened. Ask IT before opening it."
            }
            Self::Container => {
                "This file holds other files, or leads to one, that could not be looked into. Have it checked for viruses before opening what is inside."
            }
        }
    }
}

/// Takes one attachment out of a mail, counted from 0 as the letter lists them.
///
/// # Errors
/// [`NotALetter`] where the bytes are not a mail.
pub fn attached(mail: &[u8], index: usize) -> Result<Option<Attached>, NotALetter> {
    let mail = kind::mail(mail)?;
    let (head, body) = headers::split(&mail.bytes);
    let found = mime::attachment(&headers::Head::read(head), body, index)?;
    Ok(found.map(|(note, bytes)| {
        let name = safe_name(note.name.as_deref().unwrap_or_default(), &note.media_type);
        let danger = danger(&name, &bytes);
        Attached { name, bytes, danger }
    }))
}

/// A file name without folders, without characters that do something, that no system takes for a
/// device, with all its endings in sight. Words in any language and emoji stay as they are.
#[must_use]
pub fn safe_name(name: &str, media_type: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter_map(kept).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    let name = words.join(" ").trim_matches(['.', ' ', '~', '-']).to_owned();
    let name = if name.is_empty() { format!("Attachment{}", ending_for(media_type)) } else { name };
    let name = shortened(&name);
    if is_reserved(&name) { format!("_{name}") } else { name }
}

/// A name as it may stand on a page: nothing in it that turns, hides or does something.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter_map(kept).collect()
}

/// A letter of a name as it is kept.
fn kept(letter: char) -> Option<char> {
    match letter {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%' | '$' | '`' => Some(' '),
        // Marks that turn text round: "exe.pdf" would read as "fdp.exe".
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        // Without width, save the one that joins emoji.
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{e0000}'..='\u{e001f}' | '\u{fff9}'..='\u{fffb}' => None,
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    }
}

/// Cut in the middle of its name, never in its ending.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME && name.len() <= 2 * LONGEST_NAME {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= LONGEST_ENDING => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut short = String::new();
    for letter in stem.chars().take(LONGEST_NAME - LONGEST_ENDING - 2) {
        if short.len() + letter.len_utf8() > 160 {
            break;
        }
        short.push(letter);
    }
    format!("{}…{ending}", short.trim_end_matches(['.', ' ', '\u{200d}']))
}

/// Names that Windows takes for a device, whatever their ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|digit| "0123456789¹²³".contains(digit))
        })
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"].contains(&stem.as_str())
        || numbered("COM")
        || numbered("LPT")
}

fn ending_for(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "text/plain" => ".txt",
        "message/rfc822" => ".eml",
        "text/calendar" => ".ics",
        _ => "",
    }
}

/// Endings that a double click runs, on one system or another.
const PROGRAMS: &str = " exe com scr pif cpl msi msp msix appx appxbundle application gadget bat cmd ps1 psm1 psd1 ps1xml vbs vbe vb \
    js jse mjs wsf wsh ws hta jar jnlp class sh bash zsh csh ksh run bin elf so deb rpm appimage flatpakref snap py pyc pyw pl \
    rb php lua app command tool workflow terminal action osx dmg pkg mpkg dll sys drv ocx ax msc inf reg scf url webloc desktop \
    lnk chm hlp diagcab settingcontent-ms library-ms search-ms appref-ms xll xla wll ade adp mde mdb accde one onepkg iqy slk \
    theme themepack applescript scpt scptd vhd vhdx iso img udf wim ";
const MACROS: &str = " docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm ";
const PAGES: &str = " htm html xhtml xht mht mhtml shtml svg svgz xml xsl xslt xps ";
const CONTAINERS: &str = " zip rar 7z gz tgz bz2 xz tar cab arj lzh lha ace z zst zpaq ";

/// What could happen to whoever opens a file, told by its name and, whatever its name, by its bytes.
fn danger(name: &str, bytes: &[u8]) -> Option<Danger> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim().to_lowercase()).unwrap_or_default();
    let in_list = |list: &str| !ending.is_empty() && list.contains(&format!(" {ending} "));
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));

    let is_program = starts(b"MZ")
        || starts(b"\x7fELF")
        || starts(b"#!")
        || starts(b"\xca\xfe\xba\xbe")
        || [&b"\xfe\xed\xfa\xce"[..], b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"]
            .iter()
            .any(|magic| starts(magic))
        || starts(b"\x4c\0\0\0\x01\x14\x02\0")
        || starts(b"[InternetShortcut]")
        || starts(b"[Desktop Entry]")
        || at(0x8001, b"CD001")
        || starts(b"vhdxfile");
    if is_program || in_list(PROGRAMS) {
        return Some(Danger::Program);
    }
    let is_zip = starts(b"PK\x03\x04");
    let old_office = starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let wide = |word: &str| word.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
    let has_macros = (is_zip && memmem::find(bytes, b"vbaProject.bin").is_some())
        || (old_office && memmem::find(bytes, &wide("_VBA_PROJECT")).is_some());
    if has_macros || in_list(MACROS) {
        return Some(Danger::Macros);
    }
    let start: Vec<u8> = bytes.iter().take(1024).copied().collect::<Vec<_>>().to_ascii_lowercase();
    let begins = start.trim_ascii_start();
    let is_page =
        [&b"<!doctype html"[..], b"<html", b"<script", b"<svg"].iter().any(|tag| begins.starts_with(tag))
            || (begins.starts_with(b"<?xml") && memmem::find(&start, b"<svg").is_some());
    if is_page || in_list(PAGES) {
        return Some(Danger::WebPage);
    }
    let office = [" docx ", " xlsx ", " pptx ", " odt ", " ods ", " odp ", " pages ", " numbers ", " key "];
    let is_document = office.iter().any(|known| *known == format!(" {ending} "));
    let packed = (is_zip && !is_document) || starts(b"Rar!") || starts(b"7z\xbc\xaf") || starts(b"\x1f\x8b");
    (packed || in_list(CONTAINERS)).then_some(Danger::Container)
}
