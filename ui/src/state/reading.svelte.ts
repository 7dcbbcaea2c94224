// Letters that came in many at once are read some hundreds at a time, beside whatever else is done here:
// what they offer shows as they are read. Then they are read closely, a few at a time, which takes far longer. What
// the office’s own filing teaches is learnt in between.
// What was read with less than there is now is read again in the same way.
import { asProblem, call } from "../ipc/call";
import { changes } from "./changes.svelte";

/** Something longer is under way: it is asked again after this. */
const LATER = 2_000;
/** How often lists are read again meanwhile. */
const SHOWN = 3_000;
const SHOWN_CLOSELY = 10_000;

class Reading {
  /** Letters that have still to be read. */
  left = $state(0);
  /** Letters that have still to be read closely. */
  skimmed = $state(0);
  /** Stories that have still to be looked through again. */
  again = $state(0);

  #on = false;
  #going = false;

  /** Goes on until the returned function is called. */
  begin(): () => void {
    this.#on = true;
    void this.go();
    return () => {
      this.#on = false;
      this.left = 0;
      this.skimmed = 0;
      this.again = 0;
    };
  }

  /** Reads what has still to be read. */
  async go(): Promise<void> {
    if (this.#going || !this.#on) return;
    this.#going = true;
    try {
      await this.#read();
    } finally {
      this.#going = false;
    }
  }

  async #read(): Promise<void> {
    let shown = performance.now();
    let some = false;
    while (this.#on) {
      try {
        const { left, skimmed, learning, again } = await call("read_letters", {});
        if (!this.#on) return;
        some ||= left > 0 || skimmed !== this.skimmed || again !== this.again || learning;
        this.left = left;
        this.skimmed = skimmed;
        this.again = again;
        if (left + skimmed + again === 0 && !learning) break;
      } catch (thrown) {
        // The disk may be full, or an import is under way; nothing is lost by waiting.
        if (asProblem(thrown).code === "locked") return;
        await new Promise((then) => setTimeout(then, LATER));
        continue;
      }
      if (performance.now() - shown > (this.left + this.again > 0 ? SHOWN : SHOWN_CLOSELY)) {
        shown = performance.now();
        changes.bump();
      }
    }
    if (some) changes.bump();
  }
}

export const reading = new Reading();
