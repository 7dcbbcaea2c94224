// What can be noted of a child and a case, as it is said on screen; the same words as in the core.
import type { FacetKind } from "../ipc/generated/FacetKind";
import type { FacetName } from "../ipc/generated/FacetName";

export const KINDS: Record<FacetKind, string> = {
  phase: "Phase",
  year_group: "Year",
  age: "Age",
  need: "Need",
  setting: "Setting",
  stage: "Plan",
  ask: "Asks",
  praise: "Praise",
};

/** One facet among all. */
export const facetId = ({ kind, value }: FacetName): string => `${kind} ${value}`;

/** What families and offices call the needs that the Department for Education counts by other words. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  asd: ["Autism", "ASD", "Asperger"],
  semh: ["SEMH", "ADHD", "Anxiety"],
  slcn: ["SLCN", "DLD", "Stammer"],
  spld: ["SpLD", "Dyslexia", "Dyspraxia", "Dyscalculia"],
  mld: ["MLD"],
  sld: ["SLD"],
  pmld: ["PMLD"],
  hi: ["Deaf"],
  vi: ["Blind"],
  msi: ["MSI", "Deafblind"],
  pd: ["Cerebral palsy", "Wheelchair"],
  ds: ["Down’s syndrome"],
};

/** Other words it is found by. */
export const alsoCalled = ({ kind, value }: FacetName): string[] => [KINDS[kind], ...(kind === "need" ? (NEEDS[value] ?? []) : [])];
