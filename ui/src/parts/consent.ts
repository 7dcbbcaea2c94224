// The ladder of consent as it is said on screen; the same words as in print.
import type { Channel } from "../ipc/generated/Channel";
import type { ConsentLevel } from "../ipc/generated/ConsentLevel";
import type { StoryView } from "../ipc/generated/StoryView";
import { dayOf } from "../kit/dates";

export interface Step {
  level: ConsentLevel;
  label: string;
  means: string;
  icon: "ask" | "folder" | "count" | "quote" | "voice" | "person";
}

export const LADDER: readonly Step[] = [
  { level: "not_asked", label: "Not asked", means: "The office may do its casework and nothing else.", icon: "ask" },
  { level: "casework", label: "Casework only", means: "The family said: casework only.", icon: "folder" },
  { level: "counted", label: "Counted in figures", means: "Counted in figures that name nobody.", icon: "count" },
  { level: "anonymous", label: "Quote without a name", means: "Words may be quoted without a name.", icon: "quote" },
  {
    level: "read_out",
    label: "Read out, name changed",
    means: "Words may be read out in the House under a changed or first name.",
    icon: "voice",
  },
  { level: "named", label: "Named", means: "Words may be used with the family’s name.", icon: "person" },
];

export function rank(level: ConsentLevel): number {
  return LADDER.findIndex((step) => step.level === level);
}

export function stepOf(level: ConsentLevel): Step {
  return LADDER[rank(level)] ?? (LADDER[0] as Step);
}

/** Why words at this step cannot be quoted. */
export function whyNotQuoted(level: ConsentLevel): string {
  if (level === "not_asked") return "The family has not been asked.";
  if (level === "casework") return "The family agreed to casework only.";
  if (level === "counted") return "The family agreed to be counted, not quoted.";
  return "These words name the person, and the family has not agreed to that.";
}

const HOW: Record<Channel, string> = {
  letter: "In their letter",
  email: "In their letter",
  phone: "In their phone call",
  surgery: "In person at a surgery",
  event: "In person at an event",
  reply: "In an answer to our letter",
  survey: "In their answer to a survey",
};

/** What a letter seems to agree to, as it would be recorded; nothing where it says nothing new. */
export function offeredConsent(view: StoryView): { level: ConsentLevel; words: string; on: string; how: string } | null {
  const offer = view.offered.consent;
  if (offer === null || offer.level === view.consent) return null;
  const letter = view.letters.findLast((one) => one.text.includes(offer.words)) ?? view.letters.at(-1);
  if (!letter) return null;
  return { level: offer.level, words: offer.words, on: dayOf(letter.received), how: HOW[letter.channel] };
}
