// What somebody decides of a child and a case in the invented office, as the core would.
import type { FacetKind } from "../generated/FacetKind";
import type { StoryView } from "../generated/StoryView";
import { facetsIn, fail, type Office } from "./office";
import { FACETS } from "./tables";
import type { Jobs } from "./types";

/** Only one of these is so at a time. */
const ONE: readonly FacetKind[] = ["phase", "year_group", "age", "setting", "stage"];

export function facetJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView | null, then: () => void) => void,
): Pick<Jobs, "decide_facets"> {
  return {
    decide_facets: ({ story: id, facets, decision }) => {
      const chosen = facets.map(({ kind, value }) => {
        const known = FACETS.find((one) => one.kind === kind && one.value === value);
        return known ?? fail("invalid", "That is nothing that can be noted of a child or a case.", "Choose it from the list.", "facets");
      });
      const story = find(id);
      const by = desk.office.open?.staff[0]?.name ?? "";
      const verb = { so: "confirmed", not_so: "dropped", undecided: "taken out" }[decision];
      changed(`The child and the case: ${verb} ${chosen.map(({ label }) => `“${label}”`).join(", ")}.`, story, () => {
        for (const one of chosen) {
          const same = (other: { kind: FacetKind; value: string }) => other.kind === one.kind && other.value === one.value;
          const said = story.letters.flatMap(facetsIn).find(same);
          const instead = (other: { kind: FacetKind; value: string }) => same(other) || (decision === "so" && ONE.includes(one.kind) && other.kind === one.kind);
          story.facets = story.facets.filter((other) => !instead(other));
          story.offered.facets = story.offered.facets.filter((other) => !instead(other));
          const { submission = null, start = 0, end = 0, words = "" } = said ?? {};
          if (decision === "so") story.facets.push({ ...one, submission, start, end, words, by });
          if (decision === "undecided" && said) story.offered.facets.push(said);
        }
        const place = (one: { kind: FacetKind; value: string }) => FACETS.findIndex((known) => known.kind === one.kind && known.value === one.value);
        story.facets.sort((a, b) => place(a) - place(b));
        story.offered.facets.sort((a, b) => place(a) - place(b));
      });
      return {};
    },
  };
}
