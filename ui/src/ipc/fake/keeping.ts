// The invented office's record of changes, its reviews, and what it erases.
import type { AuditRow } from "../generated/AuditRow";
import type { StoryView } from "../generated/StoryView";
import { fail, type Office } from "./office";
import type { Jobs } from "./types";

type Kept = Pick<Jobs, "audit" | "due_reviews" | "keep" | "set_review" | "erase">;

const DAY = 86_400_000;
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

export function isDue(story: StoryView, ahead = 0): boolean {
  return story.review.due <= day(Date.now() + ahead * DAY);
}

export function keepingJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView | null, then: () => void) => void,
): Kept {
  const staff = () => desk.office.open?.staff ?? [];
  const toCome = (field: string, on: string | null) => {
    if (on !== null && on <= day(Date.now())) {
      fail("invalid", "That is no day for the next review.", "Choose a day after today, and within ten years.", field);
    }
  };
  const entries = (): AuditRow[] =>
    desk.office.stories
      .flatMap((story) => story.history.map((line): AuditRow => ({
        seq: 0, at: line.at, by: line.by, what: line.what, story: story.id, about: story.constituent.name, here: true,
        undoes: null, undone: line.undone, erased: false, hash: "0".repeat(64),
      })))
      .concat(desk.office.erased)
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((row, index) => ({ ...row, seq: index + 1 }));
  return {
    audit: ({ from, to, staff: who, story, oldest_first, offset, limit }) => {
      const name = staff().find((person) => person.id === who)?.name;
      const rows = entries().filter(
        (row) =>
          (!from || row.at.slice(0, 10) >= from) && (!to || row.at.slice(0, 10) <= to) &&
          (!who || row.by === name) && (!story || row.story === story),
      );
      if (!oldest_first) rows.reverse();
      return structuredClone({ rows: rows.slice(offset, offset + (limit || 200)), total: rows.length });
    },
    due_reviews: ({ ahead, offset, limit }) => {
      const due = desk.office.stories.filter((story) => isDue(story, ahead)).sort((a, b) => a.review.due.localeCompare(b.review.due));
      const reasons = [...new Set(desk.office.stories.map((story) => story.review.reason).filter(Boolean))];
      const rows = due.slice(offset, offset + (limit || 200)).map((story) => ({
        story: story.id, from: story.constituent.name, subject: story.subject, received: story.letters.at(-1)!.received,
        letters: story.letters.length, status: story.filing.status, review: story.review,
        days_over: Math.round((Date.parse(day(Date.now())) - Date.parse(story.review.due)) / DAY),
      }));
      return structuredClone({ rows, total: due.length, reasons });
    },
    keep: ({ story: id, until, reason }) => {
      toCome("until", until);
      if (reason.trim() === "") fail("invalid", "A story is kept for a reason.", "Say in a few words why it is still needed.", "reason");
      const story = find(id);
      changed(`Kept, “${reason}”`, story, () => (story.review = { due: until, chosen: true, reason }));
      return {};
    },
    set_review: ({ story: id, on }) => {
      toCome("on", on);
      const story = find(id);
      changed("Review set", story, () => (story.review = { ...story.review, due: on ?? day(Date.now() + 400 * DAY), chosen: on !== null }));
      return {};
    },
    erase: ({ stories: ids, confirm }) => {
      const left = desk.office.erased.filter((row) => row.story !== null && ids.includes(row.story));
      const names = left.length > 0 ? left.map((row) => row.about) : ids.map((id) => find(id).constituent.name);
      const wanted = names.length === 1 && names[0] ? names[0] : String(ids.length);
      if (confirm.trim().toLowerCase() !== wanted.toLowerCase()) {
        fail("invalid", "That does not confirm it, so nothing was erased.", "Type the name of who wrote, as the story shows it.", "confirm");
      }
      for (const row of left) Object.assign(row, { about: "", erased: true, what: "Erased with the story it was about." });
      desk.office.stories = desk.office.stories.filter((story) => !ids.includes(story.id));
      desk.office.undo = [];
      desk.office.redo = [];
      desk.office.erased.push({
        seq: 0, at: new Date().toISOString(), by: staff()[0]?.name ?? "", what: `Erased ${ids.length} story with 1 letter: the family asked.`,
        story: null, about: "", here: false, undoes: null, undone: false, erased: false, hash: "0".repeat(64),
      });
      return {
        stories: ids.length, letters: ids.length - left.length, entries: 3, named_in: 0, debates: [], overwritten: true,
        backups: [{ folder: "/home/jo/Casebooks/Hitchin backups/Hitchin 2024-09-01.casebook", made: new Date(Date.now() - DAY).toISOString() }],
      };
    },
  };
}
