// Reviews, erasing and the record of changes, as a caseworker uses them.
import { expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

aWindowEach({ size: { width: 900, height: 600 } });

const total = async () => Number((await page.getByTestId("reviews-total").innerText()).replace(/\D/gu, ""));

test("a case that is due is kept for a reason, from the keyboard, and comes back with undo", async () => {
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("due-row").first().waitFor();
  await shot("reviews");
  const before = await total();
  expect(before).toBeGreaterThan(1);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await page.getByTestId("keep-dialog").waitFor();
  await page.locator("[name=reason]").fill("The tribunal has not decided yet");
  await shot("reviews-keep");
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
  await shot("erase");
  const name = (await page.getByRole("heading", { name: /Erase the story of/u }).innerText()).replace("Erase the story of ", "");
  await page.locator("[name=confirm]").fill(name.toUpperCase());
  await page.getByTestId("erase-now").click();
  await page.getByTestId("erased").waitFor();
  await expect.poll(() => page.getByTestId("erased").innerText()).toContain("1 backup made before still holds it");
  await shot("erased");
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(total).toBe(before - 1);
});

test("several stories are erased at once only by typing how many, and no tick outlives its list", async () => {
  await page.getByTestId("nav-stories").click();
  await page.getByTestId("story-row").nth(2).waitFor();
  const stories = async () => Number((await page.getByTestId("stories-total").innerText()).replace(/\D/gu, ""));
  const before = await stories();
  await page.getByTestId("tick").nth(0).check();
  await page.getByText("1 story ticked").waitFor();
  await page.getByRole("button", { name: "Urgent only" }).click();
  await page.getByText("1 story ticked").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Take off: Urgent" }).click();
  await expect.poll(stories).toBe(before);
  for (const nth of [0, 1, 2]) await page.getByTestId("tick").nth(nth).check();
  await shot("stories-ticked");
  await page.getByTestId("erase-ticked").click();
  await expect.poll(() => page.getByTestId("erase-dialog").getByRole("listitem").count()).toBe(3);
  await page.locator("[name=confirm]").fill("2");
  expect(await page.getByTestId("erase-now").isDisabled(), "two is not how many").toBe(true);
  await page.locator("[name=confirm]").fill("3");
  await shot("erase-several");
  await page.getByTestId("erase-now").click();
  await page.getByText("3 stories with").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(stories).toBe(before - 3);
  await page.getByTestId("erase-ticked").waitFor({ state: "detached" });
});

test("cases that are due are ticked with X and erased together", async () => {
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("due-row").nth(1).waitFor();
  const before = await total();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("2 stories ticked").waitFor();
  await page.keyboard.press("Delete");
  await page.locator("[name=confirm]").fill("2");
  await page.keyboard.press("Enter");
  await page.getByTestId("erased").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(total).toBe(before - 2);
});

test("a review is moved to a day of its own, and back to the office’s usual one", async () => {
  await page.getByTestId("nav-stories").click();
  await page.getByTestId("story-row").first().click();
  const review = page.getByTestId("story-review");
  await page.getByTestId("story-review-day").click();
  await page.getByText("24 months after the newest letter").waitFor();
  await page.getByLabel("On a day of its own").check();
  await page.locator("[name=on]").fill("1 September 2019");
  await page.getByTestId("review-save").click();
  await page.getByText("That is no day for the next review.").waitFor();
  await page.locator("[name=on]").fill(`1 September ${new Date().getFullYear() + 2}`);
  await shot("review-day");
  await page.getByTestId("review-save").click();
  await expect.poll(() => review.innerText()).toContain(`1 September ${new Date().getFullYear() + 2}`);
  await page.getByTestId("story-review-day").click();
  await page.getByLabel("As the office does").check();
  await page.getByTestId("review-save").click();
  await expect.poll(() => review.innerText()).toContain("from the newest letter");
});

test("the record of changes is narrowed by person, and an entry opens its story", async () => {
  await page.keyboard.press("e");
  await page.getByTestId("toast").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("record of");
  await page.getByTestId("palette").getByRole("option", { name: /record of/iu }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("record-row").first().waitFor();
  await shot("record");
  await page.getByTestId("record-staff").selectOption({ label: "Amina Yusuf" });
  await page.getByText("Nothing was recorded that fits").waitFor();
  await page.getByRole("button", { name: "Show everything" }).first().click();
  await page.getByTestId("record-row").first().locator("td:last-child button").click();
  await page.getByTestId("story-review").waitFor();
  await page.getByTestId("story-review").scrollIntoViewIfNeeded();
  await shot("story-review");
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("open-record").scrollIntoViewIfNeeded();
  await shot("settings-keeping");
});

test("what the record says of a letter taken back can be erased where it stands", async () => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("record of");
  await page.getByTestId("palette").getByRole("option", { name: /record of/iu }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("record-erase").click();
  await expect.poll(() => page.getByTestId("erase-dialog").innerText()).toContain("The letter was taken out before");
  await page.locator("[name=confirm]").fill("Pat Mistaken");
  await page.getByTestId("erase-now").click();
  await expect.poll(() => page.getByTestId("erased").innerText()).toContain("What the record of changes said is erased");
  await expect.poll(() => page.getByTestId("record-erase").count(), { message: "and is not behind the words that it is gone" }).toBe(0);
  await shot("record-erased");
});
