// Dates of a plan in the invented office; its clock says one sentence, as the core would.
import type { StoryView } from "../generated/StoryView";
import { fail, newId, type Office } from "./office";
import type { Jobs } from "./types";

type Kept = Pick<Jobs, "answer_milestone" | "write_milestone" | "remove_milestone">;

function wind(story: StoryView): void {
  const request = story.milestones.some((one) => one.step === "request");
  const plan = story.milestones.some((one) => one.step === "final_plan");
  const general = "the general limit of 20 weeks from the request";
  const missing = `Final plan: none recorded. If none has come, it is at least 24 weeks over ${general} today.`;
  story.clock = !request ? [] : [
    plan
      ? { standing: "over", text: `Final plan: at least 20 weeks over ${general}.`, law: "reg 13(2); exceptions 10(4), 13(3)" }
      : { standing: "missing", text: missing, law: "reg 13(2); exceptions 10(4), 13(3)" },
  ];
}

export function milestoneJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView | null, then: () => void) => void,
): Kept {
  const withOffer = (submission: string, start: number) => {
    const story = desk.office.stories.find((one) => one.letters.some((letter) => letter.id === submission));
    const offer = story?.offered.milestones.find((one) => one.start === start);
    if (!story || !offer) return fail("failed", "That date is no longer offered.", "Look at the letter again.");
    return { story, offer, rest: story.offered.milestones.filter((one) => one !== offer) };
  };
  return {
    answer_milestone: ({ submission, start, right }) => {
      const { story, offer, rest } = withOffer(submission, start);
      const { step, when, from, to, exact, words } = offer;
      changed(right ? "Date confirmed" : "Offered date dropped", story, () => {
        story.offered.milestones = rest;
        if (right) story.milestones.push({ id: newId(), step, when, from, to, exact, submission, words, by: "Jo Marsh" });
        wind(story);
      });
      return {};
    },
    write_milestone: ({ story: id, milestone, submission, start, step, when }) => {
      if (!/\d{4}/u.test(when)) fail("invalid", "That is not a date that can be read here, or it is yet to come.", "Type it like 6 January 2024, March 2024 or 2022.", "when");
      const found = submission === null ? null : withOffer(submission, start);
      const story = found?.story ?? find(id);
      changed("Date confirmed", story, () => {
        if (found) story.offered.milestones = found.rest;
        story.milestones = story.milestones.filter((one) => one.id !== milestone);
        const known = { from: "2024-01-01", to: "2024-01-31", exact: "month" as const, words: found?.offer.words ?? "" };
        story.milestones.push({ id: newId(), step, when, ...known, submission, by: "Jo Marsh" });
        wind(story);
      });
      return {};
    },
    remove_milestone: ({ milestone }) => {
      const story = desk.office.stories.find((one) => one.milestones.some((other) => other.id === milestone));
      if (!story) return fail("failed", "That date is no longer in the casebook.", "Go back to the list.");
      changed("Date taken out", story, () => {
        story.milestones = story.milestones.filter((one) => one.id !== milestone);
        wind(story);
      });
      return {};
    },
  };
}
