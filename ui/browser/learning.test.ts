// What the office's own filing has taught: shown, switched off, forgotten after asking.
import { expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

aWindowEach();

const section = async () => {
  await page.getByTestId("nav-settings").click();
  const found = page.getByTestId("settings-learning");
  await found.getByTestId("learning-state").waitFor();
  await found.scrollIntoViewIfNeeded();
  return found;
};

test("what was learnt is told with its words, and forgotten only after asking", async () => {
  const learnt = await section();
  expect(await learnt.getByTestId("learning-state").textContent()).toContain("Learnt from 214 stories filed since 4 March 2024.");
  const words = await learnt.getByTestId("learnt-theme").allTextContents();
  expect(words[0]?.replaceAll(/\s+/gu, " ")).toContain("fuel card (14 of 14 letters)");
  expect(words[0]).toContain("and 1 more");
  expect(words[1]).toContain("kept 1 of 23 times");
  await shot("learning");

  await learnt.getByTestId("forget-learning").click();
  const dialog = page.getByTestId("forget-dialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await learnt.getByTestId("learnt-theme").count(), "nothing is forgotten by asking").toBe(2);
  await learnt.getByTestId("forget-learning").click();
  await dialog.getByTestId("forget-sure").click();
  await page.getByText("What was learnt is forgotten.").waitFor();
  await learnt.getByText("Nothing was learnt yet").waitFor();
  expect(await learnt.getByTestId("forget-learning").count()).toBe(0);
});

test("learning is switched off and on again", async () => {
  const learnt = await section();
  const box = learnt.getByRole("checkbox", { name: "Learn from how this office files" });
  await box.click();
  await page.getByText("Nothing is learnt from this office’s filing.").waitFor();
  await learnt.getByTestId("learnt-theme").first().waitFor({ state: "detached" });
  expect(await box.isChecked()).toBe(false);
  await box.click();
  await learnt.getByText("Learnt from 214 stories").waitFor();
});

test("a theme that comes in by what was learnt says why", async () => {
  const because = page.getByTestId("because");
  const rows = page.getByTestId("inbox-row");
  const many = await rows.count();
  for (let at = 0; at < many && (await because.count()) === 0; at++) {
    await rows.nth(at).click();
    await page.getByTestId("letter-text").first().waitFor();
    await page.waitForTimeout(100);
  }
  expect(await because.first().textContent()).toBe("This office filed 14 letters with “fuel card” here.");
});
