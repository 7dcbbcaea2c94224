import { describe, expect, test } from "vitest";

import type { LetterView } from "../ipc/generated/LetterView";
import type { Mark } from "../ipc/generated/Mark";
import type { StoryView } from "../ipc/generated/StoryView";
import { steady } from "./steady";

const mark = (kind: Mark["kind"], start: number, of = ""): Mark => ({ kind, start, end: start + 5, of });

const letter = (id: string, marks: Mark[]): LetterView =>
  ({ id, channel: "email", received: "2024-09-02T10:00:00Z", from: "", subject: "", parts: [], text: "", marks, attachments: [], original: false, from_html: false, language: null, long: null });

function aStory(themes: string[], letters: LetterView[], id = "s"): StoryView {
  return {
    id, subject: "", constituent: { name: "", email: "", postcode: "" }, elsewhere: null,
    filing: { status: "new", authority: null, themes: [], urgent: false, positive: false },
    offered: { authority: null, themes: themes.map((theme) => ({ theme, score: 0.9, words: [], because: null })), urgent: [], consent: null, milestones: [], facets: [], passages: [] },
    consent: "not_asked", consent_history: [], hand_over: null, letters, passages: [], notes: [], used_in: [], history: [], facets: [], milestones: [], clock: [],
    campaign: null, own_words: 0, acknowledged: null, review: { due: "2026-09-04", chosen: false, reason: "" },
  };
}

const themes = (view: StoryView) => view.offered.themes.map((offer) => offer.theme);

describe("a story that is open", () => {
  const before = aStory(["transport"], [letter("a", [mark("theme", 10, "transport")])]);

  test("keeps the themes it offered, while what somebody does in it shows", () => {
    const now = steady(before, aStory(["out_of_school"], [letter("a", [mark("passage", 2, "p"), mark("theme", 30, "out_of_school")])]));
    expect(themes(now)).toEqual(["transport"]);
    expect(now.letters[0]?.marks.map(({ kind, start }) => [kind, start])).toEqual([["passage", 2], ["theme", 10]]);
  });

  test("offers what was found since once another was opened between", () => {
    const other = steady(before, aStory([], [], "other"));
    expect(themes(steady(other, aStory(["out_of_school"], [])))).toEqual(["out_of_school"]);
  });

  test("offers what a new letter brings, and what is read for the first time", () => {
    const joined = aStory(["transport", "ehcp_delay"], [letter("a", []), letter("b", [])]);
    expect(themes(steady(before, joined))).toEqual(["transport", "ehcp_delay"]);
    expect(themes(steady(aStory([], [letter("a", [])]), before))).toEqual(["transport"]);
  });

  test("offers what stands now once it was filed or came back", () => {
    const filed = aStory(["out_of_school"], before.letters);
    expect(themes(steady(before, { ...filed, filing: { ...filed.filing, status: "filed" } }))).toEqual(["out_of_school"]);
  });
});
