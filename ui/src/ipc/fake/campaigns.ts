// An invented campaign, and what can be done with all of its letters.
import type { StoryFilter } from "../generated/StoryFilter";
import type { StoryRow } from "../generated/StoryRow";
import type { StoryView } from "../generated/StoryView";
import { daysAgo, fail, invent, type Office } from "./office";
import type { Jobs } from "./types";

const NAME = "Vote for the school transport amendment";
const ID = "01900000-0000-7000-8000-00000000cafe";

const TEXT = `Please vote for the amendment on {transport|school transport} when it comes before the House.

{transport|Children over sixteen have lost their taxis} in eleven counties this year, and their parents have given up work to drive them. A place at college means nothing to somebody who cannot get there.`;

const OWN = "My daughter Ada has not been to college since half term, because the escort retired and nobody was found to sit beside her on the bus. She asks every morning when Mr Dobbs is coming back.";

const PEOPLE = ["Ivy Larkin", "Otis Brand", "Wren Hollis", "Pim Aster", "Nell Quayle", "Bo Tarrant", "Gus Merrow", "Fay Linnet"];

/** Letters of it; every fourth sender added something of their own. */
export function aCampaign(letters: number): StoryView[] {
  return Array.from({ length: letters }, (_, n) => {
    const own = n % 4 === 2;
    const name = `${PEOPLE[n % PEOPLE.length] ?? ""}${n < PEOPLE.length ? "" : ` ${n}`}`;
    const text = `Dear Mr Hale,\n\n${own ? `${OWN}\n\n` : ""}${TEXT}\n\n${name}`;
    const story = invent({ name, postcode: "", authority: "E10000015", subject: NAME, text }, daysAgo(1 + n / 4, 8));
    story.campaign = { id: ID, name: NAME };
    story.own_words = own ? OWN.split(" ").length : 0;
    const letter = story.letters[0];
    const start = letter?.text.indexOf(OWN) ?? -1;
    if (letter && start >= 0) letter.marks.push({ kind: "own", start, end: start + OWN.length, of: "" });
    letter?.marks.sort((a, b) => a.start - b.start);
    return story;
  });
}

/** The lines of a list: a campaign is one, or its letters stand by themselves. */
export function folded(office: Office, rows: StoryRow[], filter: StoryFilter): StoryRow[] {
  const urgent = (row: StoryRow) => Number(row.filing.urgent || row.offered_urgent);
  if (filter.campaign !== null) return rows.toSorted((a, b) => urgent(b) - urgent(a) || b.own_words - a.own_words);
  if (!filter.fold) return rows;
  const campaignOf = (row: StoryRow) => office.stories.find((story) => story.id === row.id)?.campaign ?? null;
  const lines: StoryRow[] = [];
  for (const row of rows) {
    const campaign = campaignOf(row);
    const line = campaign && lines.find((other) => other.campaign?.id === campaign.id);
    if (line?.campaign) {
      line.campaign.stories += 1;
      line.campaign.urgent += urgent(row);
    } else lines.push(campaign ? { ...row, campaign: { ...campaign, stories: 1, urgent: urgent(row) } } : row);
  }
  return lines;
}

type Kept = Pick<Jobs, "campaign" | "file_campaign" | "acknowledge_campaign" | "campaign_addresses" | "leave_campaign">;

export function campaignJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView | null, then: () => void) => void,
): Kept {
  const of = (id: string) => desk.office.stories.filter((story) => story.campaign?.id === id);
  const waiting = (id: string) => of(id).filter((story) => story.filing.status === "new");
  const urgent = (story: StoryView) => story.filing.urgent || story.offered.urgent.length > 0;
  const told = (id: string) => of(id).filter((story) => story.acknowledged === null);
  return {
    campaign: ({ campaign }) => {
      const name = of(campaign)[0]?.campaign?.name ?? fail("failed", "That campaign is no longer in the casebook.", "Go back to the list and choose again.");
      const here = waiting(campaign);
      return {
        id: campaign, name, stories: of(campaign).length, waiting: here.length, urgent: here.filter(urgent).length,
        own: here.filter((story) => story.own_words > 0).length,
        plain: here.filter((story) => story.own_words === 0 && !urgent(story)).length,
        to_acknowledge: told(campaign).length,
      };
    },
    file_campaign: ({ campaign, filing, own_words }) => {
      const those = waiting(campaign).filter((story) => !urgent(story) && (own_words === null || story.own_words <= own_words)).map((story) => story.id);
      changed(`filing ${those.length} stories`, null, () => {
        for (const story of desk.office.stories) if (those.includes(story.id)) story.filing = structuredClone(filing);
      });
      return { filed: those.length, left: waiting(campaign).length };
    },
    acknowledge_campaign: ({ campaign, on }) => {
      const those = told(campaign).map((story) => story.id);
      changed(`acknowledging ${those.length} letters`, null, () => {
        for (const story of desk.office.stories) if (those.includes(story.id)) story.acknowledged = on;
      });
      return { stories: those.length };
    },
    campaign_addresses: ({ campaign }) => ({ addresses: told(campaign).map((story) => story.constituent.email), without: 0 }),
    leave_campaign: ({ story }) => {
      changed("taking a letter out of its campaign", find(story), () => {
        const here = find(story);
        here.campaign = null;
        here.own_words = 0;
        for (const letter of here.letters) letter.marks = letter.marks.filter((mark) => mark.kind !== "own");
      });
      return {};
    },
  };
}
