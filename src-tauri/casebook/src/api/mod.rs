//! The one door: every job the window, the command line or a test can ask for is one line here,
//! with its request and its answer typed at both ends.

mod access;
mod backups;
mod campaigns;
mod casebook;
mod closing;
mod constituencies;
mod debates;
mod evidence;
mod facets;
mod importing;
mod keeping;
mod keys;
mod learning;
mod leaving;
mod letters;
mod limits;
mod milestones;
mod originals;
mod packs;
mod passages;
mod quotes;
mod receipts;
mod rereading;
mod saving;
mod session;
mod settings;
mod stories;
mod text;
mod trail;
mod types;
mod unread;
mod watched;

pub use crate::error::{Code, Problem, Result};
pub use crate::intake::Column;
pub use crate::secret::Secret;
pub use crate::store::{Program, device_slots, this_computer, this_program_is};
pub use session::{Context, Desk, NoProgress, Progress};
use text::one_line;
pub use types::*;

use serde::{Deserialize, Serialize};

/// The table of commands: name, request, answer, and the function that does it.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty = $does:path;)*) => {
        /// One job, as it travels: `{"command": "file_story", "args": {…}}`.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(tag = "command", content = "args", rename_all = "snake_case")]
        pub enum Command { $($(#[$doc])* $name($request)),* }

        impl Desk {
            /// Does one job and answers in JSON, as it travels to the window.
            ///
            /// Blocks until it is done; call it from a thread that may wait.
            ///
            /// # Errors
            /// A [`Problem`] in a caseworker's words; then nothing has been changed.
            pub fn run(&self, command: Command, context: &Context<'_>) -> Result<serde_json::Value> {
                let answer = match command {
                    $(Command::$name(request) => {
                        limits::check(&request)?;
                        let answer: $answer = $does(self, context, request)?;
                        serde_json::to_value(answer)
                    })*
                };
                answer.map_err(|_| Problem::failed("The answer could not be written.", "Try again."))
            }
        }

        /// The same table for the window, as TypeScript.
        #[cfg(test)]
        pub(crate) fn bindings(into: &std::path::Path) {
            use ts_rs::TS as _;
            let config = ts_rs::Config::new().with_out_dir(into);
            let mut table = String::from(
                "// Generated from the core's table of commands by `make bindings`. Do not edit.\n",
            );
            let mut names = std::collections::BTreeSet::new();
            let mut lines = String::new();
            $({
                <$request>::export_all(&config).expect("requests can be written");
                <$answer>::export_all(&config).expect("answers can be written");
                let (request, answer) = (<$request>::ident(&config), <$answer>::ident(&config));
                let command = snake_case(stringify!($name));
                lines.push_str(&format!("  {command}: {{ request: {request}; answer: {answer} }};\n"));
                names.extend([request, answer]);
            })*
            for name in names {
                table.push_str(&format!("import type {{ {name} }} from \"./{name}\";\n"));
            }
            table.push_str(&format!("\nexport interface Commands {{\n{lines}}}\n"));
            std::fs::write(into.join("commands.ts"), table).expect("the table can be written");
        }
    };
}

commands! {
    /// Says what is open.
    Status(Nothing) -> DeskStatus = casebook::status;
    /// Makes a new casebook and opens it.
    CreateCasebook(NewCasebook) -> Opened = casebook::create;
    /// Opens a casebook.
    OpenCasebook(OpenCasebook) -> Opened = casebook::open;
    /// Opens the sample casebook of invented letters, making it the first time.
    OpenSample(OpenSample) -> Opened = casebook::open_sample;
    /// Closes the casebook and forgets its key.
    Lock(Nothing) -> Nothing = casebook::lock;
    /// Puts somebody else at the desk.
    SitDown(SitDown) -> Opened = casebook::sit_down;
    /// Changes what the casebook knows of its office.
    SaveOffice(crate::office::Office) -> Opened = casebook::save_office;
    /// What the office decides about its casebook.
    Settings(Nothing) -> crate::settings::Settings = settings::show;
    /// Changes what the office decides about its casebook.
    SaveSettings(crate::settings::Settings) -> crate::settings::Settings = settings::save;
    /// The table of constituencies, if the office has had one made.
    Constituencies(Nothing) -> Constituencies = constituencies::show;
    /// Makes the table of constituencies from the statisticians' file of postcodes. Reports progress and can
    /// be cancelled.
    ReadPostcodes(ReadPostcodes) -> Constituencies = constituencies::read;
    /// What this office's filing has taught.
    Learning(Nothing) -> Learning = learning::show;
    /// Forgets what this office's filing has taught: only what is filed from now on teaches.
    ForgetLearning(Nothing) -> Learning = learning::forget;
    /// Every way of opening the casebook.
    Slots(Nothing) -> Slots = keys::list;
    /// Lets the casebook open with one more passphrase.
    AddSlot(AddSlot) -> Slots = keys::add;
    /// Lets the casebook open with a secret that this computer keeps. The window has no button for it:
    /// the desktop program carries no keychain to keep the secret in.
    AddDeviceSlot(AddDeviceSlot) -> SlotId = keys::add_device;
    /// Puts another passphrase in the place of one; the old one stops working at once.
    ChangePassphrase(ChangePassphrase) -> Slots = keys::change;
    /// Takes a way of opening the casebook away; never the last passphrase.
    RevokeSlot(SlotId) -> Slots = keys::revoke;
    /// Makes a new recovery key; the one before stops working.
    RemakeRecovery(Nothing) -> NewRecovery = keys::remake_recovery;
    /// Prints the sheet of a recovery key, while whoever was told it still has it.
    RecoverySheet(RecoverySheet) -> SheetSaved = keys::sheet;
    /// Gives the casebook a new data key. Reports progress and can be cancelled.
    RotateKey(Nothing) -> Rotated = keys::rotate;
    /// Says how soon a passphrase would be guessed.
    PassphraseStrength(PassphraseStrength) -> Strength = keys::strength;
    /// The casebook's backups.
    Backups(Nothing) -> Backups = backups::list;
    /// Makes today's automatic backup, if there is none yet.
    BackUpIfDue(Nothing) -> BackedUp = backups::if_due;
    /// Makes a backup now. Reports progress and can be cancelled.
    BackUp(BackUp) -> BackedUp = backups::make_now;
    /// Makes a fresh backup, and then removes the older ones: they hold what has been erased since.
    /// Reports progress and can be cancelled.
    RenewBackups(Nothing) -> BackedUp = backups::renew;
    /// Looks into a backup without changing it.
    PreviewBackup(PreviewBackup) -> BackupPreview = backups::preview;
    /// Puts a backup in the casebook's place and keeps what was there. Reports progress and can be
    /// cancelled.
    Restore(Restore) -> Restored = backups::restore;
    /// Goes on with a casebook that something is missing from, and seals it again.
    AcceptLoss(Nothing) -> Opened = backups::accept_loss;
    /// How full each room is.
    Counts(Nothing) -> Counts = casebook::counts;
    /// The tables of themes and authorities.
    Reference(Nothing) -> Reference = casebook::reference;

    /// Imports letters from files and folders. Reports progress and can be cancelled.
    Import(Import) -> Receipt = importing::import;
    /// Imports letters, and of Outlook data files only the letters in some folders. Reports progress and
    /// can be cancelled.
    ImportFolders(ImportFolders) -> Receipt = importing::import_folders;
    /// The folders of the Outlook data files among some files, before they are imported.
    PreviewFolders(Import) -> DataFiles = importing::preview_folders;
    /// The forms whose answers are in some files, before they are imported.
    PreviewForms(Import) -> FormPreviews = importing::preview_forms;
    /// Remembers what the columns of a form hold.
    RememberForm(RememberForm) -> Nothing = importing::remember_form;
    /// Reads again what a receipt says may be read another time. Reports progress and can be cancelled.
    TryAgain(ReceiptId) -> Receipt = importing::try_again;
    /// Watches a folder into which the mail program saves letters, or none.
    WatchFolder(WatchFolder) -> crate::settings::Settings = watched::choose;
    /// Says what is new in the watched folder. Asked again and again while the casebook is open.
    WatchedFolder(Nothing) -> WatchedFolder = watched::look;
    /// Imports what is new in the watched folder. Reports progress and can be cancelled.
    ImportWatched(Nothing) -> Receipt = watched::import;
    /// Reads letters that came in many at once: some hundreds by their phrases, and when none of those is
    /// left finds the campaigns among them and reads a few closely. What was read with other lists than there are
    /// now is looked through again. Asked again and again until nothing is left; what is broken off goes on the
    /// next time.
    ReadLetters(Nothing) -> LettersRead = unread::some_more;
    /// Logs a letter, call or note that was typed or pasted in.
    LogSubmission(NewSubmission) -> StoryId = letters::log;
    /// A letter as it was sent, made safe to show.
    LetterHtml(SubmissionId) -> LetterHtml = originals::html;
    /// What is known of an attachment before it is saved.
    LookAtAttachment(AttachmentId) -> AttachmentLook = originals::look;
    /// Saves one attachment. It is never opened.
    SaveAttachment(SaveAttachment) -> FileSaved = originals::save_attachment;
    /// Saves a letter's original, byte for byte.
    SaveOriginal(SaveOriginal) -> FileSaved = originals::save_original;

    /// The receipts of imports, newest first.
    Receipts(ReceiptsFilter) -> Receipts = receipts::list;
    /// The lines of a receipt, a page at a time.
    ReceiptLines(ReceiptFilter) -> ReceiptPage = receipts::lines;
    /// Saves a receipt as a PDF.
    SaveReceipt(SaveReceipt) -> FileSaved = receipts::save;

    /// Lists stories; the Inbox is the list of new ones.
    Stories(StoryFilter) -> StoryPage = stories::list;
    /// One story in full.
    Story(StoryId) -> StoryView = stories::view;
    /// Files a story, or changes how it is filed.
    FileStory(FileStory) -> Nothing = stories::file;
    /// Records what a family agreed to, or withdrew.
    RecordConsent(RecordConsent) -> ConsentRecorded = stories::record_consent;
    /// Marks words as worth quoting.
    MarkPassage(MarkPassage) -> PassageView = passages::mark_passage;
    /// Changes how a passage would be printed.
    EditPassage(EditPassage) -> PassageView = passages::edit_passage;
    /// Decides that what may identify the family stays in a quote, or asks about it again.
    KeepDetails(KeepDetails) -> PassageView = passages::keep_details;
    /// Takes a passage's mark away.
    UnmarkPassage(PassageId) -> Nothing = passages::unmark_passage;
    /// Adds a note to a story.
    AddNote(NewNote) -> Nothing = stories::add_note;
    /// Says whether a date of the plan that a letter seems to tell of is so.
    AnswerMilestone(AnswerMilestone) -> Nothing = milestones::answer;
    /// Writes down a date of the plan, or changes one.
    WriteMilestone(WriteMilestone) -> Nothing = milestones::write;
    /// Takes a date of the plan out.
    RemoveMilestone(MilestoneId) -> Nothing = milestones::remove;
    /// Confirms or drops what letters seem to say of the child and the case, adds what they do not say, or takes
    /// such a decision out.
    DecideFacets(DecideFacets) -> Nothing = facets::decide;
    /// What reading filed stories again would add to how they are filed.
    Rereads(RereadFilter) -> RereadPage = rereading::list;
    /// Adds it, or leaves a story as it is filed: then it is not asked about again.
    DecideReread(DecideReread) -> RereadDecided = rereading::decide;
    /// A campaign, one text sent by many, and where its letters stand.
    Campaign(CampaignId) -> CampaignView = campaigns::view;
    /// Files every waiting story of a campaign but the urgent ones.
    FileCampaign(FileCampaign) -> CampaignFiled = campaigns::file;
    /// Records that everybody who sent a campaign's text was told that it has arrived.
    AcknowledgeCampaign(AcknowledgeCampaign) -> CampaignAcknowledged = campaigns::acknowledge;
    /// The addresses of those who are still to be told.
    CampaignAddresses(CampaignId) -> CampaignAddresses = campaigns::addresses;
    /// Takes a story's letters out of their campaign, for good.
    LeaveCampaign(StoryId) -> Nothing = campaigns::leave;
    /// Takes back the latest change that has not been taken back yet.
    Undo(Nothing) -> Undone = stories::undo;
    /// Does again what undo took back last, unless something else was done since.
    Redo(Nothing) -> Undone = stories::redo;

    /// The record of changes, a page at a time.
    Audit(AuditFilter) -> AuditPage = trail::list;
    /// Stories due for review.
    DueReviews(DueReviews) -> DuePage = keeping::due;
    /// Keeps a story that was due, for a reason.
    Keep(Keep) -> Nothing = keeping::keep;
    /// Sets the day on which a story is looked at again.
    SetReview(SetReview) -> Nothing = keeping::set_review;
    /// Erases stories for good.
    Erase(Erase) -> Erased = keeping::erase;

    /// Files stories exactly as offered, because somebody said so. For the command line; in the window
    /// somebody looks at each letter.
    AcceptOffers(AcceptOffers) -> Accepted = stories::accept;

    /// Counts filed stories by theme and authority.
    Grid(GridFilter) -> Grid = evidence::grid;

    /// The debates being prepared.
    Debates(Nothing) -> Debates = debates::list;
    /// Makes or changes a debate.
    SaveDebate(SaveDebate) -> crate::debate::Debate = debates::save;
    /// Removes a debate.
    RemoveDebate(DebateId) -> Nothing = debates::remove;
    /// What could be quoted.
    Quotables(QuotableScope) -> Quotables = quotes::list;
    /// Makes a debate's pack, to look at.
    PreviewPack(DebateId) -> PackPreview = packs::preview;
    /// Makes a debate's pack and saves it.
    SavePack(SavePack) -> PackSaved = packs::save;
    /// Makes a pack at once, without preparing a debate first, and saves it. For the command line; in
    /// the window a pack belongs to a debate.
    QuickPack(QuickPack) -> PackSaved = packs::quick;
    /// Makes a readable copy of everything. Reports progress and can be cancelled.
    ExportEverything(ExportEverything) -> Exported = leaving::export;
    /// Lists everything held about whoever a story belongs to, and who else is in it.
    SubjectAccessPreview(StoryId) -> AccessPreview = access::preview;
    /// Copies everything held about whoever a story belongs to, to look through or to send.
    SubjectAccess(SubjectAccess) -> AccessMade = access::copy;
    /// Records whether a family agrees that whoever follows is handed their case.
    RecordHandOver(RecordHandOver) -> Nothing = leaving::record_hand_over;
    /// What closing the casebook would end.
    ClosingPreview(Nothing) -> Closing = closing::preview;
    /// Makes a new casebook of the stories whose families agreed to it. Reports progress and can be
    /// cancelled.
    HandOver(HandOver) -> HandedOver = closing::hand_over;
    /// Deletes the casebook and its backups for good, leaving a certificate.
    CloseCasebook(CloseCasebook) -> CasebookClosed = closing::close;
    /// Checks everything about the casebook that can be checked.
    Check(Nothing) -> Checked = casebook::check;
}

#[cfg(test)]
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                found.extend(
                    files(&path)
                        .into_iter()
                        .map(|(name, text)| (Path::new(&entry.file_name()).join(name), text)),
                );
            } else {
                found.insert(entry.file_name().into(), std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
        found
    }

    /// `make bindings` sets `WRITE_BINDINGS`; without it this only compares.
    #[test]
    fn the_windows_bindings_are_fresh() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/generated");
        let fresh = tempfile::tempdir().expect("a temporary folder");
        super::bindings(fresh.path());
        <super::Problem as ts_rs::TS>::export_all(&ts_rs::Config::new().with_out_dir(fresh.path()))
            .expect("problems can be written");
        if std::env::var_os("WRITE_BINDINGS").is_some() {
            if kept.exists() {
                std::fs::remove_dir_all(&kept).expect("the old bindings can be removed");
            }
            std::fs::create_dir_all(&kept).expect("the folder can be made");
            for (name, text) in files(fresh.path()) {
                let path = kept.join(name);
                std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
                std::fs::write(path, text).expect("a binding can be written");
            }
        }
        assert!(files(&kept) == files(fresh.path()), "the bindings are stale: run `make bindings`");
    }
}
