// What a debate's own rules say about its time. Pure.
import type { Debate } from "../ipc/generated/Debate";
import { today } from "../kit/dates";

export const NIL = "00000000-0000-0000-0000-000000000000";
export const PREFIX = "That this House has considered";

/** Words read aloud in a minute. */
const PACE = 130;

export function emptyDebate(authorities: string[]): Debate {
  return {
    id: NIL,
    title: "",
    date: today(),
    minutes: 30,
    authorities,
    themes: [],
    opening: "",
    asks: [],
    do_not_say: [],
    quotes: [],
    without_campaigns: false,
  };
}

export function secondsToRead(words: string): number {
  const count = words.split(/\s+/u).filter(Boolean).length;
  return Math.round((count / PACE) * 60);
}

/** Who speaks when, for the length chosen. */
export function whoSpeaks(minutes: number): string {
  if (minutes <= 30) return "You, then the minister. Others may intervene, or speak with the leave of both. No right of reply.";
  if (minutes <= 60) return "The two largest opposition parties have 5 minutes each, the minister 10.";
  return "The opposition parties and the minister have 10 minutes each; you sum up if time allows.";
}

/** The same items, each once, at its first place. */
export function onceEach<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}

/** Moves one item of a list a step up or down. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const to = index + by;
  const item = list[index];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, at) => at !== index);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
