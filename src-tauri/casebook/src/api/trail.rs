//! The record of changes.

use super::{AuditFilter, AuditPage, Context, Desk, Result};

pub(super) fn list(desk: &Desk, _: &Context<'_>, filter: AuditFilter) -> Result<AuditPage> {
    desk.with(|open| open.casebook.trail(&filter))
}
