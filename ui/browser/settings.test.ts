// Settings stands still under the hand.
import { expect, test } from "vitest";

import { aWindowEach, page, settled, shot } from "./window";

aWindowEach();

test("sections are shown together, and none moves once it can be seen", async () => {
  // A core that takes its time, so that what is shown too early would be seen to move.
  await page.evaluate(() => ((window as { answersAfter?: number }).answersAfter = 300));
  await page.getByTestId("nav-settings").click();
  const about = page.getByTestId("settings-about");
  await about.waitFor({ state: "attached" });
  expect(await about.isVisible(), "not before every section has been read").toBe(false);
  await about.waitFor();
  const sections = page.locator("[data-testid^=settings-]");
  const places = () => sections.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const before = await places();
  expect(before.length).toBeGreaterThan(10);
  await settled();
  expect(await places()).toEqual(before);
  await shot("settings-still");
});
