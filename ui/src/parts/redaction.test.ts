import { describe, expect, test } from "vitest";

import type { PassageView } from "../ipc/generated/PassageView";
import { again, stretches, turned } from "./redaction";

const detail = (start: number, end: number, instead: string, taken_out = false) => ({ kind: "name", start, end, instead, taken_out });
const view = (words: string, details: PassageView["details"]): PassageView => ({
  id: "", submission: "", start: 0, end: 0, original: words, words, attribution: "", identifying: [], details, beyond: details.length, unread: false, kept: false,
});

describe("a quote’s details", () => {
  test("are turned wherever they stand, from whichever side they are listed", () => {
    const words = "Euan waits. Mr Oak told Euan so.";
    const all = [detail(24, 28, "[my son]"), detail(0, 4, "[My son]"), detail(12, 18, "[Name]")];
    expect(turned(words, all)).toBe("[My son] waits. [Name] told [my son] so.");
    expect(turned(words, all.slice(0, 1))).toBe("Euan waits. Mr Oak told [my son] so.");
    expect(turned(words, [])).toBe(words);
  });

  test("are found again, the nearest of two, in words that were changed meanwhile", () => {
    const before = view("Euan waits. Euan sleeps.", [detail(0, 4, "[name]"), detail(12, 16, "[name]")]);
    const now = view("… Euan waits. Euan sleeps.", [detail(2, 6, "[name]"), detail(14, 18, "[name]")]);
    expect(again(now, before, before.details[1]!)?.start).toBe(14);
    expect(again(view("He waits.", []), before, before.details[1]!)).toBeUndefined();
  });

  test("cut the letter’s words, and none is lost", () => {
    const cut = stretches("Euan, at Oak School.", [{ kind: "name", start: 0, end: 4 }, { kind: "school or service", start: 9, end: 19 }]);
    expect(cut.map((one) => one.kind)).toEqual(["name", null, "school or service", null]);
    expect(cut.map((one) => one.text).join("")).toBe("Euan, at Oak School.");
    expect(stretches("", [])).toEqual([]);
  });
});
