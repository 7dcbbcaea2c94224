// What of a letter is in another language: said plainly beside it, and shown in its place.
import { describe, expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

const notice = () => page.getByTestId("not-read");

describe("a letter that is partly in Polish", () => {
  aWindowEach();

  test("says in the Inbox and on its own page that nobody has looked for risk in that part", async () => {
    await page.getByRole("searchbox", { name: "Search the Inbox" }).fill("Brzezińska");
    const line = page.getByTestId("inbox-row").filter({ hasText: "Zofia Brzezińska" });
    await expect.poll(() => line.getByTestId("row-not-read").innerText()).toBe("Partly Polish, not read");
    await line.click();
    await expect.poll(() => notice().innerText()).toContain("seems to be in Polish. That part was not read");
    expect(await notice().innerText()).toContain("risk to a child cannot be seen by the program");
    await expect.poll(() => page.locator("mark.unread").allInnerTexts()).toEqual([expect.stringContaining("nikt nam nie pomaga")]);
    await shot("not-read");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "The story" }).waitFor();
    await expect.poll(() => notice().count()).toBe(1);
  });
});
