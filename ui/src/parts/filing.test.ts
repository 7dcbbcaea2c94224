import { describe, expect, test } from "vitest";

import type { Filing } from "../ipc/generated/Filing";
import type { StoryView } from "../ipc/generated/StoryView";
import { filingOf, nowhere, offersIn, panelThemes, pickAuthority, startingDraft, toggleTheme, toggleUrgent } from "./filing";

function aStory(filing: Partial<Filing> = {}): StoryView {
  return {
    id: "s", subject: "", constituent: { name: "", email: "", postcode: "" }, elsewhere: null,
    filing: { status: "new", authority: null, themes: [], urgent: false, positive: false, ...filing },
    offered: {
      authority: { gss: "E10000015", name: "Hertfordshire", words: "Hitchin" },
      themes: [
        { theme: "ehcp_delay", score: 0.9, words: ["43 weeks"], because: null },
        { theme: "transport", score: 0.5, words: ["taxi"], because: null },
      ],
      urgent: ["at risk"],
      consent: null,
      milestones: [],
      facets: [], passages: [],
    },
    consent: "not_asked", consent_history: [], hand_over: null, letters: [], passages: [], notes: [], used_in: [], history: [], facets: [], milestones: [], clock: [],
    campaign: null, own_words: 0, acknowledged: null, review: { due: "2026-09-04", chosen: false, reason: "" },
  };
}

describe("a draft of filing", () => {
  test("starts with the offers ticked, and each known as an offer", () => {
    const draft = startingDraft(aStory());
    expect(draft).toMatchObject({ authority: "E10000015", authorityOffered: true, themes: ["ehcp_delay", "transport"], urgent: true });
    expect(offersIn(draft)).toBe(4);
  });

  test("of a filed story offers nothing", () => {
    const draft = startingDraft(aStory({ status: "filed", themes: ["tribunal"] }));
    expect(offersIn(draft)).toBe(0);
    expect(draft).toMatchObject({ authority: null, themes: ["tribunal"], urgent: false });
  });

  test("somebody's decision is no longer an offer, and unticking is a decision", () => {
    let draft = toggleTheme(startingDraft(aStory()), "transport");
    expect(draft.themes).toEqual(["ehcp_delay"]);
    draft = toggleUrgent(pickAuthority(draft, "E06000056"));
    expect(offersIn(draft)).toBe(1);
    expect(filingOf(draft, "filed")).toEqual({
      status: "filed", authority: "E06000056", themes: ["ehcp_delay"], urgent: false, positive: false,
    });
  });

  test("is filed nowhere only when it has neither an authority nor a theme", () => {
    let draft = pickAuthority(startingDraft(aStory()), null);
    expect(nowhere(draft)).toBe(false);
    draft = toggleTheme(toggleTheme(draft, "ehcp_delay"), "transport");
    expect(nowhere(draft)).toBe(true);
    expect(nowhere(pickAuthority(draft, "E06000056"))).toBe(false);
  });

  test("an unticked offer keeps its place and number in the panel", () => {
    const story = aStory();
    const draft = toggleTheme(toggleTheme(startingDraft(story), "ehcp_delay"), "tribunal");
    expect(panelThemes(story, draft)).toEqual(["ehcp_delay", "transport", "tribunal"]);
  });
});
