//! Receipts of imports: looked through, searched and printed.

use super::{
    Context, Desk, FileSaved, Outcome, Problem, ReceiptFilter, ReceiptPage, Receipts, ReceiptsFilter, Result,
    SaveReceipt, saving,
};
use crate::leaving::ReceiptSheet;

/// More lines than this are not printed: nobody reads two hundred pages of file names.
const MOST_PRINTED: u32 = 5_000;

pub(super) fn list(desk: &Desk, _: &Context<'_>, filter: ReceiptsFilter) -> Result<Receipts> {
    desk.with(|open| {
        let (receipts, total) = open.casebook.receipts(&filter)?;
        Ok(Receipts { receipts, total })
    })
}

pub(super) fn lines(desk: &Desk, _: &Context<'_>, filter: ReceiptFilter) -> Result<ReceiptPage> {
    desk.with(|open| open.casebook.receipt_lines(&filter))
}

pub(super) fn save(desk: &Desk, context: &Context<'_>, request: SaveReceipt) -> Result<FileSaved> {
    let SaveReceipt { receipt, outcome, search, path } = request;
    let sheet = desk.with(|open| {
        let head = open.casebook.receipt(receipt)?;
        let mut filter = ReceiptFilter { receipt, outcome, search, offset: 0, limit: u32::MAX };
        let mut lines = [("Left out, and why", vec![]), ("Already here", vec![]), ("Stored", vec![])];
        let more = loop {
            let page = open.casebook.receipt_lines(&filter)?;
            filter.offset += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
            for line in page.rows {
                let [skipped, here, stored] = &mut lines;
                let (_, of) = match line.outcome {
                    Outcome::Skipped => skipped,
                    Outcome::Duplicate => here,
                    Outcome::Stored => stored,
                };
                of.push((line.path, line.note));
            }
            let more = page.total.saturating_sub(filter.offset);
            if more == 0 || filter.offset >= MOST_PRINTED {
                break more;
            }
        };
        let words = filter.search.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(ReceiptSheet {
            office: open.casebook.office()?.mp,
            made_on: context.today(),
            at: head.at,
            by: head.by,
            read: head.read,
            stored: head.stored,
            duplicates: head.duplicates,
            skipped: head.skipped,
            cancelled: head.cancelled,
            lines,
            more,
            narrowed: (!words.is_empty()).then_some(words),
        })
    })?;
    let pdf = crate::briefing::print(&sheet.document())
        .map_err(|_| Problem::failed("The receipt could not be laid out.", "Copy its lines instead."))?;
    saving::save(&path, &pdf.bytes)?;
    Ok(FileSaved { path, bytes: u32::try_from(pdf.bytes.len()).unwrap_or(u32::MAX) })
}
