// A job that takes a while: how far it is, and a way to stop it.
import { cancel, onProgress, type Progress } from "../ipc/shell";

export interface LongJob {
  readonly busy: boolean;
  /** Somebody asked it to stop; it comes to an end at its next edge. */
  readonly stopping: boolean;
  readonly progress: Progress | null;
  /** Listens for as long as the job runs, and answers as it does. */
  during: <T>(job: () => Promise<T>) => Promise<T>;
  stop: () => void;
}

export function longJob(): LongJob {
  let busy = $state(false);
  let stopping = $state(false);
  let progress = $state.raw<Progress | null>(null);
  return {
    get busy() {
      return busy;
    },
    get stopping() {
      return stopping;
    },
    get progress() {
      return progress;
    },
    async during(job) {
      busy = true;
      const deaf = await onProgress((now) => (progress = now));
      try {
        return await job();
      } finally {
        deaf();
        busy = stopping = false;
        progress = null;
      }
    },
    stop() {
      stopping = true;
      // If it cannot be stopped it ends by itself, and then says how.
      void cancel().catch(() => (stopping = false));
    },
  };
}
