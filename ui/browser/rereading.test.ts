// Filed stories that read otherwise now: told of, looked at, added to or left, and taken back.
import { describe, expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

const rows = () => page.getByTestId("reread-row");
const total = async () => Number((await page.getByTestId("rereading-total").innerText()).replace(/\D/gu, ""));
const here = () => page.locator("[data-testid=reread-row][aria-current=true]");

/** A newer program was installed, and has read everything again. */
async function readAgain(): Promise<void> {
  await page.evaluate(() => (window as unknown as { invented: { reread(): void } }).invented.reread());
  await page.getByTestId("nav-debates").click();
  // Anything that is done has the window count again.
  await page.getByTestId("nav-inbox").click();
  await page.getByTestId("letter-text").first().waitFor();
  await page.keyboard.press("s");
  await page.getByTestId("reread-risk").waitFor();
}

async function open(): Promise<void> {
  await readAgain();
  await page.getByTestId("reread-risk").getByRole("button").click();
  await rows().first().waitFor();
}

describe("filed stories that read differently now", () => {
  aWindowEach();

  test("words of risk are told of over every room, and come first with what to do", async () => {
    await readAgain();
    await expect.poll(() => page.getByTestId("reread-risk").innerText()).toContain("follow your safeguarding procedure");
    await shot("reread-risk");
    await page.getByTestId("nav-stories").click();
    await expect.poll(() => page.getByTestId("to-rereading").innerText()).toMatch(/^\d+ filed stories now read differently$/u);
    await shot("reread-stories");
    await page.getByTestId("to-rereading").click();
    await expect.poll(() => rows().first().innerText()).toMatch(/Words of risk[\s\S]*Follow your safeguarding procedure/u);
    expect(await page.getByTestId("reread-risk").count(), "the list says it itself").toBe(0);
    await expect.poll(() => rows().nth(1).innerText()).toContain("Norfolk");
    expect((await rows().nth(2).locator("mark").innerText()).length, "each with its words").toBeGreaterThan(10);
  });

  test("what the office’s own filing has taught says so, in the words that are there", async () => {
    await open();
    const reasons = page.getByTestId("reread-because");
    const all = await total();
    expect(await reasons.count(), "only those that rest on it").toBeLessThan(all);
    const row = rows().filter({ has: reasons }).first();
    const words = (await row.locator("mark").innerText()).toLowerCase();
    expect(await row.getByTestId("reread-because").innerText()).toBe(`This office filed 14 letters with “${words}” here.`);
    const high = await row.evaluate((line) => line.getBoundingClientRect().height);
    expect(high, "it fits into the height of a row").toBe(62);
    await row.scrollIntoViewIfNeeded();
    await shot("reread-learnt");
  });

  test("a campaign is one line, and all of its stories are filed in one step", async () => {
    await page.evaluate(() => {
      const { invented } = window as unknown as { invented: { campaign(letters: number, filed: boolean): void } };
      invented.campaign(40, true);
    });
    await open();
    const line = rows().filter({ hasText: "of one campaign" });
    await line.first().waitFor();
    expect(await line.first().getByTestId("reread-from").innerText()).toMatch(/^\d+ stories of one campaign$/u);
    const many = Number((await line.first().getByTestId("reread-from").innerText()).replace(/\D/gu, ""));
    const before = await total();
    await line.first().scrollIntoViewIfNeeded();
    await shot("reread-campaign");
    await line.first().getByRole("button", { name: /^Add to all/u }).click();
    await page.getByTestId("toast").getByText(`${many} stories: filed under`).waitFor();
    await expect.poll(total).toBe(before - many);
    await page.keyboard.press("Control+z");
    await expect.poll(total).toBe(before);
  });

  test("E adds it, L leaves it, the next is in hand at once, and both can be taken back", async () => {
    await open();
    const before = await total();
    const first = await rows().first().innerText();
    await page.keyboard.press("e");
    await expect.poll(() => here().innerText()).toContain("Norfolk");
    await page.getByTestId("toast").getByText("Marked urgent.").waitFor();
    await page.keyboard.press("l");
    await expect.poll(() => here().innerText()).not.toContain("Norfolk");
    await expect.poll(total).toBe(before - 2);
    await page.keyboard.press("z");
    await expect.poll(() => here().innerText()).toContain("Norfolk");
    await page.keyboard.press("z");
    await expect.poll(() => rows().first().innerText()).toBe(first);
    await expect.poll(total).toBe(before);
  });

  test("all stories of one theme are filed under it at once, and taken back at once", async () => {
    await open();
    const before = await total();
    await page.getByTestId("reread-kind").selectOption("theme:communication");
    await expect.poll(() => page.getByTestId("reread-add-all").innerText()).toMatch(/^Add “Council communication and complaints” to all \d+$/u);
    const many = Number((await page.getByTestId("reread-add-all").innerText()).replace(/\D/gu, ""));
    await shot("reread-theme");
    await page.getByTestId("reread-add-all").click();
    await expect.poll(total).toBe(before - many);
    await expect.poll(() => page.getByTestId("reread-kind").inputValue(), { message: "back to what is left" }).toBe("");
    await page.keyboard.press("Control+z");
    await expect.poll(total).toBe(before);
  });

  test("the story is opened from its line, and the way back leads to the list", async () => {
    await open();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByTestId("story-review").waitFor();
    await page.keyboard.press("Backspace");
    await rows().first().waitFor();
  });

  test("with nothing to say, the room says what it is for", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("read differently");
    await page.getByTestId("palette").getByRole("option", { name: /read differently/iu }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("No filed story reads differently.").waitFor();
    await shot("reread-empty");
    await page.getByRole("button", { name: "To the stories" }).click();
    await page.getByTestId("story-row").first().waitFor();
  });
});

describe("at twice the size", () => {
  aWindowEach({ size: { width: 683, height: 410 } });

  test("nothing but the table scrolls sideways", async () => {
    await open();
    await shot("reread-zoomed");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});
