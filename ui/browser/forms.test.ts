// Answers to a form on their way in: its columns are shown before anything is read.
import { expect, test } from "vitest";

import { aWindowEach, faults, page, shot } from "./window";

aWindowEach();

const drop = (...paths: string[]) =>
  page.evaluate((paths) => (window as unknown as { invented: { drop(paths: string[]): void } }).invented.drop(paths), paths);

test("a form's columns are shown with its first answers, changed, and then it is imported", async () => {
  await drop("/post/survey.xlsx");
  const dialog = page.getByTestId("form-columns");
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain("24 answers in survey.xlsx");
  const story = dialog.getByRole("combobox", { name: "Please tell us what happened" });
  expect(await story.inputValue()).toBe("story");
  expect(await dialog.textContent()).toContain("The taxi stopped in July.");
  await dialog.getByRole("combobox", { name: "Your postcode" }).selectOption("leave");
  await shot("form-columns");
  await dialog.getByRole("button", { name: "Import 24 answers" }).click();
  await page.getByTestId("receipt").waitFor();
  expect(faults.get(page)).toEqual([]);
});

test("nothing is imported when the columns are put away", async () => {
  await drop("/post/survey.xlsx");
  await page.getByTestId("form-columns").getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("form-columns").waitFor({ state: "detached" });
  expect(await page.getByTestId("receipt").count()).toBe(0);
  expect(faults.get(page)).toEqual([]);
});

test("the folders of an Outlook mailbox are chosen before it is read", async () => {
  await drop("/post/locked archive.pst");
  const dialog = page.getByTestId("mail-folders");
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain("This file has a password.");
  expect(await dialog.getByRole("checkbox", { name: "Junk Email" }).isChecked()).toBe(false);
  await dialog.getByRole("button", { name: "Import 2,189 letters" }).waitFor();
  await dialog.getByRole("checkbox", { name: "Sent Items" }).uncheck();
  await shot("mail-folders");
  await dialog.getByRole("button", { name: "Import 1,549 letters" }).click();
  await page.getByTestId("receipt").waitFor();
  expect(faults.get(page)).toEqual([]);
});

test("letters saved in a watched folder come in quietly, and a drive that goes is told calmly", async () => {
  await page.getByTestId("nav-settings").click();
  const section = page.getByTestId("settings-watched");
  await section.getByText("No folder is watched.").waitFor();
  await section.getByTestId("watch-choose").click();
  await section.getByText("/home/jo/Letters").waitFor();
  await page.getByText("10 new letters from the watched folder.").waitFor();
  expect(await page.locator("dialog[open]").count(), "nothing stands in the way").toBe(0);
  await section.scrollIntoViewIfNeeded();
  await shot("watched-folder");
  await page.getByTestId("toast-more").click();
  await page.getByTestId("receipt-summary").waitFor();
  await page.keyboard.press("Escape");

  await page.evaluate(() => Object.assign(window, { driveGone: true }));
  await section.getByTestId("watch-choose").click();
  await section.getByText("This folder is not there at the moment.").waitFor();
  await shot("watched-folder-gone");
  await section.getByTestId("watch-stop").click();
  await section.getByText("No folder is watched.").waitFor();
  expect(faults.get(page)).toEqual([]);
});

test("a file of postcodes is read in the settings, and a letter from elsewhere says so calmly", async () => {
  await page.getByTestId("nav-settings").click();
  const section = page.getByTestId("settings-constituency");
  await section.getByText("No file of postcodes was read yet.").waitFor();
  await section.getByTestId("choose-postcodes").click();
  await section.getByText("November 2025", { exact: false }).waitFor();
  expect(await section.getByTestId("postcode-file").innerText()).toContain("1,801,234 postcodes in 650 constituencies");
  await section.scrollIntoViewIfNeeded();
  await shot("constituencies");
  await page.getByTestId("nav-inbox").click();
  const hint = page.getByTestId("elsewhere");
  for (let letters = 0; letters < 12 && (await hint.count()) === 0; letters += 1) {
    await page.keyboard.press("j");
    await page.waitForTimeout(60);
  }
  expect(await hint.innerText()).toContain("is in North Bedfordshire, not in Hitchin");
  await shot("elsewhere");
  expect(faults.get(page)).toEqual([]);
});
