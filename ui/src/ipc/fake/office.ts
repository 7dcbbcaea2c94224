// The invented office's memory: stories, people, debates, and how to take a change back.
import type { AuditRow } from "../generated/AuditRow";
import type { ConsentLevel } from "../generated/ConsentLevel";
import type { Debate } from "../generated/Debate";
import type { LetterView } from "../generated/LetterView";
import type { Opened } from "../generated/Opened";
import type { PassageView } from "../generated/PassageView";
import type { Problem } from "../generated/Problem";
import type { Receipt } from "../generated/Receipt";
import type { ReceiptLine } from "../generated/ReceiptLine";
import type { OfferedFacet } from "../generated/OfferedFacet";
import type { OfferedMilestone } from "../generated/OfferedMilestone";
import type { OfferedPassage } from "../generated/OfferedPassage";
import type { RereadRow } from "../generated/RereadRow";
import type { StoryRow } from "../generated/StoryRow";
import type { StoryView } from "../generated/StoryView";
import { ASSEMBLED, WRITTEN, type Invented } from "./letters";
import { read } from "./read";
import { told } from "./redaction";
import { AUTHORITIES, FACETS, THEMES } from "./tables";

let ids = 1;
export function newId(): string {
  return `01900000-0000-7000-8000-${String(ids++).padStart(12, "0")}`;
}

export const LEVELS: ConsentLevel[] = ["not_asked", "casework", "counted", "anonymous", "read_out", "named"];
export const authorityName = (gss: string | null) => AUTHORITIES.find((row) => row.gss === gss)?.name ?? "";
export const themeLabel = (id: string | undefined) => THEMES.find((row) => row.id === id)?.label ?? "";

export function fail(code: Problem["code"], what: string, remedy: string, field: string | null = null): never {
  throw { code, what, remedy, field } satisfies Problem;
}

/** Days before now, as a moment. */
export function daysAgo(days: number, hour = 9): string {
  const day = new Date();
  day.setDate(day.getDate() - days);
  day.setHours(hour, (days * 17 + 12) % 60, 0, 0);
  return day.toISOString();
}

/** The office’s constituency is Hitchin: Biggleswade lies outside it. */
const NOT_READ =
  "Part of this letter seems to be in Polish. That part was not read: nothing is offered from its words, and risk to a child " +
  "cannot be seen by the program. Please ask somebody who reads Polish to look at it today.";

const elsewhere = (postcode: string) => (postcode.startsWith("SG18") ? { postcode, constituency: "North Bedfordshire", ours: "Hitchin" } : null);

/** What the words of a letter say of the child or the case. */
export function facetsIn({ id, text, marks }: Pick<LetterView, "id" | "text" | "marks">): OfferedFacet[] {
  return marks.filter((mark) => mark.kind === "facet").flatMap((mark) => {
    const known = FACETS.find((one) => one.value === mark.of);
    return known ? [{ ...known, submission: id, start: mark.start, end: mark.end, words: text.slice(mark.start, mark.end) }] : [];
  });
}

export function invent(letter: Invented, received: string, channel: StoryRow["channel"] = "email"): StoryView {
  const { text, parts, marks } = read(letter.text);
  const wordsOf = (kind: string, of = "") =>
    marks.filter((mark) => mark.kind === kind && mark.of === of).map((mark) => text.slice(mark.start, mark.end));
  const themes = [...new Set(marks.filter((mark) => mark.kind === "theme").map((mark) => mark.of))];
  const place = wordsOf("authority")[0];
  const urgent = wordsOf("urgent");
  const agreed = wordsOf("consent")[0];
  const email = `${letter.name.split(" ")[0]?.normalize("NFD").replace(/\P{L}/gu, "").toLowerCase()}@example.org`;
  if (urgent.length > 0) themes.push("child_wellbeing");
  const id = newId();
  const milestones = marks.filter((mark) => mark.kind === "milestone").map((mark): OfferedMilestone => ({
    step: mark.of as OfferedMilestone["step"],
    when: mark.of === "request" ? "November 2023" : "January 2024",
    from: mark.of === "request" ? "2023-11-01" : "2024-01-01",
    to: mark.of === "request" ? "2023-11-30" : "2024-01-31",
    exact: "month", submission: id, start: mark.start, end: mark.end, words: text.slice(mark.start, mark.end),
  }));
  const passages = marks.filter((mark) => mark.kind === "suggested_passage").map((mark): OfferedPassage => ({
    submission: id, start: mark.start, end: mark.end, words: text.slice(mark.start, mark.end),
    because: ["speaks of the letter’s themes", "stands by itself", "nothing identifying was found in it"],
  }));
  return {
    id: newId(),
    subject: letter.subject,
    constituent: { name: letter.name, email, postcode: letter.postcode }, elsewhere: elsewhere(letter.postcode),
    filing: { status: "new", authority: null, themes: [], urgent: false, positive: letter.positive ?? false },
    offered: {
      authority: place ? { gss: letter.authority, name: authorityName(letter.authority), words: place } : null,
      themes: themes.map((theme, index) => ({
        theme,
        score: 1 - index / 10,
        words: theme === "child_wellbeing" ? urgent : wordsOf("theme", theme),
        because: theme === "transport" ? "This office filed 14 letters with “fuel card” here." : null,
      })),
      urgent,
      consent: agreed && letter.consent ? { level: letter.consent, words: agreed } : null,
      milestones,
      facets: FACETS.flatMap((one) => facetsIn({ id, text, marks }).filter((said) => said.kind === one.kind && said.value === one.value)),
      passages,
    },
    consent: "not_asked",
    consent_history: [],
    hand_over: null,
    campaign: null,
    own_words: 0,
    acknowledged: null,
    letters: [
      {
        id, channel, received, from: letter.name, subject: letter.subject, text, parts, marks,
        attachments: letter.name === "Desmond Achterberg" ? [
          { name: "Plan, final.pdf", media_type: "application/pdf", bytes: 482_113 },
          { name: "Photos of the plan.pdf.exe", media_type: "application/octet-stream", bytes: 91_648 },
        ] : [],
        original: channel === "email", from_html: false,
        language: marks.some((mark) => mark.kind === "not_read") ? { name: "Polish", whole: false, say: NOT_READ } : null,
        long: null,
      },
    ],
    passages: [],
    facets: [],
    milestones: [],
    clock: [],
    notes: [],
    used_in: [],
    review: { due: new Date(Date.parse(received) + 730 * 86_400_000).toISOString().slice(0, 10), chosen: false, reason: "" },
    history: [],
  };
}

/** A change that can be taken back, or done again. */
interface Step {
  what: string;
  story: string | null;
  back: () => void;
}

/** Something that reading a story again noticed. */
export interface NoticedOf extends Pick<RereadRow, "story" | "what" | "which" | "because"> {
  words: string;
}

export interface Office {
  open: Opened | null;
  loss: string | null;
  passphrase: string;
  stories: StoryView[];
  debates: Debate[];
  receipts: Receipt[];
  receiptLines: Map<string, ReceiptLine[]>;
  undo: Step[];
  redo: Step[];
  /** What the record of changes keeps of erasures. */
  erased: AuditRow[];
  /** What reading filed stories again noticed, and of which somebody left it as it was. */
  noticed: NoticedOf[];
  left: NoticedOf[];
}

function consented(story: StoryView, level: ConsentLevel, how: string): void {
  story.consent = level;
  const at = story.letters[0]?.received ?? daysAgo(30);
  story.consent_history.push({ id: newId(), level, on: at.slice(0, 10), how, withdrawal: false, by: "Jo Marsh", recorded: at });
}

function markSuggested(story: StoryView): void {
  const letter = story.letters[0];
  const suggested = letter?.marks.find((mark) => mark.kind === "suggested_passage");
  if (!letter || !suggested) return;
  const original = letter.text.slice(suggested.start, suggested.end);
  const passage: PassageView = told({
    id: newId(), submission: letter.id, start: suggested.start, end: suggested.end, original, words: original,
    attribution: `a parent in ${authorityName(story.offered.authority?.gss ?? null)}`,
  });
  story.passages.push(passage);
  letter.marks.push({ kind: "passage", start: suggested.start, end: suggested.end, of: passage.id });
}

/** An office in the middle of its work: a third waits, the rest is filed. */
export function busyOffice(): Office {
  ids = 1;
  const waiting = [...WRITTEN, ...ASSEMBLED.slice(0, 8)].map((letter, n) => invent(letter, daysAgo(Math.floor(n / 3), 16 - n)));
  const filed = ASSEMBLED.slice(8).map((letter, n) => {
    const story = invent(letter, daysAgo(6 + n * 4, 11), n % 7 === 3 ? "surgery" : "email");
    const themes = story.offered.themes.map((offer) => offer.theme);
    story.filing = { status: "filed", authority: letter.authority, themes, urgent: n === 5, positive: false };
    story.history.push({ at: daysAgo(5 + n * 4), by: "Jo Marsh", what: `Filed in ${authorityName(letter.authority)}; was in the Inbox.`, undone: false });
    if (letter.consent) consented(story, letter.consent, "In their email");
    // Some have been kept for years: they are due.
    if (n % 6 === 1) story.review = { due: daysAgo(40 - n * 3).slice(0, 10), chosen: n > 6, reason: n > 6 ? "The tribunal has not decided yet" : "" };
    if (n % 2 === 0) markSuggested(story);
    return story;
  });
  const quotes = filed.filter((story) => ["E10000015", "E06000056"].includes(story.filing.authority ?? "")).flatMap((story) => (LEVELS.indexOf(story.consent) >= 3 ? story.passages.map((p) => p.id) : [])).slice(0, 2);
  const debate: Debate = {
    id: newId(), title: "SEND provision in Hertfordshire and Central Bedfordshire", date: daysAgo(-9).slice(0, 10), minutes: 30,
    authorities: ["E10000015", "E06000056"], themes: [],
    opening: "Behind every figure I will give today there is a kitchen table, and a parent at it filling in a form.",
    asks: ["Publish each council’s plan for meeting the 20-week limit, with dates.", "Fund educational psychologists where assessments wait on them."],
    do_not_say: ["The school in the letter from Thrapston: one family can be recognised."],
    quotes,
    without_campaigns: false,
  };
  const first = filed.find((story) => story.passages.some((p) => p.id === quotes[0]));
  first?.used_in.push({ title: "SEND transport", date: daysAgo(40).slice(0, 10), made: daysAgo(42) });
  return { open: null, loss: null, passphrase: "correct horse battery", stories: [...waiting, ...filed], debates: [debate], receipts: [], receiptLines: new Map(), undo: [], redo: [], erased: [undoneAway()], noticed: [], left: [] };
}

/** What the record says of a letter that was logged by mistake and taken back. */
function undoneAway(): AuditRow {
  return {
    seq: 0, at: daysAgo(3), by: "Jo Marsh", what: "The story went with its letter; what this record says of it stays until it is erased.",
    story: newId(), about: "Pat Mistaken", here: false, undoes: null, undone: false, erased: false, hash: "0".repeat(64),
  };
}

export function emptyOffice(): Office {
  return { open: null, loss: null, passphrase: "", stories: [], debates: [], receipts: [], receiptLines: new Map(), undo: [], redo: [], erased: [], noticed: [], left: [] };
}
