// Reads the braces of an invented letter: its words, its parts, its marks.
import type { LetterPart } from "../generated/LetterPart";
import type { Mark } from "../generated/Mark";

const KINDS = new Set(["authority", "urgent", "consent", "not_read"]);

export interface Read {
  text: string;
  parts: LetterPart[];
  marks: Mark[];
}

export function read(source: string): Read {
  let text = "";
  const marks: Mark[] = [];
  const open: { name: string; start: number }[] = [];
  const cuts: { kind: LetterPart["kind"]; start: number }[] = [{ kind: "words", start: 0 }];
  const token = /\{([a-z_0-9]+)\||\}|\[\[(quoted|signature)\]\]/gu;
  let last = 0;
  for (const found of source.matchAll(token)) {
    text += source.slice(last, found.index);
    last = found.index + found[0].length;
    if (found[1]) open.push({ name: found[1], start: text.length });
    else if (found[2]) cuts.push({ kind: found[2] as LetterPart["kind"], start: text.length });
    else {
      const mark = open.pop();
      if (!mark) continue;
      const span = { start: mark.start, end: text.length };
      if (mark.name === "suggested") marks.push({ kind: "suggested_passage", ...span, of: "" });
      else if (KINDS.has(mark.name)) marks.push({ kind: mark.name as Mark["kind"], ...span, of: "" });
      else if (mark.name.startsWith("date_")) marks.push({ kind: "milestone", ...span, of: mark.name.slice(5) });
      else if (mark.name.startsWith("says_")) marks.push({ kind: "facet", ...span, of: mark.name.slice(5) });
      else marks.push({ kind: "theme", ...span, of: mark.name });
    }
  }
  text += source.slice(last);
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  const parts = cuts.map((cut, index) => ({ ...cut, end: cuts[index + 1]?.start ?? text.length }));
  return { text, parts, marks };
}
