// What leaves the casebook: a family's agreement, a person's own data, a copy of everything, the end.
import { describe, expect, test } from "vitest";

import { aWindowEach, page, shot } from "./window";

async function aStory(): Promise<void> {
  await page.getByTestId("nav-stories").click();
  await page.getByTestId("story-row").first().click();
  await page.getByTestId("consent").waitFor();
}

describe.each([{ width: 1366, height: 820 }, { width: 900, height: 600 }])("at $width", (size) => {
  aWindowEach({ size, scheme: size.width === 900 ? "dark" : "light" });

  test("everything about a person is gathered, and others are ticked", async () => {
    await aStory();
    await page.getByTestId("open-access").click();
    const others = page.getByTestId("others");
    await others.waitFor();
    await shot(`access-${size.width}`);
    await expect.poll(() => others.getByRole("checkbox", { checked: true }).count(), { message: "all but the Member" }).toBe(4);
    await page.getByTestId("access-send").click();
    await page.getByText("The copy to send is made").waitFor();
    await shot(`access-made-${size.width}`);
  });

  test("a casebook is deleted only by its name and with a certificate", async () => {
    await aStory();
    await page.getByRole("button", { name: "Record their agreement…" }).click();
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("The family agreed on").waitFor();
    await page.getByTestId("hand-over").scrollIntoViewIfNeeded();
    await shot(`hand-over-${size.width}`);
    await page.getByTestId("nav-settings").click();
    await page.getByTestId("settings-leaving").scrollIntoViewIfNeeded();
    await shot(`leaving-${size.width}`);
    await page.getByTestId("close-casebook").click();
    await page.getByText("No copy has been made yet.").waitFor();
    await page.getByTestId("closing").getByTestId("export").click();
    await page.getByText("original emails to").waitFor();
    await page.getByText("The last copy was made on").waitFor();
    const end = page.getByRole("button", { name: "Delete the casebook for good" });
    await end.waitFor();
    await shot(`closing-${size.width}`);
    await expect.poll(() => end.isDisabled(), { message: "nothing was typed or chosen yet" }).toBe(true);
    await page.getByRole("button", { name: "Choose a place…" }).click();
    await page.getByText("Certificate of deletion.pdf").waitFor();
    await page.getByLabel("Type the casebook’s name").fill("Hitchin");
    await expect.poll(() => end.isDisabled(), { message: "somebody who agreed has not been handed over" }).toBe(true);
    await page.getByLabel("Passphrase of the new casebook").fill("five other invented words");
    await page.getByRole("button", { name: "Hand over…" }).click();
    await page.getByText("Handed over: 1 story").waitFor();
    await shot(`closing-ready-${size.width}`);
    await end.click();
    await page.getByText("The casebook is closed").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
  });
});
