// A caseworker's day, driven by keyboard and mouse.
import { beforeEach, describe, expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

aWindowEach();

const press = (key: string) => page.keyboard.press(key);
const at = () => page.locator("[data-testid=inbox-row][aria-selected=true]").getAttribute("data-story");
const subject = () => page.locator("h1.readable").innerText();
const toFile = async () => Number((await page.getByTestId("nav-inbox").innerText()).replace(/\D/gu, ""));
const invented = (job: "lock" | "empty") => page.evaluate((name) => (window as never as { invented: Record<string, () => void> }).invented[name]?.(), job);

describe("the Inbox", () => {
  test("after an import of many, letters are read while it is worked in, and it says so", async () => {
    await page.evaluate(() => ((window as { unreadLetters?: number }).unreadLetters = 10_000_000));
    await expect.poll(subject).toContain("doesn’t want to be here");
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await press("s");
    await expect.poll(() => page.getByTestId("reading").innerText()).toMatch(/Reading \d,\d{3},\d{3} more letters/u);
    await shot("inbox-reading");
    await page.evaluate(() => ((window as { unreadLetters?: number }).unreadLetters = 0));
    await expect.poll(() => page.getByTestId("reading").count()).toBe(0);
  });

  test("urgent letters stand first, with a banner that says what to do", async () => {
    await expect.poll(subject).toContain("doesn’t want to be here");
    await expect.poll(() => page.getByTestId("urgent-banner").innerText()).toContain("Follow your safeguarding procedure.");
  });

  test("J and K move, and stop at the ends", async () => {
    const first = await at();
    await press("k");
    expect(await at()).toBe(first);
    await press("j");
    await expect.poll(at).not.toBe(first);
    await press("k");
    await expect.poll(at).toBe(first);
  });

  test("offers are shown with their words, and nothing is filed before E", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await expect.poll(() => page.getByTestId("offered-authority").innerText()).toContain("Hertfordshire");
    await expect.poll(() => page.getByTestId("offered-theme").count()).toBe(3);
    await expect.poll(() => page.getByTestId("will-file").innerText()).toMatch(/Hertfordshire with 3 themes, and accepts the 4 ticked offers/u);
    await expect.poll(toFile).toBe(14);
  });

  test("E files what the panel says and goes to the next; Z brings it back where it was", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    const story = await at();
    await press("1");
    await expect.poll(() => page.getByTestId("will-file").innerText()).toContain("2 themes");
    await press("e");
    await expect.poll(toFile).toBe(13);
    await expect.poll(at).not.toBe(story);
    await expect.poll(() => page.getByTestId("toast").innerText()).toContain("Filed under Hertfordshire");
    await press("z");
    await expect.poll(toFile).toBe(14);
    await expect.poll(at).toBe(story);
  });

  test("E pressed quickly files each letter once and skips none", async () => {
    for (let n = 0; n < 5; n += 1) {
      const before = await subject();
      await press("e");
      await expect.poll(subject).not.toBe(before);
    }
    await expect.poll(toFile).toBe(9);
  });

  test("T finds a theme by typing, Enter toggles it, and single keys rest meanwhile", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await press("t");
    await page.keyboard.type("taxi");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("transport");
    await press("Enter");
    await press("Escape");
    await expect.poll(() => page.locator("[data-theme=transport]").getAttribute("aria-pressed")).toBe("true");
    await expect.poll(toFile).toBe(14);
  });

  test("A finds a local authority by another name", async () => {
    await press("a");
    await page.keyboard.type("central beds");
    await press("Enter");
    await expect.poll(() => page.getByTestId("filed-authority").getAttribute("data-authority")).toBe("E06000056");
  });

  test("U and P mark, and a draft is kept while moving", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await press("u");
    await press("p");
    await press("j");
    await press("k");
    await expect.poll(subject).toContain("43 weeks");
    await expect.poll(() => page.getByRole("button", { name: "Urgent", pressed: true }).count()).toBe(1);
    await expect.poll(() => page.getByRole("button", { name: "Positive", pressed: true }).count()).toBe(1);
    await expect.poll(() => page.getByTestId("will-file").innerText()).toContain("urgent");
  });

  test("S sets aside without accepting offers", async () => {
    const story = await at();
    await press("s");
    await expect.poll(toFile).toBe(13);
    await press("Control+k");
    await page.keyboard.type("set aside");
    await page.getByTestId("palette").getByRole("option", { name: /set aside/iu }).first().waitFor();
    await press("Enter");
    const row = page.locator(`[data-testid=story-row][data-story="${story}"]`);
    await row.waitFor();
    await expect.poll(() => row.innerText()).not.toContain("Hertfordshire");
  });

  test("the letter is there word for word, and what is folded unfolds", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    const letter = page.getByTestId("letter-text");
    await expect.poll(() => letter.locator(".block").first().evaluate((block) => block.textContent)).toMatch(
      /^Dear Mr Hale,\n\nWe live in Hitchin, SG4 9TP\. In November we asked the council to assess Euan\. They agreed to assess him in January\. It is now 43 weeks/u,
    );
    await expect.poll(() => letter.innerText()).not.toContain("educational psychologists");
    await page.getByRole("button", { name: "Quoted reply, 11 lines" }).click();
    await expect.poll(() => letter.innerText()).toContain("educational psychologists");
  });

  test("words selected in a letter are marked as quotable with Q", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await page.getByTestId("letter-text").evaluate((article) => {
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = node.textContent?.indexOf("I have cut my hours to mornings.") ?? -1;
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + "I have cut my hours to mornings.".length);
        document.getSelection()?.removeAllRanges();
        document.getSelection()?.addRange(range);
        return;
      }
    });
    await page.getByTestId("mark-quotable").waitFor();
    await shot("12-inbox-selection");
    await press("q");
    await expect.poll(() => page.locator("mark.passage").allInnerTexts()).toEqual(["I have cut my hours to mornings."]);
  });

  test("consent is recorded with its day and its manner", async () => {
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await press("c");
    await page.getByTestId("consent-take-offer").click();
    await page.getByRole("button", { name: "Record consent" }).click();
    await page.getByTestId("consent-dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.getByTestId("open-consent").innerText()).toContain("Quote without a name");
  });

  test("a consent without its manner is refused at its field", async () => {
    await press("c");
    await page.getByRole("radio", { name: "Named" }).check();
    await page.locator("[name=how]").fill("  ");
    await page.getByRole("button", { name: "Record consent" }).click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("how the family agreed");
    await expect.poll(() => page.locator("[name=how]").getAttribute("aria-invalid")).toBe("true");
  });

  test("a consent without a step is not recorded", async () => {
    await press("c");
    await page.locator("[name=how]").fill("Phone call");
    await page.getByRole("button", { name: "Record consent" }).click();
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe("radio");
    expect(await page.getByTestId("consent-dialog").count()).toBe(1);
    expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
  });

  test("Enter opens the story, and back is back at the same letter", async () => {
    await press("j");
    const story = await at();
    await press("Enter");
    await page.getByRole("tab", { name: "Letters" }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await expect.poll(at).toBe(story);
  });

  test("a letter that is typed in arrives in the Inbox; a wrong field says so", async () => {
    await press("n");
    await page.locator("[name=subject]").fill("Telephoned about transport");
    await page.locator("[name=postcode]").fill("nowhere");
    await page.locator("[name=text]").fill("The taxi did not come.");
    await page.getByRole("button", { name: "Add to the Inbox" }).click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("not a postcode");
    await page.locator("[name=postcode]").fill("SG4 9TP");
    await page.getByRole("button", { name: "Add to the Inbox" }).click();
    await expect.poll(toFile).toBe(15);
    await expect.poll(subject).toBe("Telephoned about transport");
  });

  test("files dropped on the window are imported, with a receipt that can be filtered", async () => {
    await page.evaluate(() => (window as never as { invented: { drop(paths: string[]): void } }).invented.drop(["/home/jo/Letters"]));
    await page.getByTestId("receipt-summary").waitFor();
    await expect.poll(() => page.getByTestId("receipt-summary").innerText()).toBe("12 read: 10 letters stored, 1 already here, 1 skipped.");
    await page.getByRole("button", { name: "Skipped 1" }).click();
    const lines = page.getByTestId("receipt-line");
    await expect.poll(() => lines.count()).toBe(1);
    await page.getByRole("button", { name: "All files" }).click();
    await page.getByTestId("receipt-search").fill("letter-1");
    await expect.poll(() => lines.count()).toBe(4);
    await page.getByTestId("receipt-search").fill("empty letter-8");
    await expect.poll(() => lines.count()).toBe(1);
    await page.getByRole("button", { name: "Skipped 1" }).waitFor();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Lines copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split("\n")).toHaveLength(2);
    expect(copied).toContain("letter-8.eml\tSkipped\tThe file is empty.");
    await page.getByTestId("receipt-print").click();
    await expect.poll(() => page.getByTestId("receipt-print").isEnabled()).toBe(true);
  });

  test("a long import shows its progress, and Cancel keeps what is stored", async () => {
    await page.evaluate(() => (window as never as { invented: { drop(paths: string[]): void } }).invented.drop(["/slow"]));
    await page.getByText("of about 12").waitFor();
    await page.getByTestId("import-progress").getByText("a minute, less than a minute left").waitFor();
    await shot("72-progress");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByTestId("receipt-summary").waitFor();
    await expect.poll(() => page.getByTestId("receipt-summary").innerText()).toContain("Stopped before the end");
  });

  test("an import rests when asked to, and goes on beside other work", async () => {
    await page.evaluate(() => (window as never as { invented: { drop(paths: string[]): void } }).invented.drop(["/slow"]));
    await page.getByTestId("import-pause").click();
    const says = page.getByTestId("import-progress");
    await expect.poll(() => says.innerText()).toContain("Paused after");
    const far = await says.innerText();
    await page.waitForTimeout(600);
    expect(await says.innerText(), "nothing is read meanwhile").toBe(far);
    await page.getByTestId("import-aside").click();
    const bar = page.getByTestId("import-bar");
    await bar.getByText("Import paused").waitFor();
    await shot("74-import-aside");
    await page.getByTestId("nav-evidence").click();
    await page.getByTestId("grid-cell").first().waitFor();
    await bar.getByRole("button", { name: "Go on" }).click();
    await page.getByTestId("toast").getByText("Import finished.").waitFor();
    expect(await bar.count()).toBe(0);
    await page.getByTestId("toast-more").click();
    await page.getByTestId("receipt-summary").waitFor();
  });
});

describe("finding", () => {
  test("a cell of the grid opens its stories, as many as it says", async () => {
    await page.getByTestId("nav-evidence").click();
    const cell = page.locator("[data-testid=grid-cell][data-theme=communication][data-authority=E10000015]");
    const count = Number(await cell.innerText());
    await cell.click();
    await expect.poll(() => page.getByTestId("stories-total").innerText()).toBe(`${count} stories`);
    await expect.poll(() => page.getByTestId("story-row").count()).toBe(count);
  });

  test("the grid is copied as a table with its totals", async () => {
    await page.getByTestId("nav-evidence").click();
    await page.getByRole("button", { name: "Copy as a table" }).click();
    await page.getByTestId("toast").waitFor();
    const lines = () => page.evaluate(async () => (await navigator.clipboard.readText()).split("\n").map((line) => line.split("\t")));
    await expect.poll(async () => (await lines())[0]?.[0]).toBe("Theme");
    expect((await lines()).at(-1)?.at(-1)).toBe("26");
  });

  test("search shows the words around what was found, as they are typed", async () => {
    await page.getByTestId("nav-stories").click();
    await press("/");
    await page.keyboard.type("assistant");
    await page.locator("[data-testid=story-row] mark").first().waitFor();
    await expect.poll(() => page.locator("[data-testid=story-row] mark").first().innerText()).toBe("assistant");
  });

  test("twenty thousand stories scroll with a page of rows in the document", async () => {
    await page.evaluate(() => (window as never as { invented: { fill(total: number): void } }).invented.fill(20_000));
    await page.getByTestId("nav-stories").click();
    const table = page.getByRole("region", { name: "Stories, table" });
    await page.getByTestId("story-row").first().waitFor();
    await table.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await expect.poll(() => page.getByTestId("story-row").count()).toBeGreaterThan(8);
    await expect.poll(() => page.locator("tbody tr").count()).toBeLessThan(60);
  });

  test("the palette finds stories and commands", async () => {
    await press("Control+k");
    await page.keyboard.type("taxi that does not");
    await page.getByTestId("palette").getByRole("option", { name: /Two buses/u }).waitFor();
    await press("Enter");
    await expect.poll(subject).toContain("Two buses");
  });

  test("the focus goes back to where it was when a dialog closes", async () => {
    await page.getByTestId("open-consent").focus();
    await press("Enter");
    await page.getByTestId("consent-dialog").waitFor();
    await press("Escape");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("open-consent");
  });
});

describe("one story", () => {
  test("withdrawing consent names the packs that used the words", async () => {
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").click();
    await page.getByRole("tab", { name: "Quotes" }).click();
    const story = await page.locator("[data-testid=quote][data-story]:not([data-story=''])").first().getAttribute("data-story");
    await page.getByTestId("nav-stories").click();
    await page.locator(`[data-testid=story-row][data-story="${story}"]`).click();
    await page.getByTestId("withdraw-consent").click();
    await page.locator("[name=how]").fill("Phone call with their mother");
    await shot("34-withdraw");
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw consent" }).click();
    await page.getByText("already used the family’s words").waitFor();
    await expect.poll(() => page.getByTestId("consent-dialog").innerText()).toContain("SEND transport");
    await page.getByRole("button", { name: "I will tell them" }).click();
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").click();
    await expect.poll(() => page.getByTestId("checks").innerText()).toContain("to mend");
  });

  test("a quote is edited beside the letter's own words, and leaving keeps it", async () => {
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").filter({ hasText: "Fined" }).first().waitFor();
    await page.getByTestId("story-row").filter({ hasText: "Read out" }).first().click();
    await page.getByRole("tab", { name: "Quotable" }).click();
    const mark = page.getByRole("button", { name: "Mark as quotable" });
    await page.getByTestId("passage").or(mark).first().waitFor();
    if ((await page.getByTestId("passage").count()) === 0) await mark.first().click();
    await page.locator("[name=words]").fill("… and nobody will say when that changes.");
    await page.getByRole("tab", { name: "Notes" }).click();
    await page.getByRole("tab", { name: "Quotable" }).click();
    await expect.poll(() => page.locator("[name=words]").inputValue()).toBe("… and nobody will say when that changes.");
    await expect.poll(() => page.locator("[data-testid=passage] blockquote").innerText()).toContain("For months now");
  });

  test("a change of filing is made at once and can be undone", async () => {
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").first().click();
    await page.getByRole("tab", { name: "Letters" }).waitFor();
    await page.locator("[data-testid=filed-authority]").waitFor();
    const before = await page.getByRole("button", { name: "Urgent", pressed: true }).count();
    await press("u");
    await expect.poll(() => page.getByRole("button", { name: "Urgent", pressed: true }).count()).toBe(1 - before);
    await press("z");
    await expect.poll(() => page.getByRole("button", { name: "Urgent", pressed: true }).count()).toBe(before);
  });
});

describe("a debate", () => {
  beforeEach(async () => {
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").click();
    await page.locator("[data-testid=pages] canvas").nth(2).waitFor();
  });

  test("saves what is typed and sets its pages again", async () => {
    // "Saving" may be over sooner than anybody could look twice.
    const said = await page.getByTestId("debate-state").evaluateHandle((state) => {
      const said: string[] = [];
      new MutationObserver(() => said.push(state.textContent)).observe(state, { characterData: true, childList: true, subtree: true });
      return said;
    });
    const picture = () => page.locator("[data-testid=pages] canvas").first().evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL().length);
    const before = await picture();
    await page.getByTestId("debate-title").fill("SEND provision, and a rather longer title than there was before");
    await expect.poll(() => said.jsonValue()).toEqual(["Saving", "Saved"]);
    await expect.poll(picture).not.toBe(before);
  });

  test("a title that is taken away is refused at its field", async () => {
    await page.getByTestId("debate-title").fill("");
    await expect.poll(() => page.getByRole("alert").allInnerTexts()).toEqual([expect.stringContaining("no subject")]);
    await expect.poll(() => page.getByTestId("debate-state").innerText()).toBe("Not saved");
  });

  test("offers a quote only where the family agreed, and says why not elsewhere", async () => {
    await page.getByRole("tab", { name: "Quotes" }).click();
    const blocked = page.locator("[data-testid=quotables] [data-allowed=false]");
    await blocked.first().waitFor();
    await expect.poll(() => blocked.first().innerText()).toMatch(/The family (has not been asked|agreed to)/u);
    await expect.poll(() => blocked.first().getByTestId("quote-use").count()).toBe(0);
    const time = await page.getByTestId("running-time").innerText();
    const chosen = page.locator("ol [data-testid=quote]");
    const before = await chosen.count();
    await page.getByTestId("quote-use").first().click();
    await expect.poll(() => chosen.count()).toBe(before + 1);
    await expect.poll(() => page.getByTestId("running-time").innerText()).not.toBe(time);
  });

  test("locking at once loses nothing that was typed", async () => {
    await page.getByTestId("debate-title").fill("Typed just before the lock");
    await press("Control+l");
    await page.getByTestId("unlock-passphrase").fill("correct horse battery");
    await press("Enter");
    await page.getByTestId("nav-debates").click();
    await expect.poll(() => page.getByTestId("debate-row").innerText()).toContain("Typed just before the lock");
  });

  test("the pack is saved where somebody said", async () => {
    await page.getByTestId("save-pack").click();
    await expect.poll(() => page.getByTestId("toast").allInnerTexts()).toEqual([expect.stringContaining("Pack saved: 3 pages")]);
    await page.getByRole("button", { name: "Open" }).waitFor();
  });
});

describe("locked", () => {
  test.each(["by hand", "by the shell"])("%s, nothing of any letter remains in the page, the title or the storage", async (how) => {
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").first().waitFor();
    await page.getByTestId("stories-search").fill("council");
    await page.getByTestId("story-row").first().click();
    await page.getByTestId("letter-text").waitFor();
    if (how === "by hand") await press("Control+l");
    else await invented("lock");
    await page.getByTestId("unlock-passphrase").waitFor();
    const held = await page.evaluate(() => `${document.documentElement.outerHTML}${document.title}${location.href}${JSON.stringify({ ...localStorage })}${JSON.stringify({ ...sessionStorage })}`);
    for (const word of ["Dear", "Hale", "example.org", "Hertfordshire", "council", "weeks"]) expect(held).not.toContain(word);
  });
});
