// What in a quote may identify a family, and the words with some of it the other way round: taken out, or
// put back. Pure; offsets are UTF-16 code units.
import type { Identifying } from "../ipc/generated/Identifying";
import type { PassageView } from "../ipc/generated/PassageView";
import type { QuoteDetail } from "../ipc/generated/QuoteDetail";

/** The words as they stand in the quote now. */
export const standing = (words: string, detail: QuoteDetail): string => words.slice(detail.start, detail.end);

/** The words with these details the other way round. */
export function turned(words: string, details: readonly QuoteDetail[]): string {
  const lastFirst = details.toSorted((a, b) => b.start - a.start);
  return lastFirst.reduce((now, one) => now.slice(0, one.start) + one.instead + now.slice(one.end), words);
}

/** The same detail of a quote that was changed since. */
export function again(now: PassageView, before: PassageView, detail: QuoteDetail): QuoteDetail | undefined {
  const words = standing(before.words, detail);
  const same = now.details.filter(
    (one) => one.kind === detail.kind && one.taken_out === detail.taken_out && standing(now.words, one) === words,
  );
  return same.toSorted((a, b) => Math.abs(a.start - detail.start) - Math.abs(b.start - detail.start))[0];
}

export interface Stretch {
  text: string;
  /** What it is, where it may identify the family. */
  kind: string | null;
}

/** A letter's words, cut where something in them may identify the family. */
export function stretches(words: string, found: readonly Identifying[]): Stretch[] {
  const cut: Stretch[] = [];
  let from = 0;
  for (const one of found) {
    if (one.start > from) cut.push({ text: words.slice(from, one.start), kind: null });
    cut.push({ text: words.slice(one.start, one.end), kind: one.kind });
    from = one.end;
  }
  if (from < words.length) cut.push({ text: words.slice(from), kind: null });
  return cut;
}

/** How many details may still identify the family. */
export const left = (details: readonly QuoteDetail[]): QuoteDetail[] => details.filter((one) => !one.taken_out);
