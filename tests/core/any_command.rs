//! Whatever well-typed command is asked for, in whatever order and with whatever in it: nothing
//! panics, every refusal says what to do, and the casebook is whole.
//!
//! The commands are made by the types themselves: their own deserialisers ask for what they need and
//! are given it at random, so a command that is new tomorrow is tried tomorrow.

use casebook::api::{Checked, Command, Context, DeskStatus, NoProgress, Nothing, StoryFilter};
use casebook_tests::{AnOffice, now};
use serde::Deserialize as _;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer as _, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

/// The one job left to its own tests: it imports every sample letter each time.
const LEFT_OUT: &str = "open_sample";

const WORDS: [&str; 20] = [
    "",
    " ",
    "a",
    "Ann Example",
    "\0",
    "\u{7}",
    "\u{202e}",
    "\u{1f469}\u{200d}\u{1f467}",
    "NULL",
    "' OR 1=1 --",
    "\" OR \"\"=\"",
    "*",
    "NEAR(",
    "a AND",
    "%_",
    "=1+1",
    "<script>",
    "E10000015",
    "ehcp_delay",
    "SG1 3HT",
];
const DAYS: [&str; 8] = [
    "2024-09-03",
    "2024-02-29",
    "1900-01-01",
    "0001-01-01",
    "9999-12-31",
    "-0044-03-15",
    "+262142-12-31",
    "1969-12-31",
];
const NUMBERS: [u32; 10] = [0, 1, 2, 15, 30, 60, 90, 1_000, u32::MAX - 1, u32::MAX];

struct Chance {
    state: u64,
    ids: Vec<String>,
    place: String,
}

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % (most.max(1) as u64)).unwrap_or(0)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    fn text(&mut self, field: &str) -> String {
        let word = self.of(&WORDS).to_owned();
        let place = ["path", "folder", "backup", "certificate"].iter().any(|name| field.contains(name));
        if place || field == "to" {
            // Nowhere but below the test's own folder; and a refusal may name the file.
            return format!("{}/{}", self.place, word.replace(['/', '.'], "").replace("NULL", "N"));
        }
        match self.below(8) {
            0 => word.repeat(600),
            1 => word.repeat(30_000),
            2 => format!("{word}\n{}", self.of(&WORDS)),
            _ => word,
        }
    }

    fn known(&mut self, field: &str) -> String {
        if ["received", "on", "date", "from", "to", "until"].contains(&field) {
            return self.of(&DAYS).to_owned();
        }
        let at = self.below(self.ids.len());
        match self.below(5) {
            0 => "00000000-0000-0000-0000-000000000000".to_owned(),
            1 => "01900000-0000-7000-8000-00000000dead".to_owned(),
            _ => self.ids.get(at).cloned().unwrap_or_default(),
        }
    }
}

/// Gives whatever is asked for.
struct Any<'a> {
    chance: &'a mut Chance,
    field: &'static str,
}

macro_rules! numbers {
    ($($name:ident $visit:ident $type:ty)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let at = self.chance.below(NUMBERS.len());
            visitor.$visit(NUMBERS.get(at).copied().unwrap_or(0) as $type)
        }
    )*};
}

impl<'de> Deserializer<'de> for Any<'_> {
    type Error = Error;

    numbers! {
        deserialize_i8 visit_i8 i8 deserialize_i16 visit_i16 i16 deserialize_i32 visit_i32 i32 deserialize_i64 visit_i64 i64
        deserialize_u8 visit_u8 u8 deserialize_u16 visit_u16 u16 deserialize_u32 visit_u32 u32 deserialize_u64 visit_u64 u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let yes = self.chance.below(2) == 0;
        visitor.visit_bool(yes)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = [0.5, -1.0, f32::NAN, f32::INFINITY].get(self.chance.below(4)).copied();
        visitor.visit_f32(number.unwrap_or(0.0))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f32(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_char('\0')
    }

    /// What asks like this is an id or a day.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.chance.known(self.field))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.chance.text(self.field))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bytes(&[0; 16])
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bytes(&[0; 16])
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.chance.below(2) == 0 { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let left = self.chance.below(4);
        visitor.visit_seq(Few { any: self, left })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, left: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Few { any: self, left })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Few { any: self, left })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { chance: self.chance, fields: &[], next: "" })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { chance: self.chance, fields, next: "" })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = self.chance.of(variants);
        visitor.visit_enum(One { any: self, name })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.field)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

struct Few<'a> {
    any: Any<'a>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Few<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(Any { chance: self.any.chance, field: self.any.field }).map(Some)
    }
}

struct Fields<'a> {
    chance: &'a mut Chance,
    fields: &'static [&'static str],
    next: &'static str,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((next, rest)) = self.fields.split_first() else { return Ok(None) };
        (self.next, self.fields) = (next, rest);
        let name: StrDeserializer<'_, Error> = (*next).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Any { chance: self.chance, field: self.next })
    }
}

struct One<'a> {
    any: Any<'a>,
    name: &'static str,
}

impl<'de, 'a> EnumAccess<'de> for One<'a> {
    type Error = Error;
    type Variant = Any<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Any<'a>), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.any))
    }
}

impl<'de> VariantAccess<'de> for Any<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_struct("", fields, visitor)
    }
}

/// Every id the casebook would answer to.
fn ids(office: &AnOffice) -> Vec<String> {
    let mut ids = Vec::new();
    for row in office.stories(StoryFilter::default()).rows.iter().take(8) {
        let view = office.story(row.id);
        ids.push(row.id.to_string());
        ids.extend(view.letters.iter().map(|letter| letter.id.to_string()));
        ids.extend(view.passages.iter().map(|passage| passage.id.to_string()));
    }
    ids
}

#[test]
fn no_command_panics_or_leaves_the_casebook_less_than_whole() {
    let office = AnOffice::with_samples();
    let place = office.place.path().join("written");
    std::fs::create_dir(&place).expect("a folder can be made");
    let place = place.display().to_string();
    let mut chance = Chance { state: 0x5eed_1234_abcd, ids: ids(&office), place };
    let mut asked = std::collections::BTreeMap::<String, (u32, u32)>::new();
    for step in 0..1_000 {
        let any = Any { chance: &mut chance, field: "" };
        // Not everything that is given fits: an id where a day belongs.
        let Ok(command) = Command::deserialize(any) else { continue };
        let name = serde_json::to_value(&command)
            .ok()
            .and_then(|value| value.get("command")?.as_str().map(str::to_owned))
            .unwrap_or_default();
        if name == LEFT_OUT {
            continue;
        }
        let count = asked.entry(name.clone()).or_default();
        match office.desk.run(command, &Context { now: now(), progress: &NoProgress }) {
            Ok(_) => count.0 += 1,
            Err(problem) => {
                count.1 += 1;
                assert!(!problem.what.is_empty() && !problem.remedy.is_empty(), "{name} says what to do");
                let said = problem.to_string();
                assert!(
                    !["SELECT", "sqlite", "SQLite", "fts5", "unwrap", "null", "NULL"]
                        .iter()
                        .any(|word| said.contains(word)),
                    "{name}: {said}"
                );
            }
        }
        // Locking is a command too, and so is opening another casebook.
        let status: DeskStatus = office.must(Command::Status(Nothing {}));
        if status.open.is_none_or(|open| std::path::Path::new(&open.folder) != office.folder) {
            office.reopen().expect("it opens again");
        }
        if step % 300 == 299 {
            chance.ids = ids(&office);
        }
    }
    println!("commands done and refused: {asked:?}");
    assert!(asked.len() >= 60, "the whole table is tried, but for {LEFT_OUT}: {asked:?}");
    let checked: Checked = office.must(Command::Check(Nothing {}));
    assert_eq!(checked.findings, Vec::<String>::new(), "the casebook is whole");
    assert!(office.reopen().is_ok(), "and opens again");
}
