// The invented office's ways of opening its casebook.
import type { SlotKind } from "../generated/SlotKind";
import type { SlotRow } from "../generated/SlotRow";
import { fail, newId } from "./office";
import type { Jobs } from "./types";

/** Made up: its checks do not add up, so no casebook can have it. */
export const INVENTED_RECOVERY = "7K2QD-M4TXA-0WERT-9HJ5Z-C3BNP-V8G6Y-R1SF2-DQ7MK";

/** The recovery key whose sheet the busy office has in its safe. */
export const KEPT_SHEET = "0190a0a0-0000-7000-8000-00000000cafe";

type KeyJobs =
  | "slots" | "add_slot" | "add_device_slot" | "change_passphrase" | "revoke_slot" | "remake_recovery" | "rotate_key"
  | "passphrase_strength" | "recovery_sheet";

const TOLD = [
  "Too easy to guess. Four or five unrelated words are better.",
  "Too easy to guess. Four or five unrelated words are better.",
  "Weak: a patient guesser could find it. Add a word.",
  "Good: hard to guess.",
  "Strong: very hard to guess.",
];

function judge(passphrase: string) {
  const length = [...passphrase].length;
  if (length < 8) {
    const more = 8 - length;
    return { score: 0, sentence: `Too short: ${more} more ${more === 1 ? "character" : "characters"} at least.`, enough: false, advised: false };
  }
  const different = new Set(passphrase.toLowerCase()).size;
  const score = different < 4 ? 1 : Math.min(4, Math.floor(length / 5));
  return { score, sentence: TOLD[score] ?? "", enough: score >= 2, advised: score >= 3 && length >= 12 };
}

export function keyJobs(): Pick<Jobs, KeyJobs> {
  const today = () => new Date().toISOString().slice(0, 10);
  const made = (kind: SlotKind, label: string, added = today(), used = false): SlotRow => ({ id: newId(), kind, label, added, used });
  let slots: SlotRow[] = [
    made("passphrase", "Office passphrase", "2024-06-03", true),
    { ...made("recovery", "Recovery key", "2024-06-03"), id: KEPT_SHEET },
    made("passphrase", "Deputy: Sam Example", "2024-07-15"),
  ];
  const listed = () => ({ slots: slots.map((slot) => ({ ...slot })), notice: null });
  const refuse = (passphrase: string) => {
    if (!judge(passphrase).enough) {
      fail("invalid", "The passphrase is too easy to guess.", "Use another; four or five unrelated words are easy to remember and hard to guess.", "passphrase");
    }
  };
  return {
    slots: listed,
    add_slot: ({ label, passphrase }) => {
      refuse(passphrase);
      slots = [...slots, made("passphrase", label)];
      return listed();
    },
    add_device_slot: ({ label }) => {
      const slot = made("device", label);
      slots = [...slots, slot];
      return { slot: slot.id };
    },
    change_passphrase: ({ slot, present, passphrase }) => {
      refuse(passphrase);
      if (present !== "correct horse battery") {
        fail("wrong_passphrase", "That is not the present passphrase.", "Check capital letters and spaces, and try again; nothing has been changed.", "present");
      }
      slots = slots.map((one) => (one.id === slot ? { ...one, added: today() } : one));
      return listed();
    },
    revoke_slot: ({ slot }) => {
      const gone = slots.find((one) => one.id === slot);
      if (gone?.kind === "passphrase" && slots.filter((one) => one.kind === "passphrase").length === 1) {
        fail("failed", "This is the only passphrase the casebook has.", "Change it instead, or add another one first.");
      }
      slots = slots.filter((one) => one.id !== slot);
      return listed();
    },
    remake_recovery: () => {
      slots = [...slots.filter((one) => one.kind !== "recovery"), made("recovery", "Recovery key")];
      return { recovery: INVENTED_RECOVERY };
    },
    recovery_sheet: ({ path }) => ({ path }),
    rotate_key: () => ({ done: true, beginning: "fresh" as const }),
    passphrase_strength: ({ passphrase }) => judge(passphrase),
  };
}
