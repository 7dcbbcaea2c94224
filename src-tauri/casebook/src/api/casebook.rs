//! Making, opening and locking a casebook; its office and its staff.

use std::path::{Path, PathBuf};

use super::{
    AuthorityRow, Checked, Context, Counts, Desk, DeskStatus, FacetChoice, NewCasebook, Nothing,
    OpenCasebook, OpenSample, Opened, Problem, Reference, Result, Secret, SitDown, StoryFilter, ThemeRow,
    backups, importing, session::Open,
};
use crate::authority::{self, Nation};
use crate::office::Office;
use crate::store::{Casebook, Change, Costs, Finding, New, Stamp};
use crate::{facet, passphrase, samples, theme};

/// Opens the sample casebook. It is no secret: there is nothing but invented letters in it.
const SAMPLE_PASSPHRASE: &str = "invented letters only";

pub(super) fn status(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<DeskStatus> {
    let open = desk.guard().as_ref().map(describe).transpose()?;
    Ok(DeskStatus { open })
}

pub(super) fn create(desk: &Desk, context: &Context<'_>, new: NewCasebook) -> Result<Opened> {
    let office = cleaned(new.office)?;
    let folder = folder(&new.folder)?;
    let staff = person(&new.staff)?;
    let name = folder.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = [office.mp.clone(), office.constituency.clone(), staff.clone(), name];
    passphrase::require(new.passphrase.reveal(), &names)?;
    let new = New {
        passphrase: new.passphrase.reveal(),
        office: &office,
        staff: &staff,
        now: context.now,
        costs: desk.costs(),
        sample: false,
        recovery: new.recovery,
    };
    let (casebook, recovery) = Casebook::create(&folder, &new)?;
    Ok(Opened { recovery, ..settle(desk, casebook, folder, Vec::new())? })
}

pub(super) fn open(desk: &Desk, context: &Context<'_>, request: OpenCasebook) -> Result<Opened> {
    let folder = folder(&request.folder)?;
    // The one already open steps aside first, or it would be its own rival for the lock.
    desk.lock();
    backups::let_it_stop(desk);
    let mut casebook = Casebook::open(&folder, request.passphrase.reveal(), context.now)?;
    let notices: Vec<_> = casebook.notices().into_iter().map(|Finding(text)| text).collect();
    // A casebook that may have lost something stays as it is until somebody has decided about it.
    if casebook.loss().is_none() {
        // What was erased while another job held the file.
        casebook.finish_erasing()?;
        let staff = casebook.at_desk()?;
        casebook.catch_up_with_slots(Stamp { now: context.now, staff })?;
        casebook.catch_up_with_import(context.now)?;
    }
    settle(desk, casebook, folder, notices)
}

pub(super) fn open_sample(desk: &Desk, context: &Context<'_>, request: OpenSample) -> Result<Opened> {
    let folder = folder(&request.folder)?;
    let passphrase = Secret::from(SAMPLE_PASSPHRASE);
    if folder.join("keys.json").exists() {
        return open(desk, context, OpenCasebook { folder: request.folder, passphrase });
    }
    let new = New {
        passphrase: passphrase.reveal(),
        office: &samples::office(),
        staff: "Sam Sample",
        now: context.now,
        costs: Costs::LEAST,
        sample: true,
        recovery: false,
    };
    let (casebook, _) = Casebook::create(&folder, &new)?;
    let opened = settle(desk, casebook, folder, Vec::new())?;
    desk.with(|open| importing::import_samples(open, context))?;
    Ok(opened)
}

pub(super) fn lock(desk: &Desk, _: &Context<'_>, _: Nothing) -> Result<Nothing> {
    desk.lock();
    Ok(Nothing {})
}

pub(super) fn sit_down(desk: &Desk, context: &Context<'_>, request: SitDown) -> Result<Opened> {
    let name = person(&request.name)?;
    desk.with(|open| {
        let now = context.now;
        open.me = open.casebook.write(open.stamp(context), |writing| {
            let staff = writing.seat(&name)?;
            // The entry belongs to whoever sat down, not to whoever got up.
            writing.record_as(Stamp { now, staff }, &Change::SatDown { staff })?;
            Ok(staff)
        })?;
        describe(open)
    })
}

pub(super) fn save_office(desk: &Desk, context: &Context<'_>, office: Office) -> Result<Opened> {
    let to = cleaned(office)?;
    desk.with(|open| {
        let from = open.casebook.office()?;
        if from != to {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| writing.make(&Change::Office { from, to }))?;
        }
        describe(open)
    })
}

pub(super) fn counts(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Counts> {
    desk.with(|open| open.casebook.counts(context.today()))
}

pub(super) fn check(desk: &Desk, context: &Context<'_>, _: Nothing) -> Result<Checked> {
    // A connection of its own: the window goes on working while this runs.
    let lockings = desk.lockings();
    let casebook = desk.with(|open| open.casebook.companion())?;
    let step = |done, total| {
        if context.progress.cancelled() || desk.lockings() != lockings {
            return Err(Problem::failed(
                "The check was stopped before the end.",
                "Start it again when you like.",
            ));
        }
        context.progress.step(done, total);
        Ok(())
    };
    let stories = casebook.stories(&StoryFilter { limit: 1, ..StoryFilter::default() })?.total;
    let findings = casebook.check(&step)?.into_iter().map(|Finding(text)| text).collect();
    Ok(Checked { findings, notes: casebook.untold()?, stories })
}

pub(super) fn reference(_: &Desk, _: &Context<'_>, _: Nothing) -> Result<Reference> {
    let themes = theme::all().iter().map(|theme| ThemeRow {
        id: theme.id.clone(),
        label: theme.label.clone(),
        definition: theme.definition.clone(),
    });
    let authorities = authority::all().iter().map(|authority| AuthorityRow {
        gss: authority.gss.clone(),
        name: authority.name.clone(),
        aliases: [vec![authority.official_name.clone()], authority.aliases.clone()].concat(),
        region: match (&authority.region, authority.nation) {
            (Some(region), _) => region.clone(),
            (None, Nation::Wales) => "Wales".into(),
            (None, Nation::Scotland) => "Scotland".into(),
            (None, Nation::NorthernIreland) => "Northern Ireland".into(),
            (None, Nation::England) => "England".into(),
        },
        send_duties: authority.has_send_duties(),
    });
    let mut authorities: Vec<_> = authorities.collect();
    authorities.sort_by(|a, b| (!a.send_duties, &a.name).cmp(&(!b.send_duties, &b.name)));
    let facets = facet::all().into_iter();
    let facets = facets.map(|(kind, value)| FacetChoice { kind, label: facet::label(kind, &value), value });
    Ok(Reference { themes: themes.collect(), authorities, facets: facets.collect() })
}

fn settle(desk: &Desk, casebook: Casebook, folder: PathBuf, notices: Vec<String>) -> Result<Opened> {
    let open = Open { me: casebook.at_desk()?, casebook, folder };
    let opened = Opened { notices, ..describe(&open)? };
    desk.put(open);
    Ok(opened)
}

pub(super) fn describe(open: &Open) -> Result<Opened> {
    let name = open.folder.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Opened {
        name,
        folder: open.folder.to_string_lossy().into_owned(),
        office: open.casebook.office()?,
        staff: open.casebook.staff()?,
        me: open.me,
        sample: open.casebook.is_sample()?,
        notices: Vec::new(),
        recovery: None,
        loss: open.casebook.loss().map(|loss| loss.finding().0),
    })
}

pub(super) fn folder(path: &str) -> Result<PathBuf> {
    let path = Path::new(path.trim());
    if path.file_name().is_none() {
        return Err(Problem::invalid(
            "folder",
            "No folder was named.",
            "Choose where the casebook is to live.",
        ));
    }
    Ok(path.to_owned())
}

fn person(name: &str) -> Result<String> {
    let name = super::one_line(name);
    if name.is_empty() {
        return Err(Problem::invalid(
            "staff",
            "No name was given.",
            "Type the name of whoever is at the desk.",
        ));
    }
    Ok(name)
}

fn cleaned(office: Office) -> Result<Office> {
    if office.authorities.iter().any(|gss| authority::by_gss(gss).is_none()) {
        return Err(Problem::invalid(
            "authorities",
            "That is not a local authority.",
            "Choose it from the list.",
        ));
    }
    Ok(Office {
        mp: super::one_line(&office.mp),
        constituency: super::one_line(&office.constituency),
        authorities: office.authorities,
    })
}
