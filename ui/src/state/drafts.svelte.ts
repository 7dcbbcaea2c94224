// How a caseworker means to file stories that are not filed yet. Kept while moving through the
// Inbox, applied by "File and next" only.
import { SvelteMap } from "svelte/reactivity";

import type { Draft } from "../parts/filing";

class Drafts {
  #drafts = new SvelteMap<string, Draft>();

  get(story: string): Draft | undefined {
    return this.#drafts.get(story);
  }

  set(story: string, draft: Draft): void {
    this.#drafts.set(story, draft);
  }

  drop(story: string): void {
    this.#drafts.delete(story);
  }

  forget(): void {
    this.#drafts.clear();
  }
}

export const drafts = new Drafts();
