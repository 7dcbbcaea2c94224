// The one call to the core. Every job of the casebook goes through here, typed at both ends.
import { bridge } from "./bridge";
import type { Commands } from "./generated/commands";
import type { Problem } from "./generated/Problem";

type Locked = () => void;
let locked: Locked = () => {};

/** Says what to do when the core answers that nothing is open. */
export function whenLocked(then: Locked): void {
  locked = then;
}

/** Makes a `Problem` of anything that was thrown. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "what" in thrown && "remedy" in thrown) {
    return thrown as Problem;
  }
  return {
    code: "failed",
    what: "The casebook did not answer as expected.",
    remedy: "Try once more. If it happens again, lock the casebook and open it again.",
    field: null,
  };
}

/** Gives the core one job. Rejects with a `Problem`. */
export async function call<K extends keyof Commands>(
  command: K,
  args: Commands[K]["request"],
): Promise<Commands[K]["answer"]> {
  try {
    const answer = await (await bridge()).invoke("call", { command: { command, args } });
    return answer as Commands[K]["answer"];
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code === "locked") locked();
    throw problem;
  }
}
