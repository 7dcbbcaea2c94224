// What reading a filed story again would add, in words. Pure.
import type { Noticed } from "../ipc/generated/Noticed";
import type { RereadKind } from "../ipc/generated/RereadKind";
import type { RereadRow } from "../ipc/generated/RereadRow";

export interface Names {
  theme: (id: string) => string;
  authority: (gss: string | null) => string;
}

/** What is listed: everything, or one kind of it. */
export interface Kind {
  what: Noticed | null;
  which: string;
}

export const EVERYTHING: Kind = { what: null, which: "" };

/** A kind as the value of a choice, and back. */
export const valueOf = (kind: Kind): string => (kind.what === null ? "" : `${kind.what}:${kind.which}`);

export function kindOf(value: string): Kind {
  const [what = "", which = ""] = value.split(":");
  return what === "" ? EVERYTHING : { what: what as Noticed, which };
}

export function kindLabel(kind: RereadKind, names: Names): string {
  const name = kind.what === "risk" ? "Words of risk" : kind.what === "authority" ? "Another local authority" : names.theme(kind.which);
  return `${name} (${kind.stories.toLocaleString("en-GB")})`;
}

/** How the story is filed so far, as far as that is what would change. */
export function filedSoFar(row: RereadRow, names: Names): string {
  const { filing } = row;
  if (row.what === "authority") return filing.authority === null ? "filed without one" : `filed in ${names.authority(filing.authority)}`;
  return filing.themes.length === 0 ? "filed under no theme" : `filed under ${filing.themes.map(names.theme).join(", ")}`;
}

/** What a line is called: a campaign by its name, a story by its subject. */
export const nameOf = (row: RereadRow): string => (row.campaign ? row.campaign.name : row.subject) || "No subject";

/** What was done, for the line that offers to undo it. */
export function said(what: Noticed, which: string, add: boolean, stories: number, names: Names): string {
  const many = stories === 1 ? "" : `${stories.toLocaleString("en-GB")} stories: `;
  const done = !add
    ? stories === 1 ? "Left as it is filed." : "Left as they are filed."
    : what === "risk"
      ? "Marked urgent."
      : what === "authority"
        ? `Filed in ${names.authority(which)}.`
        : `Filed under ${names.theme(which)} as well.`;
  return many + (many === "" ? done : done.charAt(0).toLowerCase() + done.slice(1));
}

const BEFORE = 34;

/** So much of what stands before the words as leaves room for them on one line. */
export function leadIn(before: string): string {
  if (before.length <= BEFORE) return before;
  const cut = before.slice(-BEFORE);
  const space = cut.indexOf(" ");
  return `… ${space < 0 ? cut : cut.slice(space + 1)}`;
}

