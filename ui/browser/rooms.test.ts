// Every room, light and dark: shown, accessible, and asking nothing of the network.
import { describe, expect, test } from "vitest";

import { accessible } from "./accessible";
import { aWindowEach, page, settled, shot, unlock, type Scheme } from "./window";

/** Closes what is open, and waits until the keys are the room's again. */
async function escape(): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
}

async function room(name: string, scheme: Scheme): Promise<void> {
  await settled();
  await shot(`${name}-${scheme}`);
  await accessible(`${name}, ${scheme}`);
}

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  aWindowEach({ scheme, locked: true });

  test("the doors are accessible", async () => {
    await page.getByTestId("welcome-create").waitFor();
    await room("01-welcome", scheme);
    await page.getByTestId("welcome-create").click();
    await page.locator("[name=passphrase]").fill("short");
    await page.locator("[name=mp]").fill("Alex Hale MP");
    await page.locator("[name=constituency]").fill("Hitchin");
    await page.locator("[name=staff]").fill("Jo");
    await page.locator("[name=passphrase_again]").fill("short");
    await page.getByTestId("create-submit").click();
    await room("02-create", scheme);
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByTestId("welcome-recent").click();
    await page.getByTestId("unlock-passphrase").fill("not the passphrase");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await room("03-unlock", scheme);
  });

  test("the rooms are accessible", async () => {
    await unlock();
    await room("10-inbox-urgent", scheme);
    await page.keyboard.press("j");
    await room("11-inbox", scheme);
    await page.getByRole("button", { name: "Quoted reply" }).click();
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").first().waitFor();
    await room("20-stories", scheme);
    await page.getByTestId("stories-search").fill("teaching");
    await room("21-stories-search", scheme);
    await page.getByTestId("stories-search").fill("");
    await settled();
    await page.getByTestId("story-row").filter({ hasText: "Read out" }).first().click();
    await page.getByTestId("letter-text").waitFor();
    await room("30-story", scheme);
    await page.getByRole("tab", { name: "Quotable" }).click();
    await room("31-story-quotable", scheme);
    await page.getByRole("tab", { name: "Notes" }).click();
    await room("32-story-notes", scheme);
    await page.getByRole("tab", { name: "History" }).click();
    await room("33-story-history", scheme);
    await page.getByTestId("nav-evidence").click();
    await page.getByTestId("grid").waitFor();
    await room("40-evidence", scheme);
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").waitFor();
    await room("50-debates", scheme);
    await page.getByTestId("debate-row").click();
    await page.locator("[data-testid=pages] canvas").first().waitFor();
    await room("51-debate", scheme);
    await page.getByRole("tab", { name: "Quotes" }).click();
    await page.getByTestId("quotables").waitFor();
    await room("52-debate-quotes", scheme);
    await page.getByTestId("nav-settings").click();
    await page.getByTestId("settings-backups").waitFor();
    await room("60-settings", scheme);
  });

  test("filed stories that read differently now are accessible, and so is what tells of them", async () => {
    await unlock();
    await page.evaluate(() => (window as unknown as { invented: { reread(): void } }).invented.reread());
    await page.keyboard.press("s");
    await page.getByTestId("reread-risk").waitFor();
    await room("14-inbox-risk-noticed", scheme);
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("story-row").first().waitFor();
    await room("22-stories-reread", scheme);
    await page.getByTestId("to-rereading").click();
    await page.getByTestId("reread-row").first().waitFor();
    await room("23-rereading", scheme);
  });

  test("the dialogs are accessible", async () => {
    await unlock();
    await page.keyboard.press("j");
    await settled();
    for (const [key, name] of [
      ["t", "themes"],
      ["a", "authority"],
      ["c", "consent"],
      ["n", "new-letter"],
      ["?", "keys"],
      ["Control+k", "palette"],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator("dialog[open]").waitFor();
      await room(`70-${name}`, scheme);
      await escape();
    }
    await page.getByTestId("record-offered").click();
    await page.getByTestId("consent-dialog").waitFor();
    await room("70-consent-offered", scheme);
    await escape();
    await page.keyboard.press("i");
    await page.getByTestId("receipt-summary").waitFor();
    await room("71-receipt", scheme);
    await page.getByRole("button", { name: "all receipts" }).click();
    await page.getByRole("heading", { name: "Receipts" }).waitFor();
    await room("73-receipts", scheme);
    await page.getByRole("button", { name: "is at the desk" }).click();
    await page.getByTestId("desk").waitFor();
    await room("74-desk", scheme);
    await escape();
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-new").click();
    await page.getByTestId("new-debate").waitFor();
    await room("75-new-debate", scheme);
    await escape();
    await page.getByRole("button", { name: /^Remove/u }).click();
    await page.getByTestId("remove-debate").waitFor();
    await room("76-remove-debate", scheme);
    await escape();
    await page.getByTestId("nav-stories").click();
    await page.getByTestId("filter-received").click();
    await page.getByTestId("period-picker").waitFor();
    await room("77-period", scheme);
    await page.getByRole("button", { name: "The last 30 days" }).click();
    await room("78-stories-period", scheme);
    await page.getByTestId("stories-search").fill("nobody wrote these words");
    await page.getByRole("button", { name: "Clear the filters" }).waitFor();
    await room("82-nothing-found", scheme);
    await page.getByTestId("nav-inbox").click();
    await page.keyboard.press("/");
    await page.keyboard.type("nobody wrote these words");
    await page.getByText("Nothing in the Inbox holds those words.").waitFor();
    await room("83-inbox-nothing-found", scheme);
  });

  test("a letter that would be filed nowhere is accessible, and so are its words", async () => {
    await unlock();
    await page.keyboard.press("n");
    await page.locator("[name=subject]").fill("A call without a place");
    await page.locator("[name=text]").fill("Somebody rang and asked to be rung back.");
    await page.getByRole("button", { name: "Add to the Inbox" }).click();
    await page.getByRole("heading", { name: "A call without a place" }).waitFor();
    await page.keyboard.press("e");
    await page.getByTestId("files-nowhere").waitFor();
    await room("13-inbox-nowhere", scheme);
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Letters" }).waitFor();
    await page.keyboard.press("e");
    await page.getByText("or press E again").waitFor();
    await room("35-story-nowhere", scheme);
  });

  test("empty rooms teach, and are accessible", async () => {
    await page.getByTestId("welcome-create").click();
    await page.locator("[name=mp]").fill("Alex Hale MP");
    await page.locator("[name=constituency]").fill("Hitchin");
    await page.locator("[name=staff]").fill("Jo Marsh");
    await page.locator("[name=passphrase]").fill("correct horse battery");
    await page.locator("[name=passphrase_again]").fill("correct horse battery");
    await page.getByTestId("create-submit").click();
    await page.getByTestId("recovery").waitFor();
    await room("79-recovery", scheme);
    await page.getByTestId("recovery-later").click();
    await page.getByTestId("import-letters").waitFor();
    await room("80-empty-inbox", scheme);
    for (const name of ["stories", "evidence", "debates"]) {
      await page.getByTestId(`nav-${name}`).click();
      await room(`81-empty-${name}`, scheme);
    }
  });
});

describe("at twice the size", () => {
  aWindowEach({ size: { width: 683, height: 410 } });

  test("nothing needs to be scrolled sideways", async () => {
    for (const name of ["inbox", "stories", "evidence", "debates", "settings"]) {
      await page.getByTestId(`nav-${name}`).click();
      await settled();
      await shot(`90-zoomed-${name}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
    }
  });
});
