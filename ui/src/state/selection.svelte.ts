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

/** Marks a stretch of a letter as worth quoting. */
export async function markQuotable(submission: string, start: number, end: number): Promise<string | null> {
  try {
    return (await change("mark_passage", { submission, start, end }, "Marked as quotable.")).id;
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
