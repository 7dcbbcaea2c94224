// What leaves the invented office, and its end.
import type { StoryView } from "../generated/StoryView";
import { fail, type Office } from "./office";
import type { Jobs } from "./types";

type Leaving = Pick<
  Jobs,
  | "export_everything"
  | "subject_access_preview"
  | "subject_access"
  | "record_hand_over"
  | "closing_preview"
  | "hand_over"
  | "close_casebook"
>;

export function leavingJobs(
  desk: { office: Office },
  find: (id: string) => StoryView,
  changed: (what: string, story: StoryView, then: () => void) => void,
): Leaving {
  let handedOver = 0;
  let exported: string | null = null;
  const agreed = () => desk.office.stories.filter((story) => story.hand_over !== null).length;
  const taken = (folder: string) => {
    if (folder.includes("taken")) fail("invalid", "There is already something of that name.", "Choose a new name.", "folder");
  };
  return {
    export_everything: ({ folder }) => {
      taken(folder);
      const { length } = desk.office.stories;
      exported = new Date().toISOString();
      return { folder, stories: length, letters: length + 3, originals: length };
    },
    subject_access_preview: ({ story: id }) => {
      const story = find(id);
      const place = "Email of 3 September 2024";
      return {
        name: story.constituent.name,
        stories: [{ id, subject: story.subject, letters: story.letters.length }],
        letters: story.letters.length,
        notes: story.notes.length,
        packs: story.used_in.length,
        elsewhere: 0,
        mentions: [{ story: desk.office.stories.find((one) => one.id !== id)?.id ?? id, what: "A letter", on: "2024-08-30" }],
        others: [
          { words: "Mrs Okonkwo-Reid", kind: "person", places: [{ place, times: 3 }, { place: "Note of 4 September 2024", times: 1 }], redact: true },
          { words: "Tobias", kind: "person", places: [{ place, times: 2 }], redact: true },
          { words: "Jo Marsh", kind: "staff", places: [{ place: "Record of changes", times: 4 }], redact: true },
          { words: "Mr Hale", kind: "member", places: [{ place, times: 1 }], redact: false },
          { words: "01632 960123", kind: "phone", places: [{ place, times: 1 }], redact: true },
        ],
      };
    },
    subject_access: ({ folder }) => {
      taken(folder);
      return { folder, document: `${folder}/Everything held.pdf`, pages: 6, originals: 1, to_check: 2 };
    },
    record_hand_over: ({ story: id, on }) => {
      const story = find(id);
      changed(on ? "Agreed to be handed over" : "Not to be handed over", story, () => (story.hand_over = on));
      return {};
    },
    closing_preview: () => ({
      name: desk.office.open?.name ?? "",
      stories: desk.office.stories.length,
      letters: desk.office.stories.length + 3,
      agreed: agreed(),
      handed_over: handedOver,
      exported,
      backups: ["/home/jo/Casebooks/Hitchin backups/Hitchin 2026-11-21 at 09.30 (daily).casebook"],
    }),
    hand_over: ({ folder, passphrase }) => {
      if (passphrase.length < 8) fail("invalid", "The passphrase is shorter than 8 characters.", "Use a longer one.", "passphrase");
      handedOver = agreed();
      if (handedOver === 0) fail("failed", "No family has agreed to be handed over, so there is nothing to hand over.", "Record each agreement in its story.");
      return { folder, stories: handedOver };
    },
    close_casebook: ({ name, certificate, without_hand_over }) => {
      if (name !== desk.office.open?.name) {
        fail("invalid", "That is not the name of this casebook. Nothing was deleted.", "Type the name as it stands in the window.", "name");
      }
      if (agreed() > handedOver && !without_hand_over) {
        fail("invalid", "Families agreed to be handed over and have not been. Nothing was deleted.", "Hand them over first, or say that they are not to be.", "without_hand_over");
      }
      desk.office.open = null;
      return { certificate, left: [] };
    },
  };
}
