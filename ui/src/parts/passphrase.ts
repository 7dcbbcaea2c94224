// What is asked of a new passphrase before the core is.
import { call } from "../ipc/call";
import type { Problem } from "../ipc/generated/Problem";

/**
 * Why a passphrase that the core would take is not advised. Asked anew: what is shown while somebody
 * types may still be about the words before.
 */
export async function unadvised(passphrase: string, names: string[]): Promise<Problem | null> {
  const { enough, advised } = await call("passphrase_strength", { passphrase, names: names.filter((name) => name.trim() !== "") });
  if (!enough || advised) return null;
  const [what, remedy] = ["The passphrase could be stronger.", "Add a word: 12 characters or more, hard to guess."];
  return { code: "invalid", what, remedy, field: "passphrase" };
}
