// The steps of a plan as they are said on screen; the same words as in the core.
import type { Step } from "../ipc/generated/Step";

export const STEPS: readonly { id: Step; label: string }[] = [
  { id: "request", label: "Assessment requested" },
  { id: "decision_to_assess", label: "Agreed to assess" },
  { id: "refusal_to_assess", label: "Refused to assess" },
  { id: "refusal_to_issue", label: "Refused to issue a plan" },
  { id: "draft", label: "Draft plan" },
  { id: "final_plan", label: "Final plan" },
  { id: "review_meeting", label: "Review meeting" },
  { id: "review_decision", label: "Decision after the review" },
  { id: "appeal", label: "Appeal lodged" },
];

export const stepLabel = (step: Step): string => STEPS.find((one) => one.id === step)?.label ?? step;

/** What the words of a facet are called while they stand out. */
export const facetSpotlight = (start: number): string => `facet ${start}`;

/** What the words of a date are called while they stand out. */
export const spotlightOf = (start: number): string => `milestone ${start}`;

/** What words worth quoting are called while they stand out. */
export const passageSpotlight = (start: number): string => `passage ${start}`;
