//! Outlook's rich text: the letters in it, or the HTML it was made from (MS-OXRTFCP, MS-OXRTFEX).

use std::collections::BTreeMap;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Groups within groups further in than this are read as if they were not there.
const DEEPEST: usize = 1000;

/// What a rich text says.
pub(in crate::intake) enum Words {
    /// The HTML that was packed into it.
    Html(String),
    Plain(String),
}

/// What stands before the text: two lengths, the kind and a checksum.
const HEAD: usize = 16;

/// The rich text in its compressed form.
pub(in crate::intake) fn decompress(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let (head, body) = bytes.split_at_checked(HEAD)?;
    // The head says how long the text is; one that promises too much is not begun. The library
    // trusts it where the text is stored as it is.
    let long = head.get(4..8)?.try_into().map_or(u32::MAX, u32::from_le_bytes) as usize;
    let stored = head.get(8..12) == Some(b"MELA");
    if long > most || (stored && long > body.len()) {
        return None;
    }
    // Each of its letters stands for a byte.
    let text = compressed_rtf::decompress_rtf(bytes).ok()?;
    Some(text.chars().filter_map(|letter| u8::try_from(letter).ok()).collect())
}

/// What holds within a group, and is as before when it ends.
#[derive(Clone, Copy)]
struct Group {
    /// Not the letter's words: fonts, pictures, styles.
    skipped: bool,
    /// HTML of the original.
    html_tag: bool,
    /// Rich text that stands in for a piece of HTML which is also there.
    stand_in: bool,
    in_fonts: bool,
    /// Letters to leave out after one given by number, because they repeat it.
    repeats: usize,
    encoding: &'static Encoding,
}

struct Reader {
    said: String,
    /// Bytes given by number, not yet decoded: two of them may be one letter.
    pending: Vec<u8>,
    /// A high surrogate that waits for its other half.
    half: Option<u16>,
    group: Group,
    groups: Vec<Group>,
    too_deep: usize,
    from_html: bool,
    page: &'static Encoding,
    /// By number: a letter may change its font as often as it has letters.
    fonts: BTreeMap<i32, &'static Encoding>,
    font: i32,
    /// Letters still to be left out.
    leave_out: usize,
    /// After `\*`: what this group is for decides whether it is read.
    optional: bool,
}

/// Reads rich text. Whatever is wrong with it, what can be read is.
pub(in crate::intake) fn words(rtf: &[u8]) -> Words {
    let group = Group {
        skipped: false,
        html_tag: false,
        stand_in: false,
        in_fonts: false,
        repeats: 1,
        encoding: WINDOWS_1252,
    };
    let mut reader = Reader {
        said: String::new(),
        pending: Vec::new(),
        half: None,
        group,
        groups: Vec::new(),
        too_deep: 0,
        from_html: false,
        page: WINDOWS_1252,
        fonts: BTreeMap::new(),
        font: 0,
        leave_out: 0,
        optional: false,
    };
    let mut rest = rtf;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'{' => reader.open(),
            b'}' => reader.close(),
            b'\\' => rest = reader.control(rest),
            b'\r' | b'\n' | 0 => {}
            byte => reader.byte(*byte),
        }
    }
    reader.decode();
    if reader.from_html { Words::Html(reader.said) } else { Words::Plain(reader.said) }
}

impl Reader {
    fn open(&mut self) {
        self.decode();
        if self.groups.len() < DEEPEST {
            self.groups.push(self.group)
        } else {
            self.too_deep += 1
        }
        self.optional = false;
        self.leave_out = 0;
    }

    fn close(&mut self) {
        self.decode();
        self.leave_out = 0;
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(group) = self.groups.pop() {
            self.group = group;
        }
    }

    /// A control word or symbol, after its backslash.
    fn control<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count().min(32);
        if letters == 0 {
            let Some((symbol, after)) = rest.split_first() else { return rest };
            return self.symbol(*symbol, after);
        }
        let (word, after) = rest.split_at(letters);
        let digits = after.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count().min(11);
        let (number, mut after) = after.split_at(digits);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i32>().ok());
        after = after.strip_prefix(b" ").unwrap_or(after);
        if word == b"bin" {
            let bytes = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return after.get(bytes..).unwrap_or_default();
        }
        self.word(word, number);
        after
    }

    fn symbol<'a>(&mut self, symbol: u8, rest: &'a [u8]) -> &'a [u8] {
        match symbol {
            b'\'' => {
                let hex = rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.byte(byte);
                    return rest.get(2..).unwrap_or_default();
                }
            }
            b'*' => self.optional = true,
            b'~' => self.say(" "),
            b'_' => self.say("-"),
            b'\r' | b'\n' => self.say("\n"),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            _ => {}
        }
        rest
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        self.decode();
        let optional = std::mem::take(&mut self.optional);
        match word {
            b"fromhtml" => self.from_html = number != Some(0),
            b"htmltag" if optional => {
                self.group.html_tag = self.from_html;
                self.group.skipped |= !self.from_html;
            }
            b"htmlrtf" => self.group.stand_in = number != Some(0),
            b"ansicpg" => self.page = page(number).unwrap_or(self.page),
            b"mac" => self.page = encoding_rs::MACINTOSH,
            b"fonttbl" => self.group.in_fonts = true,
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"footer"
            | b"headerl" | b"headerr" | b"footerl" | b"footerr" | b"headerf" | b"footerf" | b"listtable"
            | b"themedata" | b"xmlnstbl" | b"fldinst" => self.group.skipped = true,
            b"f" => {
                self.font = number.unwrap_or(0);
                self.group.encoding = self.fonts.get(&self.font).copied().unwrap_or(self.page);
            }
            b"fcharset" if self.group.in_fonts => {
                if let Some(encoding) = charset(number) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            b"plain" => self.group.encoding = self.page,
            b"uc" => self.group.repeats = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            b"u" => self.unit(number.unwrap_or(0)),
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.say("\n"),
            b"tab" | b"cell" => self.say("\t"),
            b"lquote" => self.say("‘"),
            b"rquote" => self.say("’"),
            b"ldblquote" => self.say("“"),
            b"rdblquote" => self.say("”"),
            b"bullet" => self.say("•"),
            b"endash" => self.say("–"),
            b"emdash" => self.say("—"),
            _ if optional => self.group.skipped = true,
            _ => {}
        }
    }

    /// A unit of UTF-16; rich text writes it as a signed number.
    fn unit(&mut self, number: i32) {
        let unit = (number & 0xffff) as u16;
        self.leave_out = 0;
        match (self.half.take(), unit) {
            (_, 0xd800..0xdc00) => self.half = Some(unit),
            (Some(high), 0xdc00..0xe000) => self.say(&String::from_utf16_lossy(&[high, unit])),
            _ => self.say(&String::from_utf16_lossy(&[unit])),
        }
        self.leave_out = self.group.repeats;
    }

    fn byte(&mut self, byte: u8) {
        if self.leave_out > 0 {
            self.leave_out -= 1;
        } else if self.is_said() {
            self.pending.push(byte);
        }
    }

    fn say(&mut self, text: &str) {
        self.decode();
        if self.leave_out > 0 {
            self.leave_out -= 1;
        } else if self.is_said() {
            self.said.push_str(text);
        }
    }

    const fn is_said(&self) -> bool {
        let Group { skipped, stand_in, in_fonts, html_tag, .. } = self.group;
        !skipped && !in_fonts && (html_tag || !stand_in)
    }

    fn decode(&mut self) {
        if !self.pending.is_empty() {
            // Until a font says otherwise, the whole text's code page holds.
            let encoding = if self.fonts.is_empty() { self.page } else { self.group.encoding };
            self.said.push_str(&encoding.decode_without_bom_handling(&self.pending).0);
            self.pending.clear();
        }
    }
}

fn page(number: Option<i32>) -> Option<&'static Encoding> {
    codepage::to_encoding(u16::try_from(number?).ok()?)
}

/// The code page of a font's character set, as Windows numbers them.
fn charset(number: Option<i32>) -> Option<&'static Encoding> {
    let page_of = match number? {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    page(Some(page_of))
}
