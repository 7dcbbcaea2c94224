// What was just erased, told over whichever room the window has gone to: the room that showed it must
// not stand behind the words that it is gone.
import type { Erased } from "../ipc/generated/Erased";

class Erasing {
  done = $state.raw<Erased | null>(null);

  forget(): void {
    this.done = null;
  }
}

export const erasing = new Erasing();
