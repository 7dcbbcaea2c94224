// An invented office, for looking at the window in a browser and for its tests. Never shipped.
import type { Bridge, Drag } from "../bridge";
import type { LinkRow } from "../generated/LinkRow";
import type { Command } from "./types";
import { invented as backups } from "./backups";
import { aCampaign } from "./campaigns";
import { deviceShell, keychain } from "./device";
import { jobsOf } from "./jobs";
import { formatted, opened } from "./originals";
import { busyOffice, emptyOffice } from "./office";
import { importing } from "./receipts";
import { noticedIn } from "./rereading";

/** What tests can do to the invented shell: `window.invented`. */
export interface Invented {
  lock(why?: string): void;
  drop(paths: string[]): void;
  empty(): void;
  /** What every letter looks like from now on. */
  looks(html: string, links?: LinkRow[], notes?: string[]): void;
  /** The links that were opened outside. */
  opened: string[];
  /** Stories copied until there are so many. */
  fill(total: number): void;
  /** Something is missing from the casebook, as found when it was opened. */
  lose(text: string): void;
  /** Many people send the same text. */
  campaign(letters: number, filed?: boolean): void;
  backups: typeof backups;
  keychain: typeof keychain;
  /** A newer program reads filed stories otherwise. */
  reread(): void;
  /** How much was asked and is not answered yet. */
  waiting: number;
}

export function inventedOffice(): Bridge {
  const desk = { office: busyOffice() };
  const jobs = jobsOf(desk);
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const drags = new Set<(drag: Drag) => void>();
  let stop = false;
  let paused = false;
  let recent = [{ name: "Hitchin", folder: "/home/jo/Casebooks/Hitchin.casebook" }];

  const tell = (event: string, payload: unknown) => listeners.get(event)?.forEach((heard) => heard(payload));

  const shell: Record<string, (args: Record<string, unknown>) => unknown> = {
    call: async ({ command }) => {
      const { command: name, args } = command as Command;
      if (name === "import" || name === "import_folders" || name === "import_watched") {
        stop = paused = false;
        const asked = () => (stop ? "stop" : paused ? "pause" : "go on");
        return importing(desk, (args as { paths?: string[] }).paths ?? ["/home/jo/From Outlook"], (progress) => tell("progress", progress), asked);
      }
      return (jobs[name] as (args: unknown) => unknown)(args);
    },
    ...deviceShell(desk, jobs),
    last_open: () => null,
    recent: () => recent,
    forget_recent: ({ folder }) => void (recent = recent.filter((one) => one.folder !== folder)),
    sample_folder: () => "/home/jo/Casebooks/Sample.casebook",
    default_folder: () => "/home/jo/Casebooks",
    pick_letters: () => ["/home/jo/Letters"],
    pick_letter_folder: () => "/home/jo/Letters",
    pick_postcodes: () => "/home/jo/Downloads/ONSPD_NOV_2025_UK.zip",
    pick_casebook: () => "/home/jo/Casebooks/Hitchin.casebook",
    pick_backup: () => "/media/stick/Hitchin 2026-11-20 at 09.30 (by hand).casebook",
    pick_backup_folder: () => "/media/stick",
    pick_new_casebook: ({ name }) => `/home/jo/Elsewhere/${String(name)}.casebook`,
    pick_pack: ({ name }) => `/home/jo/Packs/${String(name)}.pdf`,
    pick_leaving: ({ what, name }) => `/home/jo/Documents/${String(name)}${what === "certificate" || what === "receipt" ? ".pdf" : ""}`,
    pick_attachment: ({ name }) => `/home/jo/Downloads/${String(name)}`,
    open_link: ({ address }) => void opened.push(String(address)),
    open_file: () => undefined,
    print_file: () => undefined,
    active: () => undefined,
    cancel: () => void (stop = true),
    pause: (args) => void (paused = Boolean(args["paused"])),
  };

  const invented: Invented = {
    lock(why) {
      desk.office.open = null;
      tell("locked", { why });
    },
    lose: (text) => void (desk.office.loss = text),
    campaign(letters, filed = false) {
      const those = aCampaign(letters);
      if (filed) for (const { filing } of those) Object.assign(filing, { status: "filed", themes: ["transport"] });
      desk.office.stories.push(...those);
    },
    backups,
    keychain,
    reread: () => void (desk.office.noticed = noticedIn(desk.office)),
    drop: (paths) => drags.forEach((heard) => heard({ type: "drop", paths })),
    empty: () => Object.assign(desk.office, { ...emptyOffice(), open: desk.office.open }),
    looks: (html, links = [], notes = []) => formatted.set("any", { html, links, notes }),
    opened,
    waiting: 0,
    fill(total) {
      const filed = desk.office.stories.filter((story) => story.filing.status === "filed");
      for (let n = desk.office.stories.length; n < total; n += 1) {
        const like = filed[n % filed.length];
        if (like) desk.office.stories.push({ ...like, id: `copy-${n}`, subject: `${like.subject} ${n}` });
      }
    },
  };
  Object.assign(window, { invented });

  return {
    async invoke(command, args = {}) {
      const job = shell[command];
      if (!job) throw new Error(`the invented shell knows no ${command}`);
      invented.waiting += 1;
      try {
        await new Promise((then) => setTimeout(then, (window as { answersAfter?: number }).answersAfter ?? 4));
        return await job(args);
      } finally {
        invented.waiting -= 1;
      }
    },
    async listen(event, heard) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(heard));
      return () => void set.delete(heard);
    },
    async drag(heard) {
      drags.add(heard);
      return () => void drags.delete(heard);
    },
  };
}
