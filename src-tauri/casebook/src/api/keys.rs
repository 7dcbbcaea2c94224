//! Ways of opening a casebook: listing, adding, changing and taking them away; a new data key.

use super::{
    AddDeviceSlot, AddSlot, ChangePassphrase, Context, Desk, NewRecovery, Nothing, PassphraseStrength,
    Problem, RecoverySheet, Result, Rotated, SheetSaved, SlotId, SlotKind, Slots, Strength, one_line, saving,
    session::Open,
};
use crate::briefing::{self, Sheet};
use crate::passphrase::{self, Judged};
use crate::recovery;
use crate::store::{Rotation, Watch};

/// The names a guesser of this casebook's passphrase would try first.
pub(super) fn names_of(open: &Open) -> Result<Vec<String>> {
    let office = open.casebook.office()?;
    let folder = open.folder.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let staff = open.casebook.staff()?.into_iter().map(|person| person.name);
    Ok([office.mp, office.constituency, folder].into_iter().chain(staff).collect())
}

fn listed(open: &Open) -> Result<Slots> {
    Ok(match open.casebook.slots() {
        Ok(slots) => Slots { slots, notice: None },
        // A list that cannot be trusted is not shown: it would say who can open the casebook.
        Err(problem) => Slots { slots: Vec::new(), notice: Some(problem.to_string()) },
    })
}

fn label(text: &str) -> Result<String> {
    let label = one_line(text);
    if label.is_empty() || label.chars().count() > 80 {
        return Err(Problem::invalid(
            "label",
            if label.is_empty() { "It is not said whose this is." } else { "That name is very long." },
            "Write a few words, such as: Deputy, Sam Example.",
        ));
    }
    Ok(label)
}

pub(super) fn list(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Slots> {
    desk.with(|open| listed(open))
}

pub(super) fn add(desk: &Desk, context: &Context<'_>, request: AddSlot) -> Result<Slots> {
    let (label, costs) = (label(&request.label)?, desk.costs());
    desk.with(|open| {
        passphrase::require(request.passphrase.reveal(), &names_of(open)?)?;
        let stamp = open.stamp(context);
        open.casebook.add_slot(stamp, SlotKind::Passphrase, &label, request.passphrase.reveal(), costs)?;
        listed(open)
    })
}

pub(super) fn add_device(desk: &Desk, context: &Context<'_>, request: AddDeviceSlot) -> Result<SlotId> {
    let label = label(&request.label)?;
    desk.with(|open| {
        let stamp = open.stamp(context);
        // As random as a recovery key: slowness adds nothing, and this computer waits for it every day.
        let costs = crate::store::Costs::LEAST;
        let slot = open.casebook.add_slot(stamp, SlotKind::Device, &label, request.secret.reveal(), costs)?;
        Ok(SlotId { slot })
    })
}

pub(super) fn change(desk: &Desk, context: &Context<'_>, request: ChangePassphrase) -> Result<Slots> {
    let costs = desk.costs();
    desk.with(|open| {
        let ChangePassphrase { slot, present, passphrase } = request;
        passphrase::require(passphrase.reveal(), &names_of(open)?)?;
        let (stamp, words) = (open.stamp(context), (present.reveal(), passphrase.reveal()));
        open.casebook.change_passphrase(stamp, slot, words, costs)?;
        listed(open)
    })
}

pub(super) fn revoke(desk: &Desk, context: &Context<'_>, request: SlotId) -> Result<Slots> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        open.casebook.revoke_slot(stamp, request.slot)?;
        listed(open)
    })
}

pub(super) fn remake_recovery(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<NewRecovery> {
    desk.with(|open| {
        let stamp = open.stamp(context);
        Ok(NewRecovery { recovery: open.casebook.remake_recovery(stamp)? })
    })
}

pub(super) fn sheet(desk: &Desk, context: &Context<'_>, request: RecoverySheet) -> Result<SheetSaved> {
    let RecoverySheet { recovery, path } = request;
    desk.with(|open| {
        // A sheet that opens nothing would be found out on the day it is needed.
        if !open.casebook.is_recovery(recovery.reveal())? {
            return Err(Problem::invalid(
                "recovery",
                "That is not this casebook's recovery key.",
                "Make a new recovery key and print its sheet; the old one then stops working.",
            ));
        }
        let office = open.casebook.office()?;
        let sheet = Sheet {
            casebook: open.folder.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            member: office.mp,
            constituency: office.constituency,
            made_on: context.today(),
            groups: recovery::groups(&recovery),
        };
        let pdf = briefing::recovery_sheet(&sheet).map_err(|_| {
            Problem::failed(
                "The sheet could not be laid out.",
                "Write the groups down by hand, and check each.",
            )
        })?;
        saving::save(&path, &pdf.bytes)?;
        Ok(SheetSaved { path })
    })
}

pub(super) fn rotate(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Rotated> {
    // Locking is asked for before it waits for the desk: then this stops, and the desk is free.
    let lockings = desk.lockings();
    let step = |done, total| {
        context.progress.step(done, total);
        !context.progress.cancelled() && desk.lockings() == lockings
    };
    let mut guard = desk.guard();
    let open = guard.as_mut().ok_or_else(super::session::locked)?;
    let stamp = open.stamp(context);
    let rotated = open.casebook.rotate(stamp, &Watch { step: &step, reached: &|_| {} });
    if rotated.is_err() && open.casebook.office().is_err() {
        // It could not be opened again: better locked than half open.
        *guard = None;
    }
    let Rotation { done, beginning } = rotated?;
    Ok(Rotated { done, beginning })
}

pub(super) fn strength(desk: &Desk, _: &Context<'_>, request: PassphraseStrength) -> Result<Strength> {
    let mut names = request.names;
    if let Some(open) = desk.guard().as_ref() {
        names.extend(names_of(open)?);
    }
    let Judged { score, sentence, enough, advised } = passphrase::judge(request.passphrase.reveal(), &names);
    Ok(Strength { score, sentence, enough, advised })
}
