// Reviews, erasing and the record of changes, as a caseworker uses them.
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
  page = await openWindow(desk, "light", { width: 900, height: 600 });
  await unlock(page);
});
afterEach(async () => {
  const found = faults.get(page);
  await page.context().close();
  expect(found, "nothing may go wrong inside the page").toEqual([]);
});

const total = async () => Number((await page.getByTestId("reviews-total").innerText()).replace(/\D/gu, ""));

test("a case that is due is kept for a reason, from the keyboard, and comes back with undo", async () => {
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("due-row").first().waitFor();
  await shot(page, "reviews");
  const before = await total();
  expect(before).toBeGreaterThan(1);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await page.getByTestId("keep-dialog").waitFor();
  await page.locator("[name=reason]").fill("The tribunal has not decided yet");
  await shot(page, "reviews-keep");
  await page.keyboard.press("Enter");
  await expect.poll(total).toBe(before - 1);
  await page.keyboard.press("Control+z");
  await expect.poll(total).toBe(before);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(total).toBe(before - 1);
});

test("erasing asks for the name, says that it is for good, and which backups still hold it", async () => {
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("due-row").first().waitFor();
  const before = await total();
  await page.keyboard.press("Delete");
  await page.getByTestId("erase-dialog").waitFor();
  await expect.poll(() => page.getByTestId("erase-dialog").innerText()).toContain("cannot be undone");
  await expect.poll(() => page.getByTestId("erase-now").isDisabled(), { message: "not before the name is typed" }).toBe(true);
  await shot(page, "erase");
  const name = (await page.getByRole("heading", { name: /Erase the story of/u }).innerText()).replace("Erase the story of ", "");
  await page.locator("[name=confirm]").fill(name.toUpperCase());
  await page.getByTestId("erase-now").click();
  await page.getByTestId("erased").waitFor();
  await expect.poll(() => page.getByTestId("erased").innerText()).toContain("1 backup made before still holds it");
  await shot(page, "erased");
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(total).toBe(before - 1);
});

test("the record of changes is narrowed by person, and an entry opens its story", async () => {
  await page.keyboard.press("e");
  await page.getByTestId("toast").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("record of");
  await page.getByTestId("palette").getByRole("option", { name: /record of/iu }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("record-row").first().waitFor();
  await shot(page, "record");
  await page.getByTestId("record-staff").selectOption({ label: "Amina Yusuf" });
  await page.getByText("Nothing was recorded that fits").waitFor();
  await page.getByRole("button", { name: "Show everything" }).first().click();
  await page.getByTestId("record-row").first().locator("td:last-child button").click();
  await page.getByTestId("story-review").waitFor();
  await page.getByTestId("story-review").scrollIntoViewIfNeeded();
  await shot(page, "story-review");
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("open-record").scrollIntoViewIfNeeded();
  await shot(page, "settings-keeping");
});
