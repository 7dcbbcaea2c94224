import type { Commands } from "../generated/commands";

/** A command as it travels. */
export interface Command {
  command: keyof Commands;
  args: unknown;
}

/** Answers to commands, as the core would give them. */
export type Jobs = { [K in keyof Commands]: (args: Commands[K]["request"]) => Commands[K]["answer"] };
