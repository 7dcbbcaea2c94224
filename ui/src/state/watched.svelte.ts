// The folder into which the mail program saves letters, looked into while the casebook is open: network
// drives tell nobody of what is new in them.
import { call } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";
import type { Receipt } from "../ipc/generated/Receipt";
import { importing } from "./importing.svelte";
import { toasts } from "./toasts.svelte";
import { plural } from "../parts/filing";

const OFTEN = 30_000;
/** A file is taken in when it is the same at two looks: the second comes soon after the first. */
const SOON = 5_000;

class Watched {
  /** A folder was chosen, and it is not there. */
  gone = $state(false);
  /** Why what is new could not be taken in. */
  problem = $state.raw<Problem | null>(null);

  #on = false;
  /** Somebody stopped it: what is there is left alone until the next unlocking. */
  #resting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Looks until the returned function is called. */
  watch(): () => void {
    this.#on = true;
    this.#resting = false;
    void this.look();
    return () => {
      this.#on = this.gone = false;
      this.problem = null;
      clearTimeout(this.#timer);
    };
  }

  /** Looks now, and from then on again and again. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    let next = OFTEN;
    try {
      const { folder, gone, ready, waiting } = await call("watched_folder", {});
      if (!this.#on) return;
      if (folder && gone !== this.gone) this.#say(gone);
      this.gone = gone;
      if (waiting > 0) next = SOON;
      if (ready > 0 && !this.#resting) {
        await importing.watched(
          (receipt) => this.#tell(receipt),
          (problem) => (this.problem = problem),
        );
      }
    } catch {
      // Locked meanwhile, or the folder takes its time: the next look is soon enough.
    }
    clearTimeout(this.#timer);
    if (this.#on) this.#timer = setTimeout(() => void this.look(), next);
  }

  #say(gone: boolean): void {
    toasts.say(
      gone
        ? "The watched folder is not there at the moment. Letters come in when it is back."
        : "The watched folder is back.",
    );
  }

  #tell(receipt: Receipt): void {
    this.problem = null;
    this.#resting = receipt.cancelled;
    const said = [];
    if (receipt.stored > 0) said.push(`${plural(receipt.stored, "new letter")} from the watched folder.`);
    if (receipt.skipped > 0) said.push(`${plural(receipt.skipped, "file")} there could not be read as a letter.`);
    if (receipt.cancelled) said.push("Stopped; the rest is left until you next unlock.");
    if (said.length > 0) {
      toasts.say(said.join(" "), { more: { label: "Receipt", go: () => (importing.receipt = receipt) } });
    }
  }
}

export const watched = new Watched();
