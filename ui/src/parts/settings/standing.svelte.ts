// The settings show themselves once every section knows what it shows: nothing moves under a hand.
import { createContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";

export class Standing {
  #reading = new SvelteSet<string>();

  /** A section says whether it knows what it shows. */
  tell(section: string, ready: boolean): void {
    if (ready) this.#reading.delete(section);
    else this.#reading.add(section);
  }

  get still(): boolean {
    return this.#reading.size === 0;
  }
}

export const [theStanding, standHere] = createContext<Standing>();
