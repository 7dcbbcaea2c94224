// What must not happen by accident: twice, silently, or without a way to see it.
import { beforeEach, describe, expect, test } from "vitest";

import { aWindowEach, page, settled, unlock } from "./window";

aWindowEach({ locked: true });

const press = (key: string) => page.keyboard.press(key);
const subject = () => page.locator("h1.readable").innerText();
const toFile = async () => Number((await page.getByTestId("nav-inbox").innerText()).replace(/\D/gu, ""));
/** Two presses with nothing between them, as a hurried hand makes them. */
const twice = (testid: string) =>
  page.getByTestId(testid).first().evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });

describe("nothing is done twice", () => {
  beforeEach(unlock);

  test.each(["marked", "suggested"])("a %s quote pressed twice is chosen once", async (kind) => {
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").click();
    await page.getByRole("tab", { name: "Quotes" }).click();
    // A quote that was marked and is in no pack yet: one that was in this one.
    if (kind === "marked") await page.getByRole("button", { name: "Take quote 1 out" }).click();
    const quote = page.locator(`[data-testid=quotables] [data-allowed=true]${kind === "marked" ? ":not([data-passage=''])" : "[data-passage='']"}`);
    const chosen = page.locator("ol [data-testid=quote]");
    await quote.first().waitFor();
    await settled();
    const before = await chosen.count();
    await quote.first().getByTestId("quote-use").evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await expect.poll(() => chosen.count()).toBe(before + 1);
    await settled();
    expect(await chosen.count(), "the second press may not add it later either").toBe(before + 1);
    const words = await chosen.locator("blockquote").allInnerTexts();
    expect(new Set(words).size).toBe(words.length);
  });

  test("a debate is made once", async () => {
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-new").click();
    await page.getByTestId("new-debate-title").fill("school transport");
    await twice("new-debate-make");
    await page.getByTestId("debate-title").waitFor();
    await page.getByRole("button", { name: "Debates" }).first().click();
    await expect.poll(() => page.getByTestId("debate-row").count()).toBe(2);
  });

  test("one Undo takes back one change", async () => {
    await press("e");
    await expect.poll(toFile).toBe(13);
    await press("e");
    await expect.poll(toFile).toBe(12);
    await page.getByRole("button", { name: "Undo" }).evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await expect.poll(toFile).toBe(13);
    await settled();
    expect(await toFile()).toBe(13);
  });
});

describe("nothing is filed nowhere without a word", () => {
  beforeEach(async () => {
    await unlock();
    await press("n");
    await page.locator("[name=subject]").fill("A call without a place");
    await page.locator("[name=text]").fill("Somebody rang and asked to be rung back.");
    await page.getByRole("button", { name: "Add to the Inbox" }).click();
    await expect.poll(subject).toBe("A call without a place");
    await expect.poll(toFile).toBe(15);
  });

  test("E says what is missing, and a second E files it all the same", async () => {
    await press("e");
    await page.getByTestId("files-nowhere").waitFor();
    await expect.poll(() => page.getByTestId("files-nowhere").innerText()).toContain("no local authority and no theme");
    expect(await toFile(), "it was not filed by the first").toBe(15);
    await press("e");
    await expect.poll(toFile).toBe(14);
  });

  test("the warning goes with a choice, and is given again for a letter come back to", async () => {
    await press("e");
    await page.getByTestId("files-nowhere").waitFor();
    await press("j");
    await press("k");
    await expect.poll(subject).toBe("A call without a place");
    await expect.poll(() => page.getByTestId("files-nowhere").count()).toBe(0);
    await press("e");
    await page.getByTestId("files-nowhere").waitFor();
    await press("a");
    await page.keyboard.type("central beds");
    await press("Enter");
    await expect.poll(() => page.getByTestId("files-nowhere").count()).toBe(0);
    await press("e");
    await expect.poll(toFile).toBe(14);
  });

  test("S sets it aside at once", async () => {
    await press("e");
    await press("s");
    await expect.poll(toFile).toBe(14);
  });
});

describe("what is offered", () => {
  test("a consent is recorded from where it is offered, with its day and its manner", async () => {
    await unlock();
    await press("j");
    await expect.poll(subject).toContain("43 weeks");
    await page.getByTestId("record-offered").click();
    await expect.poll(() => page.getByRole("radio", { name: "Quote without a name" }).isChecked()).toBe(true);
    await expect.poll(() => page.locator("[name=how]").inputValue()).toBe("In their letter");
    await expect.poll(() => page.locator("[name=on]").inputValue()).toMatch(/^\d{1,2} [A-Z][a-z]+ \d{4}$/u);
    await page.getByRole("button", { name: "Record consent" }).click();
    await page.getByTestId("consent-dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.getByTestId("record-offered").count()).toBe(0);
  });

  test("a passphrase the core refuses is refused at its field", async () => {
    await page.getByTestId("welcome-create").click();
    await page.locator("[name=mp]").fill("Alex Hale MP");
    await page.locator("[name=constituency]").fill("Hitchin");
    await page.locator("[name=staff]").fill("Jo");
    for (const field of ["passphrase", "passphrase_again"]) await page.locator(`[name=${field}]`).fill("short");
    await page.getByTestId("create-submit").click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("shorter than 8");
    await expect.poll(() => page.locator("[name=passphrase]").getAttribute("aria-invalid")).toBe("true");
    for (const field of ["passphrase", "passphrase_again"]) await page.locator(`[name=${field}]`).fill("eleven char");
    await page.getByText("Weak: a patient guesser could find it. Add a word.").waitFor();
    await page.getByTestId("create-submit").click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("could be stronger");
    for (const field of ["passphrase", "passphrase_again"]) await page.locator(`[name=${field}]`).fill("correct horse battery");
    await page.getByText("Strong: very hard to guess").waitFor();
    await page.getByTestId("create-submit").click();
    await page.getByTestId("recovery-later").click();
    await page.getByTestId("import-letters").waitFor();
  });
});

describe("what can be seen", () => {
  beforeEach(unlock);

  test("every date in a list is written out", async () => {
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").first().waitFor();
    await settled();
    for (const when of await page.locator("[data-testid=story-row] td.when").allInnerTexts()) {
      expect(when).toMatch(/^(\d{2}:\d{2}|Today|Yesterday|\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4})$/u);
    }
    const cut = await page.locator("[data-testid=story-row] td.when").evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
    expect(cut, "the column holds its longest date").toBe(0);
  });

  test("a cell counted in a period opens the stories of that period, and each end can be taken off", async () => {
    await page.getByTestId("nav-evidence").click();
    const day = new Date();
    day.setDate(day.getDate() - 45);
    await page.locator("[name=from]").fill(day.toISOString().slice(0, 10));
    await page.locator("[name=to]").fill("today");
    await press("Tab");
    const all = page.getByRole("button", { name: /^All stories: /u });
    await expect.poll(() => all.innerText()).not.toBe("26");
    const count = Number(await all.innerText());
    await all.click();
    await expect.poll(() => page.getByTestId("stories-total").innerText()).toBe(`${count} stories`);
    await page.getByRole("button", { name: /^Take off: Received to/u }).click();
    await page.getByRole("button", { name: /^Take off: Received from/u }).click();
    await expect.poll(() => page.getByTestId("stories-total").innerText()).toBe("26 stories");
  });

  test("receipts are found from the Inbox, and its keys in the list of keys", async () => {
    for (const name of ["Import a folder of letters", "New letter, call or note"]) {
      await expect.poll(() => page.getByRole("button", { name }).getAttribute("title")).toContain(name);
    }
    await press("?");
    const keys = page.locator("dialog[open]");
    await expect.poll(() => keys.innerText()).toMatch(/I\s+I?\s*Import letters/u);
    await expect.poll(() => keys.innerText()).toMatch(/N\s+N?\s*New letter, call or note/u);
    await press("Escape");
    await page.getByTestId("to-receipts").click();
    await page.getByRole("heading", { name: "Receipts" }).waitFor();
  });

  test.each([
    ["the older way", "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))", "Copied"],
    ["the newer way", "document.execCommand = () => false", "Copied"],
    ["neither way", "navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); document.execCommand = () => false", "could not be copied"],
  ])("the table is copied by %s, or it is said that it was not", async (_, before, said) => {
    await page.evaluate(before);
    await page.getByTestId("nav-evidence").click();
    await page.getByRole("button", { name: "Copy as a table" }).click();
    await expect.poll(() => page.getByTestId("toast").allInnerTexts()).toEqual([expect.stringContaining(said)]);
    if (said === "Copied") await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Theme\t/u);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()), { message: "the focus stays on the button" }).toBe("Copy as a table");
  });
});
