// The child and the case: offered beside the letter, confirmed by one key, dropped, added and put right.
import { describe, expect, test } from "vitest";

import { accessible } from "./accessible";
import { aWindowEach, page, settled, shot, type Scheme } from "./window";

const press = (key: string) => page.keyboard.press(key);
const offers = () => page.getByTestId("offered-facet");
const kept = () => page.getByTestId("facet");

/** To the letter that tells of the child, in the Inbox. */
async function toTheChild(): Promise<void> {
  for (let n = 0; n < 20 && (await offers().count()) === 0; n += 1) {
    await press("j");
    await settled();
  }
  await offers().first().waitFor();
}

describe("the child and the case", () => {
  aWindowEach();

  test("what the letter says stands beside it, and its words stand out when it is pointed at", async () => {
    await toTheChild();
    await expect.poll(() => offers().allInnerTexts()).toEqual([
      expect.stringContaining("Year 4"),
      expect.stringContaining("Autistic spectrum disorder"),
      expect.stringContaining("Not in any school"),
    ]);
    expect(await page.locator("mark.lit").count(), "not before").toBe(0);
    await offers().last().hover();
    await expect.poll(() => page.locator("mark.lit").allInnerTexts()).toEqual(["at home since March"]);
    expect(await kept().count(), "nothing is confirmed unseen").toBe(0);
  });

  test("F confirms all that is shown, and Z takes it back as one", async () => {
    await toTheChild();
    await press("f");
    await expect.poll(() => kept().count()).toBe(3);
    expect(await offers().count()).toBe(0);
    expect(await page.getByTestId("facets-confirm-all").count(), "there is nothing left to confirm").toBe(0);
    await kept().first().hover();
    // What it rests on is still shown.
    await expect.poll(() => page.locator("mark.lit").allInnerTexts()).toEqual(["is in Year 4"]);
    await press("z");
    await expect.poll(() => offers().count()).toBe(3);
    expect(await kept().count()).toBe(0);
  });

  test("filing confirms none of it", async () => {
    await toTheChild();
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await press("e");
    await page.getByText("Filed.").waitFor();
    await expect.poll(() => offers().count()).toBe(3);
    expect(await kept().count()).toBe(0);
  });

  test("one is confirmed, one dropped, and one taken out is offered again", async () => {
    await toTheChild();
    await page.getByTestId("facet-drop").last().click();
    await expect.poll(() => offers().count()).toBe(2);
    await page.getByTestId("facet-right").first().click();
    await expect.poll(() => kept().allInnerTexts()).toEqual([expect.stringContaining("Year 4")]);
    await kept().getByRole("button", { name: "Take out Year 4" }).click();
    await expect.poll(() => offers().allInnerTexts()).toEqual([expect.stringContaining("Year 4"), expect.stringContaining("Autistic")]);
  });

  test("what reading missed is added by the words people use, and a wrong year put right", async () => {
    await toTheChild();
    await page.getByTestId("facet-add").click();
    await page.getByRole("combobox").fill("dyslexia");
    await press("Enter");
    await expect.poll(() => kept().allInnerTexts()).toEqual([expect.stringContaining("Specific learning difficulty")]);
    await page.getByRole("combobox").fill("Year 5");
    await press("Enter");
    await expect.poll(() => kept().allInnerTexts()).toEqual([expect.stringContaining("Year 5"), expect.stringContaining("Specific learning difficulty")]);
    // Year 4 is not offered beside it.
    await expect.poll(() => offers().count()).toBe(2);
    await press("Escape");
    await page.getByTestId("facet-picker").waitFor({ state: "detached" });
  });

  test("where nothing was read it says what can be added", async () => {
    await page.getByTestId("facets-empty").waitFor();
    expect(await page.getByTestId("facet-add").isVisible()).toBe(true);
    await press("f");
    await settled();
    expect(await kept().count(), "the key does nothing").toBe(0);
  });
});

describe.each<Scheme>(["light", "dark"])("in %s", (scheme) => {
  aWindowEach({ scheme });

  test("it can be looked at, and is in nobody’s way", async () => {
    await page.getByTestId("facets-empty").waitFor();
    await shot(`facets-empty-${scheme}`);
    await toTheChild();
    await offers().first().hover();
    await shot(`facets-offered-${scheme}`);
    await page.getByTestId("facet-right").nth(1).click();
    await expect.poll(() => kept().count()).toBe(1);
    await shot(`facets-some-${scheme}`);
    await accessible(`facets, ${scheme}`);
    await page.getByTestId("facet-add").click();
    await page.getByTestId("facet-picker").waitFor();
    await shot(`facets-picker-${scheme}`);
    await press("Escape");
    await press("f");
    await expect.poll(() => kept().count()).toBe(3);
    await shot(`facets-confirmed-${scheme}`);
  });
});
