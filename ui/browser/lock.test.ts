// When the casebook locks by itself: what the office chooses, and what is said afterwards.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { faults, openDesk, openWindow, shot, unlock, type Desk } from "./window";

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  page = await openWindow(desk, "light", { width: 960, height: 600 });
  await unlock(page);
});
afterEach(async () => {
  const found = faults.get(page);
  await page.context().close();
  expect(found, "nothing may go wrong inside the page").toEqual([]);
});

test("how long it waits for somebody is chosen in a list, and can be taken back", async () => {
  await page.getByTestId("nav-settings").click();
  const choice = page.getByTestId("lock-after");
  await choice.scrollIntoViewIfNeeded();
  await expect.poll(() => choice.inputValue()).toBe("15");
  await choice.selectOption("1");
  await page.getByText("locks after 1 minute without anybody here").waitFor();
  await shot(page, "lock-section");
  await expect.poll(() => choice.inputValue()).toBe("1");
});

test.each([
  ["idle", "nobody had used it"],
  ["sleep", "the computer slept"],
  ["screen", "screen was locked"],
])("locked by %s, it says why, and holds nothing", async (why, words) => {
  await page.keyboard.press("n");
  await page.locator("dialog[open]").waitFor();
  await page.evaluate((reason) => (window as unknown as { invented: { lock(why: string): void } }).invented.lock(reason), why);
  await page.getByText(words).waitFor();
  await expect.poll(() => page.locator("dialog[open]").count(), { message: "the dialog went too" }).toBe(0);
  await shot(page, `locked-${why}`);
});
