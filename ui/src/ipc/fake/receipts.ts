// Letters coming in, and the receipts they leave.
import type { Commands } from "../generated/commands";
import type { ReceiptLine } from "../generated/ReceiptLine";
import { daysAgo, fail, invent, newId, type Office } from "./office";
import type { Jobs } from "./types";

export function receiptJobs(desk: { office: Office }): Pick<Jobs, "receipts" | "receipt_lines" | "save_receipt" | "preview_folders" | "import_folders"> {
  return {
    receipts: ({ offset, limit }) => ({
      receipts: desk.office.receipts.slice(offset, offset + (limit || 20)),
      total: desk.office.receipts.length,
    }),
    receipt_lines({ receipt, outcome, search, offset, limit }) {
      const lines = desk.office.receiptLines.get(receipt) ?? fail("failed", "This receipt is not here any more.", "Go back to the list.");
      const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
      const found = lines.filter((line) => words.every((word) => `${line.path} ${line.note} ${line.format ?? ""}`.toLowerCase().includes(word)));
      const rows = found.filter((line) => outcome === null || line.outcome === outcome);
      const of = (what: string) => found.filter((line) => line.outcome === what).length;
      return {
        rows: rows.slice(offset, offset + (limit || 200)), total: rows.length,
        stored: of("stored"), duplicates: of("duplicate"), skipped: of("skipped"),
      };
    },
    import_folders: () => fail("failed", "Only the desktop imports.", "Use the invented one."),
    preview_folders: ({ paths }) => ({
      files: paths
        .filter((path) => path.endsWith(".pst"))
        .map((path) => ({
          path, locked: path.includes("locked"),
          folders: [
            { name: "Inbox", letters: 1_204, usual: true },
            { name: "Inbox/Constituents", letters: 318, usual: true },
            { name: "Inbox/Constituents/Transport", letters: 27, usual: true },
            { name: "Junk Email", letters: 96, usual: false },
            { name: "Sent Items", letters: 640, usual: true },
          ],
        })),
    }),
    save_receipt: ({ path }) => ({ path, bytes: 20_000 }),
  };
}

/** Twelve files: most are letters. Told a file at a time, so that progress and Cancel can be seen. */
export async function importing(
  desk: { office: Office },
  paths: string[],
  says: (progress: { done: number; total: number; what: "import" }) => void,
  asked: () => string,
): Promise<Commands["import"]["answer"]> {
  const total = 12;
  const lines: ReceiptLine[] = [];
  const slow = paths.some((path) => path.includes("slow"));
  for (let done = 0; done < total && asked() !== "stop"; done += 1) {
    while (asked() === "pause") await new Promise((then) => setTimeout(then, 10));
    says({ done, total, what: "import" });
    await new Promise((then) => setTimeout(then, slow ? 500 : 15));
    const path = `${paths[0] ?? ""}/letter-${done + 1}.eml`;
    if (done === 3) lines.push({ path, outcome: "duplicate", note: "The same letter was stored before.", story: desk.office.stories[0]?.id ?? null, format: "eml", attachments: 0, campaign: null, again: null });
    else if (done === 7) lines.push({ path, outcome: "skipped", note: "The file is empty.", story: null, format: "eml", attachments: 0, campaign: null, again: null });
    else {
      const story = invent(
        {
          name: `Imported Family ${done + 1}`, postcode: "SG5 1AA", authority: "E10000015", subject: `Imported letter ${done + 1}`,
          text: "Dear Mr Hale,\n\nWe live in {authority|Hitchin} and {ehcp_delay|have waited 30 weeks}.\n",
        },
        daysAgo(0, 8),
      );
      desk.office.stories.push(story);
      lines.push({ path, outcome: "stored", note: "", story: story.id, format: "eml", attachments: 0, campaign: null, again: null });
    }
  }
  const of = (outcome: string) => lines.filter((line) => line.outcome === outcome).length;
  const receipt = {
    id: newId(), at: new Date().toISOString(), by: "Jo Marsh", read: lines.length, stored: of("stored"),
    duplicates: of("duplicate"), skipped: of("skipped"), cancelled: lines.length < total, again: 0,
  };
  desk.office.receipts.unshift(receipt);
  desk.office.receiptLines.set(receipt.id, lines);
  return receipt;
}
