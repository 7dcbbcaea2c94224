// A long list, read a page at a time as it comes into sight; read again when what it asks for or
// the casebook changes.
import { untrack } from "svelte";

import { asProblem } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";
import { changes } from "./changes.svelte";

const PAGE = 200;

export interface Paged<T> {
  readonly total: number;
  readonly read: boolean;
  readonly problem: Problem | null;
  row: (index: number) => T | undefined;
  /** Has the rows in sight read. */
  want: (start: number, end: number) => void;
}

/** Call while a component is being made. `asked` is what the list depends on. */
export function paged<F, T>(
  asked: () => F,
  read: (filter: F, offset: number, limit: number) => Promise<{ rows: T[]; total: number }>,
): Paged<T> {
  let pages = $state.raw(new Map<number, T[]>());
  let total = $state(0);
  let known = $state(false);
  let problem = $state.raw<Problem | null>(null);
  let generation = 0;
  let inFlight = new Set<number>();
  let first = 0;

  async function load(page: number, fresh: boolean): Promise<void> {
    if (inFlight.has(page)) return;
    const mine = generation;
    inFlight.add(page);
    try {
      const answer = await read(untrack(asked), page * PAGE, PAGE);
      if (mine !== generation) return;
      pages = new Map(fresh ? [] : pages).set(page, answer.rows);
      total = answer.total;
      problem = null;
      known = true;
    } catch (thrown) {
      if (mine === generation) problem = asProblem(thrown);
    } finally {
      if (mine === generation) inFlight.delete(page);
    }
  }

  $effect(() => {
    void JSON.stringify(asked());
    void changes.version;
    generation += 1;
    inFlight = new Set();
    void load(untrack(() => Math.floor(first / PAGE)), true);
  });

  return {
    get total() {
      return total;
    },
    get read() {
      return known;
    },
    get problem() {
      return problem;
    },
    row: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    want(start, end) {
      first = start;
      if (!untrack(() => known)) return;
      for (let page = Math.floor(start / PAGE); page * PAGE < Math.min(end, untrack(() => total)); page += 1) {
        if (!untrack(() => pages).has(page)) void load(page, false);
      }
    },
  };
}
