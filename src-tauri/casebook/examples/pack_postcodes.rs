//! Packs the table "from this postcode until the next row's: this authority" into
//! `data/postcode_runs.bin`, and checks what the crate makes of it.
//!
//! ```text
//! cargo run -p casebook --example pack_postcodes -- runs.csv data/postcode_runs.bin
//! cargo run -p casebook --example pack_postcodes -- runs.csv
//! ```
//!
//! With two arguments it writes the file; with one it asks [`casebook::authority::locate`] about
//! every row of the CSV and stops at the first that differs (run it after a fresh build). The CSV
//! has a header and two columns, `from_postcode` ("SG4 0AA") and `authority_gss`, in order of
//! (outward, inward) as text. How the file is laid out stands in `src/authority/postcode.rs`.

use std::{collections::BTreeMap, env, error::Error, fs};

const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let csv = arguments.next().ok_or("which CSV?")?;
    let text = fs::read_to_string(csv)?;
    let rows: Vec<(&str, &str)> = text.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    match arguments.next() {
        Some(path) => {
            let packed = pack(&rows)?;
            println!("{} rows, {} bytes", rows.len(), packed.len());
            fs::write(path, packed)?;
        }
        None => check(&rows)?,
    }
    Ok(())
}

fn pack(rows: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut authorities: Vec<&str> = rows.iter().map(|(_, gss)| *gss).collect();
    authorities.sort_unstable();
    authorities.dedup();
    let mut outward: BTreeMap<&str, Vec<(u16, u8)>> = BTreeMap::new();
    for (postcode, gss) in rows {
        let (out, inward) = postcode.split_once(' ').ok_or("a postcode without a space")?;
        let at = u8::try_from(authorities.binary_search(gss).map_err(|_| "an unknown code")?)?;
        outward.entry(out).or_default().push((number(inward).ok_or("an odd inward code")?, at));
    }
    let mut packed = b"RUNS1".to_vec();
    packed.push(u8::try_from(authorities.len())?);
    packed.extend(authorities.iter().flat_map(|gss| gss.bytes()));
    packed.extend(u16::try_from(outward.len())?.to_le_bytes());
    for (out, runs) in &outward {
        packed.push(u8::try_from(out.len())?);
        packed.extend(out.bytes());
        packed.extend(u16::try_from(runs.len())?.to_le_bytes());
    }
    for runs in outward.values() {
        let mut before = 0;
        for (inward, at) in runs {
            let mut step = inward.checked_sub(before).ok_or("the rows are not in order")?;
            before = *inward;
            while step > 127 {
                packed.push(u8::try_from(step & 127)? | 128);
                step >>= 7;
            }
            packed.push(u8::try_from(step)?);
            packed.push(*at);
        }
    }
    Ok(packed)
}

fn number(inward: &str) -> Option<u16> {
    let [digit @ b'0'..=b'9', first, second] = inward.as_bytes() else { return None };
    let letter = |byte| u16::try_from(INWARD.binary_search(byte).ok()?).ok();
    Some(u16::from(digit - b'0') * 400 + letter(first)? * 20 + letter(second)?)
}

fn check(rows: &[(&str, &str)]) -> Result<(), Box<dyn Error>> {
    let mut skipped = 0;
    for (postcode, gss) in rows {
        match casebook::authority::locate(postcode) {
            Some(authority) if authority.gss == *gss => {}
            // Old codes without a digit (NPT) are in the source; nobody writes them any more.
            None if !postcode.bytes().take(4).any(|byte| byte.is_ascii_digit()) => skipped += 1,
            answer => return Err(format!("{postcode}: {gss} expected, {answer:?} found").into()),
        }
    }
    println!("{} rows agree, {skipped} without a digit skipped", rows.len() - skipped);
    Ok(())
}
