// Short messages at the foot of the window. They carry no words of a letter.
import type { Problem } from "../ipc/generated/Problem";

export interface Toast {
  id: number;
  text: string;
  remedy: string;
  undo: boolean;
  failed: boolean;
  /** Where to read more. */
  more: { label: string; go: () => void } | null;
}

const STAYS = 9_000;

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  say(text: string, { undo = false, more = null }: { undo?: boolean; more?: Toast["more"] } = {}): void {
    // An Undo belongs to the latest change only.
    if (undo) this.clearUndo();
    this.#add({ text, remedy: "", undo, failed: false, more });
  }

  fail(problem: Problem): void {
    if (problem.code === "locked") return;
    this.#add({ text: problem.what, remedy: problem.remedy, undo: false, failed: true, more: null });
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  clearUndo(): void {
    for (const toast of this.list) if (toast.undo) this.dismiss(toast.id);
  }

  forget(): void {
    for (const toast of this.list) this.dismiss(toast.id);
  }

  #add(toast: Omit<Toast, "id">): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, ...toast }];
    if (!toast.failed) this.#timers.set(id, setTimeout(() => this.dismiss(id), STAYS));
  }
}

export const toasts = new Toasts();
