// What the invented office has decided about its casebook.
import type { Learning } from "../generated/Learning";
import type { PostcodeFile } from "../generated/PostcodeFile";
import type { Settings } from "../generated/Settings";
import { KEPT_SHEET } from "./keys";
import { fail } from "./office";
import type { Jobs } from "./types";

/** What the invented office’s filing has taught. */
const LEARNT: Pick<Learning, "stories" | "since" | "made" | "themes"> = {
  stories: 214, since: "2024-03-04T10:00:00Z", made: "2024-09-03T16:20:00Z",
  themes: [
    {
      theme: "transport",
      words: [
        { words: "fuel card", filed: 14, of: 14 }, { words: "mileage", filed: 9, of: 10 },
        { words: "escort", filed: 7, of: 8 }, { words: "pick up", filed: 6, of: 7 },
        { words: "minibus", filed: 5, of: 6 }, { words: "driver left", filed: 4, of: 4 },
      ],
      struck_out: null,
    },
    { theme: "family_impact", words: [], struck_out: { taken: 1, of: 23 } },
  ],
};

export function settingsJobs(): Pick<Jobs, "settings" | "save_settings" | "constituencies" | "read_postcodes" | "learning" | "forget_learning" | "watch_folder" | "watched_folder" | "import_watched"> {
  let kept: Settings = { lock_after: 15, review_after: 24, backup_folder: "", recovery_answered: KEPT_SHEET, addresses: [], forms: {}, watched_folder: "", learning: true, forgotten: 0 };
  /** How many files are new in the watched folder. */
  let ready = 0;
  let postcodes: PostcodeFile | null = null;
  const learning = (): Learning => {
    const nothing = { on: kept.learning, stories: 0, since: null, made: null, themes: [], version: "0000000000000000", waits: false };
    return kept.learning && kept.forgotten === 0 ? { ...nothing, ...LEARNT } : nothing;
  };
  return {
    learning,
    forget_learning: () => {
      kept = { ...kept, forgotten: 57 };
      return learning();
    },
    constituencies: () => ({ file: postcodes, ours: "Hitchin" }),
    read_postcodes: () => {
      postcodes = {
        file: "ONSPD_NOV_2025_UK.csv", as_of: "November 2025", made: new Date().toISOString(),
        postcodes: 1_801_234, constituencies: 650, named: true, ours: true,
      };
      return { file: postcodes, ours: "Hitchin" };
    },
    settings: () => ({ ...kept }),
    save_settings: (settings) =>
      (kept = { ...settings, watched_folder: kept.watched_folder, forgotten: kept.forgotten }),
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
