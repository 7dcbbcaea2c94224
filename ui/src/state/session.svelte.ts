// What is open and where in it the window stands. `forget` drops all of it: locked means locked.
import { asProblem, call } from "../ipc/call";
import type { AuthorityRow } from "../ipc/generated/AuthorityRow";
import type { Counts } from "../ipc/generated/Counts";
import type { Opened } from "../ipc/generated/Opened";
import type { Reference } from "../ipc/generated/Reference";
import type { StoryFilter } from "../ipc/generated/StoryFilter";
import type { ThemeRow } from "../ipc/generated/ThemeRow";
import { lastOpen, type Recent, type WhyLocked } from "../ipc/shell";
import { changes } from "./changes.svelte";
import { drafts } from "./drafts.svelte";
import { erasing } from "./erasing.svelte";
import { importing } from "./importing.svelte";
import { toasts } from "./toasts.svelte";

export type Room =
  | { name: "inbox" }
  | { name: "stories"; filter: Partial<StoryFilter> }
  | { name: "story"; id: string }
  | { name: "evidence" }
  | { name: "debates" }
  | { name: "debate"; id: string }
  | { name: "receipts" }
  | { name: "reviews" }
  | { name: "rereading" }
  | { name: "record"; story?: string }
  | { name: "settings" };

/** Which door the window stands at while nothing is open. */
export type Door = { at: "welcome" } | { at: "unlock"; casebook: Recent; why?: WhyLocked | null };

/** How long, in milliseconds, a room may take to save before the casebook is locked. */
const SAVING = 2_000;

class Session {
  door = $state.raw<Door>({ at: "welcome" });
  open = $state.raw<Opened | null>(null);
  counts = $state.raw<Counts | null>(null);
  reference = $state.raw<Reference>({ themes: [], authorities: [], facets: [] });
  room = $state.raw<Room>({ name: "inbox" });
  /** Rooms to go back to, oldest first. */
  trail = $state.raw<Room[]>([]);
  /** The story the Inbox stands at. */
  at = $state<string | null>(null);

  readonly themes = $derived(new Map(this.reference.themes.map((row) => [row.id, row])));
  readonly authorities = $derived(new Map(this.reference.authorities.map((row) => [row.gss, row])));
  readonly me = $derived(this.open?.staff.find((person) => person.id === this.open?.me) ?? null);

  theme(id: string): ThemeRow {
    return this.themes.get(id) ?? { id, label: id, definition: "" };
  }

  authorityName(gss: string | null): string {
    return gss === null ? "Not known" : (this.authorities.get(gss)?.name ?? gss);
  }

  /** Authorities in the order an office looks for them: its own first. */
  readonly authoritiesInOrder: AuthorityRow[] = $derived.by(() => {
    const usual = this.open?.office.authorities ?? [];
    const own = usual.flatMap((gss) => this.authorities.get(gss) ?? []);
    return [...own, ...this.reference.authorities.filter((row) => !usual.includes(row.gss))];
  });

  go(room: Room): void {
    this.trail = [...this.trail.slice(-20), this.room];
    this.room = room;
  }

  back(): void {
    const last = this.trail.at(-1);
    if (!last) return;
    this.trail = this.trail.slice(0, -1);
    this.room = last;
  }

  /** Remembers how the room that is left was set up, for coming back. */
  settle(room: Room): void {
    this.room = room;
  }

  async start(): Promise<void> {
    const status = await call("status", {});
    if (status.open) return this.enter(status.open);
    const last = await lastOpen();
    if (last) this.door = { at: "unlock", casebook: { name: last.name, folder: last.folder }, why: last.why };
  }

  async enter(opened: Opened): Promise<void> {
    this.reference = await call("reference", {});
    this.counts = await call("counts", {});
    this.room = { name: "inbox" };
    this.trail = [];
    this.open = opened;
    for (const notice of opened.notices) if (notice !== opened.loss) toasts.say(notice);
  }

  /** Somebody else at the desk, or an office that changed: the room stays. */
  renew(opened: Opened): void {
    this.open = opened;
  }

  async count(): Promise<void> {
    try {
      const counts = await call("counts", {});
      if (this.open) this.counts = counts;
    } catch (thrown) {
      toasts.fail(asProblem(thrown));
    }
  }

  /** Saves what a room has not saved yet, before the casebook is locked. */
  readonly unsaved = new Set<() => Promise<void>>();

  #locking = false;

  async lock(): Promise<void> {
    if (this.#locking) return;
    this.#locking = true;
    // Saving may wait for a long job; locking does not.
    const saved = Promise.allSettled([...this.unsaved].map((save) => save()));
    await Promise.race([saved, new Promise((then) => setTimeout(then, SAVING))]);
    this.forget();
    try {
      await call("lock", {});
    } finally {
      this.#locking = false;
    }
  }

  /** Drops everything read from the casebook. */
  forget(why: WhyLocked | null = null): void {
    const was = this.open;
    if (was) this.door = { at: "unlock", casebook: { name: was.name, folder: was.folder }, why };
    this.open = null;
    this.counts = null;
    this.at = null;
    this.room = { name: "inbox" };
    this.trail = [];
    drafts.forget();
    changes.forget();
    erasing.forget();
    importing.forget();
    toasts.forget();
  }
}

export const session = new Session();
