// Letters are read closely in the background. What that finds for the story in hand waits until the story is
// opened again: nothing that is offered changes while somebody looks at it. Pure.
import type { LetterView } from "../ipc/generated/LetterView";
import type { StoryView } from "../ipc/generated/StoryView";

/** A story as it is now, with the themes that were offered for it when it was opened. */
export function steady(before: StoryView | null, now: StoryView): StoryView {
  if (before === null || before.id !== now.id || before.filing.status !== now.filing.status) return now;
  // What had not been read at all offered nothing yet.
  if (before.offered.themes.length === 0) return now;
  const letters = new Map(before.letters.map((letter) => [letter.id, letter] as const));
  // A letter that came in meanwhile brings offers of its own.
  if (now.letters.length !== letters.size || !now.letters.every(({ id }) => letters.has(id))) return now;
  return {
    ...now,
    offered: { ...now.offered, themes: before.offered.themes },
    letters: now.letters.map((letter) => ({ ...letter, marks: marks(letters.get(letter.id) ?? letter, letter) })),
  };
}

function marks(before: LetterView, now: LetterView): LetterView["marks"] {
  const themes = before.marks.filter((mark) => mark.kind === "theme");
  const others = now.marks.filter((mark) => mark.kind !== "theme");
  return [...others, ...themes].sort((a, b) => a.start - b.start || a.end - b.end);
}
