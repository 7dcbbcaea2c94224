// Invented backups: a few there are, and one more for each that is asked for.
import type { BackupRow } from "../generated/BackupRow";
import type { Settings } from "../generated/Settings";
import { daysAgo, fail, type Office } from "./office";
import type { Jobs } from "./types";

type Backed = "backups" | "renew_backups" | "back_up_if_due" | "back_up" | "preview_backup" | "restore" | "accept_loss";

/** What tests can make of it: `window.invented.backups`. */
export const invented = { failing: false, fresh: false };

function row(kind: BackupRow["kind"], made: string, place: string): BackupRow {
  const words = { daily: "daily", before_update: "before an update", manual: "by hand" }[kind];
  const name = `Hitchin ${made.slice(0, 10)} at ${made.slice(11, 13)}.${made.slice(14, 16)} (${words})`;
  return { folder: `${place}/${name}.casebook`, name, kind, made, kilobytes: 18_432 };
}

export function backupJobs(desk: { office: Office }, settings: () => Settings): Pick<Jobs, Backed> {
  const open = () => desk.office.open ?? fail("locked", "The casebook is locked.", "Unlock it to go on.");
  const place = () => settings().backup_folder || `${open().folder.replace(/\.casebook$/u, "")} backups`;
  let rows: BackupRow[] | null = null;
  const there = () =>
    (rows ??= invented.fresh
      ? []
      : [row("daily", daysAgo(1, 9), place()), row("daily", daysAgo(2, 9), place()), row("before_update", daysAgo(3, 10), place()), row("daily", daysAgo(9, 9), place()), row("manual", daysAgo(32, 17), place())]);
  const checked = () => {
    if (invented.failing) fail("failed", "The backup could not be made; the casebook and earlier backups are as they were.", "The disk is full: free some space and try again.");
  };
  return {
    backups: () => {
      const overdue = invented.failing ? "The last automatic backup is from 19 November 2026. Look in Settings whether the folder for backups is there." : null;
      return { place: place(), chosen: settings().backup_folder !== "", rows: there(), warning: overdue };
    },
    back_up_if_due: () => {
      open();
      checked();
      const made = row("daily", new Date().toISOString(), place());
      if (there().some((one) => one.kind === "daily" && one.made.slice(0, 10) === made.made.slice(0, 10))) return { made: null, removed: 0 };
      rows = [made, ...there()];
      return { made, removed: 0 };
    },
    back_up: ({ to }) => {
      open();
      checked();
      const made = row("manual", new Date().toISOString(), to ?? place());
      if (to === null) rows = [made, ...there()];
      return { made, removed: 0 };
    },
    renew_backups: () => {
      open();
      checked();
      const removed = there().length;
      const made = row("manual", new Date().toISOString(), place());
      rows = [made];
      return { made, removed };
    },
    preview_backup: ({ folder, passphrase }) => {
      if (passphrase !== desk.office.passphrase) fail("wrong_passphrase", "That passphrase does not open this casebook.", "Check capital letters and spaces, and try again; nothing has been changed.", "passphrase");
      const findings = folder.includes("damaged") ? ["The casebook’s file is damaged. Stop working in it, keep the folder as it is, and go back to a backup."] : [];
      return {
        kind: "daily", made: daysAgo(1, 9), mp: "Alex Hale MP", constituency: "Hitchin", stories: 42, letters: 57,
        newest_letter: daysAgo(1, 8), changed: daysAgo(1, 9), changed_by: "Jo Marsh", findings,
      };
    },
    restore: ({ folder }) => {
      desk.office.open = null;
      desk.office.loss = null;
      const name = (folder.split(/[\\/]/u).at(-1) ?? "").replace(/\.casebook$/u, "");
      return { folder, name, kept: `${folder.replace(/\.casebook$/u, "")} as it was 2026-11-22 at 09.30.casebook` };
    },
    accept_loss: () => ((desk.office.loss = null), desk.office.open = { ...open(), loss: null }),
  };
}
