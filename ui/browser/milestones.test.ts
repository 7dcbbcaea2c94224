// Dates of a plan: offered beside the letter with their words marked, confirmed by one key, changed, dropped.
import { describe, expect, test } from "vitest";

import { aWindowEach, page, settled, shot, type Scheme } from "./window";

const press = (key: string) => page.keyboard.press(key);
const offers = () => page.getByTestId("offered-milestone");
const kept = () => page.getByTestId("milestone");
const clock = () => page.getByTestId("clock");

/** To the letter that tells of dates, in the Inbox. */
async function toTheDates(): Promise<void> {
  for (let n = 0; n < 20 && (await offers().count()) === 0; n += 1) {
    await press("j");
    await settled();
  }
  await offers().first().waitFor();
}

describe("dates of the plan", () => {
  aWindowEach();

  test("stand beside the letter with their words, which stand out when they are pointed at", async () => {
    await toTheDates();
    await expect.poll(() => offers().allInnerTexts()).toEqual([
      expect.stringMatching(/Assessment requested: November 2023[\s\S]*In November we asked the council to assess/u),
      expect.stringMatching(/Agreed to assess: January 2024/u),
    ]);
    expect(await clock().count(), "nothing is counted before somebody confirms").toBe(0);
    await offers().nth(1).hover();
    await expect.poll(() => page.locator("mark.lit").allInnerTexts()).toEqual(["They agreed to assess him in January"]);
  });

  test("D confirms the first, the clock says where they stand, and Z takes it back", async () => {
    await toTheDates();
    await press("d");
    await expect.poll(() => kept().allInnerTexts()).toEqual([expect.stringContaining("Assessment requested: November 2023")]);
    await expect.poll(() => clock().innerText()).toContain("at least 24 weeks over the general limit of 20 weeks from the request");
    await expect.poll(() => offers().count()).toBe(1);
    await press("z");
    await expect.poll(() => kept().count()).toBe(0);
    await expect.poll(() => clock().count()).toBe(0);
  });

  test("one that is not so is dropped", async () => {
    await toTheDates();
    await page.getByTestId("milestone-drop").last().click();
    await expect.poll(() => offers().allInnerTexts()).toEqual([expect.stringContaining("Assessment requested")]);
    expect(await kept().count()).toBe(0);
  });

  test("one is put right by typing, and what cannot be read says so at the field", async () => {
    await toTheDates();
    await page.getByTestId("milestone-change").first().click();
    const when = page.getByLabel("When");
    await expect.poll(() => when.inputValue()).toBe("November 2023");
    await when.fill("soon");
    await page.getByTestId("milestone-save").click();
    await page.getByText("Type it like 6 January 2024, March 2024 or 2022.").waitFor();
    await when.fill("6 November 2023");
    await page.getByTestId("milestone-save").click();
    await expect.poll(() => kept().allInnerTexts()).toEqual([expect.stringContaining("6 November 2023")]);
  });

  test("one is added that no letter tells of", async () => {
    await toTheDates();
    await press("d");
    await expect.poll(() => kept().count()).toBe(1);
    await page.getByTestId("milestone-add").click();
    await page.getByLabel("What happened").selectOption("final_plan");
    await page.getByLabel("When").fill("1 July 2024");
    await press("Enter");
    await expect.poll(() => kept().count()).toBe(2);
    await expect.poll(() => clock().innerText()).toContain("over the general limit");
  });
});

describe.each<Scheme>(["light", "dark"])("in %s", (scheme) => {
  aWindowEach({ scheme });

  test("the dates and the clock can be looked at", async () => {
    await toTheDates();
    await shot(`milestones-offered-${scheme}`);
    await press("d");
    await expect.poll(() => kept().count()).toBe(1);
    await offers().first().hover();
    await shot(`milestones-confirmed-${scheme}`);
    await page.getByTestId("milestone-change").first().click();
    await page.getByLabel("When").waitFor();
    await shot(`milestones-change-${scheme}`);
    await press("Escape");
    await page.getByTestId("milestone-dialog").waitFor({ state: "detached" });
    // The button it came from has the focus again, and Enter would be its own.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await clock().waitFor();
    await shot(`milestones-story-${scheme}`);
  });
});
