// The invented computer's keychain, which opens the invented casebook where somebody wants that.
import { fail, type Office } from "./office";
import type { Jobs } from "./types";

/** The slot this computer opens, and whether the keychain stays locked: tests change it. */
export const keychain: { slot: string | null; locked: boolean } = { slot: null, locked: false };

export function deviceShell(desk: { office: Office }, jobs: Jobs): Record<string, (args: Record<string, unknown>) => unknown> {
  const asked = () => {
    if (keychain.locked) fail("failed", "This computer’s keychain stayed locked.", "Unlock the keychain and try again, or use the passphrase.");
  };
  return {
    device_slot: () => keychain.slot,
    device_unlock: ({ folder }) => {
      asked();
      return jobs.open_casebook({ folder: String(folder), passphrase: desk.office.passphrase });
    },
    device_on: async () => {
      asked();
      keychain.slot = (await jobs.add_device_slot({ label: "Computer OFFICE-3", secret: "" })).slot;
      return jobs.slots({});
    },
    device_off: ({ slot }) => {
      keychain.slot = null;
      return jobs.revoke_slot({ slot: String(slot) });
    },
  };
}
