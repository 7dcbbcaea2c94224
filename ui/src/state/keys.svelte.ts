// The keyboard registry. Single keys never fire while somebody types or a dialog is open.

export interface Key {
  /** As `event.key`, lower case: "j", "/", "?", "enter". */
  key: string;
  ctrl?: boolean;
  /** With Shift, or without it; not said: either. */
  shift?: boolean;
  /** As the list of keys shows it, where that is not the key itself. */
  shown?: string;
  /** What it does, for the list of keys. */
  say: string;
  /** Left out of the list of keys. */
  quiet?: boolean;
  run: () => void;
}

interface Group {
  title: string;
  keys: Key[];
}

/** True where a key belongs to a field. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("select, textarea") !== null) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button"].includes(input.type);
}

/** True where Enter or Space already means something: a button, a link. */
function pressing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, label, input") !== null;
}

class Keys {
  groups = $state.raw<Group[]>([]);

  /** Registers keys until the returned function is called. */
  add(title: string, keys: Key[]): () => void {
    const group = { title, keys };
    this.groups = [...this.groups, group];
    return () => (this.groups = this.groups.filter((other) => other !== group));
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const dialog = document.querySelector("dialog[open]") !== null;
    if (dialog && !(ctrl && key === "l")) return;
    if (typing(event.target) && (!ctrl || key === "z")) return;
    if ((key === "enter" || key === " ") && pressing(event.target)) return;
    // The latest room wins over the frame around it.
    for (const group of this.groups.toReversed()) {
      const found = group.keys.find((one) => one.key === key && (one.ctrl ?? false) === ctrl && (one.shift ?? event.shiftKey) === event.shiftKey);
      if (!found) continue;
      event.preventDefault();
      // Held down, only moving repeats.
      if (!event.repeat || "jk".includes(key) || key.startsWith("arrow")) found.run();
      return;
    }
  }
}

export const keys = new Keys();
