//! Requests and answers about the ways of opening a casebook.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::secret::Secret;

wire! {
    /// What a slot opens with.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum SlotKind {
        /// Words that somebody knows.
        Passphrase,
        /// The recovery key on its sheet.
        Recovery,
        /// A secret that this computer keeps for whoever is signed in to it.
        Device,
    }

    /// One way of opening the casebook.
    pub struct SlotRow {
        /// Its id.
        pub id: Uuid,
        /// What it opens with.
        pub kind: SlotKind,
        /// Whose it is: "Office passphrase", "Deputy: Sam Example".
        pub label: String,
        /// The day it was added, or last changed.
        pub added: NaiveDate,
        /// The casebook was opened with it this time.
        pub used: bool,
    }

    /// Every way of opening the casebook.
    pub struct Slots {
        /// The slots, oldest first.
        pub slots: Vec<SlotRow>,
        /// Why they cannot be changed now, if something is wrong with them.
        pub notice: Option<String>,
    }

    /// Lets the casebook open with one more passphrase.
    pub struct AddSlot {
        /// Whose it is.
        pub label: String,
        /// The new passphrase.
        pub passphrase: Secret,
    }

    /// Lets the casebook open with a secret that this computer keeps.
    pub struct AddDeviceSlot {
        /// Which computer it is.
        pub label: String,
        /// The secret: random, at least 32 letters and digits.
        pub secret: Secret,
    }

    /// One slot.
    pub struct SlotId {
        /// Its id.
        pub slot: Uuid,
    }

    /// Puts another passphrase in the place of one.
    pub struct ChangePassphrase {
        /// Which.
        pub slot: Uuid,
        /// What opens it now.
        pub present: Secret,
        /// What will open it.
        pub passphrase: Secret,
    }

    /// A recovery key that has just been made. It is told this once and kept nowhere.
    pub struct NewRecovery {
        /// Its groups, with a dash between them.
        pub recovery: Secret,
    }

    /// Prints the sheet for a recovery key.
    pub struct RecoverySheet {
        /// The key, as it was told.
        pub recovery: Secret,
        /// The PDF to write.
        pub path: String,
    }

    /// A sheet that was saved.
    pub struct SheetSaved {
        /// Where.
        pub path: String,
    }

    /// Whether the data key was changed.
    pub struct Rotated {
        /// False when it was stopped: then the old key holds, and everything is as before. The next
        /// time goes on from there, unless something is changed first.
        pub done: bool,
        /// Where it began.
        pub beginning: Beginning,
    }

    /// Where changing the data key began.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Beginning {
        /// At the start: none had been stopped.
        Fresh,
        /// Where it had been stopped.
        WentOn,
        /// At the start again: the casebook has changed since it was stopped.
        Again,
    }

    /// Asks how good a passphrase is.
    pub struct PassphraseStrength {
        /// The passphrase.
        pub passphrase: Secret,
        /// Names a guesser would try first: the MP's, the constituency's, the casebook's.
        pub names: Vec<String>,
    }

    /// How good a passphrase is.
    pub struct Strength {
        /// From 0, guessed at once, to 4.
        pub score: u8,
        /// What to tell whoever is typing it.
        pub sentence: String,
        /// Whether a slot can be made with it.
        pub enough: bool,
        /// Whether it is as good as it should be for letters like these.
        pub advised: bool,
    }
}
