// Today's automatic backup, asked for after opening and once an hour; and what became of it.
import { asProblem, call } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";

const HOURLY = 3_600_000;

class Care {
  /** Why today's automatic backup could not be made. */
  failed = $state.raw<Problem | null>(null);
  /** Said when the automatic backups are older than they should be. */
  warning = $state<string | null>(null);
  /** Grows with every backup, so that the list is read again. */
  version = $state(0);

  #watching = false;

  /** Looks after backups until the returned function is called. */
  watch(): () => void {
    const timer = setInterval(() => void this.look(), HOURLY);
    this.#watching = true;
    void this.look();
    return () => {
      this.#watching = false;
      clearInterval(timer);
      this.failed = null;
      this.warning = null;
    };
  }

  async look(): Promise<void> {
    try {
      const { made } = await call("back_up_if_due", {});
      this.failed = null;
      if (made) this.version += 1;
    } catch (thrown) {
      const problem = asProblem(thrown);
      // A lock stops a backup under way: no news for whoever unlocks.
      if (!this.#watching || problem.code === "locked") return;
      this.failed = problem;
    }
    try {
      this.warning = (await call("backups", {})).warning;
    } catch {
      // Locked meanwhile; whoever opens it next is told.
      this.warning = null;
    }
  }
}

export const care = new Care();
