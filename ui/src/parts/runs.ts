// A letter's text cut into runs, each with the marks that lie over it. Pure; offsets are UTF-16
// code units, as in the core's answers and in the window's strings.
import type { LetterPart } from "../ipc/generated/LetterPart";
import type { LetterPartKind } from "../ipc/generated/LetterPartKind";
import type { Mark } from "../ipc/generated/Mark";

export interface Run {
  start: number;
  end: number;
  text: string;
  marks: Mark[];
  /** Marks that end with this run: where their letter or number is shown. */
  ending: Mark[];
}

export interface Block {
  kind: LetterPartKind;
  start: number;
  end: number;
  lines: number;
  runs: Run[];
}

/** Cuts a stretch of text wherever a mark starts or ends. Marks may overlap. */
export function runsOf(text: string, from: number, to: number, marks: readonly Mark[]): Run[] {
  const inside = marks
    .map((mark) => ({ ...mark, start: Math.max(mark.start, from), end: Math.min(mark.end, to), whole: mark }))
    .filter((mark) => mark.start < mark.end);
  const cuts = new Set([from, to]);
  for (const mark of inside) cuts.add(mark.start).add(mark.end);
  const edges = [...cuts].sort((a, b) => a - b);
  const runs: Run[] = [];
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const start = edges[at] ?? from;
    const end = edges[at + 1] ?? to;
    const over = inside.filter((mark) => mark.start <= start && mark.end >= end);
    runs.push({
      start,
      end,
      text: text.slice(start, end),
      marks: over.map((mark) => mark.whole),
      ending: over.filter((mark) => mark.end === end && mark.whole.end === end).map((mark) => mark.whole),
    });
  }
  return runs;
}

/** A letter as blocks of words, quotations and signatures; together they hold all of the text. */
export function blocksOf(text: string, parts: readonly LetterPart[], marks: readonly Mark[]): Block[] {
  const whole: LetterPart[] = parts.length > 0 ? [...parts] : [{ kind: "words", start: 0, end: text.length }];
  return whole
    .filter((part) => part.start < part.end)
    .map((part) => ({
      kind: part.kind,
      start: part.start,
      end: part.end,
      lines: text.slice(part.start, part.end).trim().split("\n").length,
      runs: runsOf(text, part.start, part.end, marks),
    }));
}

/** The smallest selection without white space at its ends, or nothing. */
export function trimmed(text: string, start: number, end: number): { start: number; end: number } | null {
  let [from, to] = start <= end ? [start, end] : [end, start];
  while (from < to && /\s/u.test(text.charAt(from))) from += 1;
  while (to > from && /\s/u.test(text.charAt(to - 1))) to -= 1;
  return from < to ? { start: from, end: to } : null;
}
