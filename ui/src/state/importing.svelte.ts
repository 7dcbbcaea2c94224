// One import at a time: started from a button, a key or files dropped on the window, ending in a
// receipt. It may rest, and go on beside other work.
import { asProblem, call } from "../ipc/call";
import type { ChosenFolders } from "../ipc/generated/ChosenFolders";
import type { Column } from "../ipc/generated/Column";
import type { DataFile } from "../ipc/generated/DataFile";
import type { FormPreview } from "../ipc/generated/FormPreview";
import type { Problem } from "../ipc/generated/Problem";
import type { Receipt } from "../ipc/generated/Receipt";
import { cancel, onProgress, pause, pickLetterFolder, pickLetters, type Progress } from "../ipc/shell";
import { change } from "./changes.svelte";
import { Pace } from "./pace";
import { toasts } from "./toasts.svelte";
import { summary } from "../parts/receipt";

class Importing {
  running = $state(false);
  stopping = $state(false);
  paused = $state(false);
  /** Put aside, so that other work can go on. */
  aside = $state(false);
  progress = $state.raw<Progress | null>(null);
  /** So many a minute; nothing while it is too early to say. */
  perMinute = $state.raw<number | null>(null);
  receipt = $state.raw<Receipt | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Outlook data files whose folders are to be chosen before the import begins. */
  files = $state.raw<DataFile[]>([]);
  /** Forms whose columns are to be looked at before the import begins. */
  forms = $state.raw<FormPreview[]>([]);

  #picking = false;
  #waiting: string[] = [];
  #chosen: ChosenFolders[] = [];
  #pace = new Pace();

  async pick(kind: "files" | "folder"): Promise<void> {
    if (this.#picking) return;
    if (this.running) {
      this.aside = false;
      return;
    }
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

  /** Begins with what is chosen or dropped: mailboxes and forms are shown first. */
  async start(paths: string[]): Promise<void> {
    if (paths.length === 0 || this.forms.length > 0 || this.files.length > 0) return;
    if (this.running) {
      toasts.say("An import is under way. Add these when it has ended.");
      return;
    }
    this.forget();
    try {
      const { files } = await call("preview_folders", { paths });
      this.forms = (await call("preview_forms", { paths })).forms;
      this.files = files.filter((file) => file.folders.length > 0);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== "locked") this.problem = problem;
      return;
    }
    this.#waiting = paths;
    this.#chosen = [];
    await this.#next();
  }

  /** Goes on with the folders of the first mailbox. */
  async folders(folders: string[]): Promise<void> {
    const [file, ...rest] = this.files;
    if (!file) return;
    this.#chosen = [...this.#chosen, { path: file.path, folders }];
    this.files = rest;
    await this.#next();
  }

  /** Begins when nothing is left to be looked at. */
  async #next(): Promise<void> {
    if (this.files.length > 0 || this.forms.length > 0) return;
    const [paths, files] = [this.#waiting, this.#chosen];
    await this.#follow(() => (files.length > 0 ? change("import_folders", { paths, files }) : change("import", { paths })));
  }

  /** Goes on with what the first form's columns hold. */
  async columns(columns: Column[]): Promise<void> {
    const [form, ...rest] = this.forms;
    if (!form) return;
    this.problem = null;
    try {
      await call("remember_form", { mark: form.mark, columns });
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return;
    }
    this.forms = rest;
    await this.#next();
  }

  /** Takes in what is new in the watched folder, put aside from the start: nobody asked for it just now. */
  async watched(ended: (receipt: Receipt) => void, failed: (problem: Problem) => void): Promise<void> {
    if (this.running || this.files.length > 0 || this.forms.length > 0 || this.receipt || this.problem) return;
    this.aside = true;
    await this.#follow(() => change("import_watched", {}), ended, failed);
  }

  /** Reads once more what a receipt says may be read another time. */
  async again(receipt: string): Promise<void> {
    if (this.running) return;
    this.forget();
    await this.#follow(() => change("try_again", { receipt }));
  }

  async #follow(
    job: () => Promise<Receipt>,
    ended: (receipt: Receipt) => void = (receipt) => this.#ended(receipt),
    failed: (problem: Problem) => void = (problem) => (this.problem = problem),
  ): Promise<void> {
    this.running = true;
    this.#pace = new Pace();
    const stop = await onProgress((progress) => this.#hear(progress));
    try {
      const receipt = await job();
      if (this.running) ended(receipt);
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== "locked") failed(problem);
    } finally {
      stop();
      this.#quiet();
    }
  }

  #hear(progress: Progress): void {
    this.progress = progress;
    if (this.paused) return;
    this.#pace.hear(progress.done, performance.now());
    this.perMinute = this.#pace.perMinute();
  }

  /** Where it was put aside, nothing is in the way of whoever works on. */
  #ended(receipt: Receipt): void {
    if (!this.aside) {
      this.receipt = receipt;
      return;
    }
    const said = receipt.cancelled ? "Import stopped." : "Import finished.";
    toasts.say(`${said} ${summary(receipt)}`, { more: { label: "Receipt", go: () => (this.receipt = receipt) } });
  }

  /** Rests, or goes on. */
  async rest(paused: boolean): Promise<void> {
    try {
      await pause(paused);
      this.paused = paused;
      this.#pace.rest();
      this.perMinute = null;
    } catch (thrown) {
      toasts.fail(asProblem(thrown));
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

  #quiet(): void {
    this.running = this.stopping = this.paused = this.aside = false;
    this.progress = null;
    this.perMinute = null;
  }

  forget(): void {
    this.#quiet();
    this.receipt = null;
    this.problem = null;
    this.files = [];
    this.forms = [];
  }
}

export const importing = new Importing();
