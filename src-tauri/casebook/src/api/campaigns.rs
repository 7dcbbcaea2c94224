//! Campaigns: looking at one, filing or acknowledging all of it, and taking a letter out.

use chrono::TimeDelta;

use super::stories::valid;
use super::{
    AcknowledgeCampaign, CampaignAcknowledged, CampaignAddresses, CampaignFiled, CampaignId, CampaignView,
    Context, Desk, FileCampaign, Nothing, Problem, Result, StoryId,
};
use crate::store::Change;
use crate::story::{Filing, Status};

pub(super) fn view(desk: &Desk, _: &Context<'_>, request: CampaignId) -> Result<CampaignView> {
    desk.with(|open| open.casebook.campaign(request.campaign))
}

pub(super) fn file(desk: &Desk, context: &Context<'_>, request: FileCampaign) -> Result<CampaignFiled> {
    let to = valid(request.filing)?;
    if to.status == Status::New {
        return Err(Problem::invalid(
            "status",
            "Its letters are in the Inbox already.",
            "File them, or set them aside.",
        ));
    }
    desk.with(|open| {
        let waiting = open.casebook.campaign_waiting(request.campaign, request.own_words)?;
        let mut wanted = Vec::with_capacity(waiting.len());
        for story in waiting {
            let mut to = to.clone();
            if request.offered_authorities && to.authority.is_none() && to.status == Status::Filed {
                to.authority = open.casebook.offer(story)?.authority;
            }
            if to.status == Status::SetAside {
                // Setting aside keeps what was filed before.
                to = Filing { status: to.status, ..open.casebook.story(story)?.filing };
            }
            wanted.push((story, to));
        }
        let filed = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        if filed > 0 {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| {
                let changes = wanted.into_iter().map(|(story, to)| writing.filing(story, to, false));
                writing.make_together(&changes.collect::<Result<Vec<_>>>()?)
            })?;
        }
        Ok(CampaignFiled { filed, left: open.casebook.campaign(request.campaign)?.waiting })
    })
}

pub(super) fn acknowledge(
    desk: &Desk,
    context: &Context<'_>,
    request: AcknowledgeCampaign,
) -> Result<CampaignAcknowledged> {
    if request.on > context.today() + TimeDelta::days(1) {
        return Err(Problem::invalid("on", "That day has not come yet.", "Choose the day they were told."));
    }
    desk.with(|open| {
        let stories = open.casebook.campaign_unacknowledged(request.campaign)?;
        let change = |(story, _)| Change::Acknowledged { story, from: None, to: Some(request.on) };
        let changes: Vec<_> = stories.into_iter().map(change).collect();
        if !changes.is_empty() {
            let stamp = open.stamp(context);
            open.casebook.write(stamp, |writing| writing.make_together(&changes))?;
        }
        Ok(CampaignAcknowledged { stories: u32::try_from(changes.len()).unwrap_or(u32::MAX) })
    })
}

pub(super) fn addresses(desk: &Desk, _: &Context<'_>, request: CampaignId) -> Result<CampaignAddresses> {
    desk.with(|open| {
        let stories = open.casebook.campaign_unacknowledged(request.campaign)?;
        let without = stories.iter().filter(|(_, email)| email.is_empty()).count();
        let mut addresses: Vec<_> = stories.into_iter().map(|(_, email)| email).collect();
        addresses.retain(|email| !email.is_empty());
        addresses.sort_unstable();
        addresses.dedup();
        Ok(CampaignAddresses { addresses, without: u32::try_from(without).unwrap_or(u32::MAX) })
    })
}

pub(super) fn leave(desk: &Desk, context: &Context<'_>, request: StoryId) -> Result<Nothing> {
    desk.with(|open| {
        let Some(campaign) = open.casebook.campaign_of(request.story)? else {
            return Err(Problem::invalid(
                "story",
                "This letter is not part of a campaign.",
                "There is nothing to take it out of.",
            ));
        };
        let stamp = open.stamp(context);
        let change = Change::Apart { story: request.story, campaign: campaign.id, apart: true };
        open.casebook.write(stamp, |writing| writing.make(&change))?;
        Ok(Nothing {})
    })
}
