// Backups in the window: made, looked into, gone back to; and loss that stays told.
import { beforeEach, describe, expect, test } from "vitest";

import { aWindowEach, page, shot, unlock } from "./window";

aWindowEach({ locked: true });

interface Invented {
  lose(text: string): void;
  backups: { failing: boolean; fresh: boolean };
}
const invented = <T>(then: (invented: Invented, with_: T) => void, with_: T) =>
  page.evaluate(`(${then.toString()})(window.invented, ${JSON.stringify(with_)})`);
const settings = async () => {
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("backups").waitFor();
};
const lost = "Changes that were saved are no longer in this casebook: 214 had been recorded and 198 are here. Its file is damaged, or an older copy was put in its place. Until you decide, it can be read but not changed. Restore a newer backup, or go on with this copy if there is none.";

describe("backups", () => {
  beforeEach(unlock);

  test("are made on opening, listed, and made again when asked", async () => {
    await settings();
    const rows = page.getByTestId("backups").locator("tbody tr");
    await expect.poll(() => page.getByTestId("backups-last").innerText()).toContain("Today at");
    const before = await rows.count();
    await shot("backups");
    await page.getByTestId("back-up").click();
    await expect.poll(() => rows.count()).toBe(before < 6 ? before + 1 : 6);
    await expect.poll(() => rows.first().innerText()).toContain("By hand");
  });

  test("one is looked into before it is restored, and a wrong passphrase is marked at its field", async () => {
    await settings();
    await page.getByTestId("backups").getByRole("button").nth(1).click();
    await page.getByTestId("restore-passphrase").fill("not it at all");
    await page.keyboard.press("Enter");
    await page.getByText("does not open this casebook").waitFor();
    await expect.poll(() => page.getByTestId("restore-passphrase").getAttribute("aria-invalid")).toBe("true");
    await page.getByTestId("restore-passphrase").fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByTestId("backup-contents").waitFor();
    await expect.poll(() => page.getByTestId("backup-contents").innerText()).toContain("42 stories, 57 letters");
    await shot("restore");
    await page.getByTestId("restore-do").click();
    await page.getByText("is kept at").waitFor();
    await page.getByTestId("letter-text").first().waitFor();
  });

  test("a backup that could not be made is said over every room until it could", async () => {
    await invented((it, failing) => (it.backups.failing = failing), true);
    await page.keyboard.press("Control+l");
    await page.getByTestId("unlock-passphrase").fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByTestId("unbacked").waitFor();
    await expect.poll(() => page.getByTestId("unbacked").innerText()).toContain("disk is full");
    await shot("unbacked");
    await page.getByTestId("unbacked").getByRole("button").click();
    await page.getByTestId("settings-backups").waitFor();
  });
});

describe("a casebook that something is missing from", () => {
  beforeEach(async () => {
    await page.getByTestId("welcome-recent").waitFor();
    await invented((it, text) => it.lose(text), lost);
    await unlock();
    await page.getByTestId("loss").waitFor();
  });

  test("says so over every room, with two ways on", async () => {
    await shot("loss");
    await page.setViewportSize({ width: 900, height: 600 });
    await shot("loss-small");
    await page.getByTestId("nav-stories").click();
    await expect.poll(() => page.getByTestId("loss").innerText()).toContain("198 are here");
    await page.getByRole("button", { name: "Go on with this copy" }).click();
    await shot("accept");
    await page.getByTestId("accept-do").click();
    await page.getByTestId("loss").waitFor({ state: "detached" });
  });

  test("and restoring a backup is one of them", async () => {
    await page.getByTestId("loss").getByRole("button", { name: "Restore a backup" }).click();
    await page.getByRole("button", { name: "Choose a backup" }).click();
    await page.getByTestId("restore-passphrase").fill("correct horse battery");
    await page.getByTestId("restore-look").click();
    await page.getByTestId("restore-do").click();
    await page.getByTestId("loss").waitFor({ state: "detached" });
  });
});

test("a casebook that is gone can be restored from the first screen", async () => {
  await page.getByTestId("welcome-restore").click();
  await page.getByRole("button", { name: "Choose a backup" }).click();
  await page.getByTestId("restore-passphrase").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByTestId("backup-contents").waitFor();
  await expect.poll(() => page.getByTestId("restore-do").isDisabled(), { message: "it is not known where yet" }).toBe(true);
  await page.getByRole("button", { name: "Choose a place" }).click();
  await page.getByText("/home/jo/Elsewhere/Hitchin.casebook").waitFor();
  await shot("restore-welcome");
  await page.getByTestId("restore-do").click();
  await page.getByTestId("letter-text").first().waitFor();
});
