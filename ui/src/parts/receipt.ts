// A receipt in one sentence. Pure.
import type { Receipt } from "../ipc/generated/Receipt";
import { plural } from "./filing";

export function summary(receipt: Receipt): string {
  const parts = [`${plural(receipt.stored, "letter")} stored`];
  if (receipt.duplicates > 0) parts.push(`${receipt.duplicates.toLocaleString("en-GB")} already here`);
  if (receipt.skipped > 0) parts.push(`${receipt.skipped.toLocaleString("en-GB")} skipped`);
  const sentence = `${receipt.read.toLocaleString("en-GB")} read: ${parts.join(", ")}.`;
  return receipt.cancelled ? `${sentence} Stopped before the end; what was stored stays.` : sentence;
}
