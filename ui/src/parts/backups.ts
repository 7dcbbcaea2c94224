// What the window says about backups. Pure.
import type { BackupKind } from "../ipc/generated/BackupKind";

/** Why a backup was made. */
export function kindLabel(kind: BackupKind): string {
  return { daily: "Daily", before_update: "Before an update", manual: "By hand" }[kind];
}

/** "18.4 MB": the sizes of casebooks are told in millions of bytes, as the system's own windows do. */
export function size(kilobytes: number): string {
  if (kilobytes < 1_000) return `${kilobytes} KB`;
  if (kilobytes < 1_000_000) return `${(kilobytes / 1_000).toFixed(1)} MB`;
  return `${(kilobytes / 1_000_000).toFixed(1)} GB`;
}

/** The casebook a backup's folder is named after, for offering where to put it. */
export function casebookOf(folder: string): string {
  const name = (folder.split(/[\\/]/u).at(-1) ?? folder).replace(/\.casebook$/u, "");
  return name.replace(/ (as it was )?\d{4}-\d{2}-\d{2} at \d{2}\.\d{2}.*$/u, "") || name;
}
