//! A change of the ways of opening a casebook, as the audit trail keeps it. It never holds a secret.

use serde::{Deserialize, Serialize};

use crate::api::SlotKind;

/// What was done. It cannot be taken back: an old passphrase is not kept anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub(crate) enum KeyChange {
    /// A passphrase or a computer was added.
    Added { kind: SlotKind, label: String },
    /// A passphrase was put in the place of another.
    Changed { label: String },
    /// A way of opening it was taken away.
    Revoked { kind: SlotKind, label: String },
    /// A new recovery key was made; the one before no longer opens.
    Recovery,
    /// The data key was changed.
    Rotated { generation: u32 },
    /// The program stopped while one of these was being written down.
    Interrupted,
}

impl KeyChange {
    /// A few words for a list of jobs.
    pub(super) const fn label(&self) -> &'static str {
        match self {
            Self::Added { kind: SlotKind::Device, .. } => "letting a computer unlock the casebook",
            Self::Added { .. } => "adding a passphrase",
            Self::Changed { .. } => "changing a passphrase",
            Self::Revoked { kind: SlotKind::Device, .. } => {
                "no longer letting a computer unlock the casebook"
            }
            Self::Revoked { kind: SlotKind::Recovery, .. } => "taking the recovery key away",
            Self::Revoked { .. } => "taking a passphrase away",
            Self::Recovery => "making a new recovery key",
            Self::Rotated { .. } => "giving the casebook a new key",
            Self::Interrupted => "changing the passphrases",
        }
    }

    /// One sentence of a history.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Added { kind: SlotKind::Device, label } => {
                format!("“{label}” may now unlock the casebook by itself.")
            }
            Self::Added { label, .. } => format!("Passphrase added: “{label}”."),
            Self::Changed { label } => {
                format!("Passphrase changed: “{label}”; the one before no longer opens.")
            }
            Self::Revoked { label, .. } => format!("“{label}” no longer opens the casebook."),
            Self::Recovery => "New recovery key made; the one before no longer opens.".into(),
            Self::Rotated { .. } => "The casebook was given a new key; every page was encrypted anew.".into(),
            Self::Interrupted => {
                "The passphrases were changed, and the program stopped before it was written down what."
                    .into()
            }
        }
    }
}
