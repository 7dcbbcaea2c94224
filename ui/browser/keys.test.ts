// Who can open the casebook, as an office keeps it: with the keyboard, and in a small window.
import { beforeEach, describe, expect, test } from "vitest";

import { aWindowEach, page, settled, shot, unlock } from "./window";

interface Invented {
  keychain: { locked: boolean };
}

/** Locks this computer's keychain, or unlocks it. */
const keychain = (locked: boolean) =>
  page.evaluate((is) => ((window as unknown as { invented: Invented }).invented.keychain.locked = is), locked);

aWindowEach({ size: { width: 900, height: 600 } });

async function keys(): Promise<void> {
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("settings-keys").scrollIntoViewIfNeeded();
}

describe("who can open it", () => {
  beforeEach(keys);

  test("every way is listed with its day, and one can be added, changed and taken away", async () => {
    const section = page.getByTestId("settings-keys");
    await section.getByText("Deputy: Sam Example").waitFor();
    await expect.poll(() => section.innerText()).toContain("15 July 2024");
    await shot("keys-list");
    await section.getByRole("button", { name: "Add a passphrase" }).click();
    await page.locator("[name=label]").fill("Deputy: Pat Example");
    await page.locator("[name=passphrase]").fill("correct horse staple");
    await page.locator("[name=again]").fill("correct horse staple");
    await page.getByText("Strong").waitFor();
    await shot("keys-add");
    await page.keyboard.press("Enter");
    await section.getByText("Deputy: Pat Example").waitFor();
    await section.getByRole("button", { name: "Take away Deputy: Pat Example" }).click();
    await shot("keys-revoke");
    await page.getByRole("button", { name: "Take it away" }).click();
    await section.getByText("Deputy: Pat Example").waitFor({ state: "detached" });
    await section.getByRole("button", { name: "Change Office passphrase" }).click();
    await page.locator("[name=present]").fill("not it");
    await page.locator("[name=passphrase]").fill("correct horse staple");
    await page.locator("[name=again]").fill("correct horse staple");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("not the present passphrase");
  });

  test("a new recovery key is shown once, printed, and confirmed by typing its last group", async () => {
    await page.getByRole("button", { name: "New recovery sheet" }).click();
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByTestId("recovery").waitFor();
    await page.getByRole("button", { name: "Show the key" }).click();
    await page.getByRole("button", { name: "Save the sheet (PDF)…" }).click();
    await page.getByRole("button", { name: "Open to print" }).waitFor();
    await shot("keys-recovery");
    await page.locator("[name=group]").fill("wrong");
    await page.getByTestId("recovery-kept").click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("not the last group");
    await page.getByTestId("unkept").waitFor();
    await page.locator("[name=group]").fill("dq7mk");
    await page.getByTestId("recovery-kept").click();
    await page.getByTestId("recovery").waitFor({ state: "detached" });
    await page.getByTestId("unkept").waitFor({ state: "detached" });
  });

  test("a sheet that nobody has confirmed is reminded of after the next opening, until it is answered for", async () => {
    await page.getByRole("button", { name: "New recovery sheet" }).click();
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByTestId("recovery-later").click();
    await page.getByTestId("unkept").waitFor();
    await page.keyboard.press("Control+l");
    await unlock();
    await page.getByTestId("unkept").waitFor();
    await shot("unkept");
    await page.getByTestId("unkept-dismiss").click();
    await page.getByTestId("unkept").waitFor({ state: "detached" });
    await page.keyboard.press("Control+l");
    await unlock();
    await settled();
    expect(await page.getByTestId("unkept").count(), "it was answered for").toBe(0);
  });

  test("a new key for the casebook is explained before it is made", async () => {
    await page.getByRole("button", { name: "New key for the casebook" }).click();
    await shot("keys-rotate");
    await page.getByRole("button", { name: "Encrypt anew" }).click();
    await page.getByText("The casebook has a new key.").waitFor();
  });
});

test("this computer opens it without the passphrase only where somebody wants that, and by a button", async () => {
  await keys();
  const section = page.getByTestId("settings-keys");
  const box = section.getByTestId("this-computer");
  await settled();
  expect(await box.isChecked(), "off by default").toBe(false);
  await expect.poll(() => section.innerText(), { message: "it says what that means" }).toContain("Whoever is at this computer");
  await keychain(true);
  await box.click();
  await section.getByText("keychain stayed locked").waitFor();
  await expect.poll(() => box.isChecked(), { message: "what is ticked is what is so" }).toBe(false);
  await keychain(false);
  await box.click();
  await section.getByText("Computer OFFICE-3").waitFor();
  await expect.poll(() => box.isChecked()).toBe(true);
  await box.scrollIntoViewIfNeeded();
  await shot("keys-this-computer");

  await page.keyboard.press("Control+l");
  const open = page.getByTestId("unlock-computer");
  await open.waitFor();
  await shot("unlock-this-computer");
  await keychain(true);
  await open.click();
  await page.getByText("keychain stayed locked").waitFor();
  await shot("unlock-keychain-locked");
  await page.getByTestId("unlock-passphrase").fill("correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByTestId("letter-text").first().waitFor();
  await page.keyboard.press("Control+l");
  await keychain(false);
  await open.click();
  await page.getByTestId("letter-text").first().waitFor();

  await page.getByTestId("nav-settings").click();
  await box.click();
  await section.getByText("Computer OFFICE-3").waitFor({ state: "detached" });
  await page.keyboard.press("Control+l");
  await page.getByTestId("unlock-passphrase").waitFor();
  await settled();
  expect(await open.count(), "turned off, it is not offered").toBe(0);
});
