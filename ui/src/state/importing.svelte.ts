// One import at a time: started from a button, a key or files dropped on the window, ending in a
// receipt.
import { asProblem } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";
import type { Receipt } from "../ipc/generated/Receipt";
import { cancel, onProgress, pickLetterFolder, pickLetters, type Progress } from "../ipc/shell";
import { change } from "./changes.svelte";
import { toasts } from "./toasts.svelte";

class Importing {
  running = $state(false);
  stopping = $state(false);
  progress = $state.raw<Progress | null>(null);
  receipt = $state.raw<Receipt | null>(null);
  problem = $state.raw<Problem | null>(null);

  #picking = false;

  async pick(kind: "files" | "folder"): Promise<void> {
    if (this.#picking || this.running) return;
    this.#picking = true;
    try {
      if (kind === "files") await this.start((await pickLetters()) ?? []);
      else {
        const folder = await pickLetterFolder();
        await this.start(folder === null ? [] : [folder]);
      }
    } catch (thrown) {
      toasts.fail(asProblem(thrown));
    } finally {
      this.#picking = false;
    }
  }

  async start(paths: string[]): Promise<void> {
    if (paths.length === 0 || this.running) return;
    this.forget();
    this.running = true;
    const stop = await onProgress((progress) => (this.progress = progress));
    try {
      const receipt = await change("import", { paths });
      if (this.running) this.receipt = receipt;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== "locked") this.problem = problem;
    } finally {
      stop();
      this.running = false;
      this.stopping = false;
      this.progress = null;
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    try {
      await cancel();
    } catch (thrown) {
      toasts.fail(asProblem(thrown));
    }
  }

  forget(): void {
    this.running = false;
    this.stopping = false;
    this.progress = null;
    this.receipt = null;
    this.problem = null;
  }
}

export const importing = new Importing();
