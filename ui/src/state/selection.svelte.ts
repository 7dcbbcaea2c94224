// Words selected in a letter, by their place; the words themselves stay in the page.
import { asProblem } from "../ipc/call";
import { change } from "./changes.svelte";
import { toasts } from "./toasts.svelte";

export interface Words {
  submission: string;
  start: number;
  end: number;
  left: number;
  top: number;
}

class Picked {
  words = $state.raw<Words | null>(null);

  forget(): void {
    this.words = null;
  }
}

export const picked = new Picked();

/** Marks a stretch of a letter as worth quoting, and says what in it may identify the family. */
export async function markQuotable(submission: string, start: number, end: number): Promise<string | null> {
  try {
    const { id, details } = await change("mark_passage", { submission, start, end });
    const found = details.filter((one) => !one.taken_out).length;
    const some = found === 1 ? "One detail in it may identify the family" : `${found} details in it may identify the family`;
    const where = "on the story, under Quotable, X takes out names";
    toasts.say(found > 0 ? `Marked as quotable. ${some}: ${where}.` : "Marked as quotable.", { undo: true });
    return id;
  } catch (thrown) {
    toasts.fail(asProblem(thrown));
    return null;
  }
}

/** Marks the selected words, if any are. */
export async function quotePicked(): Promise<void> {
  const words = picked.words;
  if (!words) {
    toasts.say("Select some of the letter’s words first, then press Q.");
    return;
  }
  picked.forget();
  document.getSelection()?.removeAllRanges();
  await markQuotable(words.submission, words.start, words.end);
}
