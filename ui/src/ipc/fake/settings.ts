// What the invented office has decided about its casebook.
import type { Settings } from "../generated/Settings";
import { KEPT_SHEET } from "./keys";
import type { Jobs } from "./types";

export function settingsJobs(): Pick<Jobs, "settings" | "save_settings"> {
  let kept: Settings = { lock_after: 15, review_after: 24, backup_folder: "", recovery_answered: KEPT_SHEET, addresses: [], forms: {} };
  return {
    settings: () => ({ ...kept }),
    save_settings: (settings) => (kept = { ...settings }),
  };
}
