// Filed stories of the invented office that read otherwise now, as after a newer program was installed, or as its
// own filing has taught.
import type { Noticed } from "../generated/Noticed";
import type { RereadKind } from "../generated/RereadKind";
import type { RereadRow } from "../generated/RereadRow";
import type { StoryView } from "../generated/StoryView";
import { fail, type NoticedOf, type Office } from "./office";
import type { Jobs } from "./types";

type Kept = Pick<Jobs, "rereads" | "decide_reread">;

const ORDER: Noticed[] = ["risk", "authority", "theme"];
const same = (a: NoticedOf, b: NoticedOf) => a.story === b.story && a.what === b.what && a.which === b.which;

/** Of every filed story something: words of risk, another authority, or a theme. */
export function noticedIn(office: Office): NoticedOf[] {
  const filed = office.stories.filter((story) => story.filing.status === "filed" && !story.filing.urgent);
  return filed.flatMap((story, n): NoticedOf[] => {
    // What they tell of first, after where they live.
    const words = story.letters[0]?.text.split(/\n\n/u)[1]?.split(/(?<=\.)\s/u)[1] ?? "";
    if (n === 2) return [{ story: story.id, what: "risk", which: "", words, because: null }];
    if (n === 5) return [{ story: story.id, what: "authority", which: "E10000020", words, because: null }];
    if (n % 3 !== 0) return story.filing.themes.includes("communication") ? [] : [{ story: story.id, what: "theme", which: "communication", words, because: null }];
    // The office’s own filing has taught these.
    const two = words.split(" ").slice(1, 3).join(" ").replace(/\P{L}+$/u, "");
    const because = `This office filed 14 letters with “${two.toLowerCase()}” here.`;
    return story.filing.themes.includes("family_impact") ? [] : [{ story: story.id, what: "theme", which: "family_impact", words: two, because }];
  });
}

function isSo(story: StoryView, { what, which }: NoticedOf): boolean {
  const { filing } = story;
  return what === "risk" ? filing.urgent : what === "authority" ? filing.authority === which : filing.themes.includes(which);
}

/** What nobody has decided about, in the order of the list. */
export function openOf(office: Office): NoticedOf[] {
  const open = office.noticed.filter((one) => {
    const story = office.stories.find((other) => other.id === one.story);
    return story?.filing.status === "filed" && !isSo(story, one) && !office.left.some((left) => same(left, one));
  });
  return open.sort((a, b) => ORDER.indexOf(a.what) - ORDER.indexOf(b.what) || a.which.localeCompare(b.which));
}

export function rereadingJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView | null, then: () => void) => void,
): Kept {
  const row = (one: NoticedOf): RereadRow => {
    const story = find(one.story);
    const text = story.letters[0]?.text.replace(/\s+/gu, " ") ?? "";
    const at = Math.max(0, text.indexOf(one.words));
    const from = Math.max(0, at - 60);
    const before = (from > 0 ? "… " : "") + text.slice(from, at);
    const after = `${text.slice(at + one.words.length, at + one.words.length + 60)} …`;
    return {
      story: story.id, from: story.constituent.name, subject: story.subject, received: story.letters.at(-1)!.received,
      filing: story.filing, what: one.what, which: one.which, words: [{ before, words: one.words, after }], because: one.because,
      campaign: null,
    };
  };
  return {
    rereads: ({ what, which, offset, limit }) => {
      const open = openOf(desk.office);
      const kinds: RereadKind[] = [];
      for (const one of open) {
        const kind = { what: one.what, which: one.what === "theme" ? one.which : "" };
        const known = kinds.find((other) => other.what === kind.what && other.which === kind.which);
        if (known) known.stories += 1;
        else kinds.push({ ...kind, stories: 1 });
      }
      const fitting = open.filter((one) => (what === null || one.what === what) && (which === "" || one.which === which));
      // A campaign is one line, but for words of risk.
      const lines: RereadRow[] = [];
      for (const one of fitting) {
        const campaign = one.what === "risk" ? null : find(one.story).campaign;
        const known = campaign && lines.find((line) => line.which === one.which && line.campaign?.id === campaign.id);
        if (known?.campaign) known.campaign.stories += 1;
        else lines.push({ ...row(one), campaign: campaign && { ...campaign, stories: 1, urgent: 0 } });
      }
      for (const line of lines) if (line.campaign?.stories === 1) line.campaign = null;
      return structuredClone({
        rows: lines.slice(offset, offset + (limit || 200)), total: lines.length, kinds,
        stories: new Set(open.map((one) => one.story)).size, again: 0, skimmed: 0,
      });
    },
    decide_reread: ({ stories, campaign, what, which, add }) => {
      if (what === "risk" && stories.length !== 1) {
        fail("invalid", "Words of risk are decided about story by story.", "Read each letter, and follow your safeguarding procedure.", "stories");
      }
      const those = openOf(desk.office).filter((one) => one.what === what && one.which === which && (stories.length === 0 || stories.includes(one.story)) &&
        (campaign === null || find(one.story).campaign?.id === campaign));
      if (those.length === 0) return { stories: 0 };
      const one = those.length === 1 ? find(those[0]!.story) : null;
      changed(add ? `filing ${those.length} stories as offered` : one ? "leaving a story as it is filed" : `leaving ${those.length} stories as they are filed`, one, () => {
        if (!add) {
          desk.office.left = [...desk.office.left, ...those];
          return;
        }
        for (const { story: id } of those) {
          const { filing } = find(id);
          if (what === "risk") filing.urgent = true;
          else if (what === "authority") filing.authority = which;
          else filing.themes = [...filing.themes, which];
        }
      });
      return { stories: those.length };
    },
  };
}
