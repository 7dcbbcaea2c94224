//! The walk through a request: a serializer that writes nothing, so that a passphrase on its way in
//! is not copied here.

use serde::Serialize;
use serde::ser::{
    self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant,
};

use super::{how_many, number, text};
use crate::error::{Problem, Result};

/// Where in a request the walk is.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) field: &'a str,
}

/// The members of something.
pub(super) struct Members<'a> {
    field: &'a str,
    seen: usize,
}

impl Members<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.seen += 1;
        how_many(self.field, self.seen)?;
        value.serialize(Walk { field: self.field })
    }
}

impl ser::Error for Problem {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        unreadable()
    }
}

fn unreadable() -> Problem {
    Problem::failed("That could not be read.", "Try again.")
}

macro_rules! nothing_to_check {
    ($($name:ident($type:ty))*) => {$(
        fn $name(self, _: $type) -> Result<()> { Ok(()) }
    )*};
}

impl<'a> ser::Serializer for Walk<'a> {
    type Ok = ();
    type Error = Problem;
    type SerializeSeq = Members<'a>;
    type SerializeTuple = Members<'a>;
    type SerializeTupleStruct = Members<'a>;
    type SerializeTupleVariant = Members<'a>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeStructVariant = Impossible<(), Problem>;

    nothing_to_check! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_char(char)
        serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }

    fn serialize_f32(self, value: f32) -> Result<()> {
        number(self.field, f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        number(self.field, value)
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        text(self.field, value)
    }

    fn serialize_none(self) -> Result<()> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<()> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a>> {
        Ok(Members { field: self.field, seen: 0 })
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Members<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>> {
        self.serialize_seq(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(unreadable())
    }
}

macro_rules! members {
    ($($trait:ident $name:ident)*) => {$(
        impl $trait for Members<'_> {
            type Ok = ();
            type Error = Problem;
            fn $name<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> { self.member(value) }
            fn end(self) -> Result<()> { Ok(()) }
        }
    )*};
}

members! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Problem;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.member(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.member(value)
    }

    fn end(self) -> Result<()> {
        Ok(())
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Problem;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        value.serialize(Walk { field: name })
    }

    fn end(self) -> Result<()> {
        Ok(())
    }
}
