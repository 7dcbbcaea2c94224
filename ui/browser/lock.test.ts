// When the casebook locks by itself: what the office chooses, and what is said afterwards.
import { expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

aWindowEach({ size: { width: 960, height: 600 } });

test("how long it waits for somebody is chosen in a list, and can be taken back", async () => {
  await page.getByTestId("nav-settings").click();
  const choice = page.getByTestId("lock-after");
  await choice.scrollIntoViewIfNeeded();
  await expect.poll(() => choice.inputValue()).toBe("15");
  await choice.selectOption("1");
  await page.getByText("locks after 1 minute without anybody here").waitFor();
  await shot("lock-section");
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
  await shot(`locked-${why}`);
});
