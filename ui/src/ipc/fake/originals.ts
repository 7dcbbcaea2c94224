// How the invented letters looked, and what came with them.
import type { LetterHtml } from "../generated/LetterHtml";
import type { LetterView } from "../generated/LetterView";
import type { Jobs } from "./types";
import { fail } from "./office";

/** What a test wants a letter to look like, by its id or "any". */
export const formatted = new Map<string, LetterHtml>();
/** The links that were opened outside. */
export const opened: string[] = [];

const escaped = (text: string) => text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;");

/** The letter's words with a table and two links, as a mail program might have set them. */
function pageOf(letter: LetterView): LetterHtml {
  const words = escaped(letter.text).split(/\n\n+/u).map((block) => `<p>${block.replace(/\n/gu, "<br>")}</p>`);
  const table =
    '<table border="1" cellpadding="6"><tbody><tr><td bgcolor="#e8eef7"><b>Date</b></td><td bgcolor="#e8eef7"><b>What happened</b></td></tr>' +
    "<tr><td>14 January</td><td>We asked for an assessment</td></tr><tr><td>3 September</td><td><font color=\"#aa0000\">Still no draft</font></td></tr></tbody></table>" +
    '<p>The council’s own page says <a href="#link-0">twenty weeks</a>. Please sign in at <a href="#link-1">www.bank.example</a>.</p>';
  words.splice(2, 0, table);
  return {
    html: words.join(""),
    links: [
      { address: "https://www.council.example/send/assessments?page=2", host: "www.council.example", pretends: false },
      { address: "https://xn--bnk-rla.example/", host: "xn--bnk-rla.example", pretends: true },
    ],
    notes: ["3 pictures from elsewhere were left out: the sender would have known that you opened the letter."],
  };
}

export function originalsJobs(
  find: (id: string) => LetterView | undefined,
): Pick<Jobs, "letter_html" | "look_at_attachment" | "save_attachment" | "save_original"> {
  const letter = (id: string) => find(id) ?? fail("failed", "That letter is no longer in the casebook.", "Go back to the list and choose again.");
  const attachment = (id: string, index: number) =>
    letter(id).attachments[index] ?? fail("invalid", "That attachment is not in the original.", "Save the original letter instead.", "index");
  return {
    letter_html: ({ submission }) => formatted.get(submission) ?? formatted.get("any") ?? pageOf(letter(submission)),
    look_at_attachment({ submission, index }) {
      const { name, bytes } = attachment(submission, index);
      const program = /\.(exe|bat|js)$/u.test(name);
      return {
        name, bytes,
        warning: program
          ? "This file is a program. Opening it may let whoever sent it into this computer. Save it only if you know why it was sent, and ask IT before opening it."
          : null,
      };
    },
    save_attachment: ({ submission, index, path }) => ({ path, bytes: attachment(submission, index).bytes }),
    save_original: ({ submission, path }) => ({ path, bytes: letter(submission).text.length }),
  };
}
