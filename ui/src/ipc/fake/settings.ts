// What the invented office has decided about its casebook.
import type { PostcodeFile } from "../generated/PostcodeFile";
import type { Settings } from "../generated/Settings";
import { KEPT_SHEET } from "./keys";
import { fail } from "./office";
import type { Jobs } from "./types";

export function settingsJobs(): Pick<Jobs, "settings" | "save_settings" | "constituencies" | "read_postcodes" | "watch_folder" | "watched_folder" | "import_watched"> {
  let kept: Settings = { lock_after: 15, review_after: 24, backup_folder: "", recovery_answered: KEPT_SHEET, addresses: [], forms: {}, watched_folder: "" };
  /** How many files are new in the watched folder. */
  let ready = 0;
  let postcodes: PostcodeFile | null = null;
  return {
    constituencies: () => ({ file: postcodes, ours: "Hitchin" }),
    read_postcodes: () => {
      postcodes = {
        file: "ONSPD_NOV_2025_UK.csv", as_of: "November 2025", made: new Date().toISOString(),
        postcodes: 1_801_234, constituencies: 650, named: true, ours: true,
      };
      return { file: postcodes, ours: "Hitchin" };
    },
    settings: () => ({ ...kept }),
    save_settings: (settings) => (kept = { ...settings, watched_folder: kept.watched_folder }),
    watch_folder({ folder }) {
      ready = folder ? 12 : 0;
      return (kept = { ...kept, watched_folder: folder });
    },
    watched_folder() {
      const gone = kept.watched_folder !== "" && ((window as { driveGone?: boolean }).driveGone ?? false);
      const seen = { folder: kept.watched_folder, gone, ready: gone ? 0 : ready, waiting: 0 };
      ready = 0;
      return seen;
    },
    import_watched: () => fail("failed", "Only the desktop imports.", "Use the invented one."),
  };
}
