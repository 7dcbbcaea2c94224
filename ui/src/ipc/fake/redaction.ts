// What may identify a family in the invented office: a few names that its letters hold.
import type { Identifying } from "../generated/Identifying";
import type { PassageView } from "../generated/PassageView";
import type { QuoteDetail } from "../generated/QuoteDetail";

const KNOWN: readonly { words: string; kind: string; instead: string }[] = [
  { words: "my son Idris", kind: "name", instead: "[my son]" },
  { words: "Euan", kind: "name", instead: "[name]" },
  { words: "Jonah", kind: "name", instead: "[name]" },
  { words: "Hitchin", kind: "town", instead: "[town]" },
  { words: "SG4 9TP", kind: "postcode", instead: "[postcode]" },
];

function found(words: string): (Identifying & { instead: string })[] {
  const places = KNOWN.flatMap((one) =>
    [...words.matchAll(new RegExp(one.words, "gu"))].map(({ index }) => {
      const begins = index === 0 || words.slice(0, index).trimEnd().endsWith(".");
      const instead = begins ? one.instead.charAt(0) + one.instead.charAt(1).toUpperCase() + one.instead.slice(2) : one.instead;
      return { kind: one.kind, start: index, end: index + one.words.length, instead };
    }),
  );
  return places.sort((a, b) => a.start - b.start);
}

/** A passage as the core answers it: each placeholder is held against what the letter has there. */
export function told(passage: Omit<PassageView, "identifying" | "details" | "beyond" | "unread" | "kept">, keep = false): PassageView {
  const { original, words } = passage;
  const details: QuoteDetail[] = found(words).map((one) => ({ ...one, taken_out: false }));
  const missing = found(original.replace(/\s+/gu, " ")).map((one) => ({ ...one, words: original.replace(/\s+/gu, " ").slice(one.start, one.end) }));
  for (const { words: left } of details.map((one) => ({ words: words.slice(one.start, one.end) }))) {
    const at = missing.findIndex((one) => one.words === left);
    if (at >= 0) missing.splice(at, 1);
  }
  for (const bracket of words.matchAll(/\[[^\]]*\]/gu)) {
    const at = missing.findIndex((one) => one.instead.toLowerCase() === bracket[0].toLowerCase());
    const [one] = at >= 0 ? missing.splice(at, 1) : [];
    if (one) details.push({ kind: one.kind, start: bracket.index, end: bracket.index + bracket[0].length, taken_out: true, instead: one.words });
  }
  details.sort((a, b) => a.start - b.start);
  const beyond = details.filter((one) => !one.taken_out).length;
  const identifying = found(original).map(({ kind, start, end }) => ({ kind, start, end }));
  return { ...passage, identifying, details, beyond, unread: false, kept: keep && beyond > 0 };
}
