// Rows somebody ticked in a list, to do the same with all of them.
import { untrack } from "svelte";

export interface Ticked<T> {
  readonly rows: readonly T[];
  has: (row: T) => boolean;
  toggle: (row: T) => void;
  clear: () => void;
}

/**
 * Call while a component is being made. What is no longer listed must not stay ticked unseen: the
 * ticks go when what is `asked` for changes.
 */
export function ticked<T>(id: (row: T) => string, asked: () => unknown): Ticked<T> {
  let rows = $state.raw(new Map<string, T>());
  const clear = () => (rows = new Map());
  $effect(() => {
    void JSON.stringify(asked());
    untrack(clear);
  });
  return {
    get rows() {
      return [...rows.values()];
    },
    has: (row) => rows.has(id(row)),
    toggle(row) {
      const next = new Map(rows);
      if (!next.delete(id(row))) next.set(id(row), row);
      rows = next;
    },
    clear,
  };
}
