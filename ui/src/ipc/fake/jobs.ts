// Every command, answered from memory the way the core would.
import type { Commands } from "../generated/commands";
import type { FormPreview } from "../generated/FormPreview";
import type { QuotableRow } from "../generated/QuotableRow";
import type { StoryFilter } from "../generated/StoryFilter";
import type { StoryRow } from "../generated/StoryRow";
import type { StoryView } from "../generated/StoryView";
import { backupJobs } from "./backups";
import { campaignJobs, folded } from "./campaigns";
import { authorityName, fail, invent, LEVELS, newId, themeLabel, type Office } from "./office";
import { facetJobs } from "./facets";
import { leavingJobs } from "./leaving";
import { milestoneJobs } from "./milestones";
import { paper } from "./paper";
import { receiptJobs } from "./receipts";
import { isDue, keepingJobs } from "./keeping";
import { told } from "./redaction";
import { keyJobs } from "./keys";
import { originalsJobs } from "./originals";
import { openOf, rereadingJobs } from "./rereading";
import { settingsJobs } from "./settings";
import { AUTHORITIES, FACETS, THEMES } from "./tables";
import type { Jobs } from "./types";

const rank = (story: StoryView) => LEVELS.indexOf(story.consent);
const fold = (text: string) => text.toLowerCase();

function rowOf(story: StoryView, search: string): StoryRow {
  const newest = story.letters.at(-1)!;
  const at = search ? fold(newest.text).indexOf(fold(search)) : 0;
  const from = Math.max(0, at - 40);
  const fresh = story.filing.status === "new";
  return {
    id: story.id, received: newest.received, from: story.constituent.name, subject: story.subject,
    snippet: (from > 0 ? "… " : "") + newest.text.slice(from, from + 150).replace(/\s+/gu, " "),
    filing: story.filing,
    offered_themes: fresh ? story.offered.themes.map((offer) => offer.theme) : [],
    offered_authority: fresh ? (story.offered.authority?.gss ?? null) : null,
    offered_urgent: fresh && story.offered.urgent.length > 0,
    not_read: story.letters.flatMap(({ language }) => (language ? `${language.whole ? "" : "Partly "}${language.name}, not read` : []))[0] ?? null,
    consent: story.consent, letters: story.letters.length, channel: newest.channel,
    own_words: story.own_words, acknowledged: story.acknowledged, campaign: null,
  };
}

function inventedForm(path: string): FormPreview {
  return {
    path, mark: "invented", known: false, count: 24,
    headings: ["Completion time", "Your name", "Your postcode", "Please tell us what happened", "May we quote you anonymously?"],
    columns: ["date", "name", "postcode", "story", "consent"],
    rows: [
      ["2024-09-02 10:15:00", "Ann Invented", "SG4 9TP", "We asked for a plan in March. Nobody answers.", "Yes"],
      ["2024-09-02 11:00:00", "", "", "The taxi stopped in July.", "No"],
    ],
  };
}

/** Both days belong to the period. */
function within(story: StoryView, from: string | null, to: string | null): boolean {
  const day = story.letters.at(-1)!.received.slice(0, 10);
  return (!from || day >= from) && (!to || day <= to);
}

function fits(story: StoryView, filter: StoryFilter): boolean {
  const { filing } = story;
  const held = fold(`${story.subject} ${story.constituent.name} ${story.letters.map((letter) => letter.text).join(" ")}`);
  return (
    (filter.status === null || filing.status === filter.status) &&
    (filter.themes.length === 0 || filter.themes.some((id) => (id === "" ? filing.themes.length === 0 : filing.themes.includes(id)))) &&
    (filter.authorities.length === 0 || filter.authorities.includes(filing.authority ?? "")) &&
    (filter.consent === null || rank(story) >= LEVELS.indexOf(filter.consent)) &&
    (!filter.urgent || filing.urgent) &&
    (!filter.without_campaigns || story.campaign === null) &&
    (filter.campaign === null || story.campaign?.id === filter.campaign) &&
    within(story, filter.from, filter.to) &&
    fold(filter.search).split(/\s+/u).filter(Boolean).every((word) => held.includes(word))
  );
}

/** As after an import of many: a test says how many letters wait to be read, and to be read closely. */
const skimmed = (): number => (window as { skimmedLetters?: number }).skimmedLetters ?? 0;
const unread = (): number => (window as { unreadLetters?: number }).unreadLetters ?? 0;

export function jobsOf(desk: { office: Office }): Jobs {
  const open = () => desk.office.open ?? fail("locked", "The casebook is locked.", "Unlock it to go on.");
  const find = (id: string) =>
    desk.office.stories.find((story) => story.id === id) ?? fail("failed", "This story is not here any more.", "Go back to the list.");
  const passageOf = (id: string) => {
    for (const story of desk.office.stories) {
      const passage = story.passages.find((one) => one.id === id);
      if (passage) return { story, passage };
    }
    return fail("failed", "This passage is not marked any more.", "Mark it again.");
  };
  /** Remembers how things were, then changes them. */
  const changed = (what: string, story: StoryView | null, then: () => void) => {
    open();
    const before = structuredClone(desk.office.stories);
    const debates = structuredClone(desk.office.debates);
    const left = [...desk.office.left];
    then();
    story?.history.unshift({ at: new Date().toISOString(), by: me(), what, undone: false });
    desk.office.redo = [];
    desk.office.undo.push({ what, story: story?.id ?? null, back: () => Object.assign(desk.office, { stories: before, debates, left }) });
  };
  /** Takes the latest step back, and remembers how to do it again. */
  const reverse = (from: Office["undo"], into: Office["undo"]) => {
    open();
    const last = from.pop();
    if (!last) return { what: null, story: null };
    const now = { stories: structuredClone(desk.office.stories), debates: structuredClone(desk.office.debates), left: [...desk.office.left] };
    last.back();
    into.push({ ...last, back: () => Object.assign(desk.office, now) });
    return { what: last.what, story: last.story };
  };
  const me = () => open().staff.find((person) => person.id === open().me)?.name ?? "";
  const quotables = (authorities: string[], themes: string[]): QuotableRow[] => {
    const stories = desk.office.stories.filter(
      (story) =>
        story.filing.status === "filed" &&
        (authorities.length === 0 || authorities.includes(story.filing.authority ?? "")) &&
        (themes.length === 0 || story.filing.themes.some((id) => themes.includes(id))),
    );
    const row = (story: StoryView, words: string) => ({
      story: story.id, words, consent: story.consent, allowed: rank(story) >= 3, place: authorityName(story.filing.authority),
      about: themeLabel(story.filing.themes[0]), seconds: Math.max(2, Math.round((words.split(" ").length / 130) * 60)),
    });
    const marked = stories.flatMap((story) =>
      story.passages.map((p) => ({ ...row(story, p.words), passage: p.id, submission: p.submission, start: p.start, end: p.end, attribution: p.attribution, identifying: p.beyond, unread: p.unread, kept: p.kept })),
    );
    const suggested = stories
      .filter((story) => rank(story) >= 3 && story.passages.length === 0)
      .flatMap((story) => {
        const letter = story.letters[0]!;
        return letter.marks
          .filter((mark) => mark.kind === "suggested_passage")
          .map((mark) => ({
            ...row(story, letter.text.slice(mark.start, mark.end)),
            passage: null, submission: letter.id, start: mark.start, end: mark.end, attribution: "", identifying: 0, unread: false, kept: false,
          }));
      });
    return [...marked, ...suggested];
  };

  const settings = settingsJobs();
  const keys = keyJobs();
  return {
    ...settings,
    ...keys,
    ...backupJobs(desk, () => settings.settings({})),
    ...leavingJobs(desk, find, changed),
    ...keepingJobs(desk, find, changed),
    ...campaignJobs(desk, find, changed),
    ...milestoneJobs(desk, find, changed),
    ...facetJobs(desk, find, changed),
    ...rereadingJobs(desk, find, changed),
    ...originalsJobs((id) => desk.office.stories.flatMap((story) => story.letters).find((letter) => letter.id === id)),
    status: () => ({ open: desk.office.open }),
    reference: () => ({ themes: THEMES, authorities: AUTHORITIES, facets: FACETS }),
    create_casebook: ({ folder, passphrase, office, staff }) => {
      if (passphrase.length < 8) {
        fail("invalid", "The passphrase is shorter than 8 characters.", "Use a longer one; four or five unrelated words are easy to remember and hard to guess.", "passphrase");
      }
      if (folder.includes("taken")) fail("invalid", "There is something in this folder already.", "Choose another.", "folder");
      const me = newId();
      Object.assign(desk.office, { stories: [], debates: [], undo: [], passphrase });
      const name = (folder.split(/[\\/]/u).at(-1) ?? "").replace(/\.casebook$/u, "");
      desk.office.open = { name, folder, office, staff: [{ id: me, name: staff }], me, sample: false, notices: [], loss: null };
      return { ...desk.office.open, ...(keys.remake_recovery({}) as { recovery: string }) };
    },
    open_casebook: ({ folder, passphrase }) => {
      if (passphrase !== desk.office.passphrase) {
        fail("wrong_passphrase", "This passphrase does not open the casebook.", "Check capitals and spaces, and try once more.", "passphrase");
      }
      const staff = [{ id: "s1", name: "Jo Marsh" }, { id: "s2", name: "Amina Yusuf" }];
      const office = { mp: "Alex Hale MP", constituency: "Hitchin", authorities: ["E10000015", "E06000056"] };
      return (desk.office.open = { name: "Hitchin", folder, office, staff, me: "s1", sample: false, notices: [], loss: desk.office.loss });
    },
    open_sample: ({ folder }) => {
      const staff = [{ id: "s1", name: "Sam Example" }];
      const office = { mp: "Alex Hale MP", constituency: "Hitchin", authorities: ["E10000015", "E06000056"] };
      return (desk.office.open = { name: "Sample", folder, office, staff, me: "s1", sample: true, notices: [], loss: null });
    },
    lock: () => {
      desk.office.open = null;
      return {};
    },
    sit_down: ({ name }) => {
      const now = open();
      const known = now.staff.find((person) => person.name === name) ?? { id: newId(), name };
      const staff = now.staff.includes(known) ? now.staff : [...now.staff, known];
      return (desk.office.open = { ...now, staff, me: known.id });
    },
    save_office: (office) => {
      if (office.mp === "") fail("invalid", "The MP has no name.", "Type it as it should be printed.", "mp");
      return (desk.office.open = { ...open(), office });
    },
    counts: () => {
      open();
      const of = (status: string) => desk.office.stories.filter((story) => story.filing.status === status).length;
      return {
        inbox: of("new"), stories: of("filed"), set_aside: of("set_aside"), debates: desk.office.debates.length,
        reviews: desk.office.stories.filter((story) => isDue(story)).length,
        unread: unread(), skimmed: skimmed(), learning: false,
        reread: new Set(openOf(desk.office).map((one) => one.story)).size,
        reread_at_risk: openOf(desk.office).filter((one) => one.what === "risk").length,
        undo: desk.office.undo.at(-1)?.what ?? null, redo: desk.office.redo.at(-1)?.what ?? null,
      };
    },
    import: () => fail("failed", "Only the desktop imports.", "Use the invented one."),
    preview_forms: ({ paths }) => ({ forms: paths.filter((path) => path.endsWith(".xlsx")).map(inventedForm) }),
    remember_form: () => ({}),
    // As after an import of many: a test says how many letters wait to be read.
    read_letters: () => {
      open();
      (window as { unreadLetters?: number }).unreadLetters = Math.max(0, unread() - 500);
      return { left: unread(), skimmed: skimmed(), learning: false, again: 0 };
    },
    try_again: () => fail("failed", "Only the desktop imports.", "Use the invented one."),
    log_submission: (letter) => {
      if (letter.text.trim() === "") fail("invalid", "There are no words.", "Type or paste the letter.", "text");
      if (letter.postcode && !/\d/u.test(letter.postcode)) {
        fail("invalid", "This is not a postcode.", "Leave it empty if you do not know it.", "postcode");
      }
      const story = invent(
        { name: letter.name || letter.email || "Unknown", postcode: letter.postcode, authority: "", subject: letter.subject, text: letter.text.replace(/[{}|]/gu, " ") },
        `${letter.received}T12:00:00Z`, letter.channel,
      );
      changed("Letter logged", null, () => desk.office.stories.unshift(story));
      return { story: story.id };
    },
    ...receiptJobs(desk),
    stories: (filter) => {
      open();
      const fitting = desk.office.stories
        .filter((story) => fits(story, filter))
        .map((story) => rowOf(story, filter.search))
        .sort((a, b) => {
          const urgent = (row: StoryRow) => Number(row.filing.urgent || row.offered_urgent);
          return urgent(b) - urgent(a) || b.received.localeCompare(a.received);
        });
      const lines = folded(desk.office, fitting, filter);
      return structuredClone({ rows: lines.slice(filter.offset, filter.offset + (filter.limit || 200)), total: lines.length, more: false });
    },
    story: ({ story }) => {
      open();
      const view = structuredClone(find(story));
      // Of a letter in which somebody has marked words, none are offered.
      view.offered.passages = view.offered.passages.filter((one) => !view.passages.some((passage) => passage.submission === one.submission));
      return view;
    },
    file_story: ({ story: id, filing }) => {
      const story = find(id);
      const what = filing.status === "filed" ? `Filed under ${authorityName(filing.authority) || "no authority"}` : "Set aside";
      changed(what, story, () => (story.filing = structuredClone(filing)));
      return {};
    },
    record_consent: ({ story: id, level, on, how, withdrawal }) => {
      const story = find(id);
      if (how === "") fail("invalid", "It does not say how the family agreed.", "Write a word or two, such as phone call.", "how");
      if (on > new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)) fail("invalid", "This day has not come yet.", "Choose today or earlier.", "on");
      changed(withdrawal ? "Consent withdrawn" : "Consent recorded", story, () => {
        story.consent = level;
        story.consent_history.push({ id: newId(), level, on, how, withdrawal, by: me(), recorded: new Date().toISOString() });
      });
      return { used_in: withdrawal ? structuredClone(story.used_in) : [] };
    },
    mark_passage: ({ submission, start, end }) => {
      const story = desk.office.stories.find((one) => one.letters.some((letter) => letter.id === submission));
      if (!story) return fail("failed", "This letter is not here any more.", "Go back to the list.");
      const letter = story.letters.find((one) => one.id === submission)!;
      const original = letter.text.slice(start, end);
      const passage = told({ id: newId(), submission, start, end, original, words: original.replace(/\s+/gu, " "), attribution: "a parent" });
      changed("Passage marked", story, () => {
        story.passages.push(passage);
        letter.marks.push({ kind: "passage", start, end, of: passage.id });
      });
      return structuredClone(passage);
    },
    edit_passage: ({ passage: id, words, attribution }) => {
      const { story, passage } = passageOf(id);
      if (words.trim() === "") fail("invalid", "There are no words left.", "Unmark the passage instead.", "words");
      changed("Quote changed", story, () => Object.assign(passage, told({ ...passage, words, attribution })));
      return structuredClone(passage);
    },
    keep_details: ({ passage: id, keep }) => {
      const { story, passage } = passageOf(id);
      changed(keep ? "What may identify the family stays on purpose" : "What may identify the family is asked about again", story, () =>
        Object.assign(passage, told(passage, keep)),
      );
      return structuredClone(passage);
    },
    unmark_passage: ({ passage: id }) => {
      const { story } = passageOf(id);
      changed("Passage unmarked", story, () => {
        story.passages = story.passages.filter((one) => one.id !== id);
        for (const letter of story.letters) letter.marks = letter.marks.filter((mark) => mark.of !== id);
      });
      return {};
    },
    add_note: ({ story: id, text }) => {
      const story = find(id);
      if (text === "") fail("invalid", "The note is empty.", "Write something first.", "text");
      changed("Note added", story, () => story.notes.push({ at: new Date().toISOString(), by: me(), text }));
      return {};
    },
    undo: () => reverse(desk.office.undo, desk.office.redo),
    redo: () => reverse(desk.office.redo, desk.office.undo),
    grid: ({ from, to, consent, without_campaigns }) => {
      open();
      const all = desk.office.stories.filter(
        (story) => story.filing.status === "filed" && within(story, from, to) && (!consent || rank(story) >= LEVELS.indexOf(consent)),
      );
      const counted = without_campaigns ? all.filter((story) => story.campaign === null) : all;
      const themesOf = (story: StoryView) => (story.filing.themes.length > 0 ? story.filing.themes : [""]);
      const totals = (list: string[][], label: (id: string) => string) => {
        const sums = new Map<string, number>();
        for (const ids of list) for (const id of new Set(ids)) sums.set(id, (sums.get(id) ?? 0) + 1);
        return [...sums].map(([id, stories]) => ({ id, label: label(id), stories })).sort((a, b) => b.stories - a.stories);
      };
      const cells = totals(
        counted.map((story) => themesOf(story).map((theme) => `${theme}|${story.filing.authority ?? ""}`)),
        (id) => id,
      );
      return {
        themes: totals(counted.map(themesOf), (id) => themeLabel(id) || "No theme"),
        authorities: totals(counted.map((story) => [story.filing.authority ?? ""]), (id) => authorityName(id) || "Not known"),
        cells: cells.map(({ id, stories }) => ({ theme: id.split("|")[0] ?? "", authority: id.split("|")[1] ?? "", stories })),
        stories: counted.length,
        campaign_stories: all.filter((story) => story.campaign !== null).length,
      };
    },
    debates: () => {
      open();
      return structuredClone({ debates: desk.office.debates.toSorted((a, b) => a.date.localeCompare(b.date)) });
    },
    save_debate: ({ debate }) => {
      if (debate.title.trim() === "") fail("invalid", "The debate has no subject.", "Write what the House would consider.", "title");
      const fresh = /^[0-]+$/u.test(debate.id);
      const kept = { ...structuredClone(debate), id: fresh ? newId() : debate.id };
      changed(fresh ? "Debate made" : "Debate changed", null, () => {
        desk.office.debates = [...desk.office.debates.filter((one) => one.id !== kept.id), kept];
      });
      return structuredClone(kept);
    },
    remove_debate: ({ debate: id }) => {
      changed("Debate removed", null, () => (desk.office.debates = desk.office.debates.filter((one) => one.id !== id)));
      return {};
    },
    quotables: ({ authorities, themes }) => ({ rows: structuredClone(quotables(authorities, themes)) }),
    preview_pack: ({ debate: id }) => {
      const debate = desk.office.debates.find((one) => one.id === id) ?? fail("failed", "This debate is not here any more.", "Go back.");
      const rows = quotables([], []);
      const chosen = debate.quotes.flatMap((quote) => rows.find((row) => row.passage === quote) ?? []);
      const allowed = chosen.filter((row) => row.allowed);
      const pages = [
        { title: `That this House has considered ${debate.title}`, lines: [`Westminster Hall, ${debate.minutes} minutes`, debate.opening] },
        { title: "Asks of the minister", lines: debate.asks.map((ask, n) => `${n + 1}. ${ask}`) },
        { title: "In families' own words", lines: allowed.map((row) => `“${row.words}” ${row.attribution}`) },
      ];
      const checks: Commands["preview_pack"]["answer"]["checks"] = [
        { level: "fine", text: "Every quote has the family’s consent today." },
      ];
      const asked = allowed.filter((row) => !row.kept);
      const left = asked.reduce((sum, row) => sum + row.identifying, 0);
      const quotes = asked.filter((row) => row.identifying > 0).length;
      const stays = allowed.length - asked.length;
      if (stays > 0) {
        checks.push({ level: "fine", text: `${stays === 1 ? "One quote" : `${stays} quotes`} may identify a family, and somebody has looked and decided that it stays.` });
      }
      const beyond = "may identify a family beyond what it agreed to: on its story, look under Quotable and take out what should not be said, or say that it stays.";
      checks.push(
        left === 0
          ? { level: "fine", text: "Nothing was found in the quotes that says more of a family than it agreed to." }
          : { level: "look", text: `${left === 1 ? "One detail" : `${left} details`} in ${quotes === 1 ? "one quote" : `${quotes} quotes`} ${beyond}` },
      );
      if (debate.asks.length < 3) checks.push({ level: "look", text: "Two asks: three are usual." });
      if (allowed.length < chosen.length) checks.push({ level: "stop", text: "A quote is left out: the family’s consent does not allow it." });
      return { pdf: paper(pages), pages: pages.length, checks };
    },
    save_pack: ({ path }) => ({ path, pages: 3, quotations: 2, checks: [] }),
    quick_pack: ({ path }) => ({ path, pages: 3, quotations: 2, checks: [] }),
    accept_offers: () => ({ filed: 0, left: desk.office.stories.length }),
    check: () => ({ findings: [], notes: [], stories: desk.office.stories.length }),
  };
}
