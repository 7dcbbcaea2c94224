// Every change goes through `change`, so that everything on screen is read again after it and
// every change can be taken back where it is announced.
import { asProblem, call } from "../ipc/call";
import type { Commands } from "../ipc/generated/commands";
import { toasts } from "./toasts.svelte";

class Changes {
  /** Grows with every change; resources read it and so are read again. */
  version = $state(0);
  /** The story the latest undo was about, so that the Inbox can go back to it. */
  returned = $state.raw<{ story: string } | null>(null);

  bump(): void {
    this.version += 1;
  }

  forget(): void {
    this.returned = null;
  }
}

export const changes = new Changes();

/** Makes a change, says so with an Undo, and has everything read again. Rejects with a `Problem`. */
export async function change<K extends keyof Commands>(
  command: K,
  args: Commands[K]["request"],
  said: string | null = null,
): Promise<Commands[K]["answer"]> {
  const answer = await call(command, args);
  changes.bump();
  if (said !== null) toasts.say(said, { undo: true });
  return answer;
}

/** Takes back the latest change that has not been taken back yet. */
export function undo(): Promise<void> {
  return reverse("undo", "There is nothing to undo.", "Taken back");
}

/** Does again what was taken back last, unless something else was done since. */
export function redo(): Promise<void> {
  return reverse("redo", "There is nothing to do again.", "Done again");
}

async function reverse(command: "undo" | "redo", nothing: string, said: string): Promise<void> {
  try {
    const undone = await call(command, {});
    toasts.clearUndo();
    if (undone.what === null) {
      toasts.say(nothing);
      return;
    }
    changes.bump();
    if (undone.story !== null) changes.returned = { story: undone.story };
    toasts.say(`${said}: ${undone.what}`);
  } catch (thrown) {
    toasts.fail(asProblem(thrown));
  }
}
