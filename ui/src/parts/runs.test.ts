import { describe, expect, test } from "vitest";

import type { Mark } from "../ipc/generated/Mark";
import { blocksOf, runsOf, trimmed } from "./runs";

const mark = (start: number, end: number, of = "x", kind: Mark["kind"] = "theme"): Mark => ({ kind, start, end, of });

describe("runs of a letter", () => {
  const text = "We live in Hitchin and still have no plan.";

  test("together hold every character of the text, in order", () => {
    const runs = runsOf(text, 0, text.length, [mark(3, 20), mark(11, 30), mark(11, 18, "y")]);
    expect(runs.map((run) => run.text).join("")).toBe(text);
  });

  test("overlapping marks are split, and each run knows every mark over it", () => {
    const runs = runsOf(text, 0, text.length, [mark(0, 10, "a"), mark(5, 15, "b")]);
    expect(runs.map((run) => run.marks.map((one) => one.of).join(""))).toEqual(["a", "ab", "b", ""]);
  });

  test("a mark is signed once, where it ends", () => {
    const runs = runsOf(text, 0, text.length, [mark(0, 10, "a"), mark(5, 15, "b")]);
    expect(runs.map((run) => run.ending.map((one) => one.of).join(""))).toEqual(["", "a", "b", ""]);
  });

  test("marks beyond the text, empty or reversed, are left out", () => {
    const runs = runsOf(text, 0, text.length, [mark(40, 900), mark(7, 7), mark(9, 3)]);
    expect(runs.map((run) => run.text).join("")).toBe(text);
    expect(runs.flatMap((run) => run.marks)).toHaveLength(1);
  });

  test("offsets count as the window's strings do, beyond the basic plane too", () => {
    const words = "😀 Ŵyn wrote";
    const at = words.indexOf("Ŵyn");
    expect(runsOf(words, 0, words.length, [mark(at, at + 3)])[1]?.text).toBe("Ŵyn");
  });

  test("blocks cover the letter, and say how many lines they fold", () => {
    const letter = "Dear Mr Hale,\n\n> one\n> two\n-- \nM";
    const blocks = blocksOf(
      letter,
      [
        { kind: "words", start: 0, end: 15 },
        { kind: "quoted", start: 15, end: 27 },
        { kind: "signature", start: 27, end: letter.length },
      ],
      [],
    );
    expect(blocks.flatMap((block) => block.runs.map((run) => run.text)).join("")).toBe(letter);
    expect(blocks.map((block) => block.lines)).toEqual([1, 2, 2]);
  });

  test("a letter without parts is all words", () => expect(blocksOf("Hello", [], [])[0]?.kind).toBe("words"));
});

describe("a selection", () => {
  test("loses the white space at its ends", () => expect(trimmed("a  plan \n", 1, 9)).toEqual({ start: 3, end: 7 }));
  test("of white space only is no selection", () => expect(trimmed("a   b", 1, 4)).toBeNull());
  test("made backwards is the same selection", () => expect(trimmed("a plan", 6, 2)).toEqual({ start: 2, end: 6 }));
});
