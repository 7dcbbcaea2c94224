// Something read from the core: read again when its key or the casebook changes, keeping what was
// there until the new answer comes, and never showing an old answer to a new question.
import { asProblem } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";
import { changes } from "./changes.svelte";

export interface Resource<T> {
  readonly data: T | null;
  readonly problem: Problem | null;
  /** True once an answer has been awaited for so long that saying so is kinder than silence. */
  readonly slow: boolean;
}

export const PATIENCE = 300;

/**
 * Call while a component is being made. A `null` key means: nothing to read. `settled` says how an answer
 * shows, given what showed until then.
 */
export function resource<K, T>(
  key: () => K | null,
  read: (key: K) => Promise<T>,
  settled: (before: T | null, now: T) => T = (_, now) => now,
): Resource<T> {
  let data = $state.raw<T | null>(null);
  let problem = $state.raw<Problem | null>(null);
  let slow = $state(false);

  $effect(() => {
    const asked = key();
    void changes.version;
    if (asked === null) {
      data = null;
      problem = null;
      return;
    }
    let current = true;
    const timer = setTimeout(() => (slow = true), PATIENCE);
    const settle = () => {
      clearTimeout(timer);
      slow = false;
    };
    read(asked).then(
      (answer) => {
        if (!current) return;
        settle();
        data = settled(data, answer);
        problem = null;
      },
      (thrown: unknown) => {
        if (!current) return;
        settle();
        problem = asProblem(thrown);
      },
    );
    return () => {
      current = false;
      settle();
    };
  });

  return {
    get data() {
      return data;
    },
    get problem() {
      return problem;
    },
    get slow() {
      return slow;
    },
  };
}
