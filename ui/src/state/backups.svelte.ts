// What somebody should know of while the casebook is open: whether today's automatic backup was
// made, asked for after opening and once an hour, and whether a recovery sheet is known to be kept.
import { asProblem, call } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";

const HOURLY = 3_600_000;

class Care {
  /** Why today's automatic backup could not be made. */
  failed = $state.raw<Problem | null>(null);
  /** Said when the automatic backups are older than they should be. */
  warning = $state<string | null>(null);
  /** The recovery key nobody has shown to have on paper, nor asked to hear no more about. */
  recovery = $state.raw<string | null>(null);
  /** Grows with every backup, so that the list is read again. */
  version = $state(0);

  #watching = false;

  /** Looks after backups until the returned function is called. */
  watch(): () => void {
    const timer = setInterval(() => void this.look(), HOURLY);
    this.#watching = true;
    void this.look();
    void this.lookAtRecovery();
    return () => {
      this.#watching = false;
      clearInterval(timer);
      this.failed = null;
      this.warning = null;
      this.recovery = null;
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

  async lookAtRecovery(): Promise<void> {
    try {
      const key = await unanswered();
      this.recovery = this.#watching ? key : null;
    } catch {
      // Locked meanwhile; whoever opens it next is reminded.
      this.recovery = null;
    }
  }

  /** The present recovery sheet is kept, or nobody wants to hear of it again. Rejects with a `Problem`. */
  async answerRecovery(): Promise<void> {
    const key = await unanswered();
    if (key !== null) await call("save_settings", { ...(await call("settings", {})), recovery_answered: key });
    this.recovery = null;
  }
}

/** What the settings answer for where there is no recovery key. */
const NONE = "00000000-0000-0000-0000-000000000000";

/** The casebook's recovery key, or that it has none, unless somebody has answered for that. */
async function unanswered(): Promise<string | null> {
  const { slots } = await call("slots", {});
  const key = slots.find((slot) => slot.kind === "recovery")?.id ?? NONE;
  return (await call("settings", {})).recovery_answered === key ? null : key;
}

export const care = new Care();
