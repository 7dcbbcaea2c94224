// How a story would be filed: what the app offers, and what the caseworker made of it. Pure.
import type { Filing } from "../ipc/generated/Filing";
import type { Status } from "../ipc/generated/Status";
import type { StoryView } from "../ipc/generated/StoryView";

/** What will be filed, and which of it is still the app's offer rather than somebody's decision. */
export interface Draft {
  authority: string | null;
  themes: string[];
  urgent: boolean;
  positive: boolean;
  /** The authority is the app's offer. */
  authorityOffered: boolean;
  /** Ticked themes that are the app's offer. */
  themesOffered: string[];
  /** The urgent flag is the app's offer. */
  urgentOffered: boolean;
}

/** The draft a story starts with: as it is filed, and for a new one with the offers ticked. */
export function startingDraft(view: StoryView): Draft {
  const { filing, offered } = view;
  const fresh = filing.status === "new";
  const offerAuthority = fresh && filing.authority === null && offered.authority !== null;
  const offerThemes = fresh && filing.themes.length === 0;
  const themes = offerThemes ? offered.themes.map((offer) => offer.theme) : [...filing.themes];
  const offerUrgent = fresh && !filing.urgent && offered.urgent.length > 0;
  return {
    authority: offerAuthority ? (offered.authority?.gss ?? null) : filing.authority,
    themes,
    urgent: filing.urgent || offerUrgent,
    positive: filing.positive,
    authorityOffered: offerAuthority,
    themesOffered: offerThemes ? themes : [],
    urgentOffered: offerUrgent,
  };
}

/** The themes the panel lists, in the order of their numbers: offered ones, then the others. */
export function panelThemes(view: StoryView, draft: Draft): string[] {
  const offered = view.offered.themes.map((offer) => offer.theme);
  return [...offered, ...draft.themes.filter((theme) => !offered.includes(theme))];
}

/** The number of each theme in the panel, as the letter shows it over its words. */
export function themeNumbers(view: StoryView, draft: Draft): ReadonlyMap<string, number> {
  return new Map(panelThemes(view, draft).map((theme, at) => [theme, at + 1] as const));
}

export function toggleTheme(draft: Draft, theme: string): Draft {
  const on = draft.themes.includes(theme);
  return {
    ...draft,
    themes: on ? draft.themes.filter((other) => other !== theme) : [...draft.themes, theme],
    themesOffered: draft.themesOffered.filter((other) => other !== theme),
  };
}

export function pickAuthority(draft: Draft, authority: string | null): Draft {
  return { ...draft, authority, authorityOffered: false };
}

export function toggleUrgent(draft: Draft): Draft {
  return { ...draft, urgent: !draft.urgent, urgentOffered: false };
}

export function togglePositive(draft: Draft): Draft {
  return { ...draft, positive: !draft.positive };
}

/** Neither an authority nor a theme: filed so, a story is found by its words only. */
export function nowhere(draft: Draft): boolean {
  return draft.authority === null && draft.themes.length === 0;
}

/** What is sent to the core. */
export function filingOf(draft: Draft, status: Status): Filing {
  const { authority, themes, urgent, positive } = draft;
  return { status, authority, themes: [...themes], urgent, positive };
}

/** How many ticked offers pressing E would accept. */
export function offersIn(draft: Draft): number {
  return Number(draft.authorityOffered) + draft.themesOffered.length + Number(draft.urgentOffered);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
