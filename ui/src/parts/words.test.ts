import { describe, expect, test } from "vitest";

import type { Grid } from "../ipc/generated/Grid";
import type { Receipt } from "../ipc/generated/Receipt";
import { LADDER, rank, whyNotQuoted } from "./consent";
import { moved, onceEach, secondsToRead } from "./debate";
import { asTable, heat } from "./grid";
import { casebookFolder, fieldOf } from "./newcasebook";
import { summary } from "./receipt";

describe("the grid", () => {
  const grid: Grid = {
    themes: [{ id: "t", label: "Plan\tlate", stories: 3 }],
    authorities: [
      { id: "a", label: "Hertfordshire", stories: 2 },
      { id: "", label: "Not known", stories: 1 },
    ],
    cells: [
      { theme: "t", authority: "a", stories: 2 },
      { theme: "t", authority: "", stories: 1 },
    ],
    stories: 3,
    campaign_stories: 0,
  };

  test("copies as lines of the same width, totals included", () => {
    expect(asTable(grid)).toBe("Theme\tHertfordshire\tNot known\tAll\nPlan late\t2\t1\t3\nAll\t2\t1\t3");
    const table = asTable({ ...grid, campaign_stories: 2 }, true);
    expect(table.split("\n").at(-1), "it says what it does not count").toBe("2 more of campaigns left out");
  });
  test("an empty cell is not shaded, and the fullest is shaded most", () => {
    expect(heat(0, 10)).toBe(0);
    expect(heat(10, 10)).toBeGreaterThan(heat(1, 10));
    expect(heat(0, 0)).toBe(0);
  });
});

describe("a receipt", () => {
  const receipt: Receipt = {
    id: "r", at: "", by: "", read: 1_012, stored: 1, duplicates: 0, skipped: 1_011, cancelled: false, again: 0,
  };
  test("is one sentence that leaves out what did not happen", () => {
    expect(summary(receipt)).toBe("1,012 read: 1 letter stored, 1,011 skipped.");
  });
  test("says when it was stopped", () => expect(summary({ ...receipt, cancelled: true })).toContain("what was stored stays"));
});

describe("a new casebook", () => {
  test("is suggested in the office's own kind of path", () => {
    expect(casebookFolder("/home/jo/Casebooks/", "Hitchin")).toBe("/home/jo/Casebooks/Hitchin.casebook");
    expect(casebookFolder("C:\\Users\\jo", "Ynys Môn")).toBe("C:\\Users\\jo\\Ynys Môn.casebook");
  });
  test("never leaves its folder by its name", () =>
    expect(casebookFolder("/c", "../../etc: a?")).not.toMatch(/\.\.\/|[:?]/u));
  test("a nested field is the form's own field", () => expect(fieldOf("office.mp")).toBe("mp"));
});

describe("consent", () => {
  test("the ladder has six steps, each with words and an icon of its own", () => {
    expect(new Set(LADDER.map((step) => step.label)).size).toBe(6);
    expect(new Set(LADDER.map((step) => step.icon)).size).toBe(6);
    expect(rank("not_asked")).toBe(0);
    expect(rank("named")).toBe(5);
  });
  test("words that cannot be quoted say why", () => {
    expect(whyNotQuoted("not_asked")).toBe("The family has not been asked.");
    expect(whyNotQuoted("counted")).toContain("counted, not quoted");
    expect(whyNotQuoted("anonymous")).toContain("name the person");
  });
});

describe("a debate", () => {
  test("130 words take a minute", () => expect(secondsToRead("word ".repeat(130))).toBe(60));
  test("holds a quote once, where it was first", () => expect(onceEach(["a", "b", "a"])).toEqual(["a", "b"]));
  test("moving past an end changes nothing", () => {
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  });
});
