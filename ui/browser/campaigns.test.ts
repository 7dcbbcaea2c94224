// A campaign is one line of the Inbox; what a sender added is found, and all of it is filed at once.
import { beforeEach, describe, expect, test } from "vitest";

import { aWindowEach, page, settled, shot, unlock, type Scheme } from "./window";

const press = (key: string) => page.keyboard.press(key);
const rows = () => page.getByTestId("inbox-row");
const toFile = async () => Number((await page.getByTestId("nav-inbox").innerText()).replace(/\D/gu, ""));
const line = () => rows().filter({ hasText: "in the same words" });

async function withACampaign(): Promise<void> {
  await page.waitForFunction(() => "invented" in window);
  await page.evaluate(() => (window as never as { invented: { campaign(letters: number): void } }).invented.campaign(12));
  await unlock();
}

/** To the campaign's line, by keyboard. */
async function toTheLine(): Promise<void> {
  await line().waitFor();
  for (let n = 0; n < 20 && (await line().getAttribute("aria-selected")) !== "true"; n += 1) {
    await press("j");
    await settled();
  }
  await page.getByTestId("campaign-panel").waitFor();
}

describe("a campaign", () => {
  aWindowEach({ locked: true });
  beforeEach(withACampaign);

  test("is one line that says how many letters it stands for", async () => {
    await expect.poll(toFile).toBe(26);
    await expect.poll(() => line().innerText()).toContain("12 letters in the same words");
    expect(await rows().count()).toBeLessThanOrEqual(15);
    await toTheLine();
    await expect.poll(() => page.getByTestId("campaign-own").innerText()).toContain("3 senders wrote words of their own");
  });

  test("Enter lists its letters, whoever wrote most of their own first, with those words marked", async () => {
    await toTheLine();
    await press("Enter");
    await expect.poll(() => rows().first().innerText()).toMatch(/Wrote \d\d words of their own/u);
    await expect.poll(() => rows().count()).toBe(12);
    await expect.poll(() => page.locator("mark.own").allInnerTexts()).toEqual([expect.stringContaining("My daughter Ada")]);
    await expect.poll(() => page.getByTestId("of-campaign").innerText()).toContain("The highlighted words are the sender’s own");
    await press("Escape");
    await expect.poll(() => line().count()).toBe(1);
  });

  test("E files those with nothing of their own, and Z brings all of them back", async () => {
    await toTheLine();
    await expect.poll(() => page.getByTestId("campaign-file").innerText()).toContain("File 9 letters");
    await press("e");
    await expect.poll(toFile).toBe(17);
    await expect.poll(() => page.getByTestId("toast").innerText()).toContain("Filed 9 letters of a campaign.");
    await expect.poll(() => line().innerText()).toContain("3 letters in the same words");
    await press("z");
    await expect.poll(toFile).toBe(26);
  });

  test("all of it is filed where somebody says so", async () => {
    await toTheLine();
    await page.getByTestId("campaign-leave-own").uncheck();
    await page.getByTestId("campaign-file").click();
    await expect.poll(toFile).toBe(14);
    await expect.poll(() => line().count()).toBe(0);
  });

  test("its senders’ addresses are copied, and that they were told is recorded once for all", async () => {
    await toTheLine();
    await page.getByTestId("campaign-addresses").click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\w+@example\.org(; \w+@example\.org){11}$/u);
    await page.getByTestId("campaign-acknowledge").click();
    await page.getByText("Every sender has been told that their letter arrived.").waitFor();
    await press("z");
    await page.getByText("12 senders have not been told").waitFor();
  });

  test("a letter is taken out of it, and stands by itself", async () => {
    await toTheLine();
    await press("Enter");
    await page.getByTestId("leave-campaign").click();
    await expect.poll(() => rows().count()).toBe(11);
    await page.getByTestId("campaign-back").click();
    await expect.poll(() => line().innerText()).toContain("11 letters in the same words");
  });

  test("figures say whether campaigns are among them", async () => {
    await toTheLine();
    await press("e");
    await expect.poll(toFile).toBe(17);
    await page.getByTestId("nav-evidence").click();
    await expect.poll(() => page.locator("#grid-caption").innerText()).toContain("9 of these are a campaign’s letters");
    await page.getByTestId("grid-campaigns").selectOption("without");
    await expect.poll(() => page.locator("#grid-caption").innerText()).toContain("9 more of campaigns left out");
    await shot("campaign-evidence");
    await page.locator("table button").filter({ hasText: /^\d+$/u }).first().click();
    await page.getByText("Without campaigns").waitFor();
  });
});

for (const scheme of ["light", "dark"] as Scheme[]) {
  for (const width of [1366, 900]) {
    describe(`in ${scheme}, ${width} wide`, () => {
      aWindowEach({ locked: true, scheme, size: { width, height: 820 } });
      test("it can be looked at", async () => {
        await withACampaign();
        await toTheLine();
        await shot(`campaign-${scheme}-${width}`);
        await press("Enter");
        await page.locator("mark.own").first().waitFor();
        await settled();
        await shot(`campaign-letters-${scheme}-${width}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      });
    });
  }
}
