// A receipt in one sentence, as text to paste, and on paper.
import { call } from "../ipc/call";
import type { Receipt } from "../ipc/generated/Receipt";
import type { ReceiptLine } from "../ipc/generated/ReceiptLine";
import type { SaveReceipt } from "../ipc/generated/SaveReceipt";
import { pickLeaving, printFile } from "../ipc/shell";
import { dateAndTime, dayOf } from "../kit/dates";
import { plural } from "./filing";
import { OUTCOMES } from "./labels";

export function summary(receipt: Receipt): string {
  const parts = [`${plural(receipt.stored, "letter")} stored`];
  if (receipt.duplicates > 0) parts.push(`${receipt.duplicates.toLocaleString("en-GB")} already here`);
  if (receipt.skipped > 0) parts.push(`${receipt.skipped.toLocaleString("en-GB")} skipped`);
  const sentence = `${receipt.read.toLocaleString("en-GB")} read: ${parts.join(", ")}.`;
  return receipt.cancelled ? `${sentence} Stopped before the end; what was stored stays.` : sentence;
}

/** For a spreadsheet or a mail to IT: names of files, and no word of a letter. */
export function asText(receipt: Receipt, lines: ReceiptLine[]): string {
  const cell = (text: string) => text.replace(/\s+/gu, " ");
  const rows = lines.map((line) => [line.path, OUTCOMES[line.outcome], line.note].map(cell).join("\t"));
  return [`Import of ${dateAndTime(receipt.at)}. ${summary(receipt)}`, ...rows].join("\n");
}

/** Saves it as a PDF where somebody says, and shows it in the system's viewer, which prints. */
export async function printReceipt(what: Omit<SaveReceipt, "path">, at: string): Promise<void> {
  const path = await pickLeaving("receipt", `Receipt of the import of ${dayOf(at)}`);
  if (path === null) return;
  await call("save_receipt", { ...what, path });
  await printFile(path);
}
