//! One large JSON document, written as it comes: memory holds one item of it at a time.

use std::io::{self, Write};

use serde::Serialize;

/// A document being written.
pub(crate) struct Stream<W: Write> {
    to: W,
    /// What stands before the next field, and before the next item of the open list.
    field: &'static str,
    item: &'static str,
}

impl<W: Write> Stream<W> {
    /// Begins it.
    pub(crate) fn begin(mut to: W) -> io::Result<Self> {
        to.write_all(b"{")?;
        Ok(Self { to, field: "\n", item: "" })
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        write!(self.to, "{}\"{name}\": ", self.field)?;
        self.field = ",\n";
        Ok(())
    }

    /// One field. `name` is ours and needs no escaping.
    pub(crate) fn field(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.name(name)?;
        Ok(serde_json::to_writer(&mut self.to, value)?)
    }

    /// Begins a field that is a list.
    pub(crate) fn list(&mut self, name: &str) -> io::Result<()> {
        self.name(name)?;
        self.item = "\n";
        self.to.write_all(b"[")
    }

    /// One item of the list.
    pub(crate) fn item(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.to.write_all(self.item.as_bytes())?;
        self.item = ",\n";
        Ok(serde_json::to_writer(&mut self.to, value)?)
    }

    /// One item that is JSON already.
    pub(crate) fn item_as_is(&mut self, json: &str) -> io::Result<()> {
        self.to.write_all(self.item.as_bytes())?;
        self.item = ",\n";
        self.to.write_all(json.as_bytes())
    }

    /// Ends the list.
    pub(crate) fn end_list(&mut self) -> io::Result<()> {
        self.to.write_all(b"]")
    }

    /// Ends the document.
    pub(crate) fn end(mut self) -> io::Result<W> {
        self.to.write_all(b"\n}\n")?;
        self.to.flush()?;
        Ok(self.to)
    }
}
