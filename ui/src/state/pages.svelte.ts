// A long list of stories, read a page at a time as it comes into sight.
import { untrack } from "svelte";

import { asProblem, call } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";
import type { StoryFilter } from "../ipc/generated/StoryFilter";
import type { StoryRow } from "../ipc/generated/StoryRow";
import { changes } from "./changes.svelte";
import { PATIENCE } from "./resource.svelte";

const PAGE = 200;

export const EVERYTHING: StoryFilter = {
  search: "",
  status: null,
  themes: [],
  authorities: [],
  consent: null,
  from: null,
  to: null,
  urgent: false,
  campaign: null,
  fold: false,
  without_campaigns: false,
  offset: 0,
  limit: PAGE,
};

export interface StoryList {
  readonly total: number;
  /** There are more than that, which are not listed. */
  readonly more: boolean;
  /** Grows whenever rows were read, so that the list can find its place again. */
  readonly stamp: number;
  readonly read: boolean;
  readonly slow: boolean;
  readonly problem: Problem | null;
  row: (index: number) => StoryRow | undefined;
  indexOf: (story: string | null) => number;
  /** Has the rows in sight read. */
  want: (start: number, end: number) => void;
  /** Leaves a row out until the list is read again. */
  without: (story: string) => void;
}

/** Call while a component is being made. */
export function storyList(filter: () => Partial<StoryFilter>): StoryList {
  let pages = $state.raw(new Map<number, StoryRow[]>());
  let total = $state(0);
  let more = $state(false);
  let stamp = $state(0);
  let read = $state(false);
  let slow = $state(false);
  let problem = $state.raw<Problem | null>(null);

  let generation = 0;
  let inFlight = new Set<number>();
  let wanted: [number, number] = [0, 0];

  async function load(page: number, fresh: boolean): Promise<void> {
    if (inFlight.has(page)) return;
    const mine = generation;
    inFlight.add(page);
    const timer = setTimeout(() => mine === generation && (slow = true), PATIENCE);
    try {
      const asked = { ...EVERYTHING, ...untrack(filter), offset: page * PAGE, limit: PAGE };
      const answer = await call("stories", asked);
      if (mine !== generation) return;
      pages = new Map(fresh ? [] : pages).set(page, answer.rows);
      total = answer.total;
      more = answer.more;
      problem = null;
      read = true;
      stamp += 1;
    } catch (thrown) {
      if (mine === generation) problem = asProblem(thrown);
    } finally {
      clearTimeout(timer);
      if (mine === generation) {
        inFlight.delete(page);
        slow = false;
      }
    }
  }

  $effect(() => {
    void JSON.stringify(filter());
    void changes.version;
    untrack(() => {
      generation += 1;
      inFlight = new Set();
      const last = Math.floor(Math.max(0, wanted[1] - 1) / PAGE);
      const first = Math.min(Math.floor(wanted[0] / PAGE), last);
      void load(first, true).then(() => (last !== first ? load(last, false) : undefined));
    });
  });

  return {
    get total() {
      return total;
    },
    get more() {
      return more;
    },
    get stamp() {
      return stamp;
    },
    get read() {
      return read;
    },
    get slow() {
      return slow;
    },
    get problem() {
      return problem;
    },
    row: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    indexOf(story) {
      if (story === null) return -1;
      for (const [page, rows] of pages) {
        const at = rows.findIndex((row) => row.id === story);
        if (at >= 0) return page * PAGE + at;
      }
      return -1;
    },
    want(start, end) {
      wanted = [start, end];
      if (!untrack(() => read)) return;
      const known = untrack(() => pages);
      const all = untrack(() => total);
      for (let page = Math.floor(start / PAGE); page * PAGE < Math.min(end, all); page += 1) {
        if (!known.has(page)) void load(page, false);
      }
    },
    without(story) {
      const next = new Map<number, StoryRow[]>();
      for (const [page, rows] of pages) {
        const rest = rows.filter((row) => row.id !== story);
        if (rest.length < rows.length) total -= 1;
        next.set(page, rest);
      }
      pages = next;
      stamp += 1;
    },
  };
}
