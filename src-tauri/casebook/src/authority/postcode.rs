//! Postcodes: whether a text can be one, and which council it lies in.
//!
//! `data/postcode_runs.bin` says "from this postcode until the next row's: this authority", in
//! order of (outward, inward) compared as text. It is exact for every postcode of its source and
//! answers just as readily for postcodes that were never given to a street: nothing here can tell
//! whether a postcode exists.
//!
//! The file: `RUNS1`, the number of authorities (one byte) and nine bytes for each; the number of
//! outward codes (two bytes, low first), and for each its length (one byte), its text, its number
//! of runs (two bytes); then, run by run, how far the inward code lies above the one before in the
//! same outward code (seven bits a byte, low first) and the authority (one byte). An inward code
//! `9AA` is digit × 400 + letter × 20 + letter, with the letters counted without C I K M O V.

use std::{fmt, sync::OnceLock};

use super::{Authority, by_gss};

/// The letters an inward code uses, in order.
const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

/// The letters that begin postcodes of the United Kingdom. Jersey, Guernsey and the Isle of Man
/// (JE, GY, IM) have none of the authorities here and are left out.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH \
     DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL \
     LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO \
     SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

/// A text that can be a postcode, in the usual spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode {
    outward: String,
    inward: String,
}

impl Postcode {
    /// Reads a postcode, whatever its case and spacing.
    ///
    /// `None` where the text cannot be one: the shape must be A9, A99, AA9, AA99, A9A or AA9A, then
    /// a digit and two letters other than C I K M O V, and the area must be one of the United
    /// Kingdom's (not Jersey, Guernsey or the Isle of Man). A text that passes may still be a
    /// postcode nobody lives at.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .take(8)
            .map(|b| b.to_ascii_uppercase())
            .collect();
        let (outward, inward) = letters.split_at_checked(letters.len().checked_sub(3)?)?;
        inward_number(inward)?;
        let area = outward.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let district_fits = match outward.get(area..)? {
            [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9'] => true,
            [b'0'..=b'9', last] => last.is_ascii_uppercase(),
            _ => false,
        };
        let outward = String::from_utf8(outward.to_vec()).ok()?;
        let known = AREAS.contains(&format!(" {} ", outward.get(..area)?));
        let inward = String::from_utf8(inward.to_vec()).ok()?;
        (district_fits && known && area > 0).then_some(Self { outward, inward })
    }

    /// The first half: "SG5".
    #[must_use]
    pub fn outward(&self) -> &str {
        &self.outward
    }

    /// The second half: "1AB".
    #[must_use]
    pub fn inward(&self) -> &str {
        &self.inward
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {}", self.outward, self.inward)
    }
}

/// The council a postcode lies in, in any of the four nations.
///
/// Case and spaces do not matter. `None` where the text [cannot be a postcode](Postcode::parse).
/// A postcode that does not exist is answered with the council of its neighbours: check the
/// address, not this.
#[must_use]
pub fn locate(postcode: &str) -> Option<&'static Authority> {
    let postcode = Postcode::parse(postcode)?;
    runs().find(postcode.outward(), inward_number(postcode.inward().as_bytes())?)
}

/// The council every postcode of an outward code ("SG5") lies in. `None` where it straddles
/// several, or is not one.
pub(crate) fn locate_outward(outward: &str) -> Option<&'static Authority> {
    runs().find_whole(&outward.to_ascii_uppercase())
}

/// An inward code as a number: digit × 400 + letter × 20 + letter.
pub(crate) fn inward_number(inward: &[u8]) -> Option<u16> {
    let letter = |byte: &u8| u16::try_from(INWARD.binary_search(byte).ok()?).ok();
    match inward {
        [digit @ b'0'..=b'9', first, second] => {
            Some(u16::from(digit - b'0') * 400 + letter(first)? * 20 + letter(second)?)
        }
        _ => None,
    }
}

#[derive(Default)]
struct Runs {
    authorities: Vec<Option<&'static Authority>>,
    /// Outward code, and where its runs begin.
    outward: Vec<(&'static str, usize)>,
    /// Inward number, and the place of its authority.
    runs: Vec<(u16, u8)>,
}

impl Runs {
    fn find(&self, outward: &str, inward: u16) -> Option<&'static Authority> {
        let after = self.outward.partition_point(|(code, _)| *code <= outward);
        let (code, begin) = *self.outward.get(after.checked_sub(1)?)?;
        let end = self.outward.get(after).map_or(self.runs.len(), |(_, begin)| *begin);
        let run = if code == outward {
            begin + self.runs.get(begin..end)?.partition_point(|(number, _)| *number <= inward)
        } else {
            end
        };
        // One back: into the outward code before, where this one's first run begins later.
        let (_, authority) = self.runs.get(run.checked_sub(1)?)?;
        *self.authorities.get(usize::from(*authority))?
    }
}

impl Runs {
    fn find_whole(&self, outward: &str) -> Option<&'static Authority> {
        let at = self.outward.binary_search_by(|(code, _)| (*code).cmp(outward)).ok()?;
        let (_, begin) = *self.outward.get(at)?;
        let end = self.outward.get(at + 1).map_or(self.runs.len(), |(_, begin)| *begin);
        let first = self.find(outward, 0)?;
        let runs = self.runs.get(begin..end)?;
        let same = |at: &u8| self.authorities.get(usize::from(*at)).is_some_and(|one| *one == Some(first));
        runs.iter().all(|(_, at)| same(at)).then_some(first)
    }
}

/// Which authority each postcode lies in, packed.
pub(crate) static POSTCODES: &[u8] = include_bytes!("../../data/postcode_runs.bin");

fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| unpack(POSTCODES).unwrap_or_default())
}

fn unpack(packed: &'static [u8]) -> Option<Runs> {
    let mut rest = packed.strip_prefix(b"RUNS1")?;
    let mut take = |count: usize| {
        let (taken, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(taken)
    };
    let mut table = Runs::default();
    for _ in 0..*take(1)?.first()? {
        table.authorities.push(by_gss(std::str::from_utf8(take(9)?).ok()?));
    }
    let mut counts = Vec::new();
    for _ in 0..u16::from_le_bytes(take(2)?.try_into().ok()?) {
        let length = usize::from(*take(1)?.first()?);
        let outward = std::str::from_utf8(take(length)?).ok()?;
        counts.push((outward, u16::from_le_bytes(take(2)?.try_into().ok()?)));
    }
    for (outward, count) in counts {
        table.outward.push((outward, table.runs.len()));
        let mut inward = 0_u16;
        for _ in 0..count {
            let mut shift = 0;
            loop {
                let byte = *take(1)?.first()?;
                inward = inward.checked_add(u16::from(byte & 127).checked_shl(shift)?)?;
                shift += 7;
                if byte < 128 {
                    break;
                }
            }
            table.runs.push((inward, *take(1)?.first()?));
        }
    }
    rest.is_empty().then_some(table)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(postcode: &str) -> Option<&'static str> {
        locate(postcode).map(|authority| authority.name.as_str())
    }

    #[test]
    fn the_packed_table_is_whole_and_in_order() {
        let table = runs();
        assert_eq!(table.runs.len(), 43_740);
        assert_eq!(table.authorities.len(), 218);
        assert!(table.authorities.iter().all(Option::is_some), "every code in the table is known");
        assert!(table.outward.is_sorted_by(|a, b| a.0 < b.0));
        for pair in table.outward.windows(2) {
            let runs = table.runs.get(pair[0].1..pair[1].1).unwrap_or_default();
            assert!(runs.is_sorted_by(|a, b| a.0 < b.0), "{}", pair[0].0);
            assert!(runs.iter().all(|(inward, at)| *inward < 4000 && usize::from(*at) < 218));
        }
    }

    #[test]
    fn every_two_hundredth_boundary_of_the_source_is_answered_exactly() {
        let sample = include_str!("postcode_sample.csv");
        let mut checked = 0;
        for line in sample.lines() {
            let (postcode, gss) = line.split_once(',').expect("the sample has two columns");
            assert_eq!(locate(postcode).map(|authority| authority.gss.as_str()), Some(gss), "{postcode}");
            checked += 1;
        }
        assert!(checked > 200, "the sample has lost its rows");
    }

    #[test]
    fn case_and_spaces_do_not_matter() {
        for spelling in ["SG4 9AA", "sg49aa", " Sg4  9aA ", "s g 4 9 a a"] {
            assert_eq!(name(spelling), Some("Hertfordshire"), "{spelling:?}");
        }
        assert_eq!(name("SW1A 0AA"), Some("Westminster"));
        assert_eq!(name("EH1 1AA"), Some("City of Edinburgh"));
    }

    #[test]
    fn what_cannot_be_a_postcode_is_nowhere() {
        let nowhere = [
            "",
            "SG4",
            "9AA",
            "SG4 9A",
            "SG4 9CA",
            "SG4 9AI",
            "SG444 9AA",
            "QQ1 1AA",
            "1SG 9AA",
            "SGA 9AA",
            "SG4A9 9AA",
            "NPT 0AA",
            "GIR 0AA",
            "SG4 9AA please",
            "日本語",
            "é9 9AA",
        ];
        for text in nowhere {
            assert_eq!(name(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_islands_have_postcodes_but_no_authority_here() {
        for text in ["IM1 1AA", "JE2 3AB", "GY1 1AA"] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn a_postcode_is_shown_in_the_usual_spelling() {
        assert_eq!(
            Postcode::parse("sg49aa").map(|postcode| postcode.to_string()).as_deref(),
            Some("SG4 9AA")
        );
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer_without_a_panic(text in "\\PC*") {
            let _ = locate(&text);
        }
    }
}
