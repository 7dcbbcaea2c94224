//! One letter, call or note as it reached the office.

use serde::{Deserialize, Serialize};

/// How a submission reached the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// An email, imported with its original bytes.
    Email,
    /// A letter on paper, typed or pasted in.
    Letter,
    /// A telephone call, noted.
    Phone,
    /// A surgery appointment, noted.
    Surgery,
    /// A parents' event, noted.
    Event,
    /// An answer to the office's own form.
    Survey,
    /// What the office itself wrote to a family.
    Reply,
}

/// What kind of file a submission was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A mail in a file of its own.
    Eml,
    /// A mail in a mailbox file.
    Mbox,
    /// Outlook's file of one message.
    Msg,
    /// Outlook's file of a whole mailbox.
    Pst,
    /// Outlook's wrapping, `winmail.dat`.
    Tnef,
    /// Plain text.
    Txt,
    /// Word.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// A PDF.
    Pdf,
    /// A table, its cells divided by commas, semicolons or tabs.
    Csv,
    /// Excel.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
}

impl Format {
    /// How a letter in this kind of file reached the office, as far as the file tells.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Eml | Self::Mbox | Self::Msg | Self::Pst | Self::Tnef => Channel::Email,
            Self::Txt | Self::Docx | Self::Odt | Self::Rtf | Self::Pdf => Channel::Letter,
            Self::Csv | Self::Xlsx | Self::Ods => Channel::Survey,
        }
    }
}

impl Channel {
    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Letter => "Letter",
            Self::Phone => "Phone call",
            Self::Surgery => "Surgery",
            Self::Event => "Event",
            Self::Survey => "Survey",
            Self::Reply => "Our reply",
        }
    }
}
