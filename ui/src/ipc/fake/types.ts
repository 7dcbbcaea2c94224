import type { Commands } from "../generated/commands";

/** A command as it travels. */
export interface Command {
  command: keyof Commands;
  args: unknown;
}
